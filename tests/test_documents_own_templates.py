"""`templates check` on what staff did to a template: words lost, placeholders broken, things brought."""

import pytest

from wzqa.documents import package
from wzqa.documents.letters import samples
from wzqa.documents.lint import template_check
from wzqa.documents.templates import Library, shipped_folder

NAME = "资格审查不通过告知书.docx"
KIND = "ineligible"


def parts_of():
    return package.unpack((shipped_folder() / NAME).read_bytes(), NAME)


def checked(tmp_path, parts):
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / NAME).write_bytes(package.pack(parts))
    ((_, problems), *_) = template_check.check(
        Library(tmp_path), {KIND: NAME}, samples.sample_fields
    )
    return {p.code: p for p in problems}


def edited(change):
    parts = parts_of()
    text = parts["word/document.xml"].decode()
    new = change(text)
    assert new != text
    return {**parts, "word/document.xml": new.encode()}


def once(old, new):
    return lambda text: text.replace(old, new, 1)


def test_the_shipped_one_has_nothing(tmp_path):
    assert checked(tmp_path, parts_of()) == {}


@pytest.mark.parametrize(
    "written",
    [
        "{组织名称}",
        "{{组织名称}",
        "{组织名称}}",
        "｛｛组织名称｝｝",
        "【组织名称】",
        "[组织名称]",
        "{组织名称",
    ],
)
def test_a_placeholder_that_would_be_printed_is_named(tmp_path, written):
    found = checked(tmp_path, edited(once("{{ 组织名称 }}：", f"{written}：")))
    broken = found.get("template-placeholder-lost") or found["template-broken-tag"]
    assert broken.place.cell.startswith("段")
    assert broken.hint


def test_words_beside_a_tag_that_takes_its_paragraph_away_are_named(tmp_path):
    found = checked(
        tmp_path, edited(once("{%p if 联系方式 %}", "请三日内来取。{%p if 联系方式 %}"))
    )
    assert "请三日内来取" in found["template-text-lost"].message
    assert found["template-text-lost"].place.cell.startswith("段")


def test_a_field_of_the_shipped_template_that_is_gone_is_said(tmp_path):
    found = checked(tmp_path, edited(lambda t: t.replace("{{ 发文字号 }}", "另行编号")))
    assert found["template-field-dropped"].value == "发文字号"


@pytest.mark.parametrize(
    "tag", ["{{ none }}", "{{ 组织名称 if 异议期限 == none }}", "{{ 组织名称 if 抄送 == True }}"]
)
def test_a_tag_that_prints_nothing_because_of_none_or_true_is_named(tmp_path, tag):
    found = checked(tmp_path, edited(once("{{ 组织名称 }}：", f"{tag}：")))
    assert tag in found["template-constant"].message
    assert found["template-constant"].place.cell.startswith("段")


FIELD = '<w:r><w:instrText xml:space="preserve"> {} "c:\\\\a" </w:instrText></w:r></w:p>'


@pytest.mark.parametrize("code", ["DDEAUTO", "INCLUDETEXT", "includepicture", "LINK"])
def test_fields_that_read_from_outside_are_named(tmp_path, code):
    found = checked(tmp_path, edited(once("</w:p>", FIELD.format(code))))
    assert code.upper() in found["template-field-code"].message


def test_hidden_text_macros_and_external_links_are_named(tmp_path):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>"
    parts = edited(once("</w:p>", hidden))
    parts["word/vbaProject.bin"] = b"x"
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/image" Target="http://example.invalid/a.png" TargetMode="External"/>'
        b"</Relationships>",
    )
    found = checked(tmp_path, parts)
    assert {"template-hidden-text", "template-macro", "template-external"} <= set(found)
    assert "外部图片" in found["template-external"].message
