"""The register of documents: numbers, dates and final words, kept for good.

A document is in force, suspended (its list was reopened: the next list decides) or void. Nothing
leaves the register but unnumbered working papers whose cause is gone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa.record.store import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Collection

    from wzqa.record.store import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as issued; `letter` holds its final words.

    `list_ref` is what it was issued on and what its file says; `stands_on` the list on which it
    holds now, a later one where that left its words alone. `office` is [office] at the issue,
    `replaces` the id of the void one whose heir it is, `kept` that it bears that one's number.
    `template`: the hash of the office's own, which only the ledger keeps.
    """

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
    id: int = 0
    stands_on: str = ""
    office: dict[str, Any] = field(default_factory=dict)
    replaces: int | None = None
    kept: bool = False
    suspended_why: str | None = None
    template: str = ""

    @property
    def name(self) -> str:
        """Name it for people: number, else title and addressee."""
        return self.docno or f"{self.title}{f'（{self.addressee}）' if self.addressee else ''}"


# all but the long texts
_COLUMNS = (
    "id, stage, kind, subject, list_ref, list_hash, number, year, docno, day, title, addressee, file,"
    " sha256, issued_at, issued_by, void_why, stands_on, replaces, kept, suspended_why"
)


def _select(record: Record, where: str, *args: object) -> list[Document]:
    rows = record.rows(f"SELECT {_COLUMNS} FROM document {where} ORDER BY id", *args)  # noqa: S608  (fixed words)
    return [_document(record, r) for r in rows]


def _document(record: Record, row: Any) -> Document:
    """Give a document as its row has it: the same one while the row stays as it is."""
    known: Document = record.once("register", tuple(row), lambda: _made(record, row))
    return known


def _made(record: Record, row: Any) -> Document:
    letter, office = record.once("document", row["id"], lambda: _texts(record, row["id"]))
    return Document(
        stage=row["stage"], kind=row["kind"], subject=row["subject"], list_ref=row["list_ref"],
        list_hash=row["list_hash"], number=row["number"], year=row["year"], docno=row["docno"],
        day=date.fromisoformat(row["day"]), title=row["title"], addressee=row["addressee"],
        letter=letter, file=row["file"], sha256=row["sha256"],
        issued_at=row["issued_at"], issued_by=row["issued_by"], void_why=row["void_why"],
        id=row["id"], stands_on=row["stands_on"], office=office,
        replaces=row["replaces"], kept=bool(row["kept"]), suspended_why=row["suspended_why"],
    )  # fmt: skip


def _texts(record: Record, number: int) -> tuple[Any, Any]:
    """Read words and office of a document: once in a command, until its words change."""
    row = record.one("SELECT letter, office FROM document WHERE id = ?", number)
    assert row  # noqa: S101  (its other columns were just read)
    return json.loads(row["letter"]), record.once(
        "office", row["office"], lambda: json.loads(row["office"])
    )


def _unread(record: Record, number: int) -> None:
    """Forget what was read of a document whose words change."""
    record.memo.get("document", {}).pop(number, None)
    record.memo.pop("register", None)


def everything(record: Record, stage: str | None = None) -> list[Document]:
    """List all documents of a stage (or all), in the order of issue."""
    return _select(record, "") if stage is None else _select(record, "WHERE stage = ?", stage)


def standing(record: Record) -> list[Document]:
    """List what is not void, suspended ones too."""
    return _select(record, "WHERE void_why IS NULL")


def of_kind(record: Record, kind: str) -> list[Document]:
    """List the documents of one kind, in the order of issue."""
    return _select(record, "WHERE kind = ?", kind)


def next_number(record: Record, year: int, first: int) -> int:
    """Give the next 发文序号 of a year: consecutive, never used twice."""
    row = record.one("SELECT max(number) AS top FROM document WHERE year = ?", year)
    top = row["top"] if row else None
    return max(first, top + 1) if top is not None else first


