"""Native charts: columns in order with a line across, clustered columns, stacked columns.

Source: workbooks.md §8, architecture.md §5.2 (axes need `delete=False`, label flags explicit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from wzqa.workbooks.writing.styles import cell_at, put, title_style
from wzqa.workbooks.writing.tables import set_up_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.workbooks.writing.tables import Placed

GREEN, YELLOW, GREY, ORANGE, RED, BLUE = (
    "70AD47",
    "FFC000",
    "A5A5A5",
    "ED7D31",
    "C00000",
    "4472C4",
)
_WIDTH, _HEIGHT = 25.0, 7.9  # cm: the printable width of A4 landscape; two charts on a page
_COLUMNS = 13  # of ten characters: as wide as a chart


def _data(placed: Placed, headings: Sequence[str]) -> list[Reference]:
    """One reference per series, the heading cell first."""
    columns = list(placed.letters)
    return [
        Reference(
            placed.sheet,
            min_col=columns.index(heading) + 1,
            min_row=placed.header,
            max_row=placed.last,
        )
        for heading in headings
    ]


def _categories(placed: Placed, heading: str) -> Reference:
    column = list(placed.letters).index(heading) + 1
    return Reference(placed.sheet, min_col=column, min_row=placed.first, max_row=placed.last)


def bars(
    placed: Placed,
    *,
    title: str,
    labels: str,
    series: Sequence[tuple[str, str]],
    stacked: bool = False,
    y_title: str = "",
    x_title: str = "",
) -> BarChart:
    """Columns over the rows of a table; `series` are (heading, colour)."""
    chart: Any = BarChart()
    chart.type = "col"
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    chart.gapWidth = 40
    for reference in _data(placed, [heading for heading, _ in series]):
        chart.add_data(reference, titles_from_data=True)
    chart.set_categories(_categories(placed, labels))
    for drawn, (_, colour) in zip(chart.series, series, strict=True):
        drawn.graphicalProperties.solidFill = colour
        drawn.graphicalProperties.line.solidFill = colour
    _dress(chart, title, x_title, y_title)
    result: BarChart = chart
    return result


def with_line(chart: BarChart, placed: Placed, *, heading: str, labels: str) -> BarChart:
    """Lay a level line (a column of equal values) over a bar chart, on the same axes."""
    line: Any = LineChart()
    line.add_data(_data(placed, [heading])[0], titles_from_data=True)
    line.set_categories(_categories(placed, labels))
    drawn = line.series[0]
    drawn.graphicalProperties.line.solidFill = RED
    drawn.graphicalProperties.line.width = 22_000
    drawn.marker.symbol = "none"
    drawn.smooth = False
    chart += line
    return chart


def _dress(chart: Any, title: str, x_title: str, y_title: str) -> None:
    chart.title = title
    chart.width, chart.height = _WIDTH, _HEIGHT
    chart.legend.position = "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.title, chart.y_axis.title = x_title or None, y_title or None
    chart.y_axis.scaling.min = 0  # a cut-off axis would exaggerate differences
    chart.y_axis.number_format = "0"


def add_chart_sheet(
    workbook: Workbook, name: str, title: str, drawn: Sequence[BarChart]
) -> Worksheet:
    """Add a sheet of charts, two on a page, under a title."""
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_format.defaultRowHeight = 15
    sheet.sheet_format.customHeight = True
    for number in range(1, _COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 10
    put(cell_at(sheet, 1, 1), title, title_style(workbook))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=_COLUMNS)
    sheet.row_dimensions[1].height = 26
    row = 2
    for number, chart in enumerate(drawn):
        if number and number % 2 == 0:
            sheet.row_breaks.append(Break(id=row - 1))
        sheet.add_chart(chart, f"A{row}")
        row += int(chart.height / 2.54 * 72 / 15) + 1
    set_up_page(sheet)
    return sheet
