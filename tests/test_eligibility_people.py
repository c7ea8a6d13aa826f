"""Who outranks whom: `decide finding`, 核查表, 反馈表; two checks; the tables for people."""

from datetime import date

import pytest
from eligibility_cases import (
    NO,
    applicant,
    context,
    decided,
    exact,
    finding,
    month,
    outcome,
    row,
    settings,
)  # fmt: skip

from wzqa.eligibility import (
    RULES,
    Inquiry,
    check_of,
    decide_ok,
    open_points,
    screen,
    standing,
    stray_replies,
    supplement_points,
)
from wzqa.models import Registers
from wzqa.problems import Place, WzqaError

ASKED = {"complaints": "有"}  # E11 pending


def settled(code="E11", changes=ASKED, *, rows=(), decisions=(), **over):
    where = context(over=settings(**over), verifications=rows, decisions=decisions)
    return finding(code, applicant(**changes), where)


@pytest.mark.parametrize(("result", "expected"), [("pass", "pass"), ("fail", "fail")])
def test_a_row_of_the_check_table_settles_a_pending_point(result, expected):
    found = settled(rows=[row(result)])
    assert (str(found.outcome), str(found.machine), found.decided_by) == (
        expected,
        "pending",
        "示例核查员",
    )
    assert found.decided_why == f"查档{result}"
    assert found.machine_reason.startswith("近3年重大投诉填“有”")


def test_the_source_stays_the_applicants_cell_and_the_row_stands_behind_it():
    found = settled(rows=[row("pass")])
    assert found.evidence == (
        applicant().at("complaints"),
        Place("核查表.xlsx", "资格核查表", "H4"),
    )


def test_a_decision_outranks_the_check_table_which_outranks_a_reply():
    rows = [row("fail", rule="E10", reply=True), row("pass", rule="E10")]
    assert str(settled("E10", {}, rows=rows[:1]).outcome) == "fail"
    assert str(settled("E10", {}, rows=rows).outcome) == "pass"
    assert (
        str(settled("E10", {}, rows=rows, decisions=[decided("fail", rule="E10")]).outcome)
        == "fail"
    )


def test_a_later_decision_supersedes():
    both = [decided("pass", number=2), decided("fail", number=1)]
    assert str(settled(decisions=both).outcome) == "pass"


def test_a_decision_may_name_the_code():
    found = settled(decisions=[decided("pass", subject="91330302MAXX00015J")])
    assert (str(found.outcome), found.decided_by) == ("pass", "示例主任")


def test_a_decision_may_override_what_the_machine_found_and_shows_both():
    found = settled(
        "E03", {"reg_date": exact("2024-01-01")}, decisions=[decided("pass", rule="E03")]
    )
    assert (str(found.outcome), str(found.machine)) == ("pass", "fail")
    assert "2027年1月1日" in found.machine_reason


def test_two_rows_of_one_kind_that_differ_leave_the_point_pending_and_both_are_named():
    found = settled(rows=[row("pass", person="甲核查员"), row("fail", person="乙核查员")])
    assert (str(found.outcome), found.decided_by) == ("pending", None)
    assert "甲核查员" in found.reason
    assert "乙核查员" in found.reason


def test_two_departments_that_differ_leave_the_point_pending():
    replies = [
        row("pass", rule="E12", reply=True, department="温州市司法局"),
        row("fail", rule="E12", reply=True, department="温州市司法局", person="另一人"),
    ]
    assert str(settled("E12", {}, rows=replies).outcome) == "pending"


def test_two_rows_that_agree_are_signed_by_both():
    found = settled(rows=[row("pass", person="甲"), row("pass", person="乙")])
    assert (str(found.outcome), found.decided_by) == ("pass", "甲、乙")


def test_a_department_speaks_for_its_own_rules_only():
    foreign = row("fail", rule="E11", reply=True)
    assert str(settled(rows=[foreign]).outcome) == "pending"
    where = context(verifications=[foreign])
    assert [p.code for p in stray_replies(where)] == ["reply-not-own-rule"]
    own = row("fail", rule="E10", reply=True)
    assert stray_replies(context(verifications=[own])) == []


