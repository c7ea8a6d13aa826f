"""The regions that recommend applicants: names, aliases, list order (`data/regions.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.names import squeeze

if TYPE_CHECKING:
    from wzqa.models import Applicant

DIRECT = ("省直属", "市直属")


@dataclass(frozen=True, slots=True)
class Region:
    """A county, city, district or zone of the award's area; `order` is its place in lists."""

    name: str
    short: str
    code: str
    zone: bool
    parent: str
    aliases: tuple[str, ...]
    order: int


@cache
def table() -> tuple[Region, ...]:
    """Load the region table."""
    text = (resources.files("wzqa") / "data" / "regions.toml").read_text(encoding="utf-8")
    return tuple(
        Region(
            r["name"],
            r["short"],
            r["code"],
            r.get("zone", False),
            r.get("parent", ""),
            tuple(r["aliases"]),
            order,
        )
        for order, r in enumerate(tomllib.loads(text)["region"])
    )


def _plain(text: str) -> str:
    return squeeze(text).replace("(", "").replace(")", "")


@cache
def _index() -> dict[str, Region]:
    return {_plain(n): r for r in table() for n in (r.name, r.short, *r.aliases)}


def find(text: str) -> Region | None:
    """Name the region that a cell means; None when the table does not know it."""
    plain = _plain(text)
    for prefix in ("", "浙江省", "浙江省温州市", "浙江温州", "温州市"):
        known = _index().get(plain.removeprefix(prefix)) if plain.startswith(prefix) else None
        if known:
            return known
    return None


def block(applicant: Applicant) -> str:
    """Name the block of a region-ordered list that an applicant stands in."""
    if applicant.channel in DIRECT:
        return applicant.channel
    region = find(applicant.region)
    return region.name if region else applicant.region


def name_key(name: str) -> tuple[int, str]:
    """Order names of blocks as lists are ordered: region table, 省直属, 市直属, others."""
    if name in DIRECT:
        return (len(table()) + DIRECT.index(name), "")
    region = find(name)
    return (region.order, "") if region else (len(table()) + len(DIRECT), name)


def list_key(applicant: Applicant) -> tuple[int, str, str]:
    """Order lists by region table, then 省直属, 市直属, then application number."""
    if applicant.channel in DIRECT:
        return (len(table()) + DIRECT.index(applicant.channel), "", applicant.app_no)
    region = find(applicant.region)
    if region is None:
        return (len(table()) + len(DIRECT), applicant.region, applicant.app_no)
    return (region.order, "", applicant.app_no)
