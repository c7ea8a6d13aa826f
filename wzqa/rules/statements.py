"""What a free-text cell states: a denial, an event and its day, or something to ask about.

One reader for all columns, driven by the vocabulary in `data/wording.toml`.
A cell is cut into clauses; each is turned into a row of letters, one per word, and told by its
shape. Whatever the vocabulary does not know asks: an unsure reading neither passes nor fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.answers import chosen
from wzqa.dates import chinese, doubt
from wzqa.models import Day, Outcome
from wzqa.rules import wording
from wzqa.rules.wording import GRADES, Token

if TYPE_CHECKING:
    from datetime import date

__all__ = ["GRADES", "Period", "Reading", "denies", "plain", "read", "says_something"]

plain = wording.plain

_FREE = "[msqtlfdx]"  # words that neither say nor deny anything
_WHAT = r"(?:[KEe][KEeijmsqtlfdx]*)"  # the matter asked about, with what belongs to it
_TAIL = "[xi]*"
_UNIT = "|".join(
    (
        rf"N{_FREE}*{_WHAT}[Vj]?",  # 无不合格, 未发生较大以上事故, 无事故发生
        rf"D{_FREE}*(?:{_WHAT}|i[xi]*)?",  # 未停产、停业, 无违法违规行为
        rf"N{_FREE}*i[xi]*",  # 没有相关记录
        rf"n[KEeimsqtlfdx]*X{_FREE}*{_WHAT}",  # 未因环保问题受到处罚
        rf"o{_FREE}*{_WHAT}",  # 非失信被执行人
        rf"Z{_FREE}*{_WHAT}",  # 0批次不合格, 零事故
        rf"{_FREE}*(?:{_WHAT}|i):?{_FREE}*(?:[NA](?![msqtlfx]*[KEe])(?:[sx]*i)?{_TAIL}|Z)",  # 不合格：无
        rf"[NA]{_TAIL}|Z",  # 无
    )
)


def _denials(extra: str) -> re.Pattern[str]:
    """Allow several denials, joined or dated: two side by side are none (不是没有)."""
    front = f"(?:{_FREE}|[YH:{extra}])*"
    return re.compile(rf"{front}(?:{_UNIT})(?:{front}[dY{extra}]{front}(?:{_UNIT}))*[:d]?")


_DENIAL, _SAMPLED = _denials(""), _denials("C")
_BARE = re.compile(rf"(?:{_FREE}|:)*(?:[NA]{_TAIL}|Z)")
_LISTED = re.compile(rf"[tsqH]*N:{_WHAT}")  # 无：失信被执行人、严重违法失信、刑事处罚
_GOOD = re.compile(r"[msqtlfdxYCH:i]*G[msqtlfdxYCGi:]*")
_NEUTRAL = re.compile(r"[msqtlfdxYCH:i]*")
_RUNS_ON = re.compile(r"[msdxij]*|[^NAZ]*G.*")  # behind a line that ends in 无
_SEE = re.compile(rf"(?:{_FREE}|[HF:])*F(?:{_FREE}|[HFij])*")
_HEADING = re.compile(rf"(?:{_FREE}|Y)*(?:{_WHAT}|i{_FREE}*):?")
# verbs that make a sentence of what could be a heading
_STATED = re.compile(
    "在列|在.{2,12}(?:名单|名录)[内中上]$|^(?:我公司|本公司|公司|我司|我单位|本单位)?(?:是(?!否)|系|属于)|不符合|不达标|未达|达不到|超标|存在|检出|查出|发现|判定|确认|列入|纳入|处以|受到|遭|被(?!执行)"
)
_CLOSING = re.compile(r"[msqtlfdxYCXGVij$:]*R[msqtlfdxYCXGRij$:E]*")
_DETAIL = re.compile(r"[msqtlfdxYCXVij]*[I$][msqtlfdxYCXVij$I]*")
_EVENT = re.compile(r"[msqtlfdxYCVKEeijIXRBG$:]*[Ee][msqtlfdxYCVKEeijIXRB$:]*")
_MARK = re.compile(r"[msqtlfdx:]*V[msqtlfdx:Y]*")  # 有, 有：2019年3月

_SEPARATOR = re.compile(r"([,;。!！…\n\r()\[\]{}【】|]+)")
# the number of a point: (1), (一), 1., 1、, 一、
_POINT = re.compile(
    r"(?:^|(?<=[,;。\n\r]))[ \t]*(?:\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|\d{1,2}(?:[、)]|\.(?!\d))|[一二三四五六七八九十]{1,2}、)"
)
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩]")
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\x85\u2028\u2029]+[ \t\u3000]*")
_LABEL = re.compile(r"[一-鿿]{1,10}[:：]")
_LONG = 20  # characters on either side of a break that are looked at
_SPACE = re.compile(r"[ \t\u3000]+")
_SPACE_AFTER_ANSWER = re.compile(r"(?<=[无否有零0])[ \t\u3000]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Period:
    """The look-back: `since` its first day, `years` its length, `latest` the last day believed.

    `told` is the day up to which the applicant was to speak: the anchor, however late the check.
    """

    since: date
    years: int
    latest: date
    told: date
    threshold: int = 1  # index into GRADES of the lowest grade that counts


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell comes to. `outcome` is pass, fail, missing (of the day) or pending.

    `blank`: nothing written. `why`: Chinese clauses. `day`: the event's day that decided; `old` and
    `lower`: events stand in it, older than the look-back or graded below the threshold.
    """

    outcome: Outcome
    why: tuple[str, ...] = ()
    blank: bool = False
    denied: bool = False
    day: Day | None = None
    what: str = ""
    old: bool = False
    lower: bool = False


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause: its words, its tokens and their letters."""

    tokens: tuple[Token, ...]
    code: str
    before: str = ""  # what parts it from the clause before

    def of(self, kinds: str) -> list[Token]:
        return [token for token in self.tokens if token.kind in kinds]

    @property
    def text(self) -> str:
        return "".join(token.words for token in self.tokens)


def says_something(text: str) -> bool:
    """Say whether a cell states anything; `/`, `—` and `-` are blanks."""
    return any(character.isalnum() for character in text)


def denies(text: str, topic: str = "claim") -> bool:
    """Say whether a cell says no more than 无, 没有, 未获奖 or the like.

    >>> denies("暂无"), denies("未获得"), denies("2022年县长质量奖")
    (True, True, False)
    """
    clauses = _clauses(text, topic)
    return bool(clauses) and all(_DENIAL.fullmatch(c.code) for c in clauses)


@lru_cache(maxsize=4096)
def read(text: str, topic: str, period: Period) -> Reading:
    """Read a cell; `topic` is the rule that asks (E03, E09 … E12)."""
    if not says_something(plain(text)):
        return Reading(Outcome.PENDING, blank=True)
    reading = _Reader(topic, period).read(_clauses(text, topic, period))
    joined = _joined(text, topic)
    if reading.outcome is not Outcome.PASS or joined == text:
        return reading
    # a break may stand in the middle of a word, where a cell was too narrow for whoever typed
    if _Reader(topic, period).read(_clauses(joined, topic, period)).outcome is Outcome.PASS:
        return reading
    return Reading(Outcome.PENDING, why=("换行前后连起来读意思不同",))


def _joined(text: str, topic: str) -> str:
    """Take out the line breaks, but those before a label (不合格项目：) that part neither a word nor 未列入 from its object."""

    def kept(match: re.Match[str]) -> str:
        left = plain(text[: match.start()])[-_LONG:]
        right = plain(text[match.end() :])[:_LONG]
        if _torn_word(left, right, topic):
            return ""
        new = _two(text[: match.start()], text[match.end() :], topic)
        if not new and not _LABEL.match(right):
            return ""
        denies = new and _clauses(right, topic)[0].code[0] in "NDAno"
        return match[0] if denies or not left.endswith(wording.wanting(topic)) else ""

    return _BREAK.sub(kept, text)


def _two(left: str, right: str, topic: str) -> bool:
    """Say whether a whole denial stands before, and another statement behind: 无安全事故⏎经查，无."""
    before, after = _clauses(left, topic)[-1:], _clauses(right, topic)[:1]
    if not before or not after or not _whole_denial(before[0], topic):
        return False
    first = after[0].tokens[0]
    sound = "G" in before[0].code
    if (
        first.kind in ":Z"
        or before[0].code.endswith(":")
        or (sound and _BARE.fullmatch(after[0].code))
    ):
        return False  # 合格批次⏎：0, 合格：⏎无
    new = first.kind in "Ytsq" or (first.kind == "H" and first.words.startswith("经"))
    return new or _whole_denial(after[0], topic)


def _whole_denial(clause: _Clause, topic: str) -> bool:
    """Say whether a clause denies by itself, or says that all was found sound."""
    if topic == "E09" and _GOOD.fullmatch(clause.code):
        return True
    return bool((_SAMPLED if topic == "E09" else _DENIAL).fullmatch(clause.code))


def _torn_word(left: str, right: str, topic: str) -> bool:
    """Say whether a word of the vocabulary begins in `left` and ends in `right`."""
    whole, at = left + right, len(left)
    return any(
        whole.startswith(word, start)
        for word in wording.event_words(topic)
        for start in range(max(0, at - len(word) + 1), at)
    )


def _clauses(text: str, topic: str, period: Period | None = None) -> list[_Clause]:
    words = _mended(chosen(plain(_CIRCLED.sub(";", text))), topic)
    words = _POINT.sub("", _SPACE_AFTER_ANSWER.sub("\n", words))
    found: list[_Clause] = []
    year: int | None = None
    pieces = _SEPARATOR.split(words)
    parted = [
        (before if at == 0 else ";", part)
        for before, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True)
        for at, part in enumerate(_at_spaces(piece, topic))
    ]
    for before, part in parted:
        tokens, year = wording.tokens(part, topic, year, period.years if period else 0)
        if period:
            tokens = tuple(_believed(token, period.latest) for token in tokens)
        if tokens:
            found.append(_Clause(tokens, _code(tokens), before))
    return found


def _mended(text: str, topic: str) -> str:
    """Take out the spaces in the middle of a word: 失信 被执行人."""

    def kept(match: re.Match[str]) -> str:
        left, right = text[: match.start()][-_LONG:], text[match.end() :][:_LONG]
        return "" if _torn_word(left, right, topic) else match[0]

    return _SPACE.sub(kept, text)


def _at_spaces(piece: str, topic: str) -> list[str]:
    """Part a piece at spaces where a whole denial stands before: 无安全事故 2025年3月有1起."""
    found: list[str] = []
    for word in piece.split():
        left = _cut(found[-1], topic) if found else None
        right = _cut(word, topic)
        whole = (
            left
            and _whole_denial(left, topic)
            and not _BARE.fullmatch(left.code)
            and ":" not in left.code[-1] + right.code[0]
        )
        first = right.tokens[0]
        dated = left and "Y" in left.code and bool(_EVENT.fullmatch(left.code))
        new = (dated and _whole_denial(right, topic)) or (
            whole
            and (
                _whole_denial(right, topic)
                or first.kind in "YstPV"
                or first.words in _ASSERTING
                or first.words.startswith("经")
            )
        )
        if new or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found or [piece]


def _cut(text: str, topic: str) -> _Clause:
    tokens, _ = wording.tokens(text, topic)
    return _Clause(tokens, _code(tokens))


def _believed(token: Token, latest: date) -> Token:
    """Doubt a day before 1949-10-01 or still to come."""
    trouble = doubt(token.day, latest) if token.day else ""
    return replace(token, trouble=trouble) if trouble else token


def _code(tokens: tuple[Token, ...]) -> str:
    """Spell a clause in letters; one of anything behind a denial is no count (没有一批次)."""
    letters: list[str] = []
    for token in tokens:
        one = token.kind == "C" and token.number == 1 and "N" in letters
        bare = set(letters[letters.index("N") + 1 :]) <= set("msqtldx") if one else False
        yes = token.words in {"是", "在列"} and letters[-1:] == [":"]  # 失信被执行人：是
        letters.append("m" if bare else "V" if yes else token.kind)
    return "".join(letters)


class _Reader:
    """Judge the clauses of one cell and weigh them together."""

    def __init__(self, topic: str, period: Period) -> None:
        self.topic, self.period = topic, period
        self.hard: list[str] = []  # not understood: nothing may fail either
        self.soft: list[str] = []  # understood, and to be asked about
        self.events: list[_Clause] = []
        self.stray: list[Token] = []  # dates in clauses that say nothing else
        self.ended: list[Token] = []
        self.closings = self.marks = 0
        self.denied: list[_Clause] = []
        self.good: list[_Clause] = []
        self.elsewhere: list[str] = []  # 见附件

    def read(self, clauses: list[_Clause]) -> Reading:
        for at, clause in enumerate(clauses):
            after = clauses[at + 1] if at + 1 < len(clauses) else None
            if at and _torn(clauses[at - 1], clause):
                self.hard.append(f"“{clauses[at - 1].text}”与“{clause.text}”连起来读不准")
            if at and _when_evaluated(clauses[at - 1], clause):
                continue
            self._sort(clause, clauses[at - 1] if at else None, after)
        if self.good:
            self._count(clauses)
        self._check_periods()
        return self._weigh()

    # --- one clause at a time ---------------------------------------------------------------------

    def _sort(self, clause: _Clause, before: _Clause | None, after: _Clause | None) -> None:
        code = clause.code
        denial = _SAMPLED if self.topic == "E09" else _DENIAL
        if _NEUTRAL.fullmatch(code):
            self._neutral(clause)
        elif denial.fullmatch(code):
            if self._says_more(clause) or _HAPPENED.search(_asserted(clause)):
                self.hard.append(f"“{clause.text}”读不准")
            self.denied.append(clause)
        elif denial.fullmatch(self._with_its_own(clause)):
            if self._says_more(clause):
                self.hard.append(f"“{clause.text}”读不准")
            if _JOINTLY.match(code):  # of others alone it says nothing
                self.denied.append(clause)
        elif before is None and "d" in code and _LISTED.fullmatch(code) and not _asserts(clause):
            self.denied.append(clause)
        elif self.topic == "E09" and _GOOD.fullmatch(code):
            self.good.append(clause)
        elif after and self._heads(clause, after, before):
            self.denied.append(_Clause(clause.tokens, ""))
        elif _SEE.fullmatch(code):
            self.elsewhere.append(clause.text)
        elif _MARK.fullmatch(code):
            self.marks += 1
            if clause.of("Y"):
                self.events.append(clause)
        elif _CLOSING.fullmatch(code) and not self._names_event(clause):
            self._closing(clause)
        elif self.topic == "E10" and _DETAIL.fullmatch(code) and not clause.of("Ee"):
            self._detail(clause)
        elif _EVENT.fullmatch(code):
            self.events.append(clause)
        else:
            self.hard.append(self._why(clause))

    def _says_more(self, clause: _Clause) -> bool:
        """Say whether a denial goes on to a statement of its own, with 、 or nothing between."""
        return _runs_on(clause, self.topic) or _admits(clause, stopped=self.topic == "E03")

    def _with_its_own(self, clause: _Clause) -> str:
        """Spell a clause with the applicant's people and units as the applicant itself."""
        own = wording.words(self.topic, "party")
        letters = zip(clause.code, clause.tokens, strict=True)
        return "".join("s" if t.kind == "O" and t.words in own else c for c, t in letters)

    def _heads(self, clause: _Clause, after: _Clause, before: _Clause | None) -> bool:
        """Say whether a clause is a heading that 无 behind it answers: 失信被执行人，无."""
        code = clause.code
        if not _HEADING.fullmatch(code) or not self._answers(after) or "至今" in clause.text:
            return False
        if code[-1] not in "i:" and (self.topic == "E03" or _STATED.search(clause.text)):
            return False  # 停产中; 抽检结果不符合要求: said, not asked
        dated = "Y" in code or (
            before and before.of("Y") and not any(t.until for t in before.tokens)
        )
        if dated and code[-1] not in "i:":
            return False  # 2024年5月被抽检不合格⏎无: what has a day happened
        if any(t.words in _ASSERTING for t in clause.tokens):
            return code[-1] == ":"  # 列入失信名单：无; without the colon it may be an admission
        return code[-1] == ":" or bool(set(after.before) & set(",\n("))

    def _answers(self, clause: _Clause) -> bool:
        """Say whether a clause is nothing but 无, 没有, 0: what a heading before it asked for."""
        plainly = {
            w for kind in ("bare", "denial", "nothing") for w in wording.words(self.topic, kind)
        }
        return bool(_BARE.fullmatch(clause.code)) and all(
            t.words in plainly for t in clause.of("NAZ")
        )

    def _names_event(self, clause: _Clause) -> bool:
        """Say whether a closing clause itself is an event: 复查仍不合格, 2024年再次被罚款."""
        return any(t.kind in "Ee" and t.words not in _SETTLED for t in clause.tokens)

    def _neutral(self, clause: _Clause) -> None:
        days = clause.of("Y")
        if self.topic == "E03" and clause.text == "至今":
            self.soft.append("只写了“至今”")
        sampled = self.topic == "E09" and any(t.words in _SAMPLING for t in clause.of("m"))
        if clause.of("C") and not sampled:
            self.hard.append(f"“{clause.text}”看不出所指")
        if not days or "f" in clause.code:
            return
        if any(t.kind == "H" and t.words in _EVALUATED for t in clause.tokens):
            return
        if sampled:
            return
        if clause.of("qH") or any(t.until for t in days):
            self._recent(days)
        else:
            self.stray += days

    def _recent(self, days: list[Token]) -> None:
        """Ask when a query or a statement 截至 is older than half a year."""
        for token in days:
            if token.day and (self.period.told - token.day.last).days > _STALE_DAYS:
                self.soft.append(f"“{token.words}”至今还有一段时间没有说明")

    def _closing(self, clause: _Clause) -> None:
        self.closings += 1
        if clause.of("R") and any(t.ended for t in clause.of("R")):
            self.ended += clause.of("Y") or clause.of("R")[:1]

    def _detail(self, clause: _Clause) -> None:
        if self.events:
            last = self.events[-1]
            self.events[-1] = _Clause((*last.tokens, *clause.tokens), last.code + clause.code)
        else:
            self.hard.append(f"“{clause.text}”没有说明是什么事")

    def _why(self, clause: _Clause) -> str:
        """Name what in a clause keeps it from being judged."""
        for kinds, words in (
            ("O", "提到“{}”，是否申报组织自身的事、是否已有定论须由人认定"),
            ("P", "只说了“{}”，不是整个期间"),
            ("J", "只否认了“{}”的一部分"),
            ("B", "写有“{}”"),
            ("u", "“{}”读不准"),
        ):
            found = clause.of(kinds)
            if found:
                return words.format(found[0].words)
        return f"“{clause.text}”读不准"

    # --- numbers and periods ----------------------------------------------------------------------

    def _count(self, clauses: list[_Clause]) -> None:
        """Ask unless all that was sampled is said to have passed (抽3批次，合格2批次)."""
        asked: list[int | None] = []
        passed: list[int | None] = []
        for clause in clauses:
            numbers = [c.number for c in clause.of("C")]
            if clause not in self.good:
                asked = numbers if numbers and not clause.of("GE") else asked
                continue
            everything = "l" in clause.code or any(
                set("均全都皆") & set(t.words) for t in clause.of("G")
            )
            several = len(set(numbers)) > 1 and clause.code.count("G") == 1 and not everything
            if several or _short(asked, numbers):
                self.hard.append("抽查与合格的批次数不一致")
            behind = clause.tokens[clause.code.rindex("G") + 1 :]  # 均合格、抽查十批次
            asked = [t.number for t in behind if t.kind == "C"]
            passed = [n for n in numbers if n not in asked] or numbers
        if _short(asked, passed):
            self.hard.append("抽查与合格的批次数不一致")

    def _check_periods(self) -> None:
        """Ask when what is denied is less than the whole look-back, or the lower grades."""
        spans: list[tuple[date, date]] = []
        restricted: list[str] = []
        for clause in self.denied:
            days = clause.of("Y")
            if not days or "f" in clause.code:
                continue
            if clause.of("qH") or any(t.until for t in days):
                self._recent(days)
            elif self.topic == "E09" and any(t.words in _SAMPLING for t in clause.of("m")):
                if any(_whole_year(t) for t in days) and not clause.of("C"):
                    restricted += [t.words for t in days]
                    spans += self._spans(days)
            else:
                restricted += [t.words for t in days]
                spans += self._spans(days)
        if self.denied and self.stray and not self.events:
            restricted += [t.words for t in self.stray]
            spans += self._spans(self.stray)
        if restricted and not self._covered(spans):
            self.soft.append(f"只说了“{'、'.join(dict.fromkeys(restricted))}”，没有覆盖整个期间")
        if self.denied and not any(self._whole(clause) for clause in self.denied):
            self.soft.append("只否认了其中一类")
        if self.topic == "E10":
            self._check_grades()

    def _whole(self, clause: _Clause) -> bool:
        """Say whether what is denied is what was asked, not one kind of it (未发生火灾)."""
        return bool(clause.of("E")) or not clause.of("e")

    def _check_grades(self) -> None:
        """Ask when only higher grades are denied (无重大事故): lower ones may have happened."""
        graded = [[t.number for t in clause.of("K")] for clause in self.denied]
        if graded and all(graded):
            lowest = min(number or 0 for numbers in graded for number in numbers)
            if lowest > self.period.threshold:
                self.soft.append(f"只否认了{GRADES[lowest]}事故")

    def _spans(self, days: list[Token]) -> list[tuple[date, date]]:
        return [(t.day.first, self.period.latest if t.open else t.day.last) for t in days if t.day]

    def _covered(self, spans: list[tuple[date, date]]) -> bool:
        """Say whether spans cover the look-back, up to a quarter before the anchor."""
        reach = self.period.since
        for first, last in sorted(spans):
            if (first - reach).days > 1:
                return False
            reach = max(reach, last)
        return (self.period.told - reach).days <= _STALE_DAYS

    # --- all together -----------------------------------------------------------------------------

    def _weigh(self) -> Reading:
        judged = [one for clause in self.events for one in self._judge(clause)]
        bare = [c for c in self.denied if _BARE.fullmatch(c.code) and not c.of("Y")]
        inside = [j for j in judged if j.outcome is Outcome.FAIL]
        if not judged:
            if self.marks:
                self.soft.append("没有写明日期和内容")
            elif self.closings:
                self.soft.append("写了处理情况而没有写明是什么事")
            elif self.elsewhere and not self.denied:
                self.hard.append(f"只写了“{self.elsewhere[0]}”")
            elif not self.denied and not self.good:
                self.soft.append("没有说明有还是没有")
        if inside and bare:
            self.hard.append("既写“无”又有其他内容")
        asked = [*self.hard, *(w for j in judged if j.outcome is Outcome.PENDING for w in j.why)]
        if inside and not self.hard:
            return inside[0]
        if self.hard or any(j.outcome is Outcome.PENDING for j in judged):
            return Reading(Outcome.PENDING, tuple(dict.fromkeys((*asked, *self.soft))))
        missing = [j for j in judged if j.outcome is Outcome.MISSING]
        if self.soft:
            return Reading(Outcome.PENDING, tuple(dict.fromkeys(self.soft)))
        if missing:
            return missing[0]
        first = judged[0] if judged else None
        return Reading(
            Outcome.PASS,
            denied=not judged,
            day=first.day if first else None,
            what=first.what if first else "",
            old=any(j.old for j in judged),
            lower=any(j.lower for j in judged),
        )

    def _judge(self, clause: _Clause) -> list[Reading]:
        """Judge an admission by its day, grade and weight; several days may be several events."""
        days = clause.of("Y") or self.stray
        if self.topic == "E10" and len(days) > 1 and clause.of("Y"):
            parts = _parts(clause)
            if parts:
                return [self._one(part, part.of("Y")) for part in parts]
        return [self._one(clause, days)]

    def _one(self, clause: _Clause, days: list[Token]) -> Reading:
        known = [t for t in days if t.day and not t.trouble]
        trouble = [t for t in days if t.trouble]
        if self.topic == "E12" and any(t.listing for t in clause.of("E")):
            return self._listed(clause, known, trouble)
        where = [self._inside(t) for t in known]
        day = max((t.day for t in known if t.day), key=lambda d: d.last, default=None)
        what = clause.text
        lower = self._lower(clause)
        if lower:
            return Reading(Outcome.PASS, day=day, what=what, lower=True)
        again = "B" in clause.code
        if where and all(w is False for w in where) and not trouble:
            if again or ("R" in clause.code and self.topic == "E09" and "G" not in clause.code):
                return Reading(Outcome.PENDING, (f"“{what}”读不准",))
            return Reading(Outcome.PASS, day=day, what=what, old=True)
        if any(w is True for w in where):
            if self.topic == "E12" and any(w is False for w in where):
                return Reading(Outcome.PENDING, (f"“{what}”写有几个日期，对应不上",))
            if doubt := self._mild(clause):
                return Reading(Outcome.PENDING, (doubt,))
            return Reading(Outcome.FAIL, day=day, what=what)
        if any(w is None for w in where):
            if doubt := self._mild(clause):
                return Reading(Outcome.PENDING, (doubt,))
            words = next(t.words for t, w in zip(known, where, strict=True) if w is None)
            return Reading(
                Outcome.MISSING, (f"“{words}”跨{chinese(self.period.since)}，请写明到日",), day=day
            )
        doubts = [f"“{t.words}”{t.trouble}" for t in trouble] or ["没有写明日期"]
        return Reading(Outcome.PENDING, (*doubts, *filter(None, [self._mild(clause)])))

    def _inside(self, token: Token) -> bool | None:
        """Say whether a day lies in the look-back; None when it may or may not."""
        day = token.day
        if day and (token.open or day.first >= self.period.since):
            return True
        return False if day and day.last < self.period.since else None

    def _lower(self, clause: _Clause) -> bool:
        """Say whether an accident is certainly below the threshold （条例第三条）."""
        if self.topic != "E10" or "B" in clause.code or not clause.of("K"):
            return False
        grades = [t.number or 0 for t in clause.of("KI")]
        return max(grades) < self.period.threshold and not clause.of("$")

    def _mild(self, clause: _Clause) -> str:
        """Say why an event inside the look-back does not fail by itself; "" when it does."""
        if self.topic in {"E03", "E11"}:
            return (
                "是否重大、是否因组织责任导致须由人认定"
                if self.topic == "E11"
                else "是否正常运营须由人认定"
            )
        if self.topic == "E10":
            grades = [t.number for t in clause.of("KI") if t.number is not None]
            if not grades:
                return "没有写明等级"
            if max(grades) < self.period.threshold:
                return "等级是否达到须由人认定"
            return "" if clause.of("EeI") else "没有写明是什么事"
        if self.topic == "E12" and not any(t.grave for t in clause.of("E")):
            return "是否严重须由人认定"
        if self.topic == "E09" and not clause.of("E"):
            return "没有写明是什么事"
        if self.topic == "E09" and "R" in clause.code:
            return "涉及复查或后处理"
        return ""

    def _listed(self, clause: _Clause, known: list[Token], trouble: list[Token]) -> Reading:
        """Judge a listing: it counts from its day to the removal, or as of today."""
        what = clause.text
        ends = [*self.ended, *clause.of("R")]
        starts = [self._inside(t) for t in known]
        day = max((t.day for t in known if t.day), key=lambda d: d.last, default=None)
        if trouble:
            return Reading(Outcome.PENDING, tuple(f"“{t.words}”{t.trouble}" for t in trouble))
        if any(starts):
            return Reading(Outcome.FAIL, day=day, what=what)
        if not ends:
            spoken = any(t.ended for event in self.events for t in event.tokens)
            if spoken or any(t.past for t in clause.of("V")) or any(t.span for t in known):
                return Reading(Outcome.PENDING, ("没有写明列入和移出的日期",))
            return Reading(Outcome.FAIL, day=day, what=f"{what}（没有写明已移出，视为至今）")
        left = [self._inside(t) if t.day and not t.trouble else None for t in ends]
        if "R" in clause.code or any(t.day is None for t in ends) or "B" in clause.code:
            return Reading(Outcome.PENDING, ("列入和移出的日期没有写全",))
        if len(ends) > 1 or len(self.events) > 1:
            return Reading(Outcome.PENDING, ("列入和移出的日期对应不上",))
        if any(left):
            return Reading(Outcome.FAIL, day=ends[0].day, what=what)
        if left == [False]:
            return Reading(Outcome.PASS, day=ends[0].day, what=what, old=True)
        return Reading(
            Outcome.MISSING,
            (f"“{ends[0].words}”跨{chinese(self.period.since)}，请写明到日",),
            day=day,
        )


