"""Facts of what follows the award: requests to cancel or revoke, orders to correct （二十一）（二十二）."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.documents.letters.oversight import OversightFacts
from wzqa.documents.letters.performance import HolderFacts
from wzqa.publicity.periods import add_working_days
from wzqa.stages import aftermath, carrying, replying
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.documents.letters.facts import Issue
    from wzqa.models import PastWinner
    from wzqa.stages.ground.view import View

_DECISIONS = {"cancel-request": "cancel", "revoke-request": "revoke", "correction-order": "correct"}


@gathers(*_DECISIONS)
def _aftercare(ask: Ask) -> list[Told]:
    """Give what was decided to ask or order; on what the government answered nothing more is asked."""
    made = []
    answered = aftermath.answered(ask.now)
    for d in ask.now.decided(_DECISIONS[ask.kind.name]):
        if ask.kind.name != "correction-order" and d.subject in answered:
            continue
        c = d.content
        code = c["uscc"] or ""
        known = ask.now.by_key.get(code)
        winner = (
            facts.Party.of(known, ask.now.area) if known else facts.Party(name=c["name"], uscc=code)
        )
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
        told, until=add_working_days(issue.day, days, replying.chain_calendar(view, issue.day))
    )


_REPORTING = 20  # working days that a holder of the award has for the report; 办法未规定


@gathers("performance-notice", "performance-form")
def _holders(ask: Ask) -> list[Told]:
    """Give everybody whose title stands （二十一）（二十三）, with the newest where one has several."""
    newest: dict[str, PastWinner] = {}
    for row in sorted(carrying.winners(ask.now), key=lambda row: row.year or 0):
        newest[row.uscc or row.name] = row
    return [_holder(ask.now, row) for row in newest.values()]


def _holder(view: View, row: PastWinner) -> Told:
    known = view.by_key.get(row.uscc or "")
    party = (
        facts.Party.of(known, view.area)
        if known
        else facts.Party(name=row.name, uscc=row.uscc or "")
    )

    def later(issue: Issue) -> HolderFacts:
        calendar = replying.chain_calendar(view, issue.day)
        until = add_working_days(issue.day, _REPORTING, calendar)
        winner = replace(party, name=row.name)
        return HolderFacts(winner=winner, year=row.year, award=row.award, until=until)

    return Told(f"{row.uscc or row.name}/{row.year or ''}", later=later)


@gathers("supervision-record")
def _oversight(ask: Ask) -> list[Told]:
    stage, plan = ask.kind.stage, ask.now.plan
    kind = plan.of(stage).on if stage in plan.keys else stage
    return [Told("", OversightFacts(stage=plan.names[stage], kind=kind))]
