"""Finding, exporting and preparing templates."""

from __future__ import annotations

import io

import pytest
from docx import Document

from wzqa.documents import templates
from wzqa.documents.lint import template_check
from wzqa.documents.templates import Library
from wzqa.problems import WzqaError


def save(path, text: str = "{{ 组织名称 }}") -> None:
    doc = Document()
    doc.add_paragraph(text)
    buffer = io.BytesIO()
    doc.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    folder = tmp_path / "shipped"
    for name in ("甲.docx", "乙.docx"):
        save(folder / name)
    (folder / "~$甲.docx").write_bytes(b"lock")
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(templates, "shipped_folder", lambda: folder)
    return folder


def test_the_cycles_own_template_wins(tmp_path, shipped):
    cycle = tmp_path / "cycle"
    save(cycle / "templates" / "甲.docx", "自改")
    library = Library(cycle)
    assert [(e.name, e.own) for e in library.entries()] == [("乙.docx", False), ("甲.docx", True)]
    assert library.find("甲.docx") == cycle / "templates" / "甲.docx"
    assert library.find("乙.docx") == shipped / "乙.docx"


def test_without_a_cycle_the_shipped_ones_are_used(shipped):
    assert Library().find("甲.docx") == shipped / "甲.docx"


def test_a_template_is_prepared_once(shipped):
    library = Library()
    assert library.prepared("甲.docx", "k") is library.prepared("甲.docx", "k")
    assert library.prepared("甲.docx", "k").placeholders == {"组织名称"}


def test_a_template_that_is_not_there_is_named(shipped):
    with pytest.raises(WzqaError, match=r"丙\.docx") as caught:
        Library().find("丙.docx")
    assert caught.value.exit_code == 1


def test_export_never_overwrites_and_a_dry_run_writes_nothing(tmp_path, shipped):
    target = tmp_path / "cycle" / "templates"
    written, kept = templates.export(target, dry_run=True)
    assert [p.name for p in written] == ["乙.docx", "甲.docx"]
    assert not kept
    assert not target.exists()
    save(target / "甲.docx", "自改")
    before = (target / "甲.docx").read_bytes()
    written, kept = templates.export(target)
    assert ([p.name for p in written], [p.name for p in kept]) == (["乙.docx"], ["甲.docx"])
    assert (target / "甲.docx").read_bytes() == before
    assert (target / "乙.docx").read_bytes() == (shipped / "乙.docx").read_bytes()


# --- check ----------------------------------------------------------------------------------------

SAMPLE = {"组织名称": "示例甲 & 乙 <合资> 公司", "名单": [{"名称": "{{ date }}"}]}


def checked(library, names):
    return dict(template_check.check(library, names, lambda _: SAMPLE))


def test_check_names_template_and_paragraph_of_what_is_wrong(tmp_path, shipped):
    cycle = tmp_path / "cycle"
    save(cycle / "templates" / "甲.docx", "{{ 组织名 }}")
    save(cycle / "templates" / "乙.docx", "{{ 组织名称 }")
    results = checked(Library(cycle), {"a": "甲", "b": "乙.docx"})
    first, (second,) = results["甲.docx"][-1], results["乙.docx"]
    assert [p.code for p in results["甲.docx"][:-1]] == ["template-field-dropped"]
    assert (first.code, first.place.cell) == ("template-unknown-placeholder", "段1")
    assert (second.code, second.place.file) == ("template-broken-tag", "乙.docx")


def test_check_lints_what_comes_out(shipped):
    codes = {p.code for p in checked(Library(), {"a": "甲"})["甲.docx"]}
    assert {"lint-margins", "lint-page-number"} <= codes
    assert "lint-placeholder" not in codes


def test_check_names_a_missing_template_and_a_stray_one(tmp_path, shipped):
    cycle = tmp_path / "cycle"
    save(cycle / "templates" / "甲 (2).docx")
    results = checked(Library(cycle), {"a": "丙"})
    assert [p.code for p in results["丙.docx"]] == ["template-missing"]
    assert [(p.code, p.severity) for p in results["甲 (2).docx"]] == [
        ("template-not-used", "warning")
    ]
