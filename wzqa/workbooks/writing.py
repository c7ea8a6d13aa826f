"""The shared core of every workbook that goes out: tables, blocks, input checks, pages.

Source: workbooks.md (head, §8), technology.md §3, §5. A caller describes a sheet as `Table` (one
header, rows, perhaps blank rows to fill in) or as stacked `Block`s, and ends with `finish`.
Nothing here knows the award, reads the clock or touches a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from wzqa.workbooks.packing import CachedValues, normalise
from wzqa.workbooks.styles import (
    TITLE_STYLE,
    Form,
    Value,
    cell_at,
    cell_style,
    head_style,
    note_style,
    put,
    put_formula,
    section_style,
    shown,
    text_width,
    title_style,
)
from wzqa.workbooks.verdicts import colour_verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.models import Day

__all__ = [
    "Block",
    "CachedValues",
    "Check",
    "Column",
    "Form",
    "Placed",
    "Table",
    "Value",
    "add_blocks",
    "add_inputs",
    "add_table",
    "cell_at",
    "cell_style",
    "day_value",
    "finish",
    "new_workbook",
    "protect",
    "put",
    "put_formula",
    "set_up_page",
]

LAST_CHECKED_ROW = 2000
_NARROW, _WIDE, _HEADING, _HASH_WIDTH, _ONE_LINE_HASH = 6, 42, 10, 34, 54
_TALLEST = 400  # points; a row cannot be taller than 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a cell accepts when a person types into it.

    kind: day | whole | decimal (between `low` and `high`), length (exactly `low` characters),
    formula (`formula` must be true; it is written for the first data row of the column).
    """

    kind: Literal["day", "whole", "decimal", "length", "formula"]
    error: str
    low: int | date | None = None
    high: int | date | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, form, and what may be typed there.

    `guide` is shown when the cell is entered and stands on 填表说明; `choices` make a drop-down;
    `typed` cells stay unlocked when the sheet is protected and are tinted as fields;
    `verdict` colours the outcome words; `decimals` counts only for `Form.SCORE`.
    """

    heading: str
    form: Form = Form.TEXT
    width: int | None = None
    decimals: int = 2
    choices: tuple[str, ...] = ()
    check: Check | None = None
    guide: str = ""
    example: str = ""
    required: bool = False
    typed: bool = False
    verdict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: title, notes, header, rows, blank rows to fill in, lines below.

    `frozen` is the number of columns that stay in sight. Every row has one value per column.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]] = ()
    title: str = ""
    notes: Sequence[str] = ()
    below: Sequence[str] = ()
    blank_rows: int = 0
    frozen: int = 0
    filtered: bool = True
    locked: bool = False
    portrait: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A small table among others on one sheet; without `headed` its header row is left out."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    headed: bool = True
    total: bool = False  # the last row is a total


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table or block came to stand: rows count from 1, `last` < `first` when empty."""

    sheet: Worksheet
    header: int
    first: int
    last: int
    letters: dict[str, str]

    def ref(self, heading: str, *, last: int | None = None) -> str:
        """Give the range of one column's cells, `C5:C40`."""
        letter = self.letters[heading]
        return f"{letter}{self.first}:{letter}{max(self.first, last or self.last)}"


