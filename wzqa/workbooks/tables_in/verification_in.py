"""资格核查表 and 部门核查反馈表 coming back, altered or not.

Source: workbooks.md §3; eligibility.md §1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.models import PROPOSALS, Shown, Verification
from wzqa.names import squeeze
from wzqa.problems import Place, Problem, Severity
from wzqa.registers import MARK, MARKS, VERIFICATION
from wzqa.regulation import known_clauses
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.headings import find_table
from wzqa.workbooks.tables_in.records import RowReader, is_guide
from wzqa.workbooks.tables_in.values import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.headings import Table

RULE = re.compile(r"E\d\d")
_OUTCOMES: dict[str, Literal["pass", "fail"]] = {
    "通过": "pass", "符合": "pass", "不通过": "fail", "不符合": "fail",
}  # fmt: skip
_BESIDE = (("basis", "依据"), ("person", "核查人"), ("day", "日期"))
_REPLY = "反馈表"
_MARKED = re.compile(rf"{MARK}:?({'|'.join(MARKS.values())})")
_SECOND = re.compile(r"复查|授奖|第二次|初步?入选|初选")  # titles of sheets that others wrote
_HEAD = re.compile(r"(?:反馈|核查|填报)?(?:部门|单位)(?:\(盖章\)|名称)?[:：]?(.*)", re.DOTALL)
_TITLE = re.compile(r"(?:.*年度)?(.{2,30}?(?:局|委|办|院|会|中心|大队|支队))(?:部门)?核?查?反馈表")


def read_verification(
    data: bytes, file: str
) -> tuple[tuple[Verification, ...], tuple[Problem, ...]]:
    """Read a returned 核查表 or 反馈表.

    A row without conclusion is not answered and gives no record. A conclusion without 依据, on a
    核查表 without 核查人 or 日期 （nobody signed it）, an unknown conclusion, an unknown 规则编号, an
    unreadable 日期 or no applicant is a problem at its cell and gives none either.
    `Verification.reply` is True for a 反馈表, whose `department` is the one named in its head, else
    the row's 核查部门; `check` is the mark that the tool wrote on the sheet.
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
        head = _head(sheet, table)
        reader = RowReader(table)
        read = [_row(reader, row, head) for row in reader.rows]
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


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a table: a department's reply or not, whose, of which check."""

    reply: bool
    department: str
    check: Literal["first", "second", ""]


def _head(sheet: Sheet, table: Table) -> _Head:
    """Tell whether a sheet is a department's reply, which department's, and to which check.

    The title, the sheet's name or a line 反馈部门：… above the table says so; the check is told by
    the line 核查批次：…, else by a title that names the second.
    """
    cells = [cell for row in range(1, table.first_row) for cell in sheet.standing(row)]
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
    return _Head(reply, department, _check(texts))


def _check(texts: Sequence[str]) -> Literal["first", "second", ""]:
    for text in texts:
        marked = _MARKED.search(text)
        if marked:
            return "second" if marked[1] == MARKS["second"] else "first"
    titled = any(("核查表" in text or _REPLY in text) and _SECOND.search(text) for text in texts)
    return "second" if titled else ""


def _row(reader: RowReader, row: int, head: _Head) -> Verification | None:
    """Read one row; None when it is not answered or cannot count."""
    outcome = _outcome(reader, row, reply=head.reply)
    if outcome is None:
        return None
    before = len(reader.problems)
    app_no, name, code = reader.word(row, "app_no"), reader.text(row, "name"), reader.code(row)
    rule = reader.word(row, "rule").upper()
    basis, day = reader.text(row, "basis"), reader.day(row, "day")
    person = reader.person(row, "person")
    office = (head.department if head.reply else "") or reader.text(row, "department")
    if not (app_no or code):
        reader.report(
            row,
            "app_no",
            "verification-applicant",
            "没有申报编号，也没有可用的统一社会信用代码",
            "请照下发的核查表补填申报编号",
        )
    if not RULE.fullmatch(rule) or rule not in known_clauses():
        reader.report(
            row,
            "rule",
            "verification-rule",
            "不是规则编号，这一行没有采用",
            "请恢复下发时的规则编号（E 和两位数字）",
        )
    if squeeze(basis) in NOTHING:
        reader.report(
            row, "basis", "verification-basis", "有结论而没有依据，这一行没有采用", "请补填依据"
        )
    if not head.reply:
        _signature(reader, row, person)
    elif not office:
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
        person=person,
        day=day,
        name=name,
        uscc=code or "",
        reply=head.reply,
        check=head.check,
        shown=_shown(reader, row),
        place=reader.place(row, "outcome"),
    )


def _shown(reader: RowReader, row: int) -> Shown | None:
    """Keep what the tool wrote on the row; None on a sheet made by hand, or older than the columns."""
    shown = Shown(*(reader.raw(row, key) for key in ("stated", "proposal", "remark")))
    return shown if shown.stated.strip() and squeeze(shown.proposal) in PROPOSALS else None


def _signature(reader: RowReader, row: int, person: str) -> None:
    """Name a conclusion that nobody signed: 核查人 and 日期 make it somebody's （十四）."""
    if squeeze(person) in NOTHING:
        reader.report(
            row, "person", "verification-person", "有结论而没有核查人，这一行没有采用", "请补填核查人"
        )  # fmt: skip
    if squeeze(reader.raw(row, "day")) in NOTHING:
        reader.report(
            row, "day", "verification-day", "有结论而没有日期，这一行没有采用", "请补填日期，写到日"
        )  # fmt: skip


def _outcome(reader: RowReader, row: int, *, reply: bool) -> Literal["pass", "fail"] | None:
    """Read 核查结论; a blank is an open question, anything but 通过 and 不通过 an error.

    A blank beside a reason or, but on a department's sheet, a signature is named.
    """
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
    elif filled := [
        words
        for key, words in (_BESIDE[:1] if reply else _BESIDE)
        if squeeze(reader.raw(row, key)) not in NOTHING
    ]:
        reader.report(
            row,
            "outcome",
            "verification-unanswered",
            f"写了{'、'.join(filled)}而没有结论，按尚未核实处理",
            "请从下拉列表中选择结论",
            Severity.WARNING,
        )
    return None
