"""The second look at an .xlsx sheet: what the fast reader cannot see, and how far the sheet goes.

Regular expressions over the part's bytes: the part is already known as well-formed XML without a
DTD. Nearly every program writes `<c r="A1" …>`, and one pass tells all that is asked about such
cells; any other legal spelling is walked tag by tag.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.opening.cells import CellKind, Marks, ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.workbooks.opening.formats import Formats

MAX_AREA = 4_000_000  # cells that the fast reader may allocate for one sheet
SLICE = 1 << 20  # bytes looked at at a time
KEEP_ROWS, KEEP_COLS = 20_000, 200  # what is read of a sheet that goes beyond

_TAG = re.compile(rb"<(?:\w+:)?(row|c)(\s[^>]*?)?(/?)>")
_END = re.compile(rb"</(?:\w+:)?c\s*>")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row(\s[^>]*?)?/?>")
_COL_TAG = re.compile(rb"<(?:\w+:)?col(\s[^>]*?)/?>")
_ATTR = re.compile(rb"""\b(r|s|t|vm|hidden|min|max)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
_REF = re.compile(rb"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ANY_REF = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
_NO_REF = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^>]*\br\s*=\s*["'])[^>]*)?/?>""")
_SPECIAL_IN_ANY_SPELLING = re.compile(
    rb"""\bt\s*=\s*["']e["']|\bvm\s*=|\bhidden\s*=|<(?:\w+:)?f[\s/>]"""
)
_NEAR = re.compile(rb'<c r="[A-H]?[A-Z][1-9][0-9]{0,3}"([^/>]*>(?:<f)?)')
NEAR = (9_999, 234)  # the last row and column of such cells; not too many to be allocated
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^/>]*>(?:<f)?)')
_BODY = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^/>]*>)(?!<is|</)(.*?)</c>', re.DOTALL)
_HIDDEN = re.compile(rb"""hidden=["'](?:1|true)""")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?/>")


class BadReferenceError(Exception):
    """A cell names a position that no sheet has."""


class Tag(NamedTuple):
    """One cell tag: its position, attributes, and span in the part."""

    row: int
    col: int
    attrs: dict[bytes, bytes]
    start: int
    body: int  # where the content begins
    closed: bool  # `<c …/>`


@lru_cache(maxsize=4096)
def _number(letters: bytes) -> int:
    col = 0
    for letter in letters.upper():
        col = col * 26 + letter - 64
    return col


def cell_tags(xml: bytes) -> Iterator[Tag]:
    """Walk over all cells; cells and rows without a reference follow the one before."""
    row = col = 0
    for match in _TAG.finditer(xml):
        attrs = dict(_ATTR.findall(match[2] or b""))
        if match[1] == b"row":
            row, col = int(attrs.get(b"r") or row + 1), 0
            continue
        if b"r" in attrs:
            found = _REF.fullmatch(attrs[b"r"])
            if found is None:
                raise BadReferenceError(attrs[b"r"])
            row, col = int(found[2]), _number(found[1])
        else:
            col += 1
        yield Tag(row, col, attrs, match.start(), match.end(), bool(match[3]))


class Plain(NamedTuple):
    """What is known of a part all of whose cells are written as nearly everybody writes them.

    Empty cells, `<c …/>`, are not counted: the fast reader passes over them.
    """

    last_row: int  # at most
    last_col: int
    kinds: dict[bytes, dict[bytes, bytes]]  # distinct attributes of cells, taken apart


def _slices(xml: bytes) -> Iterator[list[tuple[bytes, bytes, bytes]]]:
    """Give (letters, row, attributes) of the plain cells, so many at a time."""
    start = 0
    while start < len(xml):
        end = xml.find(b"<c ", start + SLICE)
        end = len(xml) if end < 0 else end
        yield _PLAIN.findall(xml, start, end)
        start = end


def plain(xml: bytes) -> Plain | None:
    """Look over all cells by one expression; None when any might be written in another legal way.

    Prefixes, cells without reference and the like are legal too and are read the slow way. Every
    cell that is not empty ends in `c>`: when there are as many ends as cells found, all are found.
    """
    ends = xml.count(b"c>")
    near = _NEAR.findall(xml) if len(xml) <= SLICE else ()
    if near and len(near) == ends:
        return Plain(*NEAR, {text: dict(_ATTR.findall(text)) for text in set(near)})
    filled, last_row, last_col = 0, 0, 0
    kinds: dict[bytes, dict[bytes, bytes]] = {}
    for cells in _slices(xml):
        if not cells:
            continue
        letters, rows, attrs = zip(*cells, strict=True)
        kinds |= {text: dict(_ATTR.findall(text)) for text in set(attrs) - kinds.keys()}
        filled += len(cells)
        last_row = max(last_row, *map(int, set(rows)))
        last_col = max(last_col, *map(_number, set(letters)))
    return Plain(last_row, last_col, kinds) if kinds and filled == ends else None


def _where(xml: bytes, kinds: set[bytes]) -> Iterator[tuple[int, int]]:
    """Tell where the plain cells with some attributes stand."""
    for cells in _slices(xml):
        yield from ((int(row), _number(col)) for col, row, attrs in cells if attrs in kinds)


def extent(xml: bytes) -> tuple[int, int]:
    """Bound the rows and columns that hold cells. Raises `BadReferenceError`."""
    if _NO_REF.search(xml):
        tags = [(tag.row, tag.col) for tag in cell_tags(xml)]
        return max(r for r, _ in tags), max(c for _, c in tags)
    rows, cols = 0, 0
    for match in _ANY_REF.finditer(xml):
        if not _REF.fullmatch(match[1] + match[2]):
            raise BadReferenceError(match[1] + match[2])
        rows, cols = max(rows, int(match[2])), max(cols, _number(match[1]))
    return rows, cols


