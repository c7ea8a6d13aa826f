"""收件回执 per sender and 收件登记表: what came when, in time or late, and what must come again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.problems import Place, Problem, Severity
from wzqa.record import checking, files
from wzqa.stages.ground.view import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from wzqa.models import Applicant
    from wzqa.record.files import File
    from wzqa.record.store import Entry
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.facts import Applications
    from wzqa.stages.ground.view import View
    from wzqa.workbooks.results.receipts import ReceivedApplication, ReceivedFile

FOLDER = "out/ingest/收件回执/"
REGISTER = "out/ingest/收件登记表.xlsx"
IN_TIME, LATE, REPLACED = "按时", "逾期", "截止后更换"


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a version of a file came: the day that was given or stands in it, else of registration."""

    day: date
    known: bool
    timing: str

    @property
    def words(self) -> str:
        """Say in time or late; a day of registration is said to be one."""
        return self.timing if self.known else f"{self.timing}（以登记日期为准）"


def timings(cycle: Cycle, view: View) -> dict[int, Arrival]:
    """Say of every version of every file when it came: in time, late, or replacing one in time.

    Known are the day given with `ingest --received` and the file's own 收件日期. The day of running
    alone never makes a file late.
    """
    deadline = view.settings.cycle.deadline_city
    own = {file.id: _own_day(got) for file, got in view.intakes}
    first: dict[str, date] = {}
    found: dict[int, Arrival] = {}
    for file, _ in files.history(cycle.record, "applications"):
        given = view.received.get((file.path, file.sha256)) or own.get(file.id)
        day = given or file.arrived
        began = first.setdefault(file.path, day)
        late = given is not None and day > deadline
        timing = IN_TIME if not late else REPLACED if began <= deadline else LATE
        found[file.id] = Arrival(day, given is not None, timing)
    return found


def _own_day(got: Applications) -> date | None:
    """Give the latest 收件日期 of the rows, when every row has one."""
    days = [row.received.last for row in got.rows if row.received]
    return max(days) if days and len(days) == len(got.rows) else None


def late_files(view: View, timing: Mapping[int, Arrival]) -> list[Problem]:
    """Name the files that came after the deadline: taken in, and for a person to decide on."""
    deadline = view.settings.cycle.deadline_city
    due = chinese(deadline)
    found = []
    for file, _ in view.intakes:
        day, place = timing[file.id].day, Place(file.path)
        came = f"{day.month}月{day.day}日收到，晚于{view.area.level}级截止日{due}"
        if timing[file.id].timing == LATE:
            message = f"{came}，已照收并列为逾期"
            hint = "是否受理由评审办决定，不受理的用 wzqa decide withdraw 记明理由"
            found.append(warning("file-late", message, hint, place))
        elif timing[file.id].timing == REPLACED:
            message = f"{came}，替换截止前收到的版本"
            found.append(
                Problem(
                    code="file-replaced-late", severity=Severity.INFO, message=message, place=place,
                    hint="无须改正",
                )
            )  # fmt: skip
    return found


def write(
    cycle: Cycle, view: View, faults: Mapping[str, list[Problem]], timing: Mapping[int, Arrival]
) -> None:
    """Write a receipt for every sender and the register; `faults` are all problems by file."""
    from wzqa.documents.filenames import distinct, safe_name
    from wzqa.workbooks.results.receipts import Receipt, write_receipts, write_register_of_receipts

    settings = view.settings
    received = [_received(f, got, faults.get(f.path, []), timing) for f, got in view.intakes]
    by_sender: dict[str, list[int]] = {}
    for index, one in enumerate(received):
        by_sender.setdefault(one.sender, []).append(index)
    head = f"{settings.cycle.label}{view.edition.umbrella}"
    day, demo = settings.cycle.deadline_city, settings.cycle.demo
    numbers = _Numbers(view)
    taken = {str(e.detail.get("sha256")): e for e in cycle.record.ledger() if e.action == "take-in"}
    names = distinct([safe_name(None, sender, "收件回执", ".xlsx") for sender in by_sender])
    receipts = (
        Receipt(
            sender=sender,
            office=settings.office.name,
            day=max(received[i].taken_in for i in indexes),
            files=[received[i] for i in indexes],
            applications=list(_applications(theirs, faults, numbers)),
            problems=_errors(p for f, _ in theirs for p in faults.get(f.path, [])),
            anchor=_anchor(taken, [f.sha256 for f, _ in theirs]),
        )
        for sender, indexes in by_sender.items()
        for theirs in [[view.intakes[i] for i in indexes]]
    )
    made = write_receipts(receipts, title=f"{head}收件回执", created=day, demo=demo)
    for name, data in zip(names, made, strict=True):
        cycle.write(FOLDER + name, data, "ingest")
    cycle.clear(FOLDER, {FOLDER + name for name in names})
    rows = [*received, *_replaced(cycle, timing)]
    if rows:
        data = write_register_of_receipts(rows, title=f"{head}收件登记表", created=day, demo=demo)
        cycle.write(REGISTER, data, "ingest")


