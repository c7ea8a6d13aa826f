"""What several templates share: heads, signature, annexes, lists, forms."""

from __future__ import annotations

import re

from wordml import (
    FOOT_OF_TEXT,
    LETTER_FRAME,
    NEXT,
    UPPER_RULE_FRAME,
    above_foot,
    body,
    cell,
    each,
    form,
    kept,
    listing,
    mixed,
    p,
    row,
    scale,
    spacing,
    table,
    when,
)

from wzqa.documents import gb9704 as gb

ISSUER = "{{ 发文机关 }}"
CYCLE = "{{ 届次 }}{{ 奖项总称 }}"
RIGHT_FOUR = f'<w:ind w:right="{4 * gb.CHAR_PITCH}"/>'


def head() -> str:
    """Begin a document in the general format with a number."""
    return p("{{ 发文机关 }}文件", "Head") + p("{{ 发文字号 }}", "Number")


def upper_head(*, numbered: bool) -> str:
    """Begin a 报告 or 请示: number left, 签发人 right on the same line."""
    number = "{{ 发文字号 }}" if numbered else ""
    return p("{{ 发文机关 }}文件", "Head") + mixed(
        "UpperNumber",
        (f"\t{number}\t签发人：", gb.FACES.body),
        ("{{ 签发人 }}", gb.FACES.level2),
    )


def letter_head() -> str:
    """Begin a document in the letter format."""
    return (
        p("{{ 发文机关 }}", "LetterHead", LETTER_FRAME)
        + p("", "UpperRule", UPPER_RULE_FRAME)
        + p("{{ 发文字号 }}", "LetterNumber")
    )


def title(text: str, *, plain: bool = False) -> str:
    """Write the title; `plain` has no red head above it."""
    return p(text, "Title", spacing(gb.LINE_PITCH, gb.TITLE_PITCH) if plain else "")


def unordered() -> str:
    """Say that the order of a public list means nothing."""
    return p("（排名不分先后）", "Subtitle", NEXT)


def contact(*, last: bool = True) -> str:
    """Say whom to ask, an item a line; the last one stays with what follows, unless not `last`."""
    lines = [when("not loop.last", p("{{ 行 }}")), when("loop.last", p("{{ 行 }}", ppr=NEXT))]
    each_line = each("行 in 联系方式|逐行", *(lines if last else [p("{{ 行 }}")]))
    return when("联系方式", each_line)


def ending(words: str, *names: str, last: tuple[str, str] | None = None, ask: bool = False) -> str:
    """End the body: whom to ask (`ask`), closing words, the annexes' names.

    The last two lines stay with the signature and no other, so that it never stands with one line
    and the page before it ends as late as can be. `last` is an annex that its condition may drop.
    """
    most = len(names) + bool(last)
    asked = contact(last=most < KEPT - 1) if ask else ""
    return asked + (kept(words) if most < KEPT else body(words)) + _annexes(names, last)


KEPT = 2  # lines of text that stay with the signature


def numbered(loop: str, text: str) -> str:
    """Number the points of a list; one alone has no number."""
    several, alone = p("{{ 行.序号 }}." + text), p(text)
    return each(loop, when("loop.length > 1", several), when("loop.length == 1", alone))


def counted() -> str:
    """Close a list with its count and order, two lines that stay with the signature.

    LibreOffice moves no row of a table's second page along, so one line would stand alone with it.
    """
    return p("以上共{{ 家数 }}家企业（组织）。{{ 排列说明 }}", "Body", NEXT + spacing(290))


def sign(agency: str = "发文机关", *, seal: bool = True, note: str = "") -> str:
    """Sign: agency, （…代章） where the settings name a seal, date.

    A `note` in brackets below (a field's tag or words) is kept on the page of the date (7.3.6).
    """
    stand_in = when("代章机关", p("（{{ 代章机关 }}代章）", "Seal")) if seal else ""
    name = p("{{ " + agency + " }}", "Name") + stand_in
    day = p("{{ 落款日期 }}", "Day")
    noted = p("{{ 落款日期 }}", "Day", NEXT) + p(f"（{note}）", "Note")
    if not note:
        return name + day
    if not note.startswith("{{"):
        return name + noted
    field = note.strip("{} ")
    return name + when(field, noted) + when(f"not {field}", day)


def _annexes(names: tuple[str, ...], last: tuple[str, str] | None) -> str:
    """List the annexes; one alone has no number."""
    least = len(names)
    if least + bool(last) == 1:
        alone = f'<w:ind w:left="{5 * gb.CHAR_PITCH}" w:hanging="{3 * gb.CHAR_PITCH}"/>'
        only = p(f"附件：{last[1] if last else names[0]}", "Annexes", NEXT + alone)
        return when(last[0], only) if last else only

    def line(number: int, name: str, *, stays: bool) -> str:
        style, mark = ("MoreAnnexes", "") if number > 1 else ("Annexes", "附件：")
        return p(f"{mark}{number}.{name}", style, NEXT if stays else "")

    lines = []
    for number, name in enumerate(names, 1):
        stays = number > least - KEPT
        if not last or not stays or number > least - KEPT + 1:
            lines.append(line(number, name, stays=stays))
        else:  # with one more annex below it this line is the third
            lines.append(when(last[0], line(number, name, stays=False)))
            lines.append(when(f"not {last[0]}", line(number, name, stays=True)))
    if last:
        lines.append(when(last[0], line(least + 1, last[1], stays=True)))
    return "".join(lines)


