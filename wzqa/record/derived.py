"""What was derived once and holds as long as what it rests on: may be deleted at any time.

One row per thing, under the hash of all it rests on; another hash is another result, and the row is
written over.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.record.store import Record

_TABLE = (
    "CREATE TABLE IF NOT EXISTS derived "
    "(what TEXT PRIMARY KEY, rests_on TEXT NOT NULL, content TEXT NOT NULL) STRICT"
)


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
