"""What a run of `notices` does with each document: as issued, put back, replaced, new, void.

A document holds until its list is reopened. Then its words decide: those that come out the same,
number, date and list aside, are put back untouched; the others are void and have an heir.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from wzqa.documents.kinds import BY_NAME, SIGNED
from wzqa.documents.letters.facts import Issue, Letter, OfficeFacts
from wzqa.record import checking
from wzqa.record import documents as register
from wzqa.stages.letters import letters_of
from wzqa.stages.letters.issuing import Numbers, day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.documents.kinds import Kind
    from wzqa.problems import Problem
    from wzqa.record.documents import Document
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.letters.order import Order

AGAIN, BACK, NEW = "重出", "恢复", "新出"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One document of a run: its words, number and day; `old` where it is in the register."""

    state: str
    letter: Letter
    issue: Issue
    order: Order | None = None
    old: Document | None = None
    replaces: Document | None = None
    kept: bool = False  # bears the number of the one it replaces


@dataclass(slots=True)
class Plan:
    """All documents of a run; what became void is void in the register already."""

    pieces: list[Piece] = field(default_factory=list)
    void: list[Document] = field(default_factory=list)
    forgotten: list[Document] = field(default_factory=list)
    old_office: list[Document] = field(default_factory=list)
    wanting: list[Problem] = field(default_factory=list)  # what keeps documents from being made


def words(letter: Letter) -> object:
    """Give what a reader of a letter reads."""
    return json.loads(json.dumps([letter.template, letter.title, letter.to, letter.fields]))


@dataclass(slots=True)
class Planner:
    """Decides for one stage and run; numbers are given in the order of the documents."""

    cycle: Cycle
    view: View
    stage: str
    day: date | None
    numbers: Numbers
    plan: Plan = field(default_factory=Plan)

    def add(self, kind: Kind, orders: Sequence[Order]) -> None:
        """Plan the documents of a kind."""
        held = {
            d.subject: d
            for d in register.standing(self.cycle.record)
            if d.stage == self.stage and d.kind == kind.name
        }
        for order in orders:
            old = held.pop(order.subject, None)
            self.cycle.note([order.remark] if order.remark else [])
            if order.wants is None:
                self._order(order, old)
            else:
                self._wanting(order.wants, old)
        for old in held.values():
            self._left(old)

    def _order(self, order: Order, old: Document | None) -> None:
        if old is None:
            self.new(order)
        elif order.list_ref == letters_of.RECORD and not order.kind.numbered:
            issue = Issue(number="", day=old.day)
            self._put_back(old, order)
            letter = order.write(self._office(), issue)
            self._piece(Piece(state=AGAIN, letter=letter, issue=issue, order=order, old=old))
        elif old.suspended_why is None and old.stands_on == order.list_ref:
            self._as_issued(old, order, AGAIN)
        elif self._same(old, order, self._office(old)) and self.number_holds(old, order.kind):
            self._put_back(old, order)
            self._as_issued(old, order, BACK)
        else:
            self.void(old, old.suspended_why or "所依据的名单有变动")
            self.new(order, replaces=old)

    def _wanting(self, wants: Problem, old: Document | None) -> None:
        """Leave a document as it is: what it needs is not there yet."""
        if wants not in self.plan.wanting:
            self.plan.wanting.append(wants)
        if old is not None and old.suspended_why is None:
            self._as_issued(old, None, AGAIN)

    def new(
        self, order: Order, *, replaces: Document | None = None, day: date | None = None,
        number: str | None = None, kept: bool = False,
    ) -> None:  # fmt: skip
        """Plan a new document; `number` is that of the one it replaces, when it keeps it."""
        when = day or day_of(self.view, order, self.day or self.cycle.today, given=self.day)
        issue = Issue(
            number=self.numbers.next(order.kind, when) if number is None else number, day=when
        )
        letter = order.write(self._office(), issue)
        self._piece(
            Piece(state=NEW, letter=letter, issue=issue, order=order, replaces=replaces, kept=kept)
        )

    def _left(self, old: Document) -> None:
        """Deal with a document whose cause is gone."""
        withdrawal = letters_of.withdrew(self.view, BY_NAME[old.kind], old.subject)
        if withdrawal is not None:
            self.void(old, f"已撤回申报：{withdrawal.why}")
        elif old.suspended_why is not None:
            self.void(old, old.suspended_why)
        elif old.number is not None or old.stands_on != letters_of.RECORD:
            self._as_issued(old, None, AGAIN)
        else:
            self.plan.forgotten.append(old)
            register.forget(self.cycle.record, old)

    def _as_issued(self, old: Document, order: Order | None, state: str) -> None:
        issue = Issue(number=old.docno or "", day=old.day)
        letter = Letter(**old.letter)
        self._piece(Piece(state=state, letter=letter, issue=issue, order=order, old=old))
        office = self.view.settings.office.model_dump(mode="json")
        if order is None or not old.office or old.office == office:
            return
        if not self._same(old, order, self._office()):
            self.plan.old_office.append(old)

    def _same(self, old: Document, order: Order, office: OfficeFacts) -> bool:
        again = order.write(office, Issue(number=old.docno or "", day=old.day))
        return bool(words(again) == words(Letter(**old.letter)))

    def number_holds(self, old: Document, kind: Kind) -> bool:
        """Say whether a number still is the document's: the government's goes with its approval."""
        return not kind.government or old.docno == self.numbers.next(kind, old.day)

    def _office(self, old: Document | None = None) -> OfficeFacts:
        """Give the office of today, or as it was when a document was issued."""
        settings = self.view.settings
        if old is not None and old.office:
            office = type(settings.office).model_validate(old.office)
            settings = settings.model_copy(update={"office": office})
        return OfficeFacts.of(settings, draft=False)

    def _piece(self, piece: Piece) -> None:
        """Plan a document; what people sign is tied to the ledger as it is when its words are new."""
        if piece.letter.kind in SIGNED:
            old = Letter(**piece.old.letter) if piece.old else None
            as_before = old is not None and words(old) == words(piece.letter)
            anchor = old.anchor if old is not None and as_before else self._head()
            piece = replace(piece, letter=replace(piece.letter, anchor=anchor))
        self.plan.pieces.append(piece)

    def _head(self) -> str:
        return checking.anchor(self.cycle.record.head())

    def _put_back(self, old: Document, order: Order) -> None:
        if old.suspended_why is not None or old.stands_on != order.list_ref:
            register.put_back(self.cycle.record, old, order.list_ref)

    def void(self, old: Document, why: str) -> None:
        """Name a document void."""
        register.void(self.cycle.record, old, why)
        self.plan.void.append(old)


def as_json(letter: Letter) -> dict[str, object]:
    """Give a letter as the register keeps it."""
    return dict(json.loads(json.dumps(asdict(letter), ensure_ascii=False)))
