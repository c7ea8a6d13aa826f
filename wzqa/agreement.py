"""Agreement of examiners: ICC, Kendall's W, Krippendorff's alpha (scoring.md §3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from wzqa.scoring import StageScores


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
        raise NotImplementedError


def panel_agreement(scores: StageScores) -> tuple[PanelAgreement, ...]:
    """Give the coefficients of every panel, in order of its name."""
    raise NotImplementedError
