"""Merging what the workbooks hold into applications: forms with tables, duplicates, numbers.

Pure: draft applicants in, applicants and problems out (settings.md, settled readings; workbooks.md
§10).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import Applicant
    from wzqa.problems import Place, Problem


class Taken(Protocol):
    """What one workbook held (`wzqa.workbooks.applications.Intake` is one)."""

    @property
    def file(self) -> str:
        """The workbook, relative to the cycle folder."""

    @property
    def rows(self) -> tuple[Applicant, ...]:
        """Applicants as written; `app_no` is "" where its cell is empty."""

    @property
    def as_form(self) -> bool:
        """Whether it is a 申报表."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """All applications of the cycle, in order of their numbers.

    `numbers` maps an opaque key of each application to its number, old entries included: store it
    and pass it to the next `merge`. `repeats` names, per application number, the cells of the rows
    that said the same again (E17 `warn`).
    """

    applicants: tuple[Applicant, ...]
    problems: tuple[Problem, ...]
    numbers: dict[str, str]
    new_numbers: dict[str, str]
    repeats: dict[str, tuple[Place, ...]]


def merge(intakes: Sequence[Taken], numbers: Mapping[str, str], year: int) -> Merged:
    """Make one list of applications out of all workbooks in force."""
    return Merged(applicants=(), problems=(), numbers=dict(numbers), new_numbers={}, repeats={})
