"""Finding a table by its headings: by content and alias, never by position.

A table may have a title and a unit row above, a header of one to three rows with merged cells, years
as groups, and a 合计 or 填表人 row that ends it (workbooks.md §1, §10).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.fields import Kind
from wzqa.names import squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.rounding import plain as plain_number
from wzqa.workbooks.opening import money_units
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in.labels import IGNORED, Labels, spots
from wzqa.workbooks.tables_in.sheet_unit import sheet_unit
from wzqa.workbooks.tables_in.tails import Layout, find_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wzqa.fields import Field
    from wzqa.workbooks.opening.cells import Cell, Range, Sheet
    from wzqa.workbooks.tables_in.labels import Spot

MOST_LEVELS = 3
FEWEST_HEADINGS = 2  # with an identity column among them
FEWEST_OTHERS = 4  # without one
_UNIT_COLUMNS = frozenset(
    {"单位", "金额单位", "计量单位", "货币单位", "币种", "币别", "币制", "货币", "货币种类"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One recognised column: `key` is a field (`name`, or `revenue_1` for one year of three)."""

    key: str
    col: int
    heading: str  # as written; levels of a header joined by " / "
    place: Place  # the lowest heading cell
    factor: Decimal | None = None  # 万元 per unit written in the heading or for the whole table


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
    filled_down: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unclear: frozenset[int] = (
        frozenset()
    )  # rows whose amounts are in another unit: see `_own_units`

    def column(self, key: str) -> Column | None:
        """Find the first column of a field."""
        return next((c for c in self.columns if c.key == key), None)

    def at(self, row: int, col: int) -> tuple[int, int]:
        """Tell which cell counts: in columns that are filled down, a merged area's first one."""
        return self.filled_down.get((row, col), (row, col))

    def cell(self, row: int, column: Column) -> Cell:
        """Read a data cell, filled down where that is meant."""
        return self.sheet.cell(*self.at(row, column.col))


@dataclass(frozen=True, slots=True)
class _Band:
    """Header rows as levels of text per column."""

    first_row: int
    last_row: int
    levels: dict[int, tuple[tuple[str, ...], tuple[int, int]]]  # col → texts, lowest cell

    def keys(self, labels: Labels) -> set[str]:
        """Name the fields that the columns mean."""
        return {labels.meaning(texts).key for texts, _ in self.levels.values()} - {""}


def _heading_text(sheet: Sheet, row: int, col: int) -> str:
    raw = sheet.raw(row, col)
    if isinstance(raw, str):
        return raw.strip()
    return "" if raw is None else sheet.cell(row, col).text


def _band(sheet: Sheet, first: int, last: int) -> _Band:
    """Lay merged header cells out over what they cover."""
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged:
        if area.first_row <= last and area.last_row >= first:
            for row in range(max(first, area.first_row), min(last, area.last_row) + 1):
                for col in range(area.first_col, min(area.last_col, sheet.n_cols) + 1):
                    origin[row, col] = (area.first_row, area.first_col)
    levels: dict[int, tuple[tuple[str, ...], tuple[int, int]]] = {}
    for col in range(1, sheet.n_cols + 1):
        cells = dict.fromkeys(origin.get((r, col), (r, col)) for r in range(first, last + 1))
        filled = [(at, text) for at in cells if (text := _heading_text(sheet, *at))]
        if filled:
            levels[col] = (tuple(text for _, text in filled), filled[-1][0])
    return _Band(first, last, levels)


def _is_whole(sheet: Sheet, row: int, labels: Labels) -> bool:
    """Say whether a row names every column from its first to its last: a header of one row."""
    texts = [_heading_text(sheet, row, col) for col in range(1, sheet.n_cols + 1)]
    while texts and not texts[-1]:
        texts.pop()
    texts = texts[next((i for i, text in enumerate(texts) if text), 0) :]
    meanings = [labels.meaning((text,)) for text in texts]
    return all(meaning.key or meaning is IGNORED for meaning in meanings) and all(texts)


def _best_band(
    sheet: Sheet, labels: Labels, identity: Collection[str], found: Sequence[Spot]
) -> _Band | None:
    """Choose the rows that make the most of the headings; the fewest rows among equals."""
    counts = Counter(spot.row for spot in found if spot.meaning.key)
    if not counts:
        return None
    anchor = max(counts, key=lambda row: (counts[row], -row))
    deepest = 1 if _is_whole(sheet, anchor, labels) else MOST_LEVELS
    who = [spot.col for spot in found if spot.row == anchor and spot.meaning.key in set(identity)]
    best, most = None, 0
    for depth in range(1, deepest + 1):
        for first in range(max(1, anchor - depth + 1), anchor + 1):
            last = min(first + depth - 1, sheet.n_rows)
            if any(_holds_data(sheet, row, who, labels) for row in range(anchor + 1, last + 1)):
                continue
            band = _band(sheet, first, last)
            keys = band.keys(labels)
            enough = FEWEST_HEADINGS if keys & set(identity) else FEWEST_OTHERS
            if len(keys) > max(most, enough - 1):
                best, most = band, len(keys)
    return best


