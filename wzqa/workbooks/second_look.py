"""The second look at an .xlsx sheet: what the fast reader cannot see, and how far the sheet goes.

Regular expressions over the part's bytes: the part is already known as well-formed XML without a
DTD, and the pass over all cells is made only where something to see is in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.cells import CellKind, Marks, ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.workbooks.formats import Formats

MAX_AREA = 4_000_000  # cells that the fast reader may allocate for one sheet
WITHIN = (9_999, 702)
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
_ODD_REF = re.compile(rb""" r="(?![A-Z]{0,2}[1-9][0-9]{0,3}")""")
_SPECIAL = (b't="e"', b' vm="', b"<f>", b"<f ")
_SPECIAL_IN_ANY_SPELLING = re.compile(
    rb"""\bt\s*=\s*["']e["']|\bvm\s*=|\bhidden\s*=|<(?:\w+:)?f[\s/>]"""
)
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


def is_plain(xml: bytes) -> bool:
    """Say whether cells are written as nearly everybody writes them: `<c r="A1" …`.

    Anything else (prefixes, single quotes, no references) is legal and read the slow way.
    """
    cells = xml.count(b"<c ")
    return cells == xml.count(b'<c r="') > 0 and b"<c>" not in xml and xml.find(b"='", 200) < 0


def extent(xml: bytes, *, plain: bool) -> tuple[int, int]:
    """Bound the rows and columns that hold cells. Raises `BadReferenceError`."""
    if plain and not _ODD_REF.search(xml):
        return WITHIN  # at most; not worth counting
    if _NO_REF.search(xml):
        tags = [(tag.row, tag.col) for tag in cell_tags(xml)]
        return max(r for r, _ in tags), max(c for _, c in tags)
    rows, cols = 0, 0
    for match in _ANY_REF.finditer(xml):
        if not _REF.fullmatch(match[1] + match[2]):
            raise BadReferenceError(match[1] + match[2])
        rows, cols = max(rows, int(match[2])), max(cols, _number(match[1]))
    return rows, cols


def cut(xml: bytes, *, plain: bool = False) -> tuple[bytes, tuple[str, ...]]:
    """Take cells out that lie too far away to be allocated for; name those that held something.

    A blank styled cell at XFD1048576 is common and harmless, a value there is named.
    """
    rows, cols = extent(xml, plain=plain)
    if rows * cols <= MAX_AREA or (rows, cols) == WITHIN:
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
    at = xml.find(b"dimension", 0, 65536)
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


def _see(xml: bytes, marks: Marks, formats: Formats) -> None:
    for tag in cell_tags(xml):
        style = tag.attrs.get(b"s")
        position = (tag.row, tag.col)
        if style in formats.percent:
            marks.percent.add(position)
        elif style in formats.month_only:
            marks.month_only.add(position)
        if tag.closed:
            continue
        error = tag.attrs.get(b"t") == b"e"
        picture = b"vm" in tag.attrs
        if not error and not picture and xml[tag.body : tag.body + 2] in {b"<v", b"</", b"<i"}:
            continue  # a plain value comes before nothing of interest
        end = _END.search(xml, tag.body)
        body = xml[tag.body : end.start()] if end else b""
        value = _VALUE.search(body)
        if picture and error:
            marks.kinds[position] = (CellKind.IMAGE, "（图片）")
        elif error:
            text = value[1].decode("utf-8", "replace") if value else "#VALUE!"
            marks.kinds[position] = (CellKind.ERROR, text)
        elif not value and tag.attrs.get(b"t") != b"str" and (found := _FORMULA.search(body)):
            picture = b"DISPIMG(" in body[found.start() :]
            marks.kinds[position] = (
                (CellKind.IMAGE, "（图片）") if picture else (CellKind.NO_VALUE, "（公式）")
            )


def look(xml: bytes, formats: Formats, *, plain: bool = False) -> Marks:
    """See errors, formulas without value, pictures, percent and month formats, hidden parts."""
    marks = Marks()
    if b'hidden="' in xml if plain else _SPECIAL_IN_ANY_SPELLING.search(xml):
        marks.hidden_rows, marks.hidden_columns = _hidden_rows(xml), _hidden_columns(xml)
    special = any(w in xml for w in _SPECIAL) if plain else _SPECIAL_IN_ANY_SPELLING.search(xml)
    if special or formats.used_in(xml):
        _see(xml, marks, formats)
    return marks
