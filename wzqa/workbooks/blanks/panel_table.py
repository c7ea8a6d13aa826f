"""Writing a proposed 评审分组与回避表, to be edited and returned (workbooks.md §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.registers import BY_KIND
from wzqa.workbooks.blanks.blanks import add_guide
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.writing.tables import Table, add_table, finish, new_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wzqa.models import Assignment, Member, Recusal
    from wzqa.plan import Plan
    from wzqa.workbooks.writing.tables import Value

_TITLE = "评审分组与回避表"
_SPARE_ROWS = 10
_NOTES = (
    "一、这是建议方案，不会自动生效。请核对、修改后保存，放入 inbox/registers/，再运行 wzqa panels。",
    "二、“分工”表中评审组填“全部”的，由各组共同评审，用来比较各组的宽严。",
)


def panel_workbook(
    *,
    members: Sequence[Member],
    assignments: Sequence[Assignment],
    recusals: Sequence[Recusal],
    notes: Sequence[str] = (),
    created: date,
    plan: Plan,
    demo: bool = False,
) -> bytes:
    """Make a 评审分组与回避表 with sheets 分组, 分工, 回避, 填表说明 (there also `notes`), to be edited."""
    filled: dict[str, list[Mapping[str, Value]]] = {
        "members": [_member(m) for m in members],
        "assignments": [_assignment(a, plan) for a in assignments],
        "recusals": [_recusal(r) for r in recusals],
    }
    sheets = [
        (BY_KIND[k].title, columns(BY_KIND[k], stages=plan.titles), rows)
        for k, rows in filled.items()
    ]
    workbook = new_workbook()
    for name, shown, rows in sheets:
        table = Table(
            name=name,
            title=f"{_TITLE}（建议）",
            columns=shown,
            rows=[[row.get(column.heading) for column in shown] for row in rows],
            blank_rows=_SPARE_ROWS,
            frozen=1,
        )
        add_table(workbook, table)
    add_guide(workbook, [(name, shown) for name, shown, _ in sheets], [*_NOTES, *notes])
    return finish(workbook, title=f"{_TITLE}（建议）", created=created, demo=demo)


def _member(member: Member) -> Mapping[str, Value]:
    return {
        "评审组": member.panel,
        "姓名": member.name,
        "职务": "组长" if member.leader else "组员",
        "资格证书号": member.certificate,
    }


def _assignment(row: Assignment, plan: Plan) -> Mapping[str, Value]:
    return {
        "评审组": row.panel,
        "统一社会信用代码": row.uscc,
        "组织名称": row.name,
        "阶段": plan.names[row.stage] if row.stage else "",
        "现场评审日期": row.visit_day.first if row.visit_day and row.visit_day.exact else None,
    }


def _recusal(row: Recusal) -> Mapping[str, Value]:
    return {
        "姓名": row.person,
        "统一社会信用代码": row.uscc,
        "组织名称": row.name,
        "原因": row.reason,
        "资格证书号": row.certificate,
    }
