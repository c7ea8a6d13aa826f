"""Opening workbooks: kinds of cells, kinds of files, and everything that offices get wrong."""

import io
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.problems import Severity, WzqaError
from wzqa.workbooks.opening.grid import CellKind, Range, open_book

SHEET = "xl/worksheets/sheet1.xml"


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx(rows, name="推荐汇总表", **cells):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for at, value in cells.items():
        sheet[at] = value
    return saved(book)


def with_part(data, part, change):
    """Rewrite one part of a package; `change` None drops it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                content = change(content)
            new.writestr(name, content)
    return out.getvalue()


def with_cells(inner, data=None):
    """Put raw cell XML into row 1."""
    sheet = f'<row r="1">{inner}</row>'.encode()
    return with_part(
        data or xlsx([["x"]]), SHEET, lambda d: re.sub(rb"<row .*</row>", sheet, d, flags=re.DOTALL)
    )


def only_sheet(data):
    (sheet,) = open_book(data, "甲.xlsx").sheets
    return sheet


def refusal(data, file="甲.xlsx"):
    with pytest.raises(WzqaError) as caught:
        open_book(data, file)
    assert caught.value.exit_code == 1
    (problem,) = caught.value.problems
    assert problem.place.file == file
    assert problem.hint
    return problem.code


def codes(book):
    return [p.code for p in book.problems]


# --- kinds of cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kind", "value", "text"),
    [
        ("甲公司", CellKind.TEXT, "甲公司", "甲公司"),
        ("  甲 ", CellKind.TEXT, "  甲 ", "甲"),
        ("   ", CellKind.BLANK, None, ""),
        ("\u3000\xa0\u200b", CellKind.BLANK, None, ""),
        (None, CellKind.BLANK, None, ""),
        (45, CellKind.NUMBER, Decimal(45), "45"),
        (0, CellKind.NUMBER, Decimal(0), "0"),
        (-1234.56, CellKind.NUMBER, Decimal("-1234.56"), "-1234.56"),
        (0.1 + 0.2, CellKind.NUMBER, Decimal("0.3"), "0.3"),
        (0.07, CellKind.NUMBER, Decimal("0.07"), "0.07"),
        (123456789012345, CellKind.NUMBER, Decimal(123456789012345), "123456789012345"),
        (True, CellKind.BOOL, True, "TRUE"),
        (date(2019, 3, 1), CellKind.DAY, date(2019, 3, 1), "2019-03-01"),
        (datetime(2019, 3, 1, 14, 30), CellKind.DAY, date(2019, 3, 1), "2019-03-01"),  # noqa: DTZ001
        (time(8, 30), CellKind.TIME, None, "08:30:00"),
        ("00123", CellKind.TEXT, "00123", "00123"),
        ("NA", CellKind.TEXT, "NA", "NA"),
        ("=SUM(A1)", CellKind.NO_VALUE, None, "（公式）"),
    ],
)
def test_a_cell_has_the_kind_and_exact_value_that_was_typed(written, kind, value, text):
    cell = only_sheet(xlsx([["头", written]])).cell(1, 2)
    assert (cell.kind, cell.value, cell.text) == (kind, value, text)
    assert (cell.place.file, cell.place.sheet, cell.place.cell) == ("甲.xlsx", "推荐汇总表", "B1")


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
@settings(max_examples=200, deadline=None)
def test_a_typed_decimal_comes_back_as_itself(number):
    from wzqa.rounding import exact

    assert exact(float(number)) == number


def test_outside_the_sheet_everything_is_blank_and_has_a_place():
    sheet = only_sheet(xlsx([["a"]]))
    assert sheet.cell(99, 30).kind is CellKind.BLANK
    assert sheet.cell(99, 30).place.cell == "AD99"
    assert (sheet.n_rows, sheet.n_cols) == (1, 1)


def test_leading_blank_rows_and_columns_keep_their_numbers():
    sheet = only_sheet(xlsx([], C5="x"))
    assert sheet.cell(5, 3).text == "x"
    assert [len(row) for row in sheet.rows()] == [3] * 5


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_an_error_cell_is_not_a_blank(text):
    cell = only_sheet(with_cells(f'<c r="A1" t="e"><v>{text}</v></c>')).cell(1, 1)
    assert (cell.kind, cell.value, cell.text) == (CellKind.ERROR, None, text)


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<f>1+1</f>", CellKind.NO_VALUE),
        ("<f>1+1</f><v></v>", CellKind.NO_VALUE),
        ("<f>1+1</f><v/>", CellKind.NO_VALUE),
        ("<f>1+1</f><v>2</v>", CellKind.NUMBER),
        ('<f t="shared" si="0"/><v>2</v>', CellKind.NUMBER),
        ("<v>2</v>", CellKind.NUMBER),
    ],
)
def test_a_formula_without_cached_value_is_not_a_blank(inner, kind):
    assert only_sheet(with_cells(f'<c r="A1">{inner}</c>')).cell(1, 1).kind is kind


def test_a_formula_whose_saved_result_is_an_empty_text_is_a_blank():
    sheet = only_sheet(
        with_cells('<c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>1</v></c>')
    )
    assert sheet.cell(1, 1).kind is CellKind.BLANK


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c r="A1"><f>_xlfn.DISPIMG("ID_1",1)</f></c>',
        '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_picture_in_a_cell_is_an_image(cell):
    assert only_sheet(with_cells(cell)).cell(1, 1).kind is CellKind.IMAGE


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ("0.00%", True),
        ('0.0" %"', False),
        ('0"%"', False),
        ("0.00", False),
        ("0_%", False),
    ],
)
def test_percent_is_told_by_the_number_format(code, percent):
    book = openpyxl.Workbook()
    book.active["A1"] = 0.45
    book.active["A1"].number_format = code
    cell = only_sheet(saved(book)).cell(1, 1)
    assert (cell.value, cell.percent) == (Decimal("0.45"), percent)
    assert cell.text == ("45%" if percent else "0.45")


@pytest.mark.parametrize("number", [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 14, 17, 22])
def test_chinese_built_in_date_formats_are_dates(number):
    styles = f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'

    def add(d):
        return re.sub(rb'<cellXfs count="\d+">', b'<cellXfs count="2">' + b"", d).replace(
            b"</cellXfs>", styles.encode() + b"</cellXfs>"
        )

    data = with_part(with_cells('<c r="A1" s="1"><v>43831</v></c>'), "xl/styles.xml", add)
    cell = only_sheet(data).cell(1, 1)
    assert (cell.kind, cell.value) == (CellKind.DAY, date(2020, 1, 1))
    assert cell.month_only == (number in {17, 27, 36, 50, 52, 57})


def test_a_custom_month_format_keeps_the_stored_day():
    book = openpyxl.Workbook()
    book.active["A1"] = date(2020, 5, 17)
    book.active["A1"].number_format = 'yyyy"年"m"月"'
    cell = only_sheet(saved(book)).cell(1, 1)
    assert (cell.value, cell.month_only) == (date(2020, 5, 17), True)


def test_the_1904_system_is_converted_and_said():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = date(2019, 3, 1)
    opened = open_book(saved(book), "甲.xlsx")
    assert opened.sheets[0].cell(1, 1).value == date(2019, 3, 1)
    assert codes(opened) == ["date-1904"]
    assert opened.problems[0].severity is Severity.INFO


# --- what is hidden, merged, far away ---------------------------------------------------------


def test_hidden_rows_columns_and_sheets_are_read_and_named():
    book = openpyxl.Workbook()
    sheet = book.active
    for _ in range(8):
        sheet.append(["a", "b", "c"])
    for row in (3, 5, 6):
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions[50].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["H"].hidden = True
    other = book.create_sheet("旧")
    other.sheet_state = "hidden"
    other["A1"] = 1
    book.create_sheet("空").sheet_state = "veryHidden"
    opened = open_book(saved(book), "甲.xlsx")
    assert [(p.code, p.place.sheet, p.place.cell) for p in opened.problems] == [
        ("hidden-rows", "Sheet", "A3"),
        ("hidden-columns", "Sheet", "B1"),
        ("hidden-sheet", "旧", None),
    ]
    assert "第3、5—6行" in opened.problems[0].message
    assert {p.severity for p in opened.problems} == {Severity.WARNING}
    assert opened.sheets[0].cell(3, 2).text == "b"
    assert [s.hidden for s in opened.sheets] == [False, True, True]


def test_merged_areas_are_known():
    book = openpyxl.Workbook()
    book.active["B2"] = "x"
    book.active.merge_cells("B2:D3")
    (area,) = only_sheet(saved(book)).merged
    assert area == Range(2, 2, 3, 4)
    assert str(area) == "B2:D3"
    assert area.covers(3, 4)
    assert not area.covers(4, 4)


def test_a_styled_blank_cell_in_the_last_corner_does_no_harm():
    opened = open_book(with_cells('<c r="A1"><v>1</v></c><c r="XFD1048576" s="0"/>'), "甲.xlsx")
    assert (opened.sheets[0].n_rows, opened.sheets[0].cell(1, 1).value) == (1, Decimal(1))
    assert codes(opened) == []


def test_a_value_in_the_last_corner_is_named_and_the_rest_is_read():
    opened = open_book(
        with_cells('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c>'), "甲.xlsx"
    )
    assert opened.sheets[0].cell(1, 1).value == Decimal(1)
    (problem,) = opened.problems
    assert (problem.code, problem.place.cell) == ("cell-too-far", "XFD1048576")


@pytest.mark.parametrize("declared", ["A1:XFD1048576", "A1:A1", "A1", "", "foo", "A0:B2"])
def test_the_declared_extent_is_not_believed(declared):
    tag = f'<dimension ref="{declared}"'.encode()
    data = with_part(
        xlsx([["a", "b"], ["c", "d"]]), SHEET, lambda d: re.sub(rb'<dimension ref="[^"]*"', tag, d)
    )
    assert only_sheet(data).cell(2, 2).text == "d"


def test_cells_without_references_follow_one_another():
    bare = with_part(
        xlsx([["a", "b"], ["c", 0.5]]),
        SHEET,
        lambda d: re.sub(rb' r="[A-Z]*\d+"', b"", d).replace(b"<f>", b"<f>"),
    )
    sheet = only_sheet(bare)
    assert (sheet.cell(2, 1).text, sheet.cell(2, 2).value) == ("c", Decimal("0.5"))


def test_prefixed_and_strict_parts_are_read():
    def prefixed(d):
        d = re.sub(rb"<(/?)(row|c|v|is|t|f)\b", rb"<\1x:\2", d)
        ns = b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        return d.replace(b"<worksheet ", b"<worksheet " + ns)

    sheet = only_sheet(with_part(xlsx([["a", 2], ["=1+1", "b"]]), SHEET, prefixed))
    assert [c.kind for c in sheet.row(2)] == [CellKind.NO_VALUE, CellKind.TEXT]
    assert sheet.cell(1, 2).value == Decimal(2)


# --- kinds of files ---------------------------------------------------------------------------


def xls(rows, **options):
    book = xlwt.Workbook(**options)
    sheet = book.add_sheet("推荐汇总表")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    return book, sheet


@pytest.mark.parametrize("name", ["甲.xls", "甲.et", "甲.xlsx", "甲"])
def test_an_xls_is_read_under_any_name(name):
    book, _ = xls([["申报组织名称", "人数"], ["示例甲公司", 45], ["示例乙公司", 0.5]])
    sheet = open_book(saved(book), name).sheets[0]
    assert [c.text for c in sheet.row(2)] == ["示例甲公司", "45"]
    assert sheet.cell(3, 2).value == Decimal("0.5")


@pytest.mark.parametrize("name", ["甲.xls", "甲.et", "甲.csv"])
def test_an_xlsx_is_read_under_any_name(name):
    assert open_book(xlsx([["x"]]), name).sheets[0].cell(1, 1).text == "x"


def test_the_second_look_sees_an_xls_too():
    book, sheet = xls([["a", "b"], ["c", "d"], ["e", "f"]])
    sheet.write(3, 0, 0.45, xlwt.easyxf(num_format_str="0%"))
    sheet.write(3, 1, datetime(2019, 3, 1), xlwt.easyxf(num_format_str='yyyy"年"m"月"'))  # noqa: DTZ001
    sheet.row(1).hidden = True
    sheet.row(1).height_mismatch = True
    sheet.col(1).hidden = True
    sheet.write_merge(4, 5, 0, 1, "m")
    sheet.row(6).set_cell_error(0, 0x17)
    hidden = book.add_sheet("旧")
    hidden.write(0, 0, 1)
    hidden.visibility = 1
    opened = open_book(saved(book), "甲.xls")
    first = opened.sheets[0]
    assert (first.cell(4, 1).value, first.cell(4, 1).percent) == (Decimal("0.45"), True)
    assert (first.cell(4, 2).value, first.cell(4, 2).month_only) == (date(2019, 3, 1), True)
    assert (first.cell(7, 1).kind, first.cell(7, 1).text) == (CellKind.ERROR, "#REF!")
    assert first.merged == (Range(5, 1, 6, 2),)
    assert codes(opened) == ["hidden-rows", "hidden-columns", "hidden-sheet"]


def test_an_xls_of_1904_is_converted():
    book, sheet = xls([["x"]])
    book.dates_1904 = True
    sheet.write(0, 1, datetime(2019, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))  # noqa: DTZ001
    opened = open_book(saved(book), "甲.xls")
    assert opened.sheets[0].cell(1, 2).value == date(2019, 3, 1)
    assert "date-1904" in codes(opened)


def test_an_xls_with_values_in_far_corners_is_refused_before_it_is_allocated():
    book, sheet = xls([["x"]])
    sheet.write(65535, 255, 1)
    assert refusal(saved(book), "甲.xls") == "workbook-too-large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\0" * 512, "file-empty"),
        (b"PK\x03\x04 not really", "workbook-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook-damaged"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html-as-workbook"),
        ("\ufeff<table><tr><td>甲</td></tr></table>".encode(), "html-as-workbook"),
        ("单位,代码\n甲公司,1\n".encode(), "csv-as-workbook"),
        ("单位,代码\n甲公司,1\n".encode("gbk"), "csv-as-workbook"),
        ("单位\t代码\n".encode("utf-16"), "csv-as-workbook"),
        (b"%PDF-1.7\n...", "not-a-workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "not-a-workbook"),
        (b"{\\rtf1 x}", "not-a-workbook"),
        (bytes(range(256)), "not-a-workbook"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "xml-as-workbook",
        ),
        (
            b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
            "xml-as-workbook",
        ),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_workbook_is_named(data, code):
    assert refusal(data, "甲.xls") == code


def a_zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def test_other_zips_are_named():
    assert refusal(a_zip(word__document_xml="<x/>")) == "not-a-workbook"
    assert refusal(a_zip(readme_txt="x")) == "not-a-workbook"


def test_a_package_without_worksheet_is_named():
    data = with_part(xlsx([["x"]]), SHEET, lambda _: b"<chartsheet/>")
    assert refusal(data) == "workbook-without-sheet"


def test_a_wrong_checksum_is_named():
    data = xlsx([["x"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        crc = archive.getinfo(SHEET).CRC.to_bytes(4, "little")
    assert data.count(crc) == 2
    assert refusal(data.replace(crc, b"\1\2\3\4")) == "workbook-damaged"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_named(keep):
    data = xlsx([["x"] * 20] * 20)
    assert refusal(data[: int(len(data) * keep)]) == "workbook-damaged"


def test_broken_xml_is_named_even_where_the_reader_would_go_on():
    data = with_part(xlsx([["x"], ["y"]]), SHEET, lambda d: d.replace(b"</row>", b"</rw>", 1))
    assert refusal(data) == "workbook-damaged"


@pytest.mark.parametrize("reference", ["A0", "", "ZZZZ1", "1A", "A99999999"])
def test_an_impossible_reference_is_named(reference):
    assert refusal(with_cells(f'<c r="{reference}"><v>1</v></c>')) == "workbook-damaged"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "docProps/app.xml", "[Content_Types].xml"]
)
def test_a_document_type_or_entity_is_refused(part):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = with_part(xlsx([["x"]]), part, lambda d: bomb + re.sub(rb"<\?xml[^>]*\?>", b"", d))
    assert refusal(data) == "workbook-unsafe"


@pytest.mark.slow
def test_a_zip_bomb_is_refused_without_unpacking():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(300):
            part.write(b"\0" * 1024 * 1024)
    assert refusal(out.getvalue()) == "zip-bomb"


def test_a_part_larger_than_it_says_is_refused():
    data = bytearray(with_part(xlsx([["x"]]), "docProps/app.xml", lambda _: b"a" * 10_000_000))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            if int.from_bytes(data[start + at : start + at + 4], "little") == 10_000_000:
                data[start + at : start + at + 4] = (100).to_bytes(4, "little")
            start += 4
    assert refusal(bytes(data)) == "workbook-damaged"


def test_hidden_cells_do_not_stop_fifty_thousand_styled_blank_rows():
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (i, i) for i in range(2, 50_001))
    data = with_part(
        xlsx([["x"]]), SHEET, lambda d: d.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    assert only_sheet(data).n_rows == 1


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_make_it_crash(junk, start):
    with pytest.raises(WzqaError):
        open_book(start + junk, "x.xls")


@given(st.integers(0, 10_000), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_one_changed_byte_is_noticed_or_harmless(position, byte):
    """Whatever opens after a change says what the sound file said."""
    data = bytearray(SOUND)
    data[position % len(data)] = byte
    try:
        book = open_book(bytes(data), "x.xlsx")
    except WzqaError:
        return
    assert [[c.text for c in row] for row in book.sheets[0].rows()] == [["甲", "1"], ["乙", "2.5"]]


SOUND = xlsx([["甲", 1], ["乙", 2.5]])


@given(st.integers(0, 20_000), st.integers(0, 255))
@settings(max_examples=100, deadline=None)
def test_one_changed_byte_in_an_xls_never_crashes(position, byte):
    data = bytearray(SOUND_XLS)
    data[position % len(data)] = byte
    try:
        book = open_book(bytes(data), "x.xls")
    except WzqaError:
        return
    assert book.sheets


SOUND_XLS = saved(xls([["甲", 1], ["乙", 2.5]])[0])


def test_a_value_at_the_last_cell_does_not_abort_the_process(tmp_path):
    path = tmp_path / "far.xlsx"
    path.write_bytes(with_cells('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>2</v></c>'))
    code = (
        "import sys, pathlib; from wzqa.workbooks.opening.grid import open_book;"
        "open_book(pathlib.Path(sys.argv[1]).read_bytes(), 'x'); print('alive')"
    )
    run = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=False)
    assert run.stdout.strip() == b"alive"


@pytest.mark.parametrize("typed", ["1E999", "-1E999", "nan"])
def test_a_number_that_is_none_is_an_error_cell(typed):
    sheet = only_sheet(with_cells(f'<c r="A1"><v>{typed}</v></c><c r="B1"><v>5</v></c>'))
    assert (sheet.cell(1, 1).kind, sheet.cell(1, 1).text) == (CellKind.ERROR, "#NUM!")
    assert sheet.cell(1, 2).value == Decimal(5)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("913303020000000000", Decimal(913303020000000000)), ("99999999999", Decimal(99999999999)),
     ("-1E999", None)],
)  # fmt: skip
def test_a_number_too_large_for_its_date_format_costs_nothing_else(typed, read, capfd):
    """The fast reader panics at some of them."""
    book = openpyxl.Workbook()
    book.active.append(["示例甲公司", 777, datetime(2019, 3, 1), 0.45])  # noqa: DTZ001
    for cell, code in (("B1", "yyyy-mm-dd"), ("C1", "yyyy-mm-dd"), ("D1", "0%")):
        book.active[cell].number_format = code
    swap = f"<v>{typed}</v>".encode()
    data = with_part(saved(book), SHEET, lambda d: d.replace(b"<v>777</v>", swap))
    sheet = only_sheet(data)
    assert sheet.cell(1, 1).text == "示例甲公司"
    assert sheet.cell(1, 2).value == read
    assert sheet.cell(1, 3).value in {date(2019, 3, 1), Decimal(43525)}  # a day either way
    assert (sheet.cell(1, 4).value, sheet.cell(1, 4).percent) == (Decimal("0.45"), True)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#错误!"])
def test_an_error_value_that_the_reader_does_not_know_costs_nothing_else(error):
    cells = f'<c r="A1" t="e"><v>{error}</v></c><c r="B1"><v>5</v></c>'
    sheet = only_sheet(with_cells(cells))
    assert (sheet.cell(1, 1).kind, sheet.cell(1, 1).text) == (CellKind.ERROR, error)
    assert sheet.cell(1, 2).value == Decimal(5)
