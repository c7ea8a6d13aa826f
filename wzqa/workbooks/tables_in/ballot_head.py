"""The head of a ballot sheet: its award, its columns, and whatever names or numbers a voter.

Source: arithmetic.md §7 (Vote), workbooks.md §6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.names import comparable, squeeze
from wzqa.problems import Place, Problem
from wzqa.workbooks.opening.cells import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wzqa.workbooks.opening.cells import Cell, Sheet

NUMBER = ("票号", "选票号", "选票编号")
_RULINGS = ("监票人认定", "认定", "作废原因", "废票原因", "监票人意见", "无效原因")
_REMARKS = ("备注", "说明")
_VOTER = re.compile(
    r"姓名|投票人|委员|评委|成员|专家|代表|席位|席次|座位|座号|桌号|签名|签到|工号|手机|电话|身份证"
    r"|胸牌|编码器|表决器|设备号"
)
_ORGANISATION = re.compile(r"公司|集团|厂$|医院|学校|学院|合作社|研究院|事务所")
_PERSON = re.compile(r"[一-鿿]{1,2}[一-鿿·]{1,2}")  # as short as a person's name
MARKS = frozenset("√✓✔☑○〇◯O1")
STOP = re.compile(r"(?:合计|总计|共计|得票|小计|监票|计票|唱票|备注|注|说明).*")
_BALLOT_SHEET = re.compile(r"选票[-—－_（(:： ]*(.*?)[)）]?")
_AWARD_LABEL = re.compile(r"(?:申报)?奖项(?:名称)?(?:[:：](.*))?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of a ballot sheet: candidates by column (code, or the heading as written)."""

    row: int
    number: int
    candidates: dict[int, str]
    strange: frozenset[int]  # columns of no known candidate
    ruling: int | None
    remark: int | None


def refuse(
    problems: list[Problem],
    place: Place,
    code: str,
    message: str,
    hint: str,
    value: str | None = None,
) -> None:
    """Add an error: any of them refuses the whole workbook."""
    problems.append(Problem(code=code, message=message, place=place, value=value, hint=hint))


def is_mark(cell: Cell) -> bool:
    """Say whether a cell holds √, ○ or 1."""
    return cell.kind in {CellKind.TEXT, CellKind.NUMBER} and squeeze(cell.text).upper() in MARKS


def header_row(sheet: Sheet) -> int | None:
    """Find the row whose first filled cell is 票号."""
    for row in range(1, min(sheet.n_rows, 100) + 1):
        first = next(sheet.standing(row), None)
        if first is not None and squeeze(first.text) in NUMBER:
            return row
    return None


def voter_problems(sheet: Sheet, known: Mapping[str, str]) -> list[Problem]:
    """Find what joins a paper to a voter, on whatever sheet papers are numbered.

    The values are not repeated in the problem: they are just what must not be known.
    """
    row = _any_number_row(sheet)
    if row is None:
        return []
    return [
        Problem(
            code="ballot-voter-column",
            message="这一列写明或编列了投票人，无记名投票不得登记，整个文件没有采用",
            place=cell.place,
            hint="请删去这一列后重新提交",
        )
        for cell in sheet.row(row)
        if _VOTER.search(squeeze(cell.text))
        and squeeze(cell.text) not in _RULINGS
        and comparable(cell.text) not in known
        and not _ORGANISATION.search(squeeze(cell.text))
    ]


def _any_number_row(sheet: Sheet) -> int | None:
    """Find a header that numbers papers anywhere in it, as a table of issued papers does."""
    for row in range(1, min(sheet.n_rows, 100) + 1):
        if any(squeeze(cell.text) in NUMBER for cell in sheet.standing(row)):
            return row
    return None


def award_of(
    sheet: Sheet, header: int, awards: Sequence[str], problems: list[Problem]
) -> str | None:
    """Tell the award by the sheet's name and by 奖项 in the head block; both must agree."""
    name = squeeze(sheet.name)
    match = _BALLOT_SHEET.fullmatch(name)
    name = match[1] if match else name
    named = name if name in awards else None
    stated, place = _stated_award(sheet, header)
    stated = next((a for a in awards if stated == a or stated.endswith(f"奖{a}")), stated)
    if stated and (stated not in awards or (named and named != stated)):
        refuse(
            problems,
            place,
            "ballot-award",
            f"表头写的奖项与工作表名“{sheet.name}”不一致",
            "请核对后改正其中一处",
            stated,
        )
    if not (named or stated):
        refuse(
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
        cells = list(sheet.standing(row))
        for cell, after in zip(cells, [*cells[1:], None], strict=False):
            match = _AWARD_LABEL.fullmatch(squeeze(cell.text))
            if match:
                stated = match[1] or (squeeze(after.text) if after else "")
                return stated, (cell if match[1] or not after else after).place
    return "", Place(sheet.file, sheet.name)


def columns_of(
    sheet: Sheet, header: int, known: Mapping[str, str], problems: list[Problem]
) -> Columns:
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
            code = known.get(comparable(cell.text), cell.text)
            if comparable(cell.text) not in known:
                strange.add(col)
            _check_column(sheet, header, col, code, problems, strange=col in strange, found=found)
            found[col] = code
    return Columns(header, number, found, frozenset(strange), ruling, remark)


def _column_filled(sheet: Sheet, header: int, col: int) -> bool:
    return any(not cell.blank for _, cell in _column(sheet, header, col))


def _column(sheet: Sheet, header: int, col: int) -> Iterator[tuple[int, Cell]]:
    for row in range(header + 1, sheet.n_rows + 1):
        cells = sheet.row(row)
        first = next((cell for cell in cells if not cell.blank), None)
        if first is not None and STOP.fullmatch(squeeze(first.text)):
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
        refuse(
            problems,
            head.place,
            "ballot-candidate-twice",
            "同一候选单位有两列",
            "请合并为一列",
            head.text,
        )
    if strange and (
        _PERSON.fullmatch(squeeze(head.text))
        or any(not cell.blank and not is_mark(cell) for _, cell in _column(sheet, header, col))
    ):
        refuse(
            problems,
            head.place,
            "ballot-voter-column",
            "不是候选单位，可能写明或编列了投票人，整个文件没有采用",
            "请删去这一列，或把标题改为候选单位的名称或统一社会信用代码",
        )
