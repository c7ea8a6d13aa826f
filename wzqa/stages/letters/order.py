"""One document to make, and the table of who gathers the facts of each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from wzqa.documents.kinds import Kind
    from wzqa.documents.letters.facts_base import Issue, Letter, OfficeFacts
    from wzqa.problems import Problem
    from wzqa.stages.ground.view import View


@dataclass(frozen=True, slots=True)
class Order:
    """One document to make: how to write it once number and date are known.

    `wants` says what must be there first: it is not made, the others are. `remark` is what the office
    should know of one that is made.
    """

    kind: Kind
    subject: str
    list_ref: str
    list_hash: str
    write: Callable[[OfficeFacts, Issue], Letter]
    wants: Problem | None = None
    remark: Problem | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """What a gatherer is asked for: the kind, the view of the list it rests on, the record of now.

    For kinds that rest on the record both views are the same.
    """

    kind: Kind
    held: View
    now: View


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one document: ready, or once number and day are known (`later`).

    `wants` stands for facts that are not there yet, `remark` for what the office should know.
    """

    subject: str
    facts: object = None
    later: Callable[[Issue], object] | None = None
    wants: Problem | None = None
    remark: Problem | None = None


Gatherer = Callable[[Ask], list[Told]]
GATHERERS: dict[str, Gatherer] = {}
_G = TypeVar("_G", bound=Callable[[Ask], list[Told]])


def gathers(*kinds: str) -> Callable[[_G], _G]:
    """Enter the function that gathers the facts of these kinds. ValueError for a second one."""

    def enter(function: _G) -> _G:
        for kind in kinds:
            if kind in GATHERERS:
                msg = f"{kind} is entered twice"
                raise ValueError(msg)
            GATHERERS[kind] = function
        return function

    return enter
