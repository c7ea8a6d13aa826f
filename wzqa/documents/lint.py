"""The linter: any .docx against GB/T 9704-2012 and the award's wording rules (documents.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.problems import Problem
    from wzqa.settings import Settings


def lint(
    data: bytes, file: str, settings: Settings | None = None, kind: str | None = None
) -> list[Problem]:
    """Check a Word file; each finding has `段N` as its cell and the clause in its message.

    Raises WzqaError (exit 5) when the file cannot be read as .docx.
    """
    from wzqa.documents import package

    package.unpack(data, file)
    return []
