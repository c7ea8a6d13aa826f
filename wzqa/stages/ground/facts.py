"""What was read out of each file taken in, kept as JSON beside the original.

A fact can always be read again from the original; `Reading.version` changes whenever what the
reader was told changes (year, criteria, candidates), so that a stale fact is never used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter

from wzqa.models import Applicant, Card, Count, Objection, Registers, Verification
from wzqa.plan import shipped_plan
from wzqa.problems import Exit, Place, Problem, WzqaError
from wzqa.record import files
from wzqa.record.store import digest, sha256
from wzqa.registers import BY_KIND

if TYPE_CHECKING:
    from datetime import date

    from wzqa.criteria import Criteria
    from wzqa.fields import Offered
    from wzqa.plan import Plan
    from wzqa.record.files import File
    from wzqa.record.store import Record

READER = "5"
_AHEAD = "read ahead"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Applications:
    """A 推荐汇总表 or 申报表 (`kind`: table, form, none)."""

    file: str
    sha256: str
    kind: str = "none"
    rows: tuple[Applicant, ...] = ()
    problems: tuple[Problem, ...] = ()
    sender: str = ""
    unknown: tuple[tuple[str, Place], ...] = ()
    n_rows: int = 0
    platform: str = ""  # that wrote an export of a web form
    proposals: tuple[tuple[str, str], ...] = ()  # its questions: what each is taken to mean

    @property
    def source(self) -> str:
        """Whose headings a person explains: the platform's, else the sender's."""
        return self.platform or self.sender

    @property
    def as_form(self) -> bool:
        """Say whether it is a 申报表."""
        return self.kind == "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Registers):
    """A workbook of registers; None = it does not hold that kind."""

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifications:
    """A returned 核查表 or 反馈表."""

    problems: tuple[Problem, ...] = ()
    rows: tuple[Verification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """An examiner's workbook."""

    problems: tuple[Problem, ...] = ()
    cards: tuple[Card, ...] = ()
    examiner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """A 计票 workbook; None = refused."""

    problems: tuple[Problem, ...] = ()
    count: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """An 异议登记表."""

    problems: tuple[Problem, ...] = ()
    rows: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """How to read the files of one role; `version` names all that the reader was told."""

    kind: type[T]
    version: str
    read: Callable[[bytes, str], T]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def load(record: Record, file: File, reading: Reading[T], *, fresh: bool = False) -> T:
    """Give what a file holds: from the record, else read from the original and keep it.

    `fresh` reads the original whatever the record says, and keeps nothing (verify).
    """
    if not fresh:
        text = files.fact(record, file, reading.version)
        if text is not None:
            return _kept(reading.kind, text, file)
    known: dict[Any, T] = {} if fresh else record.memo.get(_AHEAD, {})
    value = known.pop((file.path, file.sha256, reading.version), None)
    if value is None:
        value = guarded(reading, files.content(record, file.sha256), file.path)
    if not fresh and record.db.in_transaction:
        files.keep_fact(record, file, reading.version, dump(value))
    return value


def _kept(kind: type[T], text: str, file: File) -> T:
    """Read what the record holds of a file; what no reader wrote is a finding, whatever its JSON."""
    try:
        return undump(kind, text)
    except ValueError:  # pydantic's is one
        message = f"记录中读出的“{file.path}”的内容不成样子，不是本工具写的"
        raise WzqaError(
            message, Exit.DISCREPANCY, code="record-damaged",
            hint="请查明谁改动了 record.db；可用备份恢复",
        ) from None  # fmt: skip


def ahead(record: Record, reading: Reading[T], data: bytes, path: str) -> T:
    """Read a file before it is known whether it is taken in; `load` need not read it again then."""
    key = (path, sha256(data), reading.version)
    got: T = record.once(_AHEAD, key, lambda: guarded(reading, data, path))
    return got


def guarded(reading: Reading[T], data: bytes, path: str) -> T:
    """Read a file of any inbox: whatever goes wrong is one problem of that file, never of the rest."""
    try:
        return reading.read(data, path)
    except WzqaError as error:
        problems = tuple(error.problems)
    except Exception as error:  # noqa: BLE001  (a reader may stumble over what nobody foresaw)
        problems = (unread(path, error),)
    if reading.kind is Applications:
        return reading.kind(file=path, sha256=sha256(data), problems=problems)  # type: ignore[call-arg]
    return reading.kind(problems=problems)  # type: ignore[call-arg]  # all have it


