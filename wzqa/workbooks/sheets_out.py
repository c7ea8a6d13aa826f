"""Writing 评分表 and the proposed 评审分组与回避表 (workbooks.md §4, §5).

Worksheets are written as XML from one filled template per criteria: openpyxl needs a second a book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from wzqa.criteria import Criteria
    from wzqa.models import Assignment, Member, Recusal


def examiner_workbook(
    *,
    stage: str,
    cycle_label: str,
    cycle_year: int,
    panel: str,
    examiner: str,
    certificate: str,
    applicants: Sequence[tuple[str, str, str]],
    recused: Collection[str] = (),
    criteria: Criteria,
    step: int,
    created: date,
    demo: bool,
    award: str = "温州市人民政府质量奖",
) -> bytes:
    """Make one examiner's blank, protected 评分表 for a stage.

    `applicants` are (申报编号, 名称, 统一社会信用代码) in print order; those in `recused` get no sheet and stand
    on 汇总 with 回避 = 是. `certificate` is printed when not "" (needed where names are shared).
    """
    raise NotImplementedError


def panel_workbook(
    *,
    members: Sequence[Member],
    assignments: Sequence[Assignment],
    recusals: Sequence[Recusal],
    notes: Sequence[str] = (),
    created: date,
    demo: bool = False,
) -> bytes:
    """Make a 评审分组与回避表 with sheets 分组, 分工, 回避, 填表说明 (there also `notes`), to be edited."""
    raise NotImplementedError
