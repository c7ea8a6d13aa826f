"""Workbooks in the wrong folder: named with the folder that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.problems import Place, Problem
from wzqa.record import files
from wzqa.stages.ground.cycle import INBOX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.record.files import File
    from wzqa.record.store import Record


def misfiled(record: Record, barren: Iterable[File]) -> list[Problem]:
    """Name those of the files that gave nothing which belong to another folder."""
    found = [one_misfiled(f.role, f.path, files.content(record, f.sha256)) for f in barren]
    return [problem for problem in found if problem is not None]


def one_misfiled(role: str, path: str, data: bytes) -> Problem | None:
    """Name a workbook that belongs to another folder than its role's; else None."""
    from wzqa.workbooks.tables_in.belongs import belongs  # rare, and imports every reader

    of = belongs(data, path)
    if of is None or of.role == role:
        return None
    return Problem(
        code="file-misfiled", place=Place(path),
        message=f"这是{of.title}，放错了目录，没有采用", hint=f"请移到 {INBOX[of.role]}/ 再运行",
    )  # fmt: skip
