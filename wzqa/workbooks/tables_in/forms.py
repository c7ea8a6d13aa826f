"""Reading a form: label cell, value in the next cell to the right, either may be merged.

Three years stand in three cells to the right of the label, in pairs of year and value, or in
labelled rows (workbooks.md §2, §10).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from wzqa.names import squeeze
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in.labels import SEARCHED_ROWS, is_year, year_of
from wzqa.workbooks.tables_in.plans import Plan, base
from wzqa.workbooks.tables_in.sheet_unit import SheetUnit, of_name, unit_among, unit_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.fields import Offered
    from wzqa.workbooks.opening.cells import Range, Raw, Sheet
    from wzqa.workbooks.tables_in.labels import Labels, Meaning, Spot

LONGEST_LABEL = 30
LONGEST_YEAR = 14  # with a unit behind it
YEARS_ABOVE = 12  # rows
FEWEST_HEADS = 2  # years that make a row one of years
FEWEST_IN_COLUMN = 3  # labels that make a column one of labels
_YEARS = (1, 2, 3)
_CENTURY = 2000
_HEAD = re.compile(r"(?:截至)?(?:20)?\d\d年|20\d\d[-/.]\d|[本今当]年|本期")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)年")
_WHOLE_YEAR = re.compile(
    r"(?:截至)?20\d\d(?:年度?(?:12月(?:31日)?)?|[-/.]12(?:[-/.]31)?)(?:末|底|审定数?|实绩|实际|决算|数)?(?:\([^()]*\))?"
)
_HEADING = re.compile(r"项目|指标|年份|年度|年$|名称|类别|内容|单位|\(万?元\)")

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
        troubles: Sequence[tuple[str, Position | None]],
        offered: Offered,
        spare: Sequence[Position] = (),
    ) -> None:
        """Keep the labels in reading order; a key may be there twice."""
        self.spare = tuple(spare)  # beside amounts with their years, and without one
        self.layout = layout
        self.troubles = tuple(dict.fromkeys(troubles))  # labels not read: problem code, where
        self.by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            self.by_key.setdefault(entry.key, []).append(entry)
        self.present = {*self.by_key, *(base(key) for key in self.by_key)}
        self.is_complete = all(f.key in self.present for f in offered.fields)
        self.plan = Plan([(e.key, e.value or e.at, e.factor) for e in entries], offered)
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
    unread: tuple[Position, ...] = ()  # filled, among amounts with their years, without one


def _years(
    filled: Sequence[tuple[int, int, Raw]], labels: Labels
) -> tuple[tuple[int, int, str], ...]:
    """Find the cells that hold a year and nothing else: 2023年, 前三年, or a bare 2023.

    A bare one behind a name that is no label of ours and no heading is that name's amount.
    """
    found = []
    named, named_row = "", 0
    for row, col, raw in filled:
        if isinstance(raw, str):
            if len(raw) <= LONGEST_YEAR and is_year(text := squeeze(raw)):
                if _worded(text) or not _names_something(named, named_row == row, labels):
                    found.append((row, col, text))
            elif not squeeze(raw).isdigit():
                named, named_row = raw, row
        elif (
            isinstance(raw, float)
            and _CENTURY <= raw < _CENTURY + 100
            and raw.is_integer()
            and not _names_something(named, named_row == row, labels)
        ):
            found.append((row, col, str(int(raw))))
    return tuple(found)


def _heads(filled: Sequence[tuple[int, int, Raw]]) -> tuple[tuple[int, int, str], ...]:
    """Find the cells that may head a column of one year, or of part of one."""
    found = []
    for row, col, raw in filled:
        if isinstance(raw, date):
            found.append((row, col, f"{raw.year}年"))
        elif isinstance(raw, str) and len(raw) <= LONGEST_YEAR:
            text = squeeze(raw)
            if _HEAD.match(text) or is_year(text):
                found.append((row, col, text))
    return tuple(found)


def _head_year(text: str, cycle: int | None) -> int | None:
    """Tell the year of a head, as `labels.year_of`; part of a year is outside of the three."""
    short = _SHORT_YEAR.sub(r"20\1年", text)
    if is_year(text) or _WHOLE_YEAR.fullmatch(short):
        return year_of(short, cycle)
    return 0


def _in_a_row(years: Sequence[int]) -> bool:
    """Say whether bare years follow one another, upwards or downwards, as those of a heading do."""
    return {two - one for one, two in pairwise(years)} in ({1}, {-1})


def _names_something(named: str, here: bool, labels: Labels) -> bool:
    """Say whether the text before a bare year, in its row, is the name of some other amount."""
    return here and not labels.is_label(named) and not _HEADING.search(squeeze(named))


def _worded(text: str) -> bool:
    """Say whether a year is one by its wording: 2023年, not a bare 2023, which may be an amount."""
    return bool(text) and not text.isdigit()


def _follow(texts: Sequence[str]) -> bool:
    """Say whether three bare years follow one another, upwards or downwards."""
    if len(texts) != len(_YEARS) or not all(text.isdigit() for text in texts):
        return False
    return {int(two) - int(one) for one, two in pairwise(texts)} in ({1}, {-1})


class _Sheet(NamedTuple):
    """What the search for three years needs to know of a form."""

    layout: _Layout
    labels: Mapping[Position, object]
    years: Years
    year: int | None  # the cycle's
    units: Mapping[Position, Decimal]  # cells that hold a unit and nothing else
    heads: Years  # what may head a column of one year: 2025年12月31日, 25年, 2026年1-6月

    def text(self, at: Position) -> str:
        return self.years.get(at[0], {}).get(at[1], "")

    def in_label_row(self, row: int) -> bool:
        return any(r == row for r, _ in self.labels)

    def above(self, cells: Sequence[Position]) -> list[int | None] | None:
        """Look for a row of years heading columns of values, a few rows up: None for a column without.

        A row that belongs to a label holds that label's values, however much they look like years.
        """
        for row in range(cells[0][0] - 1, max(0, cells[0][0] - YEARS_ABOVE - 1), -1):
            here = self.years.get(row, {})
            if self.in_label_row(row):
                texts = [here[col] for _, col in cells[: len(_YEARS)] if col in here]
                if len(texts) == len(_YEARS) and all(map(_worded, texts)):
                    return [year_of(text, self.year) for text in texts]
                continue
            heads = self.heads.get(row, {})
            found = [heads.get(col, here.get(col, "")) for _, col in cells]
            bare = [int(text) for text in found if text.isdigit()]
            if bare and not _in_a_row(bare):
                continue
            if sum(map(bool, found)) >= FEWEST_HEADS:
                return [_head_year(text, self.year) if text else None for text in found]
        return None

    def pairs(self, at: Position, run: list[Position]) -> list[tuple[Position, Position]]:
        """Find pairs of year and value: behind one another, or in up to three rows of one label.

        By the wording of the years; or by their place, when each of three years that follow one
        another has a cell of its own beside the value's.
        """
        found: list[tuple[Position, Position]] = []
        for row in range(at[0], at[0] + len(_YEARS)):
            here = (row, at[1])
            if row > at[0] and here in self.labels and self.layout.origin(here) != at:
                break
            cells = self.layout.run((row, run[0][1] - 1), self.labels) if row > at[0] else run
            found += [(a, b) for a, b in pairwise(cells) if self.text(a)]
        worded = [pair for pair in found if _worded(self.text(pair[0]))]
        if worded and worded[0][0] == run[0]:
            return worded
        return found if self._beside(found) else []

    def _beside(self, found: Sequence[tuple[Position, Position]]) -> bool:
        """Say whether bare years stand where labels stand: three in a row, none of them a value."""
        taken = {b for _, b in found}
        apart = not taken & {a for a, _ in found}
        return apart and _follow([self.text(a) for a, _ in found])


def _triple(
    sheet: _Sheet, at: Position, spare: list[Position]
) -> list[tuple[int | None, Position]]:
    """Find the values of three years belonging to one label: (year, cell).

    Where years are written beside values, cells of the row without one go to `spare`.
    """
    run = [here for here in sheet.layout.run(at, sheet.labels) if here not in sheet.units]
    if run and sheet.text(run[0]) and (pairs := sheet.pairs(at, run)):
        spare += [here for here in run if all(here not in pair for pair in pairs)]
        return [(year_of(sheet.text(a), sheet.year), b) for a, b in pairs]
    above = sheet.above(run) if len(run) >= FEWEST_HEADS else None
    if above is None:
        return list(zip(_YEARS, run, strict=False))
    spare += [here for year, here in zip(above, run, strict=False) if year is None]
    return [(year, here) for year, here in zip(above, run, strict=False) if year is not None]


def _factor(
    sheet: _Sheet, at: Position, meaning: Meaning, default: Decimal | None
) -> tuple[Decimal | None, list[tuple[str, Position | None]]]:
    """Tell the unit of a label's amounts, and what is to be said of it.

    A unit in a cell of its own in the row counts where the label states none; one that says otherwise
    makes the amounts unclear.
    """
    factor = meaning.factor or default
    if UNCLEAR in (factor, default):
        return UNCLEAR, [("money-unit-unclear", at)] if meaning.factor is UNCLEAR else []
    beside = {h: u for h in sheet.layout.run(at, sheet.labels) if (u := sheet.units.get(h))}
    for here, unit in beside.items():
        if unit is UNCLEAR or factor not in (None, unit):
            return UNCLEAR, [("money-unit-unclear", here)]
        factor = unit
    conflict = default not in (None, factor)
    return factor, [("heading-unit-conflict", at)] if conflict else []


@lru_cache(maxsize=64)
def _skeleton(
    labels: Labels,
    found: tuple[tuple[int, int, str], ...],
    merged: tuple[Range, ...],
    n_cols: int,
    years: tuple[tuple[int, int, str], ...],
    default: SheetUnit,
    units: tuple[tuple[int, int, Decimal], ...],
    heads: tuple[tuple[int, int, str], ...],
    year: int | None,
    offered: Offered,
) -> Skeleton:
    """Lay out a form from its labels: the same for all forms made from one blank."""
    layout = _Layout(merged, n_cols)
    meanings = {(row, col): (text, labels.alone(text)) for row, col, text in found}
    at_label = {
        at: (text, meaning)
        for at, (text, meaning) in meanings.items()
        if meaning.key and layout.right_of(at)[1] <= n_cols
    }
    troubles: list[tuple[str, Position | None]] = [
        (meaning.trouble, at) for at, (_, meaning) in meanings.items() if meaning.trouble
    ]
    if default.factor is UNCLEAR:
        troubles.append(("money-unit-unclear", default.at))
    by_row: Years = {}
    for row, col, text in years:
        by_row.setdefault(row, {})[col] = text
    entries: list[Entry] = []
    spare: list[Position] = []
    headed: Years = {}
    for row, col, text in heads:
        headed.setdefault(row, {})[col] = text
    beside = {(row, col): unit for row, col, unit in units}
    sheet = _Sheet(layout, at_label, by_row, year, beside, headed)
    for at, (text, meaning) in at_label.items():
        key = meaning.key
        if not labels.is_triple(key):
            value = layout.right_of(at)
            entries.append(Entry(key, text, at, None if value in at_label else value))
            continue
        factor, trouble = _factor(sheet, at, meaning, default.factor)
        troubles += trouble
        for which, cell in _triple(sheet, at, spare):
            if which:
                entries.append(Entry(f"{key}_{which}", text, at, cell, factor))
            else:
                troubles.append(("heading-year-outside", at))
    return Skeleton(layout, entries, troubles, offered, spare)


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
    sheet: Sheet, labels: Labels, found: Sequence[Spot], *, year: int | None, offered: Offered
) -> Form:
    """Find the cell that holds the value of every label; `found` are the label-like cells."""
    filled = list(sheet.filled(SEARCHED_ROWS))
    texts = [(row, col, raw) for row, col, raw in filled if isinstance(raw, str)]
    unit = unit_among(texts, found[0].row - 1 if found else 0)
    skeleton = _skeleton(
        labels,
        tuple((spot.row, spot.col, spot.text) for spot in found),
        sheet.merged,
        sheet.n_cols,
        _years(filled, labels),
        unit if unit.factor is not None else of_name(sheet),
        unit_cells(texts),
        _heads(filled),
        year,
        offered,
    )
    unread = [at for at in skeleton.spare if not sheet.cell(*at).blank]
    return Form(sheet, skeleton, tuple(_unknown(sheet, skeleton, texts)), tuple(unread))
