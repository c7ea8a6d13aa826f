"""A cycle folder, opened for one command: settings, record, what was said and what was written."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wzqa import __version__
from wzqa.problems import NOWHERE, Exit, Place, Problem, Severity, WzqaError, has_errors, reason
from wzqa.record import checking, derived, forms, store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from wzqa.criteria import Criteria
    from wzqa.plan import Plan
    from wzqa.record.store import Record
    from wzqa.settings import Settings

MARKER, RECORD = "award.toml", "record.db"
DAMAGED = "记录里有损坏或被改动的内容，命令没有进行，没有写入任何内容"


def inbox(role: str) -> str:
    """Name the folder that files of a role come in by."""
    return f"inbox/{role.replace('scores-', 'scores/')}"


def inboxes(plan: Plan) -> dict[str, str]:
    """Name every inbox of an award: role → folder."""
    roles = ("applications", "verification", "registers", *plan.roles(), "ballots", "objections")
    return {role: inbox(role) for role in roles}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table for the terminal: headings, rows of text, a caption; `whole` where no file holds it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    whole: bool = False


@dataclass(slots=True)
class Report:
    """What a command found: `data` for --json, `blocks` for people, the exit code."""

    data: dict[str, Any] = field(default_factory=dict)
    exit: int = Exit.OK
    blocks: list[str | Grid] = field(default_factory=list)

    def say(self, *blocks: str | Grid) -> None:
        """Add lines or tables for people."""
        self.blocks.extend(blocks)


@dataclass(slots=True)
class Cycle:
    """One cycle folder, one command. Decisions get what they need from here as arguments."""

    folder: Path
    settings: Settings
    record: Record
    now: datetime
    by: str
    dry_run: bool = False
    ask: Callable[[str], bool] = lambda _: True
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day of the run."""
        return self.now.date()

    @property
    def criteria(self) -> Criteria:
        """The criteria edition that the settings name."""
        return self.settings.standard

    @property
    def plan(self) -> Plan:
        """The stages of the award."""
        return self.settings.plan

    def note(self, problems: Iterable[Problem]) -> None:
        """Add problems to those the command shows."""
        self.problems.extend(problems)

    def warn(
        self, code: str, message: str, hint: str | None = None, place: Place = NOWHERE
    ) -> None:
        """Add one warning."""
        self.problems.append(
            Problem(code=code, message=message, hint=hint, severity=Severity.WARNING, place=place)
        )

    def write(self, target: str, data: bytes, stage: str) -> None:
        """Stage an output file (relative path) and list it."""
        self.record.write(target, data, stage=stage)
        self.files.append(target)

    def produce(
        self, target: str, stage: str, make: Callable[[], bytes], *made_from: object
    ) -> None:
        """Write an output, unless it lies there as it was made from the very same before.

        `made_from` is all that `make` depends on; its `repr` must show all of it.
        """
        rests_on = derived.hash_of(__version__, *made_from)
        known = derived.known(self.record, f"output {target}", rests_on)
        if known is not None and self.record.holds(target, known):
            self.files.append(target)
            return
        data = make()
        self.write(target, data, stage)
        derived.keep(self.record, f"output {target}", rests_on, store.sha256(data))

    def clear(self, folder: str, keep: Collection[str]) -> None:
        """Remove what earlier runs wrote into a folder below out/ and this one did not."""
        for row in self.record.rows("SELECT path FROM output"):
            if row["path"].startswith(folder) and row["path"] not in keep:
                self.record.remove(row["path"])

    def relative(self, path: Path) -> str:
        """Name a file as problems and the record do: relative to the cycle folder, with /."""
        try:
            return path.absolute().relative_to(self.folder.absolute()).as_posix()
        except ValueError:
            return path.absolute().as_posix()

    @property
    def input_exit(self) -> int:
        """Exit 1 when any problem is an error, else 0."""
        return Exit.INPUT if has_errors(self.problems) else Exit.OK


def find_folder(start: Path) -> Path:
    """Walk up to the nearest award.toml, as git finds .git. None: WzqaError, exit 2."""
    for folder in (start, *start.parents):
        if _is_cycle(folder):
            return folder
    raise WzqaError(
        "这里不在届次目录中：没有找到 award.toml",
        Exit.USAGE,
        code="no-cycle",
        hint="请进入届次目录，或用 -C 目录 指定，或用 wzqa init 新建",
    )


def named_folder(path: Path) -> Path:
    """Check the folder that -C or WZQA_CYCLE names."""
    if not path.is_dir():
        raise WzqaError(f"目录“{path}”不存在", Exit.USAGE, code="no-cycle")
    if not _is_cycle(path):
        raise WzqaError(
            f"“{path}”不是届次目录：没有 award.toml",
            Exit.USAGE,
            code="no-cycle",
            hint="请用 wzqa init 新建，或指定正确的目录",
        )
    return path


def _is_cycle(folder: Path) -> bool:
    """Tell a cycle folder, also one that lost its settings: what is missing is said of it then."""
    return (folder / MARKER).is_file() or (folder / RECORD).is_file()


