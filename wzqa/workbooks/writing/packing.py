"""Text that a workbook can hold, and packages whose bytes depend on their contents alone.

Source: architecture.md §5.2 (control characters; fixed zip dates, sorted parts, core.xml dates).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

LONGEST_TEXT = 32_767  # what one cell holds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FONT = re.compile(rb"(<font>)(.*?)(</font>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)[^>]*/>")
_FONT_ORDER = (b"b", b"i", b"strike", b"u", b"vertAlign", b"sz", b"color", b"name", b"family")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


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
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name in sorted(parts):
            content = parts[name]
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            if not isinstance(content, bytes):
                with package.open(info, "w") as part:
                    part.writelines(content)
                continue
            if name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:.]+Z<", stamp, content)
            elif name == "docProps/app.xml":
                content = re.sub(
                    rb"(<Application>)[^<]*(</Application>)", rb"\1Microsoft Excel\2", content
                )
            elif name == "xl/styles.xml":
                content = _FONT.sub(_in_order, content)
            package.writestr(info, content)
    return output.getvalue()


def _in_order(font: re.Match[bytes]) -> bytes:
    """Put the parts of a font into the order of the schema, which the writer does not keep."""
    parts = list(_FONT_PART.finditer(font[2]))

    def position(part: re.Match[bytes]) -> int:
        return _FONT_ORDER.index(part[1]) if part[1] in _FONT_ORDER else len(_FONT_ORDER)

    return font[1] + b"".join(part[0] for part in sorted(parts, key=position)) + font[3]
