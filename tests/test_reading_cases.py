"""Files that were once read wrong: each put into an inbox beside a good one, then the real commands.

`cases/reading/cases.tsv` says what a user did to a file and what must hold (one instance per kind of
fault; the kinds have tests of their own). All names and codes are invented.
"""

import csv
import io
import json
import re
import shutil
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from wzqa.cli import main

CASES = Path(__file__).parent / "cases/reading"
GOOD, GOOD_CODE = "好表.xlsx", "91330303MAT000456H"
QUIET = {"file-late", "heading-missing"}  # may be said of any file


def wzqa(*words):
    """Run a command in this process; gives its exit code and its JSON."""
    out = io.StringIO()
    out.reconfigure = lambda **_: None
    before, sys.argv = sys.argv, ["wzqa", "--json", *map(str, words)]
    try:
        with redirect_stdout(out):
            main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        sys.argv = before
    return code, json.loads(out.getvalue())


def rows():
    with (CASES / "cases.tsv").open(encoding="utf-8") as file:
        return [
            r for r in csv.DictReader(file, delimiter="\t") if r["command"].startswith("ingest")
        ]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cycle") / "届"
    assert wzqa("init", folder, "--year", "2026")[0] == 0
    return folder


class Run:
    """One file beside the good one, taken in and, where asked, screened."""

    def __init__(self, folder, file, command):
        self.folder, self.file = folder, file
        for name in {file, GOOD}:
            shutil.copy(CASES / name, folder / "inbox/applications" / name)
        words = command.split(" + ")[0].split()
        self.exit, self.said = wzqa("-C", folder, *words)
        self.problems = [p for p in self.said["problems"] if Path(p["file"] or "").name == file]
        self.codes = {a["uscc"] for a in self.said["data"].get("applications", ())}
        if "screen" in command:
            wzqa("-C", folder, "screen")

    def read(self, code):
        return code in self.codes

    def value(self, code, key):
        _, told = wzqa("-C", self.folder, "explain", code)
        if key == "award":
            return told["data"]["applicant"]["award"] or ""
        source = told["data"]["source"][key]
        return "" if source["trouble"] else source["text"]

    def finding(self, code, rule):
        _, told = wzqa("-C", self.folder, "explain", code)
        return next(f["verdict"] for f in told["data"]["findings"] if f["rule"] == rule)

    def named(self, code="", cell=""):
        return any(
            p["severity"] != "info" and (not code or p["code"] == code) and (not cell or p["cell"] == cell)
            for p in self.problems
        )  # fmt: skip


def holds(run, word):
    """Judge one thing that must hold."""
    if "|" in word and not word.startswith("words"):
        return any(holds(run, one.strip()) for one in word.split("|"))
    if "&" in word:
        return all(holds(run, one.strip()) for one in word.split("&"))
    if found := re.fullmatch(r"(\w{18})\.(\w+)=(.*)", word):
        return run.value(found[1], found[2]) == found[3]
    if found := re.fullmatch(r"finding (\w{18})\.(\w+)=(\w+)", word):
        return run.finding(found[1], found[2]) == found[3]
    if found := re.fullmatch(r"problem ([\w-]*)@(\w*)", word):
        return run.named(found[1], found[2])
    if found := re.fullmatch(r"(read|read-or-named|read-or-save-as) (\w{18})", word):
        saved = any("另存" in (p["hint"] or "") for p in run.problems)
        other = {"read": False, "read-or-named": run.named(), "read-or-save-as": saved}[found[1]]
        return run.read(found[2]) or other
    if found := re.fullmatch(r"no ([\w-]+)", word):
        return not run.named(found[1])
    if word.startswith("words "):
        return any(one in str(p) for p in run.problems for one in word[6:].split("|"))
    return {
        "quiet": lambda: not [p for p in run.problems if p["severity"] != "info" and p["code"] not in QUIET],
        "good": lambda: run.read(GOOD_CODE),
        "named": run.named,
    }[word]()  # fmt: skip


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_a_case(row, empty, tmp_path):
    folder = Path(shutil.copytree(empty, tmp_path / "届"))
    run = Run(folder, row["file"], row["command"])
    failed = [w for w in (one.strip() for one in row["must"].split(";")) if not holds(run, w)]
    assert (failed, run.problems if failed else []) == ([], [])
    assert str(run.exit) in row["exit"].split("|")
    if "applications/" not in row["command"]:  # there only that file was asked for
        assert run.read(GOOD_CODE)
