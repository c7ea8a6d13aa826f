"""A table of three applicants with one column more, as it comes out of the reader."""

from datetime import date

from wzqa.fields import Offered
from wzqa.problems import Severity
from wzqa.workbooks.tables_in.applications import read_applications

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
WHO = (("示例甲公司", A), ("示例乙公司", B), ("示例丙公司", C))
REVENUE, PEOPLE, RANK = "2025年营业收入（万元）", "从业人员", "行业排名"
QUIET = {"heading-missing", "award-blank"}


def rows(heading, *values):
    """Give a table with one column more."""
    who = zip(WHO, values, strict=False)
    return [
        ["序号", "申报组织名称", "统一社会信用代码", heading],
        *([i, *one, value] for i, (one, value) in enumerate(who, 1)),
    ]


def read(data):
    return read_applications(
        data, "甲.xlsx", year=2026, offered=Offered(("质量奖", "创新奖")), latest=date(2026, 7, 31)
    )


def told(intake):
    return {
        (p.place.cell, p.code)
        for p in intake.problems
        if p.severity is not Severity.INFO and p.code not in QUIET
    }
