"""Writing a stage's result workbook again, so that it says what state its list is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def write(cycle: Cycle, view: View, stage: str) -> None:
    """Write the result workbook of a stage whose list was just confirmed."""
    if stage == "screen":
        from wzqa.stages import screening, screening_out

        derived = screening.derive(view)
        screening_out.write(cycle, view, derived.detail, folder="screen", second=False)
    elif stage in {"review", "visit"}:
        from wzqa.stages import scored, scored_out

        result = scored.ranked(view, stage)
        scored_out.write_ranking(cycle, view, result, scored.stability_of(view, result))
    elif stage == "vote":
        from wzqa.stages import voting, voting_out

        voting_out.write(cycle, view, voting.tallied(view))
    elif stage == "award":
        from wzqa.stages import awarding

        awarding.write_winners(cycle, view)
