"""评审工作报告 with 候选名单: what the office tells the committee before the vote (D08)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents import usual
from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter
from wzqa.names import in_order
from wzqa.regulation import UNREGULATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Party, Row
    from wzqa.documents.letters.facts_scored import (
        CandidateReportFacts,
        CandidateScore,
        RecusalFacts,
        StageFacts,
        TieFacts,
    )
    from wzqa.plan import ScoredStage


def _spread(label: str, counts: Sequence[tuple[str, int]]) -> str:
    """Say how a number falls apart: `按推荐区域分，甲县3家、乙县1家。`."""
    text = common.joined(f"{name}{number}家" for name, number in counts if number)
    return f"按{label}分，{text}。" if text else ""


def _tie(tie: TieFacts) -> str:
    names = common.joined(party.name for party in tie.applicants)
    return (
        f"名额线上，{names}得分同为{tie.score}分，剩余名额{tie.places}家。"
        f"{common.sentence(tie.settled)}。"
    )


def _ties(stage: StageFacts) -> list[Row]:
    if not stage.ties:
        return []
    return [{"说明": _tie(tie)} for tie in stage.ties]


def _work(stage: StageFacts, verb: str) -> str:
    named = common.joined(f"{name}{number}处" for name, number in stage.flags)
    flags = f"汇总评分时发现{named}，均未因此改变得分。" if named else ""
    panels = f"{stage.panels}个评审组、" if stage.panels else ""
    return (
        f"{panels}{stage.examiners}名评审专家对{stage.scored}家企业（组织）进行了{verb}，"
        f"提交有效评分表{stage.cards}份，得分取{stage.method}。{flags}"
    )


def _firmness(stage: StageFacts) -> str:
    """Say how far examiners agree, how firm the line is, how far panels compare; "" unknown.

    Where nobody was cut there is no line that could move.
    """
    text = ""
    if stage.agreement:
        low, high = stage.agreement
        span = f"为{low}" if low == high else f"在{low}至{high}之间"
        each = "各" if stage.panels > 1 else ""
        text = f"{each}评审组内专家排序的一致程度（肯德尔和谐系数）{span}，越接近1越一致。"
    if _all_in(stage):
        return text
    if stage.firm:
        inside, near, outside = stage.firm
        text += (
            f"经逐一去掉一名专家的评分和{stage.replicates}次模拟检验，稳定入围{inside}家，"
            f"处于名额线附近{near}家，稳定未入围{outside}家。"
        )
    return text + stage.comparable


def _all_in(stage: StageFacts) -> bool:
    return stage.admitted == stage.scored and not stage.excluded


def _result(stage: StageFacts, score: str, outcome: str) -> str:
    floor = f"，最低得分线为{stage.floor}分" if stage.floor else ""
    further = f"另设最低得分线：{stage.floors}。" if stage.floors else ""
    line = f"，其中最低{score}{stage.line}分" if stage.line else ""
    excluded = f"另有{stage.excluded}家经决定不参加排序。" if stage.excluded else ""
    if _all_in(stage):
        return f"名额上限为{stage.cap}家{floor}。{further}{stage.admitted}家均{outcome}{line}。"
    return (
        f"名额上限为{stage.cap}家{floor}。{further}按{score}由高到低，"
        f"{stage.admitted}家{outcome}{line}。{excluded}"
    )


def _visits(facts: CandidateReportFacts) -> str:
    work = _work(facts.visit, "现场评审")
    days = sorted(facts.visit_days)
    days_text = ""
    if days:
        one = len(set(days)) == 1
        days_text = f"{chinese(days[0]) if one else common.period(days[0], days[-1])}，"
    signed = ""
    if facts.signed is not None:
        signed = f"现场评审报告经受评企业（组织）负责人签字确认{facts.signed}份。"
    return f"{days_text}{work}{signed}"


def _causes(facts: CandidateReportFacts) -> str:
    causes = [c for c in facts.causes if c.count]
    if not causes:
        return ""
    texts = common.joined(f"{c.title}{c.count}家" for c in causes)
    several = "（一家有多项的分别计入）" if sum(c.count for c in causes) > facts.failed else ""
    articles = sorted(
        {c.article for c in causes if c.article.startswith(("（", "第"))}, key=in_order
    )
    under = f"，依据是《办法》{common.joined(articles)}" if articles else ""
    return f"按未通过的事项分，{texts}{several}{under}。"


def _recusals(recusals: Sequence[RecusalFacts]) -> str:
    if not recusals:
        return "本届评审没有登记的回避事项。"
    return f"登记并执行的回避共{len(recusals)}人次，情况见附件3。"


def _candidate_rows(office: OfficeFacts, candidates: Sequence[CandidateScore]) -> list[Row]:
    return common.party_rows(common.in_list_order(office, (c.party for c in candidates)))


def _score_rows(candidates: Sequence[CandidateScore]) -> list[Row]:
    return [
        {
            "名次": c.rank,
            "组织名称": c.party.name,
            "资料得分": c.review,
            "现场得分": c.visit,
            "综合得分": c.combined,
        }
        for c in sorted(candidates, key=_by_rank)
    ]


def _all_scores(office: OfficeFacts, candidates: Sequence[CandidateScore]) -> list[Row]:
    """Give the scores of stages beside the first and that on site, too; nothing without such stages."""
    names = [stage.name for stage in office.plan.others]
    rows = zip(_score_rows(candidates), sorted(candidates, key=_by_rank), strict=True)
    return [
        row | {"其他得分": common.joined(map("".join, zip(names, c.others, strict=True)))}
        for row, c in (rows if names else ())
    ]


def _by_rank(candidate: CandidateScore) -> tuple[int, str]:
    rank = int(candidate.rank) if candidate.rank.isdigit() else 10**6
    return rank, candidate.party.app_no


def _named(facts: CandidateReportFacts) -> list[Party]:
    stages = (facts.review, facts.visit, *facts.others)
    ties = [tie for stage in stages for tie in stage.ties]
    return [
        *(c.party for c in facts.candidates),
        *(party for tie in ties for party in tie.applicants),
        *(r.applicant for r in facts.recusals),
    ]


def _by_key(office: OfficeFacts, facts: CandidateReportFacts) -> dict[str, StageFacts]:
    plan = office.plan
    keys = (plan.first, plan.site, *(stage.key for stage in plan.others))
    return dict(zip(keys, (facts.review, facts.visit, *facts.others), strict=True))


def _rule(office: OfficeFacts, stage: ScoredStage) -> str:
    """Cite what a stage's list rests on."""
    article = office.cite(f"cap_{stage.key}")
    return "本届评审规则" if article == UNREGULATED else article


