"""资料评审 （十五） and 现场评审 （十六）: score sheets in, scores, order and cut."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, cast

from wzqa import agreement, panels, ranking, scoring
from wzqa import stability as stable
from wzqa.models import STAGE_NAMES, Applicant, Card
from wzqa.problems import Exit, Problem
from wzqa.record import lists
from wzqa.stages import chain, taking
from wzqa.stages.chain import Derived, hash_of, plain
from wzqa.stages.cycle import Grid, Report
from wzqa.stages.view import View, current, warning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from wzqa.scoring import ApplicantScore, StageScores
    from wzqa.settings import StageRules
    from wzqa.stages.cycle import Cycle

Stage = Literal["review", "visit"]


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A stage's scores and all they rest on."""

    stage: str
    field: chain.Field
    cards: tuple[Card, ...]
    scores: StageScores
    problems: tuple[Problem, ...]
    rests_on: str

    def by_code(self) -> dict[str, ApplicantScore]:
        """Scores by code."""
        return {a.uscc: a for a in self.scores.applicants}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A stage's order and cut; `parts` the published stage scores behind each combined one."""

    scored: Scored
    review: Scored | None
    cut: ranking.Cut
    parts: dict[str, dict[str, Decimal | None]]
    rules: StageRules


def stage_scores(view: View, stage: str) -> Scored:
    """Score a stage from the cards that are in."""
    part = chain.taking_part(view, stage)
    files = view.score_files(stage)
    file_problems = [p for _, got in files for p in got.problems]
    cards, problems = panels.admit_cards(
        [c for _, got in files for c in got.cards], view.registers, stage, part.applicants
    )
    expected = panels.expected_cards(view.registers, stage, part.applicants)
    rules = view.settings.stage_rules(stage)
    codes = [a.uscc for a in part.applicants if a.uscc]
    by_code: dict[str, list[Card]] = {}
    for card in cards:
        by_code.setdefault(card.uscc, []).append(card)
    decisions, late = _card_decisions(view, stage, by_code)
    scores = scoring.score_stage(
        cards,
        expected,
        view.criteria,
        rules,
        decisions,
        applicants=codes,
        percent_step=view.settings.criteria.percent_step,
    )
    rests = hash_of(
        part.rests_on,
        sorted((_card_key(c) for c in cards), key=str),
        None if expected is None else sorted(plain(e).items().__repr__() for e in expected),
        [[d.subject, d.content, d.question] for d in view.decided("cards", stage)],
        rules.model_dump(mode="json"),
        view.settings.criteria.model_dump(mode="json"),
    )
    return Scored(
        stage=stage,
        field=part,
        cards=cards,
        scores=scores,
        problems=(*part.problems, *file_problems, *problems, *late),
        rests_on=rests,
    )


def _card_key(card: Card) -> list[Any]:
    marks = sorted((k, str(v)) for k, v in card.marks.items())
    return [
        card.uscc,
        card.examiner,
        card.panel,
        str(card.state),
        card.consensus,
        card.scale,
        marks,
    ]


def _card_decisions(
    view: View, stage: str, by_code: Mapping[str, Sequence[Card]]
) -> tuple[dict[str, Literal["rank", "exclude"]], list[Problem]]:
    """Take the recorded `decide cards` that still fit the cards that are in."""
    taken: dict[str, Literal["rank", "exclude"]] = {}
    late = []
    for decision in view.decided("cards", stage):
        digest = scoring.cards_digest(decision.subject, by_code.get(decision.subject, []))
        if digest == decision.question:
            taken[decision.subject] = cast("Literal['rank', 'exclude']", decision.content["answer"])
        else:
            late.append(
                warning(
                    "decision-stale",
                    f"{decision.subject} 的评分表在决定之后有变动，原决定（{decision.at[:10]}）不再适用",
                    f"请重新 wzqa decide cards {stage}",
                )
            )
    return taken, late


def contestants(view: View, scored: Scored, review: Scored | None) -> list[ranking.Contestant]:
    """Put everybody at the cut: published scores, chain keys, holds."""
    rules = view.settings.stage_rules(scored.stage)
    people = {a.uscc: a for a in scored.field.applicants if a.uscc}
    desk = review.by_code() if review else {}
    found = []
    for s in scored.scores.applicants:
        person = people[s.uscc]
        keys = dict(s.keys)
        score, held, exact = s.score, s.held, s.exact
        if s.score is not None:
            keys[f"score:{scored.stage}"] = s.score
        if scored.stage == "visit" and rules.weights is not None:
            before = desk[s.uscc].score if s.uscc in desk else None
            if before is not None:
                keys["score:review"] = before
            score = scoring.combine(before, s.score, rules.weights, rules.decimals, rules.rounding)
            exact = None if rules.weights.visit != 1 else exact
            if score is None and not held and not s.excluded:
                held = "缺资料评审得分，不能合成"
        found.append(
            ranking.Contestant(
                uscc=s.uscc,
                name=person.name,
                order=person.app_no,
                score=score,
                exact=exact,
                keys=keys,
                county_award=_has_year(person),
                held=held,
                excluded=s.excluded,
            )
        )
    return found


