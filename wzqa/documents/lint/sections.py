"""Sections and tables of a Word file, as the linter measures them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.documents import ooxml
from wzqa.documents.lint.formats import integer, on
from wzqa.documents.ooxml import r, w

if TYPE_CHECKING:
    from lxml import etree


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
    begins: bool = False  # a letter of its own in a print file: an odd page, numbered 1
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


def sections(root: etree._Element, targets: dict[str, str]) -> list[Section]:
    """List the sections in order; headers and footers not named are those of the one before."""
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
                begins=_begins(node),
                footers=_references(
                    node, "footerReference", targets, before.footers if before else {}
                ),
                headers=_references(
                    node, "headerReference", targets, before.headers if before else {}
                ),
            )
        )
    return found


def _begins(section: etree._Element) -> bool:
    """Say whether a section is where a print file begins its next letter."""
    kind, number = section.find(w("type")), section.find(w("pgNumType"))
    return (
        kind is not None
        and number is not None
        and (kind.get(w("val")), number.get(w("start"))) == ("oddPage", "1")
    )


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


def targets(parts: dict[str, bytes], file: str) -> dict[str, str]:
    """Map the document's relationship ids to part names."""
    if ooxml.DOCUMENT_RELS not in parts:
        return {}
    root = ooxml.parse(parts[ooxml.DOCUMENT_RELS], file, ooxml.DOCUMENT_RELS)
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("/word", node.get("Target", "")))[1:]
        for node in root
    }


def tables(root: etree._Element) -> list[Table]:
    """List every table, nested ones too."""
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