_JOINTLY = re.compile(r"[mqtlfx]*(?:s[msx]*d|O[Odmx]*d[mx]*s)")  # 公司及法定代表人均无
# 2025年3月不合格 从未有过; 存在失信、无: said of a day, or asserted, and then denied
_HAPPENED = re.compile(
    r"(?:Y|^[stqlH]*\+)[^NDAZnoi:]*[Ee][^:iYd]*[NA]|^[stqlH]*\+[^NDAZnoi:]*[Ee][^:i]*[NDA]"
)
_STALE_DAYS = 120  # a statement 截至 … belongs to this round of filing
_ASSERTING = frozenset(["列入", "被列入", "被列为", "纳入", "被纳入", "列为", "存在", "出现"])
_SAYING = _ASSERTING | {"是", "在"}
_SETTLED = frozenset({"罚款", "处罚", "不合格"})
_EVALUATED = frozenset(
    ["评审", "认证", "通过", "换证", "审核", "安全生产标准化", "安全生产标准化企业"]
)
_SAMPLING = frozenset(w for w in wording.words("E09", "word") if "抽" in w or "检" in w)


def _torn(first: _Clause, second: _Clause) -> bool:
    """Say whether a break may part what belongs together: 没有⏎生产, 合格⏎0批次."""
    if "\n" in second.before and _BARE.fullmatch(first.code):
        return bool(_RUNS_ON.fullmatch(second.code))
    return bool(re.search(r"G[msqxdi]*$", first.code)) and bool(
        re.fullmatch(r"[msdx:]*Z", second.code)
    )


