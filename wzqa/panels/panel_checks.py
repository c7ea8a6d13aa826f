"""Checks of single panels and examiners, and what every check of panels looks at."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.names import comparable
from wzqa.panels.people import ALL_PANELS, Recusals, Teams
from wzqa.problems import NOWHERE, Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Examiner, Registers
    from wzqa.panels.people import Seat
    from wzqa.plan import Plan
    from wzqa.settings import Panels


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The registers, the applicants that take part, and the rules; see `panels.check`."""

    registers: Registers
    applicants: Sequence[Applicant]
    rules: Panels
    day: date
    plan: Plan
    admitted: Mapping[str, frozenset[str]]

    @cached_property
    def teams(self) -> Teams:
        """Panels and their work."""
        return Teams.of(self.registers)

    @cached_property
    def recusals(self) -> Recusals:
        """Who is recused from whom."""
        return Recusals(self.registers, self.teams.directory)

    def taking_part(self, stage: str) -> list[Applicant]:
        """Give those who take part in a stage."""
        if stage in self.admitted:
            return [a for a in self.applicants if a.key in self.admitted[stage]]
        return list(self.applicants)

    def needs_panels(self, stage: str) -> bool:
        """Say whether it is known who takes part in a stage: then everybody needs a panel."""
        return stage == self.plan.first or stage in self.admitted

    def seat_place(self, panel: str, examiner: str) -> Place:
        """Find the row of 分组 that put an examiner on a panel."""
        seats = self.teams.seats[panel]
        return next(seat.member.place for seat in seats if seat.examiner == examiner)

    def work(self, stage: str) -> Counter[str]:
        """Count the applicants of each examiner in a stage, recusals taken off."""
        work: Counter[str] = Counter()
        for applicant in self.taking_part(stage):
            people = {
                e for p in self.teams.panels_of(applicant, stage) for e in self.teams.examiners(p)
            }
            work.update(e for e in people if not self.recusals.find(e, applicant))
        return work


def team_problems(scene: Scene, panel: str, seats: list[Seat]) -> Iterator[Problem]:
    """Judge size, leader and mix of one panel."""
    place, low, high = seats[0].member.place, scene.rules.min_members, scene.rules.max_members
    people = Counter(seat.examiner for seat in seats)
    if not low <= len(people) <= high:
        yield error(
            "panel-size",
            f"评审组有{len(people)}名专家，应为{low}至{high}名",
            place,
            panel,
            "增减组员（[panels] min_members、max_members）",
        )
    leaders = sum(seat.member.leader for seat in seats)
    if leaders != 1:
        yield error(
            "panel-leader",
            f"评审组有{leaders}名组长，应有且只有1名",
            place,
            panel,
            "在“职务”栏只给一人填组长",
        )
    for seat in seats:
        key = seat.examiner
        if people.pop(key, 0) > 1:
            yield error(
                "member-twice",
                f"同一人在{panel}出现两次",
                seat.member.place,
                seat.member.name,
                "删去一行",
            )
    if panel == ALL_PANELS:
        yield error(
            "panel-name", "“全部”表示所有评审组，不能作组名", place, panel, "给评审组换一个名称"
        )
    yield from _same_employer(scene, panel, seats)


def _same_employer(scene: Scene, panel: str, seats: list[Seat]) -> Iterator[Problem]:
    colleagues = defaultdict(list)
    for seat in seats:
        examiner = row_of(scene, seat)
        if examiner and examiner.employer:
            colleagues[comparable(examiner.employer)].append(seat)
    for group in colleagues.values():
        if len(group) > 1:
            people = "、".join(seat.member.name for seat in group)
            yield question(
                "panel-same-employer",
                f"{panel}的{people}在同一单位工作",
                group[1].member.place,
                group[1].member.name,
                "确认是否调整分组",
            )


def row_of(scene: Scene, seat: Seat) -> Examiner | None:
    """Find the roster row of a seat."""
    return scene.teams.directory.find(seat.member.name, seat.member.certificate)


def people_problems(scene: Scene) -> Iterator[Problem]:
    """Judge each member once, at the first row of 分组 that names him."""
    seen = set()
    for seats in scene.teams.seats.values():
        for seat in seats:
            member, examiner = seat.member, row_of(scene, seat)
            if member.leader and examiner and examiner.can_lead is False:
                yield question(
                    "leader-not-listed",
                    "名册中“可任组长”为否",
                    member.place,
                    member.name,
                    "换一名组长，或更正名册",
                )
            if not seat.known:
                yield error(
                    "member-ambiguous",
                    "名册中有同名评审员，分不清是哪一位",
                    member.place,
                    member.name,
                    "在“资格证书号”栏填写证书号",
                )
            elif seat.examiner in seen or not scene.teams.directory.has_roster:
                continue
            elif examiner is None:
                yield error(
                    "member-unknown",
                    "评审专家名册中没有此人",
                    member.place,
                    member.name,
                    "更正姓名，或补入评审专家名册",
                )
            else:
                yield from _qualified(scene, examiner, member.place)
            seen.add(seat.examiner)


def _qualified(scene: Scene, examiner: Examiner, place: Place) -> Iterator[Problem]:
    wanted, name = "、".join(scene.rules.qualification), examiner.name
    where = examiner.place if examiner.place != NOWHERE else place
    if not examiner.qualification:
        yield question(
            "qualification-blank",
            f"名册中没有写评审员资格（应为{wanted}）",
            where,
            name,
            "补填资格",
        )
    elif not any(q in examiner.qualification for q in scene.rules.qualification):
        yield error(
            "qualification-short",
            f"评审员资格为“{examiner.qualification}”，应为{wanted}",
            where,
            name,
            "更换评审员，或更正名册（[panels] qualification）",
        )
    if not examiner.certificate:
        yield question("certificate-blank", "名册中没有写资格证书号", where, name, "补填证书号")
    yield from _valid(scene, examiner, where)


def _valid(scene: Scene, examiner: Examiner, where: Place) -> Iterator[Problem]:
    valid, name = examiner.valid_until, examiner.name
    if valid is None:
        yield question("validity-blank", "名册中没有写资格有效期", where, name, "补填有效期至")
    elif valid.last < scene.day:
        yield error(
            "qualification-expired",
            f"评审员资格有效期至{chinese(valid.last)}，到{chinese(scene.day)}已过期",
            where,
            name,
            "更换评审员，或补交延续后的证书",
        )
    elif valid.first < scene.day:
        yield question(
            "validity-unclear",
            f"有效期只写到月，看不出{chinese(scene.day)}是否仍有效",
            where,
            name,
            "补填到日",
        )


def error(
    code: str, message: str, place: Place = NOWHERE, value: str | None = None, hint: str = ""
) -> Problem:
    """Name a conflict."""
    return Problem(code=code, message=message, place=place, value=value, hint=hint)


def question(
    code: str, message: str, place: Place = NOWHERE, value: str | None = None, hint: str = ""
) -> Problem:
    """Name what a person should look at."""
    return Problem(
        code=code, message=message, severity=Severity.WARNING, place=place, value=value, hint=hint
    )


def told(
    code: str, message: str, place: Place = NOWHERE, value: str | None = None, hint: str = ""
) -> Problem:
    """Say what is in order and worth knowing."""
    return Problem(
        code=code, message=message, severity=Severity.INFO, place=place, value=value, hint=hint
    )
