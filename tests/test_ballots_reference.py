"""The reference ballots recount to the expected values, under every threshold listed there."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from wzqa.models import BallotPaper, Count, Day, Meeting
from wzqa.settings import AwardSection, Vote
from wzqa.vote.tally import Candidate, tally

FOLDER = Path(__file__).parent / "reference_vote"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
NONE = {"num": 0, "den": 1, "strict": True, "base": "present"}
THRESHOLDS = {
    "more_than_half_of_present": {"num": 1, "den": 2, "strict": True, "base": "present"},
    "more_than_half_of_valid_incl_blank": {"num": 1, "den": 2, "strict": True, "base": "valid"},
    "two_thirds_of_present_以上": {"num": 2, "den": 3, "strict": False, "base": "present"},
    "more_than_third_of_present": {"num": 1, "den": 3, "strict": True, "base": "present"},
    "none": NONE,
}


def count_of(name, candidates, *, members, present, issued):
    with (FOLDER / name).open(encoding="utf-8") as file:
        papers = tuple(
            BallotPaper(no=row["ballot"], marks=tuple(row["marks"].split()))
            for row in csv.DictReader(file)
        )
    day = Day(date(2026, 11, 2), date(2026, 11, 2))
    meeting = Meeting(
        members=members,
        present=present,
        issued=issued,
        collected=len(papers),
        scrutineers="监票甲",
        tellers="计票乙",
        day=day,
    )
    return Count(meeting=meeting, papers={"质量奖": papers}, candidates={"质量奖": candidates})


def count_votes(name, candidates, seats, threshold, *, members, present, issued):
    vote = Vote(
        members=members,
        quorum={"num": 2, "den": 3, "strict": False},
        threshold=threshold,
        rules_confirmed=True,
        exclusive=True,
        invalid_scope="section",
        max_runoffs=1,
    )
    count = count_of(name, candidates, members=members, present=present, issued=issued)
    result = tally(
        [count],
        vote=vote,
        awards=[AwardSection(name="质量奖", cap=seats)],
        candidates=[Candidate(uscc=c, name=f"示例{c}公司") for c in candidates],
    )
    return result, result.awards["质量奖"]


@pytest.mark.parametrize("rule", THRESHOLDS)
def test_the_demo_ballots_give_the_expected_outcome(rule):
    demo = EXPECTED["demo"]
    result, award = count_votes(
        "demo_ballots.csv",
        tuple(demo["candidates"]),
        demo["seats"],
        THRESHOLDS[rule],
        members=demo["members"],
        present=demo["present"],
        issued=demo["issued"],
    )
    assert result.void == result.refused == ""
    assert {row.uscc: row.votes for row in award.rows} == demo["tally"]
    assert award.collected == demo["collected"]
    assert award.blank == len(demo["blank"])
    assert award.valid - award.blank == demo["valid_with_marks"]
    assert [paper.no for paper in award.invalid] == [no for no, _ in demo["invalid"]]
    assert "多于3家" in award.invalid[0].reason
    assert "名单以外" in award.invalid[1].reason
    expected = demo["outcomes"][rule]
    assert award.base == expected["base"]
    assert [row.uscc for row in award.rows if row.passed] == expected["qualified"]
    assert list(award.elected) == expected["elected"]
    assert list(award.runoff or ()) == expected["run_off"]
    assert award.seats_left == expected["seats_left"]
    assert award.marks_check
    assert award.marks == sum(demo["tally"].values())
    assert result.open == bool(expected["run_off"])
    assert result.exit_code == (3 if expected["run_off"] else 0)


def test_the_published_example_has_its_run_off():
    example = EXPECTED["lackner_skowron_2_1"]
    result, award = count_votes(
        "lackner_skowron_2_1.csv",
        tuple(example["tally"]),
        example["seats"],
        NONE,
        members=12,
        present=12,
        issued=12,
    )
    assert {row.uscc: row.votes for row in award.rows} == example["tally"]
    assert list(award.elected) == example["safe_in"]
    assert list(award.runoff) == example["tied_at_cut"]
    assert award.seats_left == example["seats_left"]
    assert [row.rank for row in award.rows] == [1, 2, 2, 4, 4, 6, 6, 8]
    assert {row.uscc: row.elected for row in award.rows}["d"] is None
    assert {row.uscc: row.elected for row in award.rows}["e"] is False
    assert result.exit_code == 3
