"""情况说明: `wzqa explain` as a Word page for a phone call or the 监督组 (inward)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from wzqa.documents import package

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from docx.text.run import Run


def explain_page(
    lines: Sequence[str],
    *,
    title: str,
    heads: Sequence[str],
    day: date,
    author: str,
    demo: bool = False,
) -> bytes:
    """Write one upright A4 page: who it is about, the lines of the summary, room to sign.

    `lines` are those of the screen (at most 25); a line that begins with a space continues the one
    before or is an item of it.
    """
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(28)
    _line(document, title, 16, bold=True)
    if demo:
        _line(document, "演示数据", 10)
    for text in heads:
        _line(document, text, 12)
    for text in _joined(lines):
        _line(document, text, 12)
    _line(document, "经办人：　　　　　　审核人：　　　　　　日期：　　　年　　月　　日", 12)
    _line(document, f"{author}　依据评审记录生成，仅供说明情况，不作为正式文书。", 9)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["docProps/core.xml"] = package.core_properties(title, author, day)
    return package.pack(parts)


def _joined(lines: Sequence[str]) -> list[str]:
    """Put lines that the screen broke together again: 2 and more wide spaces continue."""
    whole: list[str] = []
    for line in lines:
        if whole and line.startswith("　　"):
            whole[-1] += line.lstrip("　")
        else:
            whole.append(line)
    return whole


def _plain(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _line(document: object, text: str, size: float, *, bold: bool = False) -> None:
    _face(document.add_paragraph().add_run(_plain(text)), size, bold=bold)  # type: ignore[attr-defined]  # python-docx is untyped


def _face(run: Run, size: float, *, bold: bool = False) -> None:
    run.font.size = Pt(size)
    run.font.name = "宋体"
    run.font.bold = bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")  # noqa: SLF001  (python-docx has no public way)