def cut(xml: bytes, cells: Plain | None = None) -> tuple[bytes, tuple[str, ...]]:
    """Take cells out that lie too far away to be allocated for; name those that held something.

    A blank styled cell at XFD1048576 is common and harmless, a value there is named.
    """
    rows, cols = (cells.last_row, cells.last_col) if cells else extent(xml)
    if rows * cols <= MAX_AREA:
        return xml, ()
    kept, lost, at = [], [], 0
    for tag in cell_tags(xml):
        if tag.row <= KEEP_ROWS and tag.col <= KEEP_COLS:
            continue
        end = _END.search(xml, tag.body) if not tag.closed else None
        stop = end.end() if end else tag.body
        if _VALUE.search(xml, tag.body, stop) or b"is>" in xml[tag.body : stop]:
            lost.append(ref(tag.row, tag.col))
        kept.append(xml[at : tag.start])
        at = stop
    return b"".join([*kept, xml[at:]]), tuple(lost)


def without(xml: bytes) -> bytes:
    """Drop the declared extent: it is a hint, often wrong, and a bad one stops the fast reader."""
    return _DIMENSION.sub(b"", xml, count=1)


def dimension_is_sound(xml: bytes) -> bool:
    """Say whether the declared extent, if any, is two plausible references."""
    at = xml.find(b"dimension", 0, max(0, xml.find(b"sheetData")))
    found = _DIMENSION.search(xml, max(0, at - 64), at + 4096) if at >= 0 else None
    if not found:
        return True
    ends = re.search(rb"""\bref\s*=\s*["']([^"']*)["']""", found[0])
    return ends is not None and all(_REF.fullmatch(end) for end in ends[1].split(b":"))


def _hidden_rows(xml: bytes) -> frozenset[int]:
    hidden, row = set(), 0
    for match in _ROW_TAG.finditer(xml):
        attrs = dict(_ATTR.findall(match[1] or b""))
        row = int(attrs.get(b"r") or row + 1)
        if attrs.get(b"hidden") in {b"1", b"true"}:
            hidden.add(row)
    return frozenset(hidden)


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for match in _COL_TAG.finditer(xml):
        attrs = dict(_ATTR.findall(match[1]))
        if attrs.get(b"hidden") in {b"1", b"true"}:
            first, last = int(attrs[b"min"]), min(int(attrs[b"max"]), KEEP_COLS)
            hidden.update(range(first, last + 1))
    return frozenset(hidden)


def _note(marks: Marks, position: tuple[int, int], attrs: dict[bytes, bytes], body: bytes) -> None:
    """Note what is special about a filled cell: an error, a picture, a formula without value."""
    error, picture = attrs.get(b"t") == b"e", b"vm" in attrs
    value = _VALUE.search(body)
    if picture and error:
        marks.kinds[position] = (CellKind.IMAGE, "（图片）")
    elif error:
        text = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        marks.kinds[position] = (CellKind.ERROR, text)
    elif not value and attrs.get(b"t") != b"str" and (found := _FORMULA.search(body)):
        picture = b"DISPIMG(" in body[found.start() :]
        marks.kinds[position] = (
            (CellKind.IMAGE, "（图片）") if picture else (CellKind.NO_VALUE, "（公式）")
        )


def _is_special(attrs: dict[bytes, bytes]) -> bool:
    return attrs.get(b"t") == b"e" or b"vm" in attrs


def _see(xml: bytes, marks: Marks, formats: Formats) -> None:
    """See everything, tag by tag."""
    for tag in cell_tags(xml):
        style = tag.attrs.get(b"s")
        position = (tag.row, tag.col)
        if style in formats.percent:
            marks.percent.add(position)
        elif style in formats.month_only:
            marks.month_only.add(position)
        if tag.closed:
            continue
        if not _is_special(tag.attrs) and xml[tag.body : tag.body + 2] in {b"<v", b"</", b"<i"}:
            continue  # a plain value comes before nothing of interest
        end = _END.search(xml, tag.body)
        _note(marks, position, tag.attrs, xml[tag.body : end.start()] if end else b"")


def _see_plain(xml: bytes, cells: Plain, marks: Marks, formats: Formats) -> None:
    """See everything, from the cells already found."""
    styles = {text: attrs.get(b"s") for text, attrs in cells.kinds.items()}
    for seen, wanted in ((marks.percent, formats.percent), (marks.month_only, formats.month_only)):
        hits = {text for text, style in styles.items() if style in wanted}
        if hits:
            seen.update(_where(xml, hits))
    special = {text.removesuffix(b"<f") for text, at in cells.kinds.items() if _is_special(at)}
    if special or any(text.endswith(b"<f") for text in cells.kinds):
        for found in _BODY.finditer(xml):
            letters, row, text, body = found.groups()
            if text in special or body.startswith(b"<f"):
                attrs = dict(_ATTR.findall(text))
                _note(marks, (int(row), _number(letters)), attrs, body)


def look(xml: bytes, formats: Formats, cells: Plain | None = None) -> Marks:
    """See errors, formulas without value, pictures, percent and month formats, hidden parts."""
    marks = Marks()
    if cells:
        if b"hidden=" in xml and _HIDDEN.search(xml):
            marks.hidden_rows, marks.hidden_columns = _hidden_rows(xml), _hidden_columns(xml)
        _see_plain(xml, cells, marks, formats)
    elif _SPECIAL_IN_ANY_SPELLING.search(xml):
        marks.hidden_rows, marks.hidden_columns = _hidden_rows(xml), _hidden_columns(xml)
        _see(xml, marks, formats)
    elif formats.used_in(xml):
        _see(xml, marks, formats)
    return marks
