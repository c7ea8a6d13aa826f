"""`wzqa score STAGE` and `wzqa rank STAGE`: score sheets in, scores, order and cut."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wzqa.marks.comments import TITLES as REMARKS
from wzqa.panels import checking as panels
from wzqa.problems import Exit, Problem
from wzqa.record import lists
from wzqa.rounding import round_q
from wzqa.stages import judging, worded
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Cycle, Grid, Report
from wzqa.stages.ground.view import View, current, warning
from wzqa.stages.scored import (
    Ranked,
    Scored,
    comparability_of,
    derive,
    name_of,
    official_json,
    part_problems,
    stability_of,
)
from wzqa.statistics import agreement
from wzqa.statistics import stability as stable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from wzqa.contents import ListContent
    from wzqa.stages.ground.chain import Derived
    from wzqa.statistics.comparability import Comparability


def score(cycle: Cycle, stage: str, paths: Sequence[Path]) -> Report:
    """`wzqa score STAGE`: take score sheets in, check, aggregate."""
    taking.take_registers(cycle)
    taking.take(cycle, f"scores-{stage}", paths)
    view = current(cycle)
    for _, got in view.register_files:
        cycle.note(got.problems)
    derived = derive(view, stage)
    result = derived.detail.scored
    cycle.note(result.problems)
    cycle.note(_owed(view, result))
    remarks = worded.remarks_on(view, result)
    cycle.note(worded.problems_of(remarks))
    from wzqa.stages import disputed, scored_out

    data = _score_json(result)
    lists.keep_draft(cycle.record, f"score-{stage}", data)
    if result.cards:
        scored_out.write(cycle, view, derived, stability_of(view, derived.detail))
    scored_out.overdue(cycle, view, result, remarks)
    disputed.write_agenda(cycle, view, result)
    report = Report(data, exit=cycle.input_exit)
    _say_scores(report, result, view.plan.names[stage])
    if remarks:
        told = Counter(r.code for r in remarks)
        counted = "、".join(f"{REMARKS[code]}{n}处" for code, n in told.items())
        report.say(f"评语提示{len(remarks)}处（{counted}），见催交清单“评语”页；只提示，不改得分")
    return report


def _owed(view: View, result: Scored) -> list[Problem]:
    """Name, per examiner, the cards that are expected and not complete."""
    expected = panels.expected_cards(view.registers, result.stage, result.field.applicants)
    if expected is None:
        return []
    complete = {
        (c.uscc, c.examiner)
        for c in result.cards
        if c.state in {"submitted", "recused"} and not c.consensus
    }
    owing: dict[str, list[str]] = {}
    for card in expected:
        if (card.uscc, card.examiner) not in complete:
            owing.setdefault(card.examiner, []).append(name_of(view, card.uscc))
    return [
        warning(
            "card-missing",
            f"{examiner} 还差{len(names)}份评分：{'、'.join(names[:5])}{'等' if len(names) > 5 else ''}",  # noqa: PLR2004
            "请催交，或在回避表登记，或用 wzqa decide cards 决定",
        )
        for examiner, names in sorted(owing.items())
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _score_json(result: Scored) -> dict[str, object]:
    names = {a.uscc: a.name for a in result.field.applicants}
    return {
        "stage": result.stage,
        "method": result.scores.method,
        "applicants": [
            {
                "uscc": s.uscc,
                "name": names[s.uscc],
                "panel": s.panel,
                "n": s.n,
                "score": _text(s.score),
                "categories": {k: str(v) for k, v in s.categories.items()},
                "spread": _text(s.spread),
                "consensus": s.consensus,
                "flags": sorted({f.code for f in s.flags}),
            }
            for s in result.scores.applicants
        ],
        "examiners": [
            {
                "name": e.examiner,
                "n": e.n,
                "mean_deviation": _text(e.mean_deviation),
                "flags": sorted({f.code for f in e.flags}),
            }
            for e in result.scores.examiners
        ],
        "agreement": {"panels": [p.as_json() for p in agreement.panel_agreement(result.scores)]},
    }


def _say_scores(report: Report, result: Scored, name: str) -> None:
    names = {a.uscc: a for a in result.field.applicants}
    done = [s for s in result.scores.applicants if s.score is not None]
    report.say(
        f"{name}：参加{len(names)}家，已有得分{len(done)}家，"
        f"收到评分{sum(1 for c in result.cards if c.state == 'submitted')}份"
    )
    report.say(*result.scores.notes)
    rows = []
    for s in sorted(done, key=lambda s: (-(s.score or 0), names[s.uscc].app_no)):
        flags = "；".join(f.message for f in s.flags)
        rows.append(
            (
                names[s.uscc].app_no,
                names[s.uscc].name,
                s.panel or "",
                str(s.n),
                str(s.score),
                str(s.spread),
                flags,
            )
        )
    if rows:
        report.say(Grid(("编号", "申报组织", "组", "份数", "得分", "极差", "提示"), tuple(rows)))
    agreed = []
    for p in agreement.panel_agreement(result.scores):
        shown = p.as_json()
        values = [str(shown[k] or "—") for k in ("icc_c1", "icc_ck", "kendall_w", "alpha")]
        agreed.append((p.panel or "", str(p.n), str(p.k), *values))
    if agreed:
        heads = ("评审组", "家数", "人数", *agreement.MEANS_ONE)
        report.say(Grid(heads, tuple(agreed), "一致性（仅供参考）"))
        report.say("为1时的含义：")
        report.say(*(f"　{name}：{words}" for name, words in agreement.MEANS_ONE.items()))
    for e in result.scores.examiners:
        for flag in e.flags:
            report.say(f"提示 {e.examiner}：{flag.message}")


def rank(cycle: Cycle, stage: str) -> Report:
    """`wzqa rank STAGE`: order, cut, say what must be decided."""
    taking.take_registers(cycle)
    view = current(cycle)
    derived = derive(view, stage)
    result = derived.detail
    cycle.note(p for p in derived.problems if p.code in {"earlier-draft", "decision-stale"})
    cycle.note(part_problems(view, stage) if result.rules.weights else [])
    if result.cut.stale:
        cycle.note(
            [
                warning(
                    "decision-stale",
                    "得分在并列决定之后有变动，原决定不再适用",
                    f"请重新 wzqa decide tie {stage}",
                )
            ]
        )
    firm = stability_of(view, result)
    lists.keep_draft(cycle.record, stage, derived.content)
    from wzqa.stages import scored_out

    scored_out.write(cycle, view, derived, firm)
    compared = comparability_of(result)
    report = Report(_rank_json(view, derived, result, firm) | _relied(firm, compared))
    if result.cut.tie or result.cut.held:
        report.exit = Exit.DECIDE
    _say_ranking(report, result, firm, view.plan.names[stage])
    report.say(*judging.decisive(view, firm))
    report.say(
        *(f"{sentence}。" for sentence in compared.sentences),
        *judging.advice(compared, result, view.plan.names[stage]),
    )
    return report


def _relied(firm: stable.Stability, compared: Comparability) -> dict[str, object]:
    """Say how far the list can be relied on: decisive scenarios, panels against one another."""
    both = (compared.reliability_across, compared.reliability_within)
    across, within = (None if v is None else str(round_q(v, 4)) for v in both)
    return {
        "decisive": {
            "examiners": list(firm.without_examiner.decisive),
            "cards": list(firm.without_card.decisive),
        },
        "comparability": {
            "panels": compared.teams,
            "components": compared.components,
            "reliability": {"across": across, "within": within},
            "lenience": [
                {
                    "panel": o.team,
                    "estimate": str(o.estimate),
                    "low": str(o.low),
                    "high": str(o.high),
                }
                for o in compared.lenience
            ],
            "offsets": [
                {"panel": o.team, "up": _text(o.up), "down": _text(o.down)}
                for o in compared.offsets
            ],
            "sentences": list(compared.sentences),
        },
    }


def _rank_json(
    view: View, derived: Derived[ListContent, Ranked], result: Ranked, firm: stable.Stability
) -> dict[str, object]:
    cut, stage = result.cut, derived.stage
    held = view.lists.get(stage)
    rows: list[dict[str, object]] = []
    for r in cut.rows:
        row: dict[str, object] = {
            "rank": r.rank,
            "uscc": r.uscc,
            "name": r.name,
            "score": _text(r.score),
            "admitted": r.admitted,
        }
        if result.parts:
            row["parts"] = {k: _text(v) for k, v in result.parts[r.uscc].items()}
        rows.append(row)
    return {
        "stage": stage,
        "cap": cut.cap,
        "floor": _text(result.rules.floor),
        "method": result.scored.scores.method,
        "ranking": rows,
        "admitted": list(cut.admitted),
        "tie": {
            "score": str(cut.tie.score),
            "places": cut.tie.places,
            "applicants": list(cut.tie.applicants),
        }
        if cut.tie
        else None,
        "held": [{"uscc": code, "reason": reason} for code, reason in cut.held],
        "stability": {
            "method": firm.method,
            "firm_in": list(firm.firm_in),
            "grey": list(firm.grey),
            "firm_out": list(firm.firm_out),
            "p_in": dict(firm.p_in),
        },
        "confirmed": bool(
            held and held.content == derived.content and not chain.stale_reason(view, stage)
        ),
        "official": official_json(view, stage),
    }


def _say_ranking(report: Report, result: Ranked, firm: stable.Stability, name: str) -> None:
    """Show ± 5 places around the line, with the reasons."""
    cut, rows = result.cut, list(result.cut.rows)
    report.say(f"{name}排序：{cut.sentence}")
    inside = [i for i, r in enumerate(rows) if r.admitted]
    line = (max(inside) + 1) if inside else min(cut.cap, len(rows))
    around = rows[max(0, line - 5) : line + 5] if len(rows) > 10 else rows  # noqa: PLR2004  (± 5 places)
    bottom, named = cut.line, firm.classes
    table = []
    for r in around:
        distance = "" if bottom is None or r.score is None else f"{r.score - bottom:+}"
        table.append(
            (
                "" if r.rank is None else str(r.rank),
                r.name,
                "" if r.score is None else str(r.score),
                distance,
                r.outcome,
                named.get(r.uscc, ""),
                firm.p_in.get(r.uscc, ""),
                r.why,
            )
        )
    heads = ("名次", "申报组织", "得分", "距线", "结果", "稳定性", "模拟入围率", "说明")
    report.say(Grid(heads, tuple(table), "线上下各5名（稳定性仅供参考，不改变名单）"))
    names = {r.uscc: r.name for r in rows}
    for code, reason in cut.held:
        report.say(f"暂不能排名：{names.get(code, code)}，{reason}")
    report.say(firm.sentence)
    if firm.p_in:
        report.say(f"模拟入围率：{stable.P_IN}。")
    if cut.tie:
        report.say(
            f"请由评审办书面决定后运行：wzqa decide tie {cut.stage} --admit 代码 --why 依据"
            f"（最多{cut.tie.places}家，每家写一个 --admit；都不取则不写）。"
            f"并列的是：{'、'.join(cut.tie.applicants)}"
        )
