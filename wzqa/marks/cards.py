"""Cards read exactly: the points of one card, which cards of an applicant count (arithmetic.md §1).

Inside, points are integers in units of 1/`UNIT` point, so that sums stay exact and fast.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import getitem, itemgetter
from typing import TYPE_CHECKING, Literal

from wzqa.models import Card, CardState
from wzqa.problems import Exit, Problem, WzqaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from wzqa.criteria import Criteria
    from wzqa.models import ExpectedCard

Scale = Literal["percent", "points"]

UNIT = 10**6
_HUNDRED = 100

STATE_NAMES = {
    CardState.SUBMITTED: "有效",
    CardState.INCOMPLETE: "不完整",
    CardState.NOT_SUBMITTED: "未交",
    CardState.RECUSED: "回避",
    CardState.ABSENT: "缺席",
    CardState.WITHDRAWN: "退出",
    CardState.REFUSED: "有错误，未采用",
}


class Ruler:
    """Turns the marks of complete cards of one scale into units, clause by clause."""

    def __init__(self, criteria: Criteria, scale: Scale) -> None:
        """Lay out the clauses: items on the percent scale, categories on the points scale."""
        parts = criteria.items if scale == "percent" else criteria.categories
        self.scale = scale
        self.clauses = tuple(part.clause for part in parts)
        self.maxima = tuple(part.points for part in parts)
        self.slices = _slices(criteria, scale)
        self._wanted = frozenset(self.clauses)
        self._pick: Callable[[Mapping[str, Decimal]], tuple[Decimal, ...]] = itemgetter(
            *self.clauses
        )
        self._known: tuple[dict[Decimal, int], ...] = tuple({} for _ in parts)

    def is_complete(self, card: Card) -> bool:
        """Say whether the card holds a mark for every clause and for nothing else."""
        return card.marks.keys() == self._wanted

    def read(self, card: Card) -> tuple[int, ...]:
        """Give the units per clause of a complete card.

        TypeError on anything but a Decimal (a float has lost its exactness), ValueError on a mark
        out of range or finer than a unit: both should have been refused when the card was read.
        """
        marks = self._pick(card.marks)
        if set(map(type, marks)) != {Decimal}:
            raise TypeError(f"{card.place}: a mark of {card.examiner} is not a Decimal")
        try:
            return tuple(map(getitem, self._known, marks))
        except KeyError:
            for known, mark, most in zip(self._known, marks, self.maxima, strict=True):
                if mark not in known:
                    known[mark] = self._units(mark, most)
            return tuple(map(getitem, self._known, marks))

    def _units(self, mark: Decimal, most: int) -> int:
        share = Fraction(mark) / _HUNDRED * most if self.scale == "percent" else Fraction(mark)
        units = share * UNIT
        if not 0 <= share <= most or units.denominator != 1:
            raise ValueError(f"mark {mark} does not fit a maximum of {most}")
        return units.numerator


def _slices(criteria: Criteria, scale: Scale) -> tuple[slice, ...]:
    """Give the stretch of clauses that belongs to each category."""
    found, start = [], 0
    for category in criteria.categories:
        stop = start + (len(category.items) if scale == "percent" else 1)
        found.append(slice(start, stop))
        start = stop
    return tuple(found)


def card_total(card: Card, criteria: Criteria) -> Fraction:
    """Add up a complete card, exactly; ValueError when a mark is missing or unknown."""
    return sum(clause_points(card, criteria).values(), Fraction(0))


def clause_points(card: Card, criteria: Criteria) -> dict[str, Fraction]:
    """Give the points of a complete card: per item (percent scale) or per category (points)."""
    ruler = Ruler(criteria, card.scale)
    units = _complete(ruler, card)
    return {c: Fraction(u, UNIT) for c, u in zip(ruler.clauses, units, strict=True)}


def _complete(ruler: Ruler, card: Card) -> tuple[int, ...]:
    if not ruler.is_complete(card):
        raise ValueError(f"{card.place}: the card of {card.examiner} is not complete")
    return ruler.read(card)


def category_points(card: Card, criteria: Criteria) -> dict[str, Fraction]:
    """Give the points of a complete card per category."""
    units = _complete(Ruler(criteria, card.scale), card)
    stretches = _slices(criteria, card.scale)
    return {
        category.clause: Fraction(sum(units[stretch]), UNIT)
        for category, stretch in zip(criteria.categories, stretches, strict=True)
    }


def cards_digest(uscc: str, cards: Iterable[Card]) -> str:
    """Hash the cards that are in for one applicant, whatever their order and file.

    `decide cards` is bound to it: a card that comes in, changes or leaves makes another digest.
    """
    rows = sorted(
        [card.stage, card.examiner, card.consensus, card.scale, str(card.state), _plain(card.marks)]
        for card in cards
        if card.uscc == uscc and card.state is not CardState.NOT_SUBMITTED
    )
    text = json.dumps([uscc, rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _plain(marks: Mapping[str, Decimal]) -> list[list[str]]:
    """List the marks by clause; 45, 45.0 and 4.5E+1 are the same mark."""
    return [[clause, str(Fraction(mark))] for clause, mark in sorted(marks.items())]


@dataclass(frozen=True, slots=True)
class Read:
    """One card with its units per clause and their sum."""

    card: Card
    units: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The cards of one applicant, sorted out.

    `counted`: valid independent cards of expected examiners. `idle`: all other independent cards,
    with one made up for every expected card that never came in. `missing`: `姓名（未交）` for each
    expected card that does not count. `consensus`: the one valid 合议 card.
    """

    uscc: str
    panel: str | None
    counted: tuple[Read, ...]
    idle: tuple[Card, ...]
    missing: tuple[str, ...]
    strangers: tuple[str, ...]
    consensus: Read | None
    consensus_idle: tuple[Card, ...]

    @property
    def totals(self) -> list[int]:
        """Give the card totals in units, in the order of `counted`."""
        return [read.total for read in self.counted]


