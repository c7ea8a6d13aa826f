"""What was handed in, by whom and when: E07, E08 （十一）（三）（四）, E16, E18 （十三）."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import Facts, Outcome
from wzqa.regions import DIRECT
from wzqa.rules.cells import Cell, cell, day_cell
from wzqa.rules.rule import Answer, Context, rule
from wzqa.rules.statements import read as read_statement

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Applicant

_AGAINST, _RECOMMENDED = "不推荐", ("推荐", "优先推荐")
_PAPERS = ("self_report", "form", "proofs", "promise")


def _claimed(applicant: Applicant, context: Context, key: str) -> Answer:
    """Want a claim to be there; examiners judge it."""
    read = cell(applicant, key)
    if not read.text or read_statement(read.text, context.anchor).denied:
        reason = (
            f"{read.heading}填“{read.text}”，请核实" if read.text else f"{read.why_blank}，请核实"
        )
        return Answer(
            outcome=Outcome.PENDING, reason=reason, evidence=(read.place,), facts=read.facts
        )
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{read.heading}已填写，由评审专家评价",
        evidence=(read.place,),
    )


@rule("E07", "经济指标和社会贡献")
def leading_figures(applicant: Applicant, context: Context) -> Answer:
    """Want 行业排名 to be claimed."""
    return _claimed(applicant, context, "rank_claim")


@rule("E08", "创新成果")
def innovation(applicant: Applicant, context: Context) -> Answer:
    """Want 创新成果 to be claimed."""
    return _claimed(applicant, context, "innovation")


@rule("E16", "推荐和申报时限")
def recommended_in_time(applicant: Applicant, context: Context) -> Answer:
    """Want a recommendation, except of those who report directly, and receipt in time."""
    channel, opinion = cell(applicant, "channel"), cell(applicant, "recommended")
    received = day_cell(applicant, context, "received")
    direct = channel.text in DIRECT
    late, when = _receipt(received, context, direct=direct)
    against = [
        (opinion.text == _AGAINST, opinion, f"{opinion.heading}为“不推荐”"),
        (late, received, f"{when}，不符合{context.demand('E16')}"),
    ]
    if any(found for found, _, _ in against):
        return Answer(
            outcome=Outcome.FAIL,
            reason="；".join(words for found, _, words in against if found),
            evidence=tuple(where.place for found, where, _ in against if found),
            facts=Facts(
                case="-".join(
                    word
                    for word, so in (("late", late), ("not-recommended", opinion.text == _AGAINST))
                    if so
                ),
                day=received.day if late else None,
                limit=_deadline(context, direct=direct),
            ),
        )
    lacking = [] if direct or opinion.text in _RECOMMENDED else [opinion]
    if received.day is None:
        lacking.append(received)
    if lacking:
        return Answer(
            outcome=Outcome.MISSING,
            reason="；".join(_lacks(c) for c in lacking),
            evidence=tuple(c.place for c in lacking),
            facts=Facts(names=tuple(c.heading for c in lacking)),
        )
    how = f"{channel.text}申报，直接报送" if direct else f"{opinion.heading}为“{opinion.text}”"
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{how}；{when}",
        evidence=(received.place,) if direct else (opinion.place, received.place),
    )


def _lacks(read: Cell) -> str:
    if not read.text:
        return read.why_blank
    return (
        f"{read.heading}“{read.text}”不是{'、'.join((*_RECOMMENDED, _AGAINST))}之一，按未填写处理"
    )


def _receipt(received: Cell, context: Context, *, direct: bool) -> tuple[bool, str]:
    """Compare 收件日期 with the deadline that applies; its own day is in time."""
    if received.day is None:
        return False, ""
    deadline = _deadline(context, direct=direct)
    day, note = dates.strict(received.day, late=True)
    late = day > deadline
    return late, (
        f"{received.heading} {dates.spell(received.day)}{note}，"
        f"{'晚于' if late else '不晚于'}{'市级' if direct else '县级'}截止日 {deadline}"
    )


def _deadline(context: Context, *, direct: bool) -> date:
    cycle = context.settings.cycle
    return cycle.deadline_city if direct else cycle.deadline_county


@rule("E18", "申报材料齐全")
def complete(applicant: Applicant, context: Context) -> Answer:
    """Want all four papers; what was not handed in and what was not ticked are both missing."""
    papers = [cell(applicant, key) for key in _PAPERS]
    lacking = [paper for paper in papers if paper.truth is not True]
    if lacking:
        reason = "；".join(
            paper.why_blank
            if paper.trouble or not paper.place
            else f"{paper.heading}未提交"
            if paper.truth is False
            else f"未注明{paper.heading}是否提交"
            for paper in lacking
        )
        return Answer(
            outcome=Outcome.MISSING,
            reason=f"{reason}，请按{context.demand('E18')}补交",
            evidence=tuple(paper.place for paper in lacking),
            facts=Facts(names=tuple(paper.heading for paper in lacking)),
        )
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{'、'.join(paper.heading for paper in papers)}均已提交",
        evidence=tuple(paper.place for paper in papers),
    )
