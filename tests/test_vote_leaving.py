"""Candidates that withdrew after the papers were cast: their marks fall, the others stand (§7)."""

import pytest

from wzqa.models import BallotPaper, Count, Meeting
from wzqa.problems import Exit
from wzqa.settings import AwardSection, Vote
from wzqa.vote import leaving
from wzqa.vote.tally import Candidate

Q, I = "质量奖", "创新奖"  # noqa: E741  (the two awards)
LOW = {"num": 0, "den": 1, "strict": True, "base": "present"}  # one vote is enough


def cast(*marks, award=Q, listed="ABCDEF", round_=1):
    """Give a count: `"AB"` is a paper that marks A and B."""
    meeting = Meeting(members=9, present=9, issued=9, collected=len(marks), scrutineers="甲", tellers="乙",
                      round=round_, day=None)  # fmt: skip
    papers = tuple(BallotPaper(no=str(n), marks=tuple(m)) for n, m in enumerate(marks, 1))
    return Count(meeting=meeting, papers={award: papers}, candidates={award: tuple(listed)})


def tallied(*counts, gone="", cap=2, threshold=LOW):
    vote = Vote.model_validate({
        "members": 9, "quorum": {"num": 1, "den": 2, "strict": True}, "threshold": threshold,
        "rules_confirmed": True, "exclusive": False, "invalid_scope": "section", "max_runoffs": 1,
    })  # fmt: skip
    people = [Candidate(uscc=c, name=f"示例{c}公司", recused_members=0) for c in "ABCDEF"]
    return leaving.tally(
        counts, vote=vote, awards=[AwardSection(name=Q, cap=cap)], candidates=people,
        gone=frozenset(gone),
    )  # fmt: skip


def votes(result):
    return {row.uscc: row.votes for row in result.awards[Q].rows}


PAPERS = ("AB", "AB", "AC", "A", "C", "")


def test_nobody_gone_changes_nothing():
    assert tallied(cast(*PAPERS)) == tallied(cast(*PAPERS), gone="Z")


def test_the_marks_fall_and_the_others_on_those_papers_stand():
    result = tallied(cast(*PAPERS), gone="A")
    award = result.awards[Q]
    assert votes(result) == {"B": 2, "C": 2, "D": 0, "E": 0, "F": 0}
    assert award.marks == sum(votes(result).values())
    assert (award.collected, award.valid, award.blank) == (6, 6, 1)  # papers as they were cast


def test_a_place_that_was_won_stays_empty_and_nobody_moves_up():
    papers = cast("AB", "AB", "AB", "AC")  # A 4, B 3, C 1; two places
    assert tallied(papers).awards[Q].elected == ("A", "B")
    award = tallied(papers, gone="A").awards[Q]
    assert award.elected == ("B",)
    assert award.seats_left == 1
    assert "C" not in {row.uscc for row in award.rows if row.elected}


def test_ranks_close_up():
    award = tallied(cast("AB", "AB", "AC"), gone="A").awards[Q]
    assert [(row.uscc, row.rank) for row in award.rows][:2] == [("B", 1), ("C", 2)]


@pytest.mark.parametrize("gone", ["A", "AB"])
def test_a_paper_with_too_many_marks_stays_void(gone):
    award = tallied(cast("ABC", "D"), gone=gone).awards[Q]
    assert [no for no, _ in award.invalid] == ["1"]
    assert {r.uscc: r.votes for r in award.rows}["C"] == 0


def test_one_of_the_tied_that_leaves_ends_the_tie():
    papers = cast("AB", "A", "AC", "D")  # A 3; B, C, D 1 each for the second place
    asked = tallied(papers)
    assert asked.awards[Q].runoff == ("B", "C", "D")
    assert asked.exit_code == Exit.DECIDE
    two = tallied(papers, gone="B").awards[Q]
    assert two.runoff == ("C", "D")
    one = tallied(papers, gone="BC")
    assert one.awards[Q].elected == ("A", "D")
    assert one.exit_code == Exit.OK


def test_of_a_run_off_the_earlier_round_is_left_out_too():
    first = cast("AB", "A", "AC", "D")
    second = cast("B", "B", "C", listed="BCD", round_=2)
    award = tallied(first, second, gone="A").awards[Q]
    assert award.elected == ("B",)
    assert "A" not in {row.uscc for one in award.rounds for row in one.rows}
    assert all(one.marks == sum(r.votes for r in one.rows) for one in award.rounds)


def test_everybody_gone_leaves_all_places_empty():
    award = tallied(cast(*PAPERS), gone="ABCDEF").awards[Q]
    assert (award.elected, award.rows, award.marks) == ((), (), 0)
    assert award.seats_left == 2
