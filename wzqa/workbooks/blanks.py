"""Blank workbooks to send out: registers, 核查表, 计票, 异议登记表.

Source: workbooks.md §3, §4, §6, §7: frozen header, drop-downs, input checks, print titles, 填表说明.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def write_examiners_blank(
    *, qualifications: Sequence[str], created: date, demo: bool = False
) -> bytes:
    """Write a blank 评审专家名册."""
    raise NotImplementedError


def write_panels_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 评审分组与回避表: sheets 分组, 分工, 回避."""
    raise NotImplementedError


def write_past_winners_blank(*, awards: Sequence[str], created: date, demo: bool = False) -> bytes:
    """Write a blank 往届获奖名册."""
    raise NotImplementedError


def write_revocations_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 撤销名册."""
    raise NotImplementedError


def write_committee_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 评委会名册."""
    raise NotImplementedError


def write_objections_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 异议登记表 with its separate sheet 异议人."""
    raise NotImplementedError


def write_verification_blank(*, created: date, demo: bool = False) -> bytes:
    """Write a blank 资格核查表."""
    raise NotImplementedError


def write_count_blank(
    ballots: Sequence[tuple[str, int, Sequence[tuple[str, str]]]],
    *,
    members: int,
    papers: int,
    round_number: int = 1,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write a blank 计票 workbook.

    `ballots`: per award its name, the most marks a paper may bear, and its candidates as
    (name, code) in ballot order; `papers` the number of rows to prepare; `members` 0 = not stated.
    """
    raise NotImplementedError


def write_register_blanks(
    *, awards: Sequence[str], qualifications: Sequence[str], created: date, demo: bool = False
) -> dict[str, bytes]:
    """Write all blanks of `init` that need no candidates: file name → bytes."""
    raise NotImplementedError
