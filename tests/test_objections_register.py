"""The register of objections: whom, in time or late, decided or not, and who is left."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.models import Day, Objection
from wzqa.problems import Exit, Severity, WzqaError
from wzqa.publicity.objections import (
    Standing,
    Subject,
    Vacated,
    check_decision,
    concerns,
    left,
    standings,
    undecided,
)
from wzqa.publicity.periods import Period

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
SUBJECTS = [
    Subject(
        uscc=A, name="示例甲（集团）有限公司", former_names=("示例老甲有限公司",), selected=True
    ),
    Subject(uscc=B, name="示例乙有限公司", selected=True),
    Subject(uscc=C, name="示例丙有限公司", selected=False),
]
PERIOD = Period(
    start=date(2026, 11, 6),
    first_day=date(2026, 11, 7),
    end=date(2026, 11, 13),
    days=7,
    basis="",
)


def on(day, last=None):
    return Day(date.fromisoformat(day), date.fromisoformat(last or day))


def objection(no="1", about=A, **over):
    base = {
        "received": on("2026-11-10"),
        "way": "来信",
        "matter": "反映的问题",
        "real_name": True,
        "evidence": "",
        "handler": "经办甲",
        "inquiry": "",
        "finding": "",
        "replied": None,
    }
    return Objection(no=no, about=about, **(base | over))


def judged(*rows, decisions=None, period=PERIOD):
    return standings(rows, SUBJECTS, decisions or {}, period)


def single(decision=None, *, period=PERIOD, **over):
    found, problems = judged(
        objection(**over), decisions={"1": decision} if decision else {}, period=period
    )
    return found[0], {p.code for p in problems}


# --- whom ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "uscc"),
    [
        (A, A),
        (A.lower(), A),
        (" 9133 0302 MAXX 0001 5J ", A),
        ("示例甲（集团）有限公司", A),
        ("示例甲(集团) 有限公司", A),
        ("示例老甲有限公司", A),
        (f"示例乙有限公司（{B}）", B),
        ("示例丙有限公司", C),
        ("示例甲", None),  # a part of a name is not guessed
        ("示例甲有限公司", None),
        ("某不存在公司", None),
        (f"{A}、{B}", None),
        ("", None),
    ],
)
def test_an_objection_concerns_a_code_or_a_whole_name(about, uscc):
    found = concerns(about, SUBJECTS)
    assert (found.uscc if found else None) == uscc


def test_two_organisations_of_one_name_are_not_told_apart():
    twins = [Subject(uscc=code, name="示例甲公司", selected=True) for code in (A, B)]
    assert concerns("示例甲公司", twins) is None


def test_an_objection_about_nobody_is_named_and_still_waits_for_the_committee():
    standing, codes = single(about="某不存在公司")
    assert (standing.uscc, standing.name) == (None, "某不存在公司")
    assert "objection-about-nobody" in codes
    assert standing.open


def test_an_objection_about_one_who_is_not_selected_says_so():
    standing, codes = single(about=C)
    assert standing.uscc == C
    assert standing.selected is False
    assert "objection-about-nobody" not in codes


# --- deadline and state -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (on("2026-11-13"), False),
        (on("2026-11-14"), True),
        (on("2026-11-01"), False),
        (on("2026-11-01", "2026-11-30"), None),
        (on("2026-12-01", "2026-12-31"), True),
        (None, None),
    ],
)
def test_an_objection_is_late_from_the_day_after_the_end(received, late):
    standing, codes = single(received=received)
    assert standing.late is late
    assert standing.deadline == date(2026, 11, 13)
    assert ("objection-late" in codes) is (late is True)
    assert ("objection-received" in codes) is (received is None)


def test_a_late_objection_waits_for_the_committee_as_well():
    standing, _ = single(received=on("2026-11-14"))
    assert standing.open


def test_without_a_period_nothing_is_late():
    standing, _ = single(period=None, received=on("2030-01-01"))
    assert standing.late is None
    assert standing.deadline is None


@pytest.mark.parametrize(
    ("finding", "decision", "state"),
    [
        ("", None, "已登记，待调查"),
        ("调查中", None, "调查中"),
        ("成立", None, "待评委会审查"),
        ("部分成立", None, "待评委会审查"),
        ("成立", "upheld", "成立，待答复"),
        ("不成立", "dismissed", "不成立，待答复"),
    ],
)
def test_the_state_follows_the_inquiry_then_the_committee(finding, decision, state):
    standing, _ = single(decision, finding=finding)
    assert standing.state == state
    assert standing.open is (decision is None)


def test_an_anonymous_objection_is_registered_without_a_duty_to_reply():
    standing, _ = single("dismissed", real_name=False, finding="不成立")
    assert standing.anonymous is True
    assert standing.reply_due is False
    assert standing.state == "不成立"
    still, _ = single(real_name=False)
    assert still.open


def test_a_real_name_is_answered_once():
    due, _ = single("dismissed", finding="不成立")
    done, _ = single("dismissed", finding="不成立", replied=on("2026-11-20"))
    assert due.reply_due
    assert not done.reply_due


def test_a_blank_real_name_is_asked_for():
    standing, codes = single(real_name=None)
    assert standing.anonymous is None
    assert "objection-real-name" in codes


@pytest.mark.parametrize(
    ("finding", "decision", "code"),
    [
        ("成立", "dismissed", "objection-against-inquiry"),
        ("不成立", "upheld", "objection-against-inquiry"),
        ("", "upheld", "objection-inquiry-open"),
        ("调查中", "dismissed", "objection-inquiry-open"),
        ("部分成立", "upheld", None),
        ("部分成立", "dismissed", None),
        ("成立", "upheld", None),
    ],
)
def test_a_decision_beside_the_inquiry_is_named(finding, decision, code):
    _, codes = single(decision, finding=finding)
    assert codes & {"objection-against-inquiry", "objection-inquiry-open"} == (
        {code} if code else set()
    )


def test_numbers_must_be_there_and_unique():
    _, problems = judged(objection("1"), objection("1", B), objection(""))
    assert [p.code for p in problems if p.severity is Severity.ERROR] == ["objection-number"] * 3


def test_a_decided_objection_that_left_the_register_is_missed():
    found, problems = judged(objection("1"), decisions={"9": "upheld"})
    assert undecided(found) == ("1",)
    assert [(p.code, p.value) for p in problems] == [("objection-gone", "9")]


# --- decisions ----------------------------------------------------------------------------------


def test_a_decision_fits_one_row():
    found, _ = judged(
        objection("1"), objection("2", "某不存在公司"), objection("3"), objection("3")
    )
    assert check_decision("1", "upheld", found).uscc == A
    assert check_decision("2", "dismissed", found).uscc is None
    for no, verdict in (("2", "upheld"), ("3", "dismissed"), ("4", "dismissed"), ("", "dismissed")):
        with pytest.raises(WzqaError) as caught:
            check_decision(no, verdict, found)
        assert caught.value.exit_code == Exit.INPUT
        assert caught.value.problems[0].code == "decide-objection"


# --- who is left --------------------------------------------------------------------------------

SELECTED = {"质量奖": (A, B), "创新奖": (C,)}


def test_an_upheld_objection_vacates_the_place_and_nobody_moves_up():
    found, _ = judged(objection("1"), decisions={"1": "upheld"})
    who = left(SELECTED, found, {}, {})
    assert who.stays == {"质量奖": (B,), "创新奖": (C,)}
    assert who.vacated == (Vacated("质量奖", A, "第1号异议成立"),)


@pytest.mark.parametrize("decision", [None, "dismissed"])
def test_an_open_or_dismissed_objection_vacates_nothing(decision):
    found, _ = judged(objection("1"), decisions={"1": decision} if decision else {})
    assert left(SELECTED, found, {}, {}).vacated == ()


def test_a_failed_second_check_and_a_withdrawal_vacate_too_with_every_reason():
    found, _ = judged(objection("1"), objection("2"), decisions={"1": "upheld", "2": "upheld"})
    who = left(SELECTED, found, {A: "发生较大事故", C: ""}, {B: "企业书面申请"})
    assert who.stays == {"质量奖": (), "创新奖": ()}
    assert who.vacated == (
        Vacated(
            "质量奖",
            A,
            "第1号异议成立；第2号异议成立；授奖资格审查不符合（发生较大事故）",
        ),
        Vacated("质量奖", B, "退出（企业书面申请）"),
        Vacated("创新奖", C, "授奖资格审查不符合"),
    )


def test_an_upheld_objection_about_one_who_is_not_on_the_list_changes_nothing():
    found, _ = judged(objection("1", C), decisions={"1": "upheld"})
    who = left({"质量奖": (A, B)}, found, {}, {})
    assert who.stays == {"质量奖": (A, B)}
    assert who.vacated == ()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B, C, "某公司"]), st.sampled_from(["upheld", "dismissed", None])
        ),
        max_size=6,
    ),
    st.sets(st.sampled_from([A, B, C])),
    st.sets(st.sampled_from([A, B, C])),
)
def test_those_left_and_those_vacated_are_the_selected_in_order(rows, failed, gone):
    found, _ = judged(
        *(objection(str(n), about) for n, (about, _) in enumerate(rows)),
        decisions={str(n): d for n, (_, d) in enumerate(rows) if d},
    )
    assert all(isinstance(s, Standing) for s in found)
    who = left(SELECTED, found, dict.fromkeys(failed, ""), dict.fromkeys(gone, ""))
    for award, codes in SELECTED.items():
        out = [v.uscc for v in who.vacated if v.award == award]
        assert [c for c in codes if c not in out] == list(who.stays[award])
        assert set(out) | set(who.stays[award]) == set(codes)
    struck = {about for about, d in rows if d == "upheld"} | failed | gone
    assert {v.uscc for v in who.vacated} == struck & {A, B, C}
