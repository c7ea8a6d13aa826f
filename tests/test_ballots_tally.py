"""The vote case by case: what is refused, void, elected, tied, open, and who decides."""

from datetime import date

import pytest

from wzqa.models import BallotPaper, CommitteeMember, Count, Day, Meeting, Recusal
from wzqa.problems import Exit, Severity, WzqaError
from wzqa.settings import AwardSection, Quorum, Threshold, Vote
from wzqa.vote import leaving
from wzqa.vote.rules import needed, quorum_words, reached, threshold_words
from wzqa.vote.tally import BoundDecision, Candidate, check_decision, recused_members, tally

Q, I = "质量奖", "创新奖"  # noqa: E741  (the two awards)
DAY = Day(date(2026, 11, 2), date(2026, 11, 2))


def rules(**over):
    base = {
        "members": 9,
        "quorum": {"num": 2, "den": 3, "strict": False},
        "threshold": {"num": 1, "den": 2, "strict": True, "base": "present"},
        "rules_confirmed": True,
        "exclusive": True,
        "invalid_scope": "section",
        "max_runoffs": 1,
    }
    return Vote.model_validate(base | over)


def papers(*marks):
    """`"AB"` marks A and B, `""` is blank; numbers are 1, 2, … ."""
    return tuple(BallotPaper(no=str(n), marks=tuple(m)) for n, m in enumerate(marks, 1))


def count(on, listed, *, round_=1, **meeting):
    """One workbook: `on` award → papers, `listed` award → codes (a string of letters)."""
    n = max((len(p) for p in on.values()), default=0)
    base = {"members": 9, "present": 9, "issued": max(n, 9), "collected": n, "day": DAY}
    base |= {"scrutineers": "监票甲", "tellers": "计票乙", "round": round_}
    return Count(
        meeting=Meeting(**(base | meeting)),
        papers=on,
        candidates={award: tuple(codes) for award, codes in listed.items()},
    )


def one(*marks, listed="ABCDEF", **meeting):
    return count({Q: papers(*marks)}, {Q: listed}, **meeting)


def run(*counts, caps=None, candidates="ABCDEF", decisions=(), recused=None, **over):
    return tally(
        counts,
        vote=rules(**over),
        awards=[AwardSection(name=a, cap=c) for a, c in (caps or {Q: 3}).items()],
        candidates=[
            Candidate(uscc=c, name=f"示例{c}公司", recused_members=(recused or {}).get(c, 0))
            for c in candidates
        ],
        decisions=decisions,
    )


def test_without_a_workbook_no_paper_came_in():
    result = run(members=0)
    assert [(a.collected, a.places, a.seats_left) for a in result.awards.values()] == [(0, 3, 3)]
    assert [a.collected for a in run(one("A", "B"), rules_confirmed=False).awards.values()] == [2]


def codes(result):
    return {p.code for p in result.problems}


def nobody(result):
    return not any(a.elected or any(r.elected for r in a.rows) for a in result.awards.values())


# --- thresholds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("num", "den", "strict", "base", "least"),
    [
        (1, 2, True, 16, 9),  # exactly half is not more than half
        (1, 2, True, 17, 9),
        (1, 2, False, 16, 8),  # 以上 includes the number itself
        (1, 2, False, 17, 9),
        (2, 3, False, 17, 12),
        (2, 3, False, 18, 12),  # exactly two thirds is enough
        (2, 3, True, 18, 13),
        (0, 1, True, 17, 1),
        (0, 1, False, 17, 1),  # nobody is elected without a vote
        (1, 1, False, 17, 17),
        (1, 2, True, 0, 1),
    ],
)
def test_the_least_votes_over_a_threshold(num, den, strict, base, least):
    threshold = Threshold(num=num, den=den, strict=strict, base="present")
    assert needed(base, threshold) == least
    assert reached(least, base, threshold)
    assert least == 1 or not reached(least - 1, base, threshold)


def test_exactly_half_is_not_elected_and_one_more_is():
    marks = ["AB"] * 4 + ["B"] + [""] * 3
    result = run(one(*marks, present=8, issued=8), members=9)
    rows = {r.uscc: r for r in result.awards[Q].rows}
    assert (rows["A"].votes, rows["A"].base, rows["A"].needed) == (4, 8, 5)
    assert rows["A"].passed is False
    assert rows["A"].outcome == "未入选（未达到得票要求）"
    assert result.awards[Q].elected == ("B",)
    assert result.awards[Q].seats_left == 2
    assert result.exit_code == Exit.OK


def test_exactly_two_thirds_of_all_members_is_enough_when_the_number_counts():
    threshold = {"num": 2, "den": 3, "strict": False, "base": "members"}
    marks = ["AB"] * 6 + ["A"]
    result = run(one(*marks, present=7, issued=7), threshold=threshold)
    assert result.awards[Q].elected == ("A", "B")
    strict = run(one(*marks, present=7, issued=7), threshold=threshold | {"strict": True})
    assert strict.awards[Q].elected == ("A",)


