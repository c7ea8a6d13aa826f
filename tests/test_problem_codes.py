"""Every problem code in the source is documented, once, and the pages are up to date."""

import ast
import importlib.util
import re
import tomllib

import pytest

from tests.helpers.sources import PACKAGE, nodes

ROOT = PACKAGE.parent


def registered():
    found = {}
    for path in sorted((ROOT / "wzqa/data/problem_codes").glob("*.toml")):
        for code in tomllib.loads(path.read_text(encoding="utf-8")):
            found.setdefault(code, []).append(path.name)
    return found


def used():
    """Collect literal `code="…"` arguments and codes given to warn()/warning()/_fault()."""
    found = set()
    for path in (ROOT / "wzqa").rglob("*.py"):
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                    found.add(str(keyword.value.value))
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"warn", "warning", "_fault"} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_code_used_is_registered():
    assert sorted(used() - set(registered())) == []


# folders whose hyphenated words are codes, but for these
DECIDING = ("applications", "panels", "publicity", "vote", "workbooks/opening",
            "workbooks/scores_in", "workbooks/tables_in")  # fmt: skip
NOT_CODES = {
    "latin-1",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "utf-16-le",
    "utf-16-be",
    "ucs-2",
    "value-type",
    "style-name",
    "text-line-through-style",
    "text-position",
    "background-color",
    "boolean-value",
    "date-value",
    "encryption-data",
    "line-break",
    "string-value",
}


def words(folder):
    return {
        node.value
        for path in (ROOT / "wzqa" / folder).rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("folder", DECIDING)
def test_a_code_given_in_passing_is_registered_too(folder):
    shaped = {w for w in words(folder) if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", w)}
    odf = {w for w in shaped if re.search("table-|-spanned|-repeated", w)}
    assert shaped - set(registered()) - NOT_CODES - odf == set()


def test_every_registered_code_is_used_and_has_its_words():
    assert set(registered()) - words("") == set()
    for path in (ROOT / "wzqa/data/problem_codes").glob("*.toml"):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert set(entry) == {"title", "mend"}, code
            assert all(entry.values()), code


def test_every_code_is_registered_once():
    assert {code: files for code, files in registered().items() if len(files) > 1} == {}


@pytest.mark.parametrize(
    "page",
    [
        "docs/problem-codes.md",
        pytest.param("docs/rules.md", marks=pytest.mark.slow),  # reads every example
        "docs/tables.md",
        "docs/letters.md",
    ],
)
def test_generated_pages_are_up_to_date(page):
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools/make_docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / page).read_text(encoding="utf-8") == module.PAGES[page]()
