"""推荐汇总表 and 申报表: from a workbook's bytes to draft applicants and named problems."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import starmap
from typing import TYPE_CHECKING, Literal

from wzqa.problems import Place, Problem, Severity, WzqaError
from wzqa.sources import Source
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in import rows
from wzqa.workbooks.tables_in.forms import find_form
from wzqa.workbooks.tables_in.headings import (
    Unknown,
    absent_problems,
    duplicate_problem,
    find_table,
    heading_problem,
)
from wzqa.workbooks.tables_in.labels import Labels
from wzqa.workbooks.tables_in.plans import plan_of
from wzqa.workbooks.tables_in.shapes import Shape, find_sender, shape_of
from wzqa.workbooks.tables_in.web_forms import export_of, ignored, not_standing, proposals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wzqa.fields import Field, Offered
    from wzqa.models import Applicant
    from wzqa.workbooks.opening.cells import Book
    from wzqa.workbooks.tables_in.forms import Form
    from wzqa.workbooks.tables_in.headings import Table
    from wzqa.workbooks.tables_in.rows import Draft
    from wzqa.workbooks.tables_in.shapes import Sender
    from wzqa.workbooks.tables_in.web_forms import Export

FILL_DOWN = ("region", "recommender", "channel", "association")  # workbooks.md §10


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What one workbook held.

    `rows` are applicants as the workbook has them: `app_no` is "" where its cell is empty, until
    `wzqa.applications.merge` gives the number. `n_rows` counts the data rows read (a form is one):
    each is in `rows` or named in `problems`. `sender` is the 推荐单位 of the workbook's head, else of
    its rows when they agree, else "". `platform` wrote an export of a web form, whose questions that are
    no headings of ours go with the field proposed for each ("" = none).
    """

    file: str
    sha256: str
    kind: Literal["table", "form", "none"]
    rows: tuple[Applicant, ...]
    problems: tuple[Problem, ...]
    sender: str = ""
    unknown_headings: tuple[Unknown, ...] = ()
    n_rows: int = 0
    platform: str = ""
    proposals: tuple[tuple[str, str], ...] = ()

    @property
    def as_form(self) -> bool:
        """Say whether the workbook is a 申报表 of one applicant."""
        return self.kind == "form"


@lru_cache(maxsize=8)
def _labels(fields: tuple[Field, ...], year: int) -> Labels:
    return Labels(fields, year=year)


class _Reader:
    """Collects what the sheets of one workbook hold."""

    def __init__(self, book: Book, latest: date | None, offered: Offered) -> None:
        self.book, self.latest, self.offered = book, latest, offered
        self.rows: list[Applicant] = []
        self.problems: list[Problem] = list(book.problems)
        self.unknown: list[Unknown] = []
        self.n_rows = 0
        self.sender = ""
        self.export: Export | None = None
        self.proposals: tuple[tuple[str, str], ...] = ()

    def take(self, draft: Draft, place: Place) -> None:
        """Turn one draft into a row or a named problem."""
        self.n_rows += 1
        rows.check_days(draft, self.latest)
        row = rows.applicant(draft, place)
        if row is not None:
            self.rows.append(row)
        self.problems += draft.problems

    def table(self, table: Table) -> None:
        """Read all data rows of a table."""
        sheet = table.sheet
        self.problems += table.problems
        self.unknown += table.unknown
        sender = find_sender(sheet, table.first_row)
        self.sender = self.sender or sender.name
        name = table.column("name") or table.columns[0]
        columns = tuple((c.key, (0, c.col), c.factor) for c in table.columns)
        plan = plan_of(columns, self.offered)
        unclear = plan_of(tuple((key, at, UNCLEAR) for key, at, _ in columns), self.offered)
        moved: dict[int, dict[int, tuple[int, int]]] = {}
        for (row, col), at in table.filled_down.items():
            moved.setdefault(row, {})[col] = at
        for row in table.data_rows:
            draft = rows.fill_row(
                sheet, unclear if row in table.unclear else plan, row, moved.get(row, {}),
                uses_1904=self.book.uses_1904,
            )  # fmt: skip
            _name_recommender(draft, sender)
            if self.export is not None:
                self.problems += starmap(_not_standing, not_standing(sheet, self.export, row))
            self.take(draft, sheet.place(row, name.col))
        if not table.data_rows:
            self.problems.append(
                _whole(
                    "table-empty", "表中没有申报组织", sheet.place(table.first_row, 1), error=False
                )
            )

    def form(self, form: Form) -> None:
        """Read a form's one applicant."""
        sheet, skeleton = form.sheet, form.skeleton
        draft = rows.fill_form(sheet, skeleton.plan, skeleton.blank, uses_1904=self.book.uses_1904)
        for key in skeleton.plan.repeated:
            if draft.sources[key].trouble and key not in draft.values:
                entries = skeleton.by_key[key]
                second, first = (sheet.place(*entries[i].at) for i in (1, 0))
                self.problems.append(duplicate_problem(second, entries[1].label, first))
        unknown = [Unknown(sheet.cell(*at).text, sheet.place(*at)) for at in form.unknown]
        self.unknown += unknown
        troubles = [("heading-unknown", at) for at in form.unknown] + list(skeleton.troubles)
        troubles += [("form-year-missing", at) for at in form.unread]
        self.problems += [
            heading_problem(
                code,
                sheet.place(*at) if at else Place(sheet.file, sheet.name),
                sheet.cell(*at).text if at else sheet.name,
            )
            for code, at in troubles
        ]
        if not skeleton.is_complete:
            place = Place(sheet.file, sheet.name)
            self.problems += absent_problems(self.offered.fields, skeleton.present, place)
        name = draft.sources.get("name")
        self.take(draft, name.place if name else sheet.place(1, 1))

    def finish(self, kind: Literal["table", "form", "none"]) -> Intake:
        """Close the books."""
        named = {row.recommender for row in self.rows if row.recommender}
        return Intake(
            file=self.book.file,
            sha256=self.book.sha256,
            kind=kind,
            rows=tuple(self.rows),
            problems=tuple(self.problems),
            sender=self.sender or (named.pop() if len(named) == 1 else ""),
            unknown_headings=tuple(self.unknown),
            n_rows=self.n_rows,
            platform=self.export.platform if self.export else "",
            proposals=self.proposals,
        )


