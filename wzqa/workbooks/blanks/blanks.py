"""Blank workbooks to send out: registers, 核查表, 异议登记表 (计票: `blank_count`), each from `registers`.

Source: workbooks.md §3, §4, §7: frozen header, drop-downs, input checks, print titles, 填表说明.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.registers import BOOKS
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.writing.tables import Column, Form, Table, add_table, finish, new_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from openpyxl import Workbook

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
) -> bytes:
    """Make a workbook of blank tables, (sheet, title, columns) each, and its 填表说明."""
    workbook = new_workbook()
    for name, heading, shown in sheets:
        table = Table(
            name=name, title=heading, columns=shown, blank_rows=BLANK_ROWS, frozen=1, one_page=True
        )
        add_table(workbook, table)
    add_guide(workbook, [(name, shown) for name, _, shown in sheets], [*_COMMON, *notes])
    return finish(workbook, title=title, created=created, demo=demo)


def register_blanks(
    *,
    awards: Sequence[str],
    qualifications: Sequence[str],
    stages: Sequence[str],
    created: date,
    demo: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """Write the blanks of all registers: file name, bytes."""
    lists = {"awards": awards, "qualifications": qualifications, "stages": stages}
    for book in BOOKS:
        sheets = [
            (
                spec.title,
                spec.heading or spec.title,
                # what we fill in ourselves is open on a blank
                [replace(column, typed=True) for column in columns(spec, **lists)],
            )
            for spec in book.sheets
        ]
        data = _blank(book.name, sheets, created=created, demo=demo, notes=book.notes)
        yield f"{book.name}.xlsx", data
