"""Typed cells that know their place; sheets and books of them (`grid.open_book` makes them)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from wzqa.names import comparable, squeeze
from wzqa.problems import Place, Problem
from wzqa.rounding import exact, plain
from wzqa.workbooks.opening.formats import Shown, Style, fraction, misleading, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Raw = str | float | bool | date | datetime | time | timedelta | None


PLAIN = Style()
STRUCK_RUN = "\ue0f5"  # stands before letters with a line through them, from the reader on
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGEST = 10**20  # of a number that anybody rounds


class CellKind(StrEnum):
    """What a cell holds."""

    BLANK = "blank"  # nothing, or white space only
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"  # of a day, or a length of time: 3:05
    BOOL = "bool"
    ERROR = "error"  # #REF! …; `text` names it
    NO_VALUE = "no_value"  # a formula whose value was never saved
    NOT_CALCULATED = "not_calculated"  # one that a program wrote with 0 for its value
    IMAGE = "image"  # a picture in the cell (DISPIMG)
    UNSEEN = (
        "unseen"  # what is stored is not what is shown: ;;;, white on white; `value` is what is
    )
    STRUCK = "struck"  # with a line through it, or part of it


class Cell(NamedTuple):
    """One cell. `value` by kind: TEXT str, NUMBER Decimal, DAY date, BOOL bool, else None.

    A number is the shortest decimal that was typed (`Decimal("45")`, never 45.0). `text` is the
    cell as a person would quote it. `percent`: the number format has %, `value` is the fraction as
    stored (0.45). `month_only`: the date format shows no day (the stored day counts all the same);
    `yearless`: it shows no year. `shown`: the number format gives another scale or a unit. `rounded`:
    the format shows fewer digits than are stored.
    """

    kind: CellKind
    value: str | Decimal | date | bool | None
    text: str
    place: Place
    percent: bool = False
    month_only: bool = False
    yearless: bool = False
    shown: Shown | None = None
    rounded: Decimal | None = None

    @property
    def blank(self) -> bool:
        """Say whether nothing stands in the cell."""
        return self.kind is CellKind.BLANK


class Range(NamedTuple):
    """A merged area, 1-based, bounds included."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int

    def __str__(self) -> str:
        """Print as `A1:C2`."""
        return f"{ref(self.first_row, self.first_col)}:{ref(self.last_row, self.last_col)}"

    @property
    def cells(self) -> int:
        """Count the cells; none or fewer when the bounds are the wrong way round."""
        return (self.last_row - self.first_row + 1) * (self.last_col - self.first_col + 1)

    def within(self, rows: int, cols: int) -> Range:
        """Give the part within some rows and columns, its first cell in any case."""
        return self._replace(
            last_row=max(self.first_row, min(self.last_row, rows)),
            last_col=max(self.first_col, min(self.last_col, cols)),
        )

    def covers(self, row: int, col: int) -> bool:
        """Say whether a cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_col <= col <= self.last_col


@lru_cache(maxsize=1024)
def letters(col: int) -> str:
    """Name a 1-based column: 1 → A, 27 → AA."""
    name = ""
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def ref(row: int, col: int) -> str:
    """Name a cell: (7, 3) → C7."""
    return f"{letters(col)}{row}"


@dataclass(slots=True)
class Marks:
    """What the second look saw in one sheet; positions are 1-based (row, column)."""

    kinds: dict[tuple[int, int], tuple[CellKind, str]] = field(default_factory=dict)
    styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    covered: dict[Range, list[str]] = field(default_factory=dict)  # what lies below merged cells
    noughts_unseen: bool = False  # the sheet shows no 0
    far: tuple[str, ...] = ()  # cells with something in them that were left out


def is_sound(text: str) -> bool:
    """Say whether a text is as plain as it looks: no controls, no margins, no leading =."""
    return text.isprintable() and text[:1] != "=" and text.strip() == text


class Sheet:
    """One worksheet. Rows and columns count from 1; outside everything is blank."""

    __slots__ = ("_marked", "_marks", "_rows", "file", "hidden", "n_cols", "n_rows", "name")

    def __init__(
        self,
        file: str,
        name: str,
        rows: Sequence[Sequence[Raw]],
        *,
        hidden: bool = False,
        marks: Marks | None = None,
    ) -> None:
        """Keep raw rows (row 1, column 1 first; "" or None = blank) and what was seen besides."""
        self.file = file
        self.name = name
        self.hidden = hidden
        self._rows = rows
        self._marks = marks or Marks()
        self._marked: Mapping[tuple[int, int], object] | None = None
        kinds = self._marks.kinds
        self.n_rows = max(len(rows), *(r for r, _ in kinds), 0) if kinds else len(rows)
        self.n_cols = max((len(row) for row in rows), default=0)
        self.n_cols = max(self.n_cols, *(c for _, c in kinds), 0) if kinds else self.n_cols

    @property
    def hidden_rows(self) -> frozenset[int]:
        """Rows that the file hides (filters included)."""
        return self._marks.hidden_rows

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Columns that the file hides."""
        return self._marks.hidden_columns

    @property
    def merged(self) -> tuple[Range, ...]:
        """Merged areas."""
        return self._marks.merged

    @property
    def covered(self) -> Mapping[Range, list[str]]:
        """Cells below merged areas that held something, which nobody sees: they are blank here."""
        return self._marks.covered

    @property
    def far(self) -> tuple[str, ...]:
        """Cells that held something so far from all others that they were not read."""
        return self._marks.far

    def place(self, row: int, col: int) -> Place:
        """Name a cell of this sheet."""
        return Place(self.file, self.name, ref(row, col))

    def raw(self, row: int, col: int) -> Raw:
        """Give a cell's value as the reader saw it (fast; special kinds come out blank)."""
        rows = self._rows
        if 0 < row <= len(rows) and 0 < col <= len(rows[row - 1]):
            return rows[row - 1][col - 1]
        return None

    def raws(self, row: int) -> Sequence[Raw]:
        """Give a row's values as the reader saw them; it may be shorter than `n_cols`."""
        return self._rows[row - 1] if 0 < row <= len(self._rows) else ()

    @property
    def marked(self) -> Mapping[tuple[int, int], object]:
        """Cells whose raw value does not tell what they hold: errors, percentages and the like."""
        if self._marked is None:
            styles, kinds = self._marks.styles, self._marks.kinds
            self._marked = {**styles, **kinds} if styles else kinds
        return self._marked

    def text(self, row: int, col: int) -> str:
        """Give a cell's text as a person would quote it."""
        value = self.raw(row, col)
        if isinstance(value, str) and is_sound(value) and (row, col) not in self._marks.kinds:
            return value
        return self.cell(row, col).text

    def cell(self, row: int, col: int) -> Cell:
        """Read one cell."""
        rows, at = self._rows, (row, col)
        inside = 0 < row <= len(rows) and 0 < col <= len(rows[row - 1])
        value = rows[row - 1][col - 1] if inside else None
        place = Place(self.file, self.name, ref(row, col))
        special = self._marks.kinds.get(at)
        if special is not None:
            return Cell(special[0], None, special[1] or str(value), place)
        if value is None or value == "":
            return Cell(CellKind.BLANK, None, "", place)
        style = self._marks.styles.get(at, PLAIN)
        if style.struck or style.unseen:
            return _hidden(value, place, style)
        if isinstance(value, str):
            return _hidden(value, place, style) if style.textless else _text_cell(value, place)
        return _typed(value, place, style)

    def filled_row(self, row: int) -> bool:
        """Say whether anything stands in a row."""
        values = self._rows[row - 1] if 0 < row <= len(self._rows) else ()
        return any(v not in ("", None) for v in values) or any(
            r == row for r, _ in self._marks.kinds
        )

    def filled_column(self, col: int) -> bool:
        """Say whether anything stands in a column."""
        return any(
            self.raw(r, col) not in ("", None) for r in range(1, len(self._rows) + 1)
        ) or any(c == col for _, c in self._marks.kinds)

    def row(self, row: int) -> tuple[Cell, ...]:
        """Read one row, `n_cols` cells."""
        return tuple(self.cell(row, col) for col in range(1, self.n_cols + 1))

    def standing(self, row: int) -> Iterator[Cell]:
        """Read the cells of a row that are not blank, from left to right."""
        values, kinds = self.raws(row), self._marks.kinds
        for col in range(1, self.n_cols + 1):
            if (col <= len(values) and values[col - 1] not in ("", None)) or (row, col) in kinds:
                cell = self.cell(row, col)
                if not cell.blank:
                    yield cell

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Read all rows, from row 1 on, blank ones included."""
        for row in range(1, self.n_rows + 1):
            yield self.row(row)

    def filled(self, last_row: int | None = None) -> Iterator[tuple[int, int, Raw]]:
        """Give every cell that is not blank as (row, column, raw value), row by row."""
        for r, values in enumerate(self._rows[:last_row], 1):
            for c, value in enumerate(values, 1):
                if value is not None and value != "":
                    yield r, c, value

    def strings(self, last_row: int | None = None) -> Iterator[tuple[int, int, str]]:
        """Give every text cell as (row, column, text), row by row."""
        for r, values in enumerate(self._rows[:last_row], 1):
            for c, value in enumerate(values, 1):
                if value and isinstance(value, str):
                    yield r, c, value


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was opened; `problems` is what was noticed on the way."""

    file: str
    sha256: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
    uses_1904: bool = False  # bare serial numbers count from 1904
    ordinary: bool = False  # an .xlsx that openpyxl can open without unfolding more than is there

    def sheet(self, name: str) -> Sheet | None:
        """Find a sheet by name, white space and case aside."""
        wanted = comparable(name)
        for sheet in self.sheets:
            if comparable(sheet.name) == wanted:
                return sheet
        return None


