"""From a cell to a value: text, numbers, money, yes and no, choices, names, codes.

Every reader returns a `Read`: the value (None or "" = counts as blank) and what is to be said of
the cell. None guesses: a filled cell that cannot be read counts as blank and says why. Days stand
in `days.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from wzqa import answers, codes
from wzqa.figures import plain
from wzqa.names import squeeze
from wzqa.problems import Problem, Severity
from wzqa.workbooks.opening.cells import Cell, CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wzqa.problems import Place

T = TypeVar("T")

NAME_LENGTH, TEXT_LENGTH = 100, 2000  # beyond: a warning, nothing is cut
NOTHING = frozenset({"", "/", "\\", "—", "——", "-", "--", "─", "–"})  # written for "no entry"
NO_NUMBER = NOTHING | {"无", "暂无", "没有", "约", "N/A", "NA", "不适用"}

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe]"
)
_NEW_LINE = re.compile(r"[ \u3000]*[\r\n\t]+[ \u3000]*")
_NUMBER = re.compile(r"¥?([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:E[+-]?\d{1,2})?)(\D*)")
UNITS = {
    "": None,
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿": Decimal(10000),
    "亿元": Decimal(10000),
}
_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "■", "Y", "YES", "TRUE", "具备", "具有"})
_NO = frozenset(
    {"否", "无", "没有", "×", "✗", "✘", "☒", "X", "N", "NO", "FALSE", "不具备", "不具有", "不是"}
)
_IN_HAND = _YES | {"已提交", "已报", "已报送", "已交", "提交", "齐全"}
_NOT_IN_HAND = _NO | {"未提交", "未报", "未报送", "未交", "缺"}


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say of a cell: problem code, Chinese reason, mend, weight."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def problem(self, place: Place, text: str) -> Problem:
        """Make the problem of a cell that reads `text`."""
        return Problem(
            code=self.code,
            message=self.message,
            severity=self.severity,
            place=place,
            value=text or None,
            hint=self.hint or None,
        )

    def at(self, cell: Cell) -> Problem:
        """Make the problem of a cell."""
        return self.problem(cell.place, cell.text)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value read from a cell, and what is to be said of it."""

    value: T
    notes: tuple[Note, ...] = ()

    @property
    def trouble(self) -> str:
        """Why a filled cell counts as blank; "" when it does not."""
        return self.notes[0].message if self.notes and self.value in (None, "", ()) else ""

    def problems(self, cell: Cell) -> list[Problem]:
        """Make the problems of the cell."""
        return [note.at(cell) for note in self.notes]


_SPECIAL = {
    CellKind.ERROR: Note("cell-error", "单元格是错误值", "请更正公式或直接填写结果"),
    CellKind.NO_VALUE: Note(
        "formula-without-value",
        "单元格是公式，文件里没有保存计算结果",
        "请用 Excel 或 WPS 打开、保存一次，或改为直接填写数值",
    ),
    CellKind.IMAGE: Note("image-in-cell", "单元格里是图片，无法读取", "请改为文字填写"),
}


def special(cell: Cell) -> Note | None:
    """Name what no reader can read: an error, a formula without value, a picture."""
    return _SPECIAL.get(cell.kind)


def _warn(code: str, message: str, hint: str) -> Note:
    return Note(code, message, hint, Severity.WARNING)


def _outside(message: str, hint: str) -> Note:
    return _warn("value-outside-list", message, hint)


def text(cell: Cell, limit: int = TEXT_LENGTH) -> Read[str]:
    """Read text as written; controls are dropped with a warning, a long text is kept."""
    if bad := special(cell):
        return Read("", (bad,))
    value = cell.text
    notes: list[Note] = []
    if _CONTROL.search(value):
        value = _CONTROL.sub("", value)
        notes.append(_warn("text-control-characters", "含不可见的控制字符，已略去", "请重新录入"))
    if len(value) > limit:
        what = f"文字过长（{len(value)}字，一般不超过{limit}字）"
        notes.append(_warn("text-too-long", what, "请核对是否误粘贴了其他内容"))
    return Read(value, tuple(notes))


def name(cell: Cell) -> Read[str]:
    """Read a name: like text, line breaks closed up, a leading = named."""
    read = text(cell, NAME_LENGTH)
    value, notes = _NEW_LINE.sub("", read.value), read.notes
    if value != read.value:
        hint = "请在单元格内去掉换行"
        notes += (_warn("text-control-characters", "名称中有换行，已连成一行", hint),)
    if value.startswith("="):
        notes += (_warn("text-formula-like", "以“=”开头，像是公式", "请核对名称是否录错"),)
    return Read(value, notes)


