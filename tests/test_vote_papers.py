"""The papers of the vote as each becomes possible, and counts that would betray a voter."""

import shutil

import openpyxl
import pytest
from command_line import ask, codes, wzqa

from wzqa.stages.demo import walk

pytestmark = pytest.mark.slow
VOTER = "欧阳投票"


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """Give a demo of six applicants whose visit list is confirmed."""
    folder = tmp_path_factory.mktemp("vote") / "届"
    walk.run(folder, 6, 7, "visit", "测试员", lambda _: None)
    return folder


@pytest.fixture
def cycle(visited, tmp_path):
    folder = tmp_path / "届"
    shutil.copytree(visited, folder)
    return folder


def fill(source, target, marks, extra=()):
    """Fill a 计票表: `marks` papers for the first candidate; `extra` (heading, values) columns."""
    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        if not sheet.title.startswith("选票"):
            continue
        row = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "票号")
        for line in range(row + 1, row + 20):
            sheet.cell(line, 2).value = "√" if line - row <= marks else None
        for line in range(row + 20, row + 22):
            for col in range(1, sheet.max_column + 1):
                sheet.cell(line, col).value = None
        for col, (heading, values) in enumerate(extra, sheet.max_column + 1):
            sheet.cell(row, col).value = heading
            for line, value in enumerate(values, row + 1):
                sheet.cell(line, col).value = value
    meeting = book["会议"]
    values = {"应到": 21, "实到": 19, "发出票数": 19, "收回票数": 19, "监票人": "演示甲、演示乙",
              "计票人": "演示丙", "会议日期": "2026-09-25", "轮次": 1}  # fmt: skip
    for row in range(1, meeting.max_row + 1):
        if meeting.cell(row, 1).value in values:
            meeting.cell(row, 2).value = values[meeting.cell(row, 1).value]
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def test_the_counting_sheet_holds_the_candidates_of_the_confirmed_list(cycle):
    code, got = ask("-C", cycle, "sheets", "审查表决")
    assert (code, got["files"]) == (0, ["out/vote/计票表_第1轮.xlsx"])
    listed = ask("-C", cycle, "rank", "visit", "--dry-run")[1]["data"]["admitted"]
    assert [sorted(c) for c in got["data"]["rounds"][0]["awards"].values()] == [sorted(listed)] * 2
    fill(cycle / got["files"][0], cycle / "inbox/ballots/第1轮.xlsx", 19)
    code, counted = ask("-C", cycle, "rank", "vote")
    assert counted["data"]["present"] == 19, counted["problems"]
    assert counted["data"]["awards"]["质量奖"]["ballots"]["valid"] == 19


def test_without_a_standing_list_there_is_no_counting_sheet(cycle):
    assert wzqa("-C", cycle, "confirm", "visit", "--reopen", "--why", "更正")[0] == 0
    code, got = ask("-C", cycle, "sheets", "vote")
    assert (code, codes(got), got["files"]) == (3, ["list-unconfirmed"], [])


def test_the_papers_come_as_each_becomes_possible(cycle):
    code, got = ask("-C", cycle, "notices", "vote")
    assert code == 0
    kinds = {d["kind"] for d in got["data"]["documents"]}
    assert "ballot" in kinds
    assert not {"tally", "minutes"} & kinds
    assert "document-later" in codes(got)
    assert ask("-C", cycle, "notices", "vote", "--only", "计票单")[0] == 3


@pytest.mark.parametrize(
    "column",
    [("投票人", [VOTER]), (VOTER, ["√"]), (f"评委{VOTER}", ["√"]), ("席位号", [1, 2]),
     ("编号", ["W01", "W02"]), ("张三丰", ["√", "√"])],
)  # fmt: skip
def test_a_column_of_voters_leaves_the_count_alone_and_repeats_no_name(cycle, column):
    blank = cycle / ask("-C", cycle, "sheets", "vote")[1]["files"][0]
    target = cycle / "inbox/ballots/第1轮.xlsx"
    fill(blank, target, 19)
    before = ask("-C", cycle, "rank", "vote")[1]["data"]
    results = {p: p.read_bytes() for p in (cycle / "out/vote").glob("*.xlsx")}
    fill(blank, target, 3, [column])
    code, got = ask("-C", cycle, "rank", "vote")
    assert code == 1
    assert "ballot-voter-column" in codes(got)
    assert got["data"] == before
    assert {p: p.read_bytes() for p in (cycle / "out/vote").glob("*.xlsx")} == results
    said = "".join(wzqa("-C", cycle, *words)[part] for words in (("rank", "vote"), ("log",))
                   for part in (1, 2))  # fmt: skip
    assert VOTER not in said
    assert "张三丰" not in said


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["apply", "screen", "review", "visit"])
def test_drafts_of_the_award_before_the_vote_say_what_is_lacking(cycle_by_stage, stage):
    folder, clock = cycle_by_stage[stage]
    code, got = ask("-C", folder, "notices", "award", "--draft", "--dry-run", clock=clock)
    assert (code, [p["code"] for p in got["problems"]]) == (3, ["earlier-unconfirmed"])
