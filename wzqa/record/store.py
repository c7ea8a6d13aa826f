"""Opening a record: one connection, one transaction per command, the ledger.

Rollback journal and synchronous=FULL, because the folder may be on a share, where WAL does not
work. Files that a command makes are staged, entered as `pending` in the command's transaction and
moved after the commit; an interrupted move is finished by the next command that opens the record.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import signal
import sqlite3
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from wzqa import __version__
from wzqa.problems import Exit, WzqaError, reason
from wzqa.record import forms, migrations, outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

APPLICATION_ID = 0x777A7161  # "wzqa"
VERSION = 2
_BUSY = "record.db.busy"
WAIT_SECONDS = 15.0


def canonical(value: object) -> str:
    """Write JSON with sorted keys and no spaces: the text that hashes are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: object) -> str:
    """Hash a JSON value (SHA-256 of its canonical text)."""
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def sha256(data: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger."""

    seq: int
    at: str
    by: str
    action: str
    subject: str
    detail: dict[str, Any]
    prev: str
    hash: str


def entry_hash(
    seq: int, at: str, by: str, action: str, subject: str, detail: str, prev: str
) -> str:
    """Chain an entry to the one before; `detail` is canonical JSON text."""
    return digest([seq, at, by, action, subject, detail, prev])


@dataclass(slots=True)
class Record:
    """An open record. `now` and `by` come from the command line, never from here."""

    folder: Path
    db: sqlite3.Connection
    now: datetime
    by: str
    dry_run: bool = False
    staged: dict[str, bytes | None] = field(default_factory=dict)  # None: remove
    memo: dict[str, dict[Any, Any]] = field(default_factory=dict)  # what this command has read
    changed: dict[str, str | None] = field(default_factory=dict)  # outputs new to the ledger
    committed: bool = False
    waiting: tuple[str, ...] = ()  # outputs of the committed record that are not in place
    kept: list[str] = field(default_factory=list)  # forms that a person filled in: left as they lie
    overwritten: list[str] = field(default_factory=list)  # such forms that the command would lose

    @property
    def stamp(self) -> str:
        """The command's time, as stored."""
        return self.now.isoformat(timespec="seconds")

    def rows(self, sql: str, *args: object) -> list[sqlite3.Row]:
        """Run a query."""
        return self.db.execute(sql, args).fetchall()

    def one(self, sql: str, *args: object) -> sqlite3.Row | None:
        """Run a query for at most one row."""
        row: sqlite3.Row | None = self.db.execute(sql, args).fetchone()
        return row

    def run(self, sql: str, *args: object) -> int:
        """Run a statement; gives the last row id."""
        return self.db.execute(sql, args).lastrowid or 0

    def log(self, action: str, subject: str = "", **detail: object) -> None:
        """Append to the ledger."""
        last = self.one("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        seq, prev = (last["seq"] + 1, last["hash"]) if last else (1, "0" * 64)
        text = canonical({**detail, "tool": __version__})
        chained = entry_hash(seq, self.stamp, self.by, action, subject, text, prev)
        self.run(
            "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            seq, self.stamp, self.by, action, subject, text, prev, chained,
        )  # fmt: skip

    def ledger(self, of: str = "") -> list[Entry]:
        """Give the whole ledger in order; `of`: a condition in SQL on what is asked for."""
        return [
            Entry(r["seq"], r["at"], r["by"], r["action"], r["subject"], json.loads(r["detail"]),
                  r["prev"], r["hash"])
            for r in self.rows(f"SELECT * FROM ledger {of} ORDER BY seq")  # noqa: S608  (fixed words)
        ]  # fmt: skip

    def head(self) -> Entry:
        """Give the last entry of the ledger."""
        return self.ledger("WHERE seq = (SELECT max(seq) FROM ledger)")[0]

    def last_command(self) -> list[Entry]:
        """Give the entries of the last command that wrote anything: those of its time."""
        return self.ledger("WHERE at = (SELECT at FROM ledger ORDER BY seq DESC LIMIT 1)")

    def once(self, what: str, key: Any, make: Callable[[], Any]) -> Any:
        """Give what this command has read and worked out before, or make it."""
        known = self.memo.setdefault(what, {})
        if key not in known:
            known[key] = make()
        return known[key]

    def write(self, target: str, data: bytes, *, stage: str = "") -> None:
        """Stage an output; `target` is relative to the cycle folder. In place after the commit.

        With `stage` the file is entered in `output`, so that `verify` knows it. A form that a
        person filled in where it lies stays as it is when it would be the same form again.
        """
        if self.filled(target):
            if self.one("SELECT 1 FROM output WHERE path = ? AND sha256 = ?", target, sha256(data)):
                self.kept.append(target)
                return
            self.overwritten.append(target)
        self.staged[target] = data
        if stage:
            known = self.one("SELECT sha256 FROM output WHERE path = ?", target)
            if known is None or known["sha256"] != sha256(data):
                self.changed[target] = sha256(data)
            self.run(
                "INSERT INTO output VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
                "stage = excluded.stage, sha256 = excluded.sha256",
                target, stage, sha256(data),
            )  # fmt: skip

    def holds(self, target: str, digest: str) -> bool:
        """Say whether an output lies in its place with just these bytes (SHA-256)."""
        row = self.one("SELECT sha256 FROM output WHERE path = ?", target)
        if row is None or row["sha256"] != digest or target in self.staged:
            return False
        try:
            return sha256((self.folder / target).read_bytes()) == digest
        except OSError:
            return False

    def filled(self, target: str) -> bool:
        """Say whether somebody filled in a form in its place under out/ and it was not taken in."""
        row = self.one("SELECT sha256 FROM output WHERE path = ?", target)
        if row is None or forms.inbox_of(target) is None or target in outputs.waiting(self.db):
            return False
        try:
            lies = sha256((self.folder / target).read_bytes())
        except OSError:
            return False
        return lies != row["sha256"] and not self.one("SELECT 1 FROM file WHERE sha256 = ?", lies)

    def remove(self, target: str) -> None:
        """Stage the removal of an earlier output."""
        if self.filled(target):
            self.overwritten.append(target)
        self.staged[target] = None
        if self.one("SELECT 1 FROM output WHERE path = ?", target):
            self.changed[target] = None
        self.run("DELETE FROM output WHERE path = ?", target)


def _locked(folder: Path, error: sqlite3.OperationalError) -> WzqaError:
    try:
        who = (folder / _BUSY).read_text(encoding="utf-8").strip()
    except OSError:
        who = ""
    if "locked" in str(error) or "busy" in str(error):
        holder = f"（{who}）" if who else ""
        return WzqaError(
            f"record.db 正在被另一个命令写入{holder}，请稍后再试", Exit.RECORD, code="record-busy"
        )
    if "readonly" in str(error) or "unable to open" in str(error):
        return WzqaError(
            "record.db 不能写入，请检查届次目录是否只读、磁盘是否可用",
            Exit.RECORD,
            code="record-read-only",
        )
    if "disk" in str(error):  # full, gone, or the file longer than the system lets it be
        what = "磁盘已满" if "full" in str(error) else "写磁盘出错（已满、断开或超过允许的大小）"
        return WzqaError(f"{what}，本次命令没有写入任何内容", Exit.RECORD, code="disk-full")
    return WzqaError(f"record.db 读写出错：{error}", Exit.RECORD, code="record-damaged")


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the database with the settings the record relies on."""
    mode = "rw" if write else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    asked = os.environ.get("WZQA_WAIT", "")
    wait = float(asked) if re.fullmatch(r"\d{1,4}(\.\d+)?", asked) else WAIT_SECONDS
    db = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    if write:
        db.execute("PRAGMA synchronous = FULL")
    return db


def create(folder: Path, now: datetime, by: str, **detail: object) -> None:
    """Make an empty record in a cycle folder; raises WzqaError when there is one."""
    path = folder / "record.db"
    if path.exists():
        raise WzqaError(f"{path.name} 已经存在，不会覆盖", Exit.INPUT, code="cycle-exists")
    schema = (resources.files("wzqa") / "record" / "schema.sql").read_text(encoding="utf-8")
    temporary = folder / "record.db.new"
    temporary.unlink(missing_ok=True)
    db = sqlite3.connect(temporary, isolation_level=None)
    db.row_factory = sqlite3.Row
    numbers = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
    db.executescript(f"BEGIN IMMEDIATE; {numbers} {schema}")  # one commit, not one a statement
    Record(folder, db, now, by).log("init", "", **detail)
    db.execute("COMMIT")
    db.close()
    temporary.replace(path)


def _check(db: sqlite3.Connection) -> None:
    try:
        application = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise WzqaError(
            "record.db 已损坏或不是 SQLite 数据库，请用备份恢复", Exit.RECORD, code="record-damaged"
        ) from None
    if application != APPLICATION_ID:
        raise WzqaError("record.db 不是 wzqa 的记录", Exit.RECORD, code="record-foreign")
    if version > VERSION:
        raise WzqaError(
            f"record.db 是更新版本的 wzqa 写的（版本{version}），请升级程序",
            Exit.RECORD,
            code="record-newer",
        )


# number of the version reached → statements; each runs once, inside the command's transaction
MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = dict(migrations.STEPS)


def _migrate(record: Record) -> None:
    version = record.db.execute("PRAGMA user_version").fetchone()[0]
    for target in sorted(v for v in MIGRATIONS if v > version):
        MIGRATIONS[target](record.db)
        record.db.execute(f"PRAGMA user_version = {target}")
        record.log("migrate", str(target))


def _brought_up(db: sqlite3.Connection) -> sqlite3.Connection:
    """Give a copy in memory in the present structure, for commands that only read."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    steps = sorted(v for v in MIGRATIONS if v > version)
    if not steps:
        return db
    copy = sqlite3.connect(":memory:", isolation_level=None)
    copy.row_factory = sqlite3.Row
    db.backup(copy)
    for target in steps:
        MIGRATIONS[target](copy)
    db.close()
    return copy


def _recover(record: Record) -> None:
    """Finish what an interrupted command had committed, drop what it had only staged."""
    if outputs.waiting(record.db):
        record.db.execute("COMMIT")
        outputs.move(record.db, record.folder)
        record.db.execute("BEGIN IMMEDIATE")
    outputs.sweep(record.db, record.folder)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait while the commit and the moves that follow it are under way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _keep_forms(record: Record) -> None:
    """Refuse to write over forms that people filled in where they lie. Raises WzqaError (exit 1)."""
    found = [forms.filled_in(target, lost=True) for target in sorted(set(record.overwritten))]
    if found:
        message = f"有{len(found)}份在 out/ 里填写过的表还没有收入，本次命令没有写入任何内容"
        raise WzqaError(message, Exit.INPUT, found)


def _commit(record: Record) -> None:
    """Commit, then put the files into place; what fails after the commit waits and is named."""
    _keep_forms(record)
    if record.changed:
        made = {name: value for name, value in record.changed.items() if value}
        gone = sorted(record.changed.keys() - made.keys())
        record.log("write", files=made, removed=gone)
    with outputs.staged(record.db, record.folder, record.staged) as beside, _undisturbed():
        record.db.execute("COMMIT")
        record.committed = True
        beside.clear()  # from here on what lies there is moved, or waits
        try:
            outputs.move(record.db, record.folder)
            outputs.sweep(record.db, record.folder)
            record.waiting = tuple(outputs.waiting(record.db))
        except (OSError, sqlite3.Error):  # the next command finishes it
            record.waiting = tuple(n for n, data in record.staged.items() if data is not None)


def _trouble(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return reason(error)
    return f"文件读写失败：{error.filename or ''} {reason(error)}"


def _close(db: sqlite3.Connection) -> None:
    """Roll back what is not committed; a disk that is full or gone must not hide the cause."""
    with suppress(sqlite3.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")
    db.close()


@contextmanager
def open_record(
    folder: Path, now: datetime, by: str, *, write: bool = True, dry_run: bool = False
) -> Iterator[Record]:
    """Open the record of a cycle for one command: commits at the end, rolls back on any error.

    Raises WzqaError (exit 5) when the record is missing, locked, damaged or read-only.
    """
    path = folder / "record.db"
    if not path.is_file():
        raise WzqaError("届次目录中没有 record.db", Exit.RECORD, code="record-missing",
                        hint="请用 wzqa init 新建届次，或从备份恢复")  # fmt: skip
    db: sqlite3.Connection | None = None
    busy, mine = folder / _BUSY, False
    try:
        db = connect(path, write=write)
        _check(db)
        if not write:
            db = _brought_up(db)
            yield Record(folder, db, now, by)
            return
        db.execute("BEGIN IMMEDIATE")
        mine = True
        busy.write_text(f"{by} {now:%H:%M:%S} 开始，进程{os.getpid()}", encoding="utf-8")
        record = Record(folder, db, now, by, dry_run)
        _migrate(record)
        _recover(record)
        yield record
        if dry_run:
            db.execute("ROLLBACK")
        else:
            _commit(record)
    except sqlite3.OperationalError as error:
        raise _locked(folder, error) from None
    except sqlite3.DatabaseError as error:
        raise WzqaError(
            f"record.db 已损坏（{error}），请用备份恢复", Exit.RECORD, code="record-damaged"
        ) from None
    except OSError as error:
        raise WzqaError(
            f"{_trouble(error)}，本次命令没有写入任何内容", Exit.RECORD, code="file-write"
        ) from None
    finally:
        if db is not None:
            _close(db)
        if mine:
            with suppress(OSError):
                busy.unlink(missing_ok=True)
