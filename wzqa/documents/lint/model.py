"""A Word file as the linter sees it: paragraphs and runs with the formats that take effect.

Formats are resolved from the document's defaults through styles down to the run; nothing is
guessed from what Word would draw. Every `.docx` can be read, whoever made it.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, ooxml, package
from wzqa.documents.lint import embedded
from wzqa.documents.lint.formats import Layout, Run, Styles, face_of, last, layout_of, on, value
from wzqa.documents.lint.sections import Section, Table, sections, tables, targets
from wzqa.documents.ooxml import w

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
    label: str  # what automatic numbering prints before the text, like `一、`
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


@dataclass(slots=True)
class Model:
    """The whole file. `parts` holds the paragraphs of headers, footers and notes by part."""

    paragraphs: list[Paragraph]
    sections: list[Section]
    tables: list[Table]
    parts: dict[str, list[Paragraph]]
    even_odd: bool
    unfinished: bool  # tracked changes or comments
    embedded: int = 0  # whole files embedded in the body (w:altChunk) whose words are not read


def letters(model: Model) -> list[Model]:
    """Take a print file apart into its letters; any other file is one."""
    starts = [0, *(n for n, s in enumerate(model.sections) if n and s.begins)]
    if len(starts) == 1:
        return [model]
    found = []
    for first, end in itertools.pairwise([*starts, len(model.sections)]):
        own = [
            dataclasses.replace(p, section=p.section - first)
            for p in model.paragraphs
            if first <= p.section < end
        ]
        numbers = {p.number for p in own}
        found.append(
            dataclasses.replace(
                model,
                paragraphs=own,
                sections=model.sections[first:end],
                tables=[t for t in model.tables if t.number in numbers],
            )
        )
    return found


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
            label=self.styles.label(layers),
            style=self.styles.names.get(key, key),
            in_table=next(node.iterancestors(w("tc")), None) is not None,
            in_box=next(node.iterancestors(ooxml.W_TXBX), None) is not None,
            section=section,
            breaks_page=broken or layout.page_break or _begins_with_break(node),
        )

    def _runs(self, node: etree._Element, style: str) -> Iterator[Run]:
        base = self.styles.base_run + self.styles.chain(style, "rPr")
        for run in node.iter(ooxml.W_R):
            if _paragraph_of(run) is not node:
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


_FIELD_PIECES = (w("fldChar"), w("instrText"), w("fldSimple"), ooxml.W_T)


def _text(node: etree._Element) -> str:
    """Give a paragraph's text with the PAGE field as one sign instead of its cached number."""
    own = [item for item in node.iter(*_FIELD_PIECES) if _paragraph_of(item) is node]
    codes = "".join(item.get(w("instr")) or "" for item in own)
    codes += "".join(item.text or "" for item in own if item.tag == w("instrText"))
    if not re.search(r"\bPAGE\b", codes):
        return ooxml.own_text(node)
    pieces: list[str] = []
    depth, code = 0, ""
    for item in own:
        if item.tag == w("fldChar"):
            kind = item.get(w("fldCharType"), "")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if kind in ("separate", "end"):
                pieces += [PAGE_FIELD] if re.search(r"\bPAGE\b", code) else []
                code = ""
        elif item.tag == w("instrText"):
            code += item.text or ""
        elif item.tag == w("fldSimple"):
            pieces += [PAGE_FIELD] if re.search(r"\bPAGE\b", item.get(w("instr"), "")) else []
        elif depth == 0 and next(item.iterancestors(w("fldSimple")), None) is None:
            pieces.append(item.text or "")
    return "".join(pieces)


def _paragraph_of(item: etree._Element) -> etree._Element | None:
    return next(item.iterancestors(ooxml.W_P), None)


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
    known = targets(parts, file)
    chunks = [known.get(node.get(ooxml.r("id"), ""), "") for node in root.iter(w("altChunk"))]
    read_, unseen = embedded.chunks(parts, chunks)
    for name, lines in read_.items():
        others[f"{cleaning.EMBEDDED}{name}"] = [_line(n, text) for n, text in enumerate(lines, 1)]
    return Model(
        paragraphs=list(reader.read(root)),
        sections=sections(root, known),
        tables=tables(root),
        parts=others,
        even_odd=even_odd,
        unfinished=bool(cleaning.changes(parts, file)),
        embedded=unseen,
    )


def _line(number: int, text: str) -> Paragraph:
    """Give a paragraph of an embedded file: words without a format."""
    return Paragraph(
        number=number,
        text=text,
        runs=(),
        layout=Layout(),
        label="",
        style="",
        in_table=False,
        in_box=False,
        section=0,
        breaks_page=False,
    )


def _transitional(content: bytes) -> bytes:
    """Read the ISO strict names as the usual ones."""
    if b"http://purl.oclc.org/ooxml/" not in content:
        return content
    content = content.replace(ooxml.STRICT_W_NS.encode(), ooxml.W_NS.encode())
    return content.replace(
        b"http://purl.oclc.org/ooxml/officeDocument/relationships", ooxml.R_NS.encode()
    )
