"""One print file for all letters of a kind: a section break and page 1 before each letter.

Each letter begins on an odd page, so that printing on both sides never puts two addressees on one
sheet. Headers and footers that differ between letters are kept apart.
"""

from __future__ import annotations

import copy
import hashlib
import posixpath
from typing import TYPE_CHECKING

from lxml import etree

from wzqa.documents import cleaning, marks, ooxml, package
from wzqa.documents.ooxml import r, w
from wzqa.problems import Exit, Place, WzqaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.render import Properties

_SHARED = ("styles", "settings", "numbering", "fontTable", "theme", "webSettings")
_RELATION = f"{{{ooxml.RELATION_NS}}}Relationship"
_OVERRIDE = f"{{{ooxml.TYPES_NS}}}Override"
_DEFAULT = f"{{{ooxml.TYPES_NS}}}Default"
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


def merge(documents: Sequence[bytes], properties: Properties) -> bytes:
    """Join letters rendered from one template, in order; page numbers restart with each.

    Raises WzqaError (exit 1) when two letters do not come from one template or hold footnotes.
    """
    if not documents:
        message = "nothing to merge"
        raise ValueError(message)
    merger = _Merger(documents[0], properties.title)
    for data in documents[1:]:
        merger.add(data)
    return package.pack({**merger.finish(), **dict(properties.parts())})


class _Merger:
    """The file as it grows: parts by name, relationships by what they lead to."""

    def __init__(self, first: bytes, title: str) -> None:
        """Begin with the first letter's package."""
        self.title = title
        self.parts = cleaning.clean(package.unpack(first, title))
        self.root = ooxml.parse(self.parts[ooxml.DOCUMENT])
        self.relations = ooxml.parse(self.parts[ooxml.DOCUMENT_RELS])
        self.types = ooxml.parse(self.parts[ooxml.CONTENT_TYPES])
        self.known = {self._content(n, self.parts): n.get("Id", "") for n in self.relations}
        self.body = self.root[0]
        self.count = 1
        _restart(self.body, first=True)

    @staticmethod
    def _content(relation: etree._Element, parts: dict[str, bytes]) -> tuple[str, str]:
        """Identify what a relationship leads to: its type and the part's bytes."""
        kind = relation.get("Type", "").rpartition("/")[2]
        if relation.get("TargetMode") == "External":
            return kind, relation.get("Target", "")
        name = _target(relation)
        digest = hashlib.sha256(parts.get(name, b"") + b"\0" + parts.get(_rels_of(name), b""))
        return kind, digest.hexdigest()

    def add(self, data: bytes) -> None:
        """Append a letter."""
        self.count += 1
        parts = cleaning.clean(package.unpack(data, self.title))
        root = ooxml.parse(parts[ooxml.DOCUMENT])
        ids = self._relate(parts)
        body = root[0]
        for node in body.iter():
            for name, old in node.attrib.items():
                if str(name).startswith(f"{{{ooxml.R_NS}}}") and ids.get(str(old), old) != old:
                    node.set(name, ids[str(old)])
        _restart(body, first=False)
        self._blank_missing(body)
        _close(self.body)
        for node in body:
            self.body.append(node)

    def _relate(self, parts: dict[str, bytes]) -> dict[str, str]:
        """Bring along what a letter refers to; give its ids as they are in the merged file."""
        ids: dict[str, str] = {}
        for relation in ooxml.parse(parts[ooxml.DOCUMENT_RELS]):
            key = self._content(relation, parts)
            if key not in self.known:
                if key[0] in _SHARED or key[0].endswith("notes"):
                    raise self._other(key[0])
                self.known[key] = self._bring(relation, parts)
            ids[relation.get("Id", "")] = self.known[key]
        return ids

    def _bring(self, relation: etree._Element, parts: dict[str, bytes]) -> str:
        key = f"rIdM{len(self.known) + 1}"
        attributes = {str(k): str(v) for k, v in relation.attrib.items()}
        new = etree.SubElement(self.relations, _RELATION, attributes)
        new.set("Id", key)
        if relation.get("TargetMode") == "External":
            return key
        name = _target(relation)
        stem, dot, extension = name.rpartition(".")
        fresh = f"{stem}_{self.count}{dot}{extension}"
        self.parts[fresh] = parts[name]
        if _rels_of(name) in parts:
            self.parts[_rels_of(fresh)] = parts[_rels_of(name)]
        new.set("Target", posixpath.relpath(fresh, "word"))
        self._declare(name, fresh, parts)
        return key

    def _declare(self, name: str, fresh: str, parts: dict[str, bytes]) -> None:
        """Copy a part's content type under its new name."""
        theirs = ooxml.parse(parts[ooxml.CONTENT_TYPES])
        for node in theirs.iter(_OVERRIDE):
            if node.get("PartName") == f"/{name}":
                kind = node.get("ContentType", "")
                etree.SubElement(
                    self.types, _OVERRIDE, {"PartName": f"/{fresh}", "ContentType": kind}
                )
        have = {node.get("Extension", "").lower() for node in self.types.iter(_DEFAULT)}
        for node in theirs.iter(_DEFAULT):
            if node.get("Extension", "").lower() not in have:
                self.types.insert(0, copy.deepcopy(node))

    def _other(self, kind: str) -> WzqaError:
        return WzqaError(
            f"“{self.title}”不能合并打印：第{self.count}份的 {kind} 与第1份不同",
            Exit.INPUT,
            code="merge-different",
            place=Place(self.title),
            hint="请把这一类文书分别打印",
        )

    def _blank_missing(self, body: etree._Element) -> None:
        """Keep a letter's first section from taking over headers of the letter before."""
        first = marks.sections(body)[0]
        own = {(str(n.tag), n.get(w("type"))) for n in first.iter(*_REFERENCES)}
        used = {(str(n.tag), n.get(w("type"))) for n in self.root.iter(*_REFERENCES)}
        for tag, kind in sorted(used - own, key=str):
            key = self._blank(tag)
            first.insert(0, etree.Element(tag, {w("type"): kind or "default", r("id"): key}))

    def _blank(self, tag: str) -> str:
        """Make one empty header or footer part and give its id."""
        short = "header" if tag.endswith("headerReference") else "footer"
        key = (short, "blank")
        if key not in self.known:
            root = etree.Element(w("hdr" if short == "header" else "ftr"), nsmap={"w": ooxml.W_NS})
            etree.SubElement(root, w("p"))
            name = f"word/{short}_blank.xml"
            self.parts[name] = ooxml.serialise(root)
            self.known[key] = f"rIdBlank{short.title()}"
            etree.SubElement(
                self.relations,
                _RELATION,
                {
                    "Id": self.known[key],
                    "Type": f"{ooxml.R_NS}/{short}",
                    "Target": f"{short}_blank.xml",
                },
            )
            kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{short}+xml"
            etree.SubElement(self.types, _OVERRIDE, {"PartName": f"/{name}", "ContentType": kind})
        return self.known[key]

    def finish(self) -> dict[str, bytes]:
        """Give the parts of the merged file."""
        _renumber(self.root)
        self.parts[ooxml.DOCUMENT] = ooxml.serialise(self.root)
        self.parts[ooxml.DOCUMENT_RELS] = ooxml.serialise(self.relations)
        self.parts[ooxml.CONTENT_TYPES] = ooxml.serialise(self.types)
        return self.parts


