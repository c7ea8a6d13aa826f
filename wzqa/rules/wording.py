"""The words of free-text cells (`data/wording.toml`) and how a clause is cut into them.

Every word has a kind, spelled as one letter so that a clause can be told by its shape. The longest
word wins; what no entry knows is kept as one unknown token.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from wzqa.models import Day
from wzqa.names import half_width
from wzqa.rules import outside

GRADES = ("一般", "较大", "重大", "特别重大")  # ascending, 生产安全事故报告和调查处理条例 第三条

# `as` of an entry → letter. Letters used by shapes.py alone: D whole denial (未停产), C count, I casualties or loss,
# $ amount, Y day, : colon, u unknown.
_LETTERS = {
    "bare": "N", "object": "o", "denial": "A", "nothing": "Z", "event": "E", "grave": "E", "list": "E",
    "side": "e", "noun": "i", "paper": "j", "good": "G", "all": "l", "word": "m", "joint": "d", "particle": "x", "see": "F", "self": "s",
    "source": "q", "notice": "H", "other": "O", "party": "O", "limit": "J", "again": "B", "cause": "X",
    "happen": "V", "grade": "K", "closing": "R", "ended": "R", "whole": "t", "part": "P",
    "founded": "f", "unit": "I",
}  # fmt: skip
_BECAUSE = frozenset({"因", "因任何"})  # 未因…: a cause and an object follow


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a clause. `number`: count, or index into GRADES; `open`: from `day` until today."""

    kind: str
    words: str
    number: int | None = None
    day: Day | None = None
    open: bool = False
    until: bool = False  # 截至 …
    trouble: str = ""
    listing: bool = False
    grave: bool = False
    ended: bool = False
    past: bool = False  # 曾
    span: bool = False  # 2022年1月至10月: it ended on its last day


@dataclass(frozen=True, slots=True)
class _Word:
    letter: str
    listing: bool = False
    grave: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    words: dict[str, _Word]
    longest: int


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("wzqa") / "data" / "wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def words(topic: str, kind: str) -> tuple[str, ...]:
    """List the words of a kind for a topic, those for all topics included."""
    return tuple(
        word
        for entry in _data()["entry"]
        if entry["as"] == kind and entry["for"] in {"", topic}
        for word in entry["words"].split()
    )


@cache
def _vocabulary(topic: str) -> _Vocabulary:
    """Gather the words of a topic: its own entries go before those for all topics."""
    found: dict[str, _Word] = {}
    because, whole, wants = _Word("n"), _Word("D"), _Word("N")  # for thousands of denials
    negated = {
        verb: because if verb in _BECAUSE else whole if _tells(topic, verb) else wants
        for verb in words(topic, "negated")
    }
    for negator in words(topic, "negator"):
        for verb, word in negated.items():
            if verb[0] == "有" and negator[-1] in "无有":
                continue  # 无有效投诉 is 无 + 有效投诉
            found.setdefault(plain(negator + verb), word)
    for own in (True, False):
        for entry in _data()["entry"]:
            kind = entry["as"]
            if kind in {"negator", "negated"} or entry["for"] != (topic if own else ""):
                continue
            word = _Word(
                _LETTERS[kind],
                listing=kind == "list",
                grave=kind in {"list", "grave"},
                ended=kind == "ended",
            )
            for text in entry["words"].split():
                found.setdefault(plain(text), word)
    source = _Word(_LETTERS["source"])
    for place in outside.named():
        found.setdefault(place, source)  # 某市市场监管局查询
    return _Vocabulary(found, max(map(len, found)))


def _tells(topic: str, verb: str) -> bool:
    """Say whether a verb holds what is asked about, so that its denial is whole: 未停产, 未被投诉."""
    kinds = ("event", "grave", "side")
    return any(event in verb for kind in kinds for event in words(topic, kind))


@cache
def event_words(topic: str) -> tuple[str, ...]:
    """List the words of three and more characters that name what is asked about."""
    known = _vocabulary(topic).words
    return tuple(w for w, word in known.items() if word.letter in "EeK" and len(w) > 2)  # noqa: PLR2004


