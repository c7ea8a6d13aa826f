"""The regions that recommend applicants: names, aliases, list order (`data/regions.toml`)."""

from __future__ import annotations

import re
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
    """A county, city, district or zone of the award's area; `order` is its place in lists.

    `towns` are its streets, towns and townships, whose names alone tell where a place lies.
    """

    name: str
    short: str
    code: str
    zone: bool
    parent: str
    aliases: tuple[str, ...]
    order: int
    towns: tuple[str, ...] = ()


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
            tuple(r.get("towns", "").split()),
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


_STREET = (
    "街道|镇|乡|村|社区|居委会|路|街|巷|大道|工业园区|工业区|园区|开发区|产业园|工业园|园|港|岛"
)
_PLACE = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,10}}?(?:{_STREET})(?:[\d#-]+(?:号|弄|幢|栋|楼|层|室)?)*)+"
)
_NOT_ONLY_A_PLACE = re.compile("注册|登记|迁|现|原|拟|总部|分部|研发|经营|[省市]|和|及")
_DIRECT_WORDS = re.compile(r"(?:温州)?(?:市|省|浙江省)(?:级)?直(?:属)?(?:单位|企业|部门)?")


def direct(text: str) -> bool:
    """Say whether a cell names no county but who reports to the city: 市直, 省直属."""
    return bool(_DIRECT_WORDS.fullmatch(_plain(text)))


def within(text: str) -> str | None:
    """Name the unit of the city that a cell certainly lies in: 永嘉县瓯北街道, 塘下镇.

    >>> within("永嘉县瓯北街道"), within("柳市镇"), within("鹿城区、上海市")
    ('永嘉县', '乐清市', None)
    """
    if region := find(text):
        return region.name
    plain = squeeze(text)
    for prefix in (
        "浙江省温州市",
        "浙江温州市",
        "浙江温州",
        "中国温州",
        "温州市",
        "温州",
        "浙江省",
        "",
    ):
        rest = plain.removeprefix(prefix) if plain.startswith(prefix) else ""
        for name, region in sorted(_index().items(), key=lambda one: -len(one[0])):
            if rest.startswith(name) and _lies_in(rest.removeprefix(name), region):
                return region.name
        for region in table():
            for town in region.towns:
                if rest == town or (rest.startswith(town) and _is_place(rest)):
                    return region.name
    return None


def _lies_in(rest: str, region: Region) -> bool:
    """Say whether what follows the name of a unit is a place in it: 柳市镇, 五马街道."""
    town = next((t for t in region.towns if rest.startswith(t)), "")
    return rest == town or _is_place(rest.removeprefix(town) if town else rest)


def _is_place(rest: str) -> bool:
    return bool(_PLACE.fullmatch(rest)) and not _NOT_ONLY_A_PLACE.search(rest)


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
