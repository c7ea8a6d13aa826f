"""How an eligibility rule is declared, what it is asked about and what it answers.

A rule is a pure function of an applicant and a `Context`. Its limits come from the settings, its
clause from the edition; an edition that has no clause for a rule does not ask it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from wzqa.dates import chinese
from wzqa.models import NO_FACTS, Facts
from wzqa.names import comparable
from wzqa.regulation import Clause

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Decision, Finding, Outcome, Registers, Verification
    from wzqa.problems import Place
    from wzqa.regulation import Edition
    from wzqa.settings import Settings

ANCHOR_NAMES = {
    "deadline_city": "{area.level}级截止日",
    "deadline_county": "{area.unit_level}级截止日",
    "notice_date": "通知发布日",
    "year_end": "评审年度年末",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """An issued letter to a department: the rules asked about and the day to answer by.

    `asked` are the names and codes that the letter lists (() = not known), `letter` its number.
    """

    department: str
    rules: tuple[str, ...]
    issued: date
    answer_by: date
    asked: tuple[str, ...] = ()
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Context:
    """All that a rule may look at beside the applicant.

    `anchor` is the day of 满N年, `as_of` the day of the check. `peers` are all applications not
    withdrawn (E17). `verifications` and `decisions` (kind `finding`) are those of this check:
    the first, or with `second` the one of （十八）. A decision's `content` holds `rule` and
    `outcome` ("pass" or "fail"), its `subject` the application number or the code. `repeats` names,
    by application number, the cells of rows that said the same again and were merged (E17).
    `excused` are the departments whose answer a person decided not to wait for. `earlier` holds, by
    (application number, rule), the findings of the first check as its list was confirmed (second check only).
    """

    settings: Settings
    edition: Edition
    as_of: date
    anchor: date
    second: bool
    registers: Registers
    peers: Sequence[Applicant] = ()
    verifications: Sequence[Verification] = ()
    decisions: Sequence[Decision] = ()
    inquiries: Sequence[Inquiry] = ()
    excused: Collection[str] = ()
    earlier: Mapping[tuple[str, str], Finding] = dataclasses.field(default_factory=dict)
    repeats: Mapping[str, Sequence[Place]] = dataclasses.field(default_factory=dict)

    @cached_property
    def peers_by_code(self) -> Mapping[str, Sequence[Applicant]]:
        """Group the peers that have a valid code by it."""
        return _grouped((a.uscc, a) for a in self.peers if a.uscc)

    @cached_property
    def peers_by_name(self) -> Mapping[str, Sequence[Applicant]]:
        """Group the peers by comparable name."""
        return _grouped((comparable(a.name), a) for a in self.peers)

    @cached_property
    def rows_about(self) -> Mapping[str, Mapping[str, Sequence[tuple[int, Verification]]]]:
        """Index `verifications`, with their places in it, by rule and whom the row names."""
        found: dict[str, dict[str, list[tuple[int, Verification]]]] = {}
        for at, row in enumerate(self.verifications):
            who = row.app_no or row.uscc or comparable(row.name)
            found.setdefault(row.rule, {}).setdefault(who, []).append((at, row))
        return found

    @cached_property
    def decisions_about(self) -> Mapping[str, Mapping[str, Sequence[Decision]]]:
        """Index `decisions` by rule and whom they are about."""
        found: dict[str, dict[str, list[Decision]]] = {}
        for d in self.decisions:
            found.setdefault(str(d.content.get("rule")), {}).setdefault(d.subject, []).append(d)
        return found

    @cached_property
    def answering(self) -> Mapping[str, Collection[str]]:
        """Give the departments (comparable names) that answer for each rule."""
        found: dict[str, set[str]] = {}
        for department in self.settings.department:
            for rule in department.rules:
                found.setdefault(rule, set()).add(comparable(department.name))
        return found

    @property
    def anchor_words(self) -> str:
        """Name the anchor with its day: `市级截止日2026年7月31日`."""
        name = ANCHOR_NAMES[self.settings.eligibility.anchor].format(area=self.edition.area)
        return f"{name}{chinese(self.anchor)}"

    def departure(self, key: str) -> str:
        """Name an [eligibility] key that departs from the edition's own value; "" if it does not."""
        value = getattr(self.settings.eligibility, key)
        own = self.edition.defaults["eligibility"][key]
        return "" if value == own else f"（本届设置为{value}，与办法版本的{own}不同）"

    def demand(self, code: str) -> str:
        """Quote what the regulation demands; the rule's title stands in for unverified words."""
        source = self.edition.cite(code)
        quote = source.quote if isinstance(source, Clause) else ""
        return f"“{quote or declared()[code].title}”"


def _grouped(pairs: Iterable[tuple[str, Applicant]]) -> dict[str, list[Applicant]]:
    found: dict[str, list[Applicant]] = {}
    for key, applicant in pairs:
        found.setdefault(key, []).append(applicant)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rule says by itself: outcome, Chinese reason, the cells (absent columns are None).

    `facts` are the same without words, for the sentences of letters (`documents/letters/grounds`).
    `clause` names the clause this outcome rests on, where it is not the rule's own.
    """

    outcome: Outcome
    reason: str
    evidence: tuple[Place | None, ...] = ()
    facts: Facts = NO_FACTS
    clause: str = ""


Question: TypeAlias = Callable[["Applicant", Context], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its code (never reused), Chinese title, function."""

    code: str
    title: str
    function: Question


_DECLARED: dict[str, Rule] = {}


def rule(code: str, title: str) -> Callable[[Question], Rule]:
    """Declare a rule, once. ValueError for a repeated code."""
    if code in _DECLARED:
        msg = f"rule {code} is declared twice"
        raise ValueError(msg)

    def declare(function: Question) -> Rule:
        _DECLARED[code] = Rule(code=code, title=title, function=function)
        return _DECLARED[code]

    return declare


def declared() -> dict[str, Rule]:
    """Give all declared rules by code, in the order of their codes."""
    return dict(sorted(_DECLARED.items()))
