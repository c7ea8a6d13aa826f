"""One applicant's page of the 算分过程单 while it is written: its columns, rows and styles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from wzqa.workbooks.results.process_formulas import decimal_of
from wzqa.workbooks.writing.rows import ROW
from wzqa.workbooks.writing.styles import run_style
from wzqa.workbooks.writing.tables import Form, Formula, Value, cell_style, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.marks.results import CardLine
    from wzqa.workbooks.results.process_formulas import Amount
    from wzqa.workbooks.results.score_report import Line, ScoreReport
    from wzqa.workbooks.writing.rows import Rows

FIRST_CARD = 4  # columns before: 条款, 条目, 满分


@dataclass(slots=True)
class Marks:
    """A row of marks, an item's or a sum of them: its cells, and what each card has in it, exactly."""

    is_item: bool
    values: list[Value | Formula] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    points: list[Decimal | None] = field(default_factory=list)

    def put(self, value: Value | Formula, style: str) -> None:
        """Add a cell."""
        self.values.append(value)
        self.styles.append(style)


@dataclass(slots=True)
class Pages:
    """What the pages of a sheet share: names of styles, and the marks that come again."""

    workbook: Workbook
    sheet: Worksheet
    report: ScoreReport
    widths: Sequence[int]
    cells: Rows = field(init=False)
    same: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)  # styles of rows
    _styles: dict[tuple[Form, int, bool], str] = field(default_factory=dict)
    _marks: dict[tuple[int, Decimal, int], tuple[Decimal, Formula]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the sheet's cells."""
        self.cells = rows_of(self.sheet)

    @property
    def width(self) -> int:
        """Width of the sheet's widest page."""
        return sum(self.widths)

    def style(self, form: Form, decimals: int | None = None, *, bold: bool = False) -> str:
        """Name the style of a cell; a score has as many decimals as the stage where not told."""
        key = (form, self.report.rules.decimals if decimals is None else decimals, bold)
        if key not in self._styles:
            self._styles[key] = cell_style(self.workbook, form, decimals=key[1], bold=bold)
        return self._styles[key]

    def mark(self, left: int, percent: Decimal, most: int) -> tuple[Decimal, Formula]:
        """Give the points of a percent mark in column `left`, and their formula."""
        key = left, percent, most
        if key not in self._marks:
            formula = f"=C{ROW}*{get_column_letter(left)}{ROW}/100"
            points = percent * most / 100
            self._marks[key] = points, Formula(formula, decimal_of(points))
        return self._marks[key]


@dataclass(slots=True)
class Page:
    """One applicant's page while it is written; `row` is the next to be written."""

    on: Pages
    line: Line
    row: int
    cards: Sequence[CardLine]
    percents: list[Mapping[str, Decimal]] = field(init=False)  # by card; empty on the points scale
    percent: bool = field(init=False)  # percent marks take two columns a card, points one
    letters: list[str] = field(init=False)  # of each card's column of points
    value_column: int = field(init=False)  # 计入值

    def __post_init__(self) -> None:
        """See once what each cell asks for."""
        self.percents = [card.percents for card in self.cards]
        self.percent = any(self.percents)
        step = 2 if self.percent else 1
        self.value_column = FIRST_CARD + step * len(self.cards)
        self.letters = [
            get_column_letter(column + step - 1)
            for column in range(FIRST_CARD, self.value_column, step)
        ]

    @property
    def report(self) -> ScoreReport:
        """What the workbook shows."""
        return self.on.report

    def text(self, text: str, style: str) -> None:
        """Write a line that runs on over blank cells."""
        self.add((text,), (style,))

    def add(self, values: Sequence[Value | Formula], styles: tuple[str, ...]) -> None:
        """Write a whole row."""
        self.on.cells.add(self.row, [self.on.same.setdefault(styles, styles)], [values])
        self.row += 1

    def result(
        self, label: str, value: Value | Formula, form: Form, decimals: int, *, bold: bool = True
    ) -> str:
        """Write a label that runs over the blank cells, and a value below 计入值; gives its cell."""
        gap = self.value_column - 2
        styles = (run_style(self.on.workbook, bold=True), *[""] * gap)
        style = self.on.style(form, decimals, bold=bold)
        self.add((label, *[None] * gap, value), (*styles, style))
        return f"{get_column_letter(self.value_column)}{self.row - 1}"

    def amount(self, label: str, amount: Amount, decimals: int, *, bold: bool = True) -> str:
        """Write a label and a formula with its exact value behind it; gives its cell."""
        value = Formula(amount.formula, decimal_of(amount.value))
        return self.result(label, value, Form.SCORE, decimals, bold=bold)
