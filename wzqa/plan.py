"""The stages of an award, in their order: which are scored is data of its edition (`[[stages]]`).

Before the scored stages stands the screening, after them vote, publicity and award: the chain in which
each list rests on the one before. The rules of a scored stage (cap, weights, method, …) are settings,
`[stage.<key>]`. What code means by a stage beside its key is a role: the first, the one on site, the
last.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

MARKER, OWN, DATA = "award.toml", "办法", "edition.toml"  # settings, own editions, their data
_BEFORE = {"apply": "申报", "screen": "资格审查"}
_AFTER = {"vote": "审查表决", "publicity": "初选公示", "award": "审定公布"}
_LATER = {"aftercare": "获评后管理"}
# what the record, folders and commands call otherwise
_TAKEN = frozenset({*_BEFORE, *_AFTER, *_LATER, "second", "calibration", "panels", "record", "draft",
                    "report", "further", "score"})  # fmt: skip
ON = ("papers", "site", "hearing")  # what is scored: the application, the firm on site, its hearing

# roles: stages as code means them, whatever their keys
FIRST, SITE, LAST = "@first", "@site", "@last"
TO_SITE = "@to-site"  # its list goes to the site
REST = "@rest"  # every scored stage whose list does not go to the site
EACH, EVERY = "@each", "@every"  # every scored stage; every stage there is


def count(names: Sequence[str]) -> str:
    """Say before 个阶段 how many there are: 两."""
    return "零一两三四五六七八九十"[len(names)]


@dataclass(frozen=True, slots=True)
class ScoredStage:
    """A stage with score sheets.

    Attributes:
        key: as it is typed, and stands in folders and in the record.
        name: as papers have it, 资料评审.
        brief: also accepted for the name; what the names of its panels begin with: 资料.
        on: what is scored, one of `ON`.
        admits: what its list gives: 进入现场评审; 未 before it says what it refuses.
        standing: whom its list holds, in tables: 进入现场.
    """

    key: str
    name: str
    brief: str
    on: str
    admits: str
    standing: str

    @property
    def act(self) -> str:
        """Say what a panel does in it: 现场评审, 陈述答辩评审."""
        return self.name if self.name.endswith("评审") else f"{self.name}评审"

    @property
    def refuses(self) -> str:
        """Say what became of those who are not on its list."""
        return f"未{self.admits}"


@dataclass(frozen=True)
class Plan:
    """The stages of an award."""

    scored: tuple[ScoredStage, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Name the scored stages in their order."""
        return tuple(stage.key for stage in self.scored)

    @cached_property
    def names(self) -> dict[str, str]:
        """Name every stage in Chinese, by key, in the order of the year."""
        return _BEFORE | {s.key: s.name for s in self.scored} | _AFTER | _LATER

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Name the stages whose lists are confirmed, each resting on the one before."""
        return ("screen", *self.keys, *_AFTER)

    @property
    def first(self) -> str:
        """Name the first scored stage: what the applicants wrote is looked at, its cut is the widest."""
        return self.keys[0]

    @property
    def last(self) -> str:
        """Name the last scored stage: its list goes to the vote."""
        return self.keys[-1]

    @cached_property
    def site(self) -> str:
        """Name the stage on site."""
        return next(stage.key for stage in self.scored if stage.on == "site")

    @cached_property
    def to_site(self) -> str:
        """Name the stage whose list goes to the site."""
        return self.keys[self.keys.index(self.site) - 1]

    @cached_property
    def others(self) -> tuple[ScoredStage, ...]:
        """Give the scored stages beside the first and that on site."""
        return tuple(s for s in self.scored if s.key not in {self.first, self.site})

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Name the scored stages in Chinese, in their order."""
        return tuple(stage.name for stage in self.scored)

    def of(self, key: str) -> ScoredStage:
        """Give a scored stage."""
        return self.scored[self.keys.index(key)]

    def before(self, stage: str) -> str | None:
        """Name the stage that a stage rests on."""
        at = self.order.index(stage)
        return self.order[at - 1] if at else None

    def up_to(self, stage: str) -> tuple[str, ...]:
        """Name the scored stages up to one of them, itself the last."""
        return self.keys[: self.keys.index(stage) + 1]

    def after(self, stage: str) -> tuple[str, ...]:
        """Name the stages whose lists rest on a stage's."""
        return self.order[self.order.index(stage) + 1 :]

    def stages_of(self, role: str) -> tuple[str, ...]:
        """Give the stages that a role stands for; a key stands for itself."""
        return {
            FIRST: (self.first,),
            SITE: (self.site,),
            TO_SITE: (self.to_site,),
            REST: tuple(key for key in self.keys if key != self.to_site),
            LAST: (self.last,),
            EACH: self.keys,
            EVERY: tuple(self.names),
        }.get(role, (role,))

    def roles(self) -> dict[str, str]:
        """Name what the scored stages hand in: role of a file → what it is called."""
        return {f"scores-{s.key}": f"{s.name}评分表" for s in self.scored}


