"""How the applicant behaved: E04, E09—E13 （十一）（二）（五）.

The look-back runs from `lookback_years` before the anchor, that day included, and is open towards
the day of the check. Only a certain event fails; whatever leaves room for doubt is pending.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import Day, Facts, Outcome
from wzqa.rules import replies
from wzqa.rules import statements as events
from wzqa.rules.cells import Cell, day_cell, statement
from wzqa.rules.rule import Answer, Context, rule

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Applicant

_LISTED = re.compile("失信被执行人|严重违法失信|刑事")
_OTHERS = re.compile("子公司|母公司|关联企业|关联公司|参股公司|控股公司|兄弟公司")
_RETEST = re.compile(r"复[检验测](?!.{0,6}不合格)")
_DENIED_EVENT = re.compile(
    r"(?:未|没有|不存在)(?:再|有|被|曾)?(?:发现|发生|出现|检出)|非本(?:公司|单位|企业|组织)"
)


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


def _inside(day: Day, context: Context) -> bool:
    """Say whether an event counts; of a month the last day, which is the stricter."""
    return day.last >= _lookback(context)


def _period(context: Context) -> str:
    years = context.settings.eligibility.lookback_years
    return (
        f"近{years}年（{_lookback(context)}起，{context.anchor_words}前推{years}年）"
        f"{context.departure('lookback_years')}"
    )


def _spelled(day: Day) -> str:
    _, note = dates.strict(day, late=True)
    return f"{dates.spell(day)}{note}"


def _doubts(said: events.Statement) -> list[str]:
    """Tell what keeps an event from being held against the applicant without a person."""
    doubts = [f"“{m.words}”{m.trouble}" for m in said.vague]
    if said.negative:
        doubts.append("既写“无”又有其他内容")
    if found := _OTHERS.search(said.text):
        doubts.append(f"提到“{found[0]}”，须核实是否为申报组织自身")
    if found := _DENIED_EVENT.search(said.text):
        doubts.append(f"写有“{found[0]}”")
    return doubts


def _stated(read: Cell, said: events.Statement) -> Answer | None:
    """Answer a blank (missing) and a denial (pass); None when something is stated."""
    if said.blank:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=read.facts
        )
    if said.denied:
        return Answer(
            outcome=Outcome.PASS, reason=f"{read.heading}填“{read.text}”", evidence=(read.place,)
        )
    return None


def _ask(read: Cell, doubts: list[str]) -> Answer:
    return Answer(
        outcome=Outcome.PENDING,
        reason=f"{read.heading}填“{read.text}”，{'；'.join(doubts)}，请核实",
        evidence=(read.place,),
        facts=read.facts,
    )


@rule("E09", "监督抽查")
def sampling(applicant: Applicant, context: Context) -> Answer:
    """Hold a failed sampling of any level inside the look-back against the applicant."""
    read, said = statement(applicant, context, "sampling")
    answer = _stated(read, said) or _sampled(read, said, context)
    return _unless_awaited(answer, applicant, context, "E09")


def _sampled(read: Cell, said: events.Statement, context: Context) -> Answer:
    inside = [day for day in said.days if _inside(day, context)]
    doubts = _doubts(said)
    if _RETEST.search(said.text):
        doubts.append("涉及复检")
    if "合格" in said.text and "不合格" not in said.text:
        doubts.append("写的是合格")
    if not said.days:
        return _ask(read, doubts or ["没有写明日期"])
    if inside and (not doubts or not _clouded(said, doubts)):
        day = max(inside, key=lambda d: d.last)
        return Answer(
            outcome=Outcome.FAIL,
            reason=f"{read.heading}填“{read.text}”，{_spelled(day)} 在{_period(context)}之内，"
            f"不符合{context.demand('E09')}",
            evidence=(read.place,),
            facts=Facts(said=read.text, day=day),
        )
    if inside or said.vague:
        return _ask(read, doubts)
    day = max(said.days, key=lambda d: d.last)
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{read.heading}填“{read.text}”，{_spelled(day)} 早于{_period(context)}",
        evidence=(read.place,),
    )


def _clouded(said: events.Statement, doubts: list[str]) -> bool:
    """Say whether more than a vague second date stands against a certain event."""
    return len(doubts) > len(said.vague)


@rule("E10", "较大以上事故")
def accidents(applicant: Applicant, context: Context) -> Answer:
    """Hold an accident graded at or above `accident_apply` inside the look-back against it."""
    read, said = statement(applicant, context, "accidents")
    answer = _stated(read, said) or _graded(read, said, context)
    return _unless_awaited(answer, applicant, context, "E10")


def _weighed(day: Day | None, grade: str | None, context: Context) -> Outcome:
    """Judge one accident: either a lower grade or an older day is enough to pass."""
    threshold = events.GRADES.index(context.settings.eligibility.accident_apply)
    severe = None if grade is None else events.GRADES.index(grade) >= threshold
    inside = None if day is None else _inside(day, context)
    if severe is False or inside is False:
        return Outcome.PASS
    return Outcome.FAIL if severe and inside else Outcome.PENDING


def _graded(read: Cell, said: events.Statement, context: Context) -> Answer:
    lowest = context.settings.eligibility.accident_apply
    pairs = events.paired(said)
    if pairs is None:
        whens = [m.day for m in said.mentions if not m.grade]
        grades = [m.grade for m in said.mentions if m.grade]
        outcomes = {_weighed(day, grade, context) for day in whens for grade in grades}
        outcome = outcomes.pop() if len(outcomes) == 1 else Outcome.PENDING
    else:
        outcomes = {_weighed(day, grade, context) for day, grade in pairs}
        order = (Outcome.FAIL, Outcome.PENDING, Outcome.PASS)
        outcome = next((o for o in order if o in outcomes), Outcome.PENDING)
    doubts = _doubts(said)
    if outcome is Outcome.PENDING or (outcome is Outcome.FAIL and _clouded(said, doubts)):
        return _ask(read, doubts or [_lacking(said, pairs)])
    days = "、".join(_spelled(day) for day in said.days)
    grades_said = "、".join(dict.fromkeys(m.grade for m in said.mentions if m.grade))
    facts = "，".join(
        words for words in (days and f"日期 {days}", grades_said and f"等级{grades_said}") if words
    )
    failed = outcome is Outcome.FAIL
    judged = (
        f"在{_period(context)}之内且达到{lowest}，不符合{context.demand('E10')}"
        if failed
        else _harmless(said, context)
    )
    return Answer(
        outcome=outcome,
        reason=f"{read.heading}填“{read.text}”（{facts}），{judged}{context.departure('accident_apply')}",
        evidence=(read.place,),
        facts=read.facts,
    )


def _harmless(said: events.Statement, context: Context) -> str:
    """Say why accidents do not count: each is older, graded lower, or one of the two."""
    lowest = context.settings.eligibility.accident_apply
    older, lower = f"早于{_period(context)}", f"低于{lowest}"
    if said.days and not any(_inside(day, context) for day in said.days):
        return older
    below = events.GRADES[: events.GRADES.index(lowest)]
    return lower if all(m.grade in below for m in said.mentions if m.grade) else f"{older}或{lower}"


def _lacking(said: events.Statement, pairs: object) -> str:
    """Name what a person has to find out."""
    if pairs is None:
        return "看不出日期与等级如何对应"
    lacks = ["日期"] * (not said.days) + ["等级"] * (not any(m.grade for m in said.mentions))
    return f"没有写明{'和'.join(lacks)}" if lacks else "日期与等级没有写全"


@rule("E11", "重大投诉")
def complaints(applicant: Applicant, context: Context) -> Answer:
    """Whether a complaint is 重大 and the organisation's fault is for a person to weigh."""
    read, said = statement(applicant, context, "complaints")
    return _stated(read, said) or _ask(read, ["是否重大、是否因组织责任导致须由人认定"])


