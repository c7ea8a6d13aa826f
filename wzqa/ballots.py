"""The committee's vote （十七） as pure decisions: tally, cut, run-off (scoring.md §5, §12).

Counts only: nothing here knows who voted, and the order of the papers never matters. The
regulation fixes neither quorum nor threshold, so nothing is tallied before `[vote]` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import CommitteeMember, Count, Recusal
    from wzqa.problems import Problem
    from wzqa.settings import AwardSection, Vote

INCOMPLETE = "signature only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One organisation of the confirmed `visit` list, as the committee votes on it.

    `recused_members`: how many members of the committee are recused for it (`recused_members`).
    """

    uscc: str
    name: str
    award_applied: str = ""
    recused_members: int = 0


class InvalidPaper(NamedTuple):
    """A void section of a paper: its 票号 and why (Chinese)."""

    no: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """One candidate on one award's ballot.

    `base` the number that the threshold is taken of, `needed` the least votes over it, `rank` by
    votes among all on the ballot (1, 2, 2, 4), `outcome` in Chinese words. `elected` is None while
    a run-off, a tie or an award is to be settled.
    """

    uscc: str
    name: str
    votes: int
    base: int
    needed: int
    passed: bool
    rank: int
    outcome: str
    elected: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person must decide by `decide tie vote --award … --admit …`.

    `tie`: which of `applicants` (tied across the last place) take the `places` left, none at all
    included. `double`: which of `applicants` (over the threshold and within the places of several
    awards) take this award. `sha256` names the question exactly: award, round, votes, places.
    """

    kind: Literal["tie", "double"]
    award: str
    applicants: tuple[str, ...]
    places: int
    sha256: str
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardResult:
    """One award after the last round in which it was voted on.

    `cap` the award's, `places` and `max_marks` this round's; ballots and `rows` are this round's,
    rows by votes then code; `elected` is over all rounds, in order of election. `runoff`: codes
    tied across the last place, None when there are none. `seats_left`: the places of the run-off,
    else `cap` less elected. `base` and `needed` leave recusals aside (rows hold each one's own).
    """

    award: str
    cap: int
    round: int
    places: int
    max_marks: int
    base: int
    needed: int
    threshold_words: str
    collected: int
    valid: int
    blank: int
    invalid: tuple[InvalidPaper, ...]
    rows: tuple[TallyRow, ...]
    elected: tuple[str, ...]
    runoff: tuple[str, ...] | None
    seats_left: int
    doubles: tuple[str, ...]
    marks: int
    marks_check: bool
    questions: tuple[Question, ...] = ()
    previous: AwardResult | None = None

    @property
    def question(self) -> str:
        """Hash of the first question still open; "" when nothing is to be decided here."""
        return next((q.sha256 for q in self.questions if not q.settled), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteResult:
    """The whole vote after the rounds that are in.

    `refused`: nothing was tallied or counts, a person must act first (exit 3). `void`: the vote or
    its workbook cannot stand (exit 1). In both nobody is elected. `open`: a run-off, a tie or an
    organisation in two awards is to be settled (exit 3).
    """

    round: int
    members: int
    present: int | None
    quorum_met: bool | None
    quorum_words: str
    threshold_words: str
    void: str
    refused: str
    awards: dict[str, AwardResult]
    open: bool
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """Give cli.md's code: 3 outranks 1."""
        return 3 if self.refused else 1 if self.void else 3 if self.open else 0


class BoundDecision(NamedTuple):
    """A decision that fits: the award, the hash of its question, the codes taken."""

    award: str
    question: str
    admit: tuple[str, ...]


def tally(
    counts: Sequence[Count],
    *,
    vote: Vote,
    awards: Sequence[AwardSection],
    candidates: Sequence[Candidate],
    decisions: Mapping[str, tuple[str, ...]],
) -> VoteResult:
    """Count every round, cut each award, say what is open.

    Args:
        counts: one 计票 workbook per round, in order of rounds.
        vote: `[vote]`; nothing is tallied before `rules_confirmed` and `members`.
        awards: `[[award]]`, in order.
        candidates: the confirmed `visit` list.
        decisions: question hash (`Question.sha256`) → codes admitted; a decision whose question
            is no longer asked has no effect, so that votes changed afterwards void it.
    """
    raise NotImplementedError(INCOMPLETE)


def check_decision(result: VoteResult, award: str | None, admit: Sequence[str]) -> BoundDecision:
    """Say which question `decide tie vote` answers. WzqaError (exit 1) when it fits none."""
    raise NotImplementedError(INCOMPLETE)


def recused_members(
    recusals: Sequence[Recusal],
    committee: Sequence[CommitteeMember] | None,
    candidates: Sequence[Candidate],
) -> dict[str, int]:
    """Count the members of the committee recused for each candidate (code → number)."""
    raise NotImplementedError(INCOMPLETE)
