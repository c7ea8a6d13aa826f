"""`wzqa criteria check`: the points of the standard on one page, to be ticked against the printed standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.own_edition import FOLDER
from wzqa.regulation import CRITERIA
from wzqa.stages.ground.cycle import MARKER, Grid, Report

if TYPE_CHECKING:
    from pathlib import Path

    from wzqa.problems import Problem


def check(folder: Path | None, year: int) -> tuple[Report, list[Problem], list[str]]:
    """Print every item with its points and what they rest on; the cycle's own points where it has them."""
    from wzqa import award_toml

    settings = award_toml.load(folder / MARKER, year) if folder else award_toml.build({}, year)
    criteria = settings.standard
    own = settings.edition.criteria is criteria
    rows: list[tuple[str, ...]] = []
    items = []
    for category in criteria.categories:
        rows.append((category.clause, category.name, "", str(category.points), category.basis, "□"))
        for item in category.items:
            rows.append((item.clause, f"　{item.name}", str(item.points), "", item.basis, "□"))
            items.append(
                {
                    "clause": item.clause,
                    "name": item.name,
                    "points": item.points,
                    "basis": item.basis,
                }
            )
    rows.append(
        ("", "合计", str(sum(i.points for i in criteria.items)), str(criteria.points), "", "□")
    )
    where = f"{FOLDER}/{settings.profile}/{CRITERIA}" if own else "随附的数据"
    report = Report(
        {"edition": criteria.edition, "own": own, "points": criteria.points, "items": items}
    )
    title = f"{criteria.edition}分值表（{where}），请对照纸质标准逐条打钩"
    report.say(
        Grid(("条款", "名称", "条目分值", "类目分值", "录入依据", "核对"), tuple(rows), title)
    )
    open_ = sum(1 for item in criteria.items if item.basis and "未核对" in item.basis)
    if open_:
        report.say(f"{open_}个条目的分值没有核对过公开来源或纸质标准。")
    report.say(
        f"有不符的：改 {where}，加不起来的会指出。"
        if own
        else f"有不符的：wzqa init 目录 --own 名称，再改 {FOLDER}/名称/{CRITERIA}，加不起来的会指出；"
        "核对无误的不用做什么。"
    )
    return report, [], []
