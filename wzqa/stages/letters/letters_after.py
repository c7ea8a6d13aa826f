"""Facts of what follows the award: requests to cancel or revoke, orders to correct （二十一）（二十二）."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from typing import Any

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
        told = facts.AftercareFacts(winner=winner, year=c["year"], award=c["award"], why=d.why)
        made.append(Told(d.subject, told))
    return made
