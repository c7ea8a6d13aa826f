"""Names of organisations, made comparable (domain.md §5.6): never shown, only compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@lru_cache(maxsize=16384)
def comparable(name: str) -> str:
    """Fold width, brackets and spaces; 有限公司 and 有限责任公司 stay two things."""
    return re.sub(r"[\s\u200b\ufeff]", "", unicodedata.normalize("NFKC", name)).casefold()


_NUMERAL = re.compile(r"[一二三四五六七八九十]+|\d+")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}


def in_order(name: str) -> tuple[str | int, ...]:
    """Give a sort key by which 第二组 comes before 第三组 and 第十组 after 第九组.

    >>> sorted(["第十一组", "第二组", "第三组", "第10组"], key=in_order)
    ['第二组', '第三组', '第10组', '第十一组']
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
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[c]) for c in text))
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def any_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether the two sets share a name; blanks match nothing."""
    mine = {comparable(name) for name in names} - {""}
    return any(comparable(name) in mine for name in others)
