"""Letters of 审定公布: the request to the government, its notice, the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters import common
from wzqa.documents.letters.publicity import OPINIONS
from wzqa.documents.letters.registry import letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Row
    from wzqa.documents.letters.facts_decided import (
        ApprovalFacts,
        AwardFacts,
        AwardList,
        ObjectionFacts,
        ProcessFacts,
    )

INLINE = 5  # names that still stand in the text; longer lists are an annex (D13)


def _counts(lists: Sequence[AwardList]) -> str:
    texts = [
        f"“{entry.award}”{len(entry.parties)}家" if entry.parties else f"“{entry.award}”空缺"
        for entry in lists
    ]
    return "，".join(texts)


def _voted(office: OfficeFacts, process: ProcessFacts) -> str:
    day = f"{chinese(process.meeting_day)}，" if process.meeting_day else ""
    return (
        f"{day}{office.area.committee}召开全体成员会议，应到{process.meeting_members}人，实到"
        f"{process.meeting_present}人，听取评审工作报告，对前期评审工作进行审查，以无记名投票方式确定"
        f"{process.elected}家企业（组织）初步入选。"
    )


def _published(office: OfficeFacts, process: ProcessFacts) -> str:
    period = common.period(process.first_day, process.end)
    text = f"依照{office.cite('publicity')}，初步入选名单于{period}向社会公示。"
    if process.objections == 0:
        return f"{text}公示期间未收到异议。"
    every = "均" if process.objections > 1 else ""
    gone = "所涉企业（组织）未列入拟获评名单"
    upheld = f"异议成立{process.upheld}件，{gone}" if process.upheld else f"异议{every}不成立"
    return (
        f"{text}公示期间收到异议{process.objections}件，{every}已调查核实并提交{office.area.committee}审查，{upheld}，"
        "情况见附件2。"
    )


def _checked(office: OfficeFacts, process: ProcessFacts) -> str:
    """Say who was asked, who answered, and what was decided: nothing that no record shows."""
    asked = common.answers(office, process.departments) or (
        f"没有向{office.area.level}级部门发函征求意见。"
    )
    text = f"依照{office.cite('second_check')}，进行授奖资格和信用情况复查，{asked}"
    if process.second_failed:
        text += f"经核定，{process.second_failed}家不符合授奖条件，未列入拟获评名单。"
    else:
        text += "经复查，没有核定不符合授奖条件的企业（组织）。"
    if process.withdrawn:
        text += f"另有{process.withdrawn}家自愿退出。"
    return text


def _handled(handled: Sequence[ObjectionFacts]) -> list[Row]:
    return [
        {
            "编号": facts.objection.no,
            "受理日期": chinese(facts.objection.received.last) if facts.objection.received else "",
            "组织名称": facts.about.name,
            "调查结论": facts.objection.finding,
            "评委会意见": OPINIONS.get(facts.decision, "未审查"),
        }
        for facts in handled
    ]


@letter("approval-request")
def approval_request(office: OfficeFacts, issue: Issue, facts: ApprovalFacts) -> Letter:
    """Write 拟获评名单请示: one matter, with the way that led to it and its lists."""
    heads, rows = common.award_rows(office, facts.lists)
    parties = common.listed(facts.lists)
    process = facts.process
    contact = (("联系人", office.contact), ("联系电话", office.phone))
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "发文字号": issue.number,
        "签发人": office.signatory,
        "市政府": office.government,
        "本级": office.area.level,
        "评委会": office.committee,
        "办法依据": common.basis(office, "award"),
        "申报家数": str(process.applied),
        "撤回说明": f"（其中{process.left}家在评审期间撤回申报）" if process.left else "",
        "通过家数": str(process.passed),
        "现场家数": str(process.visited),
        "候选家数": str(process.candidates),
        "表决说明": _voted(office, process),
        "公示说明": _published(office, process),
        "资格说明": _checked(office, process),
        "名单说明": f"拟获评企业（组织）共{len(parties)}家：{_counts(facts.lists)}。名单见附件1。",
        "附注": "　".join(f"{label}：{value}" for label, value in contact if value),
        "各奖项": heads,
        "名单": rows,
        "异议处理": _handled(facts.handled),
    }
    return common.about_many(
        "approval-request",
        "拟获评名单请示",
        common.titled(
            office.name, f"关于审定{office.label}{office.umbrella}拟获评企业（组织）名单的请示"
        ),
        fields,
        [*parties, *(h.about for h in facts.handled)],
        to=office.government,
        numbered=True,
    )


def _published_names(office: OfficeFacts, lists: Sequence[AwardList], *, annex: bool) -> str:
    """Say who was chosen: names in the text up to five, numbers and an annex beyond."""
    texts = []
    for entry in lists:
        if not entry.parties:
            texts.append(f"“{entry.award}”空缺")
            continue
        ordered = common.in_list_order(office, entry.parties)
        names = "" if annex else common.joined(party.name for party in ordered)
        count = f"{len(ordered)}家企业（组织）"
        whole = f"{names}等{count}" if names and len(ordered) > 1 else names or count
        texts.append(f"{whole}为{office.label}{office.umbrella}“{entry.award}”获评企业（组织）")
    order = "" if annex or len(common.listed(lists)) < 2 else "（排名不分先后）"  # noqa: PLR2004  (one name has no order)
    where = "，名单见附件" if annex else ""
    return f"{office.area.government}研究决定，{'；'.join(texts)}{order}{where}。"


def _addressees(office: OfficeFacts) -> str:
    return f"各{office.area.governments}，{office.area.government}直属各单位"


@letter("announcement")
def announcement(office: OfficeFacts, issue: Issue, facts: AwardFacts) -> Letter:
    """Write 获评名单公布通知, which the city government issues （二十）."""
    heads, rows = common.award_rows(office, facts.lists)
    parties = common.listed(facts.lists)
    annex = len(parties) > INLINE
    fields: Fields = {
        **common.named(office),
        **common.signed_by("发布机关", office.government, issue),
        "发文字号": issue.number,
        "评委会": office.committee,
        "办法依据": common.basis(office, "award", once=True),
        "主送": _addressees(office),
        "本级": office.area.level,
        "公布语": _published_names(office, facts.lists, annex=annex),
        "附名单": annex,
        "各奖项": heads,
        "名单": rows,
    }
    return common.about_many(
        "announcement",
        "获评名单公布通知",
        common.titled(
            office.government, f"关于公布{office.label}{office.umbrella}获评企业（组织）名单的通知"
        ),
        fields,
        parties,
        to=_addressees(office),
        numbered=True,
    )


@letter("award-list")
def award_list(office: OfficeFacts, issue: Issue, facts: AwardFacts) -> Letter:
    """Write 获评名单, award by award in list order, under the number of the government's notice."""
    heads, rows = common.award_rows(office, facts.lists)
    fields: Fields = {
        **common.named(office),
        **common.signed_by("发文机关", office.government, issue),
        "发文字号": issue.number,
        "家数": str(len(rows)),
        "排列说明": common.order_of(office),
        "各奖项": heads,
        "名单": rows,
    }
    title = f"{office.label}{office.umbrella}获评企业（组织）名单"
    return common.about_many(
        "award-list", "获评名单", title, fields, common.listed(facts.lists), numbered=True
    )
