"""Formats that take effect: defaults, styles and direct formats laid over one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents import ooxml
from wzqa.documents.ooxml import w

if TYPE_CHECKING:
    from lxml import etree

_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True, slots=True)
class Face:
    """The faces of a run: East Asian, Latin, and whether the hint says East Asian."""

    east: str | None = None
    latin: str | None = None
    hint: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one format. `size` in half-points, `spacing` in twips."""

    text: str
    face: Face
    size: int
    color: str
    spacing: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A paragraph's lines and edges. Lengths are twips, `…_chars` hundredths of a character."""

    align: str = "left"
    line: int = 240
    rule: str = "auto"
    left: int = 0
    right: int = 0
    first: int = 0  # negative: hanging
    left_chars: int = 0
    right_chars: int = 0
    first_chars: int = 0
    snap: bool = True
    page_break: bool = False
    frame: bool = False
    frame_align: str = ""
    frame_top: int | None = None  # below the upper edge of the page, where it is fixed so
    before: int = 0
    keep_next: bool = False
    rule_gap: int | None = None  # between text and a line below it; None: no line


def integer(text: str | None, default: int = 0) -> int:
    """Read a measure; Word also writes decimals and units of other programs."""
    match = re.match(r"\s*(-?\d+)(?:\.\d+)?\s*(pt)?", text or "")
    if match is None:
        return default
    return int(match[1]) * (20 if match[2] else 1)


def on(node: etree._Element | None) -> bool:
    """Say whether a yes/no element is there and not switched off."""
    return node is not None and (node.get(w("val")) or "1").lower() not in _OFF


class Styles:
    """Styles by id, each with what it says of runs and paragraphs, basis first."""

    def __init__(self, parts: dict[str, bytes], file: str) -> None:
        """Read styles.xml; a file without one has no styles."""
        self.runs: dict[str, list[etree._Element]] = {}
        self.marks: dict[str, list[etree._Element]] = {}
        self.names: dict[str, str] = {}
        self.default = ""
        self.theme = _theme(parts, file)
        self.labels = _labels(parts, file)
        self._nodes: dict[str, etree._Element] = {}
        self.base_run: list[etree._Element] = []
        self.base_paragraph: list[etree._Element] = []
        if ooxml.STYLES not in parts:
            return
        root = ooxml.parse(parts[ooxml.STYLES], file, ooxml.STYLES)
        defaults = root.find(w("docDefaults"))
        if defaults is not None:
            self.base_run = list(defaults.iterfind(f"{w('rPrDefault')}/{w('rPr')}"))
            self.base_paragraph = list(defaults.iterfind(f"{w('pPrDefault')}/{w('pPr')}"))
        for node in root.iterfind(w("style")):
            key = node.get(w("styleId"), "")
            self._nodes[key] = node
            name = node.find(w("name"))
            self.names[key] = name.get(w("val"), key) if name is not None else key
            if node.get(w("type")) == "paragraph" and node.get(w("default")) in ("1", "true"):
                self.default = key

    def chain(self, key: str, kind: str) -> list[etree._Element]:
        """Give the `rPr` or `pPr` of a style and what it is based on, the basis first."""
        cache = self.runs if kind == "rPr" else self.marks
        if key not in cache:
            found, seen, step = [], set(), key
            while step in self._nodes and step not in seen:
                seen.add(step)
                node = self._nodes[step]
                found += node.findall(w(kind))
                based = node.find(w("basedOn"))
                step = based.get(w("val"), "") if based is not None else ""
            cache[key] = found[::-1]
        return cache[key]

    def label(self, layers: list[etree._Element]) -> str:
        """Give a sample of the automatic number of a paragraph, "" for none."""
        number = next((n for layer in reversed(layers) for n in layer.iterfind(w("numPr"))), None)
        if number is None:
            return ""
        key, level = number.find(w("numId")), number.find(w("ilvl"))
        named = key.get(w("val"), "") if key is not None else ""
        return self.labels.get((named, level.get(w("val"), "0") if level is not None else "0"), "")


_COUNTERS = {
    "chinese": "一",
    "japanese": "一",
    "ideograph": "一",
    "taiwanese": "一",
    "decimal": "1",
}


def _labels(parts: dict[str, bytes], file: str) -> dict[tuple[str, str], str]:
    """Read what automatic numbering prints first, by number and level."""
    if "word/numbering.xml" not in parts:
        return {}
    root = ooxml.parse(parts["word/numbering.xml"], file, "word/numbering.xml")
    abstract: dict[str, dict[str, str]] = {}
    for node in root.iterfind(w("abstractNum")):
        levels = abstract.setdefault(node.get(w("abstractNumId"), ""), {})
        for level in node.iterfind(w("lvl")):
            form, text = level.find(w("numFmt")), level.find(w("lvlText"))
            kind = form.get(w("val"), "") if form is not None else ""
            sign = next((s for start, s in _COUNTERS.items() if kind.startswith(start)), "")
            shown = text.get(w("val"), "") if text is not None else ""
            levels[level.get(w("ilvl"), "0")] = re.sub(r"%\d", sign, shown) if sign else ""
    found: dict[tuple[str, str], str] = {}
    for node in root.iterfind(w("num")):
        based = node.find(w("abstractNumId"))
        name = based.get(w("val"), "") if based is not None else ""
        for key, shown in abstract.get(name, {}).items():
            found[node.get(w("numId"), ""), key] = shown
    return found


