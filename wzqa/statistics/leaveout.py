"""Would the list be the same without this person, or without this card? (arithmetic.md §4.1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from wzqa.rounding import Mode

    Score = Decimal | int
    Status = Literal["in", "out", "tie"]

_LEAST_CARDS = 2  # fewer would leave an applicant to one person's judgement
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stage's counted cards behind the official score, and its weight in that score.

    `totals`: code → examiner → card total. `seed`: `{seed}/{stage}`, such as `2026/review`.
    """

    totals: Mapping[str, Mapping[str, Fraction]]
    seed: str
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """In how many scenarios an applicant is in, out, or tied across the cut."""

    inside: int
    outside: int
    tied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the list would be without one examiner or card: codes that get in, fall out, or tie.

    `code` is the applicant of a single card, "" for an examiner.
    """

    examiner: str
    code: str
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    ties: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name the scenario."""
        return f"{self.code}/{self.examiner}" if self.code else self.examiner


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """The outcome of all scenarios of one kind; `changes` are those that change who is in."""

    tallies: dict[str, Tally]
    scenarios: int
    skipped: int
    changes: tuple[Change, ...]

    @property
    def decisive(self) -> tuple[str, ...]:
        """Name the scenarios that change who is in."""
        return tuple(change.name for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The rule of the cut: places, floor, and how scores are published."""

    cap: int
    floor: Decimal | None
    decimals: int
    rounding: Mode

    def statuses(self, scores: Mapping[str, Decimal]) -> dict[str, Status]:
        """Say of everybody: in, out, or tied across the cut."""
        edge = self.edge(scores.values())
        return {code: self.status(y, edge) for code, y in scores.items()}

    def edge(self, scores: Iterable[Score]) -> tuple[Score | None, bool]:
        """Give the last score that gets a place, and whether it ties with the first that does not.

        None when nobody reaches the floor.
        """
        eligible = scores if self.floor is None else [y for y in scores if y >= self.floor]
        ordered = sorted(eligible, reverse=True)
        last = min(ordered[: self.cap], default=None)
        return last, ordered[self.cap : self.cap + 1] == [last]

    @staticmethod
    def status(score: Score, edge: tuple[Score | None, bool]) -> Status:
        """Tell on which side of the edge a score lies."""
        last, tied = edge
        if last is None or score < last:
            return "out"
        return "tie" if tied and score == last else "in"

    def in_units(self) -> Line:
        """Give the same rule for scores in whole units of the last decimal."""
        floor = None if self.floor is None else self.floor * 10**self.decimals
        return replace(self, floor=floor)

    def units(self, score: Fraction) -> int:
        """Round a score as it is published, in whole units of the last decimal."""
        return int(round_q(score, self.decimals, self.rounding) * 10**self.decimals)


def without_examiner(exact: Mapping[str, Fraction], parts: Sequence[Part], line: Line) -> LeaveOut:
    """Remove all cards of one examiner after the other, in every stage, and cut again."""
    cards: dict[str, list[tuple[Part, str]]] = defaultdict(list)
    for part in parts:
        for code in part.totals:
            for examiner in part.totals[code]:
                cards[examiner].append((part, code))
    scenarios = ((name, "", [(p, code, name) for p, code in cards[name]]) for name in sorted(cards))
    return _play(exact, scenarios, line)


def without_card(exact: Mapping[str, Fraction], parts: Sequence[Part], line: Line) -> LeaveOut:
    """Remove one single card after the other and cut again."""
    scenarios = (
        (examiner, code, [(part, code, examiner)])
        for part in parts
        for code in sorted(part.totals)
        for examiner in sorted(part.totals[code])
    )
    return _play(exact, scenarios, line)


def _play(
    exact: Mapping[str, Fraction],
    scenarios: Iterable[tuple[str, str, Sequence[tuple[Part, str, str]]]],
    line: Line,
) -> LeaveOut:
    """Play the scenarios; one that would leave an applicant fewer than two cards is skipped.

    Only who moves is counted: unless the edge itself moves, these are among the touched.
    """
    board = line.in_units()
    official = {code: line.units(y) for code, y in exact.items()}
    edge = board.edge(official.values())
    usual = {code: board.status(y, edge) for code, y in official.items()}
    moves: dict[str, Counter[Status]] = {code: Counter() for code in exact}
    changes, played, skipped = list[Change](), 0, 0
    for examiner, only, removed in scenarios:
        if any(len(part.totals[code]) <= _LEAST_CARDS for part, code, _ in removed):
            skipped += 1
            continue
        played += 1
        touched = {c: line.units(exact[c] + shift) for c, shift in _shifts(removed).items()}
        scores = official | touched
        now = board.edge(scores.values())
        moved = {}
        for code in touched if now == edge else scores:
            status = board.status(scores[code], now)
            if status != usual[code]:
                moves[code][status] += 1
                moved[code] = status
        if any("in" in {status, usual[code]} for code, status in moved.items()):
            changes.append(_change(examiner, only, moved, usual))
    return LeaveOut(
        tallies={code: _tally(usual[code], moves[code], played) for code in exact},
        scenarios=played,
        skipped=skipped,
        changes=tuple(changes),
    )


def _change(
    examiner: str, code: str, moved: Mapping[str, Status], usual: Mapping[str, Status]
) -> Change:
    return Change(
        examiner=examiner,
        code=code,
        enters=tuple(sorted(c for c, s in moved.items() if s == "in")),
        leaves=tuple(sorted(c for c, s in moved.items() if s == "out" and usual[c] != "out")),
        ties=tuple(sorted(c for c, s in moved.items() if s == "tie")),
    )


def _tally(usual: Status, moves: Counter[Status], played: int) -> Tally:
    counts = moves + Counter({usual: played - moves.total()})
    return Tally(inside=counts["in"], outside=counts["out"], tied=counts["tie"])


def _shifts(removed: Sequence[tuple[Part, str, str]]) -> dict[str, Fraction]:
    """Give the change of each applicant's weighted mean when these cards are removed."""
    shifts: dict[str, Fraction] = defaultdict(Fraction)
    for part, code, examiner in removed:
        cards = part.totals[code]
        whole = sum(cards.values(), _ZERO)
        mean = whole / len(cards)
        shifts[code] += part.weight * ((whole - cards[examiner]) / (len(cards) - 1) - mean)
    return shifts
