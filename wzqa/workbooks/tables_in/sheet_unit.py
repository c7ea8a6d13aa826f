"""The unit of money that a sheet states for all its amounts: （单位：元）."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.workbooks.tables_in.labels import plain_heading
from wzqa.workbooks.tables_in.values import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from wzqa.workbooks.opening.cells import Sheet

_MAY = re.compile("单位|以.{1,6}计")
_SIZE = r"(?:人民币)?(千元|百万元|千万元|万元|亿元|元)"
# 推荐单位：… stands in the same cell as 单位：千元 often enough: only what follows tells them apart
_UNIT = re.compile(rf"单位(?:均|统一)?(?:为|是)?:?{_SIZE}(?:$|[),;。])|以{_SIZE}(?:为单位|计)")


def unit_among(texts: Iterable[str]) -> Decimal | None:
    """Read the unit that some text of a sheet states: 万元 per unit, None when none does."""
    for text in texts:
        if not _MAY.search(text):
            continue
        for part in (text, *text.split()):
            if found := _UNIT.search(plain_heading(part)):
                return UNITS[found[1] or found[2]]
    return None


def sheet_factor(sheet: Sheet, last_row: int) -> Decimal | None:
    """Read the unit row in the rows up to `last_row`: 万元 per unit, None when there is none."""
    return unit_among(text for _, _, text in sheet.strings(last_row))