def annex(number: int, name: str) -> str:
    """Begin an annex on a new page; number 0 for the only one."""
    return p(f"附件{number or ''}", "Annex") + p(name, "AnnexTitle")


def copy_to() -> str:
    """Name who gets a copy at the foot of the last page (letter format: no rules, 10.1)."""
    return when("抄送", p("抄送：{{ 抄送 }}。", "CopyTo", FOOT_OF_TEXT) + p("", "Anchor"))


def imprint(copies: str, issuer: str = "{{ 发文机关 }}") -> str:
    """End with 版记 at the foot of the last page; `copies` may be "" or one field's tag."""
    tag = re.fullmatch(r"\{\{ (\w+) \}\}", copies)
    shown = re.sub(r"\{\{ \w+ \}\}", "市", copies)  # a word of one character elsewhere
    lines = 2 if tag else 2 + (len(shown) - 2) // COPY_CHARACTERS
    copy = p(f"抄送：{copies}。", "Imprint", above_foot(lines))
    below, alone = (
        p(f"{issuer}\t{{{{ 落款日期 }}}}印发", style, FOOT_OF_TEXT)
        for style in ("Issued", "OnlyIssued")
    )
    if tag:
        lower = when(tag[1], copy + below) + when(f"not {tag[1]}", alone)
    else:
        lower = copy + below if copies else alone
    return lower + p("", "Anchor")


COPY_CHARACTERS = 26  # of 4号 on a line of 抄送, one left free on either side

PARTIES = [
    ("序号", 8, "{{ 行.序号 }}"),
    ("企业（组织）名称", 44, "{{ 行.组织名称 }}"),
    ("统一社会信用代码", 28, "{{ 行.信用代码 }}"),
    ("属地", 26, "{{ 行.区域 }}"),
]


def parties(loop: str = "行 in 名单") -> str:
    """List organisations with code and region."""
    return listing(PARTIES, loop, left=("企业（组织）名称",))


def award_blocks() -> str:
    """List the organisations award by award, each in its region's block."""
    return each(
        "奖 in 各奖项",
        p("{{ 奖.序 }}、“{{ 奖.奖项 }}”（{{ 奖.家数 }}家）", "Level1"),
        when("奖.空缺", p("{{ 奖.空缺 }}")),
        each(
            "行 in 名单 if 行.奖项 == 奖.奖项",
            p("{{ 行.序号 }}.{{ 行.组织名称 }}（{{ 行.区域 }}）"),
        ),
    )


def award_tables() -> str:
    """List the organisations award by award in tables."""
    columns = [
        ("序号", 8, "{{ 行.序号 }}"),
        ("企业（组织）名称", 60, "{{ 行.组织名称 }}"),
        ("属地", 26, "{{ 行.区域 }}"),
    ]
    return each(
        "奖 in 各奖项",
        p("{{ 奖.序 }}、“{{ 奖.奖项 }}”（{{ 奖.家数 }}家）", "Level1"),
        when("奖.空缺", p("{{ 奖.空缺 }}")),
        when(
            "not 奖.空缺",
            listing(columns, "行 in 名单 if 行.奖项 == 奖.奖项", left=("企业（组织）名称",)),
        ),
    )


def receipt() -> str:
    """Add 送达回证 as a last page: the days of an objection count from the receipt."""
    return when(
        "送达回证",
        p("送达回证", "Title", "<w:pageBreakBefore/>"),
        p("", "Subtitle"),
        form(
            [24, 30, 18, 28],
            ["文书名称：", "{{ 文书名称 }}"],
            ["发文字号：", "{{ 发文字号 }}"],
            ["受送达单位：", "{{ 组织名称 }}"],
            ["送达地点：", ""],
            ["送达方式：", "□直接送达　□邮寄送达　□其他（　　　　　　）"],
            ["收到日期：", "　　年　　月　　日", "收件人签名：", ""],
            ["受送达单位盖章：", ""],
            ["送达人签名：", "", "送达日期：", "　　年　　月　　日"],
            ["备注：", ""],
            height=900,
        ),
    )


__all__ = [
    "CYCLE",
    "ISSUER",
    "PARTIES",
    "RIGHT_FOUR",
    "annex",
    "award_blocks",
    "award_tables",
    "cell",
    "contact",
    "copy_to",
    "counted",
    "ending",
    "head",
    "imprint",
    "letter_head",
    "numbered",
    "parties",
    "receipt",
    "row",
    "scale",
    "sign",
    "table",
    "title",
    "unordered",
    "upper_head",
]
