"""Units that a workbook states outside the amount's own cell: above the table, in headings, formats."""

import io
from decimal import Decimal

import openpyxl
import pytest

from wzqa.fields import FIELDS, Offered
from wzqa.workbooks.opening.formats import shown
from wzqa.workbooks.tables_in.applications import read_applications
from wzqa.workbooks.tables_in.labels import UNKNOWN, Labels
from wzqa.workbooks.tables_in.sheet_unit import unit_among

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
    assert unit_among(["推荐汇总表", text]) == Decimal(factor)


@pytest.mark.parametrize(
    "text", ["推荐单位：万元村", "以计划为准", "单位：元/吨", "单位（盖章）："]
)
def test_other_words_state_no_unit(text):
    assert unit_among([text]) is None


@pytest.mark.parametrize(
    "heading",
    [
        "2024年营业收入（万美元）",
        "2024年营业收入(USD)",
        "2024年利润总额（外币）",
        "2025年资产总额（港元）",
    ],
)
def test_amounts_in_another_currency_are_not_taken_for_yuan(heading):
    assert LABELS.meaning((heading,)) is UNKNOWN


@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("[$$-409]#,##0", "$"),
        ('"US$"#,##0', "US$"),
        ("[$€-2] #,##0", "€"),
        ('#,##0"万美元"', "万美元"),
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
