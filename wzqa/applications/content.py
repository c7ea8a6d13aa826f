"""What an application says, for comparing: the same content, differences, a form laid over a row.

Compared are all fields of workbooks.md §1 after normalising (full-width forms, white space, names of
regions), without the number, 收件日期 and 备注 (eligibility.md §3).
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from wzqa import codes, fields, names
from wzqa.rounding import plain
from wzqa.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.models import Applicant
    from wzqa.regions import Area
    from wzqa.sources import Source

NOT_COMPARED = frozenset({"app_no", "received", "remark"})
_BLANKS = (None, "", ())
_YEARS = (1, 2, 3)


def keys() -> Iterator[tuple[str, int | None]]:
    """List (field, year index) of all columns; the index is None outside the triples."""
    for one in fields.FIELDS:
        if one.years:
            yield from ((one.key, year - 1) for year in _YEARS)
        else:
            yield one.key, None


def column(key: str, index: int | None) -> str:
    """Name a column as `sources` does: revenue_1."""
    return key if index is None else f"{key}_{index + 1}"


def value_of(applicant: Applicant, key: str, index: int | None = None) -> Any:
    """Give the value of one column."""
    value = getattr(applicant, key)
    return value if index is None else value[index]


def source_of(applicant: Applicant, key: str, index: int | None = None) -> Source | None:
    """Give the cell of one column; None when there was no such column."""
    return applicant.sources.get(column(key, index))


def comparable(applicant: Applicant, key: str, index: int | None, area: Area) -> object:
    """Give a column's value in a form in which equal things are equal.

    A filled cell that could not be read compares by its text.
    """
    value = value_of(applicant, key, index)
    source = source_of(applicant, key, index)
    if value in _BLANKS:
        return ("unread", names.comparable(source.text)) if source and source.trouble else None
    if key == "region" and (known := area.find(value)):
        return known.name
    if isinstance(value, str):
        return names.comparable(value)
    if isinstance(value, tuple):
        return tuple(sorted(names.comparable(part) for part in value))
    return value


def content(applicant: Applicant, area: Area) -> tuple[object, ...]:
    """Give all that is compared; two applications say the same when these are equal."""
    return tuple(comparable(applicant, k, i, area) for k, i in keys() if k not in NOT_COMPARED)


def code_text(applicant: Applicant) -> str:
    """Give the code as typed, valid or not, cleaned."""
    source = applicant.sources.get("uscc")
    return applicant.uscc or (codes.clean(source.text) if source else "")


def amount(applicant: Applicant, name: str) -> str | None:
    """Give the value of an amount's column in the 万元 that its heading names; None where none is.

    `name` is that of `sources`, such as revenue_1.
    """
    key, _, year = name.rpartition("_")
    if key not in fields.BY_KEY or not fields.BY_KEY[key].years:
        return None
    value = value_of(applicant, key, int(year) - 1)
    return None if value is None else plain(value)


def shown(applicant: Applicant, name: str) -> str:
    """Give a column as a person reads it under its heading: 30400（表中写3.04亿元）."""
    source = applicant.sources.get(name)
    written = source.text if source else ""
    value = amount(applicant, name)
    if value is None or value == written:
        return written
    return f"{value}（表中写{written}）" if written else value


def _shown(applicant: Applicant, key: str, index: int | None) -> str:
    return shown(applicant, column(key, index)) or str(value_of(applicant, key, index))


def _heading(key: str, index: int | None) -> str:
    return fields.heading(column(key, index))


def differences(row: Applicant, form: Applicant, area: Area) -> tuple[str, ...]:
    """Say in which columns a row and a form are both filled and differ (E19)."""
    found = []
    for key, index in keys():
        one, two = (comparable(one, key, index, area) for one in (row, form))
        if key in NOT_COMPARED or one == two or one is None or two is None:
            continue
        source = source_of(form, key, index)
        where = f"（{source.place}）" if source else ""
        found.append(
            f"{_heading(key, index)}：汇总表为“{_shown(row, key, index)}”，"
            f"申报表为“{_shown(form, key, index)}”{where}"
        )
    return tuple(found)


def _takes_from_form(row: Applicant, form: Applicant, key: str, index: int | None) -> bool:
    """Say whether the form fills this column: it is blank in the row, or unreadable there.

    A wrong code in the row is not filled: only a corrected workbook settles that.
    """
    if value_of(row, key, index) not in _BLANKS or value_of(form, key, index) in _BLANKS:
        return False
    return key != "uscc" or not code_text(row)


def overlay(row: Applicant, form: Applicant, area: Area) -> Applicant:
    """Make one application of a row and a form: the row's value stands, the form fills blanks."""
    changes: dict[str, Any] = {}
    sources = dict(form.sources) | dict(row.sources)
    for key, index in keys():
        if not _takes_from_form(row, form, key, index):
            continue
        if index is None:
            changes[key] = value_of(form, key)
        else:
            triple = list(changes.get(key, getattr(row, key)))
            triple[index] = value_of(form, key, index)
            changes[key] = tuple(triple)
        if source := source_of(form, key, index):
            sources[column(key, index)] = source
    return dataclasses.replace(
        row, sources=Sources.of(sources), differences=differences(row, form, area), **changes
    )
