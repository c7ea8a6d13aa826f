"""评审组 （九）（十）: checks, proposals, declarations of recusal."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

from wzqa.panels import checking as panels
from wzqa.panels import forming
from wzqa.problems import Exit, Severity, WzqaError
from wzqa.record import lists
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current, find_applicant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.plan import ScoredStage
    from wzqa.stages.ground.cycle import Cycle


class Group(TypedDict):
    """A panel of the proposal; `applicants` by code."""

    panel: str
    leader: str | None
    members: list[str]
    applicants: list[str]


def plan_file(stage: ScoredStage) -> str:
    """Name the file of a stage's proposal: no stage overwrites another's."""
    return f"out/{stage.key}/评审分组与回避表_{stage.name}（方案）.xlsx"


def run(cycle: Cycle, form: bool, stage: str, count: int | None, anchors: Sequence[str]) -> Report:
    """`wzqa panels [--form]`."""
    taking.take_registers(cycle)
    view = current(cycle)
    for _, got in view.register_files:
        cycle.note(got.problems)
    cycle.note(view.plans_kept)
    return _form(cycle, view, stage, count, anchors) if form else _check(cycle, view)


def _check(cycle: Cycle, view: View) -> Report:
    part = chain.taking_part(view, view.plan.first)
    cycle.note(part.problems)
    report = panels.check(
        view.registers,
        part.applicants,
        view.settings.panels,
        view.plan,
        day=view.settings.cycle.deadline_city,
        admitted=_admitted(view),
    )
    cycle.note(report.conflicts)
    cycle.note(report.questions)
    asked = [p for p in report.questions if p.severity is not Severity.INFO]
    data = {
        "panels": [
            {
                "panel": p.panel,
                "leader": p.leader,
                "members": list(p.members),
                "applicants": list(p.applicants),
            }
            for p in report.panels
        ],
        "conflicts": [p.as_json() for p in report.conflicts],
        "objective": {"load": {k: dict(v) for k, v in report.load.items()}},
    }
    lists.keep_draft(cycle.record, "panels", data)
    out = Report(data, exit=Exit.INPUT if report.conflicts else cycle.input_exit)
    rows = tuple(
        (p.panel, p.leader or "（缺组长）", "、".join(p.members), str(len(p.applicants)))
        for p in report.panels
    )
    if rows:
        out.say(Grid(("评审组", "组长", "成员", "家数"), rows))
    else:
        out.say("还没有收到评审分组与回避表。可用 wzqa panels --form 提出方案。")
    out.say(f"冲突{len(report.conflicts)}处，疑问{len(asked)}处")
    return out


def _admitted(view: View) -> dict[str, list[str]]:
    """Give whom the confirmed lists let through, by the stage that follows."""
    keys = view.plan.keys
    return {
        after: chain.admitted(view.lists[stage].content)
        for stage, after in pairwise(keys)
        if stage in view.lists
    }


def _form(
    cycle: Cycle, view: View, stage: str, count: int | None, anchors: Sequence[str]
) -> Report:
    if not view.registers.examiners:
        raise WzqaError(
            "还没有收到评审专家名册", Exit.INPUT, code="register-missing",
            hint="请把评审专家名册放入 inbox/registers/",
        )  # fmt: skip
    part = chain.taking_part(view, stage)
    cycle.note(part.problems)
    codes = [find_applicant(view, who).key for who in anchors]
    proposal = forming.propose(
        view.registers.examiners,
        part.applicants,
        view.registers.recusals or (),
        view.settings.panels,
        stage=view.plan.of(stage),
        day=view.settings.cycle.deadline_city,
        panels=count,
        anchors=codes,
        seed=f"{view.settings.stability.seed}/{stage}",
    )
    cycle.note(proposal.notes)
    from wzqa.workbooks.blanks.sheets_out import panel_workbook

    data = panel_workbook(
        members=proposal.members,
        assignments=proposal.assignments,
        recusals=proposal.recusals,
        notes=proposal.summary,
        plan=view.plan,
        created=view.settings.cycle.deadline_city,
        demo=view.settings.cycle.demo,
    )
    cycle.write(plan_file(view.plan.of(stage)), data, stage)
    groups: dict[str, Group] = {}
    for m in proposal.members:
        group = groups.setdefault(
            m.panel, {"panel": m.panel, "leader": None, "members": [], "applicants": []}
        )
        group["members"].append(m.name)
        if m.leader:
            group["leader"] = m.name
    for a in proposal.assignments:
        for name, group in groups.items():
            if a.panel in {name, panels.ALL_PANELS}:
                group["applicants"].append(a.uscc)
    report = Report(
        {"panels": list(groups.values()), "conflicts": [], "objective": dict(proposal.objective)}
    )
    rows = tuple(
        (g["panel"], g["leader"] or "", "、".join(g["members"]), str(len(g["applicants"])))
        for g in groups.values()
    )
    report.say(Grid(("评审组", "组长", "成员", "家数"), rows, "分组方案（未生效）"))
    report.say("请在表中改定后放入 inbox/registers/，再运行 wzqa panels。")
    return report
