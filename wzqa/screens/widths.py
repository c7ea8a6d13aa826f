"""Widths on a screen of fixed pitch: a Chinese character takes two columns."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[!-~]+$")
_NEVER_FIRST = "，。；：、！？）》”’〕%"


@lru_cache(maxsize=4096)
def width(text: str) -> int:
    """Count the columns a text takes.

    >>> width("第5名")
    5
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """Fill a text up to so many columns.

    >>> padded("名次", 6)
    '名次  '
    """
    return text + " " * (columns - width(text))


def shortened(text: str, columns: int) -> str:
    """Cut a text to so many columns, with … where something was cut."""
    if width(text) <= columns:
        return text
    taken, room = "", columns - 2
    for char in text:
        room -= width(char)
        if room < 0:
            break
        taken += char
    return f"{taken}…"


def _break(line: str, char: str, columns: int, indent: int) -> int:
    """Tell how much of a full line stays where `char` comes next."""
    if char in _NEVER_FIRST:
        return len(line) - 1
    word = _WORD.search(line) if _WORD.match(char) else None
    if word and word.start() > indent and len(word[0]) <= columns // 3:
        return word.start()
    return len(line)


def wrapped(text: str, columns: int, *, indent: str = "") -> list[str]:
    """Break a text into lines of so many columns; lines after the first are indented.

    No line begins with a comma, and a word, number or path stays whole where it is not too long.
    """
    lines: list[str] = []
    line = ""
    for char in text:
        if width(line + char) > columns:
            kept = line[: _break(line, char, columns, len(indent) if lines else 0)]
            lines.append(kept)
            line = indent + line[len(kept) :]
        line += char
    return [*lines, line] if line.strip() or not lines else lines
