"""Facts of 资料评审报告, 现场评审报告 and 评审工作报告."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.documents.letters import facts
from wzqa.marks import flags
from wzqa.marks.comments import is_blank
from wzqa.models import Outcome
from wzqa.panels import checking as panels
from wzqa.rounding import round_q
from wzqa.stages import replying, screening
from wzqa.stages import scored as scoring_stage
from wzqa.stages.ground import chain
from wzqa.stages.letters.listing import AFTERWARDS_GONE, people
from wzqa.stages.meta import floor_words, method_words
from wzqa.statistics import agreement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from wzqa.contents import ListContent
    from wzqa.marks.results import CardLine
    from wzqa.models import Applicant, Card
    from wzqa.rules.departments import Counts
    from wzqa.scoring import ApplicantScore
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked, Scored
    from wzqa.statistics.stability import Stability


def report_facts(
    view: View, result: Scored, person: Applicant, desk: Scored | None = None
) -> facts.ReportFacts | None:
    """Give one applicant's stage report; None while no card is in.

    With `desk` (the visit) an applicant without cards gets the form to be completed on site, and
    what the desk review leaves to be verified.
    """
    score = result.by_code().get(person.key)
    cards = _counting(score)
    if score is None or not (cards or desk):
        return None
    panel = score.panel or _assigned(view, person, result.stage)
    leader, members = _panel(view, result.stage, person, panel, score.cards)
    agreed = [c for c in cards if c.consensus]
    earlier = _counting(desk.by_code().get(person.key)) if desk else cards
    return facts.ReportFacts(
        applicant=facts.Party.of(person, view.area),
        panel=panel,
        leader=leader,
        members=members,
        categories=tuple(
            facts.CategoryNotes(
                clause=c.clause,
                name=c.name,
                points=str(c.points),
                score=str(score.categories[c.clause]) if c.clause in score.categories else "",
                strengths=_notes(cards, c.clause, "strengths"),
                opportunities=_notes(cards, c.clause, "opportunities"),
            )
            for c in view.criteria.categories
        ),
        cards=score.n,
        method=method_words(result.scores.method, view.settings.stage_rules(result.stage)),
        score="" if score.score is None else str(score.score),
        consensus=agreed[0].reason if agreed else "",
        visit_day=visit_days(view).get(person.key) if result.stage == view.plan.site else None,
        overall=next((c.overall for c in cards if c.consensus and c.overall), ""),
        verify=tuple(to_verify(view, earlier, listed=desk is not None)),
        by_median=result.scores.method == "median",
    )


def _counting(score: ApplicantScore | None) -> list[Card]:
    """Give the cards behind a score, the 合议 card too."""
    return (
        [line.card for line in score.cards if line.counted or line.card.consensus] if score else []
    )


def visit_days(view: View) -> dict[str, date]:
    """Give the day of each visit by code, as 分工 has it."""
    return {
        a.uscc: a.visit_day.last
        for a in view.registers.assignments or ()
        if a.visit_day and a.stage in {view.plan.site, ""}
    }


def _assigned(view: View, person: Applicant, stage: str) -> str:
    """Name the panel that an applicant is given to."""
    rows = [a for a in view.registers.assignments or () if a.uscc == person.key]
    return next((a.panel for a in rows if a.stage in {stage, ""}), "")


_WIDEST = 3  # items named where the examiners differ most


def to_verify(view: View, cards: Sequence[Card], *, listed: bool) -> list[str]:
    """Say what to look at on site: where marks differ most, and (`listed`) what was found wanting.

    Holds no mark and no name, as the applicant reads it too.
    """
    single = [c for c in cards if not c.consensus and c.scale == "percent"]
    least = view.settings.stage_rules(view.plan.first).flags.item_percent
    wide = []
    for item in view.criteria.items:
        marks = [c.marks[item.clause] for c in single if item.clause in c.marks]
        if len(marks) > 1 and (spread := max(marks) - min(marks)) >= least:
            wide.append((-spread, item.clause, item.name))
    found = [
        f"评审专家对“{name}”的意见差异较大，核实有关做法的实际展开情况和主要数据"
        for _, _, name in sorted(wide)[:_WIDEST]
    ]
    if listed:
        for c in view.criteria.categories:
            found += [
                f"{c.name}：{text.strip()}" for text in _notes(cards, c.clause, "opportunities")
            ]
    return found


def _notes(cards: Sequence[Card], category: str, kind: str) -> tuple[str, ...]:
    """Gather what was written about a category, each remark once; the panel's own words stand alone.

    What says nothing （无，略） is left out.
    """
    mine = [c for c in cards if c.consensus]
    agreed = _words(mine, category, kind)
    return agreed or _words(cards, category, kind)


def _words(cards: Iterable[Card], category: str, kind: str) -> tuple[str, ...]:
    found = [
        text.strip()
        for card in cards
        for clause, text in sorted(getattr(card, kind).items())
        if not is_blank(text) and (clause == category or clause.startswith(f"{category}."))
    ]
    return tuple(dict.fromkeys(found))


def _panel(
    view: View, stage: str, person: Applicant, panel: str, lines: Iterable[CardLine]
) -> tuple[str, tuple[str, ...]]:
    """Give leader and members who may sign; whoever is recused stands in no paper of the firm."""
    team = view.seating.team_of(stage, person, panel) if panel else None
    if team is not None and team.members:
        return team.leader, team.members
    return "", tuple(line.examiner for line in lines if line.counted)


def _weighing(view: View) -> str:
    """Say what the combined score is made of."""
    plan = view.plan
    weights = view.settings.stage_rules(plan.last).weights
    if weights is None or weights.stages[plan.last] == 1:
        return f"综合得分即{plan.names[plan.last]}得分"
    told = "，".join(
        f"{view.plan.names.get(part, part)}的权重为{share}"
        for part, share in weights.listed(plan.keys).items()
        if share
    )
    return f"综合得分中，{told}"


def candidate_report_facts(view: View, content: ListContent) -> facts.CandidateReportFacts:
    """Give the counts and the annexes of 评审工作报告."""
    first = screening.derive(view)
    screenings = first.detail.screenings
    everybody = list(view.everybody)
    failed = [s for s in screenings if s.verdict is Outcome.FAIL]
    causes: Counter[tuple[str, str]] = Counter(
        (f.title, f.article) for s in failed for f in s.findings if f.outcome is Outcome.FAIL
    )
    decided = sum(1 for s in screenings for f in s.findings if f.decided_by)
    plan = view.plan
    ranked = {stage: scoring_stage.ranked(_as_cut(view, stage), stage) for stage in plan.keys}
    parts = ranked[plan.last].parts
    rows = {r["uscc"]: r for r in content["ranking"]}
    admitted = sorted(people(view, content["admitted"]), key=view.area.list_key)
    days = sorted(set(visit_days(view).values()))
    return facts.CandidateReportFacts(
        applied=len(everybody),
        by_region=_counted(everybody, view.area.block, key=view.area.list_key),
        by_award=_counted(everybody, lambda a: a.award or "未选择"),
        by_size=_counted(everybody, lambda a: a.size or "未填写"),
        by_encouraged=_counted(
            [a for a in everybody if eligibility.encouraged(a)], eligibility.encouraged
        ),
        passed=sum(1 for s in screenings if s.verdict is Outcome.PASS),
        failed=len(failed),
        withdrawn=len(view.withdrawn),
        causes=tuple(
            facts.CauseFacts(title=title, article=article, count=n)
            for (title, article), n in sorted(causes.items(), key=lambda item: -item[1])
        ),
        decided=decided,
        review=_stage(view, ranked[plan.first]),
        visit=_stage(view, ranked[plan.site]),
        others=tuple(_stage(view, ranked[stage.key]) for stage in plan.others),
        visit_days=tuple(days),
        signed=None,
        weights=_weighing(view),
        candidates=tuple(
            facts.CandidateScore(
                party=facts.Party.of(a, view.area),
                review=_text(parts[a.key][plan.first]),
                visit=_text(parts[a.key][plan.site]),
                others=tuple(_text(parts[a.key][stage.key]) for stage in plan.others),
                combined=rows[a.key]["score"] or "",
                rank=str(rows[a.key]["rank"] or ""),
            )
            for a in admitted
        ),
        recusals=tuple(
            facts.RecusalFacts(
                person=r.person,
                applicant=facts.Party.of(view.by_key[r.uscc], view.area)
                if r.uscc in view.by_key
                else facts.Party(name=r.name, uscc=r.uscc),
                reason=r.reason,
            )
            for r in view.registers.recusals or ()
            if r.uscc not in view.gone
        ),
        departments=_departments(view),
    )


def _as_cut(view: View, stage: str) -> View:
    """See a stage as its list was cut: whoever withdrew later counts as taking part."""
    held = view.lists.get(stage)
    return chain.as_confirmed(view, held) if held else view


def _departments(view: View) -> Counts | None:
    """Count the answers of the first check by the day of the list; None when nobody was asked."""
    held = view.lists.get(view.plan.last)
    asked = replying.inquiries(view, second=False)
    if not asked:
        return None
    day = held.day if held else max(inquiry.issued for inquiry in asked)
    return screening.counted(view, day, second=False)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _counted(
    people: list[Applicant],
    name: Callable[[Applicant], str],
    key: Callable[[Applicant], tuple[object, ...]] | None = None,
) -> tuple[tuple[str, int], ...]:
    ordered = sorted(people, key=key) if key else people
    return tuple(Counter(name(a) for a in ordered).items())


def _stage(view: View, result: Ranked) -> facts.StageFacts:
    scored, cut = result.scored, result.cut
    scores = [r.score for r in cut.rows if r.admitted and r.score is not None]
    stayed = [a for a in scored.scores.applicants if a.uscc not in view.gone]
    counted = [line for a in stayed for line in a.cards if line.counted]
    expected = panels.expected_cards(view.registers, scored.stage, scored.field.applicants) or ()
    flagged = [f for a in stayed for f in a.flags]
    flagged += [f for e in scored.scores.examiners for f in e.flags]
    firm = scoring_stage.stability_of(view, result)
    return facts.StageFacts(
        scored=sum(1 for a in stayed if a.score is not None),
        admitted=len(set(cut.admitted) - view.gone),
        cap=cut.cap,
        floor="" if result.rules.floor is None else str(result.rules.floor),
        floors=floor_words(result.rules),
        method=method_words(scored.scores.method, result.rules),
        panels=len(
            {e.panel for e in expected if e.panel}
            or {line.card.panel for line in counted if line.card.panel}
        ),
        examiners=len({line.examiner for line in counted}),
        cards=len(counted),
        flags=flags.counted(flagged),
        line=str(min(scores)) if scores else "",
        ties=tuple(_ties(view, result)),
        excluded=sum(1 for a in stayed if a.excluded),
        agreement=_agreement(scored),
        firm=_stable(view, firm) if firm.replicates else None,
        replicates=firm.replicates,
        comparable=scoring_stage.comparability_of(result).headline,
    )


def _stable(view: View, firm: Stability) -> tuple[int, int, int]:
    """Count those firmly in, at the line, firmly out, of those that are still there."""
    groups = (firm.firm_in, firm.grey, firm.firm_out)
    inside, grey, outside = (len(set(codes) - view.gone) for codes in groups)
    return inside, grey, outside


def _agreement(scored: Scored) -> tuple[str, str] | None:
    """Give the lowest and the highest Kendall W of the panels, as published."""
    values = [
        p.kendall_w for p in agreement.panel_agreement(scored.scores) if p.kendall_w is not None
    ]
    if not values:
        return None
    low, high = (str(round_q(v, 2, "half_up")) for v in (min(values), max(values)))
    return low, high


def _party(view: View, code: str) -> facts.Party:
    """Name an organisation of the past; one that has withdrawn since is counted, not named."""
    if code in view.gone:
        return facts.Party(name=AFTERWARDS_GONE)
    return facts.Party.of(view.by_key[code], view.area)


def _ties(view: View, result: Ranked) -> list[facts.TieFacts]:
    """Tell the tie at the cut and how it was settled."""
    stage = result.scored.stage
    field = scoring_stage.contestants(view, result.scored, result.parts)
    bare = scoring_stage.cut_at(view, stage, field)
    if bare.tie is None:
        return []
    decision = next((d for d in view.decided("tie", stage) if d.question == bare.question), None)
    chosen = decision.content["admit"] if decision else []
    names = "、".join(_party(view, c).name for c in chosen) or "均不"
    settled = f"经我办研究，确定{names}入围，理由是：{decision.why}" if decision else "尚未决定"
    return [
        facts.TieFacts(
            score=str(bare.tie.score),
            applicants=tuple(_party(view, c) for c in bare.tie.applicants),
            places=bare.tie.places,
            settled=settled,
        )
    ]
