"""Bringing a record of an earlier structure up to the present one: each step once, in order.

A step runs inside the transaction of the first command that writes. Foreign keys stay on, so a
table that others refer to is renamed out of the way, not dropped first.
"""

from __future__ import annotations

import sqlite3
from importlib import resources


def _statements(table: str) -> list[str]:
    """Give the statements of the present schema that make a table, its indexes and triggers."""
    text = (resources.files("wzqa") / "record" / "schema.sql").read_text(encoding="utf-8")
    found, part = [], ""
    for line in text.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part)
            part = ""
    words = (f"CREATE TABLE {table} (", f" ON {table} (", f" ON {table} ", f" ON {table}\n")
    return [s for s in found if any(word in s for word in words)]


def _documents_suspended(db: sqlite3.Connection) -> None:
    """Version 2: documents are suspended, replaced and put back (second round, §7, §8)."""
    for row in db.execute(
        "SELECT type, name FROM sqlite_master WHERE tbl_name = 'document' AND sql IS NOT NULL"
        " AND type IN ('index', 'trigger')"
    ).fetchall():
        db.execute(f"DROP {row[0]} {row[1]}")
    db.execute("ALTER TABLE document RENAME TO document_before")
    make, *guards = _statements("document")
    db.execute(make)
    kept = (
        "id, stage, kind, subject, list_ref, list_hash, number, year, docno, day, title, addressee,"
        " letter, file, sha256, issued_at, issued_by, void_why"
    )
    db.execute(
        f"INSERT INTO document ({kept}, stands_on, void_at) SELECT {kept}, list_ref,"  # noqa: S608  (fixed names)
        " CASE WHEN void_why IS NULL THEN NULL ELSE issued_at END FROM document_before ORDER BY id"
    )
    db.execute("DROP TABLE document_before")
    for guard in guards:
        db.execute(guard)


# number of the version reached → its step
STEPS = {2: _documents_suspended}