@cache
def wanting(topic: str) -> tuple[str, ...]:
    """List the denials that want an object behind them: 未列入, 未发生; not 未停产, 未被投诉."""
    verbs = [verb for verb in words(topic, "negated") if not _tells(topic, verb)]
    return tuple(plain(negator + verb) for negator in words(topic, "negator") for verb in verbs)


@cache
def stale_days() -> int:
    """Give the days after which a statement 截至 … no longer belongs to this round of filing."""
    return int(_data()["stale_days"])


@cache
def _repairs() -> tuple[tuple[str, str], ...]:
    pairs = [p.split("=") for group in _data()["typo"] for p in group["pairs"].split()]
    return tuple((wrong, right) for wrong, right in pairs)


@cache
def _misspelt() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(wrong) for wrong, _ in _repairs()))


# --- normalising ------------------------------------------------------------------------------

_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_UNITS = ("", *"一二三四五六七八九")
_NUMBERS = {
    tens + unit: 10 * high + low
    for high, tens in enumerate(("", "十", "二十", "三十"))
    for low, unit in enumerate(_UNITS)
}
_IGNORED = re.compile(r"[“”\"'‘’《》〈〉「」『』\u200b-\u200f\ufeff*＊·]")


_INCLUDED = re.compile(r"\((?:含|及|含本数|含(?:一般|较大|重大|等于|当日)|或)\)")  # 较大（含）以上
_YEAR_WORDS = re.compile(r"[〇○零Oo一二三四五六七八九]{4}(?=年)")
_MONTH_WORDS = re.compile(r"(?<=年)[一二三四五六七八九十]{1,2}(?=月)")
_DAY_WORDS = re.compile(r"(?<=月)[一二三四五六七八九十廿]{1,3}(?=[日号])")
_GAPS = re.compile(r"(?<=\d)[ \t]+(?=[年月日号批起件次条])|(?<=[年月])[ \t]+(?=\d)")


