"""What the cards say of the examiners: deviation from the others, severity (arithmetic.md §3.3)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from wzqa.marks.cards import UNIT
from wzqa.marks.flags import Flag, examiner_flags
from wzqa.marks.severity import fit
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wzqa.marks.cards import Hand, Read
    from wzqa.rounding import Mode

_PLACES = 2
_SEVERE_POINTS = 30  # |B̂| from here on, and more than three standard errors (§3.3)
_SEVERE_ERRORS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerReport:
    """One examiner over all counted cards of applicants that are not excluded.

    `mean_deviation`: mean of (card total − mean of the applicant's other cards), two decimals; None
    without another card to compare with. `severity`: least squares within the own component, + is
    lenient; None when the stage has fewer than eight residual degrees of freedom (§3.1) or there is
    nobody to compare with. `severity_se`: its standard error.
    """

    examiner: str
    n: int
    mean_deviation: Decimal | None
    severity: Decimal | None
    severity_se: Decimal | None
    flags: tuple[Flag, ...]


def examiner_reports(hands: Sequence[Hand], rounding: Mode) -> tuple[ExaminerReport, ...]:
    """Report on every examiner with a counted card, in order of the name."""
    reads: dict[str, list[Read]] = defaultdict(list)
    for hand in hands:
        for read in hand.counted:
            reads[read.card.examiner].append(read)
    deviations = _deviations(hands)
    severities = _severities(hands)
    reports = []
    for examiner in sorted(reads):
        deviation = deviations.get(examiner)
        effect, error, flags = severities.get(examiner, (None, None, ()))
        reports.append(
            ExaminerReport(
                examiner=examiner,
                n=len(reads[examiner]),
                mean_deviation=None if deviation is None else round_q(deviation, _PLACES, rounding),
                severity=None if effect is None else round_q(effect, _PLACES, rounding),
                severity_se=None if error is None else round_q(error, _PLACES, rounding),
                flags=(*examiner_flags(reads[examiner]), *flags),
            )
        )
    return tuple(reports)


def _deviations(hands: Sequence[Hand]) -> dict[str, Fraction]:
    """Average, per examiner, (card total − mean of the other cards of that applicant)."""
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    counts: dict[str, int] = defaultdict(int)
    for hand in hands:
        n, whole = len(hand.counted), sum(hand.totals)
        if n == 1:
            continue
        for read in hand.counted:
            sums[read.card.examiner][n - 1] += n * read.total - whole
            counts[read.card.examiner] += 1
    return {
        examiner: sum((Fraction(gap, others) for others, gap in gaps.items()), Fraction(0))
        / (UNIT * counts[examiner])
        for examiner, gaps in sums.items()
    }


def _severities(hands: Sequence[Hand]) -> dict[str, tuple[Fraction, Fraction, tuple[Flag, ...]]]:
    """Estimate severity, standard error and flag per examiner; nothing when the data are thin."""
    result = fit(
        {
            hand.uscc: {read.card.examiner: Fraction(read.total, UNIT) for read in hand.counted}
            for hand in hands
        }
    )
    residual = result.variances.residual
    if residual is None or not result.variances.is_enough:
        return {}
    found: dict[str, tuple[Fraction, Fraction, tuple[Flag, ...]]] = {}
    for part in result.components:
        for examiner in part.examiners if len(part.examiners) > 1 else ():
            effect, square = result.effects[examiner], residual * result.factors[examiner]
            flags = (_severity_flag(examiner, effect),) if _is_severe(effect, square) else ()
            found[examiner] = (effect, Fraction(sqrt(square)), flags)
    return found


def _is_severe(effect: Fraction, square: Fraction) -> bool:
    return abs(effect) >= _SEVERE_POINTS and effect**2 > _SEVERE_ERRORS**2 * square


def _severity_flag(examiner: str, effect: Fraction) -> Flag:
    way = "偏松" if effect > 0 else "偏严"
    size = f"{round_q(abs(effect), _PLACES):f}"
    return Flag(
        code="severity",
        message=f"打分总体{way}{size}分；同组专家给同样的申报组织打分时，不影响组内先后",
        examiner=examiner,
    )
