"""审定 （十九）: the committee's list is the publicity list without later withdrawals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.kinds import BY_NAME
from wzqa.record import decisions, documents
from wzqa.stages.ground.chain import Derived, hash_of

if TYPE_CHECKING:
    from wzqa.contents import Chosen, ListContent
    from wzqa.models import Decision
    from wzqa.record.documents import Document
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def derive(view: View, stage: str = "award") -> Derived[ListContent, None]:
    """Derive the list that goes to the government."""
    del stage
    before = view.lists.get("publicity")
    if before is None:
        return Derived(
            stage="award",
            content={"selected": {}},
            rests_on="",
            detail=None,
            open=("公示结果还没有确认",),
            missing=True,
        )
    gone = {
        a.key: view.withdrawn[a.app_no].why for a in view.everybody if a.app_no in view.withdrawn
    }
    standing = {a.key for a in view.applicants}
    selected: dict[str, list[Chosen]] = {}
    left: list[list[str]] = []
    for award, entries in before.content["selected"].items():
        selected[award] = [e for e in entries if e["uscc"] in standing or e["uscc"] not in gone]
        left += [[award, e["uscc"], gone[e["uscc"]]] for e in entries if e not in selected[award]]
    return Derived(
        stage="award",
        content={"selected": selected, "withdrawn": left},
        rests_on=hash_of(before.list_hash, left),
        detail=None,
    )


def approved(view: View) -> Decision | None:
    """Give the government's approval （十九） of the very list that is confirmed, else None."""
    held = view.lists.get("award")
    given = view.decided("approve")
    return next((d for d in given if held and d.question == held.list_hash), None)


def outdated(view: View) -> list[Document]:
    """List the government's papers that bear another number or day than its approval now has."""
    decision = approved(view)
    if decision is None:
        return []
    docno, day = str(decision.content["docno"]), str(decision.content["date"])
    before = {
        (str(d.content["docno"]), str(d.content["date"]))
        for d, ended in decisions.everything(view.record)
        if d.kind == "approve" and ended is not None
    }
    return [
        d
        for d in documents.standing(view.record)
        if BY_NAME[d.kind].government
        and d.suspended_why is None
        and (
            d.docno != docno
            or (d.day.isoformat() != day and (d.docno, d.day.isoformat()) in before)
        )
    ]


def mend(document: Document) -> str:
    """Give the command that issues one of the government's papers anew."""
    return f"wzqa notices award --reissue {document.kind} --why 市政府批复有更正"


def write_winners(cycle: Cycle, view: View) -> None:
    """Write 往届获奖名册 for the next cycle: the titles that stand, this cycle's included."""
    from wzqa.stages.carrying import winners
    from wzqa.workbooks.results.registers_out import write_register

    day = view.settings.cycle.deadline_city
    data = write_register("past_winners", winners(view), settings=view.settings, created=day)
    cycle.write("out/award/往届获奖名册.xlsx", data, "award")
