"""Whether a sheet is a table or a form, told by its content; and who sent it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.codes import clean
from wzqa.fields import BY_KEY
from wzqa.names import half_width
from wzqa.workbooks.tables_in.labels import spots
from wzqa.workbooks.tables_in.records import is_guide

if TYPE_CHECKING:
    from wzqa.problems import Place
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.labels import Labels, Spot

IDENTITY = frozenset({"name", "uscc"})
_ABOUT = re.compile(r"说明|须知|要求|样表|样例|示例(?:表|页|$)|字典|选项")
_CODE_LIKE = 15
_EXAMPLE = BY_KEY["uscc"].example
_ROW_SHARE = 2 / 3  # of all labels that one row holds in a table
_SENDER = re.compile(
    r"推荐(?:单位|部门|机构)\s*(?:\([^)]*\))?\s*:\s*(?P<name>.*?)"
    r"\s*(?:$|\s{2,}|(?:填报|报送|推荐)?(?:日期|时间)|填表人|填报人|联系人|\(?盖章)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a sheet looks like. `about`: its name says that it explains rather than holds."""

    sheet: Sheet
    kind: Literal["table", "form", "none"]
    found: tuple[Spot, ...] = ()
    has_identity: bool = False
    is_filled: bool = False  # a form with a name or a code in it
    about: bool = False
    coded: bool = False  # it holds somebody's code, not our example


@dataclass(frozen=True, slots=True)
class Sender:
    """The 推荐单位 named in a sheet's head; `place` None when there is none."""

    name: str = ""
    place: Place | None = None


def _is_code(text: str) -> bool:
    code = clean(text)
    return len(code) >= _CODE_LIKE and code.isascii() and any(c.isdigit() for c in code)


def _right_of(sheet: Sheet, row: int, col: int) -> int:
    for area in sheet.merged:
        if area.covers(row, col):
            return area.last_col + 1
    return col + 1


def _below(sheet: Sheet, row: int, col: int) -> int:
    for area in sheet.merged:
        if area.covers(row, col):
            return area.last_row + 1
    return row + 1


def shape_of(sheet: Sheet, labels: Labels) -> Shape:
    """Tell a table, whose labels stand in one band, from a form, where they stand in many rows.

    The code decides where it can: it stands below its heading in a table, beside its label in a form.
    """
    if is_guide(sheet):
        return Shape(sheet, "none", about=True)
    found = tuple(spots(sheet, labels))
    per_row = Counter(spot.row for spot in found if spot.meaning.key)
    total = sum(per_row.values())
    if total < 2:  # noqa: PLR2004  (one word is no header)
        return Shape(sheet, "none")
    whole = max(per_row.values()) >= _ROW_SHARE * total
    kind: Literal["table", "form"] = "table" if whole else "form"
    filled = coded = False
    who = [spot for spot in found if spot.meaning.key in IDENTITY]
    for row, col, _, meaning in who:
        beside = sheet.text(row, _right_of(sheet, row, col))
        filled = filled or (bool(beside) and not labels.is_label(beside))
        if meaning.key != "uscc":
            continue
        if _is_code(beside):
            kind, coded = "form", beside != _EXAMPLE
        elif _is_code(below := sheet.text(_below(sheet, row, col), col)):
            kind, coded = "table", below != _EXAMPLE
    about = bool(_ABOUT.search(sheet.name))
    return Shape(sheet, kind, found, bool(who), filled and kind == "form", about, coded)


def find_sender(sheet: Sheet, header_row: int) -> Sender:
    """Find who sent a table: 推荐单位：… above its header."""
    for row, col, text in sheet.strings(header_row - 1):
        plain = half_width(text)
        match = _SENDER.search(plain)
        if match is None:
            continue
        name = match["name"].strip("_ 　")
        if name:
            return Sender(name, sheet.place(row, col))
        beside = (row, _right_of(sheet, row, col))
        if name := sheet.text(*beside):
            return Sender(name, sheet.place(*beside))
    return Sender()
