"""Faults seeded into documents that others made: each is found, wherever its words stand."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from wzqa.documents.lint.lint import lint

# words, and the code that names them
WORDS = [
    ("请于2026-07-31前报送材料。", "lint-machine-day"),
    ("请于2026/7/31前报送材料。", "lint-machine-day"),
    ("请于2026.07.31前报送材料。", "lint-machine-day"),
    ("收件时间为2026-07-31T09:00:00。", "lint-machine-words"),
    ("你单位不符合E04的要求。", "lint-machine-words"),
    ("信用报告按未填写处理。", "lint-machine-words"),
    ("详见award.toml的设置。", "lint-machine-words"),
    ("联系人为None。", "lint-machine-words"),
    ("得分为nan。", "lint-machine-words"),
    ("审查结论为fail。", "lint-machine-words"),
    ("该项为missing，请补充。", "lint-machine-words"),
    ("得票×2＞19，即告入选。", "lint-machine-words"),
    ("名单为['甲公司', '乙公司']。", "lint-machine-words"),
    ("金额为#REF!，请核对。", "lint-machine-words"),
    ("程序以退出码3停下。", "lint-machine-words"),
    ("现通知{{ 组织名称 }}参加。", "lint-placeholder"),
    ("现通知{组织名称}参加。", "lint-placeholder"),
    ("现通知{{组织名称}参加。", "lint-placeholder"),
    ("代码为【信用代码】。", "lint-placeholder"),
    ("代码为｛｛信用代码｝｝。", "lint-placeholder"),
    ("代码为[[信用代码]]。", "lint-placeholder"),
    ("{%p if 联系方式 %}", "lint-placeholder"),
    ("请联系××同志。", "lint-placeholder"),
    ("请于X年X月X日前报送。", "lint-blank-day"),
    ("请于2026年×月×日前报送。", "lint-blank-day"),
    ("请于2026年07月31日前报送。", "lint-day"),
    ("自2026年7月01日起施行。", "lint-day"),
    ("根据温政办发[2026]79号文件。", "lint-number"),
    ("根据温政办发【2026】79号文件。", "lint-number"),
    ("市政府决定授予称号。", "lint-forbidden-word"),
    ("对获评单位予以表彰。", "lint-forbidden-word"),
    ("按照标准给予奖励。", "lint-forbidden-word"),
    ("根据《办法》（征求意见稿）执行。", "lint-warned-word"),
    ("根据规定,现通知如下。", "lint-half-width"),
    ("企业(组织)可以申报。", "lint-half-width"),
    ("有关事项如下:", "lint-half-width"),
    ("现将有关事项通知如下。。", "lint-doubled-word"),
    ("现将的的事项通知如下。", "lint-doubled-word"),
    ("2026年年度评审工作开始。", "lint-doubled-word"),
]
SENTENCES = [
    ("晚于申报截止日期，不予受理。", "lint-subject"),
    ("未提交承诺书。", "lint-subject"),
    ("不符合申报条件。", "lint-subject"),
    ("有关事项有关事项通知如下。", "lint-doubled-word"),
]


def base() -> Document:
    doc = Document()
    for text in ("关于做好某项工作的通知", "各单位：", "现将有关事项通知如下。", "某单位"):
        doc.add_paragraph(text)
    return doc


def saved(doc: Document) -> bytes:
    buffer = io.BytesIO()
    doc.save(buffer)
    return buffer.getvalue()


def in_body(text: str) -> bytes:
    doc = base()
    doc.paragraphs[2].insert_paragraph_before(text)
    return saved(doc)


def in_table(text: str) -> bytes:
    doc = base()
    doc.add_table(rows=2, cols=2).rows[1].cells[1].text = text
    return saved(doc)


def in_header(text: str) -> bytes:
    doc = base()
    doc.sections[0].header.paragraphs[0].text = text
    return saved(doc)


def in_box(text: str) -> bytes:
    doc = base()
    box = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict></w:r>"
    )
    doc.paragraphs[2]._p.append(parse_xml(box))
    return saved(doc)


def in_several_runs(text: str) -> bytes:
    doc = base()
    paragraph = doc.paragraphs[2].insert_paragraph_before("")
    for char in text:
        paragraph.add_run(char)
    return saved(doc)


def in_part_of_another_name(text: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(in_body(text))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for old, new in (
        ("word/document.xml", "word/document2.xml"),
        ("word/_rels/document.xml.rels", "word/_rels/document2.xml.rels"),
    ):
        parts[new] = parts.pop(old)
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/document2.xml")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


def embedded(content: bytes, name: str) -> bytes:
    doc = base()
    rid = doc.part.relate_to("part", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    chunk = parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{rid}"/>')
    doc.element.body.insert(2, chunk)
    with zipfile.ZipFile(io.BytesIO(saved(doc))) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    rels = "word/_rels/document.xml.rels"
    text = parts[rels].decode()
    text = text.replace(' TargetMode="External"', "").replace('Target="part"', f'Target="{name}"')
    parts[rels] = text.replace("/hyperlink", "/aFChunk").encode()
    parts[f"word/{name}"] = content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for n, data in parts.items():
            book.writestr(n, data)
    return buffer.getvalue()


def in_a_page(text: str) -> bytes:
    shown = text.replace("&", "&amp;").replace("<", "&lt;")
    page = f"<html><head><style>p {{}}</style></head><body><div>各单位：<p>{shown}</p></div></body></html>"
    return embedded(page.encode("gb18030"), "afchunk.htm")


def in_a_saved_page(text: str) -> bytes:
    message = EmailMessage()
    message.set_content(f"<html><body><p>{text}</p></body></html>", subtype="html", charset="utf-8")
    return embedded(bytes(message), "afchunk.mht")


def in_a_text_file(text: str) -> bytes:
    return embedded(f"各单位：\r\n{text}\r\n".encode(), "afchunk.txt")


def in_another_document(text: str) -> bytes:
    return embedded(in_body(text), "afchunk.docx")


def codes(data: bytes) -> set[str]:
    return {p.code for p in lint(data, "某文.docx")}


KNOWN = codes(saved(base()))
PLACES = [
    in_body,
    in_table,
    in_header,
    in_box,
    in_several_runs,
    in_part_of_another_name,
    in_a_page,
    in_a_saved_page,
    in_a_text_file,
    in_another_document,
]


def test_there_are_forty_and_none_is_in_the_document_before():
    assert len(WORDS) + len(SENTENCES) >= 40
    assert not KNOWN & {code for _, code in WORDS + SENTENCES}


def everywhere():
    """Every word in every place; make check reads the body and one other place of each."""
    for number, (text, code) in enumerate(WORDS):
        for at, place in enumerate(PLACES):
            marks = () if at in {0, number % len(PLACES)} else pytest.mark.slow
            yield pytest.param(text, code, place, marks=marks, id=f"{place.__name__}-{text}")


@pytest.mark.parametrize(("text", "code", "place"), list(everywhere()))
def test_words_are_found_wherever_they_stand(text, code, place):
    assert code in codes(place(text))


@pytest.mark.parametrize(("text", "code"), SENTENCES)
def test_what_is_wrong_in_a_sentence_only_is_found(text, code):
    for place in (in_body, in_several_runs, in_part_of_another_name):
        assert code in codes(place(text))


def test_an_embedded_file_is_named_and_one_that_cannot_be_read_is_said():
    data = in_a_page("请于2026-07-31前报送材料。")
    (found,) = [p for p in lint(data, "某文.docx") if p.code == "lint-machine-day"]
    assert (found.place.sheet, found.value) == ("嵌入的文件afchunk.htm", "2026-07-31")
    assert "lint-embedded" not in codes(data)
    assert "lint-embedded" in codes(embedded(rb"{\rtf1 text}", "afchunk.rtf"))


JUNK = [b"", b"PK\x03\x04junk", b"\xff\xfe\x00<html", b"<html><p>\x00"]


@pytest.mark.parametrize("content", JUNK, ids=map(str, range(len(JUNK))))
def test_whatever_is_embedded_breaks_nothing(content):
    for name in ("a.htm", "a.mht", "a.txt", "a.docx", "a.bin"):
        codes(embedded(content, name))
