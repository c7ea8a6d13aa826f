"""What looks odd in the cards: named, with numbers, never acted upon (arithmetic.md §3.2, §3.3).

The consequence of a flag is an explanation, a 合议 or a replacement, by a recorded decision.
Dropping a card automatically is not offered: it breaks monotonicity.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from operator import mul
from typing import TYPE_CHECKING

from wzqa.marks.cards import UNIT
from wzqa.rounding import round_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wzqa.marks.cards import Hand, Read, Ruler
    from wzqa.stage_rules import Flags

TITLES = {
    "card-outlier": "单份偏离",
    "item-spread": "条目分歧",
    "identical-cards": "评分雷同",
    "flat-card": "评分单一",
    "severity": "宽严偏向",
    "consensus-outside": "合议超出范围",
    "consensus-far": "合议偏离平均",
}
_ENOUGH_APPLICANTS = 20  # below, one true outlier inflates the pooled deviation too much
_FLAT = 2  # so few different percentages on a card look like no reading at all
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One remark: a code of arithmetic.md §7, a Chinese sentence with the numbers, whom and what.

    code: card-outlier | item-spread | identical-cards | flat-card | severity | consensus-outside |
    consensus-far. `examiner` (several joined by 、) and `clause` (an item, or a category on the
    points scale) are "" where the flag names none.
    """

    code: str
    message: str
    examiner: str = ""
    clause: str = ""


def counted(flags: Iterable[Flag]) -> tuple[tuple[str, int], ...]:
    """Count flags, each by its own name, in the order of `TITLES`."""
    found = Counter(flag.code for flag in flags)
    return tuple((title, found[code]) for code, title in TITLES.items() if found[code])


@dataclass(frozen=True, slots=True)
class Spread:
    """Pooled variance of card totals inside applicants, in units²; None without two cards."""

    variance: Fraction | None
    applicants: int

    @property
    def is_usable(self) -> bool:
        """Say whether there are enough applicants for the rule on deviations (§3.2)."""
        return self.variance is not None and self.applicants >= _ENOUGH_APPLICANTS


def pooled_spread(hands: Iterable[Hand]) -> Spread:
    """Pool the variance inside applicants over everybody with two cards or more."""
    squares: dict[int, int] = defaultdict(int)  # by n: the sum of n·Σy² − (Σy)²
    freedom = applicants = 0
    for hand in hands:
        totals, n = hand.totals, len(hand.counted)
        if n > 1:
            squares[n] += n * sum(y * y for y in totals) - sum(totals) ** 2
            freedom += n - 1
            applicants += 1
    if not freedom:
        return Spread(None, 0)
    pooled = sum((Fraction(square, n) for n, square in squares.items()), Fraction(0))
    return Spread(pooled / freedom, applicants)


def applicant_flags(hand: Hand, ruler: Ruler, limits: Flags, spread: Spread) -> list[Flag]:
    """Give all remarks on one applicant's cards."""
    return [
        *_outliers(hand, limits, spread),
        *_item_spread(hand, ruler, limits.item_percent),
        *_identical(hand),
        *_flat(hand, ruler),
        *(_consensus(hand, ruler, limits) if hand.consensus else ()),
    ]


def points_text(units: int | Fraction) -> str:
    """Print units as points with two decimals."""
    value = Fraction(units) / UNIT
    return f"{round_ratio(value.numerator, value.denominator, 2, 'half_up'):f}"


def percent_text(units: int | Fraction, most: int) -> str:
    """Print units as a percentage of a maximum, without idle zeros."""
    value = Fraction(units) * _HUNDRED / (UNIT * most)
    text = f"{round_ratio(value.numerator, value.denominator, 2, 'half_up'):f}"
    return text.rstrip("0").rstrip(".")


def _outliers(hand: Hand, limits: Flags, spread: Spread) -> Iterator[Flag]:
    """Flag a card far from the mean of the others: in points, and in pooled deviations (§3.2.1)."""
    totals, n = hand.totals, len(hand.counted)
    if n < 2:  # noqa: PLR2004  (nothing to compare with)
        return
    whole = sum(totals)
    for read in hand.counted:
        gap = n * read.total - whole  # (n − 1) times the distance to the mean of the others
        if abs(gap) < limits.card_points * UNIT * (n - 1):
            continue
        distance = Fraction(gap, n - 1)
        bound = limits.card_sd**2 * (spread.variance or 0) * Fraction(n, n - 1)
        if spread.is_usable and distance**2 <= bound:
            continue
        others = Fraction(whole - read.total, n - 1)
        message = (
            f"{read.card.examiner}给{points_text(read.total)}分，其余{n - 1}份平均"
            f"{points_text(others)}分，相差{points_text(abs(distance))}分"
        )
        yield Flag(code="card-outlier", message=message, examiner=read.card.examiner)


