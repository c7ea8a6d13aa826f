"""Letters after the award: requests to cancel or revoke, the order to correct."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts
    from wzqa.documents.letters.facts_decided import AftercareFacts


def _winner(facts: AftercareFacts) -> dict[str, str]:
    return {
        "组织名称": facts.winner.name,
        "信用代码": facts.winner.uscc or "未登记",
        "获评年度": f"{facts.year}年度" if facts.year else "",
        "获评奖项": facts.award,
        "事实": common.sentence(facts.why),
    }


def _request(
    names: tuple[str, str], office: OfficeFacts, issue: Issue, facts: AftercareFacts, own: Fields
) -> Letter:
    kind, template = names
    word = template.removesuffix("称号请示")
    contact = (("联系人", office.contact), ("联系电话", office.phone))
    fields: Fields = {
        "奖项总称": office.umbrella,
        **common.signed(office, issue),
        **_winner(facts),
        "发文字号": issue.number,
        "签发人": office.signatory,
        "市政府": office.government,
        "办法依据": common.basis(office),
        "附注": "　".join(f"{label}：{value}" for label, value in contact if value),
        **own,
    }
    letter = common.to_party(
        kind,
        template,
        f"关于{word}有关企业（组织）{office.umbrella}称号的请示",
        facts.winner,
        fields,
    )
    return dataclasses.replace(letter, to=office.government, address="", contact="", phone="")


def _ban(office: OfficeFacts, word: str, *, banned: bool) -> str:
    if not banned:
        return f"{word}称号不适用《办法》关于撤销后限期不得申报的规定。"
    return (
        f"依照{office.cite('revoke')}，自市政府作出{word}决定之日起{office.ban_years}年内，"
        f"该企业（组织）不得再次申报{office.umbrella}。"
    )


@letter("cancel-request")
def cancel_request(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 取消称号请示; by default 取消 carries no ban."""
    own: Fields = {
        "处理条款": office.cite("cancel"),
        "申报限制": _ban(office, "取消", banned="取消" in office.ban_on),
    }
    return _request(("cancel-request", "取消称号请示"), office, issue, facts, own)


@letter("revoke-request")
def revoke_request(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 撤销称号请示 with the accident grade set and the ban that follows."""
    own: Fields = {
        "处理条款": office.cite("revoke"),
        "事故等级": office.accident_revoke,
        "申报限制": _ban(office, "撤销", banned="撤销" in office.ban_on),
    }
    return _request(("revoke-request", "撤销称号请示"), office, issue, facts, own)


@letter("correction-order")
def correction_order(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 责令改正通知 for a misused title or mark （二十二）."""
    fields: Fields = {
        "奖项总称": office.umbrella,
        **common.signed(office, issue),
        **_winner(facts),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "correct"),
        "联系方式": common.contact_line(office),
    }
    title = f"关于责令改正{office.umbrella}称号和标识使用行为的通知"
    return common.to_party("correction-order", "责令改正通知", title, facts.winner, fields)
