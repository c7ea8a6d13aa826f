"""Text that a workbook can hold, and packages whose bytes depend on their contents alone.

Source: architecture.md §5.2 (control characters; fixed zip dates, sorted parts, core.xml dates).
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.workbooks.opening.zips import DEFLATED, Entry, zip_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

LONGEST_TEXT = 32_767  # what one cell holds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FONT = re.compile(rb"(<font>)(.*?)(</font>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)[^>]*/>")
_FONT_ORDER = (b"b", b"i", b"strike", b"u", b"vertAlign", b"sz", b"color", b"name", b"family")
_OFTEN = 16_384  # bytes of a part that may come again


def clean(text: str) -> str:
    """Drop what XML cannot hold, keep line breaks, cut at the length of a cell."""
    if len(text) <= LONGEST_TEXT and text.isprintable():
        return text  # nearly every text
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def rezip(parts: Mapping[str, bytes | Iterable[bytes]], *, created: date) -> bytes:
    """Pack parts sorted by name with fixed dates; core.xml and app.xml name no clock.

    A part that comes in pieces is packed piece by piece, never held whole.
    """
    stamp = f">{created.isoformat()}T00:00:00Z<".encode()
    entries = []
    for name in sorted(parts):
        content = parts[name]
        if name == "docProps/core.xml":
            content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:.]+Z<", stamp, _whole(content))
        elif name == "docProps/app.xml":
            content = re.sub(
                rb"(<Application>)[^<]*(</Application>)", rb"\1Microsoft Excel\2", _whole(content)
            )
        elif name == "xl/styles.xml":
            content = _FONT.sub(_in_order, _whole(content))
        if isinstance(content, bytes) and len(content) <= _OFTEN:
            packed = _deflated_again(content)
        else:
            packed = _deflated(content)
        entries.append(Entry(name, DEFLATED, *packed))
    return zip_of(entries)


def _whole(content: bytes | Iterable[bytes]) -> bytes:
    return content if isinstance(content, bytes) else b"".join(content)


def _deflated(content: bytes | Iterable[bytes]) -> tuple[int, int, bytes]:
    squeeze, crc, size, packed = zlib.compressobj(6, zlib.DEFLATED, -15), 0, 0, []
    for piece in [content] if isinstance(content, bytes) else content:
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed.append(squeeze.compress(piece))
    packed.append(squeeze.flush())
    return crc, size, b"".join(packed)


_deflated_again = lru_cache(maxsize=64)(_deflated)  # styles in many workbooks, notes in many sheets


def _in_order(font: re.Match[bytes]) -> bytes:
    """Put the parts of a font into the order of the schema, which the writer does not keep."""
    parts = list(_FONT_PART.finditer(font[2]))

    def position(part: re.Match[bytes]) -> int:
        return _FONT_ORDER.index(part[1]) if part[1] in _FONT_ORDER else len(_FONT_ORDER)

    return font[1] + b"".join(part[0] for part in sorted(parts, key=position)) + font[3]
