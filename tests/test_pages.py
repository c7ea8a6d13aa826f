"""The pages of docs/: whatever the code cites is there, every page is reached and short."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*/*.md")])
BY_NAME = {path.name: path for path in reversed(PAGES) if path.name != "README.md"}
BY_NAME["README.md"] = ROOT / "README.md"
SOURCES = [
    path
    for folder in ("wzqa", "tests", "tools", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".toml", ".sql"} and "editions" not in path.parts
]
CITED = re.compile(
    r"(?<![\w/<{-])(?:docs/(?:design/)?)?([A-Za-z][\w.-]*\.md)\b((?:(?:[ ,;–-]|and)*§? ?\d+(?:\.\d+)*)*)"
)
LONGEST = 400
TEXTS = {
    "NAME.md",
    "regulation.md",
    "commands.md",
    "changelog.md",
    "X.md",
    "page.md",
}  # of an edition, or standing for any


def sections(path):
    return set(re.findall(r"^#+ (\d+(?:\.\d+)*)", path.read_text(encoding="utf-8"), re.MULTILINE))


def cited():
    """Give (file, page, section or "") of every page that code, comment or docstring cites."""
    for path in SOURCES:
        if path == Path(__file__):
            continue
        text = re.sub(r"\s*\n\s*(?:# ?)?", " ", path.read_text(encoding="utf-8"))
        for page, rest in CITED.findall(text):
            if page in TEXTS:
                continue
            where = str(path.relative_to(ROOT))
            found = re.findall(r"§ ?(\d+(?:\.\d+)*)", rest)
            yield from ((where, page, section) for section in found or [""])


def test_every_page_that_is_cited_exists():
    assert sorted({f"{where}: {page}" for where, page, _ in cited() if page not in BY_NAME}) == []


def test_every_section_that_is_cited_exists():
    known = {name: sections(path) for name, path in BY_NAME.items()}
    missing = {
        f"{where}: {page} §{section}"
        for where, page, section in cited()
        if section and page in known and section not in known[page]
    }
    assert sorted(missing) == []


def links(path):
    text = path.read_text(encoding="utf-8")
    return {
        (path.parent / target).resolve()
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
        if "://" not in target
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere_and_a_page_is_short(page):
    assert [str(target) for target in links(page) if not target.exists()] == []
    assert page.parent.name != "design" or len(page.read_text("utf-8").split("\n")) <= LONGEST


def test_every_page_is_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            todo += links(page)
    assert [str(p.relative_to(ROOT)) for p in PAGES if p not in seen] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs/design").glob("*.md")), ids=lambda p: p.stem)
def test_a_design_page_leads_to_the_others(page):
    assert page.name == "README.md" or page.parent / "README.md" in links(page)


def test_sections_that_a_page_refers_to_exist():
    """`[cli.md](cli.md) §8` in a page is checked as a citation in the code is."""
    missing = []
    for page in (ROOT / "docs/design").glob("*.md"):
        text = page.read_text(encoding="utf-8").replace("\n", " ")
        for target, rest in re.findall(r"\]\((\w+\.md)\)((?:[ ,–]*§[\d.]*\d)*)", text):
            known = sections(page.parent / target)
            missing += [
                f"{page.name}: {target} §{s}"
                for s in re.findall(r"§([\d.]*\d)", rest)
                if s not in known
            ]
    assert missing == []


def test_files_that_a_design_page_names_exist():
    missing = []
    for page in (ROOT / "docs/design").glob("*.md"):
        for name in re.findall(
            r"`([\w/.-]+/[\w.-]+\.(?:py|toml|md|sql))`", page.read_text("utf-8")
        ):
            if not name.startswith(("办法/", "benchmarks/")) and not any(
                (base / name).exists() for base in (ROOT, ROOT / "wzqa")
            ):
                missing.append(f"{page.name}: {name}")
    assert missing == []
