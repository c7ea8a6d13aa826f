"""What a sheet is described by: columns, tables, blocks, and where they came to stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.workbooks.writing.styles import Form

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.models import Day
    from wzqa.workbooks.writing.rows import Value


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
    `verdict` colours the outcome words; `decimals` counts only for `Form.SCORE`. What is not
    `printed` is for the screen alone and stands to the right of what is.
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
    printed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: title, notes, header, rows, blank rows to fill in, lines below.

    `frozen` is the number of columns that stay in sight; title and notes stand over the first
    `headed` columns (0: over all that are printed). Every row has one value per column. `one_page`
    prints on a single page, for a blank that is filled in by hand; `across` A3 pages side by side take
    a table too wide for one.
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
    headed: int = 0
    one_page: bool = False
    across: int = 1

    @property
    def printed(self) -> int:
        """The number of columns that are printed."""
        return sum(column.printed for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A small table among others on one sheet.

    Without `headed` it is a list of facts: no header row, and the last column is as wide as the sheet.
    """

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


def day_value(day: Day | None) -> Value:
    """Turn a day into a cell: a real date, or text when only the month or year is known."""
    if day is None:
        return None
    if day.exact:
        return day.first
    if (day.first.year, day.first.month) == (day.last.year, day.last.month):
        return f"{day.first.year}年{day.first.month}月"
    return f"{day.first.year}年"
