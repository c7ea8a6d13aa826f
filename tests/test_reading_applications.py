"""推荐汇总表 and 申报表 as offices return them: every row a record or a named problem."""

import io
import random
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.award_toml import build
from wzqa.fields import BY_KEY, FIELDS
from wzqa.models import Day
from wzqa.problems import Severity
from wzqa.workbooks.tables_in.applications import read_applications

OFFERED = build({}, 2026).offered
FILE = "inbox/applications/鹿城.xlsx"
A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
HEAD = ["序号", "申报组织名称", "统一社会信用代码"]


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(rows, name="推荐汇总表"):
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book, book.active


def read(data, **options):
    return read_applications(data, FILE, **({"year": 2026, "offered": OFFERED} | options))


def read_rows(*rows, **options):
    return read(saved(sheet_of(rows)[0]), **options)


def codes(intake, *severities):
    ignored = {"heading-missing"}
    wanted = severities or tuple(Severity)
    return [p.code for p in intake.problems if p.code not in ignored and p.severity in wanted]


def errors(intake):
    return [(p.code, p.place.cell) for p in intake.problems if p.severity is Severity.ERROR]


def one(heading, value, **options):
    """Read a table of one row with one more column."""
    intake = read_rows([*HEAD, heading], [1, "示例甲公司", A, value], **options)
    (row,) = intake.rows
    return row, intake


# --- tables -----------------------------------------------------------------------------------


def test_a_table_is_read_by_heading_wherever_it_stands():
    intake = read_rows(
        ["温州市人民政府质量奖推荐汇总表"],
        ["推荐单位：鹿城区市场监督管理局（盖章）    填报日期：2026-06-20"],
        [],
        ["统一社会信用代码", "", "申报组织名称", "成立日期"],
        [A, None, "示例甲公司", "2019-03-01"],
    )
    (row,) = intake.rows
    assert (intake.kind, intake.n_rows, intake.sender) == ("table", 1, "鹿城区市场监督管理局")
    assert (row.name, row.uscc, row.app_no) == ("示例甲公司", A, "")
    assert row.reg_date == Day(date(2019, 3, 1), date(2019, 3, 1))
    assert (row.place.file, row.place.sheet, row.place.cell) == (FILE, "推荐汇总表", "C5")
    assert row.sources["reg_date"].place.cell == "D5"
    assert row.recommender == "鹿城区市场监督管理局"
    assert row.sources["recommender"].place.cell == "A2"
    assert errors(intake) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("推荐单位：鹿城区 填报日期：2026.6.1", "鹿城区"),
        ("推荐单位(盖章):鹿城区人民政府", "鹿城区人民政府"),
        ("推荐单位（盖章）：  鹿城区    联系人：张三", "鹿城区"),
        ("推荐部门：鹿城区", "鹿城区"),
    ],
)
def test_the_sender_stands_above_the_header(text, name):
    assert read_rows([text], HEAD, [1, "示例甲公司", A]).sender == name


def test_the_sender_may_stand_in_the_next_cell_or_in_the_rows():
    assert read_rows(["推荐单位：", "鹿城区"], HEAD, [1, "示例甲公司", A]).sender == "鹿城区"
    assert read_rows([*HEAD, "推荐单位"], [1, "示例甲公司", A, "鹿城区"]).sender == "鹿城区"


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.key)
def test_every_alias_of_every_field_is_found(field):
    for alias in (field.heading, *field.aliases):
        heading = f"前三年{alias}" if field.years else alias
        head = [
            h
            for h in HEAD
            if field.key not in ("name", "uscc")
            or h not in ("申报组织名称" if field.key == "name" else "统一社会信用代码")
        ]
        values = {"申报组织名称": "示例甲公司", "统一社会信用代码": A, "序号": 1}
        cell = {"name": "示例甲公司", "uscc": A}.get(field.key, "x")
        intake = read_rows([*head, heading], [*(values[h] for h in head), cell])
        key = f"{field.key}_1" if field.years else field.key
        assert key in intake.rows[0].sources, alias
        assert not intake.unknown_headings