def test_blank_papers_are_valid_and_count_in_the_base_of_valid_papers():
    threshold = {"num": 1, "den": 2, "strict": True, "base": "valid"}
    result = run(one("A", "A", "A", "", "", "", "ABCD"), threshold=threshold)
    award = result.awards[Q]
    assert (award.collected, award.valid, award.blank, award.base) == (7, 6, 3, 6)
    assert award.elected == ()
    assert "有效票数6票，即4票及以上" in award.threshold_words
    assert "有效票数" in result.threshold_words


@pytest.mark.parametrize(("present", "met"), [(6, True), (5, False)])
def test_the_quorum_is_tested_in_integers(present, met):
    result = run(one(*["A"] * 5, present=present, issued=5))
    assert result.quorum_met is met
    assert result.exit_code == (Exit.OK if met else Exit.DECIDE)
    assert nobody(result) is not met


def test_quorum_words_show_both_sides():
    quorum = Quorum(num=2, den=3, strict=False)
    assert quorum_words(9, 6, quorum) == (
        "应到9人，实到6人，达到应到人数的三分之二（即6人及以上），符合到会要求"
    )
    assert quorum_words(9, 5, quorum).endswith(
        "未达到应到人数的三分之二（即6人及以上），不符合到会要求"
    )
    strict = Quorum(num=2, den=3, strict=True)
    assert quorum_words(9, 6, strict).endswith(
        "未超过应到人数的三分之二（即7人及以上），不符合到会要求"
    )
    assert "未填" in quorum_words(9, None, quorum)


def test_threshold_words_show_words_and_integers():
    half = Threshold(num=1, den=2, strict=True, base="present")
    assert threshold_words(17, half) == ("得票须超过到会人数的二分之一，到会人数17人，即9票及以上")
    assert "11/20以上" in threshold_words(
        20, Threshold(num=11, den=20, strict=False, base="members")
    )
    assert "全数" in threshold_words(9, Threshold(num=3, den=3, strict=False, base="members"))
    assert "十分之一以上" in threshold_words(
        20, Threshold(num=1, den=10, strict=False, base="members")
    )
    assert "不设到会要求" in quorum_words(9, 1, Quorum(num=0, den=1, strict=False))
    assert "至少1票" in threshold_words(9, Threshold(num=0, den=1, strict=True, base="members"))


# --- refusals (exit 3) --------------------------------------------------------------------------


def test_nothing_is_tallied_before_the_rules_are_confirmed():
    result = run(one("A", "A", "A", "A", "A", "A"), rules_confirmed=False)
    assert "rules_confirmed" in result.refused
    assert result.exit_code == Exit.DECIDE
    assert result.awards[Q].rows == ()
    assert result.quorum_met is None
    assert nobody(result)


def test_nothing_is_tallied_before_the_number_of_members_is_stated():
    result = run(one("A"), members=0)
    assert "vote.members" in result.refused
    assert result.exit_code == Exit.DECIDE


@pytest.mark.parametrize("said", [8, 10, None])
def test_another_number_of_members_on_the_sheet_stops_the_count(said):
    result = run(one("A", "A", members=said))
    assert "应到人数" in result.refused
    assert result.exit_code == Exit.DECIDE
    assert nobody(result)


def test_a_blank_number_present_stops_the_count():
    result = run(one("A", present=None, issued=1))
    assert "实到" in result.refused
    assert result.quorum_met is None
    assert result.exit_code == Exit.DECIDE


def test_without_a_workbook_there_is_nothing_to_decide_yet():
    result = run()
    assert result.round == 0
    assert result.exit_code == Exit.DECIDE
    assert result.awards[Q].seats_left == 3


def test_a_refusal_outranks_a_void_vote():
    result = run(one("A", "A", issued=1), rules_confirmed=False)
    assert result.exit_code == Exit.DECIDE


# --- void votes and refused workbooks (exit 1) --------------------------------------------------

FIVE = ["A"] * 5


@pytest.mark.parametrize(
    ("workbook", "code", "word"),
    [
        (one(*FIVE, issued=4), "vote-void", "多于发出4张"),
        (one(*FIVE, issued=9, present=8), "vote-void", "多于实到8人"),
        (one(*FIVE, present=10), "ballot-meeting-numbers", "多于应到9人"),
        (one(*FIVE, collected=6), "ballot-collected", "5行"),
        (one(*FIVE, collected=4), "ballot-collected", "收回票数4"),
        (one(*FIVE, collected=None), "ballot-meeting-blank", "收回票数"),
        (one(*FIVE, issued=None), "ballot-meeting-blank", "发出票数"),
        (one(*FIVE, round_=2), "ballot-round", "轮次"),
        (count({}, {}, collected=0), "ballot-sheet-missing", "没有“选票-质量奖”"),
        (
            count({Q: papers(*FIVE), "新奖": papers(*FIVE)}, {Q: "A", "新奖": "A"}),
            "ballot-sheet-extra",
            "“新奖”",
        ),
        (
            count({Q: (BallotPaper(no="1", marks=("A",)),) * 2}, {Q: "A"}),
            "ballot-number",
            "票号1重复",
        ),
        (
            count({Q: (BallotPaper(no="", marks=("A",)),)}, {Q: "A"}),
            "ballot-number",
            "没有票号",
        ),
    ],
)
def test_a_vote_that_cannot_stand_elects_nobody(workbook, code, word):
    result = run(workbook)
    assert word in result.void
    assert code in {p.code for p in result.problems if p.severity is Severity.ERROR}
    assert result.exit_code == Exit.INPUT
    assert nobody(result)
    assert result.awards[Q].seats_left == 3


