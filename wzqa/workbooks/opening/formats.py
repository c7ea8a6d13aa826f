"""Which cell styles of a workbook show a percent sign, or a month without a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_FORMAT = re.compile(
    rb"""<(?:\w+:)?numFmt\s(?=[^>]*\bnumFmtId\s*=\s*["'](\d+)["'])"""
    rb"""(?=[^>]*\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)'))"""
)
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs\s*>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf[\s/>][^>]*")
_FORMAT_ID = re.compile(rb"""\bnumFmtId\s*=\s*["'](\d+)["']""")
_ANY_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*/>")

PERCENT_IDS = frozenset({9, 10})
MONTH_IDS = frozenset({17, 27, 36, 50, 52, 57})  # in Chinese Excel and WPS: yyyy"年"m"月"
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def is_percent(code: str) -> bool:
    """Say whether a number format shows a percent sign."""
    return "%" in _LITERAL.sub("", code)


def is_month_only(code: str) -> bool:
    """Say whether a date format shows year and month but no day."""
    bare = _LITERAL.sub("", code).lower().split(";")[0]
    return "y" in bare and "m" in bare and "d" not in bare


@dataclass(frozen=True, slots=True)
class Formats:
    """Style numbers, as written in a cell's `s` attribute."""

    percent: frozenset[bytes] = frozenset()
    month_only: frozenset[bytes] = frozenset()

    def used_in(self, xml: bytes) -> bool:
        """Say whether a sheet has a cell of such a style."""
        numbers = b"|".join(sorted(self.percent | self.month_only))
        return bool(numbers) and bool(re.search(rb"""\bs\s*=\s*["'](?:%b)["']""" % numbers, xml))


@lru_cache(maxsize=64)
def formats(styles: bytes) -> Formats:
    """Read styles.xml, which is the same in many workbooks made from one blank."""
    percent, month = set(PERCENT_IDS), set(MONTH_IDS)
    for number, double, single in _FORMAT.findall(styles):
        code = (double or single).decode("utf-8", "replace").replace("&quot;", '"')
        percent.discard(int(number))
        month.discard(int(number))
        if is_percent(code):
            percent.add(int(number))
        elif is_month_only(code):
            month.add(int(number))
    block = _CELL_STYLES.search(styles)
    if not block:
        return Formats()
    ids = [_FORMAT_ID.search(style) for style in _STYLE.findall(block[0])]
    numbers = [int(found[1]) if found else 0 for found in ids]
    return Formats(
        frozenset(b"%d" % i for i, number in enumerate(numbers) if number in percent),
        frozenset(b"%d" % i for i, number in enumerate(numbers) if number in month),
    )


def without_formats(styles: bytes) -> bytes:
    """Give styles.xml in which every cell has the general number format."""
    return _FORMAT_ID.sub(b'numFmtId="0"', _ANY_FORMAT.sub(b"", styles))
