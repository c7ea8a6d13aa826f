"""One row of a table, or one form, becomes a draft applicant whose every value knows its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wzqa.fields import BY_KEY, FIELDS, Kind
from wzqa.models import NO_TRIPLE, Applicant, Day, Source
from wzqa.problems import Problem, Severity
from wzqa.workbooks import days, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from wzqa.problems import Place
    from wzqa.workbooks.cells import Cell
    from wzqa.workbooks.values import Read

_NAMES = frozenset({"name", "recommender", "association", "legal_rep", "contact", "region"})
_TRIPLES = tuple(f.key for f in FIELDS if f.years)
_CODE_BLANK = Problem(
    code="uscc-blank",
    message="没有填写统一社会信用代码",
    hint="请对照营业执照或登记证书填写",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that belongs to a field: `key` is a field or one year of a triple."""

    key: str
    cell: Cell
    factor: Decimal | None = None


@dataclass(slots=True)
class Draft:
    """An applicant in the making."""

    values: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _read(key: str, cell: Cell, factor: Decimal | None, *, uses_1904: bool) -> Read[Any]:
    kind = BY_KEY[key].kind
    if kind is Kind.TEXT:
        return values.name(cell) if key in _NAMES else values.text(cell)
    if kind is Kind.DAY:
        return days.day(cell, uses_1904=uses_1904)
    if kind is Kind.MONEY:
        return values.money(cell, factor)
    if kind is Kind.CHOICE:
        return values.choice(cell, BY_KEY[key].choices)
    return _READERS[kind](cell)


_READERS: dict[Kind, Callable[[Cell], Read[Any]]] = {
    Kind.NAMES: values.names,
    Kind.CODE: values.code,
    Kind.YES_NO: values.yes_no,
    Kind.IN_HAND: values.in_hand,
    Kind.COUNT: values.count,
}


def base(key: str) -> str:
    """Name the field of a key: revenue_2 → revenue."""
    return key[:-2] if key[-2:-1] == "_" and key[-1] in "123" else key


def _choose(cells: Sequence[Filled]) -> tuple[Filled, str]:
    """Choose among several cells for one field: what they agree on, else none of them."""
    filled = [f for f in cells if not f.cell.blank]
    if len({values.squeeze(f.cell.text) for f in filled}) > 1:
        where = "、".join(f.cell.place.cell or "" for f in filled)
        return filled[0], f"{where}内容不同，指同一项，按未填写处理"
    return (filled or list(cells))[0], ""


def fill(cells: Iterable[Filled], *, uses_1904: bool = False) -> Draft:
    """Read all cells of one applicant."""
    grouped: dict[str, list[Filled]] = {}
    for one in cells:
        grouped.setdefault(one.key, []).append(one)
    draft = Draft()
    for key, several in grouped.items():
        one, clash = (several[0], "") if len(several) == 1 else _choose(several)
        if clash:
            draft.sources[key] = Source(one.cell.place, one.cell.text, clash)
            continue
        read = _read(base(key), one.cell, one.factor, uses_1904=uses_1904)
        draft.values[key] = read.value
        draft.sources[key] = Source(one.cell.place, one.cell.text, read.trouble)
        if read.notes:
            draft.problems += read.problems(one.cell)
    return draft


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
    read = draft.values
    if not read.get("name"):
        draft.problems.append(_nameless(draft, place))
        return None
    if not read.get("uscc") and "uscc" in draft.sources and not draft.sources["uscc"].text:
        at = draft.sources["uscc"].place
        draft.problems.append(
            Problem(
                code=_CODE_BLANK.code, message=_CODE_BLANK.message, place=at, hint=_CODE_BLANK.hint
            )
        )
    plain: dict[str, Any] = {k: v for k, v in read.items() if v not in (None, "", ())}
    for key in _TRIPLES:
        triple = tuple(plain.pop(f"{key}_{i}", None) for i in (1, 2, 3))
        if triple != NO_TRIPLE:
            plain[key] = triple
    return Applicant(
        app_no=plain.pop("app_no", ""),
        name=plain.pop("name"),
        uscc=plain.pop("uscc", None),
        place=place,
        sources=draft.sources,
        **plain,
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
