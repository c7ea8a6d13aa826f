"""Units that a workbook states outside the amount's own cell: above the table, in headings, formats."""

import io
from decimal import Decimal

import openpyxl
import pytest
from made import xlsx

from wzqa.fields import FIELDS, Offered
from wzqa.workbooks.opening import money_units
from wzqa.workbooks.opening.formats import shown
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in.applications import read_applications
from wzqa.workbooks.tables_in.labels import Labels

LABELS = Labels(FIELDS, year=2026)


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("推荐单位：鹿城区质量奖评审办　单位：千元", "0.1"),
        ("填报日期：2026年7月1日 金额单位：元 填表人：某某", "0.0001"),
        ("（单位：亿元）", "10000"),
        ("本表金额均以元计", "0.0001"),
        ("金额以人民币万元为单位", "1"),
        ("金额单位为元。", "0.0001"),
    ],
)
def test_a_unit_is_found_wherever_it_is_stated(text, factor):
    assert money_units.of_all(text) == Decimal(factor)


@pytest.mark.parametrize(
    "text", ["推荐单位：万元村", "以计划为准", "单位：元/吨", "单位（盖章）："]
)
def test_other_words_state_no_unit(text):
    assert money_units.of_all(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "2024年营业收入（万美元）",
        "2024年营业收入(USD)",
        "2024年利润总额（外币）",
        "2025年资产总额（港元）",
        "2025年营业收入 万港币",
        "2025年营业收入[千欧元]",
        "2025年营业收入（单位：日元）",
        "2025年营业收入（万澳门元）",
        "2025年营业收入（其中出口，美元）",
        "2025年营业收入（按美元口径）",
        "2025年营业收入(￥)",
        "2025年营业收入（k）",
        "2025年营业收入（万元）（美元）",
    ],
)
def test_amounts_in_another_currency_are_not_taken_for_yuan(heading):
    meaning = LABELS.meaning((heading,))
    assert meaning.factor is UNCLEAR
    assert meaning.key[:-2] in {"revenue", "profit", "assets"}


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("2025年营业收入（RMB万元）", "1"),
        ("2025年营业收入（CNY 千元）", "0.1"),
        ("2025年营业收入（百元）", "0.01"),
        ("2025年营业收入（十万元）", "10"),
        ("2025年营业收入【亿元】", "10000"),
        ("2025年营业收入，千元", "0.1"),
        ("2025年营业收入（元人民币）", "0.0001"),
        ("2025年营业收入（审定数，万元）", "1"),
    ],
)
def test_a_unit_in_yuan_is_read_however_it_is_put(heading, factor):
    assert LABELS.meaning((heading,)).factor == Decimal(factor)


@pytest.mark.parametrize(
    "text",
    [
        "货币单位：万美元", "单位：千元（港币）", "单位：USD 万", "币种：美元", "单位：日元", "货币：HKD；单位：千",
        "以万美元计", "单位：万元（美元）", "单位：￥", "Unit: 10,000 USD", "单位：千 美 金", "单位：新台币万元",
        "单位：US$1000", "（以下金额均为美元）", "本表金额以欧元填报", "单位：卢布", "单位：外币万元", "单位：角",
        "（万美元）", "填报日期：2026年7月1日 金额单位：万 英镑 填表人：某某",
    ],
)  # fmt: skip
def test_a_line_in_another_currency_makes_every_amount_unclear(text):
    assert money_units.of_all(text, head=True) is UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "单位：温州百万投资公司",
        "单位：千岛湖镇",
        "填报单位：香港元朗协会",
        "注：外币折算成人民币填报",
        "推荐单位：亿达公司",
    ],
)
def test_the_name_of_an_organisation_is_no_unit(text):
    assert money_units.of_all(text, head=True) is None


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("[$$-409]#,##0", "$"),
        ('"US$"#,##0', "US$"),
        ("[$€-2] #,##0", "€"),
        ('#,##0"万美元"', "万美元"),
        ("[$¥-411]#,##0", "¥"),
        ("[$kr-41D]#,##0", "kr"),
    ],
)
def test_a_format_that_shows_another_currency_is_a_unit(code, unit):
    assert shown(code, Decimal(5)).unit == unit


@pytest.mark.parametrize("code", ["[$¥-804]#,##0.00", "[$-804]0", '"人民币"#,##0'])
def test_a_format_in_yuan_without_a_size_is_none(code):
    assert shown(code, Decimal(5)) is None


def read(change):
    """Read a table of one applicant after a change to its sheet."""
    years = ("2023年", "2024年", "2025年")
    heads = [f"{y}{f.heading}" for f in FIELDS for y in (years if f.years else ("",))]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["推荐汇总表"])
    sheet.append(["推荐单位：鹿城区质量奖评审办"])
    sheet.append(heads)
    row = dict.fromkeys(heads, "") | {
        "申报组织名称": "示例甲公司", "统一社会信用代码": "91330302MAXX00015J", "2024年营业收入（万元）": 11000,
    }  # fmt: skip
    sheet.append(list(row.values()))
    change(sheet, sheet.cell(4, heads.index("2024年营业收入（万元）") + 1))
    out = io.BytesIO()
    book.save(out)
    return read_applications(
        out.getvalue(), "推荐汇总表.xlsx", year=2026, offered=Offered(("质量奖",))
    )


