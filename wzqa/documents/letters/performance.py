"""绩效评估 of those who hold the award （二十一）（二十三）: the notice, and the report that they fill in."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter, sample

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderFacts:
    """A title that stands, and the day by which its holder reports."""

    winner: Party
    year: int | None
    award: str
    until: date


@sample("performance-notice")
@sample("performance-form")
def _holder() -> HolderFacts:
    from wzqa.documents.letters.samples_scored import FIRST, JIA  # noqa: PLC0415  (made up at length, for `templates check` alone)

    return HolderFacts(winner=JIA, year=2024, award=FIRST, until=date(2026, 9, 29))


def _common(office: OfficeFacts, facts: HolderFacts) -> Fields:
    return {
        "奖项总称": office.umbrella,
        "组织名称": facts.winner.name,
        "获评年度": f"{facts.year}年度" if facts.year else "",
        "获评奖项": facts.award,
    }


@letter("performance-notice")
def performance_notice(office: OfficeFacts, issue: Issue, facts: HolderFacts) -> Letter:
    """Write 绩效评估通知, one per holder."""
    fields: Fields = {
        **_common(office, facts),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "cancel"),
        "评估年度": str(issue.day.year),
        "取消条款": office.cite("cancel"),
        "本级": office.area.level,
        "报送期限": chinese(facts.until),
        "报送形式": common.paper_copies(office),
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, facts.winner),
    }
    about = f"关于开展{issue.day.year}年{office.umbrella}获评企业（组织）绩效评估的通知"
    title = common.titled(office.name, about)
    return common.to_party("performance-notice", "绩效评估通知", title, facts.winner, fields)


@letter("performance-form")
def performance_form(office: OfficeFacts, issue: Issue, facts: HolderFacts) -> Letter:
    """Write the blank 年度绩效报告, one per holder."""
    year = issue.day.year
    fields: Fields = {
        **_common(office, facts),
        "信用代码": facts.winner.uscc,
        "报告年度": str(year),
        "第一年": f"{year - 3}年",
        "第二年": f"{year - 2}年",
        "第三年": f"{year - 1}年",
    }
    made = common.about_many(
        "performance-form",
        "年度绩效报告",
        f"{office.umbrella}获评企业（组织）{year}年度绩效报告",
        fields,
        (facts.winner,),
        to=facts.winner.name,
        key=facts.winner.key,
    )
    return dataclasses.replace(made, subject_name=facts.winner.name)
