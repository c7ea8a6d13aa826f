"""The linter: any .docx against GB/T 9704-2012 and the award's wording rules (documents.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.documents import marks
from wzqa.documents.lint import (
    annexes as lint_annexes,
)
from wzqa.documents.lint import (
    elements as lint_elements,
)
from wzqa.documents.lint import (
    footers as lint_footers,
)
from wzqa.documents.lint import (
    model as lint_model,
)
from wzqa.documents.lint import (
    page as lint_page,
)
from wzqa.documents.lint import (
    roles as lint_roles,
)
from wzqa.documents.lint import (
    text as lint_text,
)
from wzqa.documents.lint.report import Report, wanted
from wzqa.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.settings import Settings


def lint(
    data: bytes, file: str, settings: Settings | None = None, kind: str | None = None
) -> list[Problem]:
    """Check a Word file; each finding has `段N` as its cell and the clause in its message.

    `settings` gives faces, line pitch and words of the cycle, else the standard's; `kind` adds the
    elements that such a document must have. Findings come in the order of the text. Raises
    WzqaError (exit 5) when the file cannot be read as .docx.
    """
    model = lint_model.read(data, file)
    options: dict[str, Any] = wanted(settings)
    report = Report(
        file=file,
        model=model,
        roles=lint_roles.recognise(model),
        kind=kind,
        draft=_is_draft(model),
        **options,
    )
    for area in (lint_page, lint_footers, lint_elements, lint_annexes, lint_text):
        area.check(report)
    return sorted(dict.fromkeys(report.problems), key=_place)


def _is_draft(model: lint_model.Model) -> bool:
    """Say whether a header carries the mark of a draft."""
    return any(
        marks.DRAFT in paragraph.text
        for part, paragraphs in model.parts.items()
        if "header" in part
        for paragraph in paragraphs
    )


def _place(problem: Problem) -> tuple[str, int, str]:
    cell = problem.place.cell or "段0"
    return (problem.place.sheet or "", int(cell.removeprefix("段")), problem.code)


def counts(problems: Iterable[Problem]) -> tuple[int, int]:
    """Count (errors, warnings), as `lint` and `templates check` report them."""
    problems = list(problems)
    errors = sum(p.severity is Severity.ERROR for p in problems)
    return errors, sum(p.severity is Severity.WARNING for p in problems)
