"""Exact aggregation of cards into stage scores (scoring.md §1, §3.2, §12).

Marks come in as `Decimal`, everything inside is `Fraction` or `int`, and each published number is
rounded exactly once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from wzqa.criteria import Criteria
    from wzqa.flags import Flag
    from wzqa.models import Card, CardState, ExpectedCard
    from wzqa.rounding import Mode
    from wzqa.settings import StageRules, Weights

Method = Literal["mean", "trimmed", "median", "consensus"]
CardDecision = Literal["rank", "exclude"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One card as the 算分过程单 shows it.

    `counted`: a valid independent card of an expected examiner. `weight`: its share in
    `ApplicantScore.divisor` (1 under the mean; 0 … 1 under trimmed and median, ties shared;
    0 for independent cards under consensus). `weights`: the same by category or item where trimming
    works on that level, else empty. `dropped`: counted, but with weight 0. `categories`: points.
    """

    card: Card
    counted: bool
    total: Decimal | None
    categories: dict[str, Decimal]
    weight: Fraction | None
    weights: dict[str, Fraction]
    dropped: bool

    @property
    def examiner(self) -> str:
        """Name the examiner as in the stage's cards."""
        return self.card.examiner

    @property
    def state(self) -> CardState:
        """Tell the state of the card as it came in."""
        return self.card.state

    def items(self, criteria: Criteria) -> dict[str, Decimal]:
        """Give points per item; empty on the points scale."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantScore:
    """What one applicant got in one stage.

    `score` (rounded) and `exact` are None while `held` names a reason, and when `excluded`.
    `categories`, `items` are rounded for display after the method (§12): weighted under trimmed,
    plain means under mean and median, the 合议 card under consensus. `category_exact` is unrounded.
    `keys` holds `category:4.7`, `item:4.7.2` … for tie chains: plain means over all counted cards.
    `spread`: highest minus lowest card total. `decided`: the recorded decision that was applied.
    `divisor`: what the weighted sum of the cards is divided by.
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
    divisor: int
    cards: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerReport:
    """One examiner over all counted cards.

    `mean_deviation`: mean of (card total − mean of the applicant's other cards), two decimals; None
    without another card to compare with. `severity`: least squares within the own component, + is
    lenient, None when it is not estimated (§3.1, §3.3); `severity_se` its standard error.
    """

    examiner: str
    n: int
    mean_deviation: Decimal | None
    severity: Decimal | None
    severity_se: Decimal | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageScores:
    """All scores of a stage, in the order of the applicants' codes.

    `method` is the one applied (`mean` where `mean_for_all` replaced `trimmed`), `configured` the
    one in award.toml. `notes` are Chinese sentences for the report.
    """

    stage: str
    method: Method
    configured: Method
    scale: Literal["percent", "points"] | None
    applicants: tuple[ApplicantScore, ...]
    examiners: tuple[ExaminerReport, ...]
    notes: tuple[str, ...]


def card_total(card: Card, criteria: Criteria) -> Fraction:
    """Add up a complete card, exactly."""
    raise NotImplementedError


def cards_digest(uscc: str, cards: Sequence[Card]) -> str:
    """Hash the cards that are in for one applicant, whatever their order and file.

    `decide cards` is bound to it: a card that comes in, changes or leaves makes another digest.
    """
    raise NotImplementedError


def score_stage(
    cards: Sequence[Card],
    expected: Sequence[ExpectedCard] | None,
    criteria: Criteria,
    rules: StageRules,
    decisions: Mapping[str, CardDecision],
    *,
    applicants: Sequence[str] | None = None,
    percent_step: int = 5,
) -> StageScores:
    """Score every applicant of one stage.

    `expected` None: no 分组 sheet was taken in, so the cards that are in are the expected ones.
    `applicants`: who takes part, also without any card; None = whoever a card or an expectation
    names. `decisions`: by code, already checked against `cards_digest`.
    Raises WzqaError (exit 1) when percent and category points meet in one stage.
    """
    raise NotImplementedError


def combine(
    review: Decimal | None, visit: Decimal | None, weights: Weights, decimals: int, rounding: Mode
) -> Decimal | None:
    """Weigh two published (rounded) stage scores (§1.7), rounded once more.

    None without a visit score, or without a review score that has a weight: never a zero.
    """
    raise NotImplementedError
