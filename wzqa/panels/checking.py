"""Examiner panels: what the teams must satisfy, and whose cards are expected.

Pure: records in, records and problems out. Sources: （九）（十）（二十四）2 of the regulation, workbooks.md
§4, arithmetic.md §7 "Cards and holds", settings.md §2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from wzqa.models import ExpectedCard
from wzqa.panels.admission import admit_cards
from wzqa.panels.assignment_checks import row_problems, stage_problems, suspected
from wzqa.panels.panel_checks import Scene, error, people_problems, question, team_problems
from wzqa.panels.people import ALL_PANELS, Recusals, Teams
from wzqa.problems import Problem, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Registers
    from wzqa.plan import Plan
    from wzqa.settings import Panels

__all__ = [
    "ALL_PANELS",
    "PanelReport",
    "PanelView",
    "Seating",
    "Team",
    "admit_cards",
    "check",
    "examiner_id",
    "expected_cards",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """One panel as cli.md shows it: examiner ids, leader first, and codes of any stage."""

    panel: str
    leader: str | None
    members: tuple[str, ...]
    applicants: tuple[str, ...]
    by_stage: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelReport:
    """What `wzqa panels` says: conflicts are errors, questions are for a person to answer.

    `load` counts applicants per examiner id and stage, recusals taken off.
    """

    panels: tuple[PanelView, ...]
    conflicts: tuple[Problem, ...]
    questions: tuple[Problem, ...]
    load: Mapping[str, Mapping[str, int]]


def examiner_id(name: str, certificate: str, registers: Registers) -> str | None:
    """Name an examiner uniquely: the name, or `name（资格证书号）` where the roster has two of it.

    None when the name is shared and the certificate number does not tell which one is meant.
    """
    return Teams.of(registers).directory.identify(name, certificate)


def expected_cards(
    registers: Registers, stage: str, applicants: Iterable[Applicant]
) -> tuple[ExpectedCard, ...] | None:
    """List the cards that must come in: every panel member who is not recused (arithmetic.md §7).

    None where no 分组 (or no 分工) sheet was taken in: then the cards that are in are expected.
    An anchor applicant (评审组 全部) is expected from every panel, from each examiner once.
    """
    if registers.members is None or registers.assignments is None:
        return None
    teams = Teams.of(registers)
    recusals = Recusals(registers, teams.directory)
    expected: dict[tuple[str, str], ExpectedCard] = {}
    for applicant in applicants:
        for panel in teams.panels_of(applicant, stage):
            for examiner in teams.examiners(panel):
                if not recusals.find(examiner, applicant):
                    card = ExpectedCard(uscc=applicant.key, examiner=examiner, panel=panel)
                    expected.setdefault((applicant.key, examiner), card)
    return tuple(expected.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who evaluates one applicant: `members` without the recused, `leader` "" when he is recused."""

    leader: str
    members: tuple[str, ...]


class Seating:
    """The registers laid out to name teams: once for all applicants."""

    def __init__(self, registers: Registers) -> None:
        """Read panels, seats and recusals."""
        self.teams = Teams.of(registers)
        self.recusals = Recusals(registers, self.teams.directory)

    def team_of(self, stage: str, applicant: Applicant, panel: str | None = None) -> Team:
        """Name the team of an applicant in a stage: who may sign its papers （二十四）2."""
        teams, recusals = self.teams, self.recusals
        panels = [panel] if panel else teams.panels_of(applicant, stage)
        members = dict.fromkeys(
            e for p in panels for e in teams.examiners(p) if not recusals.find(e, applicant)
        )
        leaders = [s.examiner for p in panels for s in teams.seats.get(p, ()) if s.member.leader]
        return Team(leader=next((n for n in leaders if n in members), ""), members=tuple(members))


def check(
    registers: Registers,
    applicants: Sequence[Applicant],
    rules: Panels,
    plan: Plan,
    *,
    day: date,
    stages: Sequence[str] | None = None,
    admitted: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> PanelReport:
    """Check teams, leaders, qualifications, assignments, recusals and load.

    `applicants` are those that take part, `day` the day on which a qualification must be valid
    (`deadline_city`), `admitted` the codes let through to each stage after the first (one that it does
    not name: not known yet, then nobody needs a panel for it). `stages`: None = all that are scored.
    """
    stages = plan.keys if stages is None else stages
    scene = Scene(
        registers=registers, applicants=applicants, rules=rules, day=day, plan=plan,
        admitted={stage: frozenset(codes) for stage, codes in admitted.items()},
    )  # fmt: skip
    problems = in_order(_problems(scene, stages))
    return PanelReport(
        panels=tuple(_views(scene, stages)),
        conflicts=tuple(p for p in problems if p.severity is Severity.ERROR),
        questions=tuple(p for p in problems if p.severity is not Severity.ERROR),
        load=_load(scene, stages),
    )


def _problems(scene: Scene, stages: Sequence[str]) -> Iterator[Problem]:
    if scene.registers.members is None:
        yield error(
            "panels-missing",
            "还没有收到评审分组与回避表的“分组”表",
            hint="运行 wzqa panels --form 生成建议表，核定后放入 inbox/registers/",
        )
    elif scene.registers.examiners is None:
        yield question(
            "roster-missing", "还没有收到评审专家名册，无法核对资格", hint="放入评审专家名册"
        )
    for panel, seats in scene.teams.seats.items():
        yield from team_problems(scene, panel, seats)
    yield from people_problems(scene)
    yield from stage_problems(scene, stages)
    yield from row_problems(scene)
    yield from suspected(scene, stages)


def _load(scene: Scene, stages: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count applicants per examiner and stage."""
    work = {stage: scene.work(stage) for stage in stages}
    people = dict.fromkeys(e for p in scene.teams.seats for e in scene.teams.examiners(p))
    return {e: {stage: work[stage][e] for stage in stages} for e in people}


def _views(scene: Scene, stages: Sequence[str]) -> Iterator[PanelView]:
    """Show each panel."""
    work: dict[str, dict[str, list[str]]] = {
        panel: {stage: [] for stage in stages} for panel in scene.teams.seats
    }
    for stage in stages:
        for applicant in scene.taking_part(stage):
            for panel in scene.teams.panels_of(applicant, stage):
                if panel in work:
                    work[panel][stage].append(applicant.key)
    place = {a.key: i for i, a in enumerate(scene.applicants)}
    for panel, by_stage in work.items():
        leaders = [s.examiner for s in scene.teams.seats[panel] if s.member.leader]
        every = {key for keys in by_stage.values() for key in keys}
        yield PanelView(
            panel=panel,
            leader=leaders[0] if len(leaders) == 1 else None,
            members=tuple(scene.teams.examiners(panel)),
            applicants=tuple(sorted(every, key=place.__getitem__)),
            by_stage={stage: tuple(keys) for stage, keys in by_stage.items()},
        )
