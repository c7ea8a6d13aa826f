"""Reading a found table row by row: values by field, and every fault at its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wzqa.names import squeeze, tidy_person
from wzqa.problems import Problem, Severity
from wzqa.workbooks.tables_in import days, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from wzqa.models import Day
    from wzqa.problems import Place
    from wzqa.workbooks.opening.cells import Cell, Sheet
    from wzqa.workbooks.tables_in.headings import Column, Table
    from wzqa.workbooks.tables_in.values import Read

T = TypeVar("T")

GUIDE_SHEETS = ("填表说明", "填报说明", "说明", "填写说明", "选项", "示例")


def is_guide(sheet: Sheet) -> bool:
    """Say whether a sheet explains and holds no data."""
    return squeeze(sheet.name) in GUIDE_SHEETS


class RowReader:
    """The rows of one table. A column that is not there reads as blank everywhere.

    `problems` gathers what the table and its cells have to say; each cell is named once.
    """

    def __init__(self, table: Table) -> None:
        """Start with the table's own problems."""
        self.table = table
        self.problems: list[Problem] = list(table.problems)
        self._columns: Mapping[str, Column] = {c.key: c for c in reversed(table.columns)}
        self._seen: set[tuple[int, str]] = set()

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows that hold data."""
        return self.table.data_rows

    def has(self, key: str) -> bool:
        """Say whether the table has a column."""
        return key in self._columns

    def cell(self, row: int, key: str) -> Cell | None:
        """Give a cell, None when there is no such column."""
        column = self._columns.get(key)
        return self.table.cell(row, column) if column else None

    def place(self, row: int, key: str) -> Place:
        """Name a cell; without that column the row's first one."""
        column = self._columns.get(key)
        return self.table.sheet.place(row, column.col if column else 1)

    def raw(self, row: int, key: str) -> str:
        """Give what a person would read in the cell."""
        cell = self.cell(row, key)
        return cell.text if cell else ""

    def _read(self, row: int, key: str, reader: Callable[[Cell], Read[T]], blank: T) -> T:
        cell = self.cell(row, key)
        if cell is None:
            return blank
        read = values.said(reader(cell), cell)
        if (row, key) not in self._seen:
            self._seen.add((row, key))
            self.problems += read.problems(cell)
        return read.value

    def text(self, row: int, key: str) -> str:
        """Read text."""
        return self._read(row, key, values.text, "")

    def name(self, row: int, key: str) -> str:
        """Read the name of an organisation."""
        return self._read(row, key, values.name, "")

    def person(self, row: int, key: str) -> str:
        """Read the name of a person."""
        return tidy_person(self._read(row, key, values.name, ""))

    def names(self, row: int, key: str) -> tuple[str, ...]:
        """Read several names."""
        return self._read(row, key, values.names, ())

    def code(self, row: int, key: str = "uscc") -> str | None:
        """Read a 统一社会信用代码; None when blank or wrong."""
        return self._read(row, key, values.code, None)

    def day(self, row: int, key: str) -> Day | None:
        """Read a day."""
        return self._read(row, key, days.day, None)

    def yes_no(self, row: int, key: str) -> bool | None:
        """Read 是 or 否."""
        return self._read(row, key, values.yes_no, None)

    def word(self, row: int, key: str) -> str:
        """Read a short word, normalised; faults of the cell are named."""
        return squeeze(self.text(row, key))

    def report(
        self,
        row: int,
        key: str,
        code: str,
        message: str,
        hint: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Name a fault at a cell."""
        self.problems.append(
            Problem(
                code=code,
                message=message,
                severity=severity,
                place=self.place(row, key),
                value=self.raw(row, key) or None,
                hint=hint,
            )
        )

    def one_of(
        self, row: int, key: str, words: Mapping[str, str], code: str, what: Iterable[str]
    ) -> str | None:
        """Read one of several words: "" when blank, None (and an error) when it is none of them."""
        written = self.word(row, key)
        if written in values.NOTHING:
            return ""
        if written in words:
            return words[written]
        hint = f"请填写{'、'.join(what)}之一"
        self.report(row, key, code, "不在可填内容之内", hint)
        return None
