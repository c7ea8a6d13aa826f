"""`wzqa status`: stages, counts, blockers, who owes what, the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.award_toml import departures
from wzqa.models import STAGE_NAMES
from wzqa.problems import WzqaError
from wzqa.record import documents, lists
from wzqa.stages import screening
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import INBOX, Grid, Report
from wzqa.stages.ground.view import View, current

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle

STATE_NAMES = {"todo": "未开始", "draft": "草稿", "confirmed": "已确认", "stale": "已过时"}


def run(cycle: Cycle) -> Report:
    """Show where the cycle stands."""
    view = current(cycle)
    stages = [_stage(cycle, view, stage) for stage in chain.ORDER]
    blockers, following = _next(cycle, view, stages)
    report = Report(
        {
            "cycle": view.settings.cycle.label,
            "year": view.settings.cycle.year,
            "stages": [{k: s[k] for k in ("stage", "state", "at", "counts")} for s in stages],
            "next": following,
            "blockers": blockers,
            "owed": _owed(cycle, view),
            "departures": [
                {"key": key, "profile": old, "cycle": new}
                for key, old, new in departures(view.settings)
            ],
        }
    )
    _say(cycle, view, report, stages, blockers, following)
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
        reason = chain.stale_reason(view, stage)
        return {
            "stage": stage,
            "state": "stale" if reason else "confirmed",
            "at": held.day.isoformat(),
            "counts": _counts(held.content),
            "why": reason,
        }
    draft = lists.draft(cycle.record, stage)
    started = draft is not None or lists.last(cycle.record, stage) is not None
    return {
        "stage": stage,
        "state": "draft" if started else "todo",
        "at": (lists.draft_at(cycle.record, stage) or "")[:10] or None,
        "counts": _counts(draft) if draft else {},
        "why": "",
    }


def _counts(content: dict[str, Any]) -> dict[str, int]:
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
_BEFORE_CONFIRM = {
    "screen": ("applications", "wzqa screen"),
    "review": ("scores-review", "wzqa rank review"),
    "visit": ("scores-visit", "wzqa rank visit"),
    "vote": ("ballots", "wzqa rank vote"),
    "publicity": ("", "wzqa publicity"),
    "award": ("", ""),
}


def _next(cycle: Cycle, view: View, stages: list[dict[str, Any]]) -> tuple[list[str], str]:
    """Find the first stage that is not confirmed, what stands in its way, and what to run."""
    if not view.role("applications"):
        return ["还没有收到申报表格"], "wzqa ingest"
    for entry in stages:
        stage = entry["stage"]
        if entry["state"] == "confirmed":
            continue
        if entry["state"] == "stale":
            return [
                f"{STAGE_NAMES[stage]}名单已过时：{entry['why']}"
            ], f"wzqa confirm {stage} --reopen --why 理由"
        return _toward(cycle, view, stage, entry["state"])
    if not documents.everything(cycle.record, "award"):
        return [], "wzqa notices award"
    return [], "wzqa archive 归档.zip"


def _toward(cycle: Cycle, view: View, stage: str, state: str) -> tuple[list[str], str]:
    role, command = _BEFORE_CONFIRM[stage]
    if role.startswith("scores-") and not view.role(role):
        waiting = (
            any(p.is_file() for p in (cycle.folder / INBOX[role]).glob("*"))
            if role in INBOX
            else False
        )
        if waiting:
            return [], f"wzqa score {stage}"
        if not view.registers.members:
            return [
                "还没有评审分组与回避表"
            ], "wzqa panels --form" if view.registers.examiners else "wzqa panels"
        return [f"{STAGE_NAMES[stage]}评分表还没有收回"], f"wzqa sheets {stage}"
    try:
        derived = chain.derive(view, stage)
    except WzqaError as error:
        return [error.message], command or f"wzqa confirm {stage}"
    if state == "todo" and command:
        return list(derived.open[:5]), command
    if derived.open:
        return list(derived.open[:10]), command
    return [], f"wzqa confirm {stage}"


def _say(
    cycle: Cycle,
    view: View,
    report: Report,
    stages: list[dict[str, Any]],
    blockers: list[str],
    following: str,
) -> None:
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
        f"申报{len(view.applicants)}家，撤回{len(view.withdrawn)}家，收到文件{len(view.files)}个"
    )
    if report.data["owed"]:
        report.say("待部门答复：" + "；".join(report.data["owed"]))
    void = [d for d in documents.everything(cycle.record) if d.void_why]
    if void:
        report.say(
            f"已作废须收回的文书{len(void)}份：" + "、".join(d.docno or d.title for d in void[:10])
        )
    for key, old, new in departures(s):
        if not key.startswith(("office.", "cycle.", "stability.seed", "department")):
            report.say(f"与办法版本不同：{key} = {new}（版本为 {old}）")
    for key in view.edition.unverified:
        report.say(f"未经核实的默认值：{key}")
    report.say(*[f"受阻：{b}" for b in blockers])
    report.say(f"下一步：{following}")
