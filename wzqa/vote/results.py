"""The records of a vote: candidates, tally rows, one award, the whole (arithmetic.md §5.4, §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.problems import Exit

if TYPE_CHECKING:
    from wzqa.problems import Problem
    from wzqa.vote.papers import InvalidPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One organisation of the confirmed `visit` list, as the committee votes on it.

    `recused_members`: how many members of the committee are recused for it (`recused_members`).
    """

    uscc: str
    name: str
    award_applied: str = ""
    recused_members: int = 0


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
    outcome: str = ""
    elected: bool | None = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardResult:
    """One award after the last round in which it was voted on.

    `cap` the award's, `places` and `max_marks` this round's; ballots and `rows` are this round's,
    rows by votes then code; `elected` is over all rounds, in order of election. `runoff`: codes
    tied across the last place, None when there are none. `seats_left`: the places of the run-off,
    else `cap` less elected. `doubles`: codes within the places of several awards, undecided.
    `base` and `needed` leave recusals aside (rows hold each one's own). `marks_check`: Σ votes =
    Σ marks that stand on valid papers.
    """

    award: str
    cap: int
    round: int = 0
    places: int = 0
    max_marks: int = 0
    base: int = 0
    needed: int = 0
    threshold_words: str = ""
    collected: int = 0
    valid: int = 0
    blank: int = 0
    invalid: tuple[InvalidPaper, ...] = ()
    rows: tuple[TallyRow, ...] = ()
    elected: tuple[str, ...] = ()
    runoff: tuple[str, ...] | None = None
    seats_left: int = 0
    doubles: tuple[str, ...] = ()
    marks: int = 0
    marks_check: bool = True
    questions: tuple[Question, ...] = ()
    previous: AwardResult | None = None

    @property
    def rounds(self) -> list[AwardResult]:
        """List the results of each round, first round first."""
        return [*(self.previous.rounds if self.previous else ()), self]

    @property
    def question(self) -> str:
        """Hash of the first question still open; "" when nothing is to be decided here."""
        return next((q.sha256 for q in self.questions if not q.settled), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteResult:
    """The whole vote after the rounds that are in.

    `refused`: nothing is tallied, a person must act first (exit 3). `void`: the vote or its
    workbook cannot stand (exit 1). In both nobody is elected. `open`: a run-off, a tie or an
    organisation within the places of several awards is to be settled (exit 3).
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
        if self.refused:
            return Exit.DECIDE
        if self.void:
            return Exit.INPUT
        return Exit.DECIDE if self.open else Exit.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person must decide by `decide tie vote --award … --admit …`.

    `tie`: which of `applicants` (tied across the last place) take the `places` left, none at all
    included; its hash covers award, round, places and every vote. `double`: whether the one
    applicant (over the threshold and within the places of several awards) takes this award; the
    same hash stands under each of its awards, the decision's award is the answer.
    """

    kind: Literal["tie", "double"]
    award: str
    applicants: tuple[str, ...]
    places: int
    sha256: str
    settled: bool = False
