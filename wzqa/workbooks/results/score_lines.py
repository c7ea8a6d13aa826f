"""What 资料评审结果.xlsx and 现场评审结果.xlsx are made of: plain lines, already decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from wzqa.criteria import Criteria
    from wzqa.workbooks.results.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One card of one applicant.

    `percents`: item → 得分率 (empty when points per category came in); `points`: category → points;
    `total` None when the card is not complete. `counted`: an independent card that enters the
    score, or the 合议 card where the method is consensus. `weight`: 1 counted, 0 dropped, between
    when several cards tie for an extreme that is dropped once (arithmetic.md §1.4); it is read only
    under mean and trimmed (level total). `state`: 已提交, 不完整, 未提交, 回避 …
    """

    examiner: str
    state: str
    total: Decimal | None
    points: Mapping[str, Decimal]
    percents: Mapping[str, Decimal]
    counted: bool = True
    consensus: bool = False
    weight: Fraction | None = None
    reason: str = ""
    source: str = ""  # file › sheet
    flags: Sequence[str] = ()  # codes; titles stand in `ScoreReport.flag_titles`


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One applicant of the stage.

    `outcome`: 入围 | 未入围 | 并列待定 | 暂不能排名 | 待决定. `score` as published, `exact` before
    rounding; `distance` = score minus the score at the line; `stability`: 稳定入围 | 临界 |
    稳定未入围 | ""; `p_in` the simulated share. `parts`: what a combined score is made of, as
    (name, published stage score, weight); empty for a plain one.
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
    stage_score: Decimal | None = None  # of this stage alone, when `score` is a combined one
    distance: Decimal | None = None
    stability: str = ""
    p_in: Decimal | None = None
    parts: Sequence[tuple[str, Decimal, Decimal]] = ()
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
    """One panel: coefficients with four decimals (None = undefined), applicants n, examiners k."""

    panel: str
    n: int
    k: int
    icc_c1: Decimal | None
    icc_ck: Decimal | None
    kendall_w: Decimal | None
    alpha: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """One remark on marks, with its numbers; `app_no` and `name` are "" for an examiner as such."""

    app_no: str
    name: str
    panel: str
    title: str
    examiner: str
    clause: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLine:
    """How one panel compares: estimate with interval, and what would change the list, in points."""

    panel: str
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None
    up: Decimal | None
    down: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedLine:
    """One applicant's score as published and less the estimated severities."""

    app_no: str
    name: str
    panel: str
    score: Decimal
    adjusted: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioLine:
    """What the list would be without one examiner (`about` "") or without one of his cards."""

    examiner: str
    about: str
    enters: str
    leaves: str
    ties: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyLine:
    """In how many scenarios one applicant is in, out, tied: without an examiner, without a card."""

    app_no: str
    name: str
    stability: str
    examiner: tuple[int, int, int]
    card: tuple[int, int, int]
    p_in: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How far the list can be relied on; `words` and `compared` are sentences."""

    compared: Sequence[str]
    panels: Sequence[PanelLine]
    adjusted: Sequence[AdjustedLine]
    words: Sequence[str]
    scenarios: Sequence[ScenarioLine]
    tallies: Sequence[TallyLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReport:
    """Everything a stage's result workbook shows.

    `method_key`: mean | trimmed | median | consensus, with `trim_level` total | category | item
    and `rounding` half_up | gb8170; `method` the same in words. `cut_score` is the score at the
    line (None: no line). `lines` in the order of the ranking. `remarks` are sentences for the
    overview (ties, holds, decisions), `on_sums` says whether the categories add up to the score.
    """

    meta: Meta
    stage: str  # 资料评审 | 现场评审
    method: str
    method_key: str
    trim_level: str
    rounding: str
    decimals: int
    cap: int
    floor: Decimal | None
    cut_score: Decimal | None
    criteria: Criteria
    lines: Sequence[ScoreLine]
    examiners: Sequence[ExaminerLine]
    agreement: Sequence[AgreementLine]
    flag_titles: Mapping[str, str]
    on_sums: str
    remarks: Sequence[str] = ()
    trim_drop: int = 1
    flagged: Sequence[FlagLine] = ()
    judgement: Judgement | None = None  # once there is a ranking

    def flags(self, codes: Sequence[str]) -> str:
        """Name flags in Chinese, each with its number where there are several."""
        counted = Counter(self.flag_titles.get(code, code) for code in codes)
        return "、".join(name if n == 1 else f"{name}{n}处" for name, n in counted.items())
