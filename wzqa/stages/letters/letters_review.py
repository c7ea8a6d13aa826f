"""Facts of 资料评审 and 现场评审: reports, notices, lists, the examiners' papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.documents.letters.examiners import AppointmentFacts
from wzqa.documents.letters.review import FeedbackFacts, for_the_firm
from wzqa.marks.firms import spoken
from wzqa.names import comparable
from wzqa.problems import Problem
from wzqa.stages import scored as scoring_stage
from wzqa.stages.ground.view import warning
from wzqa.stages.letters.letters_scored import candidate_report_facts, report_facts, visit_days
from wzqa.stages.letters.listing import content, parties, people
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.letters.facts_scored import CategoryNotes
    from wzqa.models import Applicant
    from wzqa.stages.ground.view import View


def _reports(view: View, stage: str) -> list[Told]:
    """Give the reports of a stage; before its marks are in, a visit's are forms."""
    result = scoring_stage.stage_scores(view, stage)
    plan = view.plan
    desk = scoring_stage.stage_scores(view, plan.first) if stage == plan.site else None
    made = (
        (person, report_facts(view, result, person, desk)) for person in result.field.applicants
    )
    return [Told(person.key, told) for person, told in made if told is not None]


@gathers("review-report")
def _review_report(ask: Ask) -> list[Told]:
    return _reports(ask.held, ask.kind.stage)


@gathers("visit-report")
def _visit_report(ask: Ask) -> list[Told]:
    return _reports(ask.now, ask.kind.stage)


def _rejections(view: View, stage: str) -> list[Told]:
    rows = {r["uscc"]: r for r in content(view, stage)["ranking"]}
    out = [code for code, r in rows.items() if r["admitted"] is False]
    return [
        Told(
            a.key,
            facts.RejectionFacts(
                applicant=facts.Party.of(a, view.area),
                stage=view.plan.of(stage),
                score=rows[a.key]["score"] or "",
            ),
        )
        for a in people(view, out)
    ]


@gathers("not-shortlisted", "not-candidate")
def _left_out(ask: Ask) -> list[Told]:
    return _rejections(ask.held, ask.kind.stage)


@gathers("visit-notice")
def _visit_notice(ask: Ask) -> list[Told]:
    days = visit_days(ask.now)
    admitted = people(ask.held, content(ask.held, ask.kind.stage)["admitted"])
    site = ask.now.plan.site
    teams = {a.key: ask.now.seating.team_of(site, a) for a in admitted}
    alone = [a for a in admitted if not teams[a.key].members and a.key not in ask.now.gone]
    wants = _unassigned(alone, ask.kind.stage, site) if alone else None
    return [
        Told(a.key, wants=wants)
        if a in alone
        else Told(
            a.key,
            facts.VisitFacts(
                applicant=facts.Party.of(a, ask.held.area),
                day=days.get(a.key),
                members=len(teams[a.key].members),
                leader=teams[a.key].leader,
                team=teams[a.key].members,
            ),
        )
        for a in admitted
    ]


def _unassigned(alone: list[Applicant], stage: str, site: str) -> Problem:
    names = "、".join(f"{a.app_no} {a.name}" for a in alone)
    return Problem(
        code="visit-unassigned",
        message=f"{len(alone)}家还没有现场评审的评审组，没有出现场评审通知：{names}",
        hint=f"请在评审分组与回避表的“分工”补行（wzqa panels --form --stage {site} 可提方案），"
        f"放入 inbox/registers/，再运行 wzqa notices {stage}",
    )


@gathers("visit-list")
def _visit_list(ask: Ask) -> list[Told]:
    admitted = people(ask.held, content(ask.held, ask.kind.stage)["admitted"])
    return [Told("", facts.ListFacts(parties=parties(ask.held, admitted)))]


@gathers("candidate-report")
def _candidate_report(ask: Ask) -> list[Told]:
    return [Told("", candidate_report_facts(ask.held, content(ask.held, ask.kind.stage)))]


