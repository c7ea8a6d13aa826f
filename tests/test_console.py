"""What a terminal shows: tables, help, groups of problems, dry runs, encodings, the line at work."""

import os
import pty
import re
import subprocess
import sys
import time
import unicodedata

import pytest
import typer
from command_line import ask, wzqa
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from wzqa import usage
from wzqa.cli import app
from wzqa.console import Console
from wzqa.problems import Place, Problem, Severity, grouped, in_one_line, in_order
from wzqa.screens import progress, tables
from wzqa.screens.widths import width, wrapped

NAMES = ("温州市某某精密机械制造股份有限公司", "甲厂")


# --- tables -----------------------------------------------------------------------------------------


def test_names_stay_whole_at_80_columns_and_what_has_no_room_is_said():
    heads = ("名次", "申报组织", "得分", "距线", "结果", "稳定性", "模拟入围率", "说明")
    rows = [("1", NAMES[0], "569.95", "+101.90", "入围", "稳定入围", "1.0000", "入围" * 9)] * 3
    lines, left_out = tables.fitting(heads, rows, 80)
    assert all(width(line) <= 80 for line in lines)
    assert sum(NAMES[0] in line for line in lines) == 3
    assert set(left_out) | {h for h in heads if h in lines[0]} == set(heads)
    wide, nothing = tables.fitting(heads, rows, 120)
    assert not nothing
    assert all(width(line) <= 120 for line in wide)


CELL = st.text(st.sampled_from("温州市有限公司，。ab 12\n"), max_size=50)


@given(st.integers(1, 7).flatmap(
    lambda n: st.lists(st.tuples(*[CELL] * n), min_size=1, max_size=5)), st.integers(40, 120))  # fmt: skip
@effort(deadline=None)
def test_no_text_is_lost_in_a_table(rows, columns):
    heads = tuple(f"栏{i}" for i in range(len(rows[0])))
    lines, left_out = tables.fitting(heads, rows, columns)
    assert all(width(line) <= max(columns, 40) for line in lines)
    shown = "".join("".join(lines).split())
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            if head not in left_out:
                assert set("".join(cell.split())) <= set(shown)


def test_a_word_or_number_is_not_broken():
    assert wrapped("审查表决 vote、初选公示 publicity", 24) == [
        "审查表决 vote、初选公示 ",
        "publicity",
    ]


# --- help -------------------------------------------------------------------------------------------


def pages():
    def below(command, path):
        yield path, command
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, [*path, name])

    return list(below(typer.main.get_command(app), []))


@pytest.mark.parametrize(("path", "command"), pages(), ids=lambda v: str(v)[:40])
def test_help_fits_80_columns_is_aligned_and_ends_with_an_example_that_parses(path, command):
    with command.make_context(" ".join(["wzqa", *path]), [], resilient_parsing=True) as context:
        text = command.get_help(context)
    assert all(width(line) <= 80 for line in text.split("\n") if not line.startswith("例："))
    if getattr(command, "commands", None):
        return
    example = usage.EXAMPLES[" ".join(path)]
    assert f"例：{example}" in text
    words = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', example)]
    assert words[: len(path) + 1] == ["wzqa", *path]
    command.make_context("wzqa", words[len(path) + 1 :])
    for start in ("选项：", "参数："):
        rows = text.partition(f"\n{start}\n")[2].partition("\n\n")[0].split("\n")
        columns = {width(row[: -len(row.split("  ")[-1])]) for row in rows if row.strip()}
        assert len(columns) <= 2


# --- problems ---------------------------------------------------------------------------------------


def test_one_cause_in_twelve_cells_is_one_line():
    problems = [
        Problem(
            code="date-unreadable", message="不是日期", hint="写成2026年7月31日",
            place=Place("鹿城.xlsx", "汇总表", f"F{n}"), value=str(n),
        )
        for n in range(3, 15)
    ]  # fmt: skip
    other = Problem(code="file-empty", message="没有数据", place=Place("瓯海.xlsx"))
    groups = grouped(in_order([*problems, other]))
    lines = [in_one_line(group) for group in groups]
    assert len(lines) == 2
    assert "（共12处）" in lines[0] + lines[1]
    line = next(one for one in lines if "共12处" in one)
    assert line.startswith("鹿城.xlsx › 汇总表 › F3（“3”）、F4（“4”）、")
    assert line.count("不是日期") == line.count("鹿城.xlsx") == 1
    assert "date-unreadable" not in line
    assert lines[1 - lines.index(line)] == "瓯海.xlsx：没有数据。"


# --- dry runs ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_written_and_nothing_else(a_copy, voted_cycle):
    cycle = a_copy(voted_cycle)
    before = {p: p.read_bytes() for p in cycle.rglob("*") if p.is_file()}
    code, out, _ = wzqa("-C", cycle, "confirm", "vote", "--reopen", "--why", "更正", "--dry-run")
    assert code == 0
    lines = out.rstrip("\n").split("\n")
    assert lines[0].startswith("预演：将")
    assert all(line.startswith(("预演：将", "　")) for line in lines)
    assert "　重新打开审查表决名单第1期（更正）" in lines
    assert "已写出" not in out
    assert {p: p.read_bytes() for p in cycle.rglob("*") if p.is_file()} == before
    real = ask("-C", cycle, "confirm", "vote", "--reopen", "--why", "更正")[1]
    assert all(f"　{name}" in lines for name in real["files"])


