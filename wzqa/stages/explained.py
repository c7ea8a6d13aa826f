"""What `explain --json` gives of one applicant: its keys and their types (cli.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

if TYPE_CHECKING:
    from wzqa.contents import Decided


class ExplainedApplicant(TypedDict):
    """Who it is."""

    app_no: str
    name: str
    uscc: str | None
    region: str | None
    award: str | None
    withdrawn: bool


class ExplainedCell(TypedDict, total=False):
    """One cell of the application; amounts also give the 万元 and what was written."""

    heading: str
    text: str
    value: str | None
    written: str | None
    trouble: str | None
    file: str | None
    sheet: str | None
    cell: str | None


class ExplainedSource(TypedDict):
    """Where a finding was read."""

    file: str | None
    sheet: str | None
    cell: str | None


class FindingJson(TypedDict):
    """One rule's result, as `screen` gives it too."""

    rule: str
    article: str
    verdict: str
    reason: str
    source: ExplainedSource | None
    decided_by: str | None


class ExplainedFinding(FindingJson):
    """The whole of it; `machine` is what it was before a person signed otherwise."""

    title: str
    quote: str
    machine: str | None
    decided_why: str | None
    second: bool
    evidence: list[str]


class ExplainedCard(TypedDict):
    """One examiner's card."""

    stage: str
    examiner: str
    panel: str | None
    state: str
    consensus: bool
    counted: bool
    dropped: bool
    weight: str | None
    total: str | None
    categories: dict[str, str]
    file: str | None
    sheet: str | None


class VotesOf(NamedTuple):
    """What it got for one award, and what was needed."""

    award: str
    votes: int
    needed: int


class ExplainedStage(TypedDict, total=False):
    """One stage that the applicant reached; scored stages, lists and the vote add their keys."""

    stage: str
    n: int
    exact: str | None
    score: str | None
    categories: dict[str, str]
    rank: int | None
    admitted: bool | None
    why: str
    distance: str | None
    line: str | None
    cap: int
    stability: str | None
    p_in: str | None
    flags: list[str]
    list: str
    list_hash: str
    confirmed_at: str
    by: str
    act: str | None
    stale: bool
    awards: list[str]
    vacated: list[list[str]]
    votes: list[VotesOf]


class ExplainedDecision(TypedDict):
    """What a person decided about it."""

    id: int
    words: str
    kind: str
    stage: str
    content: Decided
    why: str
    by: str
    at: str
    superseded_by: int | None


class ExplainedDocument(TypedDict):
    """A document to it or naming it; `own` says which."""

    kind: str
    kind_name: str
    own: bool
    title: str
    number: str | None
    day: str
    file: str
    list: str
    void: str | None


class ExplainedEntry(TypedDict):
    """An entry of the ledger about it."""

    seq: int
    at: str
    by: str
    action: str
    subject: str
    words: str
    hash: str


class Explained(TypedDict):
    """Everything about one applicant, from the cell to the letter."""

    applicant: ExplainedApplicant
    source: dict[str, ExplainedCell]
    findings: list[ExplainedFinding]
    cards: list[ExplainedCard]
    stages: list[ExplainedStage]
    decisions: list[ExplainedDecision]
    documents: list[ExplainedDocument]
    ledger: list[ExplainedEntry]
