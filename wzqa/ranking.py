"""Ranks, the hard cap, and ties that only a recorded decision settles (arithmetic.md §2, §7).

Not offered: a list longer than the cap, filling places from below the line, lots, and any tie-break
by row order, code or time of submission.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from wzqa.marks.ties import (
    Contestant,
    Policy,
    TieDecision,
    Verdict,
    answer,
    check_answer,
    fill_places,
    question_of,
    settle,
)
from wzqa.problems import Exit, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

__all__ = ["Contestant", "Cut", "Policy", "Row", "Tie", "TieDecision", "check_choice", "cut"]

NO_SCORE = "没有得分"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the ranking; `admitted` None = undecided; `why` in Chinese.

    `below`: it misses a floor, so that it cannot take a place.
    """

    rank: int | None
    uscc: str
    name: str
    score: Decimal | None
    admitted: bool | None
    why: str
    below: bool = False

    @property
    def outcome(self) -> str:
        """Name where an applicant stands."""
        if self.admitted is None:
            return "暂不能排名" if self.score is None else "待决定"
        return "入围" if self.admitted else "未入围"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An open tie across the cut: rank and score, the places left for it, the codes tied."""

    rank: int
    score: Decimal
    places: int
    applicants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The outcome of a cut.

    `admitted`: firmly in, in rank order (nobody while anyone is held). `question`: hash of exactly
    what is asked, "" without a tie. `decided`: the recorded decision was applied; `stale`: one was
    given, but it answers another question. `rounding_ties`: groups of codes equal after rounding
    only. `vacancies`: places that nobody takes. `sentence`: the whole in Chinese.
    """

    stage: str
    cap: int
    rows: tuple[Row, ...]
    admitted: tuple[str, ...]
    tie: Tie | None
    question: str
    held: tuple[tuple[str, str], ...]
    vacancies: int
    rounding_ties: tuple[tuple[str, ...], ...]
    decided: bool
    stale: bool
    sentence: str

    @property
    def all_in(self) -> bool:
        """Say whether nobody was cut."""
        return bool(self.rows) and all(row.admitted for row in self.rows)

    @property
    def line(self) -> Decimal | None:
        """Give the lowest score that is in; None where nobody is out, and so no line stands."""
        if self.all_in:
            return None
        inside = (row.score for row in self.rows if row.admitted and row.score is not None)
        return min(inside, default=None)


def cut(
    contestants: Sequence[Contestant],
    *,
    stage: str,
    cap: int,
    floor: Decimal | None,
    policy: Policy,
    chain: Sequence[str] = (),
    names: Mapping[str, str] = MappingProxyType({}),
    decision: TieDecision | None = None,
) -> Cut:
    """Rank on published scores and cut at the cap, which no input can break.

    `names`: of the stages by key, for the words of a comparison key by key.
    A decision is applied only when it answers the very question that is open; another is `stale`.
    Raises WzqaError (exit 1) when a decision that answers it does not fit it.
    """
    ranks = _ranks(contestants)
    lined_up = sorted(contestants, key=lambda c: (_section(c), ranks.get(c.uscc, 0), _place(c)))
    held = tuple((c.uscc, c.held or NO_SCORE) for c in lined_up if _is_held(c))
    eligible = [c for c in lined_up if c.uscc in ranks and not _is_below(c, floor)]
    verdict = Verdict() if held else settle(fill_places(eligible, cap), policy, chain, names)
    question = question_of(stage, verdict)
    decided = decision is not None and bool(question) and decision.question == question
    if decision is not None and decided:
        verdict, question = answer(verdict, decision), ""
    tie = _tie(verdict, ranks)
    rows = _rows(lined_up, ranks, verdict, floor, undecided=bool(held))
    vacancies = 0 if held else cap - len(verdict.inside) - verdict.places
    return Cut(
        stage=stage,
        cap=cap,
        rows=rows,
        admitted=tuple(row.uscc for row in rows if row.admitted),
        tie=tie,
        question=question,
        held=held,
        vacancies=vacancies,
        rounding_ties=_rounding_ties(c for c in lined_up if c.uscc in ranks),
        decided=decided,
        stale=decision is not None and not decided and not held,
        sentence=_sentence(cap, len(verdict.inside), tie, len(held), vacancies),
    )


