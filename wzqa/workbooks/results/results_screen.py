"""资格审查结果.xlsx: overview, verdicts, findings, rule matrix, rules, 数据口径 (workbooks.md §8)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.fields import BY_KEY, order_of
from wzqa.models import OUTCOME_NAMES, Outcome
from wzqa.workbooks.results.basis import SIGNED, add_basis, fingerprint_note
from wzqa.workbooks.writing import charts
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
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from openpyxl import Workbook

    from wzqa.models import Finding, Screening
    from wzqa.regions import Area
    from wzqa.workbooks.results.basis import Meta

VERDICTS = (Outcome.PASS, Outcome.FAIL, Outcome.MISSING, Outcome.PENDING)
_COLOURS = (charts.GREEN, charts.RED, charts.YELLOW, charts.ORANGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as printed: E03, its title, （十一）（一）, the words quoted."""

    rule: str
    title: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenReport:
    """Everything 资格审查结果.xlsx shows.

    `screenings` in the order of the list; `regions` maps app_no → name of the unit as printed, in
    any order, of `area`; `as_of` is the day of the check; `basis` names the check and its article;
    `encouraged` maps app_no → 鼓励支持类别 （五） of those that state one.
    """

    meta: Meta
    screenings: Sequence[Screening]
    rules: Sequence[RuleLine]
    regions: Mapping[str, str]
    area: Area
    as_of: date
    basis: str
    awards: tuple[str, ...] = ()
    encouraged: Mapping[str, str] = field(default_factory=dict)


def write_screen_result(report: ScreenReport) -> bytes:
    """Write the workbook; same report, same bytes."""
    workbook = new_workbook()
    _overview(workbook, report)
    add_table(workbook, _verdicts(report))
    add_table(workbook, _findings(report))
    add_table(workbook, _matrix(report))
    add_table(workbook, _rules(report))
    add_basis(workbook, report.meta)
    meta = report.meta
    return finish(workbook, title=meta.title, created=meta.created, demo=meta.demo)


# --- overview -----------------------------------------------------------------------------------


def _overview(workbook: Workbook, report: ScreenReport) -> None:
    counts = Counter(s.verdict for s in report.screenings)
    total = len(report.screenings)
    facts: list[list[Value]] = [
        ["审查类别", report.basis],
        ["审查日期", report.as_of],
        ["企业（组织）数", total],
    ]
    facts += [[OUTCOME_NAMES[v], counts[v]] for v in VERDICTS]
    unsigned = sum(1 for s in report.screenings if s.unsigned)
    if unsigned:
        facts.append(["其中拟不符合、待核定", unsigned])
    blocks = [
        Block(
            title="一、总体",
            columns=(Column(heading="项目", form=Form.LABEL), Column(heading="内容")),
            rows=facts,
            headed=False,
        ),
        _split(f"二、按{report.area.units}", "region", report, lambda s: _region(report, s)),
        _split("三、按申报奖项", "award", report, lambda s: s.applicant.award),
        _split("四、按企业规模", "size", report, lambda s: s.applicant.size),
        _split("五、按申报领域", "field", report, lambda s: s.applicant.field),
    ]
    if report.encouraged:
        title = "六、按鼓励支持类别（不影响审查）"
        blocks.append(_split(title, "encouraged", report, lambda s: _encouraged(report, s)))
    notes = fingerprint_note(report.meta)
    placed = add_blocks(workbook, "概览", report.meta.title, blocks, notes, portrait=True)
    if not total:
        return
    by_region = placed[1]
    series = [(OUTCOME_NAMES[v], colour) for v, colour in zip(VERDICTS, _COLOURS, strict=True)]
    without_total = type(by_region)(
        by_region.sheet, by_region.header, by_region.first, by_region.last - 1, by_region.letters
    )
    chart = charts.bars(
        without_total,
        title=f"各{report.area.units}审查情况",
        labels="属地",
        series=series,
        stacked=True,
        y_title="家",
        on_end=True,
    )
    charts.add_chart_sheet(workbook, "图表", f"{report.meta.title}：图表", [chart])


def _region(report: ScreenReport, screening: Screening) -> str:
    return report.regions.get(screening.applicant.app_no) or "未识别"


def _encouraged(report: ScreenReport, screening: Screening) -> str:
    return report.encouraged.get(screening.applicant.app_no, "")


def _split(
    title: str, attribute: str, report: ScreenReport, group: Callable[[Screening], str]
) -> Block:
    """Count verdicts by one attribute, with a total row that adds up."""
    heading = "属地" if attribute == "region" else BY_KEY[attribute].heading
    names = sorted(
        {group(s) for s in report.screenings}, key=order_of(attribute, report.awards, report.area)
    )
    counts = Counter((group(s), s.verdict) for s in report.screenings)
    rows: list[list[Value]] = []
    for name in names:
        figures = [counts[name, v] for v in VERDICTS]
        rows.append([name or "未填", *figures, sum(figures)])
    totals = [sum(counts[name, v] for name in names) for v in VERDICTS]
    rows.append(["合计", *totals, sum(totals)])
    columns = (
        Column(heading=heading, form=Form.LABEL),
        *(Column(heading=OUTCOME_NAMES[v], form=Form.WHOLE) for v in VERDICTS),
        Column(heading="小计", form=Form.WHOLE),
    )
    return Block(title=title, columns=columns, rows=rows, total=True)