_ORDINARY = re.compile(r"[\u4e00-\u5e73\u5e75-\u6707\u6709-\u9fff]+")  # without 年, 月


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Normalise for reading: half-width, usual misspellings, Chinese dates in digits, no quotes."""
    if _ORDINARY.fullmatch(text) and not _misspelt().search(text):
        return text  # as most words of the vocabulary
    text = half_width(text).strip()
    text = _INCLUDED.sub("", _IGNORED.sub("", text))
    if _misspelt().search(text):
        for wrong, right in _repairs():
            text = text.replace(wrong, right)
    text = _YEAR_WORDS.sub(lambda m: m[0].translate(_DIGITS), text)
    text = _GAPS.sub("", text)
    return _DAY_WORDS.sub(_small_number, _MONTH_WORDS.sub(_small_number, text))


def _small_number(match: re.Match[str]) -> str:
    """Turn 一 … 三十一 into digits; anything else stays."""
    return str(_NUMBERS.get(match[0].replace("廿", "二十"), match[0]))


# --- tokens that are no words -----------------------------------------------------------------

_NUM = r"\d+|[一二两三四五六七八九十]+"
_TO = r"\s*(?:[-–—―~至到]|--|——)\s*"
_UNIT = "批次|批|起|件|例|次|宗|项|条|家次|家|个|人次|笔|款|组|台|种|份|处"
_URL = re.compile(r"(?:https?://)?(?:[A-Za-z0-9-]+\.)+(?:cn|com|net|org)[\w./?=&%#:-]*", re.ASCII)
_OWN_FAULT = re.compile(  # （十一）（五）因组织责任导致的
    r"(?:因为?|由于|由)(?:[我本]?(?:公司|司|企业|单位|组织|厂|院|校|集团))?(?:自身|组织)?的?(?:责任|原因|过错|过失)而?"
    r"(?:导致|造成|引起|引发|产生)的?"
)
_COUNT = re.compile(rf"(?P<n>{_NUM}|数|多|若干|几)(?:{_UNIT})")
_AMOUNT = re.compile(
    r"(?:约|共|合计|计|人民币|¥)*(?P<n>\d+(?:,\d{3})*(?:\.\d+)?|[一二三四五六七八九十百千]+)(?P<u>亿|千万|百万|万|千)?余?元"
)
_LOSS = re.compile(
    r"(?:直接)?(?:经济)?(?:财产)?损失(?:约|共|达|为|共计|合计|计|:|金额|\s)*(?P<n>\d+(?:\.\d+)?)(?P<u>亿|千万|百万|万|千)?余?元"
)
_DEATHS = re.compile(
    rf"(?:致|造成|共)?(?:死亡|身亡|遇难|丧生|亡|致死|死)(?:人数|:|\s)*(?P<a>{_NUM})(?:名|人)(?:员工|职工|工人)?"
    rf"|(?:致|造成|共)?(?P<b>{_NUM})(?:名|人)(?:员工|职工|工人)?(?:当场|不幸)?(?:死亡|身亡|遇难|丧生|亡|死)|致(?P<c>{_NUM})死"
)
_HURT = re.compile(
    rf"(?:致|造成|共)?(?:重伤|急性工业中毒|急性中毒|中毒)(?:人数|:|\s)*(?P<a>{_NUM})(?:名|人)"
    rf"|(?:致|造成|共)?(?P<b>{_NUM})(?:名|人)(?:员工|职工|工人)?(?:重伤|急性工业中毒|急性中毒)"
)
_LIGHT = re.compile(
    rf"(?:致|造成)?(?:轻伤|轻微伤|受轻伤)\s*(?:{_NUM})(?:名|人)|(?:致|造成)?(?:{_NUM})(?:名|人)(?:受)?(?:轻伤|轻微伤)"
)
_RECENT = re.compile(
    rf"(?:最近|过去|连续|前|在|近)*近?(?P<n>{_NUM})(?P<u>个?年度?|个月|个自然年度?|个会计年度)(?:以来|之内|之间|期间|来|内|间|中|里|期)?"
)
_SINCE = re.compile(r"(?:以来|至今|起至今|起到现在|起|开始至今|至目前|到现在|年至今|之后至今)+")
_DAY = re.compile(
    r"(?P<y1>\d{4})(?P<sep>[-/.])(?P<m1>\d{1,2})(?:(?P=sep)(?P<d1>\d{1,2}))?(?!\d)"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d)(?!\d)"
    r"|(?P<y3>\d{4})年度?(?:(?P<m3>\d{1,2})月(?:份|初|底|末|[上中下]旬)?(?:(?P<d3>\d{1,2})[日号])?)?"
    r"|(?P<m4>\d{1,2})月(?:份|初|底|末|[上中下]旬)?(?:(?P<d4>\d{1,2})[日号])?"
)
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]")
_PART_OF_YEAR = re.compile(
    r"(?:上半年|下半年|第?[一二三四1-4]季度|年初|年底|年末|初|底|末|春|夏|秋|冬|[前后]后)"
)
_YEARS = re.compile(rf"(?P<a>\d{{4}})年?度?{_TO}(?P<b>\d{{4}})年度?")
_MONTHS = re.compile(rf"(?P<a>\d{{1,2}})月?{_TO}(?P<b>\d{{1,2}})月(?:份|底|末)?")
_SHORT_YEAR = re.compile(r"\d\d年(?!度?[内间来])")
_NUMBER = re.compile(r"[\d.,%‰]+")
_SCALE = {"": 1, None: 1, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_AS_OF = re.compile(r"截[至止]到?|至(?=\d{4})|到(?=\d{4})")
_DEAD, _SERIOUS, _LOST = (3, 10, 30), (10, 50, 100), (10**7, 5 * 10**7, 10**8)


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _NUMBERS.get(text.replace("两", "二"), 99)


def _graded(value: int, steps: tuple[int, int, int]) -> int:
    """Grade deaths, serious injuries or loss （条例第三条）: the steps' own values are inside."""
    return sum(value >= step for step in steps)


