"""What lies in the inboxes beside what was taken in: new, changed, gone, in the wrong folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.record.store import sha256
from wzqa.stages.ground import taking
from wzqa.stages.ground.cycle import inbox, inboxes, read_folder
from wzqa.stages.ground.misfiled import Misfiled

if TYPE_CHECKING:
    from wzqa.problems import Problem
    from wzqa.stages.ground.cycle import Cycle, Found
    from wzqa.stages.ground.view import View

_NAMES = {
    "registers": "名册", "applications": "申报表格", "verification": "核查表、反馈表", "ballots": "计票表",
    "objections": "异议登记表",
}  # fmt: skip
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One inbox: `fresh` files are new or changed, `gone` ones were taken in and are away.

    What is gone counts no more once the inbox is read again, an application excepted: only a
    withdrawal ends that.
    """

    role: str
    name: str
    fresh: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    misfiled: tuple[Problem, ...] = ()

    @property
    def waits(self) -> bool:
        """Say whether reading the inbox would change anything."""
        return bool(self.fresh or (self.gone and self.role != "applications"))

    def as_json(self) -> dict[str, object]:
        """Give the keys of `status --json`."""
        return {
            "role": self.role,
            "new": list(self.fresh),
            "gone": list(self.gone),
            "misfiled": [p.place.file for p in self.misfiled],
        }

    def sentences(self, command: str) -> list[str]:
        """Say what is to be known; `command` reads the inbox."""
        name, said = self.name, []
        if self.fresh:
            said.append(
                f"收件目录中有{len(self.fresh)}个新的或改过的{name}还没有读入：{_few(self.fresh)}"
            )
        if self.gone and self.role == "applications":
            said.append(
                f"收过的{name}有{len(self.gone)}个已不在收件目录，内容仍有效：{_few(self.gone)}"
            )
        elif self.gone:
            said.append(
                f"收过的{name}有{len(self.gone)}个已不在收件目录，运行 {command} 后不再计入，误删的请先放回："
                f"{_few(self.gone)}"
            )
        return [*said, *(f"{p.place.file} {p.message}，{p.hint}" for p in self.misfiled)]


def _few(paths: tuple[str, ...]) -> str:
    return "、".join(paths[:_SHOWN]) + ("等" if len(paths) > _SHOWN else "")


def look(cycle: Cycle, view: View) -> list[Inbox]:
    """Compare every inbox with what is in force; those without a difference are left out."""
    dropped = taking.dropped(cycle.record)
    found = []
    names = _NAMES | cycle.plan.roles()
    for role in inboxes(cycle.plan):
        held = {f.path: f.sha256 for f in view.role(role)}
        files, problems = read_folder(cycle, role)
        there = {f.path for f in files} | {p.place.file for p in problems}
        fresh = [f for f in files if _differs(f, held, dropped)]
        misfiled = Misfiled(view, role) if fresh else None
        odd = {f.path: p for f in fresh if misfiled and (p := misfiled(f))}
        one = Inbox(
            role=role,
            name=names[role],
            fresh=tuple(f.path for f in fresh if f.path not in odd),
            gone=tuple(p for p in held if p not in there and _watched(role, p)),
            misfiled=tuple(odd.values()),
        )
        if one.fresh or one.gone or one.misfiled:
            found.append(one)
    return found


def _differs(file: Found, held: dict[str, str], dropped: set[tuple[str, str]]) -> bool:
    """Say whether taking a file in would change anything: no copy, nothing a person dropped."""
    digest = sha256(file.data)
    if file.path in held:
        return held[file.path] != digest
    return digest not in held.values() and (file.path, digest) not in dropped


def _watched(role: str, path: str) -> bool:
    """Say whether a file that is away counts no more when its inbox is read."""
    return role.startswith("scores-") or path.startswith(f"{inbox(role)}/")
