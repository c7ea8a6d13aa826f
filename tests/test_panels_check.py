"""Panels: teams, leaders, qualifications, who scores whom, recusals, load, and questions."""

import dataclasses
from datetime import date

import pytest

from wzqa.models import (
    Applicant,
    Assignment,
    Day,
    Examiner,
    ExpectedCard,
    Member,
    Recusal,
    Registers,
)
from wzqa.panels import checking as panels
from wzqa.plan import shipped_plan
from wzqa.problems import Place, Severity
from wzqa.settings import Panels

DAY = date(2026, 7, 31)
A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
NAMES = {A: "示例甲制造有限公司", B: "示例乙服务有限公司", C: "示例丙建设有限公司"}


def rules(**change) -> Panels:
    given = {
        "min_members": 3,
        "max_members": 5,
        "qualification": ["国家级", "省级"],
        "max_load": 15,
    }
    return Panels(**(given | change))


def exactly(day: date) -> Day:
    return Day(day, day)


def examiner(name: str, **change) -> Examiner:
    given = {
        "name": name,
        "certificate": f"国质评{name}",
        "employer": f"{name}的单位",
        "qualification": "省级",
        "valid_until": exactly(date(2027, 12, 31)),
        "can_lead": True,
        "place": Place("名册.xlsx", "评审专家名册", f"A{ord(name[0]) % 90}"),
    }
    return Examiner(**(given | change))


def member(name: str, panel: str = "第一组", *, leader: bool = False, **change) -> Member:
    place = Place("分组.xlsx", "分组", f"A{ord(name[0]) % 90}")
    return Member(panel=panel, name=name, leader=leader, place=place, **change)


def applicant(code: str, **change) -> Applicant:
    return Applicant(app_no=f"2026-{code[-3:]}", name=NAMES[code], uscc=code, **change)


def assignment(code: str, panel: str = "第一组", **change) -> Assignment:
    return Assignment(panel=panel, uscc=code, name=NAMES.get(code, ""), **change)


def registers(**change) -> Registers:
    people = ("赵一", "钱二", "孙三", "李四")
    given = {
        "examiners": tuple(examiner(n) for n in people),
        "members": tuple(member(n, leader=n == "赵一") for n in people),
        "assignments": tuple(assignment(code) for code in NAMES),
        "recusals": (),
    }
    return Registers(**(given | change))


EVERYBODY = [applicant(code) for code in NAMES]


def check(given: Registers, applicants=None, **change):
    limits = change.pop("rules", rules())
    return panels.check(given, applicants or EVERYBODY, limits, shipped_plan(), day=DAY, **change)


def codes(problems) -> list[str]:
    return [p.code for p in problems]


def test_a_sound_panel_has_no_conflicts_and_no_questions():
    report = check(registers())
    assert (report.conflicts, report.questions) == ((), ())
    assert report.panels == (
        panels.PanelView(
            panel="第一组",
            leader="赵一",
            members=("赵一", "钱二", "孙三", "李四"),
            applicants=(A, B, C),
            by_stage={"review": (A, B, C), "visit": (A, B, C)},
        ),
    )
    assert report.load["钱二"] == {"review": 3, "visit": 3}


def test_without_a_table_of_panels_that_is_the_conflict():
    report = check(registers(members=None, assignments=None))
    assert codes(report.conflicts) == ["panels-missing"]
    assert report.panels == ()


@pytest.mark.parametrize(
    ("count", "found"), [(2, ["panel-size"]), (3, []), (5, []), (6, ["panel-size"])]
)
def test_a_panel_has_three_to_five_members(count, found):
    names = ["赵一", "钱二", "孙三", "李四", "周五", "吴六"][:count]
    given = registers(
        examiners=tuple(examiner(n) for n in names),
        members=tuple(member(n, leader=n == "赵一") for n in names),
    )
    assert codes(check(given).conflicts) == found


@pytest.mark.parametrize("leaders", [(), ("赵一", "钱二")])
def test_a_panel_has_exactly_one_leader(leaders):
    given = registers(
        members=tuple(member(n, leader=n in leaders) for n in ("赵一", "钱二", "孙三"))
    )
    report = check(given)
    assert codes(report.conflicts) == ["panel-leader"]
    assert report.panels[0].leader is None


