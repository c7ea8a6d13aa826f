"""Who words each kind, and which facts its sample has: filled by decorators, read by everybody.

`@letter("ineligible")` stands above the function that words a kind, `@sample("ineligible")` above
one that gives fictitious facts for it. `all.py` imports the modules that hold them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Issue, Letter, OfficeFacts

# `kind(office, issue, facts) -> Letter`, pure; the facts are a record of the kind's own
Writer = Callable[["OfficeFacts", "Issue", Any], "Letter"]
_W = TypeVar("_W", bound=Callable[..., Any])

WRITERS: dict[str, Writer] = {}
SAMPLES: dict[str, Callable[[], Any]] = {}


def _entered(table: dict[str, Any], kind: str) -> Callable[[_W], _W]:
    def enter(function: _W) -> _W:
        if kind in table:
            msg = f"{kind} is entered twice"
            raise ValueError(msg)
        table[kind] = function
        return function

    return enter


def letter(kind: str) -> Callable[[_W], _W]:
    """Enter the function that words a kind. ValueError when a kind is entered twice."""
    return _entered(WRITERS, kind)


def sample(kind: str) -> Callable[[_W], _W]:
    """Enter the function that gives a kind's fictitious facts."""
    return _entered(SAMPLES, kind)
