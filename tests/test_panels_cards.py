"""Which cards are let in: what no single workbook can know."""

import random
from decimal import Decimal

import pytest

from wzqa.models import Applicant, Assignment, Card, CardState, Examiner, Member, Recusal, Registers
from wzqa.panels.checking import admit_cards, expected_cards
from wzqa.problems import Place, Severity

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
PEOPLE = [
    Applicant(app_no="2026-001", name="示例甲制造有限公司", uscc=A),
    Applicant(app_no="2026-002", name="示例乙服务有限公司", uscc=B),
]
MARKS = {"4.1.2": Decimal(50)}


def registers(**change) -> Registers:
    names = ("赵一", "钱二", "孙三")
    given = {
        "examiners": tuple(Examiner(name=n, certificate=f"证{n}") for n in (*names, "周五")),
        "members": tuple(Member(panel="第一组", name=n, leader=n == "赵一") for n in names),
        "assignments": (Assignment(panel="第一组", uscc=A), Assignment(panel="第一组", uscc=B)),
        "recusals": (),
    }
    return Registers(**(given | change))


def card(name="赵一", code=A, *, file=None, **change) -> Card:
    given = {
        "stage": "review",
        "uscc": code,
        "examiner": name,
        "panel": None,
        "scale": "percent",
        "marks": MARKS,
        "place": Place(file or f"{name}.xlsx", "2026-001"),
    }
    return Card(**(given | change))


def admit(cards, given=None, stage="review"):
    return admit_cards(cards, given or registers(), stage, PEOPLE, called="资料评审")


def states(cards):
    return {(c.examiner, c.uscc): c.state for c in cards}


def codes(problems):
    return [p.code for p in problems]


def test_a_card_of_the_panel_is_admitted_with_the_panels_name():
    cards, problems = admit([card("赵 一"), card("钱二（证钱二）")])
    assert problems == ()
    assert [(c.examiner, c.panel, c.state) for c in cards] == [
        ("赵一", "第一组", CardState.SUBMITTED),
        ("钱二", "第一组", CardState.SUBMITTED),
    ]


def test_the_ids_are_those_of_the_expected_cards():
    cards, _ = admit([card(n, code) for n in ("赵一", "钱二", "孙三") for code in (A, B)])
    expected = expected_cards(registers(), "review", PEOPLE)
    assert {(c.uscc, c.examiner, c.panel) for c in cards} == {
        (e.uscc, e.examiner, e.panel) for e in expected
    }


def test_a_card_in_two_files_counts_in_neither_and_names_both():
    twins = [card(file="一.xlsx"), card(file="二.xlsx"), card("钱二")]
    cards, problems = admit(twins)
    assert [c.state for c in cards if c.examiner == "赵一"] == [CardState.REFUSED] * 2
    assert states(cards)["钱二", A] is CardState.SUBMITTED
    assert codes(problems) == ["card-twice"] * 2
    assert all("一.xlsx" in p.message and "二.xlsx" in p.message for p in problems)


def test_equal_copies_are_still_two_cards_and_a_refused_one_counts_as_one():
    cards, problems = admit([card(file="一.xlsx"), card(file="二.xlsx", state=CardState.REFUSED)])
    assert {c.state for c in cards} == {CardState.REFUSED}
    assert codes(problems) == ["card-twice"] * 2


def test_a_blank_sheet_beside_a_filled_one_is_no_second_card():
    blank = card(file="空.xlsx", marks={}, state=CardState.NOT_SUBMITTED)
    cards, problems = admit([blank, card(file="一.xlsx")])
    assert [c.state for c in cards] == [CardState.SUBMITTED]
    assert problems == ()


def test_a_recusal_beside_marks_in_another_file_is_a_contradiction():
    recused = card(file="回避.xlsx", marks={}, state=CardState.RECUSED)
    cards, problems = admit([recused, card(file="一.xlsx")])
    assert {c.state for c in cards} == {CardState.REFUSED}
    assert codes(problems) == ["card-twice"] * 2


def test_the_same_recusal_twice_is_harmless():
    twice = [card(file=f, marks={}, state=CardState.RECUSED) for f in ("一.xlsx", "二.xlsx")]
    _, problems = admit(twice)
    assert problems == ()


def test_an_examiner_from_outside_the_panel_is_refused():
    cards, problems = admit([card("周五")])
    assert states(cards) == {("周五", A): CardState.REFUSED}
    assert codes(problems) == ["card-not-on-panel"]
    assert problems[0].place == Place("周五.xlsx", "2026-001")


def test_a_blank_sheet_from_outside_the_panel_is_nothing():
    assert admit([card("周五", marks={}, state=CardState.NOT_SUBMITTED)]) == ((), ())


def test_marks_of_a_recused_examiner_are_kept_apart():
    given = registers(recusals=(Recusal(person="钱二", uscc=A),))
    cards, problems = admit([card("钱二"), card("钱二", B)], given)
    assert states(cards) == {("钱二", A): CardState.RECUSED, ("钱二", B): CardState.SUBMITTED}
    assert cards[0].marks == MARKS
    assert [(p.code, p.severity) for p in problems] == [("card-recused", Severity.ERROR)]


