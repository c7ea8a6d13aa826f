"""A consistent copy of the record, also while somebody writes."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.record.store import Record


def snapshot(record: Record) -> bytes:
    """Give the bytes of a copy made by SQLite's backup (committed state only)."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "copy.db"
        source = sqlite3.connect(
            f"{(record.folder / 'record.db').absolute().as_uri()}?mode=ro", uri=True
        )
        try:
            copy = sqlite3.connect(target)
            with copy:
                source.backup(copy)
            copy.close()
        finally:
            source.close()
        return target.read_bytes()
