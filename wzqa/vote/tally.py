"""The committee's vote （十七） as pure decisions: tally, cut, run-off (arithmetic.md §5, §7).

Counts only: nothing here knows who voted, and the order of the papers never matters. The
regulation fixes neither quorum nor threshold, so nothing is tallied before `[vote]` says so.
Never more than the places; no tie is ever broken silently; nobody moves up into a place that
becomes free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wzqa.names import comparable
from wzqa.vote import checks as ballot_checks
from wzqa.vote import cuts as ballot_cuts
from wzqa.vote import papers as ballot_papers
from wzqa.vote import rules as ballot_rules
from wzqa.vote.cuts import Race
from wzqa.vote.questions import BoundDecision, check_decision
from wzqa.vote.results import AwardResult, Candidate, Question, TallyRow, VoteResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import CommitteeMember, Count, Recusal
    from wzqa.problems import Problem
    from wzqa.settings import AwardSection, Vote

__all__ = [
    "AwardResult",
    "BoundDecision",
    "Candidate",
    "Question",
    "TallyRow",
    "VoteResult",
    "check_decision",
    "recused_members",
    "tally",
]


def recused_members(
    recusals: Sequence[Recusal],
    committee: Sequence[CommitteeMember] | None,
    candidates: Sequence[Candidate],
) -> dict[str, int]:
    """Count the members of the committee recused for each candidate (code → number, 0 left out).

    From the registers, never from a ballot. A row with a 资格证书号 means an examiner.
    """
    members = {comparable(member.name) for member in committee or ()}
    codes = {c.uscc: c.uscc for c in candidates} | {comparable(c.name): c.uscc for c in candidates}
    recused: dict[str, set[str]] = {}
    for row in recusals:
        code = codes.get(row.uscc) if row.uscc else codes.get(comparable(row.name))
        person = comparable(row.person)
        if code and person in members and not row.certificate:
            recused.setdefault(code, set()).add(person)
    return {code: len(people) for code, people in recused.items()}


def tally(
    counts: Sequence[Count],
    *,
    vote: Vote,
    awards: Sequence[AwardSection],
    candidates: Sequence[Candidate],
    decisions: Sequence[BoundDecision] = (),
) -> VoteResult:
    """Count every round, cut each award, say what is open.

    Args:
        counts: one 计票 workbook per round, in order of rounds.
        vote: `[vote]`; nothing is tallied before `rules_confirmed` and `members`.
        awards: `[[award]]`, in order.
        candidates: the confirmed `visit` list.
        decisions: `decide tie vote` in order of recording. One whose question is no longer asked
            has no effect, so that votes changed afterwards void it.
    """
    untallied = {award.name: _untallied(award, counts) for award in awards}
    refused = ballot_checks.refusal(counts, vote)
    if refused:
        return _whole(counts, vote, untallied, refused=refused)
    races = {name: Race(last=last, places=last.cap) for name, last in untallied.items()}
    notes: list[str] = []
    problems: list[Problem] = []
    for number, count in enumerate(counts, 1):
        racing = {a: race for a, race in races.items() if number == 1 or race.tied}
        runoffs = {a: frozenset(race.tied) for a, race in racing.items()} if number > 1 else None
        errors = ballot_checks.faults(
            count, round_=number, vote=vote, awards=awards, runoffs=runoffs
        )
        if errors:
            void = "；".join(dict.fromkeys(error.message for error in errors))
            return _whole(counts, vote, untallied, void=void, problems=[*errors, *problems])
        found = _count_round(count, number, racing, vote, candidates)
        races |= found.races
        notes += [f"第{number}轮：{note}" for note in found.notes]
        problems += found.problems
    results, more = ballot_cuts.settle(races, vote, decisions)
    return _whole(counts, vote, results, notes=[*notes, *more], problems=problems)


class _Round(NamedTuple):
    """What one round came to."""

    races: dict[str, Race]
    notes: list[str]
    problems: list[Problem]


def _count_round(
    count: Count,
    number: int,
    racing: Mapping[str, Race],
    vote: Vote,
    candidates: Sequence[Candidate],
) -> _Round:
    """Count one round of the awards that are voted on in it."""
    known = {c.uscc: c for c in candidates}
    listed = {
        award: [known[code] for code in dict.fromkeys(count.candidates[award]) if code in known]
        for award in racing
    }
    judged = ballot_papers.judge(
        count,
        names={c.uscc: c.name for c in candidates},
        on_ballot={award: frozenset(c.uscc for c in on) for award, on in listed.items()},
        max_marks={award: race.places for award, race in racing.items()},
        exclusive=vote.exclusive,
        whole_ballot=vote.invalid_scope == "ballot",
    )
    contest, equal = ballot_checks.contest(
        {award: [c.uscc for c in on] for award, on in listed.items()},
        {award: race.places for award, race in racing.items()},
        exclusive=vote.exclusive,
    )
    problems = [*ballot_checks.warnings(count, candidates, first=number == 1), *judged.problems]
    if number == 1 and equal:
        problems.append(ballot_checks.no_contest(count, contest[-1]))
    cuts = {
        award: ballot_cuts.cut(
            race,
            judged.ballots[award],
            listed[award],
            round_=number,
            threshold=vote.threshold,
            bases={"members": vote.members, "present": count.meeting.present or 0},
        )
        for award, race in racing.items()
    }
    notes = [ballot_checks.papers_words(count), *contest, *judged.notes]
    return _Round(cuts, notes, problems)


def _untallied(award: AwardSection, counts: Sequence[Count]) -> AwardResult:
    """Give an award of which nothing is tallied: only how many papers came in."""
    return AwardResult(
        award=award.name,
        cap=award.cap,
        places=award.cap,
        max_marks=award.cap,
        collected=len(counts[0].papers.get(award.name, ())) if counts else 0,
        seats_left=award.cap,
    )


def _whole(
    counts: Sequence[Count],
    vote: Vote,
    results: dict[str, AwardResult],
    *,
    refused: str = "",
    void: str = "",
    notes: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> VoteResult:
    """Put the whole vote together; the quorum is that of the last round's meeting."""
    present = counts[-1].meeting.present if counts else None
    stated = bool(vote.members) and vote.rules_confirmed
    known = stated and present is not None
    base = {"members": vote.members, "present": present}.get(vote.threshold.base)
    return VoteResult(
        round=len(counts),
        members=vote.members,
        present=present,
        quorum_met=ballot_rules.reached(present or 0, vote.members, vote.quorum) if known else None,
        quorum_words=ballot_rules.quorum_words(vote.members, present, vote.quorum)
        if stated
        else "",
        threshold_words=ballot_rules.threshold_words(base, vote.threshold) if stated else "",
        void=void,
        refused=refused,
        awards=results,
        open=bool(refused) or any(r.runoff or r.doubles for r in results.values()),
        notes=tuple(notes),
        problems=tuple(problems),
    )
