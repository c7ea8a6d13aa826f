"""What a stage sees: the files, decisions and confirmed lists in force, and the facts in them.

The current view is what is in force now. A frozen view is what was in force when a list was
confirmed: `verify` derives the list again from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from wzqa import __version__
from wzqa.applications import merging
from wzqa.contents import Extra
from wzqa.models import Applicant, Card, Day, Decision, FrozenList, Registers
from wzqa.names import comparable, half_width
from wzqa.problems import Exit, Place, Problem, Severity, WzqaError
from wzqa.record import decisions as decision_store
from wzqa.record import files as file_store
from wzqa.record import lists as list_store
from wzqa.screens import progress
from wzqa.sources import Source
from wzqa.stages.ground import editions, facts, joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.contents import Basis
    from wzqa.criteria import Criteria
    from wzqa.panels.checking import Seating
    from wzqa.plan import Plan
    from wzqa.record.files import File
    from wzqa.record.store import Record
    from wzqa.regions import Area
    from wzqa.regulation import Edition
    from wzqa.settings import Settings
    from wzqa.stages.ground.cycle import Cycle

T = TypeVar("T")


@dataclass
class Cache:
    """What the views of one command have read and worked out; never part of what a list rests on."""

    facts: dict[tuple[int, str], object] = field(default_factory=dict)  # file, version of reading
    merged: dict[tuple[object, ...], merging.Merged] = field(default_factory=dict)
    screened: dict[tuple[object, ...], object] = field(
        default_factory=dict
    )  # by the stage's own key
    scored: dict[tuple[object, ...], object] = field(default_factory=dict)
    stale: dict[str, str] = field(default_factory=dict)  # stage → why its list no longer stands


@dataclass
class View:
    """Files, decisions, lists and settings as of one moment; facts are read once."""

    record: Record
    settings: Settings
    files: tuple[File, ...]
    decisions: tuple[Decision, ...]
    lists: dict[str, FrozenList]
    fresh: bool = False  # read originals again, trust no stored fact
    now: bool = False  # what is in force at present, not what was when a list was confirmed
    extra: Extra = field(default_factory=Extra)  # what else a frozen list rests on (as_of)
    cache: Cache = field(default_factory=Cache)
    seq: int = 0  # of the ledger's last entry, when it was taken

    @property
    def edition(self) -> Edition:
        """The edition of the regulation."""
        return self.settings.edition

    @property
    def area(self) -> Area:
        """The area of the award, with the regions that recommend."""
        return self.edition.area

    @property
    def criteria(self) -> Criteria:
        """The criteria."""
        return self.settings.standard

    @property
    def plan(self) -> Plan:
        """The stages of the award."""
        return self.settings.plan

    def role(self, role: str) -> list[File]:
        """List the files of a role."""
        return [f for f in self.files if f.role == role]

    def _load(self, role: str, reading: facts.Reading[T]) -> list[tuple[File, T]]:
        """Read the facts of a role; views of one command share what they have read."""
        known, found = self.cache.facts, []
        for f in progress.counted("读表", self.role(role)):
            key = (f.id, reading.version)
            if key not in known:
                known[key] = facts.load(self.record, f, reading, fresh=self.fresh)
            found.append((f, cast("T", known[key])))
        return found

    def reading_of_applications(self) -> facts.Reading[facts.Applications]:
        """Say how application workbooks are read."""
        return facts.applications(
            self.settings.cycle.year,
            self.settings.anchor,
            self.settings.offered,
            file_store.mappings(self.record),
        )

    @cached_property
    def intakes(self) -> list[tuple[File, facts.Applications]]:
        """What the application workbooks hold; a day of receipt that was given stands for a blank one."""
        given = self.received
        return [
            (f, _received(got, given[f.path, f.sha256]) if (f.path, f.sha256) in given else got)
            for f, got in self._load("applications", self.reading_of_applications())
        ]

    @cached_property
    def received(self) -> dict[tuple[str, str], date]:
        """The days on which files arrived, as a person said (`ingest --received`)."""
        return {
            (d.subject, str(d.content["sha256"])): date.fromisoformat(str(d.content["date"]))
            for d in self.decided("received")
        }

    def arrived(self, applicant: Applicant) -> date | None:
        """Give the day on which the office itself received an application; None: nobody said.

        收件日期 is written by who took the papers in: the office for those who report directly, else
        the county.
        """
        mine = next((f for f in self.role("applications") if f.path == applicant.place.file), None)
        given = self.received.get((mine.path, mine.sha256)) if mine else None
        own = applicant.received if applicant.channel in self.area.direct else None
        return given or (own.last if own else None)

    @cached_property
    def merged(self) -> merging.Merged:
        """All applications, forms laid over tables; views of one command share the work."""
        known, key = self.cache.merged, self.merged_from
        if key not in known:
            numbers, intakes = dict(self._numbers), [got for _, got in self.intakes]
            known[key] = merging.merge(intakes, numbers, self.settings.cycle.year, self.area)
        return known[key]

    @cached_property
    def _numbers(self) -> tuple[tuple[str, str], ...]:
        return tuple(file_store.numbers(self.record).items())

    @cached_property
    def merged_from(self) -> tuple[object, ...]:
        """All that the applications rest on."""
        return (
            tuple(f.id for f in self.role("applications")),
            self.reading_of_applications().version,
            self._numbers,
            tuple(self.received.items()),
            self.area,
            self.fresh,
        )

    @cached_property
    def checked_from(self) -> tuple[object, ...]:
        """Name all that a check of eligibility rests on, but for its day, lists and letters.

        Plans, score sheets, ballots, objections and the decisions on them are not looked at.
        """
        kinds = {"finding", "silence", "withdraw"}
        return (
            self.merged_from,
            self.of_earlier_cycles,
            tuple(f.id for f in self.role("verification")),
            tuple(d.id for d in self.decisions if d.kind in kinds),
            self.settings.model_dump_json(),
        )

    @property
    def everybody(self) -> tuple[Applicant, ...]:
        """All applications, withdrawn ones too, by application number."""
        return self.merged.applicants

    @cached_property
    def withdrawn(self) -> dict[str, Decision]:
        """Withdrawals by application number, without those taken back."""
        return {d.subject: d for d in self.decided("withdraw") if not d.content.get("undone")}

    @cached_property
    def gone(self) -> frozenset[str]:
        """Keys of applicants that withdrew and stand in no other application."""
        left = {a.key for a in self.everybody if a.app_no in self.withdrawn}
        return frozenset(left - {a.key for a in self.applicants})

    @property
    def applicants(self) -> list[Applicant]:
        """Applications that stand."""
        return [a for a in self.everybody if a.app_no not in self.withdrawn]

    @cached_property
    def by_key(self) -> dict[str, Applicant]:
        """Applicants by code (or number); where two share a code the one that stands."""
        return {a.key: a for a in self.everybody} | {a.key: a for a in self.applicants}

    @cached_property
    def register_files(self) -> list[tuple[File, facts.Register]]:
        """What the register workbooks hold, as they are in force."""
        return [versions[-1] for versions in self.register_versions]

    @cached_property
    def register_versions(self) -> list[list[tuple[File, facts.Register]]]:
        """Each register workbook: earlier versions that may still plan a stage, and the last."""
        found: dict[str, list[tuple[File, facts.Register]]] = {}
        for file, got in self._load("registers", facts.register(self.plan)):
            found.setdefault(file.path, []).append((file, got))
        return list(found.values())

    @cached_property
    def registers(self) -> Registers:
        """All registers in force: workbooks of one kind joined, plans per stage."""
        return joined.join([[got for _, got in one] for one in self.register_versions], self.plan)

    @cached_property
    def seating(self) -> Seating:
        """The teams of examiners."""
        from wzqa.panels.checking import Seating

        return Seating(self.registers)

    @cached_property
    def of_earlier_cycles(self) -> Registers:
        """The registers of earlier winners and of revocations: all that the rules look at."""
        known = self.registers
        return Registers(past_winners=known.past_winners, revocations=known.revocations)

    @property
    def plans_kept(self) -> list[Problem]:
        """Say which plans of a stage stay of a version that a plan of the other stage replaced."""
        return [
            Problem(
                code="register-stage-kept", severity=Severity.INFO, place=Place(versions[-1][0].path),
                message=f"这一版没有{self.plan.names[stage]}的分工，{self.plan.names[stage]}仍按上一版的分组、分工",
                hint="如要改，请把该阶段的分工写进表里",
            )
            for versions in self.register_versions
            for kept in joined.kept([got for _, got in versions], self.plan)
            for stage in kept.stages
        ]  # fmt: skip

    @cached_property
    def verification_files(self) -> list[tuple[File, facts.Verifications]]:
        """What the returned 核查表 hold."""
        return self._load("verification", facts.verification())

    def _scores(self, stage: str) -> facts.Reading[facts.Scores]:
        known = {a.uscc: a.name for a in self.everybody if a.uscc}
        return facts.scores(
            stage,
            self.plan,
            self.criteria,
            self.settings.criteria.percent_step,
            self.settings.cycle.year,
            known,
        )

    def score_files(self, stage: str) -> list[tuple[File, facts.Scores]]:
        """What the score sheets of a stage hold."""
        return self._load(f"scores-{stage}", self._scores(stage))

    def reading(self, role: str) -> facts.Reading[Any] | None:
        """Say how the files of a role are read; None where that takes a list."""
        if role.startswith("scores-"):
            return self._scores(role.removeprefix("scores-"))
        known: dict[str, Callable[[], facts.Reading[Any]]] = {
            "applications": self.reading_of_applications,
            "registers": lambda: facts.register(self.plan),
            "verification": facts.verification,
            "objections": facts.objections,
        }
        return known[role]() if role in known else None

    def readings(self) -> list[tuple[File, facts.Reading[Any]]]:
        """List every file in force whose reading needs no list, with how it is read."""
        how = {role: self.reading(role) for role in dict.fromkeys(f.role for f in self.files)}
        return [(f, reading) for f in self.files if (reading := how[f.role]) is not None]

    def ballot_files(self, candidates: dict[str, str]) -> list[tuple[File, facts.Ballots]]:
        """What the 计票 workbooks hold."""
        awards = tuple(a.name for a in self.settings.award)
        return self._load("ballots", facts.ballots(candidates, awards))

    @cached_property
    def objection_files(self) -> list[tuple[File, facts.Objections]]:
        """What the 异议登记表 hold."""
        return self._load("objections", facts.objections())

    def decided(self, kind: str, stage: str | None = None) -> list[Decision]:
        """List decisions of a kind (and stage)."""
        return [d for d in self.decisions if d.kind == kind and (stage is None or d.stage == stage)]

    def cards(self, stage: str) -> tuple[Card, ...]:
        """All cards of a stage as the files hold them."""
        return tuple(c for _, got in self.score_files(stage) for c in got.cards)


def _received(got: facts.Applications, day: date) -> facts.Applications:
    """Enter the day of receipt in the rows that leave it blank."""
    source = Source(Place(got.file), day.isoformat())

    def entered(row: Applicant) -> Applicant:
        if row.received is not None or (
            "received" in row.sources and row.sources["received"].trouble
        ):
            return row
        return replace(
            row, received=Day(day, day), sources=row.sources.having({"received": source})
        )

    return replace(got, rows=tuple(entered(row) for row in got.rows))


def current(cycle: Cycle) -> View:
    """See what is in force now."""
    view = in_force_view(cycle.record, cycle.settings)
    view.extra |= _calendar(cycle)
    return view


def in_force_view(record: Record, settings: Settings) -> View:
    """See what is in force, without the cycle's folder."""
    in_force = {}
    for stage in settings.plan.order:
        held = list_store.in_force(record, stage)
        if held:
            in_force[stage] = _in_award_order(held, settings)
    return View(
        record=record,
        settings=settings,
        files=(*file_store.replaced(record, "registers"), *file_store.in_force(record)),
        decisions=tuple(decision_store.in_force(record)),
        lists=in_force,
        now=True,
        cache=_shared(record),
        seq=record.one("SELECT coalesce(max(seq), 0) AS seq FROM ledger")["seq"],  # type: ignore[index]  # an aggregate always has a row
    )


