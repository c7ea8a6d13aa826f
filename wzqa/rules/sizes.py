"""The national size classes of enterprises (`data/sizes.toml`): a cross-check, never a condition."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.names import half_width

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

INDICATORS = ("employees", "revenue", "assets")


@dataclass(frozen=True, slots=True)
class Sector:
    """A row of the classification: lower limits of 大型, 中型, 小型 per indicator."""

    name: str
    letters: tuple[str, ...]
    divisions: tuple[str, ...]
    words: tuple[str, ...]
    limits: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Table:
    classes: tuple[str, ...]
    sectors: tuple[Sector, ...]


@cache
def _table() -> _Table:
    text = (resources.files("wzqa") / "data" / "sizes.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return _Table(
        tuple(data["classes"]),
        tuple(
            Sector(
                row["name"],
                tuple(row["letters"]),
                tuple(row["divisions"]),
                tuple(row["words"]),
                {key: tuple(row[key]) for key in INDICATORS if key in row},
            )
            for row in data["sector"]
        ),
    )


def classes() -> tuple[str, ...]:
    """List the size classes, largest first."""
    return _table().classes


def sector(industry: str) -> Sector | None:
    """Name the sector of 所属行业 (GB/T 4754: C3829, 3829, 38, C, or words); None when unclear.

    Letters before digits are ignored: older editions of the standard use others (eligibility.md §6).

    >>> sector("C3829").name, sector("批发和零售业")
    ('工业', None)
    """
    text = half_width(industry).upper()
    sectors = _table().sectors
    if code := re.match(r"[A-T]?\s*([0-9]{2,4})(?![0-9])", text):
        for length in range(len(code[1]), 1, -1):
            for row in sectors:
                if code[1][:length] in row.divisions:
                    return row
        return None
    if letter := re.match(r"([A-T])(?![A-Z0-9])", text):
        return next((row for row in sectors if letter[1] in row.letters), None)
    found = [row for row in sectors if any(word in text for word in row.words)]
    return found[0] if len(found) == 1 else None


def size_class(row: Sector, figures: Mapping[str, Decimal | int | None]) -> str | None:
    """Give the class that the figures reach; None when an indicator that counts is not filled.

    All indicators must reach a class, else it is the one below; below 小型 is 微型.
    """
    values = {key: figures.get(key) for key in row.limits}
    for step, name in enumerate(_table().classes[:-1]):
        reached = True
        for key, limits in row.limits.items():
            value = values[key]
            if value is None:
                return None
            reached = reached and value >= limits[step]
        if reached:
            return name
    return _table().classes[-1]
