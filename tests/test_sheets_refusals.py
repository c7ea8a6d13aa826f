"""Returned 评分表 of one sheet per applicant: every refusal names its sheet and cell."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from score_sheets import CLAUSES, CRITERIA, blank, read_back

from wzqa.models import CardState
from wzqa.problems import Severity

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
KNOWN = {A: "示例甲制造有限公司", B: "示例乙服务有限公司"}
FIRST, SECOND = "2026-鹿城-001", "2026-鹿城-002"


def made(**change):
    applicants = [(FIRST, KNOWN[A], A), (SECOND, KNOWN[B], B)]
    book = openpyxl.load_workbook(io.BytesIO(blank(**({"applicants": applicants} | change))))
    for name in (FIRST, SECOND):
        for row in rows_of(book[name]).values():
            book[name].cell(row, 4).value = 50
    return book


def rows_of(sheet):
    return {v: r for r in range(1, 60) if (v := sheet.cell(r, 1).value) in CLAUSES}


def by_hand(rows, head=(("评审员", "王五"), ("统一社会信用代码", A))):
    """Make a sheet as an office might that has no form: head block, then the table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "甲公司"
    for pair in head:
        sheet.append(list(pair))
    for row in rows:
        sheet.append(list(row))
    return book


def full(header=("条款", "条目", "满分", "得分率(%)", "得分"), mark=50):
    return [header, *[(i.clause, i.name, i.points, mark) for i in CRITERIA.items]]


def read(book, **change):
    out = io.BytesIO()
    book.save(out)
    return read_back(out.getvalue(), "王五.xlsx", KNOWN, **change)


def card_of(result, code):
    return next(card for card in result.cards if card.uscc == code)


def errors(result):
    return [
        (p.code, p.place.sheet, p.place.cell)
        for p in result.problems
        if p.severity is Severity.ERROR
    ]


def warnings(result):
    return [
        (p.code, p.place.sheet, p.place.cell)
        for p in result.problems
        if p.severity is Severity.WARNING
    ]


@pytest.mark.parametrize(
    ("value", "form", "code"),
    [
        (0.45, "General", "percent-ambiguous"),
        (1, "General", "percent-ambiguous"),
        ("1", "General", "percent-ambiguous"),
        ("0.45", "@", "percent-ambiguous"),
        (1.5, "General", "mark-off-grid"),
        (47, "General", "mark-off-grid"),
        ("0.45%", "General", "mark-off-grid"),
        (0.01, "0%", "mark-off-grid"),
        (105, "General", "mark-out-of-range"),
        (-5, "General", "mark-out-of-range"),
        (45, "0%", "mark-out-of-range"),
        ("好", "General", "mark-unreadable"),
        ("45分", "General", "mark-unreadable"),
        (True, "General", "mark-unreadable"),
        (date(2026, 1, 1), "yyyy-mm-dd", "mark-unreadable"),
        ("#REF!", "General", "mark-error-cell"),
        ("=45+5", "General", "mark-no-value"),
    ],
)
def test_a_bad_cell_refuses_its_card_and_no_other(value, form, code):
    book = made()
    cell = book[FIRST]["D9"]
    cell.value = value
    cell.number_format = form
    result = read(book)
    assert errors(result) == [(code, FIRST, "D9")]
    assert card_of(result, A).state is CardState.REFUSED
    assert card_of(result, B).state is CardState.SUBMITTED


@pytest.mark.parametrize(
    ("value", "form", "mark"),
    [
        (45, "General", 45),
        ("45%", "General", 45),
        ("４５", "General", 45),
        ("４５％", "General", 45),
        (" 45 ", "General", 45),
        (0.45, "0%", 45),
        (0.45, "0.00%", 45),
        (1, "0%", 100),
        (0.05, "0%", 5),
        (0.35, "0%", 35),
        (0, "General", 0),
        ("0", "General", 0),
        (0, "0%", 0),
        (100, "General", 100),
        ("100.0", "General", 100),
    ],
)
def test_every_form_of_a_percentage_is_read(value, form, mark):
    book = made()
    book[FIRST]["D9"].value = value
    book[FIRST]["D9"].number_format = form
    result = read(book)
    assert errors(result) == []
    assert card_of(result, A).marks["4.1.2"] == Decimal(mark)


