"""The publicity period of （十八） and working-day deadlines (eligibility.md §5, §8).

The regulation says 公示期为7天 and no more. How the days are counted is `[publicity]`; its defaults
follow 民法典 201 and 203: the day of posting is not counted, and a last day that is no working
day gives way to the next one.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.problems import Exit, Problem, Severity, WzqaError
from wzqa.regulation import UNREGULATED

if TYPE_CHECKING:
    from wzqa.publicity.calendars import Calendar
    from wzqa.settings import Publicity

_DAY = timedelta(days=1)
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)  # the years that settings admit
_UNITS = {"natural": "自然日", "working": "工作日"}
_FIRST_DAYS = {"next": "次日", "same": "当日"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The counted period. `days` as the setting says; `basis` names settings and calendars."""

    start: date
    first_day: date
    end: date
    days: int
    basis: str
    warnings: tuple[Problem, ...] = ()

    def over(self, on: date) -> bool:
        """Say whether the period has run out: from the day after its end."""
        return on > self.end


class _Lookups:
    """A calendar that remembers which years it was asked about, so that the basis names them."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.years: set[int] = set()

    def is_working(self, day: date) -> bool:
        self.years.add(day.year)
        return self.calendar.is_working(day)

    def on_or_after(self, day: date) -> date:
        while not self.is_working(day):
            day += _DAY
        return day


def publicity_period(
    start: date, rules: Publicity, calendar: Calendar, article: str = ""
) -> Period:
    """Count the publicity period from the day of posting.

    `article` is what the number of days rests on (`edition.cite("publicity")`), for the basis.

    `natural`: `days` days from the day after posting (`next`) or that day (`same`); a last day
    that is no working day moves on to the next one where `roll_over_holiday`. `working`: only
    working days count, `first_day` is the first of them. WzqaError (exit 2) for a day of posting
    outside the years that a cycle can have.
    """
    if not _FIRST <= start <= _LAST:
        raise WzqaError(
            f"张贴日{chinese(start)}不在{_FIRST.year}年至{_LAST.year}年之间",
            Exit.USAGE,
            code="publicity-start",
            hint="请核对 --start 的年份",
        )
    lookups = _Lookups(calendar)
    first = start if rules.first_day == "same" else start + _DAY
    rolled_from: date | None = None
    if rules.unit == "working":
        first = lookups.on_or_after(first)
        end = first
        for _ in range(rules.days - 1):
            end = lookups.on_or_after(end + _DAY)
    else:
        end = first + _DAY * (rules.days - 1)
        if rules.roll_over_holiday and (moved := lookups.on_or_after(end)) != end:
            rolled_from, end = end, moved
    return Period(
        start=start,
        first_day=first,
        end=end,
        days=rules.days,
        basis=_basis(rules, lookups, article, (rolled_from, end)),
        warnings=unpublished_warnings(calendar, lookups.years),
    )


def unpublished_warnings(calendar: Calendar, years: set[int]) -> tuple[Problem, ...]:
    """Warn of each year that was counted in weekends only."""
    return tuple(
        Problem(
            code="calendar-unpublished",
            message=f"{year}年的放假安排没有随附，只按周六、周日为休息日计算，法定节假日和调休未计入",
            severity=Severity.WARNING,
            value=str(year),
            hint="国务院办公厅公布后，把日期写入自备放假安排文件（publicity.calendar）再算一次",
        )
        for year in calendar.unpublished(years)
    )


def _basis(
    rules: Publicity, lookups: _Lookups, article: str, rolled: tuple[date | None, date]
) -> str:
    """Say in one sentence what the period rests on; `rolled`: last day before and after."""
    natural = rules.unit == "natural"
    parts = [
        f"公示期{rules.days}天" + (f"（《办法》{article}）" if article else ""),
        f"按{_UNITS[rules.unit]}计算，自张贴{_FIRST_DAYS[rules.first_day]}起算",
    ]
    if natural:
        roll = "顺延至次一工作日" if rules.roll_over_holiday else "不顺延"
        parts.append(f"末日遇休息日{roll}")
    parts[-1] += f"（{UNREGULATED}，见 award.toml 的 publicity 一节）"
    if rolled[0]:
        parts.append(f"原末日{chinese(rolled[0])}为休息日，顺延至{chinese(rolled[1])}")
    sources = lookups.calendar.sources
    parts += [
        f"{year}年放假安排：" + sources.get(year, "未公布或未随附，只按周六、周日为休息日计算")
        for year in sorted(lookups.years)
    ]
    return "；".join(parts) + "。"


def add_working_days(day: date, n: int, calendar: Calendar) -> date:
    """Give the n-th working day after a day, which itself is not counted (n = 0: the day)."""
    if n < 0:
        msg = f"cannot count {n} working days"
        raise ValueError(msg)
    for _ in range(n):
        day += _DAY
        while not calendar.is_working(day):
            day += _DAY
    return day


def anniversary(day: date, years: int) -> date:
    """Give the same day years later; 29 February becomes 28 where there is none (民法典 202)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
