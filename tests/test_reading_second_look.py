"""The two ways of the second look see the same; the package handed on is what was checked."""

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wzqa.workbooks.opening import package, second_look
from wzqa.workbooks.opening.cells import CellKind, letters
from wzqa.workbooks.opening.formats import Formats, formats
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.opening.zips import pack

SHEET = "xl/worksheets/sheet1.xml"
KINDS = st.sampled_from(
    ["", "text", "=1+1", "#REF!", "percent", "month", "number", "styled blank", "hidden row"]
)


@pytest.mark.parametrize(
    ("value", "lost"), [(0.45, False), (0.455, True), (7, False), (1e-7, True)]
)
def test_a_number_with_more_digits_than_are_shown_is_seen_both_ways(value, lost):
    book = openpyxl.Workbook()
    book.active.append([value, 1])
    book.active["A1"].number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    cell = open_book(out.getvalue(), "x").sheets[0].cell(1, 1)
    assert (cell.rounded is not None) is lost
    found = package.parts(out.getvalue(), "x")
    xml, seen = found[SHEET], formats(found["xl/styles.xml"])
    assert bool(second_look.look(xml, seen, second_look.plain(xml)).styles) is lost


def made(kinds):
    """Write one cell of each kind per row, column by column."""
    book = openpyxl.Workbook()
    sheet = book.active
    for n, kind in enumerate(kinds):
        row, col = n // 4 + 1, n % 4 + 1
        cell = sheet.cell(row, col)
        if kind == "hidden row":
            sheet.row_dimensions[row].hidden = True
        elif kind == "styled blank":
            cell.number_format = "0%"
        elif kind in {"percent", "month", "number"}:
            cell.value = 0.45
            cell.number_format = {"percent": "0%", "month": 'yyyy"年"m"月"'}.get(kind, "0.00")
        elif kind:
            cell.value = kind
    out = io.BytesIO()
    book.save(out)
    return package.parts(out.getvalue(), "x")


