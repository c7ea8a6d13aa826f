"""The proposed 评审分组与回避表 comes back as it went out."""

import io
from dataclasses import replace
from datetime import date

import openpyxl

from wzqa.models import Applicant, Assignment, Day, Examiner, Member, Recusal, Registers
from wzqa.panels.checking import ALL_PANELS, check
from wzqa.plan import shipped_plan
from wzqa.problems import NOWHERE
from wzqa.settings import Panels
from wzqa.workbooks.blanks.sheets_out import panel_workbook
from wzqa.workbooks.tables_in.registers import read_register

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
VISIT = Day(date(2026, 10, 12), date(2026, 10, 12))
MEMBERS = (
    Member(panel="资料第一组", name="王五", leader=True, certificate="甲证"),
    Member(panel="资料第一组", name="赵一", leader=False),
    Member(panel="资料第一组", name="钱二", leader=False),
)
ASSIGNMENTS = (
    Assignment(panel=ALL_PANELS, uscc=A, name="示例甲 & 乙 <合资> 公司", stage="review"),
    Assignment(
        panel="资料第一组", uscc=B, name="示例乙服务有限公司", stage="visit", visit_day=VISIT
    ),
)
RECUSALS = (
    Recusal(
        person="赵一", uscc=B, name="示例乙服务有限公司", reason="曾任顾问", certificate="丙证"
    ),
)


def made() -> bytes:
    return panel_workbook(
        plan=shipped_plan(),
        members=MEMBERS,
        assignments=ASSIGNMENTS,
        recusals=RECUSALS,
        notes=["资料评审：1个组。"],
        created=date(2026, 8, 1),
    )


def bare(rows):
    return tuple(replace(row, place=NOWHERE) for row in rows)


def test_what_is_written_is_read_back():
    got = read_register(made(), "分组.xlsx", shipped_plan())
    assert got.problems == ()
    assert bare(got.kinds["members"]) == MEMBERS
    assert bare(got.kinds["assignments"]) == ASSIGNMENTS
    assert bare(got.kinds["recusals"]) == RECUSALS


def test_the_same_input_gives_the_same_bytes_and_the_notes_stand_on_the_guide():
    assert made() == made()
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert book.sheetnames == ["分组", "分工", "回避", "填表说明"]
    words = [c.value for row in book["填表说明"].iter_rows() for c in row if c.value]
    assert "资料评审：1个组。" in words
    assert any("不会自动生效" in word for word in words)


def test_a_returned_table_is_checked_as_it_stands():
    kinds = read_register(made(), "分组.xlsx", shipped_plan()).kinds
    people = tuple(
        Examiner(name=n, certificate=c, qualification="省级", employer=c, valid_until=VISIT)
        for n, c in (("王五", "甲证"), ("王五", "乙证"), ("赵一", "丙证"), ("钱二", "丁证"))
    )
    registers = Registers(
        examiners=people,
        members=kinds["members"],
        assignments=kinds["assignments"],
        recusals=kinds["recusals"],
    )
    taking_part = [Applicant(app_no="1", name="示例甲 & 乙 <合资> 公司", uscc=A)]
    rules = Panels(min_members=3, max_members=5, qualification=["省级"], max_load=15)
    report = check(
        registers, taking_part, rules, shipped_plan(), day=date(2026, 7, 31), stages=("review",)
    )
    assert report.conflicts == ()
    assert report.panels[0].members == ("王五（甲证）", "赵一", "钱二")
