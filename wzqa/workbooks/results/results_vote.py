"""表决结果.xlsx: overview, a tally per award and round, void papers, 数据口径.

Source: arithmetic.md §5.4, workbooks.md §8. Nothing here joins a paper to a voter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.results.basis import add_basis, fingerprint_note
from wzqa.workbooks.writing import charts
from wzqa.workbooks.writing.tables import (
    Block,
    Column,
    Form,
    Placed,
    Table,
    Value,
    add_blocks,
    add_table,
    finish,
    new_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.chart import BarChart

    from wzqa.models import Count, Meeting
    from wzqa.vote.results import AwardResult, VoteResult
    from wzqa.workbooks.results.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteReport:
    """Everything 表决结果.xlsx shows: the workbooks that came in, first round first, and the result.

    `regions`: code → region block.
    """

    meta: Meta
    counts: Sequence[Count]
    result: VoteResult
    regions: Mapping[str, str]

    def rounds(self) -> Iterator[tuple[Meeting, AwardResult]]:
        """Give each award in each round, by round."""
        found = [r for award in self.result.awards.values() for r in award.rounds]
        for count in self.counts:
            for one in found:
                if one.round == count.meeting.round:
                    yield count.meeting, one


def write_vote_result(report: VoteReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    _overview(workbook, report)
    add_table(workbook, _selected(report))
    tallies: list[tuple[str, Placed]] = []
    for _, award in report.rounds():
        table = _tally(report, award)
        tallies.append((table.name, add_table(workbook, table)))
    add_table(workbook, _void(report))
    drawn = [_chart(name, placed) for name, placed in tallies if placed.last >= placed.first]
    if drawn:
        charts.add_chart_sheet(workbook, "图表", f"{report.meta.title}：图表", drawn)
    add_basis(workbook, report.meta)
    meta = report.meta
    return finish(workbook, title=meta.title, created=meta.created, demo=meta.demo)


def _chart(name: str, placed: Placed) -> BarChart:
    chart = charts.bars(
        placed,
        title=f"{name}：得票",
        labels="组织名称",
        series=(("得票", charts.BLUE),),
        y_title="票",
        on_end=True,
    )
    return charts.with_line(chart, placed, heading="须得票数", labels="组织名称")


_FACT = (Column(heading="项目", form=Form.LABEL, width=18), Column(heading="内容", width=60))


def _overview(workbook: Workbook, report: VoteReport) -> None:
    """Meeting and papers of each round, in words and figures; lines for the signatures."""
    blocks = []
    result = report.result
    for count in report.counts:
        m = count.meeting
        rows: list[list[Value]] = [
            ["会议日期", m.day.last if m.day else None],
            ["应到", result.members],
            ["实到", m.present or 0],
            ["到会要求", result.quorum_words],
            ["发出票数", m.issued or 0],
            ["收回票数", m.collected or 0],
            ["监票人", m.scrutineers],
            ["计票人", m.tellers],
            ["计票文件", count.file],
        ]
        for a in (one for meeting, one in report.rounds() if meeting is m):
            rows += [
                [a.award, f"名额{a.places}个，每票至多{a.max_marks}个；{a.threshold_words}"],
                ["", f"候选{len(a.rows)}家；{_contest(len(a.rows), a.places)}"],
                ["", f"有效{a.valid}票（其中弃权{a.blank}票），作废{len(a.invalid)}票"],
                ["", _check(a)],
            ]
        blocks.append(Block(title=f"第{m.round}轮", columns=_FACT, rows=rows, headed=False))
    signatures: list[list[Value]] = [
        [name, "　　　　　　　　　　年　　月　　日"] for name in ("监票人签字", "计票人签字")
    ]
    blocks.append(Block(title="签字", columns=_FACT, rows=signatures, headed=False))
    remarks = [x for x in (result.void, result.refused, *result.notes) if x]
    notes = [*fingerprint_note(report.meta), *remarks]
    add_blocks(workbook, "概览", report.meta.title, blocks, notes, portrait=True)


def _contest(candidates: int, places: int) -> str:
    """Say whether the vote offers a choice."""
    if candidates > places:
        return "差额"
    return "等额" if candidates == places else f"缺额{places - candidates}个"


def _check(award: AwardResult) -> str:
    votes = sum(row.votes for row in award.rows)
    agrees = "相符" if votes == award.marks else "不相符"
    left = f"；尚余名额{award.seats_left}个" if award.seats_left else ""
    names = {row.uscc: row.name for row in award.rows}
    again = "、".join(names.get(code, code) for code in award.runoff or ())
    runoff = f"；再次投票：{again}" if again else ""
    return f"得票合计{votes}，有效票上的赞成合计{award.marks}，{agrees}{left}{runoff}"


def _selected(report: VoteReport) -> Table:
    rows: list[list[Value]] = []
    for award in report.result.awards.values():
        voted = {row.uscc: (row, got.round) for got in award.rounds for row in got.rows}
        for code in award.elected:
            row, number = voted[code]
            region = report.regions.get(code, "")
            rows.append(
                [len(rows) + 1, award.award, row.name, code, region, row.votes, number, "表决"]
            )
    columns = (
        Column(heading="序号", form=Form.WHOLE),
        Column(heading="奖项", form=Form.LABEL),
        Column(heading="组织名称"),
        Column(heading="统一社会信用代码", form=Form.CODE),
        Column(heading="属地", form=Form.LABEL),
        Column(heading="得票", form=Form.WHOLE),
        Column(heading="轮次", form=Form.WHOLE),
        Column(heading="产生方式", form=Form.LABEL, width=26),
    )
    return Table(
        name="入选名单",
        title=f"{report.meta.title}：入选名单",
        notes=[f"共{len(rows)}家；内部资料，公示名单另按区划排列，不反映得票"],
        columns=columns,
        rows=rows,
    )


def _tally(report: VoteReport, award: AwardResult) -> Table:
    rows: list[list[Value]] = [
        [
            row.rank,
            row.name,
            row.uscc,
            report.regions.get(row.uscc, ""),
            row.votes,
            row.base,
            row.needed,
            row.passed,
            row.outcome,
            "",
        ]
        for row in award.rows
    ]
    columns = (
        Column(heading="名次", form=Form.WHOLE),
        Column(heading="组织名称"),
        Column(heading="统一社会信用代码", form=Form.CODE),
        Column(heading="属地", form=Form.LABEL),
        Column(heading="得票", form=Form.WHOLE),
        Column(heading="计算基数", form=Form.WHOLE),
        Column(heading="须得票数", form=Form.WHOLE),
        Column(heading="是否达到", form=Form.LABEL),
        Column(heading="结果", form=Form.LABEL, verdict=True),
        Column(heading="说明", width=30),
    )
    suffix = f"第{award.round}轮"
    return Table(
        name=f"得票-{award.award}-{suffix}",
        title=f"{report.meta.title}：{award.award}得票（{suffix}）",
        notes=[f"当选要求：{award.threshold_words}；名额{award.places}个", _check(award)],
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _void(report: VoteReport) -> Table:
    rows: list[list[Value]] = [
        [award.round, award.award, no, reason]
        for _, award in report.rounds()
        for no, reason in award.invalid
    ]
    columns = (
        Column(heading="轮次", form=Form.WHOLE),
        Column(heading="奖项", form=Form.LABEL),
        Column(heading="票号", form=Form.LABEL),
        Column(heading="作废原因", width=60),
    )
    return Table(
        name="作废票",
        title=f"{report.meta.title}：作废票",
        notes=[f"共{len(rows)}张（按奖项一栏计）"],
        columns=columns,
        rows=rows,
        portrait=True,
    )
