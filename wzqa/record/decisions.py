"""Decisions a person took: recorded, superseded, never changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wzqa.models import Decision
from wzqa.record.store import canonical

if TYPE_CHECKING:
    from collections.abc import Collection

    from wzqa.contents import Decided
    from wzqa.record.store import Record


def _decision(row: Any) -> Decision:
    return Decision(
        id=row["id"],
        kind=row["kind"],
        stage=row["stage"],
        subject=row["subject"],
        content=json.loads(row["content"]),
        why=row["why"],
        by=row["decided_by"],
        at=row["decided_at"],
        question=row["question"],
    )


def in_force(record: Record) -> list[Decision]:
    """List the decisions that no later one has replaced."""
    return [
        _decision(r)
        for r in record.rows("SELECT * FROM decision WHERE ended_by IS NULL ORDER BY id")
    ]


def everything(record: Record) -> list[tuple[Decision, int | None]]:
    """List all decisions with the id of the one that replaced each."""
    return [
        (_decision(r), r["ended_by"]) for r in record.rows("SELECT * FROM decision ORDER BY id")
    ]


def by_ids(record: Record, ids: Collection[int]) -> list[Decision]:
    """Give the decisions that stood behind a confirmed list."""
    marks = ",".join("?" * len(ids))
    rows = record.rows(f"SELECT * FROM decision WHERE id IN ({marks}) ORDER BY id", *ids)  # noqa: S608  (only question marks)
    return [_decision(r) for r in rows]


def decide(
    record: Record,
    kind: str,
    *,
    stage: str,
    subject: str,
    content: Decided,
    why: str,
    question: str = "",
    matter: dict[str, object] | None = None,
) -> Decision:
    """Record a decision; an earlier one on the same matter is superseded.

    The matter is kind, stage, subject and those entries of `content` named in `matter`
    (the rule of a finding, the award of a tie). The same decision twice is recorded once.
    """
    same = [
        d
        for d in in_force(record)
        if (d.kind, d.stage, d.subject) == (kind, stage, subject)
        and all(d.content.get(k) == v for k, v in (matter or {}).items())
    ]
    for old in same:
        if old.content == content and old.question == question and old.why == why:
            return old
    new_id = record.run(
        "INSERT INTO decision (kind, stage, subject, content, why, question, decided_by, decided_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        kind, stage, subject, canonical(content), why, question, record.by, record.stamp,
    )  # fmt: skip
    for old in same:
        record.run("UPDATE decision SET ended_by = ? WHERE id = ?", new_id, old.id)
    record.log(
        f"decide-{kind}", subject, stage=stage, content=content, why=why,
        replaces=[old.id for old in same], id=new_id, question=question,
    )  # fmt: skip
    return next(d for d in in_force(record) if d.id == new_id)
