"""Named styles, one number format per kind of value, and how a value is put into a cell.

Source: workbooks.md §8. A cell that would begin a formula is written as text.
"""

from __future__ import annotations

import unicodedata
from copy import copy
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

from wzqa.dates import chinese
from wzqa.workbooks.writing.rows import Value, plain, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet


class Form(StrEnum):
    """The kind of a column: one number format and one alignment each."""

    TEXT = "文本"
    LABEL = "短语"  # short text, centred
    CODE = "代码"  # digits that are no number: stays text whatever is typed
    WHOLE = "整数"
    FACT = "事实"  # a number among texts, as it is
    SCORE = "得分"
    SHARE = "比例"  # 0.9528 shows as 95.28%
    MONEY = "金额"
    DAY = "日期"
    HASH = "校验值"  # 64 hexadecimal digits on two lines


_FORMATS = {
    Form.TEXT: "@",
    Form.LABEL: "@",
    Form.CODE: "@",
    Form.WHOLE: "0",
    Form.FACT: "General",
    Form.SHARE: "0.00%",
    Form.MONEY: "#,##0.00",
    Form.DAY: 'yyyy"年"m"月"d"日"',
    Form.HASH: "@",
}
_SIDES = {
    Form.TEXT: "left",
    Form.FACT: "left",
    Form.WHOLE: "right",
    Form.SCORE: "right",
    Form.SHARE: "right",
    Form.MONEY: "right",
}
_WRAPPED = {Form.TEXT, Form.LABEL, Form.HASH}
_THIN = Side(style="thin", color="FF808080")
BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FIELD = PatternFill("solid", fgColor="FFFFFBE6")
_HEAD = PatternFill("solid", fgColor="FFDCE6F1")
TITLE_STYLE = "题名"


def _named(workbook: Workbook, name: str, parts: Callable[[], dict[str, Any]]) -> str:
    """Register a named style once and give its name; `parts` are made when it is registered."""
    if name not in workbook.named_styles:
        workbook.add_named_style(NamedStyle(name, **parts()))
    return name


def _centred(horizontal: str = "center", *, wrap: bool = True) -> Alignment:
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap)


def title_style(workbook: Workbook) -> str:
    """Style of a sheet's title; `finish` marks these cells in a demonstration cycle."""
    return _named(
        workbook,
        TITLE_STYLE,
        lambda: {"font": Font(name="黑体", size=16, bold=True), "alignment": _centred()},
    )


def note_style(workbook: Workbook) -> str:
    """Style of a note above or below a table."""
    return _named(
        workbook,
        "说明",
        lambda: {
            "font": Font(name="宋体", size=10, color="FF404040"),
            "alignment": _centred("left"),
        },
    )


def section_style(workbook: Workbook) -> str:
    """Style of the heading of a block."""
    return _named(
        workbook,
        "小标题",
        lambda: {
            "font": Font(name="黑体", size=12, bold=True),
            "alignment": _centred("left", wrap=False),
        },
    )


def run_style(workbook: Workbook, *, bold: bool = False) -> str:
    """Style of a text that runs on over blank cells."""
    return _named(
        workbook,
        "续行（粗）" if bold else "续行",
        lambda: {
            "font": Font(name="宋体", size=10.5 if bold else 10, bold=bold),
            "alignment": _centred("left", wrap=False),
        },
    )


def head_style(workbook: Workbook) -> str:
    """Style of a header cell."""
    return _named(
        workbook,
        "表头",
        lambda: {
            "font": Font(name="黑体", size=10.5),
            "fill": _HEAD,
            "border": BORDER,
            "alignment": _centred(),
        },
    )


def cell_style(
    workbook: Workbook, form: Form, *, decimals: int = 2, typed: bool = False, bold: bool = False
) -> str:
    """Style of a data cell: the form's number format and side; `typed` is unlocked and tinted."""
    name = form.value + (f"{decimals}位" if form is Form.SCORE else "")
    name += ("（填写）" if typed else "") + ("（合计）" if bold else "")
    score = "0." + "0" * decimals if decimals else "0"
    return _named(
        workbook,
        name,
        lambda: {
            "font": Font(name="Consolas", size=10)
            if form is Form.HASH
            else Font(name="宋体", size=10.5, bold=bold),
            "number_format": score if form is Form.SCORE else _FORMATS[form],
            "border": BORDER,
            "fill": _FIELD if typed else PatternFill(),
            "protection": Protection(locked=not typed),
            "alignment": _centred(_SIDES.get(form, "center"), wrap=form in _WRAPPED),
        },
    )


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Give one of openpyxl's cells to write into or to style; never one inside a merged range.

    A plain cell that stands there becomes one of openpyxl's.
    """
    taken = rows_of(sheet).take(row, column)
    cell = cast("Cell", sheet.cell(row, column))
    if taken is not None:
        style, value = taken
        put(cell, cast("Value", value), style)
    return cell


def dress(cell: Cell, style: str) -> None:
    """Give a cell a named style; what the style resolves to is looked up once per workbook."""
    known: dict[str, StyleArray] = cell.parent.parent.__dict__.setdefault("wzqa_styles", {})
    bare: Any = cell
    if style in known:
        bare._style = copy(known[style])  # noqa: SLF001  (ten times faster than naming it anew)
    else:
        cell.style = style
        known[style] = copy(bare._style)  # noqa: SLF001  (see above)


def put(cell: Cell, value: Value, style: str) -> None:
    """Write one value with its style: text stays text, yes/no becomes 是/否, "" a blank."""
    dress(cell, style)
    value = plain(value)
    if value is None:
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, never an error value, whatever it looks like
        if value[0] in "=+-@\t'":
            cell.quotePrefix = True


class _Widths(dict[str, int]):
    """Width of each character in half-width ones; a Chinese character counts two."""

    def __missing__(self, ch: str) -> int:
        self[ch] = width = 2 if unicodedata.east_asian_width(ch) in "WFA" else 1
        return width


_WIDTHS = _Widths()


@lru_cache(maxsize=8192)
def text_width(text: str) -> int:
    """Measure the longest line in half-width characters; a Chinese character counts two."""
    if "\n" in text:
        return max(map(text_width, text.split("\n")))
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` half-width characters, anywhere."""
    lines, line, used = [], "", 0
    for ch in text:
        size = text_width(ch)
        if used + size > width:
            lines.append(line)
            line, used = "", 0
        line, used = line + ch, used + size
    return [*lines, line] if line else lines


def shown(value: Value, form: Form, decimals: int = 2) -> str:
    """Give the text that a cell shows, for measuring."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是"
    if isinstance(value, date):
        return chinese(value)
    if isinstance(value, str):
        return value
    if form is Form.MONEY:
        return f"{value:,.2f}"
    if form is Form.SHARE:
        return f"{value:.2%}"
    return f"{value:.{decimals}f}" if form is Form.SCORE else str(value)
