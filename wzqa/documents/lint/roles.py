"""Which element of GB/T 9704-2012 each paragraph is: recognised by words, place and size."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wzqa.documents import gb9704

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Model, Paragraph


class Role(StrEnum):
    """An element of the standard."""

    HEAD = "发文机关标志"
    NUMBER = "发文字号"
    TITLE = "标题"
    SUBTITLE = "题注"
    TO = "主送机关"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    LEVEL3 = "三级标题"
    LEVEL4 = "四级标题"
    BODY = "正文"
    ANNEXES = "附件说明"
    NAME = "发文机关署名"
    DAY = "成文日期"
    NOTE = "附注"
    ANNEX = "附件标识"
    ANNEX_TITLE = "附件标题"
    ANNEX_BODY = "附件内容"
    COPY = "抄送"
    PRINTED = "印发"
    OTHER = "其他"


LEVELS = (Role.LEVEL1, Role.LEVEL2, Role.LEVEL3, Role.LEVEL4)
TEXT = (Role.BODY, *LEVELS)

LOOSE_NUMBER = re.compile(
    r"[一-鿿]{2,}\s*[〔\[［【（(〈]\s*\d{2,4}\s*[〕\]］】）)〉]\s*第?[\s　]*\d*[\s　]*号"
)
LOOSE_DAY = re.compile(
    r"[（(]?\s*(?:[\d０-９]{2,4}|[〇○零一二三四五六七八九]{2,4}|[X×ＸxO○]{1,4})\s*年"
    r"\s*(?:[\d０-９]{0,2}|[一二三四五六七八九十]{1,3}|[X×Ｘx]{1,2})\s*月"
    r"\s*(?:[\d０-９]{0,2}|[一二三四五六七八九十]{1,3}|[X×Ｘx]{1,2})\s*日\s*[）)]?"
)
_ANNEX = re.compile(r"附\s*件\s*[\d０-９一二三四五六七八九十]*\s*[：:]?")
ANNEXES = re.compile(r"附\s*件\s*[：:]\s*\S")
_COPY = re.compile(r"(?:抄送|主送)\s*[：:]\s*\S")
_PRINTED = re.compile(r".*日\s*印发")
_THERE = re.compile(
    r"(?:会议地点|主持人|出席|请假|列席)(?:人员)?[：:]"
)  # minutes: 黑体 labels (10.3)
_NOTE = re.compile(r"(?:注|备注|说明|填表说明)\s*\d*\s*[：:]")
_BLANK = re.compile(
    r"[\s　]*年[\s　]*月[\s　]*日[\s　]*|.*[（(](?:签名|签字|签章|盖章)[）)]\s*[：:]?[\s　_＿]*"
)
_BIG = 36  # half-points: 18 pt and more is a title
_RED_MIN, _OTHER_MAX = 0xA0, 0x60


def is_red(color: str) -> bool:
    """Say whether a colour is red: FF0000 and its likes."""
    if not re.fullmatch(r"[0-9A-F]{6}", color):
        return False
    red, green, blue = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return red >= _RED_MIN and max(green, blue) <= _OTHER_MAX


@dataclass(slots=True)
class Roles:
    """The role of each paragraph by number, for those outside tables with words in them."""

    by_number: dict[int, Role] = field(default_factory=dict)
    order: list[Paragraph] = field(default_factory=list)

    def of(self, *roles: Role) -> list[Paragraph]:
        """List the paragraphs of these roles in order."""
        return [p for p in self.order if self.by_number[p.number] in roles]


def recognise(model: Model) -> Roles:
    """Give every paragraph outside tables a role."""
    order = [p for p in model.paragraphs if p.plain and not p.in_table]
    roles = Roles(dict.fromkeys((p.number for p in order), Role.OTHER), order)
    main = _main_end(order)
    at = _head(order[:main], roles)
    at = _title(order[:main], at, roles)
    end = _signature(order[:main], at, roles)
    _text(order[:main], at, end, roles)
    _annexes(order[main:], roles)
    _edge(order, roles)
    return roles


def _main_end(order: list[Paragraph]) -> int:
    """Find where the first annex begins; the whole length when there is none."""
    for index, paragraph in enumerate(order):
        if (
            index
            and _ANNEX.fullmatch(paragraph.plain)
            and (paragraph.breaks_page or _seen_day(order[:index]))
        ):
            return index
    return len(order)


def _seen_day(before: list[Paragraph]) -> bool:
    return any(LOOSE_DAY.fullmatch(p.plain) for p in before)


def _head(order: list[Paragraph], roles: Roles) -> int:
    """Find the red head and the number; give the index after them."""
    at = 0
    for index, paragraph in enumerate(order[:8]):
        red = any(is_red(run.color) for run in paragraph.runs)
        if red and paragraph.size >= _BIG:
            roles.by_number[paragraph.number] = Role.HEAD
            at = index + 1
        elif LOOSE_NUMBER.match(paragraph.plain) and paragraph.size < _BIG:
            roles.by_number[paragraph.number] = Role.NUMBER
            at = index + 1
        elif at:
            break
    return at


def _centred(paragraph: Paragraph) -> bool:
    return paragraph.layout.align == "center"


def _title(order: list[Paragraph], at: int, roles: Roles) -> int:
    """Find the title, of one paragraph or several; give the index after it and what explains it."""
    window = range(at, min(at + 6, len(order)))
    start = next((i for i in window if order[i].size >= _BIG), None)
    if start is None:
        start = next((i for i in window if _centred(order[i])), None)
    if start is None:
        return at
    size = order[start].size
    index = start
    while (
        index < len(order)
        and order[index].size == size
        and _centred(order[index]) == _centred(order[start])
    ):
        if index > start and (size < _BIG or order[index].plain.endswith(("：", ":", "。"))):
            break
        roles.by_number[order[index].number] = Role.TITLE
        index += 1
    while index < len(order) and _centred(order[index]) and order[index].size < _BIG:
        roles.by_number[order[index].number] = Role.SUBTITLE
        index += 1
    return index


def _signature(order: list[Paragraph], at: int, roles: Roles) -> int:
    """Find day, names above it and notes below; give the index where the text ends."""
    day = next(
        (i for i in range(len(order) - 1, at - 1, -1) if LOOSE_DAY.fullmatch(order[i].plain)), None
    )
    if day is None:
        return len(order)
    roles.by_number[order[day].number] = Role.DAY
    start = day
    while start > at and day - start < 4 and _is_name(order[start - 1]):  # noqa: PLR2004  (lines)
        start -= 1
        roles.by_number[order[start].number] = Role.NAME
    for paragraph in order[day + 1 :]:
        if re.fullmatch(r"[（(].*[）)]", paragraph.plain):
            roles.by_number[paragraph.number] = Role.NOTE
    return start


def _is_name(paragraph: Paragraph) -> bool:
    layout = paragraph.layout
    aside = layout.align in ("right", "end", "center") or max(layout.left, layout.first) > 2400  # noqa: PLR2004  (twips)
    words = paragraph.plain
    short = len(words) <= 40 and not words.endswith(("。", "；", "：", ":"))  # noqa: PLR2004  (characters)
    return short and (aside or paragraph.text.startswith("　　　　　"))


def level_of(text: str) -> int | None:
    """Give the level (1…4) that a paragraph's beginning says."""
    for level, pattern in enumerate(gb9704.LEVELS, 1):
        if pattern.match(text):
            return level
    return None


