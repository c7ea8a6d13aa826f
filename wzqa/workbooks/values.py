"""From a cell to a value: days, numbers, money, yes and no, choices, names, codes.

Every reader returns the value (None = counts as blank) and, where the cell is not blank but cannot
be read, the trouble in Chinese; none guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from wzqa.problems import Severity

if TYPE_CHECKING:
    from wzqa.models import Day
    from wzqa.workbooks.grid import Cell

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to say of a cell: problem code, Chinese reason, mend, weight."""

    code: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value read from a cell. `notes` become problems at the cell; an error note voids it."""

    value: T | None
    notes: tuple[Note, ...] = ()

    @property
    def trouble(self) -> str:
        """Why a filled cell counts as blank; "" when it does not."""
        return self.notes[0].message if self.value is None and self.notes else ""


def day(cell: Cell) -> Read[Day]:
    """Read a date in any form of domain.md §5.5."""
    return Read(None)
