"""Registers going out for the next cycle: 往届获奖名册 and 撤销名册, with the columns of their blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.models import Day
from wzqa.registers import BY_KIND
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.writing.tables import Table, write_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.settings import Settings


def write_register(
    kind: str, rows: Sequence[object], *, settings: Settings, created: date
) -> bytes:
    """Write records of a register's kind; `inbox/registers/` of the next cycle takes it as it is."""
    spec = BY_KIND[kind]
    table = Table(
        name=spec.title,
        title=spec.title,
        columns=columns(spec, awards=[a.name for a in settings.award]),
        rows=[[_cell(getattr(row, one.key)) for one in spec.fields] for row in rows],
        frozen=1,
    )
    return write_tables([table], title=spec.title, created=created, demo=settings.cycle.demo)


def _cell(value: Any) -> Any:
    """Write a value as its reader takes it: days to the day or the month, names by 、."""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Day):
        return value.first if value.exact else f"{value.first.year}年{value.first.month}月"
    return value