def raised(text: str) -> str:
    """Write a text set above or below the line so that its digits do not run into others."""
    return text.translate(_RAISED)


def _hidden(value: Raw, place: Place, style: Style) -> Cell:
    """Make the cell whose content is not seen, or seen to be struck out."""
    as_it_is = _text_cell(value, place) if isinstance(value, str) else _typed(value, place, PLAIN)
    kind = CellKind.STRUCK if style.struck else CellKind.UNSEEN
    return as_it_is if as_it_is.blank else Cell(kind, None, as_it_is.text, place)


def _text_cell(value: str, place: Place) -> Cell:
    text = value
    if not is_sound(value):
        text = value.strip().strip("\ufeff\u200b")
        if not text or not squeeze(text):
            return Cell(CellKind.BLANK, None, "", place)
        if STRUCK_RUN in text:
            return Cell(CellKind.STRUCK, None, text.replace(STRUCK_RUN, ""), place)
    if "DISPIMG(" in text[:20]:
        return Cell(CellKind.IMAGE, None, "（图片）", place)
    return Cell(CellKind.TEXT, value, text, place)


def _rounded(number: Decimal, decimals: int) -> Decimal | None:
    """Give what a format with so many decimals makes of a number, None where that is the number."""
    if decimals < 0 or abs(number) > _LARGEST:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return None if rounded == number else rounded


