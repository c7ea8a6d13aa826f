"""The shared core of every workbook that goes out: tables and blocks on sheets, saved to bytes.

Source: workbooks.md (head, §8), architecture.md §5.2. A caller describes a sheet as `Table` (one
header, rows, perhaps blank rows to fill in) or as stacked `Block`s, and ends with `finish`.
Nothing here knows the award, reads the clock or touches a file.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, repeat
from math import ceil
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from wzqa.workbooks.writing.contents import Contents, sizes, wrapped
from wzqa.workbooks.writing.inputs import add_inputs, protect, set_up_page
from wzqa.workbooks.writing.layout import Block, Check, Column, Placed, Table, day_value
from wzqa.workbooks.writing.packing import clean
from wzqa.workbooks.writing.paper import A3, A4, A4_UPRIGHT, capped, fitted
from wzqa.workbooks.writing.rows import Formula, Value, rows_of
from wzqa.workbooks.writing.saving import normalise
from wzqa.workbooks.writing.styles import (
    TITLE_STYLE,
    Form,
    cell_at,
    cell_style,
    head_style,
    note_style,
    put,
    section_style,
    text_width,
    title_style,
)
from wzqa.workbooks.writing.verdicts import colour_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "Block",
    "Check",
    "Column",
    "Form",
    "Formula",
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
    "rows_of",
    "set_up_page",
    "write_tables",
]

_TALLEST = 400  # points; a row cannot be taller than 409


def new_workbook() -> Workbook:
    """Begin a workbook without sheets; column widths count the digits of its own type, 宋体."""
    workbook: Any = Workbook()
    own = Font(name="宋体", size=10)
    workbook._fonts[0] = workbook._named_styles["Normal"].font = own  # noqa: SLF001  (openpyxl has no door to it)
    workbook.remove(workbook.worksheets[0])
    begun: Workbook = workbook
    return begun


# --- tables -------------------------------------------------------------------------------------


def _new_sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_format.defaultRowHeight = 18
    sheet.sheet_format.customHeight = True
    return sheet


def _line(sheet: Worksheet, row: int, text: str, style: str, widths: Sequence[int]) -> None:
    """Write one line across all columns, tall enough for its text (merged cells never fit)."""
    put(cell_at(sheet, row, 1), text, style)
    if len(widths) > 1:  # no borders to be drawn around, so the cells below stay as they are
        sheet.merged_cells.add(CellRange(None, 1, row, len(widths), row))
    size = 1.6 if style == TITLE_STYLE else 1.05
    lines = sum(max(1, ceil(text_width(p) * size / sum(widths))) for p in text.split("\n"))
    sheet.row_dimensions[row].height = 28 * lines + 4 if size > 1.5 else 14 * lines + 4  # noqa: PLR2004


def add_table(workbook: Workbook, table: Table) -> Placed:
    """Add a sheet that holds one table: framed, frozen, filtered, ready to print."""
    sheet = _new_sheet(workbook, table.name)
    columns = table.columns
    contents = Contents(columns, table.rows)
    natural = [contents.width(i) for i in range(len(columns))]
    widths, paper = (
        fitted(columns, natural, contents.lengths(), portrait=table.portrait)
        if table.across == 1
        else (natural, A3)
    )
    _set_widths(sheet, widths)
    lines = [(table.title, title_style(workbook))] if table.title else []
    notes = [*table.notes, *_not_printed(table)]
    lines += [(note, note_style(workbook)) for note in notes]
    over = widths[: table.headed or table.printed]
    for row, (text, style) in enumerate(lines, 1):
        _line(sheet, row, text, style, over)
    placed = _grid(workbook, sheet, len(lines) + 1, contents, blank_rows=table.blank_rows)
    for under, text in enumerate(table.below, placed.last + 1):
        _line(sheet, under, text, note_style(workbook), over)
    add_inputs(placed, columns, open_ended=bool(table.blank_rows))
    sheet.freeze_panes = f"{get_column_letter(table.frozen + 1)}{placed.first}"
    if table.filtered and placed.last >= placed.first:
        sheet.auto_filter.ref = f"A{placed.header}:{get_column_letter(len(columns))}{placed.last}"
    set_up_page(sheet, header_row=placed.header, paper=paper, one_page=table.one_page)
    sheet.page_setup.fitToWidth = table.across
    if table.printed < len(columns):
        last = placed.last + len(table.below)
        sheet.print_area = f"A1:{get_column_letter(table.printed)}{max(last, placed.header)}"
    if table.locked:
        protect(sheet)
    return placed


def _not_printed(table: Table) -> list[str]:
    """Say which columns are for the screen alone."""
    hidden = [column.heading for column in table.columns[table.printed :]]
    return [f"右边各栏只在屏幕上看，不打印：{'、'.join(hidden)}"] if hidden else []


def _height(lines: int) -> int:
    return min(_TALLEST, 14 * lines + 4)


def _set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _grid(
    workbook: Workbook,
    sheet: Worksheet,
    header: int,
    contents: Contents,
    *,
    blank_rows: int = 0,
    headed: bool = True,
    total: bool = False,
) -> Placed:
    """Write header and rows from `header` down."""
    cells, columns, rows = rows_of(sheet), contents.columns, contents.rows
    widths = [
        sheet.column_dimensions[get_column_letter(i)].width for i in range(1, len(columns) + 1)
    ]
    if headed:
        head = (head_style(workbook),) * len(columns)
        cells.add(header, [head], [[c.heading for c in columns]])
        lines = max(wrapped(sizes(c.heading), w) for c, w in zip(columns, widths, strict=True))
        if lines > 1:
            cells.heights[header] = _height(lines)

    @cache
    def styles(forms: tuple[Form, ...], bold: bool) -> tuple[str, ...]:
        return tuple(
            cell_style(workbook, form, decimals=c.decimals, typed=c.typed, bold=bold)
            for form, c in zip(forms, columns, strict=True)
        )

    first = header + 1 if headed else header
    bold = repeat(False, len(rows) - total)
    styled = [*map(styles, contents.forms(), chain(bold, repeat(True)))]
    blank = styles(tuple(c.form for c in columns), False) if blank_rows else ()
    nothing: Sequence[Value] = [None] * len(columns)
    cells.add(first, styled + [blank] * blank_rows, [*rows, *[nothing] * blank_rows])
    for row, lines in enumerate(contents.lines(widths), first):
        if lines > 1:
            cells.heights[row] = _height(lines)
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
    seen = [Contents(block.columns, block.rows) for block in blocks]
    for block, contents in zip(blocks, seen, strict=True):
        for i in range(len(block.columns)):
            if block.headed or i + 1 < len(block.columns) or len(widths) == len(block.columns):
                widths[i] = max(widths[i], contents.width(i))
    widths, paper = capped(widths, *((A4_UPRIGHT,) if portrait else ()), A4, A3)
    _set_widths(sheet, widths)
    _line(sheet, 1, title, title_style(workbook), widths)
    for row, note in enumerate(notes, 2):
        _line(sheet, row, note, note_style(workbook), widths)
    row = 2 + len(notes)
    placed = []
    for block, contents in zip(blocks, seen, strict=True):
        if block.title:
            put(cell_at(sheet, row + 1, 1), block.title, section_style(workbook))
        placed.append(
            _grid(
                workbook,
                sheet,
                row + 2 if block.title else row + 1,
                contents,
                headed=block.headed,
                total=block.total,
            )
        )
        if not block.headed:
            _stretch(sheet, placed[-1], len(block.columns), widths)
        row = placed[-1].last + 1
    set_up_page(sheet, paper=paper, one_page=portrait and _tall(sheet, row) <= paper.depth)
    return placed


def _tall(sheet: Worksheet, rows: int) -> float:
    """Add up the heights of the first rows, in points."""
    own = dict(enumerate(rows_of(sheet).heights))
    plain_height = sheet.sheet_format.defaultRowHeight
    return sum(
        own.get(r) or sheet.row_dimensions[r].height or plain_height for r in range(1, rows + 1)
    )


def _stretch(sheet: Worksheet, placed: Placed, column: int, widths: Sequence[int]) -> None:
    """Let the last column of a list of facts run on to the edge of the sheet."""
    beyond = len(widths) - column
    if beyond <= 0:
        return
    cells = rows_of(sheet)
    for row in range(placed.first, placed.last + 1):
        styles, values = cells.styles[row], cells.values[row]
        cells.add(row, [(*styles, *[styles[-1]] * beyond)], [[*values, *[None] * beyond]])
        sheet.merged_cells.add(CellRange(None, column, row, len(widths), row))
        value, label = clean(str(values[-1] or "")), clean(str(values[0] or ""))
        lines = max(
            1,
            ceil(text_width(value) * 1.05 / sum(widths[column - 1 :])),
            ceil(text_width(label) * 1.05 / widths[0]),
        )
        cells.heights[row] = 14 * lines + 4


def _marked_title(sheet: Worksheet, text: str, mark: str) -> str:
    """Put a mark behind a title, on a line of its own where it would be broken, and make room."""
    over = next((r.max_col for r in sheet.merged_cells.ranges if r.min_row == r.min_col == 1), 1)
    widths = [sheet.column_dimensions[get_column_letter(i)].width or 13 for i in range(1, over + 1)]

    def lines(words: str) -> int:
        return ceil(text_width(words) * 1.6 / sum(widths))

    apart = lines(text + mark) > 1
    needed = lines(text) + apart
    sheet.row_dimensions[1].height = max(sheet.row_dimensions[1].height or 0, 28 * needed + 4)
    return f"{text}\n{mark}" if apart else text + mark


def write_tables(
    tables: Iterable[Table], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Make a workbook of plain tables, a sheet each."""
    workbook = new_workbook()
    for table in tables:
        add_table(workbook, table)
    return finish(workbook, title=title, created=created, demo=demo)


def finish(workbook: Workbook, *, title: str, created: date, demo: bool = False) -> bytes:
    """Save to bytes that depend on the contents and `created` alone."""
    dressed(workbook, title, demo=demo)
    return normalise(workbook, title=title, created=created)


def dressed(workbook: Workbook, title: str, *, demo: bool) -> None:
    """Write the title at the foot of every page.

    `demo` prints 演示数据 at the head of every page and behind every sheet's title.
    """
    for sheet in workbook.worksheets:
        footer: Any = sheet.oddFooter
        footer.left.text = title.replace("&", "&&")
        if demo:
            header: Any = sheet.oddHeader
            header.center.text = '&"黑体,常规"&14演示数据'
            head = cell_at(sheet, 1, 1)
            if head.style == TITLE_STYLE:
                head.value = _marked_title(sheet, str(head.value), "【演示数据】")