@rule("E12", "其他严重违法违规")
def violations(applicant: Applicant, context: Context) -> Answer:
    """Fail only what names a listed case; any other text is for a person to weigh."""
    read, said = statement(applicant, context, "violations")
    named = list(_LISTED.finditer(said.text))
    certain = [m[0] for m in named if not events.negated(said.text, m.start())]
    if certain and not _OTHERS.search(said.text):
        answer = Answer(
            outcome=Outcome.FAIL,
            reason=f"{read.heading}填“{read.text}”，载明“{certain[0]}”，不符合{context.demand('E12')}",
            evidence=(read.place,),
            facts=read.facts,
        )
    elif named:
        answer = _ask(read, [f"提到“{named[0][0]}”而不能确定"])
    else:
        answer = _stated(read, said) or _ask(read, ["是否严重须由人认定"])
    return _unless_awaited(answer, applicant, context, "E12")


@rule("E13", "信用报告")
def credit_report(applicant: Applicant, context: Context) -> Answer:
    """Want a report dated within `credit_report_days` before the anchor, or after it."""
    read = day_cell(applicant, context, "credit_date")
    days = context.settings.eligibility.credit_report_days
    oldest = dates.days_before(context.anchor, days)
    if read.day is None:
        told = replace(read.facts, limit=oldest)
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=told
        )
    day, note = dates.strict(read.day, late=False)
    fresh = day >= oldest
    reason = (
        f"{read.heading} {dates.spell(read.day)}{note}，{'不早于' if fresh else '早于'} {oldest}"
        f"（{context.anchor_words}前{days}日；天数由本届设置决定，办法未规定）{'' if fresh else '，请补交新的信用报告'}"
    )
    return Answer(
        outcome=Outcome.PASS if fresh else Outcome.MISSING,
        reason=reason,
        evidence=(read.place,),
        facts=Facts(case="stale", day=read.day, limit=oldest),
    )
