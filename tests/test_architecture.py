"""The order of the house: imports point one way, no circles, decisions open nothing."""

import ast
import re
import subprocess
import sys
from functools import cache

import networkx as nx
import pytest

from tests.helpers.sources import PACKAGE, nodes
from wzqa.plan import shipped_rows
from wzqa.regulation import profile_names

ROOT = PACKAGE.parent
# each place may import itself and what stands on the lines before it; the root's modules are the
# nouns, but for the doors and the command line, which stand where they are named
ORDER = (
    ("wzqa.screens",),
    ("wzqa",),
    ("wzqa.applications", "wzqa.publicity", "wzqa.rules", "wzqa.vote"),
    ("wzqa.marks", "wzqa.panels"),
    ("eligibility", "ranking", "scoring"),
    ("wzqa.statistics",),
    ("wzqa.record", "wzqa.documents", "wzqa.pages", "wzqa.workbooks.opening"),
    ("wzqa.documents.letters", "wzqa.documents.lint", "wzqa.workbooks.scores_in",
     "wzqa.workbooks.tables_in", "wzqa.workbooks.writing"),
    ("wzqa.workbooks.blanks",),
    ("wzqa.workbooks.results", "wzqa.workbooks"),
    ("wzqa.stages.ground",),
    ("wzqa.stages",),
    ("wzqa.stages.letters",),
    ("wzqa.stages.auditing",),
    ("wzqa.stages.demo",),
    ("console", "usage"),
    ("cli",),
    ("__main__",),
)  # fmt: skip
NAMED = {name for line in ORDER for name in line if not name.startswith("wzqa")}
# workbooks, documents and record do not import one another, and none imports a decision
APART = ("wzqa.workbooks", "wzqa.documents", "wzqa.record")


def modules():
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(path):
    """Every import, also inside functions and for type checking."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else node.module


@cache
def graph():
    return nx.DiGraph(
        (name, to)
        for name, path in MODULES.items()
        for to in imports(path)
        if to in MODULES and to != name
    )


def place(module):
    if module.removeprefix("wzqa.") in NAMED:
        return module.removeprefix("wzqa.")
    return ".".join(MODULES[module].relative_to(ROOT).parent.parts)


def line(module):
    return next(i for i, places in enumerate(ORDER) if place(module) in places)


def test_imports_point_one_way():
    wrong = [
        f"{a} imports {b}"
        for a, b in graph().edges
        if line(b) > line(a) or (line(a) == line(b) and place(a) != place(b))
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    assert [sorted(c) for c in nx.strongly_connected_components(graph()) if len(c) > 1] == []


def test_workbooks_documents_and_record_stay_apart():
    wrong = [
        f"{a} imports {b}"
        for a, b in graph().edges
        for mine in APART
        for other in APART
        if mine != other and a.startswith(mine) and b.startswith(other)
    ]
    assert wrong == []


def test_stages_say_what_they_pass_on():
    untyped = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in sorted((PACKAGE / "stages").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bAny\b", line) and "import" not in line
    ]
    assert len(untyped) < 20, untyped


def test_the_root_is_a_short_list():
    assert len(list(PACKAGE.glob("*.py"))) <= 28


CLOCKS = {"now", "today", "time", "monotonic"}
NETS = {"socket", "urllib", "http", "requests"}
BELOW = sorted(
    m
    for m in MODULES
    if line(m)
    < ORDER.index(("wzqa.record", "wzqa.documents", "wzqa.pages", "wzqa.workbooks.opening"))
)


@pytest.mark.parametrize("module", BELOW)
def test_decisions_open_nothing(module):
    """No decision touches files, clocks, databases, workbooks or the network."""
    banned = {"sqlite3", "openpyxl", "docx", "docxtpl", "time", "os", "subprocess"} | NETS
    assert not {i.split(".")[0] for i in imports(MODULES[module])} & banned


@pytest.mark.parametrize(
    "module", sorted(m for m in MODULES if line(m) < ORDER.index(("wzqa.stages.ground",)))
)
def test_nothing_below_the_stages_asks_the_clock_or_the_network(module):
    path = MODULES[module]
    assert not {i.split(".")[0] for i in imports(path)} & NETS
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            assert not (owner in {"date", "datetime", "time"} and node.func.attr in CLOCKS), (
                node.lineno
            )


def test_help_loads_nothing_slow():
    code = (
        "import sys; sys.argv=['wzqa','--help']; before=set(sys.modules)\n"  # coverage's own
        "from wzqa.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow={'openpyxl','docx','docxtpl','pydantic','sqlite3','jinja2','lxml','networkx','wzqa.models'}\n"
        "print('LOADED', sorted(slow & (set(sys.modules) - before)))\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        encoding="utf-8",
    )
    assert "LOADED []" in out.stdout


# modules that cite a clause of the regulation under these keys; they mean no stage
CITING = {"wzqa.documents.letters.report", "wzqa.documents.letters.review", "wzqa.stage_rules"}


def literals(path):
    """Every text of a module that is no docstring, the plain parts of f-strings too."""
    said = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_which_stages_are_scored_stands_in_the_data_of_an_edition_alone():
    """No module speaks of review or visit as a stage: it means a role (`plan`), or takes a key."""
    keys = {row["key"] for name in profile_names() for row in shipped_rows(name)}
    assert keys == {"review", "visit"}
    said = re.compile(rf"(?<![A-Za-z_-])(?:scores-)?(?:{'|'.join(keys)})(?![A-Za-z_-])")
    speaking = {name for name, path in MODULES.items() if any(map(said.search, literals(path)))}
    assert speaking == CITING