def _when_evaluated(first: _Clause, second: _Clause) -> bool:
    """Say whether brackets date an evaluation before them: 通过安全生产标准化评审(2024年5月)."""
    dated = second.before.endswith("(") and bool(re.fullmatch(r"[msdx]*Y[msdx]*", second.code))
    evaluated = any(t.kind == "H" and t.words in _EVALUATED for t in first.tokens)
    return dated and evaluated and bool(_NEUTRAL.fullmatch(first.code))


def _asserts(clause: _Clause) -> bool:
    return any(t.words in _SAYING for t in clause.tokens)


def _asserted(clause: _Clause) -> str:
    """Spell a clause with + for the words that assert what follows: 是, 列入, 存在."""
    letters = zip(clause.code, clause.tokens, strict=True)
    return "".join("+" if t.words in _ASSERTING or t.words == "是" else c for c, t in letters)


def _runs_on(clause: _Clause, topic: str) -> bool:
    """Say whether 、 parts a denial from what is said next: 无不良信息、存在失信; 暂无、停产整顿."""
    bare = wording.words(topic, "bare")
    for at, token in enumerate(clause.tokens[:-1]):
        if token.words != "、":
            continue
        behind = clause.tokens[at + 1 :]
        next_ = next((t for t in behind if t.kind not in "tYsx"), behind[0])
        again = next_.words in _ASSERTING or next_.kind == "V"
        before = clause.code[:at]
        denied = bool(set("NDZo") & set(before))
        if again and denied:
            return True
        last = clause.tokens[at - 1]
        if last.words in bare and _BARE.fullmatch(before):
            return True
        answered = last.words in bare or last.kind == "Z"
        if answered and not _DENIAL.fullmatch(clause.code[at + 1 :]):
            return True
    return False