def test_issued_equal_to_present_and_collected_equal_to_issued_stand():
    result = run(one(*["A"] * 9, present=9, issued=9))
    assert result.void == ""
    assert result.awards[Q].elected == ("A",)


# --- papers -------------------------------------------------------------------------------------


def test_as_many_marks_as_places_stand_and_one_more_voids_the_paper():
    award = run(one("ABC", "ABCD", "A", "A", "A", "A")).awards[Q]
    assert award.invalid == (("2", "选了4家，多于3家"),)
    assert {r.uscc: r.votes for r in award.rows}["A"] == 5
    assert award.valid == 5


def test_a_mark_outside_the_candidates_voids_the_paper_with_its_reason():
    result = run(one("AZ", "A", listed="ABZ"), candidates="AB")
    award = result.awards[Q]
    assert award.invalid == (("1", "选了候选名单以外的“Z”"),)
    assert {r.uscc: r.votes for r in award.rows} == {"A": 1, "B": 0}
    assert "ballot-candidate-unknown" in codes(result)
    assert result.exit_code == Exit.OK


def test_a_candidate_that_is_not_on_this_ballot_cannot_be_marked_on_it():
    award = run(one("AC", "A", listed="AB"), candidates="ABC").awards[Q]
    assert [p.no for p in award.invalid] == ["1"]


def test_several_reasons_stand_side_by_side_and_numbers_are_in_order():
    sheet = (
        BallotPaper(no="10", marks=tuple("ABCDZ")),
        BallotPaper(no="9", marks=(), unreadable="涂改"),
        *papers(*["A"] * 8),
    )
    result = run(count({Q: sheet}, {Q: "ABCDEF"}, present=10, members=10), members=10)
    assert result.awards[Q].invalid == (
        ("9", "监票人认定无法辨认（涂改）"),
        ("10", "选了5家，多于3家；选了候选名单以外的“Z”"),
    )
    assert result.awards[Q].blank == 0


def test_a_mark_made_twice_is_one_mark():
    award = run(one("AAB", "AAAA")).awards[Q]
    assert award.invalid == ()
    assert {r.uscc: r.votes for r in award.rows}["A"] == 2
    assert award.marks == 3
    assert award.marks_check


def test_a_candidate_left_off_a_ballot_and_blanks_on_the_meeting_sheet_are_named():
    result = run(one("A", "A", listed="AB", tellers="", day=None), candidates="ABC")
    warned = {p.code: p for p in result.problems}
    assert "示例C公司" in warned["ballot-candidate-missing"].message
    assert [p.message for p in result.problems if p.code == "ballot-meeting-blank"] == [
        "会议表没有填计票人",
        "会议表没有填会议日期",
    ]
    assert all(p.severity is Severity.WARNING for p in result.problems)


# --- two awards ---------------------------------------------------------------------------------

TWO = {Q: 2, I: 2}


def both(quality, innovation, **meeting):
    listed = {Q: "ABCDEF", I: "ABCDEF"}
    return count({Q: papers(*quality), I: papers(*innovation)}, listed, **meeting)


def votes(result, award):
    return {r.uscc: r.votes for r in result.awards[award].rows if r.votes}


def test_an_organisation_marked_for_both_awards_on_one_paper_loses_both_marks():
    result = run(both(["AB", "A"], ["AC", "C"]), caps=TWO)
    assert votes(result, Q) == {"A": 1, "B": 1}
    assert votes(result, I) == {"C": 2}
    assert result.awards[Q].valid == result.awards[I].valid == 2
    assert all(a.marks_check for a in result.awards.values())
    assert any("票号1" in note and "示例A公司" in note for note in result.notes)


def test_without_the_rule_both_marks_stand():
    result = run(both(["A"], ["A"]), caps=TWO, exclusive=False)
    assert votes(result, Q) == votes(result, I) == {"A": 1}


def test_marks_in_a_void_section_do_not_strike_those_in_the_other():
    result = run(both(["ABC"], ["A"]), caps=TWO)
    assert [p.no for p in result.awards[Q].invalid] == ["1"]
    assert votes(result, I) == {"A": 1}


