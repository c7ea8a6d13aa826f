"""资格核查表 and 部门核查反馈表 going out (workbooks.md §3); `verification_in` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.registers import VERIFICATION
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.tables_in.verification_in import read_verification
from wzqa.workbooks.writing.tables import Table, add_table, finish, new_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


__all__ = [
    "VERIFICATION_COLUMNS",
    "OpenFinding",
    "read_verification",
    "write_feedback",
    "write_verification",
]

SHEET, REPLY_SHEET = "资格核查表", "部门核查反馈表"
VERIFICATION_COLUMNS = columns(VERIFICATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """One finding that a person must decide: a row of the 核查表.

    `matter` is the rule's title (核查事项), `remark` what the tool found (系统提示), `department`
    who is to answer ("" = 评审办).
    """

    app_no: str
    name: str
    uscc: str
    rule: str
    article: str
    matter: str
    remark: str
    department: str = ""


def _book(
    rows: Sequence[OpenFinding],
    *,
    sheet: str,
    title: str,
    notes: Sequence[str],
    created: date,
    demo: bool,
) -> bytes:
    workbook = new_workbook()
    cells = [
        (
            row.app_no,
            row.name,
            row.uscc,
            row.rule,
            row.article,
            row.matter,
            row.remark,
            None,
            None,
            row.department,
            None,
            None,
        )
        for row in rows
    ]
    table = Table(
        name=sheet,
        title=title,
        notes=notes,
        columns=VERIFICATION_COLUMNS,
        rows=cells,
        frozen=2,
        locked=True,
    )
    add_table(workbook, table)
    return finish(workbook, title=title, created=created, demo=demo)


_FILL_IN = (
    "请填写着色的栏目：结论从列表中选择，并写明依据；尚未核实的留空，以后再报。其他单元格已锁定"
)


def write_verification(
    rows: Sequence[OpenFinding], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 资格核查表.xlsx: one row per finding, drop-down 通过 / 不通过, the rest locked."""
    count = len({row.app_no for row in rows})
    notes = (f"共{count}家企业（组织）、{len(rows)}项待核实", _FILL_IN)
    return _book(rows, sheet=SHEET, title=title, notes=notes, created=created, demo=demo)


def write_feedback(
    rows: Sequence[OpenFinding],
    *,
    title: str,
    department: str,
    matters: str,
    reply_by: date | None,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write one department's 部门核查反馈表.xlsx: same columns, the department in its head."""
    due = f"请于{reply_by.year}年{reply_by.month}月{reply_by.day}日前反馈" if reply_by else ""
    notes = (
        f"反馈部门：{department}",
        "；".join(part for part in (f"核查事项：{matters}", due, "没有问题的也请反馈") if part),
        _FILL_IN,
    )
    return _book(rows, sheet=REPLY_SHEET, title=title, notes=notes, created=created, demo=demo)
