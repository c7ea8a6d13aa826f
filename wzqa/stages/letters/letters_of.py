"""The documents of every kind, in the order in which they are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.kinds import Per
from wzqa.documents.letters.registry import WRITERS
from wzqa.stages.ground import chain
from wzqa.stages.ground.view import View, frozen
from wzqa.stages.letters.order import GATHERERS, Ask, Gatherer, Order, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wzqa.documents.kinds import Kind
    from wzqa.documents.letters.facts import Issue, Letter, OfficeFacts
    from wzqa.models import Decision

RECORD = "record"


def orders(view: View, kind: Kind, *, draft: bool) -> list[Order]:
    """List the documents of a kind, in the order in which they are numbered."""
    if draft and kind.own and kind.needs not in view.lists:
        seen, reference, list_hash = view, "draft", ""
    elif kind.own:
        held = view.lists[kind.needs]
        seen = chain.with_withdrawals(
            frozen(view.record, held, fresh=view.fresh, cache=view.cache), view
        )
        seen.lists[kind.needs] = held
        reference, list_hash = held.ref, held.list_hash
    else:
        seen, reference, list_hash = view, RECORD, ""
    return [
        Order(
            kind, told.subject, reference, list_hash, _writer(kind, told), told.wants, told.remark
        )
        for told in gatherers(kind.name)[kind.name](Ask(kind, seen, view))
        if not withdrew(view, kind, told.subject)
    ]


def gatherers(kind: str = "") -> Mapping[str, Gatherer]:
    """Give who gathers the facts of each kind: all, or as many as are loaded on the way to one."""
    if kind not in GATHERERS:
        from wzqa.stages.letters import letters_retracted, letters_screen  # noqa: F401
    if kind not in GATHERERS:
        from wzqa.stages.letters import letters_review  # noqa: F401
    if kind not in GATHERERS:
        from wzqa.stages.letters import letters_after, letters_voted  # noqa: F401
    return GATHERERS


def withdrew(view: View, kind: Kind, subject: str) -> Decision | None:
    """Give the withdrawal of the applicant that a document is for."""
    if kind.per is not Per.APPLICANT:
        return None
    left = (a for a in view.everybody if a.key in view.gone and subject in {a.key, a.app_no})
    return next((view.withdrawn[a.app_no] for a in left), view.withdrawn.get(subject))


def _writer(kind: Kind, told: Told) -> Callable[[OfficeFacts, Issue], Letter]:
    """Bind a document's facts to the function that words its kind."""
    if kind.name not in WRITERS:
        from wzqa.documents.letters import all as letters  # noqa: F401  (enters every kind's words)
    words = WRITERS[kind.name]
    return lambda office, issue: words(
        office, issue, told.later(issue) if told.later else told.facts
    )
