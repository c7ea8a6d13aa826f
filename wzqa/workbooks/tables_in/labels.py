"""Which field a heading or a form's label means: by its words and aliases, never by position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.names import squeeze
from wzqa.workbooks.opening import money_units
from wzqa.workbooks.opening.money_units import UNCLEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.fields import Field
    from wzqa.workbooks.opening.cells import Sheet

_DECORATION = re.compile(
    r"[*★☆▲△●#]|[:;]+$|^\(?\d{1,2}[.)、](?=\D)|\((?:必填|选填|如有|下拉选择|盖章)\)"
)
_UNIT_BEHIND = re.compile(
    r"(?<=[入额润产年度])[/,:;_-]?((?:人民币|rmb|cny)?(?:[百千万亿]|[十百千]万)?(?:[美欧日港]?元|港币))$"
)
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*(?:\([^()]*\))?)[)\]】]")
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_YEAR = re.compile(
    r"上一?年度?|前一年度?|去年|前[二两2]年度?|前[三3]年度?|(?<!\d)20\d\d(?:年度?)?(?!\d)"
)
# a level of a heading that makes an amount another one than the whole year's: 2025年1-6月, 增长率
_PART = re.compile(r"\d月|季度|半年|同期|增[长速幅]|[率比]$|累计|预[计测算]|计划|目标|平均|合计")
_EMPTY = re.compile(r"\(\)|^[-—_/、]+|[-—_/、]+$")
_IGNORED = frozenset({"序号", "序", "排序", "推荐排序", "no", "no.", "行号"})
_RELATIVE = {"三": 1, "3": 1, "二": 2, "两": 2, "2": 2}
_GROUPS = frozenset({"recommender", "association"})  # their 联系人 is not the applicant's
PROFIT_AND_TAX = "利税"
_HINT = re.compile(
    r"[(\[【年]|[元币]$|利税|20\d\d"
)  # brackets, years, units: what a heading may add
_LONGEST = 40
SEARCHED_ROWS = 400
MANY = 8  # labels in one row that make it the header of a table
BELOW_HEADER = 2  # rows that may belong to it
_REMEMBERED = 20_000  # texts that are no heading


@lru_cache(maxsize=16384)
def plain_heading(text: str) -> str:
    """Normalise a heading: full-width forms, white space, case, stars, numbering, final colon."""
    return _DECORATION.sub("", squeeze(text).casefold())


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means: `key` "" = no field of ours, with `trouble` a problem code or "".

    `factor`: 万元 per unit written in the heading, `UNCLEAR` for another currency. `ignored`: known and not wanted (序号).
    """

    key: str = ""
    factor: Decimal | None = None
    trouble: str = ""
    ignored: bool = False


UNKNOWN = Meaning()
IGNORED = Meaning(ignored=True)


@lru_cache(maxsize=4096)
def unit_of(text: str) -> Decimal | None:
    """Read the unit of money written in a heading: 万元 per unit; see `money_units.UNCLEAR`."""
    plain = plain_heading(text)
    inside = _IN_BRACKETS.findall(plain)
    behind = _UNIT_BEHIND.search(plain)
    found = [money_units.stated(one) for one in (*inside, behind[1] if behind else "")]
    units = [unit for unit in found if unit is not None]
    if any(map(money_units.is_abroad, inside)) or any(unit != units[0] for unit in units):
        return UNCLEAR
    return units[0] if units else None


def _without_unit(plain: str) -> str:
    """Take the unit off a heading: what it says of something else in brackets stays."""
    bare = _IN_BRACKETS.sub(lambda m: "" if money_units.stated(m[1]) else m[0], plain)
    return _UNIT_BEHIND.sub("", bare)


def year_of(text: str, cycle_year: int | None) -> int | None:
    """Read which of three years a token means: 1 = 前三年 … 3 = 上一年; 0 = a year outside them."""
    found = _YEAR.search(text)
    return _year(found[0], cycle_year) if found else None


@lru_cache(maxsize=4096)
def is_year(text: str) -> bool:
    """Say whether a label is a year and nothing else but a unit: 2025年（万元）."""
    return bool(_YEAR.fullmatch(_without_unit(plain_heading(text))))


def _year(token: str, cycle_year: int | None) -> int:
    if token.startswith("前") and token[1] in _RELATIVE:
        return _RELATIVE[token[1]]
    if not token[0].isdigit():
        return 3
    place = int(token[:4]) - (cycle_year - 4) if cycle_year else 0
    return place if place in (1, 2, 3) else 0