@gathers("feedback")
def _feedback(ask: Ask) -> list[Told]:
    """Give everybody who was scored what the examiners wrote, without names of others.

    Words that come after the list is confirmed count: it rests on the marks alone.
    """
    stage = ask.kind.stage
    result = scoring_stage.stage_scores(ask.now, stage)
    people_named = tuple(sorted({e.name for e in ask.now.registers.examiners or ()}))
    made = []
    for person in result.field.applicants:
        report = report_facts(ask.now, result, person)
        if report is None:
            continue
        told = FeedbackFacts(
            report=report,
            stage=ask.now.plan.names[stage],
            others=_others(ask.now, person),
            people=people_named,
        )
        silent = [c for c in for_the_firm(told) if not (c.strengths or c.opportunities)]
        every = len(silent) == len(report.categories)
        remark = _wordless(person, silent, every=every) if silent else None
        made.append(
            Told(person.key, wants=remark) if every else Told(person.key, told, remark=remark)
        )
    return made


def _others(view: View, person: Applicant) -> tuple[str, ...]:
    """List names, codes and spoken forms of all other applicants, but those that are its own too."""
    own = (person.name, *person.former_names)
    mine = {form for name in own for form in spoken(name)} | {comparable(name) for name in own}
    found = set()
    for a in view.everybody:
        if a.key != person.key:
            names = (a.name, *a.former_names)
            found |= {a.uscc or "", *names, *(form for name in names for form in spoken(name))}
    return tuple(
        sorted(n for n in found if n and not any(comparable(n) in known for known in mine))
    )


def _wordless(person: Applicant, silent: Sequence[CategoryNotes], *, every: bool) -> Problem:
    """Tell the office what the letter leaves out, for want of words that may go out."""
    names = "、".join(f"{c.clause} {c.name}" for c in silent)
    if every:
        return warning(
            "feedback-empty",
            f"{person.app_no} {person.name}：没有可以对外的评语，不出评审意见反馈",
            "请评审员补写评语（催交清单“评语”页），重新 wzqa score 后再出",
        )
    return warning(
        "feedback-partial",
        f"{person.app_no} {person.name}：评审意见反馈略去没有评语的类目：{names}",
        "要写上的，请评审员补写评语，重新 wzqa score 后再出；已印发的用 --reissue 换发",
    )


@gathers("appointment")
def _appointment(ask: Ask) -> list[Told]:
    """Give every examiner on a panel that has applicants of this stage."""
    registers, stage = ask.now.registers, ask.kind.stage
    given = {a.panel for a in registers.assignments or () if a.stage in {stage, ""}}
    roster = {(e.name, e.certificate): e for e in registers.examiners or ()}
    by_name = {e.name: e for e in registers.examiners or ()}
    made: dict[str, Told] = {}
    for m in registers.members or ():
        if m.panel not in given:
            continue
        person = roster.get((m.name, m.certificate)) or by_name.get(m.name)
        certificate = m.certificate or (person.certificate if person else "")
        told = AppointmentFacts(
            name=m.name, certificate=certificate, employer=person.employer if person else "",
            panel=m.panel, leads=m.leader, stage=ask.held.plan.names[stage],
        )  # fmt: skip
        made.setdefault(f"{m.name}/{certificate}", Told(f"{m.name}/{certificate}", told))
    return list(made.values())


@gathers("recusal-declaration", "confidentiality-pledge")
def _examiners(ask: Ask) -> list[Told]:
    """Give what every examiner on a panel signs （二十四）."""
    registers = ask.now.registers
    roster = {(e.name, e.certificate): e for e in registers.examiners or ()}
    by_name = {e.name: e for e in registers.examiners or ()}
    given: dict[str, list[str]] = {}
    for a in registers.assignments or ():
        given.setdefault(a.panel, []).append(a.uscc)
    made = []
    for m in registers.members or ():
        person = roster.get((m.name, m.certificate)) or by_name.get(m.name)
        told = facts.ExaminerFacts(
            name=m.name,
            certificate=m.certificate or (person.certificate if person else ""),
            employer=person.employer if person else "",
            panel=m.panel,
            applicants=parties(
                ask.now, people(ask.now, list(dict.fromkeys(given.get(m.panel, []))))
            ),
        )
        made.append(Told(f"{m.panel}/{m.name}/{m.certificate}", told))
    return made
