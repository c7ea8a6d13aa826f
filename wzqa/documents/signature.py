"""The signature block: right indents that centre agency, seal line and date on one axis (7.3.5.1).

A template holds ordinary numbers, so that Word opens it; `open_indents` puts the letter's own
numbers in their place while the template is prepared. Paragraphs are found by the Chinese name of
their style, which survives editing in Word and WPS.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lxml import etree

from wzqa.dates import chinese
from wzqa.documents import gb9704

if TYPE_CHECKING:
    from datetime import date

INDENT_FIELDS = {"署名": "署名右缩进", "代章": "代章右缩进", "成文日期": "日期右缩进"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_AFTER_INDENT = frozenset(
    _W + name
    for name in (
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    )
)


def sealed_indents(name: str, seal: str, day: str) -> tuple[int, int, int]:
    """Give the right indents of name, seal line and date in twips.

    The date stands four characters from the right edge, the other lines are centred over it; a
    line that would overrun the edge pushes the axis to the left. `seal` may be "".
    """
    widths = [gb9704.width(text) for text in (name, seal, day)]
    date_axis = Decimal(gb9704.SEAL_DATE_CHARS) + widths[2] / 2
    axis = max(widths[0] / 2, widths[1] / 2, date_axis)
    first, second, third = (gb9704.indent(axis - width / 2) for width in widths)
    return first, second, third


def signature_fields(agency: str, seal_by: str, day: date) -> dict[str, str]:
    """Give the fields that `open_indents` puts into a template's signature block."""
    seal = f"（{seal_by}代章）" if seal_by else ""
    indents = sealed_indents(agency, seal, chinese(day))
    return {field: str(value) for field, value in zip(INDENT_FIELDS.values(), indents, strict=True)}


def open_indents(document: bytes, styles: bytes) -> bytes:
    """Turn the signature's right indents into tags; a template without such styles is unchanged.

    Takes and gives `word/document.xml`; `styles` is `word/styles.xml`. Paragraphs of these styles
    that set an indent of their own keep it.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    fields = {
        style.get(f"{_W}styleId"): INDENT_FIELDS[str(name.get(f"{_W}val"))]
        for style in etree.fromstring(styles, parser).iter(f"{_W}style")
        for name in style.iter(f"{_W}name")
        if name.get(f"{_W}val") in INDENT_FIELDS
    }
    root = etree.fromstring(document, parser)
    opened = [_open(properties, fields) for properties in root.iter(f"{_W}pPr")]
    if not any(opened):
        return document
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _open(properties: etree._Element, fields: dict[str | None, str]) -> bool:
    style = properties.find(f"{_W}pStyle")
    field = fields.get(style.get(f"{_W}val")) if style is not None else None
    if field is None or properties.find(f"{_W}ind") is not None:
        return False
    indent = etree.Element(f"{_W}ind", {f"{_W}right": f"{{{{ {field} }}}}"})
    following = next((child for child in properties if child.tag in _AFTER_INDENT), None)
    if following is None:
        properties.append(indent)
    else:
        following.addprevious(indent)
    return True
