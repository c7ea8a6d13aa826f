"""Letters of 资料评审 and 现场评审: reports, notices to applicants, the list of visits."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents import usual
from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import Letter
from wzqa.documents.letters.registry import letter, sample
from wzqa.documents.letters.screen import list_fields
from wzqa.names import comparable, numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts, Row
    from wzqa.documents.letters.facts_scored import (
        CategoryNotes,
        ListFacts,
        RejectionFacts,
        ReportFacts,
        VisitFacts,
    )

# 备查资料 by category name
_PAPERS = {
    "领导": "使命、愿景、价值观和高层领导作用的记录，组织治理和社会责任的制度与记录",
    "战略": "战略制定和部署的文件，目标分解、资源配置和绩效监测记录",
    "顾客与市场": "顾客和市场调查、投诉处理、顾客满意测量和改进记录",
    "资源": "人力、财务、信息和知识、技术、基础设施、相关方管理的制度与记录",
    "过程管理": "主要过程的识别、设计、实施和改进文件，作业文件和现场记录",
    "测量、分析与改进": "绩效测量系统、数据分析和评审记录，改进和创新项目资料",
    "结果": "申报材料所引用的近3年主要数据的原始记录，证书、专利、检验报告和审计报告",
}
_OTHER_PAPERS = "本类各条目的制度、记录和证明材料"


def _report_fields(office: OfficeFacts, facts: ReportFacts, clause: str, *, inside: bool) -> Fields:
    strengths, opportunities = _notes(facts.categories)
    said = [c for c in facts.categories if c.strengths or c.opportunities]
    return {
        **common.named(office),
        "办法依据": common.basis(office, clause, once=inside),
        "评审标准": office.criteria,
        "评审指南": office.guide,
        "组织名称": facts.applicant.name,
        "信用代码": facts.applicant.uscc,
        "区域": facts.applicant.region,
        "申报奖项": facts.applicant.award or "未注明",
        "评审组": facts.panel,
        "总体评价": _overall(facts, levels=inside),
        "各类": _kinds(said or facts.categories),
        "优势": strengths,
        "改进机会": opportunities,
        "核实问题": [
            {"序号": str(number), "问题": common.sentence(text)}
            for number, text in enumerate(facts.verify, 1)
        ],
    }


_MOST = 3  # remarks, and categories, that 总体评价 names


def _overall(facts: ReportFacts, *, levels: bool) -> str:
    """Give 总体评价: the leader's words, else the examiners' by category; "" leaves it to be written.

    Strengths are those of the categories marked highest, opportunities those of the lowest.
    `levels` also says how high, in a report that stays inside.
    """
    if facts.overall:
        return f"{common.sentence(facts.overall)}。"
    ranked = sorted(facts.categories, key=_rate, reverse=True)
    strengths = [(c.name, c.strengths[0]) for c in ranked if c.strengths]
    opportunities = [(c.name, c.opportunities[0]) for c in reversed(ranked) if c.opportunities]
    return (
        (_levels(ranked) if levels and all(c.score for c in ranked) else "")
        + _seen("评审专家认为，该企业（组织）的优势主要体现在", strengths[:_MOST])
        + _seen("有待改进的主要是", opportunities[:_MOST])
    )


def _seen(begins: str, remarks: Sequence[tuple[str, str]]) -> str:
    """Put remarks on categories into sentences, one for each after a first that names them."""
    if len(remarks) == 1:
        name, text = remarks[0]
        return f"{begins}“{name}”方面，{common.sentence(text)}。"
    names = "".join(f"“{name}”" for name, _ in remarks)
    whole = "".join(f"“{name}”方面，{common.sentence(text)}。" for name, text in remarks)
    return f"{begins}{names}方面。{whole}" if remarks else ""


def _rate(category: CategoryNotes) -> Decimal:
    """Give a category's 得分率 in per cent; 0 without a score."""
    if not category.score:
        return Decimal(0)
    return 100 * Decimal(category.score) / Decimal(category.points)


