"""Outcome words and their colours: green, yellow, orange, red, blue, grey, everywhere the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle

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
    for number, (_, _, words) in zip(_looks(sheet.parent), _COLOURS, strict=True):
        test = ",".join(f'{first}="{word}"' for word in words)
        sheet.conditional_formatting.add(
            ref, Rule(type="expression", dxfId=number, formula=[f"OR({test})"])
        )


def _looks(workbook: Any) -> list[int]:
    """Enter the colours in a workbook once; for each rule anew they would be compared with all others."""
    known: dict[str, list[int]] = workbook.__dict__
    if "wzqa_looks" not in known:
        entered = workbook._differential_styles  # noqa: SLF001  (openpyxl has no door to it)
        known["wzqa_looks"] = [
            entered.add(
                DifferentialStyle(
                    font=Font(color=ink), fill=PatternFill("solid", bgColor=fill, fgColor=fill)
                )
            )
            for fill, ink, _ in _COLOURS
        ]
    return known["wzqa_looks"]
