"""资料评审结果.xlsx and 现场评审结果.xlsx (workbooks.md §8).

概览, 图表, 名单, 打分明细 (a row per mark), 算分过程单, 评审员, 一致性, 数据口径.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa.workbooks import charts
from wzqa.workbooks.basis import add_basis
from wzqa.workbooks.score_process import add_process
from wzqa.workbooks.writing import (
    Block,
    CachedValues,
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

    from openpyxl import Workbook

    from wzqa.criteria import Category
    from wzqa.workbooks.score_lines import CardLine, ScoreLine, ScoreReport

OUTCOMES = ("入围", "并列待定", "待决定", "未入围", "暂不能排名")
_SERIES = (("入围", charts.GREEN), ("待定", charts.YELLOW), ("未入围", charts.GREY))
_ROUNDED = "各类目得分为修约后的显示值，合计以总分为准"
_BIN = 50


def write_score_result(report: ScoreReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    cached: CachedValues = {}
    _overview(workbook, report)
    add_table(workbook, _ranking(report))
    add_table(workbook, _marks(report))
    add_process(workbook, report, cached)
    add_table(workbook, _examiners(report))
    add_table(workbook, _agreement(report))
    if any(line.score is not None for line in report.lines):
        _charts(workbook, report)
    add_basis(workbook, report.meta)
    meta = report.meta
    return finish(workbook, title=meta.title, created=meta.created, demo=meta.demo, cached=cached)


# --- overview and charts ------------------------------------------------------------------------


def _overview(workbook: Workbook, report: ScoreReport) -> None:
    outcomes = Counter(line.outcome for line in report.lines)
    cards = [card for line in report.lines for card in line.cards]
    facts: list[list[Value]] = [
        ["参评企业（组织）数", len(report.lines)],
        ["计入的评分表份数", sum(card.counted for card in cards)],
        ["汇总方法", report.method],
        ["名额上限", report.cap],
        ["最低得分线", report.floor if report.floor is not None else "无"],
        ["线上得分", report.cut_score if report.cut_score is not None else "未定"],
    ]
    facts += [[name, outcomes[name]] for name in OUTCOMES if outcomes[name]]
    facts.append(["状态", report.meta.state])
    blocks = [
        Block(
            title="一、总体",
            columns=(Column(heading="项目", form=Form.LABEL), Column(heading="内容", width=30)),
            rows=facts,
            headed=False,
        ),
        _panels(report),
    ]
    add_blocks(workbook, "概览", report.meta.title, blocks, report.remarks)


def _panels(report: ScoreReport) -> Block:
    """Applicants, mean and range per panel: different panels see different applicants."""
    rows: list[list[Value]] = []
    for panel in dict.fromkeys(line.panel for line in report.lines):
        lines = [line for line in report.lines if line.panel == panel]
        scores = [line.score for line in lines if line.score is not None]
        admitted = sum(line.outcome == "入围" for line in lines)
        low, high = (min(scores), max(scores)) if scores else (None, None)
        rows.append([panel, len(lines), admitted, mean(scores, report.decimals), low, high])
    figures = ("平均得分", "最低", "最高")
    columns = (
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="企业（组织）数", form=Form.WHOLE),
        Column(heading="入围", form=Form.WHOLE),
        *(Column(heading=h, form=Form.SCORE, decimals=report.decimals) for h in figures),
    )
    return Block(
        title="二、各评审组（各组所评对象不同，平均分不宜直接比较）", columns=columns, rows=rows
    )


def mean(values: Sequence[Decimal], decimals: int) -> Decimal | None:
    """Average for display, one more decimal than needed is not shown."""
    if not values:
        return None
    exact = sum((Fraction(v) for v in values), Fraction(0)) / len(values)
    return round_half_up(exact, decimals)


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """四舍五入 away from zero, exactly."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)


