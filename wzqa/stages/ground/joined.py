"""Register workbooks of one cycle joined into one: plans per stage (second round, §8).

Panels are planned for each stage by itself. So a new version of 评审分组与回避表 replaces the plan of
the stages that it plans; what an earlier version under the same name planned for another stage
stays, and so do the days of recall that a list of another stage does not name. Two plans of
different stages may call different teams by one name: the later stage's is then told apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

from wzqa.models import Registers
from wzqa.names import comparable
from wzqa.panels.checking import ALL_PANELS
from wzqa.problems import NOWHERE
from wzqa.registers import BY_KIND
from wzqa.stages.ground.facts import Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _typeshed import DataclassInstance

    from wzqa.models import Recall
    from wzqa.plan import Plan

Team = frozenset[tuple[str, str, bool]]  # name, certificate, leads
R = TypeVar("R", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of an earlier version: the stages that it still plans, and its rows."""

    stages: tuple[str, ...]
    register: Register


def join(paths: Iterable[Sequence[Register]], plan: Plan) -> Registers:
    """Join workbooks, each given as its versions, oldest first; repeats count once."""
    parts: list[Register] = []
    for versions in paths:
        parts += [one.register for one in kept(versions, plan)]
        parts.append(versions[-1])
    joined: dict[str, tuple[DataclassInstance, ...]] = {}
    for part in _told_apart(parts, plan):
        for kind in BY_KIND:
            rows = getattr(part, kind)
            if rows is not None:
                joined[kind] = joined.get(kind, ()) + rows
    return Registers(**{kind: _once(rows) for kind, rows in joined.items()})  # type: ignore[arg-type]  # by kind


def kept(versions: Sequence[Register], plan: Plan) -> list[Kept]:
    """Give what stays of the earlier versions of a workbook, oldest first."""
    planned = _planned(versions[-1], plan)
    named = {_line(row) for row in versions[-1].recalls or ()}
    found: list[Kept] = []
    for old in reversed(versions[:-1]):
        left = tuple(s for s in _planned(old, plan) if s not in planned) if planned else ()
        rows = tuple(r for r in old.recalls or () if _line(r) not in named) if named else ()
        if left or rows:
            found.insert(0, Kept(left, _rest(old, left, rows)))
        planned += left
        named |= {_line(row) for row in rows}
    return found


def _planned(of: Register, plan: Plan) -> tuple[str, ...]:
    """Name the stages that a workbook gives applicants to panels for."""
    rows = of.assignments or ()
    return tuple(s for s in plan.keys if any(row.stage in {"", s} for row in rows))


def _line(row: Recall) -> str:
    return row.no.lstrip("0") or row.docno


def _rest(old: Register, stages: Sequence[str], recalls: tuple[Recall, ...]) -> Register:
    if not stages:
        return Register(recalls=recalls or None)
    rows = tuple(
        replace(row, stage=s)
        for row in old.assignments or ()
        for s in stages
        if row.stage in {"", s}
    )
    busy = {row.panel.strip() for row in rows}
    members = tuple(
        m for m in old.members or () if ALL_PANELS in busy or m.panel.strip() in busy
    )  # fmt: skip
    return Register(
        members=members, assignments=rows, recusals=old.recusals, recalls=recalls or None
    )


def _told_apart(parts: Sequence[Register], plan: Plan) -> list[Register]:
    """Name teams anew where plans of different stages call different teams by one name."""
    teams: dict[str, dict[Team, set[tuple[str, ...]]]] = defaultdict(dict)
    for part in parts:
        for panel, team in _teams(part).items():
            teams[panel].setdefault(team, set()).add(_planned(part, plan))
    clash = {panel for panel, by_team in teams.items() if _one_name_for_two(by_team)}
    told = []
    for part in parts:
        stages = _planned(part, plan)
        later = len(stages) == 1 and stages[0] != plan.first
        told.append(_named(part, clash, plan.names[stages[0]]) if later else part)
    return told


def _one_name_for_two(by_team: dict[Team, set[tuple[str, ...]]]) -> bool:
    """Say whether different teams bear a name, each planned for one stage, and not all for the same."""
    planned: set[tuple[str, ...]] = set().union(*by_team.values())
    return len(by_team) > 1 and len(planned) > 1 and all(len(stages) == 1 for stages in planned)


def _teams(part: Register) -> dict[str, Team]:
    found: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    for m in part.members or ():
        found[m.panel.strip()].add((comparable(m.name), m.certificate, m.leader))
    return {panel: frozenset(team) for panel, team in found.items()}


def _named(part: Register, clash: set[str], stage: str) -> Register:
    def name(panel: str) -> str:
        return f"{panel}（{stage}）" if panel in clash else panel

    return replace(
        part,
        members=tuple(replace(m, panel=name(m.panel.strip())) for m in part.members or ()),
        assignments=tuple(replace(a, panel=name(a.panel.strip())) for a in part.assignments or ()),
    )


def _once(rows: Iterable[R]) -> tuple[R, ...]:
    """Keep the first of rows that say the same, wherever they stand."""
    seen: dict[R, R] = {}
    for row in rows:
        places = [f.name for f in fields(row) if f.name.endswith("place")]
        seen.setdefault(replace(row, **dict.fromkeys(places, NOWHERE)), row)
    return tuple(seen.values())