def stage_scale(cards: Iterable[Card]) -> Scale | None:
    """Tell the one scale of a stage; two are an error that names a card of each."""
    first: dict[Scale, Card] = {}
    for card in cards:
        if card.state is CardState.SUBMITTED:
            first.setdefault(card.scale, card)
    if len(first) > 1:
        percent, points = first["percent"], first["points"]
        raise WzqaError(
            f"同一阶段既有得分率又有类目得分：{percent.place}，{points.place}",
            Exit.INPUT,
            [
                Problem(
                    code="scale-mixed",
                    message=f"此表按{name}打分，同一阶段另有按{other}打分的评分表",
                    place=card.place,
                    hint="请全阶段统一为一种打分方式后重新提交",
                )
                for card, name, other in (
                    (percent, "得分率", "类目得分"),
                    (points, "类目得分", "得分率"),
                )
            ],
        )
    return next(iter(first), None)


def sort_out(
    uscc: str,
    cards: Sequence[Card],
    expected: Sequence[ExpectedCard] | None,
    ruler: Ruler,
    stage: str,
) -> Hand:
    """Tell which cards of one applicant count, and which expected ones do not (§12)."""
    panel = _panel(cards, expected)
    independent = _by_examiner(card for card in cards if not card.consensus)
    consensus = [card for card in cards if card.consensus]
    wanted = set(independent) if expected is None else {e.examiner for e in expected}
    counted, idle, missing, strangers = [], [], [], []
    for examiner in sorted(wanted | set(independent)):
        own = independent.get(examiner) or [_gap(stage, uscc, examiner, panel, ruler.scale)]
        trouble = _trouble(own, ruler)
        if examiner not in wanted:
            strangers += [examiner] if not trouble else []
        elif not trouble:
            counted.append(_read(own[0], ruler))
            continue
        elif any(card.state is not CardState.RECUSED for card in own):
            missing.append(f"{examiner}（{trouble}）")
        idle += own
    usable = len(consensus) == 1 and not _trouble(consensus, ruler)
    return Hand(
        uscc=uscc,
        panel=panel,
        counted=tuple(counted),
        idle=tuple(idle),
        missing=tuple(missing),
        strangers=tuple(strangers),
        consensus=_read(consensus[0], ruler) if usable else None,
        consensus_idle=() if usable else tuple(consensus),
    )


def _read(card: Card, ruler: Ruler) -> Read:
    units = ruler.read(card)
    return Read(card, units, sum(units))


def _by_examiner(cards: Iterable[Card]) -> dict[str, list[Card]]:
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card.examiner, []).append(card)
    return found


def _trouble(own: Sequence[Card], ruler: Ruler) -> str:
    """Say in Chinese why an examiner's card does not count, "" when it does."""
    if len(own) > 1:
        return "交了两份，均未采用"
    card = own[0]
    if card.state is CardState.SUBMITTED and not ruler.is_complete(card):
        return STATE_NAMES[CardState.INCOMPLETE]
    return "" if card.state is CardState.SUBMITTED else STATE_NAMES[card.state]


def _gap(stage: str, uscc: str, examiner: str, panel: str | None, scale: Scale) -> Card:
    """Make up the card that never came in, so that the 算分过程单 can show the gap."""
    return Card(
        stage=stage,
        uscc=uscc,
        examiner=examiner,
        panel=panel,
        scale=scale,
        marks={},
        state=CardState.NOT_SUBMITTED,
    )


def _panel(cards: Sequence[Card], expected: Sequence[ExpectedCard] | None) -> str | None:
    """Name the panel: of the 分组 sheet, else of the head blocks when these agree."""
    source = cards if expected is None else expected
    names = {entry.panel for entry in source if entry.panel}
    return names.pop() if len(names) == 1 else None
