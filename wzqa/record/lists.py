"""Drafts and confirmed lists."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa.models import FrozenList
from wzqa.record.store import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.contents import Basis, ListContent
    from wzqa.record.store import Record


# all but the long texts, which never change
_COLUMNS = (
    "stage, issue, list_hash, rests_on, day, confirmed_at, confirmed_by, lifted_at, lifted_why"
)


def _frozen(record: Record, row: Any) -> FrozenList:
    key = (row["stage"], row["issue"])
    content, basis = record.once("list", key, lambda: _texts(record, *key))
    return FrozenList(
        stage=row["stage"],
        issue=row["issue"],
        content=content,
        list_hash=row["list_hash"],
        rests_on=row["rests_on"],
        basis=basis,
        day=date.fromisoformat(row["day"]),
        at=row["confirmed_at"],
        by=row["confirmed_by"],
        lifted=row["lifted_at"] is not None,
        lifted_why=row["lifted_why"] or "",
    )


def _texts(record: Record, stage: str, issue: int) -> tuple[Any, Any]:
    """Read content and basis of a list: once in a command, whoever asks."""
    row = record.one("SELECT content, basis FROM list WHERE stage = ? AND issue = ?", stage, issue)
    assert row  # noqa: S101  (its other columns were just read)
    return json.loads(row["content"]), json.loads(row["basis"])


def _select(record: Record, rest: str, *args: object) -> list[FrozenList]:
    rows = record.rows(f"SELECT {_COLUMNS} FROM list {rest}", *args)  # noqa: S608  (fixed words)
    return [_frozen(record, r) for r in rows]


def in_force(record: Record, stage: str) -> FrozenList | None:
    """Give the confirmed list of a stage, or None."""
    return next(iter(_select(record, "WHERE stage = ? AND lifted_at IS NULL", stage)), None)


def any_in_force(record: Record) -> bool:
    """Say whether any stage has a confirmed list."""
    return record.one("SELECT 1 FROM list WHERE lifted_at IS NULL LIMIT 1") is not None


def issue(record: Record, stage: str, number: int) -> FrozenList | None:
    """Give one issue of a stage's list, lifted or not."""
    return next(iter(_select(record, "WHERE stage = ? AND issue = ?", stage, number)), None)


def last(record: Record, stage: str) -> FrozenList | None:
    """Give the newest issue, lifted or not."""
    newest = _select(record, "WHERE stage = ? ORDER BY issue DESC LIMIT 1", stage)
    return newest[0] if newest else None


def everything(record: Record) -> list[FrozenList]:
    """List all issues of all stages in the order they were confirmed."""
    return _select(record, "ORDER BY confirmed_at, rowid")


def confirm(
    record: Record, stage: str, *, content: ListContent, rests_on: str, basis: Basis, day: date
) -> FrozenList:
    """Freeze a list as the stage's next issue. There must be none in force."""
    before = last(record, stage)
    number = before.issue + 1 if before else 1
    list_hash = digest(content)
    record.run(
        "INSERT INTO list (stage, issue, content, list_hash, rests_on, basis, day, confirmed_at,"
        " confirmed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        stage, number, canonical(content), list_hash, rests_on, canonical(basis),
        day.isoformat(), record.stamp, record.by,
    )  # fmt: skip
    record.log("confirm", f"{stage}-{number}", list_hash=list_hash, rests_on=rests_on,
               day=day.isoformat(), act=basis.get("act"), basis=digest(basis))  # fmt: skip
    frozen = in_force(record, stage)
    assert frozen  # noqa: S101  (just written)
    return frozen


def lift(record: Record, frozen: FrozenList, why: str, action: str = "reopen") -> None:
    """Make a confirmed list a draft again; the promise stays on record. `action`: the ledger's."""
    record.run(
        "UPDATE list SET lifted_at = ?, lifted_by = ?, lifted_why = ? WHERE stage = ? AND issue = ?",
        record.stamp, record.by, why, frozen.stage, frozen.issue,
    )  # fmt: skip
    record.log(action, frozen.ref, why=why, list_hash=frozen.list_hash)


def draft(record: Record, stage: str) -> dict[str, Any] | None:
    """Give the latest draft of a stage (or of `second`, `panels`), or None when never run."""
    row = record.one("SELECT content FROM draft WHERE stage = ?", stage)
    return json.loads(row["content"]) if row else None


def draft_at(record: Record, stage: str) -> str | None:
    """Tell when a stage last ran with a new result."""
    row = record.one("SELECT run_at FROM draft WHERE stage = ?", stage)
    return row["run_at"] if row else None


def keep_draft(record: Record, stage: str, content: Mapping[str, object], **log: object) -> bool:
    """Keep a stage's result; logs and says True only when it differs from the one before."""
    value = digest(content)
    row = record.one("SELECT digest FROM draft WHERE stage = ?", stage)
    if row and row["digest"] == value:
        return False
    record.run(
        "INSERT INTO draft VALUES (?, ?, ?, ?) ON CONFLICT (stage) DO UPDATE SET content ="
        " excluded.content, digest = excluded.digest, run_at = excluded.run_at",
        stage, canonical(content), value, record.stamp,
    )  # fmt: skip
    record.log("run", stage, digest=value, **log)
    return True
