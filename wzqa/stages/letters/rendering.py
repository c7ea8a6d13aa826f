"""From letters to Word files: all or nothing, scanned for what they must not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.documents import kinds
from wzqa.problems import Severity
from wzqa.record.store import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wzqa.documents import batch
    from wzqa.documents.letters.facts_base import Issue, Letter
    from wzqa.documents.templates import Library
    from wzqa.record.documents import Document
    from wzqa.settings import Settings
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.letters.order import Order


def job_of(
    s: Settings,
    letter: Letter,
    issue: Issue,
    old: Document | None,
    order: Order | None,
    *,
    draft: bool,
) -> batch.Job:
    """Say how one letter becomes one file: name, template, fields, properties."""
    from wzqa.documents import batch
    from wzqa.documents.render import Properties

    reference, list_hash = ("draft", "") if draft else ("record", "")
    if old is not None:
        reference, list_hash = old.list_ref, old.list_hash
    elif order is not None and not draft:
        reference, list_hash = order.list_ref, order.list_hash
    numbered = letter.numbered and not draft
    return batch.Job(
        kind=letter.kind,
        key=letter.key if letter.kind in kinds.OUTWARD else "",
        title=letter.title,
        to=letter.to,
        number=issue.number if numbered else None,
        file_name=batch.safe_name(
            issue.number if numbered else None, letter.subject_name, kinds.NAMES[letter.kind]
        ),
        template_name=f"{letter.template}.docx",
        fields=letter.fields,
        properties=Properties(
            kind=letter.kind,
            title=letter.title,
            list_ref=reference,
            list_hash=list_hash,
            day=issue.day,
            author=s.office.name,
            subject_key=letter.key,
            number=issue.number if numbered else None,
            draft=draft,
            demo=s.cycle.demo,
            anchor="" if draft else letter.anchor,
        ),
        own_words=letter.own_names,
    )


def render(cycle: Cycle, view: View, jobs: Sequence[batch.Job]) -> list[batch.Rendered]:
    """Render all or nothing, scanned for other applicants and for inward facts."""
    from wzqa.documents import batch
    from wzqa.documents.templates import Library

    library = Library(cycle.folder, *style_of(view))
    kinds = {job.template_name: job.kind for job in jobs}
    templates = {name: library.prepared(name, kind) for name, kind in kinds.items()}
    _unfilled(cycle, library, jobs)
    others = {a.key: (a.name, a.uscc or "") for a in view.everybody}
    return batch.render_batch(jobs, templates, others=others, forbidden=inward(view))


def own_templates(folder: Path) -> dict[str, str]:
    """Give the office's own templates by file name, each with its SHA-256."""
    from wzqa.documents.templates import Library, read_bytes

    return {e.name: sha256(read_bytes(e.path)) for e in Library(folder).entries() if e.own}


def _unfilled(cycle: Cycle, library: Library, jobs: Sequence[batch.Job]) -> None:
    """Warn of an own template that prints a placeholder as it stands: {组织名称}, 【信用代码】."""
    from wzqa.documents import package
    from wzqa.documents.lint import own_templates
    from wzqa.documents.render import known_paths
    from wzqa.documents.templates import read_bytes

    own = {entry.name for entry in library.entries() if entry.own}
    fields = {job.template_name: job.fields for job in jobs if job.template_name in own}
    for name, values in fields.items():
        parts = package.unpack(read_bytes(library.find(name)), name)
        for problem in own_templates.left_over(name, parts, known_paths(values)):
            cycle.problems.append(replace(problem, severity=Severity.WARNING))


def style_of(view: View) -> tuple[tuple[tuple[str, str], ...], int]:
    """Tell which faces and line pitch differ from the shipped ones."""
    defaults = view.edition.defaults["letters"]["fonts"]
    own = view.settings.letters.fonts.model_dump()
    faces = tuple((defaults[k], own[k]) for k in own if defaults[k] != own[k])
    return faces, round(view.settings.letters.line_pitch_pt * 20)


def inward(view: View) -> Callable[[batch.Job], Sequence[Sequence[str]]]:
    """Tell what no outward letter may hold: examiners' names, and the applicant's scores."""
    names = tuple(e.name for e in view.registers.examiners or ())
    scores: dict[str, list[str]] = {}
    if not view.settings.letters.show_score:
        for stage in view.plan.keys:
            held = view.lists.get(stage)
            for row in held.content["ranking"] if held else ():
                if row["score"]:
                    scores.setdefault(row["uscc"], []).append(row["score"])

    named = view.settings.letters.name_examiners

    def forbidden(job: batch.Job) -> Sequence[Sequence[str]]:
        of_team = () if named and job.kind == "visit-notice" else names
        return of_team, scores.get(job.key, ())

    return forbidden


def contact_warnings(cycle: Cycle) -> None:
    """Name the contact data of the office that letters leave out because they are empty."""
    office = cycle.settings.office
    empty = [
        key
        for key in ("contact", "phone", "supervision_phone", "email", "address", "postcode")
        if not getattr(office, key)
    ]
    if empty:
        keys = "、".join(f"office.{key}" for key in empty)
        cycle.warn(
            "contact-empty", f"联系信息未填（{keys}），文书中已略去", "请在 award.toml 补填后重出"
        )
