"""表决结果.xlsx: overview, meeting, tally per award and round, void papers, 数据口径.

Source: scoring.md §5.4, workbooks.md §8. Nothing joins a paper to a voter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.workbooks.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyLine:
    """One candidate on one ballot; `outcome` 入选 | 再次投票 | 未入选 | 待决定."""

    uscc: str
    name: str
    region: str
    votes: int
    base: int
    needed: int
    passed: bool
    rank: int | None
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCount:
    """One award in one round: places, papers, void papers with reason, tally, what is left."""

    award: str
    places: int
    max_marks: int
    collected: int
    valid: int
    blank: int
    void: Sequence[tuple[str, str]]
    marks: int  # on valid papers; Σ votes must equal it
    lines: Sequence[TallyLine]
    seats_left: int
    runoff: Sequence[str] = ()
    threshold: str = ""  # in words and as integers


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCount:
    """One round: the meeting's figures and a count per award."""

    number: int
    members: int
    present: int
    issued: int
    collected: int
    quorum: str  # 应到…，须到…，实到…，符合
    day: date | None
    scrutineers: str
    tellers: str
    awards: Sequence[AwardCount]
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteReport:
    """Everything 表决结果.xlsx shows. `selected` are (award, uscc, name, region, votes, round)."""

    meta: Meta
    rounds: Sequence[RoundCount]
    selected: Sequence[tuple[str, str, str, str, int, int]]
    remarks: Sequence[str] = ()


def write_vote_result(report: VoteReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    raise NotImplementedError
