"""After the award (（二十一）（二十二）): 取消, 撤销, 责令改正, and the ban that 撤销 carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.models import PastWinner, Revocation
    from wzqa.regulation import Clause, Edition, Setting
    from wzqa.settings import Eligibility

INCOMPLETE = "signature only"
Action = Literal["cancel", "revoke", "correct"]
ACTION_NAMES = {"cancel": "取消", "revoke": "撤销", "correct": "责令改正"}


@dataclass(frozen=True, slots=True)
class Ban:
    """The days on which an organisation may not apply, both inclusive."""

    first: date
    last: date

    def bars(self, day: date) -> bool:
        """Say whether an application whose anchor is `day` is barred."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure against a holder of the award, as its document says it.

    `clause` is what it rests on; `ban` None when it carries none or the day of the government's
    decision is not known yet; `ban_words` says either; `grounds` the settings that bear on it.
    """

    action: Action
    winner: PastWinner
    clause: Clause | Setting
    ban: Ban | None
    ban_words: str
    grounds: tuple[str, ...]


def ban(decided: date, action: str, rules: Eligibility) -> Ban | None:
    """Count the ban: from the day after the decision to the anniversary, inclusive."""
    raise NotImplementedError(INCOMPLETE)


def measure(
    action: Action,
    winner: PastWinner,
    *,
    edition: Edition,
    rules: Eligibility,
    decided: date | None = None,
) -> Measure:
    """Put the measure together."""
    raise NotImplementedError(INCOMPLETE)


def check_measure(
    action: Action, titles: Sequence[PastWinner], revocations: Sequence[Revocation]
) -> PastWinner:
    """Name the title that a measure is about. WzqaError (exit 1) when there is none to act on."""
    raise NotImplementedError(INCOMPLETE)
