"""撤回通知: a letter that went out no longer holds, because its addressee's outcome changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters import common, facts
from wzqa.documents.letters.registry import letter, sample

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts


@letter("retraction")
def retraction(office: OfficeFacts, issue: Issue, told: facts.RetractionFacts) -> Letter:
    """Write 撤回通知, one per void letter; it gives the outcome, not the cause."""
    about = f"关于撤回{office.label}{office.umbrella}有关文书的通知"
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "组织名称": told.applicant.name,
        "信用代码": told.applicant.uscc or "申报材料中未填或有误",
        "原文书": told.title,
        "原文号": told.number,
        "原日期": chinese(told.day),
        "现结果": told.outcome,
        "后续": told.follows,
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, told.applicant),
    }
    return common.to_party(
        "retraction", "撤回通知", common.titled(office.name, about), told.applicant, fields
    )


@sample("retraction")
def _retraction() -> facts.RetractionFacts:
    from wzqa.documents.letters.samples_scored import JIA  # noqa: PLC0415  (made up at length, for `templates check` alone)

    return facts.RetractionFacts(
        applicant=JIA,
        title="资料评审结果告知书", number="示例〔2026〕19号",
        day=date(2026, 9, 7), outcome="列入现场评审名单，进入本届现场评审",
        follows="现场评审的时间和安排，我办另行通知。",
    )  # fmt: skip
