"""Days and anniversaries （民法典201—203）, and which written days can be believed."""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.models import Day

FOUNDED = date(1949, 10, 1)


def add_years(day: date, years: int) -> date:
    """Give the corresponding day, the month's end if there is none; clamped to what dates hold.

    >>> add_years(date(2020, 2, 29), 3)
    datetime.date(2023, 2, 28)
    """
    year = day.year + years
    if year > MAXYEAR:
        return date.max
    if year < MINYEAR:
        return date.min
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def chinese(day: date) -> str:
    """Write a day as papers do, without leading zeros (GB/T 9704 7.3.5.4).

    >>> chinese(date(2026, 9, 1))
    '2026年9月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def days_before(day: date, days: int) -> date:
    """Count natural days back; clamped to what dates hold."""
    return day - timedelta(days=min(days, (day - date.min).days))


def doubt(day: Day, latest: date) -> str:
    """Say in Chinese why a written day counts as blank; "" when it can be believed."""
    if day.last < FOUNDED:
        return "早于1949年10月1日"
    if day.first > latest:
        return f"晚于{chinese(latest)}，尚未到来"
    return ""


def spell(day: Day) -> str:
    """Write a day as it is known: `2024年3月5日`, `2024年3月`, `2024年`, or its bounds."""
    first, last = day.first, day.last
    if day.exact:
        return chinese(first)
    whole_month = (1, calendar.monthrange(last.year, last.month)[1])
    if (first.year, first.month) == (last.year, last.month) and whole_month == (
        first.day,
        last.day,
    ):
        return f"{first.year}年{first.month}月"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}年" if first.year == last.year else f"{first.year}年至{last.year}年"
    return f"{chinese(first)}至{chinese(last)}"


def either_way(day: Day, holds: Callable[[date], bool]) -> bool | None:
    """Judge the first and the last possible day; None when they answer differently.

    >>> from wzqa.models import Day
    >>> july = Day(date(2023, 7, 1), date(2023, 7, 31))
    >>> either_way(july, lambda d: d < date(2023, 8, 1)), either_way(july, lambda d: d.day < 15)
    (True, None)
    """
    first, last = holds(day.first), holds(day.last)
    return first if first == last else None


def to_the_day(day: Day, limit: object) -> str:
    """Say that a month or year straddles a limit and has to be written to the day."""
    return f"{spell(day)}跨{limit}，请写明到日"
