"""From a cell to a value: text, numbers, money, yes and no, choices, names, codes.

Every reader returns a `Read`: the value (None or "" = counts as blank) and what is to be said of
the cell. None guesses: a filled cell that cannot be read counts as blank and says why. Days stand
in `days.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from wzqa import answers, codes
from wzqa.answers import NO_SPELLINGS
from wzqa.names import half_width, has_note_mark, squeeze
from wzqa.problems import Problem, Severity
from wzqa.rounding import plain
from wzqa.workbooks.opening.cells import Cell, CellKind
from wzqa.workbooks.opening.money_units import UNCLEAR, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wzqa.problems import Place

T = TypeVar("T")

_DITTO_LENGTH = 6
_FAR_OFF = 100  # a number shown by more than one in so many too large or too small
_OLD = 1910  # a day before was a year (1905-07-15: 2023) or another number
NAME_LENGTH, TEXT_LENGTH = 100, 2000  # beyond: a warning, nothing is cut
NOTHING = frozenset(
    {
        "",
        "/",
        "\\",
        "—",
        "——",
        "-",
        "--",
        "─",
        "–",
        "(空)",
        "(跳过)",
        "(未作答)",
        "(未填写)",
        "(未上传)",
    }
)  # written for "no entry", the last ones by web forms
NO_NUMBER = NOTHING | {"无", "暂无", "没有", "约", "N/A", "NA", "不适用"}

_UPLOADED = re.compile(
    r"https?://|\.(?:pdf|docx?|wps|zip|rar|7z|jpe?g|png|xlsx?|et)\b", re.IGNORECASE
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe]"
)
_GAP = re.compile(r"\d\s+[+-]?\.?\d")  # white space between two numbers: they are two
_NEW_LINE = re.compile(r"[ \u3000]*[\r\n\t]+[ \u3000]*")
_NUMBER = re.compile(r"¥?([+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:E[+-]?\d{1,2})?)(\D*)")
_COMPOUND = re.compile(r"(\d+(?:\.\d+)?)(亿|千万|百万|十万|万|千|)(?=[\d零元]|$)")
_SIZES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "": 1}
_ABOUT = re.compile(r"(?:大约|约|近|将近)(?=[\d¥])|(?:左右|上下|多|余)$|(?<=\d)余(?=\D)")
DITTO = frozenset(
    {"同上", "同上行", "同上格", "〃", "″", "々", "''", '"', "”", "“", "同左", "同前", "上同"}
)
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
    elsewhere: bool = False  # it is named once for all cells that it holds for

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
        return [note.at(cell) for note in self.notes if not note.elsewhere]


_SPECIAL = {
    CellKind.ERROR: Note("cell-error", "单元格是错误值", "请更正公式或直接填写结果"),
    CellKind.NO_VALUE: Note(
        "formula-without-value",
        "单元格是公式，文件里没有保存计算结果",
        "请用 Excel 或 WPS 打开、保存一次，或改为直接填写数值",
    ),
    CellKind.NOT_CALCULATED: Note(
        "formula-not-calculated",
        "单元格是程序写入的公式，从未计算过，文件里的0不是结果",
        "请用 Excel 或 WPS 打开、保存一次，或改为直接填写数值",
    ),
    CellKind.STRUCK: Note(
        "text-struck",
        "内容带删除线（全部或部分），分不清是否作废，没有读取",
        "请删去作废的内容并去掉删除线，重新填写",
    ),
    CellKind.IMAGE: Note("image-in-cell", "单元格里是图片，无法读取", "请改为文字填写"),
}


def special(cell: Cell) -> Note | None:
    """Name what no reader can read: an error, a formula without value, a picture, a ditto mark."""
    if cell.text in DITTO or (len(cell.text) < _DITTO_LENGTH and squeeze(cell.text) in DITTO):
        return _ditto(cell)
    return _unseen(cell) if cell.kind is CellKind.UNSEEN else _SPECIAL.get(cell.kind)


def _unseen(cell: Cell) -> Note:
    """Say what a person sees of a cell instead of what is stored in it."""
    sees = f"显示的却是“{cell.value}”" if cell.value else "却什么也看不见（数字格式或字色所致）"
    hint = "请把数字格式改为常规、字色改为黑色，核对后重新填写"
    return Note("value-not-shown", f"单元格里存的是“{cell.text}”，{sees}，没有读取", hint)


def _ditto(cell: Cell) -> Note:
    """Refuse a ditto mark, and name the cell that it means."""
    at = re.fullmatch(r"([A-Z]+)(\d+)", cell.place.cell or "")
    above = f"{at[1]}{int(at[2]) - 1}" if at and int(at[2]) > 1 else "上面"
    message = f"写的是“{cell.text}”，没有读取（上面一格是{above}）"
    return Note("ditto-mark", message, f"请照{above}格的内容写全")


def said(read: Read[T], cell: Cell) -> Read[T]:
    """Add that something unseen was left out, where the reader has not said so."""
    if not isinstance(cell.value, str) or not _CONTROL.search(cell.value):
        return read
    if any(note.code == _UNSEEN.code for note in read.notes):
        return read
    return Read(read.value, (*read.notes, _UNSEEN))


def _warn(code: str, message: str, hint: str) -> Note:
    return Note(code, message, hint, Severity.WARNING)


_UNSEEN = _warn(
    "text-control-characters", "含看不见的字符（控制、零宽或换向字符），已略去", "请重新录入"
)


def _outside(message: str, hint: str) -> Note:
    return _warn("value-outside-list", message, hint)


def text(cell: Cell, limit: int = TEXT_LENGTH, *, dated: bool = True) -> Read[str]:
    """Read text as written; what is unseen is dropped with a warning, a long text is kept.

    `-` and `/` are blank. A day without its year or a time was something else before the program
    changed it (3/5, 1-2, 3:5), and is asked about; without `dated`, so is every day.
    """
    if bad := special(cell):
        return Read("", (bad,))
    value = "" if cell.text in NOTHING else cell.text
    if cell.kind is CellKind.TIME:
        return Read("", (_changed("时间", cell.text, f"“{cell.text.removesuffix(':00')}”"),))
    if isinstance(cell.value, date) and (cell.yearless or not dated or cell.value.year < _OLD):
        day = cell.value
        if cell.yearless:
            was = _changed("日期", f"{day.month}月{day.day}日", f"“{day.month}/{day.day}”")
        else:
            was = _changed("日期", cell.text, "别的内容")
        return Read("", (was,))
    notes: list[Note] = []
    if _CONTROL.search(value):
        value = _CONTROL.sub("", value)
        notes.append(_UNSEEN)
    if len(value) > limit:
        what = f"文字过长（{len(value)}字，一般不超过{limit}字）"
        notes.append(_warn("text-too-long", what, "请核对是否误粘贴了其他内容"))
    return Read(value, tuple(notes))


def _changed(kind: str, shown: str, typed: str) -> Note:
    message = f"单元格是{kind}（{shown}），像是填的{typed}被自动改成了{kind}，按未填写处理"
    return Note("text-became-date", message, "请把单元格设为“文本”格式后重新填写")


def name(cell: Cell) -> Read[str]:
    """Read a name: like text, line breaks closed up, a leading = named."""
    read = text(cell, NAME_LENGTH, dated=False)
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
    parts = (part.strip() for part in re.split(r"[、；;,，┋┇\r\n]", read.value))
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


class _Number(NamedTuple):
    value: Decimal
    unit: str
    about: bool = False  # 约, 左右


@lru_cache(maxsize=4096)
def _parse_number(text: str) -> _Number | None:
    """Split a text into a number and its unit; None when it is none, or more than one."""
    plain_text = half_width(text)
    parted = _GAP.search(plain_text) or _GAP.search(_CONTROL.sub("", plain_text))
    if parted or has_note_mark(text):
        return None
    written = squeeze(text).upper().replace("人民币", "")
    bare = _ABOUT.sub("", written)
    about = bare != written
    found = _NUMBER.fullmatch(bare)
    try:
        if found:
            return _Number(Decimal(found[1].replace(",", "")), found[2].strip("()"), about)
        whole = _compound(bare)
    except InvalidOperation:
        return None
    return None if whole is None else _Number(whole, "元", about)


def _compound(written: str) -> Decimal | None:
    """Read 1亿2000万, 12万5000元: units that fall from step to step. In 元; None for anything else."""
    if not re.search(r"[亿万千元]$", written):
        return None
    plain_text = written.removesuffix("元").replace("零", "")
    steps = _COMPOUND.findall(plain_text)
    if len(steps) < 2 or "".join(n + unit for n, unit in steps) != plain_text:  # noqa: PLR2004
        return None
    amounts = [Decimal(n) * _SIZES[unit] for n, unit in steps]
    sizes = [_SIZES[unit] for _, unit in steps]
    falling = all(size > amount for size, amount in zip(sizes, amounts[1:], strict=False))
    return sum(amounts, Decimal(0)) if falling else None


def _unreadable(hint: str = "请只填写数字") -> Note:
    return _warn("number-unreadable", "不是可以读取的数字，按未填写处理", hint)


_TWO = _warn("number-unreadable", "一格里像是有两个数，按未填写处理", "请每格只填一个数")
_APPROXIMATE = _warn("number-approximate", "写的是约数，按其中的数读取", "请填写准确的数")


def _numeric(cell: Cell) -> Read[_Number | None]:
    """Read a number with what stands beside it, in the text or in the number format."""
    if bad := special(cell):
        return Read(None, (bad,))
    if isinstance(cell.value, Decimal) and not cell.percent:
        scale, unit = cell.shown or (Decimal(1), "")
        return Read(_Number(cell.value * scale, unit), _rounding(cell, cell.value))
    if squeeze(cell.text).upper() in NO_NUMBER:
        return Read(None)
    parsed = _parse_number(cell.text) if cell.kind is CellKind.TEXT else None
    if parsed is None:
        return Read(None, (_TWO if _GAP.search(cell.text) else _unreadable(),))
    return Read(parsed, (_APPROXIMATE,) if parsed.about else ())


def _rounding(cell: Cell, number: Decimal) -> tuple[Note, ...]:
    """Say that a cell shows a number so rounded that it is another one to whoever looks at it."""
    if cell.rounded is None or abs(cell.rounded - number) * _FAR_OFF <= abs(number):
        return ()
    message = f"单元格显示的是{plain(cell.rounded)}，存的是{plain(number)}，按所存的读取"
    return (_warn("number-shown-rounded", message, "请核对，并按应有的位数显示"),)


def number(cell: Cell, units: Iterable[str] = ("",)) -> Read[Decimal | None]:
    """Read a number, text or not: full-width digits, separators; `units` may stand behind it."""
    read = _numeric(cell)
    if read.value is None:
        return Read(None, read.notes)
    scaled = cell.shown is not None and cell.shown.scale != 1
    if scaled or read.value.unit not in units:
        return Read(None, (_unreadable(),))
    return Read(read.value.value, read.notes)


def money(cell: Cell, factor: Decimal | None = None) -> Read[Decimal | None]:
    """Read an amount in 万元. A unit in the cell's text outranks `factor` (万元 per unit of the heading).

    A unit in the number format outranks nothing: where it is another than the heading's, neither is
    taken. What a format only scales counts as it is shown, and is named. With the factor `UNCLEAR` no
    amount is read.
    """
    if factor is UNCLEAR and not cell.blank:
        return Read(None, (_OTHER_UNIT,))
    read = _numeric(cell)
    if read.value is None:
        return Read(None, read.notes)
    if read.value.unit not in UNITS or read.value.about:
        return Read(None, (_unreadable(),))
    own = UNITS[read.value.unit]
    if cell.shown and own is not None and factor is not None and own != factor:
        return Read(None, (_conflict(cell, factor),))
    value = read.value.value * (own or factor or 1)
    if cell.shown and (own is None or cell.shown.scale != 1):
        message = (
            f"单元格显示的是{cell.text}，存的是{plain(Decimal(str(cell.value)))}，按显示的读取"
        )
        return Read(value, (_warn("money-format-scaled", message, "请核对单位"),))
    if own is None or own == (factor or 1):
        return Read(value, read.notes)
    message = f"已按单元格里的单位换算为{plain(value)}万元"
    return Read(value, (*read.notes, Note("money-converted", message, "", Severity.INFO)))


_OTHER_UNIT = Note(
    "money-unit-unclear", "金额的单位不是人民币，或认不出来，没有读取", elsewhere=True
)


def _conflict(cell: Cell, factor: Decimal) -> Note:
    stated = next(unit for unit, size in UNITS.items() if size == factor and unit.endswith("元"))
    message = f"单元格按格式显示为{cell.text}，标题的单位却是{stated}，分不清，按未填写处理"
    return Note("money-unit-conflict", message, f"请按{stated}填写，并把数字格式改为常规")


def count(
    cell: Cell, units: Iterable[str] = ("", "人", "名", "家", "个", "位")
) -> Read[int | None]:
    """Read a whole number of people or things."""
    read = number(cell, units)
    if read.value is None:
        return Read(None, read.notes)
    if read.value != int(read.value) or read.value < 0:
        return Read(None, (_unreadable("请填写非负整数"),))
    return Read(int(read.value), read.notes)


def _flag(cell: Cell, yes: frozenset[str], no: frozenset[str], hint: str) -> Read[bool | None]:
    if bad := special(cell):
        return Read(None, (bad,))
    written = squeeze(answers.chosen(cell.text)).upper()
    if written in NOTHING:
        return Read(None)
    if yes is _IN_HAND and _UPLOADED.search(cell.text):
        return Read(True)
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


def choice(
    cell: Cell, choices: Sequence[str], spellings: Mapping[str, str] = NO_SPELLINGS
) -> Read[str]:
    """Read one of a list; B级 is B, 大型企业 is 大型; `spellings` are other ways to write one."""
    if bad := special(cell):
        return Read("", (bad,))
    written = squeeze(answers.chosen(cell.text))
    if written in NOTHING:
        return Read("")
    for option in (written, written.upper(), written.removesuffix("级").upper()):
        if option in choices:
            return Read(option)
    if written.removesuffix("企业") in choices:
        return Read(written.removesuffix("企业"))
    if found := answers.pick(cell.text, choices, spellings):
        return Read(found)
    hint = f"请填写{'、'.join(choices)}之一"
    return Read("", (_outside("不在可填内容之内，按未填写处理", hint),))
