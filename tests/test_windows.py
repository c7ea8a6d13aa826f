"""What only shows on Windows, as far as it can be had here: scripts parsed, names and paths, code pages.

The scripts are parsed by the grammars of tree-sitter; there is no PowerShell and no cmd.exe to run them.
"""

import importlib.util
import re
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wzqa.documents.filenames import distinct, safe_name

ROOT = Path(__file__).parents[1]
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def kit():
    spec = importlib.util.spec_from_file_location("offline_kit", ROOT / "tools/offline_kit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(grammar, text):
    """List what a grammar does not understand of a script."""
    tree_sitter = pytest.importorskip("tree_sitter")
    language = tree_sitter.Language(pytest.importorskip(grammar).language())
    todo, found = [tree_sitter.Parser(language).parse(text.encode()).root_node], []
    while todo:
        node = todo.pop()
        todo += node.children
        if node.is_error or node.is_missing:
            found.append((node.start_point, node.type))
    return found


BATCH = {
    "run-cycle.bat": lambda: (ROOT / "examples/2026/run-cycle.bat").read_text("utf-8-sig"),
    "安装.bat": lambda: kit().INSTALL.format(newest="3.13 3.11", pythons="3.11、3.13"),
    "打开wzqa.bat": lambda: kit().START,
}
POWERSHELL = ("examples/2026/run-cycle.ps1", "wzqa/data/completion/wzqa.ps1")


@pytest.mark.parametrize("name", BATCH)
def test_batch_files_are_batch(name):
    text = BATCH[name]()
    assert faults("tree_sitter_batch", text) == []
    labels = {label.lower() for label in re.findall(r"^:(\w+)", text, re.MULTILINE)}
    assert {label.lower() for label in re.findall(r"goto (\w+)", text)} <= labels | {"eof"}
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize("path", POWERSHELL)
def test_powershell_files_are_powershell(path):
    assert faults("tree_sitter_powershell", (ROOT / path).read_text("utf-8-sig")) == []


def test_the_parsers_find_what_is_broken():
    assert faults("tree_sitter_powershell", "if (1 { x")
    assert faults("tree_sitter_batch", "if exist x (\n echo 1\n")


def test_a_double_click_opens_the_cycle_and_says_the_next_step():
    text = kit().START
    assert text.index('exist "%~1\\award.toml"') < text.index('cd /d "%~dp0"')
    assert text.index("dir /b /ad /o-d") < text.index('cmd /k "wzqa --help"')
    assert text.rstrip().endswith('cmd /k "wzqa status"')


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200)


@given(names, names)
def test_a_file_name_is_one_that_windows_takes(number, name):
    made = safe_name(number, name, "资格审查不通过告知书")
    stem = made.removesuffix(".docx")
    assert not FORBIDDEN.search(made)
    assert not stem.endswith((" ", "."))
    assert PureWindowsPath(made).name == made
    assert stem.split(".")[0].strip().upper() not in RESERVED
    assert len(made) <= 120


@given(
    st.lists(st.sampled_from(["A公司.docx", "a公司.docx", "Ａ公司.docx", "CON.docx"]), max_size=6)
)
def test_names_that_differ_in_case_only_are_two_files_nevertheless(wanted):
    made = distinct(wanted)
    assert len({name.casefold() for name in made}) == len(wanted)


@pytest.mark.parametrize("name", ["CON", "nul", "COM1", "aux.2026", "尾点.", "尾空 "])
def test_a_firm_called_like_a_device_gets_a_file(name):
    made = safe_name(None, name, "通知")
    assert made.split(".")[0].split("_")[0].upper() not in RESERVED or "_" in made


@pytest.mark.parametrize("path", sorted((ROOT / "templates").glob("*.docx")), ids=lambda p: p.stem)
def test_shipped_names_fit_gb_code_page_and_windows(path):
    path.name.encode("cp936")
    assert not FORBIDDEN.search(path.name)


def test_no_two_files_of_the_checkout_differ_in_case_only():
    seen = {}
    for folder in ("wzqa", "templates", "docs", "tools", "examples"):
        for path in sorted((ROOT / folder).rglob("*")):
            key = path.relative_to(ROOT).as_posix().casefold()
            assert seen.setdefault(key, path) == path
            assert len(path.relative_to(ROOT).as_posix()) < 160  # below %LOCALAPPDATA%\wzqa
