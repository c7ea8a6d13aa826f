"""Values as people type them, and what a cell shows: read right, or asked about; never another value."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wzqa.problems import Place
from wzqa.workbooks.opening.cells import Cell, CellKind
from wzqa.workbooks.opening.formats import shown, style_of
from wzqa.workbooks.scores_in import score_cells
from wzqa.workbooks.tables_in import days, values

AT = Place("甲.xlsx", "表", "R7")


def typed(text):
    return Cell(CellKind.TEXT, text, text, AT)


def codes(read):
    return [note.code for note in read.notes]


@pytest.mark.parametrize(
    "between", ["\n", " ", "\u3000", "\t", "/", "、", ";", "；", "\r\n", "\xa0"]
)
@pytest.mark.parametrize(
    ("one", "two"), [("9232", "10545"), ("923", "105"), ("9.5", ".5"), ("1", "-2")]
)
def test_two_numbers_in_one_cell_are_none(one, two, between):
    for read in (values.money, values.count, values.number):
        got = read(typed(f"{one}{between}{two}"))
        assert (got.value, codes(got)) == (None, ["number-unreadable"])


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["\n", " ", "　", "\u200b\n"]))
def test_white_space_never_joins_two_numbers(one, two, between):
    assert values.money(typed(f"{one}{between}{two}")).value is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1亿2000万", "12000"),
        ("1亿2000万元", "12000"),
        ("1.5亿", "15000"),
        ("12万5000元", "12.5"),
        ("1亿零50万元", "10050"),
        ("3.2（亿元）", "32000"),
        ("9232 万元", "9232"),
        ("人民币9232万元", "9232"),
        ("１０５４５", "10545"),
        ("10,545.5", "10545.5"),
    ],
)
def test_an_amount_as_people_write_it(text, amount):
    assert values.money(typed(text)).value == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1亿20000万", "1亿2000", "2000万1亿", "1亿2亿", "约500万", "万", "1万2"]
)
def test_an_amount_in_no_order_is_asked_about(text):
    assert codes(values.money(typed(text))) == ["number-unreadable"]


@pytest.mark.parametrize("text", ["约320人", "320人左右", "320余人", "近320人", "大约320"])
def test_a_rounded_count_is_read_and_said(text):
    got = values.count(typed(text))
    assert (got.value, codes(got)) == (320, ["number-approximate"])


@pytest.mark.parametrize("text", ["2026.3.1—", "2026-3-1至今", "2026年3月1日起", "2026/3/1 -"])
def test_an_open_end_is_the_day_it_begins_with(text):
    assert days.parse(text).value.first == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text", ["2019\n2020", "2019-03-01 2020-05-06", "2019 0301", "2019-0 3-01"]
)
def test_white_space_within_digits_is_no_date(text):
    assert days.parse(text).value is None


@pytest.mark.parametrize("mark", sorted(values.DITTO))
@pytest.mark.parametrize(
    "read", [values.text, values.name, values.names, values.code, values.money, values.count,
             values.yes_no, values.in_hand, days.day]
)  # fmt: skip
def test_a_ditto_mark_names_the_cell_above(mark, read):
    got = read(typed(mark))
    assert got.value in (None, "", ())
    assert codes(got) == ["ditto-mark"]
    assert "R6" in got.notes[0].message


@pytest.mark.parametrize("mark", ["-", "/", "—", "--"])
def test_a_dash_is_blank_everywhere(mark):
    for read in (values.text, values.name, values.money, values.count, values.yes_no, days.day):
        got = read(typed(mark))
        assert (got.value in (None, ""), got.notes) == (True, ())


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("☑是□否", "是"),
        ("□是 ☑否", "否"),
        ("是√ 否□", "是"),
        ("√是", "是"),
        ("■是　□否", "是"),
        ("是☑，否□", "是"),
    ],
)
def test_the_ticked_option_counts(text, option):
    assert values.yes_no(typed(text)).value is (option == "是")


def test_boxes_that_nobody_ticked_are_blank():
    assert values.yes_no(typed("□是□否")) == values.Read(None)


@pytest.mark.parametrize("text", ["☑是☑否", "是□否", "是√否√"])
def test_two_ticks_or_half_a_box_are_asked_about(text):
    assert codes(values.yes_no(typed(text))) == ["value-outside-list"]


@pytest.mark.parametrize(
    "unseen", ["\u202d", "\u202c", "\u200b", "\u2066", "\u2060", "\u200f", "\ufeff"]
)
def test_what_is_unseen_is_left_out_and_said(unseen):
    code = f"{unseen}91330303MAT0003683{unseen}"
    got = values.said(values.code(typed(code)), typed(code))
    assert (got.value, codes(got)) == ("91330303MAT0003683", ["text-control-characters"])
    name = values.name(typed(f"温州{unseen}示例"))
    assert (name.value, codes(name)) == ("温州示例", ["text-control-characters"])


def formatted(value, code):
    seen = shown(code, Decimal(value))
    text = f"{Decimal(value) * seen.scale}{seen.unit}" if seen else value
    return Cell(CellKind.NUMBER, Decimal(value), text, AT, shown=seen)


WAN, YI, YUAN = Decimal(1), Decimal(10000), Decimal("0.0001")


@pytest.mark.parametrize(
    ("value", "code", "heading", "amount", "code_of_problem"),
    [
        ("1.05", '0.00"亿元"', None, "10500", "money-converted"),
        ("1.05", '0.00"亿元"', YI, "10500", None),
        ("1.05", '0.00"亿元"', WAN, None, "money-unit-conflict"),
        ("1.05", "0.00\\亿", WAN, None, "money-unit-conflict"),
        ("1.05", "0.00亿元;[Red]-0.00亿元", WAN, None, "money-unit-conflict"),
        ("105450000", '#,##0"元"', WAN, None, "money-unit-conflict"),
        ("105450000", '#,##0"元"', YUAN, "10545", None),
        ("105450000", '0!.0,"万"', WAN, "10545", "money-format-scaled"),
        ("105450000", "0!.0000", WAN, "10545", "money-format-scaled"),
        ("10545", "#,##0,", WAN, "10.545", "money-format-scaled"),
        ("10545", '#,##0.00"万元"', WAN, "10545", None),
        ("10545", '[>=10000]0!.0,"万";0', YUAN, None, "money-unit-conflict"),
        ("5000", '[>=10000]0!.0,"万";0', WAN, "5000", None),
        ("10545", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", WAN, "10545", None),
        ("10545", 'General"万元"', WAN, "10545", None),
    ],
)
def test_the_unit_that_a_format_shows_is_part_of_the_amount(
    value, code, heading, amount, code_of_problem
):
    got = values.money(formatted(value, code), heading)
    assert (got.value, codes(got)) == (
        amount and Decimal(amount), [code_of_problem] if code_of_problem else [],
    )  # fmt: skip


def test_a_scaled_count_is_asked_about():
    assert codes(values.count(formatted("320", '0"万人"'))) == ["number-unreadable"]
    assert values.count(formatted("320", '0"人"')).value == 320


@pytest.mark.parametrize("code", ["m/d", 'm"月"d"日"', "d-mmm", "[$-804]m/d;@"])
def test_a_fraction_that_became_a_date_is_asked_about(code):
    day = Cell(CellKind.DAY, date(2026, 3, 5), "2026-03-05", AT, yearless=style_of(code).yearless)
    got = values.text(day)
    assert (got.value, codes(got)) == ("", ["text-became-date"])
    assert "3/5" in got.notes[0].message


@pytest.mark.parametrize(
    ("text", "mark"),
    [("85（分）", "85"), ("85分", "85"), ("８５", "85"), ("8 5", None), ("85/90", None)],
)
def test_points_as_people_type_them(text, mark):
    read = score_cells.points_mark(typed(text), 100)
    assert read.mark == (mark and Decimal(mark))
    assert bool(read.fault) is (mark is None)


@pytest.mark.parametrize("text", ["45（分）", "4 5", "40\n45", "同上"])
def test_a_rate_that_is_none_is_refused(text):
    assert score_cells.percent_mark(typed(text), 5).fault.code == "mark-unreadable"


def test_a_mark_that_its_format_shows_otherwise_is_refused():
    assert score_cells.points_mark(formatted("45000", "0,"), 100).fault
