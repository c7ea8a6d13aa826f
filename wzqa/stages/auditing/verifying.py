"""`wzqa verify`: the record, the lists derived again from the originals, every file read back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.award_toml import load
from wzqa.plan import shipped_plan
from wzqa.problems import Exit, Place, Problem, Severity, WzqaError, has_errors
from wzqa.record import checking, files, lists
from wzqa.record.store import digest, open_record
from wzqa.stages.auditing import papers
from wzqa.stages.auditing.faults import fault, guarded
from wzqa.stages.ground.chain import derive
from wzqa.stages.ground.cycle import DAMAGED, MARKER, RECORD, Report
from wzqa.stages.ground.view import Cache, View, frozen, in_force_view, tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from wzqa.models import FrozenList
    from wzqa.plan import Plan
    from wzqa.record.store import Record
    from wzqa.settings import Settings
    from wzqa.stages.ground.cycle import Cycle

SHORTEST = 16  # digits of an anchor: fewer could be met by chance or by trying


def run(cycle: Cycle, anchors: Sequence[str] = ()) -> Report:
    """Verify the cycle; exit 4 names every discrepancy."""
    for text in anchors:
        _digits(text)
    report, problems = check(cycle.record, cycle.folder, cycle.settings)
    cycle.note(problems)
    for text in anchors:
        cycle.note(anchored(cycle.record, report, text))
    return report


def unset(folder: Path, now: datetime) -> list[Problem]:
    """Say why a cycle's settings cannot be read; [] when they can."""
    try:
        load(folder / MARKER, now.year).standard  # noqa: B018
    except WzqaError as error:
        return error.problems
    return []


def without_settings(
    folder: Path, now: datetime, anchors: Sequence[str], unread: list[Problem]
) -> tuple[Report, list[Problem], list[str]]:
    """Verify what can be without settings: why they are unread is the first finding."""
    if not (folder / RECORD).is_file():
        raise WzqaError(unread[0].message, problems=unread)
    with open_record(folder, now, "", write=False) as record:
        report, found = check(record, folder, None, unread)
        for text in anchors:
            found += anchored(record, report, text)
    return report, found, []


def _digits(text: str) -> str:
    digits = "".join(c for c in text.lower() if c not in "- 　")
    if len(digits) < SHORTEST or any(c not in "0123456789abcdef" for c in digits):
        raise WzqaError(
            f"“{text}”不是台账指纹", Exit.USAGE, code="usage",
            hint="请照纸上印的写，如 3F9A-22C1-7B04-E65D",
        )  # fmt: skip
    return digits


def anchored(record: Record, report: Report, text: str) -> list[Problem]:
    """Say whether a head that a paper prints lies on today's chain."""
    entry = checking.on_chain(record, _digits(text))
    found = report.data.setdefault("anchors", [])
    found.append({"head": text, "seq": entry.seq if entry else None})
    if entry:
        report.say(f"{text} 在台账上：{checking.anchor(entry)}，其前各条没有被替换。")
        return []
    message = f"纸上的台账指纹 {text} 不在现在的台账上：记录被替换、退回或改写过"
    missing = fault("anchor-missing", message, "record.db", "请核对抄写；无误的，按记录被换处理")
    report.data["discrepancies"].append(missing.as_json())
    report.exit = Exit.DISCREPANCY
    report.say(f"{text} 不在台账上。")
    return [missing]


def stumbled(folder: Path, now: datetime) -> WzqaError | None:
    """Say what is wrong with a record, ledger and all, that made a command break off."""
    with open_record(folder, now, "", write=False) as record:
        found = [p for p in check(record, folder, None)[1] if p.severity is Severity.ERROR]
    return WzqaError(DAMAGED, Exit.DISCREPANCY, found) if found else None


def check(
    record: Record, folder: Path, settings: Settings | None, unset: Sequence[Problem] = ()
) -> tuple[Report, list[Problem]]:
    """Check everything in a record and the files beside it; `unset`: why there are no settings."""
    found = [*unset, *guarded("数据库", lambda: checking.integrity(record))]
    found += guarded("数据库结构", lambda: checking.structure(record))
    unread = guarded("记录", lambda: checking.shapes(record))
    entries, head, chain_faults = 0, "", list[Problem]()

    def walk() -> list[Problem]:
        nonlocal entries, head
        entries, head, broken = checking.check_ledger(record)
        return broken

    chain_faults = guarded("台账", walk)
    found += unread + chain_faults
    found += guarded("各表与台账", lambda: checking.against_ledger(record))
    originals = Cache()  # each original is read once
    if settings is not None:
        found += guarded("原件", lambda: _facts(record, folder, settings, originals))
    list_rows, faults = _lists(record, originals, settings.plan if settings else shipped_plan())
    found += faults
    checked = 0

    def read_back() -> list[Problem]:
        nonlocal checked
        view = _fresh(record, settings, originals) if settings else None
        checked, bad = papers.check(record, folder, view)
        return bad

    bad_papers = guarded("文书", read_back)
    found += bad_papers
    found += guarded("生成的文件", lambda: papers.others(record, folder))
    wrong = has_errors(found)
    report = Report(
        {
            "ledger": {"entries": entries, "head": head, "ok": not chain_faults},
            "lists": list_rows,
            "documents": {"checked": checked, "ok": not has_errors(bad_papers)},
            "discrepancies": [p.as_json() for p in found if p.severity is Severity.ERROR],
        },
        exit=Exit.DISCREPANCY if wrong else Exit.OK,
    )
    count = len(report.data["discrepancies"])
    report.say(
        f"台账{entries}条，{'首尾相接' if not chain_faults else '有断裂'}；"
        f"名单{len(list_rows)}份，文书{checked}份",
        f"台账最后一条的指纹：{checking.short(head)}（与纸上印的比对：wzqa verify --anchor 指纹）",
        f"发现{count}处不符。" if wrong else "没有发现不符。",
    )
    return report, found


