"""`wzqa status`: the first screen of a morning: stages, what changed, what is open, who owes what, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from wzqa import award_toml
from wzqa.dates import chinese
from wzqa.names import counted
from wzqa.record import documents, lists, outputs
from wzqa.screens.one_screen import Part, Screen, aligned
from wzqa.stages import departures, following, inboxes, logbook, recalls, screening
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.cycle import waiting as not_in_place
from wzqa.stages.ground.view import View, current
from wzqa.stages.told import Words, day_of, time_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.contents import ListContent
    from wzqa.record.documents import Document
    from wzqa.stages.following import Step
    from wzqa.stages.ground.cycle import Cycle

STATE_NAMES = {
    "todo": "未开始", "draft": "草稿", "confirmed": "已确认", "stale": "已过时", "attention": "须处理",
}  # fmt: skip


def run(cycle: Cycle, *, full: bool = False) -> Report:
    """Show where the cycle stands: on one screen, or with `full` all of it."""
    view = current(cycle)
    stages = [_stage(cycle, view, stage) for stage in view.plan.order]
    found = inboxes.look(cycle, view)
    step = following.step(view, found)
    changed = following.inbox_words(view, found)
    out = recalls.owed(view)
    waiting = documents.waiting(cycle.record)
    owed = _owed(cycle, view)
    own = award_toml.departures(view.settings)
    report = Report(
        {
            "cycle": view.settings.cycle.label,
            "year": view.settings.cycle.year,
            "stages": [
                {k: s[k] for k in ("stage", "state", "at", "counts", "attention")} for s in stages
            ],
            "next": step.command,
            "blockers": list(step.blockers),
            "changed": changed,
            "inboxes": [inbox.as_json() for inbox in found],
            "owed": owed,
            "suspended": len(waiting),
            "to_recall": len(out),
            "waiting": list(outputs.waiting(cycle.record.db)),
            "departures": [{"key": key, "profile": old, "cycle": new} for key, old, new in own],
        }
    )
    logbook.broken(cycle, report)
    cycle.note(not_in_place(name, mine=False) for name in report.data["waiting"])
    parts = (
        Part("上次操作以来", changed),
        Part("没有办完", _open(view, step, changed, waiting, out)),
        Part("等待答复", owed),
        Part("与办法不同的设置", _settings(view, own), last=True),
    )
    head = [*_head(cycle, view), *_table(cycle, view, stages)]
    shown = Screen(head, parts, (f"下一步：{step.command}",), "wzqa status --full 全部列出")
    report.say(*shown.lines(full=full))
    return report


# --- facts ----------------------------------------------------------------------------------------


def _owed(cycle: Cycle, view: View) -> list[str]:
    """Say which department owes what, of the check that is under way.

    The first check asks whom the office wrote to; the second is the departments' own （十八）. Answers
    that are still out when the list is confirmed stay in sight.
    """
    late = [f"{s.sentence}（名单已确认，答复到了照常收入）" for s in screening.unanswered(view, cycle.today)
            if s.sentence]  # fmt: skip
    first = screening.owing(view, cycle.today, second=False)
    first = first if any(s.inquiry for s in first) else ()
    second = screening.owing(view, cycle.today, second=True)
    return [*late, *(s.sentence for s in (*first, *second) if s.sentence)]


def _open(
    view: View, step: Step, changed: Sequence[str], waiting: list[Document], out: list[Document]
) -> list[str]:
    """Say what is to be done by the office, the gravest first; no sentence and no command twice."""
    twice = f"；须处理：{step.command}"
    said = [s.removesuffix(twice) for s in (*step.blockers, *departures.sentences(view))]
    if waiting:
        said.append(f"暂停效力的文书{len(waiting)}份，待名单重新确认：{_names(waiting)}")
    if out:
        said.append(
            f"已作废、尚未收回的文书{len(out)}份：{_names(out)}（登记在 作废文书清单.xlsx）"
        )
    return [line for line in dict.fromkeys(said) if line not in changed]


def _names(papers: list[Document]) -> str:
    return counted([d.name for d in papers])


_NO_MATTER = ("office.", "cycle.", "stability.seed", "department", "basis.docno")
_PLAIN = {"True": "是", "False": "否", "None": "无", "": "空"}


def _settings(view: View, own: Sequence[tuple[str, str, str]]) -> list[str]:
    """Name the keys of award.toml that depart from the edition, and what nobody has verified."""
    said = [
        f"award.toml 的 {key} 一节与办法版本不同"
        if new.startswith(("[", "{"))
        else f"{key} = {_PLAIN.get(new, new)}（办法版本：{_PLAIN.get(old, old)}）"
        for key, old, new in own
        if not key.startswith(_NO_MATTER)
    ]
    return [*said, *(f"{key} 的默认值未经核实" for key in view.edition.unverified)]


# --- stages ---------------------------------------------------------------------------------------


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


# --- words ----------------------------------------------------------------------------------------


def _head(cycle: Cycle, view: View) -> list[str]:
    s = view.settings
    gone, here = len(view.withdrawn), len(view.applicants)
    counted = f"收到申报{here + gone}家" + (f"，撤回{gone}家，参加{here}家" if gone else "")
    return [
        f"{s.cycle.label}{view.edition.umbrella}　今天{chinese(cycle.today)}",
        f"依据《{s.basis.title}》{s.basis.docno or '（文号未填）'}",
        f"{counted}；收到文件{len({(f.role, f.path) for f in view.files})}个；{_last(cycle, view)}",
    ]


def _last(cycle: Cycle, view: View) -> str:
    """Say what the last command that wrote anything did, when, and whose it was."""
    mine = cycle.record.last_command()
    if not mine:
        return "台账还没有记录"
    more = f"等{len(mine)}项" if len(mine) > 1 else ""
    last = mine[-1]
    return f"最近一次操作{time_of(last.at)}，{last.by}：{Words(view).entry(mine[0])}{more}"


def _table(cycle: Cycle, view: View, stages: list[dict[str, Any]]) -> list[str]:
    issued: dict[str, int] = {}
    for d in documents.everything(cycle.record):
        issued[d.stage] = issued.get(d.stage, 0) + (d.void_why is None)
    rows = [
        (
            view.plan.names[e["stage"]],
            STATE_NAMES[e["state"]],
            day_of(e["at"]) if e["at"] else "",
            "，".join(f"{_COUNT_NAMES.get(k, k)}{n}" for k, n in e["counts"].items()),
            f"{issued[e['stage']]}份" if issued.get(e["stage"]) else "",
        )
        for e in stages
    ]
    return aligned([("阶段", "状态", "日期", "家数", "文书"), *rows])
