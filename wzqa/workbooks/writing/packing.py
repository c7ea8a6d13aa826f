"""Text that a workbook can hold, and workbooks whose bytes depend on their contents alone.

Source: architecture.md §5.2 (control characters; fixed zip dates, sorted parts, core.xml dates).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from openpyxl.packaging.core import DocumentProperties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from openpyxl import Workbook

CachedValues = dict[tuple[str, str], "Decimal | int | str"]
"""(sheet, cell) → the value of a formula that we wrote there."""

LONGEST_TEXT = 32_767  # what one cell holds
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>', re.DOTALL)
_FONT = re.compile(rb"(<font>)(.*?)(</font>)", re.DOTALL)
_FONT_PART = re.compile(rb"<(\w+)[^>]*/>")
_FONT_ORDER = (b"b", b"i", b"strike", b"u", b"vertAlign", b"sz", b"color", b"name", b"family")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """Drop what XML cannot hold, keep line breaks, cut at the length of a cell."""
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def normalise(
    workbook: Workbook, *, title: str, created: date, cached: Mapping[tuple[str, str], object]
) -> bytes:
    """Save with the given title and day, put the formulas' values in, re-zip with fixed dates."""
    workbook.properties = DocumentProperties(creator="wzqa", title=clean(title))
    if cached:
        workbook.calculation.fullCalcOnLoad = True
    buffer = io.BytesIO()
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheets = {f"xl/worksheets/sheet{i}.xml": s.title for i, s in enumerate(workbook.worksheets, 1)}
    for name, sheet in sheets.items():
        values = {cell: value for (where, cell), value in cached.items() if where == sheet}
        if values:
            parts[name] = _with_values(parts[name].decode("utf-8"), values).encode("utf-8")
    return rezip(parts, created=created)


def rezip(parts: Mapping[str, bytes], *, created: date) -> bytes:
    """Pack parts sorted by name with fixed dates; core.xml and app.xml name no clock."""
    stamp = f">{created.isoformat()}T00:00:00Z<".encode()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name in sorted(parts):
            content = parts[name]
            if name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:.]+Z<", stamp, content)
            elif name == "docProps/app.xml":
                content = re.sub(
                    rb"(<Application>)[^<]*(</Application>)", rb"\1Microsoft Excel\2", content
                )
            elif name == "xl/styles.xml":
                content = _FONT.sub(_in_order, content)
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            package.writestr(info, content)
    return output.getvalue()


def _in_order(font: re.Match[bytes]) -> bytes:
    """Put the parts of a font into the order of the schema, which the writer does not keep."""
    parts = list(_FONT_PART.finditer(font[2]))

    def position(part: re.Match[bytes]) -> int:
        return _FONT_ORDER.index(part[1]) if part[1] in _FONT_ORDER else len(_FONT_ORDER)

    return font[1] + b"".join(part[0] for part in sorted(parts, key=position)) + font[3]


def _with_values(xml: str, values: Mapping[str, object]) -> str:
    """Put each formula's value behind it: a reader that does not calculate then shows it too."""

    def fill(match: re.Match[str]) -> str:
        cell, attributes, formula = match.groups()
        if cell not in values:
            return match[0]
        value = values[cell]
        if isinstance(value, str):
            attributes = re.sub(r'\s+t="[^"]*"', "", attributes) + ' t="str"'
        text = escape(str(value)).encode("ascii", "xmlcharrefreplace").decode("ascii")
        return f'<c r="{cell}"{attributes}><f>{formula}</f><v>{text}</v></c>'

    return _CELL.sub(fill, xml)
