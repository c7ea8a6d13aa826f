"""Severity of examiners: connected components, least squares, Henderson III (arithmetic.md §3.1).

Model: card total = applicant's quality + examiner's severity (+ is lenient) + rest. Everything is
exact; only standard errors in incomplete designs are floats.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Totals = Mapping[str, Mapping[str, Fraction]]  # applicant → examiner → card total
    Whole = Mapping[str, Mapping[str, int]]  # the same, scaled to whole numbers

LEAST_DF = 8  # with fewer, the residual variance says nothing (§3.1)
MOST_EXAMINERS = 120  # in one connected component; beyond, the exact solution takes too long
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Component:
    """Applicants and examiners linked by cards; no statistic compares across components (§3.4)."""

    applicants: tuple[str, ...]
    examiners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """Variance components of card totals; None where there are no degrees of freedom for them.

    `within`: pooled variance inside applicants on N − I degrees of freedom. `df`: of `residual`.
    """

    cards: int
    applicants: int
    examiners: int
    components: int
    rss: Fraction | None
    df: int
    residual: Fraction | None
    ms_examiner: Fraction | None
    k_examiner: Fraction | None
    examiner: Fraction | None
    ms_applicant: Fraction | None
    k_applicant: Fraction | None
    applicant: Fraction | None
    within: Fraction | None

    @property
    def is_enough(self) -> bool:
        """Say whether the residual variance rests on enough degrees of freedom."""
        return self.residual is not None and self.df >= LEAST_DF


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Least squares over all components.

    `effects`: examiner → severity relative to the own component (they sum to 0 there), points;
    empty for components that are too large. `factors`: examiner → variance of the effect divided by
    the residual variance.
    """

    components: tuple[Component, ...]
    effects: dict[str, Fraction]
    factors: dict[str, Fraction]
    variances: Variances


def components(totals: Totals | Whole) -> tuple[Component, ...]:
    """Split the design by union–find, in order of the first applicant's code."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    first: dict[str, str] = {}  # examiner → the first applicant met
    for uscc in sorted(totals):
        parent[uscc] = uscc
        for examiner in totals[uscc]:
            parent[root(uscc)] = root(first.setdefault(examiner, uscc))
    groups: dict[str, list[str]] = defaultdict(list)
    for uscc in sorted(totals):
        groups[root(uscc)].append(uscc)
    return tuple(
        Component(tuple(group), tuple(sorted({e for uscc in group for e in totals[uscc]})))
        for group in groups.values()
    )


def fit(totals: Totals) -> Fit:
    """Fit applicants and examiners. Applicants without a card take no part."""
    whole, unit = _whole({uscc: cards for uscc, cards in totals.items() if cards})
    parts = components(whole)
    effects: dict[str, Fraction] = {}
    factors: dict[str, Fraction] = {}
    for part in parts:
        if len(part.examiners) <= MOST_EXAMINERS:
            effects |= _effects(part, whole)
            factors |= _factors(part, whole)
    return Fit(
        components=parts,
        effects={examiner: effect / unit for examiner, effect in effects.items()},
        factors=factors,
        variances=_variances(whole, len(parts), effects, unit),
    )


def _whole(totals: Totals) -> tuple[Whole, int]:
    """Scale the totals so that they, and the mean of every applicant, are whole numbers."""
    denominators = {y.denominator for cards in totals.values() for y in cards.values()}
    unit = math.lcm(*denominators) * math.lcm(*{len(cards) for cards in totals.values()})
    return {
        uscc: {e: y.numerator * (unit // y.denominator) for e, y in cards.items()}
        for uscc, cards in totals.items()
    }, unit


def adjusted(totals: Totals, effects: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Give each applicant's mean less the severities: never an official score (§3.4)."""
    return {
        uscc: sum((y - effects[examiner] for examiner, y in cards.items()), _ZERO) / len(cards)
        for uscc, cards in totals.items()
    }


def contrast_factors(
    part: Component, totals: Totals, contrasts: Sequence[Mapping[str, Fraction]]
) -> list[float]:
    """Give variance / residual variance of each Σ weight · severity; the weights sum to 0."""
    inverse = _grounded_inverse(part, totals)
    found = []
    for weights in contrasts:
        column = [float(weights.get(examiner, 0)) for examiner in part.examiners]
        rows = [math.fsum(v * w for v, w in zip(row, column, strict=True)) for row in inverse]
        found.append(math.fsum(w * r for w, r in zip(column, rows, strict=True)))
    return found


# --- least squares ------------------------------------------------------------------------------


def _is_complete(part: Component, totals: Totals | Whole) -> bool:
    return all(len(totals[uscc]) == len(part.examiners) for uscc in part.applicants)


def _effects(part: Component, totals: Whole) -> dict[str, Fraction]:
    """Solve for the severities: closed form in a complete team, else the reduced equations."""
    deviations = _deviations(part, totals)
    if _is_complete(part, totals):
        return {e: Fraction(q, len(part.applicants)) for e, q in deviations.items()}
    matrix, scale = _reduced(part, totals)
    grounded = [row[:-1] for row in matrix[:-1]]  # the last examiner is held at 0
    rhs = [deviations[examiner] * scale for examiner in part.examiners[:-1]]
    values = [*_solve(grounded, rhs), _ZERO]
    mean = sum(values, _ZERO) / len(values)
    return {e: value - mean for e, value in zip(part.examiners, values, strict=True)}


