"""Small workbooks of any format, made cell by cell."""

import io
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from mutations import packed
from openpyxl.worksheet.cell_range import CellRange

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(rows, formats=None, merged=(), name="推荐汇总表"):
    """Make an .xlsx; `formats` by cell (D2); what lies below a merged cell stays there."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for at, code in (formats or {}).items():
        sheet[at].number_format = code
    for area in merged:
        sheet.merged_cells.add(CellRange(area))
    return saved(book)


def xls(rows, formats=None, merged=(), name="推荐汇总表"):
    """Make an .xls, told the same way."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name, cell_overwrite_ok=True)
    codes = {
        (row - 1, col - 1): code
        for at, code in (formats or {}).items()
        for col, row, *_ in [CellRange(at).bounds]
    }
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = [xlwt.easyxf(num_format_str=codes[r, c])] if (r, c) in codes else []
            if value is not None:
                sheet.write(r, c, value, *style)
    for area in merged:
        col, row, last_col, last_row = CellRange(area).bounds
        sheet.merge(row - 1, last_row - 1, col - 1, last_col - 1)
    return saved(book)


def ods_cell(value, attributes=""):
    """Write a cell of an .ods: a text, a number, or (kind, value, what it shows)."""
    if value is None:
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, str):
        shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return (
            f'<table:table-cell {attributes} office:value-type="string">{shown}</table:table-cell>'
        )
    kind, stored, text = value if isinstance(value, tuple) else ("float", value, value)
    name = "date-value" if kind == "date" else "value"
    return (
        f'<table:table-cell {attributes} office:value-type="{kind}" office:{name}="{stored}">'
        f"<text:p>{escape(str(text))}</text:p></table:table-cell>"
    )


def ods(rows, name="推荐汇总表"):
    """Make an .ods; a value that begins with <table: is taken as it is."""

    def cell(value):
        as_it_is = isinstance(value, str) and value.startswith("<table:")
        return value if as_it_is else ods_cell(value)

    body = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>\n   " for row in rows
    )
    spaces = " ".join(f'xmlns:{n}="{_NAMES}{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
        }
    )
