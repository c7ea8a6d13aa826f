"""The result workbook of a list that is confirmed: there, and just as the list was derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def write(cycle: Cycle, view: View, derived: Derived[ListContent, object]) -> None:
    """Write the result workbook of a stage, unless it lies there as it is."""
    from wzqa.stages import scored, scored_out, screening_out, voting_out
    from wzqa.stages.screening import Screened
    from wzqa.stages.voting import Tallied

    detail = derived.detail
    if isinstance(detail, Screened):
        screening_out.write(
            cycle, view, detail, folder="screen", second=False, content=derived.content
        )
    elif isinstance(detail, scored.Ranked):
        of_stage = cast("Derived[ListContent, scored.Ranked]", derived)
        scored_out.write(cycle, view, of_stage, scored.stability_of(view, detail))
    elif isinstance(detail, Tallied):
        voting_out.write(cycle, view, cast("Derived[ListContent, Tallied]", derived))
    elif derived.stage == "award":
        from wzqa.stages import awarding

        awarding.write_winners(cycle, view)
