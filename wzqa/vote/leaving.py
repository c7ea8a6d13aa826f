"""Candidates that withdrew: their marks fall, the other marks on those papers stand.

Papers are judged as they were cast. Nobody moves up into the place of one that had been elected.
Source: second round, §7; （十七）.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.vote import tally as ballots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.models import BallotPaper, Count
    from wzqa.settings import AwardSection, Vote
    from wzqa.vote.results import AwardResult, Candidate, VoteResult


def tally(
    counts: Sequence[Count],
    *,
    vote: Vote,
    awards: Sequence[AwardSection],
    candidates: Sequence[Candidate],
    decisions: Sequence[ballots.BoundDecision] = (),
    gone: frozenset[str] = frozenset(),
) -> VoteResult:
    """Tally as `tally.tally` does, without those in `gone`.

    One that is tied or within the places of several awards when it leaves is left out before the
    cut, so that nobody is asked about it.
    """
    result = ballots.tally(
        counts, vote=vote, awards=awards, candidates=candidates, decisions=decisions
    )
    if not gone & {c.uscc for c in candidates}:
        return result
    asked = {
        code
        for a in result.awards.values()
        for codes in (a.runoff or (), a.doubles, *(q.applicants for q in a.questions))
        for code in codes
    } & gone
    if asked:
        most = {award.name: award.cap for award in awards}
        result = ballots.tally(
            [_struck(c, asked, most) for c in counts],
            vote=vote,
            awards=awards,
            candidates=[c for c in candidates if c.uscc not in asked],
            decisions=decisions,
        )
    return replace(result, awards={name: _without(a, gone) for name, a in result.awards.items()})


def _struck(count: Count, gone: set[str], most: dict[str, int]) -> Count:
    """Strike the marks; a paper with too many marks keeps them, and stays void."""

    def paper(award: str, p: BallotPaper) -> BallotPaper:
        over = len(set(p.marks)) > most.get(award, 0)
        return p if over else replace(p, marks=tuple(m for m in p.marks if m not in gone))

    return replace(
        count,
        papers={award: tuple(paper(award, p) for p in ps) for award, ps in count.papers.items()},
        candidates={
            award: tuple(c for c in codes if c not in gone)
            for award, codes in count.candidates.items()
        },
    )


def _without(a: AwardResult, gone: frozenset[str]) -> AwardResult:
    """Leave them out of one award: rows, places won, sum of marks."""
    fell = sum(row.votes for row in a.rows if row.uscc in gone)
    rows = tuple(row for row in a.rows if row.uscc not in gone)
    elected = tuple(code for code in a.elected if code not in gone)
    return replace(
        a,
        rows=tuple(
            replace(row, rank=1 + sum(other.votes > row.votes for other in rows)) for row in rows
        ),
        elected=elected,
        seats_left=a.seats_left + (len(a.elected) - len(elected)) * (a.runoff is None),
        marks=a.marks - fell,
        previous=_without(a.previous, gone) if a.previous else None,
    )
