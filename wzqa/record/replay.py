"""What the tables must hold, told by the ledger alone.

The ledger is chained, the tables are not: whoever alters a table without the ledger is found out by
playing the ledger again. Entries of earlier versions say less; what they do not say is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wzqa.record.store import Entry

Fields = dict[str, Any]


@dataclass(slots=True)
class Told:
    """The state of the record as the ledger tells it: each row by its key, its fields by column."""

    whole: bool = False  # begun by a version that tells everything
    originals: set[str] = field(default_factory=set)
    files: dict[tuple[str, str], Fields] = field(default_factory=dict)  # in force
    ended: list[Fields] = field(default_factory=list)
    numbers: dict[str, Fields] = field(default_factory=dict)
    mappings: dict[tuple[str, str], Fields] = field(default_factory=dict)
    decisions: dict[int, Fields] = field(default_factory=dict)
    lists: dict[str, Fields] = field(default_factory=dict)
    documents: dict[int, Fields] = field(default_factory=dict)
    tools: dict[int, str] = field(default_factory=dict)  # id → version that wrote the letter
    templates: dict[int, str] = field(default_factory=dict)  # id → hash of the office's own
    issued: set[tuple[str, str]] = field(default_factory=set)  # path and hash, of all versions
    outputs: dict[str, str] = field(default_factory=dict)
    written: dict[str, set[str]] = field(default_factory=dict)  # every hash a path ever had
    unread: list[int] = field(default_factory=list)  # entries that no version writes
    drafts: dict[str, Fields] = field(default_factory=dict)
    skipped: set[tuple[int, int]] = field(default_factory=set)  # year, number used elsewhere


def play(entries: Iterable[Entry]) -> Told:
    """Play the ledger from its first entry."""
    told = Told()
    for e in entries:
        step = _decide if e.action.startswith("decide-") else _STEPS.get(e.action)
        unknown = step is None and told.whole and e.action not in _SILENT
        if unknown or (e.action == "init") != (e.seq == 1):
            told.unread.append(e.seq)
            continue
        try:
            if step is not None:
                step(told, e, e.detail)
        except (AttributeError, KeyError, TypeError, ValueError):  # an entry of no known shape
            told.unread.append(e.seq)
    return told


def _init(told: Told, e: Entry, d: Fields) -> None:
    del e
    told.whole = "tool" in d


def _take(told: Told, e: Entry, d: Fields) -> None:
    key = (str(d.get("role")), e.subject)
    before = told.files.pop(key, None)
    if before:
        told.ended.append(before | {"ended_at": e.at})
    told.originals.add(str(d.get("sha256")))
    told.files[key] = {
        "role": key[0], "path": e.subject, "sha256": d.get("sha256"), "taken_at": e.at,
        "taken_by": e.by, "ended_at": None, "ended_why": None,
    }  # fmt: skip


def _drop(told: Told, e: Entry, d: Fields) -> None:
    before = told.files.pop((str(d.get("role")), e.subject), None)
    if before:
        told.ended.append(before | {"ended_at": e.at, "ended_why": d.get("why")})


def _number(told: Told, e: Entry, d: Fields) -> None:
    told.numbers[e.subject] = {"key": d.get("key"), "given_at": e.at}


def _mapping(told: Told, e: Entry, d: Fields) -> None:
    told.mappings[e.subject, str(d.get("heading"))] = {
        "field": d.get("field"), "set_at": e.at, "set_by": e.by,
    }  # fmt: skip


def _decide(told: Told, e: Entry, d: Fields) -> None:
    number = _whole(d.get("id"))
    row = {
        "kind": e.action.removeprefix("decide-"), "stage": d.get("stage"), "subject": e.subject,
        "content": d.get("content"), "why": d.get("why"), "decided_by": e.by, "decided_at": e.at,
        "ended_by": None,
    }  # fmt: skip
    told.decisions[number] = row | ({"question": d["question"]} if "question" in d else {})
    for old in d.get("replaces") or ():
        if old in told.decisions:
            told.decisions[old]["ended_by"] = number


def _confirm(told: Told, e: Entry, d: Fields) -> None:
    row = {
        "list_hash": d.get("list_hash"), "rests_on": d.get("rests_on"), "day": d.get("day"),
        "confirmed_at": e.at, "confirmed_by": e.by, "lifted_at": None, "lifted_by": None,
        "lifted_why": None,
    }  # fmt: skip
    told.lists[e.subject] = row | ({"basis": d["basis"]} if "basis" in d else {})


def _lift(told: Told, e: Entry, d: Fields) -> None:
    told.lists.setdefault(e.subject, {}).update(
        lifted_at=e.at, lifted_by=e.by, lifted_why=d.get("why")
    )


_KEPT = {
    "kind": "kind", "docno": "docno", "number": "number", "year": "year", "day": "day",
    "title": "title", "to": "addressee", "list_hash": "list_hash", "letter": "letter",
    "sha256": "sha256", "stage": "stage", "subject_of": "subject", "office": "office",
    "kept": "kept", "replaces": "replaces",
}  # fmt: skip  # word of the ledger → column


def _issue(told: Told, e: Entry, d: Fields) -> None:
    told.issued.add((e.subject, str(d.get("sha256"))))
    if "id" not in d:
        return
    number = _whole(d["id"])
    row = {column: d[word] for word, column in _KEPT.items() if word in d} | {"file": e.subject}
    if e.action == "issue":
        row |= {
            "issued_at": e.at, "issued_by": e.by, "list_ref": d.get("list"),
            "stands_on": d.get("list"), "suspended_why": None, "void_why": None, "void_at": None,
        }  # fmt: skip
        row["replaces"] = d.get("replaces")
    told.documents.setdefault(number, {}).update(row)
    told.tools[number] = str(d.get("tool", ""))
    told.templates[number] = str(d.get("template", ""))
    low, high = d.get("skipped") or (1, 0)
    told.skipped |= {(_whole(d.get("year")), n) for n in range(low, min(high, low + 9999) + 1)}


def _changed(**made: Callable[[Entry, Fields], Any]) -> Callable[[Told, Entry, Fields], None]:
    def step(told: Told, e: Entry, d: Fields) -> None:
        if "id" in d and d["id"] in told.documents:
            told.documents[d["id"]].update({column: of(e, d) for column, of in made.items()})

    return step


def _forget(told: Told, e: Entry, d: Fields) -> None:
    del e
    told.documents.pop(_whole(d.get("id")), None)


def _carry(told: Told, e: Entry, d: Fields) -> None:
    for number in d.get("documents") or ():
        if number in told.documents:
            told.documents[number]["stands_on"] = e.subject


def _run(told: Told, e: Entry, d: Fields) -> None:
    told.drafts[e.subject] = {"digest": d.get("digest"), "content": d.get("digest"), "run_at": e.at}


def _write(told: Told, e: Entry, d: Fields) -> None:
    del e
    for path, value in (d.get("files") or {}).items():
        told.outputs[path] = value
        told.written.setdefault(path, set()).add(value)
    for path in d.get("removed") or ():
        told.outputs.pop(path, None)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


_SILENT = {"migrate", "clock-back"}  # of no row
_STEPS: dict[str, Callable[[Told, Entry, Fields], None]] = {
    "init": _init,
    "take-in": _take,
    "drop": _drop,
    "number": _number,
    "mapping": _mapping,
    "confirm": _confirm,
    "reopen": _lift,
    "renew": _lift,
    "issue": _issue,
    "reissue": _issue,
    "suspend": _changed(suspended_why=lambda _, d: d.get("why")),
    "put-back": _changed(suspended_why=lambda _, __: None, stands_on=lambda _, d: d.get("list")),
    "void": _changed(void_why=lambda _, d: d.get("why"), void_at=lambda e, _: e.at),
    "forget": _forget,
    "carry": _carry,
    "run": _run,
    "write": _write,
}
