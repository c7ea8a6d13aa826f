"""The second look at .ods: extents, errors, formulas without value, percent cells, hidden parts."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.workbooks.opening.cells import CellKind, Marks, Range

if TYPE_CHECKING:
    from lxml.etree import _Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT_P = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_FAR = 1_000_000  # a repeat count beyond this is not walked through


@dataclass(slots=True)
class _Walk:
    marks: Marks = field(default_factory=Marks)
    row: int = 0
    col_declared: int = 0
    rows: int = 0
    cols: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)


def _repeat(element: _Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdigit() and len(text) < 8 else _FAR  # noqa: PLR2004


def _text(cell: _Element) -> str:
    return "".join("".join(str(t) for t in p.itertext()) for p in cell.iterfind(_TEXT_P)).strip()


def _mark(cell: _Element, position: tuple[int, int], marks: Marks) -> None:
    text = _text(cell)
    formula = cell.get(f"{_TABLE}formula")
    value_type = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error" or (
        formula and text.startswith(("#", "Err:")) and value_type == "string"
    ):
        marks.kinds[position] = (CellKind.ERROR, text)
    elif formula and not text and value_type in (None, "float"):
        if cell.get(f"{_OFFICE}value") is None:
            marks.kinds[position] = (CellKind.NO_VALUE, "（公式）")
    elif value_type == "percentage":
        marks.percent.add(position)


def _row(element: _Element, walk: _Walk) -> None:
    first = walk.row + 1
    walk.row += _repeat(element, "rows")
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        walk.hidden_rows.update(range(first, min(walk.row, first + 9999) + 1))
    col = 0
    for cell in element.iterchildren(*_CELLS):
        width = _repeat(cell, "columns")
        if len(cell) or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
            walk.rows, walk.cols = max(walk.rows, walk.row), max(walk.cols, col + width)
            _mark(cell, (first, col + 1), walk.marks)
            high = int(cell.get(f"{_TABLE}number-rows-spanned") or 1)
            wide = int(cell.get(f"{_TABLE}number-columns-spanned") or 1)
            if high > 1 or wide > 1:
                walk.merged.append(Range(first, col + 1, first + high - 1, col + wide))
        col += width
    element.clear()


def _column(element: _Element, walk: _Walk) -> None:
    first = walk.col_declared + 1
    walk.col_declared += _repeat(element, "columns")
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        walk.hidden_cols.update(range(first, min(walk.col_declared, first + 199) + 1))


def look(content: bytes) -> tuple[list[Marks], int]:
    """Look through content.xml: marks per sheet in order, and the area of the largest sheet."""
    from lxml import etree  # noqa: PLC0415  (slow to import, .ods is rare)

    found: list[Marks] = []
    area = 0
    walk = _Walk()
    wanted = (f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column")
    events = etree.iterparse(
        io.BytesIO(content), events=("start", "end"), tag=wanted, resolve_entities=False
    )
    for event, element in events:
        if element.tag == wanted[0] and event == "start":
            walk = _Walk()
        elif element.tag == wanted[0]:
            walk.marks.hidden_rows = frozenset(walk.hidden_rows)
            walk.marks.hidden_columns = frozenset(walk.hidden_cols)
            walk.marks.merged = tuple(walk.merged)
            found.append(walk.marks)
            area = max(area, walk.rows * walk.cols)
        elif event == "end" and element.tag == wanted[1]:
            _row(element, walk)
        elif event == "end":
            _column(element, walk)
    return found, area
