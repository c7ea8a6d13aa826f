"""What a free-text cell states: denial, days, grades of accidents (`有：2024年3月 较大 …`).

Reads only what is certain. What looks like a date and is none (a year alone, 30 February, a month
without a year, a day still to come) is kept as a `vague` mention, for a person to ask about.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wzqa.dates import doubt
from wzqa.models import Day
from wzqa.names import half_width

if TYPE_CHECKING:
    from collections.abc import Iterator

GRADES = ("一般", "较大", "重大", "特别重大")  # ascending, 生产安全事故报告和调查处理条例 第三条

# Words that begin with 无 and deny nothing.
_COMPOUNDS = (
    "无(?!锡|为市|棣|极县|线|缝|纺|菌|机|铅|糖|烟|水|油|刷|源|轨|酸|尘|氧|醛|卤|毒|公害|害化|"
    "骨|核|籽|土|影|框|级|梭|花果|忧|限|溶剂|氟|人机|人驾|人值|损|石棉|塔)"
)
_DENIAL = re.compile(rf"(?:{_COMPOUNDS}|没有|否(?=\W|$))")
_AFFIRMED = re.compile(r"(?<![没未所拥国含具享])有(?![限关效机色害])|但|除")
_CLAUSE = re.compile(r"[，,。；;！!？?：:\n\r]")
_NEGATIONS = "未无不非没"
_TOKEN = re.compile(
    r"(?<!\d)(?P<y1>\d{4})(?P<sep>[-/.])(?P<m1>\d{1,2})(?:(?P=sep)(?P<d1>\d{1,2}))?(?!\d)"
    r"(?P<tail>[-–—~至到]\d{1,2}(?![\d年./-]))?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)"
    r"|(?<!\d)(?P<y3>\d{4})年"
    r"|(?<!\d)(?P<m4>\d{1,2})月(?:(?P<d4>\d{1,2})[日号])?"
    r"|(?<=[-–—~至到、和])(?P<d5>\d{1,2})[日号]"
    r"|(?P<other>[次翌去今前上本]年(?!度))"
    r"|(?P<grade>特别重大|特大|重大|较大|一般)(?P<after>及?以[上下])?"
)
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_UNITS = ("", *"一二三四五六七八九")
_NUMBERS = {
    tens + unit: 10 * high + low
    for high, tens in enumerate(("", "十", "二十", "三十"))
    for low, unit in enumerate(_UNITS)
}
_NO_GRADE_BEFORE = re.compile(r"(?:情况|损失|影响|后果|程度)$")
_NO_GRADE_AFTER = re.compile(
    r"\s*(?:经济|社会)?(?:损失|影响|投诉|隐患|风险|舆情|情况|性|来说|人员|程度|违法|进展|调整)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A day or a grade where it stands in the text; both None: a vague mention, `words` of it."""

    words: str
    day: Day | None = None
    grade: str | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a cell states. `mentions` stand in the order of the text."""

    text: str
    blank: bool
    denied: bool  # 无, 没有, 否, 无… without a date
    negative: bool  # begins like a denial, but a date or an affirmation contradicts it
    mentions: tuple[Mention, ...]

    @property
    def days(self) -> tuple[Day, ...]:
        """The certain days, exact or of a month."""
        return tuple(m.day for m in self.mentions if m.day)

    @property
    def vague(self) -> tuple[Mention, ...]:
        """Mentions of time that tell no day."""
        return tuple(m for m in self.mentions if not m.day and not m.grade)


def plain(text: str) -> str:
    """Normalise for reading: half-width, Chinese dates in digits, no surrounding space."""
    text = half_width(text)
    text = re.sub(r"[〇○零Oo一二三四五六七八九]{4}(?=年)", lambda m: m[0].translate(_DIGITS), text)
    text = re.sub(r"(?<=\d)\s+(?=[年月日号])|(?<=[年月])\s+(?=\d)", "", text)
    text = re.sub(r"(?<=年)[一二三四五六七八九十]{1,2}(?=月)", _small_number, text)
    return re.sub(r"(?<=月)[一二三四五六七八九十廿]{1,3}(?=[日号])", _small_number, text)


def _small_number(match: re.Match[str]) -> str:
    """Turn 一 … 三十一 into digits; anything else stays."""
    return str(_NUMBERS.get(match[0].replace("廿", "二十"), match[0]))


def says_something(text: str) -> bool:
    """Say whether a cell states anything; `/`, `—` and `-` are blanks."""
    return any(character.isalnum() for character in text)


def read(text: str, latest: date) -> Statement:
    """Read a statement; days later than `latest` or before 1949-10-01 are vague."""
    words = plain(text)
    mentions = tuple(_mentions(words, latest))
    start = words.lstrip(" 　:：、,，.。;；-—/\\")
    denial = _DENIAL.match(start)
    contradicted = any(m.day for m in mentions) or bool(
        denial and _AFFIRMED.search(start, denial.end())
    )
    return Statement(
        text=words,
        blank=not says_something(words),
        denied=bool(denial) and not contradicted,
        negative=bool(denial) and contradicted,
        mentions=mentions,
    )


def negated(text: str, start: int) -> bool:
    """Say whether 未, 无, 不, 非 or 没 stands before a place, in the same clause."""
    clause = _CLAUSE.split(text[:start])[-1]
    return any(character in _NEGATIONS for character in clause)


def _mentions(text: str, latest: date) -> Iterator[Mention]:
    year: int | None = None
    month: int | None = None
    lonely: Mention | None = None  # a year that no month has followed yet
    for match in _TOKEN.finditer(text):
        part = match.groupdict()
        if part["grade"]:
            grade = _grade(text, match)
            if grade:
                if lonely:
                    yield lonely
                    lonely = None
                yield Mention(match[0], grade=grade)
            continue
        if part["y3"] or part["other"]:
            if lonely:
                yield lonely
            year, month = (int(part["y3"]) if part["y3"] else None), None
            lonely = Mention(match[0], trouble="只写了年份")
            continue
        if part["d5"] and not month:
            continue
        year = int(part["y1"] or part["y2"] or year or 0) or None
        month = int(part["m1"] or part["m2"] or part["m4"] or month or 0)
        number = part["d1"] or part["d2"] or part["d4"] or part["d5"]
        lonely = None
        yield _dated(match[0], year, month, int(number) if number else None, latest)
        if part["tail"]:
            yield Mention(match[0], trouble="起止日期没有写全")
    if lonely:
        yield lonely


def _dated(words: str, year: int | None, month: int, number: int | None, latest: date) -> Mention:
    if year is None:
        return Mention(words, trouble="没有写年份")
    try:
        first = date(year, month, number or 1)
        last = first if number else date(year, month, calendar.monthrange(year, month)[1])
    except ValueError:
        return Mention(words, trouble="没有这一天")
    day = Day(first, last)
    trouble = doubt(day, latest)
    return Mention(words, trouble=trouble) if trouble else Mention(words, day=day)


def _grade(text: str, match: re.Match[str]) -> str | None:
    """Name the grade of an accident; None where the word is used otherwise or negated."""
    name = "特别重大" if match["grade"] == "特大" else match["grade"]
    at_least = match["after"] and match["after"].endswith("上")
    if match["after"] and not (at_least and name != GRADES[0]):
        return None
    if _NO_GRADE_BEFORE.search(text[: match.start()]) or _NO_GRADE_AFTER.match(text, match.end()):
        return None
    return None if negated(text, match.start()) else name


def paired(statement: Statement) -> list[tuple[Day | None, str | None]] | None:
    """Pair days with grades as the text does; None when it does not tell which goes with which.

    A vague mention is a day that is not known (None); so is a grade that stands nowhere.
    """
    whens = [m for m in statement.mentions if not m.grade]
    grades = [m.grade for m in statement.mentions if m.grade]
    if not grades or not whens:
        return [(m.day, m.grade) for m in statement.mentions]
    if len(whens) == 1:
        return [(whens[0].day, grade) for grade in grades]
    if len(set(grades)) == 1:
        return [(when.day, grades[0]) for when in whens]
    for mentions in (statement.mentions, statement.mentions[::-1]):
        pairs = _leading(mentions)
        if pairs:
            return pairs
    return None


def _leading(mentions: tuple[Mention, ...]) -> list[tuple[Day | None, str | None]]:
    """Pair each grade with the day before it; empty when a day has no grade or comes late."""
    pairs: list[tuple[Day | None, str | None]] = []
    when: Mention | None = None
    used = True
    for mention in mentions:
        if mention.grade:
            if when is None:
                return []
            pairs.append((when.day, mention.grade))
            used = True
        else:
            if not used:
                return []
            when, used = mention, False
    return pairs if used else []
