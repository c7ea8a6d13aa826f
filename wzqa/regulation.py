"""Editions of the regulation: articles under our own keys, clauses quoted, settings named.

An edition is a folder `data/editions/<name>/` (an office's own: `办法/<name>/` of the cycle): `edition.toml`
(names, stages, clauses,
defaults, what only its notice says), `regulation.md` where the text is at hand (articles headed
`## key （printed） word` or `## key 第…条`), `regions.toml` (the area), `criteria.toml` where the points of the
criteria are its own. Every judgement cites a `Clause`, whose words stand in the text, or a `Setting`, which
prints 办法未规定.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from wzqa.criteria import Criteria, parse_criteria
from wzqa.plan import Plan, parse_plan, shipped_rows
from wzqa.problems import Exit, WzqaError
from wzqa.regions import Area, Speech, parse_area

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

UNVERIFIED = "条文未核实"
UNREGULATED = "办法未规定"
DATA, TEXT, REGIONS, CRITERIA = "edition.toml", "regulation.md", "regions.toml", "criteria.toml"
PARTS = (
    DATA,
    TEXT,
    REGIONS,
    CRITERIA,
)  # the files of an edition, in the order in which they are read
NOTICE_TEXTS = (
    "purpose",
    "vacancy",
    "scope",
    "handing_in",
    "recommending",
)  # what only its 申报通知 says


@dataclass(frozen=True, slots=True)
class Article:
    """One article: our key, the number as printed, the word that tells a repeat apart, its text."""

    key: str
    printed: str
    word: str
    text: str

    def __str__(self) -> str:
        """Print as `（九）（评审组）`."""
        return f"{self.printed}（{self.word}）" if self.word else self.printed


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of the regulation that a judgement rests on; `quote` is verbatim, "" if unverified."""

    article: str
    item: str
    quote: str

    def __str__(self) -> str:
        """Print as `（十一）（一）`, `（二十四）2`, or 条文未核实."""
        return f"{self.article}{self.item}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of award.toml that decides where the regulation is silent ("" = none, it is fixed)."""

    key: str

    def __str__(self) -> str:
        """Print 办法未规定."""
        return UNREGULATED

    @property
    def quote(self) -> str:
        """Name the setting in place of quoted words."""
        return f"见 award.toml：{self.key}" if self.key else ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its names, its articles (empty without text), clauses by rule, defaults."""

    name: str
    title: str
    umbrella: str
    committee: str
    government: str
    cycle_years: int
    notice_day: str
    county_day: str
    city_day: str
    unverified: tuple[str, ...]
    whole_text: bool  # the articles at hand are all there are: they may be printed as 办法全文
    conditions: str  # key of the article that lists who may apply; "" = none at hand
    texts: dict[str, str]
    plan: Plan
    articles: dict[str, Article]
    clauses: dict[str, Clause | Setting]
    defaults: dict[str, Any]
    area: Area
    criteria: Criteria | None  # the office's own points; None = those of the standard as shipped

    def cite(self, key: str) -> Clause | Setting:
        """Give the clause or setting behind a rule or step; ValueError when it has none."""
        if key not in self.clauses:
            raise ValueError(f"edition {self.name} has no clause for {key}")
        return self.clauses[key]

    @property
    def speech(self) -> Speech:
        """Give the words of headings and guides, with the years looked back by default."""
        return replace(self.area.speech, lookback=self.defaults["eligibility"]["lookback_years"])

    def in_full(self, key: str) -> str:
        """Give the whole item (else the article) that a clause is quoted from; "" without text."""
        clause = self.cite(key)
        if not isinstance(clause, Clause):
            return ""
        text = next((a.text for a in self.articles.values() if str(a) == clause.article), "")
        lines = text.splitlines()
        item = next((line for line in lines if clause.item and line.startswith(clause.item)), "")
        return item or text or clause.quote


def _shipped() -> Traversable:
    return resources.files("wzqa") / "data" / "editions"


def profile_names() -> list[str]:
    """List the shipped editions."""
    return sorted(p.name for p in _shipped().iterdir() if (p / DATA).is_file())


@cache
def default_profile() -> str:
    """Name the edition of a cycle that names none; it has every clause that the program asks for."""
    return (_shipped() / "default").read_text(encoding="utf-8").strip()


_HEADING = r"^## (\S+) (（[^）]+）|第\S+?条)[ ]?(\S*)\n"


def parse_articles(text: str) -> dict[str, Article]:
    """Split an edition's text at its `## key （printed） word` headings."""
    articles: dict[str, Article] = {}
    parts = re.split(_HEADING, text, flags=re.MULTILINE)[1:]
    for key, printed, word, body in zip(*[iter(parts)] * 4, strict=True):
        body = re.split(r"^# ", body, flags=re.MULTILINE)[0]  # noqa: PLW2901
        articles[key] = Article(key, printed, word, body.strip())
    return articles


def parse_edition(name: str, texts: Mapping[str, str]) -> Edition:
    """Build an edition from the texts of its files, by their names (`PARTS`)."""
    data = tomllib.loads(texts[DATA])
    articles = parse_articles(texts.get(TEXT, ""))
    clauses: dict[str, Clause | Setting] = {}
    for rule, spec in data["clauses"].items():
        if "setting" in spec:
            clauses[rule] = Setting(spec["setting"])
        elif spec.get("unverified"):
            clauses[rule] = Clause(UNVERIFIED, "", "")
        else:
            article = articles[spec["article"]]
            clauses[rule] = Clause(str(article), spec.get("item", ""), spec["quote"])
    return Edition(
        name=name,
        title=data["title"],
        umbrella=data["umbrella"],
        committee=data["committee"],
        government=data["government"],
        cycle_years=data["cycle_years"],
        notice_day=data["notice_day"],
        county_day=data["county_day"],
        city_day=data["city_day"],
        unverified=tuple(data["unverified"]),
        whole_text=data.get("whole_text", True),
        conditions=data["conditions"],
        texts=data["texts"],
        plan=parse_plan(data.get("stages") or list(shipped_rows())),
        articles=articles,
        clauses=clauses,
        defaults=data["defaults"],
        area=parse_area(texts[REGIONS]),
        criteria=parse_criteria(texts[CRITERIA]) if CRITERIA in texts else None,
    )


@cache
def load_edition(name: str) -> Edition:
    """Load a shipped edition; an unknown name is an error that lists the known ones."""
    if name not in profile_names():
        known = "、".join(profile_names())
        raise WzqaError(
            f"没有名为“{name}”的办法版本", Exit.INPUT, code="profile-unknown", hint=f"可用：{known}"
        )
    return parse_edition(name, edition_texts(name))


@cache
def edition_texts(name: str) -> dict[str, str]:
    """Give the files of a shipped edition by name, the area that it shares with another one included."""
    folder = _shipped() / name
    texts = {
        part: (folder / part).read_text(encoding="utf-8")
        for part in PARTS
        if (folder / part).is_file()
    }
    if REGIONS not in texts:
        same = tomllib.loads(texts[DATA])["regions"]
        texts[REGIONS] = (_shipped() / same / REGIONS).read_text(encoding="utf-8")
    return texts


@cache
def known_clauses() -> frozenset[str]:
    """Name every rule and step that a shipped edition has a clause or a setting for."""
    return frozenset(key for name in profile_names() for key in load_edition(name).clauses)


@cache
def shipped_areas() -> tuple[Area, ...]:
    """Give the areas of all shipped editions, each once."""
    texts = {edition_texts(name)[REGIONS]: None for name in profile_names()}
    return tuple(map(parse_area, texts))
