"""Registers coming in: 评审专家名册, 评审分组与回避表, 往届获奖名册, 撤销名册, 评委会名册.

Source: workbooks.md §4, scoring.md §12 (told apart by sheet name and headings, never by file name).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.problems import Problem

KINDS = (
    "examiners",
    "members",
    "assignments",
    "recusals",
    "past_winners",
    "revocations",
    "committee",
)
"""The attributes of `models.Registers`."""


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One workbook of registers: `kinds` maps each kind found to its rows (an empty one to ())."""

    kinds: dict[str, tuple[object, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_register(data: bytes, file: str) -> RegisterFile:
    """Read every register in a workbook; faults of rows are problems, good rows stand.

    `file` is the path for `Place`. Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    raise NotImplementedError
