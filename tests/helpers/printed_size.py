"""How large the smallest type of a sheet prints, from its page setup, column widths and fonts."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

PAPERS = {8: (11.69, 16.54), 9: (8.27, 11.69)}  # inches, upright
PIXELS, PADDING, INCH, POINTS = 7, 5, 96, 72
LOOSE = 7.5  # pixels of a digit where LibreOffice puts another type in the place of 宋体


@dataclass
class Print:
    """The scale at which a sheet prints, its smallest type in points, the pages it fills down."""

    scale: float
    smallest: float
    down: float

    @property
    def points(self):
        return self.scale * self.smallest


def printed(sheet):
    """Work a sheet's print out as a spreadsheet does: fitted to pages across and down."""
    short, long = PAPERS[int(sheet.page_setup.paperSize)]
    wide, tall = (long, short) if sheet.page_setup.orientation == "landscape" else (short, long)
    margins = sheet.page_margins
    room = (wide - margins.left - margins.right) * INCH
    depth = (tall - margins.top - margins.bottom) * POINTS
    columns, rows = area(sheet)
    widths = [width_of(sheet, c) for c in columns]
    width = sum(max(w * PIXELS + PADDING, w * LOOSE) for w in widths)
    height = sum(height_of(sheet, r) for r in rows)
    scale = min(1.0, room * int(sheet.page_setup.fitToWidth) / width)
    down = int(sheet.page_setup.fitToHeight or 0)
    if down:
        scale = min(scale, depth * down / height)
    sizes = [
        cell.font.sz
        for row in sheet.iter_rows(
            min_row=rows.start, max_row=min(rows.stop, 200), min_col=1, max_col=columns.stop - 1
        )
        for cell in row
        if cell.value is not None
    ]
    return Print(scale, min(sizes), height * scale / depth)


def area(sheet):
    """The columns and rows that are printed."""
    if sheet.print_area:
        left, top, right, bottom = range_boundaries(
            sheet.print_area.rpartition("!")[2].replace("$", "")
        )
        return range(left, right + 1), range(top, bottom + 1)
    return range(1, sheet.max_column + 1), range(1, sheet.max_row + 1)


def width_of(sheet, column):
    for held in sheet.column_dimensions.values():
        if held.min and held.min <= column <= held.max:
            return held.width
    return sheet.column_dimensions[get_column_letter(column)].width


def height_of(sheet, row):
    return sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight or 15
