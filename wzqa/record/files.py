"""Originals and the files in force: taking in, superseding, dropping, reading facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from wzqa.record.store import sha256

if TYPE_CHECKING:
    from collections.abc import Collection

    from wzqa.record.store import Record

_REPLACED = "被新内容替换"


@dataclass(frozen=True, slots=True)
class File:
    """A file as it stood at a path in a role; `id` stays when it is superseded."""

    id: int
    role: str
    path: str
    sha256: str
    taken_at: str

    @property
    def arrived(self) -> date:
        """Give the day on which it was taken in, as the office's clock had it."""
        return datetime.fromisoformat(self.taken_at).date()


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a file in came to: `new`, `changed` (supersedes `old`) or `same`."""

    file: File
    state: str
    old: File | None = None


def _file(row: Any) -> File:
    return File(row["id"], row["role"], row["path"], row["sha256"], row["taken_at"])


def in_force(record: Record, role: str | None = None) -> list[File]:
    """List the files in force, by path."""
    if role is None:
        rows = record.rows("SELECT * FROM file WHERE ended_at IS NULL ORDER BY role, path")
    else:
        rows = record.rows(
            "SELECT * FROM file WHERE ended_at IS NULL AND role = ? ORDER BY path", role
        )
    return [_file(r) for r in rows]


def by_ids(record: Record, ids: Collection[int]) -> list[File]:
    """Give the files that stood behind a confirmed list."""
    marks = ",".join("?" * len(ids))
    rows = record.rows(f"SELECT * FROM file WHERE id IN ({marks}) ORDER BY role, path, id", *ids)  # noqa: S608  (only question marks)
    return [_file(r) for r in rows]


def replaced(record: Record, role: str) -> list[File]:
    """List the versions that newer ones under the same path, still in force, have replaced."""
    rows = record.rows(
        "SELECT * FROM file AS f WHERE role = ? AND ended_why = ? AND EXISTS (SELECT 1 FROM file "
        "WHERE role = f.role AND path = f.path AND ended_at IS NULL) ORDER BY path, id",
        role, _REPLACED,
    )  # fmt: skip
    return [_file(r) for r in rows]


def history(record: Record, role: str) -> list[tuple[File, str | None]]:
    """List all files of a role ever taken in, with the time they ended."""
    rows = record.rows("SELECT * FROM file WHERE role = ? ORDER BY id", role)
    return [(_file(r), r["ended_at"]) for r in rows]


def content(record: Record, digest: str) -> bytes:
    """Give an original, byte for byte."""
    row = record.one("SELECT content FROM original WHERE sha256 = ?", digest)
    if row is None:
        msg = f"no original {digest}"
        raise ValueError(msg)
    data: bytes = row["content"]
    return data


def take(record: Record, role: str, path: str, data: bytes) -> Taken:
    """Keep a file's bytes and make it the one in force at its path."""
    digest = sha256(data)
    row = record.one(
        "SELECT * FROM file WHERE ended_at IS NULL AND role = ? AND path = ?", role, path
    )
    old = _file(row) if row else None
    if old and old.sha256 == digest:
        return Taken(old, "same")
    record.run(
        "INSERT INTO original VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        digest, len(data), data,
    )  # fmt: skip
    if old:
        end(record, old, _REPLACED)
    new_id = record.run(
        "INSERT INTO file (role, path, sha256, taken_at, taken_by) VALUES (?, ?, ?, ?, ?)",
        role, path, digest, record.stamp, record.by,
    )  # fmt: skip
    new = File(new_id, role, path, digest, record.stamp)
    record.log("take-in", path, role=role, sha256=digest, replaces=old.sha256 if old else None)
    return Taken(new, "changed" if old else "new", old)


def end(record: Record, file: File, why: str) -> None:
    """Take a file out of force; its bytes stay."""
    record.run(
        "UPDATE file SET ended_at = ?, ended_why = ? WHERE id = ?", record.stamp, why, file.id
    )


def drop(record: Record, file: File, why: str) -> None:
    """End a file that is no longer there, and say so in the ledger."""
    end(record, file, why)
    record.log("drop", file.path, role=file.role, sha256=file.sha256, why=why)


def fact(record: Record, file: File, reader: str) -> str | None:
    """Give what `reader` (a version) read out of a file, as JSON; None when it has to be read."""
    row = record.one("SELECT content FROM fact WHERE file_id = ? AND reader = ?", file.id, reader)
    return row["content"] if row else None


def keep_fact(record: Record, file: File, reader: str, text: str) -> None:
    """Keep what was read out of a file."""
    record.run(
        "INSERT INTO fact VALUES (?, ?, ?) ON CONFLICT (file_id) DO UPDATE SET "
        "reader = excluded.reader, content = excluded.content",
        file.id, reader, text,
    )  # fmt: skip


def numbers(record: Record) -> dict[str, str]:
    """Give the application numbers given so far, by whose they are."""
    return {r["key"]: r["app_no"] for r in record.rows("SELECT * FROM number ORDER BY app_no")}


def give_numbers(record: Record, new: dict[str, str]) -> None:
    """Keep newly given application numbers."""
    for key, app_no in sorted(new.items(), key=lambda item: item[1]):
        record.run("INSERT INTO number VALUES (?, ?, ?)", app_no, key, record.stamp)
        record.log("number", app_no, key=key)


def mappings(record: Record) -> dict[str, dict[str, str]]:
    """Give the headings a person explained: sender → heading → field."""
    found: dict[str, dict[str, str]] = {}
    for r in record.rows("SELECT * FROM mapping ORDER BY sender, heading"):
        found.setdefault(r["sender"], {})[r["heading"]] = r["field"]
    return found


def keep_mapping(record: Record, sender: str, heading: str, field: str) -> None:
    """Keep what a heading means in the workbooks of one sender."""
    record.run(
        "INSERT INTO mapping VALUES (?, ?, ?, ?, ?) ON CONFLICT (sender, heading) DO UPDATE SET "
        "field = excluded.field, set_at = excluded.set_at, set_by = excluded.set_by",
        sender, heading, field, record.stamp, record.by,
    )  # fmt: skip
    record.log("mapping", sender, heading=heading, field=field)
