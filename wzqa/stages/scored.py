"""A scored stage, 资料评审 （十五） or 现场评审 （十六）: score sheets in, scores, order and cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

from wzqa import ranking, scoring
from wzqa.names import half_width
from wzqa.panels import checking as panels
from wzqa.problems import Exit, WzqaError
from wzqa.stages.ground import chain
from wzqa.stages.ground.chain import Derived, hash_of, plain
from wzqa.stages.ground.remembering import worked_out
from wzqa.stages.ground.view import View, warning
from wzqa.statistics import stability as stable
from wzqa.statistics.comparability import comparability

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wzqa.contents import KeptPlace, KeptTie, ListContent
    from wzqa.models import Applicant, Card, PartScore
    from wzqa.problems import Problem
    from wzqa.scoring import ApplicantScore, StageScores
    from wzqa.stage_rules import StageRules, Weights
    from wzqa.statistics.comparability import Comparability


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A stage's scores and all they rest on."""

    stage: str
    field: chain.Field
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    rests_on: str
    count: Callable[[], StageScores]

    @cached_property
    def scores(self) -> StageScores:
        """The scores, worked out when they are asked for: what they rest on is known without."""
        return self.count()

    def by_code(self) -> dict[str, ApplicantScore]:
        """Scores by code."""
        return {a.uscc: a for a in self.scores.applicants}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A stage's order and cut.

    `earlier`: the scored stages before it, in their order. `parts`: the published scores of stages and
    further parts behind each combined one; empty in the first stage.
    """

    scored: Scored
    earlier: tuple[Scored, ...]
    cut: ranking.Cut
    parts: dict[str, dict[str, Decimal | None]]
    rules: StageRules


def stage_scores(view: View, stage: str) -> Scored:
    """Score a stage from the cards that are in; the views of one command share the same scores."""
    part = chain.taking_part(view, stage)
    key = (
        stage,
        view.merged_from,
        tuple(a.app_no for a in part.applicants),
        part.rests_on,
        part.confirmed,
        tuple(f.id for f in view.files if f.role in {"registers", f"scores-{stage}"}),
        tuple(d.id for d in view.decided("cards", stage)),
        view.criteria,
        view.settings.model_dump_json(),
    )
    known = cast("dict[tuple[object, ...], Scored]", view.cache.scored)
    if key not in known:
        known[key] = _stage_scores(view, stage, part)
    return known[key]


def _stage_scores(view: View, stage: str, part: chain.Field) -> Scored:
    files = view.score_files(stage)
    file_problems = [p for _, got in files for p in got.problems]
    cards, problems = panels.admit_cards(
        [c for _, got in files for c in got.cards],
        view.registers,
        stage,
        part.applicants,
        called=view.plan.names[stage],
    )
    expected = panels.expected_cards(view.registers, stage, part.applicants)
    rules = view.settings.stage_rules(stage)
    codes = [a.uscc for a in part.applicants if a.uscc]
    by_code: dict[str, list[Card]] = {}
    for card in cards:
        by_code.setdefault(card.uscc, []).append(card)
    decisions, late = _card_decisions(view, stage, by_code)

    def count() -> StageScores:
        return scoring.score_stage(
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
        rules.as_basis(),
        view.settings.criteria.model_dump(mode="json"),
    )
    return Scored(
        stage=stage,
        field=part,
        cards=cards,
        problems=(*part.problems, *file_problems, *problems, *late),
        rests_on=rests,
        count=count,
    )


def _card_key(card: Card) -> list[object]:
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


def contestants(
    view: View, scored: Scored, parts: Mapping[str, Mapping[str, Decimal | None]]
) -> list[ranking.Contestant]:
    """Put everybody at the cut: published scores, chain keys, holds; `parts` as `Ranked` has them."""
    rules = view.settings.stage_rules(scored.stage)
    people = {a.uscc: a for a in scored.field.applicants if a.uscc}
    awards = [a.name for a in view.settings.award]
    found = []
    for s in scored.scores.applicants:
        person = people[s.uscc]
        keys = dict(s.keys)
        score, held, exact = s.score, s.held, s.exact
        if s.score is not None:
            keys[f"score:{scored.stage}"] = s.score
        if rules.weights is not None:
            mine = parts[s.uscc]
            earlier = view.plan.up_to(scored.stage)[:-1]
            keys |= {f"score:{part}": y for part in earlier if (y := mine[part]) is not None}
            score, why = _combined(view, scored.stage, rules.weights, mine)
            exact = None if rules.weights.stages[scored.stage] != 1 else exact
            held = held or ("" if s.excluded else why)
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
                below=_below(rules, awards, person.award, score, s.categories),
            )
        )
    return found


def _combined(
    view: View, stage: str, weights: Weights, parts: Mapping[str, Decimal | None]
) -> tuple[Decimal | None, str]:
    """Weigh the parts of the combined score (arithmetic.md §1.7); else say why it cannot be done."""
    lacking = [part for part in weights.others if parts[part] is None]
    if lacking:
        return None, f"缺{'、'.join(lacking)}得分（其他环节得分表），不能合成"
    rules, names = view.settings.stage_rules(stage), view.plan.names
    shares = weights.parts
    own = [(shares.pop(stage), parts[stage])]
    weighed = own + [(share, parts[part]) for part, share in shares.items()]
    score = scoring.combine(weighed, rules.decimals, rules.rounding)
    lacking = [names[s] for s, w in weights.stages.items() if w and s != stage and parts[s] is None]
    return score, f"缺{'、'.join(lacking) or names[stage]}得分，不能合成" if score is None else ""


_POINTS = re.compile(r"\d{1,4}(?:\.\d{1,2})?")


def part_scores(view: View) -> dict[tuple[str, str], Decimal]:
    """Give what 其他环节得分 says: (part, code) → points; a row that cannot be read counts as none.

    Two rows that differ count as none too: nobody but the office can say which is right.
    """
    said: dict[tuple[str, str], set[Decimal]] = {}
    for row in view.registers.part_scores or ():
        points = _points(view, row)
        if points is not None:
            said.setdefault((row.part, row.uscc.upper()), set()).add(points)
    return {key: next(iter(values)) for key, values in said.items() if len(values) == 1}


def _points(view: View, row: PartScore) -> Decimal | None:
    text = half_width(row.points)
    known = _POINTS.fullmatch(text) and Decimal(text) <= view.criteria.points
    return Decimal(text) if known else None


def part_problems(view: View, stage: str) -> list[Problem]:
    """Name rows of 其他环节得分 that count as none: unreadable, of a part without weight, or differing."""
    weights = view.settings.stage_rules(stage).weights
    others = weights.others if weights else {}
    known, found = part_scores(view), []
    for row in view.registers.part_scores or ():
        if row.part not in others:
            message = f"环节“{row.part}”没有权重，不计入综合得分"
        elif _points(view, row) is None:
            message = (
                f"得分须为0至{view.criteria.points}、最多两位小数，读到“{row.points}”，没有采用"
            )
        elif (row.part, row.uscc.upper()) not in known:
            message = f"{row.name or row.uscc}的{row.part}得分有两行不同，都没有采用"
        else:
            continue
        hint = f"请更正后放入 inbox/registers/，或核对 stage.{stage} 的 weights.further"
        found.append(warning("part-score", message, hint, row.place))
    return found


def _below(
    rules: StageRules,
    awards: Sequence[str],
    award: str,
    score: Decimal | None,
    categories: Mapping[str, Decimal],
) -> str:
    """Say which floor of a category or of its award an applicant misses.

    Who applies for whatever award it may get is held against the lowest of their floors.
    """
    if score is None:
        return ""
    floors = rules.further_floors
    for key, least in floors.items():
        clause = key.removeprefix("category:")
        if clause != key and clause not in categories:
            raise WzqaError(
                f"floors：评审标准没有类目 {clause}", Exit.INPUT, code="floor-unknown",
                hint="请改 award.toml 中的 floors",
            )  # fmt: skip
        if clause != key and categories[clause] < least:
            return f"类目{clause}得分{categories[clause]}，低于该类目最低得分{least}"
    lowest = _award_floor(award, floors, awards)
    if lowest is not None and score < lowest:
        return f"低于{award if award in awards else '各奖项'}最低得分{lowest}"
    return ""


def _award_floor(
    award: str, floors: Mapping[str, Decimal], awards: Sequence[str]
) -> Decimal | None:
    """Give the floor of the award applied for; whoever takes any award needs the lowest of all."""
    if award in awards:
        return floors.get(f"award:{award}")
    every = [floors.get(f"award:{name}") for name in awards]
    known = [least for least in every if least is not None]
    return min(known) if known and len(known) == len(every) else None


def _has_year(person: Applicant) -> bool:
    """Say whether any county award year is stated (arithmetic.md §7: years are not compared)."""
    return any(c.isdigit() for c in person.county_award)


def ranked(view: View, stage: str) -> Ranked:
    """Order and cut a stage."""
    scored = stage_scores(view, stage)
    rules = view.settings.stage_rules(stage)
    earlier = _earlier(view, stage)
    parts = _parts(view, scored, earlier)
    field = contestants(view, scored, parts)
    decision = next(
        (
            ranking.TieDecision(d.question, tuple(d.content["admit"]))
            for d in view.decided("tie", stage)
        ),
        None,
    )
    cut = cut_at(view, stage, field, decision)
    return Ranked(scored=scored, earlier=earlier, cut=cut, parts=parts, rules=rules)


def _earlier(view: View, stage: str) -> tuple[Scored, ...]:
    return tuple(stage_scores(view, s) for s in view.plan.up_to(stage)[:-1])


def cut_at(
    view: View,
    stage: str,
    field: Sequence[ranking.Contestant],
    decision: ranking.TieDecision | None = None,
) -> ranking.Cut:
    """Cut a field by the rules of a stage."""
    rules = view.settings.stage_rules(stage)
    return ranking.cut(
        field, stage=stage, cap=rules.cap, floor=rules.floor, policy=rules.tie,
        chain=rules.tie_chain, names=view.plan.names, decision=decision,
    )  # fmt: skip


def _parts(
    view: View, scored: Scored, earlier: Sequence[Scored]
) -> dict[str, dict[str, Decimal | None]]:
    """Give what a combined score is made of, by code: score of each stage, points of further parts."""
    weights = view.settings.stage_rules(scored.stage).weights
    if weights is None:
        return {}
    before = {stage.stage: stage.by_code() for stage in earlier}
    extra = part_scores(view)
    return {
        s.uscc: {
            stage: known[s.uscc].score if s.uscc in known else None
            for stage, known in before.items()
        }
        | {scored.stage: s.score}
        | {part: extra.get((part, s.uscc)) for part in weights.others}
        for s in scored.scores.applicants
    }


def derive(view: View, stage: str) -> Derived[ListContent, Ranked]:
    """Derive the list of a scored stage."""
    result = ranked(view, stage)
    cut = result.cut
    open_ = []
    if cut.held:
        names = "、".join(name_of(view, code) for code, _ in cut.held)
        open_.append(f"暂不能排名{len(cut.held)}家：{names}")
    if cut.tie:
        open_.append(cut.sentence)
    rows: list[KeptPlace] = [
        {
            "rank": r.rank,
            "uscc": r.uscc,
            "name": r.name,
            "score": None if r.score is None else str(r.score),
            "admitted": r.admitted,
        }
        for r in cut.rows
    ]
    ties: list[KeptTie] = [
        {"admit": d.content["admit"], "question": d.question, "why": d.why, "by": d.by}
        for d in view.decided("tie", stage)
        if cut.decided
    ]
    content: ListContent = {
        "cap": cut.cap,
        "floor": "" if result.rules.floor is None else str(result.rules.floor),
        "method": result.scored.scores.method,
        "ranking": rows,
        "admitted": list(cut.admitted),
        "tie_decisions": ties,
        "vacancies": cut.vacancies,
    }
    missing = not result.scored.cards
    if not cut.rows:
        open_.append("没有参加本阶段的申报组织")
    return Derived(
        stage=stage,
        content=content,
        rests_on=_rests_on(view, result.scored, result.earlier),
        open=tuple(open_) or (("还没有收到评分表",) if missing else ()),
        detail=result,
        problems=result.scored.problems,
        missing=missing,
    )


def rests_on(view: View, stage: str) -> str:
    """Hash what the list of a scored stage rests on, without ordering and cutting."""
    return _rests_on(view, stage_scores(view, stage), _earlier(view, stage))


def _rests_on(view: View, scored: Scored, before: Sequence[Scored]) -> str:
    rests: list[object] = [
        scored.rests_on,
        [[d.content, d.question] for d in view.decided("tie", scored.stage)],
        [[p.uscc, _has_year(p)] for p in scored.field.applicants],
    ]
    weights = view.settings.stage_rules(scored.stage).weights
    if weights and weights.further:
        said = part_scores(view)
        rests.append(sorted([*key, str(y)] for key, y in said.items() if key[0] in weights.others))
    for earlier in before:
        scores = [[s.uscc, str(s.score)] for s in earlier.scores.applicants]
        rests.append([earlier.rests_on, scores])
    return hash_of(*rests)


def name_of(view: View, code: str) -> str:
    """Give an applicant's name by its code, the code where it is unknown."""
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
    """Say how firm the line is (arithmetic.md §4); advisory, never part of a list."""
    s = view.settings
    weights = result.rules.weights
    parts = []
    shares = weights.stages if weights is not None else {result.scored.stage: 1}
    for scored in (result.scored, *reversed(result.earlier)):
        share = Fraction(shares.get(scored.stage, 0))
        if share:
            seed = f"{s.stability.seed}/{scored.stage}"
            parts.append(stable.Part(totals=counted_totals(scored), seed=seed, weight=share))
    official = _competing(result)

    def make() -> stable.Stability:
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

    what = f"stability {result.scored.stage}"
    return worked_out(
        view, what, stable.Stability, make, official, parts, result.rules, s.stability
    )


