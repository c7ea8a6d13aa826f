"""资料评审结果.xlsx and 现场评审结果.xlsx (workbooks.md §8).

Overview with charts, list, one row per mark, 算分过程单, examiners, agreement, 数据口径.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from wzqa.workbooks.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item of the standard: 4.1.2, its category 4.1, title, points."""

    clause: str
    category: str
    title: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """One category of the standard: 4.1, 领导, points."""

    clause: str
    title: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One card as it entered the score of one applicant.

    `percents` item → 得分率 (empty when points per category came in); `points` category → points;
    `weight` the share of this card: 1 = counted, 0 = dropped, between = tied for an extreme that
    was dropped once (scoring.md §1.4); None = the method has no card weights (median, trimming per
    category or item, 合议). `counted` False: a card beside the official ones (合议 under mean).
    `state` is the Chinese name of its state (已提交, 不完整, 回避 …).
    """

    examiner: str
    panel: str
    state: str
    total: Decimal | None
    points: Mapping[str, Decimal]
    percents: Mapping[str, Decimal]
    weight: Fraction | None = None
    counted: bool = True
    consensus: bool = False
    reason: str = ""
    source: str = ""  # file › sheet
    flags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One applicant of the stage.

    `outcome` 入围 | 未入围 | 并列待定 | 暂不能排名 | 待决定; `score` as published, `exact` the
    fraction before rounding; `distance` = score − score at the line; `stability` 稳定入围 | 临界 |
    稳定未入围 | ""; `p_in` the simulated share. `parts` (现场评审 only) names each stage score that
    the combined score is made of, with its weight.
    """

    rank: int | None
    app_no: str
    name: str
    uscc: str
    region: str
    award: str
    size: str
    panel: str
    cards: Sequence[CardLine]
    score: Decimal | None
    exact: Fraction | None
    categories: Mapping[str, Decimal]
    spread: Decimal | None
    outcome: str
    distance: Decimal | None = None
    stability: str = ""
    p_in: Decimal | None = None
    parts: Sequence[tuple[str, Decimal, Decimal]] = ()  # (现场评审得分, 612.25, weight 0.6)
    flags: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerLine:
    """One examiner: cards, mean of card totals, mean deviation from the others, flags."""

    name: str
    panel: str
    n: int
    mean: Decimal | None
    mean_deviation: Decimal | None
    flags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """One panel: coefficients as printed ("" or None = undefined), applicants, examiners."""

    panel: str
    n: int
    k: int
    icc_c1: Decimal | None
    icc_ck: Decimal | None
    kendall_w: Decimal | None
    alpha: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """Everything a stage's result workbook shows.

    `method` is the rule in words; `cut_score` the score at the line (None: no line yet); `lines` in
    the order of the ranking (before `rank`: by score). `remarks` are sentences for the overview
    (ties, holds, decisions). `decimals` is the stage's.
    """

    meta: Meta
    stage: str  # 资料评审 | 现场评审
    method: str
    method_key: str  # mean | trimmed | median | consensus
    decimals: int
    cap: int
    floor: Decimal | None
    cut_score: Decimal | None
    categories: Sequence[CategoryLine]
    items: Sequence[ItemLine]
    lines: Sequence[ScoreLine]
    examiners: Sequence[ExaminerLine]
    agreement: Sequence[AgreementLine]
    flag_titles: Mapping[str, str]
    remarks: Sequence[str] = ()


def write_score_result(report: ScoreReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    raise NotImplementedError
