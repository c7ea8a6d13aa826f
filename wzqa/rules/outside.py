"""Places that are certainly not in the award's area (`data/outside.toml`), for E01."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wzqa import regions
from wzqa.names import squeeze

_UNIT = re.compile(r"[^\W\d路街道巷]\w{0,5}(?:县|市|(?<![小园社街])区)")  # not 路…园区
_HOME = ("浙江省", "浙江", "中国")


@dataclass(frozen=True, slots=True)
class _Table:
    full: tuple[str, ...]  # certain wherever the cell begins with them
    short: frozenset[str]  # certain as the whole cell, or before a unit's name
    behind: frozenset[str]  # short names that tell nothing alone
    inside: tuple[str, ...]  # names of our own: where one stands too, nothing is certain


@cache
def _table() -> _Table:
    text = (resources.files("wzqa") / "data" / "outside.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    full: list[str] = []
    short: set[str] = set()
    for province in data["province"]:
        full += [province["name"], *province["prefectures"]]
        short |= {province["short"], *map(_short, province["prefectures"])}
    for prefecture in data["zhejiang"]:
        full += [prefecture["name"], *prefecture["units"]]
        short |= {_short(name) for name in (prefecture["name"], *prefecture["units"])}
    own = [n for r in regions.table() if not r.zone for n in (r.name, r.short)]
    return _Table(
        full=tuple(sorted(full, key=lambda name: (-len(name), name))),
        short=frozenset(short - set(data["unsure_short"])),
        behind=frozenset(data["unsure_short"]),
        inside=("温州", *own),
    )


def _short(name: str) -> str:
    return re.sub(r"(畲族自治县|[市区县])$", "", name)


def certain(text: str) -> str | None:
    """Name the place outside that a cell certainly means; None when that is not certain.

    >>> certain("杭州市余杭区"), certain("温州市杭州路"), certain("福鼎市")
    ('杭州市', None, None)
    """
    plain = squeeze(text)
    table = _table()
    if any(name in plain for name in table.inside):
        return None
    rest = plain
    for home in _HOME:
        rest = rest.removeprefix(home)
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
