"""计票 workbooks coming in: sheets 选票-<award> and 会议.

Source: workbooks.md §6, scoring.md §12 (Vote).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import Count
    from wzqa.problems import Problem


def read_count(
    data: bytes,
    file: str,
    candidates: Mapping[str, str],
    awards: Sequence[str] = ("质量奖", "创新奖"),
) -> tuple[Count | None, tuple[Problem, ...]]:
    """Read one 计票 workbook (one round).

    `candidates` maps every name and every code that may head a column to the code. The count is
    None when the workbook is refused: a column names or numbers a voter, no ballot sheet, an award
    that contradicts its sheet, a column that is no candidate, two columns or papers of one name.
    Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    raise NotImplementedError