@pytest.mark.parametrize(
    "heading",
    ["申报组织\n名称", "＊申报组织名称", "申报组织名称：", "申报组织名称（必填）", "2.申报组织名称", " 申 报 组 织 名 称 ",
     "企业(组织)全称", "申报组织名称（与公章一致）"],
)  # fmt: skip
def test_a_heading_is_known_through_its_decoration(heading):
    assert read_rows([heading, "信用代码"], ["示例甲公司", A]).rows[0].name == "示例甲公司"


# --- years and money --------------------------------------------------------------------------


def header_of_two_rows(years, group="营业收入（万元）", values=(1, 2, 3)):
    book, sheet = sheet_of(
        [[*HEAD, group], [None, None, None, *years], [1, "示例甲公司", A, *values]]
    )
    for col in "ABC":
        sheet.merge_cells(f"{col}1:{col}2")
    sheet.merge_cells("D1:F1")
    return saved(book)


@pytest.mark.parametrize(
    ("years", "values"),
    [
        (["前三年", "前二年", "上一年"], (1, 2, 3)),
        (["2023年", "2024年", "2025年"], (1, 2, 3)),
        ([2023, 2024, 2025], (1, 2, 3)),
        (["2025年度", "2024年度", "2023年度"], (3, 2, 1)),
        (["上一年度", "前两年", "前三年"], (3, 2, 1)),
    ],
)
def test_years_stand_below_their_group_in_any_order(years, values):
    row = read(header_of_two_rows(years)).rows[0]
    assert row.revenue == tuple(Decimal(v) for v in values)


def test_years_may_be_the_groups_and_a_third_row_may_stand_above():
    rows = [
        [*HEAD, "近三年经营情况"],
        [None, None, None, "2023年", None, "2024年", None, "2025年"],
        [None, None, None, *["营业收入", "利润总额（万元）"] * 3],
        [1, "示例甲公司", A, 1, 2, 3, 4, 5, 6],
    ]
    book, sheet = sheet_of(rows)
    for area in ("A1:A3", "B1:B3", "C1:C3", "D1:I1", "D2:E2", "F2:G2", "H2:I2"):
        sheet.merge_cells(area)
    row = read(saved(book)).rows[0]
    assert row.revenue == (Decimal(1), Decimal(3), Decimal(5))
    assert row.profit == (Decimal(2), Decimal(4), Decimal(6))


@pytest.mark.parametrize(
    "headings",
    [
        ["前三年营业收入（万元）", "前二年营业收入（万元）", "上一年营业收入（万元）"],
        ["营业收入（万元）2023年", "营业收入（万元）2024年", "营业收入（万元）2025年"],
        ["2023年销售收入", "2024年销售收入", "2025年销售收入"],
        ["营业收入（2023年）（万元）", "营业收入（2024年）（万元）", "营业收入（2025年）（万元）"],
        ["主营业务收入-前三年", "主营业务收入-前二年", "主营业务收入-上年"],
    ],
)
def test_years_may_stand_in_one_heading(headings):
    row = read_rows([*HEAD, *headings], [1, "示例甲公司", A, 1, 2, 3]).rows[0]
    assert row.revenue == (Decimal(1), Decimal(2), Decimal(3))


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("2022年营业收入", "heading-year-outside"),
        ("营业收入（万元）", "heading-year-missing"),
        ("上年利税", "heading-profit-and-tax"),
        ("主导产品", "heading-unknown"),
    ],
)
def test_a_heading_that_does_not_say_enough_is_a_warning_at_its_cell(heading, code):
    _, intake = one(heading, 1)
    (problem,) = [p for p in intake.problems if p.code == code]
    assert (problem.place.cell, problem.severity, problem.value) == (
        "D1",
        Severity.WARNING,
        heading,
    )
    assert [u.heading for u in intake.unknown_headings] == [heading]