def test_a_void_section_voids_its_own_section_only_by_default():
    result = run(both(["ABC"], ["D"]), caps=TWO)
    assert result.awards[I].invalid == ()
    whole = run(both(["ABC", "A"], ["D", "D"]), caps=TWO, invalid_scope="ballot")
    assert whole.awards[I].invalid == (("1", "同一张票的质量奖一栏作废"),)
    assert votes(whole, I) == {"D": 1}
    assert votes(whole, Q) == {"A": 1}
    apart = run(both(["ABC", "A"], ["A", "A"]), caps=TWO, invalid_scope="ballot", exclusive=False)
    assert (votes(apart, Q), votes(apart, I)) == ({"A": 1}, {"A": 1})


def test_papers_that_cannot_be_joined_are_counted_sheet_by_sheet_and_this_is_said():
    quality = (BallotPaper(no="甲1", marks=("A",)),)
    innovation = (BallotPaper(no="乙1", marks=("A",)),)
    result = run(count({Q: quality, I: innovation}, {Q: "AB", I: "AB"}), caps=TWO)
    assert votes(result, Q) == votes(result, I) == {"A": 1}
    assert "ballot-not-joined" in codes(result)
    assert any("不适用" in note for note in result.notes)


def test_papers_joined_in_part_say_how_many():
    quality = (BallotPaper(no="1", marks=("A",)), BallotPaper(no="2", marks=("A",)))
    innovation = (BallotPaper(no="1", marks=("A",)), BallotPaper(no="3", marks=("A",)))
    result = run(count({Q: quality, I: innovation}, {Q: "AB", I: "AB"}), caps=TWO)
    assert votes(result, Q) == votes(result, I) == {"A": 1}
    assert any("只有1个票号能对应，其余2个" in note for note in result.notes)


def test_joined_papers_say_that_the_rule_was_applied():
    result = run(both(["A"], ["B"]), caps=TWO)
    assert any("“一家只投一个奖项”已逐张核对" in note for note in result.notes)
    assert not any("票号" in note for note in run(one("A")).notes)
    assert not any(
        "票号" in note for note in run(both(["A"], ["B"]), caps=TWO, exclusive=False).notes
    )
    assert "ballot-not-joined" not in codes(result)


def test_papers_without_a_number_are_joined_to_none_and_refused():
    quality = (BallotPaper(no="", marks=("A",)), BallotPaper(no="2", marks=("B",)))
    innovation = (BallotPaper(no="", marks=("A",)), BallotPaper(no="2", marks=("C",)))
    result = run(count({Q: quality, I: innovation}, {Q: "ABC", I: "ABC"}), caps=TWO)
    assert "ballot-number" in codes(result)
    assert nobody(result)


# --- candidates that withdrew ---------------------------------------------------------------------


def without(gone, *counts, caps=None, candidates="ABCDEF"):
    return leaving.tally(
        counts, vote=rules(), awards=[AwardSection(name=a, cap=c) for a, c in (caps or {Q: 2}).items()],
        candidates=[Candidate(uscc=c, name=f"示例{c}公司", recused_members=0) for c in candidates],
        gone=frozenset(gone),
    )  # fmt: skip


def test_nobody_moves_up_into_the_place_of_one_that_was_elected():
    sheets = one("AB", "AB", "AB", "AB", "AB", "BC", "AC", "AC", "A")
    whole = without("", sheets)
    assert whole.awards[Q].elected == ("A", "B")
    assert without("X", sheets) == whole
    left = without("A", sheets).awards[Q]
    assert left.elected == ("B",)
    assert left.seats_left == whole.awards[Q].seats_left + 1
    assert left.marks == whole.awards[Q].marks - 8
    assert [(r.uscc, r.rank) for r in left.rows[:2]] == [("B", 1), ("C", 2)]


def test_one_that_is_tied_at_the_last_place_when_it_leaves_is_left_out_before_the_cut():
    sheets = one("AB", "AB", "AB", "AB", "AB", "AC", "AC", "AC", "AC", "AC", present=10, members=10,
                 issued=10)  # fmt: skip
    made = rules(members=10, threshold={"num": 1, "den": 2, "strict": False, "base": "present"})
    awards = [AwardSection(name=Q, cap=2)]
    people = [Candidate(uscc=c, name=f"示例{c}公司", recused_members=0) for c in "ABC"]
    given = {"vote": made, "awards": awards, "candidates": people}
    (asked,) = tally([sheets], **given).awards[Q].questions
    assert set(asked.applicants) == {"B", "C"}
    left = leaving.tally([sheets], **given, gone=frozenset("C")).awards[Q]
    assert left.elected == ("A", "B")
    assert not left.questions


def test_a_paper_with_too_many_marks_stays_void_when_one_of_them_leaves():
    sheets = one("ABC", "AB", "AB", "AB", "AB", "AC", "AC", "AC", "AC", present=9)
    made = rules(threshold={"num": 4, "den": 9, "strict": False, "base": "present"})
    given = {"vote": made, "awards": [AwardSection(name=Q, cap=2)],
             "candidates": [Candidate(uscc=c, name=f"示例{c}公司", recused_members=0) for c in "ABC"]}  # fmt: skip
    left = leaving.tally([sheets], **given, gone=frozenset("C")).awards[Q]
    assert [p.no for p in left.invalid] == ["1"]
    assert left.elected == ("A", "B")