def _admits(clause: _Clause, *, stopped: bool) -> bool:
    """Say whether words behind a whole denial assert or date another matter: 未被处罚存在失信.

    `stopped`: 整顿 and 至今 say that it stands still now (无停产、停产整顿).
    """
    denied = whole = said = False
    for token in clause.tokens:
        if token.kind in "NDAZno":
            denied, said = True, False
            whole = token.kind == "D" or (stopped and (token.kind == "Z" or "停" in token.words))
        elif token.kind == ":":
            denied = whole = said = False
        elif token.kind in "Ee":
            if whole and (said or (stopped and token.words.endswith("整顿"))):
                return True
            whole = whole or denied
        elif whole and (token.kind in "VtY" or token.words in _SAYING):
            said = True
    return stopped and whole and clause.text.endswith("至今")


def _short(asked: list[int | None], passed: list[int | None]) -> bool:
    """Say whether fewer are said to have passed than were sampled (抽3批次，合格2批次)."""
    if not asked or not passed or set(passed) >= set(asked):
        return False
    return [sum(n or 0 for n in passed)] != asked


def _whole_year(token: Token) -> bool:
    return bool(token.day and token.day.first.month == 1 and token.day.last.month == 12)  # noqa: PLR2004


def _parts(clause: _Clause) -> list[_Clause]:
    """Cut a clause at its days, each with a grade of its own; empty when they do not pair."""
    if clause.tokens[0].kind != "Y":
        return []
    parts: list[list[Token]] = []
    for token in clause.tokens:
        if token.kind == "Y":
            parts.append([])
        parts[-1].append(token)
    if not all(any(t.kind in "KI" for t in part) for part in parts):
        return []
    return [_Clause(tuple(part), "".join(t.kind for t in part)) for part in parts]