def _month(year: int, month: int) -> Day | None:
    try:
        return Day(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    except ValueError:
        return None


class _Cutter:
    """Cut one clause; `year` is the last year named before it in the cell."""

    def __init__(self, text: str, topic: str, year: int | None) -> None:
        self.text, self.topic, self.year = text, topic, year
        self.vocabulary = _vocabulary(topic)
        self.found: list[Token] = []

    def cut(self) -> list[Token]:
        at, unknown = 0, ""
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            token, length = self._next(at)
            if token is None:
                unknown += self.text[at]
                at += 1
                continue
            if unknown:
                self.found.append(Token("u", unknown))
                unknown = ""
            self.found.append(token)
            at += length
        if unknown:
            self.found.append(Token("u", unknown))
        return self.found

    def _next(self, at: int) -> tuple[Token | None, int]:
        """Take the longest of word and pattern; a word wins a tie."""
        word, length = self._word(at)
        for reader in (self._time, self._harm, self._count):
            token, end = reader(at)
            if token and end - at > length:
                word, length = token, end - at
        if self.text[at] in ":：=" and not length:
            return Token(":", ":"), 1
        return word, length

    def _word(self, at: int) -> tuple[Token | None, int]:
        for length in range(min(self.vocabulary.longest, len(self.text) - at), 0, -1):
            text = self.text[at : at + length]
            found = self.vocabulary.words.get(text)
            if found:
                number = None
                if found.letter == "K":
                    number = _grade(text)
                return Token(
                    found.letter, text, number, listing=found.listing, grave=found.grave,
                    ended=found.ended, past=found.letter == "V" and "曾" in text,
                ), length  # fmt: skip
        return None, 0

    def _harm(self, at: int) -> tuple[Token | None, int]:
        """Read deaths, injuries and losses, with the grade they make."""
        if self.topic == "E10":
            if found := _DEATHS.match(self.text, at):
                count = _value(found["a"] or found["b"] or found["c"])
                return Token("I", found[0], _graded(count, _DEAD)), found.end()
            if found := _HURT.match(self.text, at):
                count = _value(found["a"] or found["b"])
                return Token("I", found[0], _graded(count, _SERIOUS)), found.end()
            if found := _LIGHT.match(self.text, at):
                return Token("I", found[0], 0), found.end()
            if found := _LOSS.match(self.text, at):
                lost = Decimal(found["n"]) * _SCALE[found["u"]]
                return Token("I", found[0], _graded(int(lost), _LOST)), found.end()
        if found := _AMOUNT.match(self.text, at):
            return Token("$", found[0]), found.end()
        return None, at

    def _count(self, at: int) -> tuple[Token | None, int]:
        if self.topic == "E11" and (found := _OWN_FAULT.match(self.text, at)):
            return Token("m", found[0]), found.end()
        if found := _URL.match(self.text, at):
            return Token("q", found[0]), found.end()
        if found := _COUNT.match(self.text, at):
            number = _value(found["n"])
            return Token("C" if number else "Z", found[0], number), found.end()
        if found := _NUMBER.match(self.text, at):
            return Token("u", found[0]), found.end()
        return None, at

    def _time(self, at: int) -> tuple[Token | None, int]:
        """Read a period or a day; 截至 takes the day behind it."""
        if found := _AS_OF.match(self.text, at):
            token, end = self._time(found.end()) if found.end() < len(self.text) else (None, at)
            if token and token.day:
                return Token("Y", self.text[at:end], day=token.day, until=True), end
            return None, at
        if at and self.text[at - 1].isdigit() and self.text[at].isdigit():
            return None, at
        for reader in (self._years, self._months, self._one_day, self._recent):
            token, end = reader(at)
            if token:
                return token, end
        if found := _SHORT_YEAR.match(self.text, at):
            return Token("Y", found[0], trouble="年份没有写全"), found.end()
        return None, at

    def _years(self, at: int) -> tuple[Token | None, int]:
        found = _YEARS.match(self.text, at)
        if not found or not 1900 <= int(found["a"]) <= int(found["b"]) <= 2199:  # noqa: PLR2004
            return None, at
        if self.text[found.end() :][:1].isdigit() or self.text[found.end() :][:1] in {".", "/"}:
            return None, at
        self.year = int(found["b"])
        day = Day(date(int(found["a"]), 1, 1), date(int(found["b"]), 12, 31))
        return Token("Y", found[0], day=day, span=True), found.end()

    def _months(self, at: int) -> tuple[Token | None, int]:
        """Read 1—6月 after a year."""
        found = _MONTHS.match(self.text, at)
        if not found or self.year is None or not self.found or self.found[-1].kind != "Y":
            return None, at
        first, last = _month(self.year, int(found["a"])), _month(self.year, int(found["b"]))
        if not first or not last or last.last < first.first:
            return None, at
        self.found.pop()
        return Token("Y", found[0], day=Day(first.first, last.last), span=True), found.end()

    def _one_day(self, at: int) -> tuple[Token | None, int]:
        token, end = self._plain_day(at)
        if token is None:
            return None, at
        if found := re.compile(_TO).match(self.text, end):
            other, stop = self._plain_day(found.end())
            if other and token.day and other.day and other.day.last >= token.day.first:
                day = Day(token.day.first, other.day.last)
                return Token("Y", self.text[at:stop], day=day, span=True), stop
            if (
                token.day
                and token.day.exact
                and (day_only := _DAY_ONLY.match(self.text, found.end()))
            ):
                last = int(day_only[1])
                if (
                    token.day.first.day
                    <= last
                    <= calendar.monthrange(token.day.first.year, token.day.first.month)[1]
                ):
                    day = Day(token.day.first, token.day.first.replace(day=last))
                    return Token("Y", self.text[at : day_only.end()], day=day), day_only.end()
            if now := re.compile("今|目前|现在").match(self.text, found.end()):
                return _until_today(token, self.text[at : now.end()]), now.end()
        if found := _SINCE.match(self.text, end):
            if found[0] == "起" and not self.text[found.end() :]:
                return token, end
            return _until_today(token, self.text[at : found.end()]), found.end()
        return token, end

    def _plain_day(self, at: int) -> tuple[Token | None, int]:
        found = _DAY.match(self.text, at)
        if not found:
            return None, at
        part = found.groupdict()
        year = part["y1"] or part["y2"] or part["y3"]
        month = part["m1"] or part["m2"] or part["m3"] or part["m4"]
        number = part["d1"] or part["d2"] or part["d3"] or part["d4"]
        end = found.end()
        if year:
            self.year = int(year)
        if self.year is None:
            return Token("Y", found[0], trouble="没有写年份"), end
        if not 1900 <= self.year <= 2199:  # noqa: PLR2004
            return None, at
        if not month:
            if tail := _PART_OF_YEAR.match(self.text, end):
                end = tail.end()
            day = Day(date(self.year, 1, 1), date(self.year, 12, 31))
            return Token("Y", self.text[at:end], day=day), end
        whole = _month(self.year, int(month))
        if whole is None:
            return Token("Y", found[0], trouble="没有这一天"), end
        if number:
            if not 1 <= int(number) <= whole.last.day:
                return Token("Y", found[0], trouble="没有这一天"), end
            exact = whole.first.replace(day=int(number))
            whole = Day(exact, exact)
        return Token("Y", found[0], day=whole), end

    def _recent(self, at: int) -> tuple[Token | None, int]:
        """Read 近3年, 最近三年内, 近36个月: kind p, `number` in months."""
        found = _RECENT.match(self.text, at)
        if not found:
            return None, at
        words_ = found[0]
        months = _value(found["n"]) * (1 if found["u"].endswith("个月") else 12)
        telling = words_[0] in "最过连前近" or words_[-1] in "来内间期"
        return (Token("p", words_, months), found.end()) if telling else (None, at)


def _until_today(token: Token, words_: str) -> Token:
    """Make a day one that lasts until today."""
    return Token("Y", words_, day=token.day, open=True, trouble=token.trouble)


def _grade(text: str) -> int:
    name = next((n for n in reversed(GRADES) if n in text), None)
    if "特" in text:
        return 3 if "重特大" not in text else 2
    return GRADES.index(name) if name else 0


def tokens(
    text: str, topic: str, year: int | None = None, years: int = 3
) -> tuple[tuple[Token, ...], int | None]:
    """Cut a clause into tokens and give the year it leaves behind; `years` is the look-back."""
    cutter = _Cutter(text, topic, year)
    found = [
        Token("t" if (t.number or 0) >= 12 * years else "P", t.words) if t.kind == "p" else t
        for t in cutter.cut()
    ]
    return tuple(found), cutter.year
