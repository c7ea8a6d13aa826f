"""Cells kept as plain values until the workbook is saved, then written as text, a row at a time.

openpyxl makes an object, a style and an XML element of every cell: most of the time of a result
workbook. Here a row is values and names of styles. All else of a workbook (styles, charts, merges,
input checks, page) stays openpyxl's, and the bytes are those that it would have written
(docs/design/workbook-writer.md).
"""

# ruff: noqa: SLF001  (styles are numbered in openpyxl's private tables)
from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import getitem
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lxml.etree import tostring
from openpyxl.cell._writer import etree_write_cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from wzqa.workbooks.opening.markup import escape
from wzqa.workbooks.writing.packing import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_QUOTED = frozenset("=+-@\t'")  # would begin a formula
ROW = "\0"  # stands for the number of a row; no text has it
_MOST = 1024  # values of a column whose XML is kept
_LETTERS = [get_column_letter(number) for number in range(1, 257)]


Value = str | int | Decimal | date | bool | None


class Formula(NamedTuple):
    """A formula of ours (with its `=`) and what it comes to, so that previews show it.

    `ROW` in it stands for the number of its own row: the same formula in many rows is one.
    """

    expression: str
    value: Decimal | int | str


@dataclass(slots=True)
class Rows:
    """The cells of one sheet: by row, names of styles and values from column A on ("" = no cell).

    Tables that are added lend their rows: nothing is copied.
    """

    styles: list[tuple[str, ...]] = field(default_factory=list)
    values: list[Sequence[Value | Formula]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)  # in points; 0: as the sheet has it

    def add(
        self,
        first: int,
        styles: Sequence[tuple[str, ...]],
        values: Sequence[Sequence[Value | Formula]],
    ) -> None:
        """Write whole rows from `first` down, without yes and no; nothing may stand in them yet."""
        self.reach(first + len(values))
        self.styles[first : first + len(styles)] = styles
        self.values[first : first + len(values)] = values

    def reach(self, stop: int) -> None:
        """Have a place for each row before `stop`."""
        beyond = stop - len(self.styles)
        self.styles += [()] * beyond
        self.values += [()] * beyond
        self.heights += [0] * beyond

    def put(self, row: int, column: int, value: Value | Formula, style: str) -> None:
        """Write one cell."""
        self.reach(row + 1)
        beyond = column - len(self.styles[row])
        styles = [*self.styles[row], *[""] * beyond]
        values = [*self.values[row], *[None] * beyond]
        styles[column - 1] = style
        values[column - 1] = value if isinstance(value, Formula) else plain(value)
        self.styles[row], self.values[row] = tuple(styles), values

    def take(self, row: int, column: int) -> tuple[str, Value | Formula] | None:
        """Take a cell out, to become one of openpyxl's; None when there is none."""
        styles = self.styles[row] if row < len(self.styles) else ()
        if len(styles) < column or not styles[column - 1]:
            return None
        found = styles[column - 1], self.values[row][column - 1]
        self.styles[row] = (*styles[: column - 1], "", *styles[column:])
        return found


def rows_of(sheet: Worksheet) -> Rows:
    """Give a sheet's plain cells."""
    found: Rows = sheet.__dict__.setdefault("wzqa_rows", Rows())
    return found


def plain(value: Value) -> Value:
    """Give what a cell holds: 是/否 for yes and no, None for a blank, text that XML can hold."""
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


# --- as XML ---------------------------------------------------------------------------------------


class _Cells(dict["Value | Formula", str]):
    """The cells of one column in one style, `ROW` for their row: each value's XML is made once."""

    def __init__(self, letter: str, style: str, ids: Mapping[tuple[str, bool], int]) -> None:
        super().__init__()
        self._letter, self._style, self._ids = letter, style, ids

    def __missing__(self, value: Value | Formula) -> str:
        if len(self) >= _MOST:
            self.clear()
        self[value] = made = self._made(value) if self._style else ""
        return made

    def _made(self, value: Value | Formula) -> str:
        if isinstance(value, str):
            value = clean(value) or None
        style = self._ids[self._style, _begins(value)]
        head = f'<c r="{self._letter}{ROW}" s="{style}"'
        if isinstance(value, Formula):
            kind = ' t="str"' if isinstance(value.value, str) else ""
            expression, known = _ascii(value.expression[1:]), _ascii(str(value.value))
            return f"{head}{kind}><f>{expression}</f><v>{known}</v></c>"
        if isinstance(value, str):
            space = ' xml:space="preserve"' if value != value.strip() else ""
            return f'{head} t="inlineStr"><is><t{space}>{_ascii(value)}</t></is></c>'
        if value is None:
            return f'{head} t="n"></c>'
        if isinstance(value, date):
            value = to_excel(value)  # type: ignore[no-untyped-call]  # the stub has no types
        # a cell keeps a float, whoever writes it
        return f'{head} t="n"><v>{float(cast("Decimal", value)):.16g}</v></c>'


