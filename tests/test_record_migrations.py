"""A record of an earlier structure is brought up once, in the command's own transaction."""

import sqlite3
from datetime import UTC, datetime

import pytest

from wzqa.problems import WzqaError
from wzqa.record import store
from wzqa.stages import setup

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "届"
    setup.init(
        folder=where, year=2026, profile=None, deadline=None, source=None, own=None, now=NOW, by="测试员",
        dry_run=False,
    )  # fmt: skip
    return where


def version(folder):
    with sqlite3.connect(folder / "record.db") as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def columns(folder):
    with sqlite3.connect(folder / "record.db") as db:
        return [row[1] for row in db.execute("PRAGMA table_info(mapping)")]


def ledger(folder):
    with store.open_record(folder, NOW, "测试员", write=False) as record:
        return [(entry.action, entry.subject) for entry in record.ledger()]


def add_column(db):
    db.execute("ALTER TABLE mapping ADD COLUMN remark TEXT NOT NULL DEFAULT ''")


def fail(db):
    db.execute("ALTER TABLE mapping ADD COLUMN half TEXT")
    msg = "migration fails half way"
    raise WzqaError(msg)


def test_a_migration_runs_once_and_is_in_the_ledger(folder, monkeypatch):
    monkeypatch.setattr(store, "VERSION", 2)
    monkeypatch.setattr(store, "MIGRATIONS", {2: add_column})
    for _ in range(2):
        with store.open_record(folder, NOW, "测试员"):
            pass
    assert version(folder) == 2
    assert "remark" in columns(folder)
    assert ledger(folder).count(("migrate", "2")) == 1


def test_several_migrations_run_in_order(folder, monkeypatch):
    ran = []
    steps = {n: lambda _, n=n: ran.append(n) for n in (3, 2, 4)}
    monkeypatch.setattr(store, "VERSION", 4)
    monkeypatch.setattr(store, "MIGRATIONS", steps)
    with store.open_record(folder, NOW, "测试员"):
        pass
    assert (ran, version(folder)) == ([2, 3, 4], 4)


def test_a_migration_that_fails_leaves_the_record_as_it_was(folder, monkeypatch):
    before = columns(folder)
    monkeypatch.setattr(store, "VERSION", 2)
    monkeypatch.setattr(store, "MIGRATIONS", {2: fail})
    with pytest.raises(WzqaError), store.open_record(folder, NOW, "测试员"):
        pass
    assert (version(folder), columns(folder)) == (1, before)
    assert ("migrate", "2") not in ledger(folder)


def test_a_command_that_fails_after_a_migration_takes_the_migration_back(folder, monkeypatch):
    monkeypatch.setattr(store, "VERSION", 2)
    monkeypatch.setattr(store, "MIGRATIONS", {2: add_column})
    with pytest.raises(RuntimeError), store.open_record(folder, NOW, "测试员"):
        raise RuntimeError
    assert version(folder) == 1
    assert "remark" not in columns(folder)


def test_a_newer_record_is_refused_and_untouched(folder):
    with sqlite3.connect(folder / "record.db") as db:
        db.execute("PRAGMA user_version = 99")
    before = (folder / "record.db").read_bytes()
    with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "测试员"):
        pass
    assert (caught.value.exit_code, caught.value.problems[0].code) == (5, "record-newer")
    assert (folder / "record.db").read_bytes() == before
