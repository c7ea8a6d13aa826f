"""异议登记表 coming in. Sheet 异议人 is never read into a record (workbooks.md §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.models import Objection
from wzqa.names import squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.registers import OBJECTIONS, OBJECTORS
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.headings import find_table
from wzqa.workbooks.tables_in.records import RowReader, is_guide

if TYPE_CHECKING:
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.headings import Table

FINDINGS = {
    word: word for field in OBJECTIONS.fields if field.key == "finding" for word in field.choices
}
_SECRET = ("异议人", "举报人", "投诉人", "反映人", "提出人", "来信人", "申诉人")


def read_objections(data: bytes, file: str) -> tuple[tuple[Objection, ...], tuple[Problem, ...]]:
    """Read the register of objections; no objection is lost for a fault in its row.

    A row without 编号, or with one that stands twice, is named after its row (`第9行`), with an
    error. Late ones and such about nobody are the stage's to judge. What names the objector is never
    read into a record. Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    book = open_book(data, file)
    problems = list(book.problems)
    rows: list[Objection] = []
    numbers: set[str] = set()
    found = False
    for sheet in book.sheets:
        table = None if is_guide(sheet) or squeeze(sheet.name) == OBJECTORS.title else _table(sheet)
        if table is None:
            continue
        found = True
        reader = RowReader(_without_secrets(table))
        problems += _secret_problems(table)
        rows += [_objection(reader, row, numbers) for row in reader.rows]
        problems += reader.problems
    if not found:
        problems.append(
            Problem(
                code="objection-no-table",
                message="没有找到异议登记表的表头（编号、对象、异议内容）",
                place=Place(file),
                hint="请使用下发的异议登记表，不要删改表头",
            )
        )
    return tuple(rows), tuple(problems)


def _table(sheet: Sheet) -> Table | None:
    table = find_table(sheet, OBJECTIONS.fields, identity=OBJECTIONS.identity, warn_absent=False)
    keys = {column.key for column in table.columns} if table else set()
    return table if keys & set(OBJECTIONS.own) else None


def _is_secret(heading: str) -> bool:
    return any(word in squeeze(heading) for word in _SECRET)


def _without_secrets(table: Table) -> Table:
    """Leave out the warnings of headings that name the objector: they get their own."""
    secret = {u.place for u in table.unknown if _is_secret(u.heading)}
    kept = tuple(p for p in table.problems if p.place not in secret)
    return type(table)(
        table.sheet,
        table.first_row,
        table.last_row,
        table.columns,
        table.unknown,
        table.data_rows,
        table.stop,
        kept,
        table.filled_down,
    )


def _secret_problems(table: Table) -> list[Problem]:
    return [
        Problem(
            code="objection-objector-column",
            message="登记表里有异议人一列，没有读取",
            severity=Severity.WARNING,
            place=unknown.place,
            value=unknown.heading,
            hint="请把异议人移到“异议人”工作表，登记表只写事实",
        )
        for unknown in table.unknown
        if _is_secret(unknown.heading)
    ]


def _number(reader: RowReader, row: int, numbers: set[str]) -> str:
    """Give the objection its number, or one by its row, so that it can be decided."""
    number = reader.word(row, "no")
    if not number:
        hint = "请补填编号"
        reader.report(row, "no", "objection-row-number", "没有编号，暂以所在行命名", hint)
        number = f"第{row}行"
    elif number in numbers:
        hint = "每件异议一个编号，请更正"
        reader.report(row, "no", "objection-row-number", "编号重复，暂以所在行命名", hint)
        number = f"{number}（第{row}行）"
    numbers.add(number)
    return number


def _objection(reader: RowReader, row: int, numbers: set[str]) -> Objection:
    about = reader.name(row, "about")
    if not about and not reader.raw(row, "about"):
        reader.report(
            row, "about", "objection-about", "没有写明对象", "请补填企业（组织）全称或代码"
        )
    finding = reader.one_of(row, "finding", FINDINGS, "objection-finding", FINDINGS)
    return Objection(
        no=_number(reader, row, numbers),
        received=reader.day(row, "received"),
        way=reader.text(row, "way"),
        about=about,
        matter=reader.text(row, "matter"),
        real_name=reader.yes_no(row, "real_name"),
        evidence=reader.text(row, "evidence"),
        handler=reader.person(row, "handler"),
        inquiry=reader.text(row, "inquiry"),
        finding=finding or "",
        replied=reader.day(row, "replied"),
        place=reader.place(row, "about"),
    )
