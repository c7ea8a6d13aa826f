"""What was handed in, by whom and when: E07, E08, E20 （十一）（三）（四）, E16, E18 （十三）."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.fields import heading
from wzqa.models import Facts, Outcome
from wzqa.rules.cells import Cell, cell, day_cell
from wzqa.rules.rule import Answer, Context, rule
from wzqa.rules.statements import denies, plain

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import Applicant

_AGAINST, _RECOMMENDED = "不推荐", ("推荐", "优先推荐")
_PAPERS = {"自评报告": "self_report", "申报表": "form", "证明材料": "proofs", "承诺书": "promise"}
_PROMISE = "承诺书"
# An answer that claims nothing, or leaves it to another paper.
_NO_CLAIM = re.compile(
    r"[没未不无待暂尚缺略]|详见|见附|附件|另附|同上|^\W*(?:请|可|具体)?参?见|^[有见好行0\W]+$"
)
_RANKED = re.compile(
    r"(?<![未没不无])第[一二三四五六七八九十\d]|前[一二三四五六七八九十\d]|首位|居首|榜首|领先|名列|前列|冠军"
)
_FIGURES = ("revenue", "profit", "tax", "assets")


def _claimed(applicant: Applicant, key: str) -> Answer:
    """Want a claim to be there; examiners judge it."""
    read = cell(applicant, key)
    if not read.text or _claims_nothing(read.text):
        reason = (
            f"{read.heading}填“{read.text}”，请核实" if read.text else f"{read.why_blank}，请核实"
        )
        return Answer(
            outcome=Outcome.PENDING, reason=reason, evidence=(read.place,), facts=read.facts
        )
    return Answer(
        outcome=Outcome.PASS, reason=f"{read.heading}已填写，由评审专家评价", evidence=(read.place,)
    )


@lru_cache(maxsize=8192)
def _claims_nothing(text: str) -> bool:
    """Say whether 行业排名 or the like holds no claim: 没有统计, 详见附件."""
    words = plain(text)
    if denies(words):
        return True
    found = _NO_CLAIM.search(words)
    if not found:
        return False
    ranked = _RANKED.search(words)
    return ranked is None or ranked.start() > found.start()


@rule("E07", "经济指标和社会贡献")
def leading_figures(applicant: Applicant, context: Context) -> Answer:
    """Want figures of some kind （近3年主要经济指标） and 行业排名 to be claimed."""
    del context
    figures = [value for key in _FIGURES for value in getattr(applicant, key)]
    place = applicant.at("revenue_3")
    if all(value is None for value in figures):
        return Answer(
            outcome=Outcome.MISSING,
            reason="营业收入、利润总额、纳税总额、资产总额均未填写，看不出近3年主要经济指标",
            evidence=(place,),
            facts=Facts(case="blank", names=tuple(heading(key) for key in _FIGURES)),
        )
    return _claimed(applicant, "rank_claim")


@rule("E08", "创新成果")
def innovation(applicant: Applicant, context: Context) -> Answer:
    """Want 创新成果 to be claimed."""
    del context
    return _claimed(applicant, "innovation")


@rule("E20", "技术、服务和质量指标")
def leading_level(applicant: Applicant, context: Context) -> Answer:
    """Want the level of the indicators to be claimed; older tables have no such column."""
    del context
    read = cell(applicant, "level_claim")
    if read.place is None and not read.text:
        reason = f"表中没有“{read.heading}”一栏，由评审专家评价"
        return Answer(outcome=Outcome.WARN, reason=reason)
    return _claimed(applicant, "level_claim")


def _registered(applicant: Applicant) -> bool:
    """Say whether the day of receipt is the office's own (`ingest --received`), in no cell."""
    source = applicant.sources.get("received")
    return source is not None and bool(source.text) and source.place.cell is None


