"""What can go wrong around a record: one sentence, the right exit code, nothing half-written."""

import errno
import os
import sqlite3
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from wzqa.problems import WzqaError
from wzqa.record import decisions, files, lists, outputs, store
from wzqa.stages.demo import walk as demo
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.setup import make

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 7, 1, 9, 0, tzinfo=ZONE)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    target = tmp_path_factory.mktemp("made") / "届"
    make(target, demo.settings_of(), NOW, "甲")
    return target


@pytest.fixture
def folder(made, a_copy):
    return a_copy(made)


def entries(folder):
    with sqlite3.connect(folder / "record.db") as db:
        return db.execute("SELECT count(*) FROM ledger").fetchone()[0]


def test_an_error_inside_a_command_leaves_nothing(folder):
    before = entries(folder)
    with pytest.raises(ZeroDivisionError), store.open_record(folder, NOW, "甲") as record:
        files.take(record, "applications", "inbox/applications/a.xlsx", b"abc")
        record.write("out/screen/a.txt", b"x", stage="screen")
        raise ZeroDivisionError
    assert entries(folder) == before
    assert not (folder / "out/screen").exists()


def test_a_dry_run_writes_nothing(folder):
    before = entries(folder)
    with store.open_record(folder, NOW, "甲", dry_run=True) as record:
        files.take(record, "applications", "inbox/applications/a.xlsx", b"abc")
        record.write("out/screen/a.txt", b"x", stage="screen")
    assert entries(folder) == before
    assert not (folder / "out/screen").exists()


def test_a_full_disk_is_said_and_nothing_is_written(folder, monkeypatch):
    before = entries(folder)

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "甲") as record:
        record.log("test")
        record.write("out/screen/a.txt", b"x", stage="screen")
        monkeypatch.setattr("pathlib.Path.write_bytes", full)
    monkeypatch.undo()
    assert caught.value.exit_code == 5
    assert "磁盘已满" in caught.value.message
    assert entries(folder) == before


def held_open(monkeypatch, name):
    """Let no file of this name be replaced, as Excel on Windows does with a workbook it shows."""
    replace = Path.replace

    def locked(self, target):
        if Path(target).name == name:
            raise PermissionError(errno.EACCES, "in use")
        return replace(self, target)

    monkeypatch.setattr("pathlib.Path.replace", locked)


def test_a_file_held_open_waits_holds_up_nothing_and_is_moved_later(folder, monkeypatch):
    (folder / "out/screen").mkdir(parents=True)
    (folder / "out/screen/a.txt").write_bytes(b"old")
    with monkeypatch.context() as held:
        held_open(held, "a.txt")
        with store.open_record(folder, NOW, "甲") as record:
            record.log("one")
            record.write("out/screen/a.txt", b"new", stage="screen")
            record.write("out/screen/b.txt", b"b", stage="screen")
        assert record.waiting == ("out/screen/a.txt",)
        with store.open_record(folder, NOW, "乙") as record:  # another command, another file
            assert "one" in [e.action for e in record.ledger()]
            record.write("out/screen/c.txt", b"c", stage="screen")
        assert record.waiting == ("out/screen/a.txt",)
    assert (folder / "out/screen/a.txt").read_bytes() == b"old"
    assert (folder / "out/screen/b.txt").read_bytes() == b"b"
    assert (folder / "out/screen/c.txt").read_bytes() == b"c"
    with store.open_record(folder, NOW, "甲"):
        pass
    assert (folder / "out/screen/a.txt").read_bytes() == b"new"
    assert not (folder / outputs.STAGING).exists()


def test_what_waits_gives_way_to_what_is_written_next(folder, monkeypatch):
    with monkeypatch.context() as held:
        held_open(held, "a.txt")
        for text in (b"one", b"two"):
            with store.open_record(folder, NOW, "甲") as record:
                record.write("out/screen/a.txt", text, stage="screen")
        assert len(list((folder / outputs.STAGING).iterdir())) == 1
        with store.open_record(folder, NOW, "甲") as record:
            record.remove("out/screen/a.txt")
    with store.open_record(folder, NOW, "甲"):
        pass
    assert not (folder / "out/screen/a.txt").exists()


def test_a_removal_that_fails_waits_too(folder, monkeypatch):
    with store.open_record(folder, NOW, "甲") as record:
        record.write("out/screen/a.txt", b"a", stage="screen")

    def locked(*_args, **_kwargs):
        raise PermissionError(errno.EACCES, "in use")

    with monkeypatch.context() as held:
        held.setattr("pathlib.Path.unlink", locked)
        with store.open_record(folder, NOW, "甲") as record:
            record.remove("out/screen/a.txt")
        assert record.waiting == ("out/screen/a.txt",)
    with store.open_record(folder, NOW, "甲"):
        pass
    assert not (folder / "out/screen/a.txt").exists()


