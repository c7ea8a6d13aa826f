"""取消, 撤销 and 责令改正: the ban's days, the titles that a measure can be about."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wzqa.award_toml import parse
from wzqa.models import Day, PastWinner, Revocation
from wzqa.problems import Exit, WzqaError
from wzqa.publicity.aftercare import ban, check_measure, measure
from wzqa.regulation import load_edition

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
DRAFT = load_edition("wenzhou-2022-draft")


def rules(**over):
    return parse("", 2026).eligibility.model_copy(update=over)


def title(year=2024, award="质量奖", name="示例甲有限公司", uscc=A):
    return PastWinner(year=year, award=award, name=name, uscc=uscc)


def entry(action="撤销", decided="2025-06-01", name="示例甲有限公司", uscc=A, former=()):
    day = date.fromisoformat(decided) if decided else None
    return Revocation(
        name=name,
        uscc=uscc,
        former_names=former,
        action=action,
        decided=Day(day, day) if day else None,
    )


# --- the ban ------------------------------------------------------------------------------------


def test_revoked_on_the_first_of_june_bars_through_the_fifth_anniversary():
    days = ban(date(2018, 6, 1), "撤销", rules())
    assert not days.bars(date(2018, 6, 1))  # the day of the decision is not counted
    assert days.bars(date(2018, 6, 2))
    assert days.bars(date(2023, 6, 1))  # the anniversary is the last day inside
    assert not days.bars(date(2023, 6, 2))
    assert days.free_from == date(2023, 6, 2)


def test_the_ban_of_a_leap_day_ends_with_february():
    assert ban(date(2024, 2, 29), "撤销", rules()).last == date(2029, 2, 28)


def test_a_cancelled_title_carries_no_ban_unless_the_setting_says_so():
    assert ban(date(2021, 3, 1), "取消", rules()) is None
    assert ban(date(2021, 3, 1), "取消", rules(ban_on=["撤销", "取消"])).last == date(2026, 3, 1)


def test_no_ban_years_is_no_ban():
    assert ban(date(2021, 3, 1), "撤销", rules(ban_years=0)) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 10))
def test_a_ban_runs_without_a_gap_from_the_next_day(decided, years):
    days = ban(decided, "撤销", rules(ban_years=years))
    assert days.first == decided + timedelta(days=1)
    assert days.last.year == decided.year + years
    assert days.free_from - days.last == timedelta(days=1)


# --- measures -----------------------------------------------------------------------------------


def test_a_revocation_cites_its_clause_and_prints_the_days():
    known = measure("revoke", title(), edition=DRAFT, rules=rules(), decided=date(2026, 6, 1))
    assert str(known.clause) == "（二十一）"
    assert "撤销" in known.clause.quote
    assert known.ban_words == (
        "自2026年6月2日至2031年6月1日不得再次申报，2031年6月2日起可以再次申报"
    )
    assert known.grounds == ("事故等级：重大以上（含重大）",)


def test_before_the_governments_decision_the_ban_has_no_days():
    asked = measure("revoke", title(), edition=DRAFT, rules=rules())
    assert asked.ban is None
    assert asked.ban_words == "自政府作出撤销决定的次日起5年内不得再次申报"


def test_a_cancellation_says_that_there_is_no_ban():
    asked = measure("cancel", title(), edition=DRAFT, rules=rules(), decided=date(2026, 6, 1))
    assert (asked.ban, asked.ban_words, asked.grounds) == (None, "取消称号不适用禁止申报期", ())
    assert "取消" in asked.clause.quote


def test_an_order_to_correct_speaks_of_no_ban():
    asked = measure("correct", title(), edition=DRAFT, rules=rules())
    assert str(asked.clause) == "（二十二）"
    assert asked.ban_words == ""


def test_an_edition_without_its_text_says_so():
    asked = measure("revoke", title(), edition=load_edition("wenzhou-2020"), rules=rules())
    assert str(asked.clause) == "条文未核实"


# --- titles -------------------------------------------------------------------------------------


def test_a_measure_is_about_the_latest_title_that_stands():
    titles = [title(2022, "创新奖"), title(2024), title(2020)]
    assert check_measure("revoke", titles, []) == title(2024)


def test_a_title_ended_before_is_not_ended_again():
    with pytest.raises(WzqaError) as caught:
        check_measure("cancel", [title(2024)], [entry(decided="2025-06-01")])
    assert caught.value.exit_code == Exit.INPUT
    assert caught.value.problems[0].code == "aftercare-ended"


@pytest.mark.parametrize(
    "other",
    [
        entry(decided="2023-12-31"),  # ended an earlier title
        entry(uscc=B),
        entry(uscc=None, name="示例乙有限公司"),
    ],
)
def test_an_entry_of_another_title_or_organisation_ends_nothing(other):
    assert check_measure("revoke", [title(2024)], [other]) == title(2024)


@pytest.mark.parametrize(
    "same",
    [
        entry(decided="2024-12-31"),
        entry(decided=None),
        entry(uscc=None, name="示例甲 有限公司"),
        entry(uscc=None, name="示例新甲有限公司", former=("示例甲有限公司",)),
    ],
)
def test_an_entry_of_the_organisation_ends_its_title(same):
    with pytest.raises(WzqaError):
        check_measure("revoke", [title(2024)], [same])


def test_without_a_title_there_is_nothing_to_end():
    with pytest.raises(WzqaError) as caught:
        check_measure("correct", [], [])
    assert caught.value.problems[0].code == "aftercare-no-title"