def test_a_dry_run_that_would_write_nothing_says_so(tmp_path):
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    code, out, _ = wzqa("-C", tmp_path / "届", "ingest", "--dry-run")
    assert (code, out) == (0, "预演：不会写入任何内容\n")


# --- streams ----------------------------------------------------------------------------------------


def run(*words, **environment):
    plain = {k: v for k, v in os.environ.items() if k not in {"PYTHONIOENCODING", "PYTHONUTF8"}}
    return subprocess.run(
        [sys.executable, "-m", "wzqa", *words], capture_output=True, check=False,
        env=plain | environment,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LANG": "C.UTF-8"}, "utf-8"),
        ({"LC_ALL": "C"}, "utf-8"),
        ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "utf-8"),
        ({"PYTHONIOENCODING": "gbk"}, "gbk"),
        ({"PYTHONIOENCODING": "cp936:replace"}, "cp936"),
        ({"PYTHONUTF8": "1", "LC_ALL": "C"}, "utf-8"),
    ],
)
def test_a_pipe_gets_chinese_in_the_encoding_that_is_asked_for(environment, encoding):
    done = run("status", **environment)
    assert "没有找到 award.toml" in done.stderr.decode(encoding)


@pytest.mark.slow
def test_what_a_code_page_lacks_becomes_something_near(tmp_path):
    (tmp_path / "坏.docx").write_bytes(b"x")
    done = run("lint", str(tmp_path / "坏.docx"), PYTHONIOENCODING="gbk")
    assert done.returncode
    assert b"Traceback" not in done.stderr
    from wzqa.console import _near

    error = UnicodeEncodeError("gbk", "甲 › 乙", 2, 3, "")
    assert _near(error) == (">", 3)


def at_a_terminal(code):
    """Run Python with a terminal as stderr; gives what the terminal got."""
    master, slave = pty.openpty()
    done = subprocess.Popen([sys.executable, "-c", code], stderr=slave, stdout=subprocess.DEVNULL)
    os.close(slave)
    got = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        got += part
    assert done.wait() == 0
    return got.decode("utf-8")


WORK = """
import time
from wzqa.console import Console
from wzqa.screens import progress
with Console().working("收件"):
    for _ in progress.counted("读表", list(range(4))):
        time.sleep({pause})
"""


def test_work_over_half_a_second_is_shown_at_a_terminal_only():
    assert "读表 " in at_a_terminal(WORK.format(pause=0.4))
    assert at_a_terminal(WORK.format(pause=0.01)) == ""
    piped = subprocess.run(
        [sys.executable, "-c", WORK.format(pause=0.3)], capture_output=True, check=True
    )
    assert (piped.stdout, piped.stderr) == (b"", b"")


def test_the_line_is_gone_before_a_question_is_asked():
    line = progress.Line("收件")
    time.sleep(0.01)
    line.stop()
    line._show()
    assert line._shown is None


def test_every_sign_of_ours_is_in_the_code_page_of_windows_or_has_one_near():
    from pathlib import Path

    from wzqa.console import _NEAR

    lacking = set()
    for path in (Path(__file__).parents[1] / "wzqa").rglob("*.py"):
        if path.name in {"names.py", "noise.py"}:  # signs that are read, and a formula: never shown
            continue
        for char in set(path.read_text(encoding="utf-8")):
            if not char.isascii() and char not in _NEAR and unicodedata.category(char)[0] == "P":
                try:
                    char.encode("cp936")
                except UnicodeEncodeError:
                    lacking.add((char, path.name))
    assert not lacking


def test_every_command_has_words_for_its_work():
    from wzqa import cli
    from wzqa.usage import EXAMPLES

    alone = {words for words in EXAMPLES if not words.startswith("decide ")}
    assert set(cli.WORK) == {*alone, "decide"}


def test_a_table_that_no_file_holds_is_printed_whole(capsys):
    from wzqa.console import Console
    from wzqa.stages.ground.cycle import Grid

    rows = tuple((f"第{n}行",) for n in range(60))
    Console().grid(Grid(("行",), rows))
    assert "只列前50行" in capsys.readouterr().out
    Console().grid(Grid(("行",), rows, whole=True))
    shown = capsys.readouterr().out
    assert all(row[0] in shown for row in rows)
    assert "只列" not in shown


def test_errors_are_all_listed_and_hints_of_one_kind_are_counted(capsys):
    """Sixteen hundred hints about comments would drown the one error among them."""
    console = Console()
    hints = [
        Problem(code=code, message=f"第{n}条{code}", severity=Severity.WARNING)
        for code in ("comment-short", "comment-empty")
        for n in range(70)
    ]
    errors = [Problem(code="cell", message=f"第{n}格", severity=Severity.ERROR) for n in range(70)]
    console.problems([*hints, *errors])
    said = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("错误") for line in said) == 70
    assert (
        sum("comment-short" in line for line in said)
        == sum("comment-empty" in line for line in said)
        == 20
    )
    assert "还有100条" in said[-1]
