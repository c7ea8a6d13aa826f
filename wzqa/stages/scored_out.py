"""What `score` and `rank` write: 资料评审结果.xlsx, 现场评审结果.xlsx, 催交清单.xlsx."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.marks.comments import TITLES
from wzqa.marks.flags import TITLES as FLAG_TITLES
from wzqa.marks.holds import on_sums
from wzqa.models import STAGE_NAMES, CardState
from wzqa.panels import checking as panels
from wzqa.rounding import round_q
from wzqa.stages import scored as stage_module
from wzqa.stages.judging import judged
from wzqa.stages.meta import meta, method_words
from wzqa.statistics import agreement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from wzqa.contents import ListContent
    from wzqa.marks.comments import Remark
    from wzqa.marks.flags import Flag
    from wzqa.ranking import Cut, Row
    from wzqa.scoring import ApplicantScore
    from wzqa.scoring import CardLine as Counted
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked, Scored
    from wzqa.statistics.stability import Stability
    from wzqa.workbooks.results import score_lines as out

STATE_NAMES = {
    CardState.SUBMITTED: "已提交",
    CardState.INCOMPLETE: "不完整",
    CardState.NOT_SUBMITTED: "未交",
    CardState.RECUSED: "回避",
    CardState.ABSENT: "缺席",
    CardState.WITHDRAWN: "不参加",
    CardState.REFUSED: "未采用",
}


def created(view: View) -> date:
    """Date the workbooks of a stage by the cycle, not by the clock."""
    return view.settings.cycle.deadline_city


def write(cycle: Cycle, view: View, derived: Derived[ListContent, Ranked], firm: Stability) -> None:
    """Write the result workbook: ranks, the line, every card; the same for score, rank, confirm."""
    from wzqa.workbooks.results import score_lines as out
    from wzqa.workbooks.results.results_score import write_score_result

    ranked = derived.detail
    s, scored, cut = view.settings, ranked.scored, ranked.cut
    stage = scored.stage
    rules = s.stage_rules(stage)
    name = STAGE_NAMES[stage]
    title = f"{s.cycle.label}{view.edition.umbrella}{name}结果"
    scores = [r.score for r in cut.rows if r.admitted and r.score is not None]
    bottom = min(scores, default=None)
    report = out.ScoreReport(
        meta=meta(
            view, title, stage, created(view), ("registers", f"scores-{stage}"), derived.content
        ),
        stage=name,
        method=method_words(scored.scores.method, rules),
        method_key=scored.scores.method,
        trim_level=rules.trim.level,
        trim_drop=rules.trim.drop,
        rounding=rules.rounding,
        decimals=rules.decimals,
        cap=rules.cap,
        floor=rules.floor,
        cut_score=bottom,
        criteria=view.criteria,
        lines=_lines(view, ranked, firm, bottom),
        examiners=_examiners(scored),
        agreement=[_agreement(p) for p in agreement.panel_agreement(scored.scores)],
        flag_titles=FLAG_TITLES,
        on_sums=on_sums(scored.scores.method),
        remarks=[
            *scored.scores.notes,
            cut.sentence,
            firm.sentence,
        ],
        flagged=_flagged(view, scored),
        judgement=judged(view, ranked, firm),
    )
    cycle.produce(f"out/{stage}/{name}结果.xlsx", stage, lambda: write_score_result(report), report)


def _lines(
    view: View, ranked: Ranked, firm: Stability, bottom: Decimal | None
) -> list[out.ScoreLine]:
    by_code = ranked.scored.by_code()
    named = stage_module.classes(firm)
    lines = []
    for row in ranked.cut.rows:
        p_in = Decimal(firm.p_in[row.uscc]) if row.uscc in firm.p_in else None
        distance = None if bottom is None or row.score is None else row.score - bottom
        lines.append(
            _line(view, ranked, by_code[row.uscc], row, distance, named.get(row.uscc, ""), p_in)
        )
    return lines


def _line(
    view: View,
    ranked: Ranked,
    a: ApplicantScore,
    row: Row,
    distance: Decimal | None,
    stability: str,
    p_in: Decimal | None,
) -> out.ScoreLine:
    from wzqa.workbooks.results import score_lines as out

    person, rules = view.by_key[a.uscc], ranked.rules
    parts: list[tuple[str, Decimal, Decimal]] = []
    if ranked.parts and rules.weights:
        weights = rules.weights
        for key, weight in weights.parts.items():
            value = ranked.parts[a.uscc].get(key)
            if value is not None:
                parts.append((f"{STAGE_NAMES.get(key, key)}得分", value, weight))
    return out.ScoreLine(
        rank=row.rank,
        app_no=person.app_no,
        name=person.name,
        uscc=a.uscc,
        region=view.area.block(person),
        award=person.award,
        size=person.size,
        panel=a.panel or "",
        cards=[_card(view, line) for line in a.cards],
        score=row.score,
        stage_score=a.score if parts else None,
        exact=a.exact,
        categories={
            clause: round_q(points, rules.decimals + 1, rules.rounding)
            for clause, points in a.category_exact.items()
        },
        spread=a.spread,
        outcome=_outcome(ranked.cut, row),
        distance=distance,
        stability=stability,
        p_in=p_in,
        parts=parts,
        flags=[f.code for f in a.flags],
        note="；".join(x for x in (a.held, row.why) if x),
    )


def _outcome(cut: Cut, row: Row) -> str:
    if row.admitted is None:
        if row.score is None:
            return "暂不能排名"
        return "并列待定" if cut.tie and row.uscc in cut.tie.applicants else "待决定"
    return "入围" if row.admitted else "未入围"


def exact(value: Fraction) -> Decimal:
    """Write a card's points as a decimal: they have at most two places by construction."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _card(view: View, line: Counted) -> out.CardLine:
    from wzqa.workbooks.results import score_lines as out

    card = line.card
    return out.CardLine(
        examiner=card.examiner if not card.consensus else "合议",
        state=STATE_NAMES[card.state],
        total=line.total,
        points={k: exact(v) for k, v in line.categories(view.criteria).items()},
        percents=card.marks if card.scale == "percent" else {},
        weight=line.weight,
        counted=line.counted,
        consensus=card.consensus,
        reason=card.reason,
        source=" › ".join(p for p in (card.place.file, card.place.sheet) if p),
    )


