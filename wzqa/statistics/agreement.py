"""Agreement of examiners: ICC, Kendall's W, Krippendorff's alpha (arithmetic.md §3.5).

All coefficients are exact fractions, None where undefined. A high W says nothing about severity,
and no coefficient changes a score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from wzqa.marks.severity import components
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wzqa.scoring import StageScores

    Matrix = Sequence[Sequence[Fraction]]  # rows are applicants, columns examiners

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
_LEAST = 2  # applicants and examiners
_PLACES = 4
_ZERO = Fraction(0)

MEANS_ONE = {
    "ICC(C,1)": "单个评审员的评分排出的次序和差距与同组他人完全相同；各人宽严可以不同，不是分数相同",
    "ICC(C,k)": "全组平均分的次序和差距完全可靠；各人宽严可以不同，不是分数相同",
    "肯德尔W": "各评审员排出的名次完全相同；分数高低和差距可以不同",
    "克里彭多夫α": "各评审员给的分数完全相同；几栏中只有这一栏说的是分数一致",
}
"""What each coefficient says when it is 1, in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Icc:
    """Intraclass correlations of a complete table (McGraw and Wong 1996; Shrout and Fleiss 1979).

    `forms`: ICC(1), ICC(k) when every applicant has its own examiners; ICC(A,1), ICC(A,k) absolute
    agreement; ICC(C,1), ICC(C,k) order inside one team only.
    """

    n: int
    k: int
    ms_rows: Fraction
    ms_columns: Fraction
    ms_error: Fraction
    ms_within: Fraction
    forms: dict[str, Fraction | None]


