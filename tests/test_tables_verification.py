"""核查表 and 反馈表: out, filled in by a person, and back."""

import io
from datetime import date

import openpyxl
import pytest

from wzqa.models import Day
from wzqa.problems import Severity, WzqaError
from wzqa.registers import VERIFICATION
from wzqa.workbooks.blanks.blanks import register_blanks
from wzqa.workbooks.blanks.verification import (
    VERIFICATION_COLUMNS,
    OpenFinding,
    read_verification,
    write_feedback,
    write_verification,
)

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
DAY = date(2026, 8, 3)
HEADER = [column.heading for column in VERIFICATION_COLUMNS]
OPEN = [
    OpenFinding(app_no="2026-鹿城-001", name="=示例甲", uscc=A, rule="E10", article="（十一）（五）",
                matter="近3年无较大以上事故", remark="填“有”，没有日期"),
    OpenFinding(app_no="2026-龙湾-002", name="示例乙", uscc=B, rule="E04", article="（十一）（二）",
                matter="守法", remark="部门尚未答复", department="温州市示例局"),
]  # fmt: skip


def filled(data: bytes, *rows, header: int) -> bytes:
    """Type (结论, 依据, 部门, 核查人, 日期) into the rows below the header."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, header + 1):
        for column, value in enumerate(row, 8):
            if value is not None:
                sheet.cell(number, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(*rows, name="资格核查表", above=()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in [*above, HEADER, *rows]:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row(
    outcome, basis="查询记录", *, rule="E10", app="2026-鹿城-001", code=A, day=DAY, office=None
):
    return [app, "示例甲", code, rule, None, None, None, outcome, basis, office, "王五", day]


def codes(problems) -> list[tuple[str, str]]:
    return [(p.code, p.place.cell) for p in problems]


def check_table(**change) -> bytes:
    return write_verification(OPEN, title="资格核查表", created=DAY, **change)


def test_the_reader_knows_the_headings_that_go_out():
    assert [field.heading for field in VERIFICATION.fields] == HEADER


def test_the_check_table_has_a_drop_down_and_locks_what_is_not_asked():
    sheet = openpyxl.load_workbook(io.BytesIO(check_table()))["资格核查表"]
    assert [cell.value for cell in sheet[4]] == HEADER
    assert sheet.protection.sheet
    assert sheet["D5"].protection.locked
    assert not sheet["H5"].protection.locked
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert [(v.formula1, str(v.sqref)) for v in lists] == [('"通过,不通过"', "H5:H6")]


def test_an_unanswered_table_gives_no_record_and_no_problem():
    assert read_verification(check_table(), "f") == ((), ())


def test_what_a_person_answers_comes_back():
    data = filled(
        check_table(),
        ["通过", "应急局系统查询无记录", "评审办", "张　三", DAY],
        ["不通过", "环保处罚决定书", None, None, None],
        header=4,
    )
    rows, problems = read_verification(data, "inbox/verification/甲.xlsx")
    assert problems == ()
    first, second = rows
    assert (first.app_no, first.rule, first.outcome) == ("2026-鹿城-001", "E10", "pass")
    assert (first.uscc, first.name) == (A, "=示例甲")
    assert (first.basis, first.department, first.person) == (
        "应急局系统查询无记录",
        "评审办",
        "张三",
    )
    assert first.day == Day(DAY, DAY)
    assert str(first.place) == "inbox/verification/甲.xlsx › 资格核查表 › H5"
    assert not first.reply
    assert (second.outcome, second.department, second.day) == ("fail", "温州市示例局", None)


def test_a_reply_names_its_department_in_its_head():
    data = write_feedback(
        OPEN, title="2026年度部门核查反馈表", department="温州市示例应急管理局",
        matters="生产安全事故", reply_by=DAY, created=DAY,
    )  # fmt: skip
    rows, problems = read_verification(filled(data, ["通过", "无记录"], header=5), "f")
    assert problems == ()
    (answer,) = rows
    assert answer.reply
    assert answer.department == "温州市示例应急管理局"


@pytest.mark.parametrize(
    ("name", "above", "department"),
    [
        ("部门核查反馈表", [["部门：示例一局"]], "示例一局"),
        ("Sheet1", [["2026年度部门核查反馈表"], ["反馈部门", "示例二局"]], "示例二局"),
        ("Sheet1", [["温州市示例三局反馈表"]], "温州市示例三局"),
        ("示例四局反馈表", [], "示例四局"),
    ],
)
def test_a_reply_is_told_by_sheet_title_or_head(name, above, department):
    (answer,), problems = read_verification(table(row("通过"), name=name, above=above), "f")
    assert problems == ()
    assert (answer.reply, answer.department) == (True, department)


def test_a_check_table_is_no_reply_even_when_a_department_is_named_in_a_row():
    (answer,), _ = read_verification(table(row("通过", office="示例局")), "f")
    assert (answer.reply, answer.department) == (False, "示例局")


def test_a_reply_of_nobody_is_refused():
    rows, problems = read_verification(table(row("通过"), name="部门核查反馈表"), "f")
    assert rows == ()
    assert codes(problems) == [("verification-department", "J2")]


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        (row("通过", None), "verification-basis", "I2"),
        (row("通过", "—"), "verification-basis", "I2"),
        (row("合格"), "verification-conclusion", "H2"),
        (row("通过？"), "verification-conclusion", "H2"),
        (row("通过", rule="E20"), "verification-rule", "D2"),
        (row("通过", rule="E1"), "verification-rule", "D2"),
        (row("通过", rule=None), "verification-rule", "D2"),
        (row("通过", app=None, code=None), "verification-applicant", "A2"),
        (row("通过", day="八月"), "date-unreadable", "L2"),
        (row("通过", code="91330302MAXX00016J"), "uscc-check-digit", "C2"),
    ],
)
def test_a_faulty_row_gives_no_record_and_the_others_stand(line, code, cell):
    rows, problems = read_verification(table(line, row("不通过", rule="E12")), "f")
    assert [(r.rule, r.outcome) for r in rows] == [("E12", "fail")]
    (problem,) = problems
    assert (problem.code, problem.place.cell) == (code, cell)
    assert problem.severity is Severity.ERROR


def test_words_are_read_whatever_their_width_and_spaces():
    rows, problems = read_verification(table(row(" 不 通过", rule="ｅ１０")), "f")
    assert [(r.rule, r.outcome) for r in rows] == [("E10", "fail")]
    assert problems == ()


def test_a_reason_without_a_conclusion_is_open_and_said_so():
    rows, problems = read_verification(table(row(None, "已去函")), "f")
    assert rows == ()
    (problem,) = problems
    assert (problem.code, problem.severity) == ("verification-unanswered", Severity.WARNING)


def test_two_answers_to_one_question_are_both_kept():
    rows, _ = read_verification(table(row("通过"), row("不通过")), "f")
    assert [r.outcome for r in rows] == ["pass", "fail"]


def test_columns_are_found_by_heading_in_any_order():
    book = openpyxl.Workbook()
    book.active.append(["依据", "核查意见", "规则", "编号", "日期"])
    book.active.append(["无记录", "通过", "E09", "2026-鹿城-001", "2026年8月3日"])
    buffer = io.BytesIO()
    book.save(buffer)
    (answer,), problems = read_verification(buffer.getvalue(), "f")
    assert (answer.app_no, answer.rule, answer.basis) == ("2026-鹿城-001", "E09", "无记录")
    assert problems == ()


def test_a_workbook_without_the_table_is_an_error_that_names_the_file():
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    buffer = io.BytesIO()
    book.save(buffer)
    rows, problems = read_verification(buffer.getvalue(), "inbox/verification/甲.xlsx")
    assert rows == ()
    assert [(p.code, p.place.file) for p in problems] == [
        ("verification-no-table", "inbox/verification/甲.xlsx")
    ]


def test_a_lost_conclusion_column_is_named():
    book = openpyxl.Workbook()
    book.active.append(["申报编号", "规则编号", "依据"])
    book.active.append(["2026-鹿城-001", "E10", "无记录"])
    buffer = io.BytesIO()
    book.save(buffer)
    rows, problems = read_verification(buffer.getvalue(), "f")
    assert rows == ()
    assert "heading-required-missing" in [p.code for p in problems]


def test_the_blank_of_init_reads_as_taken_in():
    blanks = dict(register_blanks(awards=["质量奖"], qualifications=["省级"], created=DAY))
    assert read_verification(blanks["资格核查表.xlsx"], "f") == ((), ())


def test_what_is_no_workbook_is_refused_whole():
    with pytest.raises(WzqaError):
        read_verification(b"<html></html>", "f.xls")


def test_the_same_rows_give_the_same_bytes():
    assert check_table(demo=True) == check_table(demo=True)
    assert check_table() != check_table(demo=True)
