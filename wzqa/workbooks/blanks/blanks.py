"""Blank workbooks to send out: registers, 核查表, 异议登记表 (计票: `blank_count`).

Source: workbooks.md §3, §4, §7: frozen header, drop-downs, input checks, print titles, 填表说明.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.workbooks.blanks import register_columns as columns_of
from wzqa.workbooks.blanks.verification import VERIFICATION_COLUMNS
from wzqa.workbooks.writing.tables import (
    Column,
    Form,
    Table,
    Value,
    add_table,
    finish,
    new_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl import Workbook

    from wzqa.models import PastWinner

BLANK_ROWS = 25
_COMMON = (
    "一、可以调整列宽和行序，不要改动表头；不要合并单元格。",
    "二、日期填写到日；代码、证书号、电话按文本填写，不要让表格软件改成数字。",
    "三、没有内容的表也请交回（只留表头）：交回的空表表示“没有”，未交表示“尚未提供”。",
)


def add_guide(
    workbook: Workbook, sheets: Sequence[tuple[str, Sequence[Column]]], notes: Sequence[str]
) -> None:
    """Add 填表说明: one row per column that a person fills in, from the columns' own guides."""
    rows = [
        (
            sheet,
            column.heading,
            "必填" if column.required else "可空",
            column.guide or "据实填写",
            "、".join(column.choices),
            column.example,
        )
        for sheet, columns in sheets
        for column in columns
        if column.typed
    ]
    columns = (
        Column(heading="工作表", form=Form.LABEL),
        Column(heading="栏目", form=Form.LABEL, width=20),
        Column(heading="是否必填", form=Form.LABEL),
        Column(heading="填写要求", width=44),
        Column(heading="可选内容", width=26),
        Column(heading="示例", width=26),
    )
    table = Table(
        name="填表说明",
        title="填表说明",
        notes=notes,
        columns=columns,
        rows=rows,
        filtered=False,
        locked=True,
    )
    add_table(workbook, table)


def _blank(
    title: str,
    sheets: Sequence[tuple[str, str, Sequence[Column]]],
    *,
    created: date,
    demo: bool,
    notes: Sequence[str] = (),
    rows: Sequence[Sequence[Value]] = (),
) -> bytes:
    """Make a workbook of blank tables, (sheet, title, columns) each, and its 填表说明.

    `rows` stand above the blank ones on every sheet.
    """
    workbook = new_workbook()
    for name, heading, columns in sheets:
        table = Table(
            name=name,
            title=heading,
            columns=columns,
            rows=rows,
            blank_rows=BLANK_ROWS,
            frozen=1,
        )
        add_table(workbook, table)
    add_guide(workbook, [(name, columns) for name, _, columns in sheets], [*_COMMON, *notes])
    return finish(workbook, title=title, created=created, demo=demo)


def write_examiners_blank(
    *, qualifications: Sequence[str], created: date, demo: bool = False
) -> bytes:
    """Write a blank 评审专家名册."""
    columns = columns_of.examiner_columns(qualifications)
    sheets = [("评审专家名册", "评审专家名册", columns)]
    return _blank("评审专家名册", sheets, created=created, demo=demo)


def write_panels_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 评审分组与回避表: sheets 分组, 分工, 回避."""
    sheets = [
        ("分组", "评审分组", columns_of.member_columns()),
        ("分工", "评审分工", columns_of.assignment_columns()),
        ("回避", "回避登记", columns_of.recusal_columns()),
    ]
    notes = ("四、每组3至5人，组长1人；回避须在评分前登记，评委会成员的回避也登记在“回避”。",)
    return _blank("评审分组与回避表", sheets, created=created, demo=demo, notes=notes)


def write_past_winners_blank(*, awards: Sequence[str], created: date, demo: bool = False) -> bytes:
    """Write a blank 往届获奖名册."""
    sheets = [("往届获奖名册", "往届获奖名册", columns_of.past_winner_columns(awards))]
    return _blank("往届获奖名册", sheets, created=created, demo=demo)


def write_past_winners(
    rows: Sequence[PastWinner], *, awards: Sequence[str], created: date, demo: bool = False
) -> bytes:
    """Write 往届获奖名册 with rows, for the cycle after this one; it reads back as it is."""
    columns = columns_of.past_winner_columns(awards)
    cells = [(row.year, row.award, row.name, row.uscc) for row in rows]
    sheets = [("往届获奖名册", "往届获奖名册", columns)]
    return _blank("往届获奖名册", sheets, created=created, demo=demo, rows=cells)


def write_revocations_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 撤销名册."""
    sheets = [("撤销名册", "撤销名册", columns_of.revocation_columns())]
    return _blank("撤销名册", sheets, created=created, demo=demo)


def write_committee_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 评委会名册."""
    sheets = [("评委会名册", "评审委员会名册", columns_of.committee_columns())]
    notes = ("四、本名册用于会议纪要和回避，不与选票对应。",)
    return _blank("评委会名册", sheets, created=created, demo=demo, notes=notes)


def write_objections_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 异议登记表 with its separate sheet 异议人."""
    sheets = [
        ("异议登记表", "异议登记表", columns_of.objection_columns()),
        ("异议人", "异议人登记（保密，不进入任何文书）", columns_of.objector_columns()),
    ]
    notes = ("四、异议人只登记在“异议人”表；“异议登记表”各栏不要出现异议人的姓名。",)
    return _blank("异议登记表", sheets, created=created, demo=demo, notes=notes)


def write_verification_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 资格核查表; `screen` writes the filled one."""
    columns = [_opened(column) for column in VERIFICATION_COLUMNS]
    sheets = [("资格核查表", "资格核查表", columns)]
    notes = ("四、核查结论只填“通过”或“不通过”，必须写明依据；尚未核实的留空。",)
    return _blank("资格核查表", sheets, created=created, demo=demo, notes=notes)


def _opened(column: Column) -> Column:
    """Open a column that is locked in the filled workbook."""
    return Column(
        heading=column.heading,
        form=column.form,
        width=column.width or (22 if column.form in {Form.TEXT, Form.CODE} else 14),
        choices=column.choices,
        check=column.check,
        guide=column.guide,
        example=column.example,
        required=column.required,
        typed=True,
    )


def write_register_blanks(
    *, awards: Sequence[str], qualifications: Sequence[str], created: date, demo: bool = False
) -> dict[str, bytes]:
    """Write all blanks of `init` that need no candidates: file name → bytes."""
    return {
        "评审专家名册.xlsx": write_examiners_blank(
            qualifications=qualifications, created=created, demo=demo
        ),
        "评审分组与回避表.xlsx": write_panels_blank(created=created, demo=demo),
        "往届获奖名册.xlsx": write_past_winners_blank(awards=awards, created=created, demo=demo),
        "撤销名册.xlsx": write_revocations_blank(created=created, demo=demo),
        "评委会名册.xlsx": write_committee_blank(created=created, demo=demo),
        "资格核查表.xlsx": write_verification_blank(created=created, demo=demo),
        "异议登记表.xlsx": write_objections_blank(created=created, demo=demo),
    }
