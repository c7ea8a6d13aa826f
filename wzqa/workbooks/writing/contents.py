"""What stands in the columns of a table, seen once a column: widths, heights and forms follow.

Texts repeat by the thousand in a large table (articles, titles, regions, verdicts): each is measured
once.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import repeat
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.rows import plain
from wzqa.workbooks.writing.styles import Form, shown, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from wzqa.workbooks.writing.layout import Column
    from wzqa.workbooks.writing.rows import Value

_WORDS = (Form.TEXT, Form.LABEL)
_FIGURES = (Form.SCORE, Form.SHARE, Form.MONEY)  # equal ones look equal
_OWN = {str, bool, type(None)}  # what a column of words shows in its own form
_NARROW, _WIDE, _HEADING, _HASH_WIDTH = 6, 42, 10, 38
_ONE_LINE_HASH = 70  # a column this wide shows a hash on one line
_WASTE = 2  # half-width characters of a line that padding and rules of breaking leave empty


def sizes(text: str) -> tuple[int, ...]:
    """Measure each line of a text."""
    return tuple(map(text_width, text.split("\n"))) if "\n" in text else (text_width(text),)


def wrapped(lines: Sequence[int], width: float) -> int:
    """Count the lines of a text in a column."""
    return sum(max(1, ceil(size * 1.02 / max(2, width - _WASTE))) for size in lines)


class Contents:
    """The rows of a table, each with a value per column."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> None:
        """See the kinds and the different values of each column."""
        if wrong := set(map(len, rows)) - {len(columns)}:
            raise ValueError(f"rows of {wrong} values in a table of {len(columns)} columns")
        self.columns, self.rows = columns, rows
        self._kinds = [set(map(type, self._column(i))) for i in range(len(columns))]
        if any(bool in kinds for kinds in self._kinds):
            self.rows = [[plain(value) for value in row] for row in rows]
        self._sizes: list[dict[Value, tuple[int, ...]]] = []  # of the texts of columns of words
        self._others: list[Collection[Value]] = []  # that stand in a column
        same: dict[tuple[int, ...], tuple[int, ...]] = {}
        for i, column in enumerate(columns):
            seen = self._different(i)
            texts = [v for v in seen if isinstance(v, str)] if column.form in _WORDS else []
            self._sizes.append({t: same.setdefault(size := sizes(t), size) for t in texts})
            self._others.append([v for v in seen if v not in self._sizes[i]] if texts else seen)
        self._shapes = [set(known.values()) for known in self._sizes]  # few, of however many texts

    def _column(self, i: int) -> Iterator[Value]:
        return map(itemgetter(i), self.rows)

    def _different(self, i: int) -> Collection[Value]:
        """Give the values of a column, once where equal ones look equal (50 and 50.0 do not)."""
        if self.columns[i].form in _FIGURES or Decimal not in self._kinds[i]:
            return set(self._column(i))
        return dict(zip(map(id, self._column(i)), self._column(i), strict=True)).values()

    def width(self, i: int) -> int:
        """Choose a width: the contents within bounds; a long heading wraps rather than widens."""
        column = self.columns[i]
        if column.width or column.form is Form.HASH:
            return column.width or _HASH_WIDTH
        figures = (text_width(shown(v, column.form, column.decimals)) for v in self._others[i])
        content = max([*map(max, self._shapes[i]), *figures], default=0)
        choices = max((text_width(c) + 2 for c in column.choices), default=0)
        heading = text_width(column.heading)
        heading = heading if heading <= _HEADING else max(_HEADING, ceil(heading / 2))
        least = {Form.DAY: 14, Form.CODE: 18 if column.check else 0}.get(column.form, 0)
        return max(_NARROW, min(_WIDE, max(content, choices, heading, least))) + 2

    def lengths(self) -> list[int]:
        """Measure the longest text of each column of words, as if it stood on one line."""
        return [max(map(sum, shapes), default=0) for shapes in self._shapes]

    def lines(self, widths: Sequence[float]) -> Iterable[int]:
        """Count the lines of each row's longest text: not every program fits rows by itself."""
        most: Iterable[int] = repeat(1, len(self.rows))
        for i, (column, width) in enumerate(zip(self.columns, widths, strict=True)):
            lines = {shape: wrapped(shape, width) for shape in self._shapes[i]}
            tall: dict[Value, int] = {}
            if column.form is Form.HASH and (column.width or 0) <= _ONE_LINE_HASH:
                tall = dict.fromkeys(filter(None, self._others[i]), 2)
            elif max(lines.values(), default=1) > 1:
                tall = {text: lines[shape] for text, shape in self._sizes[i].items()}
            if tall:
                most = map(max, most, map(tall.get, self._column(i), repeat(1)))
        return most

    def forms(self) -> Iterable[tuple[Form, ...]]:
        """Give each row's forms: a day or a count among words keeps its own."""
        usual = tuple(column.form for column in self.columns)
        mixed = [i for i, f in enumerate(usual) if f in _WORDS and not self._kinds[i] <= _OWN]
        if not mixed:
            return repeat(usual, len(self.rows))
        return (tuple(map(_form, usual, row)) for row in self.rows)


def _form(form: Form, value: Value) -> Form:
    if form not in _WORDS or isinstance(value, str | bool | None):
        return form
    return Form.DAY if isinstance(value, date) else Form.FACT
