"""Register workbooks joined: what a newer version under the same name ends, and what it leaves."""

from wzqa.models import Assignment, Member, Recall, Recusal
from wzqa.plan import shipped_plan
from wzqa.stages.ground.facts import Register
from wzqa.stages.ground.joined import join

A, B = "91330302MAXX00001A", "91330302MAXX00002B"


def plan(stage, panel="第一组", people=("甲示例", "乙示例", "丙示例"), firms=(A,), recusals=()):
    return Register(
        members=tuple(Member(panel=panel, name=n, leader=n == people[0]) for n in people),
        assignments=tuple(Assignment(panel=panel, uscc=c, stage=stage) for c in firms),
        recusals=recusals,
    )


def given(registers):
    return {(a.stage, a.uscc, a.panel) for a in registers.assignments or ()}


def team(registers, panel):
    return [m.name for m in registers.members if m.panel == panel]


def test_a_plan_of_the_other_stage_leaves_the_assignment():
    got = join([[plan("review"), plan("visit", "现场第一组", ("丁示例",))]], shipped_plan())
    assert given(got) == {("review", A, "第一组"), ("visit", A, "现场第一组")}
    assert team(got, "第一组") == ["甲示例", "乙示例", "丙示例"]


def test_a_plan_of_the_same_stage_replaces_it():
    got = join([[plan("review", firms=(A,)), plan("review", firms=(B,))]], shipped_plan())
    assert given(got) == {("review", B, "第一组")}


def test_of_a_plan_of_both_stages_the_other_stage_stays():
    got = join([[plan("", firms=(A,)), plan("visit", "现场第一组", firms=(B,))]], shipped_plan())
    assert given(got) == {("review", A, "第一组"), ("visit", B, "现场第一组")}


def test_each_stage_is_of_the_last_version_that_plans_it():
    versions = [
        plan("review", firms=(A,)),
        plan("visit", "现场", firms=(A,)),
        plan("review", firms=(B,)),
    ]
    assert given(join([versions], shipped_plan())) == {
        ("review", B, "第一组"),
        ("visit", A, "现场"),
    }


def test_a_version_without_a_plan_ends_all_plans():
    assert join([[plan("review"), Register(examiners=())]], shipped_plan()).assignments is None


def test_teams_of_one_name_in_two_plans_are_told_apart():
    got = join(
        [[plan("review"), plan("visit", people=("丁示例", "戊示例", "己示例"))]], shipped_plan()
    )
    assert given(got) == {("review", A, "第一组"), ("visit", A, "第一组（现场评审）")}
    assert team(got, "第一组") == ["甲示例", "乙示例", "丙示例"]
    assert team(got, "第一组（现场评审）") == ["丁示例", "戊示例", "己示例"]
    same = join([[plan("review")], [plan("visit")]], shipped_plan())
    assert given(same) == {("review", A, "第一组"), ("visit", A, "第一组")}
    assert len(same.members) == 3


def test_recusals_of_the_plan_that_stays_hold():
    kept = Recusal(person="甲示例", uscc=A, reason="曾任顾问")
    got = join([[plan("review", recusals=(kept,)), plan("visit", "现场")]], shipped_plan())
    assert got.recusals == (kept,)


def test_days_of_recall_stay_that_a_list_of_another_stage_does_not_name():
    def line(no, docno, title="告知书"):
        return Recall(no=no, docno=docno, title=title, to="示例公司", recalled=None)

    one, two = line("1", "甲〔2026〕1号"), line("7", "甲〔2026〕7号")
    assert join([[Register(recalls=(one,)), Register(recalls=(two,))]], shipped_plan()).recalls == (
        one,
        two,
    )
    again = line("01", "甲〔2026〕1号", "更正")
    assert join(
        [[Register(recalls=(one,)), Register(recalls=(again,))]], shipped_plan()
    ).recalls == (again,)
