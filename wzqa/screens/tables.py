"""Tables on a screen of fixed pitch: names stay whole, long texts fold, what has no room is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.screens.widths import padded, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP = 2
_FOLDED = 12  # a text may be folded to so many columns; a name never is
_NAMES = (
    "编号", "组织", "名称", "部门", "单位", "主送", "评审员", "评审组", "组", "组长", "对象", "阶段", "奖项",
)  # fmt: skip


def fitting(
    heads: Sequence[str], rows: Sequence[Sequence[str]], columns: int
) -> tuple[list[str], list[str]]:
    """Set a table in so many columns; gives its lines and the headings that had no room."""
    texts = [heads, *rows]
    natural = [
        max(width(part) for row in texts for part in row[i].split("\n")) for i in range(len(heads))
    ]
    least = [
        w
        if head in _NAMES or head.endswith(("组织", "名称"))
        else min(w, max(_FOLDED, width(head)))
        for head, w in zip(heads, natural, strict=True)
    ]
    kept = _with_room(heads, least, columns)
    widths = _widened([least[i] for i in kept], [natural[i] for i in kept], columns)
    lines = [line for row in texts for line in _row([row[i] for i in kept], widths)]
    head = len(list(_row([heads[i] for i in kept], widths)))
    lines.insert(head, "-" * (sum(widths) + _GAP * (len(widths) - 1)))
    return lines, [name for i, name in enumerate(heads) if i not in kept]


def _with_room(heads: Sequence[str], least: Sequence[int], columns: int) -> list[int]:
    """Leave out columns from the right, names last, until the rest has room; two always stay."""
    kept = list(range(len(heads)))
    while len(kept) > 2 and sum(least[i] + _GAP for i in kept) - _GAP > columns:  # noqa: PLR2004
        plain = [i for i in kept[1:] if heads[i] not in _NAMES and not heads[i].endswith("组织")]
        kept.remove(plain[-1] if plain else kept[-1])
    return kept


def _widened(least: Sequence[int], natural: Sequence[int], columns: int) -> list[int]:
    """Share the room that is left among the columns that want it; the modest take what they need."""
    widths = list(least)
    room = columns - sum(least) - _GAP * (len(least) - 1)
    order = sorted(range(len(least)), key=lambda i: natural[i] - least[i])
    for taken, i in enumerate(order):
        more = max(0, min(room // (len(order) - taken), natural[i] - widths[i]))
        widths[i] += more
        room -= more
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    folded = [
        [line for part in cell.split("\n") for line in wrapped(part, w)]
        for cell, w in zip(cells, widths, strict=True)
    ]
    for i in range(max(map(len, folded))):
        parts = [lines[i] if i < len(lines) else "" for lines in folded]
        gap = " " * _GAP
        yield gap.join(padded(part, w) for part, w in zip(parts, widths, strict=True)).rstrip()
