"""A Word file as the linter sees it: paragraphs and runs with the formats that take effect.

Formats are resolved from the document's defaults through styles down to the run; nothing is
guessed from what Word would draw. Every `.docx` can be read, whoever made it.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, ooxml, package
from wzqa.documents.lint_formats import (
    Layout,
    Run,
    Styles,
    face_of,
    integer,
    last,
    layout_of,
    on,
    value,
)
from wzqa.documents.ooxml import r, w

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

PAGE_FIELD = "\x00"  # stands in a footer's text for the PAGE field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its number in `段N`, its text, runs, layout, and where it stands."""

    number: int
    text: str
    runs: tuple[Run, ...]
    layout: Layout
    style: str
    in_table: bool
    in_box: bool
    section: int
    breaks_page: bool  # begins a page by its own or a preceding break

    @property
    def plain(self) -> str:
        """The text without white space at the ends, line breaks joined."""
        return self.text.replace("\n", "").strip()

    @property
    def size(self) -> int:
        """The size of most of its text."""
        weights: dict[int, int] = {}
        for run in self.runs:
            weights[run.size] = weights.get(run.size, 0) + len(run.text.strip())
        return max(weights, key=lambda s: weights[s]) if weights else 0


@dataclass(frozen=True, slots=True)
class Section:
    """Page set-up of a section, twips. `footers` maps default, even, first to part names."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    gutter: int
    grid: str
    line_pitch: int
    char_space: int
    title_page: bool
    footers: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text_width(self) -> int:
        """Width of the type area."""
        return self.width - self.left - self.right - self.gutter

    @property
    def text_height(self) -> int:
        """Height of the type area; a negative margin is a fixed one."""
        return self.height - abs(self.top) - abs(self.bottom)

    @property
    def landscape(self) -> bool:
        """Say whether the page lies on its side."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the texts of its first row, header and split flags, its first paragraph."""

    number: int
    first_row: tuple[str, ...]
    rows: int
    repeats: bool
    splittable: int
    nested: bool


@dataclass(slots=True)
class Model:
    """The whole file. `parts` holds the paragraphs of headers, footers and notes by part."""

    paragraphs: list[Paragraph]
    sections: list[Section]
    tables: list[Table]
    parts: dict[str, list[Paragraph]]
    even_odd: bool
    unfinished: bool  # tracked changes or comments
    template: str = ""


class _Reader:
    """Reads the paragraphs of one part."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles

    def read(self, root: etree._Element) -> Iterator[Paragraph]:
        section = 0
        broken = False
        for number, node in enumerate(ooxml.paragraphs(root), 1):
            paragraph = self._paragraph(node, number, section, broken=broken)
            yield paragraph
            if paragraph.plain or paragraph.runs:
                broken = False
            if _ends_with_break(node):
                broken = True
            if node.find(f"{w('pPr')}/{w('sectPr')}") is not None:
                section, broken = section + 1, True

    def _paragraph(
        self, node: etree._Element, number: int, section: int, *, broken: bool
    ) -> Paragraph:
        own = node.find(w("pPr"))
        style = own.find(w("pStyle")) if own is not None else None
        key = style.get(w("val"), "") if style is not None else self.styles.default
        base = self.styles.base_paragraph + self.styles.chain(key, "pPr")
        layers = base + ([own] if own is not None else [])
        runs = tuple(self._runs(node, key))
        layout = layout_of(layers)
        return Paragraph(
            number=number,
            text=_text(node),
            runs=runs,
            layout=layout,
            style=self.styles.names.get(key, key),
            in_table=next(node.iterancestors(w("tc")), None) is not None,
            in_box=next(node.iterancestors(ooxml.W_TXBX), None) is not None,
            section=section,
            breaks_page=broken or layout.page_break or _begins_with_break(node),
        )

    def _runs(self, node: etree._Element, style: str) -> Iterator[Run]:
        base = self.styles.base_run + self.styles.chain(style, "rPr")
        for run in node.iter(ooxml.W_R):
            if next(run.iterancestors(ooxml.W_P)) is not node:
                continue  # text of a box anchored here
            text = "".join(t.text or "" for t in run.iterfind(ooxml.W_T))
            if not text:
                continue
            own = run.find(w("rPr"))
            named = own.find(w("rStyle")) if own is not None else None
            chain = self.styles.chain(named.get(w("val"), ""), "rPr") if named is not None else []
            layers = base + chain + ([own] if own is not None else [])
            color = last(layers, "color")
            yield Run(
                text=text,
                face=face_of(layers, self.styles.theme),
                size=value(layers, "sz", 20),
                color=(color.get(w("val"), "") if color is not None else "").upper(),
                spacing=value(layers, "spacing", 0),
            )


def _page_breaks(node: etree._Element) -> list[bool]:
    """List the paragraph's texts (False) and page breaks (True) in order."""
    order: list[bool] = []
    for item in node.iter(ooxml.W_T, ooxml.W_BR):
        if item.tag == ooxml.W_T and (item.text or "").strip():
            order.append(False)
        elif item.tag == ooxml.W_BR and item.get(w("type")) == "page":
            order.append(True)
    return order


def _begins_with_break(node: etree._Element) -> bool:
    order = _page_breaks(node)
    return len(order) > 1 and order[0]


def _ends_with_break(node: etree._Element) -> bool:
    return _page_breaks(node)[-1:] == [True]


