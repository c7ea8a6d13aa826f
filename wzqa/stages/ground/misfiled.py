"""Workbooks in the wrong folder: named with the folder that they belong to, and not taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.problems import Place, Problem
from wzqa.registers import BY_KIND
from wzqa.stages.ground import facts
from wzqa.stages.ground.cycle import inbox, inboxes

if TYPE_CHECKING:
    from wzqa.plan import Plan
    from wzqa.stages.ground.cycle import Found
    from wzqa.stages.ground.view import View


_FEW = 10  # columns: a table with more is an application, whatever else its headings look like


def few(got: facts.Applications) -> bool:
    """Say whether so little was read that it may be no application at all."""
    return not got.rows or max(len(row.sources) for row in got.rows) < _FEW


def one_misfiled(role: str, path: str, data: bytes, plan: Plan) -> Problem | None:
    """Name a workbook none of whose sheets belongs to its role's folder, but to another one's."""
    from wzqa.workbooks.tables_in.belongs import belongs

    found = belongs(data, path, plan)
    mine = {role, "scores"} if role.startswith("scores-") else {role}
    if not found or mine & {of.role for of in found}:
        return None
    of = found[0]
    return Problem(
        code="file-misfiled", place=Place(path),
        message=f"这是{of.title}，放错了目录，没有采用", hint=f"请移到 {_home(of.role, plan)} 再运行",
    )  # fmt: skip


def _home(role: str, plan: Plan) -> str:
    if role in inboxes(plan):
        return f"{inbox(role)}/"
    return " 或 ".join(f"{inbox(f'scores-{s.key}')}/（{s.name}）" for s in plan.scored)


class Misfiled:
    """Names the workbooks of one inbox that belong elsewhere."""

    def __init__(self, view: View, role: str) -> None:
        """Take how the files of this inbox are read."""
        self._record, self._plan, self._role = view.record, view.plan, role
        self._reading = view.reading(role)

    def __call__(self, item: Found) -> Problem | None:
        """Name a misfiled workbook; what its own reader finds something in is left to it.

        Marks are read from any form of marks: of which stage it is only the headings tell.
        """
        if not self._role.startswith("scores-"):
            got = self.read(item)
            if got is not None and not _barren(got):
                return None
        return one_misfiled(self._role, item.path, item.data, self._plan)

    def read(self, item: Found) -> object:
        """Read a file as those of this inbox are read, once; None where that takes a list."""
        reading = self._reading
        return reading and facts.ahead(self._record, reading, item.data, item.path)


def _barren(got: object) -> bool:
    """Say whether the reader of a role found nothing in a workbook."""
    if isinstance(got, facts.Applications):
        return few(got)
    if isinstance(got, facts.Register):
        return all(getattr(got, kind) is None for kind in BY_KIND)
    if isinstance(got, facts.Verifications):
        return not any(row.rule and row.app_no for row in got.rows)
    if isinstance(got, facts.Objections):
        return not any(row.about and row.matter for row in got.rows)
    return True
