"""表决结果.xlsx: the tally of every round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.meta import meta

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.voting import Tallied


def write(cycle: Cycle, view: View, vote: Tallied) -> None:
    """Write the workbook."""
    from wzqa.workbooks.results.results_vote import VoteReport, write_vote_result

    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}表决结果"
    report = VoteReport(
        meta=meta(view, title, "vote", s.cycle.deadline_city, ("registers", "ballots")),
        counts=vote.counts,
        result=vote.result,
        regions={a.key: view.area.block(a) for a in vote.field.applicants},
    )
    cycle.write("out/vote/表决结果.xlsx", write_vote_result(report), "vote")
