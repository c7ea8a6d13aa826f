"""Rows of 反馈表 that are refused settle nothing, whoever else's rows are taken."""

from datetime import date, datetime, timedelta, timezone

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wzqa import eligibility
from wzqa.models import Day, Decision, Outcome, Shown, Verification
from wzqa.problems import Place
from wzqa.record.files import File
from wzqa.stages import intake, screening
from wzqa.stages.demo import walk as demo
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.ground.facts import Verifications
from wzqa.stages.ground.view import View, current
from wzqa.stages.setup import make

NOW = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=8)))
CODES = {"示例甲公司": "91330302MAXX00015J", "示例乙公司": "91330303MAXX00023U"}
DAY = date(2026, 7, 31)


@pytest.fixture
def cycle(tmp_path):
    settings = demo.settings_of()
    folder = tmp_path / "届"
    make(folder, settings, NOW, "甲")
    book = openpyxl.Workbook()
    book.active.append(["申报组织名称", "统一社会信用代码", "近3年较大以上事故"])
    for name, code in CODES.items():
        book.active.append([name, code, "有，情况待核实"])
    book.save(folder / "inbox/applications/鹿城.xlsx")
    with open_cycle(folder, now=NOW, by="甲") as opened:
        intake.run(opened, [], [])
    with open_cycle(folder, now=NOW, by="甲") as opened:
        yield opened


def reply(settings, app_no, code, name="示例甲公司", **over):
    department = next(d for d in settings.department if "E10" in d.rules)
    return Verification(
        app_no=app_no, name=name, uscc=code, rule="E10", outcome="fail", basis="查处文书",
        department=department.name, reply=True, place=Place("反馈.xlsx", "反馈表", "H2"), **over,
    )  # fmt: skip


def e10(view):
    got = screening.screened(view, view.applicants, as_of=DAY, second=False)
    said = {
        s.applicant.name: next(f for f in s.findings if f.rule == "E10") for s in got.screenings
    }
    return said, [p.code for p in got.problems]


def with_rows(cycle, monkeypatch, *rows):
    file = File(
        id=1, role="verification", path="反馈.xlsx", sha256="", taken_at="2026-08-10T09:00:00+08:00"
    )
    got = [(file, Verifications(rows=rows))]
    monkeypatch.setattr(View, "verification_files", property(lambda _: got))
    return current(cycle)


def number(cycle, name):
    return next(a.app_no for a in current(cycle).applicants if a.name == name)


def test_a_reply_that_is_taken_settles(cycle, monkeypatch):
    row = reply(cycle.settings, number(cycle, "示例甲公司"), CODES["示例甲公司"])
    said, problems = e10(with_rows(cycle, monkeypatch, row))
    assert problems == []
    assert said["示例甲公司"].outcome is Outcome.FAIL
    assert said["示例乙公司"].outcome is not Outcome.FAIL


@pytest.mark.parametrize("fault", ["other code", "no number"])
def test_a_reply_that_is_refused_settles_nothing(cycle, monkeypatch, fault):
    app_no = number(cycle, "示例甲公司") if fault == "other code" else ""
    code = CODES["示例乙公司" if fault == "other code" else "示例甲公司"]
    said, problems = e10(with_rows(cycle, monkeypatch, reply(cycle.settings, app_no, code)))
    assert len(problems) == 1
    assert said["示例甲公司"].outcome is not Outcome.FAIL
    assert said["示例乙公司"].outcome is not Outcome.FAIL


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 8, 10), True), (date(2026, 8, 11), False)])
def test_nobody_answers_on_a_day_after_the_sheet_came(cycle, monkeypatch, day, counts):
    app_no, code = number(cycle, "示例甲公司"), CODES["示例甲公司"]
    row = reply(cycle.settings, app_no, code, day=Day(day, day))
    said, problems = e10(with_rows(cycle, monkeypatch, row))
    assert problems == ([] if counts else ["verification-ahead"])
    assert (said["示例甲公司"].outcome is Outcome.FAIL) is counts


SHEETS = st.lists(
    st.tuples(
        st.sampled_from([False, False, False, True]),  # a department's reply, else a signature
        st.sampled_from(["pass", "fail"]),
        st.sampled_from(["E10", "E10", "E10", "E05", "E99"]),
        st.sampled_from(["own", "own", "other", "none"]),  # the number that the row bears
        st.sampled_from(["own", "own", "own", "other"]),  # its code
        st.sampled_from([None, "有，情况待核实", "近三年没有"]),  # the text that it shows
    ),
    max_size=5,
)
DECIDED = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["E10", "E05"]), st.sampled_from(["", "0:0"])),
    max_size=2,
)


@given(sheets=SHEETS, decided=DECIDED)
@settings(
    max_examples=60, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_judging_only_what_rows_are_about_gives_what_judging_all_gives(cycle, sheets, decided):
    numbers = {"own": number(cycle, "示例甲公司"), "other": number(cycle, "示例乙公司"), "none": ""}
    codes = dict(zip(("own", "other"), CODES.values(), strict=True))
    department = next(d.name for d in cycle.settings.department if "E10" in d.rules)
    rows = [
        Verification(
            app_no=numbers[whose], name="示例甲公司", uscc=codes[code], rule=rule, outcome=outcome,
            basis="查处文书", department=department, person="" if reply else "张三", reply=reply,
            place=Place("反馈.xlsx", "反馈表", f"H{at}"),
            shown=None if text is None else Shown(text, "待核实", "待核实"),
        )
        for at, (reply, outcome, rule, whose, code, text) in enumerate(sheets)
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        view = with_rows(cycle, patch, *rows)
        view.decisions = tuple(
            Decision(
                id=at, kind="finding", stage="screen",
                subject=numbers["own"] if by_number else codes["own"],
                content={"rule": rule, "outcome": "pass", "second": False},
                why="核实", by="甲", at="2026-08-01T09:00:00+08:00", question=question,
            )
            for at, (by_number, rule, question) in enumerate(decided)
        )  # fmt: skip
        view.cache.screened.clear()
        got = screening.screened(view, view.applicants, as_of=DAY, second=False)
        lapsed = got.lapsed  # first: it must not need what judging everybody finds
    whole = [eligibility.screen(s.applicant, got.context) for s in got.screenings]
    assert [s.findings for s in got.screenings] == [s.findings for s in whole]
    assert sorted(map(repr, lapsed)) == sorted(
        repr(one) for s in whole for f in s.findings for one in f.lapsed
    )
