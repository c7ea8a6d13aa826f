"""部门反馈总览.xlsx: what each department asked has answered, in numbers and applicant by applicant.

Source: workbooks.md. No column depends on the day of the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.workbooks.writing.tables import Column, Form, Table, Value, write_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.models import Verification
    from wzqa.rules.departments import Line, Standing


_SUMMARY = (
    Column(heading="部门", width=26),
    Column(heading="发文字号", width=24),
    Column(heading="发函日期", form=Form.DAY, width=15),
    Column(heading="答复期限", form=Form.DAY, width=15),
    Column(heading="征求家数", form=Form.WHOLE, width=9),
    Column(heading="已答复", form=Form.WHOLE, width=9),
    Column(heading="未复", form=Form.WHOLE, width=9),
    Column(heading="提出问题", form=Form.WHOLE, width=9),
    Column(heading="不再等候的理由", width=34),
    Column(heading="记录人", form=Form.LABEL, width=11),
)
_LINES = (
    Column(heading="部门", width=22),
    Column(heading="申报编号", form=Form.LABEL, width=15),
    Column(heading="组织名称", width=24),
    Column(heading="统一社会信用代码", form=Form.CODE, width=21),
    Column(heading="发函日期", form=Form.DAY, width=15),
    Column(heading="答复期限", form=Form.DAY, width=15),
    Column(heading="答复日期", form=Form.DAY, width=15),
    Column(heading="答复", form=Form.LABEL, verdict=True, width=10),
    Column(heading="未复的规则", form=Form.LABEL, width=12),
    Column(heading="依据", width=30),
    Column(heading="答复人", form=Form.LABEL, width=11),
    Column(heading="文件和单元格", width=36),
)


def tables(title: str, standings: Sequence[Standing]) -> tuple[Table, Table]:
    """Lay out all departments of one check; `title` names the cycle and the check."""
    return (
        Table(name="部门", title=title, columns=_SUMMARY, rows=[_summary(s) for s in standings]),
        Table(
            name="逐家",
            title=f"{title}：逐家",
            columns=_LINES,
            rows=[_line(s, line) for s in standings for line in s.lines],
            frozen=3,
        ),
    )


def write_departments(laid_out: Sequence[Table], *, created: date, demo: bool) -> bytes:
    """Write the workbook; same tables, same bytes."""
    return write_tables(laid_out, title=laid_out[0].title, created=created, demo=demo)


def _summary(standing: Standing) -> list[Value]:
    inquiry, excuse = standing.inquiry, standing.excuse
    asked = [line for line in standing.lines if line.asked]
    answered = sum(1 for line in asked if line.answered)
    return [
        standing.department,
        inquiry.letter if inquiry else "未发函",
        inquiry.issued if inquiry else None,
        inquiry.answer_by if inquiry else None,
        len(asked),
        answered,
        len(asked) - answered,
        sum(1 for line in standing.lines if line.objects),
        excuse.why if excuse else None,
        excuse.by if excuse else None,
    ]


def _line(standing: Standing, line: Line) -> list[Value]:
    inquiry = standing.inquiry if line.asked else None
    return [
        standing.department,
        line.applicant.app_no,
        line.applicant.name,
        line.applicant.uscc,
        inquiry.issued if inquiry else None,
        inquiry.answer_by if inquiry else None,
        max((row.day.last for row in line.rows if row.day), default=None),
        line.word,
        "、".join(line.open_rules) if line.rows else None,
        "\n".join(dict.fromkeys(f"{row.rule} {row.basis}" for row in line.rows)),
        "、".join(dict.fromkeys(_by(row) for row in line.rows)),
        "\n".join(str(row.place) for row in line.rows),
    ]


def _by(row: Verification) -> str:
    return row.person or row.department