_REFERENCES = (w("headerReference"), w("footerReference"))
# Order of a section's children in the schema up to pgNumType.
_BEFORE_TYPE = (*_REFERENCES, w("footnotePr"), w("endnotePr"))
_BEFORE_NUMBER = (
    *_BEFORE_TYPE,
    *(w(n) for n in ("type", "pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType")),
)


def _target(relation: etree._Element) -> str:
    target = relation.get("Target", "")
    return target[1:] if target.startswith("/") else posixpath.normpath(f"word/{target}")


def _rels_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _put(section: etree._Element, name: str, before: tuple[str, ...]) -> etree._Element:
    """Find or make a child of a section's properties in its place."""
    node = section.find(w(name))
    if node is None:
        node = etree.Element(w(name))
        place = next(
            (i for i, child in enumerate(section) if child.tag not in before), len(section)
        )
        section.insert(place, node)
    return node


def _restart(body: etree._Element, *, first: bool) -> None:
    """Begin a letter on an odd page numbered 1."""
    section = marks.sections(body)[0]
    if not first:
        _put(section, "type", _BEFORE_TYPE).set(w("val"), "oddPage")
    _put(section, "pgNumType", _BEFORE_NUMBER).set(w("start"), "1")


def _close(body: etree._Element) -> None:
    """Move the body's last section into a paragraph, where it ends that letter."""
    section = body[-1]
    body.remove(section)
    last = body[-1] if len(body) else None
    if last is None or last.tag != ooxml.W_P or last.find(f"{w('pPr')}/{w('sectPr')}") is not None:
        last = etree.SubElement(body, ooxml.W_P)
        last.append(etree.fromstring(f'<w:pPr xmlns:w="{ooxml.W_NS}">{_TINY}</w:pPr>'))
    properties = last.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        last.insert(0, properties)
    properties.append(section)


def _renumber(root: etree._Element) -> None:
    """Give drawings and bookmarks of all letters numbers of their own."""
    drawings = root.iter("{*}docPr")
    for number, node in enumerate(drawings, 1):
        node.set("id", str(number))
    fresh: dict[str, str] = {}
    count = 0
    for node in root.iter(w("bookmarkStart"), w("bookmarkEnd")):
        old = node.get(w("id"), "")
        if node.tag == w("bookmarkStart"):
            count += 1
            fresh[old] = str(count)
            node.set(w("name"), f"{node.get(w('name'), '')}_{count}")
        node.set(w("id"), fresh.get(old, old))
