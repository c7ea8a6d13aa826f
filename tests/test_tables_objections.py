"""异议登记表: no objection is lost, and nobody learns who objected."""

import io
from datetime import date

import openpyxl
import pytest

from wzqa.models import Day
from wzqa.plan import shipped_plan
from wzqa.problems import Severity
from wzqa.registers import OBJECTIONS
from wzqa.workbooks.blanks.blanks import register_blanks
from wzqa.workbooks.tables_in.objections import read_objections

DAY = date(2026, 11, 9)
HEADER = [field.heading for field in OBJECTIONS.fields]
FULL = [
    "1",
    DAY,
    "来信",
    "示例甲",
    "数据不实",
    "是",
    "材料2份",
    "李　四",
    "已核实",
    "部分成立",
    DAY,
]
OBJECTOR = "赵不愿具名"


def book(*rows, header=HEADER, name="异议登记表", **others) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = name
    for row in [header, *rows]:
        made.active.append(row)
    for title, lines in others.items():
        sheet = made.create_sheet(title)
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_the_blank_reads_as_empty():
    blanks = dict(
        register_blanks(
            stages=shipped_plan().titles, awards=["质量奖"], qualifications=["省级"], created=DAY
        )
    )
    assert read_objections(blanks["异议登记表.xlsx"], "f") == ((), ())


def test_a_row_is_read_whole():
    rows, problems = read_objections(book(FULL), "inbox/objections/甲.xlsx")
    assert problems == ()
    (o,) = rows
    assert (o.no, o.way, o.about, o.matter) == ("1", "来信", "示例甲", "数据不实")
    assert (o.received, o.replied) == (Day(DAY, DAY), Day(DAY, DAY))
    assert (o.real_name, o.finding, o.handler) == (True, "部分成立", "李四")
    assert (o.evidence, o.inquiry) == ("材料2份", "已核实")
    assert str(o.place) == "inbox/objections/甲.xlsx › 异议登记表 › D2"


def test_the_objector_is_in_no_record_and_no_problem():
    header = [*HEADER, "举报人姓名"]
    data = book(
        [*FULL, OBJECTOR],
        header=header,
        异议人=[["编号", "异议人", "对象", "异议内容"], ["1", OBJECTOR, OBJECTOR, OBJECTOR]],
    )
    rows, problems = read_objections(data, "f")
    assert len(rows) == 1
    assert OBJECTOR not in repr(rows) + repr(problems)
    assert [(p.code, p.place.cell, p.severity) for p in problems] == [
        ("objection-objector-column", "L1", Severity.WARNING)
    ]


@pytest.mark.parametrize("finding", ["成立", "不成立", "部分成立", "调查中"])
def test_the_four_findings_are_read(finding):
    (o,), problems = read_objections(book([*FULL[:9], finding, None]), "f")
    assert (o.finding, problems) == (finding, ())


def test_a_blank_finding_is_open_and_an_unknown_one_an_error():
    (o,), problems = read_objections(book([*FULL[:9], None, None]), "f")
    assert (o.finding, problems) == ("", ())
    (o,), problems = read_objections(book([*FULL[:9], "基本属实", None]), "f")
    assert o.finding == ""
    assert [(p.code, p.place.cell) for p in problems] == [("objection-finding", "J2")]


def test_an_objection_without_number_or_with_a_second_one_is_kept_under_its_row():
    rows, problems = read_objections(book(FULL, [None, *FULL[1:]], FULL), "f")
    assert [o.no for o in rows] == ["1", "第3行", "1（第4行）"]
    assert [(p.code, p.place.cell) for p in problems] == [
        ("objection-row-number", "A3"),
        ("objection-row-number", "A4"),
    ]


def test_an_objection_about_nobody_named_or_anonymous_is_kept():
    row = ["7", None, None, None, "数据不实", "否", None, None, None, None, None]
    (o,), problems = read_objections(book(row), "f")
    assert (o.about, o.real_name, o.received) == ("", False, None)
    assert [p.code for p in problems] == ["objection-about"]


def test_an_unreadable_day_does_not_lose_the_objection():
    (o,), problems = read_objections(book(["1", "十一月", *FULL[2:]]), "f")
    assert o.received is None
    assert [p.place.cell for p in problems] == ["B2"]


def test_a_workbook_without_the_table_is_an_error():
    rows, problems = read_objections(book(["1"], header=["甲"]), "f")
    assert rows == ()
    assert [p.code for p in problems] == ["objection-no-table"]


def test_the_sheet_of_objectors_alone_is_no_table():
    data = book(["1", OBJECTOR], header=["编号", "异议人"], name="异议人")
    rows, problems = read_objections(data, "f")
    assert rows == ()
    assert OBJECTOR not in repr(problems)