def _levels(ranked: list[CategoryNotes]) -> str:
    """Name the categories marked highest and lowest, with their 得分率."""

    def named(categories: list[CategoryNotes]) -> str:
        return common.joined(f"“{c.name}”（{_rate(c):.1f}%）" for c in categories)

    return f"从各类得分率看，{named(ranked[:2])}较高，{named(ranked[-2:][::-1])}较低。"


def _notes(categories: tuple[CategoryNotes, ...]) -> tuple[list[Row], list[Row]]:
    """Number what examiners wrote, category by category."""

    def rows(clause: str, texts: tuple[str, ...]) -> list[Row]:
        return [
            {"条款": clause, "序号": str(number), "内容": f"{common.sentence(text)}。"}
            for number, text in enumerate(texts, 1)
        ]

    strengths = [row for c in categories for row in rows(c.clause, c.strengths)]
    opportunities = [row for c in categories for row in rows(c.clause, c.opportunities)]
    return strengths, opportunities


def _kinds(categories: Sequence[CategoryNotes]) -> list[Row]:
    """List categories, and whether there is something to say of each on either side."""
    return [
        {
            "序": numeral(number),
            "条款": c.clause,
            "类别": c.name,
            "有优势": "是" if c.strengths else "",
            "有机会": "是" if c.opportunities else "",
        }
        for number, c in enumerate(categories, 1)
    ]


def _scores(facts: ReportFacts) -> list[Row]:
    rows: list[Row] = [
        {"条款": c.clause, "类别": c.name, "满分": c.points, "得分": c.score}
        for c in facts.categories
    ]
    full = sum(int(c.points) for c in facts.categories)
    return [*rows, {"条款": "", "类别": "总分", "满分": str(full), "得分": facts.score}]


def _on_sums(facts: ReportFacts) -> str:
    """Say why the categories do not add up to the score; "" where the printed numbers do."""
    if facts.by_median:
        return "总分为各份评分表总分的中位数，各类得分为各份评分表的平均，相加不等于总分。"
    parts = sum(Decimal(c.score) for c in facts.categories if c.score)
    if not facts.score or parts == Decimal(facts.score):
        return ""
    return "各类得分分别修约，相加与总分末位有差的，以总分为准。"


def _report(
    kind: str, template: str, office: OfficeFacts, facts: ReportFacts, fields: Fields
) -> Letter:
    return Letter(
        kind=kind,
        key=facts.applicant.key,
        title=f"{office.label}{office.umbrella}{template}",
        to=facts.applicant.name if kind == "visit-report" else "",
        subject_name=facts.applicant.name,
        numbered=False,
        template=template,
        fields=fields,
        own_names=facts.applicant.names,
        address=facts.applicant.address,
        contact=facts.applicant.contact,
        phone=facts.applicant.phone,
    )


@letter("review-report")
def review_report(office: OfficeFacts, issue: Issue, facts: ReportFacts) -> Letter:
    """Write 资料评审报告, one per applicant; inward, with panel and scores."""
    written = any(c.strengths or c.opportunities for c in facts.categories)
    fields: Fields = {
        **_report_fields(office, facts, "review", inside=True),
        "落款日期": chinese(issue.day),
        "组长": facts.leader,
        "组员": common.joined(name for name in facts.members if name != facts.leader),
        "评分表份数": str(facts.cards),
        "汇总方法": facts.method,
        "有评语": "是" if written else "",
        "合议意见": f"{common.sentence(facts.consensus)}。" if facts.consensus else "",
        "得分": facts.score,
        "得分表": _scores(facts),
        "合计说明": _on_sums(facts),
    }
    return _report("review-report", "资料评审报告", office, facts, fields)