def unclear(got):
    assert got.rows[0].revenue[1] is None
    return [p.place.cell for p in got.problems if p.code == "money-unit-unclear"]


def test_a_line_above_the_table_in_dollars_is_named_once_and_nothing_is_read():
    def line(sheet, _):
        sheet["A2"] = "货币单位：万美元"

    got = read(line)
    assert unclear(got) == ["A2"]
    assert "没有读取" in got.rows[0].sources["revenue_2"].trouble


def test_a_note_below_the_table_in_dollars_too():
    def line(sheet, _):
        sheet["A8"] = "注：以上金额单位为千美元"

    assert unclear(read(line)) == ["A8"]


def test_a_sheet_called_after_its_currency_too():
    def name(sheet, _):
        sheet.title = "推荐汇总表（万美元）"

    assert unclear(read(name)) == [None]


@pytest.mark.parametrize(
    ("word", "read_too"), [("美元", False), ("人民币", True), ("千元", False), ("万元", True)]
)
def test_a_column_that_names_each_row_s_currency(word, read_too):
    def column(sheet, _):
        last = sheet.max_column + 1
        sheet.cell(3, last, "币种")
        sheet.cell(4, last, word)

    got = read(column)
    assert (got.rows[0].revenue[1] == 11000) is read_too
    assert ("money-unit-unclear" in {p.code for p in got.problems}) is not read_too


def test_dollars_shown_are_asked_about_not_read():
    def dollars(_, cell):
        cell.number_format = "[$$-409]#,##0"

    got = read(dollars)
    assert got.rows[0].revenue[1] is None
    assert "number-unreadable" in {p.code for p in got.problems}


def test_a_unit_behind_the_sender_contradicts_the_headings_and_is_said():
    def unit(sheet, _):
        sheet["A2"] = "推荐单位：鹿城区质量奖评审办　金额单位：元"

    assert "heading-unit-conflict" in {p.code for p in read(unit).problems}


Y = ["经济指标", "2023年", "2024年", "2025年"]
OK, NONE = (Decimal(100), Decimal(110), Decimal(120)), (None, None, None)
THOUSANDS = tuple(a / 10 for a in OK)


@pytest.mark.parametrize(
    ("lines", "amounts", "cell"),
    [
        ([["指标", "单位", *Y[1:]], ["营业收入", "万元", 100, 110, 120]], OK, None),
        ([["指标", "单位", *Y[1:]], ["营业收入", "千元", 100, 110, 120]], THOUSANDS, None),
        ([["指标", "单位", *Y[1:]], ["营业收入", "万美元", 100, 110, 120]], NONE, "B5"),
        ([Y, ["营业收入", 100, 110, 120, "英镑"]], NONE, "E5"),
        ([Y, ["营业收入（万元）", 100, 110, 120, "元"]], NONE, "E5"),
        ([["（单位：万美元）"], Y, ["营业收入（万元）", 100, 110, 120]], NONE, "A4"),
        ([["二、经营情况（美元）"], Y, ["营业收入", 100, 110, 120]], NONE, "A4"),
        ([["二、经营情况（单位：万元）"], Y, ["营业收入", 100, 110, 120], ["币种：港币"]], NONE, "A7"),
        ([[Y[0], *(f"{y}（万美元）" for y in Y[1:])], ["营业收入", 100, 110, 120]], NONE, "B4"),
        ([[Y[0], *(f"{y}（千元）" for y in Y[1:])], ["营业收入", 100, 110, 120]], THOUSANDS, None),
        ([["指标（千元）", *Y[1:]], ["营业收入", 100, 110, 120]], THOUSANDS, None),
        ([["主要产品", "阀门，出口额500万美元"], Y, ["营业收入", 100, 110, 120]], OK, None),
        ([Y, ["营业收入", 100, 110, 120], ["出口额（万美元）", 50, 60, 70]], OK, None),
    ],
)  # fmt: skip
def test_a_unit_wherever_it_stands_in_a_form(lines, amounts, cell):
    top = [
        ["质量奖申报表"],
        ["申报组织名称", "示例甲公司"],
        ["统一社会信用代码", "91330302MAXX00015J"],
    ]
    data = xlsx([*top, *lines], name="申报表")
    got = read_applications(data, "申报表.xlsx", year=2026, offered=Offered(("质量奖",)))
    assert got.rows[0].revenue == amounts
    named = [p.place.cell for p in got.problems if p.code == "money-unit-unclear"]
    assert named == ([cell] if cell else [])