def test_a_leader_whom_the_roster_does_not_list_is_a_question():
    people = (examiner("赵一", can_lead=False), *registers().examiners[1:])
    assert codes(check(registers(examiners=people)).questions) == ["leader-not-listed"]


def test_the_same_person_twice_in_a_panel_counts_once_and_is_named():
    members = (*registers().members[:2], member("钱二"))
    report = check(registers(members=members))
    assert sorted(codes(report.conflicts)) == ["member-twice", "panel-size"]


def test_a_member_who_is_not_in_the_roster_is_a_conflict():
    report = check(registers(members=(*registers().members, member("周五"))))
    assert [(p.code, p.value) for p in report.conflicts] == [("member-unknown", "周五")]


def test_without_a_roster_nobody_can_be_judged():
    report = check(registers(examiners=None))
    assert report.conflicts == ()
    assert codes(report.questions) == ["roster-missing"]


@pytest.mark.parametrize(
    ("change", "conflicts", "questions"),
    [
        ({"qualification": "国家级"}, [], []),
        ({"qualification": "省级质量奖评审员"}, [], []),
        ({"qualification": "市级"}, ["qualification-short"], []),
        ({"qualification": ""}, [], ["qualification-blank"]),
        ({"certificate": ""}, [], ["certificate-blank"]),
        ({"valid_until": None}, [], ["validity-blank"]),
        ({"valid_until": exactly(DAY)}, [], []),
        ({"valid_until": exactly(date(2026, 7, 30))}, ["qualification-expired"], []),
        ({"valid_until": Day(date(2026, 7, 1), date(2026, 7, 31))}, [], ["validity-unclear"]),
        ({"valid_until": Day(date(2026, 6, 1), date(2026, 6, 30))}, ["qualification-expired"], []),
        ({"valid_until": Day(date(2026, 8, 1), date(2026, 8, 31))}, [], []),
    ],
)
def test_qualification_on_the_day(change, conflicts, questions):
    people = (*registers().examiners[:3], examiner("李四", **change))
    report = check(registers(examiners=people))
    assert (codes(report.conflicts), codes(report.questions)) == (conflicts, questions)
    for problem in (*report.conflicts, *report.questions):
        assert problem.place.file == "名册.xlsx"


@pytest.mark.parametrize(("limit", "found"), [(3, []), (2, ["examiner-load"] * 4)])
def test_load_is_counted_per_stage(limit, found):
    assert codes(check(registers(), rules=rules(max_load=limit)).conflicts) == found


def test_an_applicant_without_panel_is_a_conflict_for_the_review():
    report = check(registers(assignments=(assignment(A), assignment(B))))
    assert [(p.code, p.value) for p in report.conflicts] == [("applicant-unassigned", C)]


def test_the_visit_needs_a_panel_only_once_it_is_known_who_is_visited():
    rows = tuple(assignment(code, stage="review") for code in NAMES)
    assert check(registers(assignments=rows)).conflicts == ()
    report = check(registers(assignments=rows), admitted={"visit": [B]})
    assert [(p.code, p.value) for p in report.conflicts] == [("applicant-unassigned", B)]
    assert "现场评审" in report.conflicts[0].message


def two_panels(**change) -> Registers:
    names = ["赵一", "钱二", "孙三", "周五", "吴六", "郑七"]
    given = {
        "examiners": tuple(examiner(n) for n in names),
        "members": tuple(
            member(n, "第一组" if i < 3 else "第二组", leader=i % 3 == 0)
            for i, n in enumerate(names)
        ),
        "assignments": (assignment(A), assignment(B, "第二组"), assignment(C, "第二组")),
    }
    return registers(**(given | change))


def test_an_applicant_in_two_panels_is_a_conflict():
    rows = (*two_panels().assignments, assignment(A, "第二组"))
    report = check(two_panels(assignments=rows))
    assert [(p.code, p.value) for p in report.conflicts] == [("applicant-twice", A)]


