"""What one applicant got in one stage, card by card, so that a person can add it up again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.marks.cards import category_points
from wzqa.models import CardState

if TYPE_CHECKING:
    from wzqa.criteria import Criteria
    from wzqa.marks.flags import Flag
    from wzqa.marks.holds import CardDecision
    from wzqa.models import Card

STATE_NAMES = {
    CardState.SUBMITTED: "已提交",
    CardState.INCOMPLETE: "不完整",
    CardState.NOT_SUBMITTED: "未交",
    CardState.RECUSED: "回避",
    CardState.ABSENT: "缺席",
    CardState.WITHDRAWN: "不参加",
    CardState.REFUSED: "未采用",
}
"""What became of a card, as results print it."""


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
    def name(self) -> str:
        """Name whose card it is, as results print it."""
        return "合议" if self.card.consensus else self.examiner

    @property
    def state(self) -> CardState:
        """Tell the state of the card as it came in."""
        return self.card.state

    @property
    def dropped(self) -> bool:
        """Say whether the method leaves this counted card out."""
        return self.counted and self.weight == 0

    @property
    def percents(self) -> dict[str, Decimal]:
        """Give the marks in percent; empty when points per category came in."""
        return self.card.marks if self.card.scale == "percent" else {}

    def categories(self, criteria: Criteria) -> dict[str, Decimal]:
        """Give points per category, which have two places at most; empty without a total."""
        points = {} if self.total is None else category_points(self.card, criteria)
        return {c: Decimal(p.numerator) / Decimal(p.denominator) for c, p in points.items()}


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
