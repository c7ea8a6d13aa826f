"""Registers out blank and back in: told apart by sheet and heading, faults at their cells."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from wzqa.award_toml import build
from wzqa.models import Day, PastWinner, Registers, Revocation
from wzqa.plan import shipped_plan
from wzqa.problems import NOWHERE, Severity, WzqaError
from wzqa.registers import BOOKS, SPECS
from wzqa.workbooks.blanks import blanks
from wzqa.workbooks.results.registers_out import write_register
from wzqa.workbooks.tables_in.registers import KINDS, read_register

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
DAY = date(2026, 5, 20)
AWARDS, QUALIFICATIONS = ["质量奖", "创新奖"], ["国家级", "省级"]


def sheets(**tables) -> bytes:
    """A workbook of plain tables: sheet name → rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(data: bytes, **rows) -> bytes:
    """A blank of ours with rows typed in below its header (title row 1, header row 2)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for name, values in rows.items():
        for number, row in enumerate(values, 3):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def codes(read) -> list[str]:
    return [p.code for p in read.problems]


def test_the_kinds_are_the_attributes_of_the_registers():
    assert set(KINDS) == set(Registers.__dataclass_fields__)


BLANKS = dict(
    blanks.register_blanks(
        stages=shipped_plan().titles,
        awards=AWARDS,
        qualifications=QUALIFICATIONS,
        created=DAY,
        demo=True,
    )
)


@pytest.mark.parametrize(
    ("data", "kinds"),
    [
        (BLANKS["评审专家名册.xlsx"], {"examiners"}),
        (BLANKS["评审分组与回避表.xlsx"], {"members", "assignments", "recusals"}),
        (BLANKS["往届获奖名册.xlsx"], {"past_winners"}),
        (BLANKS["撤销名册.xlsx"], {"revocations"}),
        (BLANKS["评委会名册.xlsx"], {"committee"}),
    ],
)
def test_an_empty_blank_counts_as_taken_in(data, kinds):
    read = read_register(data, "名册.xlsx", shipped_plan())
    assert read.kinds == dict.fromkeys(kinds, ())
    assert read.problems == ()


def test_examiners_go_out_and_come_back():
    blank = BLANKS["评审专家名册.xlsx"]
    rows = [
        [
            "张　三",
            "示例质量研究院",
            "国家级",
            "ZJ-01",
            date(2028, 3, 1),
            "机械、化工",
            "是",
            "13800000000",
            "无",
        ],
        ["李四", None, "省级评审员", 20230001, "2027年5月", None, "否", 13800000001, None],
    ]
    read = read_register(
        filled(blank, 评审专家名册=rows), "inbox/registers/甲.xlsx", shipped_plan()
    )
    first, second = read.kinds["examiners"]
    assert (first.name, first.certificate, first.mobile) == ("张三", "ZJ-01", "13800000000")
    assert first.valid_until == Day(date(2028, 3, 1), date(2028, 3, 1))
    assert first.specialities == ("机械", "化工")
    assert first.can_lead is True
    assert str(first.place) == "inbox/registers/甲.xlsx › 评审专家名册 › A3"
    assert (second.qualification, second.certificate) == ("省级", "20230001")
    assert (second.mobile, second.can_lead) == ("13800000001", False)
    assert second.valid_until == Day(date(2027, 5, 1), date(2027, 5, 31))
    assert read.problems == ()


def test_panels_assignments_and_recusals_stand_in_one_workbook():
    data = filled(
        BLANKS["评审分组与回避表.xlsx"],
        分组=[["第一组", "张三", "组长", None], ["第一组", "李四", "组员", "ZJ-02"]],
        分工=[
            ["第一组", A, "示例甲", None, date(2026, 9, 1)],
            ["第一组", B, None, "现场评审", None],
        ],
        回避=[["李四", A, "示例甲", "曾任顾问", None]],
    )
    kinds = read_register(data, "f", shipped_plan()).kinds
    assert [(m.panel, m.name, m.leader, m.certificate) for m in kinds["members"]] == [
        ("第一组", "张三", True, ""),
        ("第一组", "李四", False, "ZJ-02"),
    ]
    first, second = kinds["assignments"]
    assert (first.uscc, first.stage, first.visit_day.first) == (A, "", date(2026, 9, 1))
    assert (second.uscc, second.stage, second.visit_day) == (B, "visit", None)
    (recusal,) = kinds["recusals"]
    assert (recusal.person, recusal.uscc, recusal.reason) == ("李四", A, "曾任顾问")


def test_a_register_is_told_by_its_headings_whatever_its_sheet_is_called():
    data = sheets(
        Sheet1=[["评审小组", "专家姓名", "职务"], ["一", "张三", "组长"]],
        Sheet2=[["姓名", "信用代码", "回避原因"], ["张三", A, "亲属"]],
        Sheet3=[["年份", "获奖奖项", "企业名称", "信用代码"], [2022, "市长质量奖", "示例甲", A]],
        Sheet4=[
            ["组织名称", "信用代码", "处理", "决定日期", "文号"],
            ["示例乙", B, "撤销", "2024-01-05", None],
        ],
        Sheet5=[["姓名", "职务", "单位"], ["王五", "主任", "示例局"]],
        Sheet6=[["姓名", "工作单位", "评审员资格"], ["张三", "示例院", "国家级"]],
        Sheet7=[["组别", "统一社会信用代码", "企业名称"], ["一", A, "示例甲"]],
        Sheet8=[
            ["登记号", "文号", "作废原因", "退回日期"],
            ["7", "〔2026〕7号", "更正", "2026-09-01"],
        ],
        Sheet9=[["环节", "信用代码", "单位名称", "得分"], ["答辩", A, "示例甲", "650.5"]],
    )
    assert {
        k: len(v) for k, v in read_register(data, "f", shipped_plan()).kinds.items()
    } == dict.fromkeys(KINDS, 1)


def test_the_file_name_says_nothing():
    data = sheets(往届获奖名册=[["年度", "奖项", "组织名称"], [2020, "质量奖", "示例甲"]])
    assert set(read_register(data, "撤销名册.xlsx", shipped_plan()).kinds) == {"past_winners"}


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, 2022),
        ("2022年度", 2022),
        ("２０２２", 2022),
        ("第九届", None),
        ("22", None),
        (None, None),
    ],
)
def test_a_year_is_read_or_asked_about(year, expected):
    data = sheets(
        往届获奖名册=[["年度", "奖项", "组织名称", "统一社会信用代码"], [year, "质量奖", "甲", A]]
    )
    read = read_register(data, "f", shipped_plan())
    assert read.kinds["past_winners"][0].year == expected
    assert codes(read) == ([] if expected else ["register-year"])
    assert read.kinds["past_winners"][0].year_place.cell == "A2"


def test_a_revocation_keeps_its_row_whatever_is_wrong_with_its_cells():
    rows = [
        ["组织名称", "统一社会信用代码", "曾用名", "处理", "决定日期", "文号"],
        ["示例甲", A, "旧甲、老甲", "撤销", date(2023, 1, 5), "温政发〔2023〕0号"],
        ["示例乙", None, None, "取消称号", None, None],
        ["示例丙", B, None, "注销", "2023.1", None],
    ]
    read = read_register(sheets(撤销名册=rows), "f", shipped_plan())
    first, second, third = read.kinds["revocations"]
    assert first.former_names == ("旧甲", "老甲")
    assert (first.action, first.decided_place.cell) == ("撤销", "E2")
    assert (second.uscc, second.action, second.decided) == (None, "取消", None)
    assert third.action == ""
    faults = {(p.code, p.place.cell, p.severity) for p in read.problems}
    assert ("register-date-missing", "E3", Severity.WARNING) in faults
    assert ("register-action", "D4", Severity.ERROR) in faults


def test_a_row_without_what_makes_it_mean_something_is_refused_and_the_others_stand():
    rows = [
        ["评审组", "统一社会信用代码", "组织名称", "阶段"],
        ["第一组", A, None, "资料评审"],
        [None, B, None, None],
        ["第一组", None, "示例丙", None],
        ["第一组", "91330302MAXX00016J", None, None],
        ["第一组", B, None, "答辩"],
    ]
    read = read_register(sheets(分工=rows), "f", shipped_plan())
    assert [a.uscc for a in read.kinds["assignments"]] == [A]
    assert [(p.code, p.place.cell) for p in read.problems] == [
        ("register-cell-missing", "A3"),
        ("register-cell-missing", "B4"),
        ("uscc-check-digit", "B5"),
        ("register-stage", "D6"),
    ]


def test_a_missing_required_heading_of_a_named_sheet_is_named():
    read = read_register(
        sheets(回避=[["姓名", "组织名称", "原因"], ["张三", "示例甲", "亲属"]]), "f", shipped_plan()
    )
    assert "heading-required-missing" in codes(read)


def test_a_repeated_row_counts_once_and_is_named():
    rows = [["姓名", "评审员资格"], ["张三", "省级"], ["张三", "省级"], ["张三", "国家级"]]
    read = read_register(sheets(评审专家名册=rows), "f", shipped_plan())
    assert [e.qualification for e in read.kinds["examiners"]] == ["省级", "国家级"]
    (problem,) = read.problems
    assert (problem.code, problem.place.cell, problem.severity) == (
        "register-row-repeated",
        "A3",
        Severity.WARNING,
    )


def test_a_workbook_without_any_register_is_an_error_that_names_the_file():
    read = read_register(
        sheets(Sheet1=[["甲", "乙"], [1, 2]]), "inbox/registers/甲.xlsx", shipped_plan()
    )
    assert read.kinds == {}
    (problem,) = read.problems
    assert (problem.code, problem.place.file) == ("register-unknown", "inbox/registers/甲.xlsx")


def test_a_sheet_that_is_no_register_beside_one_that_is_gets_a_warning():
    data = sheets(评委会名册=[["姓名", "职务"], ["王五", "主任"]], 附件=[["甲"], ["乙"]])
    read = read_register(data, "f", shipped_plan())
    assert set(read.kinds) == {"committee"}
    assert [(p.code, p.place.sheet, p.severity) for p in read.problems] == [
        ("register-sheet-unknown", "附件", Severity.WARNING)
    ]


def test_what_is_no_workbook_is_refused_whole():
    with pytest.raises(WzqaError):
        read_register(b"not a workbook", "f.xlsx", shipped_plan())


def test_past_winners_are_written_for_the_next_cycle_and_read_back():
    rows = [
        PastWinner(year=2024, award="质量奖", name="=示例甲", uscc=A),
        PastWinner(year=2022, award="市长质量奖", name="示例乙", uscc=None),
    ]
    settings = build({}, 2026)
    data = write_register("past_winners", rows, settings=settings, created=DAY)
    read = read_register(data, "f", shipped_plan()).kinds["past_winners"]
    assert [(w.year, w.award, w.name, w.uscc) for w in read] == [
        (w.year, w.award, w.name, w.uscc) for w in rows
    ]
    assert data == write_register("past_winners", rows, settings=settings, created=DAY)


def test_revocations_and_open_requests_are_written_and_read_back():
    day = Day(date(2025, 3, 1), date(2025, 3, 1))
    month = Day(date(2024, 2, 1), date(2024, 2, 29))
    rows = [
        Revocation(name="示例甲", uscc=A, former_names=("甲旧名", "甲老名"), action="撤销", decided=day,
                   docno="温政发〔2025〕3号"),
        Revocation(name="示例乙", uscc=None, former_names=(), action="取消", decided=month),
        Revocation(name="示例丙", uscc=None, former_names=(), action="提请撤销", decided=None),
    ]  # fmt: skip
    data = write_register("revocations", rows, settings=build({}, 2026), created=DAY)
    got = read_register(data, "f", shipped_plan())
    assert got.problems == ()
    assert [
        replace(r, place=NOWHERE, decided_place=NOWHERE) for r in got.kinds["revocations"]
    ] == rows


def test_every_blank_has_its_drop_downs_a_guide_and_the_same_bytes_twice():
    lists = {
        "awards": AWARDS,
        "qualifications": QUALIFICATIONS,
        "stages": shipped_plan().titles,
    }
    made, again = (dict(blanks.register_blanks(**lists, created=DAY)) for _ in range(2))
    assert made == again
    assert set(made) == {f"{book.name}.xlsx" for book in BOOKS}
    for name, data in made.items():
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert "填表说明" in book.sheetnames, name
        first = book.worksheets[0]
        assert first.freeze_panes
        assert first.print_title_rows
        if name != "评委会名册.xlsx":
            assert first.data_validations.dataValidation, name


def test_names_in_the_specs_tell_the_shipped_sheets_apart():
    for spec in SPECS:
        assert any(word in spec.title for word in spec.words)
