"""The demo as real life: its days, its votes, whom it asks."""

import json
import re
import sqlite3
from datetime import date, timedelta

import openpyxl
import pytest

from tests.helpers.command_line import ask
from wzqa import demo_data
from wzqa.publicity.calendars import Calendar
from wzqa.publicity.periods import add_working_days
from wzqa.stages.demo import walk
from wzqa.workbooks.demo import find_columns

CALENDAR = Calendar.load([2026])


def documents(folder):
    with sqlite3.connect(folder / "record.db") as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM document")]


def days_of(folder, kind):
    return {date.fromisoformat(d["day"]) for d in documents(folder) if d["kind"] == kind}


def test_nobody_is_asked_under_their_own_seal_and_the_basis_has_a_number():
    settings = walk.settings_of()
    assert settings.office.seal_by not in {d.name for d in settings.department}
    assert re.fullmatch(r"温政演示〔2026〕[1-9]\d*号", settings.basis.docno)


@pytest.mark.parametrize("count", [3, 8, 20])
def test_votes_spread_and_no_paper_breaks_a_rule_but_the_two_odd_ones(count):
    order = [f"企业{n}" for n in range(count)]
    marked = demo_data.ballots(7, [("质量奖", 10), ("创新奖", 10)], order, 19)
    ordinary = {a: pages[:17] for a, pages in marked.items()}
    for first, second in zip(*ordinary.values(), strict=True):
        assert len(first) <= 10
        assert len(second) <= 10
        assert not first & second
    votes = {n: sum(n in page for page in ordinary["质量奖"]) for n in order}
    elected = [v for v in votes.values() if v >= 10]
    assert elected
    assert max(votes.values()) <= 17
    if count == 20:
        assert len(set(elected)) >= 4
        assert any(0 < v < 10 for v in votes.values())
        assert len(marked["质量奖"][17]) == 11
    assert marked["质量奖"][18] == set()


@pytest.mark.slow
def test_a_demonstration_is_the_same_whoever_types_the_command(tmp_path):
    told = ("demo", tmp_path / "届", "--applicants", "5", "--through", "apply")
    assert ask("--by", "某登录名", *told)[0] == 0
    with sqlite3.connect(tmp_path / "届/record.db") as db:
        assert db.execute("SELECT DISTINCT by FROM ledger").fetchall() == [(walk.OPERATOR,)]


@pytest.mark.slow
def test_every_paper_is_dated_on_a_working_day(small_cycle):
    days = {date.fromisoformat(d["day"]) for d in documents(small_cycle)}
    assert [day for day in sorted(days) if not CALENDAR.is_working(day)] == []


@pytest.mark.slow
def test_a_visit_is_announced_five_working_days_before(small_cycle):
    (sent,) = days_of(small_cycle, "visit-notice")
    book = openpyxl.load_workbook(small_cycle / "inbox/registers/现场评审分组与回避表.xlsx")
    row, at = find_columns(book["分工"], ("评审组", "现场评审日期"))
    days = {
        cell.value.date()
        for (cell,) in book["分工"].iter_rows(min_row=row + 1, min_col=at["现场评审日期"], max_col=at["现场评审日期"])
        if cell.value
    }  # fmt: skip
    assert days
    assert min(days) > add_working_days(sent, 5, CALENDAR)
    assert all(CALENDAR.is_working(day) for day in days)


@pytest.mark.slow
def test_a_panel_visits_one_firm_a_day(small_cycle):
    book = openpyxl.load_workbook(small_cycle / "inbox/registers/现场评审分组与回避表.xlsx")
    row, at = find_columns(book["分工"], ("评审组", "现场评审日期"))
    lines = book["分工"].iter_rows(min_row=row + 1, values_only=True)
    visits = [(line[at["评审组"] - 1], line[at["现场评审日期"] - 1]) for line in lines]
    visits = [visit for visit in visits if visit[0]]
    assert len(visits) > 1
    assert len(set(visits)) == len(visits)


@pytest.mark.parametrize("applicants", [1, 8, 12, 20, 30, 60, 300])
def test_there_are_days_and_examiners_enough_for_every_visit(applicants):
    examiners = walk._examiners(applicants, 30)
    panels = -(-min(applicants, 30) // len(walk.VISITS))
    assert panels * len(walk.VISITS) >= min(applicants, 30)
    assert panels * 4 < examiners


@pytest.mark.slow
def test_the_list_is_published_after_the_departments_have_had_their_time(small_cycle):
    (asked,) = days_of(small_cycle, "second-check")
    (published,) = days_of(small_cycle, "publicity")
    with sqlite3.connect(small_cycle / "record.db") as db:
        text = db.execute("SELECT letter FROM document WHERE kind = 'second-check'").fetchone()[0]
    by = json.loads(text)["fields"]["答复期限"]
    answer_by = date(*map(int, re.findall(r"\d+", by)))
    assert asked < answer_by < published
    assert published + timedelta(days=7) < min(days_of(small_cycle, "approval-request"))
