"""The shipped templates through renderer, linter, print file: what holds for every kind."""

from __future__ import annotations

from datetime import date

import pytest
from openxml_audit import OpenXmlValidator

from wzqa.documents import ooxml, package, readback, usual
from wzqa.documents.letters import samples
from wzqa.documents.lint.lint import counts, lint
from wzqa.documents.lint.template_check import check
from wzqa.documents.merge import merge
from wzqa.documents.ooxml import DOCUMENT
from wzqa.documents.render import Properties, known_paths
from wzqa.documents.templates import Library, file_name

pytestmark = pytest.mark.slow

KINDS = sorted(samples.KINDS)
LIBRARY = Library()


def props(kind: str, **over: object) -> Properties:
    base = {"title": "文书", "list_ref": "review-1", "list_hash": "0", "day": date(2026, 9, 1)}
    return Properties(**{**base, "kind": kind, "author": "某办", **over})


def made(kind: str, **over: object) -> bytes:
    letter = samples.sample_letter(kind)
    return LIBRARY.prepared(letter.template, kind).render(letter.fields, props(kind, **over))


def parts_of(data: bytes) -> dict[str, bytes]:
    return package.unpack(data, "x.docx")


@pytest.fixture(scope="module")
def checked():
    names = {kind: samples.sample_letter(kind).template for kind in KINDS}
    return dict(check(LIBRARY, names, samples.sample_fields))


@pytest.mark.parametrize("kind", KINDS)
def test_templates_check_finds_nothing(kind, checked):
    assert [str(p) for p in checked[file_name(samples.sample_letter(kind).template)]] == []


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_body_and_the_properties_differ_from_the_template(kind):
    source = parts_of(LIBRARY.find(samples.sample_letter(kind).template).read_bytes())
    letter = parts_of(made(kind))
    own = {"docProps/core.xml", "docProps/custom.xml"}
    assert set(letter) - own == {name for name in source if not name.startswith("docProps/")}
    changed = {name for name in set(source) & set(letter) if source[name] != letter[name]}
    assert changed <= {ooxml.DOCUMENT, ooxml.CONTENT_TYPES, ooxml.PACKAGE_RELS, *own}


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_is_a_field_and_every_field_is_used(kind):
    fields = samples.sample_fields(kind)
    template = LIBRARY.prepared(samples.sample_letter(kind).template, kind)
    assert template.unknown(known_paths(fields)) == []
    assert template.placeholders - usual.WORDS.keys() == set(fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_passes_the_linter_and_carries_its_marks(kind):
    data = made(kind, draft=True, demo=True)
    text = readback.read(data).text
    assert "演示数据　草稿" in text
    hard = [p for p in lint(data, "x.docx", kind=kind) if p.code != "lint-placeholder"]
    assert counts(hard)[0] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_repeat(kind):
    assert made(kind) == made(kind)
    assert b"w:rsid" not in b"".join(parts_of(made(kind)).values())


def faults(data: bytes, folder) -> set[str]:
    file = folder / "x.docx"
    file.write_bytes(data)
    return {str(error) for error in OpenXmlValidator().validate(str(file)).errors}


@pytest.mark.parametrize("kind", ["ineligible", "approval-request", "visit-report"])
def test_marks_and_print_files_add_no_fault_to_the_schema(kind, tmp_path):
    source = LIBRARY.find(samples.sample_letter(kind).template).read_bytes()
    known = faults(source, tmp_path)
    for data in (
        made(kind),
        made(kind, draft=True),
        merge([made(kind)] * 2, props(kind)),
        merge([made(kind, demo=True)] * 2, props(kind)),
    ):
        assert faults(data, tmp_path) <= known


@pytest.mark.parametrize("kind", KINDS)
def test_a_print_file_is_checked_letter_by_letter(kind):
    letter = made(kind)
    assert [str(p) for p in lint(merge([letter] * 3, props(kind)), "合并.docx")] == []


def test_a_fault_in_the_second_letter_of_a_print_file_is_found_there():
    good = made("ineligible")
    spoilt = parts_of(good)
    spoilt[DOCUMENT] = spoilt[DOCUMENT].replace("特此告知。".encode(), "特予表彰。".encode())
    (problem,) = lint(merge([good, package.pack(spoilt), good], props("ineligible")), "合并.docx")
    assert problem.code == "lint-forbidden-word"
    alone = sum(1 for _ in ooxml.paragraphs(ooxml.parse(parts_of(good)[DOCUMENT])))
    assert alone < int(problem.place.cell[1:]) <= 2 * alone + 2
