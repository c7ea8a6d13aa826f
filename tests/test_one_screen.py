"""A screen of 25 lines at 80 columns whatever there is to say; `status` in every state of a cycle."""

import pytest
from command_line import ask, wzqa
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from wzqa.screens.one_screen import Part, Screen, aligned
from wzqa.screens.widths import width

WORDS = st.text(st.sampled_from("温州市，。（）欠7家 ab"), min_size=1, max_size=300)
PARTS = st.lists(
    st.builds(
        Part,
        title=st.sampled_from(["没有办完", "等待答复"]),
        lines=st.lists(WORDS, max_size=40),
        none=st.sampled_from(["", "没有"]),
        last=st.booleans(),
    ),
    max_size=5,
)


@given(st.lists(WORDS, max_size=12), PARTS)
@effort(deadline=None)
def test_it_is_one_screen_and_ends_with_what_is_to_be_done(head, parts):
    lines = Screen(head, parts, ("下一步：wzqa rank review",), "加 --full").lines()
    assert len(lines) <= 25
    assert all(width(line) <= 80 for line in lines)
    assert lines[-1] == "下一步：wzqa rank review"


@given(PARTS)
@effort(deadline=None)
def test_what_is_cut_off_is_counted_and_said_where(parts):
    screen = Screen(("甲",), parts, ("乙",), "加 --full")
    text = "\n".join(screen.lines())
    for part in parts:
        if part.lines and sum(len(p.lines) for p in parts) > 25:
            assert part.title in text
    if len(screen.lines(full=True)) > 25 and sum(len(p.lines) for p in parts) > 25:
        assert "加 --full" in text


@given(PARTS)
@effort(deadline=None)
def test_full_loses_nothing(parts):
    text = "".join(Screen(("甲",), parts, ("乙",), "加 --full").lines(full=True))
    squeezed = "".join(text.split())
    for part in parts:
        for line in part.lines:
            assert "".join(line.split()) in squeezed


def test_columns_are_as_wide_as_their_longest_cell():
    assert aligned([("阶段", "状态"), ("甲", "未开始")]) == ["阶段  状态", "甲    未开始"]


def screen_of(folder, *more):
    code, out, _ = wzqa("-C", folder, "status", *more)
    assert code == 0
    return out.rstrip("\n").split("\n")


@pytest.mark.slow
def test_status_is_one_screen_and_answers_a_mornings_questions(a_copy, voted_cycle):
    cycle = a_copy(voted_cycle)
    (cycle / "inbox/registers/新到.xlsx").write_bytes((cycle / "blank/撤销名册.xlsx").read_bytes())
    lines = screen_of(cycle)
    text = "\n".join(lines)
    assert len(lines) <= 25
    assert all(width(line) <= 80 for line in lines)
    for word in ("最近一次操作", "上次操作以来：", "等待答复", "新到.xlsx", "年9月"):
        assert word in text
    assert text.count("新到.xlsx") == 1
    assert lines[-1] == f"下一步：{ask('-C', cycle, 'status')[1]['data']['next']}"
    assert "（screen）" not in text


def test_status_of_a_cycle_that_has_just_begun(tmp_path):
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    lines = screen_of(tmp_path / "届")
    assert len(lines) <= 25
    assert "还没有收到申报表格" in "\n".join(lines)
    assert lines[-1] == "下一步：wzqa ingest"


def test_a_table_of_settings_is_named_and_not_printed_as_code():
    from unittest.mock import Mock

    from wzqa.stages import status

    view = Mock()
    view.edition.unverified = ()
    own = [("award", "[{'name': '质量奖'}]", "[{'name': '创新奖'}]"), ("vote.members", "0", "21")]
    assert status._settings(view, own) == [
        "award.toml 的 award 一节与办法版本不同",
        "vote.members = 21（办法版本：0）",
    ]