def _shared(record: Record) -> Cache:
    """Give what all views of a command share; a view of its own may find other lists stale."""
    return Cache(
        **{
            name: record.memo.setdefault(name, {})
            for name in ("facts", "merged", "screened", "scored")
        }
    )


def _in_award_order(held: FrozenList, settings: Settings) -> FrozenList:
    """Put the awards of a list as the settings have them: the record sorts keys by code point."""
    selected = held.content.get("selected")
    if not selected:
        return held
    names = [a.name for a in settings.award]
    order = sorted(selected, key=lambda name: names.index(name) if name in names else len(names))
    return replace(held, content={**held.content, "selected": {n: selected[n] for n in order}})


def _calendar(cycle: Cycle) -> Extra:
    """Read the office's own calendar, which confirmed lists then carry along."""
    name = cycle.settings.publicity.calendar
    if not name:
        return {}
    try:
        return {"calendar_text": (cycle.folder / name).read_text(encoding="utf-8-sig")}
    except (OSError, UnicodeDecodeError):
        raise WzqaError(
            f"读不了 publicity.calendar 指定的放假安排“{name}”",
            code="calendar-read",
            hint="请把文件放进届次目录并存为 UTF-8",
        ) from None


def _whole(kept: dict[str, Any], edition: Edition | None) -> dict[str, Any]:
    """Give settings that an earlier version kept the keys it did not know, at their defaults."""
    from wzqa import award_toml

    def filled(mine: Any, default: Any) -> Any:
        if not (isinstance(mine, dict) and isinstance(default, dict)):
            return mine
        missing = {k: v for k, v in default.items() if k not in mine}
        return {k: filled(v, default.get(k)) for k, v in mine.items()} | missing

    own = {"profile": edition.name} if edition else {}
    built = award_toml.build(own, kept["cycle"]["year"], lambda _: edition)
    defaults = built.model_dump(mode="json")
    return dict(filled(kept, defaults))


