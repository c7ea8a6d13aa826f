"""表决结果.xlsx: overview, a tally per award and round, void papers, 数据口径.

Source: arithmetic.md §5.4, workbooks.md §8. Nothing here joins a paper to a voter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.results.basis import add_basis
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
    from collections.abc import Sequence
    from datetime import date

    from openpyxl import Workbook
    from openpyxl.chart import BarChart

    from wzqa.workbooks.results.basis import Meta


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyLine:
    """One candidate on one ballot; `outcome` 入选 | 再次投票 | 未入选 | 待决定."""

    uscc: str
    name: str
    region: str
    votes: int
    base: int
    needed: int
    passed: bool
    rank: int | None
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCount:
    """One award in one round: places, papers, void papers (no., reason), tally, what is left.

    `marks` are those on valid papers: the votes must add up to it. `threshold` in words and as
    integers. `runoff`: codes of those who stand in the next round.
    """

    award: str
    places: int
    max_marks: int
    collected: int
    valid: int
    blank: int
    void: Sequence[tuple[str, str]]
    marks: int
    lines: Sequence[TallyLine]
    seats_left: int
    runoff: Sequence[str] = ()
    threshold: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCount:
    """One round: the meeting's figures and a count per award."""

    number: int
    members: int
    present: int
    issued: int
    collected: int
    quorum: str  # 应到21人，须到14人以上，实到17人，符合
    day: date | None
    scrutineers: str
    tellers: str
    awards: Sequence[AwardCount]
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One organisation that was elected, or admitted by a recorded decision (`how`)."""

    award: str
    uscc: str
    name: str
    region: str
    votes: int
    round: int
    how: str = "表决"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteReport:
    """Everything 表决结果.xlsx shows; `remarks` are sentences for the overview."""

    meta: Meta
    rounds: Sequence[RoundCount]
    selected: Sequence[Selected]
    remarks: Sequence[str] = ()


def write_vote_result(report: VoteReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    _overview(workbook, report)
    add_table(workbook, _selected(report))
    tallies: list[tuple[str, Placed]] = []
    for round_count in report.rounds:
        for count in round_count.awards:
            table = _tally(report, round_count, count)
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
        labels="名次",
        series=(("得票", charts.BLUE),),
        y_title="票",
        x_title="名次",
    )
    return charts.with_line(chart, placed, heading="须得票数", labels="名次")


_FACT = (Column(heading="项目", form=Form.LABEL, width=18), Column(heading="内容", width=60))


def _overview(workbook: Workbook, report: VoteReport) -> None:
    """Meeting and papers of each round, in words and figures; lines for the signatures."""
    blocks = []
    for r in report.rounds:
        rows: list[list[Value]] = [
            ["会议日期", r.day],
            ["应到", r.members],
            ["实到", r.present],
            ["到会要求", r.quorum],
            ["发出票数", r.issued],
            ["收回票数", r.collected],
            ["监票人", r.scrutineers],
            ["计票人", r.tellers],
            ["计票文件", r.file],
        ]
        for c in r.awards:
            rows += [
                [c.award, f"名额{c.places}个，每票至多{c.max_marks}个；{c.threshold}"],
                ["", f"候选{len(c.lines)}家；{_contest(len(c.lines), c.places)}"],
                ["", f"有效{c.valid}票（其中弃权{c.blank}票），作废{len(c.void)}票"],
                ["", _check(c)],
            ]
        blocks.append(Block(title=f"第{r.number}轮", columns=_FACT, rows=rows, headed=False))
    signatures: list[list[Value]] = [
        [name, "　　　　　　　　　　年　　月　　日"] for name in ("监票人签字", "计票人签字")
    ]
    blocks.append(Block(title="签字", columns=_FACT, rows=signatures, headed=False))
    notes = [f"状态：{report.meta.state}", *report.remarks]
    add_blocks(workbook, "概览", report.meta.title, blocks, notes, portrait=True)


def _contest(candidates: int, places: int) -> str:
    """Say whether the vote offers a choice."""
    if candidates > places:
        return "差额"
    return "等额" if candidates == places else f"缺额{places - candidates}个"


def _check(count: AwardCount) -> str:
    votes = sum(line.votes for line in count.lines)
    agrees = "相符" if votes == count.marks else "不相符"
    left = f"；尚余名额{count.seats_left}个" if count.seats_left else ""
    names = {line.uscc: line.name for line in count.lines}
    again = "、".join(names.get(code, code) for code in count.runoff)
    runoff = f"；再次投票：{again}" if again else ""
    return f"得票合计{votes}，有效票上的赞成合计{count.marks}，{agrees}{left}{runoff}"


def _selected(report: VoteReport) -> Table:
    rows: list[list[Value]] = [
        [number, s.award, s.name, s.uscc, s.region, s.votes, s.round, s.how]
        for number, s in enumerate(report.selected, 1)
    ]
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


def _tally(report: VoteReport, round_count: RoundCount, count: AwardCount) -> Table:
    rows: list[list[Value]] = [
        [
            line.rank,
            line.name,
            line.uscc,
            line.region,
            line.votes,
            line.base,
            line.needed,
            line.passed,
            line.outcome,
            line.note,
        ]
        for line in count.lines
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
    suffix = f"第{round_count.number}轮"
    return Table(
        name=f"得票-{count.award}-{suffix}",
        title=f"{report.meta.title}：{count.award}得票（{suffix}）",
        notes=[f"当选要求：{count.threshold}；名额{count.places}个", _check(count)],
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _void(report: VoteReport) -> Table:
    rows: list[list[Value]] = [
        [r.number, c.award, no, reason]
        for r in report.rounds
        for c in r.awards
        for no, reason in c.void
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
