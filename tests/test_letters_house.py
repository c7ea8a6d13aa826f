"""A kind of document is whole: row, template, words, sample, facts, golden file."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from wzqa.documents import kinds
from wzqa.documents.letters import samples
from wzqa.documents.letters.registry import SAMPLES, WRITERS, letter, sample
from wzqa.stages.letters import letters_of
from wzqa.stages.letters.order import gathers

ROOT = Path(__file__).parent.parent
NAMES = set(kinds.NAMES)


def templates() -> set[str]:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return set(importlib.import_module("make_templates").TEMPLATES)
    finally:
        sys.path.remove(str(ROOT / "tools"))


PARTS = {
    "words (@letter, documents/letters/)": lambda: set(WRITERS),
    "a sample (@sample, documents/letters/)": lambda: set(SAMPLES),
    "facts (@gathers, stages/letters/)": lambda: set(letters_of.gatherers()),
    "a template (tools/templates_*.py)": lambda: {
        k.name for k in kinds.KINDS if k.title in templates()
    },
    "a shipped template (make_templates.py)": lambda: {
        k.name for k in kinds.KINDS if (ROOT / "templates" / k.template).is_file()
    },
    "a golden file (WZQA_ACCEPT=1)": lambda: {
        p.stem for p in (ROOT / "tests" / "golden" / "letters").iterdir()
    },
}


@pytest.mark.parametrize("part", PARTS)
def test_every_kind_has(part):
    have = PARTS[part]()
    assert sorted(NAMES - have) == [], f"these kinds lack {part}"
    assert sorted(have - NAMES) == [], f"no row in kinds.py for these, which have {part}"


def test_nothing_is_entered_twice():
    letters_of.gatherers()
    for enter in (letter, sample, gathers):
        with pytest.raises(ValueError, match="entered twice"):
            enter("call")(lambda: None)


def test_rows_of_one_kind_agree_but_for_the_stage():
    for name in NAMES:
        rows = [k for k in kinds.KINDS if k.name == name]
        alike = {(k.title, k.numbered, k.outward, k.per, k.only) for k in rows}
        assert len(alike) == 1, name
        assert len({k.stage for k in rows}) == len(rows), name


def test_a_letter_of_another_kind_is_never_written():
    for name in samples.KINDS:
        assert samples.sample_letter(name).kind == name
    assert letters_of.RECORD == "record"