def frozen(
    record: Record, of: FrozenList, *, fresh: bool = False, cache: Cache | None = None
) -> View:
    """See what was in force when a list was confirmed; `cache` shares what was read of files."""
    from wzqa.settings import Settings

    basis = of.basis
    held = tuple(file_store.by_ids(record, basis["files"]))
    own = editions.of_files(record, held)
    settings = Settings.model_validate_json(json.dumps(_whole(basis["settings"], own)))
    settings = settings.resting_on(own)
    before = {}
    for stage, number in basis["lists"].items():
        earlier = list_store.issue(record, stage, number)
        if earlier:
            before[stage] = _in_award_order(earlier, settings)
    return View(
        record=record,
        settings=settings,
        files=held,
        decisions=tuple(decision_store.by_ids(record, basis["decisions"])),
        lists=before,
        fresh=fresh,
        extra=basis.get("extra", {}),
        cache=replace(cache, stale={}) if cache else Cache() if fresh else _shared(record),
    )


def basis_of(view: View, extra: Extra) -> Basis:
    """Name everything in force, to be frozen with a list."""
    return {
        "files": [f.id for f in view.files],
        "decisions": [d.id for d in view.decisions],
        "lists": {stage: held.issue for stage, held in view.lists.items()},
        "settings": view.settings.model_dump(mode="json"),
        "extra": extra,
        "tool": tool(),
    }


