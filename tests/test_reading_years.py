"""Which year an amount of a form belongs to: by the head of its column, and by nothing that only looks like one."""

from datetime import date

import pytest
from made import xlsx

from wzqa.fields import Offered
from wzqa.workbooks.tables_in.applications import read_applications

TOP = [["质量奖申报表"], ["申报组织名称", "示例甲公司"], ["统一社会信用代码", "91330302MAXX00015J"]]
UP, DOWN = (100, 110, 120), (120, 110, 100)
OUTSIDE, MISSING = "heading-year-outside", "form-year-missing"


@pytest.mark.parametrize(
    ("heads", "amounts", "revenue", "problem"),
    [
        (["2025年12月31日", "2024年12月31日", "2023年12月31日"], DOWN, UP, None),
        ([date(2025, 12, 31), date(2024, 12, 31), date(2023, 12, 31)], DOWN, UP, None),
        (["25年", "24年", "23年"], DOWN, UP, None),
        (["2025年末", "2024年末", "2023年末"], DOWN, UP, None),
        (["2025.12", "2024.12", "2023.12"], DOWN, UP, None),
        (["2025年（审定）", "2024年（审定）", "2023年（审定）"], DOWN, UP, None),
        ([2025, 2024, 2023], DOWN, UP, None),
        (["第一年", "第二年", "第三年"], UP, UP, None),
        (["2022年", "2023年", "2024年", "2025年"], (90, *UP), UP, OUTSIDE),
        ([2022, 2023, 2024, 2025], (90, *UP), UP, OUTSIDE),
        (["2023年", "2024年", "增长率", "2025年"], (100, 110, 0.1, 120), UP, MISSING),
        (["合计", "2023年", "2024年", "2025年"], (330, *UP), UP, MISSING),
        (["2024年", "2025年", "2026年1-6月"], (110, 120, 60), (None, 110, 120), OUTSIDE),
        (["上年", "本年"], (120, 60), (None, None, 120), OUTSIDE),
        ([], (2025, 2024, 2023), (2025, 2024, 2023), None),
        ([], (2023, 2054, 2060), (2023, 2054, 2060), None),
    ],
)
def test_the_head_of_a_column_tells_its_year(heads, amounts, revenue, problem):
    lines = [["经济指标", *heads], ["营业收入（万元）", *amounts], ["利润总额（万元）", *amounts]]
    data = xlsx([*TOP, *(lines if heads else lines[1:])], name="申报表")
    got = read_applications(data, "申报表.xlsx", year=2026, offered=Offered(("质量奖",)))
    assert (got.rows[0].revenue, got.rows[0].profit) == (revenue, revenue)
    assert {p.code for p in got.problems} & {OUTSIDE, MISSING} == ({problem} if problem else set())


def test_a_date_above_the_amounts_that_is_a_value_heads_nothing():
    data = xlsx([*TOP, ["成立日期", date(2010, 3, 1), "导入日期", date(2019, 3, 1)],
                 ["营业收入（万元）", *UP]], name="申报表")  # fmt: skip
    got = read_applications(data, "申报表.xlsx", year=2026, offered=Offered(("质量奖",)))
    assert got.rows[0].revenue == UP


@pytest.mark.parametrize(
    ("below", "read"),
    [("2025年", True), ("2025年度（审定）", True), ("2025年1-6月", False), ("2025年上半年", False),
     ("2025年同比增长", False), ("2025年预计", False), ("2025年增长率", False), ("2026年1-6月", False)],
)  # fmt: skip
def test_part_of_a_year_is_no_year_in_a_table_either(below, read):
    head = [["申报组织名称", "统一社会信用代码", "营业收入（万元）"], ["", "", below]]
    data = xlsx([*head, ["示例甲公司", "91330302MAXX00015J", 100]])
    got = read_applications(data, "表.xlsx", year=2026, offered=Offered(("质量奖",)))
    assert got.rows[0].revenue[2] == (100 if read else None)
    named = {p.code for p in got.problems if (p.place.cell or "").startswith("C")}
    assert bool(named & {"heading-unknown", "heading-year-missing", OUTSIDE}) is not read
