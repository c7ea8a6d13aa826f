"""Fictitious organisations, and what samples say of their review (see `samples`)."""

from __future__ import annotations

from datetime import date

from wzqa.documents.letters.facts import (
    CandidateReportFacts,
    CandidateScore,
    CategoryNotes,
    CauseFacts,
    Party,
    RecusalFacts,
    ReportFacts,
    StageFacts,
    TieFacts,
)
from wzqa.documents.letters.registry import sample
from wzqa.regions import short
from wzqa.regulation import default_profile, load_edition
from wzqa.rules.departments import Counts

EDITION = load_edition(default_profile())
PLACE = EDITION.area
CITY = short(PLACE.name)
A, B, C, D, E = (PLACE.regions[at] for at in (0, 1, 4, 9, 10))
FIRST, SECOND = (award["name"] for award in EDITION.defaults["award"][:2])
DIRECT = list(PLACE.direct)[-1]

JIA = Party(
    name="示例甲 & 乙 <合资> 公司",
    uscc="91330302MAXX00015J",
    app_no=f"2026-{A.short}-001",
    region=A.name,
    award=FIRST,
    address=f"{PLACE.name}{A.name}示例街道示例路8号",
    postcode="325000",
    contact="甲示例",
    phone="0577-00000011",
)
YI = Party(
    name=f"{CITY}示例乙智能装备与新材料科技（集团）股份有限公司{B.short}高新技术产业示范园区总部",
    uscc="91330303MAXX00023U",
    app_no=f"2026-{B.short}-001",
    region=B.name,
    award=SECOND,
    contact="乙示例",
    phone="0577-00000012",
)
PARTIES = (
    JIA,
    YI,
    Party(
        name="示例丙农业专业合作社",
        uscc="93330324MAXX00234J",
        app_no=f"2026-{C.short}-001",
        region=C.name,
        award=FIRST,
    ),
    Party(
        name="示例丁医院",
        uscc="12330300MAXX00218F",
        app_no=f"2026-{PLACE.direct[DIRECT]}-001",
        region=DIRECT,
        award="服从调剂",
    ),
    Party(
        name="示例戊电器有限公司",
        uscc="91330382MAXX00111P",
        app_no=f"2026-{E.short}-001",
        region=E.name,
    ),
    Party(
        name="示例己建设工程有限公司",
        uscc="91330381MAXX00103E",
        app_no=f"2026-{D.short}-001",
        region=D.name,
        award=SECOND,
    ),
)

_NOTES = {
    "4.1": (
        ("高层领导亲自推动卓越绩效管理", "社会责任报告连续3年发布"),
        ("治理监督的记录不够完整",),
    ),
    "4.5": (("关键过程识别清楚，有 A < B & C 的对比",), ("过程改进的成果推广不足",)),
    "4.7": ((), ("缺少与标杆对比的数据",)),
}
_CATEGORIES = (
    ("4.1", "领导", "110", "71.50"),
    ("4.2", "战略", "90", "54.00"),
    ("4.3", "顾客与市场", "90", "58.50"),
    ("4.4", "资源", "130", "78.00"),
    ("4.5", "过程管理", "100", "62.50"),
    ("4.6", "测量、分析与改进", "80", "46.00"),
    ("4.7", "结果", "400", "242.00"),
)


@sample("review-report")
@sample("visit-report")
def report_facts() -> ReportFacts:
    """Give one applicant's review, with notes in three categories only."""
    return ReportFacts(
        applicant=JIA,
        panel="第一评审组",
        leader="吴示例",
        members=("何示例", "吕示例"),
        categories=tuple(
            CategoryNotes(
                clause=clause,
                name=name,
                points=points,
                score=score,
                strengths=_NOTES.get(clause, ((), ()))[0],
                opportunities=_NOTES.get(clause, ((), ()))[1],
            )
            for clause, name, points, score in _CATEGORIES
        ),
        cards=3,
        method="各份评分表总分的平均",
        score="612.50",
        consensus="对“结果”各条目的得分率经合议取得一致",
        visit_day=date(2026, 9, 20),
        verify=("评审专家对“产品和服务结果”的意见差异较大，核实有关做法的实际展开情况和主要数据",),
    )


def _stage(scored: int, admitted: int, cap: int, ties: tuple[TieFacts, ...]) -> StageFacts:
    return StageFacts(
        scored=scored,
        admitted=admitted,
        cap=cap,
        floor="",
        method="各份评分表总分的平均",
        panels=6,
        examiners=24,
        cards=scored * 4,
        flags=(("条目分歧", 3), ("评分雷同", 1)),
        line="561.25",
        ties=ties,
        agreement=("0.62", "0.81"),
        firm=(admitted - 2, 5, scored - admitted - 3),
        replicates=10000,
        comparable="各评审组分成6个部分，部分之间没有共同的专家和共同评审的企业（组织），"
        "得分高低是水平差别还是宽严差别，无法用统计方法区分；第二评审组全部得分加3.25分，入围名单即开始变化。",
    )


@sample("candidate-report")
def candidate_report_facts() -> CandidateReportFacts:
    """Give a report with one tie, one recusal and six candidates."""
    tie = TieFacts(
        score="561.25",
        applicants=(PARTIES[2], PARTIES[4]),
        places=1,
        settled="经我办研究，确定示例丙农业专业合作社入围，理由是：结果类得分较高",
    )
    return CandidateReportFacts(
        applied=46,
        by_region=((A.name, 12), (B.name, 10), (C.name, 9), (D.name, 7), (DIRECT, 8)),
        by_award=((FIRST, 25), (SECOND, 16), ("服从调剂", 5)),
        by_size=(("大型", 8), ("中型", 20), ("小型", 17), ("微型", 1)),
        by_encouraged=(("先进制造业", 11), ("重点支持：智能装备", 6)),
        passed=40,
        failed=5,
        withdrawn=1,
        causes=(
            CauseFacts(title="正常运营满3年", article="（十一）（一）", count=3),
            CauseFacts(title="近3年监督抽查", article="（十一）（五）", count=2),
        ),
        decided=1,
        review=_stage(40, 30, 30, (tie,)),
        visit=_stage(30, 6, 20, ()),
        visit_days=(date(2026, 9, 20), date(2026, 9, 25)),
        signed=30,
        weights="综合得分即现场评审得分",
        departments=Counts(
            asked=3, answered=2, silent=(f"{PLACE.name}示例局",), waiting=0, objected=1
        ),
        candidates=tuple(
            CandidateScore(
                party=party,
                review=f"{640 - 5 * place}.00",
                visit=f"{652 - 6 * place}.50",
                combined=f"{652 - 6 * place}.50",
                rank=str(place),
            )
            for place, party in enumerate(reversed(PARTIES), 1)
        ),
        recusals=(RecusalFacts(person="何示例", applicant=YI, reason="2024年曾提供咨询服务"),),
    )
