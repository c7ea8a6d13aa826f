"""The renderer: what a value may hold, what a broken template says, what every letter carries."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import date

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from wzqa.documents import dialect, readback
from wzqa.documents.render import Picture, Properties, known_paths, prepare
from wzqa.problems import WzqaError

DAY = date(2026, 9, 1)
APPLICANT = "示例甲 & 乙 <合资> 公司"
FIELDS = {
    "组织名称": APPLICANT,
    "落款日期": "2026年9月1日",
    "可申诉": True,
    "理由": [{"规则": "E03", "事实": "{{ 落款日期 }}"}, {"规则": "E06", "事实": "不满二年"}],
}


def props(**over: object) -> Properties:
    base = {
        "kind": "ineligible",
        "title": "资格审查结果告知书",
        "list_ref": "screen-1",
        "list_hash": "ab" * 32,
        "day": DAY,
        "author": "某市评审办",
        "subject_key": "A001",
        "number": "温质奖评办〔2026〕3号",
    }
    return Properties(**{**base, **over})


def saved(doc) -> bytes:
    buffer = io.BytesIO()
    doc.save(buffer)
    return buffer.getvalue()


def document(*paragraphs: str, table: bool = False, header: str = "") -> bytes:
    doc = Document()
    for text in paragraphs:
        doc.add_paragraph(text)
    if table:
        grid = doc.add_table(rows=4, cols=2)
        rows = ["规则 事实", "{%tr for 行 in 理由 %}", "{{行.规则}} {{行.事实}}", "{%tr endfor %}"]
        for row, text in zip(grid.rows, rows, strict=True):
            cells = [text] if "tr" in text else text.split(" ")
            for cell, value in zip(row.cells, cells, strict=False):
                cell.text = value
    if header:
        doc.sections[0].header.paragraphs[0].text = header
    return saved(doc)


TEMPLATE = document(
    "{{ 组织名称 }}：",
    "{%p if 可申诉 %}",
    "可以书面提出。",
    "{%p endif %}",
    "{{ 落款日期 }}",
    table=True,
    header="致{{ 组织名称 }}",
)


def prepared(*paragraphs: str, **kw: object):
    return prepare(document(*paragraphs, **kw), "某模板.docx", "ineligible")


def refusal(call) -> list:
    with pytest.raises(WzqaError) as caught:
        call()
    assert caught.value.exit_code == 1
    return caught.value.problems


def text_of(data: bytes) -> str:
    return readback.read(data).text


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {n: book.read(n) for n in book.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return buffer.getvalue()


def test_values_come_out_as_typed_in_body_table_and_header():
    out = prepare(TEMPLATE, "某模板.docx", "ineligible").render(FIELDS, props())
    text = text_of(out)
    assert f"{APPLICANT}：" in text
    assert f"致{APPLICANT}" in text
    assert "{{ 落款日期 }}" in text
    assert "可以书面提出。" in text
    assert "不满二年" in text
    assert "&amp;" not in text


def test_a_condition_that_is_false_leaves_its_paragraph_out():
    out = prepare(TEMPLATE, "t.docx", "k").render({**FIELDS, "可申诉": False}, props())
    assert "可以书面提出" not in text_of(out)


def test_the_body_equals_that_of_docxtpl():
    plain = {**FIELDS, "组织名称": "示例甲公司", "理由": [{"规则": "E03", "事实": "不满"}]}
    ours = parts_of(prepare(TEMPLATE, "t.docx", "k").render(plain, props()))["word/document.xml"]
    template = DocxTemplate(io.BytesIO(TEMPLATE))
    template.render(plain, autoescape=True)
    theirs = parts_of(saved(template))["word/document.xml"]
    theirs = re.sub(rb' w:rsid\w*="[^"]*"', b"", theirs)
    ours = re.sub(
        rb'<w:pPr><w:keepNext w:val="[01]"/></w:pPr>', b"", ours
    )  # ours keep rows together
    assert etree.canonicalize(ours.decode()) == etree.canonicalize(theirs.decode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("甲\n乙", "甲\n乙", id="换行仍是换行"),
        pytest.param("甲\r\n乙", "甲\n乙", id="Windows换行"),
        pytest.param("甲\t乙", "甲\t乙", id="制表符"),
        pytest.param("甲\x0b\x00\x1f乙", "甲乙", id="控制字符不印"),
        pytest.param("甲\ud800\uffff\u200b乙", "甲乙", id="孤立代理与零宽字符不印"),
        pytest.param("𠮷野家😀", "𠮷野家😀", id="扩展区汉字与表情"),
        pytest.param("{%tr for x in y %}{# 注 #}", "{%tr for x in y %}{# 注 #}", id="标签样的值"),
        pytest.param("]]><w:p/>&lt;", "]]><w:p/>&lt;", id="标记样的值"),
        pytest.param("  两端 空格  ", "  两端 空格  ", id="空格保留"),
        pytest.param("", "", id="空文本"),
    ],
)
def test_a_value_of_any_shape(value, expected):
    out = prepared("〔{{ 值 }}〕").render({"值": value}, props())
    assert f"〔{expected}〕" in text_of(out)


@pytest.fixture(scope="module")
def one_value():
    return prepared("〔{{ 值 }}〕")


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=40))
def test_any_text_survives(one_value, value):
    out = one_value.render({"值": value}, props())
    assert f"〔{dialect.clean(value)}〕" in text_of(out)


def test_the_same_letter_twice_is_the_same_bytes_and_another_day_changes_the_day_alone():
    template = prepare(TEMPLATE, "t.docx", "k")
    first, again = template.render(FIELDS, props()), template.render(FIELDS, props())
    assert first == again == prepare(TEMPLATE, "u.docx", "k").render(FIELDS, props())
    later = template.render(FIELDS, props(day=date(2026, 9, 2)))
    changed = {n for n, c in parts_of(later).items() if c != parts_of(first)[n]}
    assert changed == {"docProps/core.xml"}


def test_every_zip_entry_has_the_fixed_date_and_the_part_list_comes_first():
    out = prepare(TEMPLATE, "t.docx", "k").render(FIELDS, props())
    with zipfile.ZipFile(io.BytesIO(out)) as book:
        assert {i.date_time for i in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.create_system for i in book.infolist()} == {3}
        assert book.namelist()[0] == "[Content_Types].xml"
        assert len(set(book.namelist())) == len(book.namelist())


def test_properties_say_what_the_letter_rests_on():
    out = prepare(TEMPLATE, "t.docx", "k").render(FIELDS, props())
    back = readback.read(out)
    assert (back.kind, back.list_ref, back.list_hash) == ("ineligible", "screen-1", "ab" * 32)
    assert (back.key, back.number) == ("A001", "温质奖评办〔2026〕3号")
    assert (back.title, back.author) == ("资格审查结果告知书", "某市评审办")
    assert back.created == "2026-09-01T00:00:00Z"
    core = Document(io.BytesIO(out)).core_properties
    assert core.author == core.last_modified_by == "某市评审办"
    assert core.modified.date() == DAY


def test_a_letter_without_a_number_says_so():
    out = prepare(TEMPLATE, "t.docx", "k").render(FIELDS, props(number=None))
    assert readback.read(out).number is None


def test_no_trace_of_editing_or_of_a_library_is_left():
    out = prepare(TEMPLATE, "t.docx", "k").render(FIELDS, props())
    parts = parts_of(out)
    blob = b"".join(parts.values())
    assert b"w:rsid" not in blob
    assert b"python-docx" not in blob
    assert "docProps/app.xml" not in parts
    assert not [n for n in parts if "thumbnail" in n or "comments" in n]


def test_static_parts_of_a_clean_template_keep_their_bytes():
    raw = parts_of(TEMPLATE)
    out = parts_of(prepare(TEMPLATE, "t.docx", "k").render(FIELDS, props()))
    assert out["word/theme/theme1.xml"] == raw["word/theme/theme1.xml"]
    assert out["word/numbering.xml"] == raw["word/numbering.xml"]
    extra = set(out) ^ set(raw)
    assert extra == {"docProps/custom.xml", "docProps/app.xml", "docProps/thumbnail.jpeg"}


# --- marks ----------------------------------------------------------------------------------------


def sections_template() -> bytes:
    doc = Document()
    doc.settings.odd_and_even_pages_header_footer = True
    doc.add_paragraph("{{ 值 }}")
    doc.sections[0].different_first_page_header_footer = True
    doc.sections[0].first_page_header.paragraphs[0].text = "函头"
    second = doc.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "附件页眉"
    doc.add_paragraph("附件")
    return saved(doc)


@pytest.mark.parametrize(
    ("draft", "demo", "words"),
    [
        pytest.param(True, False, "草稿", id="草稿"),
        pytest.param(False, True, "演示数据", id="演示"),
        pytest.param(True, True, "演示数据　草稿", id="演示的草稿"),
    ],
)
def test_marks_stand_in_every_header_of_every_section(draft, demo, words):
    template = prepare(sections_template(), "t.docx", "k")
    doc = Document(io.BytesIO(template.render({"值": "甲"}, props(draft=draft, demo=demo))))
    for section in doc.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            assert words in [p.text for p in header.paragraphs]
    assert "函头" in [p.text for p in doc.sections[0].first_page_header.paragraphs]


def test_a_final_letter_has_no_mark_and_no_extra_header():
    template = prepare(sections_template(), "t.docx", "k")
    template.render({"值": "甲"}, props(draft=True))
    out = template.render({"值": "甲"}, props())
    assert "草稿" not in text_of(out)
    assert set(parts_of(out)) >= {n for n in parts_of(sections_template()) if "header" in n}
    assert not [n for n in parts_of(out) if "header_mark" in n]


# --- broken templates -----------------------------------------------------------------------------


def test_a_missing_value_names_template_paragraph_and_applicant():
    template = prepared("第一段", "{{ 组织名称 }}：{{ 没有的 }}")
    with pytest.raises(WzqaError) as caught:
        template.render({"组织名称": "示例甲公司"}, props())
    (problem,) = caught.value.problems
    assert problem.code == "template-missing-value"
    assert (problem.place.file, problem.place.cell) == ("某模板.docx", "段2")
    assert "没有的" in problem.message
    assert problem.value == "{{ 组织名称 }}：{{ 没有的 }}"
    assert "A001" in str(caught.value)


def test_a_missing_column_of_a_row_is_found_in_its_paragraph():
    template = prepared("第一段", table=True)
    (problem,) = refusal(lambda: template.render({"理由": [{"规则": "E03"}]}, props()))
    assert problem.code == "template-missing-value"
    assert "事实" in problem.message
    assert problem.value == "{{行.事实}}"


@pytest.mark.parametrize(
    ("paragraph", "code"),
    [
        pytest.param("{{ 组织名称 }", "template-broken-tag", id="少一个花括号"),
        pytest.param("｛｛ 组织名称 ｝｝", "template-broken-tag", id="全角花括号"),
        pytest.param("{｛ 组织名称 }}", "template-broken-tag", id="半个全角"),
        pytest.param("{# 注", "template-broken-tag", id="注没有完"),
        pytest.param("{{ 企业（组织） }}", "template-wide-character", id="标签内全角括号"),
        pytest.param("{% if 甲 ＝＝ 乙 %}{% endif %}", "template-wide-character", id="全角等号"),
        pytest.param("{{r 组织名称 }}", "template-rich-tag", id="富文本标签会印成空白"),
        pytest.param("{{p 组织名称 }}", "template-rich-tag", id="子文档标签"),
        pytest.param("{{ 组织 名称 }}", "template-syntax", id="名称中有空格"),
        pytest.param("{{ }}", "template-syntax", id="空标签"),
        pytest.param("{{ 组织名称|safe }}", "template-syntax", id="不许直接输出标记"),
        pytest.param("{% for 行 in 名单 %}", "template-syntax", id="循环没有结束"),
        pytest.param("{% endif %}", "template-syntax", id="条件没有开始"),
    ],
)
def test_a_broken_tag_names_its_paragraph(paragraph, code):
    problems = refusal(lambda: prepared("第一段", "第二段", paragraph, "末段"))
    assert [p.code for p in problems] == [code]
    assert problems[0].place.file == "某模板.docx"
    assert problems[0].place.cell == "段3"
    assert problems[0].value == paragraph


def test_all_broken_tags_are_named_at_once():
    problems = refusal(lambda: prepared("{{ 甲 }", "好的{{ 乙 }}", "{{ 丙） }}", header="{{ 丁"))
    assert [(p.place.sheet, p.place.cell) for p in problems] == [
        (None, "段1"),
        (None, "段3"),
        ("页眉1", "段1"),
    ]


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param("{{ 值 }}", ["一", "二"], id="列表不能直接印"),
        pytest.param("{{ 值 }}", None, id="None不印成文字"),
        pytest.param("{{ 值 }}", 0.1, id="浮点数不印"),
        pytest.param("{{ 值 }}", True, id="是否不印"),
        pytest.param("{{ 值.__class__.__mro__ }}", "甲", id="沙箱"),
        pytest.param("{{ range(9) }}", "甲", id="没有全局函数"),
    ],
)
def test_what_is_no_text_is_refused(tag, value):
    (problem,) = refusal(lambda: prepared("首段", tag).render({"值": value}, props()))
    assert problem.place.cell == "段2"
    assert problem.code.startswith("template-")


def test_a_tag_that_breaks_the_xml_is_refused():
    doc = Document()
    doc.add_paragraph("{% if 值 %}甲")
    doc.add_table(rows=1, cols=1).rows[0].cells[0].text = "乙{% endif %}"
    template = prepare(saved(doc), "t.docx", "k")
    assert "乙" in text_of(template.render({"值": True}, props()))
    (problem,) = refusal(lambda: template.render({"值": False}, props()))
    assert problem.code == "template-invalid-xml"


def test_tracked_changes_in_a_template_are_refused():
    raw = parts_of(document("{{ 值 }}"))
    xml = raw["word/document.xml"]
    xml = xml.replace(b"<w:r>", b'<w:ins w:id="1" w:author="x"><w:r>', 1)
    xml = xml.replace(b"</w:r>", b"</w:r></w:ins>", 1)
    template = zipped({**raw, "word/document.xml": xml})
    (problem,) = refusal(lambda: prepare(template, "t.docx", "k"))
    assert problem.code == "template-tracked-changes"


def test_a_shipped_template_that_was_damaged_is_refused_when_it_is_filled():
    broken = document("{{ 值 + }}", "{% if 值 %}甲")
    as_own = refusal(lambda: prepare(broken, "t.docx", "k"))
    shipped = prepare(broken, "t.docx", "k", shipped=True)
    assert refusal(lambda: shipped.render({"值": "甲"}, props())) == as_own
    assert refusal(lambda: shipped.placeholders) == as_own
    assert as_own[0].code == "template-syntax"
    half = document("{{ 值 }")  # nothing that a parser would stop at
    assert refusal(lambda: prepare(half, "t.docx", "k", shipped=True)) == refusal(
        lambda: prepare(half, "t.docx", "k")
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="空文件"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, id="旧版doc"),
        pytest.param(b"hello", id="文本"),
        pytest.param(TEMPLATE[:-200], id="截断"),
    ],
)
def test_what_is_no_word_file_cannot_be_read(data):
    with pytest.raises(WzqaError) as caught:
        prepare(data, "t.docx", "k")
    assert caught.value.exit_code == 5


def test_a_template_saved_as_strict_open_xml_is_refused_with_the_mend():
    raw = parts_of(document("{{ 值 }}"))
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = raw["word/document.xml"].replace(
        old, b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    template = zipped({**raw, "word/document.xml": strict})
    assert refusal(lambda: prepare(template, "t.docx", "k"))[0].code == "template-section"


def test_a_template_with_a_damaged_part_cannot_be_read():
    raw = parts_of(document("{{ 值 }}"))
    with pytest.raises(WzqaError) as caught:
        prepare(zipped({**raw, "word/styles.xml": b"<w:styles"}), "t.docx", "k")
    assert caught.value.exit_code == 5


# --- names ----------------------------------------------------------------------------------------


def test_placeholders_are_the_top_level_names_of_body_and_headers():
    names = prepare(TEMPLATE, "t.docx", "k").placeholders
    assert names == {"组织名称", "可申诉", "落款日期", "理由"}


def test_unknown_placeholders_are_named_with_their_paragraph_also_inside_loops():
    template = prepared("{{ 组织名称 }}", "{{ 组织名 }}", table=True, header="{{ 页眉名 }}")
    known = known_paths({"组织名称": "甲", "理由": [{"规则": "E03"}]})
    found = [(p.place.sheet, p.place.cell, p.value) for p in template.unknown(known)]
    assert found == [
        (None, "段2", "{{ 组织名 }}"),
        (None, "段8", "{{行.事实}}"),
        ("页眉1", "段1", "{{ 页眉名 }}"),
    ]


def test_rows_without_sample_are_not_judged():
    known = known_paths({**FIELDS, "理由": []})
    assert prepare(TEMPLATE, "t.docx", "k").unknown(known) == []


def test_split_runs_are_one_tag():
    doc = Document()
    paragraph = doc.add_paragraph()
    for piece in ("{", "{ 组织", "名称 ", "}", "}"):
        paragraph.add_run(piece).bold = piece == "名称 "
    out = prepare(saved(doc), "t.docx", "k").render({"组织名称": "甲"}, props())
    assert text_of(out).strip() == "甲"


def test_a_picture_goes_through_docxtpl_and_comes_out_as_clean():
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    png = b"\x89PNG\r\n\x1a\n"
    png += chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    template = prepared("{{ 图 }}", "{{ 组织名称 }}")
    fields = {"图": Picture(png, 30), "组织名称": APPLICANT}
    out = template.render(fields, props())
    parts = parts_of(out)
    assert [n for n in parts if n.startswith("word/media/")]
    assert APPLICANT in text_of(out)
    assert readback.read(out).kind == "ineligible"
    assert out == template.render(fields, props())
    assert b"w:rsid" not in b"".join(parts.values())
