"""审查表决 （十七）: 计票 workbooks in, tally, cut per award. Counts only, never a voter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wzqa.stages.ground import chain
from wzqa.stages.ground.chain import Derived, hash_of, plain
from wzqa.vote import leaving
from wzqa.vote import tally as ballots

if TYPE_CHECKING:
    from wzqa.contents import Chosen, ListContent
    from wzqa.models import Count
    from wzqa.problems import Problem
    from wzqa.stages.ground.view import View
    from wzqa.vote.tally import AwardResult, VoteResult


@dataclass(frozen=True, kw_only=True)
class Tallied:
    """The vote: candidates, counts in order of rounds, the result."""

    field: chain.Field
    counts: tuple[Count, ...]
    result: VoteResult
    problems: tuple[Problem, ...]
    rests_on: str
    refused: bool  # a workbook was refused


def candidates_of(view: View, part: chain.Field) -> dict[str, str]:
    """Give every name and code that may head a column of a 计票表, with the code."""
    left = [a for a in view.everybody if a.key in view.gone]
    found: dict[str, str] = {}
    for a in (*left, *part.applicants):
        found |= {a.name: a.key, a.key: a.key}
    return found


def runoffs(result: AwardResult | None) -> list[AwardResult]:
    """List the rounds of an award that ended in a run-off."""
    found = []
    while result is not None:
        if result.runoff:
            found.append(result)
        result = result.previous
    return list(reversed(found))


def tallied(view: View, *, pending_only: bool = False) -> Tallied:
    """Count what is in `inbox/ballots/`; `pending_only` leaves recorded tie decisions aside."""
    part = chain.taking_part(view, "vote")
    left = [a for a in view.everybody if a.key in view.gone]
    files = view.ballot_files(candidates_of(view, part))
    counts = [
        replace(got.count, file=f.path, sha256=f.sha256)
        for f, got in files
        if got.count is not None
    ]
    counts.sort(key=lambda c: c.meeting.round)
    on_ballot = {code for c in counts for codes in c.candidates.values() for code in codes}
    voted = [*part.applicants, *(a for a in left if a.key in on_ballot)]
    base = [ballots.Candidate(uscc=a.key, name=a.name, award_applied=a.award) for a in voted]
    recused = ballots.recused_members(view.registers.recusals or (), view.registers.committee, base)
    base = [replace(c, recused_members=recused.get(c.uscc, 0)) for c in base]
    recorded = [
        ballots.BoundDecision(str(d.content["award"]), d.question, tuple(d.content["admit"]))
        for d in view.decided("tie", "vote")
    ]
    result = leaving.tally(
        counts,
        vote=view.settings.vote,
        awards=view.settings.award,
        candidates=base,
        decisions=[] if pending_only else recorded,
        gone=view.gone,
    )
    problems = [p for _, got in files for p in got.problems]
    s = view.settings
    rests = hash_of(
        part.rests_on,
        [[plain(c.meeting), plain_papers(c)] for c in counts],
        [[d.content, d.question] for d in view.decided("tie", "vote")],
        s.vote.model_dump(mode="json"),
        [a.model_dump(mode="json") for a in s.award],
        sorted(recused.items()),
    )
    return Tallied(
        field=part,
        counts=tuple(counts),
        result=result,
        problems=(*part.problems, *problems, *result.problems),
        rests_on=rests,
        refused=any(got.count is None for _, got in files),
    )


def plain_papers(count: Count) -> dict[str, list[list[object]]]:
    """Give the papers sorted by content, without their place."""
    return {
        award: sorted([p.no, sorted(p.marks), p.unreadable] for p in papers)
        for award, papers in count.papers.items()
    }


def derive(view: View, stage: str = "vote") -> Derived[ListContent, Tallied]:
    """Derive the initially selected."""
    del stage
    vote = tallied(view)
    r = vote.result
    names = {a.key: a.name for a in vote.field.applicants}
    open_ = []
    if vote.refused:
        open_.append("计票表没有采用，请改正后重新计票")
    elif r.refused:
        open_.append(r.refused)
    elif r.void:
        open_.append(r.void)
    elif r.open:
        open_ += [f"{a.award}：{_open_words(a, names)}" for a in r.awards.values() if _is_open(a)]
    day = max((c.meeting.day.last for c in vote.counts if c.meeting.day), default=None)
    selected: dict[str, list[Chosen]] = {
        award: [{"uscc": c, "name": names[c]} for c in got.elected]
        for award, got in r.awards.items()
    }
    content: ListContent = {
        "selected": selected,
        "round": r.round,
        "members": r.members,
        "present": r.present,
        "meeting_day": day.isoformat() if day else None,
        "seats_left": {award: got.seats_left for award, got in r.awards.items()},
        "votes": {
            award: [[row.uscc, row.votes, row.elected] for row in got.rows]
            for award, got in r.awards.items()
        },
    }
    return Derived(
        stage="vote",
        content=content,
        rests_on=vote.rests_on,
        open=tuple(open_) or (() if vote.counts else ("还没有收到计票表",)),
        detail=vote,
        problems=vote.problems,
        missing=not vote.counts,
    )


def _is_open(a: AwardResult) -> bool:
    return a.runoff is not None or any(not q.settled for q in a.questions)


def _open_words(a: AwardResult, names: dict[str, str]) -> str:
    if a.runoff is not None:
        who = "、".join(names.get(c, c) for c in a.runoff)
        return f"{who} 票数相等，剩余{a.seats_left}个名额，须再次投票或决定"
    who = "、".join(names.get(c, c) for q in a.questions if not q.settled for c in q.applicants)
    return f"{who} 须决定取舍"
