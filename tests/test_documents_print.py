"""Print files and PDF copies: sections, page numbers, nothing of one letter in another."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date

import pytest
from docx import Document

from wzqa.documents import gb9704, ooxml, package, pdf, readback
from wzqa.documents.merge import merge
from wzqa.documents.ooxml import w
from wzqa.documents.render import Properties, prepare
from wzqa.problems import WzqaError

pytestmark = pytest.mark.slow

DAY = date(2026, 9, 1)
needs_office = pytest.mark.skipif(pdf.office() is None, reason="没有 LibreOffice")


def props(**over: object) -> Properties:
    base = {
        "kind": "k",
        "title": "告知书",
        "list_ref": "screen-1",
        "list_hash": "0",
        "day": DAY,
        "author": "某办",
    }
    return Properties(**{**base, **over})


def template(*, table_last: bool = False, header: str = ""):
    doc = Document()
    doc.add_paragraph("{{ 组织名称 }}：")
    doc.add_paragraph("正文")
    if table_last:
        doc.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ 组织名称 }}"
    if header:
        doc.sections[0].header.paragraphs[0].text = header
    buffer = io.BytesIO()
    doc.save(buffer)
    return prepare(buffer.getvalue(), "t.docx", "k")


def letters(prepared, names=("示例甲公司", "示例乙公司", "示例丙公司")) -> list[bytes]:
    return [prepared.render({"组织名称": name}, props()) for name in names]


def sections(data: bytes):
    return list(ooxml.parse(package.unpack(data, "x")[ooxml.DOCUMENT]).iter(w("sectPr")))


@pytest.mark.parametrize("table_last", [False, True])
def test_each_letter_is_a_section_on_an_odd_page_numbered_from_1(table_last):
    data = merge(letters(template(table_last=table_last)), props())
    found = sections(data)
    assert len(found) == 3
    assert all(s.find(w("pgNumType")).get(w("start")) == "1" for s in found)
    kinds = [s.find(w("type")) for s in found]
    assert [k.get(w("val")) for k in kinds[1:]] == ["oddPage"] * 2
    text = readback.read(data).text
    assert text.index("示例甲公司") < text.index("示例乙公司") < text.index("示例丙公司")


def test_a_header_of_its_own_stays_with_its_letter():
    data = merge(letters(template(header="致{{ 组织名称 }}")), props())
    doc = Document(io.BytesIO(data))
    assert [s.header.paragraphs[0].text for s in doc.sections] == [
        "致示例甲公司",
        "致示例乙公司",
        "致示例丙公司",
    ]


def test_a_common_header_is_kept_once():
    data = merge(letters(template(header="函")), props())
    assert len([n for n in package.unpack(data, "x") if "header" in n]) == 1


def test_a_section_without_header_does_not_take_over_that_of_the_letter_before():
    doc = Document()
    doc.add_paragraph("{{ 组织名称 }}")
    second = doc.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "附件"
    buffer = io.BytesIO()
    doc.save(buffer)
    data = merge(letters(prepare(buffer.getvalue(), "t.docx", "k")), props())
    headers = [s.header.paragraphs[0].text for s in Document(io.BytesIO(data)).sections]
    assert headers == ["", "附件"] * 3


def test_a_print_file_has_steady_bytes_and_its_own_properties():
    made = letters(template())
    assert merge(made, props(title="合并")) == merge(made, props(title="合并"))
    back = readback.read(merge(made, props(title="合并", kind="ineligible")))
    assert (back.title, back.kind, back.number) == ("合并", "ineligible", None)


def test_one_letter_is_merged_as_it_is():
    (one,) = letters(template(), ("示例甲公司",))
    assert readback.read(merge([one], props())).text == readback.read(one).text


def test_letters_of_two_templates_are_not_merged():
    doc = Document()
    doc.styles["Normal"].font.size = 200000
    doc.add_paragraph("{{ 组织名称 }}")
    buffer = io.BytesIO()
    doc.save(buffer)
    other = letters(prepare(buffer.getvalue(), "t.docx", "k"), ("示例乙公司",))
    with pytest.raises(WzqaError) as caught:
        merge([*letters(template(), ("示例甲公司",)), *other], props())
    assert (caught.value.exit_code, caught.value.problems[0].code) == (1, "merge-different")


def test_parts_are_declared_and_related():
    data = merge(letters(template(header="致{{ 组织名称 }}")), props(draft=False))
    parts = package.unpack(data, "x")
    types = parts[ooxml.CONTENT_TYPES].decode()
    relations = parts[ooxml.DOCUMENT_RELS].decode()
    ids = set(re.findall(rb'r:id="([^"]+)"', parts[ooxml.DOCUMENT]))
    assert all(f'Id="{i.decode()}"' in relations for i in ids)
    for name in parts:
        if re.fullmatch(r"word/header\w*\.xml", name):
            assert f"/{name}" in types


# --- PDF ------------------------------------------------------------------------------------------


def test_without_libreoffice_it_is_said_plainly(monkeypatch):
    monkeypatch.setattr(pdf, "office", lambda: None)
    with pytest.raises(WzqaError, match="没有找到 LibreOffice") as caught:
        pdf.convert([b"x"], DAY)
    assert caught.value.problems == [pdf.missing()]


def test_a_program_that_makes_nothing_is_a_failure(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "office", lambda: str(program))
    with pytest.raises(WzqaError, match="没有完成转换") as caught:
        pdf.convert([b"x"], DAY)
    assert caught.value.exit_code == 5


@needs_office
def test_a_batch_is_one_process_and_its_bytes_repeat(monkeypatch):
    calls = []
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: calls.append(a) or real(*a, **k))
    made = letters(template(), ("示例甲公司", "示例乙公司"))
    first = pdf.convert(made, DAY)
    assert len(calls) == 1
    assert [data[:5] for data in first] == [b"%PDF-"] * 2
    assert first == pdf.convert(made, DAY)
    assert b"D:20260901000000" in first[0]


def pdf_pages(data: bytes, tmp_path) -> list[str]:
    source = tmp_path / "x.pdf"
    source.write_bytes(pdf.convert([data], DAY)[0])
    text = subprocess.run(
        ["pdftotext", "-layout", str(source), "-"], capture_output=True, check=True
    ).stdout.decode()
    return text.rstrip("\f").split("\f")


def grid_page() -> bytes:
    """Make pages of nothing but body text, as gb9704 sets it."""
    face = gb9704.FACES.body
    body = "国" * gb9704.CHARACTERS * gb9704.LINES * 2
    xml = (
        f'<w:document xmlns:w="{ooxml.W_NS}"><w:body><w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr>'
        f"<w:r><w:t>{body}</w:t></w:r></w:p><w:sectPr>"
        f'<w:pgSz w:w="{gb9704.PAGE_WIDTH}" w:h="{gb9704.PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{gb9704.MARGIN_TOP}" w:right="{gb9704.MARGIN_RIGHT}" '
        f'w:bottom="{gb9704.MARGIN_BOTTOM}" w:left="{gb9704.MARGIN_LEFT}" w:header="851" '
        f'w:footer="{gb9704.FOOTER_DISTANCE}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{gb9704.LINE_PITCH}"/></w:sectPr></w:body></w:document>'
    )
    styles = (
        f'<w:styles xmlns:w="{ooxml.W_NS}"><w:style w:type="paragraph" w:default="1" '
        'w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:widowControl w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{gb9704.LINE_PITCH}" w:lineRule="exact"/>'
        f'</w:pPr><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"/>'
        f'<w:spacing w:val="{gb9704.CHAR_SPACING}"/><w:sz w:val="{gb9704.SIZE_3}"/></w:rPr>'
        "</w:style></w:styles>"
    )
    doc = Document()
    buffer = io.BytesIO()
    doc.save(buffer)
    parts = package.unpack(buffer.getvalue(), "x")
    parts["word/document.xml"], parts["word/styles.xml"] = xml.encode(), styles.encode()
    return package.pack(parts)


@needs_office
def test_a_page_holds_22_lines_of_28_characters_in_libreoffice(tmp_path):
    pages = pdf_pages(grid_page(), tmp_path)
    lines = [[len(line.strip()) for line in page.splitlines() if line.strip()] for page in pages]
    assert lines == [[28] * 22, [28] * 22]


@needs_office
def test_a_print_file_puts_each_letter_on_a_sheet_of_its_own(tmp_path):
    pages = pdf_pages(merge(letters(template()), props()), tmp_path)
    heads = [page.split()[0] if page.split() else "" for page in pages]
    assert [h for h in heads if h] == ["示例甲公司：", "示例乙公司：", "示例丙公司："]
    assert len(pages) in (3, 5)  # with or without the blank backs
