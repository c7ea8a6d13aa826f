"""Whether what was claimed hangs together: E19 （十四）. It only ever warns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import dates, fields
from wzqa.models import Outcome
from wzqa.rounding import plain
from wzqa.rules import sizes
from wzqa.rules.cells import cell, day_cell
from wzqa.rules.rule import Answer, Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.models import Applicant
    from wzqa.problems import Place

# eligibility.md §3: a mix-up of 元 and 万元 (×10⁴) still shows when business halves.
JUMP = 5_000
_MONEY = ("revenue", "profit", "tax", "assets")
_YEARS = ("前三年", "前二年", "上一年")
_ENTERPRISE_CODES = ("9",)  # 机关、事业单位、社会组织 have no size class

Oddity = tuple[str, "Place | None"]


@rule("E19", "申报内容真实性比对")
def hangs_together(applicant: Applicant, context: Context) -> Answer:
    """Compare form with table, size with figures, year with year, profit with revenue."""
    oddities = [
        *_differences(applicant),
        *_size(applicant),
        *_jumps(applicant),
        *_profits(applicant),
        *_order_of_days(applicant, context),
    ]
    if not oddities:
        return Answer(outcome=Outcome.PASS, reason="比对没有发现异常")
    return Answer(
        outcome=Outcome.WARN,
        reason="；".join(words for words, _ in oddities),
        evidence=tuple(place for _, place in oddities),
    )


def _differences(applicant: Applicant) -> Iterator[Oddity]:
    """Name what form and table (or 合计 and column) say differently, at the field it is about."""
    for words in applicant.differences:
        named = [key for key in applicant.sources if fields.heading(key) in words]
        longest = max(named, key=lambda key: len(fields.heading(key)), default=None)
        yield words.rstrip("。"), applicant.at(longest) if longest else None


def _size(applicant: Applicant) -> Iterator[Oddity]:
    claimed = cell(applicant, "size")
    row = sizes.sector(cell(applicant, "industry").text)
    if (
        claimed.text not in sizes.classes()
        or row is None
        or not (applicant.uscc or "9").startswith(_ENTERPRISE_CODES)
    ):
        return
    figures = {
        "employees": applicant.employees,
        "revenue": applicant.revenue[-1],
        "assets": applicant.assets[-1],
    }
    reckoned = sizes.size_class(row, figures)
    if reckoned and reckoned != claimed.text:
        words = f"{claimed.heading}填“{claimed.text}”，按{row.name}划分标准为{reckoned}"
        yield words, claimed.place


def _jumps(applicant: Applicant) -> Iterator[Oddity]:
    for key in _MONEY:
        figures = getattr(applicant, key)
        for year in (1, 2):
            before, after = figures[year - 1], figures[year]
            if not before or not after:
                continue
            low, high = sorted((abs(before), abs(after)))
            if high >= JUMP * low:
                words = (
                    f"{fields.heading(key)}{_YEARS[year - 1]} {plain(before)}、"
                    f"{_YEARS[year]} {plain(after)}，"
                    f"相差{JUMP}倍以上，请核对单位"
                )
                yield words, applicant.at(f"{key}_{year + 1}")


def _profits(applicant: Applicant) -> Iterator[Oddity]:
    for year, (revenue, profit) in enumerate(zip(applicant.revenue, applicant.profit, strict=True)):
        if revenue is not None and profit is not None and profit > revenue:
            words = f"{_YEARS[year]}利润总额 {plain(profit)} 大于营业收入 {plain(revenue)}（万元）"
            yield words, applicant.at(f"profit_{year + 1}")


def _order_of_days(applicant: Applicant, context: Context) -> Iterator[Oddity]:
    founded = day_cell(applicant, context, "reg_date")
    started = day_cell(applicant, context, "pe_start")
    if founded.day and started.day and started.day.last < founded.day.first:
        words = (
            f"{started.heading}{dates.spell(started.day)}早于"
            f"{founded.heading}{dates.spell(founded.day)}"
        )
        yield words, started.place
