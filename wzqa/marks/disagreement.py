"""Where the examiners of one applicant disagree: item by item, with who stands where.

For the agenda of the consensus meeting, the leader's paper on site and the calibration. Nothing
here changes a mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.marks.comments import is_blank
from wzqa.models import CardState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from wzqa.criteria import Category, Criteria, Item
    from wzqa.models import Card

_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One examiner's mark (percent, or points on the points scale) and words; blank words are ""."""

    examiner: str
    mark: Decimal
    strengths: str
    opportunities: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One item (or category) of one applicant.

    `spread`: highest less lowest, in percentage points; `gap`: the same in points of the total.
    `contrary`: one examiner writes only strengths where another writes only opportunities.
    """

    uscc: str
    clause: str
    name: str
    most: int
    spread: Fraction
    gap: Fraction
    stands: tuple[Stand, ...]

    @property
    def contrary(self) -> bool:
        """Say whether one only praises what another only finds wanting."""
        praise = any(s.strengths and not s.opportunities for s in self.stands)
        blame = any(s.opportunities and not s.strengths for s in self.stands)
        return praise and blame

    @property
    def silent(self) -> bool:
        """Say whether nobody wrote a word."""
        return not any(s.strengths or s.opportunities for s in self.stands)

    @property
    def range(self) -> tuple[Decimal, Decimal]:
        """Give the lowest and the highest mark."""
        marks = [s.mark for s in self.stands]
        return min(marks), max(marks)


def disputes(cards: Iterable[Card], criteria: Criteria) -> list[Dispute]:
    """Compare the complete independent cards of one applicant; the widest gap in points first."""
    taken = sorted(
        (c for c in cards if c.state is CardState.SUBMITTED and not c.consensus),
        key=lambda c: c.examiner,
    )
    percent = all(c.scale == "percent" for c in taken)
    parts: Sequence[Item | Category] = criteria.items if percent else criteria.categories
    found = []
    for part in parts if taken else ():
        stands = tuple(_stand(c, part.clause) for c in taken if part.clause in c.marks)
        if not stands:
            continue
        marks = [Fraction(s.mark) for s in stands]
        wide = max(marks) - min(marks)
        gap = wide * part.points / _HUNDRED if percent else wide
        found.append(
            Dispute(
                uscc=taken[0].uscc,
                clause=part.clause,
                name=part.name,
                most=part.points,
                spread=gap * _HUNDRED / part.points,
                gap=gap,
                stands=stands,
            )
        )
    order = {part.clause: place for place, part in enumerate(parts)}
    return sorted(found, key=lambda d: (-d.gap, order[d.clause]))


def _stand(card: Card, clause: str) -> Stand:
    said = {side: getattr(card, side).get(clause, "") for side in ("strengths", "opportunities")}
    words = {side: "" if is_blank(text) else text.strip() for side, text in said.items()}
    return Stand(examiner=card.examiner, mark=card.marks[clause], **words)


def to_discuss(found: Iterable[Dispute], least_percent: int, most: int) -> list[Dispute]:
    """Choose what a meeting has to settle: the widest gaps, and words that contradict."""
    return [d for d in found if d.spread >= least_percent or d.contrary][:most]
