"""Examiner panels: what the teams must satisfy, whose cards are expected, which cards are let in.

Pure: records in, records and problems out. Sources: （九）（十）（二十四）2 of the regulation, workbooks.md
§4, scoring.md §1.8 and §12 "Cards and holds", settings.md [panels].
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Card, ExpectedCard, Registers
    from wzqa.problems import Problem
    from wzqa.settings import Panels

ALL_PANELS = (
    "全部"  # 评审组 of an anchor applicant in 分工: every panel scores it (scoring.md §3.4)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """One panel as cli.md shows it: examiner ids, leader first, and codes of either stage."""

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


def check(
    registers: Registers,
    applicants: Sequence[Applicant],
    rules: Panels,
    *,
    day: date,
    stages: Sequence[str] = ("review", "visit"),
    visiting: Collection[str] | None = None,
) -> PanelReport:
    """Check teams, leaders, qualifications, assignments, recusals and load.

    `applicants` are those that take part, `day` the day on which a qualification must be valid
    (`deadline_city`), `visiting` the codes admitted to the site visit (None: not known yet, then
    nobody needs a panel for it).
    """
    raise NotImplementedError


def examiner_id(name: str, certificate: str, registers: Registers) -> str | None:
    """Name an examiner uniquely: the name, or `name（资格证书号）` where the roster has two of it.

    None when the name is shared and the certificate number does not tell which one is meant.
    """
    raise NotImplementedError


def expected_cards(
    registers: Registers, stage: str, applicants: Iterable[Applicant]
) -> tuple[ExpectedCard, ...] | None:
    """List the cards that must come in: every panel member who is not recused (scoring.md §12).

    None where no 分组 (or no 分工) sheet was taken in: then the cards that are in are expected.
    """
    raise NotImplementedError


def admit_cards(
    cards: Iterable[Card],
    registers: Registers,
    stage: str,
    applicants: Sequence[Applicant],
) -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
    """Judge all cards of a stage together, after each file was read on its own.

    `examiner` of an incoming card is as `sheets_in` gives it: the name, with `（资格证书号）` where the
    sheet has one. Outgoing cards bear the id of `examiner_id` and the panel of 分组.
    Refused are cards that stand twice (both), of an examiner who cannot be told from a namesake,
    who is not on the applicant's panel, and those of the rarer scale where a stage mixes two. Marks
    of a recused examiner are kept with the state `recused`, cards for organisations that do
    not take part with `withdrawn`: neither ever enters a sum.
    """
    raise NotImplementedError
