"""`wzqa sheets vote`: the 计票表 of the next round, with the candidates of the confirmed list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current
from wzqa.stages.voting import runoffs, tallied

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.workbooks.blanks.blank_count import BallotSheet

_ROWS = 30  # papers where the number of members is not stated


def run(cycle: Cycle) -> Report:
    """Write the 计票表 of each round that is to be held. No standing list of candidates: exit 3."""
    from wzqa.workbooks.blanks.blank_count import write_count_blank

    taking.take_registers(cycle)
    view = current(cycle)
    last = view.plan.last
    if chain.standing(view, last) is None:
        reason = chain.stale_reason(view, last) or "还没有确认"
        raise chain.needs_decision(
            f"{view.plan.names[last]}名单{reason}，候选组织未定，不能出计票表", f"请先 wzqa confirm {last}",
            "list-unconfirmed",
        )  # fmt: skip
    s = view.settings
    rows = []
    rounds = sorted(_rounds(view).items())
    for number, ballots in rounds:
        data = write_count_blank(
            ballots, members=s.vote.members, papers=s.vote.members or _ROWS, round_number=number,
            created=s.cycle.deadline_city, demo=s.cycle.demo,
        )  # fmt: skip
        name = f"out/vote/计票表_第{number}轮.xlsx"
        cycle.write(name, data, "vote")
        rows += [
            (f"第{number}轮", b.award, str(len(b.candidates)), str(b.max_marks)) for b in ballots
        ]
    told = {
        "stage": "vote",
        "rounds": [
            {"round": number, "awards": {b.award: [code for _, code in b.candidates] for b in sheets}}
            for number, sheets in rounds
        ],
    }  # fmt: skip
    report = Report(told)
    report.say(
        Grid(("轮次", "奖项", "候选组织", "最多画票"), tuple(rows), "计票表"),
        "填好放入 inbox/ballots/，再运行 wzqa rank vote。不得增加可以识别投票人的列。",
    )
    return report


def _rounds(view: View) -> dict[int, list[BallotSheet]]:
    """Give the ballots of the first round and of each run-off that the counts call for."""
    from wzqa.workbooks.blanks.blank_count import BallotSheet

    people = [(a.name, a.key) for a in chain.taking_part(view, "vote").applicants]
    vote = tallied(view).result if view.role("ballots") else None
    rounds: dict[int, list[BallotSheet]] = {}
    for award in view.settings.award:
        first = BallotSheet(award=award.name, max_marks=award.cap, candidates=people)
        rounds.setdefault(1, []).append(first)
        for got in runoffs(vote.awards.get(award.name) if vote else None):
            left = [p for p in people if p[1] in (got.runoff or ())]
            again = BallotSheet(award=award.name, max_marks=got.seats_left, candidates=left)
            rounds.setdefault(got.round + 1, []).append(again)
    return rounds
