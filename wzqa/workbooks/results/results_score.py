"""资料评审结果.xlsx and 现场评审结果.xlsx (workbooks.md §8).

概览, 图表, 名单, 打分明细 (a row per mark), 算分过程单, 评审员, 提示, 一致性, 稳定性, 数据口径.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.marks.holds import on_sums
from wzqa.marks.results import STATE_NAMES
from wzqa.names import in_order
from wzqa.statistics.stability import P_IN
from wzqa.workbooks.results.basis import SIGNED, add_basis, fingerprint_note
from wzqa.workbooks.results.process_formulas import mean
from wzqa.workbooks.results.score_charts import add_charts
from wzqa.workbooks.results.score_judgement import add_judgement
from wzqa.workbooks.results.score_process import add_process
from wzqa.workbooks.results.score_report import printed
from wzqa.workbooks.writing.tables import (
    Block,
    Column,
    Form,
    Table,
    Value,
    add_blocks,
    add_table,
    finish,
    new_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl import Workbook

    from wzqa.marks.results import CardLine
    from wzqa.workbooks.results.score_report import ScoreReport

_Mark = tuple[str, str, int, Decimal | None, Decimal]
OUTCOMES = ("入围", "并列待定", "待决定", "未入围", "暂不能排名")


def write_score_result(report: ScoreReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    _overview(workbook, report)
    add_table(workbook, _ranking(report))
    add_table(workbook, _marks(report))
    add_process(workbook, report)
    add_table(workbook, _examiners(report))
    add_judgement(workbook, report)
    if any(row.score is not None for row in report.cut.rows):
        add_charts(workbook, report)
    add_basis(workbook, report.meta)
    meta = report.meta
    return finish(workbook, title=meta.title, created=meta.created, demo=meta.demo)


# --- overview and charts ------------------------------------------------------------------------


def _overview(workbook: Workbook, report: ScoreReport) -> None:
    outcomes = Counter(line.outcome for line in report.lines)
    cards = [card for line in report.lines for card in line.score.cards]
    floor, bottom = report.rules.floor, report.cut.line
    facts: list[list[Value]] = [
        ["参评企业（组织）数", len(report.lines)],
        ["计入的评分表份数", sum(map(report.enters, cards))],
        ["汇总方法", report.method],
        ["名额上限", report.rules.cap],
        ["最低得分线", "无" if floor is None else floor],
        [
            "线上得分",
            bottom if bottom is not None else "无（全部入围）" if report.cut.all_in else "未定",
        ],
    ]
    facts += [[name, outcomes[name]] for name in OUTCOMES if outcomes[name]]
    blocks = [
        Block(
            title="一、总体",
            columns=(Column(heading="项目", form=Form.LABEL), Column(heading="内容")),
            rows=facts,
            headed=False,
        ),
        _panels(report),
    ]
    notes = [*fingerprint_note(report.meta), *report.scores.notes]
    notes += [report.cut.sentence, report.firm.sentence]
    add_blocks(workbook, "概览", report.meta.title, blocks, notes, portrait=True)


def _panels(report: ScoreReport) -> Block:
    """Applicants, mean and range per panel: different panels see different applicants."""
    rows: list[list[Value]] = []
    for panel in sorted({line.score.panel or "" for line in report.lines}, key=in_order):
        lines = [line for line in report.lines if (line.score.panel or "") == panel]
        scores = [line.row.score for line in lines if line.row.score is not None]
        admitted = sum(line.outcome == "入围" for line in lines)
        low, high = (min(scores), max(scores)) if scores else (None, None)
        rows.append([panel, len(lines), admitted, mean(scores, report.rules.decimals), low, high])
    figures = ("平均得分", "最低", "最高")
    columns = (
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="企业（组织）数", form=Form.WHOLE),
        Column(heading="入围", form=Form.WHOLE),
        *(_score(heading, report) for heading in figures),
    )
    return Block(
        title="二、各评审组（各组所评对象不同，平均分不宜直接比较）", columns=columns, rows=rows
    )


# --- lists --------------------------------------------------------------------------------------


def _score(heading: str, report: ScoreReport, width: int | None = None) -> Column:
    return Column(heading=heading, form=Form.SCORE, decimals=report.rules.decimals, width=width)


def _part(heading: str, report: ScoreReport) -> Column:
    """A part of a score: one more digit, so that a person who adds up is off by less."""
    places = report.rules.decimals + 1
    return Column(heading=heading, form=Form.SCORE, decimals=places, width=10, printed=False)


def _ranking(report: ScoreReport) -> Table:
    """名单: rank, score, categories, distance to the line, stability."""
    parts = [name for name, _, _ in next(filter(None, map(report.parts_of, report.lines)), ())]
    classes, bottom = report.firm.classes, report.cut.line
    rows: list[list[Value]] = []
    for line in report.lines:
        row, score, person, outcome = line
        shown = {name: points for name, points, _ in report.parts_of(line)}
        categories = report.categories(line)
        rows.append(
            [
                row.rank,
                person.app_no,
                person.name,
                report.area.block(person),
                person.award,
                score.panel or "",
                sum(card.counted for card in score.cards),
                row.score,
                *map(shown.get, parts),
                None if bottom is None or row.score is None else row.score - bottom,
                outcome,
                classes.get(row.uscc, ""),
                report.p_in(row.uscc),
                line.note,
                row.uscc,
                person.size,
                *(categories.get(c.clause) for c in report.criteria.categories),
                score.spread,
                printed(score.flags),
            ]
        )
    columns = (
        Column(heading="名次", form=Form.WHOLE),
        Column(heading="申报编号", form=Form.LABEL),
        Column(heading="组织名称"),
        Column(heading="属地", form=Form.LABEL),
        Column(heading="申报奖项", form=Form.LABEL),
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="评分表份数", form=Form.WHOLE, width=8),
        _score("得分", report),
        *(_score(name, report, 10) for name in parts),
        _score("距入围线", report, 10),
        Column(heading="结果", form=Form.LABEL, verdict=True),
        Column(heading="稳定性", form=Form.LABEL, verdict=True, width=12),
        Column(heading="模拟入围概率", form=Form.SHARE, width=10),
        Column(heading="说明", width=24),
        Column(heading="统一社会信用代码", form=Form.CODE, printed=False),
        Column(heading="企业规模", form=Form.LABEL, printed=False),
        *(_part(f"{c.clause} {c.name}", report) for c in report.criteria.categories),
        replace(_score("极差", report), printed=False),
        Column(heading="提示", width=24, printed=False),
    )
    return Table(
        name="名单",
        title=f"{report.meta.title}：名单",
        notes=[
            f"名次按公布得分（{report.rules.decimals}位小数）排列，得分相同名次相同",
            f"{on_sums(report.scores.method)}（类目多印一位小数）",
            f"模拟入围概率：{P_IN}",
        ],
        columns=columns,
        rows=rows,
        frozen=3,
        below=(SIGNED,),
    )


def _marks(report: ScoreReport) -> Table:
    """打分明细: one row per mark, 合议 and not counted cards included and said so."""
    rows: list[tuple[Value, ...]] = []
    same: dict[tuple[str, Decimal], _Mark] = {}
    for _, score, person, _ in report.lines:
        firm = (person.app_no, person.name, score.panel or "")
        for card in score.cards:
            place = card.card.place
            last = (
                _role(report, card),
                " › ".join(part for part in (place.file, place.sheet) if part),
            )
            marks = _card_marks(report, card, same)
            rows += [(*firm, card.name, *mark, *last) for mark in marks]
    columns = (
        Column(heading="申报编号", form=Form.LABEL),
        Column(heading="组织名称"),
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="评审员", form=Form.LABEL),
        Column(heading="条款", form=Form.LABEL),
        Column(heading="条目", width=24),
        Column(heading="满分", form=Form.WHOLE),
        Column(heading="得分率（%）", form=Form.WHOLE),
        Column(heading="得分", form=Form.SCORE),
        Column(heading="是否计入", form=Form.LABEL, width=16),
        Column(heading="来源", width=46),
    )
    return Table(
        name="打分明细",
        title=f"{report.meta.title}：打分明细",
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _role(report: ScoreReport, card: CardLine) -> str:
    if not report.enters(card):
        instead = "合议" if card.card.consensus else "以合议为准" if card.counted else ""
        return f"不计入（{instead or STATE_NAMES[card.state]}）"
    if card.weight is not None and card.weight == 0:
        return "去掉（极值）"
    if card.weight is not None and card.weight < 1:
        return f"部分计入（{card.weight}）"
    return "计入"


def _card_marks(
    report: ScoreReport, card: CardLine, same: dict[tuple[str, Decimal], _Mark]
) -> Iterator[_Mark]:
    """Give clause, title, points, percent, mark of each mark on a card; `same` are those given before."""
    marks = card.percents
    for item in report.criteria.items if marks else ():
        if (percent := marks.get(item.clause)) is not None:
            key = item.clause, percent
            if key not in same:
                points = percent * item.points / 100
                same[key] = item.clause, item.name, item.points, percent, points
            yield same[key]
    totals = {} if marks else card.categories(report.criteria)
    for category in report.criteria.categories:
        if category.clause in totals:
            yield category.clause, category.name, category.points, None, totals[category.clause]


def _average(totals: Sequence[Decimal] | None) -> Decimal | None:
    return (sum(totals, Decimal(0)) / len(totals)).quantize(Decimal("0.01")) if totals else None


def _examiners(report: ScoreReport) -> Table:
    totals: dict[str, list[Decimal]] = {}
    panels: dict[str, str] = {}
    for score in report.scores.applicants:
        for card in score.cards:
            if card.counted and card.total is not None:
                totals.setdefault(card.examiner, []).append(card.total)
                panels.setdefault(card.examiner, card.card.panel or "")
    rows = [
        [
            e.examiner,
            panels.get(e.examiner, ""),
            e.n,
            _average(totals.get(e.examiner)),
            e.mean_deviation,
            printed(e.flags),
        ]
        for e in report.scores.examiners
    ]
    columns = (
        Column(heading="评审员", form=Form.LABEL),
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="评分表份数", form=Form.WHOLE),
        _score("平均总分", report, 12),
        _score("与同组他人的平均差", report, 14),
        Column(heading="提示", width=40),
    )
    notes = [
        "平均差 = 该评审员的总分减去同一企业（组织）其他评审员总分的平均，再求平均；只作提示，不改变得分"
    ]
    return Table(
        name="评审员",
        title=f"{report.meta.title}：评审员",
        notes=notes,
        columns=columns,
        rows=rows,
        frozen=1,
    )
