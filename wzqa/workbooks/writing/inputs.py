"""What a person may type where, and how a sheet is printed and protected (workbooks.md, head)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.datavalidation import DataValidation

from wzqa.workbooks.writing.paper import A4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.workbooks.writing.layout import Column, Placed
    from wzqa.workbooks.writing.paper import Paper

LAST_CHECKED_ROW = 2000


def add_inputs(placed: Placed, columns: Sequence[Column], *, open_ended: bool = False) -> None:
    """Put drop-downs and input checks on the columns that have them."""
    last = LAST_CHECKED_ROW if open_ended else placed.last
    for column in columns:
        if last < placed.first or not (column.choices or column.check):
            continue
        rule = _validation(column)
        rule.add(placed.ref(column.heading, last=last))
        placed.sheet.add_data_validation(rule)


def _validation(column: Column) -> DataValidation:
    check = column.check
    if check is None:
        rule = DataValidation("list", formula1='"' + ",".join(column.choices) + '"')
        rule.error = "请从下拉列表中选择：" + "、".join(column.choices)
    elif check.kind == "length":
        rule = DataValidation("textLength", operator="equal", formula1=str(check.low))
    elif check.kind == "formula":
        rule = DataValidation("custom", formula1=check.formula)
    else:
        rule = DataValidation(
            "date" if check.kind == "day" else check.kind,
            operator="between",
            formula1=_bound(check.low),
            formula2=_bound(check.high),
        )
    if check is not None:
        rule.error = check.error[:220]
    rule.allow_blank = rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle = rule.promptTitle = column.heading[:30]
    rule.prompt = column.guide[:250] or None
    return rule


def _bound(limit: int | date | None) -> str:
    if isinstance(limit, date):
        return f"DATE({limit.year},{limit.month},{limit.day})"
    return str(limit)


def set_up_page(
    sheet: Worksheet, *, header_row: int | None = None, paper: Paper = A4, one_page: bool = False
) -> None:
    """Fit a sheet to its paper's width, header row repeated, page numbers in the footer."""
    sheet.page_setup.paperSize = paper.size
    sheet.page_setup.orientation = "portrait" if paper.portrait else "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = int(one_page)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # a new sheet has it
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.75, 0.7, 0.3, 0.3
    if header_row:
        sheet.print_title_rows = f"{header_row}:{header_row}"
    footer: Any = sheet.oddFooter
    footer.right.text = "第 &P 页，共 &N 页"  # the title stands on the left


def protect(sheet: Worksheet) -> None:
    """Lock all but the `typed` cells, without a password; sorting, filtering, sizing stay free."""
    guard = sheet.protection
    guard.sheet = True
    guard.sort = guard.autoFilter = False
    guard.formatCells = guard.formatColumns = guard.formatRows = False
