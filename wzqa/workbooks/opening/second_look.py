"""The second look at an .xlsx sheet: what the fast reader cannot see, and how far the sheet goes.

Regular expressions over the part's bytes: the part is already known as well-formed XML without a
DTD. Nearly every program writes `<c r="A1" …>`, and one pass tells all that is asked about such
cells; any other legal spelling is walked tag by tag.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.opening.cells import PLAIN, CellKind, Marks, Range, ref
from wzqa.workbooks.opening.package import COMMON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wzqa.workbooks.opening.formats import Formats, Style

    Position = tuple[int, int]

MAX_AREA = 4_000_000  # cells that the fast reader may allocate for one sheet
MAX_AREAS = 2 * MAX_AREA  # for all sheets together
SLICE = 1 << 20  # bytes looked at at a time
KEEP_ROWS, KEEP_COLS = 20_000, 200  # what is read of a sheet that goes beyond

_TAG = re.compile(rb"<(?:\w+:)?(row|c)(\s[^>]*?)?(/?)>")
_END = re.compile(rb"</(?:\w+:)?c\s*>")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row(\s[^>]*?)?/?>")
_COL_TAG = re.compile(rb"<(?:\w+:)?col(\s[^>]*?)/?>")
_ATTR = re.compile(rb"""\b(r|s|t|vm|hidden|min|max|ht|width)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>(\s*[^<\s][^<]*)<")
_REF = re.compile(rb"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_ANY_REF = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
_NO_REF = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^>]*\br\s*=\s*["'])[^>]*)?/?>""")
_SPECIAL_IN_ANY_SPELLING = re.compile(
    rb"""\bt\s*=\s*["']e["']|\bvm\s*=|\bhidden\s*=|\b(?:ht|width)\s*=\s*["']0|<(?:\w+:)?f[\s/>]"""
)
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^/>]*>(?:<f)?)')
_BODY = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^/>]*>)(?!<is|</)(.*?)</c>', re.DOTALL)
_CALCULATED = re.compile(rb"</f><v>[^<\s]"), re.compile(rb' t="str"[^/>]*><f[^<]*</f><v></v>')
_PERHAPS_ZERO = re.compile(rb"</f><v>[+-]?0")
_ANY_VALUE = re.compile(rb"<(?:\w+:)?v[\s/>]")
_ZERO = re.compile(rb"\s*[+-]?0+(?:\.0*)?\s*")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([^"']*)["']""")
_AREA = re.compile(rb"([A-Z]{0,3})([1-9]\d{0,6})?:([A-Z]{0,3})([1-9]\d{0,6})?")
_PLAIN_AREA = re.compile(rb"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}")
_MERGES = re.compile(
    rb"<(\w+:)?mergeCells[\s/>].*?(?:</(?:\w+:)?mergeCells\s*>|(?<=/>))", re.DOTALL
)
MAX_ROWS, MAX_COLS = 1_048_576, 16_384
_HIDDEN = re.compile(rb"""hidden=["'](?:1|true)""")
_NO_SIZE = (b' ht="0', b' width="0'), (b" ht='0", b" width='0")  # or nearly none
_NO_NOUGHTS = re.compile(rb"""<(?:\w+:)?sheetView\s[^>]*\bshowZeros\s*=\s*["'](?:0|false)""")
_MORE_DIGITS = rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?:%b)<v>-?\d*(?:\.\d{%d}|\d[eE]|\.\d+[eE])'
_NOTHING = re.compile(rb"0(?:\.0*)?")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?/>")


class BadReferenceError(Exception):
    """A cell names a position that no sheet has, or one that another cell has."""


def _whole(text: bytes, otherwise: int) -> int:
    """Read a row or column number; what is none counts as not written."""
    return int(text) if text.isdigit() and len(text) < 8 else otherwise  # noqa: PLR2004


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
            row, col = _whole(attrs.get(b"r", b""), row + 1), 0
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

    last_row: int
    last_col: int
    kinds: dict[bytes, dict[bytes, bytes]]  # distinct attributes of cells, taken apart
    cells: list[tuple[bytes, bytes, bytes]] | None  # (letters, row, attributes) of a short part


def _slices(xml: bytes) -> Iterator[list[tuple[bytes, bytes, bytes]]]:
    """Give (letters, row, attributes) of the plain cells, so many at a time."""
    start = 0
    while start < len(xml):
        end = xml.find(b"<c ", start + SLICE)
        end = len(xml) if end < 0 else end
        yield _PLAIN.findall(xml, start, end)
        start = end


def plain(xml: bytes) -> Plain | None:
    """Look over all cells by one expression; what a small part showed is remembered."""
    return (_plain_again if len(xml) <= COMMON else _plain)(xml)


def _plain(xml: bytes) -> Plain | None:
    """Look over all cells by one expression; None when any might be written in another legal way.

    Prefixes, cells without reference and the like are legal too and are read the slow way. Every
    cell that is not empty ends in `c>`: when there are as many ends as cells found, all are found.
    """
    ends = xml.count(b"c>")
    filled, last_row, last_col = 0, 0, 0
    kinds: dict[bytes, dict[bytes, bytes]] = {}
    cells: list[tuple[bytes, bytes, bytes]] = []
    for cells in _slices(xml):
        if not cells:
            continue
        letters, rows, attrs = zip(*cells, strict=True)
        if len(set(zip(letters, rows, strict=True))) < len(cells):
            raise BadReferenceError
        kinds |= {text: dict(_ATTR.findall(text)) for text in set(attrs) - kinds.keys()}
        filled += len(cells)
        last_row = max(last_row, *map(int, set(rows)))
        last_col = max(last_col, *map(_number, set(letters)))
    short = cells if len(xml) <= SLICE else None
    return Plain(last_row, last_col, kinds, short) if kinds and filled == ends else None


_plain_again = lru_cache(maxsize=64)(
    _plain
)  # the 填表说明 of a blank lies in every workbook made from it


def _where(
    xml: bytes, cells: Plain, kinds: Mapping[bytes, Style]
) -> Iterator[tuple[Position, Style]]:
    """Tell where the plain cells with some attributes stand."""
    for some in _slices(xml) if cells.cells is None else (cells.cells,):
        yield from (
            ((int(row), _number(col)), kinds[attrs]) for col, row, attrs in some if attrs in kinds
        )


def _rounded(xml: bytes, styled: dict[bytes, Style]) -> Iterator[tuple[Position, Style]]:
    """Take out of `styled` what only rounds, and tell where a number has more digits than are shown."""
    groups: dict[Style, list[bytes]] = {}
    for text, style in list(styled.items()):
        if style == PLAIN._replace(decimals=style.decimals) and not text.endswith(b"<f"):
            groups.setdefault(style, []).append(re.escape(text))
            del styled[text]
    for style, texts in groups.items():
        more = _MORE_DIGITS % (b"|".join(texts), style.decimals + 1)
        for col, row in re.findall(more, xml):
            yield (int(row), _number(col)), style


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


def area(xml: bytes, cells: Plain | None) -> int:
    """Count the cells up to the last one, blank ones included."""
    rows, cols = (cells.last_row, cells.last_col) if cells else extent(xml)
    return rows * cols


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


def _is_hidden(attrs: Mapping[bytes, bytes], size: bytes) -> bool:
    """Say whether a row or column is hidden, or of no height or width."""
    none = _NOTHING.fullmatch(attrs.get(size, b""))
    return attrs.get(b"hidden") in {b"1", b"true"} or bool(none)


def _hidden_rows(xml: bytes) -> frozenset[int]:
    hidden, row = set(), 0
    for match in _ROW_TAG.finditer(xml):
        attrs = dict(_ATTR.findall(match[1] or b""))
        row = _whole(attrs.get(b"r", b""), row + 1)
        if _is_hidden(attrs, b"ht"):
            hidden.add(row)
    return frozenset(hidden)


def _hidden_columns(xml: bytes) -> frozenset[int]:
    hidden: set[int] = set()
    for match in _COL_TAG.finditer(xml):
        attrs = dict(_ATTR.findall(match[1]))
        if _is_hidden(attrs, b"width"):
            first = _whole(attrs.get(b"min", b""), 0)
            last = min(_whole(attrs.get(b"max", b""), first), KEEP_COLS)
            hidden.update(range(max(first, 1), last + 1))
    return frozenset(hidden)


def _note(
    marks: Marks, position: Position, attrs: dict[bytes, bytes], body: bytes, *, counted: bool
) -> None:
    """Note what is special about a filled cell: an error, a picture, a formula without value."""
    kind, picture = attrs.get(b"t"), b"vm" in attrs
    value = _VALUE.search(body)
    if picture and kind == b"e":
        marks.kinds[position] = (CellKind.IMAGE, "（图片）")
    elif kind == b"e":
        text = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        marks.kinds[position] = (CellKind.ERROR, text)
    elif value:
        zero = not counted and kind in {None, b"n"} and _ZERO.fullmatch(value[1])
        if zero and _FORMULA.search(body):
            marks.kinds[position] = (CellKind.NOT_CALCULATED, "（公式）")
    elif not (kind == b"str" and _ANY_VALUE.search(body)) and (found := _FORMULA.search(body)):
        picture = b"DISPIMG(" in body[found.start() :]
        marks.kinds[position] = (
            (CellKind.IMAGE, "（图片）") if picture else (CellKind.NO_VALUE, "（公式）")
        )


def _is_special(attrs: dict[bytes, bytes]) -> bool:
    return attrs.get(b"t") == b"e" or b"vm" in attrs


def _see(xml: bytes, marks: Marks, formats: Formats, *, counted: bool) -> None:
    """See everything, tag by tag."""
    seen: set[Position] = set()
    for tag in cell_tags(xml):
        position = (tag.row, tag.col)
        if position in seen:
            raise BadReferenceError
        seen.add(position)
        if style := formats.styles.get(tag.attrs.get(b"s", b"")):
            marks.styles[position] = style
        if tag.closed:
            continue
        if not _is_special(tag.attrs) and xml[tag.body : tag.body + 2] in {b"<v", b"</", b"<i"}:
            continue  # a plain value comes before nothing of interest
        end = _END.search(xml, tag.body)
        body = xml[tag.body : end.start()] if end else b""
        _note(marks, position, tag.attrs, body, counted=counted)


def _all_have_values(xml: bytes, *, counted: bool) -> bool:
    """Say whether every formula has its value right behind it, as programs write it."""
    known = sum(len(way.findall(xml)) for way in _CALCULATED)
    all_known = xml.count(b"<f") - xml.count(b"<formula") == known
    return all_known and (counted or not _PERHAPS_ZERO.search(xml))


def _see_plain(xml: bytes, cells: Plain, marks: Marks, formats: Formats, *, counted: bool) -> None:
    """See everything, from the cells already found."""
    styled = {
        text: style
        for text, attrs in cells.kinds.items()
        if (style := formats.styles.get(attrs.get(b"s", b"")))
    }
    marks.styles.update(_rounded(xml, styled))
    if styled:
        marks.styles.update(_where(xml, cells, styled))
    special = {text.removesuffix(b"<f") for text, at in cells.kinds.items() if _is_special(at)}
    formulas = any(text.endswith(b"<f") for text in cells.kinds)
    if special or (formulas and not _all_have_values(xml, counted=counted)):
        for found in _BODY.finditer(xml):
            letters, row, text, body = found.groups()
            if text in special or body.startswith(b"<f"):
                attrs = dict(_ATTR.findall(text))
                _note(marks, (int(row), _number(letters)), attrs, body, counted=counted)


def look(
    xml: bytes, formats: Formats, cells: Plain | None = None, *, counted: bool = True
) -> Marks:
    """See errors, formulas without value, pictures, telling formats, hidden parts, merged areas.

    `counted` False: the workbook's formulas were never calculated, so a zero is no result.
    """
    marks = Marks(merged=_merged(_merge_block(xml)))
    marks.noughts_unseen = b"showZeros" in xml and bool(_NO_NOUGHTS.search(xml, 0, 8192))
    if cells:
        hides = b"hidden=" in xml and _HIDDEN.search(xml)
        sizes = _NO_SIZE[0] + (_NO_SIZE[1] if b"'" in xml else ())
        if hides or any(size in xml for size in sizes):
            marks.hidden_rows, marks.hidden_columns = _hidden_rows(xml), _hidden_columns(xml)
        _see_plain(xml, cells, marks, formats, counted=counted)
    elif _SPECIAL_IN_ANY_SPELLING.search(xml):
        marks.hidden_rows, marks.hidden_columns = _hidden_rows(xml), _hidden_columns(xml)
        _see(xml, marks, formats, counted=counted)
    elif formats.used_in(xml):
        _see(xml, marks, formats, counted=counted)
    return marks


def _merge_block(xml: bytes) -> bytes:
    """Cut out the list of merged areas, which is the same in all forms made from one blank."""
    end = xml.rfind(b"mergeCells")
    start = xml.rfind(b"mergeCells", 0, end) if end >= 0 else -1
    return xml[start:end] if start >= 0 else b""


@lru_cache(maxsize=64)
def _merged(block: bytes) -> tuple[Range, ...]:
    """List the merged areas; A:A and 1:1 are whole columns and rows. What is no area is passed over."""
    found = set()
    for area in _MERGE.findall(block):
        match = _AREA.fullmatch(area.upper().replace(b"$", b""))
        if not match or bool(match[1]) != bool(match[3]) or bool(match[2]) != bool(match[4]):
            continue
        col, row, last_col, last_row = match.groups()
        cols = (_number(col), _number(last_col)) if col else (1, MAX_COLS)
        rows = (int(row), int(last_row)) if row else (1, MAX_ROWS)
        found.add(Range(min(rows), min(cols), max(rows), max(cols)))
    return tuple(sorted(found))


@lru_cache(maxsize=64)
def _sound(block: bytes) -> bool:
    return all(_PLAIN_AREA.fullmatch(area) for area in _MERGE.findall(block))


def merges_are_sound(xml: bytes) -> bool:
    """Say whether the fast reader can read the merged areas, which it cannot go without."""
    return _sound(_merge_block(xml))


def without_merges(xml: bytes) -> bytes:
    """Drop the merged areas; `look` has seen them."""
    return _MERGES.sub(b"", xml)
