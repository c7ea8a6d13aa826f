"""Facts of what follows the award: requests to cancel or revoke, orders to correct （二十一）（二十二）."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.publicity.periods import add_working_days
from wzqa.stages import screening
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from wzqa.documents.letters.facts import Issue
    from wzqa.stages.ground.view import View

_DECISIONS = {"cancel-request": "cancel", "revoke-request": "revoke", "correction-order": "correct"}


@gathers(*_DECISIONS)
def _aftercare(ask: Ask) -> list[Told]:
    made = []
    for d in ask.now.decided(_DECISIONS[ask.kind.name]):
        c: dict[str, Any] = d.content
        code = c["uscc"] or ""
        known = ask.now.by_key.get(code)
        winner = facts.Party.of(known) if known else facts.Party(name=c["name"], uscc=code)
        winner = replace(winner, name=c["name"])
        told = facts.AftercareFacts(
            winner=winner, year=c["year"], award=c["award"], why=d.why, heard=c.get("heard", ""),
            evidence=tuple(t for t in re.split("[；;、\\n]", c.get("evidence", "")) if t.strip()),
        )  # fmt: skip
        made.append(Told(d.subject, later=_due(ask.now, told)))
    return made


def _due(view: View, told: facts.AftercareFacts) -> Callable[[Issue], facts.AftercareFacts]:
    """Add the day by which a correction is reported, counted from the letter's own."""
    days = view.settings.letters.correct_days
    return lambda issue: replace(
        told, until=add_working_days(issue.day, days, screening.chain_calendar(view, issue.day))
    )
