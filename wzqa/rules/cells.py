"""What a rule reads from one cell of an application: value, place, and why it counts as blank."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wzqa import fields
from wzqa.dates import add_years, doubt
from wzqa.models import Day, Facts
from wzqa.rules import statements as events

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Applicant
    from wzqa.problems import Place
    from wzqa.rules.rule import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. `value` is None when blank or unreadable; `place` None when there is no column."""

    heading: str
    value: object
    place: Place | None
    said: str
    trouble: str

    @property
    def text(self) -> str:
        """The value as written, on one line; "" when blank."""
        words = " ".join(self.value.split()) if isinstance(self.value, str) else ""
        return words if events.says_something(words) else ""

    @property
    def truth(self) -> bool | None:
        """The value of a 是 / 否 column."""
        return self.value if isinstance(self.value, bool) else None

    @property
    def day(self) -> Day | None:
        """The value of a date column."""
        return self.value if isinstance(self.value, Day) else None

    @property
    def facts(self) -> Facts:
        """Tell a letter what stands in the cell, or that nothing readable does."""
        case = (
            "unreadable" if self.trouble else "" if self.text or self.truth is not None else "blank"
        )
        return Facts(case=case, said=self.said or self.text, names=(self.heading,))

    @property
    def why_blank(self) -> str:
        """Say why nothing can be judged: not filled, not readable, or no such column."""
        if self.trouble:
            said = f"读到“{self.said}”，" if self.said else ""
            why = self.trouble.rstrip("。").removesuffix("，按未填写处理")
            return f"{self.heading}{said}{why}，按未填写处理"
        return f"未填写{self.heading}" if self.place else f"表中没有“{self.heading}”一栏，未填写"


def latest_day(applicant: Applicant, context: Context) -> date:
    """Give the day after which dates are unreadable: anchor, day of the check, of receipt, sending."""
    days = [context.anchor, context.as_of]
    for key in ("received", "sent"):
        day, source = getattr(applicant, key), applicant.sources.get(key)
        if day and not (source and source.trouble):
            days.append(day.last)
    return max(days)


def cell(applicant: Applicant, key: str) -> Cell:
    """Read a field; a value with trouble counts as blank."""
    source = applicant.sources.get(key)
    trouble = source.trouble if source else ""
    return Cell(
        heading=fields.heading(key),
        value=None if trouble else getattr(applicant, key),
        place=source.place if source else None,
        said=source.text if source else "",
        trouble=trouble,
    )


def day_cell(applicant: Applicant, context: Context, key: str) -> Cell:
    """Read a date; one before 1949-10-01 or still to come counts as blank."""
    read = cell(applicant, key)
    if read.day is None:
        return read
    trouble = doubt(read.day, latest_day(applicant, context))
    return replace(read, value=None, trouble=trouble) if trouble else read


def statement(
    applicant: Applicant, context: Context, topic: str, key: str
) -> tuple[Cell, events.Reading]:
    """Read a free-text answer (无 / 有 + text) as the rule `topic` asks about it."""
    read = cell(applicant, key)
    rules = context.settings.eligibility
    period = events.Period(
        since=add_years(context.anchor, -rules.lookback_years),
        years=rules.lookback_years,
        latest=latest_day(applicant, context),
        told=context.anchor,
        threshold=events.GRADES.index(rules.accident_apply),
    )
    return read, events.read(read.value if isinstance(read.value, str) else "", topic, period)