@pytest.mark.parametrize(
    ("listed", "words", "warned"),
    [("ABCDE", "差额", False), ("ABCD", "等额", True), ("ABC", "缺额", True)],
)
def test_the_contest_is_said_for_each_award_and_in_total(listed, words, warned):
    sheets = count({Q: papers("A"), I: papers("B")}, {Q: listed, I: listed})
    result = run(sheets, caps=TWO, candidates=listed)
    total = next(note for note in result.notes if "合计" in note)
    assert words in total
    assert ("vote-no-contest" in codes(result)) is warned
    assert any(
        note == f"第1轮：质量奖：候选{len(listed)}家，名额2个，差额" for note in result.notes
    )


def test_twenty_candidates_for_ten_and_ten_places_are_no_contest():
    pool = "ABCDEFGHIJKLMNOPQRST"
    sheets = count({Q: papers("A"), I: papers("B")}, {Q: pool, I: pool})
    result = run(sheets, caps={Q: 10, I: 10}, candidates=pool)
    assert "vote-no-contest" in codes(result)


FREE = {"num": 0, "den": 1, "strict": False}

# --- recusal ------------------------------------------------------------------------------------


def test_a_recused_member_lowers_that_candidates_base_only():
    marks = ["AB"] * 4 + [""] * 4
    result = run(one(*marks, present=8, issued=8), recused={"A": 1})
    rows = {r.uscc: r for r in result.awards[Q].rows}
    assert (rows["A"].base, rows["A"].needed, rows["A"].elected) == (7, 4, True)
    assert (rows["B"].base, rows["B"].needed, rows["B"].elected) == (8, 5, False)
    assert "vote-single-recusal" in codes(result)


def test_a_base_is_never_below_zero():
    result = run(one("A", present=1, issued=1), recused={"A": 2}, quorum=FREE)
    assert {r.uscc: r.base for r in result.awards[Q].rows}["A"] == 0
    assert result.awards[Q].elected == ("A",)


def test_two_recused_members_give_nobody_away():
    assert "vote-single-recusal" not in codes(run(one("A"), recused={"A": 2}))


def test_the_base_of_valid_papers_is_not_lowered():
    threshold = {"num": 1, "den": 2, "strict": True, "base": "valid"}
    result = run(one("A", "A", "B", "B"), recused={"A": 1}, threshold=threshold)
    assert {r.uscc: r.base for r in result.awards[Q].rows}["A"] == 4


def test_recused_members_are_counted_from_the_registers():
    pool = [Candidate(uscc="A", name="示例甲（集团）公司"), Candidate(uscc="B", name="示例乙公司")]
    committee = [CommitteeMember(name="委员 一"), CommitteeMember(name="委员二")]
    rows = [
        Recusal(person="委员一", uscc="A"),
        Recusal(person="委员 一", uscc="", name="示例甲(集团)公司"),
        Recusal(person="委员二", uscc="", name="示例乙公司"),
        Recusal(person="委员二", uscc="A", certificate="ZJ001"),  # an examiner of that name
        Recusal(person="专家某", uscc="A"),
        Recusal(person="委员二", uscc="Z"),
    ]
    assert recused_members(rows, committee, pool) == {"A": 1, "B": 1}
    assert recused_members(rows, None, pool) == {}


# --- the cut and the run-off --------------------------------------------------------------------

LOW = {"num": 1, "den": 9, "strict": False, "base": "present"}


def tie_at_the_last_place():
    # A 5, B 3, C 2, D 2, E 2 for three places
    return one("ABC", "ABC", "ABD", "AD", "AE", "E")


def test_more_over_the_threshold_than_places_takes_the_most_votes_first():
    result = run(one("ABC", "ABC", "ABD", "A", "C"), threshold=LOW)
    award = result.awards[Q]
    assert award.elected == ("A", "B", "C")
    rows = {r.uscc: r for r in award.rows}
    assert rows["D"].outcome == "未入选（达到得票要求，名额已满）"
    assert [(r.uscc, r.rank) for r in award.rows] == [
        ("A", 1), ("B", 2), ("C", 2), ("D", 4), ("E", 5), ("F", 5)
    ]  # fmt: skip
    assert award.runoff is None
    assert award.seats_left == 0
    assert not award.questions


def test_a_tie_across_the_last_place_makes_a_run_off_list():
    result = run(tie_at_the_last_place(), threshold=LOW)
    award = result.awards[Q]
    assert award.elected == ("A", "B")
    assert award.runoff == ("C", "D", "E")
    assert award.seats_left == 1
    assert {r.uscc: r.elected for r in award.rows} == {
        "A": True, "B": True, "C": None, "D": None, "E": None, "F": False
    }  # fmt: skip
    assert {r.uscc: r.outcome for r in award.rows}["C"] == "再次投票"
    assert award.question == award.questions[0].sha256
    assert not any("空缺" in note for note in result.notes)
    assert result.exit_code == Exit.DECIDE


