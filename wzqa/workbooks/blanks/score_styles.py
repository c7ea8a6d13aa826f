"""The styles of a 评分表: one numbered cell format per kind of cell."""

from __future__ import annotations

from enum import IntEnum

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Style(IntEnum):
    """Numbers of the cell formats in `STYLES`."""

    PLAIN = 0
    TITLE = 1
    LABEL = 2  # head block, right
    VALUE = 3  # head block, left
    NOTE = 4
    HEAD = 5  # header of the table
    TEXT = 6
    CENTRE = 7
    WHOLE = 8
    SCORE = 9
    GROUP = 10  # a category's row: text
    GROUP_CENTRE = 11
    GROUP_SCORE = 12
    PERCENT = 13  # typed
    WORDS = 14  # typed
    CHOICE = 15  # typed
    SIGN = 16


_FONTS = (
    ("宋体", 10, False, ""),  # the workbook's own type: column widths count its digits
    ("宋体", 10.5, False, ""),
    ("黑体", 16, True, ""),
    ("黑体", 10.5, False, ""),
    ("宋体", 10.5, False, "FF595959"),
    ("宋体", 10.5, True, ""),
)
_FILLS = ("FFDCE6F1", "FFF2F2F2", "FFFFFBE6")
_HEAD_FILL, _GROUP_FILL, _TYPED_FILL = 2, 3, 4
_TEXT_FORMAT, _TWO_DECIMALS, _WHOLE, _GENERAL = 49, 2, 1, 0


def _xf(
    *,
    font: int = 1,
    fill: int = 0,
    border: bool = True,
    form: int = _GENERAL,
    side: str = "center",
    across: str = "center",
    wrap: bool = True,
    typed: bool = False,
) -> str:
    locked = '<protection locked="0"/>' if typed else ""
    wrapped = ' wrapText="1"' if wrap else ""
    return (
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="{int(border)}" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        f' applyProtection="1"><alignment horizontal="{side}" vertical="{across}"{wrapped}/>{locked}</xf>'
    )


_FORMATS = {
    Style.PLAIN: _xf(border=False, side="general"),
    Style.TITLE: _xf(font=2, border=False),
    Style.LABEL: _xf(font=3, border=False, side="right", wrap=False),
    Style.VALUE: _xf(border=False, side="left", form=_TEXT_FORMAT),
    Style.NOTE: _xf(font=4, border=False, side="left"),
    Style.HEAD: _xf(font=3, fill=_HEAD_FILL),
    Style.TEXT: _xf(side="left", form=_TEXT_FORMAT),
    Style.CENTRE: _xf(form=_TEXT_FORMAT),
    Style.WHOLE: _xf(form=_WHOLE),
    Style.SCORE: _xf(form=_TWO_DECIMALS),
    Style.GROUP: _xf(font=5, fill=_GROUP_FILL, side="left", form=_TEXT_FORMAT),
    Style.GROUP_CENTRE: _xf(font=5, fill=_GROUP_FILL),
    Style.GROUP_SCORE: _xf(font=5, fill=_GROUP_FILL, form=_TWO_DECIMALS),
    Style.PERCENT: _xf(fill=_TYPED_FILL, typed=True),
    Style.WORDS: _xf(fill=_TYPED_FILL, side="left", across="top", form=_TEXT_FORMAT, typed=True),
    Style.CHOICE: _xf(fill=_TYPED_FILL, typed=True),
    Style.SIGN: _xf(font=3, border=False, side="left", wrap=False),
}


def _font(name: str, size: float, bold: bool, colour: str) -> str:
    weight = "<b/>" if bold else ""
    tint = f'<color rgb="{colour}"/>' if colour else ""
    return f'<font>{weight}<sz val="{size:g}"/>{tint}<name val="{name}"/></font>'


def _styles() -> str:
    fonts = "".join(_font(*font) for font in _FONTS)
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{c}"/></patternFill></fill>'
        for c in _FILLS
    )
    line = "".join(
        f'<{side} style="thin"><color rgb="FF808080"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    formats = "".join(_FORMATS[style] for style in sorted(_FORMATS))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{_MAIN}">'
        f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
        f'<fills count="{len(_FILLS) + 2}"><fill><patternFill patternType="none"/></fill>'
        f'<fill><patternFill patternType="gray125"/></fill>{fills}</fills>'
        "<borders><border><left/><right/><top/><bottom/><diagonal/></border>"
        f"<border>{line}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_FORMATS)}">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
        '<dxfs count="1"><dxf><font><color rgb="FFC00000"/></font></dxf></dxfs></styleSheet>'
    )


STYLES = _styles()
UNFINISHED = 0  # the differential format of 未完成
