"""One row of a table, or one form, becomes a draft applicant whose every value knows its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wzqa.fields import BY_KEY, FIELDS, Kind
from wzqa.models import NO_TRIPLE, Applicant, Day, Source
from wzqa.problems import NOWHERE, Place, Problem, Severity
from wzqa.workbooks import days, values
from wzqa.workbooks.cells import Cell, CellKind, exact, plain, ref

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from decimal import Decimal

    from wzqa.workbooks.cells import Sheet
    from wzqa.workbooks.values import Read

    # A cell that belongs to a field: the field or one year of a triple, (row, column), 万元 per
    # unit, and False where the cell counts as blank whatever stands in it (a label, on a form).
    Slot = tuple[str, tuple[int, int], Decimal | None, bool]

_NAMES = frozenset({"name", "recommender", "association", "legal_rep", "contact", "region"})
_FREE = frozenset(f.key for f in FIELDS if f.kind is Kind.TEXT)
_TRIPLES = tuple(f.key for f in FIELDS if f.years)
_AMOUNTS = frozenset(f"{key}_{i}" for key in _TRIPLES for i in (1, 2, 3))
_BLANKS = (None, "", ())


@dataclass(slots=True)
class Draft:
    """An applicant in the making: values that are not blank, and the cell of every field."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_READERS: dict[Kind, Callable[[Cell], Read[Any]]] = {
    Kind.TEXT: values.text,
    Kind.NAMES: values.names,
    Kind.CODE: values.code,
    Kind.YES_NO: values.yes_no,
    Kind.IN_HAND: values.in_hand,
    Kind.COUNT: values.count,
}


def base(key: str) -> str:
    """Name the field of a key: revenue_2 → revenue."""
    return key[:-2] if key[-2:-1] == "_" and key[-1] in "123" else key


def _read(key: str, cell: Cell, factor: Decimal | None, *, uses_1904: bool) -> Read[Any]:
    one = BY_KEY[base(key)]
    if one.kind is Kind.DAY:
        return days.day(cell, uses_1904=uses_1904)
    if one.kind is Kind.MONEY:
        return values.money(cell, factor)
    if one.kind is Kind.CHOICE:
        return values.choice(cell, one.choices)
    return values.name(cell) if key in _NAMES else _READERS[one.kind](cell)


@lru_cache(maxsize=4096)
def _read_text(key: str, text: str, factor: Decimal | None) -> Read[Any]:
    """Read an ordinary text: 是, 无, 质量奖 and the like come again and again."""
    return _read(key, Cell(CellKind.TEXT, text, text, NOWHERE), factor, uses_1904=False)


def _take(draft: Draft, sheet: Sheet, slot: Slot, *, uses_1904: bool) -> None:
    """Read one cell into the draft; ordinary texts, numbers and blanks take the short way."""
    key, (row, col), factor, filled = slot
    raw = sheet.ordinary(row, col) if filled else ""
    place = Place(sheet.file, sheet.name, ref(row, col))
    if not raw and raw is not None and raw != 0:
        draft.sources[key] = Source(place)
        return
    if isinstance(raw, str):
        if key in _FREE and len(raw) <= values.NAME_LENGTH:
            draft.values[key] = raw
            draft.sources[key] = Source(place, raw)
            return
        text, read = raw, _read_text(key, raw, factor)
    elif isinstance(raw, float) and key in _AMOUNTS:
        number = exact(raw)
        draft.values[key] = number if factor is None else number * factor
        draft.sources[key] = Source(place, plain(number))
        return
    else:
        cell = sheet.cell(row, col)
        text, read = cell.text, _read(key, cell, factor, uses_1904=uses_1904)
    if read.value not in _BLANKS:
        draft.values[key] = read.value
    draft.sources[key] = Source(place, text, read.trouble)
    if read.notes:
        draft.problems += [note.problem(place, text) for note in read.notes]


