"""What fits one screen: a head, lists of sentences that share the room that is left, and an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.screens.widths import padded, shortened, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLUMNS, LINES = 80, 25
_MOST = 2  # lines of a sentence of a list that is not shown in full


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences under a heading, the most important first; `none` is said where there are none.

    `last` parts take only what room the others leave.
    """

    title: str
    lines: Sequence[str]
    none: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """A head (sentences or ready lines), lists, an end; `rest` says how to see what was cut off."""

    head: Sequence[str]
    parts: Sequence[Part]
    end: Sequence[str]
    rest: str

    def lines(self, *, full: bool = False) -> list[str]:
        """Give at most 25 lines of 80 columns; `full` gives everything."""
        top = [line for text in self.head for line in wrapped(text, COLUMNS, indent="　　")]
        bottom = [line for text in self.end for line in wrapped(text, COLUMNS, indent="　　")]
        parts = [part for part in self.parts if part.lines]
        said = [part.none for part in self.parts if not part.lines and part.none]
        if full:
            return [*top, *said, *(line for part in parts for line in _whole(part)), *bottom]
        room = LINES - len(bottom) - len(said) - len(parts)
        top = top[:room]
        return [*top, *said, *_shared(parts, room + len(parts) - len(top), self.rest), *bottom]

    def sentences(self) -> list[str]:
        """Give everything unbroken, for a page: items begin with a wide space."""
        listed = [
            text
            for part in self.parts
            for text in (
                [f"{part.title}：", *(f"　{line}" for line in part.lines)]
                if part.lines
                else [part.none] * bool(part.none)
            )
        ]
        return [*self.head, *listed, *self.end]


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Set rows in columns as wide as they need."""
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(padded(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _item(text: str) -> list[str]:
    return wrapped(f"　{text}", COLUMNS, indent="　　")


def _whole(part: Part) -> Iterator[str]:
    yield f"{part.title}："
    for text in part.lines:
        yield from _item(text)


def _cut(text: str) -> list[str]:
    lines = _item(text)
    if len(lines) <= _MOST:
        return lines
    return [*lines[: _MOST - 1], shortened(lines[_MOST - 1] + lines[_MOST].lstrip("　"), COLUMNS)]


def _shared(parts: Sequence[Part], room: int, rest: str) -> list[str]:
    """Let every part show its first sentence, then give the room that is left to the first parts."""
    broken = [[_cut(text) for text in part.lines] for part in parts]
    taken = [0] * len(parts)

    def size(i: int, n: int) -> int:
        """Count the lines of a part that shows n of its sentences."""
        return 1 + sum(len(lines) for lines in broken[i][:n]) + (0 < n < len(broken[i]))

    for least in (True, False):
        for i in sorted(range(len(parts)), key=lambda i: parts[i].last):
            while taken[i] < (1 if least else len(broken[i])):
                others = sum(size(j, n) for j, n in enumerate(taken) if j != i)
                if others + size(i, taken[i] + 1) > room:
                    break
                taken[i] += 1
    return [
        line
        for part, texts, n in zip(parts, broken, taken, strict=True)
        for line in _shown(part, texts, n, rest)
    ]


def _shown(part: Part, texts: Sequence[Sequence[str]], n: int, rest: str) -> Iterator[str]:
    if not n:
        yield f"{part.title}：{len(texts)}项，{rest}"
        return
    yield f"{part.title}："
    for lines in texts[:n]:
        yield from lines
    if n < len(texts):
        yield f"　另有{len(texts) - n}项，{rest}"
