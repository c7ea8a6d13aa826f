"""`wzqa rank vote`: 计票 workbooks in, tally, cut per award."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.problems import Exit, WzqaError
from wzqa.record import lists
from wzqa.stages.ground import chain, facts, taking
from wzqa.stages.ground.cycle import Cycle, Grid, Report
from wzqa.stages.ground.view import View, current
from wzqa.stages.voting import Tallied, candidates_of, derive

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.problems import Problem
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Found
    from wzqa.vote.results import AwardResult


def rank(cycle: Cycle) -> Report:
    """`wzqa rank vote`."""
    taking.take_registers(cycle)
    voters = _Voters(current(cycle))
    taking.take(cycle, "ballots", lets=voters.lets)
    cycle.note(voters.problems)
    view = current(cycle)
    derived = derive(view)
    vote = derived.detail
    cycle.note(derived.problems)
    lists.keep_draft(cycle.record, "vote", derived.content)
    from wzqa.stages import voting_out

    if vote.counts:
        voting_out.write(cycle, view, derived)
    r = vote.result
    report = Report(_json(view, derived, vote))
    report.exit = r.exit_code or cycle.input_exit
    if (vote.refused and not r.refused) or voters.problems:
        report.exit = Exit.INPUT
    if not vote.counts and not vote.refused and not r.refused:
        report.exit = Exit.DECIDE
    _say(report, vote, derived)
    return report


class _Voters:
    """Keeps out what names or numbers a voter: such a workbook is not even taken into the record.

    The count that is in stays as it is, and no heading or cell of the workbook is repeated.
    """

    def __init__(self, view: View) -> None:
        """Say how the workbooks are read."""
        part = chain.taking_part(view, "vote")
        awards = tuple(a.name for a in view.settings.award)
        self._reading = facts.ballots(candidates_of(view, part), awards)
        self.problems: list[Problem] = []

    def lets(self, item: Found) -> bool:
        """Say whether a workbook may be taken in."""
        try:
            found = self._reading.read(item.data, item.path).problems
        except WzqaError:
            return True  # no workbook: named where it is read
        voters = [p for p in found if p.code == "ballot-voter-column"]
        self.problems += voters
        return not voters


def _json(view: View, derived: Derived[ListContent, Tallied], vote: Tallied) -> dict[str, object]:
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


def _award(a: AwardResult) -> dict[str, object]:
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


def _say(report: Report, vote: Tallied, derived: Derived[ListContent, Tallied]) -> None:
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
