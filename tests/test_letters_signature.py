"""The signature's indents: formula of 7.3.5.1, and how they get into a template."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from wzqa.dates import chinese
from wzqa.documents import gb9704, package, signature
from wzqa.documents.ooxml import DOCUMENT, STYLES, w

EM = gb9704.CHAR_PITCH
OFFICE = "温州市人民政府质量奖评审委员会办公室"
SEAL = "（温州市市场监督管理局代章）"


def sealed(name, day):
    """The right indents (name, day) of 7.3.5.1: the day four from the right, the name over it."""
    over = gb9704.width(name) - gb9704.width(day)
    indent = max(Decimal(gb9704.SEAL_DATE_CHARS), over / 2)
    return indent - over / 2, indent


@pytest.mark.parametrize(
    ("name", "seal", "day", "expected"),
    [
        pytest.param(
            OFFICE, SEAL, "2022年9月1日", (0, 2, 6), id="长名称：日期右空六字，名称顶到版心"
        ),
        pytest.param(
            "温州市人民政府", "", "2022年9月1日", (3.5, 6.5, 4), id="短名称：日期右空四字"
        ),
        pytest.param(
            "某局", "（温州市市场监督管理局代章）", "2022年9月1日", (6, 0, 4), id="代章行最长"
        ),
        pytest.param("一二三四五六七八九十一二三四", "", "2022年9月1日", (0, 7, 4), id="恰好四字"),
        pytest.param(
            "一二三四五六七八九十一二三四五六", "", "2022年9月1日", (0, 8, 5), id="多两字推开一字"
        ),
    ],
)
def test_lines_of_a_sealed_signature_share_one_axis(name, seal, day, expected):
    indents = signature.sealed_indents(name, seal, day)
    assert (indents[0], indents[2]) == (round(expected[0] * EM), round(expected[2] * EM))
    if seal:
        assert indents[1] == round(expected[1] * EM)


def test_two_lines_agree_with_the_formula_of_the_standard():
    for day in ("2022年9月1日", "2026年10月15日"):
        for name in (OFFICE, "温州市人民政府", "一" * 15):
            first, last = sealed(name, day)
            got = signature.sealed_indents(name, "", day)
            assert abs(got[0] - gb9704.indent(first)) <= 1
            assert abs(got[2] - gb9704.indent(last)) <= 1


def test_the_date_has_no_leading_zero():
    assert chinese(date(2026, 9, 1)) == "2026年9月1日"
    assert chinese(date(2026, 12, 31)) == "2026年12月31日"


def template() -> dict[str, bytes]:
    path = Path(__file__).parent.parent / "templates" / "补正通知.docx"
    return package.unpack(path.read_bytes(), path.name)


def test_opening_a_template_replaces_the_three_indents_and_nothing_else():
    parts = template()
    opened = signature.open_indents(parts[DOCUMENT], parts[STYLES])
    tags = [
        node.get(w("right"))
        for node in etree.fromstring(opened).iter(w("ind"))
        if node.get(w("right"), "").startswith("{{")
    ]
    assert tags == ["{{ 署名右缩进 }}", "{{ 代章右缩进 }}", "{{ 日期右缩进 }}"]
    root = etree.fromstring(opened)
    for node in [n for n in root.iter(w("ind")) if n.get(w("right"), "").startswith("{{")]:
        node.getparent().remove(node)
    assert etree.tostring(root, method="c14n") == etree.tostring(
        etree.fromstring(parts[DOCUMENT]), method="c14n"
    )


def test_styles_renamed_by_an_editor_are_found_by_their_chinese_name():
    parts = template()
    document = parts[DOCUMENT].replace(b'w:val="Name"', b'w:val="a7"')
    styles = parts[STYLES].replace(b'w:styleId="Name"', b'w:styleId="a7"')
    assert "署名右缩进" in signature.open_indents(document, styles).decode()


def test_an_indent_set_by_hand_and_a_template_without_signature_are_left_alone():
    parts = template()
    by_hand = parts[DOCUMENT].replace(
        b'<w:pStyle w:val="Name"/>', b'<w:pStyle w:val="Name"/><w:ind w:right="99"/>'
    )
    assert "署名右缩进" not in signature.open_indents(by_hand, parts[STYLES]).decode()
    empty = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    assert signature.open_indents(empty, parts[STYLES]) == empty


def test_the_shipped_numbers_suit_the_shipped_office_name():
    styles = etree.fromstring(template()[STYLES])
    shipped = {
        style.find(w("name")).get(w("val")): int(
            style.find(f"{w('pPr')}/{w('ind')}").get(w("right"))
        )
        for style in styles.iter(w("style"))
        if style.find(w("name")).get(w("val")) in signature.INDENT_FIELDS
    }
    name, seal, day = signature.sealed_indents(OFFICE, SEAL, "2026年9月1日")
    assert shipped == {"署名": name, "代章": seal, "成文日期": day}
