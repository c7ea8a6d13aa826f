"""One applicant's sheet of a 评分表 while it is read: what is known of it and what it adds up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.models import CardState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from wzqa.problems import Place
    from wzqa.workbooks.opening.cells import Cell, Sheet
    from wzqa.workbooks.scores_in.score_cells import Faults, Reading
    from wzqa.workbooks.scores_in.score_head import Context, Head


@dataclass(slots=True)
class Tally:
    """The marks of one card while they are read, and what is wrong with them."""

    marks: dict[str, Decimal] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    states: dict[str, CardState] = field(default_factory=dict)
    faulty: bool = False
    strengths: dict[str, str] = field(default_factory=dict)
    opportunities: dict[str, str] = field(default_factory=dict)
    reason: str = ""  # 合议理由 item by item

    def take(self, key: str, cell: Cell, reading: Reading, faults: Faults) -> None:
        """Keep what a mark's cell says."""
        self.places[key] = cell.place
        if reading.fault:
            self.faulty = True
            fault = reading.fault
            faults.error(cell.place, fault.code, f"{key}{fault.message}", fault.hint, cell.text)
        elif reading.state:
            self.states[key] = reading.state
        elif reading.mark is not None:
            self.marks[key] = reading.mark

    def state(self, wanted: tuple[str, ...]) -> tuple[CardState, str]:
        """Judge the card: refused, complete, a state that was written in, incomplete, or blank."""
        if self.faulty:
            return CardState.REFUSED, "有错误的单元格"
        missing = [key for key in wanted if key not in self.marks]
        if not missing:
            return CardState.SUBMITTED, ""
        if not self.marks:
            states = set(self.states.values())
            only = states.pop() if len(states) == 1 else None
            if only is CardState.RECUSED:
                return only, "评分栏填“回避”"
            if self.states:
                return CardState.ABSENT, "没有评分"
            return CardState.NOT_SUBMITTED, "没有评分"
        return CardState.INCOMPLETE, f"缺{'、'.join(missing)}"


@dataclass(slots=True)
class CardSheet:
    """One applicant's sheet while it is read."""

    sheet: Sheet
    header: int
    context: Context
    faults: Faults
    head: Head
    columns: Mapping[str, int]
    faulty: bool = False

    @property
    def place(self) -> Place:
        """Name the sheet."""
        return self.head.place

    def cell(self, row: int, key: str) -> Cell | None:
        """Give a cell of the table, None where the sheet has no such column."""
        column = self.columns.get(key)
        return self.sheet.cell(row, column) if column else None

    def letter(self, key: str) -> str:
        """Give the letter of a column, "" where the sheet has no such column."""
        place = self.sheet.place(self.header, self.columns[key]) if key in self.columns else None
        return (place.cell or "").rstrip("0123456789") if place else ""

    def filled(self, row: int, key: str) -> Cell | None:
        """Give a cell that holds a value; error cells and the like count as blank. Fast."""
        column = self.columns.get(key)
        if column is None or self.sheet.raw(row, column) in (None, ""):
            return None
        return self.sheet.cell(row, column)
