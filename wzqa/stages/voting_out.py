"""表决结果.xlsx: the tally of every round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.meta import meta

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.voting import Tallied


def write(cycle: Cycle, view: View, derived: Derived[ListContent, Tallied]) -> None:
    """Write the workbook."""
    from wzqa.workbooks.results.results_vote import VoteReport, write_vote_result

    s, vote = view.settings, derived.detail
    title = f"{s.cycle.label}{view.edition.umbrella}表决结果"
    report = VoteReport(
        meta=meta(
            view, title, "vote", s.cycle.deadline_city, ("registers", "ballots"), derived.content
        ),
        counts=vote.counts,
        result=vote.result,
        regions={a.key: view.area.block(a) for a in vote.field.applicants},
    )
    cycle.produce("out/vote/表决结果.xlsx", "vote", lambda: write_vote_result(report), report)
