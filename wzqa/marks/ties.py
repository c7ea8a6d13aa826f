"""Ties across the cut: filling the places, policies, the question put to a person (arithmetic.md §2).

Not offered: lots, and any tie-break by row order, code or time of submission.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from wzqa.problems import Exit, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

Policy = Literal["hold", "chain", "exclude"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One applicant at the cut.

    `order`: application number, for the display of equal ranks only. `keys`: `category:4.7`,
    `item:4.7.2`, `score:<stage>` for the chain. `held`: Chinese reason, "" = none.
    `below`: why it misses a floor of its category or award, "" = it misses none.
    """

    uscc: str
    name: str
    order: str
    score: Decimal | None
    exact: Fraction | None = None
    keys: Mapping[str, Decimal] = field(default_factory=dict)
    county_award: bool = False
    held: str = ""
    excluded: bool = False
    below: str = ""


@dataclass(frozen=True, slots=True)
class TieDecision:
    """A recorded `decide tie`: the hash of the question it answers, and the codes it admits."""

    question: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is in, who stays tied for how many places, and why where that is not plain."""

    inside: tuple[Contestant, ...] = ()
    tied: tuple[Contestant, ...] = ()
    places: int = 0
    why: Mapping[str, str] = field(default_factory=dict)


# --- the line -----------------------------------------------------------------------------------


def fill_places(eligible: Sequence[Contestant], cap: int) -> Verdict:
    """Fill the places group by group of equal scores, best first; the group that does not fit ties.

    `eligible` is in rank order. A tie that fits into the places left is no tie across the cut.
    """
    return _fill(Verdict(places=cap), [list(g) for _, g in groupby(eligible, lambda c: c.score)])


def _fill(verdict: Verdict, groups: Iterable[Sequence[Contestant]]) -> Verdict:
    """Give the places left to one group after the other, as long as a whole group fits."""
    inside, places = list(verdict.inside), verdict.places
    for group in groups:
        if len(group) > places:
            return replace(
                verdict, inside=tuple(inside), tied=tuple(group) if places else (), places=places
            )
        inside += group
        places -= len(group)
    return replace(verdict, inside=tuple(inside), tied=(), places=0)


def settle(
    verdict: Verdict, policy: Policy, chain: Sequence[str], names: Mapping[str, str]
) -> Verdict:
    """Apply the stage's policy to a tie across the cut (§2.3); `names` of stages, by key."""
    if not verdict.tied or policy == "hold":
        return verdict
    if policy == "exclude":
        why = dict.fromkeys((c.uscc for c in verdict.tied), "并列跨线，按规则都不取")
        return replace(verdict, tied=(), places=0, why=why)
    return _chain(verdict, chain, names)


def _chain(verdict: Verdict, chain: Sequence[str], names: Mapping[str, str]) -> Verdict:
    """Compare the tied key by key; whoever stays tied across the line is for a person to decide.

    A key that one of them lacks ends the comparison: a missing mark is never a zero.
    """
    for key in chain:
        before = verdict.tied
        reasons = dict(verdict.why)
        values = {c.uscc: _value(c, key) for c in before}
        if None in values.values():
            reasons |= {c.uscc: f"并列待定：缺少{_key_name(key, names)}，不能比较" for c in before}
            return replace(verdict, why=reasons)
        verdict = _fill(verdict, _by_value(before, values))
        fate = {c.uscc: "入围" for c in verdict.inside} | {c.uscc: "" for c in verdict.tied}
        for c in before:
            outcome = fate.get(c.uscc, "未入围")
            if outcome:
                reasons[c.uscc] = f"并列，按{_key_name(key, names)}比较后{outcome}"
        verdict = replace(verdict, why=reasons)
        if not verdict.tied:
            break
    return verdict


def _by_value(
    group: Sequence[Contestant], values: Mapping[str, Decimal | int | None]
) -> list[list[Contestant]]:
    """Split a group by the value of one key, best first."""
    found: dict[Decimal | int, list[Contestant]] = defaultdict(list)
    for c in group:
        found[values[c.uscc] or 0].append(c)
    return [found[value] for value in sorted(found, reverse=True)]


def _value(c: Contestant, key: str) -> Decimal | int | None:
    """Give one chain key; any county award stands before none, years are not compared (§12)."""
    return int(c.county_award) if key == "county_award" else c.keys.get(key)


def _key_name(key: str, names: Mapping[str, str]) -> str:
    """Name a chain key in Chinese."""
    kind, _, what = key.partition(":")
    known = {
        "category": f"类目{what}得分",
        "item": f"条目{what}得分",
        "score": f"{names.get(what, what)}得分",
    }
    return known.get(kind, "县级政府质量奖")


# --- the question and its answer ----------------------------------------------------------------


def question_of(stage: str, verdict: Verdict) -> str:
    """Hash exactly what is asked: stage, places, who is tied, with which score and keys."""
    if not verdict.tied:
        return ""
    rows = sorted(
        [
            c.uscc,
            str(c.score),
            str(c.exact),
            c.county_award,
            sorted((key, str(value)) for key, value in c.keys.items()),
        ]
        for c in verdict.tied
    )
    text = json.dumps([stage, verdict.places, rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def answer(verdict: Verdict, decision: TieDecision) -> Verdict:
    """Apply a recorded decision to the tie that it answers."""
    tied = [c.uscc for c in verdict.tied]
    check_answer(tied, verdict.places, decision.chosen)
    chosen = tuple(c for c in verdict.tied if c.uscc in decision.chosen)
    why = {
        code: "并列，经书面决定入围" if code in decision.chosen else "并列，经书面决定不取"
        for code in tied
    }
    return Verdict(inside=verdict.inside + chosen, why={**verdict.why, **why})


def check_answer(tied: Sequence[str], places: int, chosen: Sequence[str]) -> None:
    """Refuse a choice from outside the tie, or of more than the places left."""
    strange = [code for code in dict.fromkeys(chosen) if code not in tied]
    if strange:
        raise WzqaError(
            f"{'、'.join(strange)}不在并列名单内",
            Exit.INPUT,
            code="tie-not-tied",
            hint=f"并列的是：{'、'.join(tied)}",
        )
    if len(set(chosen)) > places:
        raise WzqaError(
            f"选取了{len(set(chosen))}家，剩余名额只有{places}个",
            Exit.INPUT,
            code="tie-too-many",
            hint="请减少选取的组织，名额上限不得突破",
        )
