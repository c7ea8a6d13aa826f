"""推荐汇总表 and 申报表: from a workbook's bytes to draft applicants and named problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wzqa.models import Applicant
    from wzqa.problems import Problem
    from wzqa.workbooks.headings import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What one workbook held.

    `rows` are applicants as the workbook has them: `app_no` is "" where its cell is empty, until
    `wzqa.applications.merge` gives the number. `n_rows` counts the data rows read (the form counts
    one): each is in `rows` or in `problems`. `sender` is the 推荐单位 of the workbook's head, else of
    its rows when they agree, else "".
    """

    file: str
    sha256: str
    kind: Literal["table", "form", "none"]
    rows: tuple[Applicant, ...]
    problems: tuple[Problem, ...]
    sender: str = ""
    unknown_headings: tuple[Unknown, ...] = ()
    n_rows: int = 0

    @property
    def as_form(self) -> bool:
        """Say whether the workbook is a 申报表 of one applicant."""
        return self.kind == "form"


def read_applications(
    data: bytes,
    file: str,
    *,
    year: int,
    latest: date | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Intake:
    """Read a 推荐汇总表 or a 申报表, told apart by content.

    `year` is the cycle's; `latest` the anchor day: a date later than it and than the row's 收件日期
    is named (the value stays, the screening decides). `mapping` is a sender's confirmed headings.
    Never raises for a bad workbook: `kind` is "none" and a problem says why.
    """
    return Intake(file=file, sha256="", kind="none", rows=(), problems=())
