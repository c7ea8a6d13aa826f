"""Formulas of the 算分过程单 with their exact values: sums, weighted means, trimming, rounding.

The value stands behind each formula so that a reader which does not calculate shows it, too; it is
worked out here from the marks and never read from the result (arithmetic.md §1.3–1.7).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.rows import ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = Context(prec=15)  # what a cell keeps
_EXACT = Context(prec=60)


Exact = Fraction | Decimal
"""Marks and their sums are decimals, what a method makes of them fractions; both exact."""


def decimal_of(value: Exact) -> Decimal:
    """Give an exact value as a cell would keep it."""
    if isinstance(value, Decimal):
        return _DIGITS.plus(value).normalize() + 0
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize() + 0


@dataclass(frozen=True, slots=True)
class Amount:
    """A formula and what it comes to."""

    formula: str
    value: Exact


def summed(letter: str, rows: Sequence[int]) -> str:
    """Sum cells of a column; neighbours as a range."""
    if rows[-1] - rows[0] + 1 == len(rows):
        return f"=SUM({letter}{rows[0]}:{letter}{rows[-1]})"
    return "=" + "+".join(f"{letter}{row}" for row in rows)


class Weighted:
    """The weighted mean of the cells of a row, the weights in row `at`."""

    def __init__(self, letters: Sequence[str], shares: Sequence[Fraction], at: int) -> None:
        """Count the weights in whole units, so that decimals stay decimals until the end."""
        unit = lcm(*(share.denominator for share in shares))
        self._wholes = [int(share * unit) for share in shares]
        products = "+".join(f"{letter}{ROW}*{letter}${at}" for letter in letters)
        self._formula = f"=({products})/({'+'.join(f'{letter}${at}' for letter in letters)})"

    def of(self, values: Sequence[Decimal]) -> Amount | None:
        """Give the mean; None when nothing counts."""
        if not any(self._wholes):
            return None
        pairs = zip(values, self._wholes, strict=True)
        above, below = sum((v * n for v, n in pairs), Decimal(0)).as_integer_ratio()
        return Amount(self._formula, Fraction(above, below * sum(self._wholes)))


@dataclass(frozen=True, slots=True)
class Method:
    """How 计入值 comes about; `level` and `drop` (at each end) count only for trimmed."""

    key: str  # mean | trimmed | median | consensus
    level: str  # total | category | item
    drop: int = 1

    @property
    def weighted(self) -> bool:
        """Say whether each card has one weight for all its marks."""
        return self.key in {"mean", "consensus"} or (
            self.key == "trimmed" and self.level == "total"
        )

    def sums_at(self, *, is_item: bool, is_total: bool) -> bool:
        """Say whether a row's value is the sum of the values above it."""
        if self.key != "trimmed" or self.level == "total":
            return False
        return is_total or (self.level == "item" and not is_item)

    def row_value(
        self, cells: Sequence[str], values: Sequence[Decimal], *, is_item: bool
    ) -> Amount | None:
        """Give a row's own value: trimmed where the method trims, else the plain mean."""
        if not values or (self.key == "trimmed" and len(values) <= 2 * self.drop):
            return None
        listed = ",".join(cells)
        trims = self.key == "trimmed" and (self.level == "item") == is_item
        if trims:
            kept = sorted(values)[self.drop : len(values) - self.drop]
            formula = f"=(SUM({listed}){self._ends(listed)})/({len(cells)}-{2 * self.drop})"
            return Amount(formula, Fraction(sum(kept)) / len(kept))
        return Amount(f"=AVERAGE({listed})", Fraction(sum(values)) / len(values))

    def _ends(self, listed: str) -> str:
        if self.drop == 1:
            return f"-MAX({listed})-MIN({listed})"
        places = range(1, self.drop + 1)
        return "".join(f"-LARGE(({listed}),{k})-SMALL(({listed}),{k})" for k in places)


def rounded(cell: str, value: Fraction, places: int, mode: str) -> Amount:
    """Round as the stage does; the inner ROUND only removes the noise of binary arithmetic."""
    exact = _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    how = ROUND_HALF_UP if mode == "half_up" else ROUND_HALF_EVEN
    result = Fraction(exact.quantize(Decimal(1).scaleb(-places), rounding=how))
    if mode == "half_up":
        return Amount(f"=ROUND(ROUND({cell},8),{places})", result)
    scaled = f"ROUND({cell}*10^{places},6)"
    formula = (
        f"=IF(AND(MOD({scaled},1)=0.5,MOD(INT({scaled}),2)=0),"
        f"INT({scaled})/10^{places},ROUND({scaled}/10^{places},{places}))"
    )
    return Amount(formula, result)


def mean(values: Sequence[Decimal], decimals: int) -> Decimal | None:
    """Average for display, one more decimal than needed is not shown."""
    if not values:
        return None
    exact = sum((Fraction(v) for v in values), Fraction(0)) / len(values)
    return round_half_up(exact, decimals)


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """四舍五入 away from zero, exactly."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)
