"""Void documents: which must be fetched back, and which have been (second round, §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.record import documents

if TYPE_CHECKING:
    from datetime import date

    from wzqa.record.documents import Document
    from wzqa.stages.ground.view import View


def void(view: View) -> list[Document]:
    """List the void documents that may have left the office.

    One that was replaced under its own number had not (`--keep-number`).
    """
    everything = documents.everything(view.record)
    inside = {d.replaces for d in everything if d.kept}
    return [d for d in everything if d.void_why is not None and d.id not in inside]


def recalled(view: View) -> dict[int, date]:
    """Give the day on which each document came back, from the lists filled in."""
    rows = [row for row in view.registers.recalls or () if row.recalled is not None]
    days = {row.no.lstrip("0"): row.recalled.last for row in rows if row.recalled}
    numbers = {row.docno: row.recalled.last for row in rows if row.recalled and not row.no}
    found = {}
    for d in void(view):
        day = days.get(str(d.id)) or numbers.get(d.docno or "")
        if day is not None:
            found[d.id] = day
    return found


def owed(view: View) -> list[Document]:
    """List the void documents that are still out."""
    back = recalled(view)
    return [d for d in void(view) if d.id not in back]
