"""`wzqa ingest` （十三）: workbooks in, problems named, faulty ones marked for return."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypedDict

from wzqa.dates import chinese
from wzqa.fields import BY_KEY, heading
from wzqa.problems import Exit, Place, Problem, Severity, WzqaError, has_errors
from wzqa.record import decisions, files
from wzqa.stages import arriving, receipts
from wzqa.stages.ground import taking
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from wzqa.models import Applicant
    from wzqa.record.files import File
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.facts import Applications
    from wzqa.stages.ground.view import View

RETURNS = "out/ingest/退回修改/"


def run(
    cycle: Cycle,
    paths: Sequence[Path],
    mapping: Sequence[str],
    received: date | None = None,
    replaces: tuple[str, Path] | None = None,
) -> Report:
    """Take application workbooks (and registers) in.

    `received` is the day on which these files arrived; `replaces` an old file and the new one that
    stands for it.
    """
    whole = [entry for entry in mapping if re.fullmatch(r".+[:：]\*", entry)]
    for entry in mapping:
        if entry not in whole:
            _map(cycle, entry)
    replaced = []
    if replaces:
        old, new = replaces
        new = new if new.is_file() else cycle.folder / new  # as the hint prints it
        if not new.is_file():
            raise WzqaError(f"没有文件“{new}”", Exit.INPUT, code="file-missing")
        replaced = [arriving.replace_file(cycle, old, cycle.relative(new))]
        paths = [*paths, new]
    gate = arriving.Gate.of(current(cycle))
    batch = taking.take(cycle, "applications", paths, drop=False, lets=gate.lets)
    cycle.note([*gate.named, *gate.asked])
    _receive(cycle, batch, received, named=bool(paths))
    registers = taking.take_registers(cycle) if not paths else taking.Batch()
    for entry in whole:
        _map_all(cycle, entry[:-2].strip())
    view = current(cycle)
    cycle.note(_barren(cycle, view))
    view = current(cycle)
    for _, register in view.register_files:
        cycle.note(register.problems)
    cycle.note(view.plans_kept)
    for _, got in view.intakes:
        cycle.note(got.problems)
    cycle.note(view.merged.problems)
    files.give_numbers(cycle.record, view.merged.new_numbers)
    cycle.note(_vanished(cycle, view))
    timing = receipts.timings(cycle, view)
    cycle.note(receipts.late_files(view, timing))
    changed = [*batch.changed, *zip(replaced, batch.new[:1], strict=False)]
    superseded = [_superseded(cycle, view, old, new) for old, new in changed]
    faults = receipts.discreet(view, _faults(view))
    _returns(cycle, view, faults)
    receipts.write(cycle, view, faults, timing)
    data = {
        "workbooks": len(view.intakes),
        "applications": [_application(a) for a in view.applicants],
        "superseded": superseded,
        "unchanged": len(batch.same),
    }
    questions = len(gate.asked)
    others = [p for p in cycle.problems if p.severity is Severity.ERROR and p not in gate.asked]
    report = Report(data, exit=Exit.DECIDE if questions and not others else cycle.input_exit)
    if batch.moved or not view.intakes:
        report.say(
            f"新收{len(batch.new)}个文件，更新{len(batch.changed)}个，未变{len(batch.same)}个"
        )
    else:
        report.say(f"{len(batch.same)}个文件都已收过，没有变化")
    taken = [*registers.new, *(new for _, new in registers.changed)]
    if taken:
        report.say(f"收入名册{len(taken)}个：{'、'.join(f.path for f in taken)}")
    _say(report, view, superseded)
    return report


def _receive(cycle: Cycle, batch: taking.Batch, day: date | None, *, named: bool) -> None:
    """Record the day on which files arrived: those named, else those that are new."""
    if day is None:
        return
    if day > cycle.today:
        raise WzqaError(
            f"收件日期{chinese(day)}晚于今天{chinese(cycle.today)}",
            Exit.INPUT,
            code="date-future",
            hint="请核对日期",
        )
    theirs = [*batch.new, *(new for _, new in batch.changed), *(batch.same if named else ())]
    if not theirs:
        raise WzqaError(
            "没有新收的文件，--received 不知道指哪一份", Exit.INPUT, code="received-of-nothing",
            hint="请写明文件，如 wzqa ingest --received 2026-06-20 inbox/applications/某县.xlsx",
        )  # fmt: skip
    for file in theirs:
        decisions.decide(
            cycle.record, "received", stage="", subject=file.path,
            content={"sha256": file.sha256, "date": day.isoformat()}, why="收件时登记",
            matter={"sha256": file.sha256},
        )  # fmt: skip


def _barren(cycle: Cycle, view: View) -> list[Problem]:
    """Drop what is gone from the inbox and never gave anything."""
    gone = [f for f, got in view.intakes if not got.rows and not (cycle.folder / f.path).exists()]
    for file in gone:
        files.drop(cycle.record, file, "已不在收件目录，没有收进过申报")
    return [
        Problem(
            code="file-gone-barren", severity=Severity.INFO, place=Place(f.path),
            message="已不在收件目录，也没有收进过申报，不再计入", hint="无须处理",
        )
        for f in gone
    ]  # fmt: skip


def _map(cycle: Cycle, entry: str) -> None:
    """Keep `报送单位:表头=字段` (the field by its heading or key; `-` ignores the column)."""
    match = re.fullmatch(r"(.+?)[:：](.+)=(.+)", entry)
    keys = {f.heading: f.key for f in BY_KEY.values()} | {k: k for k in BY_KEY} | {"-": ""}
    for year in [f"{f.key}_{n}" for f in BY_KEY.values() if f.years for n in (1, 2, 3)]:
        keys |= {year: year, heading(year): year}
    if match is None or match[3].strip() not in keys:
        raise WzqaError(
            f"--map 写成 报送单位:表头=字段，读到“{entry}”", Exit.USAGE, code="usage",
            hint=f"字段是表头，如 {'、'.join(list(keys)[:5])}",
        )  # fmt: skip
    files.keep_mapping(cycle.record, match[1].strip(), match[2].strip(), keys[match[3].strip()])


def _map_all(cycle: Cycle, source: str) -> None:
    """Keep every meaning proposed for the questions of a web form: `问卷星:*`."""
    found = [
        pair for _, got in current(cycle).intakes if got.source == source for pair in got.proposals
    ]
    if not found:
        raise WzqaError(
            f"没有“{source}”的建议可以采用", Exit.USAGE, code="usage",
            hint="来源的名称和建议由 wzqa ingest 列出",
        )  # fmt: skip
    for question, key in found:
        if key:
            files.keep_mapping(cycle.record, source, question, key)


def _vanished(cycle: Cycle, view: View) -> list[Problem]:
    """Say which files that were taken in are no longer in the inbox: they still count."""
    return [
        Problem(
            code="file-gone-kept", severity=Severity.INFO, place=Place(f.path),
            message="已不在收件目录，收过的内容仍有效", hint="如要撤回申报请用 wzqa decide withdraw",
        )
        for f, _ in view.intakes
        if not (cycle.folder / f.path).exists()
    ]  # fmt: skip


def _application(a: Applicant) -> dict[str, object]:
    row = re.search(r"\d+$", a.place.cell or "")
    return {
        "app_no": a.app_no,
        "name": a.name,
        "uscc": a.uscc,
        "award": a.award,
        "region": a.region,
        "source": {
            "file": a.place.file,
            "sheet": a.place.sheet,
            "row": int(row[0]) if row else None,
        },
    }


class Superseded(TypedDict):
    """A workbook that came again: the hashes of both versions, what changed in Chinese."""

    file: str
    old: str
    new: str
    changes: list[str]


def _superseded(cycle: Cycle, view: View, old: File, new: File) -> Superseded:
    """List what changed between two versions of one file."""
    from wzqa.stages.ground import facts

    reading = view.reading_of_applications()
    before = facts.load(cycle.record, old, reading)
    after = facts.load(cycle.record, new, reading)
    gone = {_key(a): a for a in before.rows}
    changes = []
    for a in after.rows:
        was = gone.pop(_key(a), None)
        if was is None:
            changes.append(f"新增：{a.name}")
            continue
        for name in BY_KEY:
            one, two = getattr(was, name), getattr(a, name)
            if one != two:
                changes.append(
                    f"{a.name}的{BY_KEY[name].heading}：{_shown(was, name)} → {_shown(a, name)}"
                )
    changes += [f"删去：{a.name}" for a in gone.values()]
    return {"file": new.path, "old": old.sha256, "new": new.sha256, "changes": changes}


def _key(a: Applicant) -> str:
    return str(a.uscc or a.app_no or a.name)


def _shown(a: Applicant, name: str) -> str:
    texts = [
        a.sources[k].text for k in (name, f"{name}_1", f"{name}_2", f"{name}_3") if k in a.sources
    ]
    return "、".join(texts) or "（空）"


def _faults(view: View) -> dict[str, list[Problem]]:
    """Give all problems of each workbook, those found in comparing workbooks included."""
    found: dict[str, list[Problem]] = {f.path: list(got.problems) for f, got in view.intakes}
    for problem in view.merged.problems:
        found.setdefault(problem.place.file or "", []).append(problem)
    return found


def _returns(cycle: Cycle, view: View, faults: dict[str, list[Problem]]) -> None:
    """Write a marked copy of every workbook with errors; remove those mended."""
    from wzqa.documents.filenames import distinct
    from wzqa.workbooks.results.returns import marked_copy

    copies = []
    for f, _ in view.intakes:
        if has_errors(faults[f.path]):
            try:
                data = marked_copy(files.content(cycle.record, f.sha256), faults[f.path])
            except WzqaError:
                continue  # not a workbook: there is nothing to mark
            except Exception as error:  # noqa: BLE001  (whatever openpyxl makes of a file)
                message = f"做退回修改的副本时出错（{type(error).__name__}），没有副本"
                hint = "请按本次列出的问题逐条告知报送单位"
                cycle.warn("return-copy-failed", message, hint, Place(f.path))
                continue
            copies.append((f"{PurePosixPath(f.path).stem}（退回修改）.xlsx", data))
    names = distinct([name for name, _ in copies])
    for name, (_, data) in zip(names, copies, strict=True):
        cycle.write(RETURNS + name, data, "ingest")
    cycle.clear(RETURNS, {RETURNS + name for name in names})


def _say(report: Report, view: View, superseded: list[Superseded]) -> None:
    counts = Counter(view.area.block(a) or "（未填）" for a in view.applicants)
    rows = tuple((name, str(counts[name])) for name in sorted(counts, key=view.area.name_key))
    if rows:
        report.say(Grid((view.area.units, "家数"), rows, f"现有申报{len(view.applicants)}家"))
    for entry in superseded:
        report.say(f"{entry['file']} 有新版本，变动{len(entry['changes'])}处：")
        report.say(*[f"  {c}" for c in entry["changes"][:20]])
    for _, got in view.intakes:
        if got.platform and got.proposals:
            _say_proposals(report, got)
        elif got.unknown:
            names = "、".join(h for h, _ in got.unknown)
            report.say(
                f"{got.file} 有不认识的表头：{names}（可用 --map {got.source or '报送单位'}:表头=字段 确认）"
            )


def _say_proposals(report: Report, got: Applications) -> None:
    """Show what the questions of a web form are taken to mean, and how a person confirms it."""
    rows = tuple(
        (question, heading(key) if key else "（没有建议）") for question, key in got.proposals
    )
    report.say(
        Grid(("问题", "建议对应"), rows, f"{got.file}：{got.platform}导出的答卷"),
        f'核对后：wzqa ingest --map "{got.platform}:*" 采用全部建议；逐条改：--map "{got.platform}:问题=栏目"，'
        f'不要的：--map "{got.platform}:问题=-"。以后同一来源的表不用再对应。',
    )
