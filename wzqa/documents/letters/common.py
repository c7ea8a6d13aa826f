"""What letters share: fields every template may name, lists in public order, numbers in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters.facts_base import Letter
from wzqa.documents.signature import signature_fields
from wzqa.names import numeral

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts, Party, Row
    from wzqa.documents.letters.facts_decided import AwardList
    from wzqa.rules.departments import Counts


def joined(parts: Iterable[str]) -> str:
    """Join with 、, leaving out what is empty."""
    return "、".join(part for part in parts if part)


def listing(names: Sequence[str]) -> str:
    """List names with 和 before the last: 资料评审和现场评审."""
    *before, last = names
    return f"{'、'.join(before)}和{last}" if before else last


def sentence(text: str) -> str:
    """Give a text without its final stop, for a template that sets it."""
    return text.strip().rstrip("。；;.")


_HALF = re.compile(r"(?<=[\u3400-\u9fff）》”])[,;:?!]|[,;:?!](?=[\u3400-\u9fff（《“])")
_BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)")
_FULL = str.maketrans(",;:?!", "，；：？！")


def full_width(text: str) -> str:
    """Set the punctuation of a published text beside Chinese in full width (GB/T 15834)."""
    return _HALF.sub(lambda found: found[0].translate(_FULL), _BRACKETS.sub(r"（\1）", text))


def committee(office: OfficeFacts) -> str:
    """Name the committee on first mention."""
    return f"{office.committee}（以下简称{office.area.committee}）"


def basis(office: OfficeFacts, key: str = "", *, once: bool = False) -> str:
    """Name the regulation, and the article of `key`, on first mention.

    As `《…办法》（文号，以下简称《办法》）（十四）`; its status is printed in drafts only. `once`: the
    letter names it nowhere else, so it needs no short name.
    """
    article = office.cite(key).removeprefix("《办法》") if key else ""
    article = article if article.startswith(("（", "第")) else ""
    status = office.basis_status if office.draft else ""
    short = "" if once else "以下简称《办法》"
    inner = "，".join(part for part in (office.basis_docno, status, short) if part)
    return f"《{office.basis_title}》{f'（{inner}）' if inner else ''}{article}"


def period(first: date, last: date) -> str:
    """Write a period; the year is not repeated."""
    end = chinese(last)
    if first.year == last.year:
        end = end.removeprefix(f"{last.year}年")
    return f"{chinese(first)}至{end}"


def discipline(office: OfficeFacts) -> str:
    """Cite （二十四） as a whole; the clause at hand is its point 2."""
    return office.cite("recusal").rstrip("0123456789")


def contact_line(office: OfficeFacts) -> str:
    """Say whom to ask, on lines of their own; empty items are left out, "" when all are empty."""
    address = office.address
    if address and office.postcode:
        address = f"{address}（邮编：{office.postcode}）"
    lines = (
        (("联系人", office.contact), ("联系电话", office.phone)),
        (("电子邮箱", office.email),),
        (("通讯地址", address),),
    )
    texts = ("　".join(f"{label}：{value}" for label, value in line if value) for line in lines)
    return "\n".join(text for text in texts if text)


def titled(agency: str, about: str) -> str:
    """Give a title with its issuing body, as 条例 第九条 asks: 发文机关名称、事由和文种."""
    return f"{agency}{about}"


def paper_copies(office: OfficeFacts) -> str:
    """Say in which form papers are handed in: copies, seal, the electronic text and where to."""
    electronic = f"电子文本发送至{office.email}" if office.email else "同时报送电子文本"
    return f"纸质材料一式{office.copies}份，加盖公章，{electronic}"


def named(office: OfficeFacts) -> dict[str, str]:
    """Give 届次 and 奖项总称, which every template names."""
    return {"届次": office.label, "奖项总称": office.umbrella}


def signed(office: OfficeFacts, issue: Issue) -> dict[str, str]:
    """Give the office's signature: name, seal line, date, indents."""
    return {
        "发文机关": office.name,
        "代章机关": office.seal_by,
        "落款日期": chinese(issue.day),
        **signature_fields(office.name, office.seal_by, issue.day),
    }


def signed_by(agency_field: str, agency: str, issue: Issue) -> dict[str, str]:
    """Give another body's signature, which has no seal line."""
    indents = signature_fields(agency, "", issue.day)
    del indents["代章右缩进"]
    return {agency_field: agency, "落款日期": chinese(issue.day), **indents}


