"""`wzqa verify`: the chain, the lists derived again from the originals, every file read back."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, Place, Problem, Severity, WzqaError
from wzqa.record import documents, files, lists
from wzqa.record.checking import check_files, check_ledger, integrity
from wzqa.record.store import digest, open_record, sha256
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.view import Cache, frozen

if TYPE_CHECKING:
    from datetime import datetime

    from wzqa.documents import readback
    from wzqa.models import FrozenList
    from wzqa.record.documents import Document
    from wzqa.record.store import Record
    from wzqa.stages.ground.cycle import Cycle


def run(cycle: Cycle) -> Report:
    """Verify the cycle; exit 4 names every discrepancy."""
    report, problems = check(cycle.record, cycle.folder)
    cycle.note(problems)
    return report


def archive(path: Path, now: datetime) -> tuple[Report, list[Problem], list[str]]:
    """Verify an archive made by `wzqa archive`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(path) as bundle:
                bundle.extractall(folder)
        except (OSError, zipfile.BadZipFile):
            raise WzqaError(f"读不了归档“{path}”", Exit.RECORD, code="archive-read") from None
        found: list[Problem] = _manifest(folder)
        with open_record(folder, now, "verify", write=False) as record:
            report, problems = check(record, folder)
    found += problems
    if found:
        report.exit = Exit.DISCREPANCY
        report.data["discrepancies"] = [p.as_json() for p in found]
    return report, found, []


def _manifest(folder: Path) -> list[Problem]:
    """Compare an archive's files with its manifest."""
    manifest = folder / "manifest-sha256.txt"
    if not manifest.is_file():
        return [_fault("archive-manifest", "归档中没有校验清单", "manifest-sha256.txt")]
    found, listed = [], set()
    for line in manifest.read_text(encoding="utf-8").splitlines():
        value, _, name = line.partition("  ")
        listed.add(name)
        file = folder / name
        if not file.is_file():
            found.append(_fault("file-missing", "清单上有，归档中没有", name))
        elif sha256(file.read_bytes()) != value:
            found.append(_fault("file-altered", "内容与清单不符", name))
    extra = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return found + [
        _fault("file-foreign", "归档中有，清单上没有", name)
        for name in sorted(extra - listed - {"manifest-sha256.txt"})
    ]


def _fault(code: str, message: str, file: str | None = None, hint: str | None = None) -> Problem:
    return Problem(
        code=code, message=message, severity=Severity.ERROR,
        place=Place(file), hint=hint or "请查明原因；可用备份或重新生成恢复",
    )  # fmt: skip


def check(record: Record, folder: Path) -> tuple[Report, list[Problem]]:
    """Check everything in a record and the files beside it."""
    found: list[Problem] = []
    found += integrity(record)
    entries, head, chain_faults = check_ledger(record)
    found += chain_faults
    found += check_files(record)
    originals = Cache()  # each original is read once
    found += _facts(record, folder, originals)
    list_rows = []
    for held in lists.everything(record):
        faults = _list(record, held, originals)
        found += faults
        if not held.lifted:
            list_rows.append({"stage": held.stage, "ok": not faults})
    checked, faults = _documents(record, folder)
    found += faults
    found += _outputs(record, folder)
    found += _foreign(record, folder)
    report = Report(
        {
            "ledger": {"entries": entries, "head": head, "ok": not chain_faults},
            "lists": list_rows,
            "documents": {"checked": checked, "ok": not faults},
            "discrepancies": [p.as_json() for p in found],
        },
        exit=Exit.DISCREPANCY if found else Exit.OK,
    )
    report.say(
        f"台账{entries}条，{'首尾相接' if not chain_faults else '有断裂'}；"
        f"名单{len(list_rows)}份，文书{checked}份",
        "没有发现不符。" if not found else f"发现{len(found)}处不符。",
    )
    return report, found


def _facts(record: Record, folder: Path, originals: Cache) -> list[Problem]:
    """Read every original in force again and compare with what the record holds of it."""
    from wzqa.award_toml import load
    from wzqa.stages.ground import editions, facts
    from wzqa.stages.ground.cycle import MARKER
    from wzqa.stages.ground.view import in_force_view

    try:
        settings = load(folder / MARKER, 2000)
    except WzqaError as error:
        return list(error.problems)
    if editions.differs(record, folder, settings):
        hint = "请恢复原文件；要改用新的，先打开已确认的名单再运行任一命令"
        return [_fault("file-altered", "办法版本与记录中的不同", "办法", hint)]
    view = in_force_view(record, settings)
    view.fresh = True
    view.cache = originals
    found = []
    for file, reading in view.readings():
        kept = files.fact(record, file, reading.version)
        if kept is None:
            continue
        key = (file.id, reading.version)
        if key not in originals.facts:
            originals.facts[key] = facts.load(record, file, reading, fresh=True)
        again = facts.dump(originals.facts[key])
        if json.loads(kept) != json.loads(again):
            where = first_difference(json.loads(kept), json.loads(again))
            found.append(
                _fault(
                    "fact-altered",
                    f"记录中读出的内容与原件不符：{where}",
                    file.path,
                    "请查明谁改动了 record.db",
                )
            )
    return found