def second(*marks, listed="CDE", round_=2, **meeting):
    return one(*marks, listed=listed, round_=round_, **meeting)


def test_the_second_round_fills_the_places_left():
    result = run(tie_at_the_last_place(), second("C", "C", "C", "C", "C", "D"), threshold=LOW)
    award = result.awards[Q]
    assert result.round == award.round == 2
    assert (award.places, award.max_marks, award.cap) == (1, 1, 3)
    assert award.elected == ("A", "B", "C")
    assert [r.uscc for r in award.rows] == ["C", "D", "E"]
    assert award.runoff is None
    assert award.seats_left == 0
    assert award.previous.round == 1
    assert award.previous.collected == 6
    assert award.rounds == [award.previous, award]
    assert result.exit_code == Exit.OK


def test_the_places_left_are_the_most_marks_in_the_second_round():
    award = run(tie_at_the_last_place(), second("CD", "C", "C"), threshold=LOW).awards[Q]
    assert award.invalid == (("1", "选了2家，多于1家"),)


def test_the_threshold_holds_in_the_second_round_too():
    result = run(
        tie_at_the_last_place(),
        second("C", "C", "C", "C", "D"),
        threshold={"num": 1, "den": 5, "strict": False, "base": "present"},
    )
    assert result.awards[Q].elected == ("A", "B", "C")
    strict = run(
        tie_at_the_last_place(),
        second("C", "D", "E"),
        threshold={"num": 2, "den": 9, "strict": False, "base": "present"},
    )
    assert strict.awards[Q].elected == ("A", "B")
    assert strict.awards[Q].seats_left == 1
    assert strict.exit_code == Exit.OK
    assert "质量奖：空缺1个名额，不递补" in strict.notes


@pytest.mark.parametrize("listed", ["CD", "CDEF", "ABCDE"])
def test_the_second_round_lists_exactly_the_run_off_list(listed):
    result = run(tie_at_the_last_place(), second("C", "C", listed=listed), threshold=LOW)
    assert "再次投票名单" in result.void
    assert "ballot-candidates" in codes(result)
    assert result.exit_code == Exit.INPUT
    assert nobody(result)


def test_a_second_round_that_nothing_asked_for_is_refused():
    result = run(one("A", "A", "A", "A", "A"), second("A", listed="A"))
    assert "ballot-sheet-extra" in codes(result)
    assert "ballot-no-runoff" in codes(result)
    assert result.exit_code == Exit.INPUT


def test_two_workbooks_of_one_round_are_refused():
    result = run(tie_at_the_last_place(), second("C", round_=1), threshold=LOW)
    assert "ballot-round" in codes(result)
    assert result.exit_code == Exit.INPUT


def test_a_further_round_than_allowed_is_refused():
    tied_again = second("C", "D", "E")
    third = second("C", round_=3)
    result = run(tie_at_the_last_place(), tied_again, third, threshold=LOW)
    assert "ballot-round-over" in codes(result)
    allowed = run(tie_at_the_last_place(), tied_again, third, threshold=LOW, max_runoffs=2)
    assert allowed.awards[Q].elected == ("A", "B", "C")


def test_a_tie_after_the_last_round_waits_for_a_decision():
    result = run(tie_at_the_last_place(), second("C", "D", "E"), threshold=LOW)
    award = result.awards[Q]
    assert award.runoff == ("C", "D", "E")
    assert {r.outcome for r in award.rows} == {"并列待决定"}
    assert result.exit_code == Exit.DECIDE


def test_only_the_award_with_a_run_off_is_voted_on_again():
    first = both(["AB", "AB", "AC", "AC"], ["D", "D", "", ""])
    again = count({Q: papers("B", "B")}, {Q: "BC"}, round_=2)
    result = run(first, again, caps=TWO, threshold=LOW)
    assert result.awards[Q].elected == ("A", "B")
    assert result.awards[Q].round == 2
    assert result.awards[I].elected == ("D",)
    assert result.awards[I].round == 1
    assert result.awards[I].collected == 4


def test_the_quorum_of_the_second_meeting_counts_as_well():
    result = run(tie_at_the_last_place(), second("C", present=5, issued=5), threshold=LOW)
    assert "第2轮" in result.refused
    assert result.quorum_met is False
    assert nobody(result)


# --- decisions on a tie -------------------------------------------------------------------------


def decided(result, award=None, admit=()):
    return check_decision(result, award, admit)