def _has_year(person: Applicant) -> bool:
    """Say whether any county award year is stated (scoring.md §12: years are not compared)."""
    return any(c.isdigit() for c in person.county_award)


def ranked(view: View, stage: str) -> Ranked:
    """Order and cut a stage."""
    scored = stage_scores(view, stage)
    rules = view.settings.stage_rules(stage)
    review = stage_scores(view, "review") if stage == "visit" else None
    field = contestants(view, scored, review)
    decision = next(
        (
            ranking.TieDecision(d.question, tuple(cast("list[str]", d.content["admit"])))
            for d in view.decided("tie", stage)
        ),
        None,
    )
    cut = ranking.cut(
        field,
        stage=stage,
        cap=rules.cap,
        floor=rules.floor,
        policy=rules.tie,
        chain=rules.tie_chain,
        decision=decision,
    )
    desk = review.by_code() if review else {}
    parts = {
        s.uscc: {"review": desk[s.uscc].score if s.uscc in desk else None, "visit": s.score}
        for s in scored.scores.applicants
    }
    return Ranked(
        scored=scored, review=review, cut=cut, parts=parts if stage == "visit" else {}, rules=rules
    )


def derive(view: View, stage: str) -> Derived:
    """Derive the list of a scored stage."""
    result = ranked(view, stage)
    cut = result.cut
    open_ = []
    if cut.held:
        names = "、".join(_name(view, code) for code, _ in cut.held)
        open_.append(f"暂不能排名{len(cut.held)}家：{names}")
    if cut.tie:
        open_.append(cut.sentence)
    rows = [
        {
            "rank": r.rank,
            "uscc": r.uscc,
            "name": r.name,
            "score": None if r.score is None else str(r.score),
            "admitted": r.admitted,
        }
        for r in cut.rows
    ]
    ties = [
        {"admit": d.content["admit"], "question": d.question, "why": d.why, "by": d.by}
        for d in view.decided("tie", stage)
        if cut.decided
    ]
    content = {
        "cap": cut.cap,
        "floor": "" if result.rules.floor is None else str(result.rules.floor),
        "method": result.scored.scores.method,
        "ranking": rows,
        "admitted": list(cut.admitted),
        "tie_decisions": ties,
        "vacancies": cut.vacancies,
    }
    rests: list[Any] = [
        result.scored.rests_on,
        [[d.content, d.question] for d in view.decided("tie", stage)],
    ]
    rests.append([[p.uscc, _has_year(p)] for p in result.scored.field.applicants])
    if result.review:
        scores = [[s.uscc, str(s.score)] for s in result.review.scores.applicants]
        rests.append([result.review.rests_on, scores])
    missing = not result.scored.cards
    if not cut.rows:
        open_.append("没有参加本阶段的申报组织")
    return Derived(
        stage=stage,
        content=content,
        rests_on=hash_of(*rests),
        open=tuple(open_) or (("还没有收到评分表",) if missing else ()),
        detail=result,
        problems=result.scored.problems,
        missing=missing,
    )


def _name(view: View, code: str) -> str:
    return view.by_key[code].name if code in view.by_key else code


# --- stability ------------------------------------------------------------------------------------


def counted_totals(scored: Scored) -> dict[str, dict[str, Fraction]]:
    """Give the totals of the cards that count: code → examiner → total."""
    return {
        a.uscc: {
            line.examiner: Fraction(line.total)
            for line in a.cards
            if line.counted and line.total is not None
        }
        for a in scored.scores.applicants
    }


def stability_of(view: View, result: Ranked) -> stable.Stability:
    """Say how firm the line is (scoring.md §4); advisory, never part of a list."""
    s = view.settings
    weights = result.rules.weights
    parts = []
    shares: list[tuple[Scored | None, Fraction]] = [(result.scored, Fraction(1))]
    if weights is not None:
        shares = [
            (result.scored, Fraction(weights.visit)),
            (result.review, Fraction(weights.review)),
        ]
    for scored, share in shares:
        if scored is not None and share:
            seed = f"{s.stability.seed}/{scored.stage}"
            parts.append(stable.Part(totals=counted_totals(scored), seed=seed, weight=share))
    official = {r.uscc: r.score for r in result.cut.rows if r.score is not None}
    return stable.stability(
        official,
        parts,
        cap=result.rules.cap,
        floor=result.rules.floor,
        decimals=result.rules.decimals,
        rounding=result.rules.rounding,
        replicates=s.stability.replicates,
        confidence=s.stability.confidence,
    )


# --- commands -------------------------------------------------------------------------------------


