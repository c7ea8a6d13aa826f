"""Letters after the award: requests to cancel or revoke, the order to correct."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters import common, grounds
from wzqa.documents.letters.registry import letter

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Row
    from wzqa.documents.letters.facts_decided import AftercareFacts


def _winner(facts: AftercareFacts) -> dict[str, str]:
    return {
        "组织名称": facts.winner.name,
        "信用代码": facts.winner.uscc or "未登记",
        "获评年度": f"{facts.year}年度" if facts.year else "",
        "获评奖项": facts.award,
        "事实": grounds.plain(facts.why),
    }


def _found(facts: AftercareFacts) -> str:
    """Say what was found, with the enterprise as its subject."""
    why = grounds.plain(facts.why)
    known = why.startswith(("该", "经", facts.winner.name))
    return why if known else f"经查，该企业（组织）{why}"


def _heard(facts: AftercareFacts) -> str:
    """Say what the enterprise said; a line to be filled in while no record says so."""
    if facts.heard:
        return f"我办听取了该企业（组织）的陈述意见：{grounds.plain(facts.heard)}。"
    return "（听取后填写：　　　　年　　月　　日，意见要点）"


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
        "事实": _found(facts),
        "发文字号": issue.number,
        "签发人": office.signatory,
        "市政府": office.government,
        "本级": office.area.level,
        "办法依据": common.basis(office),
        "附注": "　".join(f"{label}：{value}" for label, value in contact if value),
        "陈述意见": _heard(facts),
        "证据目录": [
            {"序号": str(number), "证据": grounds.plain(text)}
            for number, text in enumerate(facts.evidence or ("", "", ""), 1)
        ],
        **own,
    }
    letter = common.to_party(
        kind,
        template,
        common.titled(office.name, f"关于{word}有关企业（组织）{office.umbrella}称号的请示"),
        facts.winner,
        fields,
    )
    return dataclasses.replace(letter, to=office.government, address="", contact="", phone="")


def _ban(office: OfficeFacts, word: str, *, banned: bool) -> str:
    if not banned:
        return f"{word}称号后，该企业（组织）今后的申报不受限制。"
    return (
        f"依照{office.cite('revoke')}，自{office.area.government}作出{word}决定之日起{office.ban_years}年内，"
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


_FRAUD = re.compile("弄虚作假|骗取|虚假|伪造|造假|冒用")
_ACCIDENT = re.compile("事故")


def _revoked_for(office: OfficeFacts, facts: AftercareFacts) -> str:
    """Name the one ground of （二十一） that the recorded reason falls under."""
    if _FRAUD.search(facts.why):
        return f"以弄虚作假等不正当手段骗取{office.umbrella}的"
    if _ACCIDENT.search(facts.why):
        grade = office.accident_revoke
        return (
            f"在获评{office.umbrella}后，发生{grade}以上（含{grade}）质量、安全生产、环境污染、"
            "公共卫生等事故的"
        )
    return "出现其他严重违法犯罪行为，造成重大社会影响的"


@letter("revoke-request")
def revoke_request(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 撤销称号请示 with the accident grade set and the ban that follows."""
    own: Fields = {
        "处理条款": office.cite("revoke"),
        "适用情形": _revoked_for(office, facts),
        "申报限制": _ban(office, "撤销", banned="撤销" in office.ban_on),
    }
    return _request(("revoke-request", "撤销称号请示"), office, issue, facts, own)


_ON_PRODUCTS = re.compile("产品|商品|包装|说明书|标签|铭牌")
_WITHOUT_YEAR = re.compile("年份|年度|注明")


def _required(why: str, until: str) -> list[Row]:
    """Say what to stop, what to add, and until when to report; both where the reason tells neither."""
    products, year = _ON_PRODUCTS.search(why), _WITHOUT_YEAR.search(why)
    texts = []
    if products or not year:
        texts.append(
            "停止将称号和标识用于产品、产品包装、产品说明书和产品广告，已经投放的予以撤除。"
        )
    if year or not products:
        texts.append("在形象宣传中使用称号和标识的，注明获评年份；没有注明的宣传材料停止使用。")
    texts.append(f"于{until}将改正情况书面报告我办，并附改正前后的照片等证明材料。")
    return [{"序号": str(number), "要求": text} for number, text in enumerate(texts, 1)]


@letter("correction-order")
def correction_order(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 责令改正通知 for a misused title or mark （二十二）."""
    known = facts.why.startswith(("你单位", "你公司", facts.winner.name))
    until = f"{chinese(facts.until)}前（含当日）" if facts.until else "收到本通知后及时"
    fields: Fields = {
        "奖项总称": office.umbrella,
        **common.signed(office, issue),
        **_winner(facts),
        "主体": "" if known else "你单位",
        "改正要求": _required(facts.why, until),
        "抄送": common.copied_to(office, facts.winner),
        "发文字号": issue.number,
        "办法依据": common.basis(office, "correct", once=True),
        "联系方式": common.contact_line(office),
    }
    about = f"关于责令改正{office.umbrella}称号和标识使用行为的通知"
    title = common.titled(office.name, about)
    return common.to_party("correction-order", "责令改正通知", title, facts.winner, fields)