def _examiners(scored: Scored) -> list[out.ExaminerLine]:
    from wzqa.workbooks.results import score_lines as out

    totals: dict[str, list[Decimal]] = {}
    panel: dict[str, str] = {}
    for a in scored.scores.applicants:
        for line in a.cards:
            if line.counted and line.total is not None:
                totals.setdefault(line.examiner, []).append(line.total)
                panel.setdefault(line.examiner, line.card.panel or "")
    return [
        out.ExaminerLine(
            name=e.examiner,
            panel=panel.get(e.examiner, ""),
            n=e.n,
            mean=(sum(totals[e.examiner], Decimal(0)) / len(totals[e.examiner])).quantize(
                Decimal("0.01")
            )
            if totals.get(e.examiner)
            else None,
            mean_deviation=e.mean_deviation,
            flags=[f.code for f in e.flags],
        )
        for e in scored.scores.examiners
    ]


def _flagged(view: View, scored: Scored) -> list[out.FlagLine]:
    """List the remarks, applicants' first, each kind together."""
    from wzqa.workbooks.results import score_lines as out

    order = list(FLAG_TITLES)
    about: list[tuple[Flag, str, str, str]] = []
    for a in scored.scores.applicants:
        person = view.by_key[a.uscc]
        about += [(f, person.app_no, person.name, a.panel or "") for f in a.flags]
    about += [(f, "", "", "") for e in scored.scores.examiners for f in e.flags]
    about.sort(key=lambda one: (not one[1], order.index(one[0].code), one[1]))
    return [
        out.FlagLine(
            app_no=app_no,
            name=name,
            panel=panel,
            title=FLAG_TITLES[f.code],
            examiner=f.examiner,
            clause=f.clause,
            message=_by_name(view, f.message),
        )
        for f, app_no, name, panel in about
    ]


def _by_name(view: View, message: str) -> str:
    """Name organisations where a remark on an examiner has their codes."""
    for code in re.findall(r"[0-9A-Z]{18}", message):
        message = message.replace(code, stage_module.name_of(view, code))
    return message


def _agreement(p: agreement.PanelAgreement) -> out.AgreementLine:
    from wzqa.workbooks.results import score_lines as out

    shown = p.as_json()

    def number(key: str) -> Decimal | None:
        text = shown[key]
        return Decimal(text) if isinstance(text, str) else None

    return out.AgreementLine(
        panel=p.panel or "",
        n=p.n,
        k=p.k,
        icc_c1=number("icc_c1"),
        icc_ck=number("icc_ck"),
        kendall_w=number("kendall_w"),
        alpha=number("alpha"),
    )


def overdue(cycle: Cycle, view: View, result: Scored, remarks: Sequence[Remark]) -> None:
    """Write 催交清单: who still owes a card or words; nobody: no file."""
    from wzqa.workbooks.results.lists import Overdue, Reword, write_overdue

    expected = panels.expected_cards(view.registers, result.stage, result.field.applicants) or ()
    in_hand = {(c.uscc, c.examiner): c.state for c in result.cards if not c.consensus}
    mobiles = {e.name: e.mobile for e in view.registers.examiners or ()}
    rows = [
        Overdue(
            panel=e.panel or "",
            examiner=e.examiner,
            mobile=mobiles.get(e.examiner, ""),
            app_no=view.by_key[e.uscc].app_no,
            name=view.by_key[e.uscc].name,
            state=STATE_NAMES[in_hand.get((e.uscc, e.examiner), CardState.NOT_SUBMITTED)],
        )
        for e in expected
        if in_hand.get((e.uscc, e.examiner)) not in {CardState.SUBMITTED, CardState.RECUSED}
    ]
    words = [
        Reword(
            panel=r.card.panel or "",
            examiner=r.card.examiner,
            mobile=mobiles.get(r.card.examiner, ""),
            app_no=view.by_key[r.card.uscc].app_no,
            name=view.by_key[r.card.uscc].name,
            place=str(r.place),
            kind=TITLES[r.code],
            message=r.message,
            said=r.said,
        )
        for r in remarks
    ]
    target = f"out/{result.stage}/催交清单.xlsx"
    if rows or words:
        title = f"{view.settings.cycle.label}{STAGE_NAMES[result.stage]}评分表催交清单"
        data = write_overdue(
            rows, words, title=title, created=created(view), demo=view.settings.cycle.demo
        )
        cycle.write(target, data, result.stage)
    elif (cycle.folder / target).exists():
        cycle.record.remove(target)