def _item_spread(hand: Hand, ruler: Ruler, limit: int) -> Iterator[Flag]:
    """Flag an item in which a card lies a scoring band from the median of the others (§3.2.2)."""
    if len(hand.counted) < 2:  # noqa: PLR2004  (nothing to compare with)
        return
    columns = zip(*(read.units for read in hand.counted), strict=True)
    for clause, most, column in zip(ruler.clauses, ruler.maxima, columns, strict=True):
        bound = limit * most * UNIT // _HUNDRED
        if max(column) - min(column) < bound:
            continue  # nobody can be farther from a median than the range
        ordered = sorted(column)
        twice = [_twice_median_without(ordered, units) for units in column]
        far = [
            (read.card.examiner, percent_text(units, most), percent_text(Fraction(rest, 2), most))
            for read, units, rest in zip(hand.counted, column, twice, strict=True)
            if abs(2 * units - rest) >= 2 * bound
        ]
        if far:
            words = "，".join(f"{name}{own}%（其余中位数{rest}%）" for name, own, rest in far)
            yield Flag(
                code="item-spread",
                message=f"{clause}：{words}",
                examiner="、".join(name for name, _, _ in far),
                clause=clause,
            )


def _twice_median_without(ordered: Sequence[int], units: int) -> int:
    """Give twice the median of a sorted column without one of its values."""
    gone, left = ordered.index(units), len(ordered) - 1
    low, high = (left - 1) // 2, left // 2
    return ordered[low + (low >= gone)] + ordered[high + (high >= gone)]


def _identical(hand: Hand) -> Iterator[Flag]:
    for one, other in combinations(hand.counted, 2):
        if one.units == other.units:
            names = f"{one.card.examiner}、{other.card.examiner}"
            yield Flag(code="identical-cards", message=f"{names}的评分逐条相同", examiner=names)


def _flat(hand: Hand, ruler: Ruler) -> Iterator[Flag]:
    """Flag a card with no more than two different percentages."""
    scale = math.lcm(*ruler.maxima)
    factors = [scale // most for most in ruler.maxima]
    for read in hand.counted:
        shares = set(map(mul, read.units, factors))
        if len(shares) <= _FLAT:
            yield Flag(
                code="flat-card",
                message=f"{read.card.examiner}的{len(read.units)}个得分率只有{len(shares)}种",
                examiner=read.card.examiner,
            )


def _consensus(hand: Hand, ruler: Ruler, limits: Flags) -> Iterator[Flag]:
    """Compare the 合议 card with the independent ones (§1.5, §3.2.4); nothing to compare: none."""
    card, n = hand.consensus, len(hand.counted)
    if card is None or not n:
        return
    reason = "" if card.card.reason.strip() else "，且未填合议理由"
    columns = zip(*(read.units for read in hand.counted), strict=True)
    rows = zip(ruler.clauses, ruler.maxima, card.units, columns, strict=True)
    for clause, most, units, column in rows:
        if not min(column) <= units <= max(column):
            low, high = percent_text(min(column), most), percent_text(max(column), most)
            yield Flag(
                code="consensus-outside",
                message=f"{clause}：合议{percent_text(units, most)}%，"
                f"在各专家的{low}%至{high}%之外{reason}",
                clause=clause,
            )
    whole = sum(hand.totals)
    if abs(n * card.total - whole) > limits.consensus_points * UNIT * n:
        gap = abs(Fraction(whole, n) - card.total)
        yield Flag(
            code="consensus-far",
            message=f"合议{points_text(card.total)}分，与{n}份平均{points_text(Fraction(whole, n))}"
            f"分相差{points_text(gap)}分{reason}",
        )
    yield from _copied(card, hand, ruler, limits.item_percent)


def _copied(consensus: Read, hand: Hand, ruler: Ruler, limit: int) -> Iterator[Flag]:
    """Flag a 合议 that equals one card while another differs from it by a scoring band."""
    bounds = [limit * most * UNIT // _HUNDRED for most in ruler.maxima]
    others_differ = any(
        abs(own - agreed) >= bound
        for read in hand.counted
        for own, agreed, bound in zip(read.units, consensus.units, bounds, strict=True)
    )
    for read in hand.counted:
        if others_differ and read.units == consensus.units:
            yield Flag(
                code="identical-cards",
                message=f"合议与{read.card.examiner}的评分逐条相同，而其他专家相差较大",
                examiner=read.card.examiner,
            )


def examiner_flags(reads: Sequence[Read]) -> list[Flag]:
    """Give the remarks on one examiner's cards of different applicants (§3.2.4)."""
    found = []
    if len(reads) > 1 and len({read.total for read in reads}) == 1:
        message = f"{len(reads)}份评分表的总分都是{points_text(reads[0].total)}分"
        found.append(Flag(code="flat-card", message=message, examiner=reads[0].card.examiner))
    first: dict[tuple[int, ...], Read] = {}
    for read in sorted(reads, key=lambda read: read.card.uscc):
        same = first.setdefault(read.units, read)
        if same is not read:
            found.append(
                Flag(
                    code="identical-cards",
                    message=f"给{same.card.uscc}和{read.card.uscc}的评分逐条相同",
                    examiner=read.card.examiner,
                )
            )
    return found
