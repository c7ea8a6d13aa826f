"""Reproducible normal noise in integers: the same on every platform and version (arithmetic.md §4.3).

`random.gauss` and `random.choices` may change between Python versions; SHAKE-256 does not. Every
label has its own stream, so row order never enters and a longer run extends the same stream.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from array import array
from functools import cache
from math import isqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

TABLE_SIZE = 4096
TABLE_SHA256 = "5228447be26b1b47e11c6b46aa45050252da7a7517642e66a5b8c6e5fdc5ead8"
MICRO = 10**6  # unit of the table
MILLI = 10**3  # unit of standard deviations, and of scores beside them

_SEPARATOR = "\x1f"
_BYTES = 2
SHIFT = 4  # of the 16 bits of a draw, the upper 12 point into the table


@cache
def normal_table() -> tuple[int, ...]:
    """Give the 4096 mid-quantiles of the standard normal in millionths; variance 0.99968.

    RuntimeError when they differ from the published ones, in which case no result would agree with
    another computer's.
    """
    quantile = NormalDist().inv_cdf
    table = tuple(round(quantile((i + 0.5) / TABLE_SIZE) * MICRO) for i in range(TABLE_SIZE))
    if hashlib.sha256(",".join(map(str, table)).encode()).hexdigest() != TABLE_SHA256:
        raise RuntimeError("the normal table differs from the published one")
    return table


def stream(seed: str, label: str, replicates: int) -> array[int]:
    """Give one 16-bit draw per replicate for a label such as `A|<code>` or `E|<name>`."""
    text = unicodedata.normalize("NFC", seed + _SEPARATOR + label)
    draws = array("H", hashlib.shake_256(text.encode("utf-8")).digest(_BYTES * replicates))
    if sys.byteorder == "little":
        draws.byteswap()
    return draws


def milli_sd(variance: Fraction) -> int:
    """Give ⌊standard deviation · 10³⌋ of an exact variance, without a float."""
    return isqrt(variance.numerator * MILLI**2 // variance.denominator)


@cache
def scaled_table(sd: int) -> tuple[int, ...]:
    """Give the table times a standard deviation in thousandths; index it by `draw >> SHIFT`."""
    return tuple(z * sd for z in normal_table())
