"""Working days by the State Council's yearly notice on holidays (`data/calendars/<year>.toml`).

Published years only. A year without a notice is never guessed: weekends alone count, and whoever
uses such a year says so (`Calendar.unpublished`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from wzqa.problems import Exit, Place, WzqaError, broken_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SATURDAY = 5
_OWN_KEYS = {"holiday", "workday", "source"}


@dataclass(frozen=True, slots=True)
class _Year:
    source: str
    holidays: frozenset[date]
    workdays: frozenset[date]


def shipped_years() -> tuple[int, ...]:
    """List the years whose notice is shipped, in order."""
    folder = resources.files("wzqa") / "data" / "calendars"
    return tuple(sorted(int(p.name[:-5]) for p in folder.iterdir() if p.name.endswith(".toml")))


@cache
def _shipped(year: int) -> _Year:
    path = resources.files("wzqa") / "data" / "calendars" / f"{year}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    source = "，".join([f"{data['notice']}（{data['docno']}）", *data["amended"]])
    return _Year(source, frozenset(data["holiday"]), frozenset(data["workday"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days off and make-up working days; `sources` names the notice of each known year."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    sources: Mapping[int, str]

    @classmethod
    def load(
        cls,
        years: Iterable[int] | None = None,
        extra_toml: str | None = None,
        file: str = "publicity.calendar",
    ) -> Calendar:
        """Load shipped years (None: all) and lay the office's own file over them.

        Each year's neighbours are loaded too: a period may run over, and a notice may name days of
        the December before. `extra_toml` is the text of the office's file (settings.md
        `[publicity] calendar`): `holiday = [dates]`, `workday = [dates]`, optionally
        `source = "…"`. What it says of a day wins; the years of its dates become known. WzqaError
        (exit 1) when it cannot be read so; `file` names it there.
        """
        known = set(shipped_years())
        if years is not None:
            known &= {year + step for year in years for step in (-1, 0, 1)}
        holidays: set[date] = set()
        workdays: set[date] = set()
        sources: dict[int, str] = {}
        for year in sorted(known):
            shipped = _shipped(year)
            holidays |= shipped.holidays
            workdays |= shipped.workdays
            sources[year] = shipped.source
        if extra_toml is not None:
            own = _own(extra_toml, file)
            holidays = (holidays - own.workdays) | own.holidays
            workdays = (workdays - own.holidays) | own.workdays
            for year in sorted({day.year for day in own.holidays | own.workdays}):
                old = sources.get(year)
                sources[year] = f"{old}，{own.source}" if old else own.source
        return cls(
            holidays=frozenset(holidays), workdays=frozenset(workdays), sources=dict(sources)
        )

    def is_working(self, day: date) -> bool:
        """Say whether offices work on a day; in an unpublished year: whether it is no weekend."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() < _SATURDAY

    def unpublished(self, years: Iterable[int]) -> tuple[int, ...]:
        """List those of the years for which no notice is at hand, in order."""
        return tuple(sorted(set(years) - set(self.sources)))


def _own(text: str, file: str) -> _Year:
    """Read the office's own file."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise _refused("不是正确的 TOML 文件", file, broken_at(error)) from None
    if unknown := sorted(set(data) - _OWN_KEYS):
        raise _refused(f"没有“{'”“'.join(unknown)}”这样的键", file)
    source = data.get("source", f"自备放假安排文件{file}")
    if not isinstance(source, str):
        raise _refused("source 须为带引号的文本", file)
    holidays, workdays = (_days(data, key, file) for key in ("holiday", "workday"))
    if both := sorted(holidays & workdays):
        raise _refused(f"{both[0]}既列为放假又列为上班", file)
    if not holidays and not workdays:
        raise _refused("没有列出任何日期", file)
    return _Year(source, holidays, workdays)


def _days(data: dict[str, Any], key: str, file: str) -> frozenset[date]:
    days = data.get(key, [])
    if not isinstance(days, list) or not all(
        isinstance(d, date) and not isinstance(d, datetime) for d in days
    ):
        raise _refused(f"{key} 须为日期列表，如 [2027-01-01]（不加引号）", file)
    return frozenset(days)


def _refused(why: str, file: str, where: str | None = None) -> WzqaError:
    return WzqaError(
        f"放假安排文件{why}",
        Exit.INPUT,
        code="calendar-file",
        place=Place(file, None, where),
        hint="只写 holiday = [日期]、workday = [日期]，需要时加 source = “出处”",
    )