class Labels:
    """The headings of some fields, and a sender's confirmed ones.

    `year` is the cycle's year; `mapping` goes from a heading as written to a field key
    (`revenue_1` for one year of three; "" = ignore the column).
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        year: int | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> None:
        """Index the headings and aliases."""
        self._year = year
        self._index: dict[str, Field] = {}
        self._triples = frozenset(f.key for f in fields if f.years)
        for field in fields:
            for alias in (field.heading, *field.aliases):
                plain = plain_heading(alias)
                self._index.setdefault(plain, field)
                self._index.setdefault(_without_unit(plain), field)
        self._confirmed = {plain_heading(k): v for k, v in (mapping or {}).items()}
        self._known: dict[tuple[str, ...], Meaning] = {}
        self.known: dict[str, Meaning] = {}  # what `alone` has answered

    def is_triple(self, key: str) -> bool:
        """Say whether a field has three years."""
        return key in self._triples

    def alone(self, text: str) -> Meaning:
        """Tell what one cell by itself means; 营业收入 without a year is a label too (`revenue`)."""
        known = self.known.get(text)
        if known is None:
            plain = plain_heading(text)
            known = self._find((plain,), single=True) if plain else IGNORED
            if known is not UNKNOWN or len(self.known) < _REMEMBERED:
                self.known[text] = known
        return known

    def is_label(self, text: str) -> bool:
        """Say whether one cell by itself reads like a heading of ours."""
        return bool(self.alone(text).key)

    def meaning(self, levels: tuple[str, ...]) -> Meaning:
        """Tell what the levels of one heading (top to bottom) mean together."""
        known = self._known.get(levels)
        if known is None:
            plain = tuple(p for p in map(plain_heading, levels) if p)
            known = self._known[levels] = self._find(plain, single=False) if plain else IGNORED
        return known

    def _find(self, plain: tuple[str, ...], *, single: bool) -> Meaning:
        joined = "".join(plain)
        if len(plain) == 1 and joined not in self._index and not self._hints(joined):
            return UNKNOWN
        for wording in (joined, plain[-1]):
            if wording in self._confirmed:
                key = self._confirmed[wording]
                return Meaning(key, unit_of(joined)) if key else IGNORED
        if plain[-1] in _IGNORED:
            return IGNORED
        found = self._field(joined) or self._field(plain[-1])
        group = self._field(plain[0]) if len(plain) > 1 else None
        if group and found and group.key in _GROUPS and group is not found:
            return UNKNOWN
        if found and not found.years:
            return Meaning(found.key, unit_of(joined))
        return self._yearly(plain, joined, found, single=single)

    def _hints(self, joined: str) -> bool:
        """Say whether a text that is no heading word for word may be one with something about it."""
        if joined in self._confirmed or joined in _IGNORED:
            return True
        return len(joined) <= _LONGEST and bool(_HINT.search(joined))

    def _yearly(
        self, plain: tuple[str, ...], joined: str, found: Field | None, *, single: bool
    ) -> Meaning:
        """Find one year of a triple: the year may stand in any level, before or behind the name."""
        if PROFIT_AND_TAX in joined:
            return Meaning(trouble="heading-profit-and-tax")
        year = year_of(joined, self._year)
        if year is not None:
            rest = [_EMPTY.sub("", _YEAR.sub("", level)) for level in plain]
            whole = self._field("".join(rest))
            if not whole and any(_PART.search(level) for level in rest if not self._field(level)):
                return UNKNOWN
            found = whole or next(
                (f for level in reversed(rest) if (f := self._field(level)) and f.years), None
            )
        if found is None or not found.years:
            return UNKNOWN
        if year == 0:
            return Meaning(trouble="heading-year-outside")
        if year is None:
            key = found.key if single else ""
            return Meaning(key, unit_of(joined), "" if single else "heading-year-missing")
        return Meaning(f"{found.key}_{year}", unit_of(joined))

    def _field(self, plain: str) -> Field | None:
        if not plain:
            return None
        found = self._index.get(plain) or self._index.get(_without_unit(plain))
        return found or self._index.get(_BRACKETS.sub("", plain))


class Spot(NamedTuple):
    """A cell that by itself reads like a heading of ours; `meaning` may be a trouble only."""

    row: int
    col: int
    text: str
    meaning: Meaning


def spots(sheet: Sheet, labels: Labels) -> list[Spot]:
    """Find the cells of a sheet that read like headings or labels.

    Stops below a row that holds many: that is the header of a table, and data is not searched.
    """
    found: list[Spot] = []
    in_row = current = 0
    last = SEARCHED_ROWS
    known = labels.known
    for row, col, text in sheet.strings(SEARCHED_ROWS):
        if row > last:
            break
        if row != current:
            current, in_row = row, 0
        meaning = known.get(text) or labels.alone(text)
        if meaning is UNKNOWN or meaning is IGNORED:
            continue
        found.append(Spot(row, col, text, meaning))
        in_row += 1
        if in_row == MANY:
            last = min(last, row + BELOW_HEADER)
    return found
