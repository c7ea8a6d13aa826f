"""Reading a form: label cell, value in the next cell to the right, either may be merged.

Three years stand in three cells to the right of the label, in pairs of year and value, or in
labelled rows (workbooks.md §2, §10).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from wzqa.fields import FIELDS
from wzqa.names import squeeze
from wzqa.workbooks.tables_in.labels import SEARCHED_ROWS, is_year, year_of
from wzqa.workbooks.tables_in.plans import Plan, base
from wzqa.workbooks.tables_in.sheet_unit import unit_among

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.workbooks.opening.cells import Range, Raw, Sheet
    from wzqa.workbooks.tables_in.labels import Labels, Spot

LONGEST_LABEL = 30
LONGEST_YEAR = 8
YEARS_ABOVE = 12  # rows
FEWEST_IN_COLUMN = 3  # labels that make a column one of labels
_YEARS = (1, 2, 3)
_CENTURY = 2000

Position = tuple[int, int]
Years = dict[int, dict[int, str]]  # row → column → a year and nothing else


class Entry(NamedTuple):
    """One label and where its value stands."""

    key: str  # a field, or one year of a triple
    label: str
    at: Position  # of the label
    value: Position | None  # None: another label stands there, so nothing was filled in
    factor: Decimal | None = None


class _Layout:
    """Where merged areas begin and end."""

    def __init__(self, merged: Sequence[Range], n_cols: int) -> None:
        self.n_cols = n_cols
        self._origin: dict[Position, Position] = {}
        self._end: dict[Position, Position] = {}
        for first_row, first_col, last_row, last_col in merged:
            first = (first_row, first_col)
            self._end[first] = (last_row, last_col)
            for row in range(first_row, min(last_row, SEARCHED_ROWS) + 1):
                for col in range(first_col, min(last_col, n_cols + 1) + 1):
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
        while col <= self.n_cols:
            here = self.origin((row, col))
            if here in stops:
                break
            if here[0] == row or not found:
                found.append(here)
            col = self._end.get(here, here)[1] + 1 if here[1] <= col else col + 1
            col = max(col, here[1] + 1)
        return found


class Skeleton:
    """What all forms made from one blank have in common: labels, and where their values stand."""

    def __init__(
        self,
        layout: _Layout,
        entries: Sequence[Entry],
        troubles: Sequence[tuple[str, Position]],
        awards: tuple[str, ...],
    ) -> None:
        """Keep the labels in reading order; a key may be there twice."""
        self.layout = layout
        self.troubles = tuple(dict.fromkeys(troubles))  # labels not read: problem code, where
        self.by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            self.by_key.setdefault(entry.key, []).append(entry)
        self.present = {*self.by_key, *(base(key) for key in self.by_key)}
        self.is_complete = all(f.key in self.present for f in FIELDS)
        self.plan = Plan([(e.key, e.value or e.at, e.factor) for e in entries], awards)
        self.blank = [e.value is None for e in entries]
        self.labels = {entry.at for entry in entries}
        self.values = {entry.value for entry in entries if entry.value}
        columns = Counter(col for _, col in self.labels)
        self.label_columns = {c for c, n in columns.items() if n >= FEWEST_IN_COLUMN}


@dataclass(frozen=True, slots=True)
class Form:
    """Labels found on a sheet, and those that match no field."""

    sheet: Sheet
    skeleton: Skeleton
    unknown: tuple[Position, ...]


def _years(filled: Sequence[tuple[int, int, Raw]]) -> tuple[tuple[int, int, str], ...]:
    """Find the cells that hold a year and nothing else."""
    found = []
    for row, col, raw in filled:
        if isinstance(raw, str):
            if len(raw) <= LONGEST_YEAR and is_year(text := squeeze(raw)):
                found.append((row, col, text))
        elif isinstance(raw, float) and _CENTURY <= raw < _CENTURY + 100 and raw.is_integer():
            found.append((row, col, str(int(raw))))
    return tuple(found)


def _years_above(
    years: Years, cells: Sequence[Position], year: int | None
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
    years: Years,
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


def _year_text(years: Years, at: Position) -> str:
    return years.get(at[0], {}).get(at[1], "")


@lru_cache(maxsize=64)
def _skeleton(
    labels: Labels,
    found: tuple[tuple[int, int, str], ...],
    merged: tuple[Range, ...],
    n_cols: int,
    years: tuple[tuple[int, int, str], ...],
    default: Decimal | None,
    year: int | None,
    awards: tuple[str, ...],
) -> Skeleton:
    """Lay out a form from its labels: the same for all forms made from one blank."""
    layout = _Layout(merged, n_cols)
    meanings = {(row, col): (text, labels.alone(text)) for row, col, text in found}
    at_label = {
        at: (text, meaning)
        for at, (text, meaning) in meanings.items()
        if meaning.key and layout.right_of(at)[1] <= n_cols
    }
    troubles = [(meaning.trouble, at) for at, (_, meaning) in meanings.items() if meaning.trouble]
    by_row: Years = {}
    for row, col, text in years:
        by_row.setdefault(row, {})[col] = text
    entries: list[Entry] = []
    for at, (text, meaning) in at_label.items():
        key, factor = meaning.key, meaning.factor or default
        if not labels.is_triple(key):
            value = layout.right_of(at)
            entries.append(Entry(key, text, at, None if value in at_label else value, factor))
            continue
        for which, cell in _triple(layout, at, at_label, by_row, year):
            if which:
                entries.append(Entry(f"{key}_{which}", text, at, cell, factor))
            else:
                troubles.append(("heading-year-outside", at))
    return Skeleton(layout, entries, troubles, awards)


def _unknown(
    sheet: Sheet, skeleton: Skeleton, texts: Sequence[tuple[int, int, str]]
) -> list[Position]:
    """Find what stands in a column of labels, has a value beside it, and matches no field."""
    labels, values = skeleton.labels, skeleton.values
    found = []
    for row, col, text in texts:
        at = (row, col)
        if col not in skeleton.label_columns or at in labels or at in values or is_year(text):
            continue
        beside = skeleton.layout.right_of(at)
        if beside in values or beside in labels or len(squeeze(text)) > LONGEST_LABEL:
            continue
        value = sheet.text(*beside)
        if value and not is_year(value):  # 项目, 指标: the head of a row of years
            found.append(at)
    return found


def find_form(
    sheet: Sheet,
    labels: Labels,
    found: Sequence[Spot],
    *,
    year: int | None,
    awards: tuple[str, ...],
) -> Form:
    """Find the cell that holds the value of every label; `found` are the label-like cells."""
    filled = list(sheet.filled(SEARCHED_ROWS))
    texts = [(row, col, raw) for row, col, raw in filled if isinstance(raw, str)]
    skeleton = _skeleton(
        labels,
        tuple((spot.row, spot.col, spot.text) for spot in found),
        sheet.merged,
        sheet.n_cols,
        _years(filled),
        unit_among(text for _, _, text in texts),
        year,
        awards,
    )
    return Form(sheet, skeleton, tuple(_unknown(sheet, skeleton, texts)))