def test_an_objection_of_a_department_fails_but_under_e04_a_person_decides():
    lawful = settled(
        "E04", {}, rows=[row("fail", rule="E04", reply=True, department="温州市司法局")]
    )
    assert (str(lawful.outcome), lawful.decided_by) == ("pending", None)
    assert lawful.evidence == (Place("核查表.xlsx", "资格核查表", "H4"),)
    found = settled(
        "E12", {}, rows=[row("fail", rule="E12", reply=True, department="温州市司法局")]
    )
    assert (str(found.outcome), found.decided_by) == ("fail", None)


def test_the_check_table_settles_e04_after_a_reply_with_problems():
    rows = [row("fail", rule="E04", reply=True, department="温州市司法局"), row("pass", rule="E04")]
    assert str(settled("E04", {}, rows=rows).outcome) == "pass"


def test_a_departments_consent_does_not_wipe_out_what_the_applicant_admits():
    found = settled(
        "E10", {"accidents": "有：2024年3月较大事故"}, rows=[row("pass", rule="E10", reply=True)]
    )
    assert str(found.outcome) == "pending"


def test_a_required_reply_that_is_in_settles():
    found = settled(
        "E10", {}, rows=[row("pass", rule="E10", reply=True)], require_department_reply=True
    )
    assert (str(found.outcome), found.decided_by) == ("pass", "温州市应急管理局")


@pytest.mark.parametrize(
    ("answer_by", "switch", "expected"),
    [
        pytest.param("2026-07-30", True, "pass", id="逾期视为无意见"),
        pytest.param("2026-07-31", True, "pending", id="答复日当天还没有逾期"),
        pytest.param("2026-07-30", False, "pending", id="没有打开这项设置"),
    ],
)
def test_silence_counts_only_after_the_answer_by_day_and_when_switched_on(
    answer_by, switch, expected
):
    inquiry = Inquiry(
        department="温州市应急管理局",
        rules=("E10",),
        issued=date(2026, 7, 1),
        answer_by=date.fromisoformat(answer_by),
    )
    rules = settings(require_department_reply=True, no_reply_means_no_objection=switch)
    where = context(over=rules, inquiries=[inquiry])
    assert outcome("E10", where=where) == expected
    assert outcome("E12", where=where) == "pending"


def test_a_department_that_was_excused_is_not_waited_for():
    rules = settings(require_department_reply=True)
    where = context(over=rules, excused=["温州市应急管理局"])
    assert outcome("E10", where=where) == "pass"
    assert outcome("E12", where=where) == "pending"


def test_silence_settles_nothing_that_the_applicant_stated():
    inquiry = Inquiry(
        department="温州市应急管理局",
        rules=("E10",),
        issued=date(2026, 7, 1),
        answer_by=date(2026, 7, 2),
    )
    where = context(over=settings(no_reply_means_no_objection=True), inquiries=[inquiry])
    assert outcome("E10", applicant(accidents="有"), where) == "pending"


def test_a_row_for_another_applicant_says_nothing():
    assert str(settled(rows=[row("fail", app_no="2026-鹿城-002")]).outcome) == "pending"
    by_code = row("pass", app_no="", uscc="91330302MAXX00015J")
    assert str(settled(rows=[by_code]).outcome) == "pass"
    by_name = row("pass", app_no="", name="温州示例阀门 有限公司")
    assert str(settled(rows=[by_name]).outcome) == "pass"


# --- nobody is refused without a signature --------------------------------------------------------

YOUNG = {"reg_date": exact("2024-01-01")}  # E03 fails


def test_a_fail_of_the_machine_is_a_proposal_until_a_person_signs_it():
    found = settled("E03", YOUNG)
    assert (str(found.outcome), found.decided_by, found.unsigned) == ("fail", None, True)
    assert found.word == "拟不符合"
    for over in (
        {"rows": [row("fail", rule="E03")]},
        {"decisions": [decided("fail", rule="E03")]},
    ):
        signed = settled("E03", YOUNG, **over)
        assert (str(signed.outcome), signed.unsigned, signed.word) == ("fail", False, "不符合")
        assert signed.decided_by
        assert "2027年1月1日" in signed.reason  # what the rule found stands beside the signature


def test_a_departments_refusal_is_a_proposal_too():
    reply = row("fail", rule="E10", reply=True)
    found = settled("E10", {}, rows=[reply])
    assert (str(found.outcome), found.decided_by, found.unsigned) == ("fail", None, True)
    assert "温州市应急管理局反馈结论“不通过”" in found.reason
    assert reply.place in found.evidence
    signed = settled("E10", {}, rows=[reply, row("fail", rule="E10")])
    assert (signed.unsigned, signed.decided_by) == (False, "示例核查员")
    assert str(settled("E10", {}, rows=[reply, row("pass", rule="E10")]).outcome) == "pass"


