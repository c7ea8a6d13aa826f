"""What became of titles after the award （二十一）: requests, and the government's decisions on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa.models import Day, Revocation
from wzqa.publicity.aftercare import ACTION_NAMES

if TYPE_CHECKING:
    from wzqa.models import Decision
    from wzqa.publicity.aftercare import Action
    from wzqa.stages.ground.view import View

# the government's decision, and the request that it answers
ACTS: dict[str, Action] = {"revoked": "revoke", "cancelled": "cancel"}


def decided(view: View) -> list[Revocation]:
    """Give the government's decisions of this cycle as rows of 撤销名册."""
    rows = []
    for kind, action in ACTS.items():
        for d in view.decided(kind):
            day = date.fromisoformat(str(d.content["date"]))
            rows.append(_row(d, ACTION_NAMES[action], Day(day, day), str(d.content["docno"])))
    return rows


def requests(view: View) -> list[Decision]:
    """Give the requests to revoke or cancel that were recorded."""
    return [d for action in ACTS.values() for d in view.decided(action)]


def answered(view: View) -> set[str]:
    """Name those on whose title the government decided."""
    return {d.subject for kind in ACTS for d in view.decided(kind)}


def open_requests(view: View) -> list[Revocation]:
    """Give the requests on which nothing is decided yet, as rows of 撤销名册 without a day."""
    settled = answered(view)
    return [
        _row(d, f"提请{ACTION_NAMES[action]}", None, "")
        for action in ACTS.values()
        for d in view.decided(action)
        if d.subject not in settled
    ]


def _row(d: Decision, action: str, day: Day | None, docno: str) -> Revocation:
    uscc = d.content["uscc"]
    return Revocation(
        name=str(d.content["name"]), uscc=str(uscc) if uscc else None, former_names=(),
        action=action, decided=day, docno=docno,
    )  # fmt: skip
