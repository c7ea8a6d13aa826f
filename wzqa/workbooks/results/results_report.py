"""评审工作报告数据.xlsx: the cycle in numbers, with native charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.results.basis import add_basis
from wzqa.workbooks.writing import charts
from wzqa.workbooks.writing.tables import (
    Block,
    Column,
    Form,
    Table,
    add_blocks,
    add_table,
    finish,
    new_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from wzqa.plan import ScoredStage
    from wzqa.workbooks.results.basis import Meta

_BLUE, _GREY = "4472C4", "A5A5A5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Counts by one property: rows of (name, applied, passed, admitted by each scored stage, awarded)."""

    title: str
    heading: str
    rows: Sequence[tuple[str | int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One applicant's published scores, by scored stage, and combined; None where there is none."""

    app_no: str
    name: str
    region: str
    stages: tuple[Decimal | None, ...]
    combined: Decimal | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkReport:
    """Everything the workbook shows; `funnel` are (stage, number, cap or ""), `stages` the scored ones."""

    meta: Meta
    stages: Sequence[ScoredStage]
    funnel: Sequence[tuple[str, int, str]]
    splits: Sequence[Split]
    scores: Sequence[ScoreRow]
    remarks: Sequence[str]


def write_work_report(report: WorkReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    funnel = Block(
        title="一、各环节家数",
        columns=(
            Column(heading="环节", form=Form.LABEL),
            Column(heading="家数", form=Form.WHOLE),
            Column(heading="上限", form=Form.LABEL),
        ),
        rows=[list(row) for row in report.funnel],
    )
    blocks = [funnel]
    counted = ("申报", "资格通过", *(stage.standing for stage in report.stages), "获评")
    for number, split in enumerate(report.splits):
        columns = [Column(heading=split.heading, form=Form.LABEL)]
        columns += [Column(heading=name, form=Form.WHOLE) for name in counted]
        title = f"{'二三四五六'[number]}、{split.title}"
        blocks.append(Block(title=title, columns=columns, rows=[list(r) for r in split.rows]))
    placed = add_blocks(workbook, "概览", report.meta.title, blocks, list(report.remarks))
    drawn = [
        charts.bars(
            placed[0], title="各环节家数", labels="环节", series=[("家数", _BLUE)], y_title="家"
        )
    ]
    for split, where in zip(report.splits, placed[1:], strict=True):
        if split.rows:
            series = [("申报", _GREY), ("获评", _BLUE)]
            drawn.append(
                charts.bars(
                    where, title=split.title, labels=split.heading, series=series, y_title="家"
                )
            )
    charts.add_chart_sheet(workbook, "图表", f"{report.meta.title}：图表", drawn)
    add_table(workbook, _scores(report))
    add_basis(workbook, report.meta)
    meta = report.meta
    return finish(workbook, title=meta.title, created=meta.created, demo=meta.demo)


def _scores(report: WorkReport) -> Table:
    return Table(
        name="得分",
        title=f"{report.meta.title}：得分（内部）",
        columns=(
            Column(heading="申报编号", form=Form.LABEL),
            Column(heading="申报组织", width=36),
            Column(heading="属地", form=Form.LABEL),
            *(Column(heading=f"{stage.name}得分", form=Form.SCORE) for stage in report.stages),
            Column(heading="合成得分", form=Form.SCORE),
            Column(heading="结果", form=Form.LABEL),
        ),
        rows=[
            [r.app_no, r.name, r.region, *r.stages, r.combined, r.standing] for r in report.scores
        ],
        frozen=2,
    )
