"""Editions of the regulation: articles under our own keys, clauses quoted, settings named.

An edition is `data/regulations/<name>.toml` (defaults, clauses) and, when its text is at hand,
`<name>.md` (articles headed `## key （printed） word`). Every judgement cites a `Clause`, whose
words stand in the text, or a `Setting`, which prints 办法未规定.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from wzqa.problems import Exit, WzqaError

UNVERIFIED = "条文未核实"
UNREGULATED = "办法未规定"


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
    city: str
    government: str
    cycle_years: int
    notice_day: str
    county_day: str
    city_day: str
    unverified: tuple[str, ...]
    articles: dict[str, Article]
    clauses: dict[str, Clause | Setting]
    defaults: dict[str, Any]

    def cite(self, key: str) -> Clause | Setting:
        """Give the clause or setting behind a rule or step; ValueError when it has none."""
        if key not in self.clauses:
            msg = f"edition {self.name} has no clause for {key}"
            raise ValueError(msg)
        return self.clauses[key]

    def in_full(self, key: str) -> str:
        """Give the whole item (else the article) that a clause is quoted from; "" without text."""
        clause = self.cite(key)
        if not isinstance(clause, Clause):
            return ""
        text = next((a.text for a in self.articles.values() if str(a) == clause.article), "")
        lines = text.splitlines()
        item = next((line for line in lines if clause.item and line.startswith(clause.item)), "")
        return item or text or clause.quote


def profile_names() -> list[str]:
    """List the shipped editions."""
    folder = resources.files("wzqa") / "data" / "regulations"
    return sorted(p.name[:-5] for p in folder.iterdir() if p.name.endswith(".toml"))


def parse_articles(text: str) -> dict[str, Article]:
    """Split an edition's text at its `## key （printed） word` headings."""
    articles: dict[str, Article] = {}
    parts = re.split(r"^## (\S+) (（[^）]+）)[ ]?(\S*)\n", text, flags=re.MULTILINE)[1:]
    for key, printed, word, body in zip(*[iter(parts)] * 4, strict=True):
        body = re.split(r"^# ", body, flags=re.MULTILINE)[0]  # noqa: PLW2901
        articles[key] = Article(key, printed, word, body.strip())
    return articles


def parse_edition(name: str, toml_text: str, md_text: str | None) -> Edition:
    """Build an edition from the text of its two files (`md_text` None: no text at hand)."""
    data = tomllib.loads(toml_text)
    articles = parse_articles(md_text) if md_text else {}
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
        city=data["city"],
        government=data["government"],
        cycle_years=data["cycle_years"],
        notice_day=data["notice_day"],
        county_day=data["county_day"],
        city_day=data["city_day"],
        unverified=tuple(data["unverified"]),
        articles=articles,
        clauses=clauses,
        defaults=data["defaults"],
    )


@cache
def load_edition(name: str) -> Edition:
    """Load a shipped edition; an unknown name is an error that lists the known ones."""
    if name not in profile_names():
        known = "、".join(profile_names())
        raise WzqaError(
            f"没有名为“{name}”的办法版本", Exit.INPUT, code="profile-unknown", hint=f"可用：{known}"
        )
    return parse_edition(name, *edition_texts(name))


def edition_texts(name: str) -> tuple[str, str | None]:
    """Give the two files of a shipped edition: its data, and its text where that is at hand."""
    folder = resources.files("wzqa") / "data" / "regulations"
    text = folder / f"{name}.md"
    return (
        (folder / f"{name}.toml").read_text(encoding="utf-8"),
        text.read_text(encoding="utf-8") if text.is_file() else None,
    )
