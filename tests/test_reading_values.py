"""Reading cells as days, numbers, money, yes and no, choices, names: nothing is guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wzqa.models import Day
from wzqa.problems import Place, Severity
from wzqa.workbooks.opening.cells import Cell, CellKind, Sheet
from wzqa.workbooks.tables_in import days, values

PLACE = Place("甲.xlsx", "推荐汇总表", "A1")


def cell(raw, **options):
    sheet = Sheet("甲.xlsx", "推荐汇总表", [[raw]])
    found = sheet.cell(1, 1)
    return Cell(found.kind, found.value, found.text, found.place, **options)


BAD = [
    (Cell(CellKind.ERROR, None, "#REF!", PLACE), "cell-error"),
    (Cell(CellKind.NO_VALUE, None, "（公式）", PLACE), "formula-without-value"),
    (Cell(CellKind.IMAGE, None, "（图片）", PLACE), "image-in-cell"),
]


def read_day(raw, **options):
    return days.day(cell(raw), **options)


def only(read):
    (note,) = read.notes
    return note.code


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "2019-03-01", "2019/3/1", "2019.3.1", "2019年3月1日", "2019年03月01日", "2019年3月1号",
        "２０１９－０３－０１", "2019－3－1", " 2019-3-1 ", "2019-03-01 00:00:00", "2019-03-1 10:30",
        "2019-03-01T08:30:00", "二〇一九年三月一日", "二○一九年三月一日", "二零一九年三月一日",
        "二O一九年三月一日", "二0一九年三月一日", "2019年三月一日", "2019 年 3 月 1 日", "'2019-3-1",
        date(2019, 3, 1),
    ],
)  # fmt: skip
def test_a_day_in_every_form_is_that_day(written):
    read = read_day(written)
    assert (read.value.first, read.value.last, read.notes) == (
        date(2019, 3, 1),
        date(2019, 3, 1),
        (),
    )


@pytest.mark.parametrize(
    ("written", "month", "day"),
    [
        ("二〇一九年十月十日", 10, 10),
        ("二〇一九年十一月二十一日", 11, 21),
        ("二〇一九年十二月三十一日", 12, 31),
        ("二〇一九年二月廿八日", 2, 28),
        ("二〇一九年元月三十日", 1, 30),
        ("二〇一九年五月十五日", 5, 15),
    ],
)
def test_chinese_numerals_are_read(written, month, day):
    assert read_day(written).value.first == date(2019, month, day)


@pytest.mark.parametrize(
    "written", ["2019年3月", "2019.3", "2019-03", "2019/3", "'2019-3", "二〇一九年三月", "2019.03"]
)
def test_a_month_keeps_its_bounds(written):
    read = read_day(written)
    assert (read.value.first, read.value.last) == (date(2019, 3, 1), date(2019, 3, 31))
    assert not read.value.exact


@pytest.mark.parametrize(
    ("written", "first", "code"),
    [
        (43525, date(2019, 3, 1), "date-serial"),
        (43525.6, date(2019, 3, 1), "date-serial"),
        ("43525", date(2019, 3, 1), "date-serial"),
        (20190301, date(2019, 3, 1), "date-as-number"),
        ("20190301", date(2019, 3, 1), "date-as-number"),
        (2019.03, date(2019, 3, 1), "date-as-number"),
        (2019.3, date(2019, 3, 1), "date-as-number"),
        (2019.11, date(2019, 11, 1), "date-as-number"),
    ],
)
def test_a_number_that_can_only_be_one_date_is_that_date_and_is_said(written, first, code):
    read = read_day(written)
    assert read.value.first == first
    assert only(read) == code
    assert read.notes[0].severity is Severity.INFO


@pytest.mark.parametrize(
    "written", [2019, "2019", "2019年", "二〇一九年", "2019年起", "2019年以来"]
)
def test_a_year_alone_is_any_day_of_it(written):
    read = read_day(written)
    assert read.value == Day(date(2019, 1, 1), date(2019, 12, 31))
    assert only(read) == "date-year-only"


def test_a_serial_in_a_workbook_of_1904_counts_from_1904():
    assert read_day(43525 - 1462, uses_1904=True).value.first == date(2019, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (2019.1, "date-ambiguous"),
        ("2019-02-30", "date-impossible"),
        ("2019年2月30日", "date-impossible"),
        ("2019-13-01", "date-impossible"),
        ("20190230", "date-impossible"),
        ("2019-00-01", "date-impossible"),
        ("2019.3-2020.5", "date-unreadable"),
        ("3/1/2019", "date-unreadable"),
        ("19-3-1", "date-unreadable"),
        ("不详", "date-unreadable"),
        ("长期", "date-unreadable"),
        (0.5, "date-unreadable"),
        (-3, "date-unreadable"),
        (9e12, "date-unreadable"),
        ("1949-09-30", "date-too-early"),
        (date(1900, 1, 1), "date-too-early"),
        (45, "date-too-early"),
        (True, "date-unreadable"),
    ],
)
def test_what_cannot_be_one_date_is_asked_about(written, code):
    read = read_day(written)
    assert read.value is None
    assert only(read) == code
    assert read.notes[0].severity is Severity.ERROR
    assert read.trouble == read.notes[0].message


def test_the_first_day_that_counts_is_the_first_of_october_1949():
    assert read_day("1949-10-01").value.first == date(1949, 10, 1)


def test_a_future_day_is_a_day():
    assert read_day("2098-01-01").value.first == date(2098, 1, 1)


@pytest.mark.parametrize("written", [None, "", "  ", "/", "—", "-", "无"])
def test_a_blank_date_is_silent(written):
    assert read_day(written) == values.Read(None)


@given(st.dates(date(1949, 10, 1), date(2100, 1, 1)))
def test_a_day_written_in_any_form_comes_back(day):
    forms = [
        f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", day, (day - date(1899, 12, 30)).days,
        int(f"{day:%Y%m%d}"),
    ]  # fmt: skip
    assert {read_day(form).value.first for form in forms} == {day}
    assert read_day(day + timedelta(0)).value.exact


@pytest.mark.slow
@given(
    st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.integers())
)
def test_no_content_makes_the_date_reader_crash(raw):
    read = read_day(raw)
    assert read.value is None or read.value.last >= days.FOUNDED


# --- numbers and money ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "factor", "value"),
    [
        (1234.5, None, "1234.5"),
        ("1234.5", None, "1234.5"),
        ("１２３４．５", None, "1234.5"),
        ("1,234.5", None, "1234.5"),
        ("1，234.5", None, "1234.5"),
        ("-12.3", None, "-12.3"),
        ("1234.5万元", None, "1234.5"),
        ("1234.5万", None, "1234.5"),
        ("3.2亿", None, "32000"),
        ("3.2 亿元", None, "32000"),
        ("12,345,000元", None, "1234.5"),
        (12345000, Decimal("0.0001"), "1234.5"),
        ("12345000", Decimal("0.0001"), "1234.5"),
        ("500万元", Decimal("0.0001"), "500"),
        (3.2, Decimal(10000), "32000"),
        (0, None, "0"),
        ("0", None, "0"),
    ],
)
def test_money_comes_out_in_wan_yuan_exactly(written, factor, value):
    assert values.money(cell(written), factor).value == Decimal(value)


@pytest.mark.parametrize("written", [None, "", "/", "—", "无", "约", "-", "暂无"])
def test_no_entry_is_never_zero(written):
    assert values.money(cell(written)) == values.Read(None)


@pytest.mark.parametrize(
    "written", ["约500万", "1,23", "1,2345", "12%", "见附件", "1.2.3", "500万美元", True]
)
def test_an_amount_that_cannot_be_read_counts_as_blank_with_a_warning(written):
    read = values.money(cell(written))
    assert (read.value, only(read)) == (None, "number-unreadable")
    assert read.notes[0].severity is Severity.WARNING


def test_a_percent_cell_is_no_amount():
    assert only(values.money(cell(0.45, percent=True))) == "number-unreadable"


@pytest.mark.parametrize(
    ("written", "value"),
    [(45, 45), ("45人", 45), ("1,200", 1200), ("４５", 45), (45.5, None), (-1, None)],
)
def test_people_are_counted_in_whole_numbers(written, value):
    read = values.count(cell(written))
    assert read.value == value
    assert bool(read.notes) == (value is None)


# --- yes and no, choices, names ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [("是", True), (" 是 ", True), ("√", True), ("Y", True), (True, True), ("否", False), ("×", False),
     ("不具备", False), ("", None), ("/", None)],
)  # fmt: skip
def test_yes_and_no(written, value):
    assert values.yes_no(cell(written)) == values.Read(value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("已提交", True),
        ("√", True),
        ("是", True),
        ("1份", True),
        ("未提交", False),
        ("否", False),
        ("", None),
    ],
)
def test_material_in_hand(written, value):
    assert values.in_hand(cell(written)) == values.Read(value)


@pytest.mark.parametrize("written", ["是吧", 1, "部分"])
def test_another_word_than_yes_or_no_is_a_warning_and_counts_as_blank(written):
    read = values.yes_no(cell(written))
    assert (read.value, only(read), read.notes[0].severity) == (
        None,
        "value-outside-list",
        Severity.WARNING,
    )


@pytest.mark.parametrize(
    ("written", "choices", "value"),
    [
        ("质量奖", ("质量奖", "创新奖"), "质量奖"),
        (" 质 量 奖", ("质量奖", "创新奖"), "质量奖"),
        ("B级", ("A", "B"), "B"),
        ("Ｂ", ("A", "B"), "B"),
        ("b", ("A", "B"), "B"),
        ("大型企业", ("大型", "中型"), "大型"),
        ("—", ("A", "B"), ""),
    ],
)
def test_a_choice_is_one_of_its_list(written, choices, value):
    assert values.choice(cell(written), choices) == values.Read(value)


def test_a_choice_outside_its_list_is_a_warning_and_counts_as_blank():
    read = values.choice(cell("金奖"), ("质量奖", "创新奖"))
    assert (read.value, only(read)) == ("", "value-outside-list")
    assert read.trouble


def test_names_are_split():
    assert values.names(cell("甲公司、乙公司；丙公司\n丁公司")).value == (
        "甲公司",
        "乙公司",
        "丙公司",
        "丁公司",
    )
    assert values.names(cell("无")).value == ()


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("示例甲\x07公司", "示例甲公司", "text-control-characters"),
        ("示例甲\n有限公司", "示例甲有限公司", "text-control-characters"),
        ("=cmd|calc", "=cmd|calc", "text-formula-like"),
        ("甲" * 101, "甲" * 101, "text-too-long"),
    ],
)
def test_odd_names_are_kept_with_a_warning(written, value, code):
    read = values.name(cell(written))
    assert (read.value, only(read), read.notes[0].severity) == (value, code, Severity.WARNING)


@pytest.mark.parametrize("written", ["𠮷㐱科技有限公司", "甲 & 乙 <合资> “公司”", "阿·布都公司"])
def test_rare_characters_and_signs_are_ordinary(written):
    assert values.name(cell(written)) == values.Read(written)


def test_a_postcode_or_phone_in_a_number_cell_is_its_digits():
    assert values.text(cell(325000)).value == "325000"
    assert values.text(cell(13800000000.0)).value == "13800000000"


@pytest.mark.parametrize(("bad", "code"), BAD)
@pytest.mark.parametrize(
    "reader",
    [days.day, values.text, values.name, values.names, values.code, values.number, values.money,
     values.count, values.yes_no, values.in_hand, lambda c: values.choice(c, ("A",))],
)  # fmt: skip
def test_no_reader_takes_an_error_a_lost_formula_or_a_picture_for_a_blank(bad, code, reader):
    read = reader(bad)
    assert read.value in (None, "", ())
    assert only(read) == code
    assert read.notes[0].severity is Severity.ERROR
    (problem,) = read.problems(bad)
    assert (problem.place, problem.value) == (PLACE, bad.text)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("91330302MAXX00015J", "91330302MAXX00015J", None),
        (9.13303020000001e17, None, "uscc-digits-lost"),
        (330300000000001, None, "uscc-old-number"),
        ("91330302MAXX00015K", None, "uscc-check-digit"),
        (None, None, None),
    ],
)
def test_a_code_is_read_from_text_only(raw, value, code):
    read = values.code(cell(raw))
    assert read.value == value
    assert [n.code for n in read.notes] == ([code] if code else [])
