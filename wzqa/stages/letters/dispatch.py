"""发文登记表 and 作废文书清单 beside a stage's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.models import STAGE_NAMES
from wzqa.record import documents as register

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View


def dispatch_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 发文登记表.xlsx of a stage beside its documents."""
    from wzqa.workbooks.results.lists import Dispatch, write_dispatch

    rows = [
        Dispatch(
            number=d.docno or "",
            title=d.title,
            to=d.addressee,
            address=d.letter.get("address", ""),
            contact=d.letter.get("contact", ""),
            phone=d.letter.get("phone", ""),
            day=d.day,
            delivered="已作废，须收回" if d.void_why else "",
        )
        for d in register.everything(cycle.record, stage)
    ]
    if not rows:
        return
    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}发文登记表（{STAGE_NAMES[stage]}）"
    data = write_dispatch(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
    cycle.write(f"out/{stage}/发文登记表.xlsx", data, stage)


def void_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 作废文书清单.xlsx when issued documents rest on a lifted list."""
    from wzqa.workbooks.results.lists import Dispatch, write_dispatch

    rows = [
        Dispatch(
            number=d.docno or "", title=d.title, to=d.addressee, address=d.letter.get("address", ""),
            contact=d.letter.get("contact", ""), phone=d.letter.get("phone", ""), day=d.day, delivered=f"作废：{d.void_why}",
        )
        for d in register.everything(cycle.record, stage)
        if d.void_why
    ]  # fmt: skip
    target = f"out/{stage}/作废文书清单.xlsx"
    if rows:
        s = view.settings
        title = f"{s.cycle.label}{view.edition.umbrella}作废文书清单（{STAGE_NAMES[stage]}）"
        data = write_dispatch(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
        cycle.write(target, data, stage)
    elif (cycle.folder / target).exists():
        cycle.record.remove(target)
