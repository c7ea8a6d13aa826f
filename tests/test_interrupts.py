"""Ctrl-C, a closed or full stdout, a full disk: one Chinese sentence, an exit code, nothing half-written."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.command_line import ask, wzqa
from wzqa.screens.visible import visible

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
STOPS = 12
# no coverage of these processes: what is limited and interrupted is the command, not what measures it
ENV = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")} | {
    "PYTHONPATH": str(ROOT),
    "WZQA_OPERATOR": "测试员",
}


def command(*words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "wzqa", *map(str, words)],
        env=ENV,
        encoding="utf-8", **options,
    )  # fmt: skip


def finished(process):
    out, err = process.communicate(timeout=300)
    return process.returncode, out or "", err or ""


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "届"
    assert wzqa("init", target, "--year", "2026")[0] == 0
    shutil.copy(target / "blank/推荐汇总表.xlsx", target / "inbox/applications/甲.xlsx")
    return target


def entries(folder):
    with sqlite3.connect(folder / "record.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT count(*) FROM ledger").fetchone()[0]


@pytest.mark.slow
def test_ctrl_c_at_any_moment_is_one_sentence(folder, tmp_path):
    pick, seen = random.Random(3), set()
    before = entries(folder)
    for number in range(STOPS):
        copy = shutil.copytree(folder, tmp_path / str(number))
        process = command("-C", copy, "ingest", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.1 + pick.random() * 2)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        code, out, err = finished(process)
        if err.startswith("Fatal Python error: init"):  # Python itself had not begun
            continue
        assert "Traceback" not in out + err
        assert err.strip().count("\n") == 0
        if code == 130 or (code == -signal.SIGINT and err):  # a shell shows 130 for both
            assert err.startswith("已中断，")
            assert ("没有写入任何内容" in err) == (entries(copy) == before)
        elif code == -signal.SIGINT:  # before the first line of ours
            assert entries(copy) == before
        seen.add(code)
        assert ask("-C", copy, "verify")[0] == 0
    assert 130 in seen


def test_a_closed_a_full_and_an_abandoned_stdout(folder):
    for words in (["status"], ["--json", "status"]):
        code, _, err = finished(
            subprocess.Popen(
                ["sh", "-c", f'exec "$0" -m wzqa -C "$1" {" ".join(words)} >&-', sys.executable, folder],
                env=ENV, stderr=subprocess.PIPE, encoding="utf-8",
            )
        )  # fmt: skip
        assert (code, "Traceback" in err) == (0, False)
        if Path("/dev/full").exists():
            with Path("/dev/full").open("w", encoding="utf-8") as full:
                code, _, err = finished(
                    command("-C", folder, *words, stdout=full, stderr=subprocess.PIPE)
                )
            assert code == 5
            assert "磁盘已满" in err
            assert "Traceback" not in err
    process = command("-C", folder, "log", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    process.stdout = None
    _, _, err = finished(process)
    assert "Traceback" not in err


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [0, 8, 64])
@pytest.mark.parametrize(
    "words",
    [
        ["ingest"],
        ["screen"],
        ["notices", "apply", "--draft"],
        ["archive", "归档.zip"],
        ["log", "--export", "归档.zip"],
    ],
)
def test_a_limit_of_size_is_said_and_nothing_is_half_written(folder, words, blocks, tmp_path):
    before = entries(folder)
    there = sorted(p for p in (folder / "out").rglob("*"))
    process = subprocess.Popen(
        ["sh", "-c", f'ulimit -f {blocks}; exec "$0" -m wzqa -C "$1" "$2" $3 $4', sys.executable, folder,
         *(words + [""] * 2)[:3]],
        env=ENV, cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    code, out, err = finished(process)
    assert "Traceback" not in out + err
    if code == 5:
        assert "没有写入任何内容" in err or "写不了" in err or "读写失败" in err
        assert entries(folder) == before
        assert sorted(p for p in (folder / "out").rglob("*")) == there
    assert not (tmp_path / "归档.zip").exists() or code == 0
    assert not (tmp_path / ".归档.zip.tmp").exists()
    assert not (folder / ".wzqa-staging").exists()


def test_files_are_the_owner_s_alone(tmp_path):
    target = tmp_path / "届"
    assert finished(command("init", target, "--year", "2026", stdout=subprocess.PIPE))[0] == 0
    for path in [target, *target.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize(
    "words",
    [
        ["init", "x", "--year", "20226"],
        ["init", "x", "--year", "0"],
        ["init", "x", "--deadline", "9999-12-25"],
        ["init", "x", "--deadline", "1026-12-25"],
        ["screen", "--second", "--as-of", "9999-12-25"],
        ["log", "--export", ""],
        ["log", "--export", "."],
        ["archive", ""],
        ["backup", " "],
        ["confirm", "screen", "--date", "2026-13-01"],
    ],
)
def test_what_is_out_of_range_is_a_usage_error(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = wzqa(*words)
    assert (code, out) == (2, "")
    assert err.startswith("错误：")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_what_would_steer_the_terminal_is_shown():
    assert (
        visible("甲\x1b[31m\u202e乙\x07\x9b\u2066\ufeff")
        == "甲\\x1b[31m<U+202E>乙\\x07\\x9b<U+2066><U+FEFF>"
    )
    assert visible("一\n二\t三") == "一\n二\t三"
    assert visible("一\r\n二\r三", lines=False) == "一\\n二\\x0d三"


def test_no_cell_steers_the_terminal(folder):
    import openpyxl

    path = folder / "inbox/applications/甲.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["申报组织名称", "统一社会信用代码", "所属县（市、区）", "申报奖项"])
    book.active.append(
        ["示例\u202e甲公司\n没有发现不符。", "91330302MAXX\u202e00015X", "鹿城区", "奖_x001B_[2J"]
    )
    book.save(path)
    for words in (["ingest"], ["screen"], ["status"], ["explain", "示例"]):
        _, out, err = wzqa("-C", folder, *words)
        assert not [c for c in out + err if c in "\x1b\u202e"], words
        assert "\n没有发现不符。" not in out + err
