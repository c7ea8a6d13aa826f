"""One cell of a 评分表: a mark, a state, a blank, or a fault. Nothing is guessed (workbooks.md §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from wzqa.models import CardState
from wzqa.names import half_width, has_note_mark, squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.rounding import plain
from wzqa.workbooks.opening.grid import CellKind

if TYPE_CHECKING:
    from wzqa.workbooks.opening.grid import Cell

FULL = Decimal(100)
STATES = {
    "回避": CardState.RECUSED,
    "已回避": CardState.RECUSED,
    "弃权": CardState.ABSENT,
    "缺": CardState.ABSENT,
    "缺席": CardState.ABSENT,
    "未评": CardState.NOT_SUBMITTED,
}
_DASHES = {"/", "-", "--", "—", "——", "－", "无"}
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:(%)|\(?分\)?)?")
_GAP = re.compile(r"\d\s+[+-]?\.?\d")  # two numbers
_MOST_DECIMALS = 2
_NOISE = Decimal("0.005")  # a difference that rounding to two decimals may leave


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is refused."""

    code: str
    message: str
    hint: str


class Reading(NamedTuple):
    """What a cell says: at most one of mark, state and fault; none of them = blank."""

    mark: Decimal | None = None
    state: CardState | None = None
    fault: Fault | None = None


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with one workbook."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, place: Place, code: str, message: str, hint: str, value: str = "") -> None:
        """Note an error."""
        self.problems.append(
            Problem(code=code, message=message, place=place, value=value or None, hint=hint)
        )

    def warn(self, place: Place, code: str, message: str, hint: str, value: str = "") -> None:
        """Note a warning."""
        self.problems.append(
            Problem(
                code=code,
                message=message,
                severity=Severity.WARNING,
                place=place,
                value=value or None,
                hint=hint,
            )
        )


def percent_mark(cell: Cell, step: int) -> Reading:
    """Read 得分率: 45, 45%, ４５ and 0.45 with a percent format are 45; bare 0.45 and 1 are refused."""
    reading, sure = _number(cell)
    mark = reading.mark
    if mark is None:
        return reading
    if cell.text.rstrip("）)").endswith("分"):
        return _fault("mark-unreadable", "得分率一栏写的是分", "填得分率，如45")
    if not sure and 0 < mark <= 1:
        message = "没有百分号，分不清是百分数还是小数"
        return _fault("percent-ambiguous", message, "写成45或45%的样子")
    if not 0 <= mark <= FULL:
        return _fault("mark-out-of-range", "得分率应在0至100之间", "请评审员核对")
    if mark % step:
        return _fault("mark-off-grid", f"得分率应为{step}的整数倍", "请评审员核对")
    return reading


def points_mark(cell: Cell, most: int) -> Reading:
    """Read the points of a category: 0 … `most`, at most two decimals; 85（分） is 85."""
    reading, sure = _number(cell)
    mark = reading.mark
    if mark is None:
        return reading
    if sure:
        return _fault("points-percent", "这一栏应填得分，不是百分数", "填类目得分")
    if not 0 <= mark <= most:
        return _fault("mark-out-of-range", f"得分应在0至{most}之间", "请评审员核对")
    if round(mark, _MOST_DECIMALS) != mark:
        return _fault("points-decimals", "得分最多两位小数", "请评审员核对")
    return reading


def _number(cell: Cell) -> tuple[Reading, bool]:
    """Read a number; the second part says whether it was written as a percentage."""
    if cell.kind is CellKind.BLANK:
        return Reading(), False
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        if cell.rounded is not None or (cell.shown and cell.shown.scale != 1):
            seen = plain(cell.rounded) if cell.rounded is not None else cell.text
            what = f"单元格按格式显示为{seen}，与所存的数不同"
            return _fault("mark-unreadable", what, "把数字格式改为常规，再填数字"), False
        return Reading(cell.value * FULL if cell.percent else cell.value), cell.percent
    if cell.kind is not CellKind.TEXT:
        return _unreadable(cell.kind), False
    text = squeeze(cell.text)
    if text in _DASHES:
        return Reading(), False
    if text in STATES:
        return Reading(state=STATES[text]), False
    odd = _GAP.search(half_width(cell.text)) or has_note_mark(cell.text)
    match = None if odd else _NUMBER.fullmatch(text)
    if match is None:
        return _fault("mark-unreadable", "不是分数", "填数字"), False
    return Reading(Decimal(match[1])), bool(match[2])


def _unreadable(kind: CellKind) -> Reading:
    faults = {
        CellKind.ERROR: ("mark-error-cell", "单元格是错误值", "改填数字"),
        CellKind.NO_VALUE: ("mark-no-value", "公式没有保存计算结果", "用 Excel 或 WPS 打开并保存"),
        CellKind.NOT_CALCULATED: ("mark-no-value", "公式从未计算过", "用 Excel 或 WPS 打开并保存"),
        CellKind.UNSEEN: ("mark-unreadable", "所存的数不是显示的样子", "把数字格式、字色改为常规"),
        CellKind.STRUCK: ("mark-unreadable", "带删除线，分不清是否作废", "去掉删除线再填数字"),
        CellKind.IMAGE: ("mark-picture", "单元格里是图片", "改填数字"),
    }
    return _fault(*faults.get(kind, ("mark-unreadable", "不是分数", "填数字")))


def _fault(code: str, message: str, hint: str) -> Reading:
    return Reading(fault=Fault(code, message, hint))


def held_number(cell: Cell) -> Decimal | None:
    """Give the number that a computed cell holds, None when it holds none."""
    reading, sure = _number(cell)
    return None if sure else reading.mark


def differ(held: Decimal, computed: Decimal) -> bool:
    """Say whether a sheet's own sum is another than ours, rounding to two decimals aside."""
    return abs(held - computed) > _NOISE