def test_a_letter_may_cite_the_signed_refusals_only():
    who = applicant(**YOUNG, region="杭州市")
    one = screen(who, context(decisions=[decided("fail", rule="E03")]))
    assert str(one.verdict) == "fail"
    assert [f.rule for f in one.refused_for] == ["E03"]
    assert [f.rule for f in one.unsigned] == ["E01"]
    assert one.word == "拟不符合"


@pytest.mark.parametrize("rule", sorted(r.code for r in RULES))
def test_no_rule_refuses_by_itself(rule):
    """Whatever a rule finds, in either check, a fail without a person is unsigned."""
    worst = applicant(
        region="杭州市", legal_person=False, org_type="分公司", reg_date=exact("2026-01-01"),
        agri=True, agri_grade="D", pe_start=exact("2026-01-01"), recommended="不推荐",
        sampling="2025年4月抽查不合格", accidents="2025年3月重大事故", violations="2025年被列入失信被执行人",
    )  # fmt: skip
    for second in (False, True):
        found = {f.rule: f for f in screen(worst, context(second=second)).findings}.get(rule)
        if found and str(found.outcome) == "fail":
            assert found.unsigned


def test_the_check_table_lists_pending_and_proposed_with_the_whole_text():
    told = "有：2025年3月较大事故"
    who = applicant(complaints="有", accidents=told, trouble={"accidents": (told, "")})
    points = open_points([screen(who, context())])
    assert [(p.rule, p.proposal) for p in points] == [("E10", "拟不符合"), ("E11", "待核实")]
    assert points[0].quote.startswith("未发生较大以上")
    assert (points[0].stated, points[0].where) == (told, str(who.at("accidents")))


# --- what cannot be decided -----------------------------------------------------------------------


def refusal(code, result="pass", changes=(), where=None):
    with pytest.raises(WzqaError) as caught:
        decide_ok(screen(applicant(**dict(changes)), where or context()), code, result)
    return caught.value.problems[0].code, caught.value.exit_code


def test_an_unknown_rule_is_refused():
    assert refusal("E21") == ("rule-unknown", 2)
    assert refusal("e03") == ("rule-unknown", 2)


def test_a_rule_that_does_not_apply_is_refused():
    assert refusal("E05") == ("rule-not-applicable", 2)


def test_an_invalid_code_only_a_corrected_workbook_settles():
    assert refusal("E17", changes={"uscc": None}) == ("finding-needs-workbook", 1)
    rows, decisions = [row("pass", rule="E17")], [decided("pass", rule="E17")]
    found = settled("E17", {"uscc": None}, rows=rows, decisions=decisions)
    assert (str(found.outcome), found.decided_by) == ("missing", None)


def test_a_repeated_code_passes_only_when_one_is_withdrawn():
    twin = applicant(app_no="2026-瓯海-001")
    where = context(peers=[applicant(), twin])
    assert refusal("E17", "pass", where=where) == ("finding-needs-withdrawal", 1)
    assert decide_ok(screen(applicant(), where), "E17", "fail").rule == "E17"
    again = context(peers=[applicant(), twin], verifications=[row("pass", rule="E17")])
    assert outcome("E17", where=again) == "pending"


@pytest.mark.parametrize("code", ["E03", "E11", "E15", "E19"])
def test_any_rule_that_applies_may_be_decided(code):
    assert decide_ok(screen(applicant(), context()), code, "fail").rule == code


# --- two checks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "check"),
    [
        pytest.param(exact("2026-10-11"), "second", id="会后一天"),
        pytest.param(exact("2026-10-10"), "first", id="会议当天"),
        pytest.param(month(2026, 10), "first", id="只到月不能确定在会后"),
        pytest.param(month(2026, 11), "second", id="会后次月"),
        pytest.param(None, "", id="没有日期也没有批次，分不清"),
    ],
)
def test_an_unmarked_row_is_told_by_its_day(day, check):
    assert check_of(row("pass", day=day), date(2026, 10, 10)) == check
    assert check_of(row("pass", day=day), None) == "first"


@pytest.mark.parametrize("day", [exact("2026-10-11"), exact("2026-08-01"), None])
@pytest.mark.parametrize("mark", ["first", "second"])
def test_the_mark_of_the_sheet_outranks_the_day(mark, day):
    for meeting in (date(2026, 10, 10), None):
        assert check_of(row("pass", day=day, check=mark), meeting) == mark