def test_a_recused_examiner_without_marks_is_silent():
    given = registers(recusals=(Recusal(person="钱二", uscc=A),))
    cards, problems = admit([card("钱二", marks={}, state=CardState.NOT_SUBMITTED)], given)
    assert states(cards) == {("钱二", A): CardState.RECUSED}
    assert problems == ()


def test_recusal_outranks_not_being_on_the_panel():
    given = registers(recusals=(Recusal(person="周五", uscc=A),))
    cards, problems = admit([card("周五")], given)
    assert states(cards) == {("周五", A): CardState.RECUSED}
    assert codes(problems) == ["card-recused"]


def test_an_applicant_that_does_not_take_part_is_a_warning():
    cards, problems = admit([card(code="91330383MAXX0012XX")])
    assert [c.state for c in cards] == [CardState.WITHDRAWN]
    assert [(p.code, p.severity) for p in problems] == [("card-not-needed", Severity.WARNING)]


def test_a_namesake_without_certificate_is_refused():
    people = (Examiner(name="赵一", certificate="甲"), Examiner(name="赵一", certificate="乙"))
    seats = (Member(panel="第一组", name="赵一", certificate="甲", leader=True),)
    given = registers(examiners=people, members=seats)
    cards, problems = admit([card("赵一")], given)
    assert {c.state for c in cards} == {CardState.REFUSED}
    assert codes(problems) == ["examiner-ambiguous"]
    cards, problems = admit([card("赵一（甲）")], given)
    assert states(cards) == {("赵一（甲）", A): CardState.SUBMITTED}
    cards, problems = admit([card("赵一（乙）")], given)
    assert codes(problems) == ["card-not-on-panel"]


def test_unsigned_cards_stay_refused_and_do_not_collide():
    unsigned = [card("", file=f, state=CardState.REFUSED) for f in ("一.xlsx", "二.xlsx")]
    cards, problems = admit(unsigned)
    assert [c.state for c in cards] == [CardState.REFUSED] * 2
    assert len({c.examiner for c in cards}) == 2
    assert problems == ()


def test_without_panels_every_card_is_admitted_with_the_panel_it_says():
    given = registers(members=None, assignments=None)
    cards, problems = admit([card("周五", panel="第九组"), card("吴六")], given)
    assert states(cards) == {("周五", A): CardState.SUBMITTED, ("吴六", A): CardState.SUBMITTED}
    assert {c.examiner: c.panel for c in cards} == {"周五": "第九组", "吴六": None}
    assert [(p.code, p.value) for p in problems] == [("examiner-unknown", "吴六")]


def test_consensus_lies_beside_the_cards_and_is_admitted_once():
    both = [card("合议", consensus=True), card("赵一")]
    cards, problems = admit(both)
    assert states(cards) == {("合议", A): CardState.SUBMITTED, ("赵一", A): CardState.SUBMITTED}
    assert problems == ()
    cards, problems = admit([*both, card("合议", consensus=True, file="再.xlsx")])
    assert states(cards)["合议", A] is CardState.REFUSED
    assert codes(problems) == ["card-twice"] * 2


def points(name, code=A):
    return card(name, code, scale="points", marks={"4.1": Decimal(50)})


def test_the_rarer_scale_is_refused_and_one_workbook_of_each_is_named():
    cards, problems = admit([card("赵一"), card("钱二"), points("孙三")])
    assert states(cards) == {
        ("赵一", A): CardState.SUBMITTED,
        ("钱二", A): CardState.SUBMITTED,
        ("孙三", A): CardState.REFUSED,
    }
    assert codes(problems) == ["scales-mixed"]
    assert problems[0].place.file == "孙三.xlsx"
    assert "孙三.xlsx" in problems[0].message
    assert "赵一.xlsx" in problems[0].message


def test_equally_many_of_both_scales_are_all_refused():
    cards, problems = admit([card("赵一"), points("孙三")])
    assert {c.state for c in cards} == {CardState.REFUSED}
    assert codes(problems) == ["scales-mixed"]


def test_a_stage_of_category_points_alone_is_fine():
    cards, problems = admit([points("赵一"), points("孙三")])
    assert {c.state for c in cards} == {CardState.SUBMITTED}
    assert problems == ()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_files_never_matters(seed):
    cards = [
        card("赵一", file="一.xlsx"), card("赵一", file="二.xlsx"), card("钱二"), points("孙三"),
        card("周五"), card("钱二", B), card("", state=CardState.REFUSED), card("合议", consensus=True),
    ]  # fmt: skip
    shuffled = list(cards)
    random.Random(seed).shuffle(shuffled)
    assert admit(shuffled) == admit(cards)


def test_a_blank_sheet_for_one_who_does_not_take_part_is_nothing():
    blank = card(code="91330383MAXX0012XX", marks={}, state=CardState.NOT_SUBMITTED)
    assert admit([blank]) == ((), ())