def _chart_data(workbook: Workbook, report: ScoreReport) -> list[Placed]:
    """Sheet 图表数据: scores in order, how many per band, mean rate per category."""
    scored = [line for line in report.lines if line.score is not None]
    scored.sort(key=lambda line: -(line.score or 0))
    order, bands = _order_rows(report, scored), _band_rows(scored)
    blocks = [
        Block(title="一、得分排列", columns=_order_columns(report), rows=order),
        Block(title="二、得分分布", columns=_band_columns(), rows=bands),
        Block(
            title="三、类目得分率", columns=_profile_columns(), rows=_profile_rows(report, scored)
        ),
    ]
    return add_blocks(workbook, "图表数据", f"{report.meta.title}：图表数据", blocks)


def _charts(workbook: Workbook, report: ScoreReport) -> None:
    """Sheet 图表: the scores in order with the line across, how many per band, the categories."""
    placed = _chart_data(workbook, report)
    order = charts.bars(
        placed[0],
        title="得分排列与入围线",
        labels="名次",
        series=_SERIES,
        stacked=True,
        y_title="得分",
        x_title="名次",
    )
    if report.cut_score is not None:
        order = charts.with_line(order, placed[0], heading="入围线", labels="名次")
    bands = charts.bars(
        placed[1], title="得分分布", labels="分数段", series=_SERIES, stacked=True, y_title="家"
    )
    profile = charts.bars(
        placed[2],
        title="类目平均得分率（%）",
        labels="类目",
        series=(("全部", charts.BLUE), ("入围企业（组织）", charts.GREEN)),
        y_title="%",
    )
    title = f"{report.meta.title}：图表"
    sheet = charts.add_chart_sheet(workbook, "图表", title, [order, bands, profile])
    workbook.move_sheet(sheet, 1 - workbook.index(sheet))


def _group(line: ScoreLine) -> str:
    return line.outcome if line.outcome in {"入围", "未入围"} else "待定"


def _order_columns(report: ScoreReport) -> tuple[Column, ...]:
    names = [name for name, _ in _SERIES] + ["入围线"]
    return (
        Column(heading="名次", form=Form.LABEL),
        *(Column(heading=name, form=Form.SCORE, decimals=report.decimals) for name in names),
    )


def _order_rows(report: ScoreReport, scored: Sequence[ScoreLine]) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for position, line in enumerate(scored, 1):
        values: list[Value] = [line.score if _group(line) == name else None for name, _ in _SERIES]
        rows.append([str(line.rank or position), *values, report.cut_score])
    return rows


def _band_columns() -> tuple[Column, ...]:
    return (
        Column(heading="分数段", form=Form.LABEL),
        *(Column(heading=name, form=Form.WHOLE) for name, _ in _SERIES),
    )