def new_workbook() -> Workbook:
    """Begin a workbook without sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def day_value(day: Day | None) -> Value:
    """Turn a day into a cell: a real date, or text when only the month or year is known."""
    if day is None:
        return None
    if day.exact:
        return day.first
    if (day.first.year, day.first.month) == (day.last.year, day.last.month):
        return f"{day.first.year}年{day.first.month}月"
    return f"{day.first.year}年"


def fit_width(column: Column, values: Sequence[Value]) -> int:
    """Choose a width: the contents within bounds; a long heading wraps rather than widens."""
    if column.width or column.form is Form.HASH:
        return column.width or _HASH_WIDTH
    content = max((text_width(shown(v, column.form, column.decimals)) for v in values), default=0)
    choices = max((text_width(c) + 2 for c in column.choices), default=0)
    heading = text_width(column.heading)
    heading = heading if heading <= _HEADING else max(_HEADING, ceil(heading / 2))
    least = {Form.DAY: 14, Form.CODE: 18 if column.check else 0}.get(column.form, 0)
    return max(_NARROW, min(_WIDE, max(content, choices, heading, least))) + 2


# --- tables -------------------------------------------------------------------------------------


def _new_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_format.defaultRowHeight = 18
    sheet.sheet_format.customHeight = True
    return sheet


def _line(sheet: Worksheet, row: int, text: str, style: str, widths: Sequence[int]) -> None:
    """Write one line across all columns, tall enough for its text (merged cells never fit)."""
    put(cell_at(sheet, row, 1), text, style)
    if len(widths) > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    size = 1.6 if style == TITLE_STYLE else 1.05
    lines = sum(max(1, ceil(text_width(p) * size / sum(widths))) for p in text.split("\n"))
    sheet.row_dimensions[row].height = 28 * lines + 4 if size > 1.5 else 14 * lines + 4  # noqa: PLR2004


def add_table(workbook: Workbook, table: Table) -> Placed:
    """Add a sheet that holds one table: framed, frozen, filtered, ready to print."""
    sheet = _new_sheet(workbook, table.name)
    columns = table.columns
    widths = [fit_width(c, [row[i] for row in table.rows]) for i, c in enumerate(columns)]
    _set_widths(sheet, widths)
    lines = [(table.title, title_style(workbook))] if table.title else []
    lines += [(note, note_style(workbook)) for note in table.notes]
    for row, (text, style) in enumerate(lines, 1):
        _line(sheet, row, text, style, widths)
    placed = _grid(
        workbook, sheet, len(lines) + 1, columns, table.rows, blank_rows=table.blank_rows
    )
    for under, text in enumerate(table.below, placed.last + 1):
        _line(sheet, under, text, note_style(workbook), widths)
    add_inputs(placed, columns, open_ended=bool(table.blank_rows))
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{placed.first}"
    if table.filtered and placed.last >= placed.first:
        sheet.auto_filter.ref = f"A{placed.header}:{get_column_letter(len(columns))}{placed.last}"
    set_up_page(sheet, header_row=placed.header, portrait=table.portrait)
    if table.locked:
        protect(sheet)
    return placed


def _form_of(column: Column, value: Value) -> Form:
    """Let a day or a count in a column of mixed facts keep its own format."""
    if column.form in {Form.TEXT, Form.LABEL} and not isinstance(value, str | bool | None):
        return Form.DAY if isinstance(value, date) else Form.FACT
    return column.form


def _fit_height(
    sheet: Worksheet, row: int, columns: Sequence[Column], values: Sequence[Value]
) -> None:
    """Give a row the height of its longest wrapped text: not every program does it by itself."""
    lines = [
        1 if (column.width or 0) > _ONE_LINE_HASH else 2
        for column, value in zip(columns, values, strict=True)
        if column.form is Form.HASH and value
    ]
    for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
        if column.form in {Form.TEXT, Form.LABEL} and isinstance(value, str):
            lines.append(_wrapped(sheet, number, value))
    _set_height(sheet, row, lines)


def _wrapped(sheet: Worksheet, number: int, text: str) -> int:
    """Count the lines of a text in a column."""
    width = sheet.column_dimensions[get_column_letter(number)].width
    return sum(max(1, ceil(text_width(part) * 1.03 / width)) for part in text.split("\n"))


def _set_height(sheet: Worksheet, row: int, lines: Sequence[int]) -> None:
    most = max(lines, default=1)
    if most > 1:
        sheet.row_dimensions[row].height = min(_TALLEST, 14 * most + 4)


def _set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _grid(
    workbook: Workbook,
    sheet: Worksheet,
    header: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    blank_rows: int = 0,
    headed: bool = True,
    total: bool = False,
) -> Placed:
    """Write header and rows from `header` down; each row must have a value per column."""
    if headed:
        for number, column in enumerate(columns, 1):
            put(cell_at(sheet, header, number), column.heading, head_style(workbook))
        _set_height(
            sheet, header, [_wrapped(sheet, i, c.heading) for i, c in enumerate(columns, 1)]
        )
    first = header + 1 if headed else header
    blanks: list[Sequence[Value]] = [[None] * len(columns)] * blank_rows
    for row, values in enumerate([*rows, *blanks], first):
        bold = total and row == first + len(rows) - 1
        for number, (value, column) in enumerate(zip(values, columns, strict=True), 1):
            form = _form_of(column, value)
            style = cell_style(
                workbook, form, decimals=column.decimals, typed=column.typed, bold=bold
            )
            put(cell_at(sheet, row, number), value, style)
        _fit_height(sheet, row, columns, values)
    last = first + len(rows) + blank_rows - 1
    letters = {column.heading: get_column_letter(i) for i, column in enumerate(columns, 1)}
    placed = Placed(sheet, header, first, last, letters)
    for column in columns:
        if column.verdict and last >= first:
            colour_verdicts(sheet, placed.ref(column.heading))
    return placed


def add_blocks(
    workbook: Workbook,
    name: str,
    title: str,
    blocks: Sequence[Block],
    notes: Sequence[str] = (),
    *,
    portrait: bool = False,
) -> list[Placed]:
    """Add a sheet of small tables one below the other (概览, 数据口径)."""
    sheet = _new_sheet(workbook, name)
    widths = [0] * max(len(block.columns) for block in blocks)
    for block in blocks:
        for i, column in enumerate(block.columns):
            widths[i] = max(widths[i], fit_width(column, [row[i] for row in block.rows]))
    _set_widths(sheet, widths)
    _line(sheet, 1, title, title_style(workbook), widths)
    for row, note in enumerate(notes, 2):
        _line(sheet, row, note, note_style(workbook), widths)
    row = 2 + len(notes)
    placed = []
    for block in blocks:
        if block.title:
            put(cell_at(sheet, row + 1, 1), block.title, section_style(workbook))
        placed.append(
            _grid(
                workbook,
                sheet,
                row + 2 if block.title else row + 1,
                block.columns,
                block.rows,
                headed=block.headed,
                total=block.total,
            )
        )
        row = placed[-1].last + 1
    set_up_page(sheet, portrait=portrait)
    return placed


# --- inputs, page, protection -------------------------------------------------------------------


def add_inputs(placed: Placed, columns: Sequence[Column], *, open_ended: bool = False) -> None:
    """Put drop-downs and input checks on the columns that have them."""
    last = LAST_CHECKED_ROW if open_ended else placed.last
    for column in columns:
        if last < placed.first or not (column.choices or column.check):
            continue
        rule = _validation(column)
        rule.add(placed.ref(column.heading, last=last))
        placed.sheet.add_data_validation(rule)


def _validation(column: Column) -> DataValidation:
    check = column.check
    if check is None:
        rule = DataValidation("list", formula1='"' + ",".join(column.choices) + '"')
        rule.error = "请从下拉列表中选择：" + "、".join(column.choices)
    elif check.kind == "length":
        rule = DataValidation("textLength", operator="equal", formula1=str(check.low))
    elif check.kind == "formula":
        rule = DataValidation("custom", formula1=check.formula)
    else:
        rule = DataValidation(
            "date" if check.kind == "day" else check.kind,
            operator="between",
            formula1=_bound(check.low),
            formula2=_bound(check.high),
        )
    if check is not None:
        rule.error = check.error[:220]
    rule.allow_blank = rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle = rule.promptTitle = column.heading[:30]
    rule.prompt = column.guide[:250] or None
    return rule


def _bound(limit: int | date | None) -> str:
    if isinstance(limit, date):
        return f"DATE({limit.year},{limit.month},{limit.day})"
    return str(limit)


def set_up_page(sheet: Worksheet, *, header_row: int | None = None, portrait: bool = False) -> None:
    """A4, fitted to one page's width, header row repeated, page numbers in the footer."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has it
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.7, 0.3, 0.3
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
    footer: Any = sheet.oddFooter
    footer.center.text = "第 &P 页，共 &N 页"


def protect(sheet: Worksheet) -> None:
    """Lock all but the `typed` cells, without a password; sorting, filtering, sizing stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.sort = guard.autoFilter = False
    guard.formatCells = guard.formatColumns = guard.formatRows = False


def finish(
    workbook: Workbook,
    *,
    title: str,
    created: date,
    demo: bool = False,
    cached: CachedValues | None = None,
) -> bytes:
    """Save to bytes that depend on the contents and `created` alone.

    `demo` prints 演示数据 at the head of every page and behind every sheet's title.
    """
    for sheet in workbook.worksheets:
        footer: Any = sheet.oddFooter
        footer.left.text = title.replace("&", "&&")
        if demo:
            header: Any = sheet.oddHeader
            header.center.text = '&"黑体,常规"&14演示数据'
            head = sheet["A1"]
            if head.style == TITLE_STYLE:
                head.value = f"{head.value}【演示数据】"
    return normalise(workbook, title=title, created=created, cached=cached or {})
