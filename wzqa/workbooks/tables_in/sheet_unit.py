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

_UNIT = re.compile(
    r"(?:^|[(,;])(?:金额|货币|计量)?单位:?(?:人民币)?(千元|百万元|千万元|万元|亿元|元)(?:$|[),;])"
)


def unit_among(texts: Iterable[str]) -> Decimal | None:
    """Read the unit that some text of a sheet states: 万元 per unit, None when none does."""
    for text in texts:
        if "单位" in text and (found := _UNIT.search(plain_heading(text))):
            return UNITS[found[1]]
    return None


def sheet_factor(sheet: Sheet, last_row: int) -> Decimal | None:
    """Read the unit row in the rows up to `last_row`: 万元 per unit, None when there is none."""
    return unit_among(text for _, _, text in sheet.strings(last_row))
