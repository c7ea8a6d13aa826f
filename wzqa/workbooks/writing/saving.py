"""Saving a workbook to bytes that depend on its contents alone, its rows streamed.

Source: architecture.md §5.2 (fixed zip dates, sorted parts, core.xml dates). Built on openpyxl's own
writers, which have no public seam for rows: its version is bounded in pyproject.toml, and
tests/test_tables_writing.py compares with what openpyxl writes by itself.
"""

# ruff: noqa: SLF001  (openpyxl's writers work on their sheets' private members)

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter

from wzqa.workbooks.writing.packing import clean, rezip
from wzqa.workbooks.writing.rows import Writing, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = "rows stand here"


def normalise(workbook: Workbook, *, title: str, created: date) -> bytes:
    """Save with the given title and day; parts sorted, no clock."""
    return rezip(parts_of(workbook, title=title), created=created)


def parts_of(workbook: Workbook, *, title: str) -> dict[str, bytes | Streamed]:
    """Write all parts of a workbook."""
    workbook.properties = DocumentProperties(creator="wzqa", title=clean(title))
    parts = _Parts()
    _Excel(workbook, parts).write_data()
    return parts.held


def sheets_of(workbook: Workbook) -> dict[str, bytes | Streamed]:
    """Write the parts of its worksheets alone."""
    parts = _Parts()
    writer: Any = _Excel(workbook, parts)
    writer._write_worksheets()
    return parts.held


@dataclass(slots=True)
class _Parts:
    """Stands where openpyxl wants a zip file; what it gets is packed once, at the end."""

    held: dict[str, bytes | Streamed] = field(default_factory=dict)

    def writestr(self, name: str, data: bytes | str) -> None:
        self.held[name] = data.encode("utf-8") if isinstance(data, str) else data

    def namelist(self) -> list[str]:
        return list(self.held)


@dataclass(slots=True)
class Streamed:
    """A worksheet whose rows are written when the package is."""

    sheet: Worksheet
    writing: Writing
    frame: bytes

    def __iter__(self) -> Iterator[bytes]:
        """Give the part piece by piece."""
        head, _, tail = self.frame.partition(_ROWS.encode())
        yield head
        piece: list[str] = []
        size = 0
        for row in self.writing.xml(self.sheet):
            piece.append(row)
            size += len(row)
            if size > 1 << 16:
                yield "".join(piece).encode("ascii")
                piece, size = [], 0
        yield "".join(piece).encode("ascii") + tail


class _Excel(ExcelWriter):
    """Writes a workbook's parts; rows of plain cells are left to be streamed."""

    def __init__(self, workbook: Workbook, parts: Any) -> None:
        """Take the parts where openpyxl takes a zip file."""
        super().__init__(workbook, parts)
        self._parts: _Parts = parts
        self._writing = Writing(workbook)

    def write_worksheet(self, ws: Any) -> None:
        """Write a sheet as openpyxl does, but leave plain cells for later."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        plain = bool(rows_of(ws).styles)
        if plain:
            self._writing.number_styles(ws)
            if self._writing.formulas:
                self.workbook.calculation.fullCalcOnLoad = True
        out = io.BytesIO()
        writer: Any = (_Frame if plain else WorksheetWriter)(ws, out)
        writer.write()
        ws._rels = writer._rels
        whole = out.getvalue()
        self._parts.held[ws.path[1:]] = Streamed(ws, self._writing, whole) if plain else whole
        self.manifest.append(ws)


class _Frame(WorksheetWriter):
    """Writes a worksheet with a mark where its rows belong."""

    ws: Any
    xf: Any

    def write_dimensions(self) -> None:
        """Write how far the cells reach, plain ones too."""
        rows, cells = rows_of(self.ws), self.ws._cells
        own = {row for row, _ in cells}
        filled = [row for row, styles in enumerate(rows.styles) if styles or row in own]
        width = max([*map(len, rows.styles), *(column for _, column in cells)])
        self.xf.send(
            SheetDimension(f"A{filled[0]}:{get_column_letter(width)}{filled[-1]}").to_tree()
        )

    def write_rows(self) -> None:
        """Write the mark, and enter the comments."""
        xf = self.xf.send(True)
        with xf.element("sheetData"):
            xf.write(_ROWS)
        self.xf.send(None)
        for cell in self.ws._cells.values():
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
