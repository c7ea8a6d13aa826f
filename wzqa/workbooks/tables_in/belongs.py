"""Which inbox a workbook belongs to, told by its headings: for files that lie in the wrong folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.fields import FIELDS
from wzqa.names import squeeze
from wzqa.problems import WzqaError
from wzqa.registers import OBJECTIONS, VERIFICATION
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in import ballot_head
from wzqa.workbooks.tables_in.records import is_guide
from wzqa.workbooks.tables_in.register_fields import recognise

if TYPE_CHECKING:
    from wzqa.plan import Plan
    from wzqa.registers import Spec
    from wzqa.workbooks.opening.cells import Sheet

_TOP = 60  # rows in which headings stand
_APPLICATION = 8  # headings of an application that no other table shares by chance
_ITEM = re.compile(
    r"\d\.\d\.\d+(?!\d)"
)  # a clause of the criteria as a heading: 4.1.2 高层领导的作用
_ITEMS = 5
_SCORES = ("评分表标识", "得分率")
_TABLE = ("条款", "得分率")  # headings of a form for marks


@dataclass(frozen=True, slots=True)
class Belongs:
    """A role of an inbox, and what the workbook is called.

    The role `scores` is of any stage: a matrix of marks does not say of which.
    """

    role: str
    title: str


def belongs(data: bytes, file: str, plan: Plan) -> list[Belongs]:
    """Tell what the sheets of a workbook are by their headings; what is not plain is left out."""
    try:
        book = open_book(data, file)
    except WzqaError:
        return []
    found = [_sheet(sheet, plan) for sheet in book.sheets if not is_guide(sheet)]
    return [one for one in found if one is not None]


def _sheet(sheet: Sheet, plan: Plan) -> Belongs | None:
    strings = sheet.strings(min(sheet.n_rows, _TOP))
    at = [(row, squeeze(text).rstrip(":：")) for row, _, text in strings]
    texts = {text for _, text in at}
    if any(text.startswith(_SCORES) for text in texts):
        table = min((row for row, text in at if text.startswith(_TABLE)), default=_TOP)
        head = [text for row, text in at if row <= table]  # a comment may speak of any stage
        told = (s.key for s in reversed(plan.scored) if any(s.name in text for text in head))
        return Belongs(f"scores-{next(told, plan.first)}", "评分表")
    if sum(bool(_ITEM.match(text)) for text in texts) >= _ITEMS:
        return Belongs("scores", "评分汇总表")
    if ballot_head.header_row(sheet) is not None:
        return Belongs("ballots", "计票表")
    if _has(VERIFICATION, ("rule", "outcome"), texts):
        return Belongs("verification", "资格核查表或部门核查反馈表")
    if _has(OBJECTIONS, ("matter", "about"), texts):
        return Belongs("objections", "异议登记表")
    if sum(bool({f.heading, *f.aliases} & texts) for f in FIELDS) >= _APPLICATION:
        return Belongs("applications", "推荐汇总表或申报表")
    register = recognise(sheet)
    if register is not None and len(register[1].columns) > 1:
        return Belongs("registers", register[0].title)
    return None


def _has(spec: Spec, keys: tuple[str, ...], texts: set[str]) -> bool:
    fields = {f.key: f for f in spec.fields}
    return all({fields[k].heading, *fields[k].aliases} & texts for k in keys)