@pytest.mark.parametrize("value", [None, "", "  ", "/", "—"])
def test_a_blank_is_not_zero_but_a_missing_mark(value):
    book = made()
    book[FIRST]["D9"].value = value
    result = read(book)
    card = card_of(result, A)
    assert card.state is CardState.INCOMPLETE
    assert "4.1.2" not in card.marks
    assert card.reason == "缺4.1.2"
    assert errors(result) == []
    assert ("card-incomplete", FIRST, None) in warnings(result)


@pytest.mark.parametrize(
    ("word", "state"),
    [("回避", CardState.RECUSED), ("弃权", CardState.ABSENT), ("缺", CardState.ABSENT)],
)
def test_a_word_in_place_of_all_marks_is_a_state(word, state):
    book = made()
    for row in rows_of(book[FIRST]).values():
        book[FIRST].cell(row, 4).value = word
    card = card_of(read(book), A)
    assert (card.state, card.marks) == (state, {})


def test_a_word_among_marks_leaves_the_card_incomplete():
    book = made()
    book[FIRST]["D9"].value = "弃权"
    card = card_of(read(book), A)
    assert card.state is CardState.INCOMPLETE
    assert len(card.marks) == 22


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("G3", B, "sheet-wrong-applicant"),
        ("G3", "91330383MAXX0012XX", "sheet-unknown-applicant"),
        ("G3", None, "sheet-no-code"),
        ("G2", KNOWN[B], "sheet-name-differs"),
        ("B2", "现场评审", "sheet-wrong-stage"),
        ("G4", "GB/T 19580-2004", "sheet-wrong-edition"),
        ("G5", "2026-review-91330302MAXX00015J-00000000", "sheet-mark-broken"),
        ("G5", "改过的标识", "sheet-mark-broken"),
    ],
)
def test_a_sheet_that_is_not_what_it_says_is_refused(cell, value, code):
    book = made()
    book[FIRST][cell].value = value
    result = read(book)
    assert [e[:2] for e in errors(result)] == [(code, FIRST)]
    assert card_of(result, B).state is CardState.SUBMITTED


def test_a_sheet_of_another_cycle_is_refused():
    result = read(made(cycle_year=2024))
    assert errors(result) == [
        ("sheet-wrong-cycle", FIRST, "G5"),
        ("sheet-wrong-cycle", SECOND, "G5"),
    ]
    assert all(card.state is CardState.NOT_SUBMITTED for card in result.cards)


def test_a_name_that_is_only_shortened_is_a_warning():
    book = made()
    book[FIRST]["G2"].value = "示例甲"
    result = read(book)
    assert errors(result) == []
    assert ("sheet-name-unlike", FIRST, "G2") in warnings(result)


def test_sums_that_differ_are_named_and_ignored():
    book = made()
    sheet = book[FIRST]
    sheet["E9"].value = 30  # 50 points at 50 % = 25
    sheet["E8"].value = 55.004  # 110 points at 50 % = 55, shown rounded
    total = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "合计")
    sheet.cell(total, 5).value = 501
    summary = book["汇总"]
    row = next(r for r in range(1, 20) if summary.cell(r, 3).value == A)
    summary.cell(row, 4).value = 499
    result = read(book)
    assert errors(result) == []
    assert sorted(w for w in warnings(result) if w[0] == "sum-differs") == [
        ("sum-differs", FIRST, f"E{total}"),
        ("sum-differs", FIRST, "E9"),
        ("sum-differs", "汇总", f"D{row}"),
    ]
    assert card_of(result, A).state is CardState.SUBMITTED


