"""Reading an .ods whole: the format writes down what each cell shows, so nothing need be guessed.

Rare enough that speed does not matter; ours to walk through, so that indented files, spans that are
no numbers and a million repeated rows do no harm.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from wzqa.names import half_width
from wzqa.workbooks.opening.cells import STRUCK_RUN, CellKind, Marks, Range, raised
from wzqa.workbooks.opening.formats import Style, style_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from wzqa.workbooks.opening.cells import Raw

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{{{_NAMES}{name}:1.0}}" for name in ("table", "office", "text"))
_STYLE = f"{{{_NAMES}style:1.0}}"
_FO = f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_NUMBERS = frozenset({"float", "currency", "percentage"})
_FAR = 1_000_000  # a repeat count beyond this is not walked through
_MOST_HIDDEN_ROWS, _MOST_HIDDEN_COLS = 9999, 199
_SHOWN = re.compile(r"([^\d.]*?)([+-]?[\d,]*\.?\d+)\s*([^\d.,%]*)")
_MINUS = re.compile(r"[-−(△▲负]")
_DASHES = frozenset("-—– ¥￥")
_FRACTION = re.compile(r"\s*-?(?:\d+\s+)?\d+/(\d{1,3})\s*")
_POWERS = tuple(range(10))


class TooLargeError(Exception):
    """A sheet has more cells than may be kept."""


@dataclass(slots=True)
class Page:
    """One sheet as read."""

    name: str
    hidden: bool = False
    rows: list[list[Raw]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)


@dataclass(slots=True)
class _Looks:
    """Names of styles by what they make of a text."""

    struck: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    hiding: set[str] = field(default_factory=set)  # of tables

    def enter(self, style: _Element) -> None:
        """Note what a style does."""
        name = style.get(f"{_STYLE}name", "")
        ground, ink = "#ffffff", ""
        for p in style:
            if p.get(f"{_TABLE}display") == "false":
                self.hiding.add(name)
            if p.get(f"{_STYLE}text-line-through-style", "none") != "none":
                self.struck.add(name)
            if p.get(f"{_STYLE}text-position", "").startswith(("su", "-", "3", "4", "5")):
                self.raised.add(name)
            ink = p.get(f"{_FO}color", ink)
            ground = p.get(f"{_FO}background-color", ground)
        if ink.lower() == ground.replace("transparent", "#ffffff").lower():
            self.unseen.add(name)

    def flow(self, span: _Element, text: str) -> str:
        """Give the text of a span as plain letters tell how it looks."""
        name = span.get(f"{_TEXT}style-name", "")
        text = raised(text) if name in self.raised else text
        return STRUCK_RUN + text if name in self.struck and text else text


@dataclass(slots=True)
class _Walk:
    page: Page
    most: int
    row: int = 0
    col_declared: int = 0
    cells: int = 0
    looks: _Looks = field(default_factory=_Looks)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)


def _whole(element: _Element, name: str) -> int:
    """Read a count; what is none counts as one."""
    text = element.get(f"{_TABLE}{name}", "1").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(int(text), 1) if len(text) < 8 else _FAR  # noqa: PLR2004


def _flow(element: _Element, looks: _Looks) -> str:
    """Give the text of a paragraph: white space closed up, as the format wants it read."""
    if callable(element.tag):  # a comment
        return ""
    found = [re.sub(r"\s+", " ", element.text or "")]
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            found.append(" " * (int(count) if count.isdigit() and len(count) < 4 else 1))  # noqa: PLR2004
        elif tag == f"{_TEXT}tab":
            found.append("\t")
        elif tag == f"{_TEXT}line-break":
            found.append("\n")
        elif tag != f"{_OFFICE}annotation":
            found.append(looks.flow(child, _flow(child, looks)))
        found.append(re.sub(r"\s+", " ", child.tail or ""))
    return "".join(found)


def _text(cell: _Element, looks: _Looks) -> str:
    return "\n".join(_flow(p, looks).strip() for p in cell.iterchildren(f"{_TEXT}p"))


def _number_style(value: float, text: str, kind: str) -> Style | None:
    """Tell from what a cell shows how its format scales a number and what unit it adds.

    What is not to be recognised in what is shown is not seen.
    """
    if kind == "percentage":
        return Style(percent=True)
    if parts := _FRACTION.fullmatch(text):
        return Style(fraction=len(parts[1]))
    plain = half_width(text)
    found = _SHOWN.fullmatch(plain)
    try:
        stored = Decimal(repr(value))
        seen = Decimal((found[2] if found else plain).replace(",", ""))
    except InvalidOperation:
        return None if set(plain.strip()) <= _DASHES and plain and not value else Style(unseen=True)
    if found and seen and "-" not in found[2] and _MINUS.search(found[1]):
        seen = -seen
    digits = -int(seen.as_tuple().exponent)
    for power in _POWERS:  # as shown, rounded
        if abs(stored.scaleb(-power) - seen) <= Decimal("0.5000001").scaleb(-digits):
            break
    else:
        return Style(unseen=True)
    if not stored or not seen:
        power = 0
    unit = found[3].strip() if found else ""
    style = style_of("0" + ("!." + "0" * power if power else "") + f'"{unit}"')
    if style and style.code:
        return style
    rounds = max(digits, 0) if stored.scaleb(-power) != seen and found else -1
    return Style(decimals=rounds) if rounds >= 0 else None


def _day_style(text: str, day: date) -> Style | None:
    if f"{day.year % 100:02d}" not in text:
        return Style(yearless=True) if re.search(r"\d", text) else None
    short = re.fullmatch(r"\s*\d{4}\s*[年/.-]\s*\d{1,2}\s*月?\s*", text)
    return Style(month_only=True) if short else None


def _value(cell: _Element, at: tuple[int, int], marks: Marks, looks: _Looks) -> Raw:
    """Read one cell; what its value does not tell goes to the marks."""
    name = cell.get(f"{_TABLE}style-name", "")
    read = _stored(cell, at, marks, _text(cell, looks))
    if name in looks.struck or name in looks.unseen:
        style = marks.styles.get(at) or Style()
        unseen = name in looks.unseen
        marks.styles[at] = style._replace(struck=name in looks.struck, unseen=unseen)
    return read


def _stored(cell: _Element, at: tuple[int, int], marks: Marks, text: str) -> Raw:
    formula = cell.get(f"{_TABLE}formula")
    kind = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error" or (
        formula and text.startswith(("#", "Err:")) and kind in (None, "string")
    ):
        marks.kinds[at] = (CellKind.ERROR, text)
        return ""
    stored = cell.get(f"{_OFFICE}value")
    if formula and not text and kind in (None, "float") and stored is None:
        marks.kinds[at] = (CellKind.NO_VALUE, "（公式）")
        return ""
    style: Style | None = None
    read: Raw = text
    if kind in _NUMBERS and stored is not None:
        try:
            read = number = float(stored)
        except ValueError:
            return text
        style = _number_style(number, text, kind)
    elif kind == "date":
        try:
            read = day = date.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:10])
        except ValueError:
            return text
        style = _day_style(text, day)
    elif kind == "boolean":
        read = cell.get(f"{_OFFICE}boolean-value") == "true"
    elif kind == "string":
        read = text or cell.get(f"{_OFFICE}string-value", "")
    if style:
        marks.styles[at] = style
    return read


def _row(element: _Element, walk: _Walk) -> None:
    first = walk.row + 1
    times = _whole(element, "number-rows-repeated")
    walk.row += times
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        walk.hidden_rows.update(range(first, min(walk.row, first + _MOST_HIDDEN_ROWS) + 1))
    values: list[Raw] = []
    col = 0
    for cell in element.iterchildren(*_CELLS):
        width = _whole(cell, "number-columns-repeated")
        if len(cell) or cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula"):
            _room(walk, col + width)
            values += [""] * (col - len(values))
            values += [_value(cell, (first, col + 1), walk.page.marks, walk.looks)] * width
            high = _whole(cell, "number-rows-spanned")
            wide = _whole(cell, "number-columns-spanned")
            if high > 1 or wide > 1:
                walk.merged.append(Range(first, col + 1, first + high - 1, col + wide))
        col += width
    if any(v != "" for v in values) or any(r == first for r, _ in walk.page.marks.kinds):
        _room(walk, max(first - len(walk.page.rows), times, 1) * max(len(values), 1))
        walk.page.rows += [[] for _ in range(first - 1 - len(walk.page.rows))]
        walk.page.rows += [list(values) for _ in range(times)]
    element.clear()


def _room(walk: _Walk, more: int) -> None:
    walk.cells += more
    if walk.cells > walk.most:
        raise TooLargeError


def _column(element: _Element, walk: _Walk) -> None:
    first = walk.col_declared + 1
    walk.col_declared += _whole(element, "number-columns-repeated")
    if element.get(f"{_TABLE}visibility") in _HIDDEN:
        last = min(walk.col_declared, first + _MOST_HIDDEN_COLS)
        walk.hidden_cols.update(range(first, last + 1))


def read(content: bytes, most: int) -> list[Page]:
    """Read content.xml: the sheets in order, at most `most` cells in all. Raises `TooLargeError`.

    Values repeated over several cells stand in each of them.
    """
    from lxml import etree  # noqa: PLC0415  (slow to import, .ods is rare)

    pages: list[Page] = []
    looks = _Looks()
    walk = _Walk(Page(""), most)
    table, row, column, style = (
        f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column", f"{_STYLE}style",
    )  # fmt: skip
    for event, element in etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=(table, row, column, style),
        resolve_entities=False,
        huge_tree=True,
    ):
        if element.tag == table and event == "start":
            hidden = element.get(f"{_TABLE}style-name", "-") in looks.hiding
            page = Page(element.get(f"{_TABLE}name", ""), hidden)
            walk = _Walk(page, most, cells=walk.cells, looks=looks)
        elif event == "start":
            continue
        elif element.tag == table:
            marks = walk.page.marks
            marks.hidden_rows = frozenset(walk.hidden_rows)
            marks.hidden_columns = frozenset(walk.hidden_cols)
            marks.merged = tuple(walk.merged)
            pages.append(walk.page)
        elif element.tag == row:
            _row(element, walk)
        elif element.tag == column:
            _column(element, walk)
        else:
            looks.enter(element)
    return pages