@pytest.mark.parametrize(
    ("heading", "written", "value"),
    [
        ("上年营业收入（万元）", 1.5, "1.5"),
        ("上年营业收入（元）", 15000, "1.5"),
        ("上年营业收入（亿元）", 1.5, "15000"),
        ("上年营业收入(单位：元)", 15000, "1.5"),
        ("上年营业收入", "1.5亿", "15000"),
        ("上年营业收入（元）", "1.5万元", "1.5"),
        ("上年营业收入", "１，５００．５", "1500.5"),
        ("上年营业收入（万元）", "无", None),
    ],
)
def test_amounts_come_out_in_wan_yuan(heading, written, value):
    row, _ = one(heading, written)
    assert row.revenue[2] == (Decimal(value) if value else None)


def test_a_unit_row_above_the_header_holds_for_headings_without_a_unit():
    intake = read_rows(
        ["单位：元"],
        [*HEAD, "上年营业收入", "上年利润总额（万元）"],
        [1, "示例甲公司", A, 15000, 2],
    )
    assert (intake.rows[0].revenue[2], intake.rows[0].profit[2]) == (Decimal("1.5"), Decimal(2))
    assert "money-unit" in codes(intake, Severity.INFO)


def test_a_sender_named_like_a_unit_is_no_unit():
    intake = read_rows(["推荐单位：元通街道"], [*HEAD, "上年营业收入"], [1, "示例甲公司", A, 5])
    assert intake.rows[0].revenue[2] == Decimal(5)


# --- where a table ends -----------------------------------------------------------------------


def rows_read(*rows):
    intake = read_rows(["汇总表"], HEAD, *rows)
    return [r.name for r in intake.rows], errors(intake)


def test_a_blank_row_ends_nothing():
    assert rows_read([1, "示例甲公司", A], [], [], [2, "示例乙公司", B]) == (
        ["示例甲公司", "示例乙公司"],
        [],
    )


@pytest.mark.parametrize(
    "end", [["合计", None, 2], ["合 计"], ["总计：", 3], ["合计2家"], [None, "合计"], ["填表人：张三"],
            ["填表人", "张三"], [None, None, "填表人：张三"], ["制表人：  审核人："]],
)  # fmt: skip
def test_a_total_or_a_signature_ends_the_table(end):
    assert rows_read([1, "示例甲公司", A], end, ["注：本表一式两份"]) == (["示例甲公司"], [])


@pytest.mark.parametrize(
    ("below", "cell"),
    [([2, "示例乙公司", B], "B5"), ([None, "示例乙公司"], "B5"), ([None, None, B], "C5")],
)
def test_a_name_or_code_below_the_end_is_an_error(below, cell):
    assert rows_read([1, "示例甲公司", A], ["合计"], below) == (
        ["示例甲公司"],
        [("row-below-total", cell)],
    )


@pytest.mark.parametrize(
    "below",
    [["推荐单位（盖章）："], [None, "审核人：李四"], [None, "联系电话", "0577-88880000"], [None, "（一）本表一式两份"],
     [None, "2026年6月1日"], [None, "1.请如实填写"], ["备注：无"]],
)  # fmt: skip
def test_feet_and_notes_below_the_end_are_nobody(below):
    assert rows_read([1, "示例甲公司", A], ["合计"], below) == (["示例甲公司"], [])


@pytest.mark.parametrize(
    "noise",
    [
        ["小计", None, 1],
        [None, "鹿城区小计"],
        [3],
        ["注：以上按推荐顺序排列"],
        HEAD,
        ["本表由推荐单位填写。"],
    ],
)
def test_subtotals_notes_bare_numbers_and_repeated_headers_are_passed_over(noise):
    names, found = rows_read([1, "示例甲公司", A], noise, [2, "示例乙公司", B])
    assert (names, found) == (["示例甲公司", "示例乙公司"], [])


def test_a_company_named_like_a_total_is_somebody():
    names, found = rows_read([1, "合计科技有限公司", A], [2, "总计数据公司", B])
    assert (names, found) == (["合计科技有限公司", "总计数据公司"], [])


def test_a_row_without_a_name_is_a_named_problem_and_the_others_are_read():
    intake = read_rows(HEAD, [1, None, A], [2, "示例乙公司", B])
    assert (len(intake.rows), intake.n_rows) == (1, 2)
    assert errors(intake) == [("name-blank", "B2")]


