"""Every letter, whole, as plain text: the diff of a golden file is what somebody must read.

`WZQA_ACCEPT=1` writes the files anew.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from wzqa import award_toml
from wzqa.documents import package, signature
from wzqa.documents.letters import samples
from wzqa.documents.letters.facts import OfficeFacts
from wzqa.documents.lint.lint import lint
from wzqa.documents.ooxml import DOCUMENT, STYLES, own_text, w
from wzqa.documents.render import Properties, prepare

GOLDEN = Path(__file__).parent / "golden" / "letters"
TEMPLATES = Path(__file__).parent.parent / "templates"


def rendered(kind: str, letter=None) -> bytes:
    """Render a sample with its signature's own indents."""
    letter = letter or samples.sample_letter(kind)
    path = TEMPLATES / f"{letter.template}.docx"
    parts = package.unpack(path.read_bytes(), path.name)
    parts[DOCUMENT] = signature.open_indents(parts[DOCUMENT], parts[STYLES])
    properties = Properties(
        kind=kind,
        title=letter.title,
        list_ref="record",
        list_hash="",
        day=samples.DAY,
        author="示例",
    )
    return prepare(package.pack(parts), path.name, kind).render(letter.fields, properties)


def as_text(data: bytes) -> str:
    """Write paragraphs with their style's name and table rows as lines."""
    parts = package.unpack(data, "letter.docx")
    names = {
        style.get(w("styleId")): style.find(w("name")).get(w("val"))
        for style in etree.fromstring(parts[STYLES]).iter(w("style"))
    }
    lines = []
    for block in etree.fromstring(parts[DOCUMENT]).find(w("body")):
        if block.tag == w("p"):
            style = block.find(f"{w('pPr')}/{w('pStyle')}").get(w("val"))
            breaks = "⏏" if block.find(f"{w('pPr')}/{w('pageBreakBefore')}") is not None else ""
            lines.append(f"{breaks}[{names[style]}] {own_text(block)}".rstrip())
        elif block.tag == w("tbl"):
            for row in block.iter(w("tr")):
                cells = [
                    "/".join(own_text(p) for p in cell.iter(w("p"))) for cell in row.iter(w("tc"))
                ]
                head = "‖" if row.find(f"{w('trPr')}/{w('tblHeader')}") is not None else "|"
                lines.append(f"{head} {' | '.join(cells)}".rstrip())
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_letter_reads_as_its_golden_file(kind):
    path = GOLDEN / f"{kind}.txt"
    text = as_text(rendered(kind))
    if os.environ.get("WZQA_ACCEPT"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_there_is_a_golden_file_for_every_kind_and_no_other():
    assert {path.stem for path in GOLDEN.iterdir()} == set(samples.KINDS)


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_letter_passes_the_linter_without_a_single_finding(kind):
    assert [str(p) for p in lint(rendered(kind), kind, None, kind)] == []


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_bare_office_of_the_2020_edition_writes_letters_that_pass_too(kind):
    over = {"profile": "wenzhou-2020", "office": {"seal_by": ""}, "letters": {"appeal_days": 0}}
    office = OfficeFacts.of(award_toml.build(over, 2026), draft=False)
    letter = samples.sample_letter(kind, office)
    assert [str(p) for p in lint(rendered(kind, letter), kind, None, kind)] == []


@pytest.mark.parametrize("kind", ["ineligible", "publicity", "tally"])
def test_a_letter_keeps_what_the_data_hold_and_evaluates_nothing(kind):
    letter = samples.sample_letter(kind)
    text = as_text(rendered(kind))
    assert "示例甲 & 乙 <合资> 公司" in text
    fields = {**letter.fields, "届次": "{{ 落款日期 }}{% if 1 %}"}
    odd = as_text(rendered(kind, type(letter)(**{**_plain(letter), "fields": fields})))
    assert "{{ 落款日期 }}{% if 1 %}" in odd


def _plain(letter) -> dict[str, object]:
    return {name: getattr(letter, name) for name in type(letter).__slots__}


def test_the_same_letter_has_the_same_bytes():
    assert rendered("ineligible") == rendered("ineligible")


def test_the_sample_day_is_fixed():
    assert date(2026, 9, 1) == samples.DAY


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_signature_takes_two_lines_of_text_along_and_no_more(kind):
    parts = package.unpack(rendered(kind), "letter.docx")
    names = {
        style.get(w("styleId")): style.find(w("name")).get(w("val"))
        for style in etree.fromstring(parts[STYLES]).iter(w("style"))
    }
    blocks = list(etree.fromstring(parts[DOCUMENT]).find(w("body")))
    styled = [names.get(next((s.get(w("val")) for s in b.iter(w("pStyle"))), "")) for b in blocks]
    for place in (n for n, name in enumerate(styled) if name == "署名"):
        kept = 0
        for block, style in zip(blocks[place - 1 :: -1], styled[place - 1 :: -1], strict=True):
            if block.tag != w("p") or block.find(f"{w('pPr')}/{w('keepNext')}") is None:
                break
            kept += style != "署名"
        assert kept in {1, 2}, f"{kept} paragraphs stay with the signature"


_SHORT = re.compile(r"以下简称(《?[^）》]+》?)）")


@pytest.mark.parametrize("kind", samples.KINDS)
def test_a_short_name_is_given_only_where_it_is_used_again(kind):
    text = as_text(rendered(kind))
    for found in _SHORT.finditer(text):
        assert found[1] in text[found.end() :], found[0]
    text = text.partition("[版记]")[0]  # 抄送 names bodies by their usual short names
    for name in ("《办法》", "市评委会", "市评审办"):
        assert name not in text or f"以下简称{name}" in text, name
