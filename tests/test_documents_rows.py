"""Tables on the page: rows kept together, a name that leaves no character alone."""

import re
import sys
from pathlib import Path

import pytest

from wzqa.documents import package, rows
from wzqa.documents.ooxml import DOCUMENT, STYLES

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("text", "room", "percent"),
    [
        ("温州示例阀门有限公司", 1480, 100),  # fits
        ("温州示例智能装备股份有限公司", 1480, 100),  # 14 fit
        ("温州示例智能装备制造股份有限公司", 1480, 100),  # two alone are a word
        ("温州示例智能装备业股份有限公司", 1480, 98),  # 15: one would stand alone
        ("温州示例阀门有限公司", 900, 90),
        ("温州示例阀门有限公司", 180, 100),  # too narrow for anything
        ("温" * 29, 1480, 98),
        ("温" * 43, 1480, 98),
    ],
)
def test_characters_give_way_when_one_would_stand_alone(text, room, percent):
    given = rows.narrowed(text, room)
    assert given == pytest.approx(percent, abs=1)
    if percent != 100:
        assert given < 100


def made(*content):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import wordml
    finally:
        sys.path.remove(str(ROOT / "tools"))
    table = wordml.listing(
        [("序号", 10, "{{ 行.序号 }}"), ("名称", 90, "{{ 行.名称 }}")], "行 in 名单"
    )
    parts = package.unpack(wordml.docx(table + "".join(c(wordml) for c in content)), "t.docx")
    return rows.arrange(parts[DOCUMENT], parts[STYLES]).decode()


def test_the_first_two_and_the_last_two_rows_stay_together():
    xml = made(lambda m: m.p("以下无正文"))
    assert (
        re.findall(r"\{\{ (1 if [^}]*) \}\}", xml)
        == ["1 if loop.first or loop.revindex in [2] else 0"] * 2
    )
    assert "行.名称|字宽(" in xml


def test_no_row_goes_along_with_what_closes_the_table():
    xml = made(lambda m: m.p("以上共3家。", ppr=m.NEXT))
    assert "loop.revindex in [2]" in xml


def test_a_document_without_tables_is_unchanged():
    parts = {DOCUMENT: b"<w:document xmlns:w='x'/>", STYLES: b"<w:styles xmlns:w='x'/>"}
    assert rows.arrange(parts[DOCUMENT], parts[STYLES]) == parts[DOCUMENT]
