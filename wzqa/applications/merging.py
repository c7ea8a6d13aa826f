"""Merging what the workbooks hold into applications: forms with tables, duplicates, numbers.

Pure: draft applicants in, applicants and problems out (eligibility.md §3; workbooks.md
§10). Nobody is lost: every row is an application, the other half of one, or a repeat of one.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from wzqa.applications.content import content, differences, overlay
from wzqa.applications.numbers import Key, assign, identity, keys_of, owners
from wzqa.names import comparable
from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wzqa.models import Applicant
    from wzqa.regions import Area


class Taken(Protocol):
    """What one workbook held (`wzqa.workbooks.applications.Intake` is one)."""

    @property
    def file(self) -> str:
        """The workbook, relative to the cycle folder."""

    @property
    def rows(self) -> tuple[Applicant, ...]:
        """Applicants as written; `app_no` is "" where its cell is empty."""

    @property
    def as_form(self) -> bool:
        """Whether it is a 申报表."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """All applications of the cycle, in order of their numbers.

    `numbers` maps an opaque key of each application to the number that it was given, old entries
    included; `new_numbers` are those given now: store them and pass all to the next `merge`.
    `repeats` names, per application number, the cells of the rows that said the same again (E17
    `warn`).
    """

    applicants: tuple[Applicant, ...]
    problems: tuple[Problem, ...]
    numbers: dict[str, str]
    new_numbers: dict[str, str]
    repeats: dict[str, tuple[Place, ...]]


@dataclass(slots=True)
class _Entry:
    """An application in the making, and the rows that said the same again."""

    applicant: Applicant
    repeats: list[Place] = field(default_factory=list)


def _place(applicant: Applicant, key: str = "uscc") -> Place:
    return applicant.at(key) or applicant.place


def _warn(code: str, message: str, applicant: Applicant, key: str, hint: str) -> Problem:
    source = applicant.sources.get(key)
    return Problem(
        code=code,
        message=message,
        severity=Severity.WARNING,
        place=_place(applicant, key),
        value=source.text if source else None,
        hint=hint,
    )


def _repeat(again: Applicant, first: Applicant) -> Problem:
    """Name a row that says what another one said."""
    same_file = again.place.file == first.place.file
    code = "duplicate-in-file" if same_file else "duplicate-across-files"
    message = f"与{first.place}的申报内容相同，按一份申报处理"
    return _warn(code, message, again, "uscc", "请核对是否重复报送")


def _rival(other: Applicant, first: Applicant) -> Problem:
    """Name a second application under one code that says something else."""
    if comparable(other.name) != comparable(first.name):
        code, what = "duplicate-code-names", f"与{first.place}的代码相同，名称为“{first.name}”"
    elif other.place.file == first.place.file:
        code, what = "duplicate-in-file", f"与{first.place}的代码相同，内容不同"
    else:
        code, what = "duplicate-across-files", f"与{first.place}的代码相同，内容不同"
    hint = "请核对后撤回其中一份（wzqa decide withdraw）"
    return _warn(code, what, other, "uscc", hint)


def _collapse(rows: Iterable[Applicant], area: Area) -> tuple[list[_Entry], list[Problem]]:
    """Make one entry of rows that say the same; keep those that differ apart."""
    entries: list[_Entry] = []
    problems: list[Problem] = []
    known: dict[tuple[object, ...], _Entry] = {}
    rows = sorted(rows, key=lambda a: a.place.sort_key)
    whose = [identity(row) for row in rows]
    times = Counter(whose)
    for row, who in zip(rows, whose, strict=True):
        key = (who, *content(row, area)) if times[who] > 1 else (who,)  # alone, it repeats nothing
        if key in known:
            known[key].repeats.append(row.place)
            problems.append(_repeat(row, known[key].applicant))
        else:
            known[key] = _Entry(row)
            entries.append(known[key])
    return entries, problems


def _is_same(row: Applicant, form: Applicant, names: Mapping[str, int]) -> bool:
    """Say whether a row and a form are of one organisation: by code, by name where one has none."""
    if row.uscc and form.uscc:
        return row.uscc == form.uscc
    return comparable(row.name) == comparable(form.name) and names[comparable(row.name)] == 1


def _join(rows: Sequence[_Entry], forms: Sequence[_Entry], area: Area) -> list[_Entry]:
    """Lay every form over the row of its organisation; forms without a row stand alone."""
    names: dict[str, int] = {}
    for entry in rows:
        name = comparable(entry.applicant.name)
        names[name] = names.get(name, 0) + 1
    open_rows = list(rows)
    joined: dict[int, _Entry] = {}
    alone: list[_Entry] = []
    for form in forms:
        one = form.applicant
        fits = [r for r in open_rows if _is_same(r.applicant, one, names)]
        if not fits:
            alone.append(form)
            continue
        best = min(fits, key=lambda r: len(differences(r.applicant, one, area)))
        open_rows.remove(best)
        joined[id(best)] = _Entry(
            overlay(best.applicant, one, area), [*best.repeats, *form.repeats]
        )
    return [joined.get(id(row), row) for row in rows] + alone


def _rivals(applicants: Sequence[Applicant]) -> list[Problem]:
    """Name applications that share a code, and organisations that share a name."""
    problems: list[Problem] = []
    first_code: dict[str, Applicant] = {}
    first_name: dict[str, Applicant] = {}
    for one in applicants:
        if one.uscc:
            other = first_code.setdefault(one.uscc, one)
            if other is not one:
                problems.append(_rival(one, other))
        namesake = first_name.setdefault(comparable(one.name), one)
        if namesake.uscc and one.uscc and namesake.uscc != one.uscc:
            message = f"与{namesake.place}的名称相同，代码不同"
            hint = "请核对两家是否同一组织"
            problems.append(_warn("duplicate-name-codes", message, one, "name", hint))
    return problems


def _typed_numbers(
    applicants: Sequence[Applicant], numbers: Mapping[str, str]
) -> tuple[list[str], list[Problem]]:
    """Let every typed number stand once; name those that are somebody else's already."""
    seen: dict[str, tuple[Key, str]] = {}
    known = owners({one.app_no for one in applicants}, numbers)
    stand: list[str] = []
    problems: list[Problem] = []
    for one, key in zip(applicants, keys_of(applicants), strict=True):
        holder = seen.get(one.app_no)
        before = known.get(one.app_no)
        if holder is None and before is not None and not before.is_same_organisation(key):
            holder = (before, before.file)
        stand.append(one.app_no if holder is None else "")
        if holder is None:
            seen[one.app_no] = (key, str(one.place))
        elif one.app_no:
            problems.append(_number_taken(one, holder[1], same=holder[0].is_same_organisation(key)))
    return stand, problems


