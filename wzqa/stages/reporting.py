"""`wzqa report [STAGE]`: the data of 评审工作报告, as a workbook with charts and a web page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa import eligibility, fields
from wzqa.dates import chinese
from wzqa.fields import order_of
from wzqa.pages.report import render
from wzqa.stages import report_page
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current
from wzqa.stages.meta import facts, meta

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.models import Applicant
    from wzqa.plan import Plan
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.workbooks.results.results_report import ScoreRow, Split


def _roles(plan: Plan) -> tuple[str, ...]:
    """Name the roles of the files that a report rests on."""
    return ("applications", "registers", "verification", *plan.roles(), "ballots", "objections")


def _steps(plan: Plan) -> tuple[str, ...]:
    """Name the stages that a report counts applicants at."""
    return ("screen", *plan.keys, "award")


def run(cycle: Cycle, stage: str | None, *, outward: bool = False) -> Report:
    """Write the report up to a stage (all that is confirmed, when none is named).

    `outward`: the page alone, without scores, examiners and those who were not chosen.
    """
    view = current(cycle)
    until = view.plan.order.index(stage) if stage else len(view.plan.order) - 1
    sets = _sets(view, until)
    funnel = _funnel(view, sets)
    splits = _splits(view, sets)
    remarks = _remarks(view, until)
    what = "评审工作情况" if outward else "评审工作报告数据"
    title = f"{view.settings.cycle.label}{view.edition.umbrella}{what}"
    folder = stage or "report"
    foot = [*remarks, *_basis(view)]
    shown = report_page.page(view, title, funnel, splits, foot, sets, until=until, outward=outward)
    name = "评审工作情况（对外）" if outward else "评审工作报告数据"
    cycle.write(f"out/{folder}/{name}.html", render(shown), folder)
    if not outward:
        _workbook(cycle, view, title, folder, funnel, splits, sets, remarks)
    report = Report(
        {
            "stage": stage,
            "withdrawn": len(view.withdrawn),
            "taken_part": len(view.applicants),
            "funnel": [{"step": name, "n": n, "cap": cap or None} for name, n, cap in funnel],
            "splits": [{"by": s.heading, "rows": [list(row) for row in s.rows]} for s in splits],
        }
    )
    report.say(Grid(("环节", "家数", "上限"), tuple((n, str(k), c) for n, k, c in funnel), title))
    report.say(*remarks)
    return report


def _sets(view: View, until: int) -> dict[str, set[str]]:
    """Give who is in at each step, from confirmed lists alone."""
    sets = {"applied": {a.app_no for a in view.everybody}}
    for stage in _steps(view.plan):
        held = view.lists.get(stage)
        if held and view.plan.order.index(stage) <= until:
            codes = chain.admitted(held.content)
            sets[stage] = {view.by_key[c].app_no for c in codes if c in view.by_key}
    return sets


def _funnel(view: View, sets: dict[str, set[str]]) -> list[tuple[str, int, str]]:
    s, plan = view.settings, view.plan
    caps = {k: str(s.stage_rules(k).cap) for k in plan.keys}
    caps["award"] = "＋".join(str(a.cap) for a in s.award)
    names = {"screen": "资格审查通过", **{s.key: s.admits for s in plan.scored}, "award": "获评"}
    names[plan.last] = plan.of(plan.last).standing
    rows = [("申报", len(sets["applied"]), "")]
    rows += [(names[k], len(sets[k]), caps.get(k, "")) for k in _steps(plan) if k in sets]
    return rows


def _splits(view: View, sets: dict[str, set[str]]) -> list[Split]:
    from wzqa.workbooks.results.results_report import Split

    people = sorted(view.everybody, key=view.area.list_key)

    awards = tuple(a.name for a in view.settings.award)

    def count(title: str, key: str, name: Callable[[Applicant], str]) -> Split:
        groups: dict[str, list[str]] = {}
        for a in people:
            groups.setdefault(name(a), []).append(a.app_no)
        rows: list[tuple[str | int, ...]] = []
        for group, numbers in sorted(
            groups.items(), key=lambda one: order_of(key, awards, view.area)(one[0])
        ):
            n = [sum(1 for x in numbers if x in sets.get(k, set())) for k in _steps(view.plan)]
            rows.append((group or "未填", len(numbers), *n))
        heading = "属地" if key == "region" else fields.heading(key)
        return Split(title=title, heading=heading, rows=rows)

    found = [
        count(f"按{view.area.units}", "region", view.area.block),
        count("按申报奖项", "award", lambda a: a.award),
        count("按企业规模", "size", lambda a: a.size),
        count("按申报领域", "field", lambda a: a.field),
    ]
    if any(map(eligibility.encouraged, people)):
        found.append(count("按鼓励支持类别", "encouraged", eligibility.encouraged))
    return found


def _remarks(view: View, until: int) -> list[str]:
    gone, here = len(view.withdrawn), len(view.applicants)
    said = [f"收到申报{gone + here}家，撤回{gone}家，参加评审{here}家"] if gone else []
    for stage in view.plan.order[: until + 1]:
        held = view.lists.get(stage)
        if held is None:
            said.append(f"{view.plan.names[stage]}名单尚未确认")
            continue
        reason = chain.stale_reason(view, stage)
        said.append(
            f"{view.plan.names[stage]}名单第{held.ref.rpartition('-')[2]}期，{chinese(held.day)}确认"
            + (f"，已过时：{reason}" if reason else "")
        )
        said += [
            f"{view.plan.names[stage]}并列由评审办决定：{t['why']}"
            for t in held.content.get("tie_decisions", ())
        ]
        for award, code, reason_left in held.content.get("vacated", ()):
            name = view.by_key[code].name if code in view.by_key else code
            said.append(f"{award}：{name}不再入选（{reason_left}），名额不递补")
    return said


def _workbook(
    cycle: Cycle,
    view: View,
    title: str,
    folder: str,
    funnel: list[tuple[str, int, str]],
    splits: list[Split],
    sets: dict[str, set[str]],
    remarks: list[str],
) -> None:
    from wzqa.workbooks.results.results_report import WorkReport, write_work_report

    report = WorkReport(
        meta=meta(view, title, "award", view.settings.cycle.deadline_city, _roles(view.plan)),
        stages=view.plan.scored,
        funnel=funnel,
        splits=splits,
        scores=_scores(view, sets),
        remarks=remarks,
    )
    cycle.produce(
        f"out/{folder}/评审工作报告数据.xlsx", folder, lambda: write_work_report(report), report
    )


def _scores(view: View, sets: dict[str, set[str]]) -> list[ScoreRow]:
    from wzqa.workbooks.results.results_report import ScoreRow

    plan = view.plan
    lists = {
        stage: {r["uscc"]: _number(r["score"]) for r in view.lists[stage].content["ranking"]}
        for stage in plan.keys
        if stage in view.lists
    }
    combined = lists.get(plan.last, {})
    weights = {stage: view.settings.stage_rules(stage).weights for stage in plan.keys}
    # a list of several parts holds none of its own stage's scores
    own = [s for s, of in weights.items() if of is None or of.stages[s] == 1]
    named = [("award", "获评"), *((s.key, s.standing) for s in reversed(plan.scored))]
    rows = []
    for a in sorted(view.everybody, key=lambda a: a.app_no):
        if a.key not in lists.get(plan.first, {}):
            continue
        standing = next(
            (name for key, name in named if a.app_no in sets.get(key, ())),
            f"未{plan.of(plan.first).standing}",
        )
        if a.app_no in view.withdrawn:
            standing = "撤回申报"
        scores = (lists.get(s, {}).get(a.key) if s in own else None for s in plan.keys)
        rows.append(
            ScoreRow(
                app_no=a.app_no, name=a.name, region=view.area.block(a), stages=tuple(scores),
                combined=combined.get(a.key), standing=standing,
            )
        )  # fmt: skip
    return rows


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _basis(view: View) -> list[str]:
    """Say on which readings the numbers rest, in sentences."""
    rows = [*facts(view, "screen"), *facts(view, view.plan.first)[3:], *facts(view, "vote")[3:]]
    said = [
        f"{item}：{value}" + (f"（{source.partition('：')[0]}）" if source else "")
        for item, value, source in rows
    ]
    prints = "；".join(
        f"{view.plan.names[stage]}第{held.ref.rpartition('-')[2]}期 {held.list_hash[:16]}"
        for stage, held in view.lists.items()
    )
    return [*said, f"名单指纹：{prints}"] if prints else said