def _deviations(part: Component, totals: Whole) -> dict[str, int]:
    """Sum, per examiner, the card totals less their applicant's mean."""
    found = dict.fromkeys(part.examiners, 0)
    for uscc in part.applicants:
        cards = totals[uscc]
        mean = sum(cards.values()) // len(cards)  # whole by construction
        for examiner, y in cards.items():
            found[examiner] += y - mean
    return found


def _reduced(part: Component, totals: Totals | Whole) -> tuple[list[list[int]], int]:
    """Give the examiners' normal equations with the applicants eliminated, and their scale."""
    place = {examiner: i for i, examiner in enumerate(part.examiners)}
    scale = math.lcm(*(len(totals[uscc]) for uscc in part.applicants))
    matrix = [[0] * len(place) for _ in place]
    for uscc in part.applicants:
        seats = [place[examiner] for examiner in totals[uscc]]
        share = scale // len(seats)
        for i in seats:
            matrix[i][i] += scale
            for j in seats:
                matrix[i][j] -= share
    return matrix, scale


def _solve(matrix: Sequence[Sequence[int]], rhs: Sequence[int]) -> list[Fraction]:
    """Solve a positive definite integer system exactly (Bareiss, fraction-free)."""
    size = len(matrix)
    rows = [[*row, value] for row, value in zip(matrix, rhs, strict=True)]
    before = 1
    for k in range(size - 1):
        pivot, top = rows[k][k], rows[k]
        for row in rows[k + 1 :]:
            head = row[k]
            row[k:] = [
                (pivot * y - head * x) // before for x, y in zip(top[k:], row[k:], strict=True)
            ]
        before = pivot
    determinant = rows[-1][size - 1]
    found = [0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (determinant * rows[i][size] - known) // rows[i][i]
    return [Fraction(value, determinant) for value in found]


# --- standard errors ----------------------------------------------------------------------------


def _factors(part: Component, totals: Whole) -> dict[str, Fraction]:
    """Give the variance factor of each severity; (n − 1)/(n·m) in a complete team (§3.3)."""
    size = len(part.examiners)
    if _is_complete(part, totals):
        return dict.fromkeys(part.examiners, Fraction(size - 1, size * len(part.applicants)))
    inverse = _grounded_inverse(part, totals)
    means = [math.fsum(row) / size for row in inverse]
    overall = math.fsum(means) / size
    return {
        examiner: Fraction(max(0.0, inverse[i][i] - 2 * means[i] + overall))
        for i, examiner in enumerate(part.examiners)
    }


def _grounded_inverse(part: Component, totals: Totals | Whole) -> list[list[float]]:
    """Invert the reduced equations with the last examiner held at 0 (zeros in its row, column)."""
    matrix, scale = _reduced(part, totals)
    size = len(matrix) - 1
    rows = [
        [value / scale for value in matrix[i][:size]] + [float(i == j) for j in range(size)]
        for i in range(size)
    ]
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        top = [value / rows[k][k] for value in rows[k]]
        rows[k] = top
        for i in range(size):
            head = rows[i][k]
            if i != k and head:
                rows[i] = [y - head * x for x, y in zip(top, rows[i], strict=True)]
    return [[*row[size:], 0.0] for row in rows] + [[0.0] * (size + 1)]


# --- variances ----------------------------------------------------------------------------------


def _variances(totals: Whole, count: int, effects: Mapping[str, Fraction], unit: int) -> Variances:
    """Estimate by Henderson's method III; coefficients are simple because cells are 0 or 1."""
    by_examiner: dict[str, list[int]] = defaultdict(list)
    lean: dict[str, int] = defaultdict(int)  # per examiner: totals less their applicant's mean
    for cards in totals.values():
        mean = sum(cards.values()) // len(cards)
        for examiner, y in cards.items():
            by_examiner[examiner].append(y)
            lean[examiner] += y - mean
    cards_in, many, judges = sum(map(len, totals.values())), len(totals), len(by_examiner)
    inside = sum((_squares(list(cards.values())) for cards in totals.values()), _ZERO) / unit**2
    explained = sum((effect * lean[e] for e, effect in effects.items()), _ZERO) / unit**2
    rss = inside - explained if len(effects) == judges else None
    df = cards_in - many - judges + count
    residual = rss / df if rss is not None and df > 0 else None
    ms_e = explained / (judges - count) if rss is not None and judges > count else None
    k_e = Fraction(cards_in - many, judges - count) if judges > count else None
    of_examiners = sum(map(_squares, by_examiner.values()), _ZERO) / unit**2
    ms_a = (of_examiners - rss) / (many - count) if rss is not None and many > count else None
    k_a = Fraction(cards_in - judges, many - count) if many > count else None
    return Variances(
        cards=cards_in,
        applicants=many,
        examiners=judges,
        components=count,
        rss=rss,
        df=df,
        residual=residual,
        ms_examiner=ms_e,
        k_examiner=k_e,
        examiner=_component(ms_e, residual, k_e),
        ms_applicant=ms_a,
        k_applicant=k_a,
        applicant=_component(ms_a, residual, k_a),
        within=inside / (cards_in - many) if cards_in > many else None,
    )


def _squares(values: Sequence[int]) -> Fraction:
    """Sum the squared deviations from the mean."""
    return Fraction(len(values) * sum(y * y for y in values) - sum(values) ** 2, len(values))


def _component(
    square: Fraction | None, residual: Fraction | None, k: Fraction | None
) -> Fraction | None:
    if square is None or residual is None or not k:
        return None
    return max(_ZERO, (square - residual) / k)
