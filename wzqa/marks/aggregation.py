"""From counted cards to one score: mean, trimmed mean, median, 合议 (arithmetic.md §1.3–1.5).

Every method is a set of card weights over a divisor, so that a person can add it up again. Cards
that tie for highest, lowest or middle share the weight: row order never enters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from wzqa.marks.cards import UNIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.marks.cards import Hand, Ruler

Method = Literal["mean", "trimmed", "median", "consensus"]
Level = Literal["total", "category", "item"]
Number = int | Fraction

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A score before rounding, in units × `divisor`: divide by `UNIT * divisor` for points.

    `parts`: per clause of the ruler, `categories`: per category; both add up to `total` except
    under the median, whose breakdown is the plain mean (§1.5). `weights`: per counted card;
    `part_weights`: per clause or category and counted card where trimming works on that level.
    """

    total: Number
    divisor: int
    parts: tuple[Number, ...]
    categories: tuple[Number, ...]
    breakdown_divisor: int
    weights: tuple[Fraction, ...] | None
    part_weights: tuple[tuple[Fraction, ...], ...] = ()

    @property
    def exact(self) -> Fraction:
        """Give the score in points."""
        return Fraction(self.total) / (UNIT * self.divisor)


def trim_weights(totals: Sequence[Number], drop: int = 1) -> tuple[Fraction, ...]:
    """Weigh the cards for a mean without the `drop` highest and lowest (§1.4); sum n − 2·drop.

    With one dropped, t cards tied for highest get (t − 1)/t each, likewise for lowest; all n equal,
    (n − 2)/n.
    """
    if len(totals) <= 2 * drop:
        raise ValueError(f"{len(totals)} cards cannot lose {drop} at each end")
    return _shares(totals, sorted(totals)[drop : len(totals) - drop])


def median_weights(totals: Sequence[Number]) -> tuple[Fraction, ...]:
    """Weigh the middle card (odd n, sum 1) or the two middle cards (even n, sum 2)."""
    n = len(totals)
    return _shares(totals, sorted(totals)[(n - 1) // 2 : n // 2 + 1])


def _shares(totals: Sequence[Number], kept: Sequence[Number]) -> tuple[Fraction, ...]:
    """Share the kept places of each total among all cards with that total."""
    return tuple(Fraction(kept.count(y), totals.count(y)) for y in totals)


def plain_mean(hand: Hand, ruler: Ruler) -> Aggregate:
    """Add up all counted cards over their number: the method `mean`, and the keys of chains."""
    parts = tuple(map(sum, zip(*(read.units for read in hand.counted), strict=True)))
    n = len(hand.counted)
    return Aggregate(
        total=sum(parts),
        divisor=n,
        parts=parts,
        categories=tuple(sum(parts[stretch]) for stretch in ruler.slices),
        breakdown_divisor=n,
        weights=None,
    )


def aggregate(hand: Hand, ruler: Ruler, method: Method, level: Level, drop: int = 1) -> Aggregate:
    """Apply the stage's method to one applicant, whose cards were found to allow it.

    `drop`: how many highest, and as many lowest, the method trimmed leaves out.
    """
    if method == "mean":
        return plain_mean(hand, ruler)
    if method == "median":
        return _median(hand, ruler)
    if method == "consensus":
        return _consensus(hand, ruler)
    if level == "total":
        return _trimmed_by_card(hand, ruler, drop)
    return _trimmed(hand, ruler, level, drop)


def _median(hand: Hand, ruler: Ruler) -> Aggregate:
    """Take the median of the totals; the breakdown is the plain mean and does not add up to it."""
    totals, mean = hand.totals, plain_mean(hand, ruler)
    weights = median_weights(totals)
    return Aggregate(
        total=_weigh(totals, weights),
        divisor=sum(weights, _ZERO).numerator,
        parts=mean.parts,
        categories=mean.categories,
        breakdown_divisor=mean.divisor,
        weights=weights,
    )


def _consensus(hand: Hand, ruler: Ruler) -> Aggregate:
    if hand.consensus is None:
        raise ValueError(f"{hand.uscc} has no consensus card")
    parts = hand.consensus.units
    return Aggregate(
        total=hand.consensus.total,
        divisor=1,
        parts=parts,
        categories=tuple(sum(parts[stretch]) for stretch in ruler.slices),
        breakdown_divisor=1,
        weights=(_ZERO,) * len(hand.counted),
    )


def _trimmed_by_card(hand: Hand, ruler: Ruler, drop: int) -> Aggregate:
    """Drop the highest and the lowest cards; the breakdown is the weighted mean of the rest."""
    weights = trim_weights(hand.totals, drop)
    columns = zip(*(read.units for read in hand.counted), strict=True)
    parts = tuple(_weigh(column, weights) for column in columns)
    left = len(hand.counted) - 2 * drop
    return Aggregate(
        total=sum(parts),
        divisor=left,
        parts=parts,
        categories=tuple(sum(parts[stretch]) for stretch in ruler.slices),
        breakdown_divisor=left,
        weights=weights,
    )


def _trimmed(hand: Hand, ruler: Ruler, level: Level, drop: int) -> Aggregate:
    """Drop the highest and lowest of every category (or item) separately, then add up."""
    columns = list(zip(*(read.units for read in hand.counted), strict=True))
    if level == "item":
        weights = [trim_weights(column, drop) for column in columns]
        parts = [_weigh(c, w) for c, w in zip(columns, weights, strict=True)]
    else:
        weights, parts = [], []
        for stretch in ruler.slices:
            by_card = [sum(read.units[stretch]) for read in hand.counted]
            weights.append(trim_weights(by_card, drop))
            parts += [_weigh(column, weights[-1]) for column in columns[stretch]]
    left = len(hand.counted) - 2 * drop
    return Aggregate(
        total=sum(parts),
        divisor=left,
        parts=tuple(parts),
        categories=tuple(sum(parts[stretch]) for stretch in ruler.slices),
        breakdown_divisor=left,
        weights=None,
        part_weights=tuple(weights),
    )


def _weigh(column: Sequence[Number], weights: Sequence[Fraction]) -> Fraction:
    return sum((y * w for y, w in zip(column, weights, strict=True)), _ZERO)
