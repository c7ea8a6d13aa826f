"""Severity of examiners: connected components, least squares, Henderson III (scoring.md §3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """Variance components of card totals; None where the degrees of freedom do not allow them."""

    cards: int
    applicants: int
    examiners: int
    components: int
    rss: Fraction
    df: int
    residual: Fraction | None
    ms_examiner: Fraction | None
    k_examiner: Fraction | None
    examiner: Fraction | None
    ms_applicant: Fraction | None
    k_applicant: Fraction | None
    applicant: Fraction | None
    within: Fraction | None  # pooled variance inside applicants, (N − I) df
