"""Checks of who scores whom: assignment, recusal, load, and data that look too close."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.names import comparable
from wzqa.panels.panel_checks import error, question, row_of, told
from wzqa.panels.people import ALL_PANELS, SUSPICIONS, Roll, Suspicions, own_names
from wzqa.problems import NOWHERE, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from wzqa.models import Applicant, Examiner
    from wzqa.panels.panel_checks import Scene


_STAGE = "〔阶段〕"  # stands for the names of the stages until all are known


def stage_problems(scene: Scene, stages: Sequence[str]) -> Iterator[Problem]:
    """Judge the stages: everyone in exactly one panel, enough left after recusals, nobody overloaded.

    What holds in several stages is said once.
    """
    for check in (_assigned, _recused, _overloaded):
        found: dict[Problem, list[str]] = {}
        for stage in stages:
            for problem in check(scene, stage):
                found.setdefault(problem, []).append(scene.plan.names[stage])
        for problem, where in found.items():
            yield replace(problem, message=problem.message.replace(_STAGE, "、".join(where)))


def row_problems(scene: Scene) -> Iterator[Problem]:
    """Name rows of 分工 and 回避 that fit nothing."""
    yield from _rows_of_assignment(scene)
    yield from _two_on_a_day(scene)
    yield from _rows_of_recusal(scene)


def _assigned(scene: Scene, stage: str) -> Iterator[Problem]:
    if scene.registers.members is None:
        return
    must = scene.needs_panels(stage)
    for applicant in scene.taking_part(stage):
        rows = scene.teams.rows_of(applicant, stage)
        panels = list(dict.fromkeys(r.panel.strip() for r in rows))
        if not panels and must:
            yield error(
                "applicant-unassigned",
                f"{applicant.name}在{_STAGE}没有分到评审组",
                applicant.place,
                applicant.key,
                "在“分工”表补一行",
            )
        if len(panels) > 1 and ALL_PANELS not in panels:
            yield error(
                "applicant-twice",
                f"{applicant.name}在{_STAGE}分给了{len(panels)}个评审组"
                f"（{'、'.join(panels)}），应只有1个",
                rows[-1].place,
                applicant.key,
                f"只留一行；由各组共同评审的，评审组填“{ALL_PANELS}”",
            )


def _recused(scene: Scene, stage: str) -> Iterator[Problem]:
    """Say who stays away from whom; a fault only where too few are left （九）."""
    for applicant in scene.taking_part(stage):
        for panel in scene.teams.panels_of(applicant, stage):
            everybody = scene.teams.examiners(panel)
            away = [e for e in everybody if scene.recusals.find(e, applicant)]
            left = [e for e in everybody if e not in away]
            if not away:
                continue
            place, names = scene.seat_place(panel, away[0]), "、".join(away)
            if len(left) < scene.rules.min_members:
                yield error(
                    "recusal-leaves-few",
                    f"{names}对{applicant.name}回避后，{panel}（{_STAGE}）只剩{len(left)}名，应有"
                    f"{scene.rules.min_members}名以上",
                    place,
                    names,
                    "补充评审员，或把该申报组织改分给别的评审组",
                )
            else:
                message = (
                    f"{names}对{applicant.name}回避，{panel}（{_STAGE}）由其余{len(left)}名评审"
                )
                yield told("recusal-kept", message, place, names, "无须处理")
            yield from _led(scene, panel, applicant, left)


def _led(scene: Scene, panel: str, applicant: Applicant, left: list[str]) -> Iterator[Problem]:
    """Propose who leads where the leader stays away; a person decides."""
    leaders = [s for s in scene.teams.seats[panel] if s.member.leader]
    if not leaders or any(s.examiner in left for s in leaders):
        return
    able = [
        s.examiner
        for s in scene.teams.seats[panel]
        if s.examiner in left and (row := row_of(scene, s)) and row.can_lead
    ]
    who = f"建议由{able[0]}（可任组长）主持" if able else "其余成员没有可任组长的"
    yield question(
        "leader-recused",
        f"{panel}组长对{applicant.name}回避，{who}（{_STAGE}）",
        leaders[0].member.place,
        leaders[0].examiner,
        "由评审办定：该单位的文书不列组长，签署时由主持人填写；或改分给别的评审组",
    )


def _overloaded(scene: Scene, stage: str) -> Iterator[Problem]:
    for examiner, count in scene.work(stage).items():
        if count > scene.rules.max_load:
            panel = next(p for p in scene.teams.seats if examiner in scene.teams.examiners(p))
            yield error(
                "examiner-load",
                f"{_STAGE}要评{count}家，上限{scene.rules.max_load}家",
                scene.seat_place(panel, examiner),
                examiner,
                "减少该组的申报组织，或改 [panels] max_load",
            )


def _two_on_a_day(scene: Scene) -> Iterator[Problem]:
    """Ask about two visits of a panel on one day: each is told the whole day, from 8时30分 on."""
    booked: dict[tuple[str, date], str] = {}
    for row in scene.teams.assignments:
        panel, day = row.panel.strip(), row.visit_day
        if day is None or not day.exact or panel == ALL_PANELS:
            continue
        first = booked.setdefault((panel, day.first), row.name or row.uscc)
        if first != (row.name or row.uscc):
            yield question(
                "visit-day-twice",
                f"{panel}{chinese(day.first)}安排了{first}和{row.name or row.uscc}两家",
                row.place,
                chinese(day.first),
                "现场评审通知写的是全天，请错开日期；确实各占半天的，另行告知两家时间",
            )


def _rows_of_assignment(scene: Scene) -> Iterator[Problem]:
    roll = Roll(scene.applicants)
    for row in scene.teams.assignments:
        panel, found = row.panel.strip(), roll.meant(row)
        if scene.teams.seats and panel not in scene.teams.seats and panel != ALL_PANELS:
            yield error(
                "panel-unknown", "“分组”表中没有这个评审组", row.place, panel, "更正评审组名称"
            )
        if not found:
            yield question(
                "assignment-stranger",
                f"“分工”表中的{row.name or '组织'}不在参评之列",
                row.place,
                row.uscc or row.name,
                "核对代码；已退出或未通过的，这一行不起作用",
            )
        elif row.name and not any(comparable(row.name) in own_names(a) for a in found):
            yield question(
                "assignment-name-differs",
                f"代码是{found[0].name}的，名称却不同",
                row.place,
                row.name,
                "核对代码与名称",
            )
    busy = {row.panel.strip() for row in scene.teams.assignments}
    for panel in scene.teams.seats:
        if busy and not busy & {panel, ALL_PANELS}:
            yield question(
                "panel-idle",
                "评审组没有分到申报组织",
                scene.teams.seats[panel][0].member.place,
                panel,
                "在“分工”表补行，或撤去该组",
            )


def _rows_of_recusal(scene: Scene) -> Iterator[Problem]:
    directory = scene.teams.directory
    committee = {comparable(m.name) for m in scene.registers.committee or ()}
    roll = Roll(scene.applicants)
    for row in scene.registers.recusals or ():
        if directory.identify(row.person, row.certificate) is None:
            yield question(
                "recusal-ambiguous",
                "名册中有同名评审员，分不清是谁回避，暂按都回避处理",
                row.place,
                row.person,
                "在“资格证书号”栏填写证书号",
            )
        elif (
            directory.has_roster
            and not directory.knows(row.person)
            and comparable(row.person) not in committee
        ):
            yield question(
                "recusal-stranger",
                "回避人既不在评审专家名册，也不在评委会名册",
                row.place,
                row.person,
                "更正姓名",
            )
        meant, called = ({a.key for a in who} for who in (roll.meant(row), roll.called(row.name)))
        if called and meant != called:
            yield question(
                "recusal-code-differs",
                f"回避行的代码与名称“{row.name}”不是同一家，暂按两家都回避处理",
                row.place,
                row.uscc,
                "核对代码与名称",
            )


def suspected(scene: Scene, stages: Sequence[str]) -> Iterator[Problem]:
    """Ask about conflicts that other data suggest (（二十四）2)."""
    suspicions = Suspicions(scene.applicants)
    people = {a.key: a for a in scene.applicants}
    for examiner, name, place, panel in _scoring(scene):
        for key, codes in suspicions.of(examiner).items():
            applicant = people[key]
            panels = {p for stage in stages for p in scene.teams.panels_of(applicant, stage)}
            if (panel and panel not in panels) or scene.recusals.find(name, applicant):
                continue
            for code in codes:
                yield question(
                    code,
                    f"{name}评审{applicant.name}：{SUSPICIONS[code]}",
                    place,
                    name,
                    "核实是否应当回避；应当回避的，在“回避”表补一行",
                )


def _scoring(scene: Scene) -> Iterator[tuple[Examiner, str, Place, str]]:
    """Give those who score, each with the panel; before there are panels, the whole roster."""
    if not scene.teams.seats:
        for examiner in scene.registers.examiners or ():
            yield examiner, examiner.name, examiner.place, ""
    for panel, seats in scene.teams.seats.items():
        for seat in seats:
            row = row_of(scene, seat)
            if row and seat.known:
                place = row.place if row.place != NOWHERE else seat.member.place
                yield row, seat.examiner, place, panel
