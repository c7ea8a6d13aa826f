"""One applicant's page of the 算分过程单 while it is written: its columns, cells and exact values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from wzqa.workbooks.results.process_formulas import Amount, Exact, decimal_of
from wzqa.workbooks.writing.rows import Rows, plain
from wzqa.workbooks.writing.tables import Form, Formula, Value, cell_style, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.marks.results import CardLine
    from wzqa.workbooks.results.score_report import Line, ScoreReport

FIRST_CARD = 4  # columns before: 条款, 条目, 满分


@dataclass(slots=True)
class Page:
    """One applicant's page while it is written; `top` is its first row."""

    workbook: Workbook
    sheet: Worksheet
    report: ScoreReport
    line: Line
    top: int
    cards: Sequence[CardLine]
    widths: Sequence[int]
    styles: dict[tuple[Form, int, bool], str]  # shared by the pages of a sheet
    amounts: dict[str, Exact] = field(default_factory=dict)  # cell → its exact value
    percents: list[Mapping[str, Decimal]] = field(init=False)  # by card; empty on the points scale
    percent: bool = field(init=False)  # percent marks take two columns a card, points one
    cells: Rows = field(init=False)

    def __post_init__(self) -> None:
        """See once what each cell asks for."""
        self.percents = [card.percents for card in self.cards]
        self.percent = any(self.percents)
        self.cells = rows_of(self.sheet)

    @property
    def width(self) -> int:
        """Width of the sheet's widest page."""
        return sum(self.widths)

    @property
    def step(self) -> int:
        """Columns per card."""
        return 2 if self.percent else 1

    @property
    def value_column(self) -> int:
        """Column 计入值."""
        return FIRST_CARD + self.step * len(self.cards)

    def column(self, index: int) -> str:
        """Letter of the points column of a card."""
        return get_column_letter(FIRST_CARD + self.step * index + self.step - 1)

    def put(self, row: int, column: int, value: Value, form: Form, *, bold: bool = False) -> None:
        """Write a plain value."""
        self.write(row, column, value, self.style(form, self.report.rules.decimals, bold=bold))

    def write(self, row: int, column: int, value: Value | Formula, style: str) -> None:
        """Write a value in a named style."""
        known = value if isinstance(value, Formula) else plain(value)
        self.cells.put(row, column, known, style)

    def style(self, form: Form, decimals: int, *, bold: bool) -> str:
        """Name the style of a cell; asked for each cell, so remembered."""
        key = (form, decimals, bold)
        if key not in self.styles:
            self.styles[key] = cell_style(self.workbook, form, decimals=decimals, bold=bold)
        return self.styles[key]

    def formula(
        self, row: int, column: int, amount: Amount, *, bold: bool = False, decimals: int = 2
    ) -> str:
        """Write a formula with its exact value behind it; gives the cell's name."""
        value = Formula(amount.formula, decimal_of(amount.value))
        self.write(row, column, value, self.style(Form.SCORE, decimals, bold=bold))
        cell = f"{get_column_letter(column)}{row}"
        self.amounts[cell] = amount.value
        return cell
