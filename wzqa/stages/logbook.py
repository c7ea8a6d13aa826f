"""`wzqa log`: the ledger, readable and for the 监督组."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.problems import Exit
from wzqa.record import checking, documents, outputs
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current, find_applicant
from wzqa.stages.told import Words, time_of

if TYPE_CHECKING:
    from pathlib import Path

    from wzqa.models import Applicant
    from wzqa.record.documents import Document
    from wzqa.record.store import Entry
    from wzqa.stages.ground.cycle import Cycle

SHOWN = 50
_GROUPS = {
    "take-in": "收件", "drop": "收件", "number": "收件", "mapping": "收件", "run": "运行",
    "write": "运行", "clock-back": "运行",
    "confirm": "名单", "carry": "名单", "reopen": "名单", "renew": "名单", "init": "届次", "migrate": "届次",
}  # fmt: skip


def _group(entry: Entry) -> str:
    if entry.action.startswith("decide-"):
        return "决定"
    return _GROUPS.get(entry.action, "文书")


def run(
    cycle: Cycle, export: Path | None, who: str | None, operator: str | None, stage: str | None
) -> Report:
    """Show or export the ledger, filtered by applicant, operator or stage."""
    entries = cycle.record.ledger()
    head = entries[-1].hash if entries else ""
    view = current(cycle)
    said = Words(view)
    if who:
        person = find_applicant(view, who)
        entries = concerning(entries, marks_of(cycle, person))
    if operator:
        entries = [e for e in entries if e.by == operator]
    if stage:
        entries = [e for e in entries if _concerns(e, stage)]
    report = Report(
        {
            "entries": [
                {
                    "seq": e.seq,
                    "at": e.at,
                    "by": e.by,
                    "action": e.action,
                    "subject": e.subject,
                    "hash": e.hash,
                }
                for e in entries
            ],
            "head": head,
        }
    )
    rows = tuple((str(e.seq), time_of(e.at), e.by, said.entry(e)) for e in entries[-SHOWN:])
    report.say(Grid(("序号", "时间", "操作人", "内容"), rows, f"台账（共{len(entries)}条）"))
    broken(cycle, report)
    if len(entries) > SHOWN:
        report.say(f"只列最近{SHOWN}条；全部：wzqa log --export 台账.xlsx")
    if export:
        _export(cycle, said, entries, head, export)
        report.say(f"已导出：{export}")
    return report


def broken(cycle: Cycle, report: Report) -> None:
    """Say, and exit 4, when the ledger does not hold together."""
    faults = checking.check_ledger(cycle.record)[2]
    cycle.note(faults)
    if faults:
        report.exit = Exit.DISCREPANCY


def marks_of(cycle: Cycle, person: Applicant) -> set[str]:
    """Give what names an applicant in the ledger: number, code, name, its file, its documents."""
    marks = {m for m in (person.app_no, person.uscc, person.name, person.place.file) if m}
    return marks | {d.file for d in documents_of(cycle, person)}


def documents_of(cycle: Cycle, person: Applicant) -> list[Document]:
    """List the documents about an applicant, and those whose words name it."""
    return [
        d
        for d in documents.everything(cycle.record)
        if d.subject in {person.app_no, person.key} or person.name in d.letter["own_names"]
    ]


def concerning(entries: list[Entry], marks: set[str]) -> list[Entry]:
    """Pick the entries that name one of the marks; whole values only, so that a longer name is not."""
    return [e for e in entries if e.subject in marks or _holds(e.detail, marks)]


def _holds(value: object, marks: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_holds(v, marks) for v in value.values())
    if isinstance(value, list):
        return any(_holds(v, marks) for v in value)
    return isinstance(value, str) and value in marks


def _concerns(entry: Entry, stage: str) -> bool:
    detail = entry.detail
    return (
        entry.subject == stage
        or entry.subject.startswith(f"{stage}-")
        or detail.get("stage") == stage
        or str(detail.get("list", "")).startswith(f"{stage}-")
        or detail.get("role") == f"scores-{stage}"
    )


def _export(cycle: Cycle, said: Words, entries: list[Entry], head: str, target: Path) -> None:
    from wzqa.workbooks.results.lists import LogLine, write_log

    rows = [
        LogLine(
            seq=e.seq, at=time_of(e.at), by=e.by, action=_group(e), content=said.entry(e),
            hash=e.hash,
        )
        for e in entries
    ]  # fmt: skip
    s = cycle.settings
    data = write_log(
        rows, title=f"{s.cycle.label}{s.edition.umbrella}评审台账", head=head,
        created=s.cycle.deadline_city, demo=s.cycle.demo,
    )  # fmt: skip
    outputs.write_whole(target, data)
