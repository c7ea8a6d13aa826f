"""What tells the registers apart: the name of a sheet, else its headings (workbooks.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.names import squeeze
from wzqa.registers import SPECS
from wzqa.workbooks.tables_in.headings import find_table

if TYPE_CHECKING:
    from wzqa.registers import Spec
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.headings import Table


def named_kind(sheet_name: str) -> Spec | None:
    """Tell a register by its sheet's name; None when the name says nothing or several things."""
    name = squeeze(sheet_name)
    found = [spec for spec in SPECS if any(word in name for word in spec.words)]
    return found[0] if len(found) == 1 else None


def fits(spec: Spec, table: Table) -> bool:
    """Say whether a table has every required heading of a register and one that is its own."""
    present = {column.key for column in table.columns}
    required = {field.key for field in spec.fields if field.required}
    return required <= present and bool(present & set(spec.own))


def recognise(sheet: Sheet) -> tuple[Spec, Table] | None:
    """Tell which register stands on a sheet: by its name, else by its headings.

    A sheet named after a register whose headings are incomplete is that register all the same, so
    that what is missing gets named.
    """
    named = named_kind(sheet.name)
    found = [(spec, table) for spec in SPECS if (table := _table(sheet, spec)) is not None]
    fitting = [(spec, table) for spec, table in found if fits(spec, table)]
    for spec, table in fitting:
        if spec is named:
            return spec, table
    if fitting:
        return max(fitting, key=lambda pair: (len(pair[1].columns), -len(pair[1].unknown)))
    return next((pair for pair in found if pair[0] is named), None)


def _table(sheet: Sheet, spec: Spec) -> Table | None:
    return find_table(sheet, spec.fields, identity=spec.identity, warn_absent=False)