def parse_plan(rows: list[dict[str, str]]) -> Plan:
    """Build the plan from `[[stages]]` of an edition; `faults` names what is wrong with it first."""
    return Plan(tuple(ScoredStage(**row) for row in rows))


def faults(rows: object) -> Iterator[tuple[str, str]]:
    """Name what is wrong with `[[stages]]` of an edition: (message, value)."""
    if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
        yield "[[stages]]：须至少写一个评分的阶段", ""
        return
    wanted = [f.name for f in fields(ScoredStage)]
    for number, row in enumerate(rows, 1):
        where = f"第{number}个 [[stages]]"
        for key in wanted:
            if not (isinstance(row.get(key), str) and row[key]):
                yield f"{where} {key}：须为带引号的文本", str(row.get(key, ""))
        for key in row.keys() - set(wanted):
            yield f"{where} 没有 {key} 这个键", key
        key = str(row.get("key", ""))
        if not re.fullmatch(r"[a-z]{2,20}", key) or key in _TAKEN:
            yield f"{where} key：须为2至20个小写字母，不与别的阶段、命令相同", key
        if row.get("on") not in ON:
            yield f"{where} on：只能是 {'、'.join(ON)}", str(row.get("on"))
    for key in ("key", "name", "brief"):
        if len({row.get(key) for row in rows}) != len(rows):
            yield f"[[stages]] 有相同的 {key}", ""
    if len(rows) > 10:  # noqa: PLR2004  (as far as `count` counts)
        yield "[[stages]]：不能超过10个", ""
    if [row.get("on") == "site" for row in rows].count(True) != 1 or rows[0].get("on") == "site":
        yield '[[stages]]：on = "site" 的须有且只有一个，不能是第一个', ""


def _shipped() -> Traversable:
    return resources.files("wzqa") / "data" / "editions"


@cache
def shipped_rows(name: str = "") -> tuple[dict[str, Any], ...]:
    """Give `[[stages]]` of a shipped edition; of that of a cycle that names none."""
    folder = _shipped()
    name = name or (folder / "default").read_text(encoding="utf-8").strip()
    return tuple(tomllib.loads((folder / name / DATA).read_text(encoding="utf-8"))["stages"])


@cache
def shipped_plan() -> Plan:
    """Give the stages of the edition of a cycle that names none."""
    return parse_plan(list(shipped_rows()))


def plan_at(folder: Path | None) -> Plan:
    """Give the stages of the award whose cycle lies in a folder, for the command line to know them.

    Whatever cannot be read is left to the command, which names it: then the shipped ones.
    """
    if folder is None:
        return shipped_plan()
    try:
        settings = tomllib.loads((folder / MARKER).read_text(encoding="utf-8-sig"))
        name = str(settings["profile"])
        own = folder / OWN / name / DATA
        if own.is_file():
            rows = tomllib.loads(own.read_text(encoding="utf-8-sig"))["stages"]
        else:
            rows = list(shipped_rows(name))
    except (OSError, ValueError, KeyError):
        return shipped_plan()
    return shipped_plan() if any(faults(rows)) else parse_plan(rows)
