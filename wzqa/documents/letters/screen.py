"""Letters of 申报 and 资格审查."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import Letter, cited
from wzqa.documents.letters.registry import letter
from wzqa.documents.signature import chinese_day
from wzqa.regulation import UNREGULATED, UNVERIFIED

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts, Row
    from wzqa.documents.letters.facts_scored import (
        CallFacts,
        Ground,
        IneligibleFacts,
        InquiryFacts,
        ListFacts,
        SupplementFacts,
    )


@letter("call")
def call(office: OfficeFacts, issue: Issue, facts: CallFacts) -> Letter:
    """Write 申报通知, numbered; the conditions are the regulation's own words."""
    first = facts.anchor.year - 3
    conditions: list[Row] = [
        {"序号": str(number), "内容": text} for number, text in enumerate(office.conditions, 1)
    ]
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "notice"),
        "奖项名额": _places(office),
        "名额条款": office.cite("cap_award"),
        "评审标准": office.criteria,
        "评审指南": office.guide,
        "申报条件": conditions,
        "年限基准日": chinese_day(facts.anchor),
        "指标年度": f"{first}年至{first + 2}年",
        "信用报告起始日": chinese_day(facts.anchor - timedelta(days=facts.credit_report_days)),
        "县级截止日": chinese_day(facts.deadline_county),
        "市级截止日": chinese_day(facts.deadline_city),
        "撤销条款": office.cite("revoke"),
        "纪律条款": common.discipline(office),
        "联系方式": common.contact_line(office),
    }
    return common.about_many(
        "call",
        "申报通知",
        f"关于组织开展{office.label}{office.umbrella}申报工作的通知",
        fields,
        (),
        to="各县（市、区）、功能区质量奖评审办，各有关单位",
        numbered=True,
    )


def _places(office: OfficeFacts) -> str:
    caps = {award.cap for award in office.awards}
    if len(caps) == 1 and len(office.awards) > 1:
        names = "".join(f"“{award.name}”" for award in office.awards)
        return f"{names}，获评企业（组织）各不超过{caps.pop()}家"
    return "、".join(f"“{award.name}”不超过{award.cap}家" for award in office.awards)


def inquiry_fields(office: OfficeFacts, issue: Issue, facts: InquiryFacts, clause: str) -> Fields:
    """Give the fields that both letters to departments name."""
    rows = common.party_rows(common.in_list_order(office, facts.applicants))
    return {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, clause),
        "部门名称": facts.department,
        "家数": str(len(facts.applicants)),
        "核查事项": common.sentence(facts.matters),
        "核查起始日": chinese_day(facts.since),
        "答复期限": chinese_day(facts.reply_by),
        "逾期说明": "逾期未反馈的，视为没有意见。" if office.no_reply_means_no_objection else "",
        "联系方式": common.contact_line(office),
        "名单": rows,
    }


def inquiry(kind: str, template: str, title: str, facts: InquiryFacts, fields: Fields) -> Letter:
    """Make a letter to one department."""
    return Letter(
        kind=kind,
        key=facts.department,
        title=title,
        to=facts.department,
        subject_name=facts.department,
        numbered=True,
        template=template,
        fields=fields,
        own_names=common.names_of(facts.applicants),
        contact=facts.contact,
    )


@letter("dept-inquiry")
def dept_inquiry(office: OfficeFacts, issue: Issue, facts: InquiryFacts) -> Letter:
    """Write 征求部门意见函, one per department under one number."""
    fields = inquiry_fields(office, issue, facts, "screen")
    title = f"关于征求{office.label}{office.umbrella}申报企业（组织）意见的函"
    return inquiry("dept-inquiry", "征求部门意见函", title, facts, fields)


def _ground(article: str) -> str:
    return "本届设置（办法未规定）" if article == UNREGULATED else cited(article)


@letter("supplement")
def supplement(office: OfficeFacts, issue: Issue, facts: SupplementFacts) -> Letter:
    """Write 补正通知, one per applicant."""
    items: list[Row] = [
        {
            "序号": str(number),
            "事项": item.title,
            "说明": common.sentence(item.reason),
            "依据": _ground(item.article),
        }
        for number, item in enumerate(facts.items, 1)
    ]
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "screen"),
        "组织名称": facts.applicant.name,
        "信用代码": facts.applicant.uscc or "申报材料中未填或有误",
        "补正事项": items,
        "补正期限": str(office.supplement_days),
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(facts.applicant),
    }
    title = f"{office.label}{office.umbrella}申报材料补正通知书"
    return common.to_party("supplement", "补正通知", title, facts.applicant, fields)


def _rule_words(ground: Ground) -> str:
    """Quote the rule that is not met: article and words, or the setting that stands in."""
    if not ground.quote:
        source = "有关规定" if ground.article == UNVERIFIED else "本届设置"
        return f"按照{source}，对“{ground.title}”进行审查，"
    return f"{cited(ground.article)}规定：“{ground.quote}”。经查，"


@letter("ineligible")
def ineligible(office: OfficeFacts, issue: Issue, facts: IneligibleFacts) -> Letter:
    """Write 资格审查不通过告知书, one per applicant: one line per failed rule."""
    failed: list[Row] = [
        {
            "序号": str(number),
            "规定": _rule_words(ground),
            "事实": common.sentence(ground.reason),
        }
        for number, ground in enumerate(facts.failed, 1)
    ]
    received = f"已于{chinese_day(facts.received)}收悉" if facts.received else "收悉"
    title = f"{office.umbrella}资格审查结果告知书"
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "screen"),
        "组织名称": facts.applicant.name,
        "信用代码": facts.applicant.uscc or "申报材料中未填或有误",
        "收悉说明": received,
        "未通过事项": failed,
        "异议期限": str(office.appeal_days) if office.appeal_days else "",
        "送达回证": office.appeal_days > 0,
        "文书名称": title,
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(facts.applicant),
    }
    return common.to_party("ineligible", "资格审查不通过告知书", title, facts.applicant, fields)


def list_fields(office: OfficeFacts, issue: Issue, facts: ListFacts, clause: str) -> Fields:
    """Give the fields of a list of organisations."""
    ordered = common.in_list_order(office, facts.parties)
    return {
        **common.named(office),
        **common.signed(office, issue),
        "办法依据": common.basis(office, clause),
        "家数": str(len(ordered)),
        "名单": common.party_rows(ordered),
    }


@letter("eligible-list")
def eligible_list(office: OfficeFacts, issue: Issue, facts: ListFacts) -> Letter:
    """Write 资格审查通过名单, in list order."""
    title = f"{office.label}{office.umbrella}资格审查通过企业（组织）名单"
    fields = list_fields(office, issue, facts, "screen")
    return common.about_many("eligible-list", "资格审查通过名单", title, fields, facts.parties)