def in_list_order(office: OfficeFacts, parties: Iterable[Party]) -> list[Party]:
    """Put a public list into the order set: by region, by name, or as drawn (as given)."""
    if office.list_order == "drawn":
        return list(parties)
    if office.list_order == "name":
        return sorted(parties, key=lambda party: (party.name, party.key))
    return sorted(parties, key=lambda p: (*office.area.name_key(p.region), p.app_no, p.name))


_ORDERS = {
    "drawn": "名单按抽签结果排列，不代表评审名次先后。",
    "name": "名单按企业（组织）名称排列，不代表评审名次先后。",
}


def order_of(office: OfficeFacts) -> str:
    """Say in which order `in_list_order` puts a public list."""
    unit = office.area.unit
    by_region = f"名单按{unit}顺序排列，同一{unit}内按申报编号排列，排名不分先后。"
    return _ORDERS.get(office.list_order, by_region)


def party_rows(parties: Iterable[Party]) -> list[Row]:
    """Number organisations as the rows of a list."""
    return [
        {
            "序号": str(number),
            "组织名称": party.name,
            "信用代码": party.uscc,
            "区域": party.region,
            "申报奖项": party.award or "未注明",
        }
        for number, party in enumerate(parties, 1)
    ]


def award_rows(
    office: OfficeFacts, lists: Sequence[AwardList], *, start: int = 1
) -> tuple[list[Row], list[Row]]:
    """Give the awards' headings and, in list order, the organisations of each."""
    heads: list[Row] = []
    rows: list[Row] = []
    for number, entry in enumerate(lists, start):
        ordered = in_list_order(office, entry.parties)
        heads.append(
            {
                "序": numeral(number),
                "奖项": entry.award,
                "家数": str(len(ordered)),
                "空缺": "" if ordered else "本届空缺。",
            }
        )
        rows += [
            {
                "奖项": entry.award,
                "序号": row["序号"],
                "组织名称": row["组织名称"],
                "区域": row["区域"],
            }
            for row in party_rows(ordered)
        ]
    return heads, rows


def names_of(parties: Iterable[Party]) -> tuple[str, ...]:
    """Collect the names and codes of organisations, each once."""
    return tuple(dict.fromkeys(name for party in parties for name in party.names))


def listed(lists: Iterable[AwardList]) -> list[Party]:
    """Give the organisations of all awards."""
    return [party for entry in lists for party in entry.parties]


def copied_to(office: OfficeFacts, party: Party) -> str:
    """Name the recommending office that gets a copy; "" for organisations that apply directly."""
    region = None if party.region in office.area.direct else office.area.find(party.region)
    return region.office if region else ""


def to_party(kind: str, template: str, title: str, party: Party, fields: Fields) -> Letter:
    """Make a numbered letter to one applicant."""
    return Letter(
        kind=kind,
        key=party.key,
        title=title,
        to=party.name,
        subject_name=party.name,
        numbered=True,
        template=template,
        fields=fields,
        own_names=party.names,
        address=party.address,
        contact=party.contact,
        phone=party.phone,
    )


def about_many(
    kind: str,
    template: str,
    title: str,
    fields: Fields,
    parties: Iterable[Party],
    *,
    to: str = "",
    numbered: bool = False,
    key: str = "",
) -> Letter:
    """Make a document about many organisations, or about one award."""
    return Letter(
        kind=kind,
        key=key,
        title=title,
        to=to,
        subject_name=key,
        numbered=numbered,
        template=template,
        fields=fields,
        own_names=names_of(parties),
    )


def answers(office: OfficeFacts, facts: Counts | None) -> str:
    """Count what the departments were asked and said; "" when none was asked."""
    if facts is None or not facts.asked:
        return ""
    late = f"逾期未复{len(facts.silent)}份（{joined(facts.silent)}）" if facts.silent else ""
    waiting = f"尚在答复期限内{facts.waiting}个" if facts.waiting else ""
    problem = f"答复提出问题的{facts.objected}家" if facts.objected else "答复均未提出问题"
    parts = [f"收到答复{facts.answered}份", late, waiting]
    if facts.answered:
        parts.append(problem)
    return f"发函征求{facts.asked}个{office.area.level}级部门意见，{'，'.join(part for part in parts if part)}。"
