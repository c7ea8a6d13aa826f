"""Which rows of a table hold data, and where it ends (workbooks.md §10).

A blank row ends nothing; 合计 and 填表人 do; 小计 rows, notes and repeated headers are passed over.
A name or a code below the end is an error: somebody would be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.codes import clean
from wzqa.names import squeeze
from wzqa.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wzqa.workbooks.opening.cells import Sheet

_TOTAL = re.compile(r"(?:合|总|共)计(?:[(:/\d].*)?")
_SUBTOTAL = re.compile(r".{0,12}小计(?:[(:].*)?")
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|经办|复核)(?:人|者|单位)?(?:\(?(?:签字|签名|签章|盖章)\)?)?(?::.*|)"
)
_NOTE = re.compile(r"(?:注|备注|说明|填表说明|填报说明|附注)(?:[:.、1-9一].*|)")
_FOOT = re.compile(
    r".*[:。；;].*|.*(?:盖章|签字|签名).*|[(\d一二三四五六七八九]+[.、)].*|\d{4}年.*|年月日"
)
_CODE_LIKE = 9  # characters


@dataclass(frozen=True, slots=True)
class Rows:
    """Data rows, the row that ended the table, and what was found below it."""

    data: tuple[int, ...]
    stop: int | None
    problems: tuple[Problem, ...]


def _texts(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    """Give the filled cells of a row as squeezed text."""
    return [
        (col, text)
        for col in range(1, sheet.n_cols + 1)
        if sheet.raw(row, col) not in ("", None) and (text := squeeze(sheet.text(row, col)))
    ]


def _is_code(text: str) -> bool:
    code = clean(text)
    return len(code) >= _CODE_LIKE and code.isascii() and code.isalnum()


@dataclass(frozen=True, slots=True)
class Layout:
    """What tells the rows of a table apart: its columns, their headings, who a row is about."""

    columns: Mapping[str, int]  # field key → column
    headings: Mapping[int, str]  # column → heading
    identity: Sequence[str]
    is_label: Callable[[str], bool]

    def kind(self, filled: Sequence[tuple[int, str]]) -> str:
        """Tell what a filled row is: data, stop, skip."""
        first = filled[0][1]
        total = any(_TOTAL.fullmatch(text) for _, text in filled[:3])
        if total or any(_SIGNED.fullmatch(text) for _, text in filled):
            return "stop"
        if any(_SUBTOTAL.fullmatch(text) for _, text in filled[:3]):
            return "skip"
        if len(filled) == 1 and (_NOTE.fullmatch(first) or "。" in first):
            return "skip"
        known = [col for col, _ in filled if col in self.headings]
        same = sum(self.headings.get(col) == text for col, text in filled)
        return "skip" if not known or same * 2 > len(filled) else "data"

    def is_somebody(self, key: str, text: str) -> bool:
        """Say whether a cell below the end of the table names an organisation, a code or a person."""
        if not text or any(p.fullmatch(text) for p in (_FOOT, _NOTE, _TOTAL, _SUBTOTAL, _SIGNED)):
            return False
        return _is_code(text) if key == "uscc" else not self.is_label(text)


def _below(sheet: Sheet, row: int, layout: Layout) -> Problem | None:
    """Name a filled name or code below the end of the table."""
    for key in layout.identity:
        cell = sheet.cell(row, layout.columns.get(key, 0))
        if layout.is_somebody(key, squeeze(cell.text)):
            return Problem(
                code="row-below-total",
                message="在合计或填表人行之后，没有读取",
                place=cell.place,
                value=cell.text,
                hint="请移到合计行之上",
            )
    return None


def find_rows(sheet: Sheet, header_row: int, layout: Layout) -> Rows:
    """Tell data rows from notes and totals, from the row below the header on."""
    data: list[int] = []
    problems: list[Problem] = []
    stop = None
    for row in range(header_row + 1, sheet.n_rows + 1):
        if not sheet.filled_row(row):
            continue
        if stop is not None:
            if problem := _below(sheet, row, layout):
                problems.append(problem)
            continue
        if _is_code(sheet.text(row, layout.columns.get("uscc", 0))):
            data.append(row)
            continue
        filled = _texts(sheet, row)
        kind = layout.kind(filled) if filled else "data"  # errors and lost formulas only
        if kind == "stop":
            stop = row
        elif kind == "data":
            data.append(row)
    return Rows(tuple(data), stop, tuple(problems))
