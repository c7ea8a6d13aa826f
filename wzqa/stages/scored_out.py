"""What `score` and `rank` write: 资料评审结果.xlsx, 现场评审结果.xlsx, 催交清单.xlsx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.marks.comments import TITLES
from wzqa.marks.results import STATE_NAMES
from wzqa.models import CardState
from wzqa.panels import checking as panels
from wzqa.stages.judging import advice
from wzqa.stages.meta import meta, method_words
from wzqa.stages.scored import comparability_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.contents import ListContent
    from wzqa.marks.comments import Remark
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked, Scored
    from wzqa.statistics.stability import Stability


def created(view: View) -> date:
    """Date the workbooks of a stage by the cycle, not by the clock."""
    return view.settings.cycle.deadline_city


def write(cycle: Cycle, view: View, derived: Derived[ListContent, Ranked], firm: Stability) -> None:
    """Write the result workbook: ranks, the line, every card; the same for score, rank, confirm."""
    from wzqa.workbooks.results.results_score import write_score_result
    from wzqa.workbooks.results.score_report import ScoreReport

    ranked = derived.detail
    stage, scores = ranked.scored.stage, ranked.scored.scores
    name = view.plan.names[stage]
    title = f"{view.settings.cycle.label}{view.edition.umbrella}{name}结果"
    compared = comparability_of(ranked)
    roles = ("registers", f"scores-{stage}")
    report = ScoreReport(
        meta=meta(view, title, stage, created(view), roles, derived.content),
        stages=view.plan.names,
        method=method_words(scores.method, ranked.rules),
        rules=ranked.rules,
        criteria=view.criteria,
        area=view.area,
        people={score.uscc: view.by_key[score.uscc] for score in scores.applicants},
        scores=scores,
        cut=ranked.cut,
        firm=firm,
        compared=compared,
        advice=advice(compared, ranked, name),
        parts=ranked.parts,
    )
    cycle.produce(f"out/{stage}/{name}结果.xlsx", stage, lambda: write_score_result(report), report)


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
        title = f"{view.settings.cycle.label}{view.plan.names[result.stage]}评分表催交清单"
        data = write_overdue(
            rows, words, title=title, created=created(view), demo=view.settings.cycle.demo
        )
        cycle.write(target, data, result.stage)
    elif (cycle.folder / target).exists():
        cycle.record.remove(target)
