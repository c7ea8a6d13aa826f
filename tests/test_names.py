"""Texts fold in one place, so that no two steps disagree on 温州abc and 温州ＡＢＣ."""

import ast
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sources import PACKAGE, nodes
from wzqa.models import CommitteeMember, Day, Examiner, PastWinner, Recusal, Registers, Revocation
from wzqa.names import (
    Finder,
    any_alike,
    comparable,
    counted,
    half_width,
    in_order,
    numeral,
    squeeze,
    tidy_person,
)
from wzqa.panels.people import Directory
from wzqa.publicity.aftercare import _ends
from wzqa.publicity.objections import Subject, concerns
from wzqa.vote.results import Candidate
from wzqa.vote.tally import recused_members

ALIKE = [
    ("温州abc（集团）有限公司", "温州 ＡＢＣ(集团)有限公司"),
    ("温州abc〔集团〕有限公司", "温州Abc【集团】\u200b有限公司"),
    ("阿·不都", "阿•不都"),
    ("王　五", "王五"),
]
# compared as Windows and Excel compare file and sheet names, or e-mail domains, headings, codes
OTHERS = {
    "documents/filenames.py",
    "workbooks/blanks/sheets_out.py",
    "workbooks/tables_in/labels.py",
    "panels/people.py",
    "publicity/objections.py",
}


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_ways_of_writing_one_name_are_alike(one, other):
    assert comparable(one) == comparable(other)
    assert any_alike([one], ["", other])


def test_two_legal_forms_are_two_things():
    assert comparable("温州甲有限公司") != comparable("温州甲有限责任公司")
    assert comparable("温州甲（集团）有限公司") != comparable("温州甲集团有限公司")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_leaves_nothing_unseen(text):
    for fold in (squeeze, comparable):
        assert fold(fold(text)) == fold(text)
        assert not any(c.isspace() or c in "\u200b\ufeff" for c in fold(text))
    assert half_width(text) == half_width(text).strip()
    assert tidy_person(tidy_person(text)) == tidy_person(text)


@pytest.mark.parametrize(("one", "other"), ALIKE[:2])
def test_every_step_takes_an_organisation_for_the_same(one, other):
    subject = Subject(uscc="91330302MAXX00015J", name=one, selected=True)
    assert concerns(other, [subject]) is subject
    title = PastWinner(year=2020, award="质量奖", name=one, uscc=None)
    day = Day(date(2022, 1, 1), date(2022, 1, 1))
    assert _ends(
        Revocation(name=other, uscc=None, former_names=(), action="撤销", decided=day), title
    )
    candidate = Candidate(uscc="91330302MAXX00015J", name=one)
    rows = [Recusal(person="王五", uscc="", name=other)]
    assert recused_members(rows, [CommitteeMember(name="王　五")], [candidate]) == {
        candidate.uscc: 1
    }


@pytest.mark.parametrize(("one", "other"), ALIKE[2:])
def test_every_step_takes_a_person_for_the_same(one, other):
    assert Directory(Registers(examiners=(Examiner(name=one),))).knows(other)
    assert recused_members(
        [Recusal(person=other, uscc="1")],
        [CommitteeMember(name=one)],
        [Candidate(uscc="1", name="甲")],
    ) == {"1": 1}


def folds(path):
    """Name what a module folds by itself: NFKC, casefold, white space joined away."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and node.value in ("NFKC", "NFKD"):
            yield node.value
        if isinstance(node, ast.Attribute) and node.attr == "casefold":
            yield "casefold"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.dump(node.func).startswith("Attribute(value=Constant(value=''), attr='join'")
            and "attr='split'" in ast.dump(node)
        ):
            yield ast.unparse(node)


def test_no_other_module_folds_text():
    found = {
        path.relative_to(PACKAGE).as_posix(): sorted(set(folds(path)))
        for path in PACKAGE.rglob("*.py")
        if path.name != "names.py"
    }
    wrong = {name: what for name, what in found.items() if what and name not in OTHERS}
    assert wrong == {}


def test_numerals_are_written_and_put_in_order_up_to_999():
    written = [numeral(n) for n in range(1, 1000)]
    assert len(set(written)) == 999
    assert [numeral(n) for n in (10, 19, 90, 101, 111, 120, 999)] == [
        "十", "十九", "九十", "一百零一", "一百一十一", "一百二十", "九百九十九",
    ]  # fmt: skip
    panels = [f"第{one}组" for one in written]
    assert sorted(panels, key=in_order) == panels


def test_names_that_repeat_are_counted():
    assert counted(["乙", "甲", "乙"]) == "乙（2份）、甲"
    assert counted(map(str, range(12)), most=2) == "0、1等"
    assert counted([]) == ""


WORDS = st.text("阀门泵a-]", max_size=3)


@given(words=st.sets(WORDS, max_size=6), text=st.text("阀门泵a-]", max_size=12))
def test_the_finder_finds_every_place_of_every_word(words, text):
    places = [
        (at, word)
        for at in range(len(text))
        for word in words
        if word and text.startswith(word, at)
    ]
    assert list(Finder(words).found(text)) == sorted(places, key=lambda one: (one[0], len(one[1])))
