"""Where a department stands: asked, answered in whole or in part, silent, excused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from eligibility_cases import applicant, context
from hypothesis import given
from hypothesis import strategies as st

from wzqa.models import Day, Decision, Verification
from wzqa.problems import Place
from wzqa.rules.departments import Counts, State, counts, standings, unasked
from wzqa.rules.rule import Inquiry

SAFETY, JUSTICE = "温州市应急管理局", "温州市司法局"  # E10; E04 and E12
BY = date(2026, 10, 15)
ONE = applicant()
TWO = applicant(app_no="2026-龙湾-002", name="温州示例电气有限公司", uscc="91330303MAXX00023U")


def letter(department, rules, *, asked=(), by=BY):
    return Inquiry(department=department, rules=rules, issued=date(2026, 9, 27), answer_by=by,
                   asked=asked, letter="温质奖评办〔2026〕20号")  # fmt: skip


LETTERS = (letter(SAFETY, ("E10",)), letter(JUSTICE, ("E04", "E12")))


def reply(who, rule, result="pass", department=JUSTICE):
    return Verification(app_no=who.app_no, rule=rule, outcome=result, basis="本部门记录", reply=True,
                        department=department, place=Place("反馈.xlsx", "反馈表", "H7"))  # fmt: skip


def excuse(department=JUSTICE, by=BY):
    return Decision(id=1, kind="silence", stage="publicity", subject=department,
                    content={"second": True, "answer_by": by.isoformat(), "letter": "号"},
                    why="催复未复", by="示例主任", at="2026-10-16T09:00:00")  # fmt: skip


def stand(rows=(), *, letters=LETTERS, excuses=(), today=BY, consent=False, people=(ONE, TWO)):
    where = context(second=True, inquiries=letters, verifications=rows)
    found = standings(people, where, excuses, today, consent=consent)
    return {s.department: s for s in found}


WHOLE = [reply(who, rule) for who in (ONE, TWO) for rule in ("E04", "E12")]
LATE = BY + timedelta(days=1)


@pytest.mark.parametrize(
    ("given_", "state"),
    [
        pytest.param({"letters": ()}, State.UNSENT, id="没有函"),
        pytest.param({}, State.WAITING, id="期限当天"),
        pytest.param({"today": LATE}, State.OVERDUE, id="期限次日"),
        pytest.param({"rows": WHOLE[:3]}, State.PARTIAL, id="少一条规则"),
        pytest.param({"rows": WHOLE[:2], "today": LATE}, State.PARTIAL, id="少一家"),
        pytest.param({"rows": WHOLE}, State.ANSWERED, id="齐全"),
        pytest.param({"rows": WHOLE, "today": LATE}, State.ANSWERED, id="齐全与期限无关"),
        pytest.param({"today": LATE, "excuses": [excuse()]}, State.EXCUSED, id="决定不再等候"),
        pytest.param({"rows": WHOLE, "excuses": [excuse()]}, State.ANSWERED, id="答复在决定之后"),
        pytest.param({"excuses": [excuse(SAFETY)]}, State.WAITING, id="决定的是别的部门"),
        pytest.param({"excuses": [excuse(by=LATE)]}, State.WAITING, id="决定的是另一份函"),
        pytest.param({"letters": (), "excuses": [excuse()]}, State.UNSENT, id="没有函的不能免"),
        pytest.param({"consent": True}, State.WAITING, id="设置了视为同意但期限未过"),
        pytest.param({"consent": True, "today": LATE}, State.CONSENT, id="期限过后视为同意"),
        pytest.param({"rows": WHOLE[:1], "consent": True}, State.PARTIAL, id="部分答复期限未过"),
    ],
)
def test_where_a_department_stands(given_, state):
    found = stand(**given_)[JUSTICE]
    assert found.state is state
    settled = state in {State.ANSWERED, State.EXCUSED, State.CONSENT}
    assert found.settled is settled
    assert bool(found.owed) is not settled
    assert bool(found.sentence) is not settled


def test_what_is_owed_is_named_with_its_day():
    found = stand(WHOLE[:2], today=LATE)[JUSTICE]
    assert [a.app_no for a in found.owed] == [TWO.app_no]
    assert found.sentence == f"{JUSTICE}：答复不全，欠1家（答复期限2026年10月15日）"
    assert [line.word for line in found.lines] == ["通过", "未复"]


def test_one_refusal_among_many_is_the_word():
    rows = [reply(ONE, "E04"), reply(ONE, "E12", "fail"), reply(TWO, "E04")]
    assert [line.word for line in stand(rows)[JUSTICE].lines] == ["不通过", "部分答复"]


def test_a_row_that_the_office_signed_is_no_departments_answer():
    signed = replace(reply(TWO, "E12"), reply=False, person="示例核查员")
    assert stand([*WHOLE[:3], signed])[JUSTICE].state is State.PARTIAL


def test_the_numbers_say_only_what_came():
    rows = [*WHOLE[:3], reply(ONE, "E10", "fail", SAFETY)]
    got = counts(list(stand(rows, today=LATE).values()))
    assert got == Counts(asked=2, answered=2, silent=(), waiting=0, objected=1)
    got = counts(list(stand([], today=LATE).values()))
    assert got == Counts(asked=2, answered=0, silent=(SAFETY, JUSTICE), waiting=0, objected=0)
    got = counts(list(stand([], letters=LETTERS[:1]).values()))
    assert got == Counts(asked=1, answered=0, silent=(), waiting=1, objected=0)
    assert counts(list(stand([], letters=()).values())).asked == 0
    told = {"asked": 2, "answered": 1, "silent": [JUSTICE], "waiting": 0, "objected": 0}
    assert Counts.from_json(told).silent == (JUSTICE,)


@given(
    st.lists(st.sampled_from(range(4)), unique=True),
    st.booleans(),
    st.booleans(),
    st.integers(-3, 3),
)
def test_the_numbers_always_add_up(which, excused, consent, days):
    found = stand(
        [WHOLE[n] for n in which],
        excuses=[excuse()] if excused else (),
        consent=consent,
        today=BY + timedelta(days=days),
    )
    got = counts(list(found.values()))
    assert got.asked == got.answered + len(got.silent) + got.waiting
    assert got.answered == (1 if which else 0)
    if excused:
        assert found[JUSTICE].settled  # a person can always bring it to an end


def test_whoever_was_not_asked_is_named_once_at_its_cell():
    only_one = (letter(JUSTICE, ("E04", "E12"), asked=(ONE.name, ONE.uscc)),)

    def codes(*rows, letters=only_one, second=True):
        where = context(second=second, inquiries=letters, verifications=rows)
        found = unasked(where, [ONE, TWO])
        assert all(p.place.cell == "H7" for p in found)
        return [p.code for p in found]

    assert codes(reply(ONE, "E04")) == []
    assert codes(reply(TWO, "E04")) == ["reply-firm-unasked"]
    sent = only_one[0].issued
    for late, expected in ((-1, ["reply-before-letter"]), (0, [])):
        day = sent + timedelta(days=late)
        assert codes(replace(reply(ONE, "E04"), day=Day(day, day))) == expected
        for known in ("温质奖评办〔2026〕2号", ""):
            where = context(second=True, verifications=[replace(reply(ONE, "E04"), day=Day(day, day))],
                            inquiries=[replace(only_one[0], letter=known)])  # fmt: skip
            assert all((known or "未编号") in p.message for p in unasked(where, [ONE, TWO]))
    assert codes(reply(ONE, "E10", department=SAFETY)) == ["reply-department-unasked"]
    assert codes(reply(ONE, "E10", department="温州市示例局")) == ["reply-department-unasked"]
    assert codes(reply(ONE, "E10", department=SAFETY), letters=(), second=False) == []
    assert codes(replace(reply(TWO, "E04"), reply=False)) == []