def test_a_decision_takes_one_of_the_tied():
    asked = run(tie_at_the_last_place(), threshold=LOW)
    bound = decided(asked, None, ["D"])
    assert bound == (BoundDecision(Q, asked.awards[Q].question, ("D",)),)
    result = run(tie_at_the_last_place(), threshold=LOW, decisions=bound)
    award = result.awards[Q]
    assert award.elected == ("A", "B", "D")
    assert award.runoff is None
    assert award.seats_left == 0
    assert {r.uscc: r.outcome for r in award.rows}["C"] == "未入选（并列，按书面决定不列入）"
    assert award.questions[0].settled
    assert award.question == ""
    assert result.exit_code == Exit.OK


def test_a_decision_may_take_none_and_leaves_the_place_vacant():
    asked = run(tie_at_the_last_place(), threshold=LOW)
    result = run(tie_at_the_last_place(), threshold=LOW, decisions=decided(asked))
    assert result.awards[Q].elected == ("A", "B")
    assert result.awards[Q].seats_left == 1
    assert result.exit_code == Exit.OK


def test_a_later_decision_supersedes():
    asked = run(tie_at_the_last_place(), threshold=LOW)
    first, again = decided(asked, Q, ["C"]), decided(asked, Q, ["E"])
    result = run(tie_at_the_last_place(), threshold=LOW, decisions=[*first, *again])
    assert result.awards[Q].elected == ("A", "B", "E")
    assert decided(result, None, ["D"])[0].question == first[0].question


def test_votes_changed_after_the_decision_void_it():
    asked = run(tie_at_the_last_place(), threshold=LOW)
    bound = decided(asked, Q, ["D"])
    changed = one("ABC", "ABC", "ABD", "AD", "AE", "E", "A")
    result = run(changed, threshold=LOW, decisions=bound)
    assert result.awards[Q].runoff == ("C", "D", "E")
    assert any("不再适用" in note for note in result.notes)
    assert result.exit_code == Exit.DECIDE


def test_a_second_round_supersedes_a_decision_on_the_first():
    bound = decided(run(tie_at_the_last_place(), threshold=LOW), Q, ["D"])
    result = run(tie_at_the_last_place(), second("C", "C"), threshold=LOW, decisions=bound)
    assert result.awards[Q].elected == ("A", "B", "C")


