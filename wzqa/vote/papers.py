"""Which papers count: over-marked, unknown, unreadable, marked for both awards (arithmetic.md §5.2).

A paper is one member's; its sections are its rows on the awards' sheets, joined by 票号 (§12). A
number says nothing of the voter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from wzqa.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import BallotPaper, Count


class InvalidPaper(NamedTuple):
    """A void section of a paper: its 票号 and why (Chinese)."""

    no: str
    reason: str


def by_number(no: str) -> tuple[int, str]:
    """Order 票号 as numbers are: 2 before 10."""
    return (len(no), no)


@dataclass(frozen=True, slots=True)
class Ballots:
    """One award's sections after judging: codes that count, per valid paper, blank ones included.

    `struck` counts the marks that fell because the paper marks the organisation for several awards.
    """

    collected: int
    valid: tuple[tuple[str, ...], ...]
    blank: int
    invalid: tuple[InvalidPaper, ...]
    struck: int

    @property
    def votes(self) -> Counter[str]:
        """Count the votes of each code."""
        return Counter(code for paper in self.valid for code in paper)

    @property
    def marks(self) -> int:
        """Count the marks that stand, paper by paper."""
        return sum(len(paper) for paper in self.valid)


@dataclass(frozen=True, slots=True)
class Judged:
    """All awards' ballots of one round, and what must be said of the joining."""

    ballots: dict[str, Ballots]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Section:
    """One section while it is judged; `reasons` void it."""

    no: str
    marks: tuple[str, ...]
    reasons: list[str]
    struck: tuple[str, ...] = ()


def judge(
    count: Count,
    *,
    names: Mapping[str, str],
    on_ballot: Mapping[str, frozenset[str]],
    max_marks: Mapping[str, int],
    exclusive: bool,
    whole_ballot: bool,
) -> Judged:
    """Judge every paper of one round.

    Args:
        count: the 计票 workbook.
        names: code → name of every candidate, for the reasons.
        on_ballot: award → the candidates that a mark may name.
        max_marks: award → the most marks that a section may bear; its keys are the awards judged.
        exclusive: an organisation marked for several awards on one paper loses all those marks.
        whole_ballot: a void section voids the other sections of its paper.
    """
    sections = {
        award: [_judge(paper, on_ballot[award], max_marks[award]) for paper in count.papers[award]]
        for award in max_marks
        if award in count.papers
    }
    notes: list[str] = []
    problems: list[Problem] = []
    if len(sections) > 1 and (exclusive or whole_ballot):
        rule = _rule_name(exclusive=exclusive, whole_ballot=whole_ballot)
        joined = _joined(sections)
        notes, problems = _say_joining(sections, joined, rule, count)
        for parts in joined.values():
            if whole_ballot:
                _void_together(parts)
            if exclusive:
                _strike_doubles(parts)
    notes += _say_struck(sections, names)
    return Judged(
        {award: _ballots(parts) for award, parts in sections.items()}, tuple(notes), tuple(problems)
    )


def _judge(paper: BallotPaper, known: frozenset[str], most: int) -> _Section:
    """Judge one section by itself, in the order of §5.2; a mark made twice is one mark."""
    marks = tuple(dict.fromkeys(paper.marks))
    reasons = []
    if len(marks) > most:
        reasons.append(f"选了{len(marks)}家，多于{most}家")
    if strangers := [mark for mark in marks if mark not in known]:
        reasons.append(f"选了候选名单以外的“{'”“'.join(strangers)}”")
    if paper.unreadable:
        reasons.append(f"监票人认定无法辨认（{paper.unreadable}）")
    return _Section(paper.no, marks, reasons)


def _joined(sections: Mapping[str, Sequence[_Section]]) -> dict[str, dict[str, _Section]]:
    """Join sections by 票号: number → award → section, where several awards have the number."""
    papers: dict[str, dict[str, _Section]] = {}
    for award, parts in sections.items():
        for part in parts:
            papers.setdefault(part.no, {})[award] = part
    return {no: parts for no, parts in papers.items() if len(parts) > 1}


def _void_together(parts: Mapping[str, _Section]) -> None:
    """Void all sections of a paper when one is void (`invalid_scope = ballot`)."""
    void = [award for award, part in parts.items() if part.reasons]
    for award, part in parts.items():
        if void and not part.reasons:
            part.reasons.append(f"同一张票的{'、'.join(a for a in void if a != award)}一栏作废")


def _strike_doubles(parts: Mapping[str, _Section]) -> None:
    """Take the marks of an organisation marked in several sections that stand."""
    standing = [part for part in parts.values() if not part.reasons]
    times = Counter(mark for part in standing for mark in part.marks)
    for part in standing:
        part.struck = tuple(mark for mark in part.marks if times[mark] > 1)


def _ballots(parts: Sequence[_Section]) -> Ballots:
    valid = [part for part in parts if not part.reasons]
    return Ballots(
        collected=len(parts),
        # sorted by content: the order of the papers is nobody's business
        valid=tuple(
            sorted(tuple(sorted(m for m in part.marks if m not in part.struck)) for part in valid)
        ),
        blank=sum(not part.marks for part in valid),
        invalid=tuple(
            InvalidPaper(part.no, "；".join(part.reasons))
            for part in sorted(parts, key=lambda part: by_number(part.no))
            if part.reasons
        ),
        struck=sum(len(part.struck) for part in valid),
    )


def _rule_name(*, exclusive: bool, whole_ballot: bool) -> str:
    names = ["“一家只投一个奖项”"] * exclusive + ["“一栏作废则整张作废”"] * whole_ballot
    return "和".join(names)


def _say_joining(
    sections: Mapping[str, Sequence[_Section]],
    joined: Mapping[str, Mapping[str, _Section]],
    rule: str,
    count: Count,
) -> tuple[list[str], list[Problem]]:
    """Say how far the sheets could be joined, and that the rest is judged sheet by sheet."""
    total = len({part.no for parts in sections.values() for part in parts})
    if total == len(joined):
        return [f"各奖项选票按票号对应，{rule}已逐张核对"], []
    if joined:
        note = (
            f"各奖项选票只有{len(joined)}个票号能对应，其余{total - len(joined)}个票号不适用{rule}"
        )
    else:
        note = f"各奖项选票的票号不能对应，{rule}不适用"
    problem = Problem(
        code="ballot-not-joined",
        message=note,
        severity=Severity.WARNING,
        place=count.meeting.place,
        hint="同一委员的各张选票应编同一票号；确为分开编号的，请在会议纪要中说明",
    )
    return [note], [problem]


def _say_struck(sections: Mapping[str, Sequence[_Section]], names: Mapping[str, str]) -> list[str]:
    """Name the papers on which an organisation lost its marks."""
    lost: dict[str, set[str]] = {}
    for parts in sections.values():
        for part in parts:
            for mark in part.struck:
                lost.setdefault(part.no, set()).add(mark)
    return [
        f"票号{no}在多个奖项同时选了{'、'.join(names.get(c, c) for c in sorted(codes))}，都不计票"
        for no, codes in sorted(lost.items(), key=lambda item: by_number(item[0]))
    ]