def _facts(record: Record, folder: Path, settings: Settings, originals: Cache) -> list[Problem]:
    """Read every original in force again and compare with what the record holds of it."""
    from wzqa.stages.ground import editions, facts

    if editions.differs(record, folder, settings):
        hint = "请恢复原文件；要改用新的，先打开已确认的名单再运行任一命令"
        return [fault("file-altered", "办法版本与记录中的不同", "办法", hint)]
    view = _fresh(record, settings, originals)
    found = []
    for file, reading in view.readings():
        kept = files.fact(record, file, reading.version)
        if kept is None:
            continue
        key = (file.id, reading.version)
        if key not in originals.facts:
            originals.facts[key] = facts.load(record, file, reading, fresh=True)
        again = facts.dump(originals.facts[key])
        if kept != again and json.loads(kept) != json.loads(again):
            where = first_difference(json.loads(kept), json.loads(again))
            message = f"记录中读出的内容与原件不符：{where}"
            found.append(fault("fact-altered", message, file.path, "请查明谁改动了 record.db"))
    return found


def _fresh(record: Record, settings: Settings, originals: Cache) -> View:
    """See what is in force now, from the originals alone."""
    view = in_force_view(record, settings)
    return replace(view, fresh=True, cache=originals)


def _lists(
    record: Record, originals: Cache, plan: Plan
) -> tuple[list[dict[str, str | bool]], list[Problem]]:
    """Derive every list again; those in force with whether they stand."""
    rows: list[dict[str, str | bool]] = []
    found: list[Problem] = []
    keys = record.rows("SELECT stage, issue, lifted_at FROM list ORDER BY confirmed_at, rowid")
    for key in keys:

        def look(stage: str = key["stage"], issue: int = key["issue"]) -> list[Problem]:
            held = lists.issue(record, stage, issue)
            return _list(record, held, originals, plan) if held else []

        faults = guarded(f"名单 {key['stage']}-{key['issue']}", look)
        found += faults
        if key["lifted_at"] is None:
            rows.append({"stage": key["stage"], "ok": not has_errors(faults)})
    return rows, found


def _list(record: Record, held: FrozenList, originals: Cache, plan: Plan) -> list[Problem]:
    """Derive a confirmed list again from the originals, with the settings frozen with it."""
    name = f"{plan.names.get(held.stage, held.stage)}名单 {held.ref}"
    if digest(held.content) != held.list_hash:
        return [fault("list-altered", f"{name}的内容与确认时的指纹不符", "record.db")]
    promised = [
        e for e in checking.entries(record) if e.action == "confirm" and e.subject == held.ref
    ]
    if not promised or promised[-1].detail.get("list_hash") != held.list_hash:
        return [fault("list-altered", f"{name}与台账中确认的指纹不符", "record.db")]
    try:
        again = derive(frozen(record, held, fresh=True, cache=originals), held.stage)
    except (WzqaError, KeyError) as error:
        return [fault("list-underived", f"{name}不能由原件重新算出：{error}", "record.db")]
    if again.content == held.content:
        return []
    where = first_difference(held.content, again.content)
    made = held.basis.get("tool")
    if made != tool():
        return [_other_tool(name, made, where)]
    return [fault("list-differs", f"{name}与由原件重新算出的不同：{where}", "record.db")]


def _other_tool(name: str, made: str | None, where: str) -> Problem:
    """Name a changed program as such: the list itself is what the ledger says was confirmed."""
    return Problem(
        code="tool-changed", severity=Severity.WARNING, place=Place("record.db"),
        message=f"{name}是用另一版本的程序（{made or '较早版本'}）确认的，现在的版本（{tool()}）重算不同：{where}",
        hint="名单与台账一致，没有被改动；要按现在的版本，请重新打开再确认",
    )  # fmt: skip


def first_difference(old: object, new: object, path: str = "") -> str:
    """Name the first place in which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *[k for k in new if k not in old]]:
            if old.get(key) != new.get(key):
                return first_difference(
                    old.get(key), new.get(key), f"{path}.{key}" if path else key
                )
    if isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one = old[index] if index < len(old) else None
            two = new[index] if index < len(new) else None
            if one != two:
                label = (one or two or {}).get("uscc") if isinstance(one or two, dict) else None
                return first_difference(one, two, f"{path}[{label or index}]")
    return f"{path}：名单上为“{old}”，重算为“{new}”"
