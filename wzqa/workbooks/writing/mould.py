"""Many workbooks of one make: what they have in common is made once.

A receipt has a dozen cells of its own; its styles, theme and package are those of all receipts, and
cost openpyxl most of its time. The styles are entered beforehand in one order, so that the bytes of a
workbook do not depend on which others were made before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.workbooks.writing.packing import rezip
from wzqa.workbooks.writing.rows import Writing
from wzqa.workbooks.writing.saving import parts_of, sheets_of
from wzqa.workbooks.writing.styles import (
    Form,
    cell_style,
    head_style,
    note_style,
    section_style,
    title_style,
)
from wzqa.workbooks.writing.tables import dressed, new_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from openpyxl import Workbook


class Mould:
    """Makes workbooks one by one, each of sheets of plain cells and no notes or charts."""

    def __init__(self, *, title: str, created: date, demo: bool = False) -> None:
        """Enter the styles of tables and blocks."""
        self._title, self._created, self._demo = title, created, demo
        self._workbook = book = new_workbook()
        heads = [style(book) for style in (title_style, note_style, section_style, head_style)]
        Writing(book).enter(*heads, *(cell_style(book, form) for form in Form))
        self._common: dict[str, bytes] = {}
        self._made_for: tuple[object, ...] = ()

    def cast(self, fill: Callable[[Workbook], object]) -> bytes:
        """Give the bytes of a workbook whose sheets `fill` adds, finished as `tables.finish` does."""
        book = self._workbook
        fill(book)
        dressed(book, self._title, demo=self._demo)
        if self._made_for == self._state():
            parts = {**self._common, **sheets_of(book)}
        else:
            parts = parts_of(book, title=self._title)
            self._common = {n: part for n, part in parts.items() if isinstance(part, bytes)}
            self._made_for = self._state()
        made = rezip(parts, created=self._created)
        for sheet in book.worksheets:
            book.remove(sheet)
        return made

    def _state(self) -> tuple[object, ...]:
        """Tell what the common parts depend on: names of sheets, and tables of styles, which only grow."""
        book: Any = self._workbook
        tables = (book._cell_styles, book._fonts, book._fills, book._borders, book._number_formats)  # noqa: SLF001  (openpyxl tells it nowhere else)
        sheets = [(sheet.title, sheet.print_title_rows) for sheet in book.worksheets]
        return (*map(len, tables), len(book._differential_styles.styles), *sheets)  # noqa: SLF001
