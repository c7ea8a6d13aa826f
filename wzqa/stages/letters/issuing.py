"""Number and day of each document: what was issued stays, what is new takes the next number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.kinds import GOVERNMENT, Kind, Per
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents as register
from wzqa.stages.ground.chain import needs_decision

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.letters.order import Order


@dataclass(slots=True)
class Numbers:
    """Gives 发文字号 of one batch: consecutive in the year; one letter to several departments is one."""

    cycle: Cycle
    view: View
    top: dict[int, int] = field(default_factory=dict)
    shared: dict[tuple[str, date], str] = field(default_factory=dict)

    def next(self, kind: Kind, day: date) -> str:
        """Give the number of the next document of a kind; "" for kinds without."""
        if not kind.numbered:
            return ""
        if kind.government:
            return approval(self.view).docno
        if (kind.name, day) in self.shared:
            return self.shared[kind.name, day]
        office = self.view.settings.office
        if day.year not in self.top:
            first = register.next_number(self.cycle.record, day.year, office.docno_next)
            self.top[day.year] = first - 1
        self.top[day.year] += 1
        number = f"{office.docno_code}〔{day.year}〕{self.top[day.year]}号"
        if kind.per is Per.DEPARTMENT:
            self.shared[kind.name, day] = number
        return number


def day_of(view: View, order: Order, day: date, *, given: date | None) -> date:
    """Give 成文日期: that of 初选公示 is the day of posting that was set before.

    A 资料评审报告 is never later than the list that rests on it. What the government issues bears
    the day of its approval, unless another is given.
    """
    if order.kind.government:
        return given or approval(view).day
    if order.kind.name == "review-report" and order.kind.stage in view.lists:
        return min(day, view.lists[order.kind.stage].day)
    if order.kind.name != "publicity":
        return day
    from wzqa.stages import publicity

    start = publicity.posting_day(view)
    if start is None:
        return day
    if given is not None and given != start:
        raise WzqaError(
            f"张贴之日已定为{chinese(start)}，与成文日期{chinese(given)}不一致", Exit.INPUT, code="publicity-start",
            hint="请用同一日期，或先 wzqa publicity --start 改定",
        )  # fmt: skip
    return start


@dataclass(frozen=True, slots=True)
class Approval:
    """The government's approval of a list （十九）: its number and its day."""

    docno: str
    day: date


def approval(view: View) -> Approval:
    """Give the approval of the confirmed award list. There is none: WzqaError, exit 3."""
    from wzqa.stages import awarding

    decision = awarding.approved(view)
    if decision is None:
        raise needs_decision(
            "还没有政府批准的记录",
            "请先 wzqa decide approve --date 批准日期 --docno 文号 --why 依据；此前只能加 --draft 出代拟稿",
            "not-approved",
        )
    content = decision.content
    return Approval(str(content["docno"]), date.fromisoformat(str(content["date"])))


def register_number(kind: str, docno: str) -> int | None:
    """Give the running number in the office's register; None for what the government numbers."""
    return None if kind in GOVERNMENT else number_of(docno)


def number_of(docno: str) -> int:
    """Give the running number in a 发文字号."""
    return int(docno.rsplit("〕", 1)[1].removesuffix("号"))


def year_of(docno: str) -> int:
    """Give the year in a 发文字号."""
    return int(docno.rsplit("〔", 1)[1].split("〕", 1)[0])
