"""The area of an award and the regions that recommend: names, aliases, list order (`regions.toml`)."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wzqa.names import comparable, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wzqa.models import Applicant

LOCAL = "属地"  # the channel of all that a region recommends
_SUFFIX = re.compile(r"(?:地区|[省市县区])$")


@dataclass(frozen=True, slots=True)
class Region:
    """A unit of the award's area; `order` is its place in lists, `office` who recommends there.

    `towns` are its streets, towns and townships, whose names alone tell where a place lies.
    """

    name: str
    short: str
    code: str
    zone: bool
    parent: str
    aliases: tuple[str, ...]
    order: int
    office: str
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """How headings, guides and examples speak of the area that an award is for."""

    level: str = "市"
    unit: str = "县（市、区）"
    units: str = "县（市、区）、功能区"
    unit_level: str = "县"
    town: str = "示例"  # what stands before a firm's name
    place: str = "示例市示例区"  # what stands before an address
    region: str = "示例区"
    channels: tuple[str, ...] = ("属地", "省直属", "市直属")
    lower_award: bool = True  # whether those who recommend have an award of their own
    lookback: int = 3  # years: a setting of the cycle, not the area's


def short(name: str) -> str:
    """Give a name without 省, 市, 县, 区: as people say it."""
    return _SUFFIX.sub("", name)


@dataclass(frozen=True, eq=False)  # one object per edition
class Area:
    """The area that an award is for, how papers speak of it, and the regions within it, in order.

    `level` is its word (市 in 我市, 全市, 市政府), `unit_level` that of the regions (县 in 县级).
    `direct` maps the channels that need no region's recommendation to their word in numbers.
    """

    name: str
    parents: tuple[str, ...]
    code: str
    postcode: str
    dial: str
    level: str
    unit: str
    units: str
    unit_level: str
    governments: str
    lower_award: bool
    direct: Mapping[str, str]
    regions: tuple[Region, ...] = field(repr=False)

    @property
    def committee(self) -> str:
        """Say 市评委会."""
        return f"{self.level}评委会"

    @property
    def office(self) -> str:
        """Say 市评审办."""
        return f"{self.level}评审办"

    @property
    def government(self) -> str:
        """Say 市政府."""
        return f"{self.level}政府"

    @cached_property
    def speech(self) -> Speech:
        """Give the words with which headings, guides and examples speak of it."""
        first = self.regions[0].name
        return Speech(
            level=self.level,
            unit=self.unit,
            units=self.units,
            unit_level=self.unit_level,
            town=short(self.name),
            place=self.name + first,
            region=first,
            channels=(LOCAL, *self.direct),
            lower_award=self.lower_award,
        )

    @cached_property
    def _index(self) -> dict[str, Region]:
        return {_plain(n): r for r in self.regions for n in (r.name, r.short, *r.aliases)}

    @cached_property
    def _by_length(self) -> list[tuple[str, Region]]:
        return sorted(self._index.items(), key=lambda one: -len(one[0]))

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        """List what may stand before a region's name: 上级、本级的全称和简称 ("" last)."""
        chain = [*self.parents, self.name]
        found = {""}
        for first in range(len(chain)):
            for last in range(first + 1, len(chain) + 1):
                found |= {
                    "".join(parts)
                    for parts in itertools.product(*((n, short(n)) for n in chain[first:last]))
                }
        found |= {f"中国{prefix}" for prefix in found}
        return tuple(sorted(found, key=lambda prefix: (-len(prefix), prefix)))

    def find(self, text: str) -> Region | None:
        """Name the region that a cell means; None when the table does not know it."""
        plain = _plain(text)
        return next((r for rest in self._rests(plain) if (r := self._index.get(rest))), None)

    def _rests(self, text: str) -> Iterator[str]:
        """Give a text, then what is left of it behind names of the area and of what it lies in."""
        yield text
        for prefix in self._prefixes:
            if prefix and text.startswith(prefix):
                yield text.removeprefix(prefix)

    @cached_property
    def _direct_words(self) -> re.Pattern[str]:
        levels = "".join(dict.fromkeys(name[0] for name in self.direct))
        names = "|".join((*self.parents, self.name, *map(short, (*self.parents, self.name))))
        return re.compile(
            rf"(?:{names})*[{levels}]?(?:级)?直(?:属)?(?:单位|企业|部门)?" if levels else r"(?!)"
        )

    def is_direct(self, text: str) -> bool:
        """Say whether a cell names no region but who reports straight to the office: 市直, 省直属."""
        return bool(self._direct_words.fullmatch(_plain(text)))

    def within(self, text: str) -> str | None:
        """Name the region that a cell certainly lies in: a street of a county, a town; else None.

        The area's own name lies in it, too.
        """
        if region := self.find(text):
            return region.name
        plain = joined(squeeze(text))
        if plain in self._prefixes and plain.endswith((self.name, short(self.name))):
            return self.name
        for prefix in self._prefixes:
            rest = plain.removeprefix(prefix) if plain.startswith(prefix) else ""
            for name, region in self._by_length:
                if rest.startswith(name) and _lies_in(rest.removeprefix(name), region):
                    return region.name
            for region in self.regions:
                for town in region.towns:
                    if rest == town or (rest.startswith(town) and _is_place(rest)):
                        return region.name
        return None

    def named_by(self, recommender: str) -> Region | None:
        """Name the region whose office a recommender is: its name begins with the region's."""
        text = comparable(recommender)
        for rest in self._rests(text):
            for region in self.regions:
                if any(
                    n and rest.startswith(comparable(n)) for n in (region.name, *region.aliases)
                ):
                    return region
        return None

    def block(self, applicant: Applicant) -> str:
        """Name the block of a region-ordered list that an applicant stands in."""
        if applicant.channel in self.direct:
            return applicant.channel
        region = self.find(applicant.region)
        return region.name if region else applicant.region

    def name_key(self, name: str) -> tuple[int, str]:
        """Order names of blocks as lists are ordered: region table, direct channels, others."""
        if name in self.direct:
            return (len(self.regions) + list(self.direct).index(name), "")
        region = self.find(name)
        return (region.order, "") if region else (len(self.regions) + len(self.direct), name)

    def list_key(self, applicant: Applicant) -> tuple[int, str, str]:
        """Order lists by region table, then direct channels, then application number."""
        return (*self.name_key(self.block(applicant)), applicant.app_no)