@pytest.mark.parametrize(
    ("award", "admit", "code"),
    [
        (None, ["C", "D"], "decide-too-many"),
        (None, ["A"], "decide-not-asked"),
        (None, ["C", "Z"], "decide-not-asked"),
        ("优秀奖", ["C"], "decide-award"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(award, admit, code):
    asked = run(tie_at_the_last_place(), threshold=LOW)
    with pytest.raises(WzqaError) as caught:
        decided(asked, award, admit)
    assert caught.value.exit_code == Exit.INPUT
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    "result",
    [run(one("A", "A", "A", "A", "A")), run(one("A"), rules_confirmed=False), run(one("A", issued=0))],
)  # fmt: skip
def test_a_decision_where_nothing_is_asked_is_refused(result):
    with pytest.raises(WzqaError) as caught:
        decided(result, None, ["A"])
    assert caught.value.problems[0].code == "decide-no-question"


def test_a_decision_forced_past_the_check_never_breaks_the_cap():
    asked = run(tie_at_the_last_place(), threshold=LOW)
    forced = [BoundDecision(Q, asked.awards[Q].question, ("C", "D"))]
    result = run(tie_at_the_last_place(), threshold=LOW, decisions=forced)
    assert result.awards[Q].runoff == ("C", "D", "E")
    other = [BoundDecision(Q, asked.awards[Q].question, ("F",))]
    assert run(tie_at_the_last_place(), threshold=LOW, decisions=other).awards[Q].runoff


def test_the_award_must_be_named_when_both_are_tied():
    sheets = both(["A", "B", "C"], ["D", "E", "F"])
    asked = run(sheets, caps=TWO, threshold=LOW)
    with pytest.raises(WzqaError) as caught:
        decided(asked, None, ["A"])
    assert caught.value.problems[0].code == "decide-award"
    bound = [*decided(asked, Q, ["A", "B"]), *decided(asked, I, ["F"])]
    result = run(sheets, caps=TWO, threshold=LOW, decisions=bound)
    assert result.awards[Q].elected == ("A", "B")
    assert result.awards[I].elected == ("F",)
    assert result.exit_code == Exit.OK


# --- one organisation within the places of both awards ------------------------------------------


def double():
    # separate papers: A 3 votes in both, B 2 in 质量奖, C 2 in 创新奖
    return both(["AB", "AB", "A", "", "", ""], ["", "", "", "AC", "AC", "A"])


def test_an_organisation_within_both_awards_is_elected_in_neither_until_a_person_decides():
    result = run(double(), caps=TWO, threshold=LOW)
    for award, other in ((Q, "B"), (I, "C")):
        rows = {r.uscc: r for r in result.awards[award].rows}
        assert rows["A"].elected is None
        assert "待决定" in rows["A"].outcome
        assert result.awards[award].elected == (other,)
        assert result.awards[award].doubles == ("A",)
        assert result.awards[award].runoff is None
        (question,) = result.awards[award].questions
        assert (question.applicants, question.places, question.settled) == (("A",), 1, False)
    assert not any("空缺" in note for note in result.notes)
    assert result.exit_code == Exit.DECIDE


@pytest.mark.parametrize(("award", "other"), [(Q, I), (I, Q)])
def test_the_decision_names_the_award_and_the_other_place_stays_vacant(award, other):
    asked = run(double(), caps=TWO, threshold=LOW)
    bound = decided(asked, award, ["A"])
    result = run(double(), caps=TWO, threshold=LOW, decisions=bound)
    assert "A" in result.awards[award].elected
    assert "A" not in result.awards[other].elected
    assert {r.uscc: r.elected for r in result.awards[other].rows}["A"] is False
    assert result.awards[award].seats_left == 0
    assert result.awards[other].seats_left == 1
    assert f"示例A公司列入{award}，{other}空出的名额不递补" in result.notes
    assert f"{other}：空缺1个名额，不递补" in result.notes
    assert not any(note.startswith(f"{award}：空缺") for note in result.notes)
    assert all(q.settled for a in result.awards.values() for q in a.questions)
    assert result.exit_code == Exit.OK


def test_a_freed_place_is_not_filled_from_those_over_the_threshold():
    sheets = both(["AB", "AB", "AD", "", "", "", ""], ["", "", "", "AC", "AC", "A", ""])
    bound = decided(run(sheets, caps=TWO, threshold=LOW), I, ["A"])
    result = run(sheets, caps=TWO, threshold=LOW, decisions=bound)
    assert result.awards[Q].elected == ("B",)
    rows = {r.uscc: r for r in result.awards[Q].rows}
    assert rows["D"].passed
    assert rows["D"].elected is False


def test_the_award_of_a_double_can_be_decided_anew():
    asked = run(double(), caps=TWO, threshold=LOW)
    bound = [*decided(asked, Q, ["A"]), *decided(asked, I, ["A"])]
    result = run(double(), caps=TWO, threshold=LOW, decisions=bound)
    assert "A" in result.awards[I].elected
    assert "A" not in result.awards[Q].elected


def test_a_double_needs_a_name_and_an_award():
    asked = run(double(), caps=TWO, threshold=LOW)
    for award, admit, code in ((None, ["A"], "decide-award"), (Q, [], "decide-empty")):
        with pytest.raises(WzqaError) as caught:
            decided(asked, award, admit)
        assert caught.value.problems[0].code == code


def test_without_the_rule_an_organisation_may_take_both():
    result = run(double(), caps=TWO, threshold=LOW, exclusive=False)
    assert "A" in result.awards[Q].elected
    assert "A" in result.awards[I].elected
    assert result.exit_code == Exit.OK


def tie_and_double():
    # 质量奖: A 3, then B, C tied for one place; 创新奖: A 3, B 2
    return both(["AB", "AC", "A", "", "", ""], ["", "", "", "AB", "AB", "A"])


def test_a_tie_and_a_double_are_two_questions_of_one_award():
    asked = run(tie_and_double(), caps=TWO, threshold=LOW)
    assert {q.kind for q in asked.awards[Q].questions} == {"tie", "double"}
    assert "示例B公司已在创新奖名额之内，又在质量奖的并列名单上" in asked.notes
    only_tie = decided(asked, Q, ["C"])
    result = run(tie_and_double(), caps=TWO, threshold=LOW, decisions=only_tie)
    assert result.awards[Q].elected == ("C",)
    assert result.awards[Q].doubles == ("A",)
    assert result.exit_code == Exit.DECIDE
    both_at_once = decided(asked, Q, ["A", "C"])
    assert len(both_at_once) == 2
    done = run(tie_and_double(), caps=TWO, threshold=LOW, decisions=both_at_once)
    assert done.awards[Q].elected == ("A", "C")
    assert done.awards[I].elected == ("B",)
    assert done.exit_code == Exit.OK


def test_a_tie_settled_for_an_organisation_names_its_award():
    asked = run(tie_and_double(), caps=TWO, threshold=LOW)
    bound = [*decided(asked, Q, ["B"]), *decided(asked, Q, ["A"])]
    result = run(tie_and_double(), caps=TWO, threshold=LOW, decisions=bound)
    assert result.awards[Q].elected == ("A", "B")
    assert result.awards[I].elected == ()
    assert result.awards[I].seats_left == 2
    assert result.exit_code == Exit.OK


def test_a_decision_on_one_double_outlives_another_question():
    sheets = both(["AB", "AC", "A", "", "", ""], ["", "", "", "AB", "AB", "A"])
    asked = run(sheets, caps=TWO, threshold=LOW)
    bound = decided(asked, I, ["A"])
    again = count({Q: papers("B", "B", "C")}, {Q: "BC"}, round_=2)
    result = run(sheets, again, caps=TWO, threshold=LOW, decisions=bound)
    assert result.awards[I].elected == ("A",)
    assert result.awards[Q].doubles == result.awards[I].doubles == ("B",)
