"""资格核查表 and 部门核查反馈表, out and back in.

Source: workbooks.md §3; settings.md, Settled readings (Who outranks whom, Two checks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.models import Verification
    from wzqa.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """One finding that a person must decide: a row of the 核查表.

    `matter` is the rule's title (核查事项), `remark` what the tool found (系统提示), `department`
    who is to answer ("" = 评审办), `region` for the department's convenience.
    """

    app_no: str
    name: str
    uscc: str
    rule: str
    article: str
    matter: str
    remark: str
    department: str = ""


def read_verification(
    data: bytes, file: str
) -> tuple[tuple[Verification, ...], tuple[Problem, ...]]:
    """Read a returned 核查表 or 反馈表.

    A row without conclusion is not answered and gives no record; a conclusion without 依据, an
    unknown conclusion or an unknown 规则编号 is a problem and gives none either. `Verification.reply`
    is True for a 反馈表, whose `department` is the one named in its head.
    Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    raise NotImplementedError


def write_verification(
    rows: Sequence[OpenFinding], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 资格核查表.xlsx: one row per finding, drop-down 通过 / 不通过, the rest locked."""
    raise NotImplementedError


def write_feedback(
    rows: Sequence[OpenFinding],
    *,
    title: str,
    department: str,
    matters: str,
    reply_by: date | None,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write one department's 部门核查反馈表.xlsx: same columns, the department in its head."""
    raise NotImplementedError
