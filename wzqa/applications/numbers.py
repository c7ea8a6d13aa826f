"""申报编号: given once, kept for good, never used twice: `2026-某县-003`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wzqa.applications.content import code_text
from wzqa.names import comparable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from wzqa.models import Applicant
    from wzqa.regions import Area

ELSEWHERE = "其他"
SEPARATOR = "｜"  # no name has it after normalising


def identity(applicant: Applicant) -> str:
    """Name whose application it is: the valid code, else the code as typed, else the name."""
    return applicant.uscc or code_text(applicant) or f"名称：{comparable(applicant.name)}"


@dataclass(frozen=True, slots=True)
class Key:
    """Whose a number is: as it was when the number was given. Printed, it is kept in the record."""

    identity: str
    name: str
    count: int  # tells applications of one organisation in one file apart
    file: str

    def __str__(self) -> str:
        """Print for the record."""
        return SEPARATOR.join((self.identity, self.name, str(self.count), self.file))

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a printed key."""
        whose, name, count, file = text.split(SEPARATOR, 3)
        return cls(whose, name, int(count), file)

    def is_same_organisation(self, other: Key) -> bool:
        """Say whether two keys are of one organisation: by code, or by name when a code was mended."""
        return self.identity == other.identity or self.name == other.name


def keys_of(applicants: Sequence[Applicant]) -> list[Key]:
    """Give every application its key."""
    counts: dict[tuple[str, str], int] = {}
    found = []
    for applicant in applicants:
        whose, file = identity(applicant), applicant.place.file or ""
        counts[whose, file] = counts.get((whose, file), 0) + 1
        found.append(Key(whose, comparable(applicant.name), counts[whose, file], file))
    return found


def _place(applicant: Applicant, area: Area) -> str:
    """Give the short name of who recommends: the region, the direct channel, or that of the recommender."""
    if applicant.channel in area.direct:
        return area.direct[applicant.channel]
    known = area.find(applicant.region)
    if known is None and not applicant.region:
        known = area.named_by(applicant.recommender)
    return known.short if known else ELSEWHERE


_MATCHES: tuple[Callable[[Key], tuple[object, ...]], ...] = (
    lambda k: (k.identity, k.file, k.count),
    lambda k: (k.identity, k.count),
    lambda k: (k.identity,),
    lambda k: (k.name, k.file),
    lambda k: (k.name,),
)


def _known(keys: Sequence[Key], found: list[str], numbers: Mapping[str, str]) -> None:
    """Find the numbers given before, also when a file was renamed or a code or name mended."""
    given = {Key.parse(text): number for text, number in sorted(numbers.items())}
    typed = set(found)
    free = {number: key for key, number in given.items() if number not in typed}
    for match in _MATCHES:
        waiting: dict[tuple[object, ...], list[str]] = {}
        for number, key in reversed(free.items()):
            waiting.setdefault(match(key), []).append(number)
        for i, key in enumerate(keys):
            numbers_of_it = waiting.get(match(key))
            if numbers_of_it and not found[i]:
                found[i] = numbers_of_it.pop()
                del free[found[i]]


class _Serials:
    """The next free number per area; numbers once given are never given again."""

    def __init__(self, year: int, used: Iterable[str]) -> None:
        self._year = year
        self._last: dict[str, int] = {}
        for number in used:
            if found := re.fullmatch(r"(.+-)(\d+)", number):
                self._last[found[1]] = max(self._last.get(found[1], 0), int(found[2]))

    def next(self, place: str) -> str:
        prefix = f"{self._year}-{place}-"
        self._last[prefix] = self._last.get(prefix, 0) + 1
        return f"{prefix}{self._last[prefix]:03d}"


def assign(
    applicants: Sequence[Applicant],
    typed: Sequence[str],
    numbers: Mapping[str, str],
    year: int,
    area: Area,
) -> tuple[list[str], dict[str, str]]:
    """Give a number to every application without a typed one.

    `typed` are the numbers that stand, "" where none does; `numbers` those given before, by printed
    key. Returns all numbers in order, and the newly given by printed key.
    """
    keys, found = keys_of(applicants), list(typed)
    _known(keys, found, numbers)
    serials = _Serials(year, [*numbers.values(), *found])
    new: dict[str, str] = {}
    for i, applicant in enumerate(applicants):
        if not found[i]:
            key = keys[i]
            while str(key) in numbers or str(key) in new:
                key = replace(key, count=key.count + 1)
            found[i] = new[str(key)] = serials.next(_place(applicant, area))
    return found, new


def owners(wanted: Collection[str], numbers: Mapping[str, str]) -> dict[str, Key]:
    """Tell whose given numbers are, of those wanted."""
    found: dict[str, Key] = {}
    for text, number in numbers.items():
        if number in wanted and number not in found:
            found[number] = Key.parse(text)
    return found