def _list(record: Record, held: FrozenList, originals: Cache) -> list[Problem]:
    """Derive a confirmed list again from the originals, with the settings frozen with it."""
    name = f"{STAGE_NAMES[held.stage]}名单 {held.ref}"
    if digest(held.content) != held.list_hash:
        return [_fault("list-altered", f"{name}的内容与确认时的指纹不符", "record.db")]
    promised = [e for e in record.ledger() if e.action == "confirm" and e.subject == held.ref]
    if not promised or promised[-1].detail.get("list_hash") != held.list_hash:
        return [_fault("list-altered", f"{name}与台账中确认的指纹不符", "record.db")]
    try:
        again = chain.derive(frozen(record, held, fresh=True, cache=originals), held.stage)
    except (WzqaError, KeyError) as error:
        return [_fault("list-underived", f"{name}不能由原件重新算出：{error}", "record.db")]
    if again.content == held.content:
        return []
    where = first_difference(held.content, again.content)
    return [_fault("list-differs", f"{name}与由原件重新算出的不同：{where}", "record.db")]


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


def _documents(record: Record, folder: Path) -> tuple[int, list[Problem]]:
    """Read every document back: missing, altered, void, or not what its list says."""
    from wzqa.documents import readback

    found: list[Problem] = []
    issued = documents.everything(record)
    standing = {d.file for d in issued if d.void_why is None}
    for document in issued:
        path = folder / document.file
        if document.void_why:
            if (
                document.file not in standing
                and path.is_file()
                and sha256(path.read_bytes()) == document.sha256
            ):
                found.append(
                    _fault("document-void", f"文书已作废（{document.void_why}），仍在目录中", document.file,
                           "请收回；重新 wzqa notices 会移走它")
                )  # fmt: skip
            continue
        if not path.is_file():
            found.append(
                _fault(
                    "document-missing",
                    "登记的文书不在目录中",
                    document.file,
                    "重新运行 wzqa notices 可再生成",
                )
            )
            continue
        data = path.read_bytes()
        found += _unfilled(document, data)
        if sha256(data) == document.sha256:
            found += _rests(record, document)
            continue
        try:
            back = readback.read(data, document.file)
        except WzqaError:
            found.append(_fault("document-altered", "文书已损坏，读不出来", document.file))
            continue
        found.append(_altered(document, back))
    return len(issued), found


def _unfilled(document: Document, data: bytes) -> list[Problem]:
    """Name the placeholders that a letter went out with."""
    from wzqa.documents import readback
    from wzqa.documents.lint.left_over import left_over

    try:
        text = readback.text_of(data, document.file)
    except WzqaError:
        return []
    names = dict.fromkeys(name for name, certain in left_over(text) if certain)
    message = f"文书中有没有填写的占位符“{'”“'.join(names)}”"
    hint = (
        "请改正 templates/ 里的模板，用 wzqa templates check 核对，再 wzqa notices … --reissue 换发"
    )
    return [_fault("document-placeholder", message, document.file, hint)] if names else []


def _altered(document: Document, back: readback.Readback) -> Problem:
    """Say what is different in a document that is not as issued."""
    missing = [w for w in _words(document.letter) if w not in back.text.replace("\n", "")]
    if back.list_hash != document.list_hash:
        return _fault("document-altered", "文书所载名单指纹被改动", document.file)
    if missing:
        return _fault("document-altered", f"文书被改动：找不到“{missing[0][:40]}”", document.file)
    return _fault("document-altered", "文书与印发时不同（版式或文字被改动）", document.file)


def _words(letter: dict[str, Any]) -> list[str]:
    """List the words that a letter was filled with."""
    found: list[str] = []
    for value in letter.get("fields", {}).values():
        if isinstance(value, str):
            found += [line for line in value.splitlines() if line.strip()]
        elif isinstance(value, list):
            found += [str(v) for row in value for v in row.values() if str(v).strip()]
    return [w for w in found if not w.isdigit()]


def _rests(record: Record, document: Document) -> list[Problem]:
    """Check that a document was issued on the list it names, and holds on one in force.

    A suspended one waits for the next list.
    """
    if document.list_ref == "record":
        return []
    held = _issue(record, document.list_ref)
    if held is None or held.list_hash != document.list_hash:
        return [_fault("document-foreign", "文书所依据的名单不在记录中", document.file)]
    now = _issue(record, document.stands_on)
    if document.suspended_why is None and (now is None or now.lifted):
        message = f"文书所依据的名单 {document.stands_on} 已重新打开"
        return [_fault("document-void", message, document.file)]
    return []


def _issue(record: Record, ref: str) -> FrozenList | None:
    stage, _, number = ref.rpartition("-")
    return lists.issue(record, stage, int(number))


def _outputs(record: Record, folder: Path) -> list[Problem]:
    """Compare every other output with its hash in the record."""
    found = []
    known = {d.file for d in documents.everything(record)}
    for row in record.rows("SELECT * FROM output ORDER BY path"):
        if row["path"] in known:
            continue
        path = folder / row["path"]
        if not path.is_file():
            found.append(
                _fault(
                    "file-missing",
                    "生成过的文件不在目录中",
                    row["path"],
                    "重新运行相应命令可再生成",
                )
            )
        elif sha256(path.read_bytes()) != row["sha256"]:
            found.append(
                _fault(
                    "file-altered",
                    "文件与生成时不同，被改动过",
                    row["path"],
                    "重新运行相应命令可恢复",
                )
            )
    return found


def _foreign(record: Record, folder: Path) -> list[Problem]:
    """Name files under out/ that nobody generated."""
    known = {r["path"] for r in record.rows("SELECT path FROM output")}
    known |= {d.file for d in documents.everything(record)}
    found = []
    for path in sorted((folder / "out").rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or "/草稿/" in name or path.name.startswith(("~$", ".")):
            continue
        if name not in known:
            found.append(
                _fault("file-foreign", "不是本工具登记的文件", name, "请移出 out/ 目录并查明来源")
            )
    return found
