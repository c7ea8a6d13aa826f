"""发文机关标志 on one line, the title in its own lines: a long name is set narrower (7.2.4, 7.3.1, 10.1).

Like the signature's indents this is put in while a template is prepared; paragraphs are found by
the Chinese name of their style.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents import gb9704, ooxml
from wzqa.documents.ooxml import w
from wzqa.documents.rows import set_scale

if TYPE_CHECKING:
    from lxml import etree

_NAMES = ("发文机关标志", "文书标题", "附件标题")
_PARTS = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}|([^{}]+)")


def one_line(words: object, room: int, size: int, scale: int) -> int:
    """Give the width of characters in per cent at which words of `size` half-points fill one line.

    Of several lines the longest counts.

    >>> one_line("某某市某某区人民政府文件", 8844, 96, 85), one_line("某某市人民政府文件", 8844, 96, 85)
    (76, 85)
    """
    longest = max(map(gb9704.width, str(words).split("\n")))
    return min(scale, int(room * 100 // (longest * size * 10))) if longest else scale


def fit(document: bytes, styles: bytes) -> bytes:
    """Put a tag for the width into heads and titles of `word/document.xml`; without any it is unchanged."""
    kinds = _styles(styles)
    root = ooxml.parse(document)
    fitted = [_fit(p, *kinds[style]) for p in root.iter(w("p")) if (style := _style(p)) in kinds]
    return ooxml.serialise(root) if any(fitted) else document


def _fit(paragraph: etree._Element, size: int, scale: int) -> bool:
    """Scale the runs of a head or title whose words hold a placeholder."""
    parts = _PARTS.findall(ooxml.own_text(paragraph))
    words = " ~ ".join(field or f"'{text}'" for field, text in parts).replace("\n", r"\n")
    if not any(field for field, _ in parts) or any("'" in text for _, text in parts):
        return False
    frame = paragraph.find(f"{w('pPr')}/{w('framePr')}")
    room = int(frame.get(w("w"), "0")) if frame is not None else gb9704.TEXT_WIDTH
    for run in paragraph.iter(w("r")):
        set_scale(run, f"{{{{ ({words})|一行({room or gb9704.TEXT_WIDTH}, {size}, {scale}) }}}}")
    return True


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else style.get(w("val"), "")


def _styles(styles: bytes) -> dict[str, tuple[int, int]]:
    """Map each style of a head or title to its size in half-points and its width in per cent."""
    found = {}
    for style in ooxml.parse(styles).iter(w("style")):
        name, size = style.find(w("name")), style.find(f"{w('rPr')}/{w('sz')}")
        if name is None or size is None or not name.get(w("val"), "").startswith(_NAMES):
            continue
        scale = style.find(f"{w('rPr')}/{w('w')}")
        given = (size.get(w("val"), ""), "100" if scale is None else scale.get(w("val"), ""))
        if all(value.isdigit() and int(value) for value in given):
            found[style.get(w("styleId"), "")] = (int(given[0]), int(given[1]))
    return found
