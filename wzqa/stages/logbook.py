"""`wzqa log`: the ledger, readable and for the 监督组."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current, find_applicant

if TYPE_CHECKING:
    from pathlib import Path

    from wzqa.models import Applicant
    from wzqa.record.documents import Document
    from wzqa.record.store import Entry
    from wzqa.stages.ground.cycle import Cycle

ACTIONS = {
    "init": "新建届次",
    "take-in": "收入文件",
    "drop": "不再计入文件",
    "number": "编申报号",
    "mapping": "确认表头",
    "run": "运行得出新结果",
    "confirm": "确认名单",
    "reopen": "重新打开名单",
    "issue": "印发文书",
    "renew": "续期名单",
    "reissue": "重出文书",
    "suspend": "暂停文书效力",
    "put-back": "恢复文书效力",
    "void": "作废文书",
    "forget": "撤下文书",
    "migrate": "升级记录",
    "decide-tie": "决定：并列取舍",
    "decide-finding": "决定：审查结论",
    "decide-silence": "决定：不再等候部门答复",
    "decide-cards": "决定：缺评分表",
    "decide-withdraw": "决定：撤回申报",
    "decide-objection": "决定：异议",
    "decide-cancel": "决定：提请取消",
    "decide-revoke": "决定：提请撤销",
    "decide-correct": "决定：责令改正",
    "decide-drop": "决定：文件不再计入",
    "decide-received": "登记：收件日期",
    "decide-approve": "记录：市政府批准",
    "decide-cancelled": "记录：市政府取消称号",
    "decide-revoked": "记录：市政府撤销称号",
}
_KEYS = {
    "role": "类别", "sha256": "指纹", "replaces": "代替", "why": "理由", "content": "内容",
    "stage": "阶段", "list_hash": "名单指纹", "rests_on": "依据指纹", "day": "日期",
    "kind": "文种", "docno": "文号", "list": "依据名单", "digest": "结果指纹", "key": "归属",
    "heading": "表头", "act": "会议或文件", "field": "字段", "year": "年度", "profile": "办法版本", "id": "编号",
}  # fmt: skip


def words(entry: Entry) -> str:
    """Put an entry's detail into words."""
    parts = []
    for key, value in entry.detail.items():
        if value in (None, [], ""):
            continue
        shown = value if not isinstance(value, str) or len(value) != 64 else value[:12]  # noqa: PLR2004  (SHA-256)
        if key == "stage":
            shown = STAGE_NAMES.get(str(value), str(value))
        parts.append(f"{_KEYS.get(key, key)}：{shown}")
    return "；".join(parts)


def run(
    cycle: Cycle, export: Path | None, who: str | None, operator: str | None, stage: str | None
) -> Report:
    """Show or export the ledger, filtered by applicant, operator or stage."""
    entries = cycle.record.ledger()
    head = entries[-1].hash if entries else ""
    if who:
        person = find_applicant(current(cycle), who)
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
    rows = tuple(
        (str(e.seq), e.at[:19], e.by, ACTIONS.get(e.action, e.action), e.subject, words(e))
        for e in entries[-50:]
    )
    report.say(
        Grid(
            ("序号", "时间", "操作人", "事项", "对象", "内容"), rows, f"台账（共{len(entries)}条）"
        )
    )
    if export:
        _export(cycle, entries, head, export)
        report.say(f"已导出：{export}")
    return report


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


def _holds(value: Any, marks: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_holds(v, marks) for v in value.values())
    if isinstance(value, list):
        return any(_holds(v, marks) for v in value)
    return isinstance(value, str) and value in marks


def _concerns(entry: Entry, stage: str) -> bool:
    detail: dict[str, Any] = entry.detail
    return (
        entry.subject == stage
        or entry.subject.startswith(f"{stage}-")
        or detail.get("stage") == stage
        or str(detail.get("list", "")).startswith(f"{stage}-")
        or detail.get("role") == f"scores-{stage}"
    )


def _export(cycle: Cycle, entries: list[Entry], head: str, target: Path) -> None:
    from wzqa.workbooks.results.lists import LogLine, write_log

    rows = [
        LogLine(
            seq=e.seq, at=e.at, by=e.by, action=ACTIONS.get(e.action, e.action), subject=e.subject,
            content=words(e), hash=e.hash,
        )
        for e in entries
    ]  # fmt: skip
    s = cycle.settings
    data = write_log(
        rows, title=f"{s.cycle.label}{s.edition.umbrella}评审台账", head=head,
        created=s.cycle.deadline_city, demo=s.cycle.demo,
    )  # fmt: skip
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        raise WzqaError(
            f"写不了“{target}”：{error.strerror}", Exit.RECORD, code="file-write"
        ) from None
