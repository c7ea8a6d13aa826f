"""Property 18 of arithmetic.md §6, and what must hold of every vote, on random ballots."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.models import BallotPaper, Count, Meeting
from wzqa.settings import AwardSection, Vote
from wzqa.vote.tally import BoundDecision, Candidate, tally

pytestmark = pytest.mark.slow

Q, I = "质量奖", "创新奖"  # noqa: E741  (the two awards)
POOL = "ABCDEF"
MARKS = st.lists(st.sampled_from("ABCDEFZ"), max_size=6).map(tuple)
SHARES = st.tuples(st.integers(0, 4), st.integers(1, 4)).filter(lambda s: s[0] <= s[1])


def workbook(on, *, members, present=None, round_=1, listed=POOL):
    n = max(len(p) for p in on.values())
    meeting = Meeting(
        members=members,
        present=present or members,
        issued=present or members,
        collected=n,
        round=round_,
    )
    return Count(meeting=meeting, papers=on, candidates={a: tuple(listed) for a in on})


def rows_of(marks, order=None):
    numbered = [BallotPaper(no=str(n), marks=m) for n, m in enumerate(marks, 1)]
    return tuple(numbered[i] for i in order) if order else tuple(numbered)


@st.composite
def votes(draw, awards=(Q,)):
    n = draw(st.integers(1, 9))
    sheets = {a: draw(st.lists(MARKS, min_size=n, max_size=n)) for a in awards}
    num, den = draw(SHARES)
    return {
        "sheets": sheets,
        "members": draw(st.integers(n + 1, 12)),
        "caps": {a: draw(st.integers(1, 4)) for a in awards},
        "threshold": {
            "num": num,
            "den": den,
            "strict": draw(st.booleans()),
            "base": draw(st.sampled_from(["members", "present", "valid"])),
        },
        "exclusive": draw(st.booleans()),
        "invalid_scope": draw(st.sampled_from(["section", "ballot"])),
        "recused": draw(st.dictionaries(st.sampled_from(POOL), st.integers(1, 2), max_size=2)),
    }


def run(case, sheets=None, *, counts=None, decisions=(), order=None):
    sheets = sheets or case["sheets"]
    on = {a: rows_of(marks, order) for a, marks in sheets.items()}
    return tally(
        counts or [workbook(on, members=case["members"])],
        vote=Vote(
            members=case["members"],
            quorum={"num": 0, "den": 1, "strict": False},
            threshold=case["threshold"],
            rules_confirmed=True,
            exclusive=case["exclusive"],
            invalid_scope=case["invalid_scope"],
            max_runoffs=1,
        ),
        awards=[AwardSection(name=a, cap=c) for a, c in case["caps"].items()],
        candidates=[
            Candidate(uscc=c, name=f"示例{c}公司", recused_members=case["recused"].get(c, 0))
            for c in POOL
        ],
        decisions=decisions,
    )


def core(result):
    """What a vote says, without the places of papers."""
    return {
        a: (r.rows, r.elected, r.runoff, r.seats_left, r.doubles, r.invalid, r.questions)
        for a, r in result.awards.items()
    }


@settings(max_examples=500, deadline=None)
@given(votes(awards=(Q, I)), st.randoms(use_true_random=False))
def test_the_order_of_the_papers_is_irrelevant(case, random):
    order = list(range(len(case["sheets"][Q])))
    random.shuffle(order)
    assert core(run(case)) == core(run(case, order=order))
    assert run(case).notes == run(case, order=order).notes


@settings(max_examples=500, deadline=None)
@given(votes(awards=(Q, I)))
def test_votes_are_marks_and_nobody_is_elected_below_the_threshold_or_beyond_the_places(case):
    result = run(case)
    assert result.void == result.refused == ""
    for award in result.awards.values():
        assert award.marks_check
        assert sum(r.votes for r in award.rows) == award.marks
        assert award.valid + len(award.invalid) == award.collected
        assert award.blank <= award.valid
        assert len(award.elected) + len(award.doubles) <= award.cap
        passed = {r.uscc for r in award.rows if r.passed}
        votes_of = {r.uscc: r.votes for r in award.rows}
        assert set(award.elected) <= passed
        tied = set(award.runoff or ())
        assert tied <= passed
        assert {r.uscc for r in award.rows if r.elected is None} == tied | set(award.doubles)
        if tied:
            assert len(tied) > award.seats_left > 0
            assert len({votes_of[c] for c in tied}) == 1
            assert all(votes_of[c] > votes_of[min(tied)] for c in award.elected)
        equal = [
            (one, two)
            for one in award.rows
            for two in award.rows
            if one.votes == two.votes and one.base == two.base
        ]
        alone = not set(award.doubles) and not award.questions
        assert not alone or all(one.elected == two.elected for one, two in equal)
    homes = [c for award in result.awards.values() for c in award.elected]
    assert not case["exclusive"] or len(homes) == len(set(homes))


STATUS = {False: 0, None: 1, True: 2}


@settings(max_examples=500, deadline=None)
@given(votes(), st.sampled_from(POOL))
def test_another_paper_for_a_candidate_never_hurts_it_when_the_base_is_fixed(case, code):
    case["threshold"]["base"] = "members"
    more = {Q: [*case["sheets"][Q], (code,)]}
    before = {r.uscc: r for r in run(case).awards[Q].rows}
    after = {r.uscc: r for r in run(case, more).awards[Q].rows}
    assert STATUS[after[code].elected] >= STATUS[before[code].elected]
    assert after[code].rank <= before[code].rank
    assert all(STATUS[after[c].elected] <= STATUS[before[c].elected] for c in POOL if c != code)


@settings(max_examples=500, deadline=None)
@given(votes(), st.sampled_from([(), ("Z",), ("A", "Z"), ("Z", "Z", "B")]))
def test_void_and_blank_papers_change_counts_only_through_the_base(case, extra):
    more = {Q: [*case["sheets"][Q], extra]}
    old, new = run(case).awards[Q], run(case, more).awards[Q]
    assert [(r.uscc, r.votes, r.rank) for r in old.rows] == [
        (r.uscc, r.votes, r.rank) for r in new.rows
    ]
    void = bool(extra)
    assert len(new.invalid) - len(old.invalid) == void
    assert new.blank - old.blank == (not void)
    if case["threshold"]["base"] == "valid" and not void:
        assert new.base == old.base + 1
    else:
        assert new.rows == old.rows
        assert (new.elected, new.runoff, new.base) == (old.elected, old.runoff, old.base)


@settings(max_examples=500, deadline=None)
@given(votes(awards=(Q, I)))
def test_renaming_the_papers_changes_nothing_but_the_numbers_of_void_ones(case):
    names = {
        a: tuple(BallotPaper(no=f"票{n:03}", marks=m) for n, m in enumerate(marks))
        for a, marks in case["sheets"].items()
    }
    plain, renamed = run(case), run(case, counts=[workbook(names, members=case["members"])])
    for award in (Q, I):
        one, two = plain.awards[award], renamed.awards[award]
        assert [p.reason for p in one.invalid] == [p.reason for p in two.invalid]
        assert replace(one, invalid=()) == replace(two, invalid=())


@settings(max_examples=500, deadline=None)
@given(votes(awards=(Q, I)), st.data())
def test_a_second_round_and_any_decisions_keep_the_cap_and_the_first_elected(case, data):
    first = run(case)
    tied = {a: r.runoff for a, r in first.awards.items() if r.runoff}
    on1 = {a: rows_of(marks) for a, marks in case["sheets"].items()}
    counts = [workbook(on1, members=case["members"])]
    if tied and data.draw(st.booleans()):
        n = data.draw(st.integers(1, case["members"]))
        on2 = {
            a: rows_of([tuple(data.draw(st.sets(st.sampled_from(codes)))) for _ in range(n)])
            for a, codes in tied.items()
        }
        second = workbook(on2, members=case["members"], round_=2)
        counts.append(replace(second, candidates=tied))
    asked = run(case, counts=counts)
    assert asked.void == asked.refused == ""
    decisions = [
        BoundDecision(
            r.award,
            q.sha256,
            tuple(sorted(data.draw(st.sets(st.sampled_from(q.applicants), max_size=q.places)))),
        )
        for r in asked.awards.values()
        for q in r.questions
        if q.kind == "tie"
    ]
    decided = run(case, counts=counts, decisions=decisions)
    doubles = [
        BoundDecision(r.award, q.sha256, q.applicants)
        for r in decided.awards.values()
        for q in r.questions
        if q.kind == "double"
    ]
    done = run(case, counts=counts, decisions=[*decisions, *doubles])
    assert not done.open
    assert done.exit_code == 0
    for award, result in done.awards.items():
        assert len(result.elected) <= result.cap
        assert len(result.elected) + result.seats_left == result.cap
        assert result.runoff is None
        others = {c for a, r in done.awards.items() if a != award for c in r.elected}
        kept = set(first.awards[award].elected)
        assert kept <= set(result.elected) | (others if case["exclusive"] else set())