def icc(matrix: Matrix) -> Icc | None:
    """Give all six forms; None for a table smaller than 2 × 2."""
    n, k = len(matrix), len(matrix[0]) if matrix else 0
    if n < _LEAST or k < _LEAST:
        return None
    rows = [sum(row, _ZERO) for row in matrix]
    columns = [sum(column, _ZERO) for column in zip(*matrix, strict=True)]
    whole = sum(rows, _ZERO) ** 2 / (n * k)
    total = sum((y * y for row in matrix for y in row), _ZERO) - whole
    of_rows = sum((r * r for r in rows), _ZERO) / k - whole
    of_columns = sum((c * c for c in columns), _ZERO) / n - whole
    ms_r, ms_c = of_rows / (n - 1), of_columns / (k - 1)
    ms_e = (total - of_rows - of_columns) / ((n - 1) * (k - 1))
    ms_w = (total - of_rows) / (n * (k - 1))
    forms = {
        "ICC(1)": _ratio(ms_r - ms_w, ms_r + (k - 1) * ms_w),
        "ICC(A,1)": _ratio(ms_r - ms_e, ms_r + (k - 1) * ms_e + k * (ms_c - ms_e) / n),
        "ICC(C,1)": _ratio(ms_r - ms_e, ms_r + (k - 1) * ms_e),
        "ICC(k)": _ratio(ms_r - ms_w, ms_r),
        "ICC(A,k)": _ratio(ms_r - ms_e, ms_r + (ms_c - ms_e) / n),
        "ICC(C,k)": _ratio(ms_r - ms_e, ms_r),
    }
    return Icc(n=n, k=k, ms_rows=ms_r, ms_columns=ms_c, ms_error=ms_e, ms_within=ms_w, forms=forms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """Kendall's W with the correction for ties; chi² = m(N − 1)W on N − 1 degrees of freedom."""

    w: Fraction
    uncorrected: Fraction
    chi2: Fraction
    df: int


def kendall(matrix: Matrix) -> Concordance | None:
    """Give Kendall's W; None for a table smaller than 2 × 2, or when everybody ties everything."""
    n, m = len(matrix), len(matrix[0]) if matrix else 0
    if n < _LEAST or m < _LEAST:
        return None
    columns = [_mid_ranks(column) for column in zip(*matrix, strict=True)]
    sums = [sum(ranks, _ZERO) for ranks in zip(*columns, strict=True)]
    mean = Fraction(m * (n + 1), 2)
    spread = 12 * sum(((s - mean) ** 2 for s in sums), _ZERO)
    ties = sum(t**3 - t for column in columns for t in Counter(column).values())
    most = m * m * (n**3 - n)
    if most == m * ties:
        return None
    w = spread / (most - m * ties)
    return Concordance(w=w, uncorrected=spread / most, chi2=m * (n - 1) * w, df=n - 1)


def _mid_ranks(column: Sequence[Fraction]) -> list[Fraction]:
    """Rank from the lowest; equal values share the mean of their ranks."""
    counts = Counter(column)
    ranks: dict[Fraction, Fraction] = {}
    below = 0
    for value in sorted(counts):
        ranks[value] = below + Fraction(counts[value] + 1, 2)
        below += counts[value]
    return [ranks[value] for value in column]


# --- Krippendorff's alpha -----------------------------------------------------------------------


def alpha(units: Sequence[Sequence[Fraction | None]], metric: Metric) -> Fraction | None:
    """Give Krippendorff's alpha; holes (None) are allowed, units with fewer than two values drop.

    None when nothing can be paired or all values are equal.
    """
    usable = [[v for v in unit if v is not None] for unit in units]
    usable = [unit for unit in usable if len(unit) >= _LEAST]
    values = [v for unit in usable for v in unit]
    if not values:
        return None
    if metric == "interval":
        observed = sum((_pairs(unit) / (len(unit) - 1) for unit in usable), _ZERO)
        expected = _pairs(values) / (len(values) - 1)
    else:
        counts = Counter(values)
        distance = _distance(metric, counts)
        observed = sum((_disagreement(Counter(u), distance) / (len(u) - 1) for u in usable), _ZERO)
        expected = _disagreement(counts, distance) / (len(values) - 1)
    return None if not expected else 1 - observed / expected


def _pairs(values: Sequence[Fraction]) -> Fraction:
    """Sum the squared differences over all ordered pairs, from the moments."""
    whole = sum(values, _ZERO)
    return 2 * (len(values) * sum((v * v for v in values), _ZERO) - whole * whole)


def _disagreement(
    counts: Mapping[Fraction, int], distance: Callable[[Fraction, Fraction], Fraction]
) -> Fraction:
    """Sum the distances over all ordered pairs of values."""
    return sum(
        (m * n * distance(c, k) for c, m in counts.items() for k, n in counts.items() if c != k),
        _ZERO,
    )


def _distance(
    metric: Metric, counts: Mapping[Fraction, int]
) -> Callable[[Fraction, Fraction], Fraction]:
    """Give the squared distance of two different values."""
    if metric == "nominal":
        return lambda _c, _k: Fraction(1)
    if metric == "ratio":
        return lambda c, k: ((c - k) / (c + k)) ** 2
    middle: dict[Fraction, Fraction] = {}
    below = 0
    for value in sorted(counts):
        middle[value] = below + Fraction(counts[value], 2)
        below += counts[value]
    return lambda c, k: (middle[c] - middle[k]) ** 2


# --- one line per panel -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAgreement:
    """One panel's coefficients on card totals; None where undefined.

    `n` applicants with all cards (ICC and W rest on them), `k` examiners; alpha uses every card.
    """

    panel: str | None
    icc_c1: Fraction | None
    icc_ck: Fraction | None
    kendall_w: Fraction | None
    alpha: Fraction | None
    n: int
    k: int

    def as_json(self) -> dict[str, str | int | None]:
        """Give the keys of cli.md; coefficients as text with four decimals."""
        return {
            "panel": self.panel,
            "icc_c1": four_decimals(self.icc_c1),
            "icc_ck": four_decimals(self.icc_ck),
            "kendall_w": four_decimals(self.kendall_w),
            "alpha": four_decimals(self.alpha),
            "n": self.n,
            "k": self.k,
        }


def panel_agreement(scores: StageScores) -> tuple[PanelAgreement, ...]:
    """Give the coefficients of every panel, in order of its name.

    Cards without a panel are taken together as far as applicants or examiners link them; these
    lines come last, with `panel` None.
    """
    named: dict[str, dict[str, Mapping[str, Fraction]]] = defaultdict(dict)
    loose: dict[str, Mapping[str, Fraction]] = {}
    for score in scores.applicants:
        if score.totals and not score.excluded:
            (loose if score.panel is None else named[score.panel])[score.uscc] = score.totals
    lines = [_line(panel, named[panel]) for panel in sorted(named)]
    parts = components(loose)
    lines += [_line(None, {uscc: loose[uscc] for uscc in part.applicants}) for part in parts]
    return tuple(lines)


def _line(panel: str | None, totals: Mapping[str, Mapping[str, Fraction]]) -> PanelAgreement:
    examiners = sorted({examiner for cards in totals.values() for examiner in cards})
    units = [[totals[uscc].get(e) for e in examiners] for uscc in sorted(totals)]
    matrix = [[y for y in unit if y is not None] for unit in units if None not in unit]
    table, order = icc(matrix), kendall(matrix)
    return PanelAgreement(
        panel=panel,
        icc_c1=table.forms["ICC(C,1)"] if table else None,
        icc_ck=table.forms["ICC(C,k)"] if table else None,
        kendall_w=order.w if order else None,
        alpha=alpha(units, "interval"),
        n=len(matrix),
        k=len(examiners),
    )


def four_decimals(value: Fraction | None) -> str | None:
    """Print a coefficient as JSON shows it."""
    return None if value is None else f"{round_q(value, _PLACES):f}"


def _ratio(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    return numerator / denominator if denominator else None
