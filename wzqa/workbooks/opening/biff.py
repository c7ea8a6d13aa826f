"""The second look at .xls and .et (BIFF5, BIFF8): extents, errors, formulas, formats, hidden parts.

Record numbers and layouts are those of [MS-XLS] (2.3.2, 2.4).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.workbooks.opening.cells import CellKind, Marks, Range
from wzqa.workbooks.opening.formats import Style, style_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BOF, EOF, FILEPASS, BOUNDSHEET, DATE1904 = 0x809, 0x0A, 0x2F, 0x85, 0x22
FORMAT, FORMAT5, XF = 0x41E, 0x1E, 0xE0
WINDOW2 = 0x23E
FONT, _NO_FONT, _WHITE = 0x31, 4, {1, 9, 65}
ROW, COLINFO, BOOLERR, FORMULA = 0x208, 0x7D, 0x205, 0x06
NUMBER, RK, MULRK = 0x203, 0x27E, 0xBD
WITH_VALUE = {NUMBER, RK, MULRK, 0xFD, 0x204, 0xD6, BOOLERR, FORMULA}  # LABELSST, LABEL, RSTRING
DIMENSIONS, MERGED, CODE_PAGE = 0x200, 0xE5, 0x42
UNICODE = b"\xb0\x04"  # code page 1200
EMPTY_TEXT, ON_LOAD = 3, 0x02  # a formula's result; its flag “calculate when opened”
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
    code_page_at: int = 0  # where a code page other than UTF-16 stands; 0 = nowhere
    sheets: list[Marks] = field(default_factory=list)
    area: int = 0  # of the largest sheet
    areas: int = 0  # of all


@dataclass(slots=True)
class _Styles:
    codes: dict[int, str] = field(default_factory=dict)  # by number of the format
    fonts: list[tuple[bool, int]] = field(default_factory=list)  # struck through; colour
    xfs: list[tuple[int, int, int | None]] = field(default_factory=list)  # format, font, ground

    def of(self, xf: int) -> Style | None:
        number, font, ground = self.xfs[xf] if xf < len(self.xfs) else (0, 0, None)
        font -= font > _NO_FONT  # there is no font of that number
        struck, ink = self.fonts[font] if font < len(self.fonts) else (False, 0)
        unseen = ground is not None and (ink == ground or {ink, ground} <= _WHITE)
        style = style_of(self.codes.get(number, ""), number) or Style()
        style = style._replace(struck=struck, unseen=unseen)
        return None if style == Style() else style


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Walk over records as (number, content)."""
    yield from ((number, body) for number, body, _ in _placed(stream, at))


def _placed(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes, int]]:
    """Walk over records as (number, content, where the content begins)."""
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length], at + 4
        at += 4 + length


def _ground(body: bytes) -> int | None:
    """Give the colour that a cell lies on: white where it has no pattern, None for a pattern."""
    (pattern,), (colour,) = struct.unpack_from("<I", body, 14), struct.unpack_from("<H", body, 18)
    return {0: 9, 1: colour & 0x7F}.get(pattern >> 26)


def _format(body: bytes, version: int, styles: _Styles) -> None:
    if version >= BIFF8:
        number, length, flags = struct.unpack_from("<HHB", body)
        wide = flags & 1
        text = body[5 : 5 + length * (1 + wide)]
        styles.codes[number] = text.decode("utf-16-le" if wide else "latin-1", "replace")
    else:
        styles.codes[struct.unpack_from("<H", body)[0]] = body[3:].decode("gb18030", "replace")


def _globals(stream: bytes, look: Look) -> tuple[list[int], _Styles]:
    starts: list[int] = []
    styles = _Styles()
    for number, body, at in _placed(stream):
        if number == BOF and not look.version:
            (look.version,) = struct.unpack_from("<H", body)
        elif number == FILEPASS:
            look.protected = True
            break
        elif number == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        elif number == CODE_PAGE and body[:2] != UNICODE:
            look.code_page_at = at
        elif number == DATE1904:
            look.uses_1904 = body[:1] == b"\x01"
        elif number in (FORMAT, FORMAT5):
            _format(body, look.version, styles)
        elif number == XF:
            font, code = struct.unpack_from("<HH", body)
            styles.xfs.append((code, font, _ground(body) if look.version >= BIFF8 else None))
        elif number == FONT:
            _, flags, ink = struct.unpack_from("<HHH", body)
            styles.fonts.append((bool(flags & 8), ink))
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