def test_a_sheet_that_was_deleted_is_a_card_not_handed_in():
    book = made()
    del book[FIRST]
    result = read(book)
    assert card_of(result, A).state is CardState.NOT_SUBMITTED
    assert ("card-sheet-missing", "汇总", "E6") in warnings(result)


def test_an_unreadable_recusal_refuses_that_card():
    book = made()
    book["汇总"]["E6"].value = "看情况"
    result = read(book)
    assert errors(result) == [("recusal-unreadable", "汇总", "E6")]
    assert card_of(result, A).state is CardState.REFUSED


# --- sheets that an office made itself --------------------------------------------------------------


def test_a_sheet_without_identity_mark_is_read_by_its_head_block():
    result = read(by_hand(full()))
    assert result.problems == ()
    assert card_of(result, A).state is CardState.SUBMITTED
    assert result.examiner == "王五"


def test_labels_may_hold_their_value_behind_a_colon():
    head = (("评审员：王　五", "评审组：第一组"), (f"统一社会信用代码：{A.lower()}",))
    card = card_of(read(by_hand(full(), head)), A)
    assert (card.examiner, card.panel, card.state) == ("王五", "第一组", CardState.SUBMITTED)


def test_order_of_items_and_extra_columns_do_not_matter():
    rows = [("加分", "条款", "得分率（%）"), *[("", i.clause, 30) for i in CRITERIA.items[::-1]]]
    rows[0] = ("条款", "加分", "得分率（%）")
    rows[1:] = [(clause, 5, 30) for _, clause, _ in rows[1:]]
    card = card_of(read(by_hand(rows)), A)
    assert set(card.marks.values()) == {Decimal(30)}
    assert card.state is CardState.SUBMITTED


def test_category_points_are_read_where_there_are_no_items():
    rows = [
        ("条款", "类目", "满分", "得分"),
        *[(c.clause, c.name, c.points, 60.55) for c in CRITERIA.categories],
        ("合计", "", 1000, 423.85),
    ]
    result = read(by_hand(rows))
    card = card_of(result, A)
    assert (card.scale, card.state) == ("points", CardState.SUBMITTED)
    assert set(card.marks.values()) == {Decimal("60.55")}
    assert warnings(result) == []


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (110.01, "mark-out-of-range"),
        (-1, "mark-out-of-range"),
        (60.555, "points-decimals"),
        ("60%", "points-percent"),
    ],
)
def test_bad_category_points_are_refused(points, code):
    rows = [("条款", "得分"), *[(c.clause, 50) for c in CRITERIA.categories]]
    rows[1] = ("4.1", points)
    result = read(by_hand(rows))
    assert errors(result) == [(code, "甲公司", "B4")]
    assert card_of(result, A).state is CardState.REFUSED


def test_an_item_that_the_standard_does_not_score_is_refused_if_it_has_a_mark():
    result = read(by_hand([*full(), ("4.8.1", "新条目", 10, 50)]))
    assert errors(result) == [("item-unknown", "甲公司", "D27")]
    assert card_of(result, A).state is CardState.REFUSED
    harmless = read(by_hand([*full(), ("4.1.1", "提要", None, None)]))
    assert card_of(harmless, A).state is CardState.SUBMITTED


def test_an_item_that_stands_twice_is_refused():
    result = read(by_hand([*full(), ("4.1.2", "高层领导的作用", 50, 60)]))
    assert errors(result) == [("item-twice", "甲公司", "A27")]
    assert card_of(result, A).state is CardState.REFUSED


def test_points_per_item_do_not_stand_in_for_percentages():
    rows = [("条款", "得分"), *[(i.clause, 10) for i in CRITERIA.items]]
    result = read(by_hand(rows))
    assert errors(result) == [("score-heading-missing", "甲公司", "A3")]
    assert card_of(result, A).state is CardState.REFUSED