def _anchor(taken: Mapping[str, Entry], hashes: Iterable[str]) -> str:
    """Tie a receipt to the ledger: the last entry that took one of its files in stays the same."""
    mine = [taken[h] for h in hashes if h in taken]
    return checking.anchor(max(mine, key=lambda e: e.seq)) if mine else ""


def _received(
    file: File, got: Applications, faults: Iterable[Problem], timing: Mapping[int, Arrival]
) -> ReceivedFile:
    from wzqa.workbooks.results.receipts import ReceivedFile

    faults = list(faults)
    errors = len(_errors(faults))
    unread = got.kind == "none"
    return ReceivedFile(
        sender=_sender(file, got),
        file=file.path,
        sha256=file.sha256,
        taken_in=timing[file.id].day,
        applications=len({row.uscc or row.name for row in got.rows}),
        errors=errors,
        warnings=sum(p.severity is Severity.WARNING for p in set(faults)),
        state="无法读取" if unread else "须更正重报" if errors else "已收",
        timing=timing[file.id].words,
    )


def _sender(file: File, got: Applications) -> str:
    """Name who sent a file: the 推荐单位 it names, else the one organisation in it, else the file."""
    names = {row.name for row in got.rows}
    return got.sender or (names.pop() if len(names) == 1 else PurePosixPath(file.path).stem)


def _errors(faults: Iterable[Problem]) -> list[Problem]:
    return sorted(
        {p for p in faults if p.severity is Severity.ERROR},
        key=lambda p: (p.place.sort_key, p.code),
    )


def discreet(view: View, faults: Mapping[str, list[Problem]]) -> dict[str, list[Problem]]:
    """Give the problems as their sender may read them: nothing of another sender's.

    No file, organisation, code or number of others leaves the office; whom a row collides with the
    office says on the phone.
    """
    mine: dict[str, set[str]] = {}
    for file, got in view.intakes:
        mine.setdefault(_sender(file, got), set()).update(_named(file, got))
    everything = set().union(*mine.values()) if mine else set()
    sender = {file.path: _sender(file, got) for file, got in view.intakes}

    @cache  # the same words are said of many files
    def told(said: str) -> list[str]:
        return [text for text in everything if text in said]

    def tells(problem: Problem, own: set[str]) -> bool:
        names = told(f"{problem.message}{problem.hint or ''}")
        return any(not any(text in o for o in own) for text in names)

    found = {}
    for path, problems in faults.items():
        own = mine.get(sender.get(path, ""), set())
        found[path] = [_veiled(p) if tells(p, own) else p for p in problems]
    return found


def _named(file: File, got: Applications) -> set[str]:
    """Give what a file says of itself: its path and name, the organisations, codes, numbers in it."""
    texts = {file.path, PurePosixPath(file.path).name}
    for row in got.rows:
        texts |= {row.name, row.uscc or "", row.app_no}
    return texts - {""}


def _veiled(problem: Problem) -> Problem:
    return replace(problem, message="与另一份申报重复，请联系市评审办", hint="请联系市评审办核对")


class _Numbers:
    """Finds the number of a row or form: its own, or that of the row it was laid over."""

    def __init__(self, view: View) -> None:
        self._by_place = {a.place: a.app_no for a in view.everybody}
        for number, places in view.merged.repeats.items():
            self._by_place |= dict.fromkeys(places, number)
        self._by_who: dict[str, set[str]] = {}
        for one in view.everybody:
            for who in {one.uscc or "", one.name} - {""}:
                self._by_who.setdefault(who, set()).add(one.app_no)

    def of(self, row: Applicant) -> str:
        """Give the number, "" where more than one application could be meant."""
        if row.place in self._by_place:
            return self._by_place[row.place]
        found = self._by_who.get(row.uscc or row.name, set())
        return next(iter(found)) if len(found) == 1 else ""


def _applications(
    theirs: Iterable[tuple[File, Applications]],
    faults: Mapping[str, list[Problem]],
    numbers: _Numbers,
) -> Iterable[ReceivedApplication]:
    """List what the files hold; a form laid over a table's row bears the row's number."""
    from wzqa.workbooks.results.receipts import ReceivedApplication

    for file, got in theirs:
        errors = _errors(faults.get(file.path, []))
        for row in got.rows:
            cells = {s.place for s in row.sources.values()} if errors else set()
            code = row.sources.get("uscc")
            yield ReceivedApplication(
                app_no=numbers.of(row),
                name=row.name,
                uscc=row.uscc or (code.text if code else ""),
                award=row.award,
                kind="申报表" if got.as_form else "推荐汇总表",
                mend=sum(p.place in cells for p in errors),
            )


def _replaced(cycle: Cycle, timing: Mapping[int, Arrival]) -> list[ReceivedFile]:
    """List the versions that newer ones replaced: their bytes stay in the record."""
    from wzqa.workbooks.results.receipts import ReceivedFile

    return [
        ReceivedFile(
            sender="", file=file.path, sha256=file.sha256, taken_in=timing[file.id].day,
            applications=None, errors=None, warnings=None, state="已被新版代替",
            timing=timing[file.id].words,
        )
        for file, ended in files.history(cycle.record, "applications")
        if ended is not None
    ]  # fmt: skip