def _uncounted(body: bytes, version: int) -> CellKind | None:
    """Tell a formula that nobody ever calculated, as xlwt and Java programs write them.

    Either an empty text where only a number can come out, or a zero marked to be calculated when
    the file is opened.
    """
    flags, length = struct.unpack_from("<H", body, 14)[0], struct.unpack_from("<H", body, 20)[0]
    if body[12:14] == b"\xff\xff":
        tokens = body[22 : 22 + length]
        wrong = body[6] == EMPTY_TEXT and _gives_number(tokens, version)
        return CellKind.NO_VALUE if wrong else None
    zero = struct.unpack_from("<d", body, 6)[0] == 0
    return CellKind.NOT_CALCULATED if zero and flags & ON_LOAD else None


def _gives_number(tokens: bytes, version: int) -> bool:
    """Say whether the last step of a formula makes a number: [MS-XLS] 2.5.198, in reverse Polish."""
    at, last = 0, 0
    lengths = _TOKENS if version >= BIFF8 else {**_TOKENS, **_TOKENS5}
    while at < len(tokens):
        token = tokens[at] if tokens[at] < 0x40 else tokens[at] & 0x1F | 0x20  # noqa: PLR2004
        if token == 0x17:  # noqa: PLR2004  (a text)
            wide = version >= BIFF8
            size = tokens[at + 1] * (1 + (tokens[at + 2] & 1 if wide else 0))
            at += 2 + wide + size
        elif token in lengths:
            at += lengths[token]
        else:
            return False
        last = token if token != 0x15 else last  # noqa: PLR2004  (brackets)
    return 0x03 <= last <= 0x07 or last in {0x12, 0x13, 0x14, 0x1E, 0x1F}  # noqa: PLR2004


_TOKENS = {
    **dict.fromkeys(range(0x03, 0x17), 1),
    0x01: 5, 0x02: 5, 0x19: 4, 0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9, 0x20: 8, 0x21: 3, 0x22: 4,
    0x23: 5, 0x24: 5, 0x25: 9, 0x2C: 5, 0x2D: 9, 0x39: 7, 0x3A: 7, 0x3B: 11,
}  # fmt: skip
_TOKENS5 = {0x24: 4, 0x25: 7, 0x2C: 4, 0x2D: 7, 0x23: 15, 0x39: 25, 0x3A: 18, 0x3B: 21}


def _numbers(number: int, body: bytes) -> Iterator[tuple[int, int]]:
    """Give (column, style) of the numbers in a record."""
    _, col, style = struct.unpack_from("<HHH", body)
    if number == MULRK:
        for i in range((len(body) - 6) // 6):
            yield col + i, struct.unpack_from("<H", body, 4 + 6 * i)[0]
    else:
        yield col, style


def _merged(body: bytes) -> Iterator[Range]:
    count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
    for i in range(count):
        row, last_row, col, last_col = struct.unpack_from("<4H", body, 2 + 8 * i)
        if row <= last_row and col <= last_col:
            yield Range(row + 1, col + 1, last_row + 1, last_col + 1)


def _sheet(stream: bytes, start: int, styles: _Styles, version: int) -> tuple[Marks, int]:
    marks = Marks()
    hidden_rows: set[int] = set()
    hidden_cols: set[int] = set()
    merged: list[Range] = []
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
        elif number == ROW and (
            body[12] & 0x20 or not struct.unpack_from("<H", body, 6)[0] & 0x7FFF
        ):
            hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif number == COLINFO and (body[8] & 1 or body[4:6] == b"\0\0"):
            first, last = struct.unpack_from("<HH", body)
            hidden_cols.update(range(first + 1, last + 2))
        elif number == WINDOW2:
            marks.noughts_unseen = not body[0] & 0x10
        elif number == MERGED:
            merged += _merged(body)
        elif number in WITH_VALUE:
            row, first = struct.unpack_from("<HH", body)
            if first >= MAX_COLS:
                raise IndexError("column")
            row += 1
            if text := _error(number, body):
                marks.kinds[row, first + 1] = (CellKind.ERROR, text)
            elif number == FORMULA and (kind := _uncounted(body, version)):
                marks.kinds[row, first + 1] = (kind, "（公式）")
            for col, style in _numbers(number, body):
                rows, cols = max(rows, row), max(cols, col + 1)
                if found := styles.of(style):
                    marks.styles[row, col + 1] = found
    marks.merged = tuple(sorted(set(merged)))
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
            seen.areas += area
    return seen
