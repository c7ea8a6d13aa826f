"""Finding a table by its headings: by content and alias, never by position.

A table may have a title and a unit row above, a header of one to three rows with merged cells, years
as groups, and a 合计 or 填表人 row that ends it (workbooks.md §1, §10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.fields import Field
    from wzqa.problems import Place, Problem
    from wzqa.workbooks.grid import Sheet


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column: `key` is a field (`name`, or `revenue_1` for one year of three)."""

    key: str
    col: int
    heading: str  # as written; levels of a header joined by " / "
    place: Place  # the lowest heading cell
    factor: Decimal | None = None  # 万元 per unit written in the heading; None = no unit there


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading that matches no field."""

    heading: str
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A table found on a sheet: its columns, and the rows that hold data."""

    sheet: Sheet
    first_row: int  # of the header
    last_row: int  # of the header
    columns: tuple[Column, ...]
    unknown: tuple[Unknown, ...]
    data_rows: tuple[int, ...]
    stop: int | None  # the row that ended the table (合计, 填表人), if any
    problems: tuple[Problem, ...]

    def column(self, key: str) -> Column | None:
        """Find the column of a field."""
        return next((c for c in self.columns if c.key == key), None)


def find_table(
    sheet: Sheet,
    fields: Sequence[Field],
    *,
    identity: Sequence[str] = ("name", "uscc"),
    year: int | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Table | None:
    """Find the table of a sheet; None when no row of the sheet looks like its header.

    `fields` are the columns looked for; `identity` the keys of which at least one must stand in the
    header and that tell a data row from a note; `year` the cycle's year, which turns 2023年 into
    前三年; `mapping` a sender's confirmed headings (heading → field key, "" = ignore).
    """
    return None
