"""评审工作报告 with 候选名单: what the office tells the committee before the vote (D08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import cited
from wzqa.documents.letters.registry import letter
from wzqa.documents.signature import chinese_day

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


def _spread(label: str, counts: Sequence[tuple[str, int]]) -> str:
    """Say how a number falls apart: `按推荐区域分，鹿城区3家、龙湾区1家。`."""
    text = common.joined(f"{name}{number}家" for name, number in counts if number)
    return f"按{label}分，{text}。" if text else ""


def _tie(tie: TieFacts) -> str:
    names = common.joined(party.name for party in tie.applicants)
    return (
        f"名额线上，{names}得分同为{tie.score}分，剩余名额{tie.places}家。"
        f"处理：{common.sentence(tie.settled)}。"
    )


def _ties(stage: StageFacts) -> list[Row]:
    if not stage.ties:
        return [{"说明": "名额线上没有并列。"}]
    return [{"说明": _tie(tie)} for tie in stage.ties]


def _work(stage: StageFacts, verb: str) -> str:
    flags = f"对离散程度超过提示线的{stage.flags}处提请复核。" if stage.flags else ""
    return (
        f"{stage.panels}个评审组、{stage.examiners}名评审专家对{stage.scored}家企业（组织）进行了{verb}，"
        f"收到有效评分表{stage.cards}份，汇总方法为{stage.method}。{flags}"
    )


def _result(stage: StageFacts, score: str, outcome: str) -> str:
    floor = f"，最低得分线为{stage.floor}分" if stage.floor else ""
    line = f"，其中最低{score}{stage.line}分" if stage.line else ""
    excluded = f"另有{stage.excluded}家经决定不参加排序。" if stage.excluded else ""
    return (
        f"名额上限为{stage.cap}家{floor}。按{score}由高到低，"
        f"{stage.admitted}家{outcome}{line}。{excluded}"
    )


def _visits(facts: CandidateReportFacts) -> str:
    work = _work(facts.visit, "现场评审")
    days = sorted(facts.visit_days)
    days_text = ""
    if days:
        one = len(set(days)) == 1
        days_text = f"{chinese_day(days[0]) if one else common.period(days[0], days[-1])}，"
    signed = ""
    if facts.signed is not None:
        signed = f"现场评审报告均已现场反馈，其中{facts.signed}份经受评企业（组织）负责人签字确认。"
    return f"{days_text}{work}{signed}"


def _causes(facts: CandidateReportFacts) -> str:
    texts = [f"{cited(c.article)}“{c.title}”{c.count}家" for c in facts.causes if c.count]
    if not texts:
        return ""
    return f"未通过的原因为：{common.joined(texts)}（一家有多项原因的分别计入）。"


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
        for c in candidates
    ]


def _named(facts: CandidateReportFacts) -> list[Party]:
    ties = [tie for stage in (facts.review, facts.visit) for tie in stage.ties]
    return [
        *(c.party for c in facts.candidates),
        *(party for tie in ties for party in tie.applicants),
        *(r.applicant for r in facts.recusals),
    ]


_LONGEST_BAR = 24  # squares; what one line of the table holds


def _bars(facts: CandidateReportFacts) -> list[Row]:
    """Draw the numbers of each step as bars, in squares that every face has."""
    steps = (
        ("申报", facts.applied),
        ("资格审查通过", facts.passed),
        ("进入现场评审", facts.review.admitted),
        ("候选", len(facts.candidates)),
    )
    most = max(1, *(number for _, number in steps))
    return [
        {"环节": name, "家数": str(number), "图示": "■" * -(-number * _LONGEST_BAR // most)}
        for name, number in steps
    ]


def _screened(facts: CandidateReportFacts) -> dict[str, str]:
    spread = (
        _spread("推荐区域", facts.by_region)
        + _spread("申报奖项", facts.by_award)
        + _spread("企业规模", facts.by_size)
    )
    changed = facts.overridden
    return {
        "申报家数": str(facts.applied),
        "申报分布": spread,
        "撤回说明": f"其中{facts.withdrawn}家撤回申报。" if facts.withdrawn else "",
        "通过家数": str(facts.passed),
        "未通过家数": str(facts.failed),
        "未通过原因": _causes(facts),
        "改定说明": f"经人工核查改定的审查结论{changed}项，均记明依据和经办人。" if changed else "",
    }


@letter("candidate-report")
def candidate_report(office: OfficeFacts, issue: Issue, facts: CandidateReportFacts) -> Letter:
    """Write 评审工作报告 with 候选名单; the committee alone sees the scores in annex 2."""
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        **_screened(facts),
        "签发人": office.signatory,
        "评委会": office.committee,
        "办法依据": common.basis(office),
        "评审标准": office.criteria,
        "评审指南": office.guide,
        "审查条款": office.cite("screen"),
        "资料评审条款": office.cite("cap_review"),
        "资料评审概况": _work(facts.review, "书面评审"),
        "资料评审结果": _result(facts.review, "得分", "进入现场评审"),
        "资料评审并列": _ties(facts.review),
        "现场评审条款": office.cite("visit"),
        "现场评审概况": _visits(facts),
        "现场评审结果": _result(facts.visit, "综合得分", "列为候选企业（组织）"),
        "现场评审并列": _ties(facts.visit),
        "候选条款": office.cite("cap_visit"),
        "得分权重": facts.weights,
        "候选家数": str(len(facts.candidates)),
        "回避说明": _recusals(facts.recusals),
        "监督条款": office.cite("oversight"),
        "表决条款": office.cite("vote"),
        "各环节": _bars(facts),
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
    }
    return common.about_many(
        "candidate-report",
        "评审工作报告",
        f"关于{office.label}{office.umbrella}评审工作情况的报告",
        fields,
        _named(facts),
        to=office.committee,
    )