@contextmanager
def open_cycle(
    folder: Path,
    *,
    now: datetime,
    by: str,
    write: bool = True,
    dry_run: bool = False,
    ask: Callable[[str], bool] = lambda _: True,
) -> Iterator[Cycle]:
    """Open a cycle for one command; the record commits when the block ends without an error."""
    from wzqa.award_toml import load
    from wzqa.stages.ground import editions

    settings = load(folder / MARKER, now.year)
    settings.standard  # noqa: B018  (an unknown standard is said before anything is opened)
    try:
        with store.open_record(folder, now, by, write=write, dry_run=dry_run) as record:
            stands, said = editions.keep(record, folder, settings, write=write)
            if stands:
                settings = load(folder / MARKER, now.year, lambda _: stands)
            cycle = Cycle(folder, settings, record, now, by, dry_run, ask)
            cycle.note(said)
            _clock(cycle)
            yield cycle
    except Exception as error:
        if isinstance(error, WzqaError) and error.problems[0].code != "record-damaged":
            raise
        damage = _damage(folder, now, by)
        if not damage:
            raise  # a fault of the program's own
        raise WzqaError(DAMAGED, Exit.DISCREPANCY, damage) from error
    cycle.note(waiting(name, mine=name in record.staged) for name in record.waiting)
    cycle.note(map(forms.filled_in, sorted(set(record.kept))))


def _damage(folder: Path, now: datetime, by: str) -> list[Problem]:
    """Say what is wrong with the record that a command stumbled over."""
    with store.open_record(folder, now, by, write=False) as record:
        return checking.quick(record)


def waiting(target: str, *, mine: bool) -> Problem:
    """Name an output that is recorded and not in its place yet; `mine`: of this very command."""
    hint = "请关闭正在使用它的程序；下一条写入的命令会自动放到位"
    return Problem(
        code="file-waiting", place=Place(target), hint=hint,
        severity=Severity.ERROR if mine else Severity.WARNING,
        message="结果已记入记录，这个文件还没能放到位（正被其他程序打开）",
    )  # fmt: skip


def _clock(cycle: Cycle) -> None:
    row = cycle.record.one("SELECT at FROM ledger ORDER BY seq DESC LIMIT 1")
    if not row or row["at"] <= cycle.record.stamp:
        return
    if cycle.record.db.in_transaction:
        cycle.record.log("clock-back", before=row["at"])
    if not cycle.settings.cycle.demo:
        cycle.warn(
            "clock-back",
            f"电脑时钟（{cycle.record.stamp}）早于台账最后一条（{row['at']}）",
            "请核对系统时间",
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A file found in the inbox."""

    path: str
    data: bytes


def read_folder(
    cycle: Cycle, role: str, paths: Sequence[Path] = ()
) -> tuple[list[Found], list[Problem]]:
    """Read the files of an inbox (or those named): lock files skipped, odd ones named.

    Sub-folders are read, links not followed; a PDF, picture or pipe is a problem.
    """
    problems: list[Problem] = []
    found: list[Found] = []
    roots = list(paths) or [cycle.folder / inbox(role)]
    for named in roots:
        root = named if named.exists() else cycle.folder / named  # as problems print it
        if not root.exists():
            if paths:
                problems.append(
                    Problem(
                        code="file-missing",
                        message="没有这个文件",
                        place=Place(cycle.relative(named)),
                    )
                )
            continue
        for path in [root] if not root.is_dir() else sorted(root.rglob("*")):
            _read_one(cycle, path, found, problems)
    return sorted(found, key=lambda f: f.path), problems


_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".html", ".htm", ""}


def _read_one(cycle: Cycle, path: Path, found: list[Found], problems: list[Problem]) -> None:
    name = cycle.relative(path)
    if path.name.startswith(("~$", ".~")) or path.name in {
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        ".gitkeep",
    }:
        return
    if path.is_symlink():
        problems.append(
            Problem(
                code="file-link",
                severity=Severity.WARNING,
                message="是快捷方式或链接，没有读取",
                place=Place(name),
                hint="请放入文件本身",
            )
        )
        return
    if path.is_dir():
        if path.suffix.lower() in _SUFFIXES - {""}:
            hint = "里面的文件已照常读取；请核对是否误把文件解压成了文件夹"
            problems.append(
                Problem(
                    code="file-folder",
                    severity=Severity.WARNING,
                    message="是文件夹，不是电子表格",
                    place=Place(name),
                    hint=hint,
                )
            )
        return
    if not path.is_file() or path.suffix.lower() not in _SUFFIXES:
        problems.append(
            Problem(
                code="file-not-workbook",
                severity=Severity.WARNING,
                message="不是电子表格文件，没有读取",
                place=Place(name),
                hint="收件目录只放电子表格，其他材料请另存",
            )
        )
        return
    try:
        found.append(Found(name, path.read_bytes()))
    except OSError as error:
        problems.append(
            Problem(
                code="file-read",
                message=f"打不开：{reason(error)}",
                place=Place(name),
                hint="请关闭正在使用它的程序后重试",
            )
        )
