"""One screen that says where an applicant stands; the ledger in sentences."""

import re

import pytest
from command_line import ask, wzqa
from hypothesis import given
from hypothesis import strategies as st

from wzqa.plan import shipped_plan
from wzqa.record.store import Entry
from wzqa.screens.widths import shortened, width, wrapped
from wzqa.stages import told

TEXT = st.text(st.sampled_from("第5名，。（）甲乙丙 ab"), max_size=120)


@given(TEXT, st.integers(8, 80))
def test_nothing_is_wider_than_asked_and_nothing_is_lost_in_wrapping(text, columns):
    lines = wrapped(text, columns)
    assert "".join(lines).strip() == text.strip()
    assert all(width(line) <= columns for line in lines)
    assert width(shortened(text, columns)) <= columns


def test_no_line_begins_with_a_comma():
    assert wrapped("甲乙丙丁，戊", 8) == ["甲乙丙", "丁，戊"]


@pytest.fixture(scope="module")
def screens(whole_cycle):
    """The first screen of everybody in the shared demo."""
    listed = ask("-C", whole_cycle, "screen", "--dry-run")[1]["data"]["applicants"]
    return {
        a["app_no"]: (wzqa("-C", whole_cycle, "explain", a["app_no"])[1], a) for a in listed[::4]
    }


@pytest.mark.slow
def test_the_first_screen_is_one_screen_and_says_the_five_things(screens):
    for number, (text, applicant) in screens.items():
        lines = text.rstrip("\n").split("\n")
        assert len(lines) <= 25, number
        assert all(width(line) <= 80 for line in lines), number
        assert applicant["name"] in lines[0]
        for word in ("现状：", "名单和决定", "文书", "还能改变的："):
            assert word in text, number
        assert "还能改变的：" in "".join(lines[-2:])


@pytest.mark.slow
def test_an_objection_is_told_with_its_report_who_decided_it_and_the_votes_before(small_cycle):
    raised = ask("-C", small_cycle, "publicity", "--dry-run")[1]["data"]["objections"]
    assert {o["decision"] for o in raised} == {"dismissed", "upheld"}
    for one in raised:
        text = wzqa("-C", small_cycle, "explain", one["uscc"], "--full")[1]
        answer = "成立" if one["decision"] == "upheld" else "不成立"
        assert f"编号{one['no']}的异议：{answer}" in text
        screen = wzqa("-C", small_cycle, "explain", one["uscc"])[1]
        assert f"编号{one['no']}的异议：{answer}" in screen
        assert "异议调查报告" in screen
        assert re.search(r"审查表决：质量奖得\d+票（须\d+票），创新奖得\d+票", screen)
    named = {o["uscc"] for o in raised}
    listed = ask("-C", small_cycle, "screen", "--dry-run")[1]["data"]["applicants"]
    other = next(a["app_no"] for a in listed if a["uscc"] not in named)
    assert "的异议：" not in wzqa("-C", small_cycle, "explain", other)[1]


@pytest.mark.slow
def test_a_stage_that_was_not_reached_is_not_said(whole_cycle, screens):
    for number in screens:
        data = ask("-C", whole_cycle, "explain", number)[1]["data"]
        stages = data["stages"]
        left = [s for s in stages if s.get("admitted") is False]
        assert len(left) <= 1
        assert not left or stages[-1] is left[0] or left[0] == stages[-1]


ALLOWED = {
    "GB", "T", "GBT", "WPS", "Word", "WHO", "doc", "wzqa", "explain", "log", "export", "xlsx", "full", "word",
    "docx", "xls", "YY", "confirm", "decide", "inbox", "out", "award", "toml", "MAXX", "C", "A", "B",
}  # fmt: skip


@pytest.mark.slow
def test_no_code_dict_or_english_word_is_shown(whole_cycle, screens, tmp_path):
    import openpyxl

    shown = [text for text, _ in screens.values()]
    shown.append(wzqa("-C", whole_cycle, "log")[1])
    target = tmp_path / "台账.xlsx"
    ask("-C", whole_cycle, "log", "--export", target)
    shown += [
        str(row[4])
        for row in openpyxl.load_workbook(target)
        .worksheets[0]
        .iter_rows(min_row=4, values_only=True)
    ]
    text = "\n".join(shown)
    assert not re.search(r"\d{4}-\d\d-\d\d|[{}\[\]]|\b(?:screen|review|visit|vote)-\d", text)
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\b[0-9A-Z]{18}\b", "", text)))
    assert words - ALLOWED == set()


def test_an_unknown_or_broken_entry_is_still_a_sentence():

    said = told.Words.__new__(told.Words)
    said._titles, said._names = {}, {}
    said.plan, said.roles = shipped_plan(), {}
    for detail in ({}, {"content": None}, {"content": 3}, [], "x"):
        for action in ("decide-new", "decide-tie", "take-in", "issue", "confirm", "x"):
            sentence = said.entry(Entry(1, "t", "甲", action, "某", detail, "", ""))
            assert sentence
            assert "None" not in sentence


@pytest.mark.slow
def test_a_confirmed_place_is_told_where_no_order_can_be_worked_out(cycle_by_stage, a_copy):
    """The score sheets are away: of the stage itself, then of the one whose list it rests on."""
    folder, clock = cycle_by_stage["visit"]
    folder = a_copy(folder)
    _, listed = ask("-C", folder, "rank", "visit", clock=clock)
    (one, *_) = (row["uscc"] for row in listed["data"]["ranking"] if row["admitted"])
    said = wzqa("-C", folder, "explain", one, clock=clock)[1].splitlines()
    told_then = next(line for line in said if line.startswith("现状："))
    for stage in ("visit", "review"):
        for sheets in (folder / "inbox/scores" / stage).iterdir():
            sheets.unlink()
        ask("-C", folder, "score", stage, clock=clock)
        assert told_then in wzqa("-C", folder, "explain", one, clock=clock)[1].splitlines()
        code, _, full = wzqa("-C", folder, "--json", "explain", one, "--full", clock=clock)
        assert (code, "None" in full) == (0, False)
