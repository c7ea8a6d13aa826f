"""核查表 and 反馈表: out, filled in by a person, and back."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from wzqa.eligibility import OpenPoint
from wzqa.models import Day
from wzqa.plan import shipped_plan
from wzqa.problems import Severity, WzqaError
from wzqa.registers import VERIFICATION
from wzqa.workbooks.blanks.blanks import register_blanks
from wzqa.workbooks.blanks.verification import (
    REPLY_COLUMNS,
    VERIFICATION_COLUMNS,
    write_feedback,
    write_verification,
)
from wzqa.workbooks.tables_in.verification_in import read_verification

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
DAY = date(2026, 8, 3)
HEADER = [column.heading for column in VERIFICATION_COLUMNS]
REPLY_HEADER = [column.heading for column in REPLY_COLUMNS]


def at(heading: str, row: int = 2, header=HEADER) -> str:
    """Name the cell of a column."""
    return f"{get_column_letter(header.index(heading) + 1)}{row}"


OPEN = [
    OpenPoint(app_no="2026-鹿城-001", name="=示例甲", uscc=A, rule="E10", article="（十一）（五）",
                matter="近3年无较大以上事故", remark="填“有”，没有日期", quote="近3年未发生较大以上事故",
              stated="有：较大事故", proposal="拟不符合"),
    OpenPoint(app_no="2026-龙湾-002", name="示例乙", uscc=B, rule="E04", article="（十一）（二）",
                matter="守法", remark="部门尚未答复", proposal="待核实", department="温州市示例局"),
]  # fmt: skip


def filled(data: bytes, *rows, header: int, columns=HEADER) -> bytes:
    """Type (结论, 依据, 部门, 核查人, 日期) into the rows below the header."""
    first = columns.index("核查结论") + 1
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, header + 1):
        for column, value in enumerate(row, first):
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
    outcome,
    basis="查询记录",
    *,
    rule="E10",
    app="2026-鹿城-001",
    code=A,
    day=DAY,
    office=None,
    person="王五",
):
    known = {"申报编号": app, "组织名称": "示例甲", "统一社会信用代码": code, "规则编号": rule,
             "核查结论": outcome, "依据": basis, "核查部门": office, "核查人": person, "日期": day}  # fmt: skip
    return [known.get(heading) for heading in HEADER]


def codes(problems) -> list[tuple[str, str]]:
    return [(p.code, p.place.cell) for p in problems]


def check_table(**change) -> bytes:
    return write_verification(OPEN, title="资格核查表", created=DAY, **change)


def test_the_reader_knows_the_headings_that_go_out():
    assert [field.heading for field in VERIFICATION.fields] == HEADER


def test_the_check_table_has_a_drop_down_and_locks_what_is_not_asked():
    sheet = openpyxl.load_workbook(io.BytesIO(check_table()))["资格核查表"]
    assert [cell.value for cell in sheet[5]] == HEADER
    assert sheet.protection.sheet
    assert sheet[at("规则编号", 6)].protection.locked
    assert not sheet[at("核查结论", 6)].protection.locked
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    where = f"{at('核查结论', 6)}:{at('核查结论', 7)}"
    assert [(v.formula1, str(v.sqref)) for v in lists] == [('"通过,不通过"', where)]


def test_the_check_table_shows_the_article_beside_the_whole_text_and_what_is_proposed():
    sheet = openpyxl.load_workbook(io.BytesIO(check_table()))["资格核查表"]
    shown = [[sheet[at(h, n)].value for h in ("条文", "填报内容", "拟结论")] for n in (6, 7)]
    assert shown == [["近3年未发生较大以上事故", "有：较大事故", "拟不符合"],
                     [None, "（空）", "待核实"]]  # fmt: skip
    assert "核查批次：资格审查。待核实1项（1家）、拟不符合1项（1家）" in str(sheet["A2"].value)


def test_an_unanswered_table_gives_no_record_and_no_problem():
    assert read_verification(check_table(), "f") == ((), ())


def test_what_a_person_answers_comes_back():
    data = filled(
        check_table(),
        ["通过", "应急局系统查询无记录", "评审办", "张　三", DAY],
        ["不通过", "环保处罚决定书", None, "李四", "2026年8月"],
        header=5,
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
    assert str(first.place) == "inbox/verification/甲.xlsx › 资格核查表 › " + at("核查结论", 6)
    assert not first.reply
    assert (second.outcome, second.department) == ("fail", "温州市示例局")
    assert second.day == Day(date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.parametrize("second", [False, True])
def test_a_reply_names_its_department_and_its_check_in_its_head(second):
    data = write_feedback(
        OPEN, title="2026年度部门核查反馈表", department="温州市示例应急管理局",
        matters="生产安全事故", letter="温质奖评办〔2026〕3号", reply_by=DAY, created=DAY, second=second,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[6]] == REPLY_HEADER
    assert "请于2026年8月3日前（含当日）反馈" in str(sheet["A3"].value)
    answers = filled(data, ["通过", "无记录"], header=6, columns=REPLY_HEADER)
    rows, problems = read_verification(answers, "f")
    assert problems == ()
    (answer,) = rows
    assert answer.reply
    assert answer.department == "温州市示例应急管理局"
    assert answer.check == ("second" if second else "first")
    assert (answer.person, answer.day) == ("", None)


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


@pytest.mark.parametrize(
    ("title", "check"),
    [
        ("温州市示例三局反馈表", ""),
        ("温州市示例三局授奖资格反馈表", "second"),
        ("2026年度部门核查反馈表（复查）", "second"),
        ("2026年度资格核查表（复查）", "second"),
        ("2026年度资格核查表", ""),
        ("核查批次：资格审查（温质奖评办〔2026〕3号）", "first"),
        ("核查批次： 授奖前复查", "second"),
    ],
)
def test_the_check_is_told_by_a_mark_above_the_table(title, check):
    (answer,), _ = read_verification(table(row("通过", office="示例局"), above=[[title]]), "f")
    assert answer.check == check


def test_every_cell_without_which_nobody_signed_is_named():
    line = row("不通过", None, person=None, day=None)
    rows, problems = read_verification(table(line), "f")
    assert rows == ()
    assert codes(problems) == [
        ("verification-basis", at("依据")),
        ("verification-person", at("核查人")),
        ("verification-day", at("日期")),
    ]


def test_a_reply_of_nobody_is_refused():
    rows, problems = read_verification(table(row("通过"), name="部门核查反馈表"), "f")
    assert rows == ()
    assert codes(problems) == [("verification-department", at("核查部门"))]


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        (row("通过", None), "verification-basis", at("依据")),
        (row("通过", "—"), "verification-basis", at("依据")),
        (row("合格"), "verification-conclusion", at("核查结论")),
        (row("通过？"), "verification-conclusion", at("核查结论")),
        (row("不通过", person=None), "verification-person", at("核查人")),
        (row("通过", person="—"), "verification-person", at("核查人")),
        (row("不通过", day=None), "verification-day", at("日期")),
        (row("通过", rule="E21"), "verification-rule", at("规则编号")),
        (row("通过", rule="E1"), "verification-rule", at("规则编号")),
        (row("通过", rule=None), "verification-rule", at("规则编号")),
        (row("通过", app=None, code=None), "verification-applicant", at("申报编号")),
        (row("通过", day="八月"), "date-unreadable", at("日期")),
        (row("通过", code="91330302MAXX00016J"), "uscc-check-digit", at("统一社会信用代码")),
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


@pytest.mark.parametrize(("word", "outcome"), [("符合", "pass"), ("不 符合", "fail")])
def test_a_conclusion_is_read_in_the_words_that_results_print(word, outcome):
    rows, problems = read_verification(table(row(word)), "f")
    assert ([r.outcome for r in rows], problems) == ([outcome], ())


def test_a_reason_without_a_conclusion_is_open_and_said_so():
    rows, problems = read_verification(table(row(None, "已去函")), "f")
    assert rows == ()
    (problem,) = problems
    assert (problem.code, problem.severity) == ("verification-unanswered", Severity.WARNING)


def test_a_signature_without_a_conclusion_is_open_and_said_so():
    rows, problems = read_verification(table(row(None, "", person="张示例", day="2026-08-02")), "f")
    assert rows == ()
    (problem,) = problems
    assert problem.code == "verification-unanswered"
    assert "写了核查人、日期而没有结论" in problem.message
    assert problem.place.cell


def test_two_answers_to_one_question_are_both_kept():
    rows, _ = read_verification(table(row("通过"), row("不通过")), "f")
    assert [r.outcome for r in rows] == ["pass", "fail"]


def test_columns_are_found_by_heading_in_any_order():
    book = openpyxl.Workbook()
    book.active.append(["依据", "核查意见", "规则", "编号", "日期", "经办人"])
    book.active.append(["无记录", "通过", "E09", "2026-鹿城-001", "2026年8月3日", "王五"])
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
    blanks = dict(
        register_blanks(
            stages=shipped_plan().titles, awards=["质量奖"], qualifications=["省级"], created=DAY
        )
    )
    assert read_verification(blanks["资格核查表.xlsx"], "f") == ((), ())


def test_what_is_no_workbook_is_refused_whole():
    with pytest.raises(WzqaError):
        read_verification(b"<html></html>", "f.xls")


def test_the_same_rows_give_the_same_bytes():
    assert check_table(demo=True) == check_table(demo=True)
    assert check_table() != check_table(demo=True)
