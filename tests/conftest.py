"""Fictitious cycles that several modules look at: made once a run, also with several workers.

Whoever changes a cycle copies it first (`a_copy`).
"""

import json
import os
import shutil
import time
from datetime import datetime

import pytest

MOST_SECONDS = 600


def _once(tmp_path_factory, name, make):
    """Make a folder once for all workers of a run; the others wait for it."""
    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent
    home, done = root / name, root / f"{name}.made"
    try:
        home.mkdir()
    except FileExistsError:
        end = time.monotonic() + MOST_SECONDS
        while not done.exists():
            assert time.monotonic() < end, f"{name} is not made by the other worker"
            time.sleep(0.2)
    else:
        make(home / "届")
        done.touch()
    return home / "届"


def _walk(applicants, stage):
    def make(folder):
        from wzqa.stages.demo import walk

        walk.run(folder, applicants, 7, stage, "测试员", lambda _: None)

    return make


@pytest.fixture(scope="session")
def whole_cycle(tmp_path_factory):
    """Give a demo of 46 applicants, walked to the end: everything that can occur does. Slow."""
    return _once(tmp_path_factory, "whole", _walk(46, "award"))


@pytest.fixture(scope="session")
def small_cycle(tmp_path_factory):
    """Give a demo of 12 applicants, walked to the end."""
    return _once(tmp_path_factory, "small", _walk(12, "award"))


@pytest.fixture(scope="session")
def voted_cycle(tmp_path_factory):
    """Give a demo of 12 applicants whose vote is confirmed; nothing is published yet."""
    return _once(tmp_path_factory, "voted", _walk(12, "vote"))


@pytest.fixture(scope="session")
def begun_cycle(tmp_path_factory):
    """Give a cycle that `init --year 2026` has just made."""
    from tests.helpers.command_line import ask

    def make(folder):
        assert ask("init", folder, "--year", 2026)[0] == 0

    return _once(tmp_path_factory, "begun", make)


@pytest.fixture(scope="session")
def cycle_by_stage(tmp_path_factory):
    """Give a cycle of eight firms as it stood after each stage: stage → (folder, the clock's time)."""
    from tests.helpers.small_cycle import snapshots

    def make(folder):
        folder.mkdir()
        clocks = {stage: str(clock) for stage, (_, clock) in snapshots(folder).items()}
        (folder / "clocks.json").write_text(json.dumps(clocks), encoding="utf-8")

    home = _once(tmp_path_factory, "by-stage", make)
    clocks = json.loads((home / "clocks.json").read_text(encoding="utf-8"))
    return {stage: (home / stage, datetime.fromisoformat(at)) for stage, at in clocks.items()}


@pytest.fixture
def a_copy(tmp_path):
    """Copy a shared cycle, to change it."""

    def copy(folder):
        # another worker may be reading it: what SQLite keeps meanwhile comes and goes
        passing = shutil.ignore_patterns("*-journal")
        return shutil.copytree(folder, tmp_path / "届", ignore=passing)

    return copy
