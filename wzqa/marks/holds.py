"""Which method a stage can use, and why an applicant cannot be ranked (arithmetic.md §1.4, §1.8, §7).

A missing or incomplete card holds the applicant, whatever n is: only a recusal or a recorded
decision lowers n.
"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.marks.aggregation import Method
    from wzqa.marks.cards import Hand, Ruler
    from wzqa.stage_rules import StageRules

CardDecision = Literal["rank", "exclude"]
_HUNDRED = 100


def applied_method(hands: Sequence[Hand], rules: StageRules) -> Method:
    """Give the one method of the stage: trimming for everybody, or for nobody (§1.4)."""
    too_few = any(len(hand.counted) < rules.trim.min_cards for hand in hands)
    if rules.method == "trimmed" and rules.trim.fallback == "mean_for_all" and too_few:
        return "mean"
    return rules.method


def why_held(
    hand: Hand, ruler: Ruler, rules: StageRules, method: Method, decision: CardDecision | None
) -> str:
    """Say in Chinese why the applicant cannot be ranked yet, "" when it can."""
    n = len(hand.counted)
    if not n:
        return "；".join(["没有一份有效的评分表", *_missing(hand)])
    reasons = []
    if decision != "rank":
        reasons += _missing(hand)
        if n < rules.min_cards:
            reasons.append(f"有效评分表{n}份，少于规定的{rules.min_cards}份")
    if method == "trimmed" and n < rules.trim.min_cards:
        reasons.append(f"有效评分表{n}份，去掉最高最低须不少于{rules.trim.min_cards}份")
    if method == "trimmed" and rules.trim.level == "item" and ruler.scale == "points":
        reasons.append("评分表只有类目得分，不能按条目去掉最高最低")
    if method == "consensus" and hand.consensus is None:
        reasons.append("没有有效的合议评分表")
    return "；".join(reasons)


def _missing(hand: Hand) -> list[str]:
    if not hand.missing:
        return []
    due = len(hand.counted) + len(hand.missing)
    return [f"应交评分表{due}份，缺{len(hand.missing)}份：{'、'.join(hand.missing)}"]


def stage_notes(
    hands: Sequence[Hand], ruler: Ruler, rules: StageRules, method: Method, step: int
) -> tuple[str, ...]:
    """Give the sentences that belong under the stage's table."""
    notes = []
    if method != rules.method:
        notes.append(
            f"有申报组织的有效评分表少于{rules.trim.min_cards}份，全阶段不去掉最高最低，一律取平均分"
        )
    notes.append(on_sums(method))
    counts = sorted({len(hand.counted) for hand in hands if hand.counted})
    if len(counts) > 1:
        notes.append(f"各申报组织的有效评分表份数不同（{'、'.join(map(str, counts))}份），误差不同")
    gap = smallest_gap(_grid(ruler, step), [_divisor(n, method, rules.trim.drop) for n in counts])
    if gap is not None and gap < Fraction(1, 10**rules.decimals):
        notes.append(f"保留{rules.decimals}位小数时，不同的得分可能修约成同一个数")
    notes += [
        f"{examiner}不在{hand.uscc}的评审组名单内，其评分表不计"
        for hand in hands
        for examiner in hand.strangers
    ]
    return tuple(notes)


def on_sums(method: Method) -> str:
    """Say whether the parts of a score add up to it (arithmetic.md §1.5)."""
    if method == "median":
        return "得分为中位数，类目和条目为各份评分表的平均值，不能相加得出总分"
    return "各类目得分修约前相加等于总分，印出的是各自修约后的数，末位可能相差，合计以总分为准"


def smallest_gap(grid: Fraction, divisors: Sequence[int]) -> Fraction | None:
    """Give the least distance of two different stage scores (§1.6); None without a score.

    Card totals are multiples of `grid`; a score is a sum of them over one of the divisors.
    """
    pairs = combinations_with_replacement(sorted(set(divisors)), 2)
    return min((grid / math.lcm(one, other) for one, other in pairs), default=None)


def _divisor(n: int, method: Method, drop: int) -> int:
    if method == "consensus":
        return 1
    if method == "median":
        return 1 if n % 2 else 2
    return max(1, n - 2 * drop) if method == "trimmed" else n


def _grid(ruler: Ruler, step: int) -> Fraction:
    """Give the grid of card totals: quarter points with steps of 5 %, hundredths for points."""
    if ruler.scale == "points":
        return Fraction(1, _HUNDRED)
    return Fraction(math.gcd(*ruler.maxima) * step, _HUNDRED)