@letter("visit-report")
def visit_report(office: OfficeFacts, issue: Issue, facts: ReportFacts) -> Letter:  # noqa: ARG001  (dated on site)
    """Write 现场评审报告 with its signature page; outward, so it names no examiner.

    Before the marks are in it is the form that the panel completes and the head signs on site.
    """
    form = facts.cards == 0
    day = chinese(facts.visit_day) if facts.visit_day else "　　　　年　　月　　日"
    shown = office.show_score and facts.score != "" and not form
    fields: Fields = {
        **_report_fields(office, facts, "visit", inside=False),
        "待填": "是" if form else "",
        "优势序": numeral(5 if form else 4),
        "反馈条款": office.cite("visit"),
        "评审日期": day,
        "得分": facts.score if shown else "",
        "得分表": _scores(facts) if shown else [],
        "合计说明": _on_sums(facts) if shown else "",
    }
    return _report("visit-report", "现场评审报告", office, facts, fields)


_MARK = re.compile(
    r"\d+(?:\.\d+)?\s*分(?!钟|公司|析|别|工|类|布|级|解|享|厂|店|行|之|支|包|离|配|拣|公)"
    r"|得分|打分|评分|第\s*[\d一二三四五六七八九十]+\s*名|排名|名次|入围"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFacts:
    """What examiners wrote for one applicant; `others` are firms and `people` examiners to hide."""

    report: ReportFacts
    stage: str  # 资料评审 | 现场评审
    others: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@sample("feedback")
def _feedback() -> FeedbackFacts:
    from wzqa.documents.letters.samples_scored import report_facts  # noqa: PLC0415  (made up at length, for `templates check` alone)

    return FeedbackFacts(report=report_facts(), stage="资料评审", people=("吴示例",))


def _for_the_firm(texts: tuple[str, ...], facts: FeedbackFacts) -> tuple[str, ...]:
    """Leave out notes that speak of marks, and hide the names of other firms and of examiners.

    A note that still names one, written in another width or case, is left out whole.
    """
    kept = []
    people = sorted(facts.people, key=len, reverse=True)
    others = sorted(facts.others, key=len, reverse=True)
    for text in texts:
        clean = text
        for name in people:
            clean = clean.replace(name, "评审专家")
        for name in others:
            clean = clean.replace(name, "其他企业（组织）")
        folded = comparable(clean)
        if not _MARK.search(clean) and not any(comparable(n) in folded for n in (*people, *others)):
            kept.append(clean)
    return tuple(kept)


def for_the_firm(facts: FeedbackFacts) -> tuple[CategoryNotes, ...]:
    """Give the categories as the applicant may read them: no mark, no name of others."""
    return tuple(
        dataclasses.replace(
            c,
            score="",
            strengths=_for_the_firm(c.strengths, facts),
            opportunities=_for_the_firm(c.opportunities, facts),
        )
        for c in facts.report.categories
    )


@letter("feedback")
def feedback(office: OfficeFacts, issue: Issue, facts: FeedbackFacts) -> Letter:
    """Write 评审意见反馈, one per reviewed applicant: strengths and opportunities by category."""
    party = facts.report.applicant
    clean = for_the_firm(facts)
    said = [c for c in clean if c.strengths or c.opportunities]
    strengths, opportunities = _notes(clean)
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "评审标准": office.criteria,
        "组织名称": party.name,
        "信用代码": party.uscc,
        "阶段": facts.stage,
        "各类": _kinds(said),
        "优势": strengths,
        "改进机会": opportunities,
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, party),
    }
    about = f"关于反馈{office.label}{office.umbrella}{facts.stage}意见的函"
    title = common.titled(office.name, about)
    return common.to_party("feedback", "评审意见反馈", title, party, fields)


def _rejection_fields(
    office: OfficeFacts, issue: Issue, facts: RejectionFacts, clause: str
) -> Fields:
    return {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, clause, once=True),
        "组织名称": facts.applicant.name,
        "信用代码": facts.applicant.uscc,
        "得分": facts.score if office.show_score else "",
        "异议期限": str(office.appeal_days) if office.appeal_days else "",
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, facts.applicant),
    }


