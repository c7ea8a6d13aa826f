"""What was derived once and holds as long as what it rests on: may be deleted at any time.

One row per thing, under the hash of all it rests on; another hash is another result, and the row is
written over.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.record.store import Record

_TABLE = (
    "CREATE TABLE IF NOT EXISTS derived "
    "(what TEXT PRIMARY KEY, rests_on TEXT NOT NULL, content TEXT NOT NULL) STRICT"
)


def hash_of(*made_from: object) -> str:
    """Hash all that something is made from, as `repr` shows it, part by part: a report is megabytes.

    Another content is another hash: each part tells its kind and how many parts it has, and no
    `repr` holds a 0 byte.
    """
    hashed = hashlib.sha256()
    for part in chain.from_iterable(map(_parts, made_from)):
        hashed.update(f"{part}\0".encode())
    return hashed.hexdigest()


def _parts(value: object) -> Iterator[str]:
    """Give the fields of a dataclass, however deep, and the members of what one holds many of."""
    if is_dataclass(value) and not isinstance(value, type):
        shown = [f.name for f in fields(value) if f.repr]
        yield f"{type(value).__qualname__} {shown}"
        for name in shown:
            yield from _parts(getattr(value, name))
    elif isinstance(value, list | tuple):
        yield f"{type(value).__qualname__} {len(value)}"
        yield from map(repr, value)
    elif isinstance(value, dict):
        yield f"{type(value).__qualname__} {len(value)}"
        yield from map(repr, value.items())
    else:
        yield repr(value)


def known(record: Record, what: str, rests_on: str) -> str | None:
    """Give what was derived from exactly this; None when it has to be derived."""
    try:
        row = record.one(
            "SELECT content FROM derived WHERE what = ? AND rests_on = ?", what, rests_on
        )
    except sqlite3.OperationalError:  # a record of before, opened only to be read
        return None
    return row["content"] if row else None


def keep(record: Record, what: str, rests_on: str, content: str) -> None:
    """Keep a result, where the command may write."""
    if not record.db.in_transaction:
        return
    record.run(_TABLE)
    record.run(
        "INSERT INTO derived VALUES (?, ?, ?) ON CONFLICT (what) DO UPDATE SET "
        "rests_on = excluded.rests_on, content = excluded.content",
        what, rests_on, content,
    )  # fmt: skip