def test_different_panels_for_review_and_visit_are_allowed():
    rows = (
        assignment(A, stage="review"),
        assignment(A, "第二组", stage="visit"),
        *two_panels().assignments[1:],
    )
    report = check(two_panels(assignments=rows))
    assert report.conflicts == ()
    assert [p.applicants for p in report.panels] == [(A,), (A, B, C)]


def test_an_anchor_is_scored_by_every_panel():
    rows = (
        assignment(A, panels.ALL_PANELS),
        *two_panels().assignments[1:],
        assignment(C, "第一组"),
    )
    rows = (rows[0], rows[1], assignment(C, "第一组"))
    given = two_panels(assignments=rows)
    report = check(given)
    assert report.conflicts == ()
    assert [p.applicants for p in report.panels] == [(A, C), (A, B)]
    expected = panels.expected_cards(given, "review", [applicant(A)])
    assert [e.examiner for e in expected] == ["赵一", "钱二", "孙三", "周五", "吴六", "郑七"]
    assert {e.panel for e in expected} == {"第一组", "第二组"}


def test_a_panel_that_does_not_exist_or_has_no_work_is_named():
    rows = (assignment(A), assignment(B), assignment(C, "第三组"))
    report = check(two_panels(assignments=rows))
    assert [(p.code, p.value) for p in report.conflicts] == [("panel-unknown", "第三组")]
    assert [(p.code, p.value) for p in report.questions] == [("panel-idle", "第二组")]


def test_rows_for_organisations_that_do_not_take_part_are_questions():
    rows = (*registers().assignments, assignment("91330383MAXX0012XX"))
    assert codes(check(registers(assignments=rows)).questions) == ["assignment-stranger"]


def test_a_panel_that_visits_two_firms_on_a_day_is_asked_about():
    day, next_day = exactly(date(2026, 9, 10)), exactly(date(2026, 9, 11))
    rows = [assignment(code, stage="visit", visit_day=day) for code in (A, B)]
    report = check(registers(assignments=(*rows, assignment(C, visit_day=next_day))))
    assert [(p.code, p.value) for p in report.questions] == [("visit-day-twice", "2026年9月10日")]
    again = (rows[0], rows[0], assignment(B), assignment(C))  # a row that stands twice; no day
    assert "visit-day-twice" not in codes(check(registers(assignments=again)).questions)
    apart = (rows[0], assignment(B, "第二组", stage="visit", visit_day=day), assignment(C))
    assert "visit-day-twice" not in codes(check(two_panels(assignments=apart)).questions)
    rough = Day(date(2026, 9, 1), date(2026, 9, 30))
    months = tuple(assignment(code, visit_day=rough) for code in (A, B, C))
    assert "visit-day-twice" not in codes(check(registers(assignments=months)).questions)


def test_a_code_with_another_name_is_a_question():
    rows = (Assignment(panel="第一组", uscc=A, name=NAMES[B]), *registers().assignments[1:])
    assert codes(check(registers(assignments=rows)).questions) == ["assignment-name-differs"]


def test_a_row_without_code_is_matched_by_name():
    rows = (Assignment(panel="第一组", uscc="", name=NAMES[A]), *registers().assignments[1:])
    assert check(registers(assignments=rows)).conflicts == ()


@pytest.mark.parametrize(
    "row",
    [
        Recusal(person="钱二", uscc=A),
        Recusal(person="钱　二", uscc=A.lower()),
        Recusal(person="钱二", uscc="", name=NAMES[A]),
        Recusal(person="钱二", uscc="", name="示例甲 制造有限公司"),
    ],
)
def test_a_recusal_on_record_is_no_fault_and_said_once_for_both_stages(row):
    report = check(registers(recusals=(row,)))
    assert report.conflicts == ()
    assert [(p.code, p.value) for p in report.questions] == [("recusal-kept", "钱二")]
    assert report.questions[0].severity is Severity.INFO
    assert "资料评审、现场评审" in report.questions[0].message
    assert report.load["钱二"] == {"review": 2, "visit": 2}


def test_a_recusal_from_another_panels_applicant_breaches_nothing():
    report = check(two_panels(recusals=(Recusal(person="赵一", uscc=B),)))
    assert report.conflicts == ()