def _others(office: OfficeFacts, facts: CandidateReportFacts) -> list[Row]:
    """Tell of the stages beside the first and that on site, as of these."""
    return [
        {
            "条款": _rule(office, stage),
            "概况": _work(numbers, stage.act),
            "结果": _result(numbers, "综合得分", stage.admits),
            "稳定": _firmness(numbers),
            "并列": "".join(map(_tie, numbers.ties)),
        }
        for stage, numbers in zip(office.plan.others, facts.others, strict=True)
    ]


def _steps(office: OfficeFacts, facts: CandidateReportFacts) -> list[Row]:
    """Put the numbers of each step into a table: how many, the cap, the share of the step before."""
    numbers = _by_key(office, facts)
    scored = [
        (s.admits, numbers[s.key].admitted, str(numbers[s.key].cap), office.cite(f"cap_{s.key}"))
        for s in office.plan.scored
    ]
    last, final = office.plan.of(office.plan.last), scored.pop()
    steps = (
        ("申报", facts.applied, "", ""),
        *((("撤回申报", facts.withdrawn, "", ""),) if facts.withdrawn else ()),
        ("资格审查通过", facts.passed, "", office.cite("screen")),
        *scored,
        (f"列为{last.standing}", len(facts.candidates), *final[2:]),
    )
    befores, reached = [], 0
    for name, number, _, _ in steps:
        befores.append(reached)
        reached = reached - number if name == "撤回申报" else number
    return [
        {
            "环节": name,
            "家数": str(number),
            "上限": f"不超过{cap}" if cap else "—",
            "占比": f"{Decimal(100 * number) / before:.1f}%" if before else "—",
            "依据": article.removeprefix("《办法》")
            if re.match("《办法》[（第]", article)
            else "—",
        }
        for (name, number, cap, article), before in zip(steps, befores, strict=False)
    ]


