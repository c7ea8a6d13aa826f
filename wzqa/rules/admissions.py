"""What an admitted event comes to by its day, its grade and its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.models import Day, Outcome
from wzqa.rules.shapes import Clause

if TYPE_CHECKING:
    from wzqa.rules.shapes import Period
    from wzqa.rules.wording import Token


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
class Judge:
    """Judges the events of one cell.

    `stray`: dates of clauses that say nothing else; `ended`: days of removals; `events`: all of them.
    """

    topic: str
    period: Period
    stray: list[Token]
    ended: list[Token]
    events: list[Clause]

    def of(self, clause: Clause) -> list[Reading]:
        """Judge an admission by its day, grade and weight; several days may be several events."""
        days = clause.of("Y") or self.stray
        if self.topic == "E10" and len(days) > 1 and clause.of("Y"):
            parts = _parts(clause)
            if parts:
                return [self._one(part, part.of("Y")) for part in parts]
        return [self._one(clause, days)]

    def _one(self, clause: Clause, days: list[Token]) -> Reading:
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

    def _lower(self, clause: Clause) -> bool:
        """Say whether an accident is certainly below the threshold （条例第三条）."""
        if self.topic != "E10" or "B" in clause.code or not clause.of("K"):
            return False
        grades = [t.number or 0 for t in clause.of("KI")]
        return max(grades) < self.period.threshold and not clause.of("$")

    def _mild(self, clause: Clause) -> str:
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

    def _listed(self, clause: Clause, known: list[Token], trouble: list[Token]) -> Reading:
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


def _parts(clause: Clause) -> list[Clause]:
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
    return [Clause(tuple(part), "".join(t.kind for t in part)) for part in parts]
