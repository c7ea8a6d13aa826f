"""GB/T 19580 editions as data: categories, items, points (GB/Z 19579 annex), scoring bands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wzqa.problems import Exit, WzqaError


@dataclass(frozen=True, slots=True)
class Item:
    """A scored clause such as 4.1.2; `points` is its maximum."""

    clause: str
    name: str
    points: int
    kind: str  # process | result
    basis: str = ""  # what the points as entered rest on


@dataclass(frozen=True, slots=True)
class Category:
    """A chapter such as 4.1 领导 with its items; its maximum is their sum."""

    clause: str
    name: str
    items: tuple[Item, ...]
    basis: str = ""  # of the sum

    @property
    def points(self) -> int:
        """Sum of the items' points."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True, slots=True)
class Band:
    """One scoring band in percent, paraphrased for process and result items."""

    low: int
    high: int
    process: str
    result: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """One edition of the criteria."""

    edition: str
    guide: str
    note: str
    categories: tuple[Category, ...]
    bands: tuple[Band, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in order."""
        return tuple(item for category in self.categories for item in category.items)

    @property
    def points(self) -> int:
        """Sum of all points."""
        return sum(category.points for category in self.categories)

    def category_of(self, clause: str) -> Category:
        """Give the category that an item belongs to."""
        return next(c for c in self.categories if clause.startswith(c.clause + "."))


def parse_criteria(text: str) -> Criteria:
    """Build an edition from TOML and prove its sums; ValueError says in Chinese which do not hold."""
    data = tomllib.loads(text)
    bases: dict[str, str] = data.get("basis", {})

    def said(entry: dict[str, str]) -> str:
        return bases.get(entry.get("basis", ""), entry.get("basis", ""))

    categories = tuple(
        Category(
            c["clause"],
            c["name"],
            tuple(
                Item(i["clause"], i["name"], i["points"], i["kind"], said(i)) for i in c["items"]
            ),
            said(c),
        )
        for c in data["category"]
    )
    bands = tuple(Band(b["low"], b["high"], b["process"], b["result"]) for b in data["band"])
    criteria = Criteria(data["edition"], data["guide"], data["note"], categories, bands)
    wrong = [
        f"{c.clause} {c.name}各条目合计{c.points}分，类目写的是{said['points']}分"
        for c, said in zip(categories, data["category"], strict=True)
        if c.points != said["points"]
    ]
    if criteria.points != data["points"]:
        wrong.append(f"各类目合计{criteria.points}分，总分写的是{data['points']}分")
    clauses = [item.clause for item in criteria.items]
    if len(set(clauses)) != data["item_count"] or len(clauses) != data["item_count"]:
        wrong.append(
            f"共{len(clauses)}个条目（不重复的{len(set(clauses))}个），写的是{data['item_count']}个"
        )
    if wrong:
        raise ValueError("；".join(wrong))
    return criteria


@cache
def _shipped() -> dict[str, str]:
    """Give the texts of the shipped editions of the standard by their names."""
    folder = resources.files("wzqa") / "data" / "criteria"
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir(), key=lambda p: p.name)
        if path.name.endswith(".toml")
    ]
    return {tomllib.loads(text)["edition"]: text for text in texts}


def criteria_text(edition: str) -> str:
    """Give the data of an edition as shipped; unknown: an error that lists the known ones."""
    known = _shipped()
    if edition not in known:
        raise WzqaError(
            f"没有评审标准“{edition}”的数据",
            Exit.INPUT,
            code="criteria-unknown",
            hint=f"可用：{'、'.join(known)}",
        )
    return known[edition]


@cache
def load_criteria(edition: str) -> Criteria:
    """Load the edition named in `criteria.edition`."""
    return parse_criteria(criteria_text(edition))
