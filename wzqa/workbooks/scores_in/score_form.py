"""The shape of a 评分表 that its writer and its reader share: labels, columns, identity mark.

Source: workbooks.md §5.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.plan import Plan


TABLE_COLUMNS = ("条款", "条目", "满分", "得分率(%)", "得分", "主要优势", "主要改进机会")
SUMMARY_COLUMNS = ("申报编号", "申报组织", "统一社会信用代码", "总分", "回避", "完成情况")
GUIDE_SHEET, SUMMARY_SHEET, MATRIX_SHEET = "说明", "汇总", "评分汇总"
MARK_LABEL = "评分表标识"
CONSENSUS = "合议"  # 评审员 of a consensus card

CALIBRATION = "calibration"  # one case marked by everybody beforehand; it counts in no result
_MARK = re.compile(r"(\d{4})-([a-z]+)-([0-9A-Z]+)-([0-9a-f]{8})")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sheet says it is: the cycle's year, the stage, the applicant's code."""

    year: int
    stage: str
    uscc: str
    check: str

    def genuine(self, edition: str) -> bool:
        """Say whether the check fits, that is, nobody has altered a part."""
        return self.check == _check(self.year, self.stage, self.uscc, edition)

    def __str__(self) -> str:
        return f"{self.year}-{self.stage}-{self.uscc}-{self.check}"


def stage_word(stage: str, plan: Plan) -> str:
    """Name the stage of a sheet; calibration is none of the cycle's, a key of another award stays."""
    return "校准" if stage == CALIBRATION else plan.names.get(stage, stage)


def _check(year: int, stage: str, uscc: str, edition: str) -> str:
    text = "|".join(("评分表", str(year), stage, uscc, edition))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


def make_mark(year: int, stage: str, uscc: str, edition: str) -> Mark:
    """Make the mark of a sheet. It guards against mix-ups, not against forgery."""
    return Mark(year, stage, uscc, _check(year, stage, uscc, edition))


def parse_mark(text: str) -> Mark | None:
    """Read a mark; None when it is none."""
    match = _MARK.fullmatch(text.strip())
    return Mark(int(match[1]), match[2], match[3], match[4]) if match else None