def _holds_data(sheet: Sheet, row: int, who: Iterable[int], labels: Labels) -> bool:
    """Say whether a row below the headings names somebody: then its 2024 is an amount, no year."""
    texts = (_heading_text(sheet, row, col) for col in who)
    return any(text and not labels.is_label(text) for text in texts)


_TROUBLES = {
    "heading-unknown": ("标题无法识别，这一列没有读取", "请改用下发表格的标题，或确认对应关系"),
    "heading-profit-and-tax": ("“利税”既非利润总额也非纳税总额，没有读取", "请分列填写"),
    "heading-year-outside": (
        "标题中的年份不在本届前三年之内，没有读取",
        "请按前三年、前二年、上一年填写",
    ),
    "form-year-missing": (
        "同一行里别的格前写了年份，这一格没有，没有读取",
        "请逐格写明年份，或都不写，按前三年、前二年、上一年填写",
    ),
    "heading-unit-conflict": (
        "标题写的单位与表上另写的“单位：…”不同，按标题的单位读取",
        "请核对金额的单位，只留一种",
    ),
    "money-unit-unclear": (
        "这里写的金额单位不是人民币、认不出来，或与标题的单位不同，相应的金额没有读取",
        "请折算成人民币，按标题写明的单位（一般是万元）填报",
    ),
    "heading-year-missing": ("标题没有写明年份，没有读取", "请按前三年、前二年、上一年分列填写"),
}


def heading_problem(code: str, place: Place, heading: str) -> Problem:
    """Make the warning of a heading that is not read, or not as a matter of course."""
    message, hint = _TROUBLES[code]
    severity = Severity.ERROR if code == "money-unit-unclear" else Severity.WARNING
    return Problem(
        code=code, message=message, severity=severity, place=place, value=heading, hint=hint
    )


def _unclear(sheet: Sheet, at: tuple[int, int] | None) -> Problem:
    """Name the unit that a sheet states for all amounts, in a cell or in its name."""
    place = sheet.place(*at) if at else Place(sheet.file, sheet.name)
    return heading_problem("money-unit-unclear", place, sheet.text(*at) if at else sheet.name)


def duplicate_problem(place: Place, heading: str, first: Place) -> Problem:
    """Make the error of a second heading for one field."""
    return Problem(
        code="heading-duplicate",
        message=f"与{first.cell}的标题指同一项内容",
        place=place,
        value=heading,
        hint="请只保留一处，或改正其中一个标题",
    )


def _columns(
    sheet: Sheet, band: _Band, labels: Labels, money: Collection[str]
) -> tuple[list[Column], list[Unknown], list[Problem]]:
    columns: list[Column] = []
    unknown: list[Unknown] = []
    problems: list[Problem] = []
    default, stated_at = sheet_unit(sheet, band.first_row) if money else (None, None)
    if default is UNCLEAR:
        problems.append(_unclear(sheet, stated_at))
    seen: dict[str, Place] = {}
    for col, (texts, at) in band.levels.items():
        meaning = labels.meaning(texts)
        heading, place = " / ".join(texts), sheet.place(*at)
        if meaning.key:
            factor = UNCLEAR if default is UNCLEAR else meaning.factor or default
            columns.append(Column(meaning.key, col, heading, place, factor))
            if meaning.factor is UNCLEAR and meaning.key[:-2] in money:
                problems.append(heading_problem("money-unit-unclear", place, heading))
            elif default not in (None, UNCLEAR, factor):
                problems.append(heading_problem("heading-unit-conflict", place, heading))
            if meaning.key in seen:
                problems.append(duplicate_problem(place, heading, seen[meaning.key]))
            seen.setdefault(meaning.key, place)
        elif meaning is not IGNORED:
            unknown.append(Unknown(heading, place))
            problems.append(heading_problem(meaning.trouble or "heading-unknown", place, heading))
    return columns, unknown, problems


def absent_problems(
    fields: Iterable[Field], present: set[str], place: Place, *, warn: bool = True
) -> list[Problem]:
    """Name what the sheet has no heading for: required ones each, the others together."""
    absent = [f for f in fields if not _is_present(f, present)]
    found = [
        Problem(
            code="heading-required-missing",
            message=f"没有找到“{f.heading}”这一必填项的标题",
            place=place,
            hint="请使用下发的表格，不要删改标题",
        )
        for f in absent
        if f.required
    ]
    others = [f.heading for f in absent if not f.required and f.key != "app_no"]
    if others and warn:
        found.append(
            Problem(
                code="heading-missing",
                message=f"没有找到以下标题，按未填写处理：{'、'.join(others)}",
                severity=Severity.WARNING,
                place=place,
                hint="请使用下发的表格，不要删改标题",
            )
        )
    return found


