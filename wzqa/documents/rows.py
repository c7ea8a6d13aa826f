"""Tables on the page: rows that stay together, and names that leave no character alone.

Word needs ordinary values in a template, so both are put in while it is prepared, as the
signature's indents are: they hold for own templates too. The text of a letter is not touched.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from wzqa.documents import gb9704, ooxml
from wzqa.documents.ooxml import w

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]+?)\s*\}\}")
_ROW_TAG = re.compile(r"\s*\{%-?\s*tr\s+(\w+).*%\}\s*", re.DOTALL)
_MARGINS = 57 * 2 + 10  # twips that a cell's margins and rules take
_AFTER_SCALE = frozenset(
    w(name)
    for name in (
        "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText",
        "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip
# LibreOffice sets a quarter of a character between a Chinese and a Latin one, Word as told nothing
_GAPS = (Decimal(0), Decimal("0.25"))
_LEAST = 85  # per cent of its width that a character keeps


@lru_cache(maxsize=4096)
def narrowed(text: object, capacity: int) -> int:
    """Give the width of characters in per cent at which no line of a cell holds one alone.

    `capacity` is the cell's width in hundredths of a character. 100 unless the last line would
    hold a single character.
    """
    words = str(text)
    if capacity < 2 * 100 or gb9704.width(words) * 100 <= capacity - 100:
        return 100  # nothing to gather in so narrow a cell, or room enough
    for percent in range(100, _LEAST - 1, -1):
        room = Decimal(capacity) / percent
        if all(_last_line(words, room, gap) != 1 for gap in _GAPS):
            return percent
    return 100


def _last_line(words: str, room: Decimal, gap: Decimal) -> int:
    """Count the characters of the last of several lines; 0 where there is one line."""
    filled, count, lines = Decimal(0), 0, 0
    for before, char in itertools.pairwise(f" {words}"):
        width = gb9704.width(char)
        between = gap if count and _beside(before, char) else Decimal(0)
        if filled + between + width > room:
            filled, count, lines = width, 1, lines + 1
        else:
            filled, count = filled + between + width, count + 1
    return count if lines else 0


def _beside(before: str, char: str) -> bool:
    return before.isascii() != char.isascii() and (before.isalnum() and char.isalnum())


def arrange(document: bytes, styles: bytes) -> bytes:
    """Put tags for both into the tables of `word/document.xml`; without tables it is unchanged."""
    root = ooxml.parse(document)
    tables = list(root.iter(w("tbl")))
    if not tables:
        return document
    sizes = _sizes(styles)
    for table in tables:
        _together(table)
        for cell in table.iter(w("tc")):
            _narrow(cell, sizes)
    return ooxml.serialise(root)


# --- rows ----------------------------------------------------------------------------------------


def _together(table: etree._Element) -> None:
    """Keep a list's first row with the next, the last with the one before."""
    rows = table.findall(w("tr"))
    looped = headed = False
    for place, row in enumerate(rows):
        text = "".join(ooxml.own_text(p) for p in row.iter(w("p")))
        if tag := _ROW_TAG.fullmatch(text):
            looped = tag[1] == "for" or (looped and tag[1] != "endfor")
            continue
        left = len(rows) - place - 1
        if looped:
            last = "[1, 2]" if left > 1 else "[2]"
            first = "loop.first or " if headed else ""
            value = f"{{{{ 1 if {first}loop.revindex in {last} else 0 }}}}"
        else:
            # never the first row of all: LibreOffice would keep the whole table with what follows it
            value = "1" if place and left == 1 else "0"
            headed = True
        if value != "0":
            for paragraph in row.iter(w("p")):
                _keep(paragraph, value)


def _keep(paragraph: etree._Element, value: str) -> None:
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    if properties.find(w("keepNext")) is not None:
        return
    keep = etree.Element(w("keepNext"), {w("val"): value})
    style = properties.find(w("pStyle"))
    properties.insert(0 if style is None else properties.index(style) + 1, keep)


# --- cells ---------------------------------------------------------------------------------------


def _narrow(cell: etree._Element, sizes: Mapping[str, int]) -> None:
    """Let the characters of a cell that holds one placeholder give way a little."""
    width = cell.find(f"{w('tcPr')}/{w('tcW')}")
    paragraphs = cell.findall(w("p"))
    if width is None or width.get(w("type")) != "dxa" or len(paragraphs) != 1:
        return
    paragraph = paragraphs[0]
    only = _PLACEHOLDER.fullmatch(ooxml.own_text(paragraph).strip())
    if only is None:
        return
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    size = sizes.get(style.get(w("val"), "") if style is not None else "", 0)
    if not size:
        return
    room = (int(width.get(w("w"), "0")) - _MARGINS) * 100 // (size * 10)
    for run in paragraph.iter(w("r")):
        set_scale(run, f"{{{{ {only[1]}|字宽({room}) }}}}")


def set_scale(run: etree._Element, value: str) -> None:
    """Set the width of a run's characters, unless it has a width or a size of its own."""
    properties = run.find(w("rPr"))
    if properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    if properties.find(w("w")) is None and properties.find(w("sz")) is None:
        scale = etree.Element(w("w"), {w("val"): value})
        after = next((c for c in properties if c.tag in _AFTER_SCALE), None)
        properties.append(scale) if after is None else after.addprevious(scale)


def _sizes(styles: bytes) -> dict[str, int]:
    """Map each paragraph style to its size in half-points; 0 where it does not say."""
    found = {}
    for style in ooxml.parse(styles).iter(w("style")):
        size = style.find(f"{w('rPr')}/{w('sz')}")
        value = size.get(w("val"), "") if size is not None else ""
        found[style.get(w("styleId"), "")] = int(value) if value.isdigit() else 0
    return found
