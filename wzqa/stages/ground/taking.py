"""Taking files in: every inbox, the same way."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from wzqa.problems import Place, Problem, Severity
from wzqa.record import decisions, files
from wzqa.record.store import sha256
from wzqa.stages.ground.cycle import inbox, read_folder
from wzqa.stages.ground.misfiled import Misfiled
from wzqa.stages.ground.view import current

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from wzqa.record.files import File
    from wzqa.record.store import Record
    from wzqa.stages.ground.cycle import Cycle, Found


@dataclass(slots=True)
class Batch:
    """What one look into an inbox brought."""

    new: list[File] = field(default_factory=list)
    changed: list[tuple[File, File]] = field(default_factory=list)  # old, new
    same: list[File] = field(default_factory=list)
    dropped: list[File] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Say whether anything is different from before."""
        return bool(self.new or self.changed or self.dropped)


def take(
    cycle: Cycle,
    role: str,
    paths: Sequence[Path] = (),
    *,
    drop: bool = True,
    lets: Callable[[Found], bool] = lambda _: True,
) -> Batch:
    """Take an inbox (or the files named) into the record; same bytes are a no-op.

    Without paths and with `drop`, a file of this inbox that is no longer there goes out of force,
    which is said; its bytes stay in the record. What a person dropped (`decide drop`) comes back only
    when it is named. `lets` is asked before each file is taken.
    """
    found, problems = read_folder(cycle, role, paths)
    cycle.note(problems)
    batch = Batch()
    gone = set() if paths else dropped(cycle.record)
    known = {f.path: f.sha256 for f in files.in_force(cycle.record, role)}
    found, copies = _without_copies(found, known)
    cycle.note(copies)
    twins = {p.place.file for p in copies}
    for held in files.in_force(cycle.record, role):
        if held.path in twins:
            files.drop(cycle.record, held, "与另一份一字不差")
    fits = _Fits(cycle, role)
    for item in found:
        if item.path not in known and (item.path, sha256(item.data)) in gone:
            continue
        if known.get(item.path) != sha256(item.data) and not fits(item):
            continue
        if not lets(item):
            continue
        taken = files.take(cycle.record, role, item.path, item.data)
        if taken.state == "same":
            batch.same.append(taken.file)
        elif taken.old is not None:
            batch.changed.append((taken.old, taken.file))
        else:
            batch.new.append(taken.file)
    if paths or not drop:
        return batch
    seen = {item.path for item in found} | {p.place.file for p in (*problems, *copies)}
    for held in files.in_force(cycle.record, role):
        if held.path not in seen and (
            role.startswith("scores-") or held.path.startswith(inbox(role))
        ):
            files.drop(cycle.record, held, "已不在收件目录")
            batch.dropped.append(held)
            cycle.note(
                [
                    Problem(
                        code="file-gone",
                        severity=Severity.WARNING,
                        message="上次收过，现在不在收件目录，不再计入",
                        place=Place(held.path),
                        hint="如属误删请放回后重新运行",
                    )
                ]
            )
    return batch


def _without_copies(
    found: list[Found], known: Collection[str]
) -> tuple[list[Found], list[Problem]]:
    """Keep one of files with the same bytes: one that counts already, else the one named shortest."""
    first: dict[str, Found] = {}
    for item in sorted(found, key=lambda f: (f.path not in known, len(f.path), f.path)):
        first.setdefault(sha256(item.data), item)
    copies = [
        Problem(
            code="file-copy", severity=Severity.INFO, place=Place(item.path),
            message=f"与 {kept.path} 一字不差，只算一份", hint="无须处理，可以删去",
        )
        for item in found
        if (kept := first[sha256(item.data)]) is not item
    ]  # fmt: skip
    kept_ids = {id(item) for item in first.values()}
    return [item for item in found if id(item) in kept_ids], copies


@dataclass
class _Fits:
    """Names a workbook that belongs to another folder; `ingest` looks at applications itself."""

    cycle: Cycle
    role: str

    @cached_property
    def _misfiled(self) -> Misfiled:
        return Misfiled(current(self.cycle), self.role)

    def __call__(self, item: Found) -> bool:
        if self.role == "applications":
            return True
        problem = self._misfiled(item)
        if problem is None:
            self._misfiled.read(item)  # while it is open
            return True
        self.cycle.note([problem])
        return False


def dropped(record: Record) -> set[tuple[str, str]]:
    """Give path and bytes of each file that a person dropped."""
    return {
        (d.subject, str(d.content["sha256"]))
        for d in decisions.in_force(record)
        if d.kind == "drop"
    }


def take_registers(cycle: Cycle, paths: Sequence[Path] = ()) -> Batch:
    """Take in whatever is new in inbox/registers/."""
    return take(cycle, "registers", paths)
