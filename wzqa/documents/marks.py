"""草稿, 演示数据 and the ledger's head on every page: each section, first, even and odd pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wzqa.documents import gb9704, ooxml
from wzqa.documents.ooxml import r, w

if TYPE_CHECKING:
    from collections.abc import Iterable

DRAFT = "草稿"
GHOST = "代拟稿"
DEMO = "演示数据"
_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_HEADER_RELATION = f"{ooxml.R_NS}/header"
_KINDS = ("default", "first", "even")
_FOOT = 16000  # twips from the upper edge: below the page number
_SMALL = 18  # half points
_TOP = 567  # twips from the page's upper edge: above every head of the standard


def words(*, draft: bool, demo: bool, government: bool = False) -> str:
    """Give the words to print, "" for none; a draft of the government's paper is written for it."""
    told = ((DEMO, demo), (DRAFT, draft), (GHOST, draft and government))
    return "　".join(text for text, on in told if on)


def _paragraph(
    text: str, side: str = "right", top: int = _TOP, size: int = gb9704.SIZE_3
) -> etree._Element:
    """Make a mark: a frame that takes no room in the header, so that no line moves."""
    face = gb9704.FACES.level1
    return etree.fromstring(
        f'<w:p xmlns:w="{ooxml.W_NS}"><w:pPr>'
        f'<w:framePr w:wrap="around" w:vAnchor="page" w:hAnchor="margin" w:xAlign="{side}" '
        f'w:y="{top}"/><w:spacing w:before="0" w:after="0" w:line="400" w:lineRule="exact"/>'
        f'<w:ind w:firstLine="0" w:firstLineChars="0"/><w:jc w:val="{side}"/></w:pPr><w:r><w:rPr>'
        f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}" '
        f'w:hint="eastAsia"/><w:color w:val="808080"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
    )


def _frames(text: str, anchor: str) -> list[etree._Element]:
    """Make the marks of a page: words above, the ledger's head in the lower margin."""
    above = [_paragraph(text)] if text else []
    return above + ([_paragraph(anchor, "left", _FOOT, _SMALL)] if anchor else [])


def _header(text: str, anchor: str) -> bytes:
    root = etree.Element(w("hdr"), nsmap={"w": ooxml.W_NS, "r": ooxml.R_NS})
    root.extend(_frames(text, anchor))
    etree.SubElement(root, w("p"))  # a frame cannot be the last paragraph of a part
    return ooxml.serialise(root)


def sections(root: etree._Element) -> list[etree._Element]:
    """List the sections' properties in order, without those kept by tracked changes."""
    return [node for node in root.iter(w("sectPr")) if ooxml.parent(node).tag != w("sectPrChange")]


def _targets(root: etree._Element, relations: etree._Element) -> set[str]:
    """Name the header parts that any section refers to."""
    by_id = {node.get("Id"): node.get("Target", "") for node in relations}
    ids = {node.get(r("id")) for node in root.iter(w("headerReference"))}
    return {
        target.lstrip("/") if target.startswith("/") else f"word/{target}"
        for target in (by_id.get(i, "") for i in ids)
        if target
    }


def _missing(first: etree._Element) -> list[str]:
    have = {node.get(w("type")) for node in first.iter(w("headerReference"))}
    return [kind for kind in _KINDS if kind not in have]


def mark(parts: dict[str, bytes], text: str, anchor: str = "") -> dict[str, bytes]:
    """Print `text` and `anchor` on every page of the template; headers that are missing are made.

    Later sections without headers of their own take over the first section's.
    """
    parts = dict(parts)
    root = ooxml.parse(parts[ooxml.DOCUMENT])
    relations = ooxml.parse(parts[ooxml.DOCUMENT_RELS])
    for name in sorted(_targets(root, relations)):
        header = ooxml.parse(parts[name])
        for frame in reversed(_frames(text, anchor)):
            header.insert(0, frame)
        parts[name] = ooxml.serialise(header)
    first = sections(root)[0]
    new = [(f"word/header_mark_{kind}.xml", kind) for kind in _missing(first)]
    for number, (name, kind) in enumerate(new, 1):
        parts[name] = _header(text, anchor)
        key = f"rIdMark{number}"
        etree.SubElement(
            relations,
            f"{{{ooxml.RELATION_NS}}}Relationship",
            {"Id": key, "Type": _HEADER_RELATION, "Target": name.removeprefix("word/")},
        )
        first.insert(0, etree.Element(w("headerReference"), {w("type"): kind, r("id"): key}))
    parts[ooxml.DOCUMENT] = ooxml.serialise(root)
    parts[ooxml.DOCUMENT_RELS] = ooxml.serialise(relations)
    parts[ooxml.CONTENT_TYPES] = _declare(parts[ooxml.CONTENT_TYPES], (name for name, _ in new))
    return parts


def _declare(content: bytes, names: Iterable[str]) -> bytes:
    root = ooxml.parse(content)
    for name in names:
        etree.SubElement(
            root,
            f"{{{ooxml.TYPES_NS}}}Override",
            {"PartName": f"/{name}", "ContentType": _HEADER_TYPE},
        )
    return ooxml.serialise(root)