def test_two_columns_of_one_heading_are_refused():
    rows = [("条款", "得分率", "得分率(%)"), *[(i.clause, 50, 60) for i in CRITERIA.items]]
    result = read(by_hand(rows))
    assert errors(result) == [("score-heading-twice", "甲公司", "C3")]
    assert card_of(result, A).state is CardState.REFUSED


def test_a_sheet_without_examiner_is_refused_but_not_lost():
    result = read(by_hand(full(), (("统一社会信用代码", A),)))
    assert errors(result) == [("sheet-no-examiner", "甲公司", None)]
    card = card_of(result, A)
    assert (card.state, card.examiner) == (CardState.REFUSED, "")


def test_a_consensus_card_is_marked_and_wants_a_reason():
    head = (("评审员", "合议"), ("统一社会信用代码", A))
    bare = read(by_hand(full(), head))
    assert card_of(bare, A).consensus
    assert warnings(bare) == [("consensus-no-reason", "甲公司", None)]
    reasoned = read(by_hand(full(), (*head, ("合议理由", "依据补充材料"))))
    assert card_of(reasoned, A).reason == "依据补充材料"
    assert warnings(reasoned) == []


def test_a_total_of_other_maxima_is_pointed_out():
    rows = full()
    rows[1] = ("4.1.2", "高层领导的作用", 60, 50)
    result = read(by_hand(rows))
    assert warnings(result) == [("sum-differs", "甲公司", "C4")]


@pytest.mark.parametrize(
    "data", [b"", b"not a workbook", b"PK\x03\x04rest"], ids=["empty", "text", "zip"]
)
def test_a_file_that_is_no_workbook_is_a_named_problem(data):
    result = read_back(data, "坏.xlsx", KNOWN)
    assert result.cards == ()
    assert len(result.problems) == 1
    assert result.problems[0].severity is Severity.ERROR


def test_a_workbook_without_score_sheet_says_so():
    book = openpyxl.Workbook()
    book.active.append(["姓名", "单位"])
    result = read(book)
    assert errors(result) == [("score-sheet-none", None, None)]
    assert result.layout == ""


def test_subtotal_rows_below_their_items_are_compared():
    rows = [("条款", "得分率", "得分")]
    for category in CRITERIA.categories:
        rows += [(i.clause, 50, None) for i in category.items]
        rows.append(("小计", None, category.points / 2))
    rows[4] = ("小计", None, 56)
    result = read(by_hand([*rows, ("合计", None, 500), ("签名：", None, None)]))
    assert warnings(result) == [("sum-differs", "甲公司", "C7")]
    assert card_of(result, A).state is CardState.SUBMITTED


def test_a_signature_ends_a_table_without_total():
    result = read(by_hand([*full(), ("签名：王五",), ("4.1.2", "", "", 90)]))
    assert result.problems == ()


def test_a_sheet_without_any_column_of_marks_is_refused():
    result = read(by_hand([("条款", "条目"), *[(i.clause, i.name) for i in CRITERIA.items]]))
    assert errors(result) == [("score-heading-missing", "甲公司", "A3")]


def test_an_unsigned_sheet_takes_the_name_of_its_neighbours():
    book = made()
    book[FIRST]["B4"].value = None
    result = read(book)
    assert errors(result) == []
    assert card_of(result, A).examiner == "王五"


def test_unsigned_sheets_take_the_name_on_the_summary():
    book = made()
    book[FIRST]["B4"].value = None
    book[SECOND]["B4"].value = None
    assert {c.examiner for c in read(book).cards} == {"王五"}


def test_words_in_the_summary_column_are_states_too():
    book = made()
    book["汇总"]["E6"].value = "弃权"
    assert card_of(read(book), A).state is CardState.ABSENT


def test_a_sheet_for_the_other_stage_is_found_out_by_its_mark():
    book = made(stage="visit")
    book[FIRST]["B2"].value = "资料评审"
    book[SECOND]["B2"].value = "资料评审"
    assert [e[0] for e in errors(read(book))] == ["sheet-wrong-stage"] * 2
