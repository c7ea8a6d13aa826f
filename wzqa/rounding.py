"""Numbers as typed and printed; exact fractions rounded once, never by `round()` (arithmetic.md §1.6)."""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

Mode = Literal["half_up", "gb8170"]

SIGNIFICANT = 15  # digits that Excel and WPS keep of a number

# `scaleb` alone moves the decimal point exactly, whatever context the caller's thread has set.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def round_ratio(numerator: int, denominator: int, places: int, mode: Mode) -> Decimal:
    """Round numerator/denominator (denominator > 0) to `places` decimals.

    `half_up` is 四舍五入: an exact half goes away from zero. `gb8170` is 四舍六入五成双 of
    GB/T 8170: an exact half goes to the even digit. Negative numbers by their absolute value;
    negative `places` round to tens, hundreds and so on. Zero never bears a sign.

    >>> round_ratio(612125, 1000, 2, "half_up"), round_ratio(612125, 1000, 2, "gb8170")
    (Decimal('612.13'), Decimal('612.12'))
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
    return Decimal(whole if numerator >= 0 else -whole).scaleb(-places, _EXACT)


def round_q(value: Fraction, places: int, mode: Mode = "half_up") -> Decimal:
    """Round an exact value to `places` decimals; see `round_ratio`."""
    return round_ratio(value.numerator, value.denominator, places, mode)


def exact(value: float) -> Decimal:
    """Turn a stored number into the decimal that was typed.

    Excel keeps 15 significant digits, so longer tails (formula noise such as
    0.30000000000000004) are rounded away; whole numbers stay whole.
    """
    if value.is_integer():
        return Decimal(int(value))
    text = repr(value)
    if len(text) <= SIGNIFICANT:  # a point and fewer digits than are kept
        return Decimal(text)
    number = Decimal(text)
    if len(number.as_tuple().digits) > SIGNIFICANT:
        number = Decimal(f"{value:.{SIGNIFICANT}g}").normalize()
    return number


def plain(number: Decimal) -> str:
    """Print a number without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
