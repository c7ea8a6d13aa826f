"""Build the site: docs/ with pictures of a demo that is walked now, and the help of every command.

    python tools/make_site.py [--to site] [--no-pages]

A picture stands where a page says `<!-- 图：名 -->`. Screens are what commands print today; pages of letters
and workbooks are what LibreOffice makes of today's files, and a sentence where it is not installed.
Every warning of mkdocs is an error.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # this checkout, whatever is installed
SCREENS = {  # name → command on the demo; lines kept
    "status": (["-C", "演示", "status"], 40),
    "explain": (["-C", "演示", "explain"], 40),
    "verify": (["-C", "演示", "verify"], 20),
}
PAPERS = {  # name → file of the demo
    "申报通知": "out/apply/*申报通知*.docx",
    "不通过告知书": "out/screen/*不通过告知书*.docx",
    "公布通知": "out/award/*公布通知*.docx",
    "资料评审结果": "out/review/资料评审结果.xlsx",
}
COLUMNS = 84
CELL, LINE, BAR = 8.4, 20, 28  # of a terminal in a picture: cell, line, title


def say(words: list[str], cwd: Path) -> str:
    """Run the program from this checkout; give what a terminal would show."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(COLUMNS), "PYTHONUTF8": "1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "wzqa", *words],
        cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def screen(title: str, text: str, lines: int, target: Path) -> None:
    """Draw a terminal as SVG, every character in the cells that it takes."""
    from html import escape

    from wzqa.screens.widths import width, wrapped

    bare = re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip().split("\n")
    plain = [p for t in bare for p in ([t] if width(t) <= COLUMNS else wrapped(t, COLUMNS))]
    shown = [*plain[: lines - 1], "…"] if len(plain) > lines else plain
    high, wide = LINE * (len(shown) + 1) + BAR, round(CELL * (COLUMNS + 2))
    faces = "Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"
    box = f'viewBox="0 0 {wide} {high}" font-size="14" font-family="{faces}"'
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f'<rect width="{wide}" height="{high}" rx="6" fill="#202428"/>',
        f'<text x="{CELL}" y="20" fill="#9aa4ad">{escape(title)}</text>',
    ]
    for number, line in enumerate(shown):
        column = 1
        for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", line):
            cells = width(run)
            if run.strip():
                at = f'x="{column * CELL:.1f}" y="{BAR + LINE * (number + 1)}"'
                big = "" if run.isascii() else ' font-size="16"'
                fit = f'textLength="{cells * CELL:.1f}" lengthAdjust="spacing" xml:space="preserve"'
                drawn.append(f'<text {at} {fit} fill="#e6e6e6"{big}>{escape(run)}</text>')
            column += cells
    target.write_text("\n".join([*drawn, "</svg>"]), encoding="utf-8")


def first_page(source: Path, target: Path, work: Path) -> bool:
    """Make a picture of a file's first page; False without LibreOffice."""
    office, ppm = shutil.which("soffice"), shutil.which("pdftoppm")
    if not office or not ppm:
        return False
    made = work / "page"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    plain = made / f"page{source.suffix}"
    shutil.copy2(source, plain)
    profile = f"-env:UserInstallation=file://{work}/office"
    words = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(made),
        str(plain),
    ]
    subprocess.run(words, capture_output=True, check=True, timeout=300)  # noqa: S603
    draw = [ppm, "-png", "-r", "70", "-f", "1", "-l", "1", str(made / "page.pdf"), str(made / "p")]
    subprocess.run(draw, capture_output=True, check=True)  # noqa: S603
    shutil.copy2(next(iter(sorted(made.glob("p*.png")))), target)
    return True


