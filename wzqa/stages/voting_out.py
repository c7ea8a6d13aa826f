"""表决结果.xlsx: the tally of every round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import regions
from wzqa.stages.meta import meta

if TYPE_CHECKING:
    from wzqa.models import Count
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.voting import Tallied
    from wzqa.vote.tally import AwardResult
    from wzqa.workbooks.results import results_vote as out


def rounds_of(award: AwardResult) -> list[AwardResult]:
    """List an award's results, first round first."""
    chain = [award]
    while chain[0].previous is not None:
        chain.insert(0, chain[0].previous)
    return chain


def write(cycle: Cycle, view: View, vote: Tallied) -> None:
    """Write the workbook."""
    from wzqa.workbooks.results import results_vote as out

    r = vote.result
    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}表决结果"
    blocks = {a.key: regions.block(a) for a in vote.field.applicants}
    names = {a.key: a.name for a in vote.field.applicants}
    by_round: dict[int, list[AwardResult]] = {}
    for award in r.awards.values():
        for got in rounds_of(award):
            by_round.setdefault(got.round, []).append(got)
    rounds = [
        _round(count, r.members, r.quorum_words, by_round.get(count.meeting.round, []), blocks)
        for count in vote.counts
    ]
    selected = []
    for name, award in r.awards.items():
        votes = {row.uscc: (row.votes, got.round) for got in rounds_of(award) for row in got.rows}
        for code in award.elected:
            n, number = votes.get(code, (0, 1))
            selected.append(
                out.Selected(
                    award=name,
                    uscc=code,
                    name=names[code],
                    region=blocks[code],
                    votes=n,
                    round=number,
                )
            )
    report = out.VoteReport(
        meta=meta(view, title, "vote", s.cycle.deadline_city, ("registers", "ballots")),
        rounds=rounds,
        selected=selected,
        remarks=[x for x in (r.void, r.refused, *r.notes) if x],
    )
    cycle.write("out/vote/表决结果.xlsx", out.write_vote_result(report), "vote")


def _round(
    count: Count, members: int, quorum: str, awards: list[AwardResult], blocks: dict[str, str]
) -> out.RoundCount:
    from wzqa.workbooks.results import results_vote as out

    m = count.meeting
    return out.RoundCount(
        number=m.round,
        members=members,
        present=m.present or 0,
        issued=m.issued or 0,
        collected=m.collected or 0,
        quorum=quorum,
        day=m.day.last if m.day else None,
        scrutineers=m.scrutineers,
        tellers=m.tellers,
        awards=[_award(a, blocks) for a in awards],
        file=count.file,
    )


def _award(a: AwardResult, blocks: dict[str, str]) -> out.AwardCount:
    from wzqa.workbooks.results import results_vote as out

    return out.AwardCount(
        award=a.award,
        places=a.places,
        max_marks=a.max_marks,
        collected=a.collected,
        valid=a.valid,
        blank=a.blank,
        void=[(no, reason) for no, reason in a.invalid],
        marks=a.marks,
        lines=[
            out.TallyLine(
                uscc=row.uscc,
                name=row.name,
                region=blocks.get(row.uscc, ""),
                votes=row.votes,
                base=row.base,
                needed=row.needed,
                passed=row.passed,
                rank=row.rank,
                outcome=row.outcome,
            )
            for row in a.rows
        ],
        seats_left=a.seats_left,
        runoff=list(a.runoff or ()),
        threshold=a.threshold_words,
    )