def _text(order: list[Paragraph], at: int, end: int, roles: Roles) -> None:
    """Sort out addressee, headings, body and the list of annexes between title and signature."""
    listing = noting = False
    for index in range(at, end):
        paragraph = order[index]
        words = paragraph.plain
        noting = bool(_NOTE.match(words)) or (noting and paragraph.size < gb9704.SIZE_4)
        if index == at and roles.of(Role.TITLE) and _is_addressee(paragraph):
            role = Role.TO
        elif ANNEXES.match(words):
            role, listing = Role.ANNEXES, True
        elif listing and level_of(words) == 3:  # noqa: PLR2004  (2.名称)
            role = Role.ANNEXES
        elif (
            _THERE.match(words) or _beside(paragraph) or (noting and paragraph.size < gb9704.SIZE_3)
        ):
            role = Role.OTHER
        else:
            level = level_of(paragraph.label + words)
            role = LEVELS[level - 1] if level else Role.BODY
        roles.by_number[paragraph.number] = role


def _beside(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is no running text: set aside, in a box, a line to sign."""
    layout = paragraph.layout
    aside = layout.align in ("center", "right", "end")
    return aside or paragraph.in_box or layout.frame or bool(_BLANK.fullmatch(paragraph.plain))


def _is_addressee(paragraph: Paragraph) -> bool:
    """Tell `各县（市、区）…：` from a sentence that leads to a list."""
    words = paragraph.plain
    if not words.endswith(("：", ":")) or level_of(words) is not None or ANNEXES.match(words):
        return False
    indented = paragraph.layout.first > 0 or paragraph.layout.first_chars > 0
    sentence = "。" in words or (indented and len(words) > 40)  # noqa: PLR2004  (characters)
    return not sentence and not _beside(paragraph)


def _annexes(order: list[Paragraph], roles: Roles) -> None:
    """Sort out annexes: mark, title, contents."""
    mark: int | None = None
    for index, paragraph in enumerate(order):
        if _ANNEX.fullmatch(paragraph.plain):
            role, mark = Role.ANNEX, index
        elif mark is not None and index - mark <= 3 and paragraph.size >= _BIG:  # noqa: PLR2004
            role = Role.ANNEX_TITLE
        else:
            role = Role.ANNEX_BODY
        roles.by_number[paragraph.number] = role


def _edge(order: list[Paragraph], roles: Roles) -> None:
    """Find 版记 at the very end: 抄送 and 印发."""
    seen_day = False
    for paragraph in order:
        if roles.by_number[paragraph.number] is Role.DAY:
            seen_day = True
        elif seen_day and _COPY.match(paragraph.plain):
            roles.by_number[paragraph.number] = Role.COPY
        elif seen_day and _PRINTED.fullmatch(paragraph.plain):
            roles.by_number[paragraph.number] = Role.PRINTED
