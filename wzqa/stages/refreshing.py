"""Writing a stage's result workbook again, so that it says what state its list is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def write(cycle: Cycle, view: View, derived: Derived[ListContent, object]) -> None:
    """Write the result workbook of a stage whose list was just confirmed as derived."""
    from wzqa.stages.scored import Ranked, stability_of
    from wzqa.stages.screening import Screened
    from wzqa.stages.voting import Tallied

    match derived.detail:
        case Screened() as result:
            from wzqa.stages import screening_out

            screening_out.write(cycle, view, result, folder="screen", second=False)
        case Ranked() as result:
            from wzqa.stages import scored_out

            scored_out.write_ranking(cycle, view, result, stability_of(view, result))
        case Tallied() as result:
            from wzqa.stages import voting_out

            voting_out.write(cycle, view, result)
    if derived.stage == "award":
        from wzqa.stages import awarding

        awarding.write_winners(cycle, view)