def issue(record: Record, document: Document) -> None:
    """Enter a new document."""
    d = document
    row = record.one("SELECT max(number) AS top FROM document WHERE year = ?", d.year)
    top = row["top"] if row else None
    # numbers that the office gave to other letters, by `office.docno_next`
    skipped = [top + 1, d.number - 1] if top and d.number and d.number > top + 1 else []
    new_id = record.run(
        "INSERT INTO document (stage, kind, subject, list_ref, list_hash, number, year, docno,"
        " day, title, addressee, letter, file, sha256, issued_at, issued_by, stands_on, office,"
        " replaces, kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        d.stage, d.kind, d.subject, d.list_ref, d.list_hash, d.number, d.year, d.docno,
        d.day.isoformat(), d.title, d.addressee, canonical(d.letter), d.file, d.sha256,
        record.stamp, record.by, d.list_ref, canonical(d.office), d.replaces, int(d.kept),
    )  # fmt: skip
    record.log("issue", d.file, id=new_id, **_told(d), list=d.list_ref, subject_of=d.subject,
               stage=d.stage, office=digest(d.office), kept=d.kept,
               **({"replaces": d.replaces} if d.replaces else {}),
               **({"skipped": skipped} if skipped else {}))  # fmt: skip


def _told(d: Document) -> dict[str, object]:
    """Give what the ledger keeps of a document: whoever alters the register is found out by it."""
    return {
        "kind": d.kind, "docno": d.docno, "number": d.number, "year": d.year,
        "day": d.day.isoformat(), "title": d.title, "to": d.addressee, "list_hash": d.list_hash,
        "letter": digest(d.letter), "sha256": d.sha256,
        **({"template": d.template} if d.template else {}),
    }  # fmt: skip


def render_again(record: Record, old: Document, new: Document) -> None:
    """Keep the new file of a document already entered (number and date stay)."""
    if (old.sha256, old.file) == (new.sha256, new.file):
        return
    record.run(
        "UPDATE document SET list_hash=?, title=?, addressee=?, letter=?, file=?, sha256=?"
        " WHERE id=?",
        new.list_hash, new.title, new.addressee, canonical(new.letter), new.file, new.sha256, old.id,
    )  # fmt: skip
    _unread(record, old.id)
    told = _told(new) | {"docno": old.docno, "number": old.number, "year": old.year,
                         "day": old.day.isoformat()}  # fmt: skip
    record.log("reissue", new.file, id=old.id, **told, list=old.list_ref)


def suspend(record: Record, ref: str, kinds: Collection[str], why: str) -> list[Document]:
    """Suspend what rests on a reopened list, and what rests on the record but needs that list."""
    found = [
        d
        for d in standing(record)
        if d.suspended_why is None
        and (d.stands_on == ref or (d.stands_on == "record" and d.kind in kinds))
    ]
    for d in found:
        record.run("UPDATE document SET suspended_why = ? WHERE id = ?", why, d.id)
        record.log("suspend", d.file, id=d.id, kind=d.kind, docno=d.docno, list=ref, why=why)
    return found


def waiting(record: Record, stage: str | None = None) -> list[Document]:
    """List the suspended documents; of `stage` those that rested on its list."""
    found = _select(record, "WHERE void_why IS NULL AND suspended_why IS NOT NULL")
    if stage is None:
        return found
    return [d for d in found if d.stage == stage or d.stands_on.rpartition("-")[0] == stage]


def put_back(record: Record, document: Document, ref: str) -> None:
    """Put a suspended document in force again, on a later list that leaves its words alone."""
    d = document
    record.run("UPDATE document SET suspended_why = NULL, stands_on = ? WHERE id = ?", ref, d.id)
    record.log("put-back", d.file, id=d.id, kind=d.kind, docno=d.docno, list=ref)


def renew(record: Record, old: str, new: str) -> int:
    """Let every document that stands on a list stand on its renewal; gives how many."""
    where = "stands_on = ? AND void_why IS NULL"
    ids = [r["id"] for r in record.rows(f"SELECT id FROM document WHERE {where} ORDER BY id", old)]  # noqa: S608  (fixed words)
    record.run(f"UPDATE document SET stands_on = ? WHERE {where}", new, old)  # noqa: S608
    if ids:
        record.log("carry", new, list=old, documents=ids)
    return len(ids)


def void(record: Record, document: Document, why: str) -> None:
    """Name a document void, for good."""
    d = document
    record.run(
        "UPDATE document SET void_why = ?, void_at = ? WHERE id = ?", why, record.stamp, d.id
    )
    record.log("void", d.file, id=d.id, kind=d.kind, docno=d.docno, list=d.stands_on, why=why)


def forget(record: Record, document: Document) -> None:
    """Take an unnumbered document out of the register (its cause is gone)."""
    d = document
    record.run("DELETE FROM document WHERE number IS NULL AND id = ?", d.id)
    _unread(record, d.id)
    record.log("forget", d.file, id=d.id, kind=d.kind, list=d.list_ref)
