"""Reading returned 评分表 strictly: sheet per applicant, or the matrix 评分汇总 (workbooks.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.criteria import Criteria
    from wzqa.models import Card
    from wzqa.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """One returned workbook: its cards (also the refused ones) and everything wrong with it.

    `examiner` is the name, with `（资格证书号）` behind it where the sheet has one, "" when several or none.
    """

    file: str
    sha256: str
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    examiner: str
    layout: Literal["sheets", "matrix", ""]


def read_score_file(
    data: bytes,
    file: str,
    *,
    stage: Literal["review", "visit"],
    criteria: Criteria,
    step: int,
    cycle_year: int,
    known: Mapping[str, str],
) -> SheetFile:
    """Read one workbook; `known` maps every code of the cycle to its name.

    An error in one cell refuses that card (state `refused`), the others stand. Cross-file matters
    are left to `panels.admit_cards`. Never raises on bad input.
    """
    raise NotImplementedError
