"""The publicity period around weekends, 国庆 and 春节, and the years nobody has published."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.problems import Exit, WzqaError
from wzqa.publicity.calendars import Calendar, shipped_years
from wzqa.publicity.periods import add_working_days, anniversary, publicity_period
from wzqa.settings import Publicity

ALL = Calendar.load()


def rules(**over):
    base = {
        "days": 7,
        "unit": "natural",
        "first_day": "next",
        "roll_over_holiday": True,
        "calendar": "",
        "list_order": "region",
    }
    return Publicity.model_validate(base | over)


def ends(start, **over):
    period = publicity_period(date.fromisoformat(start), rules(**over), ALL, "（十八）")
    return period.first_day.isoformat(), period.end.isoformat()


CASES = [
    # 国庆2022: 1–7 October off, Saturday 8 and Sunday 9 worked
    ("2022-09-30", {}, "2022-10-01", "2022-10-08"),
    ("2022-09-30", {"first_day": "same"}, "2022-09-30", "2022-10-08"),
    ("2022-09-30", {"roll_over_holiday": False}, "2022-10-01", "2022-10-07"),
    ("2022-09-30", {"first_day": "same", "roll_over_holiday": False}, "2022-09-30", "2022-10-06"),
    ("2022-09-30", {"unit": "working"}, "2022-10-08", "2022-10-14"),
    ("2022-09-30", {"unit": "working", "first_day": "same"}, "2022-09-30", "2022-10-13"),
    # 国庆2025: 1–8 October off, Sunday 28 September and Saturday 11 October worked
    ("2025-09-26", {}, "2025-09-27", "2025-10-09"),
    ("2025-09-26", {"unit": "working"}, "2025-09-28", "2025-10-13"),
    ("2025-09-27", {"unit": "working", "first_day": "same"}, "2025-09-28", "2025-10-13"),
    # 春节2023: 21–27 January off, Saturday 28 and Sunday 29 worked
    ("2023-01-18", {}, "2023-01-19", "2023-01-28"),
    ("2023-01-18", {"unit": "working"}, "2023-01-19", "2023-02-01"),
    # 春节2026: 15–23 February off, Saturday 14 and Saturday 28 worked
    ("2026-02-09", {}, "2026-02-10", "2026-02-24"),
    ("2026-02-06", {"days": 8}, "2026-02-07", "2026-02-14"),
    ("2026-02-09", {"unit": "working"}, "2026-02-10", "2026-02-25"),
    # 春节2020 as extended to 2 February
    ("2020-01-23", {"days": 10}, "2020-01-24", "2020-02-03"),
    # an ordinary weekend
    ("2026-11-06", {}, "2026-11-07", "2026-11-13"),
    ("2026-11-07", {}, "2026-11-08", "2026-11-16"),
    ("2026-11-08", {}, "2026-11-09", "2026-11-16"),
    ("2026-11-07", {"roll_over_holiday": False}, "2026-11-08", "2026-11-14"),
    ("2026-11-06", {"days": 1, "first_day": "same"}, "2026-11-06", "2026-11-06"),
    # across the new year, the December of which the next notice names
    ("2022-12-24", {}, "2022-12-25", "2023-01-03"),
]


@pytest.mark.parametrize(("start", "over", "first", "end"), CASES)
def test_the_period_is_counted_as_the_settings_say(start, over, first, end):
    assert ends(start, **over) == (first, end)


def test_the_basis_names_settings_and_the_notice_of_the_year():
    period = publicity_period(date(2022, 9, 30), rules(), ALL, "（十八）")
    assert "《办法》（十八）" in period.basis
    assert "办法未规定" in period.basis
    assert "按自然日计算" in period.basis
    assert "award.toml 的 publicity 一节" in period.basis
    assert "国办发明电〔2021〕11号" in period.basis
    assert "2022年10月7日" in period.basis
    assert period.days == 7
    assert period.warnings == ()


def test_a_year_without_a_notice_is_said_and_weekends_alone_count():
    period = publicity_period(date(2027, 9, 30), rules(), ALL)
    assert period.end == date(2027, 10, 7)  # a Thursday in a holiday week that nobody has published
    assert [w.code for w in period.warnings] == ["calendar-unpublished"]
    assert "2027年" in period.warnings[0].message
    assert "未公布或未随附" in period.basis


def test_a_period_that_runs_into_an_unpublished_year_warns_of_that_year_only():
    period = publicity_period(date(2026, 12, 24), rules(unit="working"), ALL)
    assert [w.value for w in period.warnings] == ["2027"]
    assert "国办发明电〔2025〕7号" in period.basis


def test_a_period_that_needs_no_calendar_warns_of_none():
    assert publicity_period(date(2027, 9, 30), rules(roll_over_holiday=False), ALL).warnings == ()


def test_the_office_own_calendar_settles_the_unpublished_year():
    own = 'holiday = [2027-10-01, 2027-10-04, 2027-10-05, 2027-10-06, 2027-10-07]\nworkday = [2027-10-09]\nsource = "国办发明电〔2026〕0号"'
    calendar = Calendar.load([2027], own)
    period = publicity_period(date(2027, 9, 30), rules(), calendar)
    assert period.end == date(2027, 10, 8)
    assert period.warnings == ()
    assert "国办发明电〔2026〕0号" in period.basis
    working = publicity_period(date(2027, 9, 30), rules(unit="working"), calendar)
    assert (working.first_day, working.end) == (date(2027, 10, 8), date(2027, 10, 15))


def test_the_office_own_calendar_wins_over_the_shipped_one():
    calendar = Calendar.load([2026], "workday = [2026-10-07]\nholiday = [2026-10-10]")
    assert calendar.is_working(date(2026, 10, 7))
    assert not calendar.is_working(date(2026, 10, 10))
    assert not calendar.is_working(date(2026, 10, 6))
    assert "国办发明电〔2025〕7号" in calendar.sources[2026]
    assert "自备" in calendar.sources[2026]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("holiday = [2027-01-01", "TOML"),
        ('holiday = ["2027-01-01"]', "日期列表"),
        ("holiday = 2027-01-01", "日期列表"),
        ("holiday = [2027-01-01T00:00:00]", "日期列表"),
        ("holidays = [2027-01-01]", "holidays"),
        ("holiday = [2027-01-01]\nworkday = [2027-01-01]", "既列为"),
        ("holiday = []", "没有列出"),
        ("", "没有列出"),
        ("holiday = [2027-01-01]\nsource = 3", "source"),
    ],
)
def test_a_wrong_calendar_file_is_refused_by_name(text, word):
    with pytest.raises(WzqaError) as caught:
        Calendar.load([2027], text, "放假.toml")
    assert caught.value.exit_code == Exit.INPUT
    assert word in caught.value.message
    assert caught.value.problems[0].place.file == "放假.toml"
    assert caught.value.problems[0].code == "calendar-file"


def test_a_byte_order_mark_before_the_calendar_is_no_fault():
    calendar = Calendar.load([2027], "\ufeffholiday = [2027-01-01]")
    assert calendar.unpublished([2027, 2028]) == (2028,)


@pytest.mark.parametrize("start", [date(1999, 12, 31), date(2100, 1, 1), date.max])
def test_a_day_of_posting_outside_every_cycle_is_a_wrong_command_line(start):
    with pytest.raises(WzqaError) as caught:
        publicity_period(start, rules(), ALL)
    assert caught.value.exit_code == Exit.USAGE


def test_the_last_day_that_a_cycle_can_have_is_counted():
    assert publicity_period(date(2099, 12, 31), rules(days=60), ALL).end.year == 2100


def test_the_shipped_years_are_the_published_ones():
    assert shipped_years() == tuple(range(2019, 2027))
    assert ALL.unpublished([2026, 2027]) == (2027,)


def test_the_shipped_days_equal_the_published_package_day_by_day():
    package = pytest.importorskip("chinese_calendar")
    day = date(2019, 1, 1)
    while day.year <= 2026:
        assert ALL.is_working(day) == package.is_workday(day), day
        day += timedelta(days=1)


def test_a_calendar_of_one_year_knows_its_neighbours():
    calendar = Calendar.load([2024])
    assert sorted(calendar.sources) == [2023, 2024, 2025]


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-11-06", 0, "2026-11-06"),
        ("2026-11-06", 1, "2026-11-09"),
        ("2026-11-06", 5, "2026-11-13"),
        ("2022-09-30", 1, "2022-10-08"),
        ("2022-09-30", 2, "2022-10-09"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
    ],
)
def test_working_days_after_a_day(day, n, expected):
    assert add_working_days(date.fromisoformat(day), n, ALL).isoformat() == expected


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 1, 5), -1, ALL)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("2018-06-01", 5, "2023-06-01"),
        ("2024-02-29", 5, "2029-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2026-07-31", -3, "2023-07-31"),
    ],
)
def test_the_anniversary_is_the_same_day_or_the_last_of_the_month(day, years, expected):
    assert anniversary(date.fromisoformat(day), years).isoformat() == expected


def test_a_period_is_over_on_the_day_after_its_end():
    period = publicity_period(date(2026, 11, 6), rules(), ALL)
    assert not period.over(date(2026, 11, 13))
    assert period.over(date(2026, 11, 14))


days_2019_2026 = st.dates(date(2019, 1, 1), date(2026, 9, 1))


@settings(max_examples=300, deadline=None)
@given(
    days_2019_2026,
    st.integers(1, 60),
    st.sampled_from(["natural", "working"]),
    st.sampled_from(["next", "same"]),
)
def test_a_period_ends_on_a_working_day_once_its_days_are_out(start, days, unit, first):
    period = publicity_period(start, rules(days=days, unit=unit, first_day=first), ALL)
    assert start <= period.first_day <= period.end
    assert ALL.is_working(period.end)
    length = (period.end - period.first_day).days + 1
    span = [period.first_day + timedelta(days=i) for i in range(length)]
    if unit == "working":
        assert ALL.is_working(period.first_day)
        assert sum(map(ALL.is_working, span)) == days
    else:
        assert length >= days
        assert not any(map(ALL.is_working, span[days - 1 : -1]))


@settings(max_examples=200, deadline=None)
@given(days_2019_2026, st.integers(0, 40))
def test_the_nth_working_day_has_n_working_days_up_to_it(day, n):
    end = add_working_days(day, n, ALL)
    between = [day + timedelta(days=i + 1) for i in range((end - day).days)]
    assert sum(map(ALL.is_working, between)) == n
    assert n == 0 or ALL.is_working(end)
