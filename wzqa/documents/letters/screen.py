"""Letters of 申报 and 资格审查."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from wzqa import fields as columns
from wzqa.dates import chinese
from wzqa.documents import usual
from wzqa.documents.letters import common, grounds
from wzqa.documents.letters.facts_base import Letter, cited
from wzqa.documents.letters.registry import letter
from wzqa.names import numeral

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts, Party, Row
    from wzqa.documents.letters.facts_scored import (
        CallFacts,
        IneligibleFacts,
        InquiryFacts,
        ListFacts,
        RefusalSheetFacts,
        SupplementFacts,
    )


_BLANK = {
    columns.Kind.DAY: "　　　　年　　月　　日",
    columns.Kind.YES_NO: "□是　□否",
    columns.Kind.IN_HAND: "□已提交　□未提交",
}


def _blank(field: columns.Field, offered: columns.Offered) -> str:
    """Show what is ticked or typed in: boxes for a short list, a pattern for a day."""
    if field.kind is columns.Kind.CHOICE or field.listed == "awards":
        return "　".join(f"□{name}" for name in offered.choices(field.key))
    return _BLANK.get(field.kind, "")


def _application_form(office: OfficeFacts) -> tuple[list[Row], list[Row]]:
    """Give the parts and lines of 申报表: those of the workbook, from the same table."""
    parts: list[Row] = []
    lines: list[Row] = []
    for part in columns.Section:
        fields = columns.of_section(part, office.offered.fields)
        parts.append({"名称": part.value, "分年": "是" if fields[0].years else ""})
        lines += [
            {"部分": part.value, "栏目": field.heading, "填写": _blank(field, office.offered)}
            for field in fields
        ]
    return parts, lines


def _sending(office: OfficeFacts) -> str:
    """Say where papers and files go; "" when the settings name neither place."""
    post = f"（邮编：{office.postcode}）" if office.postcode else ""
    ways = (
        f"报送我办的纸质材料送交或者邮寄至{office.address}{post}" if office.address else "",
        f"电子材料发送至{office.email}" if office.email else "",
    )
    text = "，".join(way for way in ways if way)
    return f"{text}。" if text else ""


def _papers(office: OfficeFacts, facts: CallFacts) -> list[Row]:
    """List what an application consists of."""
    since = facts.anchor - timedelta(days=facts.credit_report_days)
    credit = f"信用报告，出具日期不早于{chinese(since)}。" if facts.credit_report_days else ""
    papers = (
        f"{office.umbrella}申报表（附件1）。",
        f"自我评价报告，按{office.criteria}逐条编写（编写要求见附件3）。",
        "相关证明性材料。",
        "申报材料真实性承诺书。",
        credit,
    )
    kept = [text for text in papers if text]
    return [{"序号": str(number), "内容": text} for number, text in enumerate(kept, 1)]


@letter("call")
def call(office: OfficeFacts, issue: Issue, facts: CallFacts) -> Letter:
    """Write 申报通知, numbered; the conditions are the regulation's own words.

    Annex 1 is the 申报表 of the workbook, annex 4 the regulation's text once it is in force.
    """
    first = facts.anchor.year - 3
    conditions: list[Row] = [
        {"序号": str(number), "内容": common.full_width(text)}
        for number, text in enumerate(office.conditions, 1)
    ]
    parts, lines = _application_form(office)
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
        "年限基准日": chinese(facts.anchor),
        "指标年度": f"{first}年至{first + 2}年",
        "申报材料": _papers(office, facts),
        "份数": str(office.copies),
        "报送方式": _sending(office),
        **_own_words(office, facts),
        "撤销条款": office.cite("revoke"),
        "纪律条款": common.discipline(office),
        "联系方式": common.contact_line(office),
        "各部分": parts,
        "申报表": lines,
        "第一年": f"{first}年",
        "第二年": f"{first + 1}年",
        "第三年": f"{first + 2}年",
        "办法名称": office.basis_title,
        "办法全文": [{"段": common.full_width(text)} for text in office.articles],
    }
    return common.about_many(
        "call",
        "申报通知",
        common.titled(office.name, f"关于组织开展{office.label}{office.umbrella}申报工作的通知"),
        fields,
        (),
        to=_addressees(office),
        numbered=True,
    )


def _addressees(office: OfficeFacts) -> str:
    offices = dict.fromkeys(r.office.removeprefix(r.name) for r in office.area.regions)
    same = offices.popitem()[0] if len(offices) == 1 else ""
    who = office.area.units + same if same else office.area.governments
    return f"各{who}，各有关单位"


def _own_words(office: OfficeFacts, facts: CallFacts) -> Fields:
    """Give what only this edition's notice says, with the cycle's days."""
    days = {
        "下级截止日": chinese(facts.deadline_county),
        "本级截止日": chinese(facts.deadline_city),
    }
    names = {
        "purpose": "目的",
        "vacancy": "空缺规定",
        "scope": "申报范围",
        "handing_in": "报送程序",
        "recommending": "推荐程序",
    }
    said: Fields = {name: office.texts[key].format(**days) for key, name in names.items()}
    return {"主送": _addressees(office), "本级": office.area.level, **said}


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
        "办法依据": common.basis(office, clause, once=True),
        "部门名称": facts.department,
        "家数": str(len(facts.applicants)),
        "核查事项": common.sentence(facts.matters),
        "核查起始日": chinese(facts.since),
        "答复期限": chinese(facts.reply_by),
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
    about = f"关于征求{office.label}{office.umbrella}申报企业（组织）意见的函"
    title = common.titled(office.name, about)
    return inquiry("dept-inquiry", "征求部门意见函", title, facts, fields)


@letter("supplement")
def supplement(office: OfficeFacts, issue: Issue, facts: SupplementFacts) -> Letter:
    """Write 补正通知, one per applicant: what to hand in, until when, in which form."""
    items: list[Row] = [
        {"序号": str(number), "事项": grounds.wanted(item, office.area, office.lookback_years)}
        for number, item in enumerate(facts.items, 1)
    ]
    once = "补正以一次为限，逾期未补正的" if office.supplement_once else "逾期未补正的"
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "screen", once=True),
        "组织名称": facts.applicant.name,
        "信用代码说明": _code(facts.applicant),
        "补正事项": items,
        "补正截止日": chinese(facts.until),
        "补正形式": common.paper_copies(office),
        "逾期说明": f"{once}，按已有材料进行资格审查。",
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, facts.applicant),
    }
    about = f"关于补正{office.label}{office.umbrella}申报材料的通知"
    title = common.titled(office.name, about)
    return common.to_party("supplement", "补正通知", title, facts.applicant, fields)


def _code(party: Party) -> str:
    """Name the code behind 你单位; nothing where it is not known."""
    return f"（统一社会信用代码：{party.uscc}）" if party.uscc else ""


@letter("ineligible")
def ineligible(office: OfficeFacts, issue: Issue, facts: IneligibleFacts) -> Letter:
    """Write 资格审查不通过告知书, one per applicant: one sentence per failed rule."""
    failed: list[Row] = [
        {"序号": str(number), "事实": grounds.refused(ground, office.area, office.lookback_years)}
        for number, ground in enumerate(facts.failed, 1)
    ]
    again = any("《办法》" in str(row["事实"]) for row in failed)
    received = f"已于{chinese(facts.received)}收悉" if facts.received else "收悉"
    about = f"关于{office.label}{office.umbrella}资格审查结果的告知书"
    title = common.titled(office.name, about)
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "screen", once=not again),
        "组织名称": facts.applicant.name,
        "信用代码说明": _code(facts.applicant),
        "收悉说明": received,
        "未通过事项": failed,
        "异议期限": str(office.appeal_days) if office.appeal_days else "",
        "送达回证": office.appeal_days > 0,
        "文书名称": about.removeprefix("关于"),
        "联系方式": common.contact_line(office),
        "抄送": common.copied_to(office, facts.applicant),
        **usual.unusual(首环节=office.plan.names[office.plan.first]),
    }
    return common.to_party("ineligible", "资格审查不通过告知书", title, facts.applicant, fields)


_BLANK_LINES = re.compile(r"\n\s*\n")


def list_fields(office: OfficeFacts, issue: Issue, facts: ListFacts, clause: str) -> Fields:
    """Give the fields of a list of organisations."""
    ordered = common.in_list_order(office, facts.parties)
    return {
        **common.named(office),
        **common.signed(office, issue),
        "办法依据": common.basis(office, clause, once=True),
        "家数": str(len(ordered)),
        "排列说明": common.order_of(office),
        "名单": common.party_rows(ordered),
    }


@letter("refusal-sheet")
def refusal_sheet(office: OfficeFacts, issue: Issue, facts: RefusalSheetFacts) -> Letter:
    """Write 拟不通过核定表: a block per applicant, for the signature of who decides （十四）."""
    firms: list[Row] = []
    points: list[Row] = []
    for number, (party, proposals) in enumerate(facts.proposals, 1):
        firms.append(
            {
                "序": numeral(number),
                "编号": party.app_no,
                "组织名称": party.name,
                "信用代码": party.uscc or "申报材料中未填或有误",
                "区域": party.region,
                "项数": str(len(proposals)),
            }
        )
        points += [
            {
                "编号": party.app_no,
                "总序": str(len(points) + place),
                "组织名称": party.name,
                "序号": str(place),
                "事项": one.title,
                "条款": cited(one.article),
                "条文": _BLANK_LINES.sub("\n", common.full_width(one.full or one.title)),
                "原文": grounds.with_days(one.stated) or "（空）",
                "出处": one.where or "—",
                "提示": grounds.plain(one.reading),
                "期间": one.period,
                "核定": one.signed or "□通过　□不通过",
                "依据": grounds.plain(one.why),
                "核定人": one.by,
            }
            for place, one in enumerate(proposals, 1)
        ]
    parties = [party for party, _ in facts.proposals]
    fields: Fields = {
        **common.named(office),
        "发文机关": office.name,
        "落款日期": chinese(issue.day),
        "办法依据": common.basis(office, "screen"),
        "家数": str(len(firms)),
        "项数": str(len(points)),
        "申报组织": firms,
        "事项": points,
    }
    title = f"{office.label}{office.umbrella}资格审查拟不通过核定表"
    return common.about_many("refusal-sheet", "拟不通过核定表", title, fields, parties)


@letter("eligible-list")
def eligible_list(office: OfficeFacts, issue: Issue, facts: ListFacts) -> Letter:
    """Write 资格审查通过名单, in list order."""
    title = f"{office.label}{office.umbrella}资格审查通过企业（组织）名单"
    fields = list_fields(office, issue, facts, "screen")
    fields |= usual.unusual(首环节=office.plan.names[office.plan.first])
    return common.about_many("eligible-list", "资格审查通过名单", title, fields, facts.parties)
