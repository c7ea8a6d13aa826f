"""Places that are certainly not in the award's area, for E01.

Known are the places of `data/outside.toml` and the areas of the shipped editions.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.names import squeeze
from wzqa.regions import joined
from wzqa.regions import short as _short
from wzqa.regulation import shipped_areas

if TYPE_CHECKING:
    from wzqa.regions import Area

_UNIT = re.compile(r"[^\W\d路街道巷]\w{0,5}(?:县|市|(?<![小园社街])区)")  # not 路…园区


@dataclass(frozen=True, slots=True)
class _Table:
    full: tuple[str, ...]  # certain wherever the cell begins with them
    short: frozenset[str]  # certain as the whole cell, or before a unit's name
    behind: frozenset[str]  # short names that tell nothing alone
    inside: tuple[str, ...]  # names of our own: where one stands too, nothing is certain
    above: tuple[str, ...]  # what the area lies in


@cache
def _places() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """Give full names and short ones of all places known, and the short ones that tell nothing."""
    text = (resources.files("wzqa") / "data" / "outside.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    full: list[str] = []
    short: list[str] = []
    for province in data["province"]:
        full += [province["name"], *province["prefectures"]]
        short += [province["short"], *map(_short, province["prefectures"])]
    units = [name for p in data["prefecture"] for name in (p["name"], *p["units"])]
    for area in shipped_areas():
        # streets and towns have namesakes everywhere: only what has a number of its own is known
        units += [
            *area.parents,
            area.name,
            *(r.name for r in area.regions if r.code and not r.zone),
        ]
    return (
        tuple(sorted((*full, *units), key=lambda name: (-len(name), name))),
        (*short, *map(_short, units)),
        frozenset(data["unsure_short"]),
    )


@cache
def named() -> tuple[str, ...]:
    """List the places whose offices a text may name: the shipped areas and their regions."""
    ours = [area.name for area in shipped_areas()]
    ours += [r.name for area in shipped_areas() for r in area.regions if r.code and not r.zone]
    return (*ours, *map(_short, ours), *(f"信用{_short(name)}" for name in ours))


@cache
def _table(area: Area) -> _Table:
    full, short, unsure = _places()
    own = {n for r in area.regions if not r.zone for n in (r.name, r.short)}
    home = {*area.parents, area.name, *map(_short, (*area.parents, area.name))}
    return _Table(
        full=tuple(name for name in full if name not in home | own),
        short=frozenset(short) - unsure - home - own,
        behind=unsure,
        inside=(*own, area.name, _short(area.name)),
        above=("中国", *area.parents, *map(_short, area.parents)),
    )


def certain(text: str, area: Area) -> str | None:
    """Name the place outside that a cell certainly means; None when that is not certain."""
    plain = joined(squeeze(text))
    table = _table(area)
    if any(name in plain for name in table.inside):
        return None
    rest = plain
    for above in table.above:
        rest = rest.removeprefix(above)
    for name in table.full:
        if rest.startswith(name):
            return name
    return _spelled_short(rest, table)


def _spelled_short(rest: str, table: _Table) -> str | None:
    """Take `杭州`, `福建福州` or `上海浦东新区`: nothing but names, the first of them short."""
    if rest in table.short:
        return rest
    for cut in range(2, len(rest)):
        head, tail = rest[:cut], rest[cut:]
        known = tail in table.short | table.behind or tail.startswith(table.full)
        if head in table.short and (known or _UNIT.fullmatch(tail)):
            return head
    return None
