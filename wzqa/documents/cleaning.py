"""Templates as staff save them, made fit to copy: no rsid, no comment, no trace of a program."""

from __future__ import annotations

import re

from lxml import etree

from wzqa.documents import ooxml
from wzqa.documents.ooxml import w
from wzqa.problems import Place, Problem, Severity

DROPPED = ("docProps/", "word/comments", "word/people.xml")
_RSID = re.compile(rb'\s(?:w:rsid\w*|w14:paraId|w14:textId)="[^"]*"')
_RSIDS = re.compile(
    rb"<w:rsids>.*?</w:rsids>|<w:rsids/>|<w:rsid\b[^>]*/>|<w:trackRevisions\b[^>]*/>|<w:attachedTemplate\b[^>]*/>",
    re.DOTALL,
)
_CHANGES = tuple(
    w(n)
    for n in (
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "cellIns",
        "cellDel",
    )
)
_COMMENTS = tuple(w(n) for n in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_NOISE = (w("proofErr"), w("lastRenderedPageBreak"))

TEXT_PART = re.compile(r"word/(?:document|header\w*|footer\w*|footnotes|endnotes)\.xml")
EMBEDDED = "embedded/"  # in front of the name of a file that the body holds (w:altChunk)
_PART_NAMES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


def part_name(part: str) -> str | None:
    """Name a part for people; None for the body."""
    if part.startswith(EMBEDDED):
        return f"嵌入的文件{part.rpartition('/')[2]}"
    match = re.match(r"word/(header|footer|footnotes|endnotes)(\d*)", part)
    return f"{_PART_NAMES[match[1]]}{match[2]}" if match else None


def changes(parts: dict[str, bytes], file: str) -> list[Problem]:
    """Find tracked changes and comments: nobody can say which words are meant."""
    found = []
    for name in filter(TEXT_PART.fullmatch, parts):
        root = ooxml.parse(parts[name], file, name)
        for number, paragraph in enumerate(ooxml.paragraphs(root), 1):
            tags = {node.tag for node in paragraph.iter(*_CHANGES, *_COMMENTS)}
            place = Place(file, part_name(name), f"段{number}")
            text = ooxml.own_text(paragraph)[:40] or None
            if tags & set(_CHANGES):
                found.append(
                    Problem(
                        code="template-tracked-changes",
                        message="有未处理的修订",
                        place=place,
                        value=text,
                        hint="请在 Word 或 WPS 中接受或拒绝全部修订后保存",
                    )
                )
            elif tags:
                found.append(
                    Problem(
                        code="template-comment",
                        message="有批注，生成文书时会略去",
                        severity=Severity.WARNING,
                        place=place,
                        value=text,
                        hint="请删除全部批注后保存",
                    )
                )
    return found


def _strip(content: bytes) -> bytes:
    """Take out editing sessions' ids and what a program noted for itself."""
    content = _RSIDS.sub(b"", _RSID.sub(b"", content))
    if b"w:proofErr" not in content and b"lastRenderedPageBreak" not in content:
        return content
    root = ooxml.parse(content)
    for node in list(root.iter(*_NOISE)):
        ooxml.parent(node).remove(node)
    return ooxml.serialise(root)


def clean(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Give the parts without properties, thumbnail, comments, rsids; references are kept in step.

    Parts with nothing to clean keep their bytes. The result declares `docProps/core.xml` and
    `docProps/custom.xml`, which every letter brings along.
    """
    kept = {
        name: _strip(content) if name.startswith("word/") and name.endswith(".xml") else content
        for name, content in parts.items()
        if not name.startswith(DROPPED)
    }
    for name in [n for n in kept if n.endswith(".rels")]:
        kept[name] = _relations(kept[name], package=name == ooxml.PACKAGE_RELS)
    kept[ooxml.CONTENT_TYPES] = _types(kept[ooxml.CONTENT_TYPES])
    return kept


_CORE_RELATION = (
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
)
_CUSTOM_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_OWN_TYPES = {
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}


def _relations(content: bytes, *, package: bool) -> bytes:
    root = ooxml.parse(content)
    gone = [
        node
        for node in root
        if node.get("Target", "").lstrip("/").startswith(("docProps/", "comments", "people"))
        or node.get("Target", "").startswith("/word/comments")
        or node.get("Type", "").endswith("/attachedTemplate")
    ]
    for node in gone:
        root.remove(node)
    if package:
        taken = {node.get("Id") for node in root}
        for kind, target in (
            (_CORE_RELATION, "docProps/core.xml"),
            (_CUSTOM_RELATION, "docProps/custom.xml"),
        ):
            number = next(n for n in range(1, 1000) if f"rId{n}" not in taken)
            taken.add(f"rId{number}")
            etree.SubElement(
                root,
                f"{{{ooxml.RELATION_NS}}}Relationship",
                {"Id": f"rId{number}", "Type": kind, "Target": target},
            )
    elif not gone:
        return content
    return ooxml.serialise(root)


def _types(content: bytes) -> bytes:
    root = ooxml.parse(content)
    override = f"{{{ooxml.TYPES_NS}}}Override"
    for node in list(root.iter(override)):
        if node.get("PartName", "").lstrip("/").startswith(DROPPED):
            root.remove(node)
    for name, kind in _OWN_TYPES.items():
        etree.SubElement(root, override, {"PartName": name, "ContentType": kind})
    return ooxml.serialise(root)
