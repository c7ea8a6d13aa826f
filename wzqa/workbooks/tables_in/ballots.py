"""计票 workbooks coming in: sheets 选票-<award> and 会议.

Source: workbooks.md §6, arithmetic.md §7 (Vote). Whatever names or numbers a voter refuses the whole
workbook, unread; a cell that is no mark refuses it, too, since the teller must look at it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.models import BallotPaper, Count
from wzqa.names import comparable, squeeze
from wzqa.problems import Place, Problem, Severity, has_errors
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.ballot_head import (
    STOP,
    Columns,
    award_of,
    columns_of,
    header_row,
    is_mark,
    refuse,
    voter_problems,
)
from wzqa.workbooks.tables_in.ballot_meeting import is_meeting, read_meeting
from wzqa.workbooks.tables_in.records import is_guide
from wzqa.workbooks.tables_in.values import special

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.workbooks.opening.cells import Cell, Sheet

_VOID = re.compile(r"作废|无效|废票|辨认|涂改|看不清|模糊")
_NUMBER_TEXT = re.compile(r"[A-Z]{0,3}-?\d{1,6}")


def read_count(
    data: bytes, file: str, candidates: Mapping[str, str], awards: Sequence[str]
) -> tuple[Count | None, tuple[Problem, ...]]:
    """Read one 计票 workbook (one round).

    `candidates` maps every name and every code that may head a column to the code; a column that
    matches none is kept under its heading as written (who marks it, voids the paper). The count is
    None when the workbook is refused: something names or numbers a voter, a cell is no mark, a 票号 is
    missing or twice, an award contradicts its sheet, two columns are one candidate, no ballot sheet.
    Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    book = open_book(data, file)
    problems = list(book.problems)
    known = {comparable(name): code for name, code in candidates.items()}
    sheets = [sheet for sheet in book.sheets if not is_guide(sheet)]
    if voters := [p for sheet in sheets for p in voter_problems(sheet, known)]:
        return None, (*problems, *voters)
    papers: dict[str, tuple[BallotPaper, ...]] = {}
    listed: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        header = header_row(sheet)
        if header is None:
            continue
        award = award_of(sheet, header, awards, problems)
        columns = columns_of(sheet, header, known, problems)
        if award in papers:
            refuse(
                problems,
                Place(file, sheet.name),
                "ballot-award-twice",
                f"“{award}”有两张选票工作表",
                "请合并为一张",
            )
        if award is not None:
            papers[award] = _papers(sheet, columns, problems)
            listed[award] = tuple(columns.candidates.values())
    meeting_sheet = next((s for s in sheets if is_meeting(s)), None)
    meeting, found = read_meeting(meeting_sheet, file)
    problems += found
    if not listed and not any(header_row(sheet) for sheet in sheets):
        refuse(
            problems,
            Place(file),
            "ballot-no-table",
            "没有找到以“票号”开头的选票表头",
            "请使用下发的计票表，不要删改表头",
        )
    if has_errors(problems):
        return None, tuple(problems)
    count = Count(meeting=meeting, papers=papers, candidates=listed, file=file, sha256=book.sha256)
    return count, tuple(problems)


# --- papers -------------------------------------------------------------------------------------


def _papers(sheet: Sheet, columns: Columns, problems: list[Problem]) -> tuple[BallotPaper, ...]:
    papers: list[BallotPaper] = []
    places: dict[str, Place] = {}
    for row in range(columns.row + 1, sheet.n_rows + 1):
        filled = list(sheet.standing(row))
        if not filled:
            continue
        if STOP.fullmatch(squeeze(filled[0].text)):
            break
        paper = _paper(sheet, row, columns, problems)
        if paper.no in places:
            refuse(
                problems,
                paper.place,
                "ballot-number",
                f"票号与{places[paper.no].cell}重复",
                "每张选票一个票号，请更正",
                paper.no,
            )
        if paper.no:
            places[paper.no] = paper.place
        papers.append(paper)
    return tuple(papers)


def _paper(sheet: Sheet, row: int, columns: Columns, problems: list[Problem]) -> BallotPaper:
    number = sheet.cell(row, columns.number)
    marks = []
    for col, code in columns.candidates.items():
        cell = sheet.cell(row, col)
        if cell.blank:
            continue
        if is_mark(cell):
            marks.append(code)
        elif bad := special(cell):
            problems.append(bad.at(cell))
        elif col not in columns.strange:
            refuse(
                problems,
                cell.place,
                "ballot-mark",
                "不是画票的记号",
                "赞成的填“√”，不赞成、弃权的留空；无法辨认的写在“监票人认定”",
                cell.text,
            )
    return BallotPaper(
        no=_number(number, problems),
        marks=tuple(marks),
        unreadable=_ruling(sheet, row, columns, problems),
        place=number.place,
    )


def _number(cell: Cell, problems: list[Problem]) -> str:
    """Read 票号: a number, perhaps behind a letter; a name would betray the voter."""
    text = squeeze(cell.text).upper()
    if bad := special(cell):
        problems.append(bad.at(cell))
    if not text:
        refuse(problems, cell.place, "ballot-number", "这一行没有票号", "每张选票一个票号，请补上")
    elif not _NUMBER_TEXT.fullmatch(text) or len(cell.text.split()) > 1:
        hint = "票号填1、2、3……，不得填写姓名"
        refuse(problems, cell.place, "ballot-number", "不是票号", hint)
    return text


def _ruling(sheet: Sheet, row: int, columns: Columns, problems: list[Problem]) -> str:
    """Read the scrutineers' note: anything but 有效 voids the section."""
    ruling = sheet.cell(row, columns.ruling) if columns.ruling else None
    if ruling and (bad := special(ruling)):
        problems.append(bad.at(ruling))
    note = ruling.text if ruling else ""
    if squeeze(note) not in {"", "有效", "-", "—", "/", "无"}:
        return note
    if not columns.remark:
        return ""
    remark = sheet.cell(row, columns.remark)
    if _VOID.search(squeeze(remark.text)):
        return remark.text
    if not remark.blank:
        problems.append(
            Problem(
                code="ballot-remark",
                message="备注不影响计票，没有采用",
                severity=Severity.WARNING,
                place=remark.place,
                hint="认定作废的，请在“监票人认定”写明原因",
            )
        )
    return ""