def _band_rows(scored: Sequence[ScoreLine]) -> list[list[Value]]:
    """Count per band of fifty points; a band holds its lower bound."""
    bands = [int(line.score or 0) // _BIN for line in scored]
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


def _profile_rows(report: ScoreReport, scored: Sequence[ScoreLine]) -> list[list[Value]]:
    admitted = [line for line in scored if line.outcome == "入围"]
    return [
        [f"{c.clause} {c.name}", _rate(c, scored), _rate(c, admitted)]
        for c in report.criteria.categories
    ]


def _rate(category: Category, lines: Sequence[ScoreLine]) -> Decimal | None:
    points = [line.categories[category.clause] for line in lines if line.categories]
    if not points:
        return None
    total = sum((Fraction(p) for p in points), Fraction(0))
    return round_half_up(total * 100 / (category.points * len(points)), 1)


# --- lists --------------------------------------------------------------------------------------


def _score(heading: str, report: ScoreReport, width: int | None = None) -> Column:
    return Column(heading=heading, form=Form.SCORE, decimals=report.decimals, width=width)


def _ranking(report: ScoreReport) -> Table:
    """名单: rank, score, categories, distance to the line, stability."""
    parts = next((line.parts for line in report.lines if line.parts), ())
    rows: list[list[Value]] = []
    for line in report.lines:
        shown = {name: score for name, score, _ in line.parts}
        rows.append(
            [
                line.rank,
                line.app_no,
                line.name,
                line.uscc,
                line.region,
                line.award,
                line.size,
                line.panel,
                sum(card.counted for card in line.cards),
                line.score,
                *(shown.get(name) for name, _, _ in parts),
                line.distance,
                line.outcome,
                line.stability,
                line.p_in,
                *(line.categories.get(c.clause) for c in report.criteria.categories),
                line.spread,
                report.flags(line.flags),
                line.note,
            ]
        )
    columns = (
        Column(heading="名次", form=Form.WHOLE),
        Column(heading="申报编号", form=Form.LABEL),
        Column(heading="组织名称"),
        Column(heading="统一社会信用代码", form=Form.CODE),
        Column(heading="属地", form=Form.LABEL),
        Column(heading="申报奖项", form=Form.LABEL),
        Column(heading="企业规模", form=Form.LABEL),
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="评分表份数", form=Form.WHOLE),
        _score("得分", report),
        *(_score(name, report) for name, _, _ in parts),
        _score("距入围线", report),
        Column(heading="结果", form=Form.LABEL, verdict=True),
        Column(heading="稳定性", form=Form.LABEL, verdict=True, width=12),
        Column(heading="模拟入围概率", form=Form.SHARE),
        *(_score(f"{c.clause} {c.name}", report, 10) for c in report.criteria.categories),
        _score("极差", report),
        Column(heading="提示", width=24),
        Column(heading="说明", width=24),
    )
    return Table(
        name="名单",
        title=f"{report.meta.title}：名单",
        notes=[f"名次按公布得分（{report.decimals}位小数）排列，得分相同名次相同；{_ROUNDED}"],
        columns=columns,
        rows=rows,
        frozen=3,
    )


def _marks(report: ScoreReport) -> Table:
    """打分明细: one row per mark, 合议 and not counted cards included and said so."""
    rows = [
        [line.app_no, line.name, line.panel, card.examiner, *mark, _role(card), card.source]
        for line in report.lines
        for card in line.cards
        for mark in _card_marks(report, card)
    ]
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


def _role(card: CardLine) -> str:
    if not card.counted:
        return "不计入（合议）" if card.consensus else f"不计入（{card.state}）"
    if card.weight is not None and card.weight == 0:
        return "去掉（极值）"
    if card.weight is not None and card.weight < 1:
        return f"部分计入（{card.weight}）"
    return "计入"


def _card_marks(report: ScoreReport, card: CardLine) -> list[list[Value]]:
    """Give clause, title, points, percent, mark of each mark on a card."""
    if card.percents:
        return [
            [i.clause, i.name, i.points, percent, percent * i.points / 100]
            for i in report.criteria.items
            if (percent := card.percents.get(i.clause)) is not None
        ]
    return [
        [c.clause, c.name, c.points, None, card.points[c.clause]]
        for c in report.criteria.categories
        if c.clause in card.points
    ]


def _examiners(report: ScoreReport) -> Table:
    rows = [
        [e.name, e.panel, e.n, e.mean, e.mean_deviation, report.flags(e.flags)]
        for e in report.examiners
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


def _agreement(report: ScoreReport) -> Table:
    rows = [[a.panel, a.n, a.k, a.icc_c1, a.icc_ck, a.kendall_w, a.alpha] for a in report.agreement]
    names = ("ICC(C,1)", "ICC(C,k)", "肯德尔W", "克里彭多夫α")
    columns = (
        Column(heading="评审组", form=Form.LABEL),
        Column(heading="企业（组织）数", form=Form.WHOLE),
        Column(heading="评审员数", form=Form.WHOLE),
        *(Column(heading=name, form=Form.SCORE, decimals=4, width=14) for name in names),
    )
    notes = ["按评分表总分计算，1为完全一致；空白表示数据不足，无法计算。只作参考，不改变得分"]
    return Table(
        name="一致性",
        title=f"{report.meta.title}：评审一致性",
        notes=notes,
        columns=columns,
        rows=rows,
        filtered=False,
    )
