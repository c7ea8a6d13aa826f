"""计票 workbooks: counted as typed, refused whole when anything names a voter."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.models import Day
from wzqa.problems import Severity, WzqaError
from wzqa.workbooks.blanks.blank_count import BallotSheet, write_count_blank
from wzqa.workbooks.tables_in.ballots import read_count

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
NAMES = {A: "示例甲公司", B: "示例乙（温州）公司", C: "示例代表处"}
AWARDS = ("质量奖", "创新奖")
KNOWN = {**{name: code for code, name in NAMES.items()}, **{code: code for code in NAMES}}
DAY = date(2026, 11, 3)
MEETING = [
    ["应到", 19], ["实到", 17], ["发出票数", 17], ["收回票数", 2], ["监票人", "王五、赵六"],
    ["计票人", "钱七"], ["会议日期", DAY], ["轮次", 1],
]  # fmt: skip
HEAD = ["票号", *NAMES.values()]


def book(*, meeting=MEETING, **ballots) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in ballots.items():
        sheet = made.create_sheet(name.replace("_", "-"))
        for row in rows:
            sheet.append(row)
    if meeting is not None:
        sheet = made.create_sheet("会议")
        for row in meeting:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(*rows, head=HEAD, **change):
    return read_count(
        book(选票_质量奖=[head, *rows], **change), "inbox/ballots/甲.xlsx", KNOWN, AWARDS
    )


def papers(count, award="质量奖"):
    return [(p.no, p.marks, p.unreadable) for p in count.papers[award]]


def codes(problems):
    return [(p.code, p.place.cell) for p in problems]


def test_papers_are_read_by_name_or_code_of_the_candidates():
    count, problems = read(
        [1, "√", None, "○"], [2, None, 1, None], [3], head=["票号", NAMES[A], B, NAMES[C]]
    )
    assert problems == ()
    assert papers(count) == [("1", (A, C), ""), ("2", (B,), ""), ("3", (), "")]
    assert count.candidates == {"质量奖": (A, B, C)}
    assert str(count.papers["质量奖"][0].place) == "inbox/ballots/甲.xlsx › 选票-质量奖 › A2"
    assert count.file == "inbox/ballots/甲.xlsx"
    assert len(count.sha256) == 64


@pytest.mark.parametrize("mark", ["√", "✓", "○", "〇", "1", 1, "１", " √ "])
def test_every_mark_of_the_list_counts(mark):
    count, problems = read([1, mark])
    assert problems == ()
    assert papers(count) == [("1", (A,), "")]


@pytest.mark.parametrize("mark", ["×", "0", 0, 2, "反对", "弃权", "√√", True, "1票"])
def test_what_is_no_mark_refuses_the_workbook_at_its_cell(mark):
    count, problems = read([1, mark], [2, "√"])
    assert count is None
    assert codes(problems) == [("ballot-mark", "B2")]


def test_a_blank_paper_is_a_paper_and_a_blank_row_is_none():
    count, _ = read([1], [None], ["2", "√"], ["合计", 1, 0, 0], ["监票人：王五"])
    assert papers(count) == [("1", (), ""), ("2", (A,), "")]


@pytest.mark.parametrize(
    "heading",
    ["姓名", "投票人", "委员", "评委姓名", "座位号", "委员编号", "代表证号", "签名", "工号"],
)
def test_a_column_that_names_or_numbers_a_voter_refuses_the_whole_workbook(heading):
    count, problems = read([1, "√", None, None, "张三"], head=[*HEAD, heading])
    assert count is None
    assert codes(problems) == [("ballot-voter-column", "E1")]
    assert "张三" not in repr(problems)


def test_a_voter_column_before_the_number_or_in_one_of_two_sheets_refuses_it_too():
    for sheets in (
        {"选票_质量奖": [HEAD, [1, "√"]], "选票_创新奖": [[*HEAD, "委员"], [1, "√"]]},
        {"选票_质量奖": [HEAD, [1, "√"]], "发票登记": [["姓名", "票号"], ["张三", 1]]},
        {"选票_质量奖": [["委员", *HEAD], ["张三", 1, "√"]]},
    ):
        count, problems = read_count(book(**sheets), "f", KNOWN, AWARDS)
        assert count is None
        assert [p.code for p in problems] == ["ballot-voter-column"]
        assert "张三" not in repr(problems)


@pytest.mark.parametrize(("heading", "value"), [("编号乙", 7), ("", "张三"), ("X", "A-12")])
def test_an_unknown_column_that_holds_no_marks_may_name_voters_and_refuses_the_workbook(
    heading, value
):
    count, problems = read([1, "√", None, None, value], head=[*HEAD, heading])
    assert count is None
    assert codes(problems) == [("ballot-voter-column", "E1")]
    assert str(value) not in [p.value for p in problems]


def test_an_unknown_column_of_marks_is_kept_as_written_for_the_count_to_judge():
    count, problems = read([1, None, None, None, "√"], [2, "√"], head=[*HEAD, "示例丁公司"])
    assert problems == ()
    assert papers(count) == [("1", ("示例丁公司",), ""), ("2", (A,), "")]
    assert count.candidates["质量奖"][-1] == "示例丁公司"


def test_a_candidate_whose_name_sounds_like_a_voter_is_a_candidate():
    count, problems = read([1, None, None, "√"])
    assert problems == ()
    assert papers(count) == [("1", (C,), "")]


def test_two_columns_of_one_candidate_refuse_the_workbook():
    count, problems = read([1, "√"], head=["票号", NAMES[A], A])
    assert count is None
    assert codes(problems) == [("ballot-candidate-twice", "C1")]


@pytest.mark.parametrize(
    ("number", "cell"), [("张三", "A3"), (None, "A3"), (1, "A3"), ("委员3", "A3"), (1.5, "A3")]
)
def test_a_number_that_is_missing_twice_or_a_name_refuses_the_workbook(number, cell):
    count, problems = read([1, "√"], [number, "√"])
    assert count is None
    assert codes(problems) == [("ballot-number", cell)]
    assert "张三" not in repr(problems)


def test_a_number_may_stand_behind_a_letter():
    count, _ = read(["B01", "√"], ["b02", "√"])
    assert [p.no for p in count.papers["质量奖"]] == ["B01", "B02"]


@pytest.mark.parametrize(
    ("heading", "note", "unreadable"),
    [
        ("监票人认定", "字迹无法辨认", "字迹无法辨认"),
        ("监票人认定", "有效", ""),
        ("监票人认定", None, ""),
        ("作废原因", "画了两处", "画了两处"),
        ("备注", "作废：涂改", "作废：涂改"),
    ],
)
def test_a_note_of_the_scrutineers_makes_a_paper_unreadable(heading, note, unreadable):
    count, problems = read([1, "√", None, None, note], head=[*HEAD, heading])
    assert problems == ()
    assert papers(count) == [("1", (A,), unreadable)]


def test_another_remark_changes_nothing_and_is_said_without_its_words():
    count, problems = read([1, "√", None, None, "张三最后交"], head=[*HEAD, "备注"])
    assert papers(count) == [("1", (A,), "")]
    assert [(p.code, p.severity) for p in problems] == [("ballot-remark", Severity.WARNING)]
    assert "张三" not in repr(problems)


@pytest.mark.parametrize(
    "top", [[["奖项", "质量奖"]], [["奖项：质量奖"]], [["计票表"], [], ["奖项：", None, "质量奖"]]]
)
def test_the_award_may_stand_in_the_head_block(top):
    data = book(Sheet1=[*top, HEAD, [1, "√"]])
    count, problems = read_count(data, "f", KNOWN, AWARDS)
    assert problems == ()
    assert set(count.papers) == {"质量奖"}


def test_an_award_that_contradicts_its_sheet_refuses_the_workbook():
    data = book(选票_质量奖=[["奖项", "创新奖"], HEAD, [1, "√"]])
    count, problems = read_count(data, "f", KNOWN, AWARDS)
    assert count is None
    assert codes(problems) == [("ballot-award", "B1")]


def test_a_ballot_of_no_award_and_two_of_one_award_refuse_the_workbook():
    count, problems = read_count(book(Sheet1=[HEAD, [1, "√"]]), "f", KNOWN, AWARDS)
    assert count is None
    assert [p.code for p in problems] == ["ballot-award"]
    twice = book(选票_质量奖=[HEAD, [1, "√"]], Sheet2=[["奖项", "质量奖"], HEAD, [1, "√"]])
    count, problems = read_count(twice, "f", KNOWN, AWARDS)
    assert count is None
    assert [p.code for p in problems] == ["ballot-award-twice"]


def test_the_meeting_is_read_as_pairs_or_as_a_header_with_one_row():
    expected = (19, 17, 17, 2, "王五、赵六", "钱七", Day(DAY, DAY), 1)
    across = [[label for label, _ in MEETING], [value for _, value in MEETING]]
    for meeting in (MEETING, across, [["表决会议"], [], *MEETING]):
        count, problems = read([1], [2], meeting=meeting)
        assert problems == ()
        m = count.meeting
        assert (m.members, m.present, m.issued, m.collected) == expected[:4]
        assert (m.scrutineers, m.tellers, m.day, m.round) == expected[4:]


def test_a_blank_in_the_meeting_is_none_and_its_round_the_first():
    count, problems = read(
        [1], meeting=[["应到", None], ["实到", 17], ["收回票数", "1张"], ["发出票数", None]]
    )
    assert problems == ()
    m = count.meeting
    assert (m.members, m.present, m.collected, m.issued, m.day, m.round) == (
        None,
        17,
        1,
        None,
        None,
        1,
    )


@pytest.mark.parametrize(("value", "expected"), [(2, 2), ("第二轮", 2), ("2", 2), (None, 1)])
def test_the_round_is_read(value, expected):
    count, _ = read([1], meeting=[*MEETING[:-1], ["轮次", value]])
    assert count.meeting.round == expected


@pytest.mark.parametrize(
    ("label", "value"), [("实到", "十几人"), ("轮次", "末轮"), ("收回票数", -1)]
)
def test_an_unreadable_entry_of_the_meeting_refuses_the_workbook(label, value):
    meeting = [[name, value if name == label else given] for name, given in MEETING]
    count, problems = read([1], meeting=meeting)
    assert count is None
    assert [p.code for p in problems] == ["ballot-meeting-unreadable"]


def test_a_workbook_without_meeting_or_without_ballots_is_refused():
    count, problems = read([1], meeting=None)
    assert count is None
    assert [p.code for p in problems] == ["ballot-no-meeting"]
    count, problems = read_count(book(), "f", KNOWN, AWARDS)
    assert count is None
    assert [p.code for p in problems] == ["ballot-no-table"]


def test_an_error_cell_on_a_paper_refuses_the_workbook():
    count, problems = read([1, "#REF!"])
    assert count is None
    assert codes(problems) == [("cell-error", "B2")]


def test_what_is_no_workbook_is_refused():
    with pytest.raises(WzqaError):
        read_count(b"PK\x03\x04", "f.xlsx", KNOWN, AWARDS)


# --- the blank ----------------------------------------------------------------------------------

BALLOTS = [
    BallotSheet(award="质量奖", max_marks=2, candidates=[(n, c) for c, n in NAMES.items()]),
    BallotSheet(award="创新奖", max_marks=1, candidates=[("同名", A), ("同名", B)]),
]


def blank(**change) -> bytes:
    return write_count_blank(BALLOTS, **{"members": 19, "papers": 3, "created": DAY} | change)


def test_the_blank_reads_as_blank_papers_of_every_candidate():
    count, problems = read_count(blank(), "f", KNOWN, AWARDS)
    assert problems == ()
    assert papers(count) == [(str(i), (), "") for i in (1, 2, 3)]
    assert count.candidates == {"质量奖": (A, B, C), "创新奖": (A, B)}
    assert (count.meeting.members, count.meeting.round) == (19, 1)


def test_the_blank_has_no_column_for_a_voter_and_a_drop_down_per_candidate():
    made = openpyxl.load_workbook(io.BytesIO(blank(round_number=2)))
    sheet = made["选票-质量奖"]
    assert [cell.value for cell in sheet[4]] == ["票号", *NAMES.values(), "监票人认定"]
    assert [cell.value for cell in made["选票-创新奖"][4]][1:3] == [A, B]
    lists = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert [v.formula1 for v in lists] == ['"√"'] * 3
    assert sheet["B8"].value == "=COUNTA(B5:B7)"
    assert made["会议"]["B3"].value == 19
    assert blank() == blank()


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sets(st.integers(0, 2)), min_size=3, max_size=3))
def test_what_is_typed_into_the_blank_is_what_is_counted(marks):
    made = openpyxl.load_workbook(io.BytesIO(blank()))
    for row, chosen in enumerate(marks, 5):
        for column in chosen:
            made["选票-质量奖"].cell(row, column + 2).value = "√"
    buffer = io.BytesIO()
    made.save(buffer)
    count, problems = read_count(buffer.getvalue(), "f", KNOWN, AWARDS)
    assert problems == ()
    assert [p.marks for p in count.papers["质量奖"]] == [
        tuple(list(NAMES)[i] for i in sorted(chosen)) for chosen in marks
    ]