def _agreed(sheet: Sheet, slots: Sequence[Slot]) -> tuple[Slot, str]:
    """Choose among several cells for one field: what they agree on, else none of them."""
    filled = [slot for slot in slots if slot[3] and sheet.text(*slot[1])]
    if len({values.squeeze(sheet.text(*at)) for _, at, _, _ in filled}) > 1:
        where = "、".join(ref(*at) for _, at, _, _ in filled)
        return filled[0], f"{where}内容不同，指同一项，按未填写处理"
    return (filled or list(slots))[0], ""


def fill(sheet: Sheet, slots: Sequence[Slot], *, uses_1904: bool = False) -> Draft:
    """Read all cells of one applicant."""
    draft = Draft()
    several: dict[str, list[Slot]] = {}
    for slot in slots:
        same = several.setdefault(slot[0], [])
        same.append(slot)
        if len(same) > 1:
            continue
        _take(draft, sheet, slot, uses_1904=uses_1904)
    if len(draft.sources) == len(slots):
        return draft
    for key, same in several.items():
        if len(same) > 1:
            _settle(draft, sheet, key, same, uses_1904=uses_1904)
    return draft


def _settle(draft: Draft, sheet: Sheet, key: str, same: Sequence[Slot], *, uses_1904: bool) -> None:
    """Read a field that has several cells again, from the one that counts."""
    at = draft.sources[key].place
    draft.problems = [p for p in draft.problems if p.place != at]
    draft.values.pop(key, None)
    slot, clash = _agreed(sheet, same)
    if clash:
        cell = sheet.cell(*slot[1])
        draft.sources[key] = Source(cell.place, cell.text, clash)
    else:
        _take(draft, sheet, slot, uses_1904=uses_1904)


def check_days(draft: Draft, latest: date | None) -> None:
    """Name days later than the anchor and 收件日期, and a 导入 before the 成立 (domain.md §5.5)."""
    received = draft.values.get("received")
    limit = max(filter(None, (latest, received.last if received else None)), default=None)
    for key in ("reg_date", "pe_start", "credit_date"):
        day = draft.values.get(key)
        if isinstance(day, Day) and limit is not None and day.first > limit:
            draft.problems.append(_late(draft.sources[key], limit))
    founded, started = draft.values.get("reg_date"), draft.values.get("pe_start")
    if founded and started and started.last < founded.first:
        draft.problems.append(_order(draft.sources["pe_start"]))


def _late(source: Source, limit: date) -> Problem:
    return Problem(
        code="date-in-future",
        message=f"晚于{limit.year}年{limit.month}月{limit.day}日，是尚未到来的日期",
        place=source.place,
        value=source.text,
        hint="请核对年份",
    )


def _order(source: Source) -> Problem:
    return Problem(
        code="date-order",
        message="导入卓越绩效日期早于成立日期",
        severity=Severity.WARNING,
        place=source.place,
        value=source.text,
        hint="请核对两个日期",
    )


def applicant(draft: Draft, place: Place) -> Applicant | None:
    """Make the applicant; None, with a problem, when no name says who it is."""
    if "name" not in draft.values:
        draft.problems.append(_nameless(draft, place))
        return None
    code = draft.sources.get("uscc")
    if code is not None and not code.text:
        draft.problems.append(
            Problem(
                code="uscc-blank",
                message="没有填写统一社会信用代码",
                place=code.place,
                hint="请对照营业执照或登记证书填写",
            )
        )
    read = dict(draft.values)
    for key in _TRIPLES:
        triple = tuple(read.pop(f"{key}_{i}", None) for i in (1, 2, 3))
        if triple != NO_TRIPLE:
            read[key] = triple
    return Applicant(
        app_no=read.pop("app_no", ""),
        name=read.pop("name"),
        uscc=read.pop("uscc", None),
        place=place,
        sources=draft.sources,
        **read,
    )


def _nameless(draft: Draft, place: Place) -> Problem:
    source = draft.sources.get("name")
    code = draft.sources.get("uscc")
    return Problem(
        code="name-blank",
        message="没有填写申报组织名称，这一行没有读入",
        place=source.place if source else place,
        value=(code.text if code else "") or None,
        hint="请填写申报组织名称",
    )
