"""Rounding of exact fractions: once, named, and never by `round()` (scoring.md §1.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

Mode = Literal["half_up", "gb8170"]


def round_ratio(numerator: int, denominator: int, places: int, mode: Mode) -> Decimal:
    """Round numerator/denominator (denominator > 0) to `places` decimals.

    `half_up` is 四舍五入: an exact half goes away from zero. `gb8170` is 四舍六入五成双 of
    GB/T 8170: an exact half goes to the even digit. Negative numbers by their absolute value;
    negative `places` round to tens, hundreds and so on.
    """
    size = abs(numerator)
    if places >= 0:
        size *= 10**places
    else:
        denominator *= 10**-places
    whole, rest = divmod(size, denominator)
    rest *= 2
    if rest > denominator or (rest == denominator and (mode == "half_up" or whole % 2)):
        whole += 1
    digits = tuple(map(int, str(whole)))
    return Decimal((int(numerator < 0 and whole > 0), digits, -places))


def round_q(value: Fraction, places: int, mode: Mode = "half_up") -> Decimal:
    """Round an exact value to `places` decimals; see `round_ratio`."""
    return round_ratio(value.numerator, value.denominator, places, mode)
