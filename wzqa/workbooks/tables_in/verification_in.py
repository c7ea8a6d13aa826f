"""资格核查表 and 部门核查反馈表 coming back, altered or not.

Source: workbooks.md §3; eligibility.md §1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from wzqa.models import Verification
from wzqa.names import squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.registers import VERIFICATION
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.headings import find_table
from wzqa.workbooks.tables_in.records import RowReader, is_guide
from wzqa.workbooks.tables_in.values import NOTHING

if TYPE_CHECKING:
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.headings import Table

RULES = frozenset(f"E{number:02}" for number in range(1, 20))
_OUTCOMES: dict[str, Literal["pass", "fail"]] = {"通过": "pass", "不通过": "fail"}
_REPLY = "反馈表"
_HEAD = re.compile(r"(?:反馈|核查|填报)?(?:部门|单位)(?:\(盖章\)|名称)?[:：]?(.*)", re.DOTALL)
_TITLE = re.compile(r"(?:.*年度)?(.{2,30}?(?:局|委|办|院|会|中心|大队|支队))(?:部门)?核?查?反馈表")


def read_verification(
    data: bytes, file: str
) -> tuple[tuple[Verification, ...], tuple[Problem, ...]]:
    """Read a returned 核查表 or 反馈表.

    A row without conclusion is not answered and gives no record. A conclusion without 依据, an
    unknown conclusion, an unknown 规则编号, an unreadable 日期 (which check it answers is then not
    known) or no applicant is a problem and gives none either. `Verification.reply` is True for a
    反馈表, whose `department` is the one named in its head, else the row's 核查部门.
    Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    book = open_book(data, file)
    rows: list[Verification] = []
    problems = list(book.problems)
    found = False
    for sheet in book.sheets:
        table = None if is_guide(sheet) else _table(sheet)
        if table is None:
            continue
        found = True
        reply, department = _head(sheet, table)
        reader = RowReader(table)
        read = [_row(reader, row, reply=reply, department=department) for row in reader.rows]
        rows += [row for row in read if row is not None]
        problems += reader.problems
    if not found:
        problems.append(
            Problem(
                code="verification-no-table",
                message="没有找到核查表的表头（规则编号、核查结论、依据）",
                place=Place(file),
                hint="请使用 wzqa screen 写出的资格核查表，不要删改表头",
            )
        )
    return tuple(rows), tuple(problems)


def _table(sheet: Sheet) -> Table | None:
    table = find_table(
        sheet, VERIFICATION.fields, identity=VERIFICATION.identity, warn_absent=False
    )
    if table is None or not {"rule", "outcome"} & {column.key for column in table.columns}:
        return None
    return table


def _head(sheet: Sheet, table: Table) -> tuple[bool, str]:
    """Tell whether a sheet is a department's reply, and which department's.

    The title, the sheet's name or a line 反馈部门：… above the table says so.
    """
    cells = [cell for row in range(1, table.first_row) for cell in sheet.row(row) if not cell.blank]
    texts = [squeeze(sheet.name), *(squeeze(cell.text) for cell in cells)]
    department = ""
    for cell, after in zip(cells, [*cells[1:], None], strict=False):
        match = _HEAD.fullmatch(squeeze(cell.text))
        if match and not department:
            department = match[1] or (squeeze(after.text) if after else "")
    reply = any(_REPLY in text for text in texts)
    if reply and not department:
        titled = (_TITLE.fullmatch(text) for text in texts)
        department = next((m[1] for m in titled if m and m[1] != "部门"), "")
    return reply, department


def _row(reader: RowReader, row: int, *, reply: bool, department: str) -> Verification | None:
    """Read one row; None when it is not answered or cannot count."""
    outcome = _outcome(reader, row)
    if outcome is None:
        return None
    before = len(reader.problems)
    app_no, name, code = reader.word(row, "app_no"), reader.text(row, "name"), reader.code(row)
    rule = reader.word(row, "rule").upper()
    basis, day = reader.text(row, "basis"), reader.day(row, "day")
    office = (department if reply else "") or reader.text(row, "department")
    if not (app_no or code):
        reader.report(
            row,
            "app_no",
            "verification-applicant",
            "没有申报编号，也没有可用的统一社会信用代码",
            "请照下发的核查表补填申报编号",
        )
    if rule not in RULES:
        reader.report(
            row,
            "rule",
            "verification-rule",
            "不是规则编号，这一行没有采用",
            "请恢复下发时的规则编号（E01至E19）",
        )
    if squeeze(basis) in NOTHING:
        reader.report(
            row, "basis", "verification-basis", "有结论而没有依据，这一行没有采用", "请补填依据"
        )
    if reply and not office:
        reader.report(
            row,
            "department",
            "verification-department",
            "反馈表没有写明部门，这一行没有采用",
            "请在表头写明反馈部门",
        )
    if any(p.severity is Severity.ERROR for p in reader.problems[before:]):
        return None
    return Verification(
        app_no=app_no,
        rule=rule,
        outcome=outcome,
        basis=basis,
        department=office,
        person=reader.person(row, "person"),
        day=day,
        name=name,
        uscc=code or "",
        reply=reply,
        place=reader.place(row, "outcome"),
    )


def _outcome(reader: RowReader, row: int) -> Literal["pass", "fail"] | None:
    """Read 核查结论; a blank is an open question, anything but 通过 and 不通过 an error."""
    cell = reader.cell(row, "outcome")
    if cell is None:
        return None
    written = reader.word(row, "outcome")
    if written in _OUTCOMES:
        return _OUTCOMES[written]
    if written not in NOTHING:
        reader.report(
            row,
            "outcome",
            "verification-conclusion",
            "不是“通过”或“不通过”，这一行没有采用",
            "请从下拉列表中选择",
        )
    elif squeeze(reader.raw(row, "basis")) not in NOTHING:
        reader.report(
            row,
            "outcome",
            "verification-unanswered",
            "写了依据而没有结论，按尚未核实处理",
            "请从下拉列表中选择结论",
            Severity.WARNING,
        )
    return None
