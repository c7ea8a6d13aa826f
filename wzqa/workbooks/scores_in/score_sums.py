"""A 评分表's own sums, compared with ours; only 得分率 or category points count (arithmetic.md §7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.workbooks.scores_in.score_cells import FULL, Faults, differ, held_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.criteria import Category, Criteria
    from wzqa.workbooks.opening.grid import Cell
    from wzqa.workbooks.scores_in.sheet import CardSheet


def category_points(category: Category, marks: Mapping[str, Decimal]) -> Decimal | None:
    """Add the points of one category up; None while a mark is missing."""
    if any(item.clause not in marks for item in category.items):
        return None
    return sum((marks[i.clause] * i.points for i in category.items), Decimal(0)) / FULL


def card_total(criteria: Criteria, marks: Mapping[str, Decimal], scale: str) -> Decimal | None:
    """Add a card up; None while a mark is missing."""
    if scale == "points":
        whole = all(category.clause in marks for category in criteria.categories)
        return sum(marks.values(), Decimal(0)) if whole else None
    points = [category_points(category, marks) for category in criteria.categories]
    return None if None in points else sum((p for p in points if p is not None), Decimal(0))


def compare_sheet(
    form: CardSheet,
    marks: Mapping[str, Decimal],
    scale: str,
    items: Mapping[str, list[int]],
    groups: Mapping[str, int],
    total: int | None,
) -> None:
    """Compare 满分, 得分, subtotals and 合计 of a sheet; `items`, `groups`, `total` are its rows."""
    criteria = form.context.criteria
    for item in criteria.items if scale == "percent" else ():
        for row in items.get(item.clause, [])[:1]:
            _compare(form, row, "most", Decimal(item.points), f"{item.clause}满分")
            if item.clause in marks:
                computed = marks[item.clause] * item.points / FULL
                _compare(form, row, "points", computed, f"{item.clause}得分")
    for category in criteria.categories if scale == "percent" else ():
        if category.clause in groups:
            computed_sum = category_points(category, marks)
            _compare(
                form, groups[category.clause], "points", computed_sum, f"{category.clause}小计"
            )
    if total:
        _compare(form, total, "points", card_total(criteria, marks, scale), "合计")


def _compare(form: CardSheet, row: int, key: str, computed: Decimal | None, what: str) -> None:
    cell = form.filled(row, key)
    if cell is not None:
        compare(cell, computed, what, form.faults)


def compare(cell: Cell, computed: Decimal | None, what: str, faults: Faults) -> None:
    """Warn when a cell holds another number than ours; silent when either is missing."""
    held = held_number(cell)
    if held is not None and computed is not None and differ(held, computed):
        message = f"{what}应为{computed.normalize():f}，表中的数字不同，以重新计算的为准"
        faults.warn(cell.place, "sum-differs", message, "请评审员核对", cell.text)
