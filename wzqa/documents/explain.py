"""情况说明: `wzqa explain` as a Word page for a phone call or the 监督组 (inward)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from wzqa.documents import package

if TYPE_CHECKING:
    from datetime import date

    from docx.text.run import Run

Block = str | tuple[str, Sequence[str], Sequence[Sequence[str]]]


def explain_page(
    blocks: Sequence[Block], *, title: str, day: date, author: str, demo: bool = False
) -> bytes:
    """Write lines and tables on landscape A4; `blocks` are text or (caption, heads, rows)."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    _line(document, title, 16, bold=True)
    if demo:
        _line(document, "演示数据", 10)
    for block in blocks:
        if isinstance(block, str):
            _line(document, block, 10.5)
            continue
        caption, heads, rows = block
        if caption:
            _line(document, caption, 12, bold=True)
        table = document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        for cell, words in zip(table.rows[0].cells, heads, strict=True):
            _face(cell.paragraphs[0].add_run(words), 9, bold=True)
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                _face(cell.paragraphs[0].add_run(_plain(words)), 9)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["docProps/core.xml"] = package.core_properties(title, author, day)
    return package.pack(parts)


def _plain(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _line(document: object, text: str, size: float, *, bold: bool = False) -> None:
    _face(document.add_paragraph().add_run(_plain(text)), size, bold=bold)  # type: ignore[attr-defined]  # python-docx is untyped


def _face(run: Run, size: float, *, bold: bool = False) -> None:
    run.font.size = Pt(size)
    run.font.name = "宋体"
    run.font.bold = bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")  # noqa: SLF001  (python-docx has no public way)
