"""Letters of 初选公示: the notice, the second check by departments, objections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents import usual
from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import Letter
from wzqa.documents.letters.registry import letter
from wzqa.documents.letters.screen import inquiry, inquiry_fields

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts
    from wzqa.documents.letters.facts_decided import ObjectionFacts, PublicityFacts
    from wzqa.documents.letters.facts_scored import InquiryFacts

UNITS = {"natural": "天", "working": "个工作日"}
OPINIONS = {"upheld": "异议成立", "dismissed": "异议不成立"}
_ADVICE = {
    "成立": "建议{committee}不将{name}列入拟获评企业（组织）名单，所空名额不再递补。",
    "部分成立": "建议{committee}根据查明的事实，审查决定是否将{name}列入拟获评企业（组织）名单。",
    "不成立": "建议{committee}保留{name}的初步入选资格。",
}


def _ways(office: OfficeFacts) -> str:
    """Say where objections go; the office's contacts without the name of a person."""
    address = office.address
    if address and office.postcode:
        address = f"{address}（邮编：{office.postcode}）"
    pairs = (
        ("联系电话", office.phone),
        ("电子邮箱", office.email),
        ("地址", address),
        ("联系人", office.contact),
    )
    text = "；".join(f"{label}：{value}" for label, value in pairs if value)
    return f"{text}。" if text else ""


def _period(facts: PublicityFacts) -> str:
    """Write the period with its length; a last day that was put off is said to be."""
    text = f"{facts.days}{UNITS[facts.unit]}"
    if facts.unit == "natural" and (facts.end - facts.first_day).days + 1 > facts.days:
        text += "，末日为休息日的顺延"
    return f"{common.period(facts.first_day, facts.end)}（{text}）"


@letter("publicity")
def publicity(office: OfficeFacts, issue: Issue, facts: PublicityFacts) -> Letter:
    """Write 初选公示: names and regions in list order, the period, how to object."""
    heads, rows = common.award_rows(office, facts.lists)
    parties = common.listed(facts.lists)
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "办法依据": common.basis(office, "publicity", once=True),
        "评委会": office.committee,
        "会议说明": f"{chinese(facts.meeting_day)}" if facts.meeting_day else "",
        "家数": str(len(parties)),
        "公示期": _period(facts),
        "受理方式": _ways(office),
        "监督电话": office.supervision_phone,
        "各奖项": heads,
        "名单": rows,
        **usual.unusual(评审环节=common.listing(office.plan.titles)),
    }
    about = f"关于{office.label}{office.umbrella}初步入选企业（组织）名单的公示"
    title = common.titled(office.name, about)
    return common.about_many("publicity", "初选公示", title, fields, parties)


@letter("second-check")
def second_check(office: OfficeFacts, issue: Issue, facts: InquiryFacts) -> Letter:
    """Write 授奖资格征求意见函, one per department under one number."""
    fields = inquiry_fields(office, issue, facts, "second_check")
    fields |= {"评委会": office.committee, "本级": office.area.level}
    about = f"关于{office.label}{office.umbrella}初选企业（组织）授奖资格审查的函"
    title = common.titled(office.name, about)
    return inquiry("second-check", "授奖资格征求意见函", title, facts, fields)


def _inquired(facts: ObjectionFacts) -> str:
    """Say when the objection was taken in and who looked into it."""
    objection = facts.objection
    received = f"于{chinese(objection.received.last)}受理，" if objection.received else ""
    handler = f"由{objection.handler}承办，" if objection.handler else ""
    return f"该异议{received}{handler}按程序进行调查核实。"


def _found(facts: ObjectionFacts, evidence: list[str]) -> str:
    inquiry_text = common.sentence(facts.objection.inquiry)
    text = f"{inquiry_text}。" if inquiry_text else ""
    if evidence:
        text += "主要证据见附件。"
    finding = facts.objection.finding
    known = f"经调查核实，该异议{finding}。" if finding in _ADVICE else "调查仍在进行。"
    return f"{text}{known}"


@letter("objection-report")
def objection_report(office: OfficeFacts, issue: Issue, facts: ObjectionFacts) -> Letter:
    """Write 异议调查报告, one per objection; the record knows no objector.

    It comes before the committee （十八） and so holds no decision of it: that stands in the minutes
    and in the 请示.
    """
    objection = facts.objection
    day = chinese(objection.received.last) if objection.received else "未注明"
    evidence = [text for text in re.split("[；;、\n]", objection.evidence) if text.strip()]
    advice = _ADVICE.get(objection.finding, "待查明后提出处理建议。")
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "签发人": office.signatory,
        "评委会": office.committee,
        "办法依据": common.basis(office, "publicity", once=True),
        "异议编号": objection.no,
        "受理日期": day,
        "反映方式": objection.way or "未注明",
        "是否实名": {True: "是", False: "否（匿名）", None: "未注明"}[objection.real_name],
        "组织名称": facts.about.name,
        "入选奖项": facts.award or "未注明",
        "异议内容": common.sentence(objection.matter),
        "调查过程": _inquired(facts),
        "查明事实": _found(facts, evidence),
        "处理建议": advice.format(name=facts.about.name, committee=office.committee),
        "证据目录": [
            {"序号": str(number), "证据": common.sentence(text)}
            for number, text in enumerate(evidence or ["无"], 1)
        ],
    }
    return Letter(
        kind="objection-report",
        key=objection.no,
        title=common.titled(
            office.name, f"关于{office.label}{office.umbrella}公示异议调查核实情况的报告"
        ),
        to=office.committee,
        subject_name=f"{objection.no}_{facts.about.name}",
        numbered=True,
        template="异议调查报告",
        fields=fields,
        own_names=facts.about.names,
    )
