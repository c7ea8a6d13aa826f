"""The matrix 评分汇总: one row per applicant, items or categories across."""

import io
from decimal import Decimal

import openpyxl
import pytest
from score_sheets import CLAUSES, CRITERIA, read_back

from wzqa.models import CardState
from wzqa.problems import Severity

GROUPS = [c.clause for c in CRITERIA.categories]
A, B = "91330302MAXX00015J", "91330303MAXX00023U"
KNOWN = {A: "示例甲制造有限公司", B: "示例乙服务有限公司"}


def read(rows, *, name="评分汇总", formats=(), merged=(), **change):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for ref, form in formats:
        sheet[ref].number_format = form
    out = io.BytesIO()
    book.save(out)
    return read_back(out.getvalue(), "汇总.xlsx", KNOWN, **change)


def items(value=50):
    return [value] * 23


HEAD = ("统一社会信用代码", "组织名称", *CLAUSES)


def card_of(result, code, examiner="王五"):
    return next(c for c in result.cards if (c.uscc, c.examiner) == (code, examiner))


def problems(result, severity=Severity.ERROR):
    return [(p.code, p.place.cell) for p in result.problems if p.severity is severity]


def test_examiner_in_the_head_block():
    rows = [("评审员", "王五"), ("评审组", "第二组"), HEAD, (A, KNOWN[A], *items())]
    result = read(rows)
    card = card_of(result, A)
    assert result.problems == ()
    assert (result.layout, result.examiner) == ("matrix", "王五")
    assert (card.panel, card.state, card.place.cell) == ("第二组", CardState.SUBMITTED, "A4")
    assert card.mark_places["4.1.2"].cell == "C4"


def test_examiners_in_a_column_with_certificates_and_consensus():
    rows = [
        ("评审员", "资格证书号", *HEAD, "合议理由"),
        ("王五", "国质评1", A, KNOWN[A], *items(40), ""),
        ("王五", "国质评2", A, KNOWN[A], *items(50), ""),
        ("合议", "", A, KNOWN[A], *items(45), "取中"),
    ]
    result = read(rows)
    assert [c.examiner for c in result.cards] == ["王五（国质评1）", "王五（国质评2）", "合议"]
    assert [c.consensus for c in result.cards] == [False, False, True]
    assert result.cards[2].reason == "取中"
    assert result.examiner == ""


@pytest.mark.parametrize("heads", [GROUPS, [c.name for c in CRITERIA.categories]])
def test_category_points_headed_by_clause_or_name(heads):
    rows = [
        ("评审员", "王五"),
        ("统一社会信用代码", "组织名称", *heads),
        (A, KNOWN[A], *[60.5] * 7),
    ]
    card = card_of(read(rows), A)
    assert (card.scale, card.state) == ("points", CardState.SUBMITTED)
    assert card.marks == dict.fromkeys(GROUPS, Decimal("60.5"))


def test_a_category_headed_by_a_number_cell_is_recognised():
    numbers = [float(g) for g in GROUPS]
    rows = [("评审员", "王五"), ("统一社会信用代码", *numbers), (A, *[50] * 7)]
    assert card_of(read(rows), A).scale == "points"


def test_a_header_of_two_rows_is_read():
    rows = [
        ("评审员", "王五"),
        ("统一社会信用代码", "组织名称", "领导", "", "", "战略"),
        ("", "", *CLAUSES),
        (A, KNOWN[A], *items()),
    ]
    card = card_of(read(rows), A)
    assert (card.scale, card.state) == ("percent", CardState.SUBMITTED)


def test_subtotals_and_total_beside_items_are_compared():
    rows = [
        ("评审员", "王五"),
        (*HEAD, "4.1", "总分"),
        (A, KNOWN[A], *items(), 56, 500),
    ]
    result = read(rows)
    assert problems(result, Severity.WARNING) == [("sum-differs", "Z3")]
    assert card_of(result, A).state is CardState.SUBMITTED


def test_percent_forms_and_their_refusals_name_the_cell():
    marks = items()
    marks[0], marks[1], marks[2] = 0.45, "４５", "45%"
    rows = [("评审员", "王五"), HEAD, (A, KNOWN[A], *marks), (B, KNOWN[B], *items(0.45))]
    result = read(rows, formats=[("C3", "0%")])
    card = card_of(result, A)
    assert [card.marks[c] for c in CLAUSES[:3]] == [45, 45, 45]
    assert card_of(result, B).state is CardState.REFUSED
    assert [code for code, _ in problems(result)] == ["percent-ambiguous"] * 23
    assert problems(result)[0] == ("percent-ambiguous", "C4")


