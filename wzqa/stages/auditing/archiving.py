"""`wzqa archive` and `wzqa backup`: one bundle that checks itself, and a copy of the record."""

from __future__ import annotations

import io
import zipfile
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.problems import Exit, WzqaError
from wzqa.record import checking, documents, lists, outputs
from wzqa.record import files as file_store
from wzqa.record.copying import snapshot
from wzqa.record.store import canonical, sha256
from wzqa.stages.auditing.verifying import check
from wzqa.stages.ground import editions
from wzqa.stages.ground.cycle import MARKER, Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wzqa.stages.ground.cycle import Cycle

KEEP = {
    "announcement": "永久", "award-list": "永久", "approval-request": "永久", "publicity": "永久",
    "minutes": "永久", "tally": "30年", "candidate-report": "30年", "review-report": "30年",
    "visit-report": "30年", "ballot": "10年",
}  # fmt: skip
MANIFEST = "manifest-sha256.txt"
CHECKER, RECOUNT = "核对.py", "recount.py"
CATALOGUE = "归档文件目录.xlsx"


def run(cycle: Cycle, file: Path) -> Report:
    """Bundle originals, lists, documents, the record, 归档文件目录 and the manifest."""
    if file.exists():
        raise WzqaError(f"“{file}”已经存在，不会覆盖", Exit.INPUT, code="file-exists")
    report, problems = check(cycle.record, cycle.folder, cycle.settings)
    if report.exit:
        raise WzqaError(f"核对发现{len(problems)}处不符，先处理再归档", Exit.DISCREPANCY, problems)
    entries = dict(_entries(cycle))
    entries[MANIFEST] = "".join(
        f"{sha256(data)}  {name}\n" for name, data in sorted(entries.items())
    ).encode("utf-8")
    data = _zip(entries)
    if not cycle.dry_run:
        outputs.write_whole(file, data)
    report = Report({"file": str(file), "sha256": sha256(data), "entries": len(entries)})
    report.say(f"已归档{len(entries)}个文件：{file}", f"SHA-256 {sha256(data)}",
               f"解开后运行 python {CHECKER} 即可独立核对，python {RECOUNT} 用另一套代码重新计算")  # fmt: skip
    return report


def _zip(entries: dict[str, bytes]) -> bytes:
    """Zip with fixed dates in a fixed order: same cycle, same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o644 << 16
            bundle.writestr(info, data)
    return buffer.getvalue()


def _entries(cycle: Cycle) -> Iterator[tuple[str, bytes]]:
    """Give (path in the bundle, bytes)."""
    yield MARKER, (cycle.folder / MARKER).read_bytes()
    yield "record.db", snapshot(cycle.record)
    known = {r["path"] for r in cycle.record.rows("SELECT path FROM output")}
    known |= {d.file for d in documents.everything(cycle.record) if d.void_why is None}
    for name in sorted(known):
        path = cycle.folder / name
        if path.is_file():
            yield name, path.read_bytes()
    yield from derived(cycle)


def derived(cycle: Cycle) -> Iterator[tuple[str, bytes]]:
    """Give what follows from the record and the program alone: originals, lists, 目录, checkers."""
    for held in file_store.in_force(cycle.record):
        data = file_store.content(cycle.record, held.sha256)
        yield f"originals/{held.role}/{held.sha256[:12]}_{held.path.rsplit('/', 1)[-1]}", data
        if held.role == editions.ROLE:
            yield held.path, data
    for row in lists.everything(cycle.record):
        yield f"lists/{row.ref}.json", canonical(row.content).encode("utf-8")
    yield CATALOGUE, _catalogue(cycle)
    schema = resources.files("wzqa") / "record" / "schema.sql"
    yield "record-schema.sql", schema.read_bytes()
    shipped = resources.files("wzqa") / "data"
    yield CHECKER, (shipped / "archive_check.py.txt").read_bytes()
    yield RECOUNT, (shipped / "recount.py.txt").read_bytes()


def _catalogue(cycle: Cycle) -> bytes:
    """Write 归档文件目录: one row per document."""
    from wzqa.workbooks.results.lists import ArchiveLine, write_archive_list

    rows = []
    for number, d in enumerate(
        (d for d in documents.everything(cycle.record) if d.void_why is None), 1
    ):
        rows.append(
            ArchiveLine(
                no=number,
                responsible=cycle.settings.office.name,
                number=d.docno or "",
                title=d.title,
                day=d.day,
                pages=None,  # counted by Word, not known here
                keep=KEEP.get(d.kind, "10年"),
                path=d.file,
                sha256=d.sha256,
                remark=cycle.plan.names[d.stage],
            )
        )
    s = cycle.settings
    return write_archive_list(
        rows,
        title=f"{s.cycle.label}{s.edition.umbrella}归档文件目录",
        anchor=checking.anchor(checking.entries(cycle.record)[-1]),
        created=s.cycle.deadline_city,
        demo=s.cycle.demo,
    )


def backup(cycle: Cycle, file: Path) -> Report:
    """Copy the record while it may be in use."""
    if file.exists():
        raise WzqaError(f"“{file}”已经存在，不会覆盖", Exit.INPUT, code="file-exists")
    data = snapshot(cycle.record)
    outputs.write_whole(file, data)
    report = Report({"file": str(file), "sha256": sha256(data), "size": len(data)})
    report.say(
        f"已备份记录：{file}（{len(data)}字节）。恢复时把它改名为 record.db 放回届次目录即可。"
    )
    return report
