"""Sheets 图表 and 图表数据 of a stage's result: scores in order, bands, categories (workbooks.md §8)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.workbooks.results.process_formulas import round_half_up
from wzqa.workbooks.writing import charts
from wzqa.workbooks.writing.tables import Block, Column, Form, Placed, Value, add_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.chart import LineChart

    from wzqa.criteria import Category
    from wzqa.workbooks.results.score_report import Line, ScoreReport

_SERIES = (("入围", charts.GREEN), ("待定", charts.YELLOW), ("未入围", charts.GREY))
_BIN = 50  # points per band
_NAME = 20  # characters of a name below the axis


def add_charts(workbook: Workbook, report: ScoreReport) -> None:
    """Sheet 图表: the scores in order with the line across, how many per band, the categories."""
    scored = [line for line in report.lines if line.row.score is not None]
    scored.sort(key=lambda line: -(line.row.score or 0))
    profiles = _profile_rows(report, scored)
    blocks = [
        Block(
            title="一、得分排列", columns=_order_columns(report), rows=_order_rows(report, scored)
        ),
        Block(title="二、得分分布", columns=_band_columns(), rows=_band_rows(scored)),
        Block(title="三、类目得分率", columns=_profile_columns(), rows=profiles),
    ]
    placed = add_blocks(workbook, "图表数据", f"{report.meta.title}：图表数据", blocks)
    order = _orders(report, placed[0])
    bands = charts.bars(
        placed[1], title="得分分布", labels="分数段", series=_SERIES, stacked=True, y_title="家"
    )
    profile = charts.dots(
        placed[2],
        title="类目平均得分率（%）",
        labels="类目",
        series=(("全部", charts.BLUE), ("入围企业（组织）", charts.GREEN)),
        ends=charts.near(rate for row in profiles for rate in row[1:] if isinstance(rate, Decimal)),
        y_title="%",
    )
    title = f"{report.meta.title}：图表"
    sheet = charts.add_chart_sheet(workbook, "图表", title, [*order, bands, profile])
    workbook.move_sheet(sheet, 1 - workbook.index(sheet))


def _orders(report: ScoreReport, placed: Placed) -> list[LineChart]:
    """Draw the scores in order under their names, as many charts as the names need."""
    scores = [row.score for row in report.cut.rows if row.score is not None]
    line = [] if report.cut.line is None else [report.cut.line]
    ends, number = charts.near([*scores, *line]), len(scores)
    parts = -(-number // charts.NAMES)
    size = -(-number // parts)
    return [
        charts.dots(
            placed,
            title="得分排列与入围线"
            + (f"（第{first + 1}至{min(first + size, number)}家）" if parts > 1 else ""),
            labels="名次和组织",
            series=_SERIES,
            line="入围线" if line else "",
            rows=slice(first, first + size),
            ends=ends,
            y_title="得分",
        )
        for first in range(0, number, size)
    ]


def _group(line: Line) -> str:
    return line.outcome if line.outcome in {"入围", "未入围"} else "待定"


def _order_columns(report: ScoreReport) -> tuple[Column, ...]:
    names, decimals = [name for name, _ in _SERIES] + ["入围线"], report.rules.decimals
    return (
        Column(heading="名次和组织"),
        *(Column(heading=name, form=Form.SCORE, decimals=decimals) for name in names),
    )


def _order_rows(report: ScoreReport, scored: Sequence[Line]) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for position, line in enumerate(scored, 1):
        row, group = line.row, _group(line)
        values: list[Value] = [row.score if group == name else None for name, _ in _SERIES]
        name = _short(line.person.name)
        rows.append([f"{row.rank or position} {name}", *values, report.cut.line])
    return rows


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _band_columns() -> tuple[Column, ...]:
    return (
        Column(heading="分数段", form=Form.LABEL),
        *(Column(heading=name, form=Form.WHOLE) for name, _ in _SERIES),
    )


def _band_rows(scored: Sequence[Line]) -> list[list[Value]]:
    """Count per band of fifty points; a band holds its lower bound."""
    bands = [int(line.row.score or 0) // _BIN for line in scored]
    counts = Counter((band, _group(line)) for band, line in zip(bands, scored, strict=True))
    return [
        [f"{band * _BIN}–{(band + 1) * _BIN}", *(counts[band, name] for name, _ in _SERIES)]
        for band in range(min(bands), max(bands) + 1)
    ]


def _profile_columns() -> tuple[Column, ...]:
    return (
        Column(heading="类目", form=Form.LABEL),
        Column(heading="全部", form=Form.SCORE, decimals=1),
        Column(heading="入围企业（组织）", form=Form.SCORE, decimals=1),
    )


def _profile_rows(report: ScoreReport, scored: Sequence[Line]) -> list[list[Value]]:
    admitted = [line for line in scored if line.outcome == "入围"]
    return [
        [f"{c.clause} {c.name}", _rate(report, c, scored), _rate(report, c, admitted)]
        for c in report.criteria.categories
    ]


def _rate(report: ScoreReport, category: Category, lines: Sequence[Line]) -> Decimal | None:
    shown = [report.categories(line) for line in lines]
    points = [categories[category.clause] for categories in shown if categories]
    if not points:
        return None
    total = sum((Fraction(p) for p in points), Fraction(0))
    return round_half_up(total * 100 / (category.points * len(points)), 1)
