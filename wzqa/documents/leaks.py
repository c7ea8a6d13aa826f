"""What must not stand in a letter: another applicant's facts, a score, an examiner's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.names import Finder, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHORT = 2  # a word of one character says nothing


def _plain(text: str) -> str:
    """Fold widths and drop white space inside lines: brackets and digits compare as one."""
    return "\n".join(map(squeeze, text.split("\n")))


@dataclass(frozen=True, slots=True)
class Leak:
    """A word that must not stand in a letter, and whose it is (the applicant's key)."""

    key: str
    word: str


def _spans(text: str, word: str) -> list[tuple[int, int]]:
    """Find every place of a word, overlapping ones too."""
    found, start = [], text.find(word)
    while start >= 0:
        found.append((start, start + len(word)))
        start = text.find(word, start + 1)
    return found


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether digits and letters at the ends are not part of a longer number or code."""

    def joins(a: str, b: str) -> bool:
        return (
            a.isascii() and b.isascii() and (a.isalnum() or a == ".") and (b.isalnum() or b == ".")
        )

    before = start > 0 and joins(text[start - 1], text[start])
    after = end < len(text) and joins(text[end - 1], text[end])
    if after and text[end] == "." and not text[end + 1 : end + 2].isdigit():
        after = False  # a full stop, not a decimal point
    return not before and not after


@dataclass(slots=True)
class Scanner:
    """Looks for words in many letters. `words` maps each word to the keys it belongs to.

    A hit counts only where it is not part of a longer word that may stand there: the applicant's
    own (示例甲公司 inside its own 示例甲公司集团), or a longer foreign one, which is named instead.
    """

    words: dict[str, tuple[str, ...]]
    _of: dict[str, set[str]] = field(init=False)  # key → its words
    _finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        """Note whose words they are."""
        self._of, self._finder = {}, Finder(self.words)
        for word, keys in self.words.items():
            for key in keys:
                self._of.setdefault(key, set()).add(word)

    def scan(self, text: str, own_key: str, own: Iterable[str]) -> list[Leak]:
        """List the foreign words in a text, longest first, each once."""
        plain = _plain(text)
        mine = {_plain(word) for word in own} | self._of.get(own_key, set())
        hits = sorted(
            {word for _, word in self._finder.found(plain)} - mine,
            key=lambda word: (-len(word), word),
        )
        if not hits:
            return []
        covered = [span for word in mine if word for span in _spans(plain, word)]
        found: list[Leak] = []
        for word in hits:
            free = [
                span
                for span in _spans(plain, word)
                if _alone(plain, *span) and not _inside(span, covered)
            ]
            if free:
                found.append(Leak(self.words[word][0], word))
                covered += free
        return found


def _inside(span: tuple[int, int], covered: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in covered)


def foreign(others: Mapping[str, tuple[str, str]]) -> Scanner:
    """Make a scanner for the names and codes of applicants: `others` maps key to (name, code)."""
    words: dict[str, tuple[str, ...]] = {}
    for key, texts in others.items():
        for text in map(_plain, texts):
            if len(text) >= _SHORT:
                words[text] = (*words.get(text, ()), key)
    return Scanner(words)


def forbidden(words: Iterable[str]) -> Scanner:
    """Make a scanner for scores, ranks and examiners' names."""
    return Scanner({word: ("\0",) for word in map(_plain, words) if len(word) >= _SHORT})
