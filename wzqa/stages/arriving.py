"""What may be taken in as an application workbook: resends under a new name, copies, misfiled files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.problems import Exit, Place, Problem, Severity, WzqaError
from wzqa.record import files
from wzqa.record.store import sha256
from wzqa.stages.ground import facts
from wzqa.stages.ground.misfiled import few, one_misfiled

if TYPE_CHECKING:
    from wzqa.plan import Plan
    from wzqa.record.files import File
    from wzqa.record.store import Record
    from wzqa.stages.ground.cycle import Cycle, Found
    from wzqa.stages.ground.facts import Applications, Reading
    from wzqa.stages.ground.view import View


@dataclass(slots=True)
class Gate:
    """Looks at each new workbook before it is taken in.

    `asked` are questions for a person (exit 3), `named` the other problems.
    """

    record: Record
    plan: Plan
    reading: Reading[Applications]
    held: dict[str, Applications]
    digests: dict[str, str]
    asked: list[Problem] = field(default_factory=list)
    named: list[Problem] = field(default_factory=list)
    senders: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)  # whose → paths

    @classmethod
    def of(cls, view: View) -> Gate:
        """Set it up with what is in force."""
        gate = cls(
            view.record, view.plan, view.reading_of_applications(),
            {f.path: got for f, got in view.intakes},
            {f.sha256: f.path for f in view.role("applications")},
        )  # fmt: skip
        for path, got in gate.held.items():
            gate._enter(path, got)
        return gate

    def _enter(self, path: str, got: Applications) -> None:
        for who in _who(got):
            self.senders.setdefault((got.kind, got.sender, who), []).append(path)

    def lets(self, item: Found) -> bool:
        """Say whether a file may be taken in; if not, `asked` or `named` says why."""
        if item.path in self.held:
            return True  # a new version of a file that is known
        same = self.digests.get(sha256(item.data))
        if same is not None:
            message = f"与 {same} 一字不差，只算一份"
            self.named.append(
                Problem(code="file-copy", severity=Severity.INFO, place=Place(item.path),
                        message=message, hint="无须处理，可以删去")
            )  # fmt: skip
            return False
        got = facts.ahead(self.record, self.reading, item.data, item.path)
        if few(got):
            problem = one_misfiled("applications", item.path, item.data, self.plan)
            if problem is not None:
                self.named.append(problem)
                return False
        of_theirs = {
            path for who in _who(got) for path in self.senders.get((got.kind, got.sender, who), ())
        }
        old = min((path for path in of_theirs if _resend(self.held[path], got)), default=None)
        if old is not None:
            self.asked.append(_question(old, item.path, got))
            return False
        self.held[item.path] = got
        self._enter(item.path, got)
        self.digests[sha256(item.data)] = item.path
        return True


def _who(got: Applications) -> set[str]:
    return {row.uscc or row.name for row in got.rows}


def _resend(old: Applications, new: Applications) -> bool:
    """Say whether a file holds mostly those of another, which is of the same sender and make."""
    shared = _who(old) & _who(new)
    return 2 * len(shared) > min(len(_who(old)), len(_who(new)))


def _question(old: str, new: str, got: Applications) -> Problem:
    names = "、".join(row.name for row in got.rows[:3])
    return Problem(
        code="file-resend", place=Place(new),
        message=f"与 {old} 同一报送单位、同一种表，多数是同一批申报组织（{names}等{len(got.rows)}家），还没有收入",
        hint=f"代替旧文件：wzqa ingest --replaces {old} {new}；不用这一份：从收件目录移走",
    )  # fmt: skip


def replace_file(cycle: Cycle, old: str, new: str) -> File:
    """End a file that another one replaces; gives the one that ended. Unknown: WzqaError, exit 1."""
    held = find_file(cycle, old, role="applications")
    files.drop(cycle.record, held, f"由 {new} 代替")
    return held


def find_file(cycle: Cycle, name: str, role: str | None = None) -> File:
    """Find the file in force that a person means: its path or its name."""
    text = name.replace("\\", "/").strip()
    held = files.in_force(cycle.record, role)
    for found in (
        [f for f in held if f.path == text or f.path == cycle.relative(cycle.folder / text)],
        [f for f in held if f.path.endswith(f"/{text}")],
        [f for f in held if f.path.rsplit("/", 1)[-1].rpartition(".")[0] == text],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            paths = "、".join(f.path for f in found[:8])
            raise WzqaError(
                f"“{name}”可以指：{paths}", Exit.USAGE, code="file-ambiguous", hint="请写完整路径"
            )
    raise WzqaError(
        f"没有收过文件“{name}”，或已不计入", Exit.INPUT, code="file-unknown",
        hint="请写 inbox/ 下的路径或文件名",
    )  # fmt: skip
