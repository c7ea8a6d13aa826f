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
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from lxml.etree import tostring
from openpyxl.cell._writer import etree_write_cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from wzqa.workbooks.opening.markup import escape
from wzqa.workbooks.writing.packing import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_QUOTED = frozenset("=+-@\t'")  # would begin a formula
_LETTERS = [get_column_letter(number) for number in range(1, 257)]


Value = str | int | Decimal | date | bool | None


class Formula(NamedTuple):
    """A formula of ours (with its `=`) and what it comes to, so that previews show it."""

    expression: str
    value: Decimal | int | str


@dataclass(slots=True)
class Rows:
    """The cells of one sheet: row → names of styles and values from column A on ("" = no cell)."""

    styles: dict[int, Sequence[str]] = field(default_factory=dict)
    values: dict[int, Sequence[Value | Formula]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def add(self, row: int, styles: Sequence[str], values: Sequence[Value | Formula]) -> None:
        """Write a whole row; nothing may stand in it yet."""
        self.styles[row], self.values[row] = styles, values

    def put(self, row: int, column: int, value: Value | Formula, style: str) -> None:
        """Write one cell."""
        styles = cast("list[str]", self.styles.setdefault(row, []))
        values = cast("list[Value | Formula]", self.values.setdefault(row, []))
        if len(styles) < column:
            styles += [""] * (column - len(styles))
            values += [None] * (column - len(values))
        styles[column - 1], values[column - 1] = style, value

    def take(self, row: int, column: int) -> tuple[str, Value | Formula] | None:
        """Take a cell out, to become one of openpyxl's; None when there is none."""
        styles = self.styles.get(row, ())
        if len(styles) < column or not styles[column - 1]:
            return None
        found = styles[column - 1], self.values[row][column - 1]
        self.styles[row] = [*styles[: column - 1], "", *styles[column:]]
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


@dataclass(slots=True)
class Writing:
    """Writes the rows of one workbook: gives each style its number, each text its XML once."""

    workbook: Workbook
    formulas: bool = False
    _ids: dict[tuple[str, bool], int] = field(default_factory=dict)
    _rests: dict[tuple[str, Value], str] = field(default_factory=dict)

    def number_styles(self, sheet: Worksheet) -> None:
        """Enter the styles of a sheet in the workbook, in the order of its cells."""
        rows, real = rows_of(sheet), _real(sheet)
        for row in sorted({*rows.styles, *real}):
            beside = real.get(row, {})
            styles, values = rows.styles.get(row, ()), rows.values.get(row, ())
            for number in range(1, 1 + max(len(styles), max(beside, default=0))):
                if number in beside:
                    cell: Any = beside[number]
                    if cell.has_style:
                        cell.style_id  # noqa: B018  (asking enters it)
                elif number <= len(styles) and styles[number - 1]:
                    value = values[number - 1]
                    self.formulas |= type(value) is Formula
                    key = styles[number - 1], isinstance(value, str) and _begins(value)
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

    def xml(self, sheet: Worksheet) -> Iterator[bytes]:
        """Write what stands in `sheetData`, a row at a time."""
        rows, real, dims = rows_of(sheet), _real(sheet), sheet.row_dimensions
        for row in sorted({*rows.styles, *real, *rows.heights, *dims}):
            attributes = "".join(f' {k}="{v}"' for k, v in dict(dims.get(row, {})).items())
            if row in rows.heights and not attributes:
                attributes = f' ht="{rows.heights[row]:.16g}" customHeight="1"'
            cells = "".join(self._row(row, rows, real.get(row)))
            yield f'<row r="{row}"{attributes}>{cells}</row>'.encode("ascii")

    def _row(self, row: int, rows: Rows, real: dict[int, Cell] | None) -> Iterable[str]:
        styles, values = rows.styles.get(row, ()), rows.values.get(row, ())
        if not real:
            return [
                self._cell(f"{_LETTERS[i]}{row}", styles[i], value)
                for i, value in enumerate(values)
                if styles[i]
            ]
        width = max(len(styles), *real)
        return [
            _openpyxl(real[i + 1])
            if i + 1 in real
            else self._cell(f"{_LETTERS[i]}{row}", styles[i], values[i])
            for i in range(width)
            if i + 1 in real or (i < len(styles) and styles[i])
        ]

    def _cell(self, ref: str, style: str, value: Value | Formula) -> str:
        if type(value) is Formula:
            return _formula(ref, self._ids[style, False], value)
        rest = self._rests.get((style, cast("Value", value)))
        if rest is None:
            rest = self._rests[style, cast("Value", value)] = self._rest(style, value)
        return f'<c r="{ref}"{rest}'

    def _rest(self, style: str, value: Value | Formula) -> str:
        """Write a cell after its reference; the same for all that hold the same."""
        if isinstance(value, str):
            return f' s="{self._ids[style, _begins(value)]}" t="inlineStr">{_text(value)}</c>'
        head = f' s="{self._ids[style, False]}" t="n">'
        if value is None:
            return f"{head}</c>"
        if isinstance(value, date):
            value = to_excel(value)  # type: ignore[no-untyped-call]  # the stub has no types
        # a cell keeps a float, whoever writes it
        return f"{head}<v>{float(cast('Decimal', value)):.16g}</v></c>"


def _begins(text: str) -> bool:
    return text[0] in _QUOTED


def _ascii(text: str) -> str:
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _text(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<is><t{space}>{_ascii(text)}</t></is>"


def _formula(ref: str, style: int, formula: Formula) -> str:
    kind = ' t="str"' if isinstance(formula.value, str) else ""
    expression, value = _ascii(formula.expression[1:]), _ascii(str(formula.value))
    return f'<c r="{ref}" s="{style}"{kind}><f>{expression}</f><v>{value}</v></c>'


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
