"""资格审查结果.xlsx: overview, verdicts, findings, rule matrix, counts, 数据口径 (workbooks.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import Screening
    from wzqa.workbooks.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as printed: E03, its title, （十一）（一）, the words quoted."""

    rule: str
    title: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenReport:
    """Everything 资格审查结果.xlsx shows. `regions` maps app_no → name of the unit as printed."""

    meta: Meta
    screenings: Sequence[Screening]
    rules: Sequence[RuleLine]
    regions: Mapping[str, str]
    as_of: str
    second: bool = False


def write_screen_result(report: ScreenReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    raise NotImplementedError