def _theme(parts: dict[str, bytes], file: str) -> dict[str, str]:
    """Name the Chinese face of the theme: `minor` for text, `major` for headings."""
    name = next((n for n in parts if re.fullmatch(r"word/theme/theme\d*\.xml", n)), None)
    if name is None:
        return {}
    faces: dict[str, str] = {}
    for node in ooxml.parse(parts[name], file, name).iter("{*}majorFont", "{*}minorFont"):
        kind = "major" if str(node.tag).endswith("majorFont") else "minor"
        for child in node:
            tag = str(child.tag).rpartition("}")[2]
            face = child.get("typeface", "")
            if face and (tag == "ea" or (tag == "font" and child.get("script") == "Hans")):
                faces.setdefault(kind, face)
            if face and tag == "latin":
                faces[f"{kind}-latin"] = face
    return faces


def face_of(layers: list[etree._Element], theme: dict[str, str]) -> Face:
    """Resolve the faces; a face of the theme comes out by its name."""
    east = latin = None
    hint = False
    for fonts in (node for layer in layers for node in layer.iterfind(w("rFonts"))):
        for names, target in ((("eastAsia",), "east"), (("ascii", "hAnsi"), "latin")):
            for name in names:
                themed = fonts.get(w(f"{name}Theme"))
                value = fonts.get(w(name))
                if themed:
                    kind = "major" if themed.startswith("major") else "minor"
                    value = theme.get(kind if target == "east" else f"{kind}-latin", value)
                if value and target == "east":
                    east = value
                elif value:
                    latin = value
        if fonts.get(w("hint")):
            hint = fonts.get(w("hint")) == "eastAsia"
    return Face(east, latin, hint)


def last(layers: list[etree._Element], name: str) -> etree._Element | None:
    """Find the innermost statement about a format."""
    for layer in reversed(layers):
        node = layer.find(w(name))
        if node is not None:
            return node
    return None


def value(layers: list[etree._Element], name: str, default: int) -> int:
    """Read the innermost number of a format."""
    node = last(layers, name)
    return default if node is None else integer(node.get(w("val")), default)


def attribute(layers: list[etree._Element], name: str, *attributes: str) -> str | None:
    """Find the innermost value of one attribute: spacing and indents inherit one by one."""
    for layer in reversed(layers):
        node = layer.find(w(name))
        for attribute in attributes if node is not None else ():
            value = node.get(w(attribute)) if node is not None else None
            if value is not None:
                return value
    return None


def layout_of(layers: list[etree._Element]) -> Layout:
    """Resolve a paragraph's lines and edges."""
    align = last(layers, "jc")
    snap = last(layers, "snapToGrid")
    frame = last(layers, "framePr")
    borders = last(layers, "pBdr")
    below = borders.find(w("bottom")) if borders is not None else None
    ruled = below is not None and below.get(w("val"), "none") not in ("none", "nil")
    on_page = frame is not None and frame.get(w("vAnchor")) == "page"
    hanging = integer(attribute(layers, "ind", "hanging"))
    hanging_chars = integer(attribute(layers, "ind", "hangingChars"))
    first = -hanging if hanging else integer(attribute(layers, "ind", "firstLine"))
    chars = -hanging_chars or integer(attribute(layers, "ind", "firstLineChars"))
    return Layout(
        align=align.get(w("val"), "left") if align is not None else "left",
        line=integer(attribute(layers, "spacing", "line"), 240),
        rule=attribute(layers, "spacing", "lineRule") or "auto",
        left=integer(attribute(layers, "ind", "left", "start")),
        right=integer(attribute(layers, "ind", "right", "end")),
        first=first,
        left_chars=integer(attribute(layers, "ind", "leftChars", "startChars")),
        right_chars=integer(attribute(layers, "ind", "rightChars", "endChars")),
        first_chars=chars,
        snap=snap is None or on(snap),
        page_break=on(last(layers, "pageBreakBefore")),
        frame=frame is not None,
        frame_align=frame.get(w("xAlign"), "") if frame is not None else "",
        frame_top=integer(frame.get(w("y"))) if frame is not None and on_page else None,
        before=integer(attribute(layers, "spacing", "before")),
        keep_next=on(last(layers, "keepNext")),
        rule_gap=20 * integer(below.get(w("space"))) if below is not None and ruled else None,
    )
