"""Would the list be the same without this person, or without this card? (scoring.md §4.1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from wzqa.rounding import Mode

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
class LeaveOut:
    """The outcome of all scenarios of one kind; `decisive` are those that change who is in."""

    tallies: dict[str, Tally]
    scenarios: int
    skipped: int
    decisive: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The rule of the cut: places, floor, and how scores are published."""

    cap: int
    floor: Decimal | None
    decimals: int
    rounding: Mode

    def statuses(self, scores: Mapping[str, Decimal]) -> dict[str, Status]:
        """Say of everybody: in, out, or tied across the cut."""
        eligible = [y for y in scores.values() if self.floor is None or y >= self.floor]
        ordered = sorted(eligible, reverse=True)
        last = min(ordered[: self.cap], default=None)
        tied = ordered[self.cap : self.cap + 1] == [last]
        found: dict[str, Status] = {}
        for code, y in scores.items():
            if last is None or y < last:
                found[code] = "out"
            else:
                found[code] = "tie" if tied and y == last else "in"
        return found


def without_examiner(exact: Mapping[str, Fraction], parts: Sequence[Part], line: Line) -> LeaveOut:
    """Remove all cards of one examiner after the other, in every stage, and cut again."""
    cards: dict[str, list[tuple[Part, str]]] = defaultdict(list)
    for part in parts:
        for code in part.totals:
            for examiner in part.totals[code]:
                cards[examiner].append((part, code))
    scenarios = ((name, [(p, code, name) for p, code in cards[name]]) for name in sorted(cards))
    return _play(exact, scenarios, line)


def without_card(exact: Mapping[str, Fraction], parts: Sequence[Part], line: Line) -> LeaveOut:
    """Remove one single card after the other and cut again."""
    scenarios = (
        (f"{code}/{examiner}", [(part, code, examiner)])
        for part in parts
        for code in sorted(part.totals)
        for examiner in sorted(part.totals[code])
    )
    return _play(exact, scenarios, line)


def _play(
    exact: Mapping[str, Fraction],
    scenarios: Iterable[tuple[str, Sequence[tuple[Part, str, str]]]],
    line: Line,
) -> LeaveOut:
    """Play the scenarios; one that would leave an applicant fewer than two cards is skipped."""
    official = {code: round_q(y, line.decimals, line.rounding) for code, y in exact.items()}
    usual = line.statuses(official)
    found: dict[str, Counter[str]] = {code: Counter() for code in exact}
    decisive, played, skipped = [], 0, 0
    for name, removed in scenarios:
        if any(len(part.totals[code]) <= _LEAST_CARDS for part, code, _ in removed):
            skipped += 1
            continue
        scores = dict(official)
        for code, shift in _shifts(removed).items():
            scores[code] = round_q(exact[code] + shift, line.decimals, line.rounding)
        statuses = line.statuses(scores)
        played += 1
        for code, status in statuses.items():
            found[code][status] += 1
        if any((statuses[code] == "in") != (usual[code] == "in") for code in exact):
            decisive.append(name)
    return LeaveOut(
        tallies={
            code: Tally(inside=seen["in"], outside=seen["out"], tied=seen["tie"])
            for code, seen in found.items()
        },
        scenarios=played,
        skipped=skipped,
        decisive=tuple(decisive),
    )


def _shifts(removed: Sequence[tuple[Part, str, str]]) -> dict[str, Fraction]:
    """Give the change of each applicant's weighted mean when these cards are removed."""
    shifts: dict[str, Fraction] = defaultdict(Fraction)
    for part, code, examiner in removed:
        cards = part.totals[code]
        whole = sum(cards.values(), _ZERO)
        mean = whole / len(cards)
        shifts[code] += part.weight * ((whole - cards[examiner]) / (len(cards) - 1) - mean)
    return shifts
