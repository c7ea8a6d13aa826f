"""Sheet 会议 of a 计票 workbook: label–value pairs down two columns, or a header and one row.

Source: arithmetic.md §7 (Vote).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.models import Day, Meeting
from wzqa.names import squeeze
from wzqa.problems import Place, Problem
from wzqa.workbooks.tables_in import days, values
from wzqa.workbooks.tables_in.labels import plain_heading

if TYPE_CHECKING:
    from wzqa.workbooks.opening.cells import Cell, Sheet

_LABELS = {
    "应到": "members",
    "应到人数": "members",
    "应到委员": "members",
    "应到委员数": "members",
    "实到": "present",
    "实到人数": "present",
    "到会人数": "present",
    "实到委员": "present",
    "实到委员数": "present",
    "发出票数": "issued",
    "发出选票": "issued",
    "发出选票数": "issued",
    "发票数": "issued",
    "收回票数": "collected",
    "收回选票": "collected",
    "收回选票数": "collected",
    "收票数": "collected",
    "监票人": "scrutineers",
    "计票人": "tellers",
    "会议地点": "venue",
    "地点": "venue",
    "主持人": "chair",
    "会议主持人": "chair",
    "请假": "absent",
    "请假人员": "absent",
    "缺席人员": "absent",
    "列席": "guests",
    "列席人员": "guests",
    "会议日期": "day",
    "日期": "day",
    "会议时间": "day",
    "轮次": "round",
    "投票轮次": "round",
    "第几轮": "round",
}
_UNITS = ("", "人", "名", "张", "票", "份", "轮", "位")
_ROUNDS = {"第一轮": 1, "第二轮": 2, "第三轮": 3, "第1轮": 1, "第2轮": 2, "第3轮": 3}
_MEETING = "会议"


def is_meeting(sheet: Sheet) -> bool:
    """Say whether a sheet is 会议: by its name, else by its labels."""
    name = squeeze(sheet.name)
    return name == _MEETING or ("选票" not in name and len(_find(sheet)) > len(_UNITS) // 2)


def _key(cell: Cell) -> str | None:
    return _LABELS.get(plain_heading(cell.text)) if not cell.blank else None


def _find(sheet: Sheet) -> dict[str, Cell]:
    """Find each label's value: in the next cell to the right, or below in a header row."""
    found: dict[str, Cell] = {}
    for row in range(1, min(sheet.n_rows, 60) + 1):
        cells = sheet.row(row)
        keys = {col: key for col, cell in enumerate(cells, 1) if (key := _key(cell))}
        is_header = len(keys) > 1 and any(col + 1 in keys for col in keys)
        for col, key in keys.items():
            value = sheet.cell(row + 1, col) if is_header else _beside(sheet, row, col)
            found.setdefault(key, value)
    return found


def _beside(sheet: Sheet, row: int, col: int) -> Cell:
    """Give the value cell of a label; merged cells leave blanks between."""
    for after in range(col + 1, sheet.n_cols + 1):
        cell = sheet.cell(row, after)
        if not cell.blank:
            return cell
    return sheet.cell(row, col + 1)


def read_meeting(sheet: Sheet | None, file: str) -> tuple[Meeting, list[Problem]]:
    """Read 会议; what is absent or blank is None, what cannot be read a problem.

    Without the sheet nothing is known of the meeting, which is an error.
    """
    if sheet is None:
        problem = Problem(
            code="ballot-no-meeting",
            message="没有“会议”工作表",
            place=Place(file),
            hint="请补上会议表：应到、实到、发出票数、收回票数、监票人、计票人、会议日期、轮次",
        )
        return Meeting(members=None, present=None, issued=None, collected=None), [problem]
    cells = _find(sheet)
    problems: list[Problem] = []
    meeting = Meeting(
        members=_count(cells, "members", problems),
        present=_count(cells, "present", problems),
        issued=_count(cells, "issued", problems),
        collected=_count(cells, "collected", problems),
        scrutineers=_text(cells, "scrutineers", problems),
        tellers=_text(cells, "tellers", problems),
        venue=_text(cells, "venue", problems),
        chair=_text(cells, "chair", problems),
        absent=_text(cells, "absent", problems),
        guests=_text(cells, "guests", problems),
        day=_day(cells, problems),
        round=_round(cells, problems),
        place=Place(file, sheet.name),
    )
    return meeting, problems


def _unreadable(cell: Cell, hint: str) -> Problem:
    return Problem(
        code="ballot-meeting-unreadable",
        message="会议表的这一项读不出来",
        place=cell.place,
        value=cell.text or None,
        hint=hint,
    )


def _count(cells: dict[str, Cell], key: str, problems: list[Problem]) -> int | None:
    cell = cells.get(key)
    if cell is None or cell.blank:
        return None
    read = values.count(cell, _UNITS)
    if read.value is None:
        problems.append(_unreadable(cell, "请填写非负整数"))
    return read.value


def _text(cells: dict[str, Cell], key: str, problems: list[Problem]) -> str:
    cell = cells.get(key)
    if cell is None:
        return ""
    read = values.text(cell)
    problems += read.problems(cell)
    return read.value


def _day(cells: dict[str, Cell], problems: list[Problem]) -> Day | None:
    cell = cells.get("day")
    if cell is None:
        return None
    read = days.day(cell)
    problems += read.problems(cell)
    return read.value


def _round(cells: dict[str, Cell], problems: list[Problem]) -> int:
    """Read 轮次; blank or absent is the first round."""
    cell = cells.get("round")
    if cell is None or cell.blank:
        return 1
    named = _ROUNDS.get(squeeze(cell.text))
    number = named or values.count(cell, _UNITS).value
    if not number:
        problems.append(_unreadable(cell, "请填写1、2……"))
        return 1
    return number
