"""What a person sees of a cell counts: where another thing is stored, the cell is named, never read."""

from decimal import Decimal

import openpyxl
import pytest
import xlwt
from made import ods, saved, xls, xlsx
from mutations import packed, unpacked
from one_column import REVENUE, read, rows, told
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from wzqa.workbooks.opening.formats import misleading
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.scores_in import score_cells
from wzqa.workbooks.tables_in.ballots import read_count

UNSEEN, STRUCK, ROUNDED = "value-not-shown", "text-struck", "number-shown-rounded"


def check(data, amount, code):
    intake = read(data)
    assert intake.rows[0].revenue[2] == (None if amount is None else Decimal(amount))
    named = {c for at, c in told(intake) if at == "D2"}
    assert named == ({code} if code else set())


@pytest.mark.parametrize(
    ("code", "value", "amount", "problem"),
    [
        (";;;", 100, None, UNSEEN),
        ("0;-0;;@", 0, None, UNSEEN),
        ("0;-0;;@", 100, 100, None),
        ("#,##0;#,##0", -100, None, UNSEEN),
        ("#,##0;[Red]#,##0", -100, -100, None),
        ("#,##0_);(#,##0)", -100, -100, None),
        ("0.00;△0.00", -100, -100, None),
        ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 0, 0, None),
        ('0"0000"', 100, None, UNSEEN),
        ('0"5"', 100, None, UNSEEN),
        ('"一百"', 100, None, UNSEEN),
        ("-0", 100, None, UNSEEN),
        ("**;**;**", 100, None, UNSEEN),
        ("0", 1.4, "1.4", ROUNDED),
        ("#,##0", 10545.68, "10545.68", None),
    ],
)
@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_number_that_its_format_shows_otherwise(make, code, value, amount, problem):
    check(make(rows(REVENUE, value), {"D2": code}), amount, problem)


@pytest.mark.parametrize(
    ("value", "shown", "amount", "problem"),
    [
        (100, "", None, UNSEEN),
        (100, "1000000", None, UNSEEN),
        (-100, "100", None, UNSEEN),
        (-100, "-¥100.00", -100, None),
        (-100, "(100.00)", -100, None),
        (1, "是", None, UNSEEN),
        (0, "-", 0, None),
        (105450000, "1.05E+08", 105450000, None),
        (1.4, "1", "1.4", ROUNDED),
    ],
)
def test_a_number_of_an_ods_that_shows_otherwise(value, shown, amount, problem):
    check(ods(rows(REVENUE, ("float", value, shown))), amount, problem)


@pytest.mark.parametrize(
    ("font", "fill", "problem"),
    [
        (Font(color="FFFFFFFF"), None, UNSEEN),
        (Font(color=Color(theme=0)), None, UNSEEN),
        (Font(color="FFFFFFFF"), "FFFF0000", None),
        (Font(color="FFFFFFFF"), "FFFFFBE6", UNSEEN),
        (Font(color="FFBFBFBF"), None, None),
        (Font(color="FFFF0000"), "FFFF0000", UNSEEN),
        (Font(strike=True), None, STRUCK),
        (Font(strike=False, color="FFFF0000"), None, None),
    ],
)
@pytest.mark.parametrize("value", [100, "100"])
def test_white_on_white_and_struck_out(value, font, fill, problem):
    book = openpyxl.Workbook()
    for line in rows(REVENUE, value):
        book.active.append(line)
    book.active["D2"].font = font
    if fill:
        book.active["D2"].fill = PatternFill("solid", start_color=fill)
    check(saved(book), None if problem else 100, problem)


@pytest.mark.parametrize(
    ("look", "problem"),
    [
        ("font: struck_out on", STRUCK),
        ("font: color white", UNSEEN),
        ("font: color white; pattern: pattern solid, fore_color red", None),
    ],
)
@pytest.mark.parametrize("value", [100, "100"])
def test_the_same_in_an_xls(value, look, problem):
    book = xlwt.Workbook()
    sheet = book.add_sheet("推荐汇总表")
    for r, line in enumerate(rows(REVENUE, value)):
        for c, content in enumerate(line):
            sheet.write(r, c, content, *([xlwt.easyxf(look)] if (r, c) == (1, 3) else []))
    check(saved(book), None if problem else 100, problem)


def rich(*runs):
    return CellRichText(*(TextBlock(InlineFont(**look), text) for text, look in runs))


@pytest.mark.parametrize(
    ("runs", "amount", "problem"),
    [
        ((("9232", {"strike": True}), ("10545", {})), None, STRUCK),
        ((("100", {}), ("2", {"vertAlign": "superscript"})), None, "number-unreadable"),
        ((("10", {"b": True}), ("5", {})), 105, None),
    ],
)
def test_runs_of_one_text_that_look_otherwise(runs, amount, problem):
    check(xlsx(rows(REVENUE, rich(*runs))), amount, problem)


def test_a_name_half_struck_out_is_not_read():
    data = xlsx([*rows(REVENUE), ["1", rich(("旧名", {"strike": True}), ("新名", {})), "", 5]])
    intake = read(data)
    assert (intake.rows, ("B2", STRUCK) in told(intake)) == ((), True)


def test_a_struck_span_of_an_ods():
    style = (
        '<table:table-cell office:value-type="string"><text:p><text:span text:style-name="T1">9232'
        "</text:span>10545</text:p></table:table-cell>"
    )
    data = ods(rows(REVENUE, style))
    line = (
        b'<style:style style:name="T1" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
        b'<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    parts = unpacked(data)
    parts["content.xml"] = parts["content.xml"].replace(b"<office:body>", line + b"<office:body>")
    check(packed(parts), None, STRUCK)


@pytest.mark.parametrize(
    ("value", "code", "refused"),
    [(84.56, "0", True), (85, "0", False), (84.56, "0.00", False), (80, ";;;", True)],
)
def test_a_mark_that_is_shown_otherwise_is_refused(value, code, refused):
    cell = open_book(xlsx([["得分"], [value]], {"A2": code}), "甲").sheets[0].cell(2, 1)
    assert bool(score_cells.points_mark(cell, 100).fault) is refused


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0.00", "[$-804]0.0", "0.0#", "[DBNum1]0", "@"]
)
@pytest.mark.parametrize("value", ["0", "7", "-7", "1234.5"])
def test_an_ordinary_format_misleads_nobody(code, value):
    assert misleading(code, Decimal(value)) is None


def test_a_nought_on_a_sheet_that_shows_none_is_not_read():
    book = openpyxl.Workbook()
    for line in rows(REVENUE, 0):
        book.active.append(line)
    book.active.sheet_view.showZeros = False
    check(saved(book), None, UNSEEN)
    flags = b"\x3e\x02\x12\0\xb6"  # of the record WINDOW2
    old = xls(rows(REVENUE, 0))
    assert old.count(flags) == 1
    check(old.replace(flags, flags[:-1] + b"\xa6"), None, UNSEEN)


BALLOT = [
    ["票号", "示例甲公司", "监票人认定"],
    ["1", "√", "有效"],
    ["2", "√", "作废"],
    ["3", "√", ""],
]


def test_a_ruling_or_a_number_struck_out_on_a_ballot_is_named():
    book = openpyxl.Workbook()
    book.active.title = "选票-质量奖"
    for line in BALLOT:
        book.active.append(line)
    for at in ("C3", "A4", "B2"):
        book.active[at].font = Font(strike=True)
    _, problems = read_count(saved(book), "计票.xlsx", {"示例甲公司": "A"}, ("质量奖",))
    assert {p.place.cell for p in problems if p.code == STRUCK} == {"C3", "A4", "B2"}