@given(st.lists(KINDS, min_size=1, max_size=24))
def test_one_expression_sees_what_walking_from_tag_to_tag_sees(kinds):
    found = made(kinds)
    xml, seen = found[SHEET], formats(found["xl/styles.xml"])
    quick = second_look.plain(xml)
    if quick is None:
        assert b"c>" not in xml  # no cell at all
        return
    one, two = second_look.look(xml, seen, quick), second_look.look(xml, seen, None)
    filled = {(n // 4 + 1, n % 4 + 1) for n, k in enumerate(kinds) if k not in {"", "styled blank"}}
    assert one.kinds == two.kinds
    styles = [
        {at: s for at, s in m.styles.items() if at in filled and s.decimals < 0} for m in (one, two)
    ]
    assert (
        styles[0] == styles[1]
    )  # of empty cells nothing need be known, nor of what rounds nothing
    assert (one.hidden_rows, one.hidden_columns) == (two.hidden_rows, two.hidden_columns)


def spelled(*cells):
    inner = "".join(cells)
    return f"<worksheet><sheetData><row r='1'>{inner}</row></sheetData></worksheet>".encode()


A1, FORMULA = '<c r="A1" s="1"><v>1</v></c>', '<c r="B1"><f>1+1</f></c>'


FORMULAS = st.sampled_from(
    [
        '<c r="{}"><v>0</v></c>',
        '<c r="{}"><f>1+1</f><v>2</v></c>',
        '<c r="{}"><f>1-1</f><v>0</v></c>',
        '<c r="{}"><f>1-1</f><v>-0.0</v></c>',
        '<c r="{}"><f>1-1</f><v> 0 </v></c>',
        '<c r="{}"><f t="shared" si="0"/><v>0</v></c>',
        '<c r="{}"><f t="shared" si="0">A1</f><v>0.5</v></c>',
        '<c r="{}"> <f>1</f><v>1</v></c>',
        '<c r="{}"><f>1</f></c>',
        '<c r="{}"><f>1</f><v/></c>',
        '<c r="{}"><f>1</f><v></v></c>',
        '<c r="{}" t="str"><f>""</f><v></v></c>',
        '<c r="{}" t="str"><f>""</f><v>x</v></c>',
        '<c r="{}" t="str"><f>""</f></c>',
        '<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="{}" vm="1"><f>DISPIMG("x",1)</f></c>',
        '<c r="{}" t="inlineStr"><is><t>f</t></is></c>',
    ]
)


@given(st.lists(FORMULAS, min_size=1, max_size=9), st.booleans(), st.booleans())
def test_formulas_are_seen_alike_both_ways(cells, counted, rules):
    at = [cell.format(f"{letters(n)}1") for n, cell in enumerate(cells, 1)]
    xml = spelled(*at, "<formula1>A1</formula1>" if rules else "")
    quick = second_look.plain(xml)
    assert quick is not None
    seen = [second_look.look(xml, Formats(), c, counted=counted).kinds for c in (quick, None)]
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "odd",
    [
        '<c\nr="C1"><v>1</v></c>',
        '<c\tr="C1" t="e"><v>#REF!</v></c>',
        "<c r='C1'><v>1</v></c>",
        '<c s="1" r="C1"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<x:c r="C1"><v>1</v></x:c>',
        '<c r="AAAA1"><v>1</v></c>',
        '<c r="C0"><v>1</v></c>',
    ],
)
def test_cells_in_another_spelling_are_walked_from_tag_to_tag(odd):
    assert second_look.plain(spelled(A1, FORMULA)) is not None
    assert second_look.plain(spelled(A1, odd)) is None


@pytest.mark.parametrize("at", ["XFD1", "A1048576", "ZZ9", "AA10000", "IA1"])
def test_a_far_value_widens_the_bounds(at):
    seen = second_look.plain(spelled(A1, f'<c r="{at}"><v>1</v></c>'))
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", at).groups()
    col = openpyxl.utils.column_index_from_string(letters)
    assert (seen.last_row, seen.last_col) == (int(row), col)


def test_a_long_part_is_looked_at_slice_by_slice(monkeypatch):
    monkeypatch.setattr(second_look, "SLICE", 40)
    cells = [f'<c r="A{n}" s="{n % 3}" t="e"><v>#N/A</v></c>' for n in range(1, 60)]
    xml = spelled(*cells)
    marks = second_look.look(xml, formats(b""), second_look.plain(xml))
    assert marks.kinds == {(n, 1): (CellKind.ERROR, "#N/A") for n in range(1, 60)}


# --- packages ---------------------------------------------------------------------------------


def test_what_is_packed_is_read_back_by_any_zip_reader():
    parts = {"a.xml": b"<a/>", "folder/乙.xml": "乙".encode() * 1000, "empty": b""}
    with zipfile.ZipFile(io.BytesIO(pack(parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts
    assert package.parts(pack(parts), "x") == parts


def test_a_part_that_the_directory_does_not_list_is_not_read():
    """A second local entry of the same name, hidden from the directory, must not be believed."""
    book = openpyxl.Workbook()
    book.active["A1"] = "示例甲公司"
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    other = pack({SHEET: b"<worksheet/>"})
    hidden = other[: other.index(b"PK\x01\x02")] + data
    assert open_book(hidden, "x").sheets[0].cell(1, 1).text == "示例甲公司"


@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n<!-- a --> "])
def test_a_dtd_before_the_root_is_refused(before):
    with pytest.raises(Exception, match="文档类型"):
        package.parts(pack({"xl/x.xml": f"{before}<!DOCTYPE x><x/>".encode()}), "x")


def test_a_comment_inside_is_no_dtd():
    parts = {"xl/x.xml": b"<x><!-- DOCTYPE --><![CDATA[<!DOCTYPE]]></x>"}
    assert package.parts(pack(parts), "x") == parts