def parse_area(text: str) -> Area:
    """Build an area from the text of its `regions.toml`; KeyError names a key that lacks."""
    data: dict[str, Any] = tomllib.loads(text)
    listed = tuple(
        Region(
            name=r["name"],
            short=r["short"],
            code=r.get("code", ""),
            zone=r.get("zone", False),
            parent=r.get("parent", ""),
            aliases=tuple(r.get("aliases", ())),
            order=order,
            office=r.get("office", r["name"] + data["office"]),
            towns=tuple(r.get("towns", "").split()),
        )
        for order, r in enumerate(data["region"])
    )
    return Area(
        parents=tuple(data["parents"]),
        direct=dict(data["direct"]),
        lower_award=data.get("lower_award", True),
        regions=listed,
        **{key: data[key] for key in TEXTS},
    )


TEXTS = (
    "name", "code", "postcode", "dial", "level", "unit", "units", "unit_level", "governments",
)  # fmt: skip


def _plain(text: str) -> str:
    return joined(squeeze(text).replace("(", "").replace(")", ""))


def joined(text: str) -> str:
    """Join the levels of a place that a drop-down of a web form wrote: 某省/某市/某区."""
    levels = re.split(r"[/>|\\-]", text)
    whole = all(re.fullmatch(r"[\u4e00-\u9fff]+", level) for level in levels)
    return "".join(levels) if whole else text


_STREET = (
    "街道|镇|乡|村|社区|居委会|路|街|巷|大道|工业园区|工业区|园区|开发区|产业园|工业园|园|港|岛"
)
_PLACE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,10}}?(?:{_STREET})(?:[\d#-]+(?:号|弄|幢|栋|楼|层|室)?)*)+"
)
_NOT_ONLY_A_PLACE = re.compile("注册|登记|迁|现|原|拟|总部|分部|研发|经营|[省市]|和|及")


def _lies_in(rest: str, region: Region) -> bool:
    """Say whether what follows the name of a unit is a place in it: 柳市镇, 五马街道."""
    town = next((t for t in region.towns if rest.startswith(t)), "")
    return rest == town or _is_place(rest.removeprefix(town) if town else rest)


def _is_place(rest: str) -> bool:
    return bool(_PLACE.fullmatch(rest)) and not _NOT_ONLY_A_PLACE.search(rest)