def _screened(office: OfficeFacts, facts: CandidateReportFacts) -> dict[str, str]:
    spread = (
        _spread("推荐区域", facts.by_region)
        + _spread("申报奖项", facts.by_award)
        + _spread("企业规模", facts.by_size)
        + _spread("填报的鼓励支持类别", facts.by_encouraged)
    )
    changed = facts.decided
    asked = common.answers(office, facts.departments)
    return {
        "申报家数": str(facts.applied),
        "申报分布": spread,
        "撤回说明": f"，其中{facts.withdrawn}家在评审期间撤回申报" if facts.withdrawn else "",
        "部门说明": f"我办{asked}" if asked else "",
        "通过家数": str(facts.passed),
        "未通过家数": str(facts.failed),
        "未通过原因": _causes(facts),
        "改定说明": f"经核查认定的审查事项{changed}项，均记明依据和经办人。" if changed else "",
    }


@letter("candidate-report")
def candidate_report(office: OfficeFacts, issue: Issue, facts: CandidateReportFacts) -> Letter:
    """Write 评审工作报告 with 候选名单; the committee alone sees the scores in annex 2."""
    plan = office.plan
    first, site = plan.of(plan.first), plan.of(plan.site)
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        **_screened(office, facts),
        "发文字号": issue.number,
        "签发人": office.signatory,
        "评委会": office.committee,
        "评委会简称": common.committee(office),
        "办法依据": common.basis(office),
        "评审标准": office.criteria,
        "评审指南": office.guide,
        "审查条款": office.cite("screen"),
        "资料评审条款": _rule(office, first),
        "资料评审概况": _work(facts.review, "书面评审"),
        "资料评审结果": _result(facts.review, "得分", first.admits),
        "资料评审稳定": _firmness(facts.review),
        "资料评审并列": _ties(facts.review),
        "现场评审条款": office.cite("visit"),
        "现场评审概况": _visits(facts),
        "现场评审结果": _result(facts.visit, "综合得分", site.admits),
        "现场评审稳定": _firmness(facts.visit),
        "现场评审并列": _ties(facts.visit),
        "候选条款": _rule(office, plan.of(plan.last)),
        "得分权重": facts.weights,
        "候选家数": str(len(facts.candidates)),
        "回避说明": _recusals(facts.recusals),
        "本级": office.area.level,
        "监督条款": office.cite("oversight"),
        "表决条款": office.cite("vote"),
        "各环节": _steps(office, facts),
        "候选名单": _candidate_rows(office, facts.candidates),
        "得分名单": _score_rows(facts.candidates),
        "回避名单": [
            {
                "序号": str(number),
                "回避人": r.person,
                "组织名称": r.applicant.name,
                "原因": r.reason,
            }
            for number, r in enumerate(facts.recusals, 1)
        ],
        **usual.unusual(
            首环节=first.name,
            其后环节=common.listing(plan.titles[1:]),
            末环节=plan.names[plan.last],
            其他环节=_others(office, facts),
            各项得分=_all_scores(office, facts.candidates),
        ),
    }
    return common.about_many(
        "candidate-report",
        "评审工作报告",
        common.titled(office.name, f"关于{office.label}{office.umbrella}评审工作情况的报告"),
        fields,
        _named(facts),
        to=office.committee,
        numbered=True,
    )
