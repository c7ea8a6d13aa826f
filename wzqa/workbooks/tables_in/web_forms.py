"""Exports of web forms: one row per answer, questions for headings, columns of the platform's own.

What a question means is proposed here and confirmed by a person (`ingest --map`), once per platform.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from wzqa.workbooks.tables_in.labels import UNKNOWN, plain_heading, year_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wzqa.fields import Field
    from wzqa.problems import Place
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.labels import Labels

_SIGNS = 2  # columns of a platform's own that tell it
_TOP = 5  # rows in which they stand
_SHORTEST = 2  # characters of a heading that a question may be told by


@dataclass(frozen=True, slots=True)
class Export:
    """A sheet that a platform wrote: its header row, and the columns that are the platform's own."""

    platform: str
    row: int
    own: tuple[str, ...]
    questions: tuple[str, ...]
    state: tuple[int, ...] = ()  # columns that tell what became of an answer: 审批状态


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("wzqa") / "data" / "web_forms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words() -> tuple[dict[str, frozenset[str]], tuple[str, ...], tuple[str, ...]]:
    data = _data()
    platforms = {
        p["name"]: frozenset(map(plain_heading, p["columns"].split())) for p in data["platform"]
    }
    before, behind = (
        tuple(sorted(map(plain_heading, data["question"][key].split()), key=len, reverse=True))
        for key in ("before", "behind")
    )
    return platforms, before, tuple(word for word in behind if word)


def export_of(sheet: Sheet) -> Export | None:
    """Tell which platform wrote a sheet, by its own columns; None when none did."""
    platforms, _, _ = _words()
    rows: dict[int, dict[int, str]] = {}
    for row, col, text in sheet.strings(_TOP):
        rows.setdefault(row, {})[col] = text
    for row, heads in rows.items():
        texts = heads.values()
        found = {
            name: [t for t in texts if plain_heading(t) in own] for name, own in platforms.items()
        }
        platform = max(found, key=lambda name: len(found[name]))
        if len(found[platform]) >= _SIGNS:
            own = tuple(found[platform])
            told = next(p for p in _data()["platform"] if p["name"] == platform).get("state", "")
            state = tuple(c for c, t in heads.items() if plain_heading(t) in told.split())
            over = {
                m.first_col for m in sheet.merged if m.first_row == row and m.first_col < m.last_col
            }
            asked = tuple(t for c, t in heads.items() if t not in own and c not in over)
            return Export(platform, row, own, asked, state)
    return None


def not_standing(sheet: Sheet, export: Export, row: int) -> Iterator[tuple[Place, str]]:
    """Give the cells that say that an answer was withdrawn, refused or never sent: place, text."""
    words = _data()["answer"]["not_standing"].split()
    for col in export.state:
        text = sheet.cell(row, col).text
        if any(word in text for word in words):
            yield sheet.place(row, col), text


def _bare(question: str) -> str:
    """Give what a question is about: 贵单位的统一社会信用代码是？ is about 统一社会信用代码."""
    _, before, behind = _words()
    text = plain_heading(question).rstrip("?:。")
    again = True
    while again:
        again = False
        for word in before:
            if text.startswith(word) and len(text) > len(word) + 1:
                text, again = text.removeprefix(word), True
        for word in behind:
            if text.endswith(word) and len(text) > len(word) + 1:
                text, again = text.removesuffix(word).rstrip("?:。"), True
    return text


def proposals(
    export: Export, labels: Labels, fields: Sequence[Field], year: int
) -> tuple[tuple[str, str], ...]:
    """Propose a field for every question that is no heading of ours ("" = nothing to propose).

    The longest heading or alias that a question holds counts, one at its end before others; of two
    questions for one field only the better one is proposed, neither when they are equally good.
    """
    words = [
        (plain_heading(alias), field)
        for field in fields
        for alias in (field.heading, *field.aliases)
        if len(plain_heading(alias)) >= _SHORTEST
    ]
    open_ = [q for q in export.questions if q.strip() and labels.meaning((q,)) is UNKNOWN]
    scored: dict[str, list[tuple[tuple[bool, int], str]]] = {}
    for question in open_:
        bare = _bare(question)
        hits = [((bare.endswith(w), len(w)), field) for w, field in words if w in bare]
        best = max((score for score, _ in hits), default=None)
        meant = {field.key: field for score, field in hits if score == best}
        if best is None or len(meant) != 1:
            continue
        (field,) = meant.values()
        which = year_of(plain_heading(question), year) if field.years else None
        if field.years and not which:
            continue
        scored.setdefault(f"{field.key}_{which}" if which else field.key, []).append(
            (best, question)
        )
    chosen: dict[str, str] = {}
    for key, found in scored.items():
        top = max(score for score, _ in found)
        best_ones = [question for score, question in found if score == top]
        if len(best_ones) == 1:
            chosen[best_ones[0]] = key
    return tuple((question, chosen.get(question, "")) for question in open_)


def ignored(export: Export) -> dict[str, str]:
    """Map the platform's own columns to nothing: they are known and not wanted."""
    return dict.fromkeys(export.own, "")
