"""Days and anniversaries （民法典201—203）, and which written days can be believed."""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    if (day.first.year, day.first.month) != (day.last.year, day.last.month):
        return "只写了年份，请补充到月、日"
    if day.last < FOUNDED:
        return "早于1949年10月1日"
    if day.first > latest:
        return f"晚于 {latest}，尚未到来"
    return ""


def spell(day: Day) -> str:
    """Write a day as it is known: `2024-03-05`, or `2024年3月` when only the month is."""
    return str(day.first) if day.exact else f"{day.first.year}年{day.first.month}月"


def strict(day: Day, *, late: bool) -> tuple[date, str]:
    """Give the stricter bound of a day and, for a month, the words that say so."""
    bound = day.last if late else day.first
    words = "" if day.exact else f"（只写到月，从严按{'末' if late else '首'}日 {bound} 计）"
    return bound, words
