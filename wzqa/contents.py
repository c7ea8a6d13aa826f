"""What lists and decisions keep, as the record holds it: JSON with these keys (record.md)."""

from __future__ import annotations

from typing import Any, TypedDict


class KeptFinding(TypedDict):
    """One rule's result for one applicant."""

    rule: str
    article: str
    verdict: str
    reason: str
    decided_by: str | None
    decided_why: str


class KeptScreening(TypedDict):
    """One applicant's 资格审查."""

    app_no: str
    name: str
    uscc: str | None
    region: str
    verdict: str
    findings: list[KeptFinding]


class KeptPlace(TypedDict):
    """One applicant's place at a scored stage; `score` as published, None when held."""

    rank: int | None
    uscc: str
    name: str
    score: str | None
    admitted: bool | None


class KeptTie(TypedDict):
    """How a person settled a tie; `question` is the hash of what was asked."""

    admit: list[str]
    question: str
    why: str
    by: str


class Chosen(TypedDict):
    """An applicant under its award."""

    uscc: str
    name: str


class ListContent(TypedDict, total=False):
    """What a stage's list promises; each stage has the keys of its group and no others."""

    # screen
    as_of: str
    anchor: str
    applicants: list[KeptScreening]
    passed: list[str]
    failed: list[str]
    # review, visit
    cap: int
    floor: str
    method: str
    ranking: list[KeptPlace]
    admitted: list[str]
    tie_decisions: list[KeptTie]
    vacancies: int
    # vote, publicity, award: award → in the order of the ballot
    selected: dict[str, list[Chosen]]
    # vote
    round: int
    members: int | None
    present: int | None
    meeting_day: str | None
    seats_left: dict[str, int]
    votes: dict[str, list[list[Any]]]  # code, votes, elected
    # publicity
    vacated: list[list[str]]  # award, code, reason
    start: str | None
    end: str | None
    objections: list[list[str | None]]  # number, code, decision
    second_check: str | None
    # award
    withdrawn: list[list[str]]  # award, code, reason


class OpenFinding(TypedDict):
    """A finding of the second check that a person must still settle."""

    uscc: str
    rule: str
    verdict: str


class SecondContent(TypedDict, total=False):
    """What the check before the award found; empty until it has run. `failed`: code → reasons."""

    as_of: str
    applicants: list[KeptScreening]
    failed: dict[str, str]
    open: list[OpenFinding]


class KeptInquiry(TypedDict):
    """A letter to a department, with the day by which it was to answer."""

    department: str
    rules: list[str]
    issued: str
    answer_by: str
    asked: list[str]
    letter: str


class Divide(TypedDict):
    """What tells the two checks apart: the day of the vote, the files in force by then."""

    day: str | None
    files: list[int]


class Extra(TypedDict, total=False):
    """What a list rests on besides files, decisions, lists and settings."""

    screen_as_of: str
    second_as_of: str
    divide: Divide
    inquiries: list[KeptInquiry]
    second_inquiries: list[KeptInquiry]
    start: str | None
    calendar_text: str
    departments: dict[str, Any]  # the fields of rules.departments.Counts


class Basis(TypedDict, total=False):
    """What was in force when a list was confirmed: ids, issues of earlier lists, settings."""

    files: list[int]
    decisions: list[int]
    lists: dict[str, int]
    settings: dict[str, Any]  # as pydantic dumps them
    extra: Extra
    act: str
    tool: str  # the version that read and decided


class Decided(TypedDict, total=False):
    """What a person decided; each kind of decision has its own keys."""

    admit: list[str]  # tie
    award: str
    asked: str
    rule: str  # finding
    outcome: str
    second: bool
    answer_by: str  # silence
    letter: str
    answer: str  # cards, objection
    undone: bool  # withdraw
    sha256: str  # received, drop
    role: str
    date: str  # received, and the day of an act
    docno: str
    name: str  # withdrawals and titles
    uscc: str | None
    year: int | None
    heard: str
    evidence: str
