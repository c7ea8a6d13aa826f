"""Working days by the State Council's yearly notice on holidays (`data/calendars/<year>.toml`).

Published years only. A year without a notice is never guessed: weekends alone count, and whoever
uses such a year says so (`Calendar.unpublished`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

INCOMPLETE = "signature only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days off and make-up working days; `sources` names the notice of each known year."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    sources: Mapping[int, str]

    @classmethod
    def load(cls, years: Iterable[int], extra_toml: str | None = None) -> Calendar:
        """Load shipped years and lay the office's own file (its text) over them.

        The file holds `holiday = [dates]`, `workday = [dates]`, optionally `source = "…"`; the
        years of its dates become known. WzqaError (exit 1) when it cannot be read so.
        """
        raise NotImplementedError(INCOMPLETE)

    def is_working(self, day: date) -> bool:
        """Say whether offices work on a day."""
        raise NotImplementedError(INCOMPLETE)

    def unpublished(self, years: Iterable[int]) -> tuple[int, ...]:
        """List those of the years for which no notice is at hand, in order."""
        raise NotImplementedError(INCOMPLETE)