# --- lists --------------------------------------------------------------------------------------

_WHO = (Column(heading="申报编号", form=Form.LABEL), Column(heading="组织名称"))
_CODE = Column(heading="统一社会信用代码", form=Form.CODE, printed=False)


def _who(screening: Screening) -> tuple[str, str]:
    return screening.applicant.app_no, screening.applicant.name


def _code(screening: Screening) -> str:
    """Give the code; an invalid one as it was typed, so that it can be found."""
    applicant = screening.applicant
    typed = applicant.sources["uscc"].text if "uscc" in applicant.sources else ""
    return applicant.uscc or typed


def _codes(findings: Iterable[Finding], outcome: Outcome) -> str:
    return "、".join(f.rule for f in findings if f.outcome is outcome)


def _verdicts(report: ScreenReport) -> Table:
    """One row per applicant: the verdict and the rules behind it."""
    marked = (Outcome.FAIL, Outcome.MISSING, Outcome.PENDING, Outcome.WARN)
    rows: list[list[Value]] = []
    for number, s in enumerate(report.screenings, 1):
        a = s.applicant
        reasons = [f"{f.rule} {f.reason}" for f in s.findings if f.outcome in marked[:3]]
        rows.append(
            [
                number,
                *_who(s),
                a.award,
                _region(report, s),
                s.word,
                *(_codes(s.findings, outcome) for outcome in marked),
                "\n".join(reasons),
                _code(s),
                a.channel,
                a.recommender,
                a.field,
                a.size,
                _encouraged(report, s),
            ]
        )
    columns = (
        Column(heading="序号", form=Form.WHOLE),
        *_WHO,
        Column(heading="申报奖项", form=Form.LABEL),
        Column(heading="属地", form=Form.LABEL),
        Column(heading="审查结论", form=Form.LABEL, verdict=True),
        *(Column(heading=f"{OUTCOME_NAMES[outcome]}的规则", width=12) for outcome in marked),
        Column(heading="说明", width=48),
        _CODE,
        Column(heading="申报渠道", form=Form.LABEL, printed=False),
        Column(heading="推荐单位", printed=False),
        Column(heading="申报领域", form=Form.LABEL, printed=False),
        Column(heading="企业规模", form=Form.LABEL, printed=False),
        Column(heading="鼓励支持类别", width=16, printed=False),
    )
    return Table(
        name="审查结论",
        title=f"{report.meta.title}：审查结论",
        columns=columns,
        rows=rows,
        frozen=3,
        below=(SIGNED,),
    )


def _findings(report: ScreenReport) -> Table:
    """One row per finding, with the cells it rests on and who decided otherwise."""
    rows: list[tuple[Value, ...]] = []
    for s in report.screenings:
        who, code = _who(s), _code(s)
        rows += [
            (
                *who,
                f.rule,
                f.title,
                f.article,
                f.word,
                f.reason,
                "；".join(map(str, f.evidence)),
                f.decided_by,
                f.decided_why,
                code,
                OUTCOME_NAMES[f.machine] if f.machine else "",
                f.machine_reason,
            )
            for f in s.findings
        ]
    columns = (
        *_WHO,
        Column(heading="规则", form=Form.LABEL),
        Column(heading="审查事项", width=22),
        Column(heading="条款", form=Form.LABEL),
        Column(heading="结论", form=Form.LABEL, verdict=True),
        Column(heading="理由"),
        Column(heading="所据单元格", width=46),
        Column(heading="决定人", form=Form.LABEL),
        Column(heading="决定理由", width=26),
        _CODE,
        Column(heading="系统原判", form=Form.LABEL, printed=False),
        Column(heading="系统原判理由", width=26, printed=False),
    )
    return Table(
        name="逐条审查",
        title=f"{report.meta.title}：逐条审查",
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _matrix(report: ScreenReport) -> Table:
    """Applicants down, rules across."""
    codes = [rule.rule for rule in report.rules]
    rows: list[list[Value]] = []
    for s in report.screenings:
        outcomes = {f.rule: f.word for f in s.findings}
        rows.append([*_who(s), s.word, *(outcomes.get(code) for code in codes)])
    columns = (
        *_WHO,
        Column(heading="审查结论", form=Form.LABEL, verdict=True, width=9),
        *(Column(heading=code, form=Form.LABEL, verdict=True, width=5) for code in codes),
    )
    return Table(
        name="规则矩阵",
        title=f"{report.meta.title}：规则矩阵",
        notes=["；".join(f"{rule.rule} {rule.title}" for rule in report.rules)],
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _rules(report: ScreenReport) -> Table:
    """What each rule rests on, and how often it answered what."""
    counts = Counter((f.rule, f.outcome) for s in report.screenings for f in s.findings)
    rows: list[list[Value]] = [
        [
            rule.rule,
            rule.title,
            rule.article,
            rule.quote,
            *(counts[rule.rule, outcome] for outcome in Outcome),
        ]
        for rule in report.rules
    ]
    columns = (
        Column(heading="规则", form=Form.LABEL),
        Column(heading="审查事项", width=26),
        Column(heading="条款", form=Form.LABEL),
        Column(heading="条文", width=60),
        *(Column(heading=OUTCOME_NAMES[outcome], form=Form.WHOLE) for outcome in Outcome),
    )
    return Table(name="规则", title=f"{report.meta.title}：规则", columns=columns, rows=rows)
