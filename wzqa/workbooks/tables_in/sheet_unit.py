"""The unit of money that a sheet states for all its amounts: （单位：元）, 以万美元计, in its name."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.opening import money_units
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in.labels import unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wzqa.workbooks.opening.cells import Raw, Sheet

_LONGEST = 200  # characters of a line that states a unit
_LONGEST_ALONE = 12
NOTES = 15  # rows at the end of a sheet in which notes are looked for


class SheetUnit(NamedTuple):
    """万元 per unit, or `UNCLEAR`; and the cell that states it, None for the sheet's name."""

    factor: Decimal | None = None
    at: tuple[int, int] | None = None


def unit_among(texts: Iterable[tuple[int, int, str]], head: int = 0) -> SheetUnit:
    """Find the unit that texts state; up to row `head` a line may do so in any words.

    Two that differ are unclear.
    """
    stated = SheetUnit()
    for row, col, text in texts:
        if len(text) > _LONGEST:
            continue
        factor = money_units.of_all(text, head=row <= head)
        if factor is UNCLEAR or stated.factor not in (None, factor or stated.factor):
            return SheetUnit(UNCLEAR, (row, col))
        if factor is not None and stated.factor is None:
            stated = SheetUnit(factor, (row, col))
    return stated


def sheet_unit(sheet: Sheet, first_row: int) -> SheetUnit:
    """Find the unit that a sheet states above its table, in notes below it, or in its name."""
    last = max(sheet.n_rows - NOTES, first_row)
    below = (
        (row, col, raw)
        for row in range(last + 1, sheet.n_rows + 1)
        for col, raw in enumerate(sheet.raws(row), 1)
        if isinstance(raw, str) and raw
    )
    found = unit_among(chain(sheet.strings(first_row - 1), below), first_row - 1)
    return found if found.factor is not None else of_name(sheet)


def of_name(sheet: Sheet) -> SheetUnit:
    """Read the unit in a sheet's name: 推荐汇总表（千元）."""
    return SheetUnit(UNCLEAR if money_units.is_abroad(sheet.name) else unit_of(sheet.name))


def unit_cells(filled: Iterable[tuple[int, int, Raw]]) -> tuple[tuple[int, int, Decimal], ...]:
    """Find the cells that hold a unit and nothing else, as stand beside amounts: 万元, 美元."""
    return tuple(
        (row, col, unit)
        for row, col, raw in filled
        if isinstance(raw, str)
        and len(raw) <= _LONGEST_ALONE
        and money_units.may_be_one(raw)
        and not money_units.is_yuan(raw)
        and (unit := money_units.stated(raw)) is not None
    )