def _typed(value: Raw, place: Place, style: Style) -> Cell:
    if style is PLAIN and value.__class__ is float and isfinite(value):  # nearly every number
        number = exact(value)
        return Cell(CellKind.NUMBER, number, plain(number), place)
    if isinstance(value, bool):
        return Cell(CellKind.BOOL, value, "TRUE" if value else "FALSE", place)
    if isinstance(value, int | float):
        if not isfinite(value):
            return Cell(CellKind.ERROR, None, "#NUM!", place)
        number = exact(float(value))
        if style.percent:
            return Cell(CellKind.NUMBER, number, f"{plain(number * 100)}%", place, percent=True)
        if style.fraction:
            return Cell(CellKind.NUMBER, number, fraction(number, style.fraction), place)
        if style.code and (other := misleading(style.code, number)) is not None:
            return Cell(CellKind.UNSEEN, other, plain(number), place)
        if style.code and (seen := shown(style.code, number)):
            text = f"{plain(number * seen.scale)}{seen.unit}"
            return Cell(CellKind.NUMBER, number, text, place, shown=seen)
        rounded = _rounded(number, style.decimals)
        return Cell(CellKind.NUMBER, number, plain(number), place, rounded=rounded)
    if isinstance(value, date):  # datetime is a date
        day = value.date() if isinstance(value, datetime) else value
        return Cell(
            CellKind.DAY,
            day,
            day.isoformat(),
            place,
            month_only=style.month_only,
            yearless=style.yearless,
        )
    return Cell(CellKind.TIME, None, str(value), place)
