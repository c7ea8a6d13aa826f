"""Outcome words and their colours: green, yellow, orange, red, blue, grey, everywhere the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLOURS = (
    ("FFC6EFCE", "FF006100", ("符合", "通过", "入围", "入选", "相符", "稳定入围")),
    ("FFFFEB9C", "FF7F6000", ("待补正", "并列待定", "再次投票", "临界")),
    ("FFFCD5B4", "FF974706", ("待核实", "待决定", "拟不符合", "暂不能排名", "调查中")),
    ("FFFFC7CE", "FF9C0006", ("不符合", "不通过", "不相符", "作废", "成立", "部分成立")),
    ("FFDDEBF7", "FF1F4E78", ("提示",)),
    ("FFEDEDED", "FF595959", ("不适用", "未入围", "未入选", "稳定未入围", "不成立")),
)


def colour_verdicts(sheet: Worksheet, ref: str) -> None:
    """Colour the outcome words in `ref` by rule, so that a corrected cell recolours."""
    first = ref.split(":", maxsplit=1)[0]
    for fill, ink, words in _COLOURS:
        test = ",".join(f'{first}="{word}"' for word in words)
        rule = FormulaRule(  # type: ignore[no-untyped-call]  # the stub has no types
            formula=[f"OR({test})"],
            fill=PatternFill("solid", bgColor=fill, fgColor=fill),
            font=Font(color=ink),
        )
        sheet.conditional_formatting.add(ref, rule)
