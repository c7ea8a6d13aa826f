"""After the award （二十一）（二十二）: 取消, 撤销, 责令改正, and the ban that 撤销 carries.

Both 取消 and 撤销 end a title, by the city government at the secretariat's proposal; only 撤销
bars from applying (eligibility.md §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from wzqa.dates import chinese
from wzqa.names import comparable
from wzqa.problems import Exit, WzqaError
from wzqa.publicity.periods import anniversary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.models import PastWinner, Revocation
    from wzqa.regulation import Clause, Edition, Setting
    from wzqa.settings import Eligibility

Action = Literal["cancel", "revoke", "correct"]
ACTION_NAMES: dict[Action, str] = {"cancel": "取消", "revoke": "撤销", "correct": "责令改正"}


@dataclass(frozen=True, slots=True)
class Ban:
    """The days on which an organisation may not apply, both inclusive."""

    first: date
    last: date

    @property
    def free_from(self) -> date:
        """The first day on which it may apply again."""
        return self.last + timedelta(days=1)

    def bars(self, day: date) -> bool:
        """Say whether an application whose anchor is `day` is barred."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure against a holder of the award, as its document says it.

    `winner` is the title that it ends (or whose use it corrects); `clause` what it rests on; `ban`
    None when it carries none or the day of the government's decision is not known yet, `ban_words`
    says which; `grounds` the settings that bear on it, in words.
    """

    action: Action
    winner: PastWinner
    clause: Clause | Setting
    ban: Ban | None
    ban_words: str
    grounds: tuple[str, ...]


def ban(decided: date, action: str, rules: Eligibility) -> Ban | None:
    """Count the ban: from the day after the decision to the anniversary, inclusive.

    `action` is 撤销 or 取消; None where `eligibility.ban_on` does not name it.
    """
    if action not in rules.ban_on or not rules.ban_years:
        return None
    return Ban(decided + timedelta(days=1), anniversary(decided, rules.ban_years))


def measure(
    action: Action,
    winner: PastWinner,
    *,
    edition: Edition,
    rules: Eligibility,
    decided: date | None = None,
) -> Measure:
    """Put a measure together; `decided` is the day of the government's decision, if taken."""
    name = ACTION_NAMES[action]
    days = ban(decided, name, rules) if decided else None
    grounds = []
    if action == "revoke":
        grounds.append(f"事故等级：{rules.accident_revoke}以上（含{rules.accident_revoke}）")
    return Measure(
        action=action,
        winner=winner,
        clause=edition.cite(action),
        ban=days,
        ban_words="" if action == "correct" else _ban_words(name, days, rules),
        grounds=tuple(grounds),
    )


def _ban_words(name: str, days: Ban | None, rules: Eligibility) -> str:
    """Say the ban with its days, or from when it will run, or that there is none."""
    if days:
        return (
            f"自{chinese(days.first)}至{chinese(days.last)}不得再次申报，"
            f"{chinese(days.free_from)}起可以再次申报"
        )
    if name in rules.ban_on and rules.ban_years:
        return f"自政府作出{name}决定的次日起{rules.ban_years}年内不得再次申报"
    return f"{name}称号不适用禁止申报期"


def check_measure(
    action: Action, titles: Sequence[PastWinner], revocations: Sequence[Revocation]
) -> PastWinner:
    """Name the title that a measure is about: the latest that stands.

    Args:
        action: the measure.
        titles: all titles of one organisation, of this cycle and of 往届获奖名册.
        revocations: 撤销名册; an entry ends the titles of its year and before.

    Raises:
        WzqaError: exit 1, there is no title, or every one has ended.
    """
    name = ACTION_NAMES[action]
    if not titles:
        raise WzqaError(
            f"没有可以{name}的称号：本届获评名单和往届获奖名册里都没有",
            Exit.INPUT,
            code="aftercare-no-title",
            hint="核对名称、统一社会信用代码和往届获奖名册",
        )
    standing = [title for title in titles if not any(ends(r, title) for r in revocations)]
    if not standing:
        raise WzqaError(
            f"{titles[0].name}的称号已经取消或者撤销，不能再{name}",
            Exit.INPUT,
            code="aftercare-ended",
            hint="核对撤销名册",
        )
    return max(standing, key=lambda title: title.year or 0)


def _ends(revocation: Revocation, title: PastWinner) -> bool:
    """Say whether an entry of 撤销名册 ended a title; an entry without a date ended all."""
    names = {comparable(n) for n in (revocation.name, *revocation.former_names)}
    same = (
        revocation.uscc == title.uscc
        if revocation.uscc and title.uscc
        else comparable(title.name) in names
    )
    if not same or revocation.decided is None or title.year is None:
        return same
    return revocation.decided.last.year >= title.year


def ends(revocation: Revocation, title: PastWinner) -> bool:
    """Say whether an entry of 撤销名册 ended a title; a mere request ended none."""
    return not revocation.action.startswith("提请") and _ends(revocation, title)
