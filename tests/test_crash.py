"""Killed at any moment, the record opens, is whole, and a re-run ends as if nothing had happened."""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from datetime import datetime, timedelta, timezone

import pytest

from wzqa import demo_data
from wzqa.stages import intake, screen
from wzqa.stages.demo import walk as demo
from wzqa.stages.demo.driver import Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.letters import notices
from wzqa.stages.setup import make

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
KILLS = 50

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")


def commands(folder):
    """Run three ordinary commands, each a transaction of its own."""
    steps = [
        lambda c: intake.run(c, paths=[], mapping=[]),
        lambda c: screen.run(c, as_of=None, second=False),
        lambda c: notices.run(
            c,
            stage="screen",
            only=["supplement", "dept-inquiry"],
            day=NOW.date(),
            pdf=False,
            merge=False,
            draft=False,
        ),
    ]
    for step in steps:
        with open_cycle(folder, now=NOW, by="测试员") as cycle:
            step(cycle)


def state(folder):
    """Give everything that matters: outputs, and the record's tables without row ids."""
    out = {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in (folder / "out").rglob("*")
        if p.is_file()
    }
    with sqlite3.connect(folder / "record.db") as db:
        tables = {
            name: db.execute(query).fetchall()
            for name, query in {
                "files": "SELECT role, path, sha256, ended_at FROM file ORDER BY role, path",
                "numbers": "SELECT * FROM number ORDER BY app_no",
                "documents": "SELECT kind, subject, number, sha256 FROM document ORDER BY kind, subject",
                "drafts": "SELECT stage, digest FROM draft ORDER BY stage",
                "pending": "SELECT * FROM pending",
                "ledger": "SELECT seq, action, subject, hash FROM ledger ORDER BY seq",
            }.items()
        }
    return out, tables


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Give a cycle with a full inbox on which no command has run."""
    folder = tmp_path_factory.mktemp("crash") / "届"
    make(folder, demo.settings_of(), NOW, "测试员")
    filler = Filler(folder, demo_data.world(8, 3, 12), Driver(folder, "测试员", lambda _: None))
    filler.applications(mended=False)
    filler.registers()
    return folder


@pytest.mark.slow
def test_killed_at_fifty_moments(fresh, tmp_path):
    calm = tmp_path / "calm"
    shutil.copytree(fresh, calm)
    commands(calm)  # once to warm up, so that the second run measures the commands alone
    shutil.rmtree(calm)
    shutil.copytree(fresh, calm)
    start = time.perf_counter()
    commands(calm)
    seconds = time.perf_counter() - start
    wanted = state(calm)
    source = random.Random(7)
    killed = 0
    for number in range(KILLS):
        folder = tmp_path / f"k{number}"
        shutil.copytree(fresh, folder)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # its default ends the process at once
            signal.setitimer(signal.ITIMER_REAL, max(0.001, source.random() * seconds * 1.05))
            try:
                commands(folder)
            finally:
                os._exit(0)
        source.random()
        _, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status)
        with sqlite3.connect(folder / "record.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        commands(folder)
        assert state(folder) == wanted
        shutil.rmtree(folder)
    assert killed > KILLS // 3
