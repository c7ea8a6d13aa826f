"""The linter: any .docx against GB/T 9704-2012 and the award's wording rules (documents.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.documents import cleaning, marks
from wzqa.documents.lint import annexes, closing, elements, footers, page, roles, text, words
from wzqa.documents.lint import model as reading
from wzqa.documents.lint.report import Report, clause, wanted
from wzqa.problems import Problem, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.settings import Settings


def lint(
    data: bytes, file: str, settings: Settings | None = None, kind: str | None = None
) -> list[Problem]:
    """Check a Word file; each finding has `段N` as its cell and the clause in its message.

    `settings` gives faces, line pitch and words of the cycle, else the standard's; `kind` adds the
    elements that such a document must have. A print file is checked letter by letter. Findings come in
    the order of the text. Raises
    WzqaError (exit 5) when the file cannot be read as .docx.
    """
    whole = reading.read(data, file)
    options: dict[str, Any] = wanted(settings)
    found: list[Problem] = []
    for model in reading.letters(whole):
        report = Report(
            file=file,
            model=model,
            roles=roles.recognise(model),
            kind=kind,
            draft=_is_draft(model),
            **options,
        )
        for area in (page, footers, elements, closing, annexes, text, words):
            area.check(report)
        _unseen(report)
        found += report.problems
    return in_order(found)


def _unseen(report: Report) -> None:
    """Say what could not be checked: words embedded as a file of their own, or none at all."""
    if report.model.embedded:
        report.add(
            "lint-embedded",
            "ECMA-376 17.17.2.1",
            f"正文有{report.model.embedded}处是嵌入的整个文件，其中文字读不出，没有检查",
            hint="请用 Word 打开后全选复制到新文件，或另存为 .docx 后再检查",
        )
    elif not any(p.plain for p in report.model.paragraphs) and not any(
        part.startswith(cleaning.EMBEDDED) for part in report.model.parts
    ):
        report.add("lint-empty", clause("7.3.3"), "没有正文", hint="请核对是否选错了文件")


def _is_draft(model: reading.Model) -> bool:
    """Say whether a header carries the mark of a draft."""
    return any(
        marks.DRAFT in paragraph.text
        for part, paragraphs in model.parts.items()
        if "header" in part
        for paragraph in paragraphs
    )


def counts(problems: Iterable[Problem]) -> tuple[int, int]:
    """Count (errors, warnings), as `lint` and `templates check` report them."""
    problems = list(problems)
    errors = sum(p.severity is Severity.ERROR for p in problems)
    return errors, sum(p.severity is Severity.WARNING for p in problems)