def tool() -> str:
    """Name the program that reads and decides: a list that another one confirmed may come out else."""
    return f"wzqa {__version__}，读法{facts.READER}"


def find_applicant(view: View, who: str) -> Applicant:
    """Name the applicant that WHO means. Unknown or ambiguous: WzqaError, exit 2.

    WHO is a number (its year may be left out), a code, a name, a part of it or a short name: its
    characters in their order (示例阀门 for 某市示例泵阀门有限公司).
    """
    text = half_width(who)
    people = view.everybody
    name = comparable(text)
    short = _short_number(text)
    for found in (
        [a for a in people if a.app_no == text],
        [a for a in view.applicants if a.uscc == text.upper()]
        or [a for a in people if a.uscc == text.upper()],
        [a for a in view.applicants if comparable(a.name) == name]
        or [a for a in people if comparable(a.name) == name],
        [a for a in people if short and _short_number(a.app_no) == short],
        [a for a in people if name and any(name in n for n in _names(a))],
        [a for a in people if len(name) > 1 and any(_within(name, n) for n in _names(a))],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            names = "；".join(f"{a.app_no} {a.name}" for a in found[:8])
            raise WzqaError(
                f"“{who}”可以指{len(found)}家：{names}", Exit.USAGE, code="who-ambiguous",
                hint="请写申报编号",
            )  # fmt: skip
    raise WzqaError(
        f"没有找到“{who}”", Exit.USAGE, code="who-unknown",
        hint="请写申报编号、统一社会信用代码或名称中的一部分",
    )  # fmt: skip


_NUMBER = re.compile(r"(?:\d{4}[-－—–]?)?([^\W\d_]+)[-－—–]?0*(\d+)")


def _short_number(text: str) -> tuple[str, int] | None:
    """Give region and running number of an application number, whatever its year and zeros."""
    found = _NUMBER.fullmatch(text)
    return (found[1], int(found[2])) if found else None


def _names(a: Applicant) -> list[str]:
    return [comparable(name) for name in (a.name, *a.former_names)]


def _within(short: str, name: str) -> bool:
    """Say whether the characters of a short name stand in a name in their order."""
    rest = iter(name)
    return all(c in rest for c in short)


def warning(
    code: str, message: str, hint: str | None = None, place: Place | None = None
) -> Problem:
    """Make a warning."""
    return Problem(
        code=code, message=message, hint=hint, severity=Severity.WARNING, place=place or Place()
    )
