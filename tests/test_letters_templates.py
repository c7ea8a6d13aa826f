"""The shipped templates: what the builder makes, what the letters fill, what GB/T 9704 asks."""

from __future__ import annotations

import importlib
import itertools
import re
import sys
from pathlib import Path

import pytest
from lxml import etree

from wzqa.documents import gb9704, package, signature, usual
from wzqa.documents.letters import samples
from wzqa.documents.ooxml import DOCUMENT, STYLES, w
from wzqa.documents.render import known_paths, prepare

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "templates").glob("*.docx"))


def parts_of(path: Path) -> dict[str, bytes]:
    return package.unpack(path.read_bytes(), path.name)


def opened(path: Path) -> bytes:
    parts = parts_of(path)
    parts[DOCUMENT] = signature.open_indents(parts[DOCUMENT], parts[STYLES])
    return package.pack(parts)


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        templates = importlib.import_module("make_templates").TEMPLATES
        return {name: make() for name, make in templates.items()}
    finally:
        sys.path.remove(str(ROOT / "tools"))


def test_the_shipped_templates_are_what_the_builder_makes(built):
    assert {path.stem for path in FILES} == set(built)
    for path in FILES:
        assert path.read_bytes() == built[path.stem], path.name


def test_every_template_serves_exactly_one_kind():
    used = [samples.sample_letter(kind).template for kind in samples.KINDS]
    assert sorted(used) == [path.stem for path in FILES]


@pytest.mark.parametrize("kind", samples.KINDS)
def test_placeholders_and_fields_are_the_same_in_both_directions(kind):
    letter = samples.sample_letter(kind)
    path = ROOT / "templates" / f"{letter.template}.docx"
    prepared = prepare(opened(path), path.name, kind)
    assert prepared.placeholders - usual.WORDS.keys() == set(letter.fields)
    assert prepared.unknown(known_paths(letter.fields)) == []


def test_every_word_of_the_usual_stages_stands_in_a_template():
    asked = set()
    for path in FILES:
        asked |= prepare(opened(path), path.name, "").placeholders
    assert usual.WORDS.keys() <= asked


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_template_has_no_trace_of_an_editor_and_only_the_styles_it_uses(path):
    parts = parts_of(path)
    everything = b"".join(parts.values())
    assert b"rsid" not in everything
    assert not any(n.startswith(("docProps/", "word/comments", "word/theme")) for n in parts)
    document = b"".join(c for n, c in parts.items() if n != STYLES)
    used = set(re.findall(r'w:pStyle w:val="(\w+)"', document.decode()))
    declared = set(re.findall(r'w:customStyle="1" w:styleId="(\w+)"', parts[STYLES].decode()))
    assert declared == used
    assert len(path.read_bytes()) < 12_000


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_run_and_style_names_its_chinese_face_and_hints_it(path):
    known = {getattr(gb9704.FACES, name) for name in gb9704.Faces.__slots__}
    for name, content in parts_of(path).items():
        if not name.endswith(".xml") or not name.startswith("word/"):
            continue
        root = etree.fromstring(content)
        for fonts in root.iter(w("rFonts")):
            faces = {fonts.get(w(kind)) for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
            assert len(faces) == 1
            assert faces <= known
        for run in root.iter(w("r")):
            fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
            assert fonts is not None
            assert fonts.get(w("hint")) == "eastAsia"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_word_can_open_a_template_no_attribute_holds_a_tag(path):
    for name, content in parts_of(path).items():
        for node in etree.fromstring(content).iter() if name.endswith(".xml") else ():
            assert not any("{" in value for value in node.attrib.values()), name


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_what_stands_before_a_signature_stays_with_it(path):
    parts = parts_of(path)
    keeping = {
        style.get(w("styleId"))
        for style in etree.fromstring(parts[STYLES]).iter(w("style"))
        if style.find(f"{w('pPr')}/{w('keepNext')}") is not None
    }
    paragraphs = [p for p in etree.fromstring(parts[DOCUMENT]).find(w("body")) if p.tag == w("p")]
    plain = [p for p in paragraphs if "{%p" not in "".join(p.itertext())]
    for before, name in itertools.pairwise(plain):
        if name.find(f"{w('pPr')}/{w('pStyle')}").get(w("val")) != "Name":
            continue
        properties = before.find(w("pPr"))
        own = properties.find(w("keepNext")) is not None
        assert own or properties.find(w("pStyle")).get(w("val")) in keeping


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_letter_format_has_a_first_page_of_its_own(path):
    body = etree.fromstring(parts_of(path)[DOCUMENT]).find(w("body"))
    section = body.find(w("sectPr"))
    kinds = {node.get(w("type")) for node in section.iter(w("footerReference"))}
    letter = any(style.get(w("val")) == "LetterHead" for style in body.iter(w("pStyle")))
    assert (section.find(w("titlePg")) is not None) is letter
    assert kinds == ({"default", "even", "first"} if letter else {"default", "even"})