def test_a_row_with_one_bad_cell_is_taken_in_and_judged_on_the_rest():
    intake = read_rows(
        [*HEAD, "成立日期", "所属区域"], [1, "示例甲公司", "91330302MAXX00015K", 2019.1, "鹿城区"]
    )
    (row,) = intake.rows
    assert (row.uscc, row.reg_date, row.region) == (None, None, "鹿城区")
    assert row.sources["uscc"].text == "91330302MAXX00015K"
    assert "校验码" in row.sources["uscc"].trouble
    assert row.sources["reg_date"].trouble
    assert errors(intake) == [("uscc-check-digit", "C2"), ("date-ambiguous", "D2")]


# --- headings missing, double, confirmed ------------------------------------------------------


def test_no_headings_anywhere_is_one_error():
    intake = read_rows(["甲", "乙"], [1, 2])
    assert (intake.kind, intake.rows, errors(intake)) == ("none", (), [("heading-not-found", None)])


def test_a_sheet_without_headings_is_no_error_beside_the_table():
    book, _ = sheet_of([HEAD, [1, "示例甲公司", A]])
    book.create_sheet("附记").append(["随便写写"])
    book.create_sheet("空")
    assert errors(read(saved(book))) == []


def test_several_sheets_are_read_one_after_the_other():
    book, _ = sheet_of([HEAD, [1, "示例甲公司", A]])
    other = book.create_sheet("第二批")
    for row in ([], ["信用代码", "企业名称"], [B, "示例乙公司"]):
        other.append(row)
    intake = read(saved(book))
    assert [(r.name, r.place.sheet, r.place.cell) for r in intake.rows] == [
        ("示例甲公司", "推荐汇总表", "B2"),
        ("示例乙公司", "第二批", "B3"),
    ]


@pytest.mark.parametrize(
    ("head", "missing"),
    [
        (["申报组织名称", "成立日期"], "统一社会信用代码"),
        (["信用代码", "成立日期"], "申报组织名称"),
    ],
)
def test_a_required_heading_that_is_missing_is_an_error(head, missing):
    intake = read_rows(head, ["示例甲公司" if "名称" in head[0] else A, "2019-03-01"])
    found = [p for p in intake.problems if p.code == "heading-required-missing"]
    assert [missing in p.message for p in found] == [True]
    assert intake.n_rows == 1


def test_other_absent_columns_are_one_warning_per_sheet():
    intake = read_rows(HEAD, [1, "示例甲公司", A])
    (problem,) = [p for p in intake.problems if p.code == "heading-missing"]
    assert problem.severity is Severity.WARNING
    assert "成立日期" in problem.message
    assert "营业收入" in problem.message
    assert "申报编号" not in problem.message
    assert "reg_date" not in intake.rows[0].sources


def test_two_headings_for_one_field_are_an_error_and_only_agreement_counts():
    intake = read_rows(
        [*HEAD, "成立日期", "注册日期"],
        [1, "示例甲公司", A, "2019-03-01", "2019-03-01"],
        [2, "示例乙公司", B, "2019-03-01", "2020-03-01"],
        [3, "示例丙公司", C, None, "2020-03-01"],
    )
    assert errors(intake) == [("heading-duplicate", "E1")]
    first, second, third = intake.rows
    assert first.reg_date.first == date(2019, 3, 1)
    assert second.reg_date is None
    assert "内容不同" in second.sources["reg_date"].trouble
    assert third.reg_date.first == date(2020, 3, 1)


def test_a_confirmed_mapping_names_a_heading_and_ignores_another():
    rows = [
        [*HEAD, "注册资本日", "主导产品", "去年产值"],
        [1, "示例甲公司", A, "2019-03-01", "阀门", 5],
    ]
    mapping = {"注册资本日": "reg_date", "主导产品": "", "去年产值": "revenue_3"}
    intake = read_rows(*rows, mapping=mapping)
    assert intake.rows[0].reg_date.first == date(2019, 3, 1)
    assert intake.rows[0].revenue[2] == Decimal(5)
    assert intake.unknown_headings == ()


# --- merged and hidden ------------------------------------------------------------------------