# --- the second check ------------------------------------------------------------------------------


def second_check(before, *, changes=ASKED, code="E11", **later):
    """Settle a point in the first check and put it to the second, on the day after the meeting."""
    first = context(**before)
    told = {(NO, code): finding(code, applicant(**ASKED), first)}
    where = context(second=True, as_of=date(2026, 11, 30), earlier=told, **later)
    return finding(code, applicant(**changes), where)


@pytest.mark.parametrize(
    "before", [{"decisions": [decided("pass")]}, {"verifications": [row("pass")]}]
)
def test_what_a_person_let_pass_is_not_asked_again_on_the_same_facts(before):
    got = second_check(before)
    assert (str(got.outcome), str(got.machine)) == ("pass", "pending")
    assert got.decided_by
    assert f"资格审查时已核定“通过”（{got.decided_why}）" in got.reason


def test_new_evidence_is_asked_about():
    before = {"decisions": [decided("pass")]}
    assert (
        str(second_check(before, changes={"complaints": "有，2026年3月媒体曝光"}).outcome)
        == "pending"
    )
    said = second_check(before, decisions=[decided("fail", number=2)])
    assert (str(said.outcome), said.decided_by) == ("fail", "示例主任")
    assert str(second_check(before, verifications=[row("fail")]).outcome) == "fail"


@pytest.mark.parametrize(("result", "expected"), [("pass", "pass"), ("fail", "fail")])
def test_a_departments_answer_in_the_second_check_is_new_evidence_when_it_objects(result, expected):
    rules = settings()
    before = {"decisions": [decided("pass", rule="E10")]}
    first = finding(
        "E10", applicant(accidents="2025年3月较大事故1起"), context(over=rules, **before)
    )
    reply = row(result, rule="E10", reply=True)
    where = context(over=rules, second=True, earlier={(NO, "E10"): first}, verifications=[reply])
    got = finding("E10", applicant(accidents="2025年3月较大事故1起"), where)
    assert str(got.outcome) == expected
    assert got.unsigned == (expected == "fail")


def test_a_point_that_nobody_decided_in_the_first_check_is_asked():
    told = {(NO, "E11"): finding("E11", applicant(**ASKED), context())}
    assert (
        str(finding("E11", applicant(**ASKED), context(second=True, earlier=told)).outcome)
        == "pending"
    )


def test_a_statement_that_was_fresh_when_handed_in_is_not_stale_in_the_second_check():
    text = "截至2026年6月10日，未收到任何监督抽查不合格通知书"
    late = context(second=True, as_of=date(2026, 11, 30))
    assert outcome("E09", applicant(sampling=text), late) == "pass"


# --- tables and tags ------------------------------------------------------------------------------


def test_open_points_and_missing_ones_go_to_their_tables():
    who = applicant(complaints="有", proofs=False)
    screenings = [screen(who, context())]
    (point,) = open_points(screenings)
    assert (point.app_no, point.uscc, point.rule, point.article, point.matter) == (
        NO,
        "91330302MAXX00015J",
        "E11",
        "（十一）（五）",
        "重大投诉",
    )
    no_register = context(registers=Registers(past_winners=()))
    assert supplement_points([screen(applicant(), no_register)]) == []
    (lack,) = supplement_points(screenings)
    assert (lack.rule, lack.article, lack.place) == ("E18", "（十三）", who.at("proofs"))
    assert screenings[0].verdict == "missing"


def test_the_verdict_is_the_gravest():
    grades = [
        ({"complaints": "有", "proofs": False, "region": "杭州市"}, "fail"),
        ({"complaints": "有", "proofs": False}, "missing"),
        ({"complaints": "有"}, "pending"),
        ({"past_city_award": "2018年"}, "pass"),
    ]
    assert [str(screen(applicant(**c), context()).verdict) for c, _ in grades] == [
        v for _, v in grades
    ]


@pytest.mark.parametrize(
    ("changes", "tags"),
    [
        ({"recommended": "优先推荐"}, ("（十三）优先推荐",)),
        ({"county_award": "2023年度"}, ("（十三）已获县级政府质量奖，应当优先推荐",)),
        ({"county_award": "无"}, ()),
        ({}, ()),
    ],
)
def test_standing_tags(changes, tags):
    assert standing(applicant(**changes), context().edition) == tags
