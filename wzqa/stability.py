"""Would the list be the same without one examiner, or with another panel? (scoring.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

StabilityMethod = Literal["variance-components", "within-applicant", "none"]


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
    """In how many leave-one-out scenarios an applicant is in, out, or tied across the cut."""

    inside: int
    outside: int
    tied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Classes by code, in rank order; `p_in` as text with four decimals (§4.2, §12)."""

    method: StabilityMethod
    firm_in: tuple[str, ...]
    grey: tuple[str, ...]
    firm_out: tuple[str, ...]
    p_in: dict[str, str]
    without_examiner: dict[str, Tally]
    without_card: dict[str, Tally]
    decisive: tuple[str, ...]  # examiners without whom the list would differ
    skipped: int
    replicates: int
    seeds: tuple[str, ...]
    sentence: str


def stability(
    official: Mapping[str, Decimal],
    parts: Sequence[Part],
    *,
    cap: int,
    floor: Decimal | None,
    decimals: int,
    rounding: Literal["half_up", "gb8170"],
    replicates: int,
    confidence: Decimal,
) -> Stability:
    """Class everybody with an official (published) score as firmly in, grey or firmly out."""
    raise NotImplementedError
