"""发文登记表 and 作废文书清单 beside a stage's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.record import documents as register
from wzqa.stages import recalls

if TYPE_CHECKING:
    from wzqa.record.documents import Document
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.workbooks.results.lists import Dispatch


def _sent(d: Document, delivered: str = "") -> Dispatch:
    from wzqa.workbooks.results.lists import Dispatch

    return Dispatch(
        number=d.docno or "", title=d.title, to=d.addressee, address=d.letter.get("address", ""),
        contact=d.letter.get("contact", ""), phone=d.letter.get("phone", ""), day=d.day,
        delivered=delivered,
    )  # fmt: skip


def _state(d: Document, out: set[int]) -> str:
    if d.void_why is not None:
        return "已作废，须收回" if d.id in out else "已作废"
    return "暂停，待名单重新确认" if d.suspended_why is not None else ""


def dispatch_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 发文登记表.xlsx of a stage beside its documents."""
    from wzqa.workbooks.results.lists import write_dispatch

    out = {d.id for d in recalls.owed(view)}
    rows = [_sent(d, _state(d, out)) for d in register.everything(cycle.record, stage)]
    if not rows:
        return
    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}发文登记表（{view.plan.names[stage]}）"
    data = write_dispatch(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
    cycle.write(f"out/{stage}/发文登记表.xlsx", data, stage)


def void_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 作废文书清单.xlsx, of the whole cycle, wherever one lies and where one became due.

    A list filled in replaces an older one in the inbox, so every list holds all that is known.
    """
    from wzqa.workbooks.results.lists import Void, write_voids

    back = recalls.recalled(view)
    rows = [
        Void(no=d.id, stage=view.plan.names[d.stage], sent=_sent(d), why=d.void_why or "",
             recalled=back.get(d.id))
        for d in recalls.void(view)
    ]  # fmt: skip
    if not rows:
        return
    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}作废文书清单"
    data = write_voids(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
    known = cycle.record.rows(
        "SELECT path, stage FROM output WHERE path LIKE '%/作废文书清单.xlsx'"
    )
    places = {row["path"]: row["stage"] for row in known}
    if any(r.stage == view.plan.names[stage] for r in rows):
        places[f"out/{stage}/作废文书清单.xlsx"] = stage
    for path, owner in places.items():
        cycle.write(path, data, owner)