def test_merged_data_cells_fill_down_where_that_is_meant_and_are_named():
    book, sheet = sheet_of(
        [
            [*HEAD, "所属区域", "推荐单位", "法定代表人"],
            [1, "示例甲公司", A, "鹿城区", "鹿城局", "张三"],
            [2, "示例乙公司", B],
            [3, "示例丙公司", C, "龙湾区", "龙湾局", "李四"],
        ]
    )
    for area in ("D2:D3", "E2:E3", "F2:F3"):
        sheet.merge_cells(area)
    intake = read(saved(book))
    first, second, third = intake.rows
    assert [r.region for r in intake.rows] == ["鹿城区", "鹿城区", "龙湾区"]
    assert second.recommender == "鹿城局"
    assert second.sources["region"].place.cell == "D2"
    assert (first.legal_rep, second.legal_rep, third.legal_rep) == ("张三", "", "李四")
    named = [p for p in intake.problems if p.code == "merged-cells"]
    assert [p.place.cell for p in named] == ["D2", "E2", "F2"]
    assert "D2:D3" in named[0].message
    assert {p.severity for p in named} == {Severity.WARNING}


def test_hidden_rows_are_read_and_said():
    book, sheet = sheet_of([HEAD, [1, "示例甲公司", A], [2, "示例乙公司", B]])
    sheet.row_dimensions[3].hidden = True
    intake = read(saved(book))
    assert len(intake.rows) == 2
    assert codes(intake) == ["hidden-rows"]


# --- bad cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("成立日期", "=TODAY()", "formula-without-value"),
        ("成立日期", "2019-02-30", "date-impossible"),
        ("成立日期", "1948-01-01", "date-too-early"),
        ("成立日期", "2031-01-01", "date-in-future"),
        ("成立日期", "二〇三一年", "date-in-future"),
        ("法定代表人", "=A1", "formula-without-value"),
    ],
)
def test_a_cell_that_must_be_asked_about_is_an_error_at_its_place(heading, written, code):
    _, intake = one(heading, written, latest=date(2026, 7, 31))
    assert errors(intake) == [(code, "D2")]


@pytest.mark.parametrize(
    ("heading", "written", "code"),
    [
        ("申报奖项", "金奖", "value-outside-list"),
        ("独立法人资格", "大概", "value-outside-list"),
        ("从业人员", "很多", "number-unreadable"),
        ("联系人", "张\x0b三", "text-control-characters"),
        ("备注", "长" * 2001, "text-too-long"),
    ],
)
def test_what_only_counts_as_blank_is_a_warning(heading, written, code):
    data = saved(sheet_of([[*HEAD, heading], [1, "示例甲公司", A, "x"]])[0])
    if "\x0b" in written:  # openpyxl refuses it, WPS writes it as an escape
        written = written.replace("\x0b", "_x000B_")
    data = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda d: d.replace(b"<t>x</t>", f"<t>{written}</t>".encode()),
    )
    intake = read(data)
    assert codes(intake, Severity.WARNING) == [code]
    assert errors(intake) == []


def with_part(data, part, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "cell-error"),
        (
            '<c r="B2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
            "image-in-cell",
        ),
        ('<c r="B2"><f>A1</f></c>', "formula-without-value"),
    ],
)
def test_an_error_a_picture_or_a_lost_formula_in_a_name_is_named(cell, code):
    data = saved(sheet_of([HEAD, [1, "示例甲公司", A], [2, "示例乙公司", B]])[0])
    data = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda d: re.sub(rb'<c r="B2".*?</c>', cell.encode(), d),
    )
    intake = read(data)
    assert [r.name for r in intake.rows] == ["示例乙公司"]
    assert (code, "B2") in errors(intake)


def test_a_code_stored_as_a_number_is_lost_and_said():
    intake = read_rows(HEAD, [1, "示例甲公司", 913303020000000015])
    assert errors(intake) == [("uscc-digits-lost", "C2")]
    assert intake.rows[0].uscc is None