def _text(node: etree._Element) -> str:
    """Give a paragraph's text with the PAGE field as one sign instead of its cached number."""
    if not any("PAGE" in (f.get(w("instr")) or f.text or "") for f in _fields(node)):
        return ooxml.own_text(node)
    pieces: list[str] = []
    depth = 0
    for item in node.iter(w("fldChar"), w("instrText"), w("fldSimple"), ooxml.W_T, ooxml.W_TAB):
        if item.tag == w("fldChar"):
            kind = item.get(w("fldCharType"))
            depth += {"begin": 1, "end": -1}.get(kind or "", 0)
        elif re.search(r"\bPAGE\b", item.get(w("instr")) or item.text or ""):
            if item.tag in (w("instrText"), w("fldSimple")):
                pieces.append(PAGE_FIELD)
        elif item.tag == ooxml.W_T and depth == 0 and not _in_field(item):
            pieces.append(item.text or "")
    return "".join(pieces)


def _fields(node: etree._Element) -> Iterator[etree._Element]:
    return node.iter(w("instrText"), w("fldSimple"))


def _in_field(item: etree._Element) -> bool:
    return next(item.iterancestors(w("fldSimple")), None) is not None


# --- sections and tables -----------------------------------------------------------------------


def _sections(root: etree._Element, targets: dict[str, str]) -> list[Section]:
    found: list[Section] = []
    for node in root.iter(w("sectPr")):
        if ooxml.parent(node).tag == w("sectPrChange"):
            continue
        size, margin, grid = (node.find(w(n)) for n in ("pgSz", "pgMar", "docGrid"))
        before = found[-1] if found else None
        found.append(
            Section(
                **_sizes(size, ("width", "w"), ("height", "h")),
                **_sizes(
                    margin,
                    ("top", "top"),
                    ("bottom", "bottom"),
                    ("left", "left"),
                    ("right", "right"),
                    ("gutter", "gutter"),
                ),
                grid=grid.get(w("type"), "default") if grid is not None else "",
                line_pitch=integer(grid.get(w("linePitch"))) if grid is not None else 0,
                char_space=integer(grid.get(w("charSpace"))) if grid is not None else 0,
                title_page=on(node.find(w("titlePg"))),
                footers=_references(
                    node, "footerReference", targets, before.footers if before else {}
                ),
                headers=_references(
                    node, "headerReference", targets, before.headers if before else {}
                ),
            )
        )
    return found


def _sizes(node: etree._Element | None, *names: tuple[str, str]) -> dict[str, int]:
    return {
        name: integer(node.get(w(attribute))) if node is not None else 0
        for name, attribute in names
    }


def _references(
    node: etree._Element, tag: str, targets: dict[str, str], before: dict[str, str]
) -> dict[str, str]:
    own = {
        child.get(w("type"), "default"): targets.get(child.get(r("id"), ""), "")
        for child in node.iterfind(w(tag))
    }
    return {**before, **own}


def _targets(parts: dict[str, bytes], file: str) -> dict[str, str]:
    if ooxml.DOCUMENT_RELS not in parts:
        return {}
    root = ooxml.parse(parts[ooxml.DOCUMENT_RELS], file, ooxml.DOCUMENT_RELS)
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/word", node.get("Target", "")))[1:]
        for node in root
    }


def _tables(root: etree._Element) -> list[Table]:
    numbers = {node: n for n, node in enumerate(ooxml.paragraphs(root), 1)}
    found = []
    for node in root.iter(w("tbl")):
        rows = node.findall(w("tr"))
        first = next((numbers[p] for p in node.iter(ooxml.W_P) if p in numbers), 0)
        if not rows or not first:
            continue
        found.append(
            Table(
                number=first,
                first_row=tuple(
                    "".join(map(ooxml.own_text, tc.iter(ooxml.W_P))).strip()
                    for tc in rows[0].iterfind(w("tc"))
                ),
                rows=len(rows),
                repeats=on(rows[0].find(f"{w('trPr')}/{w('tblHeader')}")),
                splittable=sum(not on(row.find(f"{w('trPr')}/{w('cantSplit')}")) for row in rows),
                nested=next(node.iterancestors(w("tbl")), None) is not None,
            )
        )
    return found


def read(data: bytes, file: str) -> Model:
    """Read a .docx. Raises WzqaError (exit 5) when it is none."""
    parts = package.unpack(data, file)
    parts = {name: _transitional(content) for name, content in parts.items()}
    root = ooxml.parse(parts[ooxml.DOCUMENT], file, ooxml.DOCUMENT)
    reader = _Reader(Styles(parts, file))
    others = {
        name: list(reader.read(ooxml.parse(parts[name], file, name)))
        for name in sorted(parts)
        if cleaning.TEXT_PART.fullmatch(name) and name != ooxml.DOCUMENT
    }
    even_odd = False
    if ooxml.SETTINGS in parts:
        settings = ooxml.parse(parts[ooxml.SETTINGS], file, ooxml.SETTINGS)
        even_odd = on(settings.find(w("evenAndOddHeaders")))
    return Model(
        paragraphs=list(reader.read(root)),
        sections=_sections(root, _targets(parts, file)),
        tables=_tables(root),
        parts=others,
        even_odd=even_odd,
        unfinished=bool(cleaning.changes(parts, file)),
    )


def _transitional(content: bytes) -> bytes:
    """Read the ISO strict names as the usual ones."""
    if b"http://purl.oclc.org/ooxml/" not in content:
        return content
    content = content.replace(ooxml.STRICT_W_NS.encode(), ooxml.W_NS.encode())
    return content.replace(
        b"http://purl.oclc.org/ooxml/officeDocument/relationships", ooxml.R_NS.encode()
    )