def unread(file: str, error: Exception) -> Problem:
    """Name a file whose content made a reader stumble."""
    return Problem(
        code="file-unread",
        message=f"读取内容时出错（{type(error).__name__}），这个文件没有读入",
        place=Place(file),
        hint="请用 Excel 或 WPS 打开后另存为 .xlsx 再报送；仍不行的，请把文件发给工具的维护人",
    )


def dump(value: object) -> str:
    """Write a fact as the record keeps it."""
    kind: Any = type(value)
    return _adapter(kind).dump_json(value).decode()


def undump(kind: type[T], text: str) -> T:
    """Read a fact as the record keeps it."""
    kept: T = _adapter(kind).validate_json(text)  # type: ignore[arg-type]  # a class is hashable
    return kept


def _version(*told: object) -> str:
    return f"{READER}:{digest([str(t) for t in told])[:16]}"


def _apart(plan: Plan) -> tuple[Plan, ...]:
    """Tell of stages that are not the shipped ones: what was read before there were others stays good."""
    return () if plan == shipped_plan() else (plan,)


def applications(
    year: int, latest: date, offered: Offered, mappings: Mapping[str, Mapping[str, str]]
) -> Reading[Applications]:
    """Read application workbooks; `mappings`: sender → heading → field."""

    def read(data: bytes, file: str) -> Applications:
        from wzqa.workbooks.tables_in.applications import read_applications

        read_as = partial(read_applications, data, file, year=year, offered=offered, latest=latest)
        got = read_as()
        known = mappings.get(got.platform or got.sender)
        if known:
            got = read_as(mapping=known)
        return Applications(
            file=file,
            sha256=sha256(data),
            kind=got.kind,
            rows=got.rows,
            problems=got.problems,
            sender=got.sender,
            unknown=tuple((u.heading, u.place) for u in got.unknown_headings),
            n_rows=got.n_rows,
            platform=got.platform,
            proposals=got.proposals,
        )

    told = sorted((s, sorted(m.items())) for s, m in mappings.items())
    return Reading(
        Applications, _version("applications", "web forms", year, latest, offered, told), read
    )


def register(plan: Plan) -> Reading[Register]:
    """Read registers."""

    def read(data: bytes, file: str) -> Register:
        from wzqa.workbooks.tables_in.registers import read_register

        got = read_register(data, file, plan)
        return Register(problems=got.problems, **got.kinds)  # type: ignore[arg-type]  # by kind

    return Reading(Register, _version("register", *BY_KIND, *_apart(plan)), read)


def verification() -> Reading[Verifications]:
    """Read returned 核查表 and 反馈表."""

    def read(data: bytes, file: str) -> Verifications:
        from wzqa.workbooks.tables_in.verification_in import read_verification

        rows, problems = read_verification(data, file)
        return Verifications(rows=rows, problems=problems)

    return Reading(Verifications, _version("verification", "signed, marked, shown"), read)


def scores(
    stage: str, plan: Plan, criteria: Criteria, step: int, year: int, known: Mapping[str, str]
) -> Reading[Scores]:
    """Read score sheets of a stage; `known`: code → name of all applicants."""

    def read(data: bytes, file: str) -> Scores:
        from wzqa.workbooks.scores_in.sheets_in import read_score_file

        got = read_score_file(
            data,
            file,
            stage=stage,
            plan=plan,
            criteria=criteria,
            step=step,
            cycle_year=year,
            known=known,
        )
        return Scores(problems=got.problems, cards=got.cards, examiner=got.examiner)

    told = (stage, criteria, step, year, sorted(known.items()), *_apart(plan))
    return Reading(Scores, _version("scores", "words, overall", *told), read)


def ballots(candidates: Mapping[str, str], awards: tuple[str, ...]) -> Reading[Ballots]:
    """Read 计票 workbooks; `candidates`: name or code → code."""

    def read(data: bytes, file: str) -> Ballots:
        from wzqa.workbooks.tables_in.ballots import read_count

        count, problems = read_count(data, file, candidates, awards)
        return Ballots(count=count, problems=problems)

    return Reading(Ballots, _version("ballots", sorted(candidates.items()), awards), read)


def objections() -> Reading[Objections]:
    """Read the register of objections."""

    def read(data: bytes, file: str) -> Objections:
        from wzqa.workbooks.tables_in.objections import read_objections

        rows, problems = read_objections(data, file)
        return Objections(rows=rows, problems=problems)

    return Reading(Objections, _version("objections"), read)
