"""`templates check`: every kind rendered with sample data, every fault with its paragraph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, package
from wzqa.documents.lint import own_templates
from wzqa.documents.lint.lint import lint
from wzqa.documents.render import Properties, known_paths
from wzqa.documents.templates import SUFFIX, Library, file_name, read_bytes
from wzqa.problems import Place, Problem, Severity, WzqaError, in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.documents.render import Prepared
    from wzqa.settings import Settings


def check(
    library: Library,
    kinds: Mapping[str, str],
    samples: Callable[[str], Mapping[str, object]],
    settings: Settings | None = None,
) -> list[tuple[str, list[Problem]]]:
    """Render every kind with sample data; give (template, its problems) for each template.

    `kinds` maps each kind to its template's file name, `samples` gives a kind's fields. Found are
    unknown placeholders, broken tags, tracked changes and comments, departures from GB/T 9704 in
    what comes out, and files of the cycle's folder that are no document's template.
    """
    named = {kind: file_name(name) for kind, name in kinds.items()}
    results = [
        (name, in_order(_check_one(library, name, kind, samples(kind), settings)))
        for kind, name in named.items()
    ]
    known = set(named.values())
    results += [
        (entry.name, [_stray(entry.name)])
        for entry in library.entries()
        if entry.own and entry.name not in known
    ]
    return results


def _stray(name: str) -> Problem:
    return Problem(
        code="template-not-used",
        message="没有哪种文书使用这个模板名",
        severity=Severity.WARNING,
        place=Place(name),
        hint="请核对文件名，须与 wzqa templates list 所列一致",
    )


def _check_one(
    library: Library, name: str, kind: str, sample: Mapping[str, object], settings: Settings | None
) -> list[Problem]:
    try:
        parts = package.unpack(read_bytes(library.find(name)), name)
        prepared = library.prepared(name, kind)
        shipped = Library().prepared(name, kind)
        if shipped.sha256 == prepared.sha256:
            shipped = prepared
        known = known_paths(sample)
        problems = [*cleaning.changes(parts, name), *prepared.unknown(known)]
        problems += own_templates.check(name, parts, known, _fields(prepared), _fields(shipped))
        if any(p.severity is Severity.ERROR for p in problems):
            return problems
        plain = {key: _without_tags(value) for key, value in sample.items()}
        data = prepared.render(plain, _properties(kind, name))
        return [*problems, *lint(data, name, settings, kind)]
    except WzqaError as error:
        return error.problems


def _fields(prepared: Prepared) -> frozenset[str]:
    return frozenset(use.path for use in prepared.uses)


def _without_tags(value: object) -> object:
    """Take tags out of sample values: they are there to show that a value is never evaluated."""
    if isinstance(value, str):
        return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "样例", value)
    if isinstance(value, list | tuple):
        return [_without_tags(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _without_tags(item) for key, item in value.items()}
    return value


def _properties(kind: str, name: str) -> Properties:
    """Give properties of a sample: no list, no number."""
    return Properties(
        kind=kind,
        title=name.removesuffix(SUFFIX),
        list_ref="record",
        list_hash="",
        day=date(2026, 1, 1),
        author="",
    )
