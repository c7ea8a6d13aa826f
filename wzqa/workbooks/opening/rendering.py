"""What a number format makes of a number on the screen, as far as it can mislead.

Not a whole renderer: digits, literals, signs and sections, enough to tell whether a person who looks
at the cell sees the number that is stored.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from wzqa.rounding import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = re.compile(
    r'"([^"]*)"|\[([^\]]*)\]|[\\!](.)|_.|\*.|(General|G/通用格式|常规)|(.)',
    re.DOTALL | re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_OTHER = "@/EeYyMmDdHhSsGg"  # text, dates, fractions, powers: not for this module
_DASHES = frozenset("-—–－")
_MINUS = re.compile(r"[-−－(△▲负]")
SAMPLES = tuple(map(Decimal, ("0", "7", "1234.5", "-7", "-1234.5", "105450000")))


class _Part(NamedTuple):
    digit: str  # 0, # or ?; "G" for the number as it is; "." the point; "" for a literal
    literal: str


def _parts(section: str) -> tuple[list[_Part], int, bool] | None:
    """Take a section apart: its parts, commas that scale, whether a colour says negative."""
    parts: list[_Part] = []
    commas, scale, coloured = 0, 0, False
    for found in _TOKEN.finditer(section):
        quoted, bracket, escaped, general, letter = found.groups()
        if bracket is not None:
            coloured = coloured or not bracket.startswith(("$", "<", ">", "=", "DBNum"))
            sign = bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
            parts += [_Part("", sign)] if sign else []
        elif general:
            parts.append(_Part("G", ""))
        elif letter and letter in "0#?":
            parts.append(_Part(letter, ""))
            commas = 0
        elif letter == ".":
            parts.append(_Part(".", ""))
            scale, commas = scale + commas, 0
        elif letter == ",":
            commas += 1
        elif letter and letter in _OTHER and letter.isascii():
            return None
        elif quoted or escaped or letter:
            parts.append(_Part("", quoted or escaped or letter))
    return parts, scale + commas, coloured


def _written(parts: Sequence[_Part], number: Decimal) -> str:
    """Fill digits into their places, from the point to both sides."""
    point = next((i for i, part in enumerate(parts) if part.digit == "."), len(parts))
    behind = [i for i, part in enumerate(parts) if part.digit in {*"0#?"} and i > point]
    before = [i for i, part in enumerate(parts) if part.digit in {*"0#?"} and i < point]
    rounded = number.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP)
    whole, _, rest = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0")
    out = [
        plain(number) if p.digit == "G" else p.digit if p.digit == "." else p.literal for p in parts
    ]
    for i in reversed(before):
        out[i] = whole[-1:] or ("0" if parts[i].digit == "0" else "")
        whole = whole[:-1]
    if before:
        out[before[0]] = whole + out[before[0]]
    kept = len(rest)
    while kept and rest[kept - 1] == "0" and parts[behind[kept - 1]].digit != "0":
        kept -= 1
    for at, i in enumerate(behind):
        out[i] = rest[at] if at < kept else ""
    return "".join(out)


def rendered(section: str, value: Decimal, *, second: bool) -> str | None:
    """Give what a section shows of a number; None when that is not for this module to say.

    `second`: the section for negative numbers, which shows no sign of its own.
    """
    found = _parts(section)
    if found is None:
        return None
    parts, scale, coloured = found
    if not parts:
        return ""
    number = abs(value).scaleb(-3 * scale)
    sign = "-" if value < 0 and (coloured or not second) else ""
    try:
        return sign + _written(parts, number)
    except InvalidOperation:
        return None


def misleads(shown: str, value: Decimal, scale: Decimal) -> bool:
    """Say whether a person who sees `shown` takes the cell for another number than `value` × `scale`."""
    text = re.sub(r"[\s,，]", "", shown)
    if not value and text and set(text) <= _DASHES:
        return False  # how accounts show a nought
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        return True
    seen = Decimal(numbers[0])
    digits = -int(seen.as_tuple().exponent)
    if abs(seen - abs(value) * scale) > Decimal("0.5").scaleb(-digits):
        return True
    negative = bool(_MINUS.search(text[: text.index(numbers[0])]))
    return bool(seen) and negative != (value < 0)