def test_every_target_is_checked_before_the_commit(folder):
    before = entries(folder)
    (folder / "out/folder.xlsx").mkdir(parents=True)
    (folder / "out/file").write_bytes(b"")
    targets = ("out/folder.xlsx", "out/file/a.docx", f"out/{'名' * 100}.docx", "out/good.docx")
    with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "甲") as record:
        record.log("one")
        for target in targets:
            record.write(target, b"x")
    assert caught.value.exit_code == 5
    assert [(p.code, p.place.file) for p in caught.value.problems] == [
        ("path-taken", targets[0]), ("path-taken", targets[1]), ("path-long", targets[2]),
    ]  # fmt: skip
    assert entries(folder) == before
    assert not (folder / "out/good.docx").exists()
    with store.open_record(folder, NOW, "甲") as record:  # and nothing is locked by it
        record.write("out/good.docx", b"x")
    assert (folder / "out/good.docx").exists()


def test_on_windows_the_whole_path_counts(tmp_path):
    target = "out/" + "a" * 100 + ".docx"
    deep = tmp_path / ("b" * (257 - len(str(tmp_path)) - len(target)))
    deeper = deep.with_name(f"{deep.name}b")
    deep.mkdir()
    deeper.mkdir()
    assert outputs.faults(deep, [target], windows=True) == []
    (found,) = outputs.faults(deeper, [target], windows=True)
    assert "260" in found.message
    assert outputs.faults(deeper, [target], windows=False) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_file_that_cannot_be_opened_for_writing_is_named(folder):
    (folder / "out/a.txt").write_bytes(b"old")
    (folder / "out/a.txt").chmod(0o400)
    (found,) = outputs.faults(folder, ["out/a.txt"], windows=False)
    assert found.code == "file-open"


def test_a_damaged_or_foreign_database_is_said(folder):
    path = folder / "record.db"
    good = path.read_bytes()
    path.write_bytes(b"this is no database, it only looks like one" * 50)
    with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "甲"):
        pass
    assert caught.value.exit_code == 5
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE x (y)")
    with pytest.raises(WzqaError, match="不是 wzqa 的记录"), store.open_record(folder, NOW, "甲"):
        pass
    path.write_bytes(good)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {store.VERSION + 1}")
    with pytest.raises(WzqaError, match="请升级程序"), store.open_record(folder, NOW, "甲"):
        pass


def test_two_writers_one_waits_then_works(folder, monkeypatch):
    monkeypatch.setenv("WZQA_WAIT", "5")
    order = []

    def first():
        with store.open_record(folder, NOW, "甲") as record:
            record.log("first")
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    time.sleep(0.1)
    with store.open_record(folder, NOW, "乙") as record:
        record.log("second")
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    with store.open_record(folder, NOW, "乙") as record:
        assert [e.action for e in record.ledger()][-2:] == ["first", "second"]


def test_two_writers_the_second_is_told_who_is_busy(folder, monkeypatch):
    monkeypatch.setenv("WZQA_WAIT", "0.1")
    with (
        store.open_record(folder, NOW, "张三"),
        pytest.raises(WzqaError, match="张三") as caught,
        store.open_record(folder, NOW, "李四"),
    ):
        pass
    assert caught.value.exit_code == 5


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_said(folder):
    (folder / "record.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with pytest.raises(WzqaError) as caught, store.open_record(folder, NOW, "甲"):
            pass
        assert caught.value.exit_code == 5
    finally:
        folder.chmod(0o755)
        (folder / "record.db").chmod(0o644)


def test_a_clock_set_back_is_said(folder):
    toml = folder / "award.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("demo = true", "demo = false"), encoding="utf-8"
    )
    with open_cycle(folder, now=NOW - timedelta(days=1), by="甲") as cycle:
        assert [p.code for p in cycle.problems] == ["clock-back"]


def test_decisions_and_lists_are_superseded_never_changed(folder):
    with store.open_record(folder, NOW, "甲") as record:
        one = decisions.decide(
            record, "finding", stage="screen", subject="A", content={"rule": "E03", "outcome": "pass"}, why="一",
            matter={"rule": "E03"},
        )  # fmt: skip
        two = decisions.decide(
            record, "finding", stage="screen", subject="A", content={"rule": "E03", "outcome": "fail"}, why="二",
            matter={"rule": "E03"},
        )  # fmt: skip
        other = decisions.decide(
            record, "finding", stage="screen", subject="A", content={"rule": "E09", "outcome": "pass"}, why="三",
            matter={"rule": "E09"},
        )  # fmt: skip
        assert [d.id for d in decisions.in_force(record)] == [two.id, other.id]
        assert dict((d.id, e) for d, e in decisions.everything(record))[one.id] == two.id  # noqa: C402  (pairs)
        held = lists.confirm(
            record, "screen", content={"passed": []}, rests_on="x", basis={}, day=NOW.date()
        )
        assert held.ref == "screen-1"
        with pytest.raises(sqlite3.IntegrityError, match="lifted"):
            record.run("UPDATE list SET content = '{}'")
        with pytest.raises(sqlite3.IntegrityError, match="superseded"):
            record.run("UPDATE decision SET why = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="as they came"):
            files.take(record, "x", "y", b"z")
            record.run("DELETE FROM original")
        lists.lift(record, held, "更正")
        again = lists.confirm(
            record, "screen", content={"passed": []}, rests_on="x", basis={}, day=NOW.date()
        )
        assert (again.ref, again.list_hash) == ("screen-2", held.list_hash)
