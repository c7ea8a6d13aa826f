"""审查表决 （十七）: 计票 workbooks in, tally, cut per award. Counts only, never a voter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from wzqa import ballots
from wzqa.problems import Exit, Problem
from wzqa.record import lists
from wzqa.stages import chain, taking
from wzqa.stages.chain import Derived, hash_of, plain
from wzqa.stages.cycle import Grid, Report
from wzqa.stages.view import View, current

if TYPE_CHECKING:
    from wzqa.ballots import AwardResult, VoteResult
    from wzqa.models import Count
    from wzqa.stages.cycle import Cycle


@dataclass(frozen=True, kw_only=True)
class Tallied:
    """The vote: candidates, counts in order of rounds, the result."""

    field: chain.Field
    counts: tuple[Count, ...]
    result: VoteResult
    problems: tuple[Problem, ...]
    rests_on: str
    refused: bool  # a workbook was refused


def tallied(view: View, *, pending_only: bool = False) -> Tallied:
    """Count what is in `inbox/ballots/`; `pending_only` leaves recorded tie decisions aside."""
    part = chain.taking_part(view, "vote")
    candidates: dict[str, str] = {}
    for a in part.applicants:
        candidates |= {a.name: a.key, a.key: a.key}
    files = view.ballot_files(candidates)
    counts = [
        replace(got.count, file=f.path, sha256=f.sha256)
        for f, got in files
        if got.count is not None
    ]
    counts.sort(key=lambda c: c.meeting.round)
    base = [
        ballots.Candidate(uscc=a.key, name=a.name, award_applied=a.award) for a in part.applicants
    ]
    recused = ballots.recused_members(view.registers.recusals or (), view.registers.committee, base)
    base = [replace(c, recused_members=recused.get(c.uscc, 0)) for c in base]
    recorded = [
        ballots.BoundDecision(
            str(d.content["award"]), d.question, tuple(cast("list[str]", d.content["admit"]))
        )
        for d in view.decided("tie", "vote")
    ]
    result = ballots.tally(
        counts,
        vote=view.settings.vote,
        awards=view.settings.award,
        candidates=base,
        decisions=[] if pending_only else recorded,
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


def plain_papers(count: Count) -> dict[str, Any]:
    """Give the papers sorted by content, without their place."""
    return {
        award: sorted([p.no, sorted(p.marks), p.unreadable] for p in papers)
        for award, papers in count.papers.items()
    }


def derive(view: View, stage: str = "vote") -> Derived:
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
    selected = {
        award: [{"uscc": c, "name": names[c]} for c in got.elected]
        for award, got in r.awards.items()
    }
    content = {
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


def rank(cycle: Cycle) -> Report:
    """`wzqa rank vote`."""
    taking.take_registers(cycle)
    taking.take(cycle, "ballots")
    view = current(cycle)
    derived = derive(view)
    vote: Tallied = derived.detail
    cycle.note(derived.problems)
    lists.keep_draft(cycle.record, "vote", derived.content)
    from wzqa.stages import voting_out

    if vote.counts:
        voting_out.write(cycle, view, vote)
    r = vote.result
    report = Report(_json(view, derived, vote))
    report.exit = r.exit_code or cycle.input_exit
    if vote.refused and not r.refused:
        report.exit = Exit.INPUT
    if not vote.counts and not vote.refused and not r.refused:
        report.exit = Exit.DECIDE
    _say(report, vote, derived)
    return report


def _json(view: View, derived: Derived, vote: Tallied) -> dict[str, Any]:
    r, held = vote.result, view.lists.get("vote")
    official = None
    if held:
        official = {
            "at": held.day.isoformat(),
            "admitted": {
                a: [e["uscc"] for e in rows] for a, rows in held.content["selected"].items()
            },
            "sha256": held.list_hash,
        }
    return {
        "stage": "vote",
        "round": r.round,
        "members": r.members,
        "present": r.present,
        "quorum_met": r.quorum_met,
        "threshold": r.threshold_words,
        "awards": {name: _award(a) for name, a in r.awards.items()},
        "notes": list(r.notes),
        "confirmed": bool(
            held and held.content == derived.content and not chain.stale_reason(view, "vote")
        ),
        "official": official,
    }


def _award(a: AwardResult) -> dict[str, Any]:
    return {
        "cap": a.cap,
        "ballots": {
            "collected": a.collected,
            "valid": a.valid,
            "blank": a.blank,
            "invalid": [{"no": no, "reason": reason} for no, reason in a.invalid],
        },
        "tally": [
            {"uscc": row.uscc, "name": row.name, "votes": row.votes, "elected": row.elected}
            for row in a.rows
        ],
        "elected": list(a.elected),
        "runoff": None if a.runoff is None else list(a.runoff),
        "seats_left": a.seats_left,
    }


def _say(report: Report, vote: Tallied, derived: Derived) -> None:
    r = vote.result
    if r.refused:
        report.say(r.refused)
    if r.void:
        report.say(f"表决无效：{r.void}")
    report.say(f"到会要求：{r.quorum_words}", f"当选要求：{r.threshold_words}")
    for name, a in r.awards.items():
        rows = tuple((row.name, str(row.votes), str(row.needed), row.outcome) for row in a.rows)
        head = f"{name}（名额{a.cap}，第{a.round}轮，收回{a.collected}，有效{a.valid}，作废{len(a.invalid)}）"
        if rows:
            report.say(Grid(("候选组织", "得票", "须得", "结果"), rows, head))
        for no, reason in a.invalid:
            report.say(f"作废 票号{no}：{reason}")
    report.say(*r.notes)
    report.say(*[f"待决定：{sentence}" for sentence in derived.open])
