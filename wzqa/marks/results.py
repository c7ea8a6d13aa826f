"""What one applicant got in one stage, card by card, so that a person can add it up again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.marks.cards import category_points, clause_points

if TYPE_CHECKING:
    from decimal import Decimal

    from wzqa.criteria import Criteria
    from wzqa.marks.flags import Flag
    from wzqa.marks.holds import CardDecision
    from wzqa.models import Card, CardState


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One card as the 算分过程单 shows it.

    `counted`: a valid independent card of an expected examiner; `total` is None on all others.
    `weight`: its share in `ApplicantScore.divisor` (1 under the mean; 0 … 1 under trimmed and
    median, ties shared; under consensus 0, and 1 for the 合议 card). `weights`: the same by
    category or item where trimming works on that level (`weight` is None there), else empty.
    `dropped`: counted, but with weight 0.
    """

    card: Card
    counted: bool
    total: Decimal | None
    weight: Fraction | None = None
    weights: tuple[tuple[str, Fraction], ...] = ()

    @property
    def examiner(self) -> str:
        """Name the examiner as in the stage's cards."""
        return self.card.examiner

    @property
    def state(self) -> CardState:
        """Tell the state of the card as it came in."""
        return self.card.state

    @property
    def dropped(self) -> bool:
        """Say whether the method leaves this counted card out."""
        return self.counted and self.weight == 0

    def categories(self, criteria: Criteria) -> dict[str, Fraction]:
        """Give points per category; empty when the card does not count."""
        return {} if self.total is None else category_points(self.card, criteria)

    def items(self, criteria: Criteria) -> dict[str, Fraction]:
        """Give points per item; empty on the points scale or when the card does not count."""
        if self.total is None or self.card.scale == "points":
            return {}
        return clause_points(self.card, criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantScore:
    """What one applicant got in one stage.

    `score` (rounded) and `exact` are None, the breakdown empty, while `held` names a reason and
    when `excluded`. `categories` and `items` are rounded for display after the method (§12):
    weighted under trimmed, plain means under mean and median, the 合议 card under consensus;
    `category_exact` is unrounded. `keys` holds `category:4.7`, `item:4.7.2` … for tie chains: plain
    means over all counted cards. `n` counts these; `spread` is the highest less the lowest of
    their totals. `decided`: the recorded decision that was given. `divisor`: what the weighted sum
    of the cards is divided by. `cards`: independent ones by examiner, then 合议.
    """

    uscc: str
    panel: str | None
    n: int
    exact: Fraction | None
    score: Decimal | None
    categories: dict[str, Decimal]
    category_exact: dict[str, Fraction]
    items: dict[str, Decimal]
    keys: dict[str, Decimal]
    spread: Decimal | None
    consensus: bool
    consensus_total: Decimal | None
    flags: tuple[Flag, ...]
    held: str
    excluded: bool
    decided: CardDecision | None
    divisor: int | None
    cards: tuple[CardLine, ...]

    @property
    def totals(self) -> dict[str, Fraction]:
        """Give the counted card totals by examiner."""
        return {
            line.examiner: Fraction(line.total)
            for line in self.cards
            if line.counted and line.total is not None
        }
