"""`wzqa rank vote`: 计票 workbooks in, tally, cut per award."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.problems import Exit
from wzqa.record import lists
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Cycle, Grid, Report
from wzqa.stages.ground.view import View, current
from wzqa.stages.voting import Tallied, derive

if TYPE_CHECKING:
    from wzqa.stages.ground.chain import Derived
    from wzqa.vote.results import AwardResult


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
