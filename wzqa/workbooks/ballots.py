"""计票 workbooks coming in: sheets 选票-<award> and 会议.

Source: workbooks.md §6, scoring.md §12 (Vote). Whatever names or numbers a voter refuses the whole
workbook, unread; a cell that is no mark refuses it, too, since the teller must look at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.models import BallotPaper, Count
from wzqa.problems import Place, Problem, Severity, has_errors
from wzqa.workbooks.ballot_meeting import is_meeting, read_meeting
from wzqa.workbooks.cells import CellKind
from wzqa.workbooks.grid import open_book
from wzqa.workbooks.records import is_guide
from wzqa.workbooks.values import special, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wzqa.workbooks.cells import Cell, Sheet

NUMBER = ("票号", "选票号", "选票编号")
_RULINGS = ("监票人认定", "认定", "作废原因", "废票原因", "监票人意见", "无效原因")
_REMARKS = ("备注", "说明")
_VOID = re.compile(r"作废|无效|废票|辨认|涂改|看不清|模糊")
_VOTER = re.compile(
    r"姓名|投票人|委员|评委|成员|专家|代表|席位|席次|座位|座号|桌号|签名|签到|工号|手机|电话|身份证"
    r"|胸牌|编码器|表决器|设备号"
)
_ORGANISATION = re.compile(r"公司|集团|厂$|医院|学校|学院|合作社|研究院|事务所")
_NUMBER_TEXT = re.compile(r"[A-Z]{0,3}-?\d{1,6}")
MARKS = frozenset("√✓✔☑○〇◯O1")
_STOP = re.compile(r"(?:合计|总计|共计|得票|小计|监票|计票|唱票|备注|注|说明).*")
_BALLOT_SHEET = re.compile(r"选票[-—－_（(:： ]*(.*?)[)）]?")
_AWARD_LABEL = re.compile(r"(?:申报)?奖项(?:名称)?(?:[:：](.*))?")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The header of a ballot sheet: candidates by column (code, or the heading as written)."""

    row: int
    number: int
    candidates: dict[int, str]
    strange: frozenset[int]  # columns of no known candidate
    ruling: int | None
    remark: int | None


