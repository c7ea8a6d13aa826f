"""The register of documents: numbers, dates and final words, kept for good."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa.record.store import canonical

if TYPE_CHECKING:
    from wzqa.record.store import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as issued; `letter` holds its final words."""

    stage: str
    kind: str
    subject: str
    list_ref: str
    list_hash: str
    number: int | None
    year: int
    docno: str | None
    day: date
    title: str
    addressee: str
    letter: dict[str, Any]
    file: str
    sha256: str
    issued_at: str = ""
    issued_by: str = ""
    void_why: str | None = None


def _document(row: Any) -> Document:
    return Document(
        stage=row["stage"], kind=row["kind"], subject=row["subject"], list_ref=row["list_ref"],
        list_hash=row["list_hash"], number=row["number"], year=row["year"], docno=row["docno"],
        day=date.fromisoformat(row["day"]), title=row["title"], addressee=row["addressee"],
        letter=json.loads(row["letter"]), file=row["file"], sha256=row["sha256"],
        issued_at=row["issued_at"], issued_by=row["issued_by"], void_why=row["void_why"],
    )  # fmt: skip


def everything(record: Record, stage: str | None = None) -> list[Document]:
    """List all documents of a stage (or all), in the order of issue."""
    if stage is None:
        return [_document(r) for r in record.rows("SELECT * FROM document ORDER BY id")]
    return [
        _document(r)
        for r in record.rows("SELECT * FROM document WHERE stage = ? ORDER BY id", stage)
    ]


def next_number(record: Record, year: int, first: int) -> int:
    """Give the next 发文序号 of a year: consecutive, never used twice."""
    row = record.one("SELECT max(number) AS top FROM document WHERE year = ?", year)
    top = row["top"] if row else None
    return max(first, top + 1) if top is not None else first


def keep(record: Record, document: Document) -> None:
    """Enter a document, or the new file of one already entered (number and date stay)."""
    d = document
    old = record.one(
        "SELECT sha256, file FROM document WHERE stage=? AND kind=? AND subject=? AND list_ref=?",
        d.stage, d.kind, d.subject, d.list_ref,
    )  # fmt: skip
    if old is None:
        record.run(
            "INSERT INTO document (stage, kind, subject, list_ref, list_hash, number, year, docno,"
            " day, title, addressee, letter, file, sha256, issued_at, issued_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            d.stage, d.kind, d.subject, d.list_ref, d.list_hash, d.number, d.year, d.docno,
            d.day.isoformat(), d.title, d.addressee, canonical(d.letter), d.file, d.sha256,
            record.stamp, record.by,
        )  # fmt: skip
        record.log("issue", d.file, kind=d.kind, docno=d.docno, list=d.list_ref, sha256=d.sha256)
    elif (old["sha256"], old["file"]) != (d.sha256, d.file):
        record.run(
            "UPDATE document SET list_hash=?, title=?, addressee=?, letter=?, file=?, sha256=?"
            " WHERE stage=? AND kind=? AND subject=? AND list_ref=?",
            d.list_hash, d.title, d.addressee, canonical(d.letter), d.file, d.sha256,
            d.stage, d.kind, d.subject, d.list_ref,
        )  # fmt: skip
        record.log("reissue", d.file, kind=d.kind, docno=d.docno, list=d.list_ref, sha256=d.sha256)


def void(record: Record, list_ref: str, why: str) -> list[Document]:
    """Name void every document that rests on a lifted list; gives them."""
    found = [d for d in everything(record) if d.list_ref == list_ref and d.void_why is None]
    record.run(
        "UPDATE document SET void_why = ? WHERE list_ref = ? AND void_why IS NULL", why, list_ref
    )
    for d in found:
        record.log("void", d.file, kind=d.kind, docno=d.docno, list=list_ref, why=why)
    return found


def forget(record: Record, document: Document) -> None:
    """Take an unnumbered document out of the register (its cause is gone)."""
    d = document
    record.run(
        "DELETE FROM document WHERE number IS NULL AND stage=? AND kind=? AND subject=?"
        " AND list_ref=?",
        d.stage, d.kind, d.subject, d.list_ref,
    )  # fmt: skip
    record.log("forget", d.file, kind=d.kind, list=d.list_ref)
