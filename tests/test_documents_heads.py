"""A head on one line: the width that it needs, and templates that it leaves alone."""

import re
import sys
from pathlib import Path

import pytest

from wzqa.documents import gb9704, heads, package
from wzqa.documents.letters import samples
from wzqa.documents.ooxml import DOCUMENT, STYLES

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"


@pytest.mark.parametrize("length", [5, 9, 11, 20, 22, 30, 45])
@pytest.mark.parametrize(("size", "scale"), [(72, 60), (96, 85), (52, 100)])
def test_a_head_never_needs_more_than_its_line(length, size, scale):
    percent = heads.one_line("温" * length, gb9704.TEXT_WIDTH, size, scale)
    assert percent <= scale
    assert length * size * 10 * percent <= gb9704.TEXT_WIDTH * 100
    assert percent == scale or length * size * 10 * (percent + 1) > gb9704.TEXT_WIDTH * 100


@pytest.mark.parametrize("name", ["获评名单公布通知", "申报通知", "补正通知", "会议纪要"])
def test_the_head_of_a_shipped_template_is_fitted(name):
    parts = package.unpack((TEMPLATES / f"{name}.docx").read_bytes(), name)
    fitted = heads.fit(parts[DOCUMENT], parts[STYLES]).decode()
    heads_ = re.findall(r"\|一行\(\d+, (\d+), \d+\)", fitted)
    assert len([size for size in heads_ if size != "44"]) == 1
    assert "44" in heads_


def test_words_that_name_no_field_keep_the_width_of_their_style():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import wordml
    finally:
        sys.path.remove(str(ROOT / "tools"))
    for words in ("某市人民政府文件", "{{ 发文机关 }}'文件'"):
        parts = package.unpack(wordml.docx(wordml.p(words, "Head")), "t.docx")
        assert heads.fit(parts[DOCUMENT], parts[STYLES]) == parts[DOCUMENT]


def test_a_title_takes_the_width_of_its_longest_line():
    assert heads.one_line("某局\n" + "关" * 25, gb9704.TEXT_WIDTH, 44, 100) == 80
    assert heads.one_line("某局\n关于某事的通知", gb9704.TEXT_WIDTH, 44, 100) == 100
    assert heads.one_line("", gb9704.TEXT_WIDTH, 44, 100) == 100


def test_the_usual_name_keeps_its_width():
    name = samples.office().name
    assert heads.one_line(f"{name}文件", gb9704.TEXT_WIDTH, 72, 60) == 60
    assert heads.one_line(name, gb9704.LETTER_RULE_WIDTH, 52, 100) == 100
