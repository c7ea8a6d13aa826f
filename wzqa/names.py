"""Texts made comparable (workbooks.md §12): the one place where width, space, case and brackets fold.

What is folded is compared and parsed, never shown; `tidy_person` alone is for printing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# white space, controls, and what has no width
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe]+"
)
_LIKE = str.maketrans({**dict.fromkeys("•‧∙・", "·"), **dict.fromkeys("〔【[{", "("),
                       **dict.fromkeys("〕】]}", ")")})  # fmt: skip


def half_width(text: str) -> str:
    """Give ordinary letters, digits and brackets for full-width ones, without space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def has_note_mark(text: str) -> bool:
    """Say whether a text holds digits that are marks and no part of a number: 100①, 5², ½."""
    return not text.isascii() and any(
        c.isnumeric() and unicodedata.normalize("NFKC", c) != c and not "０" <= c <= "９"
        for c in text
    )


@lru_cache(maxsize=16384)
def squeeze(text: str) -> str:
    """Fold width and drop all white space and whatever else is not seen, for parsing."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", seen)  # what stood apart may join


@lru_cache(maxsize=16384)
def comparable(name: str) -> str:
    """Fold the name of an organisation or person: as `squeeze`, and case, brackets, middle dots.

    有限公司 and 有限责任公司 stay two things.

    >>> comparable("示例ＡＢＣ【集团】 有限公司")
    '示例abc(集团)有限公司'
    """
    return squeeze(squeeze(name).translate(_LIKE).casefold())


def tidy_person(name: str) -> str:
    """Print a person's name: NFC, no spaces between Chinese characters (王　五 → 王五)."""
    joined = " ".join(unicodedata.normalize("NFC", name).split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", joined)


_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
_NUMERAL = re.compile(r"[一二三四五六七八九十][零一二三四五六七八九十百]*|\d+")


def numeral(number: int) -> str:
    """Write 1 … 999 as level numbers are written.

    >>> [numeral(n) for n in (5, 10, 12, 20, 100, 105, 110, 112, 240)]
    ['五', '十', '十二', '二十', '一百', '一百零五', '一百一十', '一百一十二', '二百四十']
    """
    digits, (hundreds, rest) = "零一二三四五六七八九", divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{'' if tens == 1 and not hundreds else digits[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def counted(names: Iterable[str], most: int = 10) -> str:
    """Join names with 、, each once with its number of times: several letters share a number.

    >>> counted(["甲〔2026〕2号", "甲〔2026〕3号", "甲〔2026〕2号"])
    '甲〔2026〕2号（2份）、甲〔2026〕3号'
    """
    times = Counter(names)
    told = [name if n == 1 else f"{name}（{n}份）" for name, n in times.items()]
    return "、".join(told[:most]) + ("等" if len(told) > most else "")


def in_order(name: str) -> tuple[str | int, ...]:
    """Give a sort key by which 第二组 comes before 第三组 and 第十组 after 第九组.

    >>> sorted(["第十一组", "第二组", "第三组", "第10组"], key=in_order)
    ['第二组', '第三组', '第10组', '第十一组']
    >>> sorted(["第一百零二组", "第九十九组", "第一百一十组", "第一百组"], key=in_order)
    ['第九十九组', '第一百组', '第一百零二组', '第一百一十组']
    """
    key: list[str | int] = []
    at = 0
    for found in _NUMERAL.finditer(name):
        key += [name[at : found.start()], _numeral(found[0])]
        at = found.end()
    return (*key, name[at:])


def _numeral(text: str) -> int:
    if text.isdigit():
        return int(text)
    hundreds, hundred, rest = text.rpartition("百")
    if hundred:
        return _DIGITS.get(hundreds, 1) * 100 + (_numeral(rest) if rest else 0)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[c]) for c in text))
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def any_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether the two sets share a name; blanks match nothing."""
    mine = {comparable(name) for name in names} - {""}
    return any(comparable(name) in mine for name in others)


_END = ""  # in a tree: a word ends here
_Node = dict[str, "_Node"]


class Finder:
    """Finds many words in many texts: all words stand in one tree, so a text is read once for all."""

    def __init__(self, words: Iterable[str]) -> None:
        """Put the words into the tree, character by character."""
        self._tree: _Node = {}
        for word in words:
            node = self._tree
            for char in word:
                node = node.setdefault(char, {})
            node[_END] = {}
        first = "".join(map(re.escape, sorted(self._tree.keys() - {_END})))
        self._first = re.compile(f"[{first}]" if first else r"(?!)")

    def found(self, text: str) -> Iterator[tuple[int, str]]:
        """Give each place of each word, overlapping ones too: from left to right, short ones first."""
        for match in self._first.finditer(text):
            start = at = match.start()
            node: _Node | None = self._tree
            while node is not None and at < len(text):
                node = node.get(text[at])
                at += 1
                if node is not None and _END in node:
                    yield start, text[start:at]
