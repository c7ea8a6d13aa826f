"""Writing a stage's result workbook again, so that it says what state its list is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def write(cycle: Cycle, view: View, derived: Derived) -> None:
    """Write the result workbook of a stage whose list was just confirmed as derived."""
    if derived.stage == "screen":
        from wzqa.stages import screening_out

        screening_out.write(cycle, view, derived.detail, folder="screen", second=False)
    elif derived.stage in {"review", "visit"}:
        from wzqa.stages import scored, scored_out

        firm = scored.stability_of(view, derived.detail)
        scored_out.write_ranking(cycle, view, derived.detail, firm)
    elif derived.stage == "vote":
        from wzqa.stages import voting_out

        voting_out.write(cycle, view, derived.detail)
    elif derived.stage == "award":
        from wzqa.stages import awarding

        awarding.write_winners(cycle, view)
