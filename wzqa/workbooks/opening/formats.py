"""What a number format adds to a number: a percent sign, a unit, a scale; what it hides of a date.

A person reads what the cell shows. 1.05 in the format `0.00"亿元"` is 1.05亿元, 105450000 in
`0!.0,"万"` is 10545万, and 3/5 typed for “third of five” has become a day without a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wzqa.names import half_width
from wzqa.workbooks.opening.markup import unescape
from wzqa.workbooks.opening.money_units import ABROAD, is_yuan
from wzqa.workbooks.opening.rendering import SAMPLES, misleads, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FORMAT = re.compile(
    rb"""<(?:\w+:)?numFmt\s(?=[^>]*\bnumFmtId\s*=\s*["'](\d+)["'])"""
    rb"""(?=[^>]*\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)'))"""
)
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf[\s/>][^>]*")
_FORMAT_ID = re.compile(rb"""\bnumFmtId\s*=\s*["'](\d{1,9})["']""")
_ANY_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*/>")

FRACTION_IDS = {12: 1, 13: 2}
PERCENT_IDS = frozenset({9, 10})
MONTH_IDS = frozenset({27, 36, 50, 52, 57, 17})  # in Chinese Excel and WPS: yyyy"年"m"月"
YEARLESS_IDS = frozenset({16, 28, 29, 51, 53, 54, 58})  # there: m"月"d"日"
_DECIMALS = dict.fromkeys((1, 3, 5, 6, 37, 38, 41, 42), 0) | dict.fromkeys(
    (2, 4, 7, 8, 39, 40, 43, 44), 2
)
_TEXT_SECTION = 3
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_TOKEN = re.compile(r'"([^"]*)"|\[([^\]]*)\]|[\\!](.)|[_*].|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E\+?\d+)?)", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:(亿|千万|百万|十万|万|千|百)|(?<![亿万千百])(?=元))(元|人|家|名|个|件|户|年)?"
)
_YEN = ("411", "ja-JP")  # where ¥ is another currency
_DIGITS = "0#?"
_FRACTION = re.compile(r"[0#?]\s*/\s*([0#?]+|\d+)")
_MOST_PARTS = 3
_GENERAL = re.compile(r"General|G/通用格式|常规", re.IGNORECASE)


class Style(NamedTuple):
    """What is out of the ordinary about a cell's number format."""

    percent: bool = False
    month_only: bool = False  # a date without its day
    yearless: bool = False  # a date without its year
    code: str = ""  # a number format that shows a unit or another scale
    fraction: int = 0  # digits of the denominator, where a number shows as a fraction: 3/5
    decimals: int = -1  # digits behind the point, where a number shows rounded
    textless: bool = False  # the format shows no text: ;;;
    struck: bool = False  # with a line through it
    unseen: bool = False  # in the colour of its ground


class Shown(NamedTuple):
    """What a format makes of a number: `value` × `scale`, followed by `unit` ("" = none)."""

    scale: Decimal
    unit: str


class _Section(NamedTuple):
    condition: tuple[str, Decimal] | None
    shown: Shown | None


def is_percent(code: str) -> bool:
    """Say whether a number format shows a percent sign."""
    return "%" in _LITERAL.sub("", code)


def _date_letters(code: str) -> str:
    bare = _LITERAL.sub("", code).lower().split(";")[0]
    return bare if set(bare) & set("ymd") and not set(bare) & set(_DIGITS) else ""


def fraction(value: Decimal, digits: int) -> str:
    """Write a number as a format of fractions shows it.

    >>> fraction(Decimal("1.6"), 1)
    '1 3/5'
    """
    exact = Fraction(value).limit_denominator(10**digits - 1)
    whole, rest = divmod(abs(exact), 1)
    shown = " ".join(str(part) for part in (whole, rest) if part) or "0"
    return f"-{shown}" if exact < 0 else shown


def _sections(code: str) -> list[str]:
    """Split at semicolons outside quotes and brackets."""
    found, start = [], 0
    for match in _TOKEN.finditer(code):
        if match[4] == ";":
            found.append(code[start : match.start()])
            start = match.end()
    return [*found, code[start:]]


def _section(code: str) -> _Section:
    """Take one section apart: digits, point and commas on one side, what is written on the other."""
    condition, digits, written, currency = None, "", "", ""
    for match in _TOKEN.finditer(_GENERAL.sub("0", code)):
        quoted, bracket, escaped, letter = match.groups()
        if bracket is not None:
            if found := _CONDITION.fullmatch(bracket.strip()):
                condition = (found[1], Decimal(found[2]))
            elif bracket.startswith("$"):  # [$US$-409]: a currency and a locale
                sign, _, place = bracket[1:].partition("-")
                currency = "" if is_yuan(sign) and place not in _YEN else sign
        elif letter is not None and letter in "0#?.,":
            digits += letter
        elif letter is not None and letter.isascii() and letter in "@/EeYyMmDdHhSsGg":
            return _Section(condition, None)
        else:
            literal = quoted if quoted is not None else (escaped or letter or "")
            digits += "!" if literal == "." else ""
            written += "" if literal == "." else literal
    return _Section(condition, _shown(digits, written, currency))


def _shown(digits: str, written: str, currency: str) -> Shown | None:
    last = max((digits.rfind(d) for d in _DIGITS), default=-1)
    if last < 0:
        return None
    whole = digits.partition(".")[0]
    end = max(whole.rfind(d) for d in _DIGITS)
    thousands = digits[last + 1 :].count(",") + (end < last) * whole[end + 1 :].count(",")
    moved = sum(d in _DIGITS for d in digits.rpartition("!")[2]) if "!" in digits else 0
    if "." in digits and "!" in digits:
        return None
    unit = _UNIT.search(half_width(written))
    scale = Decimal(1).scaleb(-3 * thousands - moved)
    found = unit[0] or (unit[2] or "") if unit else ""
    if currency:
        found += currency
    elif abroad := ABROAD.search(half_width(written).lower()):
        found += half_width(written)[abroad.start() : abroad.end()]
    if not found and "元" in written:
        found = "元"
    return Shown(scale, found) if found or scale != 1 else None


@lru_cache(maxsize=512)
def _parsed(code: str) -> tuple[_Section, ...]:
    try:
        return tuple(_section(one) for one in _sections(code)[:4])
    except (InvalidOperation, OverflowError):
        return ()


def _holds(condition: tuple[str, Decimal], value: Decimal) -> bool:
    sign, limit = condition
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> int:
    """Tell which section of a format holds for a value."""
    if any(one.condition for one in sections):
        fits = (
            i for i, s in enumerate(sections) if s.condition is None or _holds(s.condition, value)
        )
        return next(fits, len(sections) - 1)
    which = 1 if value < 0 else 2 if value == 0 else 0
    return which if which < len(sections) else 0


def shown(code: str, value: Decimal) -> Shown | None:
    """Tell the scale and unit that a format gives to a value; None when it shows it as it is.

    >>> shown('0.00"亿元"', Decimal("1.05"))
    Shown(scale=Decimal('1'), unit='亿元')
    >>> shown('0!.0,"万"', Decimal(105450000))
    Shown(scale=Decimal('0.0001'), unit='万')
    """
    sections = _parsed(code)
    return sections[_chosen(sections, value)].shown if sections else None


def misleading(code: str, value: Decimal) -> str | None:
    """Give what a person sees instead of a number: nothing, another one, a word; None when it is seen.

    >>> misleading(";;;", Decimal(5)), misleading('0"0000"', Decimal(5)), misleading("0.0", Decimal(5))
    ('', '50000', None)
    """
    sections = _parsed(code)
    if not sections:
        return None
    which = _chosen(sections, value)
    second = which == 1 and not any(one.condition for one in sections)
    text = rendered(_sections(code)[which], value, second=second)
    own = sections[which].shown
    if text is None or not misleads(text, value, own.scale if own else Decimal(1)):
        return None
    return text


@lru_cache(maxsize=1024)
def style_of(code: str, number: int = -1) -> Style | None:
    """Tell what a format does; `code` "" = built in, known by its number. None: nothing special."""
    if not code:
        found = Style(
            number in PERCENT_IDS,
            number in MONTH_IDS,
            number in YEARLESS_IDS,
            fraction=FRACTION_IDS.get(number, 0),
            decimals=_DECIMALS.get(number, -1),
        )
        return found if found != Style() else None
    if is_percent(code):
        return Style(percent=True)
    if below := _FRACTION.search(_LITERAL.sub("", code)):
        return Style(fraction=min(len(below[1]), _MOST_PARTS))
    sections = _sections(code)
    textless = len(sections) > _TEXT_SECTION and "@" not in sections[_TEXT_SECTION]
    if letters := _date_letters(code):
        year, day = "y" in letters or "e" in letters, "d" in letters
        style = Style(month_only=year and not day and "m" in letters, yearless=day and not year)
    else:
        shows = any(one.shown for one in _parsed(code))
        style = Style(
            code=code if shows or _may_mislead(code) else "",
            decimals=-1 if shows else _decimals(_LITERAL.sub("", sections[0])),
        )
    style = style._replace(textless=textless)
    return style if style != Style() else None


def _decimals(section: str) -> int:
    whole, _, rest = section.partition(".")
    if _GENERAL.search(section) or "E" in section or not any(d in whole for d in _DIGITS):
        return -1
    return sum(map(rest.count, _DIGITS))


def _may_mislead(code: str) -> bool:
    return any(misleading(code, value) is not None for value in SAMPLES)


@dataclass(frozen=True, slots=True)
class Formats:
    """The styles that matter, by number as written in a cell's `s` attribute."""

    styles: Mapping[bytes, Style] = field(default_factory=dict)

    def used_in(self, xml: bytes) -> bool:
        """Say whether a sheet has a cell of such a style."""
        numbers = b"|".join(sorted(self.styles))
        return bool(numbers) and bool(re.search(rb"""\bs\s*=\s*["'](?:%b)["']""" % numbers, xml))


_FONT = re.compile(rb"<(?:\w+:)?font(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?font\s*>)", re.DOTALL)
_FILL = re.compile(rb"<(?:\w+:)?fill(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?fill\s*>)", re.DOTALL)
_FONTS = re.compile(rb"<(?:\w+:)?fonts[\s>].*?</(?:\w+:)?fonts\s*>", re.DOTALL)
_FILLS = re.compile(rb"<(?:\w+:)?fills[\s>].*?</(?:\w+:)?fills\s*>", re.DOTALL)
STRIKE = re.compile(rb"""<(?:\w+:)?strike(?:\s+val\s*=\s*["'](?:1|true)["']\s*)?\s*/?>""")
_COLOUR = re.compile(rb"<(?:\w+:)?(?:color|fgColor)\s([^>]*?)/?>")
_SOLID = re.compile(rb"""\bpatternType\s*=\s*["']solid["']""")
_WHITE = re.compile(
    rb"""\b(?:rgb\s*=\s*["'](?:\w\w)?FFFFFF["']|theme\s*=\s*["']0["'](?!.*tint)|indexed\s*=\s*["'][19]["'])""",
    re.IGNORECASE,
)
_RGB = re.compile(rb"""\brgb\s*=\s*["'](?:[0-9a-fA-F]{2})?([0-9a-fA-F]{6})["']""")
_FAINT = 32  # of 255 in every colour: beyond, letters are seen
_IDS = re.compile(rb"""\b(fontId|fillId)\s*=\s*["'](\d{1,6})["']""")


def _colour(xml: bytes) -> bytes:
    """Give the colour of a font or ground, b"white" for every way to say so, b"" for none."""
    found = _COLOUR.search(xml)
    if not found:
        return b""
    return b"white" if _WHITE.search(found[1]) else found[1].strip()


@lru_cache(maxsize=256)
def _alike(ink: bytes, ground: bytes) -> bool:
    """Say whether letters in one colour cannot be told from a ground in the other: white on cream."""
    if ink == ground:
        return True
    found = [
        b"FFFFFF" if c == b"white" else (m[1] if (m := _RGB.search(c)) else b"")
        for c in (ink, ground)
    ]
    if not all(found):
        return False
    one, two = (bytes.fromhex(c.decode()) for c in found)
    return all(abs(a - b) <= _FAINT for a, b in zip(one, two, strict=True))


def _looks(styles: bytes) -> Callable[[bytes], tuple[bool, bool]]:
    """Tell of a cell's style whether it is struck through, and whether it is in its ground's colour."""
    blocks = (_FONTS.search(styles), _FILLS.search(styles))
    fonts = [m[1] or b"" for m in _FONT.finditer(blocks[0][0])] if blocks[0] else []
    fills = [m[1] or b"" for m in _FILL.finditer(blocks[1][0])] if blocks[1] else []
    inks = [_colour(font) for font in fonts]
    grounds = [_colour(fill) or b"?" if _SOLID.search(fill) else b"white" for fill in fills]
    struck = [bool(STRIKE.search(font)) for font in fonts]

    def look(xf: bytes) -> tuple[bool, bool]:
        ids = {name: int(number) for name, number in _IDS.findall(xf)}
        font, fill = ids.get(b"fontId", 0), ids.get(b"fillId", 0)
        ground = grounds[fill] if fill < len(grounds) else b"white"
        return font < len(fonts) and struck[font], font < len(fonts) and _alike(inks[font], ground)

    return look


@lru_cache(maxsize=64)
def formats(styles: bytes) -> Formats:
    """Read styles.xml, which is the same in many workbooks made from one blank."""
    codes = {
        int(number): unescape((double or single).decode("utf-8", "replace"))
        for number, double, single in _FORMAT.findall(styles)
        if len(number) < 10  # noqa: PLR2004  (no number of a format is longer)
    }
    block = _CELL_STYLES.search(styles)
    if not block:
        return Formats()
    look = _looks(styles)
    found: dict[bytes, Style] = {}
    for i, xf in enumerate(_STYLE.findall(block[0])):
        number = int(n[1]) if (n := _FORMAT_ID.search(xf)) else 0
        style = style_of(codes.get(number, ""), number) or Style()
        struck, unseen = look(xf)
        style = style._replace(struck=struck, unseen=unseen)
        if style != Style():
            found[b"%d" % i] = style
    return Formats(found)


def without_formats(styles: bytes) -> bytes:
    """Give styles.xml in which every cell has the general number format."""
    return _FORMAT_ID.sub(b'numFmtId="0"', _ANY_FORMAT.sub(b"", styles))
