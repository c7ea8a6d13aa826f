"""What `init --from` carries out of an old cycle: registers, winners, the government's decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.models import PastWinner
from wzqa.problems import Place
from wzqa.publicity.aftercare import ends
from wzqa.stages import aftermath
from wzqa.stages.ground.cycle import Grid, open_cycle
from wzqa.stages.ground.view import current, warning

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from wzqa.models import Revocation
    from wzqa.problems import Problem
    from wzqa.stages.ground.facts import Register
    from wzqa.stages.ground.view import View

# registers written anew from the record; panels are formed anew in every cycle
_ANEW = {"past_winners", "revocations"}
_PANELS = {"members", "assignments"}


@dataclass(slots=True)
class Carried:
    """Files of the new cycle (path, bytes), rows of the table, and what is still open."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    open: list[Problem] = field(default_factory=list)

    @property
    def grid(self) -> Grid:
        """The table for people."""
        return Grid(("内容", "数量", "说明"), tuple(self.rows), "从旧届带入")

    @property
    def as_json(self) -> list[dict[str, str]]:
        """The table for scripts."""
        return [{"what": a, "count": b, "note": c} for a, b, c in self.rows]


def carried(source: Path, now: datetime, by: str) -> Carried:
    """Read an old cycle's record: what a new one begins with. The old cycle is not changed."""
    from wzqa.record import files

    found = Carried()
    with open_cycle(source, now=now, by=by, write=False) as cycle:
        view = current(cycle)
        for file, got in view.register_files:
            kinds = _kinds(got)
            name = file.path.rsplit("/", 1)[-1]
            if kinds & _PANELS:
                found.rows.append((name, "未带入", "评审分组、分工、回避每届重新登记"))
            elif kinds - _ANEW or not kinds:
                data = files.content(cycle.record, file.sha256)
                found.files.append((f"inbox/registers/{name}", data))
                found.rows.append((name, _count(got, kinds), "原样带入，请核对有无变动"))
        _winners(view, found)
        _revocations(view, found)
    return found


def _kinds(got: Register) -> set[str]:
    from wzqa.registers import BY_KIND

    return {kind for kind in BY_KIND if getattr(got, kind) is not None}


def _count(got: Register, kinds: Iterable[str]) -> str:
    return f"{sum(len(getattr(got, kind)) for kind in kinds)}行"


def winners(view: View) -> list[PastWinner]:
    """Give the titles that stand: the register's and this cycle's, without those that were ended."""
    year = view.settings.cycle.year
    rows = [r for r in view.registers.past_winners or () if r.year != year]
    held = view.lists.get("award")
    for award, entries in (held.content["selected"] if held else {}).items():
        rows += [
            PastWinner(year=year, award=award, name=e["name"], uscc=e["uscc"]) for e in entries
        ]
    gone = [*(view.registers.revocations or ()), *aftermath.decided(view)]
    return [row for row in rows if not any(ends(r, row) for r in gone)]


def _winners(view: View, found: Carried) -> None:
    from wzqa.workbooks.results.registers_out import write_register

    rows = winners(view)
    held = view.lists.get("award")
    if held is None:
        found.open.append(
            warning(
                "cycle-unfinished",
                f"旧届（{view.settings.cycle.label}）的审定公布名单还没有确认，本届获评组织没有带入",
                "旧届审定以后，把 out/award/往届获奖名册.xlsx 放入新届的 inbox/registers/",
            )
        )
    if not rows and view.registers.past_winners is None:
        return
    data = write_register(
        "past_winners", rows, settings=view.settings, created=view.settings.cycle.deadline_city
    )
    found.files.append(("inbox/registers/往届获奖名册.xlsx", data))
    note = "含旧届获评组织；已撤销、取消称号的不在内" if held else "旧届获评组织不在内"
    found.rows.append(("往届获奖名册.xlsx", f"{len(rows)}行", note))


def _revocations(view: View, found: Carried) -> None:
    from wzqa.workbooks.results.registers_out import write_register

    decided, asked = aftermath.decided(view), aftermath.open_requests(view)
    rows = [*(view.registers.revocations or ()), *decided, *asked]
    if not rows and view.registers.revocations is None:
        return
    data = write_register(
        "revocations", rows, settings=view.settings, created=view.settings.cycle.deadline_city
    )
    found.files.append(("inbox/registers/撤销名册.xlsx", data))
    found.rows.append(
        ("撤销名册.xlsx", f"{len(rows)}行", f"含旧届决定{len(decided)}件，未决请示{len(asked)}件")
    )
    found.open += [_open(row) for row in asked]


def _open(row: Revocation) -> Problem:
    """Name a request without a decision."""
    return warning(
        "request-open",
        f"旧届{row.action}{row.name}称号，政府还没有作出决定",
        "决定作出后，在新届撤销名册中把处理改为撤销或取消，填写决定日期和文号；此前该组织的 E14 为待核实",
        Place("inbox/registers/撤销名册.xlsx"),
    )
