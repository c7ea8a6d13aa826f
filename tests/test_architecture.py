"""Imports go down only (architecture.md), and --help loads nothing slow."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wzqa"
PACKAGES = {"workbooks", "documents", "record", "stages"}
TOP = {"cli", "console", "__main__", "usage"}


def layer(module):
    """Name the layer of a module path such as wzqa.workbooks.grid."""
    parts = module.split(".")
    if len(parts) < 2:
        return "root"
    name = parts[1]
    if name in PACKAGES:
        return name
    return "top" if name in TOP else "inner"


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "wzqa":
                yield from (f"wzqa.{alias.name}" for alias in node.names)


ALLOWED = {
    "inner": {"inner", "root"},
    "workbooks": {"workbooks", "inner", "root"},
    "documents": {"documents", "inner", "root"},
    "record": {"record", "inner", "root"},
    "stages": {"stages", "workbooks", "documents", "record", "inner", "root"},
    "top": {"top", "stages", "inner", "root"},
}


def test_no_module_imports_upward():
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        mine = layer(module)
        if mine == "root":
            continue
        for name in imports(path):
            if name.split(".")[0] == "wzqa" and layer(name) not in ALLOWED[mine]:
                wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_decisions_open_nothing():
    """Decisions never touch files, clocks, databases or workbooks."""
    banned = {"sqlite3", "openpyxl", "docx", "docxtpl", "time", "os", "subprocess"}
    names = [
        "eligibility",
        "panels",
        "scoring",
        "ranking",
        "agreement",
        "stability",
        "ballots",
        "periods",
    ]
    for name in names:
        roots = {i.split(".")[0] for i in imports(PACKAGE / f"{name}.py")}
        assert not roots & banned, name


def test_help_loads_nothing_slow():
    code = (
        "import sys; sys.argv=['wzqa','--help']\n"
        "from wzqa.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow={'openpyxl','docx','docxtpl','pydantic','sqlite3','jinja2','lxml','networkx'}\n"
        "print('LOADED', sorted(slow & set(sys.modules)))\n"
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
