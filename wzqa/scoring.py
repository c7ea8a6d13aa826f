"""Exact aggregation of cards into stage scores (arithmetic.md §1, §7).

Marks come in as `Decimal`, everything inside is `Fraction` or `int`, and each published number is
rounded exactly once. Not offered, because they break monotonicity or independence (§3.2, §3.4):
dropping outliers automatically, z-scores, trimming for some applicants only.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from typing import TYPE_CHECKING

from wzqa.marks.aggregation import Method, aggregate, plain_mean
from wzqa.marks.cards import UNIT, Ruler, card_total, cards_digest, sort_out, stage_scale
from wzqa.marks.examiners import ExaminerReport, examiner_reports
from wzqa.marks.flags import Flag, applicant_flags, pooled_spread
from wzqa.marks.holds import CardDecision, applied_method, stage_notes, why_held
from wzqa.marks.results import ApplicantScore, CardLine
from wzqa.rounding import round_q, round_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.criteria import Criteria
    from wzqa.marks.aggregation import Aggregate
    from wzqa.marks.cards import Hand, Read, Scale
    from wzqa.marks.flags import Spread
    from wzqa.models import Card, ExpectedCard
    from wzqa.rounding import Mode
    from wzqa.stage_rules import StageRules

__all__ = [
    "ApplicantScore",
    "CardDecision",
    "CardLine",
    "ExaminerReport",
    "Flag",
    "Method",
    "StageScores",
    "card_total",
    "cards_digest",
    "combine",
    "combine_exact",
    "round_q",
    "score_stage",
]

_ONE = Fraction(1)
_CARD_PLACES = 2  # card totals are exact at two decimals (§1.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageScores:
    """All scores of a stage, in the order of the applicants' codes.

    `method` is the one applied (`mean` where `mean_for_all` replaced `trimmed`), `configured` the
    one in award.toml. `notes` are Chinese sentences for the report.
    """

    stage: str
    method: Method
    configured: Method
    scale: Scale | None
    applicants: tuple[ApplicantScore, ...]
    examiners: tuple[ExaminerReport, ...]
    notes: tuple[str, ...]


def score_stage(
    cards: Sequence[Card],
    expected: Sequence[ExpectedCard] | None,
    criteria: Criteria,
    rules: StageRules,
    decisions: Mapping[str, CardDecision],
    *,
    stage: str | None = None,
    applicants: Sequence[str] | None = None,
    percent_step: int = 5,
) -> StageScores:
    """Score every applicant of one stage.

    `expected` None: no 分组 sheet was taken in, so the cards that are in are the expected ones.
    `applicants`: who takes part, also without any card; None = whoever a card or an expectation
    names. `decisions`: by code, already checked against `cards_digest`. `stage` is only needed
    where there may be no card at all. Raises WzqaError (exit 1) when percent and category points
    meet in one stage.
    """
    named = {card.uscc for card in cards} | {entry.uscc for entry in expected or ()}
    names = named if applicants is None else set(applicants)
    scale = stage_scale(card for card in cards if card.uscc in names)
    ruler = Ruler(criteria, scale or "percent")
    if stage is None:
        stage = cards[0].stage if cards else ""
    hands = _hands(sorted(names), cards, expected, ruler, stage)
    live = [hand for hand in hands if decisions.get(hand.uscc) != "exclude"]
    method = applied_method(live, rules)
    desk = _Desk(criteria, ruler, rules, method, pooled_spread(live))
    return StageScores(
        stage=stage,
        method=method,
        configured=rules.method,
        scale=scale,
        applicants=tuple(desk.score(hand, decisions.get(hand.uscc)) for hand in hands),
        examiners=examiner_reports(live, rules.rounding),
        notes=stage_notes(live, ruler, rules, method, percent_step),
    )


def _hands(
    names: Sequence[str],
    cards: Sequence[Card],
    expected: Sequence[ExpectedCard] | None,
    ruler: Ruler,
    stage: str,
) -> list[Hand]:
    """Deal the cards out to the applicants."""
    own: dict[str, list[Card]] = {uscc: [] for uscc in names}
    due: dict[str, list[ExpectedCard]] = {uscc: [] for uscc in names}
    for card in cards:
        own.get(card.uscc, []).append(card)
    for entry in expected or ():
        due.get(entry.uscc, []).append(entry)
    return [
        sort_out(uscc, own[uscc], None if expected is None else due[uscc], ruler, stage)
        for uscc in names
    ]


class _Desk:
    """Scores one applicant after the other under the same rules."""

    def __init__(
        self, criteria: Criteria, ruler: Ruler, rules: StageRules, method: Method, spread: Spread
    ) -> None:
        self.ruler, self.rules, self.method, self.spread = ruler, rules, method, spread
        self.names = tuple(category.clause for category in criteria.categories)
        self.key_names = tuple(
            [f"category:{name}" for name in self.names]
            + [f"item:{c}" for c in (ruler.clauses if ruler.scale == "percent" else ())]
        )
        # The same few sums come up for every applicant: each is rounded, and kept, once.
        self.rounded = cache(partial(round_ratio, places=rules.decimals, mode=rules.rounding))

    def score(self, hand: Hand, decision: CardDecision | None) -> ApplicantScore:
        """Score one applicant, or say why not."""
        excluded = decision == "exclude"
        held = "" if excluded else why_held(hand, self.ruler, self.rules, self.method, decision)
        ranked = not excluded and not held
        trim = self.rules.trim
        result = aggregate(hand, self.ruler, self.method, trim.level, trim.drop) if ranked else None
        categories = self._by_category(result) if result else {}
        items = self._by_item(result) if result else {}
        totals = hand.totals
        return ApplicantScore(
            uscc=hand.uscc,
            panel=hand.panel,
            n=len(hand.counted),
            exact=result.exact if result else None,
            score=self._round(result.total, result.divisor) if result else None,
            categories=categories,
            category_exact=self._exact(result) if result else {},
            items=items,
            keys=self._keys(hand, categories, items) if result else {},
            spread=_points(max(totals) - min(totals)) if totals else None,
            consensus=hand.consensus is not None,
            consensus_total=_points(hand.consensus.total) if hand.consensus else None,
            flags=tuple(applicant_flags(hand, self.ruler, self.rules.flags, self.spread)),
            held=held,
            excluded=excluded,
            decided=decision,
            divisor=result.divisor if result else None,
            cards=self._lines(hand, result),
        )

    def _round(self, part: int | Fraction, divisor: int) -> Decimal:
        return self.rounded(part.numerator, part.denominator * divisor * UNIT)

    def _by_category(self, result: Aggregate) -> dict[str, Decimal]:
        values = (self._round(part, result.breakdown_divisor) for part in result.categories)
        return dict(zip(self.names, values, strict=True))

    def _exact(self, result: Aggregate) -> dict[str, Fraction]:
        scale = UNIT * result.breakdown_divisor
        values = (Fraction(part, scale) for part in result.categories)
        return dict(zip(self.names, values, strict=True))

    def _by_item(self, result: Aggregate) -> dict[str, Decimal]:
        if self.ruler.scale == "points":
            return {}
        values = (self._round(part, result.breakdown_divisor) for part in result.parts)
        return dict(zip(self.ruler.clauses, values, strict=True))

    def _keys(
        self, hand: Hand, categories: dict[str, Decimal], items: dict[str, Decimal]
    ) -> dict[str, Decimal]:
        """Give the chain keys: plain means whatever the method, or raising a mark could harm."""
        if self.method not in {"mean", "median"}:  # whose breakdown is the plain mean already
            mean = plain_mean(hand, self.ruler)
            categories, items = self._by_category(mean), self._by_item(mean)
        keys = zip(self.key_names, (*categories.values(), *items.values()), strict=True)
        return dict(keys)

    def _lines(self, hand: Hand, result: Aggregate | None) -> tuple[CardLine, ...]:
        lines = [self._line(read, place, result) for place, read in enumerate(hand.counted)]
        lines += [CardLine(card=card, counted=False, total=None) for card in hand.idle]
        lines.sort(key=lambda line: line.examiner)
        if hand.consensus:
            weight = Fraction(self.method == "consensus")
            total = _points(hand.consensus.total)
            lines.append(
                CardLine(card=hand.consensus.card, counted=False, total=total, weight=weight)
            )
        lines += [CardLine(card=card, counted=False, total=None) for card in hand.consensus_idle]
        return tuple(lines)

    def _line(self, read: Read, place: int, result: Aggregate | None) -> CardLine:
        total = _points(read.total)
        if result is None:
            return CardLine(card=read.card, counted=True, total=total)
        if result.part_weights:
            level = self.names if self.rules.trim.level == "category" else self.ruler.clauses
            shares = (weights[place] for weights in result.part_weights)
            weights = tuple(zip(level, shares, strict=True))
            return CardLine(card=read.card, counted=True, total=total, weights=weights)
        weight = result.weights[place] if result.weights else _ONE
        return CardLine(card=read.card, counted=True, total=total, weight=weight)


def _points(units: int) -> Decimal:
    """Print a card total, which is exact at two decimals (§1.1)."""
    return round_ratio(units, UNIT, _CARD_PLACES, "half_up")


def combine(
    parts: Sequence[tuple[Decimal, Decimal | None]], decimals: int, rounding: Mode
) -> Decimal | None:
    """Weigh published (rounded) scores (§1.7), rounded once more; see `combine_exact`."""
    exact = combine_exact(parts)
    return None if exact is None else round_q(exact, decimals, rounding)


def combine_exact(parts: Sequence[tuple[Decimal, Decimal | None]]) -> Fraction | None:
    """Weigh published scores, given as (weight, score), the stage's own first; unrounded.

    None without the stage's own score, or without one that has a weight: never a zero.
    """
    if parts[0][1] is None or any(weight and score is None for weight, score in parts):
        return None
    return sum((Fraction(weight) * Fraction(score or 0) for weight, score in parts), Fraction(0))
