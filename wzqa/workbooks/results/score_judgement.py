"""提示, 一致性, 稳定性: what a result workbook says of the marks themselves (arithmetic.md §3, §4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.marks.flags import TITLES
from wzqa.statistics.agreement import MEANS_ONE, four_decimals, panel_agreement
from wzqa.workbooks.writing.tables import Block, Column, Form, Table, add_blocks, add_table

if TYPE_CHECKING:
    from openpyxl import Workbook

    from wzqa.marks.flags import Flag
    from wzqa.statistics.leaveout import Change, Tally
    from wzqa.workbooks.results.score_report import Line, ScoreReport
    from wzqa.workbooks.writing.tables import Value

_LABEL = Form.LABEL
_FIRM = (Column(heading="申报编号", form=_LABEL), Column(heading="组织名称", width=30))


def add_judgement(workbook: Workbook, report: ScoreReport) -> None:
    """Add the sheets; 提示 only where there is a remark."""
    if rows := _flagged(report):
        add_table(workbook, _flags(report, rows))
    notes = [
        "一致性按评分表总分计算，1为完全一致；空白表示数据不足。以下都只作参考，不改变得分和名单",
        *report.compared.sentences,
        *report.advice,
    ]
    blocks = [_agreement(report), *_compared(report)]
    add_blocks(workbook, "一致性", f"{report.meta.title}：一致性和可比性", blocks, notes)
    _stability(workbook, report)


def _flagged(report: ScoreReport) -> list[list[Value]]:
    """List the remarks, applicants' first, each kind together."""
    about: list[tuple[Flag, Line | None]] = [(f, a) for a in report.lines for f in a.score.flags]
    about += [(f, None) for e in report.scores.examiners for f in e.flags]
    order = list(TITLES)
    about.sort(key=lambda one: (one[1] is None, order.index(one[0].code), _firm(one[1])))
    return [
        [TITLES[f.code], *_firm(line), f.examiner, f.clause, report.by_name(f.message)]
        for f, line in about
    ]


def _firm(line: Line | None) -> tuple[str, str, str]:
    return (line.person.app_no, line.person.name, line.score.panel or "") if line else ("", "", "")


def _flags(report: ScoreReport, rows: list[list[Value]]) -> Table:
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
    return Column(heading=heading, form=Form.SCORE, decimals=report.rules.decimals, width=width)


def _known(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


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
            [
                a.panel or "",
                a.n,
                a.k,
                *(_known(four_decimals(c)) for c in (a.icc_c1, a.icc_ck, a.kendall_w, a.alpha)),
            ]
            for a in panel_agreement(report.scores)
        ],
    )


def _compared(report: ScoreReport) -> list[Block]:
    blocks = []
    lenience = {one.team: one for one in report.compared.lenience}
    if len(report.compared.offsets) > 1:
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
                        offset.team,
                        *(
                            ("能估计（区间为±2个标准误）", one.estimate, one.low, one.high)
                            if (one := lenience.get(offset.team))
                            else ("无法用统计方法区分", None, None, None)
                        ),
                        offset.up,
                        offset.down,
                    ]
                    for offset in report.compared.offsets
                ],
            )
        )
    ranked = {line.row.uscc: line for line in report.lines if line.row.score is not None}
    adjusted = sorted((report.compared.adjusted or {}).items(), key=lambda one: -one[1])
    rows: list[list[Value]] = [
        [*_firm(ranked[code]), ranked[code].row.score, points]
        for code, points in adjusted
        if code in ranked
    ]
    if rows:
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
                rows=rows,
            )
        )
    return blocks


def _scenario(report: ScoreReport, change: Change) -> list[Value]:
    about = f"给{report.names([change.code])}的评分" if change.code else "该专家的全部评分"
    return [
        change.examiner,
        about,
        *(report.names(codes) for codes in (change.enters, change.leaves, change.ties)),
    ]


def _stability(workbook: Workbook, report: ScoreReport) -> None:
    firm = report.firm

    def counts(tally: Tally) -> tuple[int, int, int]:
        return tally.inside, tally.outside, tally.tied

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
            _scenario(report, change)
            for change in (*firm.without_examiner.changes, *firm.without_card.changes)
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
        rows=[
            [
                report.people[code].app_no,
                report.people[code].name,
                firm.classes.get(code, ""),
                *counts(tally),
                *counts(firm.without_card.tallies[code]),
                report.p_in(code),
            ]
            for code, tally in firm.without_examiner.tallies.items()
        ],
    )
    title = f"{report.meta.title}：稳定性"
    add_blocks(workbook, "稳定性", title, [scenarios, tallies], [firm.sentence])