@letter("not-shortlisted")
def not_shortlisted(office: OfficeFacts, issue: Issue, facts: RejectionFacts) -> Letter:
    """Write 未进入现场评审告知书, one per applicant."""
    fields = _rejection_fields(office, issue, facts, "review")
    if facts.stage.on != "papers":
        fields["评审说明"] = f"你单位进行了{facts.stage.act}"
    fields |= usual.unusual(此前环节=facts.stage.name)
    about = f"关于{office.label}{office.umbrella}{facts.stage.name}结果的告知书"
    title = common.titled(office.name, about)
    return common.to_party(
        "not-shortlisted", "未进入现场评审告知书", title, facts.applicant, fields
    )


@letter("not-candidate")
def not_candidate(office: OfficeFacts, issue: Issue, facts: RejectionFacts) -> Letter:
    """Write 未列入候选名单告知书, one per applicant."""
    fields = _rejection_fields(office, issue, facts, f"cap_{facts.stage.key}")
    if facts.stage.on != "site":
        fields["反馈说明"] = facts.stage.act.removeprefix(facts.stage.name)
    fields |= usual.unusual(落选环节=facts.stage.name)
    about = f"关于{office.label}{office.umbrella}{facts.stage.name}结果的告知书"
    title = common.titled(office.name, about)
    return common.to_party("not-candidate", "未列入候选名单告知书", title, facts.applicant, fields)


def _team(office: OfficeFacts, facts: VisitFacts) -> str:
    """Say who comes, by name where the settings say so, else how many."""
    names = common.joined(name for name in facts.team if name != facts.leader)
    if not (office.name_examiners and names):
        return f"评审组由{facts.members}名评审专家组成，实行组长负责制。"
    leader = f"组长{facts.leader}，成员" if facts.leader else "成员"
    return f"评审组由{facts.members}名评审专家组成，实行组长负责制：{leader}{names}。"


def _advisers(office: OfficeFacts, facts: VisitFacts) -> str:
    """Say what is asked so that whoever advised the firm stays away."""
    if office.name_examiners and facts.team:
        return "请填写回避声明（附件3），对评审组成员有回避申请的，写明理由"
    return "请填写回避声明（附件3），写明近3年为你单位提供卓越绩效管理咨询服务的机构和人员，没有的写“无”"


@letter("visit-notice")
def visit_notice(office: OfficeFacts, issue: Issue, facts: VisitFacts) -> Letter:
    """Write 现场评审通知, one per admitted applicant; examiners' names only as the settings say."""
    when = (
        f"现场评审定于{chinese(facts.day)}进行，评审组于当日8时30分前到达。"
        if facts.day
        else "现场评审的具体时间另行通知。"
    )
    phone = office.supervision_phone
    papers: list[Row] = [
        {"条款": clause, "类别": name, "资料": _PAPERS.get(name, _OTHER_PAPERS)}
        for clause, name in office.categories
    ]
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, f"cap_{office.plan.to_site}"),
        "评审组条款": office.cite("panel"),
        "反馈条款": office.cite("visit"),
        "纪律条款": common.discipline(office),
        "组织名称": facts.applicant.name,
        "信用代码": facts.applicant.uscc,
        "评审时间": when,
        "评审组组成": _team(office, facts),
        "回避要求": _advisers(office, facts),
        "监督电话说明": f"监督电话：{phone}。" if phone else "",
        "联系方式": common.contact_line(office),
        "备查资料": papers,
        "抄送": common.copied_to(office, facts.applicant),
        **usual.unusual(此前环节=office.plan.names[office.plan.to_site]),
    }
    about = f"关于开展{office.label}{office.umbrella}现场评审的通知"
    title = common.titled(office.name, about)
    return common.to_party("visit-notice", "现场评审通知", title, facts.applicant, fields)


@letter("visit-list")
def visit_list(office: OfficeFacts, issue: Issue, facts: ListFacts) -> Letter:
    """Write 现场评审名单, in list order."""
    title = f"{office.label}{office.umbrella}现场评审企业（组织）名单"
    fields = list_fields(office, issue, facts, f"cap_{office.plan.to_site}")
    fields |= usual.unusual(此前环节=office.plan.names[office.plan.to_site])
    return common.about_many("visit-list", "现场评审名单", title, fields, facts.parties)