def test_a_recusal_whose_code_and_name_differ_covers_both_and_is_asked_about():
    row = Recusal(person="钱二", uscc=A, name=NAMES[B])
    report = check(registers(recusals=(row,)))
    assert report.conflicts == ()
    assert sorted(codes(report.questions)) == ["recusal-code-differs", *["recusal-kept"] * 2]


def test_recusals_that_leave_too_few_are_a_conflict():
    rows = tuple(Recusal(person=name, uscc=A) for name in ("钱二", "孙三"))
    report = check(registers(recusals=rows))
    assert codes(report.conflicts) == ["recusal-leaves-few"]
    assert "只剩2名" in report.conflicts[0].message


def test_a_recused_leader_signs_nothing_and_the_next_who_can_lead_is_proposed():
    given = registers(recusals=(Recusal(person="赵一", uscc=A),))
    people = tuple(dataclasses.replace(e, can_lead=e.name == "孙三") for e in given.examiners or ())
    given = dataclasses.replace(given, examiners=people)
    report = check(given)
    said = next(p for p in report.questions if p.code == "leader-recused")
    assert "建议由孙三" in said.message
    team = panels.Seating(given).team_of("review", applicant(A))
    assert team.leader == ""
    assert "赵一" not in team.members
    assert panels.Seating(given).team_of("review", applicant(B)).leader == "赵一"


def test_a_recusal_of_nobody_known_is_a_question_but_not_of_a_committee_member():
    from wzqa.models import CommitteeMember

    given = registers(recusals=(Recusal(person="周主任", uscc=A),))
    assert codes(check(given).questions) == ["recusal-stranger"]
    with_committee = dataclasses.replace(given, committee=(CommitteeMember(name="周主任"),))
    assert check(with_committee).questions == ()


# --- namesakes ---------------------------------------------------------------------------------------


def namesakes(certificate: str, **change) -> Registers:
    people = (
        *registers().examiners[:3],
        examiner("王五", certificate="甲证", employer="甲院"),
        examiner("王五", certificate="乙证", employer="乙院"),
    )
    members = (*registers().members[:3], member("王五", certificate=certificate))
    return registers(examiners=people, members=members, **change)


def test_namesakes_are_told_apart_by_certificate():
    given = namesakes("乙证")
    assert panels.examiner_id("王五", "乙证", given) == "王五（乙证）"
    assert panels.examiner_id("王 五", "甲证", given) == "王五（甲证）"
    assert panels.examiner_id("王五", "", given) is None
    assert panels.examiner_id("王五", "丙证", given) is None
    assert panels.examiner_id("赵一", "", given) == "赵一"
    assert panels.examiner_id("赵一", "随便", given) == "赵一"
    report = check(given)
    assert report.conflicts == ()
    assert "王五（乙证）" in report.panels[0].members


def test_a_namesake_without_certificate_is_a_conflict_and_stays_expected():
    given = namesakes("")
    assert codes(check(given).conflicts) == ["member-ambiguous"]
    expected = panels.expected_cards(given, "review", [applicant(A)])
    assert len(expected) == 4
    assert not {e.examiner for e in expected} & {"王五", "王五（甲证）", "王五（乙证）"}


def test_an_ambiguous_recusal_covers_both_namesakes():
    given = namesakes("乙证", recusals=(Recusal(person="王五", uscc=A),))
    report = check(given)
    assert report.conflicts == ()
    assert sorted(codes(report.questions)) == ["recusal-ambiguous", "recusal-kept"]


def test_a_recusal_with_certificate_covers_one_namesake():
    given = namesakes("乙证", recusals=(Recusal(person="王五", uscc=A, certificate="甲证"),))
    assert check(given).conflicts == ()


def test_a_roster_row_that_stands_twice_is_one_person():
    people = (*registers().examiners, examiner("李四"))
    assert check(registers(examiners=people)).conflicts == ()