def _competing(result: Ranked) -> dict[str, Decimal]:
    """Give the scores at the line; who misses a floor of its category or award takes no place."""
    aside = {r.uscc for r in result.cut.rows if r.below} if result.rules.floors else set()
    return {r.uscc: r.score for r in result.cut.rows if r.score is not None and r.uscc not in aside}


def comparability_of(result: Ranked) -> Comparability:
    """Say how far scores of different panels compare (arithmetic.md §3.4); advisory."""
    teams = {a.uscc: _team(a) for a in result.scored.scores.applicants}
    return comparability(
        {code: cards for code, cards in counted_totals(result.scored).items() if cards},
        teams,
        _competing(result),
        cap=result.rules.cap,
        floor=result.rules.floor,
        everywhere=panels.ALL_PANELS,
    )


def _team(score: ApplicantScore) -> str | None:
    """Name the panel that marked an applicant; an anchor was marked by several."""
    several = {line.card.panel for line in score.cards if line.counted and line.card.panel}
    return score.panel or (panels.ALL_PANELS if len(several) > 1 else None)


# --- commands -------------------------------------------------------------------------------------


def official_json(view: View, stage: str) -> dict[str, object] | None:
    """Give the frozen list that only `confirm --reopen` lifts."""
    held = view.lists.get(stage)
    if held is None:
        return None
    return {
        "at": held.day.isoformat(),
        "admitted": list(held.content["admitted"]),
        "sha256": held.list_hash,
    }