def test_ordinary_ways_of_writing_pass_in_silence():
    row, intake = one("成立日期", "2019年3月1日")
    assert (row.reg_date.first, codes(intake)) == (date(2019, 3, 1), [])
    row, intake = one("从业人员（人）", "１，２００人")
    assert (row.employees, codes(intake)) == (1200, [])


def test_dates_are_held_against_the_anchor_and_the_day_of_receipt():
    rows = [[*HEAD, "信用报告日期", "收件日期"], [1, "示例甲公司", A, "2026-08-02", "2026-08-02"]]
    assert errors(read_rows(*rows, latest=date(2026, 7, 31))) == []
    rows[1][3] = "2026-08-03"
    intake = read_rows(*rows, latest=date(2026, 7, 31))
    assert errors(intake) == [("date-in-future", "D2")]
    assert intake.rows[0].credit_date.first == date(2026, 8, 3)


def test_a_start_before_the_foundation_is_a_warning():
    intake = read_rows(
        [*HEAD, "成立日期", "导入时间"], [1, "示例甲公司", A, "2019-03-01", "2018年3月"]
    )
    assert codes(intake) == ["date-order"]


def test_a_serial_in_a_workbook_of_1904_counts_from_1904():
    book, _ = sheet_of([[*HEAD, "成立日期"], [1, "示例甲公司", A, 43525 - 1462]])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    intake = read(saved(book))
    assert intake.rows[0].reg_date.first == date(2019, 3, 1)
    assert codes(intake) == ["date-1904", "date-serial"]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"<html><table></table></html>", b"%PDF-1.4"], ids=repr
)
def test_a_file_that_is_no_workbook_is_one_named_problem(data):
    intake = read(data)
    assert (intake.kind, intake.rows) == ("none", ())
    (problem,) = intake.problems
    assert problem.place.file == FILE
    assert problem.severity is Severity.ERROR