def read_count(
    data: bytes,
    file: str,
    candidates: Mapping[str, str],
    awards: Sequence[str] = ("质量奖", "创新奖"),
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
    known = {_comparable(name): code for name, code in candidates.items()}
    sheets = [sheet for sheet in book.sheets if not is_guide(sheet)]
    if voters := [p for sheet in sheets for p in _voter_problems(sheet, known)]:
        return None, (*problems, *voters)
    papers: dict[str, tuple[BallotPaper, ...]] = {}
    listed: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        header = _header_row(sheet)
        if header is None:
            continue
        award = _award(sheet, header, awards, problems)
        columns = _columns(sheet, header, known, problems)
        if award in papers:
            _refuse(
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
    if not listed and not any(_header_row(sheet) for sheet in sheets):
        _refuse(
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


def _refuse(
    problems: list[Problem],
    place: Place,
    code: str,
    message: str,
    hint: str,
    value: str | None = None,
) -> None:
    problems.append(Problem(code=code, message=message, place=place, value=value, hint=hint))


def _comparable(text: str) -> str:
    return squeeze(text).casefold()


# --- secrecy ------------------------------------------------------------------------------------


def _header_row(sheet: Sheet) -> int | None:
    """Find the row whose first filled cell is 票号."""
    for row in range(1, min(sheet.n_rows, 100) + 1):
        first = next((cell for cell in sheet.row(row) if not cell.blank), None)
        if first is not None and squeeze(first.text) in NUMBER:
            return row
    return None


def _voter_problems(sheet: Sheet, known: Mapping[str, str]) -> list[Problem]:
    """Find what joins a paper to a voter, on whatever sheet papers are numbered.

    The values are not repeated in the problem: they are just what must not be known.
    """
    row = _any_number_row(sheet)
    if row is None:
        return []
    return [
        Problem(
            code="ballot-voter-column",
            message="这一列写明或编列了投票人，无记名投票不得登记（（十七）），整个文件没有采用",
            place=cell.place,
            value=cell.text,
            hint="请删去这一列后重新提交",
        )
        for cell in sheet.row(row)
        if _VOTER.search(squeeze(cell.text))
        and squeeze(cell.text) not in _RULINGS
        and _comparable(cell.text) not in known
        and not _ORGANISATION.search(squeeze(cell.text))
    ]


def _any_number_row(sheet: Sheet) -> int | None:
    """Find a header that numbers papers anywhere in it, as a table of issued papers does."""
    for row in range(1, min(sheet.n_rows, 100) + 1):
        if any(squeeze(cell.text) in NUMBER for cell in sheet.row(row) if not cell.blank):
            return row
    return None


# --- header -------------------------------------------------------------------------------------


def _award(sheet: Sheet, header: int, awards: Sequence[str], problems: list[Problem]) -> str | None:
    """Tell the award by the sheet's name and by 奖项 in the head block; both must agree."""
    name = squeeze(sheet.name)
    match = _BALLOT_SHEET.fullmatch(name)
    name = match[1] if match else name
    named = name if name in awards else None
    stated, place = _stated_award(sheet, header)
    stated = next((a for a in awards if stated == a or stated.endswith(f"奖{a}")), stated)
    if stated and (stated not in awards or (named and named != stated)):
        _refuse(
            problems,
            place,
            "ballot-award",
            f"表头写的奖项与工作表名“{sheet.name}”不一致",
            "请核对后改正其中一处",
            stated,
        )
    if not (named or stated):
        _refuse(
            problems,
            Place(sheet.file, sheet.name),
            "ballot-award",
            "看不出是哪个奖项的选票",
            f"请把工作表命名为{'、'.join(f'选票-{a}' for a in awards)}",
        )
    return named or (stated if stated in awards else None)


def _stated_award(sheet: Sheet, header: int) -> tuple[str, Place]:
    """Read 奖项 above the header; "" when it is not there."""
    for row in range(1, header):
        cells = [cell for cell in sheet.row(row) if not cell.blank]
        for cell, after in zip(cells, [*cells[1:], None], strict=False):
            match = _AWARD_LABEL.fullmatch(squeeze(cell.text))
            if match:
                stated = match[1] or (squeeze(after.text) if after else "")
                return stated, (cell if match[1] or not after else after).place
    return "", Place(sheet.file, sheet.name)


def _columns(
    sheet: Sheet, header: int, known: Mapping[str, str], problems: list[Problem]
) -> _Columns:
    """Tell the columns apart: number, ruling, remark, candidates."""
    number, ruling, remark = 0, None, None
    found: dict[int, str] = {}
    strange: set[int] = set()
    for col, cell in enumerate(sheet.row(header), 1):
        heading = squeeze(cell.text)
        if heading in NUMBER and not number:
            number = col
        elif heading in _RULINGS:
            ruling = col
        elif heading in _REMARKS:
            remark = col
        elif heading or _column_filled(sheet, header, col):
            code = known.get(_comparable(cell.text), cell.text)
            if _comparable(cell.text) not in known:
                strange.add(col)
            _check_column(sheet, header, col, code, problems, strange=col in strange, found=found)
            found[col] = code
    return _Columns(header, number, found, frozenset(strange), ruling, remark)


def _column_filled(sheet: Sheet, header: int, col: int) -> bool:
    return any(not cell.blank for _, cell in _column(sheet, header, col))


def _column(sheet: Sheet, header: int, col: int) -> Iterator[tuple[int, Cell]]:
    for row in range(header + 1, sheet.n_rows + 1):
        cells = sheet.row(row)
        first = next((cell for cell in cells if not cell.blank), None)
        if first is not None and _STOP.fullmatch(squeeze(first.text)):
            return
        yield row, sheet.cell(row, col)


def _check_column(
    sheet: Sheet,
    header: int,
    col: int,
    code: str,
    problems: list[Problem],
    *,
    strange: bool,
    found: Mapping[int, str],
) -> None:
    """Refuse a candidate that has two columns, and a stranger whose cells are no marks."""
    head = sheet.cell(header, col)
    if code and code in found.values():
        _refuse(
            problems,
            head.place,
            "ballot-candidate-twice",
            "同一候选单位有两列",
            "请合并为一列",
            head.text,
        )
    if strange and any(
        not cell.blank and not _is_mark(cell) for _, cell in _column(sheet, header, col)
    ):
        _refuse(
            problems,
            head.place,
            "ballot-voter-column",
            "不是候选单位，内容也不是画票，可能写明或编列了投票人，整个文件没有采用",
            "请删去这一列，或把标题改为候选单位的名称或统一社会信用代码",
            head.text or None,
        )


# --- papers -------------------------------------------------------------------------------------


def _is_mark(cell: Cell) -> bool:
    return cell.kind in {CellKind.TEXT, CellKind.NUMBER} and squeeze(cell.text).upper() in MARKS


def _papers(sheet: Sheet, columns: _Columns, problems: list[Problem]) -> tuple[BallotPaper, ...]:
    papers: list[BallotPaper] = []
    places: dict[str, Place] = {}
    for row in range(columns.row + 1, sheet.n_rows + 1):
        filled = [cell for cell in sheet.row(row) if not cell.blank]
        if not filled:
            continue
        if _STOP.fullmatch(squeeze(filled[0].text)):
            break
        paper = _paper(sheet, row, columns, problems)
        if paper.no in places:
            _refuse(
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


def _paper(sheet: Sheet, row: int, columns: _Columns, problems: list[Problem]) -> BallotPaper:
    number = sheet.cell(row, columns.number)
    marks = []
    for col, code in columns.candidates.items():
        cell = sheet.cell(row, col)
        if cell.blank:
            continue
        if _is_mark(cell):
            marks.append(code)
        elif bad := special(cell):
            problems.append(bad.at(cell))
        elif col not in columns.strange:
            _refuse(
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
    if not text:
        _refuse(problems, cell.place, "ballot-number", "这一行没有票号", "每张选票一个票号，请补上")
    elif not _NUMBER_TEXT.fullmatch(text):
        hint = "票号填1、2、3……，不得填写姓名"
        _refuse(problems, cell.place, "ballot-number", "不是票号", hint)
    return text


def _ruling(sheet: Sheet, row: int, columns: _Columns, problems: list[Problem]) -> str:
    """Read the scrutineers' note: anything but 有效 voids the section."""
    note = sheet.cell(row, columns.ruling).text if columns.ruling else ""
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
