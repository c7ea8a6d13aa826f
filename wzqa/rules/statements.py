"""What a free-text cell states: a denial, an event and its day, or something to ask about.

One reader for all columns, driven by the vocabulary in `data/wording.toml`.
A cell is cut into clauses (`cutting`), each is told by its shape (`shapes`), events are judged
(`admissions`). Whatever the vocabulary does not know asks: an unsure reading neither passes nor fails.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wzqa.models import Outcome
from wzqa.rules import shapes, wording
from wzqa.rules.admissions import Judge, Reading
from wzqa.rules.cutting import clauses, joined, parted
from wzqa.rules.shapes import Clause, Period
from wzqa.rules.wording import GRADES, Token

if TYPE_CHECKING:
    from datetime import date

__all__ = ["GRADES", "Period", "Reading", "denies", "plain", "read", "says_something"]

plain = wording.plain


def says_something(text: str) -> bool:
    """Say whether a cell states anything; `/`, `—` and `-` are blanks."""
    return any(character.isalnum() for character in text)


def denies(text: str, topic: str = "claim") -> bool:
    """Say whether a cell says no more than 无, 没有, 未获奖 or the like.

    >>> denies("暂无"), denies("未获得"), denies("2022年县长质量奖")
    (True, True, False)
    """
    found = clauses(text, topic)
    return bool(found) and all(shapes.DENIAL.fullmatch(c.code) for c in found)


@cache
def read(text: str, topic: str, period: Period) -> Reading:
    """Read a cell; `topic` is the rule that asks (E03, E09 … E12)."""
    if not says_something(plain(text)):
        return Reading(Outcome.PENDING, blank=True)
    reading = _Reader(topic, period).read(clauses(text, topic, period))
    if reading.outcome is not Outcome.PASS:
        return reading
    # a break may stand in the middle of a word, where a cell was too narrow for whoever typed
    for other, why in (
        (joined(text, topic), "换行前后连起来读意思不同"),
        (parted(text, topic), "空格前后分开读意思不同"),
    ):
        if other == text:
            continue
        if _Reader(topic, period).read(clauses(other, topic, period)).outcome is not Outcome.PASS:
            return Reading(Outcome.PENDING, why=(why,))
    return reading


class _Reader:
    """Judge the clauses of one cell and weigh them together."""

    def __init__(self, topic: str, period: Period) -> None:
        self.topic, self.period = topic, period
        self.hard: list[str] = []  # not understood: nothing may fail either
        self.soft: list[str] = []  # understood, and to be asked about
        self.events: list[Clause] = []
        self.stray: list[Token] = []  # dates in clauses that say nothing else
        self.ended: list[Token] = []
        self.closings = self.marks = 0
        self.denied: list[Clause] = []
        self.good: list[Clause] = []
        self.elsewhere: list[str] = []  # 见附件

    def read(self, clauses: list[Clause]) -> Reading:
        for at, clause in enumerate(clauses):
            after = clauses[at + 1] if at + 1 < len(clauses) else None
            if at and shapes.torn(clauses[at - 1], clause):
                self.hard.append(f"“{clauses[at - 1].text}”与“{clause.text}”连起来读不准")
            if at and shapes.when_evaluated(clauses[at - 1], clause):
                continue
            self._sort(clause, clauses[at - 1] if at else None, after)
        if self.good:
            self._count(clauses)
        self._check_periods()
        return self._weigh()

    # --- one clause at a time ---------------------------------------------------------------------

    def _sort(self, clause: Clause, before: Clause | None, after: Clause | None) -> None:
        code = clause.code
        denial = shapes.SAMPLED if self.topic == "E09" else shapes.DENIAL
        if shapes.NEUTRAL.fullmatch(code):
            self._neutral(clause)
        elif denial.fullmatch(code):
            if self._says_more(clause) or shapes.HAPPENED.search(shapes.asserted(clause)):
                self.hard.append(f"“{clause.text}”读不准")
            self.denied.append(clause)
        elif denial.fullmatch(self._with_its_own(clause)):
            if self._says_more(clause):
                self.hard.append(f"“{clause.text}”读不准")
            if shapes.JOINTLY.match(code):  # of others alone it says nothing
                self.denied.append(clause)
        elif (
            before is None
            and "d" in code
            and shapes.LISTED.fullmatch(code)
            and not shapes.asserts(clause)
        ):
            self.denied.append(clause)
        elif self.topic == "E09" and shapes.GOOD.fullmatch(code):
            self.good.append(clause)
        elif after and self._heads(clause, after, before):
            self.denied.append(Clause(clause.tokens, ""))
        elif shapes.SEE.fullmatch(code):
            self.elsewhere.append(clause.text)
        elif shapes.MARK.fullmatch(code):
            self.marks += 1
            if clause.of("Y"):
                self.events.append(clause)
        elif shapes.CLOSING.fullmatch(code) and not self._names_event(clause):
            self._closing(clause)
        elif self.topic == "E10" and shapes.DETAIL.fullmatch(code) and not clause.of("Ee"):
            self._detail(clause)
        elif shapes.EVENT.fullmatch(code):
            self.events.append(clause)
        else:
            self.hard.append(self._why(clause))

    def _says_more(self, clause: Clause) -> bool:
        """Say whether a denial goes on to a statement of its own, with 、 or nothing between."""
        return shapes.runs_on(clause, self.topic) or shapes.admits(
            clause, stopped=self.topic == "E03"
        )

    def _with_its_own(self, clause: Clause) -> str:
        """Spell a clause with the applicant's people and units as the applicant itself."""
        own = wording.words(self.topic, "party")
        letters = zip(clause.code, clause.tokens, strict=True)
        return "".join("s" if t.kind == "O" and t.words in own else c for c, t in letters)

    def _heads(self, clause: Clause, after: Clause, before: Clause | None) -> bool:
        """Say whether a clause is a heading that 无 behind it answers: 失信被执行人，无."""
        code = clause.code
        if not shapes.HEADING.fullmatch(code) or not self._answers(after) or "至今" in clause.text:
            return False
        if code[-1] not in "i:" and (self.topic == "E03" or shapes.STATED.search(clause.text)):
            return False  # 停产中; 抽检结果不符合要求: said, not asked
        dated = "Y" in code or (
            before and before.of("Y") and not any(t.until for t in before.tokens)
        )
        if dated and code[-1] not in "i:":
            return False  # 2024年5月被抽检不合格⏎无: what has a day happened
        if any(t.words in shapes.ASSERTING for t in clause.tokens):
            return code[-1] == ":"  # 列入失信名单：无; without the colon it may be an admission
        return code[-1] == ":" or bool(set(after.before) & set(",\n("))

    def _answers(self, clause: Clause) -> bool:
        """Say whether a clause is nothing but 无, 没有, 0: what a heading before it asked for."""
        plainly = {
            w for kind in ("bare", "denial", "nothing") for w in wording.words(self.topic, kind)
        }
        return bool(shapes.BARE.fullmatch(clause.code)) and all(
            t.words in plainly for t in clause.of("NAZ")
        )

    def _names_event(self, clause: Clause) -> bool:
        """Say whether a closing clause itself is an event: 复查仍不合格, 2024年再次被罚款."""
        return any(t.kind in "Ee" and t.words not in shapes.SETTLED for t in clause.tokens)

    def _neutral(self, clause: Clause) -> None:
        days = clause.of("Y")
        if self.topic == "E03" and clause.text == "至今":
            self.soft.append("只写了“至今”")
        sampled = self.topic == "E09" and any(t.words in shapes.SAMPLING for t in clause.of("m"))
        if clause.of("C") and not sampled:
            self.hard.append(f"“{clause.text}”看不出所指")
        if not days or "f" in clause.code:
            return
        if any(t.kind == "H" and t.words in shapes.EVALUATED for t in clause.tokens):
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
            if token.day and (self.period.told - token.day.last).days > wording.stale_days():
                self.soft.append(f"“{token.words}”至今还有一段时间没有说明")

    def _closing(self, clause: Clause) -> None:
        self.closings += 1
        if clause.of("R") and any(t.ended for t in clause.of("R")):
            self.ended += clause.of("Y") or clause.of("R")[:1]

    def _detail(self, clause: Clause) -> None:
        if self.events:
            last = self.events[-1]
            self.events[-1] = Clause((*last.tokens, *clause.tokens), last.code + clause.code)
        else:
            self.hard.append(f"“{clause.text}”没有说明是什么事")

    def _why(self, clause: Clause) -> str:
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

    def _count(self, clauses: list[Clause]) -> None:
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
            elif self.topic == "E09" and any(t.words in shapes.SAMPLING for t in clause.of("m")):
                if any(_whole_year(t) for t in days) and not clause.of("C"):
                    restricted += [t.words for t in days]
                    spans += self._spans(days)
            else:
                restricted += [t.words for t in days]
                spans += self._spans(days)
        if self.denied and self.stray and not self.events:
            restricted += [t.words for t in self.stray]
            spans += self._spans(self.stray)
            if self._covered([span for span in spans if not _one_month(*span)]):
                short = [t for t in self.stray if t.day and _one_month(t.day.first, t.day.last)]
                self.soft += [f"“{t.words}”看不出所指" for t in short]
        if restricted and not self._covered(spans):
            self.soft.append(f"只说了“{'、'.join(dict.fromkeys(restricted))}”，没有覆盖整个期间")
        if self.denied and not any(self._whole(clause) for clause in self.denied):
            self.soft.append("只否认了其中一类")
        if self.topic == "E10":
            self._check_grades()

    def _whole(self, clause: Clause) -> bool:
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
        return (self.period.told - reach).days <= wording.stale_days()

    # --- all together -----------------------------------------------------------------------------

    def _weigh(self) -> Reading:
        judge = Judge(self.topic, self.period, self.stray, self.ended, self.events)
        judged = [one for clause in self.events for one in judge.of(clause)]
        bare = [c for c in self.denied if shapes.BARE.fullmatch(c.code) and not c.of("Y")]
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


def _short(asked: list[int | None], passed: list[int | None]) -> bool:
    """Say whether fewer are said to have passed than were sampled (抽3批次，合格2批次)."""
    if not asked or not passed or set(passed) >= set(asked):
        return False
    return [sum(n or 0 for n in passed)] != asked


def _one_month(first: date, last: date) -> bool:
    """Say whether days are of one month: said alone, beside a whole period, it hints at an event."""
    return (first.year, first.month) == (last.year, last.month)


def _whole_year(token: Token) -> bool:
    return bool(token.day and token.day.first.month == 1 and token.day.last.month == 12)  # noqa: PLR2004