def _number_taken(one: Applicant, where: str, *, same: bool) -> Problem:
    return Problem(
        code="app-no-twice",
        message=f"申报编号已用于另一份申报（{where}），已另行编号",
        severity=Severity.WARNING if same else Severity.ERROR,
        place=_place(one, "app_no"),
        value=one.app_no,
        hint="请核对申报编号，留空则自动编号",
    )


def merge(intakes: Sequence[Taken], numbers: Mapping[str, str], year: int, area: Area) -> Merged:
    """Make one list of applications out of all workbooks in force.

    `numbers` are the numbers given so far (`Merged.new_numbers` of earlier calls); `year` is the
    cycle's and begins new numbers; `area` knows the regions that they name.
    """
    rows, problems = _collapse(
        (a for intake in intakes if not intake.as_form for a in intake.rows), area
    )
    forms, more = _collapse((a for intake in intakes if intake.as_form for a in intake.rows), area)
    entries = _join(rows, forms, area)
    entries.sort(key=lambda e: e.applicant.place.sort_key)
    applicants = [entry.applicant for entry in entries]
    typed, clashes = _typed_numbers(applicants, numbers)
    given, new = assign(applicants, typed, numbers, year, area)
    numbered = [
        dataclasses.replace(one, app_no=number)
        for one, number in zip(applicants, given, strict=True)
    ]
    return Merged(
        applicants=tuple(sorted(numbered, key=lambda a: a.app_no)),
        problems=(*problems, *more, *_rivals(applicants), *clashes),
        numbers={**numbers, **new},
        new_numbers=new,
        repeats={
            number: tuple(entry.repeats)
            for entry, number in zip(entries, given, strict=True)
            if entry.repeats
        },
    )
