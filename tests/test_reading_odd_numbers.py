"""Whatever a cell's stored number is, and whatever its format, the rest of the table is read."""

import io
import re
import zipfile
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.fields import FIELDS, Offered
from wzqa.workbooks.tables_in.applications import read_applications

YEARS = ("前三年", "前二年", "上一年")
HEADS = [f"{y}{f.heading}" for f in FIELDS for y in (YEARS if f.years else [""])]
CODE = "91330302MAXX00015J"
ODD = (
    "1E999", "-1E999", "nan", "1E308", "-1", "0", "1E-320", "99999999999", "2958466", "60", "0.5",
    "-0.0", "12345678901234567890", "2019.1", "20190301", "43525.5", "",
)  # fmt: skip
KINDS = ("n", "n", "n", "str", "d", "e")  # an error type with a number in it is no known error


def template():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADS)
    sheet.append([1_000_000] * len(HEADS))
    for cell in sheet[2]:
        cell.number_format = ("General", "yyyy-mm-dd", "0%", 'yyyy"年"m"月"')[cell.column % 4]
    for heading, value in (("申报组织名称", "示例甲公司"), ("统一社会信用代码", CODE)):
        sheet.cell(2, HEADS.index(heading) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = template()
SHEET = "xl/worksheets/sheet1.xml"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ODD), st.sampled_from(KINDS)), min_size=60, max_size=60))
def test_odd_numbers_cost_nothing_but_their_own_cells(odd):
    queue = iter(odd)

    def swap(found):
        number, kind = next(queue, ("5", "n"))
        return b'%s t="%s"><v>%s</v>' % (found[1], kind.encode(), number.encode())

    sheet = re.sub(rb'(<c r="\w+"(?: s="\d+")?)(?: t="n")?><v>1000000</v>', swap, PARTS[SHEET])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, sheet if name == SHEET else content)
    got = read_applications(
        out.getvalue(), "甲.xlsx", year=2026, offered=Offered(("质量奖",)), latest=date(2026, 7, 31)
    )
    (row,) = got.rows
    assert (row.name, row.uscc) == ("示例甲公司", CODE)
    assert len(row.sources) == len(HEADS)
    for field in FIELDS:
        if field.years:
            assert all(v is None or v.is_finite() for v in getattr(row, field.key))
