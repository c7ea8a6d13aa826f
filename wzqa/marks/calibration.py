"""Where each examiner stands on one case that all have marked; nothing here alters a mark."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.marks.cards import card_total
from wzqa.models import CardState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wzqa.criteria import Criteria
    from wzqa.models import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLevel:
    """One item: the own mark in percent, the others' mean, and the range of everybody."""

    clause: str
    name: str
    most: int
    own: Decimal
    others: Fraction
    low: Decimal
    high: Decimal

    @property
    def gap(self) -> Fraction:
        """Give how many percentage points the own mark lies above the others' mean."""
        return Fraction(self.own) - self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One examiner against the group of `n`: totals in points, and how far the marks spread.

    `kinds` counts the different marks on the card, `others_kinds` is the others' mean of it.
    """

    examiner: str
    n: int
    total: Fraction
    others: Fraction
    low: Fraction
    high: Fraction
    kinds: int
    others_kinds: Fraction
    items: tuple[ItemLevel, ...]


def levels(cards: Sequence[Card], criteria: Criteria) -> list[Level]:
    """Compare everybody's complete percent card of the case with the others'; one card: nothing."""
    taken = sorted(
        (
            c for c in cards
            if c.state is CardState.SUBMITTED and c.scale == "percent" and not c.consensus
        ),
        key=lambda c: c.examiner,
    )  # fmt: skip
    if len(taken) < 2:  # noqa: PLR2004  (nobody to compare with)
        return []
    totals = [card_total(c, criteria) for c in taken]
    kinds = [len(set(c.marks.values())) for c in taken]
    rest = len(taken) - 1
    return [
        Level(
            examiner=card.examiner,
            n=len(taken),
            total=total,
            others=(sum(totals, Fraction(0)) - total) / rest,
            low=min(totals),
            high=max(totals),
            kinds=kind,
            others_kinds=Fraction(sum(kinds) - kind, rest),
            items=_items(card, taken, criteria),
        )
        for card, total, kind in zip(taken, totals, kinds, strict=True)
    ]


def _items(card: Card, taken: Sequence[Card], criteria: Criteria) -> tuple[ItemLevel, ...]:
    found = []
    for item in criteria.items:
        marks = [c.marks[item.clause] for c in taken]
        own = card.marks[item.clause]
        others = (sum(map(Fraction, marks), Fraction(0)) - Fraction(own)) / (len(marks) - 1)
        found.append(
            ItemLevel(
                clause=item.clause,
                name=item.name,
                most=item.points,
                own=own,
                others=others,
                low=min(marks),
                high=max(marks),
            )
        )
    return tuple(found)
