"""The publicity period of （十八） and working-day deadlines (domain.md §5.5, §7 row 29)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from wzqa.calendars import Calendar
    from wzqa.problems import Problem
    from wzqa.settings import Publicity

INCOMPLETE = "signature only"


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


def publicity_period(start: date, rules: Publicity, calendar: Calendar) -> Period:
    """Count the publicity period from the day of posting."""
    raise NotImplementedError(INCOMPLETE)


def add_working_days(day: date, n: int, calendar: Calendar) -> date:
    """Give the n-th working day after a day, which itself is not counted (n = 0: the day)."""
    raise NotImplementedError(INCOMPLETE)


def anniversary(day: date, years: int) -> date:
    """Give the same day years later; 29 February becomes 28 where there is none."""
    raise NotImplementedError(INCOMPLETE)