def score(cycle: Cycle, stage: str, paths: Sequence[Path]) -> Report:
    """`wzqa score STAGE`: take score sheets in, check, aggregate."""
    taking.take_registers(cycle)
    taking.take(cycle, f"scores-{stage}", paths)
    view = current(cycle)
    for _, got in view.register_files:
        cycle.note(got.problems)
    result = stage_scores(view, stage)
    cycle.note(result.problems)
    cycle.note(_owed(view, result))
    from wzqa.stages import scored_out

    data = _score_json(result)
    lists.keep_draft(cycle.record, f"score-{stage}", data)
    scored_out.write_scores(cycle, view, result)
    report = Report(data, exit=cycle.input_exit)
    _say_scores(report, result)
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
            owing.setdefault(card.examiner, []).append(_name(view, card.uscc))
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


def _score_json(result: Scored) -> dict[str, Any]:
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


def _say_scores(report: Report, result: Scored) -> None:
    names = {a.uscc: a for a in result.field.applicants}
    done = [s for s in result.scores.applicants if s.score is not None]
    report.say(
        f"{STAGE_NAMES[result.stage]}：参加{len(names)}家，已有得分{len(done)}家，"
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
        heads = ("评审组", "家数", "人数", "ICC(C,1) 单人", "ICC(C,k) 平均", "Kendall W", "α")
        report.say(Grid(heads, tuple(agreed), "一致性（仅供参考）"))
    for e in result.scores.examiners:
        for flag in e.flags:
            report.say(f"提示 {e.examiner}：{flag.message}")


def rank(cycle: Cycle, stage: str) -> Report:
    """`wzqa rank review|visit`: order, cut, say what must be decided."""
    taking.take_registers(cycle)
    view = current(cycle)
    derived = derive(view, stage)
    result: Ranked = derived.detail
    cycle.note(p for p in derived.problems if p.code in {"earlier-draft", "decision-stale"})
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

    scored_out.write_ranking(cycle, view, result, firm)
    report = Report(_rank_json(view, derived, result, firm))
    if result.cut.tie or result.cut.held:
        report.exit = Exit.DECIDE
    _say_ranking(report, result, firm)
    return report


def _rank_json(
    view: View, derived: Derived, result: Ranked, firm: stable.Stability
) -> dict[str, Any]:
    cut, stage = result.cut, derived.stage
    held = view.lists.get(stage)
    rows: list[dict[str, Any]] = []
    for r in cut.rows:
        row: dict[str, Any] = {
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


def official_json(view: View, stage: str) -> dict[str, Any] | None:
    """Give the frozen list that only `confirm --reopen` lifts."""
    held = view.lists.get(stage)
    if held is None:
        return None
    return {
        "at": held.day.isoformat(),
        "admitted": list(held.content["admitted"]),
        "sha256": held.list_hash,
    }


CLASS_NAMES = {"firm_in": "稳定入围", "grey": "临界", "firm_out": "稳定未入围"}


def classes(firm: stable.Stability) -> dict[str, str]:
    """Name everybody's stability class in Chinese."""
    return {
        code: CLASS_NAMES[name]
        for name in ("firm_in", "grey", "firm_out")
        for code in getattr(firm, name)
    }


def outcome_name(admitted: bool | None, row: ranking.Row) -> str:
    """Name where an applicant stands."""
    if admitted is None:
        return "待决定" if row.score is not None else "暂不能排名"
    return "入围" if admitted else "未入围"


def _say_ranking(report: Report, result: Ranked, firm: stable.Stability) -> None:
    """Show ± 5 places around the line, with the reasons."""
    cut, rows = result.cut, list(result.cut.rows)
    report.say(f"{STAGE_NAMES[cut.stage]}排序：{cut.sentence}")
    inside = [i for i, r in enumerate(rows) if r.admitted]
    line = (max(inside) + 1) if inside else min(cut.cap, len(rows))
    around = rows[max(0, line - 5) : line + 5] if len(rows) > 10 else rows  # noqa: PLR2004  (± 5 places)
    bottom = min((r.score for r in rows if r.admitted and r.score is not None), default=None)
    named = classes(firm)
    table = []
    for r in around:
        distance = "" if bottom is None or r.score is None else f"{r.score - bottom:+}"
        table.append(
            (
                "" if r.rank is None else str(r.rank),
                r.name,
                "" if r.score is None else str(r.score),
                distance,
                outcome_name(r.admitted, r),
                named.get(r.uscc, ""),
                firm.p_in.get(r.uscc, ""),
                r.why,
            )
        )
    heads = ("名次", "申报组织", "得分", "距线", "结果", "稳定性", "模拟入围率", "说明")
    report.say(Grid(heads, tuple(table), "线上下各5名（稳定性仅供参考，不改变名单）"))
    for code, reason in cut.held:
        report.say(f"暂不能排名：{code} {reason}")
    report.say(firm.sentence)
    if cut.tie:
        report.say(
            f"请由评审办书面决定后运行：wzqa decide tie {cut.stage} --admit 代码 --why 依据"
            f"（最多{cut.tie.places}家，每家写一个 --admit；都不取则不写）。"
            f"并列的是：{'、'.join(cut.tie.applicants)}"
        )
