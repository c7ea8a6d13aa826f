"""Exact joint bootstrap of the examiners inside teams (arithmetic.md §4.1).

Offered for checking, not as the headline: it understates deviations by √((n − 1)/n).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial, lcm, prod
from typing import TYPE_CHECKING

from wzqa.marks.severity import components

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wzqa.marks.severity import Component, Totals

MOST_TEAMS = 3
MOST_EXAMINERS = 5  # in one team: 126 resamples
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Exact chances of one applicant to be in, out, or tied across the cut."""

    inside: Fraction
    outside: Fraction
    tied: Fraction


@dataclass(frozen=True, slots=True)
class _Atom:
    """One resample of a team: its chance, and every applicant's score under it (scaled)."""

    chance: Fraction
    scores: dict[str, int]
    ordered: list[int]


def exact_bootstrap(
    totals: Totals, exact: Mapping[str, Fraction], cap: int
) -> dict[str, Chances] | None:
    """Resample examiners inside teams, all teams jointly, without simulation.

    `exact`: official unrounded scores; their difference from the plain mean is held constant.
    None with more than three teams, a team larger than five, or a team with holes.
    """
    parts = components({code: totals[code] for code in exact})
    holes = any(
        len(totals[code]) != len(part.examiners) for part in parts for code in part.applicants
    )
    too_large = any(len(part.examiners) > MOST_EXAMINERS for part in parts)
    if len(parts) > MOST_TEAMS or holes or too_large:
        return None
    values = [y for code in exact for y in (exact[code], *totals[code].values())]
    sizes = [len(part.examiners) for part in parts]
    scale = lcm(*(y.denominator for y in values)) * lcm(*sizes)
    teams = [_atoms(part, totals, exact, scale) for part in parts]
    return {
        code: _chances(code, place, teams, cap)
        for place, part in enumerate(parts)
        for code in part.applicants
    }


def _atoms(
    part: Component, totals: Totals, exact: Mapping[str, Fraction], scale: int
) -> list[_Atom]:
    """List the distinct resamples of a team: 10, 35, 126 for 3, 4, 5 examiners."""
    names, n = part.examiners, len(part.examiners)
    found = []
    for drawn in combinations_with_replacement(names, n):
        extra = {name: drawn.count(name) - 1 for name in names}
        ways = factorial(n) // prod(factorial(count + 1) for count in extra.values())
        scores = {
            code: int(
                scale * exact[code]
                + sum(scale * y * extra[name] / n for name, y in totals[code].items())
            )
            for code in part.applicants
        }
        found.append(_Atom(Fraction(ways, n**n), scores, sorted(scores.values())))
    return found


def _chances(code: str, home: int, teams: Sequence[Sequence[_Atom]], cap: int) -> Chances:
    """Add up over the own team's resamples; the other teams are independent of it."""
    inside = outside = _ZERO
    others = [atoms for place, atoms in enumerate(teams) if place != home]
    for atom in teams[home]:
        y, own = atom.scores[code], atom.ordered
        not_below = {len(own) - bisect_left(own, y): atom.chance}  # the applicant included
        above = {len(own) - bisect_right(own, y): atom.chance}
        for atoms in others:
            not_below = _add(not_below, atoms, y, bisect_left)
            above = _add(above, atoms, y, bisect_right)
        inside += sum((chance for count, chance in not_below.items() if count <= cap), _ZERO)
        outside += sum((chance for count, chance in above.items() if count >= cap), _ZERO)
    return Chances(inside=inside, outside=outside, tied=1 - inside - outside)


def _add(
    counts: Mapping[int, Fraction],
    atoms: Sequence[_Atom],
    y: int,
    bisect: Callable[[list[int], int], int],
) -> dict[int, Fraction]:
    """Add another team's number of scores at or above y to a distribution of counts."""
    more: dict[int, Fraction] = defaultdict(Fraction)
    for atom in atoms:
        more[len(atom.ordered) - bisect(atom.ordered, y)] += atom.chance
    found: dict[int, Fraction] = defaultdict(Fraction)
    for one, chance in counts.items():
        for other, further in more.items():
            found[one + other] += chance * further
    return found
