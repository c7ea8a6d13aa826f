"""Ranks, the hard cap, and ties that only a recorded decision settles (scoring.md §2, §12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

Policy = Literal["hold", "chain", "exclude"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One applicant at the cut.

    `order`: application number, for the display of equal ranks only. `keys`: `category:4.7`,
    `item:4.7.2`, `score:review`, `score:visit` for the chain. `held`: Chinese reason, "" = none.
    """

    uscc: str
    name: str
    order: str
    score: Decimal | None
    exact: Fraction | None = None
    keys: Mapping[str, Decimal] = field(default_factory=dict)
    county_award: bool = False
    held: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class TieDecision:
    """A recorded `decide tie`: the hash of the question it answers, and the codes it admits."""

    question: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the ranking; `admitted` None = undecided; `why` in Chinese."""

    rank: int | None
    uscc: str
    name: str
    score: Decimal | None
    admitted: bool | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An open tie across the cut: its score, the places left for it, the codes tied."""

    score: Decimal
    places: int
    applicants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The outcome of a cut.

    `admitted`: firmly in, in rank order (nobody while anyone is held). `question`: hash of exactly
    what is asked, "" without a tie. `decided`: the recorded decision was applied; `stale`: one was
    given, but it answers another question. `rounding_ties`: groups of codes equal after rounding
    only. `vacancies`: places that nobody takes. `sentence`: the whole in Chinese.
    """

    stage: str
    cap: int
    rows: tuple[Row, ...]
    admitted: tuple[str, ...]
    tie: Tie | None
    question: str
    held: tuple[tuple[str, str], ...]
    vacancies: int
    rounding_ties: tuple[tuple[str, ...], ...]
    decided: bool
    stale: bool
    sentence: str


def cut(
    contestants: Sequence[Contestant],
    *,
    stage: str,
    cap: int,
    floor: Decimal | None,
    policy: Policy,
    chain: Sequence[str] = (),
    decision: TieDecision | None = None,
) -> Cut:
    """Rank on published scores and cut at the cap, which no input can break."""
    raise NotImplementedError


def check_choice(outcome: Cut, chosen: Sequence[str], question: str | None = None) -> TieDecision:
    """Check a `decide tie` against the open question and give the decision to record.

    `question`: the hash that the chooser saw (None: the present one). Choosing nobody is allowed.
    Raises WzqaError (exit 1): no open tie, stale question, a code not tied, too many.
    """
    raise NotImplementedError
