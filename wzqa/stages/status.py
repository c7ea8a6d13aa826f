"""`wzqa status`: stages, counts, blockers, who owes what, the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from wzqa import award_toml
from wzqa.models import STAGE_NAMES
from wzqa.record import documents, lists, outputs
from wzqa.stages import departures, following, recalls, screening
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.cycle import waiting as not_in_place
from wzqa.stages.ground.view import View, current

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.stages.ground.cycle import Cycle

STATE_NAMES = {
    "todo": "未开始", "draft": "草稿", "confirmed": "已确认", "stale": "已过时", "attention": "须处理",
}  # fmt: skip


def run(cycle: Cycle) -> Report:
    """Show where the cycle stands."""
    view = current(cycle)
    stages = [_stage(cycle, view, stage) for stage in chain.ORDER]
    step = following.step(cycle, view)
    out = recalls.owed(view)
    waiting = documents.waiting(cycle.record)
    report = Report(
        {
            "cycle": view.settings.cycle.label,
            "year": view.settings.cycle.year,
            "stages": [
                {k: s[k] for k in ("stage", "state", "at", "counts", "attention")} for s in stages
            ],
            "next": step.command,
            "blockers": list(step.blockers),
            "owed": _owed(cycle, view),
            "suspended": len(waiting),
            "to_recall": len(out),
            "waiting": list(outputs.waiting(cycle.record.db)),
            "departures": [
                {"key": key, "profile": old, "cycle": new}
                for key, old, new in award_toml.departures(view.settings)
            ],
        }
    )
    _say(cycle, view, report, stages)
    cycle.note(not_in_place(name, mine=False) for name in report.data["waiting"])
    if waiting:
        names = "、".join(d.name for d in waiting[:10])
        report.say(f"暂停效力的文书{len(waiting)}份，待名单重新确认：{names}")
    if out:
        names = "、".join(d.name for d in out[:10])
        report.say(f"已作废、尚未收回的文书{len(out)}份：{names}（见 作废文书清单.xlsx）")
    others = [f"须处理：{line}" for line in departures.sentences(view) if line not in step.blockers]
    report.say(*others, *[f"受阻：{b}" for b in step.blockers], f"下一步：{step.command}")
    return report


def _owed(cycle: Cycle, view: View) -> list[str]:
    """Say which department owes what, of the check that is under way.

    The first check asks whom the office wrote to; the second is the departments' own （十八）.
    """
    first = screening.owing(view, cycle.today, second=False)
    first = first if any(s.inquiry for s in first) else ()
    second = screening.owing(view, cycle.today, second=True)
    return [s.sentence for s in (*first, *second) if s.sentence]


def _stage(cycle: Cycle, view: View, stage: str) -> dict[str, Any]:
    held = view.lists.get(stage)
    if held:
        left = departures.of_stage(view, stage)
        state = "attention" if left else "confirmed"
        return {
            "stage": stage,
            "state": "stale" if chain.stale_reason(view, stage) else state,
            "at": held.day.isoformat(),
            "counts": _counts(held.content),
            "attention": [d.as_json() for d in left],
        }
    draft = lists.draft(cycle.record, stage)
    started = draft is not None or lists.last(cycle.record, stage) is not None
    return {
        "stage": stage,
        "state": "draft" if started else "todo",
        "at": (lists.draft_at(cycle.record, stage) or "")[:10] or None,
        "counts": _counts(cast("ListContent", draft)) if draft else {},
        "attention": [],
    }


def _counts(content: ListContent) -> dict[str, int]:
    if "applicants" in content and "passed" in content:
        counts: dict[str, int] = {}
        for a in content["applicants"]:
            counts[a["verdict"]] = counts.get(a["verdict"], 0) + 1
        return counts
    if "selected" in content:
        return {award: len(rows) for award, rows in content["selected"].items()}
    return {"admitted": len(content["admitted"]), "ranked": len(content["ranking"])}


_COUNT_NAMES = {
    "pass": "符合", "fail": "不符合", "missing": "待补正", "pending": "待核实", "admitted": "入围",
    "ranked": "参加",
}  # fmt: skip


def _say(cycle: Cycle, view: View, report: Report, stages: list[dict[str, Any]]) -> None:
    s = view.settings
    report.say(
        f"{s.cycle.label}{view.edition.umbrella}　依据《{s.basis.title}》{s.basis.docno or '（文号未填）'}"
    )
    issued: dict[str, int] = {}
    for d in documents.everything(cycle.record):
        issued[d.stage] = issued.get(d.stage, 0) + (d.void_why is None)
    rows = tuple(
        (
            f"{STAGE_NAMES[e['stage']]}（{e['stage']}）",
            STATE_NAMES[e["state"]],
            e["at"] or "",
            "，".join(f"{_COUNT_NAMES.get(k, k)}{n}" for k, n in e["counts"].items()),
            str(issued.get(e["stage"], 0) or ""),
        )
        for e in stages
    )
    report.say(Grid(("阶段", "状态", "日期", "家数", "文书"), rows))
    report.say(
        f"申报{len(view.applicants)}家，撤回{len(view.withdrawn)}家，收到文件{len({(f.role, f.path) for f in view.files})}个"
    )
    if report.data["owed"]:
        report.say("待部门答复：" + "；".join(report.data["owed"]))
    for key, old, new in award_toml.departures(s):
        if not key.startswith(("office.", "cycle.", "stability.seed", "department")):
            report.say(f"与办法版本不同：{key} = {new}（版本为 {old}）")
    for key in view.edition.unverified:
        report.say(f"未经核实的默认值：{key}")
