"""Native charts: columns side by side or stacked, dots in order with a line across, set on pages.

Source: workbooks.md §8, architecture.md §5.2 (axes need `delete=False`, label flags explicit).
"""

from __future__ import annotations

from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break

from wzqa.workbooks.writing.styles import cell_at, put, title_style
from wzqa.workbooks.writing.tables import set_up_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

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
_WIDTH, _HEIGHT = 25.0, 7.0  # cm: the printable width of A4 landscape; two charts on a page
_COLUMNS = 13  # of ten characters: as wide as a chart
_TALL, _PAGE = 14.2, 14.5  # cm: a chart with names on end, and what a page takes
_SMALL, _ON_END = 800, -5_400_000  # hundredths of a point; sixty-thousandths of a degree
_LINE, _DOT = 22_000, 7  # EMU; points
_STEPS, _TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500), 8
NAMES = 50  # that stand side by side below one chart


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
    on_end: bool = False,
) -> BarChart:
    """Columns over the rows of a table; `series` are (heading, colour); long names stand `on_end`."""
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
    _dress(chart, title, y_title)
    if on_end:
        _name_below(chart)
    result: BarChart = chart
    return result


def dots(
    placed: Placed,
    *,
    title: str,
    labels: str,
    series: Sequence[tuple[str, str]],
    line: str = "",
    rows: slice = slice(None),
    ends: tuple[int, int],
    y_title: str = "",
) -> LineChart:
    """Dots over the rows of a table, their names below; `series` are (heading, colour).

    `line` is the heading of a column of equal values, drawn across. A dot stands for a place on the
    axis and not for a length, so the axis may begin near the data, at `ends`.
    """
    first, stop, _ = rows.indices(placed.last - placed.first + 1)
    part = replace(placed, first=placed.first + first, last=placed.first + stop - 1)
    chart: Any = LineChart()
    for heading, colour in [*series, *([(line, RED)] if line else [])]:
        letter = part.letters[heading]
        cells = f"{quote_sheetname(part.sheet.title)}!${letter}${part.first}:${letter}${part.last}"
        drawn: Any = Series(cells, title=heading)
        if heading == line:
            drawn.graphicalProperties.line.solidFill = colour
            drawn.graphicalProperties.line.width = _LINE
            drawn.marker.symbol = "none"
        else:
            drawn.graphicalProperties.line.noFill = True
            drawn.marker.symbol, drawn.marker.size = "circle", _DOT
            drawn.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        drawn.smooth = False
        chart.series.append(drawn)
    chart.set_categories(_categories(part, labels))
    _dress(chart, title, y_title)
    _name_below(chart)
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = ends
    result: LineChart = chart
    return result


def _name_below(chart: Any) -> None:
    """Set the names below the axis on end, every one of them: side by side they would overlap."""
    small = CharacterProperties(sz=_SMALL)
    chart.x_axis.txPr = RichText(
        bodyPr=RichTextProperties(rot=_ON_END, vert="horz"),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)],
    )
    chart.x_axis.tickLblSkip, chart.x_axis.tickLblPos = 1, "low"
    chart.height = _TALL


def near(values: Iterable[Decimal]) -> tuple[int, int]:
    """Give round ends of an axis near the data.

    >>> near([Decimal("447.1"), Decimal("561.3")])
    (440, 580)
    """
    known = list(values)
    low, high = min(known), max(known)
    step = next((s for s in _STEPS if (high - low) / s <= _TICKS), _STEPS[-1])
    return floor(low / step) * step, (floor(high / step) + 1) * step


def with_line(chart: BarChart, placed: Placed, *, heading: str, labels: str) -> BarChart:
    """Lay a level line (a column of equal values) over a bar chart, on the same axes."""
    line: Any = LineChart()
    line.add_data(_data(placed, [heading])[0], titles_from_data=True)
    line.set_categories(_categories(placed, labels))
    drawn = line.series[0]
    drawn.graphicalProperties.line.solidFill = RED
    drawn.graphicalProperties.line.width = _LINE
    drawn.marker.symbol = "none"
    drawn.smooth = False
    chart += line
    return chart


def _dress(chart: Any, title: str, y_title: str) -> None:
    chart.title = title
    chart.width, chart.height = _WIDTH, _HEIGHT
    chart.legend.position = "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.title = y_title or None
    chart.y_axis.scaling.min = 0  # a column on a cut-off axis would exaggerate differences
    chart.y_axis.number_format = "0"


def add_chart_sheet(
    workbook: Workbook, name: str, title: str, drawn: Sequence[BarChart | LineChart]
) -> Worksheet:
    """Add a sheet of charts under a title, as many on a page as it takes."""
    sheet: Worksheet = workbook.create_sheet(name)
    sheet.sheet_format.defaultRowHeight = 15
    sheet.sheet_format.customHeight = True
    for number in range(1, _COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 10
    put(cell_at(sheet, 1, 1), title, title_style(workbook))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=_COLUMNS)
    sheet.row_dimensions[1].height = 26
    row = 2
    used = 0.0
    for chart in drawn:
        if used and used + chart.height > _PAGE:
            sheet.row_breaks.append(Break(id=row))
            row, used = row + 2, 0.0
        used += chart.height
        sheet.add_chart(chart, f"A{row}")
        row += int(chart.height / 2.54 * 72 / 15) + 1
    set_up_page(sheet)
    return sheet