def _is_present(one: Field, present: set[str]) -> bool:
    return one.key in present or (bool(one.years) and f"{one.key}_1" in present)


def _units(columns: Iterable[Column], money: Collection[str]) -> list[Problem]:
    """Say which columns are converted to 万元."""
    return [
        Problem(
            code="money-unit",
            message=f"按标题所注单位换算，1个单位 = {plain_number(c.factor)}万元",
            severity=Severity.INFO,
            place=c.place,
            value=c.heading,
        )
        for c in columns
        if c.factor not in (None, UNCLEAR, Decimal(1)) and c.key.rpartition("_")[0] in money
    ]


def _own_units(
    sheet: Sheet, band: _Band, columns: Sequence[Column], rows: Sequence[int]
) -> list[tuple[tuple[int, int], Place]]:
    """Find the rows that name a currency or unit of their own, in a column 币种 or 单位.

    What is not the unit of the amounts' headings is asked about.
    """
    known = {c.col for c in columns}
    factors = {c.factor or Decimal(1) for c in columns if c.key[-2:-1] == "_"}
    found = []
    for col, (texts, _) in band.levels.items():
        if col in known or squeeze(texts[-1]) not in _UNIT_COLUMNS:
            continue
        for row in rows:
            text = sheet.text(row, col)
            unit = None if money_units.is_yuan(text) else money_units.stated(text)
            if unit is not None and factors != {unit}:
                found.append(((row, col), sheet.place(row, col)))
    return found


def _merged_problem(sheet: Sheet, area: Range, headings: str, *, filled: bool) -> Problem:
    done = "已按合并范围逐行填充" if filled else "只作为第一行的内容读取"
    return Problem(
        code="merged-cells",
        message=f"数据区有合并单元格{area}（{headings}），{done}",
        severity=Severity.WARNING,
        place=sheet.place(area.first_row, area.first_col),
        hint="请取消合并后逐行填写",
    )


def _merged(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[int], fill_down: Collection[str]
) -> tuple[dict[tuple[int, int], tuple[int, int]], list[Problem]]:
    """Fill merged data cells down where that is meant, and say so for every area."""
    filled: dict[tuple[int, int], tuple[int, int]] = {}
    problems: list[Problem] = []
    data = set(rows)
    for area in sheet.merged:
        covered = [r for r in range(area.first_row, area.last_row + 1) if r in data]
        hit = [c for c in columns if area.first_col <= c.col <= area.last_col]
        if not covered or not hit:
            continue
        fills = [c for c in hit if c.key in fill_down and c.col == area.first_col]
        for row in covered:
            filled |= {(row, c.col): (area.first_row, c.col) for c in fills}
        names = "、".join(c.heading for c in hit)
        problems.append(_merged_problem(sheet, area, names, filled=bool(fills)))
    return filled, problems


def find_table(
    sheet: Sheet,
    fields: Sequence[Field],
    *,
    identity: Sequence[str] = ("name", "uscc"),
    labels: Labels | None = None,
    year: int | None = None,
    mapping: Mapping[str, str] | None = None,
    fill_down: Collection[str] = (),
    warn_absent: bool = True,
    found: Sequence[Spot] | None = None,
) -> Table | None:
    """Find the table of a sheet; None when no row of the sheet looks like its header.

    `fields` are the columns looked for; `identity` the keys of which one should stand in the header
    and that tell a data row from a note; `year` the cycle's year, which turns 2023年 into 前三年;
    `mapping` a sender's confirmed headings (heading → field key, "" = ignore); `labels` both of them
    prepared, when many sheets are read; `fill_down` the keys whose merged data cells hold for every
    row; `warn_absent` whether absent optional columns are named; `found` the heading-like cells, where
    they have been looked for before.
    """
    labels = labels or Labels(fields, year=year, mapping=mapping)
    band = _best_band(sheet, labels, identity, spots(sheet, labels) if found is None else found)
    if band is None:
        return None
    money = {f.key for f in fields if f.kind is Kind.MONEY}
    columns, unknown, problems = _columns(sheet, band, labels, money)
    layout = Layout(
        {c.key: c.col for c in reversed(columns)},
        {c.col: squeeze(c.heading.rpartition(" / ")[2]) for c in columns},
        identity,
        labels.is_label,
    )
    rows = find_rows(sheet, band.last_row, layout)
    place = sheet.place(band.first_row, 1)
    problems += absent_problems(fields, {c.key for c in columns}, place, warn=warn_absent)
    problems += _units(columns, money)
    unclear = _own_units(sheet, band, columns, rows.data) if money else []
    problems += [heading_problem("money-unit-unclear", p, sheet.text(*at)) for at, p in unclear]
    filled, merged = _merged(sheet, columns, rows.data, fill_down)
    return Table(
        sheet,
        band.first_row,
        band.last_row,
        tuple(columns),
        tuple(unknown),
        rows.data,
        rows.stop,
        (*problems, *merged, *rows.problems),
        filled,
        frozenset(row for (row, _), _ in unclear),
    )
