"""A record of an earlier structure is brought up once, in the command's own transaction."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wzqa.problems import WzqaError
from wzqa.record import documents, store
from wzqa.stages import setup

PRESENT = store.VERSION
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
    with sqlite3.connect(folder / "record.db") as db:
        return db.execute("SELECT action, subject FROM ledger ORDER BY seq").fetchall()


def add_column(db):
    db.execute("ALTER TABLE mapping ADD COLUMN remark TEXT NOT NULL DEFAULT ''")


def fail(db):
    db.execute("ALTER TABLE mapping ADD COLUMN half TEXT")
    msg = "migration fails half way"
    raise WzqaError(msg)


def test_a_migration_runs_once_and_is_in_the_ledger(folder, monkeypatch):
    monkeypatch.setattr(store, "VERSION", 12)
    monkeypatch.setattr(store, "MIGRATIONS", {12: add_column})
    for _ in range(2):
        with store.open_record(folder, NOW, "测试员"):
            pass
    assert version(folder) == 12
    assert "remark" in columns(folder)
    assert ledger(folder).count(("migrate", "12")) == 1


def test_several_migrations_run_in_order(folder, monkeypatch):
    ran = []
    steps = {n: lambda _, n=n: ran.append(n) for n in (13, 12, 14)}
    monkeypatch.setattr(store, "VERSION", 14)
    monkeypatch.setattr(store, "MIGRATIONS", steps)
    with store.open_record(folder, NOW, "测试员"):
        pass
    assert (ran, version(folder)) == ([12, 13, 14], 14)


def test_a_migration_that_fails_leaves_the_record_as_it_was(folder, monkeypatch):
    before = columns(folder)
    monkeypatch.setattr(store, "VERSION", 12)
    monkeypatch.setattr(store, "MIGRATIONS", {12: fail})
    with pytest.raises(WzqaError), store.open_record(folder, NOW, "测试员"):
        pass
    assert (version(folder), columns(folder)) == (PRESENT, before)
    assert ("migrate", "12") not in ledger(folder)


def test_a_command_that_fails_after_a_migration_takes_the_migration_back(folder, monkeypatch):
    monkeypatch.setattr(store, "VERSION", 12)
    monkeypatch.setattr(store, "MIGRATIONS", {12: add_column})
    with pytest.raises(RuntimeError), store.open_record(folder, NOW, "测试员"):
        raise RuntimeError
    assert version(folder) == PRESENT
    assert "remark" not in columns(folder)


def test_a_newer_record_is_refused_and_untouched(folder):
    with sqlite3.connect(folder / "record.db") as db:
        db.execute("PRAGMA user_version = 99")
    before = (folder / "record.db").read_bytes()
    with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "测试员"):
        pass
    assert (caught.value.exit_code, caught.value.problems[0].code) == (5, "record-newer")
    assert (folder / "record.db").read_bytes() == before


# --- version 2: documents are suspended and replaced --------------------------------------------------


@pytest.fixture
def old_folder(folder):
    """Give a record as version 1 made it, with a void letter and one in force."""
    with sqlite3.connect(folder / "record.db", isolation_level=None) as db:
        for kind, name in db.execute(
            "SELECT type, name FROM sqlite_master WHERE tbl_name = 'document' AND sql IS NOT NULL"
        ).fetchall():
            db.execute(f"DROP {kind} IF EXISTS {name}")
        db.execute(
            "CREATE TABLE document (id INTEGER PRIMARY KEY, stage TEXT, kind TEXT, subject TEXT,"
            " list_ref TEXT, list_hash TEXT, number INTEGER, year INTEGER, docno TEXT, day TEXT,"
            " title TEXT, addressee TEXT, letter TEXT, file TEXT, sha256 TEXT, issued_at TEXT,"
            " issued_by TEXT, void_why TEXT, UNIQUE (stage, kind, subject, list_ref)) STRICT"
        )
        for number, ref, why in ((1, "screen-1", "screen-1 已重新打开"), (2, "screen-2", None)):
            db.execute(
                "INSERT INTO document VALUES (?, 'screen', 'ineligible', 'A', ?, 'h', ?, 2026, ?,"
                " '2026-08-18', 't', 'a', '{}', 'f', 's', '2026-08-18T09:00:00+08:00', 'x', ?)",
                (number, ref, number, f"〔2026〕{number}号", why),
            )
        db.execute("PRAGMA user_version = 1")
    return folder


def test_documents_of_version_1_are_carried_over(old_folder):
    with store.open_record(old_folder, NOW, "测试员", write=False) as record:
        assert [d.number for d in documents.everything(record)] == [1, 2]  # read without writing
    assert version(old_folder) == 1
    with store.open_record(old_folder, NOW, "测试员") as record:
        void, stands = documents.everything(record)
        assert (void.void_why, void.stands_on) == ("screen-1 已重新打开", "screen-1")
        assert (stands.void_why, stands.suspended_why) == (None, None)
        assert documents.standing(record) == [stands]
        with pytest.raises(sqlite3.IntegrityError, match="stays void"):
            record.run("UPDATE document SET void_why = NULL WHERE id = 1")
        with pytest.raises(sqlite3.IntegrityError, match="never used twice"):
            documents.issue(record, replace(stands, subject="B"))
        documents.void(record, stands, "号码保留")
        documents.issue(record, replace(stands, kept=True, replaces=stands.id))
    assert version(old_folder) == PRESENT
