"""How the applicant behaved: E04, E09—E13 （十一）（二）（五）.

The look-back runs from `lookback_years` before the anchor, that day included, and is open towards
the day of the check. What a text says is read in `statements`; only a certain event fails.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import Facts, Outcome
from wzqa.rules import replies
from wzqa.rules import statements as events
from wzqa.rules.cells import day_cell, statement
from wzqa.rules.rule import Answer, Context, rule

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Applicant


@rule("E04", "守法经营和产业政策")
def lawful(applicant: Applicant, context: Context) -> Answer:
    """Nothing in the workbooks tells; departments do. A reply 有问题 is laid over in settling."""
    waiting = replies.awaited(applicant, "E04", context)
    if waiting:
        return Answer(outcome=Outcome.PENDING, reason=f"{waiting}，请核实{context.demand('E04')}")
    return Answer(outcome=Outcome.PASS, reason=f"没有发现不符合{context.demand('E04')}的情形")


def _unless_awaited(answer: Answer, applicant: Applicant, context: Context, code: str) -> Answer:
    """Keep a pass open while a required department reply is not in."""
    waiting = replies.awaited(applicant, code, context)
    if answer.outcome is not Outcome.PASS or not waiting:
        return answer
    return Answer(
        outcome=Outcome.PENDING,
        reason=f"{answer.reason}；{waiting}",
        evidence=answer.evidence,
        facts=answer.facts,
    )


def _lookback(context: Context) -> date:
    return dates.add_years(context.anchor, -context.settings.eligibility.lookback_years)


def _period(context: Context) -> str:
    years = context.settings.eligibility.lookback_years
    return (
        f"近{years}年（{dates.chinese(_lookback(context))}起，{context.anchor_words}前推{years}年）"
        f"{context.departure('lookback_years')}"
    )


def _answer(
    applicant: Applicant, context: Context, code: str, key: str, departure: str = ""
) -> Answer:
    """Read the cell and put its reading into words; `departure` names a limit that is not usual."""
    read, said = statement(applicant, context, code, key)
    facts = replace(read.facts, day=said.day)
    filled = f"{read.heading}填“{read.text}”"
    if said.blank:
        outcome, reason, facts = Outcome.MISSING, read.why_blank, read.facts
    elif said.outcome is Outcome.FAIL:
        outcome, reason = said.outcome, f"{filled}，{_held(said, context, code)}"
    elif said.outcome is Outcome.PASS:
        outcome, reason = said.outcome, filled + _harmless(said, context, departure)
    else:
        outcome, reason = said.outcome, f"{filled}，{'；'.join(said.why)}"
        if outcome is Outcome.MISSING:
            facts = replace(facts, case="to-the-day")
        else:
            reason = f"{reason}，请核实"
    answer = Answer(
        outcome=outcome, reason=f"{reason}{departure}" if outcome is Outcome.FAIL else reason,
        evidence=(read.place,), facts=facts,
    )  # fmt: skip
    return _unless_awaited(answer, applicant, context, code)


def _held(said: events.Reading, context: Context, code: str) -> str:
    """Say what is held against the applicant, and that it lies inside the look-back."""
    when = f" {dates.spell(said.day)}" if said.day else ""
    grade = f"且达到{context.settings.eligibility.accident_apply}" if code == "E10" else ""
    return f"“{said.what}”{when} 在{_period(context)}之内{grade}，不符合{context.demand(code)}"


def _harmless(said: events.Reading, context: Context, departure: str) -> str:
    """Say why what happened does not count: it is older, or graded lower."""
    older = f"早于{_period(context)}" if said.old else ""
    lower = f"低于{context.settings.eligibility.accident_apply}{departure}" if said.lower else ""
    words = "或".join(filter(None, (older, lower)))
    return f"，{words}" if words else ""


@rule("E09", "监督抽查")
def sampling(applicant: Applicant, context: Context) -> Answer:
    """Hold a failed sampling of any level inside the look-back against the applicant."""
    return _answer(applicant, context, "E09", "sampling")


@rule("E10", "较大以上事故")
def accidents(applicant: Applicant, context: Context) -> Answer:
    """Hold an accident graded at or above `accident_apply` inside the look-back against it."""
    return _answer(
        applicant, context, "E10", "accidents", departure=context.departure("accident_apply")
    )


@rule("E11", "重大投诉")
def complaints(applicant: Applicant, context: Context) -> Answer:
    """Whether a complaint is 重大 and the organisation's fault is for a person to weigh."""
    return _answer(applicant, context, "E11", "complaints")


@rule("E12", "其他严重违法违规")
def violations(applicant: Applicant, context: Context) -> Answer:
    """Fail only what names a list or a crime; whether anything else is 严重 a person weighs."""
    return _answer(applicant, context, "E12", "violations")


@rule("E13", "信用报告")
def credit_report(applicant: Applicant, context: Context) -> Answer:
    """Want a report dated within `credit_report_days` before the anchor, or after it; 0: ask none."""
    read = day_cell(applicant, context, "credit_date")
    days = context.settings.eligibility.credit_report_days
    if not days:
        return Answer(
            outcome=Outcome.SKIP, reason="本届不要求信用报告（由本届设置决定，办法未规定）",
            evidence=(read.place,),
        )  # fmt: skip
    oldest = dates.days_before(context.anchor, days)
    told = replace(read.facts, limit=oldest)
    if read.day is None:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=told
        )
    fresh = dates.either_way(read.day, lambda day: day >= oldest)
    if fresh is None:
        reason = f"{read.heading}{dates.to_the_day(read.day, dates.chinese(oldest))}"
        told = replace(told, case="to-the-day", day=read.day)
        return Answer(outcome=Outcome.MISSING, reason=reason, evidence=(read.place,), facts=told)
    reason = (
        f"{read.heading}{dates.spell(read.day)}，{'不早于' if fresh else '早于'}{dates.chinese(oldest)}"
        f"（{context.anchor_words}前{days}日；天数由本届设置决定，办法未规定）{'' if fresh else '，请补交新的信用报告'}"
    )
    return Answer(
        outcome=Outcome.PASS if fresh else Outcome.MISSING,
        reason=reason,
        evidence=(read.place,),
        facts=Facts(case="stale", day=read.day, limit=oldest),
    )
