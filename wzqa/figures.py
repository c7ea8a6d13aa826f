"""Numbers as they were typed: from a stored float to the decimal behind it, and to its text."""

from __future__ import annotations

from decimal import Decimal

SIGNIFICANT = 15  # digits that Excel and WPS keep of a number


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
