"""A blank 计票 workbook for one round: 选票-<award> per award, 会议, 填表说明.

Source: workbooks.md §6, arithmetic.md §7 (Vote). The papers are numbered; nothing names a voter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter

from wzqa.workbooks.blanks.blanks import add_guide
from wzqa.workbooks.blanks.register_columns import DAY_CHECK
from wzqa.workbooks.writing.tables import (
    Check,
    Column,
    Form,
    Formula,
    Placed,
    Table,
    Value,
    add_inputs,
    add_table,
    cell_at,
    cell_style,
    finish,
    new_workbook,
    put,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl import Workbook

_RED = PatternFill("solid", bgColor="FFFFC7CE", fgColor="FFFFC7CE")
RULING = "监票人认定"
RULING_GUIDE = "只在选票无法辨认时填写原因，该奖项一栏即作废；其余留空"
_NAME_WIDTH = 7
_LETTER, _LETTERS = 13, 17  # height of one character, most of them in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotSheet:
    """One award's ballot: candidates as (name, code) in ballot order, most marks a paper may bear."""

    award: str
    max_marks: int
    candidates: Sequence[tuple[str, str]]


def write_count_blank(
    ballots: Sequence[BallotSheet],
    *,
    members: int,
    papers: int,
    round_number: int = 1,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write a blank 计票 workbook; `papers` rows per ballot, `members` 0 = not stated.

    A candidate's column is headed by its name, by its code where two candidates share a name.
    """
    workbook = new_workbook()
    for ballot in ballots:
        _add_ballot(workbook, ballot, papers, round_number)
    meeting = _add_meeting(workbook, members, round_number)
    marks = Column(
        heading="候选单位各列", guide="赞成的选“√”，不赞成的留空", typed=True, choices=("√",)
    )
    ruling = Column(heading=RULING, guide=RULING_GUIDE, typed=True)
    guide = [(f"选票-{ballots[0].award}", (marks, ruling)), ("会议", meeting)]
    notes = (
        "一、每张选票一行，按计票顺序编号；不得增加姓名、座位号、委员编号等可以识别投票人的列，否则整个文件拒收。",
        "二、同一张选票在各奖项表中使用同一票号。",
        "三、一行所画的“√”多于应选数时，该行变红，该栏作废；少于应选数有效；全部留空为弃权。",
        "四、行数须等于收回票数：多出的行请删除。",
    )
    add_guide(workbook, guide, notes)
    title = f"计票表（第{round_number}轮）"
    return finish(workbook, title=title, created=created, demo=demo)


def _add_ballot(workbook: Workbook, ballot: BallotSheet, papers: int, round_number: int) -> None:
    shared = Counter(name for name, _ in ballot.candidates)
    heads = [name if shared[name] == 1 else code for name, code in ballot.candidates]
    number = Check(kind="whole", low=1, high=9999, error="票号为1、2、3……，不填姓名")
    columns = (
        Column(heading="票号", form=Form.WHOLE, width=8, check=number, typed=True),
        *(
            Column(heading=h, form=Form.LABEL, width=_NAME_WIDTH, choices=("√",), typed=True)
            for h in heads
        ),
        Column(heading=RULING, width=16, guide=RULING_GUIDE, typed=True),
    )
    rows: list[tuple[Value, ...]] = [(i, *(None,) * (len(heads) + 1)) for i in range(1, papers + 1)]
    table = Table(
        name=f"选票-{ballot.award}",
        title=f"{ballot.award}计票表（第{round_number}轮）",
        notes=(
            f"奖项：{ballot.award}",
            f"候选{len(heads)}家，每票至多画{ballot.max_marks}个“√”；只登记票号，不登记投票人",
        ),
        columns=columns,
        rows=rows,
        frozen=1,
        filtered=False,
    )
    placed = add_table(workbook, table)
    _add_totals(workbook, placed, ballot.max_marks, len(heads))


def _add_totals(workbook: Workbook, placed: Placed, max_marks: int, candidates: int) -> None:
    """Add the row 合计 and turn rows with too many marks red."""
    sheet, last = placed.sheet, get_column_letter(candidates + 1)
    total = placed.last + 1
    label = cell_style(workbook, Form.LABEL, bold=True)
    put(cell_at(sheet, total, 1), "合计（含作废票）", label)
    sheet.row_dimensions[total].height = 46
    whole = cell_style(workbook, Form.WHOLE, bold=True)
    for column in range(2, candidates + 2):
        letter = get_column_letter(column)
        formula = f"=COUNTA({letter}{placed.first}:{letter}{placed.last})"
        rows_of(sheet).put(total, column, Formula(formula, 0), whole)
    row = f"$B{placed.first}:${last}{placed.first}"
    rule = FormulaRule(formula=[f"COUNTA({row})>{max_marks}"], fill=_RED)  # type: ignore[no-untyped-call]  # the stub has no types
    sheet.conditional_formatting.add(f"A{placed.first}:{last}{placed.last}", rule)
    _stand_up(placed, candidates)


def _stand_up(placed: Placed, candidates: int) -> None:
    """Write the candidates' names downwards, so that twenty of them fit on a page."""
    sheet, longest = placed.sheet, 4
    for column in range(2, candidates + 2):
        cell = cell_at(sheet, placed.header, column)
        turn = 255 if not str(cell.value).isascii() else 90
        cell.alignment = Alignment("center", "center", text_rotation=turn, wrap_text=True)
        longest = max(longest, len(str(cell.value)))
    sheet.row_dimensions[placed.header].height = _LETTER * min(_LETTERS, longest) + 12


def _add_meeting(workbook: Workbook, members: int, round_number: int) -> tuple[Column, ...]:
    """Add sheet 会议: label–value pairs down the first two columns."""
    people = Check(kind="whole", low=0, high=999, error="请填写人数或票数")
    items: tuple[tuple[Column, Value], ...] = (
        (_item("应到", Form.WHOLE, "评委会全体成员数，与设置一致", people), members or None),
        (_item("实到", Form.WHOLE, "到会成员数", people), None),
        (_item("发出票数", Form.WHOLE, "不多于实到", people), None),
        (_item("收回票数", Form.WHOLE, "等于各选票表的行数", people), None),
        (_item("监票人", Form.LABEL, "几人用顿号隔开"), None),
        (_item("计票人", Form.LABEL, "几人用顿号隔开"), None),
        (_item("会议日期", Form.DAY, "填写到日", DAY_CHECK), None),
        (_item("会议地点", Form.LABEL, "写入会议纪要", must=False), None),
        (_item("主持人", Form.LABEL, "写入会议纪要", must=False), None),
        (_item("请假人员", Form.LABEL, "评委会名册中的姓名，几人用顿号隔开", must=False), None),
        (_item("列席人员", Form.LABEL, "姓名和单位，几人用顿号隔开", must=False), None),
        (_item("轮次", Form.WHOLE, "第几轮投票", people), round_number),
    )
    columns = (
        Column(heading="项目", form=Form.LABEL, width=16),
        Column(heading="内容", width=40, typed=True),
    )
    table = Table(
        name="会议",
        title="表决会议",
        columns=columns,
        rows=[(column.heading, None) for column, _ in items],
        filtered=False,
        portrait=True,
    )
    placed = add_table(workbook, table)
    for row, (column, value) in enumerate(items, placed.first):
        style = cell_style(workbook, column.form, typed=True)
        put(cell_at(placed.sheet, row, 2), value, style)
        one = Placed(placed.sheet, row - 1, row, row, {column.heading: "B"})
        add_inputs(one, [column])
    return tuple(column for column, _ in items)


def _item(
    heading: str, form: Form, guide: str, check: Check | None = None, *, must: bool = True
) -> Column:
    return Column(heading=heading, form=form, guide=guide, check=check, typed=True, required=must)
