"""Workbooks under out/ that people fill in, and the inbox each of them goes back to.

They are taken from where they lie, filled in and moved: that one is away is no fault, and one that
was filled in where it lies is not overwritten (`record.store`).
"""

from __future__ import annotations

import re

from wzqa.problems import Place, Problem, Severity

_BACK = (
    (r"out/(?:screen|publicity)/(?:资格核查表|部门核查反馈表_.+)\.xlsx", "inbox/verification/"),
    (r"out/[^/]+/校准/评分表/.+", "inbox/scores/calibration/"),
    (r"out/([^/]+)/(?:评分表|工作底稿)/.+", r"inbox/scores/\1/"),
    (r"out/[^/]+/评审分组与回避表_.+（方案）\.xlsx", "inbox/registers/"),
    (r"out/[^/]+/作废文书清单\.xlsx", "inbox/registers/"),
    (r"out/vote/计票表_.+", "inbox/ballots/"),
    (r"out/ingest/退回修改/.+", "inbox/applications/"),
)


def inbox_of(target: str) -> str | None:
    """Give the inbox that a filled-in form goes to; None: `target` is no form."""
    for pattern, inbox in _BACK:
        match = re.fullmatch(pattern, target)
        if match:
            return match.expand(inbox)
    return None


def filled_in(target: str, *, lost: bool = False) -> Problem:
    """Name a form that somebody filled in under out/; `lost`: a command was about to overwrite it."""
    what = "写出会盖掉填写的内容" if lost else "填写的内容没有读入"
    return Problem(
        code="form-filled", place=Place(target), message=f"在 out/ 里填写过，还没有收入，{what}",
        severity=Severity.ERROR if lost else Severity.WARNING,
        hint=f"填好的请移到 {inbox_of(target)}，不用的移出 out/，再运行",
    )  # fmt: skip
