"""资格核查表 and 部门核查反馈表 going out (workbooks.md §3); `verification_in` reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.models import PROPOSALS
from wzqa.registers import MARK, MARKS, VERIFICATION
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.writing.tables import Table, day_value, write_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.eligibility import OpenPoint
    from wzqa.workbooks.writing.tables import Column, Value

__all__ = [
    "REPLY_COLUMNS",
    "VERIFICATION_COLUMNS",
    "write_feedback",
    "write_verification",
]

SHEET, REPLY_SHEET = "资格核查表", "部门核查反馈表"
_BESIDE = ("条文", "填报内容", "出处", "拟结论")  # of the 资格核查表 only
_SIGNED = ("核查人", "日期")  # without them a 资格核查表 settles nothing; a reply bears a seal

VERIFICATION_COLUMNS = columns(VERIFICATION)
REPLY_COLUMNS = tuple(
    replace(column, required=False) if column.heading in _SIGNED else column
    for column in VERIFICATION_COLUMNS
    if column.heading not in _BESIDE
)


def _cells(row: OpenPoint, shown: Sequence[Column]) -> list[Value]:
    """Fill in what is known; the rest is for the person who answers."""
    known: dict[str, Value] = {
        "申报编号": row.app_no,
        "组织名称": row.name,
        "统一社会信用代码": row.uscc,
        "规则编号": row.rule,
        "条款": row.article,
        "条文": row.quote,
        "核查事项": row.matter,
        "填报内容": row.stated or "（空）",
        "出处": row.where,
        "系统提示": row.remark,
        "拟结论": row.proposal,
        "核查部门": row.department,
    }
    if row.signed:
        known |= {
            "核查结论": "通过" if row.signed.outcome == "pass" else "不通过",
            "依据": row.signed.basis,
            "核查部门": row.signed.department,
            "核查人": row.signed.person,
            "日期": day_value(row.signed.day),
        }
    return [known.get(column.heading) for column in shown]


def _book(
    rows: Sequence[OpenPoint],
    shown: Sequence[Column],
    *,
    sheet: str,
    title: str,
    notes: Sequence[str],
    created: date,
    demo: bool,
) -> bytes:
    table = Table(
        name=sheet,
        title=title,
        notes=notes,
        columns=shown,
        rows=[_cells(row, shown) for row in rows],
        frozen=2,
        locked=True,
    )
    return write_tables([table], title=title, created=created, demo=demo)


_FILL_IN = (
    "请填写着色的栏目：结论从列表中选择，并写明依据；尚未核实的留空，以后再报。其他单元格已锁定"
)
_SIGN = "结论、依据、核查人、日期四栏齐全的才算核定；缺一项的不予采用"


def _mark(*, second: bool) -> str:
    """Write the mark by which the reader tells the two checks apart."""
    return f"{MARK}：{MARKS['second' if second else 'first']}"


def write_verification(
    rows: Sequence[OpenPoint],
    *,
    title: str,
    created: date,
    second: bool = False,
    demo: bool = False,
) -> bytes:
    """Write 资格核查表.xlsx: one row per finding, drop-down 通过 / 不通过, the rest locked."""
    counts = "、".join(
        f"{word}{len(mine)}项（{len({row.app_no for row in mine})}家）"
        for word in PROPOSALS
        if (mine := [row for row in rows if row.proposal == word])
    )
    notes = (f"{_mark(second=second)}。{counts}", _FILL_IN, _SIGN)
    return _book(
        rows, VERIFICATION_COLUMNS, sheet=SHEET, title=title, notes=notes, created=created,
        demo=demo,
    )  # fmt: skip


def write_feedback(
    rows: Sequence[OpenPoint],
    *,
    title: str,
    department: str,
    matters: str,
    letter: str,
    reply_by: date,
    created: date,
    second: bool = False,
    demo: bool = False,
) -> bytes:
    """Write one department's 部门核查反馈表.xlsx: same columns, the department in its head.

    `letter` is the number of the letter that it goes with, `reply_by` that letter's answer-by day.
    """
    due = f"请于{chinese(reply_by)}前（含当日）反馈"
    notes = (
        f"反馈部门：{department}",
        "；".join((f"核查事项：{matters}", due, "没有问题的也请反馈")),
        f"{_mark(second=second)}（{letter}）",
        _FILL_IN,
    )
    return _book(
        rows, REPLY_COLUMNS, sheet=REPLY_SHEET, title=title, notes=notes, created=created, demo=demo
    )
