"""Completion: what is offered behind what is typed, and that a real shell gets it."""

import os
import shutil
import subprocess
import sys

import pytest

from wzqa import usage
from wzqa.cli import _program

PEOPLE = ["2026-鹿城-001", "示例甲有限公司", "示例乙有限公司"]


def offered(*words):
    return usage.offered(_program(), words, lambda: PEOPLE)


def test_commands_options_stages_kinds_and_applicants_are_offered():
    assert {"status", "screen", "score", "sheets"} <= set(offered("s"))
    assert offered("decide", "find") == ["finding"]
    assert {"--why", "--only"} <= set(offered("notices", "review", "--"))
    assert {"资料评审", "资评"} & set(offered("rank", "资"))
    assert offered("rank", "资料评审", "") == []
    assert offered("notices", "review", "--only", "现场评审通") == ["现场评审通知"]
    assert offered("explain", "示例甲") == ["示例甲有限公司"]
    assert offered("decide", "finding", "2026-") == ["2026-鹿城-001"]
    assert offered("-C", "某处", "decide", "withdraw", "示例乙") == ["示例乙有限公司"]
    assert offered("log", "--who", "示例") == ["示例乙有限公司", "示例甲有限公司"]


def test_a_record_that_cannot_be_read_offers_nothing():
    def broken():
        raise OSError

    assert usage.offered(_program(), ["explain", ""], broken) == []


@pytest.mark.parametrize("shell", sorted(usage.SCRIPTS))
def test_a_script_hands_over_the_words_and_is_printed(shell):
    text = usage.script(shell)
    assert usage.COMPLETE in text
    run = subprocess.run(
        [sys.executable, "-m", "wzqa", "completion", shell], capture_output=True, check=True
    )
    assert run.stdout.decode().replace("\r\n", "\n") == text


@pytest.mark.skipif(not shutil.which("bash"), reason="bash")
def test_bash_completes_chinese_stages(tmp_path):
    tool = tmp_path / "wzqa"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wzqa "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    asked = (
        f"{usage.script('bash')}\nCOMP_WORDS=(wzqa sheets 资); COMP_CWORD=2; _wzqa\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    run = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, check=True,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert "资料评审" in run.stdout.split()