def names(cell: Cell) -> Read[tuple[str, ...]]:
    """Read several names, separated by 、；; or line breaks."""
    read = text(cell)
    if squeeze(read.value) in NO_NUMBER:
        return Read((), read.notes)
    parts = (part.strip() for part in re.split(r"[、；;,，\r\n]", read.value))
    return Read(tuple(part for part in parts if part), read.notes)


def code(cell: Cell) -> Read[str | None]:
    """Read a 统一社会信用代码; an invalid one counts as blank and is never repaired."""
    if bad := special(cell):
        return Read(None, (bad,))
    checked = codes.check(cell.text, number_cell=cell.kind is CellKind.NUMBER)
    if checked.fault:
        return Read(None, (Note(checked.fault, checked.why, checked.hint),))
    if checked.remark:
        hint = "请对照营业执照核对"
        return Read(checked.code, (_warn("uscc-organisation-code", checked.remark, hint),))
    return Read(checked.code)


@lru_cache(maxsize=4096)
def _parse_number(written: str) -> tuple[Decimal, str] | None:
    """Split a squeezed text into a number and its unit."""
    found = _NUMBER.fullmatch(written.upper())
    if not found:
        return None
    try:
        return Decimal(found[1].replace(",", "")), found[2]
    except InvalidOperation:
        return None


def _unreadable(hint: str = "请只填写数字") -> Note:
    return _warn("number-unreadable", "不是可以读取的数字，按未填写处理", hint)


def number(cell: Cell, units: Iterable[str] = ("",)) -> Read[Decimal | None]:
    """Read a number, text or not: full-width digits, separators; `units` may stand behind it."""
    if bad := special(cell):
        return Read(None, (bad,))
    if isinstance(cell.value, Decimal) and not cell.percent:
        return Read(cell.value)
    written = squeeze(cell.text)
    if written.upper() in NO_NUMBER:
        return Read(None)
    parsed = _parse_number(written) if cell.kind is CellKind.TEXT else None
    if parsed is None or parsed[1] not in units:
        return Read(None, (_unreadable(),))
    return Read(parsed[0])


def money(cell: Cell, factor: Decimal | None = None) -> Read[Decimal | None]:
    """Read an amount in 万元. A unit in the cell outranks `factor` (万元 per unit of the heading)."""
    read = number(cell, UNITS)
    if read.value is None:
        return read
    parsed = _parse_number(squeeze(cell.text)) if cell.kind is CellKind.TEXT else None
    own = UNITS[parsed[1]] if parsed else None
    value = read.value * (own or factor or 1)
    if own is None or own == (factor or 1):
        return Read(value)
    message = f"已按单元格里的单位换算为{plain(value)}万元"
    return Read(value, (Note("money-converted", message, "", Severity.INFO),))


def count(cell: Cell, units: Iterable[str] = ("", "人", "名", "家", "个")) -> Read[int | None]:
    """Read a whole number of people or things."""
    read = number(cell, units)
    if read.value is None:
        return Read(None, read.notes)
    if read.value != int(read.value) or read.value < 0:
        return Read(None, (_unreadable("请填写非负整数"),))
    return Read(int(read.value))


def _flag(cell: Cell, yes: frozenset[str], no: frozenset[str], hint: str) -> Read[bool | None]:
    if bad := special(cell):
        return Read(None, (bad,))
    written = squeeze(cell.text).upper()
    if written in NOTHING:
        return Read(None)
    if written in yes or (yes is _IN_HAND and re.fullmatch(r"[1-9]\d?份", written)):
        return Read(True)
    if written in no:
        return Read(False)
    both = ("已提交", "未提交") if yes is _IN_HAND else ("是", "否")
    if found := answers.pick(cell.text, both):
        return Read(found == both[0])
    return Read(None, (_outside("不在可填内容之内，按未填写处理", hint),))


def yes_no(cell: Cell) -> Read[bool | None]:
    """Read 是 or 否."""
    return _flag(cell, _YES, _NO, "请填写“是”或“否”")


def in_hand(cell: Cell) -> Read[bool | None]:
    """Read 已提交 or 未提交 (also 是 / 否, √)."""
    return _flag(cell, _IN_HAND, _NOT_IN_HAND, "请填写“已提交”或“未提交”")


def choice(cell: Cell, choices: Sequence[str]) -> Read[str]:
    """Read one of a list; B级 is B, 大型企业 is 大型."""
    if bad := special(cell):
        return Read("", (bad,))
    written = squeeze(cell.text)
    if written in NOTHING:
        return Read("")
    for option in (written, written.upper(), written.removesuffix("级").upper()):
        if option in choices:
            return Read(option)
    if written.removesuffix("企业") in choices:
        return Read(written.removesuffix("企业"))
    if found := answers.pick(cell.text, choices):
        return Read(found)
    hint = f"请填写{'、'.join(choices)}之一"
    return Read("", (_outside("不在可填内容之内，按未填写处理", hint),))
