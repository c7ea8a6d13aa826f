"""How columns are read: said once for all rows of a table, or all forms made from one blank.

Most cells are ordinary texts and numbers and take the short way here; all others want a `Cell`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wzqa.fields import BY_KEY, Kind, Offered
from wzqa.problems import NOWHERE
from wzqa.rounding import exact
from wzqa.sources import Columns
from wzqa.workbooks.opening.cells import Cell, CellKind, is_sound, letters, ref
from wzqa.workbooks.opening.money_units import UNCLEAR
from wzqa.workbooks.tables_in import days, values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from wzqa.workbooks.tables_in.values import Read

    Position = tuple[int, int]

BLANKS = (None, "", ())
_OWN = frozenset({"award", "channel"})  # what may be chosen is the cycle's own
_ANY = Offered(())
_NO_TEXT = values.DITTO | values.NOTHING
_DATES = (date, datetime)
_HUGE = 1e300  # beyond: no amount, but 1E999 or worse
_READERS: dict[Kind, Callable[[Cell], Read[Any]]] = {
    Kind.TEXT: values.text,
    Kind.NAME: values.name,
    Kind.NAMES: values.names,
    Kind.CODE: values.code,
    Kind.YES_NO: values.yes_no,
    Kind.IN_HAND: values.in_hand,
    Kind.COUNT: values.count,
}


def base(key: str) -> str:
    """Name the field of a key: revenue_2 → revenue."""
    return key[:-2] if key[-2:-1] == "_" and key[-1] in "123" else key


class Plan:
    """How the cells of one table, or of one form, are read.

    `columns` are (key, (row, column), 万元 per unit); the row is 0 for a column of a table. A key
    that is there more than once counts where all filled cells agree.
    """

    def __init__(
        self, columns: Sequence[tuple[str, Position, Decimal | None]], offered: Offered
    ) -> None:
        """Sort the columns by how they are read; `offered` has the awards that may be applied for."""
        self.offered = offered
        self.at = tuple(at for _, at, _ in columns)
        self.factors = tuple(factor for _, _, factor in columns)
        keys = tuple(key for key, _, _ in columns)
        names = (ref(row, col) if row else letters(col) for row, col in self.at)
        self.columns = Columns(keys, tuple(names))
        self.repeated = {
            key: [i for i, k in enumerate(keys) if k == key]
            for key, times in Counter(keys).items()
            if times > 1
        }
        first = [(i, key) for key, i in self.columns.index.items()]
        kinds = {key: BY_KEY[base(key)].kind for key in keys}
        self.free = [(i, key) for i, key in first if kinds[key] in {Kind.TEXT, Kind.NAME}]
        money = [(i, key) for i, key in first if kinds[key] is Kind.MONEY]
        self.money = [(i, key) for i, key in money if self.factors[i] is not UNCLEAR]
        self.unclear = [i for i, _ in money if self.factors[i] is UNCLEAR]
        self.days = [(i, key) for i, key in first if kinds[key] is Kind.DAY]
        quick = {Kind.TEXT, Kind.NAME, Kind.MONEY, Kind.DAY}
        self.words = [(i, key) for i, key in first if kinds[key] not in quick]

    def read(self, i: int, cell: Cell, *, uses_1904: bool) -> Read[Any]:
        """Read the cell of a column as its field wants it."""
        key = self.columns.keys[i]
        read = _read(key, cell, self.factors[i], self.offered, uses_1904=uses_1904)
        return values.said(read, cell)


@lru_cache(maxsize=64)
def plan_of(columns: tuple[tuple[str, Position, Decimal | None], ...], offered: Offered) -> Plan:
    """Give the plan of some columns: the same for all workbooks made from one blank."""
    return Plan(columns, offered)


def _read(
    key: str, cell: Cell, factor: Decimal | None, offered: Offered, *, uses_1904: bool
) -> Read[Any]:
    one = BY_KEY[base(key)]
    if one.kind is Kind.DAY:
        return days.day(cell, uses_1904=uses_1904)
    if one.kind is Kind.MONEY:
        return values.money(cell, factor)
    if one.kind is Kind.TEXT and not one.dated:
        return values.text(cell, dated=False)
    if one.kind is Kind.CHOICE:
        spellings = dict(offered.spellings) if key == "award" else {}
        return values.choice(cell, offered.choices(key), spellings)
    return _READERS[one.kind](cell)


@lru_cache(maxsize=4096)
def _read_text(key: str, text: str, offered: Offered) -> Read[Any]:
    """Read an ordinary text: 是, 无, 质量奖 and the like come again and again."""
    return _read(key, Cell(CellKind.TEXT, text, text, NOWHERE), None, offered, uses_1904=False)


def read_quickly(
    plan: Plan, raws: Sequence[Any], texts: list[Any], found: dict[str, Any]
) -> list[int]:
    """Read the ordinary cells of a row or form; list those that want a closer look.

    `raws` lie in the order of the plan, "" for a blank; values go to `found`, and where a raw value
    is not its own text that goes to `texts`.
    """
    left = [i for i in plan.unclear if raws[i] != ""]
    for i, key in plan.free:
        raw = raws[i]
        if raw.__class__ is str:
            if not raw:
                continue
            if len(raw) <= values.NAME_LENGTH and is_sound(raw) and raw not in _NO_TEXT:
                found[key] = raw
                continue
        left.append(i)
    for i, key in plan.money:
        raw = raws[i]
        if raw.__class__ is float and -_HUGE < raw < _HUGE:
            texts[i] = number = exact(raw)
            factor = plan.factors[i]
            found[key] = number if factor is None else number * factor
        elif raw != "":
            left.append(i)
    for i, key in plan.days:
        raw = raws[i]
        if raw.__class__ in _DATES:
            raw = texts[i] = raw.isoformat()[:10]
        if raw.__class__ is not str or not _is_read(plan, key, raw, found):
            left.append(i)
    for i, key in plan.words:
        raw = raws[i]
        if raw.__class__ is not str or not _is_read(plan, key, raw, found):
            left.append(i)
    return left


def _is_read(plan: Plan, key: str, text: str, found: dict[str, Any]) -> bool:
    """Read a text; False when there is something to be said of it."""
    if not text:
        return True
    if not is_sound(text):
        return False
    read = _read_text(key, text, plan.offered if key in _OWN else _ANY)
    if read.notes:
        return False
    if read.value not in BLANKS:
        found[key] = read.value
    return True