def check_choice(outcome: Cut, chosen: Sequence[str], question: str | None = None) -> TieDecision:
    """Check a `decide tie` against the open question and give the decision to record.

    `outcome`: the cut without a decision. `question`: the hash that the chooser saw (None: the
    present one). Choosing nobody is allowed.
    Raises WzqaError (exit 1): no open tie, stale question, a code not tied, too many.
    """
    if outcome.tie is None:
        why = "还有申报组织未能排名，名单待定" if outcome.held else "该阶段没有待决定的线上并列"
        raise WzqaError(why, Exit.INPUT, code="tie-none", hint="请先运行 wzqa rank 查看")
    if question is not None and question != outcome.question:
        raise WzqaError(
            "决定所针对的并列已变化，现在的问题不是当时的问题",
            Exit.INPUT,
            code="tie-stale",
            hint="请重新运行 wzqa rank，按现在的并列名单重新决定",
        )
    check_answer(outcome.tie.applicants, outcome.tie.places, chosen)
    return TieDecision(outcome.question, tuple(c for c in outcome.tie.applicants if c in chosen))


# --- order --------------------------------------------------------------------------------------


def _is_held(c: Contestant) -> bool:
    return not c.excluded and (bool(c.held) or c.score is None)


def _is_below(c: Contestant, floor: Decimal | None) -> bool:
    return c.score is not None and (bool(c.below) or (floor is not None and c.score < floor))


def _section(c: Contestant) -> int:
    """Sort ranked applicants first, then those left out by decision, those on hold last."""
    return 2 if _is_held(c) else int(c.excluded)


def _place(c: Contestant) -> tuple[list[str | int], str]:
    """Order by application number, digits by value; for display only."""
    parts = re.split(r"(\d+)", c.order)
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], c.uscc


def _ranks(contestants: Sequence[Contestant]) -> dict[str, int]:
    """Give standard competition ranks (1, 2, 2, 4) of all scored applicants (§2.1)."""
    scored = [(c.score, c.uscc) for c in contestants if c.score is not None and not _section(c)]
    scored.sort(key=lambda entry: entry[0], reverse=True)
    ranks: dict[str, int] = {}
    rank, before = 0, None
    for place, (score, uscc) in enumerate(scored, 1):
        if score != before:
            rank, before = place, score
        ranks[uscc] = rank
    return ranks


def _rounding_ties(scored: Iterable[Contestant]) -> tuple[tuple[str, ...], ...]:
    """List who is equal only because of rounding (§1.6)."""
    groups: dict[Decimal | None, list[Contestant]] = defaultdict(list)
    for c in scored:
        groups[c.score].append(c)
    return tuple(
        tuple(c.uscc for c in group)
        for group in groups.values()
        if len({c.exact for c in group}) > 1
    )


def _tie(verdict: Verdict, ranks: Mapping[str, int]) -> Tie | None:
    first = next(iter(verdict.tied), None)
    if first is None or first.score is None:
        return None
    return Tie(
        rank=ranks[first.uscc],
        score=first.score,
        places=verdict.places,
        applicants=tuple(c.uscc for c in verdict.tied),
    )


# --- words --------------------------------------------------------------------------------------


def _rows(
    lined_up: Sequence[Contestant],
    ranks: Mapping[str, int],
    verdict: Verdict,
    floor: Decimal | None,
    *,
    undecided: bool,
) -> tuple[Row, ...]:
    """Say of everybody: in, out or undecided, and why. On hold nobody is in and nobody is out."""
    inside = {c.uscc for c in verdict.inside}
    tied = {c.uscc for c in verdict.tied}
    rows = []
    for c in lined_up:
        ranked = c.uscc in ranks
        fate, why = c.uscc in inside, "入围" if c.uscc in inside else "名额已满，未入围"
        if c.excluded:
            why = "经书面决定不参加排名"
        elif not ranked:
            why = f"未能排名：{c.held or NO_SCORE}"
        elif _is_below(c, floor):
            why = c.below or f"低于最低得分{floor}"
        elif undecided:
            why = "待定：有申报组织未能排名"
        elif c.uscc in tied:
            why = "并列待定"
        rows.append(
            Row(
                rank=ranks.get(c.uscc),
                uscc=c.uscc,
                name=c.name,
                score=c.score if ranked else None,
                admitted=None if undecided or c.uscc in tied else fate,
                why=verdict.why.get(c.uscc, why),
                below=c.uscc in ranks and _is_below(c, floor),
            )
        )
    return tuple(rows)


def _sentence(cap: int, inside: int, tie: Tie | None, held: int, vacancies: int) -> str:
    """Put the outcome into one sentence for the report (§2.4)."""
    if held:
        return f"名额 {cap}；{held} 家未能排名，名单待定。"
    if tie:
        return (
            f"名额 {cap}；明确入围 {inside}；第 {tie.rank} 名并列 {len(tie.applicants)} 家；"
            f"剩余名额 {tie.places}；须由评审办书面决定。"
        )
    return f"名额 {cap}；入围 {inside}；" + (f"空缺 {vacancies}。" if vacancies else "无空缺。")