@rule("E16", "推荐和申报时限")
def recommended_in_time(applicant: Applicant, context: Context) -> Answer:
    """Want a recommendation, except of those who report directly, and receipt in time."""
    channel, opinion = cell(applicant, "channel"), cell(applicant, "recommended")
    direct = channel.text in context.edition.area.direct
    at_city = direct or _registered(applicant)
    cycle, area = context.settings.cycle, context.edition.area
    ours, theirs = f"{area.level}级", f"{area.unit_level}级"
    days = [
        _Receipt.of(day_cell(applicant, context, "received"),
                    cycle.deadline_city if at_city else cycle.deadline_county,
                    ours if at_city else theirs),
        _Receipt.of(day_cell(applicant, context, "sent"), cycle.deadline_city, ours),
    ]  # fmt: skip
    received, sent = days
    refused = opinion.text == _AGAINST
    late = [one for one in days if one.late]
    if refused or late:
        words = [f"{opinion.heading}为“不推荐”"] if refused else []
        words += [f"{one.words}，不符合{context.demand('E16')}" for one in late]
        cells = [opinion] * refused + [one.cell for one in late]
        by_whom = "late" if received.late else "sent"
        case = "-".join([by_whom] * bool(late) + ["not-recommended"] * refused)
        return Answer(
            outcome=Outcome.FAIL,
            reason="；".join(words),
            evidence=tuple(where.place for where in cells),
            facts=Facts(
                case=case,
                day=late[0].cell.day if late else None,
                limit=late[0].deadline if late else received.deadline,
            ),
            clause="" if late else "recommend",
        )
    lacking = [] if direct or opinion.text in _RECOMMENDED else [opinion]
    if received.cell.day is None and sent.cell.day is None:
        lacking.append(received.cell)
    vague = [one for one in days if one.cell.day and one.late is None]
    if lacking or vague:
        named = (*lacking, *(one.cell for one in vague))
        return Answer(
            outcome=Outcome.MISSING,
            reason="；".join((*map(_lacks, lacking), *(one.words for one in vague))),
            evidence=tuple(c.place for c in named),
            facts=replace(vague[0].cell.facts, case="to-the-day")
            if vague and not lacking
            else Facts(names=tuple(c.heading for c in named)),
        )
    how = f"{channel.text}申报，直接报送" if direct else f"{opinion.heading}为“{opinion.text}”"
    told = [one for one in days if one.cell.day]
    return Answer(
        outcome=Outcome.PASS,
        reason="；".join((how, *(one.words for one in told))),
        evidence=(*([] if direct else [opinion.place]), *(one.cell.place for one in told)),
    )


def _lacks(read: Cell) -> str:
    if not read.text:
        return read.why_blank
    return (
        f"{read.heading}“{read.text}”不是{'、'.join((*_RECOMMENDED, _AGAINST))}之一，按未填写处理"
    )


@dataclass(frozen=True, slots=True)
class _Receipt:
    """A day held against its deadline, whose own day is in time; `late` None: cannot be told."""

    cell: Cell
    deadline: date
    late: bool | None
    words: str

    @classmethod
    def of(cls, read: Cell, deadline: date, whose: str) -> _Receipt:
        """Compare a day (收件日期, 报送日期) with the deadline of `whose` level."""
        if read.day is None:
            return cls(read, deadline, None, "")
        late = dates.either_way(read.day, lambda day: day > deadline)
        if late is None:
            return cls(
                read, deadline, None,
                f"{read.heading}{dates.to_the_day(read.day, f'{whose}截止日{dates.chinese(deadline)}')}",
            )  # fmt: skip
        side, until = "晚于" if late else "不晚于", dates.chinese(deadline)
        words = f"{read.heading}{dates.spell(read.day)}，{side}{whose}截止日{until}"
        return cls(read, deadline, late, words)


@rule("E18", "申报材料齐全")
def complete(applicant: Applicant, context: Context) -> Answer:
    """Want the papers that the office asks for; not handed in and not ticked are both missing.

    承诺书 is asked for by setting alone; the other three stand in （十三）.
    """
    asked = context.settings.eligibility.materials
    papers = [cell(applicant, _PAPERS[name]) for name in asked]
    lacking = [paper for paper in papers if paper.truth is not True]
    if lacking:
        words = "；".join(map(_not_in_hand, lacking))
        rest = [paper for paper in lacking if paper.heading != _PROMISE]
        basis = f"请按{context.demand('E18')}补交" if rest else "请补交"
        if len(rest) < len(lacking):
            basis += "（承诺书由本届设置要求，办法未规定）"
        return Answer(
            outcome=Outcome.MISSING,
            reason=f"{words}，{basis}",
            evidence=tuple(paper.place for paper in lacking),
            facts=Facts(names=tuple(paper.heading for paper in lacking)),
        )
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{'、'.join(asked)}均已提交" if asked else "本届没有要求提交材料",
        evidence=tuple(paper.place for paper in papers),
    )


def _not_in_hand(paper: Cell) -> str:
    if paper.trouble or not paper.place:
        return paper.why_blank
    return f"{paper.heading}未提交" if paper.truth is False else f"未注明{paper.heading}是否提交"