def _name_recommender(draft: Draft, sender: Sender) -> None:
    """Take the 推荐单位 of the head for rows of a table that has no such column."""
    if sender.place and "recommender" not in draft.sources:
        draft.values["recommender"] = sender.name
        head = Source(sender.place, sender.name)
        draft.sources = draft.sources.having({"recommender": head})


def _whole(code: str, message: str, place: Place, *, error: bool = True, hint: str = "") -> Problem:
    severity = Severity.ERROR if error else Severity.WARNING
    return Problem(code=code, message=message, severity=severity, place=place, hint=hint or None)


def _not_standing(place: Place, text: str) -> Problem:
    """Name an answer that its platform calls withdrawn or refused: it is read, a person decides."""
    return Problem(
        code="web-form-not-standing", severity=Severity.WARNING, place=place, value=text,
        message="平台上这一份没有提交成、已经撤回或被退回，仍照收",
        hint="请核对；不作数的，从导出表里删去这一行重新收入，已编号的用 wzqa decide withdraw 申报编号 --why 理由",
    )  # fmt: skip


def _unmapped(export: Export, file: str) -> Problem:
    """Name an export of whose questions nobody has said yet what they mean."""
    hint = f"请看列出的建议，用 wzqa ingest --map “{export.platform}:*” 采用，或逐条 --map {export.platform}:表头=字段"
    message = f"是{export.platform}导出的答卷，表头是问题，还没有对应到申报表的栏目"
    return _whole("web-form-unmapped", message, Place(file, None, f"第{export.row}行"), hint=hint)


def _choose(shapes: Sequence[Shape]) -> tuple[list[Shape], list[Shape], list[Shape]]:
    """Choose the sheets to read: tables, else forms; and the forms left over beside tables."""
    tables = [s for s in shapes if s.kind == "table" and not s.about]
    tables = [s for s in tables if s.has_identity] or tables
    forms = [s for s in shapes if s.kind == "form" and s.has_identity and not s.about]
    filled = [s for s in forms if s.is_filled]
    if tables:
        return tables, [], filled
    return [], filled or forms[:1], []


def read_applications(
    data: bytes,
    file: str,
    *,
    year: int,
    offered: Offered,
    latest: date | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Intake:
    """Read a 推荐汇总表 or a 申报表, told apart by content.

    `year` is the cycle's, `offered` its columns and awards; `latest` the anchor day: a date later than it and than the row's 收件日期
    is named (the value stays, the screening decides). `mapping` is a sender's confirmed headings
    (heading as written → field key, `revenue_1` for one year of three, "" = ignore the column).
    Never raises for a bad workbook: `kind` is "none" and a problem says why.
    """
    try:
        book = open_book(data, file)
    except WzqaError as error:
        digest = hashlib.sha256(data).hexdigest()
        return Intake(
            file=file, sha256=digest, kind="none", rows=(), problems=tuple(error.problems)
        )
    reader = _Reader(book, latest, offered)
    reader.export = export = next(filter(None, map(export_of, book.sheets)), None)
    if export is not None:
        mapping = {**ignored(export), **(mapping or {})}
    labels = (
        Labels(offered.fields, year=year, mapping=mapping)
        if mapping
        else _labels(offered.fields, year)
    )
    if export is not None:
        reader.proposals = proposals(export, labels, offered.fields, year)
    shapes = [shape_of(sheet, labels) for sheet in book.sheets]
    tables, forms, beside = _choose(shapes)
    found = [
        table
        for shape in tables
        if (
            table := find_table(
                shape.sheet, offered.fields, labels=labels, fill_down=FILL_DOWN, found=shape.found
            )
        )
    ]
    for table in found:
        reader.table(table)
    for shape in forms:
        reader.form(find_form(shape.sheet, labels, shape.found, year=year, offered=offered))
    hint = "请把申报表另存为单独的文件报送"
    reader.problems += [
        _whole(
            "form-beside-table", "另有申报表样式的工作表，没有读取", s.sheet.place(1, 1), hint=hint
        )
        for s in beside
    ]
    hint = "里面是申报的，请改掉工作表名称里的这些字再报送；是样例的，无须处理"
    reader.problems += [
        _whole(
            "sheet-as-sample", "工作表名称像是说明或样表，里面却填了信用代码，没有读取",
            s.sheet.place(1, 1), error=False, hint=hint,
        )
        for s in shapes if s.about and s.coded
    ]  # fmt: skip
    if found or forms:
        return reader.finish("table" if found else "form")
    if export is not None:
        reader.problems.append(_unmapped(export, book.file))
        return reader.finish("none")
    hint = "请使用下发的推荐汇总表或申报表"
    message = "没有找到推荐汇总表或申报表的标题"
    reader.problems.append(_whole("heading-not-found", message, Place(file), hint=hint))
    return reader.finish("none")
