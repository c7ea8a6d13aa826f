"""The second look at .xlsb: extents, errors, percent formats, hidden parts ([MS-XLSB] 2.1.4, 2.4)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from wzqa.workbooks.opening.biff import ERRORS
from wzqa.workbooks.opening.cells import CellKind, Marks
from wzqa.workbooks.opening.formats import MONTH_IDS, PERCENT_IDS, is_month_only, is_percent

if TYPE_CHECKING:
    from collections.abc import Iterator

ROW, BLANK, ERROR, FORMULA_ERROR, COLUMN = 0, 1, 3, 11, 60
SHEET = 156
FORMAT, XF, BEGIN_STYLES, END_STYLES = 44, 47, 617, 618
LAST_CELL = 11
HIDDEN_ROW, HIDDEN_COLUMN = 0x10, 0x01


def _varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for i in range(most):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:  # noqa: PLR2004  (the continuation bit)
            break
    return value, at


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk over records as (number, content)."""
    at = 0
    while at < len(data):
        first = data[at]
        number, at = first, at + 1
        if first & 0x80:
            number = (first & 0x7F) | ((data[at] & 0x7F) << 7)
            at += 1
        length, at = _varint(data, at, 4)
        yield number, data[at : at + length]
        at += length


def styles(data: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Give the style numbers that show a percent sign, and those that show a month only."""
    percent, month = set(PERCENT_IDS), set(MONTH_IDS)
    ids: list[int] = []
    inside = False
    for number, body in records(data):
        if number == FORMAT:
            ifmt, length = struct.unpack_from("<HI", body)
            code = body[6 : 6 + 2 * length].decode("utf-16-le", "replace")
            percent.discard(ifmt)
            month.discard(ifmt)
            if is_percent(code):
                percent.add(ifmt)
            elif is_month_only(code):
                month.add(ifmt)
        elif number in (BEGIN_STYLES, END_STYLES):
            inside = number == BEGIN_STYLES
        elif number == XF and inside:
            ids.append(struct.unpack_from("<HH", body)[1])
    return (
        frozenset(i for i, n in enumerate(ids) if n in percent),
        frozenset(i for i, n in enumerate(ids) if n in month),
    )


def sheet_ids(workbook: bytes) -> list[bytes]:
    """Give the relationship ids of the sheets, in order."""
    ids = []
    for number, body in records(workbook):
        if number == SHEET:
            (length,) = struct.unpack_from("<I", body, 8)
            ids.append(body[12 : 12 + 2 * length].decode("utf-16-le", "replace").encode())
    return ids


def look(data: bytes, percent: frozenset[int], month_only: frozenset[int]) -> tuple[Marks, int]:
    """Look through one sheet part: what was seen, and the area that holds values."""
    marks = Marks()
    hidden_rows: set[int] = set()
    hidden_cols: set[int] = set()
    row = rows = cols = 0
    for number, body in records(data):
        if number == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if len(body) > LAST_CELL and body[11] & HIDDEN_ROW:
                hidden_rows.add(row)
        elif BLANK < number <= LAST_CELL:
            col, style = struct.unpack_from("<II", body)
            rows, cols = max(rows, row), max(cols, col + 1)
            if number in (ERROR, FORMULA_ERROR):
                marks.kinds[row, col + 1] = (CellKind.ERROR, ERRORS.get(body[8], "#VALUE!"))
            elif style & 0xFFFFFF in percent:
                marks.percent.add((row, col + 1))
            elif style & 0xFFFFFF in month_only:
                marks.month_only.add((row, col + 1))
        elif number == COLUMN and struct.unpack_from("<H", body, 16)[0] & HIDDEN_COLUMN:
            first, last = struct.unpack_from("<II", body)
            hidden_cols.update(range(first + 1, min(last, 199) + 2))
    marks.hidden_rows, marks.hidden_columns = frozenset(hidden_rows), frozenset(hidden_cols)
    return marks, rows * cols
