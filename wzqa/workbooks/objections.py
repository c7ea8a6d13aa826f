"""异议登记表 coming in. Sheet 异议人 is never read into a record (workbooks.md §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.models import Objection
    from wzqa.problems import Problem


def read_objections(data: bytes, file: str) -> tuple[tuple[Objection, ...], tuple[Problem, ...]]:
    """Read the register of objections; late ones and such about nobody are the stage's to judge.

    Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    raise NotImplementedError
