"""One document to make: how to write it once number and date are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.documents.kinds import Kind
    from wzqa.documents.letters.facts_base import Issue, Letter, OfficeFacts


@dataclass(frozen=True, slots=True)
class Order:
    """One document to make: how to write it once number and date are known."""

    kind: Kind
    subject: str
    list_ref: str
    list_hash: str
    write: Callable[[OfficeFacts, Issue], Letter]
