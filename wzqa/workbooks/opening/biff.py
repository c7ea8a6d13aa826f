"""The second look at .xls and .et (BIFF5, BIFF8): extents, errors, percent formats, hidden parts.

Record numbers and layouts are those of [MS-XLS] (2.3.2, 2.4).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.workbooks.opening.cells import CellKind, Marks
from wzqa.workbooks.opening.formats import MONTH_IDS, PERCENT_IDS, is_month_only, is_percent

if TYPE_CHECKING:
    from collections.abc import Iterator

BOF, EOF, FILEPASS, BOUNDSHEET, DATE1904 = 0x809, 0x0A, 0x2F, 0x85, 0x22
FORMAT, FORMAT5, XF = 0x41E, 0x1E, 0xE0
ROW, COLINFO, BOOLERR, FORMULA = 0x208, 0x7D, 0x205, 0x06
NUMBER, RK, MULRK = 0x203, 0x27E, 0xBD
WITH_VALUE = {NUMBER, RK, MULRK, 0xFD, 0x204, 0xD6, BOOLERR, FORMULA}  # LABELSST, LABEL, RSTRING
DIMENSIONS = 0x200
BIFF8 = 0x600
MAX_ROWS, MAX_COLS = 65_536, 256
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class Look:
    """What was seen: per sheet, in the workbook's order."""

    protected: bool = False
    uses_1904: bool = False
    version: int = 0
    sheets: list[Marks] = field(default_factory=list)
    area: int = 0  # of the largest sheet


@dataclass(slots=True)
class _Styles:
    percent: set[int] = field(default_factory=lambda: set(PERCENT_IDS))
    month: set[int] = field(default_factory=lambda: set(MONTH_IDS))
    formats: list[int] = field(default_factory=list)  # per XF


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Walk over records as (number, content)."""
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _format(body: bytes, version: int, styles: _Styles) -> None:
    if version >= BIFF8:
        number, length, flags = struct.unpack_from("<HHB", body)
        wide = flags & 1
        code = body[5 : 5 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
    else:
        number, code = struct.unpack_from("<H", body)[0], body[3:].decode("latin-1")
    styles.percent.discard(number)
    styles.month.discard(number)
    if is_percent(code):
        styles.percent.add(number)
    elif is_month_only(code):
        styles.month.add(number)


def _globals(stream: bytes, look: Look) -> tuple[list[int], _Styles]:
    starts: list[int] = []
    styles = _Styles()
    for number, body in records(stream):
        if number == BOF and not look.version:
            (look.version,) = struct.unpack_from("<H", body)
        elif number == FILEPASS:
            look.protected = True
            break
        elif number == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        elif number == DATE1904:
            look.uses_1904 = body[:1] == b"\x01"
        elif number in (FORMAT, FORMAT5):
            _format(body, look.version, styles)
        elif number == XF:
            styles.formats.append(struct.unpack_from("<H", body, 2)[0])
        elif number == EOF:
            break
    return starts, styles


def _check_extent(body: bytes, version: int) -> None:
    """Refuse a declared extent that is no extent: the fast reader would allocate by it."""
    wide = version >= BIFF8
    first_row, last_row, first_col, last_col = struct.unpack_from("<IIHH" if wide else "<4H", body)
    if not (first_row <= last_row <= MAX_ROWS and first_col <= last_col <= MAX_COLS):
        raise IndexError("extent")


def _error(number: int, body: bytes) -> str:
    if number == BOOLERR and body[7:8] == b"\x01":
        return ERRORS.get(body[6], "#VALUE!")
    if number == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:  # noqa: PLR2004
        return ERRORS.get(body[8], "#VALUE!")
    return ""


def _numbers(number: int, body: bytes) -> Iterator[tuple[int, int]]:
    """Give (column, style) of the numbers in a record."""
    _, col, style = struct.unpack_from("<HHH", body)
    if number == MULRK:
        for i in range((len(body) - 6) // 6):
            yield col + i, struct.unpack_from("<H", body, 4 + 6 * i)[0]
    else:
        yield col, style


def _sheet(stream: bytes, start: int, styles: _Styles, version: int) -> tuple[Marks, int]:
    marks = Marks()
    hidden_rows: set[int] = set()
    hidden_cols: set[int] = set()
    rows = cols = depth = 0
    for number, body in records(stream, start):
        if number in (BOF, EOF):
            depth += 1 if number == BOF else -1
            if depth == 0:
                break
        elif depth > 1:
            continue  # an embedded chart
        elif number == DIMENSIONS:
            _check_extent(body, version)
        elif number == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif number == COLINFO and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            hidden_cols.update(range(first + 1, last + 2))
        elif number in WITH_VALUE:
            row = struct.unpack_from("<H", body)[0] + 1
            if text := _error(number, body):
                position = (row, struct.unpack_from("<H", body, 2)[0] + 1)
                marks.kinds[position] = (CellKind.ERROR, text)
            for col, style in _numbers(number, body):
                rows, cols = max(rows, row), max(cols, col + 1)
                known = styles.formats[style] if style < len(styles.formats) else 0
                if known in styles.percent:
                    marks.percent.add((row, col + 1))
                elif known in styles.month:
                    marks.month_only.add((row, col + 1))
    marks.hidden_rows, marks.hidden_columns = frozenset(hidden_rows), frozenset(hidden_cols)
    return marks, rows * cols


def look(stream: bytes) -> Look:
    """Look through the Workbook stream. Raises `struct.error` or `IndexError` on broken records."""
    seen = Look()
    starts, styles = _globals(stream, seen)
    if not seen.protected:
        for start in starts:
            marks, area = _sheet(stream, start, styles, seen.version)
            seen.sheets.append(marks)
            seen.area = max(seen.area, area)
    return seen