def test_a_blank_row_of_marks_is_a_card_not_handed_in():
    rows = [("评审员", "王五"), HEAD, (A, KNOWN[A]), (B, KNOWN[B], *items())]
    result = read(rows)
    assert card_of(result, A).state is CardState.NOT_SUBMITTED
    assert card_of(result, B).state is CardState.SUBMITTED


def test_recusal_in_a_column_or_in_place_of_the_marks():
    rows = [
        ("评审员", "王五"),
        (*HEAD, "回避"),
        (A, KNOWN[A], *items(), "是"),
        (B, KNOWN[B], "回避"),
    ]
    result = read(rows)
    assert {c.state for c in result.cards} == {CardState.RECUSED}
    assert len(card_of(result, A).marks) == 23


def test_blank_rows_do_not_end_the_table_and_totals_are_no_applicants():
    rows = [
        ("评审员", "王五"),
        HEAD,
        (A, KNOWN[A], *items()),
        (),
        (B, KNOWN[B], *items()),
        ("平均", "", *items()),
        ("签名：",),
    ]
    result = read(rows)
    assert [c.uscc for c in result.cards] == [A, B]
    assert result.problems == ()


def test_rows_that_name_nobody_are_named():
    rows = [
        ("评审员", "王五"),
        HEAD,
        ("", "无代码公司", *items()),
        ("91330383MAXX0012XX", "陌生公司", *items()),
        (A, KNOWN[B], *items()),
    ]
    result = read(rows)
    assert result.cards == ()
    assert problems(result) == [
        ("sheet-no-code", "A3"),
        ("sheet-unknown-applicant", "A4"),
        ("sheet-name-differs", "B5"),
    ]


def test_an_unknown_item_with_marks_refuses_its_rows():
    rows = [
        ("评审员", "王五"),
        (*HEAD, "4.8.1"),
        (A, KNOWN[A], *items(), 50),
        (B, KNOWN[B], *items()),
    ]
    result = read(rows)
    assert problems(result) == [("item-unknown", "Z3")]
    assert card_of(result, A).state is CardState.REFUSED
    assert card_of(result, B).state is CardState.SUBMITTED


def test_an_item_column_that_stands_twice_refuses_the_table():
    rows = [("评审员", "王五"), (*HEAD, "4.1.2"), (A, KNOWN[A], *items(), 60)]
    result = read(rows)
    assert problems(result) == [("score-heading-twice", "Z2")]
    assert card_of(result, A).state is CardState.REFUSED


def test_a_missing_item_column_leaves_all_cards_incomplete():
    rows = [("评审员", "王五"), HEAD[:-1], (A, KNOWN[A], *items()[:-1])]
    card = card_of(read(rows), A)
    assert (card.state, card.reason) == (CardState.INCOMPLETE, "缺4.7.7")


def test_a_row_without_examiner_is_refused_but_not_lost():
    result = read([HEAD, (A, KNOWN[A], *items())])
    assert problems(result) == [("sheet-no-examiner", "A2")]
    assert result.cards[0].state is CardState.REFUSED


def test_the_matrix_of_the_other_stage_is_refused():
    rows = [("评审阶段", "现场评审"), ("评审员", "王五"), HEAD, (A, KNOWN[A], *items())]
    result = read(rows)
    assert result.cards == ()
    assert problems(result) == [("sheet-wrong-stage", "B1")]


def test_an_examiner_merged_over_several_rows_signs_them_all():
    rows = [("评审员", *HEAD), ("王五", A, KNOWN[A], *items()), ("", B, KNOWN[B], *items())]
    result = read(rows, merged=["A2:A3"])
    assert [c.examiner for c in result.cards] == ["王五", "王五"]
    assert problems(result) == []


def test_a_single_column_called_after_a_category_is_no_matrix():
    result = read([("评审员", "王五"), ("统一社会信用代码", "结果"), (A, "通过")])
    assert problems(result) == [("score-sheet-none", None)]


@pytest.mark.parametrize(
    ("word", "state"), [("弃权", CardState.ABSENT), ("否", CardState.SUBMITTED)]
)
def test_other_words_under_recusal(word, state):
    rows = [("评审员", "王五"), (*HEAD, "回避"), (A, KNOWN[A], *items(), word)]
    assert card_of(read(rows), A).state is state


def test_an_unreadable_word_under_recusal_refuses_the_row():
    rows = [("评审员", "王五"), (*HEAD, "回避"), (A, KNOWN[A], *items(), "再说")]
    result = read(rows)
    assert problems(result) == [("recusal-unreadable", "Z3")]
    assert card_of(result, A).state is CardState.REFUSED
