"""One row of a table, or one form, becomes a draft applicant whose every value knows its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wzqa.dates import chinese
from wzqa.fields import FIELDS
from wzqa.models import NO_TRIPLE, Applicant, Day
from wzqa.names import squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.sources import Source, Sources
from wzqa.workbooks.opening.cells import Cell, CellKind
from wzqa.workbooks.tables_in.plans import BLANKS, read_quickly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.plans import Plan, Position

_TRIPLES = tuple(f.key for f in FIELDS if f.years)
_ASK = object()  # in place of a raw value: only the cell tells


@dataclass(slots=True)
class Draft:
    """An applicant in the making: values that are not blank, and the cell of every field."""

    values: dict[str, Any]
    sources: Sources
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """The cells of one row or form, in the order of a plan, and where they stand."""

    sheet: Sheet
    plan: Plan
    raws: list[Any]
    row: int = 0  # of a table
    moved: Mapping[int, Position] = field(default_factory=dict)  # column → the cell that counts

    def at(self, i: int) -> Position:
        row, col = self.plan.at[i]
        return (row, col) if row else self.moved.get(col, (self.row, col))

    def cell(self, i: int) -> Cell:
        """Read a cell; one that counts as blank is blank whatever stands in it."""
        at = self.at(i)
        if self.raws[i] == "":
            return Cell(CellKind.BLANK, None, "", self.sheet.place(*at))
        return self.sheet.cell(*at)


def _closely(
    line: _Line, left: Sequence[int], texts: list[Any], draft: Draft, *, uses_1904: bool
) -> dict[str, Source]:
    """Read the other cells one by one; give those that count as blank, with the reason."""
    troubles: dict[str, Source] = {}
    for i in sorted(left):
        key, cell = line.plan.columns.keys[i], line.cell(i)
        texts[i] = cell.text
        read = line.plan.read(i, cell, uses_1904=uses_1904)
        if read.value not in BLANKS:
            draft.values[key] = read.value
        if read.trouble:
            troubles[key] = Source(cell.place, cell.text, read.trouble)
        draft.problems += read.problems(cell)
    return troubles


def _settle(line: _Line, draft: Draft, *, uses_1904: bool) -> dict[str, Source]:
    """Read fields that have several cells: what they agree on, else none of them."""
    settled: dict[str, Source] = {}
    for key, same in line.plan.repeated.items():
        filled = [(i, cell) for i in same if (cell := line.cell(i)).text]
        if not filled:
            continue
        i, cell = filled[0]
        draft.values.pop(key, None)
        draft.problems = [p for p in draft.problems if p.place != draft.sources[key].place]
        if len({squeeze(cell.text) for _, cell in filled}) > 1:
            where = "、".join(cell.place.cell or "" for _, cell in filled)
            settled[key] = Source(cell.place, cell.text, f"{where}内容不同，指同一项，按未填写处理")
            continue
        read = line.plan.read(i, cell, uses_1904=uses_1904)
        if read.value not in BLANKS:
            draft.values[key] = read.value
        settled[key] = Source(cell.place, cell.text, read.trouble)
        draft.problems += read.problems(cell)
    return settled


def _draft(line: _Line, *, uses_1904: bool) -> Draft:
    sheet, plan = line.sheet, line.plan
    texts: list[Any] = list(line.raws)
    for same in plan.repeated.values():
        for i in same[1:]:
            texts[i] = ""  # the first stands for all
    draft = Draft({}, Sources(sheet.file, sheet.name, plan.columns, line.row, texts))
    left = read_quickly(plan, line.raws, texts, draft.values)
    if left:
        troubles = _closely(line, left, texts, draft, uses_1904=uses_1904)
        if troubles:
            draft.sources = draft.sources.having(troubles)
    if plan.repeated and (settled := _settle(line, draft, uses_1904=uses_1904)):
        draft.sources = draft.sources.having(settled)
    return draft


def fill_row(
    sheet: Sheet, plan: Plan, row: int, moved: Mapping[int, Position], *, uses_1904: bool = False
) -> Draft:
    """Read one row of a table. `moved`: columns of which another row's cell counts (filled down)."""
    here = sheet.raws(row)
    width, marked = len(here), sheet.marked
    raws: list[Any] = [
        "" if col > width or (raw := here[col - 1]) is None else raw for _, col in plan.at
    ]
    if marked or moved:
        raws = [
            _ASK if col in moved or (row, col) in marked else raw
            for (_, col), raw in zip(plan.at, raws, strict=True)
        ]
    line = _Line(sheet, plan, raws, row, moved)
    draft = _draft(line, uses_1904=uses_1904)
    if moved:
        away = {}
        for key, i in plan.columns.index.items():
            if plan.at[i][1] in moved:
                source = draft.sources[key]
                away[key] = Source(sheet.place(*line.at(i)), source.text, source.trouble)
        draft.sources = draft.sources.having(away)
    return draft


def fill_form(sheet: Sheet, plan: Plan, blank: Sequence[bool], *, uses_1904: bool = False) -> Draft:
    """Read a form. `blank`: cells that count as blank whatever stands in them (another label)."""
    marked = sheet.marked
    raws: list[Any] = [
        "" if empty or (raw := sheet.raw(*at)) is None else _ASK if at in marked else raw
        for at, empty in zip(plan.at, blank, strict=True)
    ]
    return _draft(_Line(sheet, plan, raws), uses_1904=uses_1904)


def check_days(draft: Draft, latest: date | None) -> None:
    """Name days later than the anchor and 收件日期, and a 导入 before the 成立 (workbooks.md §11)."""
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
        message=f"晚于{chinese(limit)}，是尚未到来的日期",
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
    award = draft.sources.get("award")
    if award is not None and not award.text:
        draft.problems.append(
            Problem(
                code="award-blank",
                message="没有填写申报奖项",
                severity=Severity.WARNING,
                place=award.place,
                hint="请填写申报的奖项或服从调剂",
            )
        )
    read = draft.values
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
