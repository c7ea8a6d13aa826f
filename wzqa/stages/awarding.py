"""审定 （十九）: the committee's list is the publicity list without later withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.ground.chain import Derived, hash_of

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def derive(view: View, stage: str = "award") -> Derived:
    """Derive the list that goes to the government."""
    del stage
    before = view.lists.get("publicity")
    if before is None:
        return Derived(
            stage="award",
            content={"selected": {}},
            rests_on="",
            open=("公示结果还没有确认",),
            missing=True,
        )
    gone = {
        a.key: view.withdrawn[a.app_no].why for a in view.everybody if a.app_no in view.withdrawn
    }
    standing = {a.key for a in view.applicants}
    selected, left = {}, []
    for award, entries in before.content["selected"].items():
        selected[award] = [e for e in entries if e["uscc"] in standing or e["uscc"] not in gone]
        left += [[award, e["uscc"], gone[e["uscc"]]] for e in entries if e not in selected[award]]
    return Derived(
        stage="award",
        content={"selected": selected, "withdrawn": left},
        rests_on=hash_of(before.list_hash, left),
    )


def write_winners(cycle: Cycle, view: View, derived: Derived) -> None:
    """Write 往届获奖名册 for the next cycle: the rows it holds already, and this cycle's winners."""
    from wzqa.models import PastWinner
    from wzqa.workbooks.results.past_winners import write_past_winners

    rows = list(view.registers.past_winners or ())
    year = view.settings.cycle.year
    rows = [r for r in rows if r.year != year]
    for award, entries in derived.content["selected"].items():
        rows += [
            PastWinner(year=year, award=award, name=e["name"], uscc=e["uscc"]) for e in entries
        ]
    data = write_past_winners(
        rows,
        awards=[a.name for a in view.settings.award],
        created=view.settings.cycle.deadline_city,
        demo=view.settings.cycle.demo,
    )
    cycle.write("out/award/往届获奖名册.xlsx", data, "award")
