"""校准反馈: one private page per examiner; it holds nobody else's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.rounding import round_q
from wzqa.workbooks.writing.tables import Block, Column, Form, add_blocks, finish, new_workbook

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from wzqa.marks.calibration import Level
    from wzqa.workbooks.writing.tables import Value

_PLACES = 2
_NOTES = (
    "只发本人。校准案例的评分不计入任何结果，也不改变任何得分；全体不列姓名",
    "先看总体宽严，再看相差大的条目：重新读一遍该条目的档次说明，和自己写的依据对照",
)


def write_page(level: Level, *, title: str, case: str, created: date, demo: bool = False) -> bytes:
    """Write one examiner's page: level, spread, item by item against the group."""
    workbook = new_workbook()
    add_blocks(
        workbook, "校准反馈", title, [_facts(level, case), _items(level)], _NOTES, portrait=True
    )
    return finish(workbook, title=title, created=created, demo=demo)


def _points(value: Fraction) -> str:
    return f"{round_q(value, _PLACES)}分"


def _facts(level: Level, case: str) -> Block:
    gap = level.total - level.others
    way = "偏松" if gap > 0 else "偏严" if gap < 0 else "相同"
    rows: list[list[Value]] = [
        ["评审员", level.examiner],
        ["校准案例", case],
        ["本人总分", _points(level.total)],
        ["其余各人平均", f"{_points(level.others)}（共{level.n}人评分）"],
        ["相差", f"{_points(abs(gap))}（{way}）" if gap else "0分"],
        ["全体最低至最高", f"{_points(level.low)}至{_points(level.high)}"],
        [
            "所用得分率的种数",
            f"本人{level.kinds}种，其余各人平均{round_q(level.others_kinds, 1)}种",
        ],
    ]
    return Block(
        title="一、总体",
        columns=(Column(heading="项目", form=Form.LABEL, width=18), Column(heading="内容")),
        rows=rows,
        headed=False,
    )


def _items(level: Level) -> Block:
    rows: list[list[Value]] = [
        [
            f"{i.clause} {i.name}", i.most, i.own, round_q(i.others, 1), i.low, i.high,
            round_q(i.gap, 1), round_q(i.gap * i.most / 100, 1),
        ]
        for i in sorted(level.items, key=lambda i: (-abs(i.gap) * i.most, i.clause))
    ]  # fmt: skip
    figures = ("其余平均(%)", "最低(%)", "最高(%)", "相差百分点", "相差分值")
    return Block(
        title="二、逐条（相差分值大的在前）",
        columns=(
            Column(heading="条目", width=26),
            Column(heading="满分", form=Form.WHOLE),
            Column(heading="本人(%)", form=Form.WHOLE),
            *(
                Column(heading=h, form=Form.SCORE, decimals=0 if "最" in h else 1, width=11)
                for h in figures
            ),
        ),
        rows=rows,
    )