# --- what other data suggest --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "about", "found"),
    [
        ({"employer": "示例甲制造有限公司"}, {}, ["suspected-employer"]),
        ({"employer": "示例甲制造有限公司技术中心"}, {}, ["suspected-employer"]),
        ({"employer": "示例老厂"}, {"former_names": ("示例老厂",)}, ["suspected-employer"]),
        ({"employer": "示例大学"}, {}, []),
        ({"mobile": "13800000001"}, {"mobile": "138 0000 0001"}, ["suspected-telephone"]),
        (
            {"mobile": "13800000001"},
            {"phone": "0577-88880000、138-0000-0001"},
            ["suspected-telephone"],
        ),
        ({"mobile": "13800000002"}, {"mobile": "13800000001"}, []),
        ({"mobile": ""}, {"mobile": ""}, []),
        (
            {"remark": "邮箱 li@jia.example.com"},
            {"email": "office@jia.example.com"},
            ["suspected-mail"],
        ),
        ({"remark": "li@163.com"}, {"email": "jia@163.com"}, []),
        ({}, {"legal_rep": "李四"}, ["suspected-name"]),
        ({}, {"contact": "李 四"}, ["suspected-name"]),
    ],
)
def test_conflicts_that_other_data_suggest_are_questions(change, about, found):
    people = (*registers().examiners[:3], examiner("李四", **change))
    report = check(registers(examiners=people), [applicant(A, **about), *EVERYBODY[1:]])
    assert report.conflicts == ()
    assert codes(report.questions) == found
    for problem in report.questions:
        assert "示例甲" in problem.message


def test_no_question_is_left_once_the_recusal_is_declared_or_the_panel_is_another():
    people = (*two_panels().examiners[:5], examiner("郑七", employer=NAMES[A]))
    assert check(two_panels(examiners=people)).questions == ()


def test_before_there_are_panels_the_whole_roster_is_asked_about():
    people = (examiner("赵一", employer=NAMES[A]),)
    report = check(registers(examiners=people, members=None, assignments=None))
    assert codes(report.questions) == ["suspected-employer"]


def test_two_members_of_one_employer_are_a_question():
    people = (
        *registers().examiners[:2],
        examiner("孙三", employer="示例大学"),
        examiner("李四", employer="示例大学"),
    )
    report = check(registers(examiners=people))
    assert codes(report.questions) == ["panel-same-employer"]


# --- expected cards -------------------------------------------------------------------------------------


def test_cards_are_expected_from_all_who_are_not_recused():
    given = registers(recusals=(Recusal(person="钱二", uscc=A),))
    expected = panels.expected_cards(given, "review", [applicant(A)])
    assert expected == tuple(
        ExpectedCard(uscc=A, examiner=n, panel="第一组") for n in ("赵一", "孙三", "李四")
    )


@pytest.mark.parametrize("missing", [{"members": None}, {"assignments": None}])
def test_without_panels_nothing_is_expected_in_particular(missing):
    assert panels.expected_cards(registers(**missing), "review", EVERYBODY) is None


def test_an_assignment_of_the_other_stage_expects_nothing():
    rows = (assignment(A, stage="visit"),)
    assert panels.expected_cards(registers(assignments=rows), "review", [applicant(A)]) == ()


def test_a_panel_cannot_be_called_like_the_word_for_all_panels():
    members = tuple(dataclasses.replace(m, panel=panels.ALL_PANELS) for m in registers().members)
    rows = tuple(assignment(code, panels.ALL_PANELS) for code in NAMES)
    report = check(registers(members=members, assignments=rows))
    assert codes(report.conflicts) == ["panel-name"]


def test_without_a_roster_certificates_in_the_table_tell_namesakes_apart():
    members = (
        *registers().members[:2],
        member("王五", certificate="甲证"),
        member("王五", certificate="乙证"),
    )
    report = check(registers(examiners=None, members=members))
    assert report.panels[0].members == ("赵一", "钱二", "王五（甲证）", "王五（乙证）")


def test_names_are_printed_without_padding_and_middle_dots_are_one():
    given = registers(examiners=(examiner("王　五"), examiner("买买提・艾力")))
    assert panels.examiner_id("王五", "", given) == "王五"
    assert panels.examiner_id("买买提·艾力", "", given) == "买买提・艾力"