def pictures(work: Path, target: Path, *, pages: bool) -> dict[str, str]:
    """Walk a demo and draw what it shows; gives name → the Markdown that stands for the picture."""
    target.mkdir(parents=True)
    found: dict[str, str] = {}

    def drawn(name: str, title: str, text: str, lines: int) -> None:
        screen(title, text, lines, target / f"{name}.svg")
        found[name] = f"![{title}](pictures/{name}.svg)"

    walked = say(["demo", "演示", "--applicants", "12", "--seed", "7"], work)
    if "演示完毕" not in walked:
        raise SystemExit(f"the demo did not end well:\n{walked}")
    drawn("demo", "wzqa demo 演示 --applicants 12", walked, 30)
    firm = next((work / "演示/out/review").glob("*_资料评审报告.docx")).name.split("_")[0]
    for name, (words, lines) in SCREENS.items():
        asked = [*words, firm] if name == "explain" else words
        drawn(name, f"wzqa {' '.join(asked)}", say(asked, work), lines)
    say(["init", "错表", "--year", "2026"], work)
    faulty(work / "错表/inbox/applications/某县.xlsx")
    drawn("ingest", "wzqa ingest", say(["-C", "错表", "ingest"], work), 34)
    for name, pattern in PAPERS.items():
        (source, *_) = sorted((work / "演示").glob(pattern))
        made = pages and first_page(source, target / f"{name}.png", work)
        found[name] = (
            f"![{name}](pictures/{name}.png)"
            if made
            else f"（制作网页的机器没有 LibreOffice，没有“{name}”的图。）"
        )
    return found


def faulty(target: Path) -> None:
    """Write a table with the mistakes that clerks make."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        [
            "申报组织名称",
            "统一社会信用代码",
            "申报奖项",
            "成立日期",
            "从业人员（人）",
            "联系人电话号",
        ],
        ["示例甲有限公司", "91330302MAXX00015J", "质量奖", "2012-03-15", 860, "0577-1"],
        ["示例乙有限公司", "91330302MAXX0001", "优秀奖", "去年", "约800", "0577-2"],
    ):
        sheet.append(row)
    book.save(target)


def commands() -> str:
    """Give the help of every command."""
    import typer

    from wzqa.cli import app

    def all_of(command: object, words: list[str]) -> list[list[str]]:
        below = getattr(command, "commands", None)
        if below is None:
            return [words]
        return [w for name, sub in below.items() for w in all_of(sub, [*words, name])]

    lines = ["# 命令", "", "由程序自己的 `--help` 生成。", ""]
    for words in all_of(typer.main.get_command(app), []):
        shown = say([*words, "--help"], ROOT).rstrip()
        lines += [f"## wzqa {' '.join(words)}", "", "```text", shown, "```", ""]
    return "\n".join(lines)


def source(work: Path, found: dict[str, str]) -> Path:
    """Copy docs/, with pictures in their places and links that lead out of it taken off."""
    pages = work / "docs"
    shutil.copytree(ROOT / "docs", pages, dirs_exist_ok=True)
    shutil.copy2(ROOT / "CHANGELOG.md", pages / "changelog.md")
    (pages / "commands.md").write_text(commands(), encoding="utf-8")
    for page in pages.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"<!-- 图：(\S+) -->", lambda m: found[m[1]], text)
        for shown, link in set(re.findall(r"\[([^\]]*)\]\(((?![a-z]+:|#)[^)]+)\)", text)):
            if not _stays(page, link, pages):
                text = text.replace(f"[{shown}]({link})", shown)
        page.write_text(text, encoding="utf-8")
    return pages


def config(pages: Path) -> str:
    """Give mkdocs.yml with every page that it does not name, last in its part of the navigation."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"([\w/-]+\.md)$", text, re.MULTILINE))
    there = sorted(page.relative_to(pages).as_posix() for page in pages.rglob("*.md"))
    for page in (page for page in there if page not in named):
        end = "  - Design:\n" if "/" not in page else "validation:\n"
        text = text.replace(end, f"      - {page}\n{end}", 1)
    return text


def _stays(page: Path, link: str, pages: Path) -> bool:
    target = (page.parent / link.split("#", maxsplit=1)[0]).resolve()
    return target.is_relative_to(pages.resolve()) and target.exists()


def main() -> None:
    """Build it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--no-pages", action="store_true", help="no pictures of letters and workbooks"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        found = pictures(work, work / "docs/pictures", pages=not asked.no_pages)
        pages = source(work, found)
        (work / "mkdocs.yml").write_text(config(pages), encoding="utf-8")
        env = {
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            "WZQA_SITE_SOURCE": str(pages),
            "WZQA_SITE": str(asked.to.resolve()),
        }
        words = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "-f",
            str(work / "mkdocs.yml"),
        ]
        subprocess.run(words, env=env, check=True)  # noqa: S603
    print(asked.to)


if __name__ == "__main__":
    main()
