"""Names of WordprocessingML and a parser that expands and fetches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from wzqa.problems import Exit, Place, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC_NS = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATION_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
STRICT_W_NS = "http://purl.oclc.org/ooxml/wordprocessingml/main"

DOCUMENT = "word/document.xml"
SETTINGS = "word/settings.xml"
STYLES = "word/styles.xml"
CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELS = "_rels/.rels"
DOCUMENT_RELS = "word/_rels/document.xml.rels"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def w(name: str) -> str:
    """Give the full name of a w: element or attribute."""
    return f"{{{W_NS}}}{name}"


def r(name: str) -> str:
    """Give the full name of an r: attribute."""
    return f"{{{R_NS}}}{name}"


W_P, W_R, W_T, W_TAB, W_BR, W_CR = (w(n) for n in ("p", "r", "t", "tab", "br", "cr"))
W_TXBX, FALLBACK = w("txbxContent"), f"{{{MC_NS}}}Fallback"
NO_BREAK_HYPHEN = w("noBreakHyphen")


def parse(content: bytes, file: str = "", part: str = "") -> etree._Element:
    """Parse a part strictly: no entities, no network. Raises WzqaError (exit 5) when malformed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise WzqaError(
            f"{file} 的 {part} 不是正确的 XML（第{error.lineno}行）",
            Exit.RECORD,
            code="docx-unreadable",
            place=Place(file or None),
            hint="请用 Word 或 WPS 打开后另存为 .docx",
        ) from None


def serialise(root: etree._Element) -> bytes:
    """Write a part as Word does: declaration, UTF-8, no added white space."""
    return DECLARATION + etree.tostring(root, encoding="UTF-8")


def parent(node: etree._Element) -> etree._Element:
    """Give the element around an element that has one."""
    above = node.getparent()
    if above is None:
        message = f"{node.tag} is a root"
        raise ValueError(message)
    return above


def _in_fallback(paragraph: etree._Element) -> bool:
    return next(paragraph.iterancestors(FALLBACK), None) is not None


def paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Walk the paragraphs in the order of the file, tables and text boxes included.

    The place of a paragraph in this walk, from 1, is the N of `段N`. The second copy that a text
    box keeps for old programs (mc:Fallback) does not count.
    """
    fallback = next(root.iter(FALLBACK), None) is not None
    for paragraph in root.iter(W_P):
        if not fallback or not _in_fallback(paragraph):
            yield paragraph


_SAID = (W_T, W_BR, W_CR, W_TAB, NO_BREAK_HYPHEN)


def _beside_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Walk what a paragraph says, passing over the text boxes anchored in it."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SAID:
            yield node
        elif node.tag not in (W_TXBX, FALLBACK):
            stack.extend(reversed(node))


def _texts(nodes: Iterable[etree._Element]) -> list[str]:
    """Put together what nodes say: what stands before the first paragraph, then each paragraph."""
    found: list[list[str]] = [[]]
    for node in nodes:
        tag = node.tag
        if tag == W_T:
            found[-1].append(node.text or "")
        elif tag == W_P:
            found.append([])
        elif tag in (W_BR, W_CR):
            found[-1].append("\n")
        elif tag == NO_BREAK_HYPHEN:
            found[-1].append("-")
        elif parent(node).tag == W_R:
            found[-1].append("\t")
    return ["".join(pieces) for pieces in found]


def own_text(paragraph: etree._Element) -> str:
    """Give a paragraph's text without that of text boxes anchored in it."""
    boxes = next(paragraph.iter(W_TXBX, FALLBACK), None) is not None
    return _texts(_beside_boxes(paragraph) if boxes else paragraph.iter(*_SAID))[0]


def lines(root: etree._Element) -> list[str]:
    """Give the paragraphs of a part as lines, tables and text boxes included."""
    if next(root.iter(W_TXBX, FALLBACK), None) is not None:
        return [own_text(paragraph) for paragraph in paragraphs(root)]
    return _texts(root.iter(W_P, *_SAID))[1:]
