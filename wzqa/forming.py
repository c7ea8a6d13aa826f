"""Proposing panels and who scores whom: min-cost flow and a seeded local search.

Recusals are hard, as are the bounds of [panels]; wished for are a matching speciality, balanced load
and panels mixed by employer. Same input and seed, same proposal. networkx is imported lazily.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Assignment, Examiner, Member, Recusal
    from wzqa.problems import Problem
    from wzqa.settings import Panels


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Panels and assignments for one stage, which take effect only when a person returns them.

    `objective` holds plain numbers and lists for `--json`; `notes` what a person should look at.
    """

    stage: str
    members: tuple[Member, ...]
    assignments: tuple[Assignment, ...]
    recusals: tuple[Recusal, ...]
    objective: Mapping[str, object]
    notes: tuple[Problem, ...] = ()


def propose(
    examiners: Sequence[Examiner],
    applicants: Sequence[Applicant],
    recusals: Sequence[Recusal],
    rules: Panels,
    *,
    stage: str,
    day: date,
    panels: int | None = None,
    anchors: Sequence[str] = (),
    seed: str,
) -> Proposal:
    """Propose panels of equal size and give every applicant to one of them.

    `panels` None: as few as the load allows. `anchors` are codes that every panel scores. Infeasible: WzqaError
    (exit 3) whose problems say which numbers would have to change, and by how much.
    """
    raise NotImplementedError
