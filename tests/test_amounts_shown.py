"""An amount stands in 万元 wherever a heading says 万元, whatever unit it came in."""

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from command_line import ask, wzqa
from eligibility_cases import applicant

from wzqa.applications.content import differences
from wzqa.regulation import default_profile, load_edition
from wzqa.sources import Source

CODE = "91330302MAXX00015J"
FIGURES = ("营业收入", "利润总额", "纳税总额", "资产总额")
HEADED = {"元": 304_000_000, "千元": 304_000, "万元": 30_400, "亿元": 3.04}  # all 30 400万元


def book(path, heads, rows):
    made = openpyxl.Workbook()
    made.active.title = "推荐汇总表"
    made.active.append(["申报组织名称", "统一社会信用代码", "成立日期", *heads])
    for row in rows:
        made.active.append(row)
    made.save(path)


@pytest.fixture
def cycle(begun_cycle, a_copy):
    return a_copy(begun_cycle)


@pytest.mark.parametrize("unit", HEADED)
def test_a_unit_in_the_heading(cycle, unit):
    """Every figure is 30 400万元, but the first revenue, ten thousand times as much: E19 names it."""
    heads = [f"{y}年{name}（{unit}）" for name in FIGURES for y in (2023, 2024, 2025)]
    values = [HEADED[unit]] * len(heads)
    values[0] *= 10_000
    book(
        cycle / "inbox/applications/甲.xlsx",
        heads,
        [["示例甲公司", CODE, date(2010, 1, 1), *values]],
    )
    assert ask("-C", cycle, "ingest")[0] == 0

    _, got = ask("-C", cycle, "explain", "示例甲公司")
    source = got["data"]["source"]
    for key in ("revenue_2", "profit_1", "tax_3", "assets_2"):
        assert source[key]["heading"].startswith(tuple(f"{name}（万元）" for name in FIGURES))
        assert (source[key]["text"], source[key]["value"]) == ("30400", "30400")
        assert source[key]["written"] == (None if unit == "万元" else str(HEADED[unit]))
    assert source["revenue_1"]["text"] == "304000000"
    _, out, _ = wzqa("-C", cycle, "explain", "示例甲公司", "--full")
    flat = "".join(out.split())
    assert ("30400（表中写" in flat) == (unit != "万元")

    ask("-C", cycle, "screen")
    lines = openpyxl.load_workbook(cycle / "out/screen/资格审查结果.xlsx")["逐条审查"]
    said = next(
        str(c.value) for row in lines.iter_rows() for c in row if "相差5000倍" in str(c.value)
    )
    assert "营业收入（万元）前三年 304000000、前二年 30400，相差5000倍以上" in said

    code, _ = ask(
        "-C", cycle, "decide", "finding", "示例甲公司", "E19", "fail", "--why", "核对报表"
    )
    assert code == 0
    code, got = ask("-C", cycle, "--yes", "notices", "screen", "--only", "refusal-sheet", "--draft")
    assert code == 0, got
    (made,) = got["data"]["documents"]
    with zipfile.ZipFile(cycle / made["file"]) as parts:
        paper = parts.read("word/document.xml").decode()
    written = HEADED[unit]
    assert "30400" in paper
    if unit != "万元":
        assert f"30400（表中写{written}）" in paper


def test_a_unit_in_the_cell_outranks_the_heading(cycle):
    heads = [f"{y}年{name}（万元）" for name in FIGURES for y in (2023, 2024, 2025)]
    written = ["3.04亿元", "304000000元", "304000千元", "30400万元", "30,400", "30400.00"] * 2
    book(
        cycle / "inbox/applications/甲.xlsx",
        heads,
        [["示例甲公司", CODE, date(2010, 1, 1), *written]],
    )
    ask("-C", cycle, "ingest")
    source = ask("-C", cycle, "explain", "示例甲公司")[1]["data"]["source"]
    amounts = [cell for key, cell in source.items() if key.split("_")[0] in
               {"revenue", "profit", "tax", "assets"}]  # fmt: skip
    assert [a["text"] for a in amounts] == ["30400"] * 12
    assert [a["written"] for a in amounts[:4]] == written[:4]


def test_a_table_and_a_form_that_differ_are_told_in_one_unit():
    def one(text, value):
        cell = Source(applicant().at("revenue_1"), text)
        return applicant(revenue=(value, None, None)), cell

    told = []
    for firm, cell in (one("3.04亿元", Decimal(30400)), one("304", Decimal(304))):
        told.append(replace(firm, sources=firm.sources.having({"revenue_1": cell})))
    (words,) = differences(*told, load_edition(default_profile()).area)
    assert "汇总表为“30400（表中写3.04亿元）”，申报表为“304”" in words
