"""`wzqa report [STAGE]`: the data of 评审工作报告, as a workbook with charts and a web page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa import eligibility, fields
from wzqa.contents import STAGE_NAMES
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

    from wzqa.contents import KeptPlace
    from wzqa.models import Applicant
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.workbooks.results.results_report import ScoreRow, Split

ROLES = (
    "applications",
    "registers",
    "verification",
    "scores-review",
    "scores-visit",
    "ballots",
    "objections",
)
_STEPS = ("screen", "review", "visit", "award")


def run(cycle: Cycle, stage: str | None, *, outward: bool = False) -> Report:
    """Write the report up to a stage (all that is confirmed, when none is named).

    `outward`: the page alone, without scores, examiners and those who were not chosen.
    """
    view = current(cycle)
    until = chain.ORDER.index(stage) if stage else len(chain.ORDER) - 1
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
    for stage in _STEPS:
        held = view.lists.get(stage)
        if held and chain.ORDER.index(stage) <= until:
            codes = chain.admitted(held.content)
            sets[stage] = {view.by_key[c].app_no for c in codes if c in view.by_key}
    return sets


def _funnel(view: View, sets: dict[str, set[str]]) -> list[tuple[str, int, str]]:
    s = view.settings
    caps = {"review": str(s.stage.review.cap), "visit": str(s.stage.visit.cap),
            "award": "＋".join(str(a.cap) for a in s.award)}  # fmt: skip
    names = {"screen": "资格审查通过", "review": "进入现场评审", "visit": "候选", "award": "获评"}
    rows = [("申报", len(sets["applied"]), "")]
    rows += [(names[k], len(sets[k]), caps.get(k, "")) for k in _STEPS if k in sets]
    return rows


def _splits(view: View, sets: dict[str, set[str]]) -> list[Split]:
    from wzqa.workbooks.results.results_report import Split

    people = sorted(view.everybody, key=view.area.list_key)

    awards = tuple(a.name for a in view.settings.award)

    def count(title: str, key: str, name: Callable[[Applicant], str]) -> Split:
        groups: dict[str, list[str]] = {}
        for a in people:
            groups.setdefault(name(a), []).append(a.app_no)
        rows = []
        for group, numbers in sorted(
            groups.items(), key=lambda one: order_of(key, awards, view.area)(one[0])
        ):
            n = [sum(1 for x in numbers if x in sets.get(k, set())) for k in _STEPS]
            rows.append((group or "未填", len(numbers), n[0], n[1], n[2], n[3]))
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
    for stage in chain.ORDER[: until + 1]:
        held = view.lists.get(stage)
        if held is None:
            said.append(f"{STAGE_NAMES[stage]}名单尚未确认")
            continue
        reason = chain.stale_reason(view, stage)
        said.append(
            f"{STAGE_NAMES[stage]}名单第{held.ref.rpartition('-')[2]}期，{chinese(held.day)}确认"
            + (f"，已过时：{reason}" if reason else "")
        )
        said += [
            f"{STAGE_NAMES[stage]}并列由评审办决定：{t['why']}"
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
        meta=meta(view, title, "award", view.settings.cycle.deadline_city, ROLES),
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

    def of(stage: str) -> dict[str, KeptPlace]:
        held = view.lists.get(stage)
        return {r["uscc"]: r for r in held.content["ranking"]} if held else {}

    review, visit = of("review"), of("visit")
    weights = view.settings.stage.visit.weights
    plain = weights is not None and weights.visit == 1
    rows = []
    for a in sorted(view.everybody, key=lambda a: a.app_no):
        if a.key not in review:
            continue
        one, two = (
            _number(review[a.key]["score"]),
            _number(visit[a.key]["score"] if a.key in visit else None),
        )
        standing = next(
            (
                n
                for k, n in (("award", "获评"), ("visit", "候选"), ("review", "进入现场"))
                if a.app_no in sets.get(k, ())
            ),
            "未进入现场",
        )
        if a.app_no in view.withdrawn:
            standing = "撤回申报"
        rows.append(
            ScoreRow(
                app_no=a.app_no, name=a.name, region=view.area.block(a), review=one,
                visit=two if plain else None, combined=two, standing=standing,
            )
        )  # fmt: skip
    return rows


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _basis(view: View) -> list[str]:
    """Say on which readings the numbers rest, in sentences."""
    rows = [*facts(view, "screen"), *facts(view, "review")[3:], *facts(view, "vote")[3:]]
    said = [
        f"{item}：{value}" + (f"（{source.partition('：')[0]}）" if source else "")
        for item, value, source in rows
    ]
    prints = "；".join(
        f"{STAGE_NAMES[stage]}第{held.ref.rpartition('-')[2]}期 {held.list_hash[:16]}"
        for stage, held in view.lists.items()
    )
    return [*said, f"名单指纹：{prints}"] if prints else said
