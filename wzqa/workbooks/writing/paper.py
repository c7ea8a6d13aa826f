"""Which paper a sheet prints on, and how wide its columns may be, so that it can be read on paper.

A sheet is scaled to the width of its paper. The smallest type of a table is a note's 10 points: at a
scale of four fifths or more nothing prints below 8 points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.styles import Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wzqa.workbooks.writing.layout import Column

LEAST_SCALE = 0.82
_COLUMN = 18  # of a small table, at least
_EASY, _MOST, _SLACK = 14, 28, 3  # lines of wrapped text, on A4 and at all; room that breaks waste
_PIXELS, _PADDING = 7, 5  # of a digit of the workbook's own type, and of a column in Excel
_LOOSE = 7.5  # of a digit where 宋体 is not at hand and another type stands in
_INCH = 96
_SIDES, _ENDS = 1.0, 1.45  # inches that the margins of `set_up_page` take


@dataclass(frozen=True, slots=True)
class Paper:
    """A size as spreadsheets number it, and a way to hold it; width and height in inches."""

    size: int
    portrait: bool
    width: float
    height: float

    @property
    def room(self) -> float:
        """Pixels of columns that fit at the least scale."""
        return (self.width - _SIDES) * _INCH / LEAST_SCALE

    @property
    def depth(self) -> float:
        """Points of rows that fit one page at the least scale."""
        return (self.height - _ENDS) * 72 / LEAST_SCALE


A4_UPRIGHT = Paper(9, True, 8.27, 11.69)
A4 = Paper(9, False, 11.69, 8.27)
A3 = Paper(8, False, 16.54, 11.69)
A3_UPRIGHT = Paper(8, True, 11.69, 16.54)


def pixels(widths: Iterable[float]) -> float:
    """Add columns up as a screen shows them."""
    return sum(max(w * _PIXELS + _PADDING, w * _LOOSE) for w in widths)


def paper_for(widths: Sequence[float], *papers: Paper) -> Paper:
    """Choose the first paper that takes fixed columns, else the last."""
    return next((paper for paper in papers if pixels(widths) <= paper.room), papers[-1])


def capped(widths: Sequence[int], *papers: Paper) -> tuple[list[int], Paper]:
    """Choose the first paper that takes small tables one below the other, the widest columns cut."""
    for paper in papers:
        for cap in range(max(widths), _COLUMN - 1, -1):
            narrowed = [min(w, cap) for w in widths]
            if pixels(narrowed) <= paper.room:
                return narrowed, paper
    return [min(w, _COLUMN) for w in widths], papers[-1]


def fitted(
    columns: Sequence[Column],
    widths: Sequence[int],
    lengths: Sequence[int],
    *,
    portrait: bool = False,
) -> tuple[list[int], Paper]:
    """Choose the paper, and make columns of wrapped text narrower until the printed ones fit it.

    `lengths` are those of the longest texts: all are given the same number of lines, as few as go;
    a column to be filled in counts as full.
    Upright A4 where asked for, else A4 across, else A3 across.
    """
    choices = [(A4, _EASY), (A3, _MOST)]
    if portrait:
        choices.insert(0, (A4_UPRIGHT, _EASY))
    narrowed = list(widths)
    for paper, most in choices:
        for lines in range(1, most + 1):
            narrowed = [
                min(width, max(_NARROWEST[column.form], -(-max(length, width) // lines) + _SLACK))
                if column.form in _NARROWEST
                else width
                for column, width, length in zip(columns, widths, lengths, strict=True)
            ]
            shown = [w for c, w in zip(columns, narrowed, strict=True) if c.printed]
            if pixels(shown) <= paper.room:
                return narrowed, paper
    return narrowed, A3


_NARROWEST = {Form.TEXT: 14, Form.LABEL: 20}  # a short text is a name or number: it stays whole