@dataclass(slots=True)
class Writing:
    """Writes the rows of one workbook: gives each style its number, each row its XML."""

    workbook: Workbook
    formulas: bool = False
    _ids: dict[tuple[str, bool], int] = field(default_factory=dict)
    _cells: dict[tuple[int, str], _Cells] = field(default_factory=dict)
    _columns: dict[tuple[str, ...], list[_Cells]] = field(default_factory=dict)

    def number_styles(self, sheet: Worksheet) -> None:
        """Enter the styles of a sheet in the workbook, in the order of its cells."""
        rows, real = rows_of(sheet), _real(sheet)
        known: set[Value | Formula] = set().union(*rows.values)
        self.formulas |= any(type(value) is Formula for value in known)
        quoted = {value for value in known if _begins(value)}
        entered: set[tuple[str, ...]] = set()
        rows.reach(1 + max(real, default=0))
        for row, styles in enumerate(rows.styles):
            values, beside = rows.values[row], real.get(row, {})
            usual = not beside and quoted.isdisjoint(values)
            if usual and styles in entered:
                continue
            if usual:
                entered.add(styles)
            for number in range(1, 1 + max(len(styles), max(beside, default=0))):
                if number in beside:
                    cell: Any = beside[number]
                    if cell.has_style:
                        cell.style_id  # noqa: B018  (asking enters it)
                elif number <= len(styles) and styles[number - 1]:
                    key = styles[number - 1], values[number - 1] in quoted
                    if key not in self._ids:
                        self._ids[key] = self._enter(*key)

    def enter(self, *styles: str) -> None:
        """Enter styles in the workbook before any cell has them, for plain and for quoted text."""
        for style in styles:
            for quoted in (False, True):
                self._ids[style, quoted] = self._enter(style, quoted)

    def _enter(self, style: str, quoted: bool) -> int:
        book: Any = self.workbook
        array = copy(book._named_styles[style].as_tuple())
        array.quotePrefix = int(quoted)
        number: int = book._cell_styles.add(array)
        return number

    def xml(self, sheet: Worksheet) -> Iterator[str]:
        """Write what stands in `sheetData`, a row at a time."""
        rows, real, dims = rows_of(sheet), _real(sheet), sheet.row_dimensions
        rows.reach(1 + max([*real, *dims], default=0))
        sheet.__dict__["wzqa_rows"] = None  # a row is let go when it is written, and so a sheet
        for row, (styles, height) in enumerate(zip(rows.styles, rows.heights, strict=True)):
            if not (styles or row in real or row in dims):
                continue
            attributes = ""
            if row in dims:
                attributes = "".join(f' {k}="{v}"' for k, v in dict(dims[row]).items())
            if height and not attributes:
                attributes = f' ht="{height:.16g}" customHeight="1"'
            columns = self._columns.get(styles) or self._found(styles)
            cells = list(map(getitem, columns, rows.values[row]))
            for number, cell in real.get(row, {}).items():
                cells += [""] * (number - len(cells))
                cells[number - 1] = _openpyxl(cell)
            whole = f'<row r="{ROW}"{attributes}>{"".join(cells)}</row>'
            rows.values[row] = ()
            yield whole.replace(ROW, str(row))
        self._columns.clear()
        self._cells.clear()

    def _found(self, styles: tuple[str, ...]) -> list[_Cells]:
        """Give the cells that rows of these styles are made of."""
        for i, style in enumerate(styles):
            if (i, style) not in self._cells:
                self._cells[i, style] = _Cells(_LETTERS[i], style, self._ids)
        self._columns[styles] = found = [self._cells[one] for one in enumerate(styles)]
        return found


def _begins(value: Value | Formula) -> bool:
    """Say whether a text would begin a formula, once what cannot stand in a cell is dropped."""
    if not isinstance(value, str):
        return False
    return value[:1] in _QUOTED or not (value[:1].isprintable() or clean(value)[:1] not in _QUOTED)


def _ascii(text: str) -> str:
    text = escape(text)
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode("ascii")


class _Sink:
    """Takes one element from openpyxl."""

    def write(self, element: Any) -> None:
        self.text = tostring(element).decode("ascii")


def _openpyxl(cell: Any) -> str:
    """Let openpyxl write a cell of its own."""
    if cell._value is None and not cell.has_style:
        return ""
    sink = _Sink()
    etree_write_cell(sink, cell.parent, cell, cell.has_style)
    return sink.text.replace("/>", "></c>") if cell._value is None else sink.text


def _real(sheet: Any) -> dict[int, dict[int, Cell]]:
    found: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        found.setdefault(row, {})[column] = cell
    return found
