"""Blank 推荐汇总表 and 申报表 to send out: drop-downs, input checks, frozen header, 填表说明.

Source: workbooks.md (head, §1, §2). Days are typed as text: a cell of date format would turn 2019.1
into a day of 1905, and month precision could not be written at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.worksheet.pagebreak import Break

from wzqa.fields import Field, Kind, Offered, Section, of_section
from wzqa.workbooks.blanks.blanks import add_guide
from wzqa.workbooks.blanks.register_columns import YES_NO
from wzqa.workbooks.writing.layout import Placed
from wzqa.workbooks.writing.paper import A4_UPRIGHT
from wzqa.workbooks.writing.styles import head_style, run_style, section_style, title_style
from wzqa.workbooks.writing.tables import (
    Check,
    Column,
    Form,
    Table,
    add_inputs,
    add_table,
    cell_at,
    cell_style,
    finish,
    new_workbook,
    protect,
    put,
    set_up_page,
)

if TYPE_CHECKING:
    from datetime import date

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 60
_LISTS = {Kind.YES_NO: YES_NO, Kind.IN_HAND: ("已提交", "未提交")}
_FORMS = {
    Kind.CODE: (Form.CODE, 24),
    Kind.MONEY: (Form.MONEY, 15),
    Kind.COUNT: (Form.WHOLE, 12),
    Kind.DAY: (Form.TEXT, 16),
}
_NOTES = (
    "二、统一社会信用代码按文本填写18位；日期写成“2019-03-01”，不知道哪一日的写成“2019年3月”。",
    "三、金额单位为万元；没有的事项填“无”，不要留空。",
    "四、有监督抽查不合格、事故、投诉、违法违规的，写明日期、等级和情况。",
)
_SECOND_PAGE = Section.PAPERS
_SIGNED = (
    "本组织承诺所填内容和所附材料真实、准确。",
    "申报组织（盖章）：　　　　　　　　法定代表人（签字）：　　　　　　　　　　年　　月　　日",
    "推荐单位（盖章）：　　　　　　　　　　　　　　　　　　　　　　　　　　　年　　月　　日",
)


def _column(field: Field, heading: str, offered: Offered) -> Column:
    """Describe one column as it is typed into."""
    form, width = _FORMS.get(field.kind, (Form.TEXT, 18))
    listed = _LISTS.get(field.kind) or offered.choices(field.key)
    if field.listed == "regions":
        listed = offered.regions
    check = None
    if field.kind is Kind.CODE:
        check = Check(kind="length", error="统一社会信用代码为18位", low=18)
    return Column(
        heading=heading, form=form, width=width, choices=listed, check=check,
        guide=field.guide, example=field.example, required=field.must, typed=True,
    )  # fmt: skip


def _years(year: int) -> tuple[int, int, int]:
    return year - 3, year - 2, year - 1


def columns(year: int, offered: Offered) -> list[Column]:
    """List the columns of workbooks.md §1; the three years stand before the cycle's."""
    return [
        _column(field, f"{one}年{field.heading}" if one else field.heading, offered)
        for field in offered.fields
        for one in (_years(year) if field.years else (0,))
    ]


def blank_table(*, year: int, offered: Offered, created: date, demo: bool = False) -> bytes:
    """Write a blank 推荐汇总表: one row per applicant, on A3, in pages side by side."""
    workbook = new_workbook()
    shown = columns(year, offered)
    table = Table(
        name="推荐汇总表",
        title=f"{year}年度{offered.umbrella}推荐汇总表",
        columns=shown,
        notes=("推荐单位：　　　　　　　　填报日期：",),
        below=("填表人：　　　　审核人：　　　　（盖章）",),
        blank_rows=_ROWS,
        frozen=2,
        filtered=False,
        headed=15,
        across=5,
    )
    sheet = add_table(workbook, table).sheet
    sheet.print_title_cols = "A:B"
    first = "一、请勿改动表头；可以增加行，不要合并数据单元格。"
    add_guide(workbook, [("推荐汇总表", shown)], [first, *_NOTES])
    return finish(workbook, title="推荐汇总表", created=created, demo=demo)


# --- 申报表 --------------------------------------------------------------------------------------


def _wide(sheet: Worksheet, row: int, text: str, style: str, height: int) -> None:
    """Write one line across the form."""
    put(cell_at(sheet, row, 1), text, style)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
    sheet.row_dimensions[row].height = height


def _question(workbook: Workbook, sheet: Worksheet, row: int, column: Column, field: Field) -> None:
    """Write one label and the cells to be typed into: one, or one for each of three years."""
    put(cell_at(sheet, row, 1), column.heading, head_style(workbook))
    style = cell_style(workbook, column.form, typed=True)
    for number in (2, 3, 4):
        put(cell_at(sheet, row, number), None, style)
    if not field.years:
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
    sheet.row_dimensions[row].height = 22 * field.lines
    add_inputs(Placed(sheet, row, row, row, {column.heading: "B"}), [column])


def blank_form(*, year: int, offered: Offered, created: date, demo: bool = False) -> bytes:
    """Write a blank 申报表: labels on the left, values to the right of them, on portrait A4."""
    workbook = new_workbook()
    sheet = workbook.create_sheet("申报表")
    for letter, width in zip("ABCD", (30, 22, 22, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    _wide(sheet, 1, f"{year}年度{offered.umbrella}申报表", title_style(workbook), 34)
    row, asked = 2, []
    for section in Section:
        if section is _SECOND_PAGE:
            sheet.row_breaks.append(Break(row - 1))
        _wide(sheet, row, section.value, section_style(workbook), 26)
        row += 1
        fields = of_section(section, offered.fields)
        if fields[0].years:
            texts = ("项目", *(f"{one}年" for one in _years(year)))
            for number, text in enumerate(texts, 1):
                put(cell_at(sheet, row, number), text, head_style(workbook))
            row += 1
        for field in fields:
            column = _column(field, field.heading, offered)
            _question(workbook, sheet, row, column, field)
            asked.append(column)
            row += 1
    for text in _SIGNED:
        _wide(sheet, row, text, run_style(workbook, bold=True), 34)
        row += 1
    set_up_page(sheet, paper=A4_UPRIGHT)
    protect(sheet)
    first = "一、只填有底色的格子，请勿改动左边的栏目名称。一家一个文件，文件名用组织名称。"
    add_guide(workbook, [("申报表", asked)], [first, *_NOTES])
    return finish(workbook, title="申报表", created=created, demo=demo)