def test_an_xls_and_a_renamed_et_are_read_alike():
    book = xlwt.Workbook()
    sheet = book.add_sheet("推荐汇总表")
    for r, row in enumerate([HEAD, [1, "示例甲公司", A]]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    intake = read_applications(saved(book), "鹿城.et", year=2026, offered=OFFERED)
    assert [r.uscc for r in intake.rows] == [A]


# --- forms ------------------------------------------------------------------------------------


def form_of(cells, merges=(), name="申报表"):
    book = openpyxl.Workbook()
    book.active.title = name
    for at, value in cells.items():
        book.active[at] = value
    for area in merges:
        book.active.merge_cells(area)
    return saved(book)


FORM = {
    "A1": "温州市人民政府质量奖申报表",
    "A2": "申报组织名称",
    "B2": "示例甲公司",
    "A3": "统一社会信用代码",
    "B3": A,
    "A4": "成立日期",
    "B4": "2019-03-01",
    "A5": "营业收入（万元）",
    "B5": 1,
    "C5": 2,
    "D5": 3,
}


def test_a_form_is_read_by_its_labels():
    intake = read(form_of(FORM, ["A1:D1", "B2:D2", "B3:D3", "B4:D4"]))
    (row,) = intake.rows
    assert (intake.kind, intake.as_form, intake.n_rows) == ("form", True, 1)
    assert (row.name, row.uscc) == ("示例甲公司", A)
    assert row.revenue == (Decimal(1), Decimal(2), Decimal(3))
    assert row.place.cell == "B2"
    assert row.sources["revenue_2"].place.cell == "C5"
    assert errors(intake) == []


def test_labels_may_stand_two_in_a_row_with_blanks_between():
    intake = read(
        form_of(
            {
                "A2": "申报组织名称", "B2": "示例甲公司", "C2": "曾用名", "D2": "示例旧公司",
                "A3": "统一社会信用代码", "B3": A, "C3": "法定代表人",
                "A4": "联系人", "B4": "张三", "C4": "手机", "D4": 13800000000,
                "A5": "电子邮箱", "C5": "邮政编码", "D5": 325000,
            }
        )
    )  # fmt: skip
    (row,) = intake.rows
    assert (row.former_names, row.legal_rep, row.contact) == (("示例旧公司",), "", "张三")
    assert (row.mobile, row.email, row.postcode) == ("13800000000", "", "325000")
    assert row.sources["legal_rep"].place.cell == "D3"


@pytest.mark.parametrize(
    "cells",
    [
        {
            "A5": "前三年营业收入",
            "B5": 1,
            "A6": "前二年营业收入",
            "B6": 2,
            "A7": "上一年营业收入",
            "B7": 3,
        },
        {
            "A5": "2023年营业收入",
            "B5": 1,
            "A6": "2024年营业收入",
            "B6": 2,
            "A7": "2025年营业收入",
            "B7": 3,
        },
        {
            "A5": "营业收入（万元）",
            "B5": "前三年",
            "C5": 1,
            "B6": "前二年",
            "C6": 2,
            "B7": "上一年",
            "C7": 3,
        },
        {
            "A5": "营业收入",
            "B5": "2023年",
            "C5": 1,
            "D5": "2024年",
            "E5": 2,
            "F5": "2025年",
            "G5": 3,
        },
        {
            "A5": "指标",
            "B5": "2025年",
            "C5": "2024年",
            "D5": "2023年",
            "A6": "营业收入",
            "B6": 3,
            "C6": 2,
            "D6": 1,
        },
        {"A5": "营业收入（元）", "B5": 10000, "C5": 20000, "D5": 30000},
    ],
)
def test_three_years_on_a_form(cells):
    base = {at: v for at, v in FORM.items() if not at.endswith("5")}
    (row,) = read(form_of(base | cells)).rows
    assert row.revenue == (Decimal(1), Decimal(2), Decimal(3))


def test_a_form_with_few_labels_is_a_form_and_a_table_with_few_columns_a_table():
    assert (
        read(form_of({"A1": "申报组织名称", "B1": "示例甲公司", "A2": "信用代码", "B2": A})).kind
        == "form"
    )
    assert (
        read(form_of({"A1": "申报组织名称", "B1": "示例甲公司", "C1": "信用代码", "D1": A})).kind
        == "form"
    )
    assert read_rows(["申报组织名称", "信用代码"], ["示例甲公司", A]).kind == "table"


def test_a_label_twice_with_different_values_is_an_error():
    cells = FORM | {"A7": "注册日期", "B7": "2020-01-01"}
    intake = read(form_of(cells))
    assert ("heading-duplicate", "A7") in errors(intake)
    assert intake.rows[0].reg_date is None


def test_unknown_labels_of_a_form_are_listed_at_their_cell():
    intake = read(form_of(FORM | {"A6": "主导产品", "B6": "阀门"}))
    assert [(u.heading, u.place.cell) for u in intake.unknown_headings] == [("主导产品", "A6")]


def test_an_explaining_sheet_is_not_read():
    book, _ = sheet_of([HEAD, [1, "示例甲公司", A]])
    about = book.create_sheet("填表说明")
    for row in (
        ["申报组织名称", "按营业执照填写"],
        ["统一社会信用代码", "18位"],
        ["成立日期", "年月日"],
    ):
        about.append(row)
    intake = read(saved(book))
    assert (intake.kind, len(intake.rows), errors(intake)) == ("table", 1, [])


def test_a_filled_form_beside_a_table_is_not_lost_in_silence():
    book, _ = sheet_of([HEAD, [1, "示例甲公司", A]])
    form = book.create_sheet("申报表")
    for at, value in FORM.items():
        form[at] = value
    assert ("form-beside-table", "A1") in errors(read(saved(book)))


def test_several_forms_in_one_workbook_are_all_read():
    book = openpyxl.load_workbook(io.BytesIO(form_of(FORM)))
    other = book.create_sheet("乙")
    for at, value in (FORM | {"B2": "示例乙公司", "B3": B}).items():
        other[at] = value
    assert [r.name for r in read(saved(book)).rows] == ["示例甲公司", "示例乙公司"]


# --- any layout -------------------------------------------------------------------------------

TEXTS = (
    "address",
    "org_type",
    "legal_rep",
    "industry",
    "rank_claim",
    "innovation",
    "contact",
    "remark",
)


def decorate(rng, heading):
    style = rng.randrange(6)
    if style == 0:
        return "".join(f"{c} " for c in heading)
    if style == 1:
        return f"*{heading}"
    if style == 2 and len(heading) > 3:
        return f"{heading[:2]}\n{heading[2:]}"
    if style == 3:
        return f"{heading}（必填）"
    return heading


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_any_layout_reads_back_to_the_same_records(seed, n_rows, n_noise):
    """Order, aliases, depth of header, noise rows: rows read = records + problems."""
    rng = random.Random(seed)
    keys = ["name", "uscc", *rng.sample(TEXTS, rng.randrange(len(TEXTS))), "reg_date", "revenue"]
    rng.shuffle(keys)
    depth = rng.choice([2, 3])
    book, sheet = sheet_of(
        [["温州市人民政府质量奖推荐汇总表"], ["推荐单位：鹿城区"]][: rng.randrange(3)]
    )
    top = sheet.max_row + rng.randrange(1, 3)
    col, columns = rng.randrange(1, 3), {}
    for key in keys:
        field = BY_KEY[key]
        heading = decorate(rng, rng.choice([field.heading, *field.aliases]))
        width = 3 if field.years else 1
        sheet.cell(top, col, heading)
        low = top + depth - 1
        if field.years:
            order = rng.sample([1, 2, 3], 3)
            for i, year in enumerate(order):
                sheet.cell(
                    low,
                    col + i,
                    rng.choice([["前三年", "前二年", "上一年"], ["2023年", "2024年", "2025年"]])[
                        year - 1
                    ],
                )
                columns[f"{key}_{year}"] = col + i
            sheet.merge_cells(start_row=top, end_row=low - 1, start_column=col, end_column=col + 2)
        else:
            columns[key] = col
            if rng.random() < 0.7:
                sheet.merge_cells(start_row=top, end_row=low, start_column=col, end_column=col)
        col += width
    wanted, row = [], top + depth
    noise = [["小计"], [], ["注：本页为第一页"], []]
    for i in range(n_rows):
        for _ in range(rng.randrange(n_noise + 1)):
            for c, value in enumerate(rng.choice(noise), 1):
                sheet.cell(row, c, value)
            row += 1
        said = {k: f"{k}{i}" for k in columns if k in TEXTS}
        said |= {"name": f"示例{i}公司", "uscc": [A, B, C][i % 3], "reg_date": date(2015, 1, 1 + i)}
        said |= {f"revenue_{y}": Decimal(100 * i + y) for y in (1, 2, 3)}
        for key, c in columns.items():
            sheet.cell(row, c, said[key])
        wanted.append((said, row))
        row += 1
    sheet.cell(row, 1, "合计")
    intake = read(saved(book))
    assert intake.kind == "table"
    assert intake.n_rows == len(intake.rows) == n_rows
    for got, (said, at) in zip(intake.rows, wanted, strict=True):
        assert (got.name, got.uscc, got.reg_date.first) == (
            said["name"],
            said["uscc"],
            said["reg_date"],
        )
        assert got.revenue == tuple(said[f"revenue_{y}"] for y in (1, 2, 3))
        assert {k: getattr(got, k) for k in said if k in TEXTS} == {
            k: v for k, v in said.items() if k in TEXTS
        }
        for key, c in columns.items():
            assert got.sources[key].place.cell == f"{openpyxl.utils.get_column_letter(c)}{at}"
    assert errors(intake) == []
    assert not intake.unknown_headings


@pytest.mark.slow
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=6),
                st.integers(0, 99999),
                st.sampled_from(
                    [f.heading for f in FIELDS] + [A, B, "合计", "小计", "填表人：", "示例甲公司"]
                ),
            ),
            max_size=6,
        ),
        max_size=10,
    )
)
@settings(max_examples=120, deadline=None)
def test_whatever_stands_on_the_sheet_the_rows_add_up(rows):
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            text = isinstance(value, str)
            clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|^=", "", value) if text else value
            book.active.cell(r, c).value = clean
    intake = read(saved(book))
    nameless = sum(p.code == "name-blank" for p in intake.problems)
    assert intake.n_rows == len(intake.rows) + nameless
