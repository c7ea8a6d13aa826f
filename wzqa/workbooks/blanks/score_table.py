"""The table of items of a 评分表 as XML: made once per criteria, shared by all sheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.workbooks.blanks.score_styles import Style
from wzqa.workbooks.scores_in.score_form import TABLE_COLUMNS
from wzqa.workbooks.writing.sheetxml import (
    blank,
    formula,
    notes_parts,
    number,
    row,
    text,
    validation,
)

if TYPE_CHECKING:
    from wzqa.criteria import Criteria, Item

HEADER = 7  # the row that begins with 条款
_HEAD_HEIGHT, _GROUP_HEIGHT, _ITEM_HEIGHT, _LEAST_HEIGHT = 179, 18, 32, 16  # points
_PAGE = 840  # points of rows on upright A4 that every program prints at four fifths or more


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBook:
    """What all sheets of one workbook have in common."""

    stage: str
    word: str  # names the stage
    title: str
    year: int
    panel: str
    examiner: str
    certificate: str
    criteria: Criteria
    step: int
    demo: bool

    @property
    def header(self) -> str:
        """Page header: 演示数据 or nothing."""
        return '&C&"黑体,常规"&14演示数据' if self.demo else ""

    def footer(self, subject: str) -> str:
        """Page footer: examiner and subject, page, stage."""
        left = f"{self.examiner}　{subject}".replace("&", "&&")
        return f"&L{left}&C第 &P 页，共 &N 页&R{self.word}评分表"


@dataclass(frozen=True, slots=True)
class Form:
    """The table of items: what is the same on every sheet."""

    rows: str
    validations: str
    notes: tuple[bytes, bytes]
    total: int  # the row of 合计
    percents: str  # the range of all 得分率 cells


@lru_cache(maxsize=4)
def form_of(criteria: Criteria, step: int) -> Form:
    """Make the table for one edition and step."""
    head = "".join(
        text(f"{letter}{HEADER}", Style.HEAD, heading)
        for letter, heading in zip("ABCDEFG", TABLE_COLUMNS, strict=True)
    )
    rows, notes, ranges, groups = [row(HEADER, head, 24)], {}, [], []
    line = HEADER + 1
    height = _item_height(criteria)
    for category in criteria.categories:
        first, last = line + 1, line + len(category.items)
        points = f'IF(COUNT(D{first}:D{last})={last - first + 1},SUM(E{first}:E{last}),"")'
        rows.append(_group_row(line, category.clause, category.name, category.points, points))
        for i, item in enumerate(category.items, first):
            rows.append(_item_row(i, item, height))
            notes[f"B{i}"] = _bands(criteria, item.kind)
        ranges.append(f"D{first}:D{last}")
        groups.append(f"E{line}")
        line = last + 1
    percents = f"D{HEADER + 2}:D{line - 1}"
    total = f'IF(COUNT({percents})={len(criteria.items)},SUM({",".join(groups)}),"")'
    rows.append(_group_row(line, "合计", "", criteria.points, total))
    return Form(
        "".join(rows),
        f'<dataValidations count="1">{_percents(" ".join(ranges), step)}</dataValidations>',
        notes_parts(notes, "评审办"),
        line,
        percents,
    )


def _item_height(criteria: Criteria) -> int:
    """Give an item the height at which all of them fit one page, two lines of type at most."""
    taken = _HEAD_HEIGHT + _GROUP_HEIGHT * (len(criteria.categories) + 1)
    return max(_LEAST_HEIGHT, min(_ITEM_HEIGHT, (_PAGE - taken) // len(criteria.items)))


def _group_row(line: int, clause: str, name: str, points: int, expression: str) -> str:
    cells = text(f"A{line}", Style.GROUP_CENTRE, clause) + text(f"B{line}", Style.GROUP, name)
    cells += number(f"C{line}", Style.GROUP_CENTRE, points) + blank(f"D{line}", Style.GROUP_CENTRE)
    cells += formula(f"E{line}", Style.GROUP_SCORE, expression)
    return row(
        line, cells + blank(f"F{line}", Style.GROUP) + blank(f"G{line}", Style.GROUP), _GROUP_HEIGHT
    )


def _item_row(line: int, item: Item, height: int) -> str:
    cells = text(f"A{line}", Style.CENTRE, item.clause) + text(f"B{line}", Style.TEXT, item.name)
    cells += number(f"C{line}", Style.WHOLE, item.points) + blank(f"D{line}", Style.PERCENT)
    points = f'IF(ISNUMBER(D{line}),C{line}*D{line}/100,"")'
    cells += formula(f"E{line}", Style.SCORE, points)
    words = blank(f"F{line}", Style.WORDS) + blank(f"G{line}", Style.WORDS)
    return row(line, cells + words, height)


def _percents(sqref: str, step: int) -> str:
    first = sqref.split(":", maxsplit=1)[0]
    return validation(
        sqref,
        choices=[str(p) for p in range(0, 101, step)],
        rule=f"AND(ISNUMBER({first}),{first}>=0,{first}<=100,MOD({first},{step})=0)",
        title="得分率(%)",
        error=f"得分率只能填0至100之间、{step}的整数倍（45表示45%）。",
        prompt=f"填0至100、{step}的整数倍，45表示45%。空白不等于0分。",
    )


def _bands(criteria: Criteria, kind: str) -> str:
    """Put the scoring bands of one kind of item into a note, paraphrased (workbooks.md §5)."""
    process = kind == "process"
    head = "过程类：方法—展开—学习—整合" if process else "结果类：水平—趋势—对比—整合"
    lines = [
        f"{band.low}–{band.high}%　{band.process if process else band.result}"
        for band in criteria.bands
    ]
    return "\n".join([f"{head}（先定档，再在档内取值）", *lines])
