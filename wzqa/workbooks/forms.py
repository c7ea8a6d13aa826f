"""Reading a form: label cell, value in the next cell to the right, either may be merged.

Three years stand in three cells to the right of the label, in pairs of year and value, or in
labelled rows (workbooks.md §2, §10).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.labels import SEARCHED_ROWS, is_year, year_of
from wzqa.workbooks.sheet_unit import sheet_factor
from wzqa.workbooks.values import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.workbooks.cells import Sheet
    from wzqa.workbooks.labels import Labels, Spot

LONGEST_LABEL = 30
LONGEST_YEAR = 8
YEARS_ABOVE = 12  # rows
FEWEST_IN_COLUMN = 3  # labels that make a column one of labels
_YEARS = (1, 2, 3)

Position = tuple[int, int]


class Entry(NamedTuple):
    """One label and where its value stands."""

    key: str  # a field, or one year of a triple
    label: str
    at: Position  # of the label
    value: Position | None  # None: another label stands there, so nothing was filled in
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Labels found on a sheet, in reading order; a key may be there twice."""

    sheet: Sheet
    entries: tuple[Entry, ...]
    unknown: tuple[Position, ...]  # labels that match no field
    troubles: tuple[tuple[str, Position], ...]  # labels not read: problem code, where

    def by_key(self) -> Mapping[str, list[Entry]]:
        """Group the entries by field."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.key, []).append(entry)
        return found


class _Layout:
    """Where merged areas begin and end."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._origin: dict[Position, Position] = {}
        self._end: dict[Position, Position] = {}
        for first_row, first_col, last_row, last_col in sheet.merged:
            first = (first_row, first_col)
            self._end[first] = (last_row, last_col)
            for row in range(first_row, min(last_row, SEARCHED_ROWS) + 1):
                for col in range(first_col, min(last_col, sheet.n_cols + 1) + 1):
                    self._origin[row, col] = first

    def origin(self, at: Position) -> Position:
        return self._origin.get(at, at)

    def right_of(self, at: Position) -> Position:
        """Give the next cell to the right in the row of a (merged) cell."""
        return self.origin((at[0], self._end.get(at, at)[1] + 1))

    def run(self, at: Position, stops: Mapping[Position, object]) -> list[Position]:
        """List the cells to the right of a label up to the next label."""
        found: list[Position] = []
        row, col = at[0], self._end.get(at, at)[1] + 1
        while col <= self.sheet.n_cols:
            here = self.origin((row, col))
            if here in stops:
                break
            if here[0] == row or not found:
                found.append(here)
            col = self._end.get(here, here)[1] + 1 if here[1] <= col else col + 1
            col = max(col, here[1] + 1)
        return found


def _text(sheet: Sheet, at: Position) -> str:
    return squeeze(sheet.text(*at))


def _years_in_rows(layout: _Layout) -> dict[int, dict[int, str]]:
    """Find the cells that hold a year and nothing else: row → column → text."""
    sheet = layout.sheet
    found: dict[int, dict[int, str]] = {}
    for row in range(1, min(sheet.n_rows, SEARCHED_ROWS) + 1):
        for col in range(1, sheet.n_cols + 1):
            raw = sheet.raw(row, col)
            if raw and not (isinstance(raw, str) and len(raw) > LONGEST_YEAR):
                text = _text(sheet, (row, col))
                if is_year(text):
                    found.setdefault(row, {})[col] = text
    return found


def _years_above(
    years: Mapping[int, Mapping[int, str]], cells: Sequence[Position], year: int | None
) -> list[int | None] | None:
    """Look for a row of years heading three columns of values, a few rows up."""
    for row in range(cells[0][0] - 1, max(0, cells[0][0] - YEARS_ABOVE - 1), -1):
        here = years.get(row, {})
        if all(col in here for _, col in cells):
            return [year_of(here[col], year) for _, col in cells]
    return None


def _triple(
    layout: _Layout,
    at: Position,
    stops: Mapping[Position, object],
    years: Mapping[int, Mapping[int, str]],
    year: int | None,
) -> list[tuple[int | None, Position]]:
    """Find the values of three years belonging to one label: (year, cell)."""
    pairs: list[tuple[int | None, Position]] = []
    run = layout.run(at, stops)
    if run and _year_text(years, run[0]):
        for row in range(at[0], at[0] + len(_YEARS)):
            here = (row, at[1])
            if row > at[0] and here in stops and layout.origin(here) != at:
                break
            cells = layout.run((row, run[0][1] - 1), stops) if row > at[0] else run
            pairs += [
                (year_of(text, year), b)
                for a, b in pairwise(cells)
                if (text := _year_text(years, a))
            ]
        return pairs
    above = _years_above(years, run[:3], year) if len(run) >= len(_YEARS) else None
    return list(zip(above or _YEARS, run, strict=False))


def _year_text(years: Mapping[int, Mapping[int, str]], at: Position) -> str:
    return years.get(at[0], {}).get(at[1], "")


def _unknown(
    layout: _Layout, labels: Mapping[Position, object], used: set[Position]
) -> list[Position]:
    """Find what stands in a column of labels, has a value beside it, and matches no field."""
    columns = Counter(col for _, col in labels)
    found = []
    for row, col, text in layout.sheet.strings(SEARCHED_ROWS):
        at = (row, col)
        if at in labels or at in used or columns[col] < FEWEST_IN_COLUMN or is_year(text):
            continue
        beside = layout.right_of(at)
        if beside in used or beside in labels or len(squeeze(text)) > LONGEST_LABEL:
            continue
        if layout.sheet.text(*beside):
            found.append(at)
    return found


def find_form(
    sheet: Sheet, labels: Labels, found: Sequence[Spot], *, year: int | None = None
) -> Form:
    """Find the cell that holds the value of every label; `found` are the label-like cells."""
    layout = _Layout(sheet)
    at_label = {
        (spot.row, spot.col): spot
        for spot in found
        if spot.meaning.key and layout.right_of((spot.row, spot.col))[1] <= sheet.n_cols
    }
    troubles = [(s.meaning.trouble, (s.row, s.col)) for s in found if s.meaning.trouble]
    years = _years_in_rows(layout)
    default = sheet_factor(sheet, SEARCHED_ROWS)
    entries: list[Entry] = []
    for at, (_, _, text, meaning) in at_label.items():
        key, factor = meaning.key, meaning.factor or default
        if not labels.is_triple(key):
            value = layout.right_of(at)
            entries.append(Entry(key, text, at, None if value in at_label else value, factor))
            continue
        for which, cell in _triple(layout, at, at_label, years, year):
            if which:
                entries.append(Entry(f"{key}_{which}", text, at, cell, factor))
            else:
                troubles.append(("heading-year-outside", at))
    used = {entry.value for entry in entries if entry.value}
    unknown = _unknown(layout, at_label, used)
    return Form(sheet, tuple(entries), tuple(unknown), tuple(dict.fromkeys(troubles)))
