"""退回修改: a copy of a faulty workbook with the cells coloured and commented.

The original is untouched; a workbook in an old format comes back as .xlsx with the same values.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from wzqa.problems import Problem, Severity, in_order
from wzqa.workbooks.opening.grid import LARGE_MERGED, open_book
from wzqa.workbooks.opening.second_look import MAX_COLS, MAX_ROWS
from wzqa.workbooks.writing.packing import LONGEST_TEXT, clean, rezip
from wzqa.workbooks.writing.saving import parts_of
from wzqa.workbooks.writing.tables import Column, Form, Table, add_table, cell_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.workbooks.opening.cells import Book, Sheet
    from wzqa.workbooks.writing.saving import Streamed

_COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.INFO: "DDEBF7"}
_WEIGHTS = {Severity.ERROR: "须更正", Severity.WARNING: "请核对", Severity.INFO: "已处理"}
_LIST = "退回修改说明"
_DAY = dt.date(2000, 1, 1)
MOST_CELLS = 300_000  # of all sheets; openpyxl takes about a kilobyte for each
MOST_MERGED = 1000  # areas of a sheet
LONGEST_TITLE = 31
# how openpyxl writes a whole number of more digits than a float has, and does not read it back
_ODD = re.compile(rb"""\s[\w:]+=["'][+-]?(?:nan|inf|\d+(?:\.\d+)?e[+-]?\d)""", re.IGNORECASE)
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


def marked_copy(data: bytes, problems: Sequence[Problem]) -> bytes:
    """Mark every problem at its cell and list all on a first sheet.

    A workbook too large for a copy comes back as the list alone. Raises WzqaError (exit 1) when the
    bytes are no workbook.
    """
    opened = open_book(data, problems[0].place.file or "" if problems else "")
    book, sheets = _loaded(data, opened)
    if book:
        with suppress(Exception):  # openpyxl may not be able to write what it has read
            parts = _marked(book, sheets, problems)
            if not any(_ODD.search(p) for p in parts.values() if isinstance(p, bytes)):
                return rezip(parts, created=_DAY)
    return rezip(_marked(*_laid_out(opened), problems), created=_DAY)


def _marked(
    book: Workbook, sheets: Mapping[str, Worksheet], problems: Sequence[Problem]
) -> dict[str, bytes | Streamed]:
    ordered = in_order(problems)
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in ordered:
        if problem.place.sheet and problem.place.cell:
            by_cell.setdefault((problem.place.sheet, problem.place.cell), []).append(problem)
    for (name, cell), found in by_cell.items():
        if name in sheets:
            _mark(sheets[name], cell, found)
    _listing(book, ordered)
    return parts_of(book, title="退回修改")


def _loaded(data: bytes, opened: Book) -> tuple[Workbook | None, dict[str, Worksheet]]:
    """Open a workbook as it is, with its sheets by name; None where that is not safe or not possible.

    openpyxl unfolds what the reader only looks at (merged areas cell by cell, every style), so it
    gets what the reader has found to be ordinary, and nothing else.
    """
    if not opened.ordinary or sum(s.n_rows * s.n_cols for s in opened.sheets) > MOST_CELLS:
        return None, {}
    with warnings.catch_warnings(), suppress(Exception):  # it raises whatever a bad part raises
        warnings.simplefilter("ignore")  # what openpyxl leaves out is no news to the office
        book = load_workbook(io.BytesIO(data))
        named: dict[str, Worksheet] = {sheet.title: sheet for sheet in book.worksheets}
        for source in opened.sheets:
            _shorten(named[source.name], source)
        return book, named
    return None, {}


def _laid_out(opened: Book) -> tuple[Workbook, dict[str, Worksheet]]:
    """Lay the values into a new workbook, as many sheets as there is room for."""
    book = Workbook()
    book.remove(book.worksheets[0])
    left, made = MOST_CELLS, {}
    for source in opened.sheets:
        left -= source.n_rows * source.n_cols
        if left >= 0:
            title = _NO_TITLE.sub("_", clean(source.name)).strip("'")[:LONGEST_TITLE]
            made[source.name] = book.create_sheet(title or None)
            _lay_out(made[source.name], source)
    return book, made


def _shorten(sheet: Worksheet, source: Sheet) -> None:
    """Cut texts that no cell can hold: Excel calls a workbook with one of them damaged."""
    for row, col, text in source.strings():
        if len(text) > LONGEST_TEXT:
            sheet.cell(row, col).value = clean(text)


def _lay_out(sheet: Worksheet, source: Sheet) -> None:
    """Write the values of a sheet as a person reads them, and its merged areas where they are small."""
    for row, cells in enumerate(source.rows(), 1):
        for col, cell in enumerate(cells, 1):
            if cell.text:
                sheet.cell(row, col, clean(cell.text)).data_type = "s"
    taken: set[tuple[int, int]] = set()
    for area in source.merged[:MOST_MERGED]:
        inside = (
            set(
                product(
                    range(area.first_row, area.last_row + 1),
                    range(area.first_col, area.last_col + 1),
                )
            )
            if 1 < area.cells <= LARGE_MERGED
            and area.last_row <= MAX_ROWS
            and area.last_col <= MAX_COLS
            else set()
        )
        if inside and not inside & taken:
            sheet.merge_cells(str(area))
            taken |= inside


def _mark(sheet: Worksheet, where: str, found: list[Problem]) -> None:
    cell = sheet[where]
    for merged in sheet.merged_cells.ranges:
        if where in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
    worst = min((p.severity for p in found), key=list(_COLOURS).index)
    cell.fill = PatternFill("solid", start_color=_COLOURS[worst])
    text = "\n".join(f"{p.message}。{p.hint or ''}" for p in found)
    comment = Comment(clean(text), "评审办")
    comment.width, comment.height = 320, 40 + 30 * len(found)
    cell.comment = comment


def _listing(book: Workbook, problems: Sequence[Problem]) -> None:
    """Put a list of everything in front, worst first, as the office reads tables."""
    columns = (
        Column(heading="轻重", form=Form.LABEL),
        Column(heading="工作表", width=18),
        Column(heading="单元格", form=Form.LABEL),
        Column(heading="读到", width=26),
        Column(heading="问题", width=44),
        Column(heading="请这样改", width=36),
    )
    ordered = sorted(problems, key=lambda p: list(_COLOURS).index(p.severity))
    rows = [
        (_WEIGHTS[p.severity], p.place.sheet, p.place.cell, p.value, p.message, p.hint)
        for p in ordered
    ]
    errors = sum(p.severity is Severity.ERROR for p in problems)
    table = Table(
        name=_free_name(book),
        title="退回修改：须更正和请核对的内容",
        columns=columns,
        rows=rows,
        notes=(
            f"须更正{errors}处（红色），请核对{len(problems) - errors}处（黄色、蓝色），已在原表标色并加批注。",
            "请改正后以原文件名重新报送；本页不必删除，不影响读取。",
        ),
    )
    placed = add_table(book, table)
    for row, problem in enumerate(ordered, placed.first):
        cell_at(placed.sheet, row, 1).fill = PatternFill(
            "solid", start_color=_COLOURS[problem.severity]
        )
    book.move_sheet(placed.sheet, 1 - len(book.sheetnames))
    book.active = 0
    for sheet in book.worksheets[1:]:
        sheet.sheet_view.tabSelected = False


def _free_name(book: Workbook) -> str:
    """Name the list's sheet; a copy that is marked a second time has one already."""
    if _LIST in book.sheetnames:
        book.remove(book[_LIST])
    return _LIST
