"""Objections during publicity (（十八）): whom they concern, in time or late, who is left.

The objector stands elsewhere and is never part of these records. An upheld objection vacates the
place; nobody moves up (domain.md §7 row 31).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from wzqa.models import Objection
    from wzqa.periods import Period
    from wzqa.problems import Problem

INCOMPLETE = "signature only"
Verdict = Literal["upheld", "dismissed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An organisation that an objection may be about; `selected`: on the initial list."""

    uscc: str
    name: str
    former_names: tuple[str, ...] = ()
    selected: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one objection stands.

    `uscc` None: it concerns no known organisation (`name` then as written). `deadline` the last day
    to object, None without a period; `late` None when that or the day of receipt is not known.
    `anonymous`: registered and looked at for concrete clues, no duty to reply. `state` in Chinese;
    `open`: the committee has not decided.
    """

    objection: Objection
    uscc: str | None
    name: str
    deadline: date | None
    late: bool | None
    anonymous: bool | None
    decision: Verdict | None
    state: str
    reply_due: bool
    open: bool


class Vacated(NamedTuple):
    """A place that becomes free and is not filled again."""

    award: str
    uscc: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Who is left per award, in the order of the initial list, and who is not and why."""

    stays: dict[str, tuple[str, ...]]
    vacated: tuple[Vacated, ...]


def standings(
    objections: Sequence[Objection],
    subjects: Sequence[Subject],
    decisions: Mapping[str, Verdict],
    period: Period | None,
) -> tuple[list[Standing], list[Problem]]:
    """Judge the register: each objection's subject, deadline and state, and what is wrong in it."""
    raise NotImplementedError(INCOMPLETE)


def left(
    selected: Mapping[str, Sequence[str]],
    objections: Sequence[Standing],
    second_check_failed: Mapping[str, str],
    withdrawn: Mapping[str, str],
) -> Left:
    """Say who is left. Both mappings: code → reason in Chinese ("" = no more is known)."""
    raise NotImplementedError(INCOMPLETE)


def undecided(objections: Collection[Standing]) -> tuple[str, ...]:
    """List the numbers of objections that the committee has not decided."""
    return tuple(o.objection.no for o in objections if o.open)
