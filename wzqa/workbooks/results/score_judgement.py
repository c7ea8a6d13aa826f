"""提示, 一致性, 稳定性: what a result workbook says of the marks themselves (arithmetic.md §3, §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.statistics.agreement import MEANS_ONE
from wzqa.workbooks.writing.tables import Block, Column, Form, Table, add_blocks, add_table

if TYPE_CHECKING:
    from openpyxl import Workbook

    from wzqa.workbooks.results.score_lines import Judgement, ScoreReport

_LABEL = Form.LABEL
_FIRM = (Column(heading="申报编号", form=_LABEL), Column(heading="组织名称", width=30))


def add_judgement(workbook: Workbook, report: ScoreReport) -> None:
    """Add the sheets; 提示 only where there is a remark, 稳定性 only with a ranking."""
    if report.flagged:
        add_table(workbook, _flags(report))
    blocks = [_agreement(report)]
    notes = [
        "一致性按评分表总分计算，1为完全一致；空白表示数据不足。以下都只作参考，不改变得分和名单"
    ]
    if report.judgement:
        blocks += _compared(report, report.judgement)
        notes += report.judgement.compared
    add_blocks(workbook, "一致性", f"{report.meta.title}：一致性和可比性", blocks, notes)
    if report.judgement:
        _stability(workbook, report, report.judgement)


def _flags(report: ScoreReport) -> Table:
    rows = [
        (f.title, f.app_no, f.name, f.panel, f.examiner, f.clause, f.message)
        for f in report.flagged
    ]
    columns = (
        Column(heading="提示", form=_LABEL, width=14),
        *_FIRM,
        Column(heading="评审组", form=_LABEL),
        Column(heading="评审员", form=_LABEL, width=16),
        Column(heading="条目", form=_LABEL),
        Column(heading="说明", width=60),
    )
    return Table(
        name="提示",
        title=f"{report.meta.title}：评分提示",
        notes=["按名称分别列出；只作提示，请评审员说明或合议，不改变得分"],
        columns=columns,
        rows=rows,
        frozen=3,
    )


def _points(heading: str, report: ScoreReport, width: int = 12) -> Column:
    return Column(heading=heading, form=Form.SCORE, decimals=report.decimals, width=width)


def _agreement(report: ScoreReport) -> Block:
    return Block(
        title="一、评审组内的一致性",
        columns=(
            Column(heading="评审组", form=_LABEL, width=14),
            Column(heading="企业（组织）数", form=Form.WHOLE, width=30),
            Column(heading="评审员数", form=Form.WHOLE),
            *(Column(heading=name, form=Form.SCORE, decimals=4, width=14) for name in MEANS_ONE),
        ),
        rows=[
            [a.panel, a.n, a.k, a.icc_c1, a.icc_ck, a.kendall_w, a.alpha] for a in report.agreement
        ],
    )


def _compared(report: ScoreReport, told: Judgement) -> list[Block]:
    blocks = []
    if len(told.panels) > 1:
        blocks.append(
            Block(
                title="二、评审组之间：估计的宽严（＋为偏松），以及全组得分加、减多少分入围名单即开始变化",
                columns=(
                    Column(heading="评审组", form=_LABEL, width=14),
                    Column(heading="能否估计宽严", width=30),
                    _points("估计", report),
                    _points("区间下限", report, 14),
                    _points("区间上限", report, 14),
                    _points("加多少分", report, 14),
                    _points("减多少分", report, 14),
                ),
                rows=[
                    [
                        p.panel,
                        "无法用统计方法区分" if p.estimate is None else "能估计（区间为±2个标准误）",
                        p.estimate, p.low, p.high, p.up, p.down,
                    ]
                    for p in told.panels
                ],
            )
        )  # fmt: skip
    if told.adjusted:
        blocks.append(
            Block(
                title="三、扣除估计宽严后的得分（仅供参考，不作为入围依据）",
                columns=(
                    Column(heading="申报编号", form=_LABEL, width=14),
                    Column(heading="组织名称", width=30),
                    Column(heading="评审组", form=_LABEL),
                    _points("公布得分", report, 14),
                    _points("扣除后", report, 14),
                ),
                rows=[[a.app_no, a.name, a.panel, a.score, a.adjusted] for a in told.adjusted],
            )
        )
    return blocks


def _stability(workbook: Workbook, report: ScoreReport, told: Judgement) -> None:
    scenarios = Block(
        title="一、去掉后入围名单会变化的专家和单份评分",
        columns=(
            Column(heading="专家", form=_LABEL, width=16),
            Column(heading="去掉的评分", width=30),
            Column(heading="进入", width=26),
            Column(heading="离开", width=26),
            Column(heading="并列待定", width=26),
        ),
        rows=[
            [s.examiner, s.about or "该专家的全部评分", s.enters, s.leaves, s.ties]
            for s in told.scenarios
        ]
        or [["无", "去掉任何一名专家、任何一份评分，入围名单都不变", "", "", ""]],
    )
    ways = ("入围", "未入围", "并列")
    tallies = Block(
        title="二、各家在每种情形下的结果（情形数）",
        columns=(
            Column(heading="申报编号", form=_LABEL, width=16),
            Column(heading="组织名称", width=30),
            Column(heading="稳定性", form=_LABEL, verdict=True, width=26),
            *(Column(heading=f"去掉一名专家：{w}", form=Form.WHOLE, width=26) for w in ways[:2]),
            Column(heading="去掉一名专家：并列", form=Form.WHOLE, width=12),
            *(Column(heading=f"去掉一份评分：{w}", form=Form.WHOLE, width=12) for w in ways),
            Column(heading="模拟入围概率", form=Form.SHARE, width=12),
        ),
        rows=[[t.app_no, t.name, t.stability, *t.examiner, *t.card, t.p_in] for t in told.tallies],
    )
    title = f"{report.meta.title}：稳定性"
    add_blocks(workbook, "稳定性", title, [scenarios, tallies], told.words)
