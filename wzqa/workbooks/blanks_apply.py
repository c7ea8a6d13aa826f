"""Blank 推荐汇总表 and 申报表 to send out: drop-downs, input checks, frozen header, 填表说明."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import regions
from wzqa.fields import FIELDS, Field, Kind
from wzqa.workbooks.blanks import add_guide
from wzqa.workbooks.writing import Check, Column, Form, Table, add_table, finish, new_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_ROWS = 60
_YES_NO = ("是", "否")
_IN_HAND = ("已提交", "未提交")
_NOTES = (
    "一、请勿改动表头；可以增加行，不要合并数据单元格。",
    "二、统一社会信用代码按文本填写18位；日期填到日，不知道哪一日的填到月。",
    "三、金额单位为万元；没有的事项填“无”，不要留空。",
    "四、有监督抽查不合格、事故、投诉、违法违规的，写明日期、等级和情况。",
)


def _column(field: Field, heading: str, awards: Sequence[str]) -> Column:
    """Describe one column as it is typed into."""
    choices: tuple[str, ...] = field.choices
    check, form, width = None, Form.TEXT, 18
    if field.key == "award":
        choices = (*awards, "服从调剂")
    elif field.key == "region":
        choices = tuple(r.name for r in regions.table())
    elif field.kind is Kind.YES_NO:
        choices = _YES_NO
    elif field.kind is Kind.IN_HAND:
        choices = _IN_HAND
    elif field.kind is Kind.CODE:
        check = Check(kind="length", error="统一社会信用代码为18位", low=18)
        form, width = Form.CODE, 24
    elif field.kind is Kind.MONEY:
        form = Form.SCORE
    elif field.kind is Kind.COUNT:
        form = Form.WHOLE
    elif field.kind is Kind.DAY:
        form = Form.DAY
    return Column(
        heading=heading, form=form, width=width, choices=choices, check=check,
        required=field.required, typed=True,
    )  # fmt: skip


def columns(year: int, awards: Sequence[str]) -> list[Column]:
    """List the columns of workbooks.md §1; the three years stand before the cycle's."""
    found = []
    for field in FIELDS:
        if field.years:
            for back in (3, 2, 1):
                found.append(_column(field, f"{year - back}年{field.heading}", awards))
        else:
            found.append(_column(field, field.heading, awards))
    return found


def blank_table(*, year: int, awards: Sequence[str], created: date, demo: bool = False) -> bytes:
    """Write a blank 推荐汇总表: one row per applicant."""
    workbook = new_workbook()
    shown = columns(year, awards)
    table = Table(
        name="推荐汇总表",
        title=f"{year}年度质量奖推荐汇总表",
        columns=shown,
        notes=("推荐单位：　　　　　　　　填报日期：",),
        below=("填表人：　　　　审核人：　　　　（盖章）",),
        blank_rows=_ROWS,
        frozen=2,
        filtered=False,
    )
    add_table(workbook, table)
    add_guide(workbook, [("推荐汇总表", shown)], _NOTES)
    return finish(workbook, title="推荐汇总表", created=created, demo=demo)


def blank_form(*, year: int, awards: Sequence[str], created: date, demo: bool = False) -> bytes:
    """Write a blank 申报表: labels on the left, values to the right of them."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  (slow)

    workbook = new_workbook()
    sheet = workbook.create_sheet("申报表")
    sheet.cell(1, 1, f"{year}年度质量奖申报表")
    sheet.merge_cells("A1:D1")
    sheet.cell(2, 1, "三年数据依次填前三年、前二年、上一年，金额单位为万元")
    by_heading = {c.heading: c for c in columns(year, awards)}
    for row, field in enumerate(FIELDS, 3):
        sheet.cell(row, 1, field.heading)
        if not field.years:
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        if field.kind is Kind.CODE:
            sheet.cell(row, 2).number_format = "@"
        shown = by_heading.get(field.heading)
        if shown and shown.choices:
            listed = DataValidation(
                type="list", formula1=f'"{",".join(shown.choices)}"', allow_blank=True
            )
            sheet.add_data_validation(listed)
            listed.add(sheet.cell(row, 2))
    sheet.column_dimensions["A"].width = 30
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 20
    add_guide(workbook, [("申报表", columns(year, awards))], _NOTES)
    return finish(workbook, title="申报表", created=created, demo=demo)
