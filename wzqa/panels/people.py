"""Who an examiner is, who sits on which panel, who is recused, and whose data look too close.

Look-ups over the registers (workbooks.md §4) that `panels`, `admission` and `forming` share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.names import comparable, half_width, tidy_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.models import Applicant, Assignment, Examiner, Member, Recusal, Registers

ALL_PANELS = (
    "全部"  # 评审组 of an anchor applicant in 分工: every panel scores it (arithmetic.md §3.4)
)

_SEAT = re.compile(r"(.+?)（(.+)）")
_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_PHONE = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|0\d{2,3}-?\d{7,8}(?!\d)|\d{7,8}(?!\d)")
_LEAST_NAME = 4  # letters of an organisation's name that may begin another
PUBLIC_MAIL = frozenset(
    {
        "163.com",
        "126.com",
        "yeah.net",
        "188.com",
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "aliyun.com",
        "21cn.com",
        "tom.com",
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.cn",
        "icloud.com",
    }
)


def split_id(examiner: str) -> tuple[str, str]:
    """Split `name（资格证书号）` into its parts; the second is "" when there is none."""
    match = _SEAT.fullmatch(examiner.strip())
    return (match[1], match[2]) if match else (examiner, "")


class Directory:
    """All examiners that the registers name, namesakes kept apart by 资格证书号."""

    def __init__(self, registers: Registers) -> None:
        """Collect roster rows; without a roster, the rows of 分组 that hold a certificate."""
        self._people: dict[str, dict[str, Examiner | None]] = defaultdict(dict)
        self._shown: dict[str, str] = {}
        self._certificates: dict[tuple[str, str], str] = {}
        self.has_roster = registers.examiners is not None
        for examiner in registers.examiners or ():
            person = comparable(examiner.certificate) or f"?{comparable(examiner.employer)}"
            self._add(examiner.name, examiner.certificate, person, examiner)
        if not self.has_roster:
            for member in registers.members or ():
                self._add(member.name, member.certificate, comparable(member.certificate), None)

    def _add(self, name: str, certificate: str, person: str, examiner: Examiner | None) -> None:
        key = comparable(name)
        self._shown.setdefault(key, tidy_person(name))
        self._people[key].setdefault(person, examiner)
        self._certificates.setdefault((key, person), certificate.strip())

    def knows(self, name: str) -> bool:
        """Say whether anybody bears the name."""
        return comparable(name) in self._people

    def expects(self, name: str) -> bool:
        """Say whether the roster lists the name, or there is no roster to ask."""
        return not self.has_roster or self.knows(name)

    def shared(self, name: str) -> bool:
        """Say whether two people bear the name."""
        return len(self._people.get(comparable(name), {})) > 1

    def identify(self, name: str, certificate: str = "") -> str | None:
        """Give the unique id of an examiner; None when a shared name is not told apart."""
        key, person = comparable(name), comparable(certificate)
        if not self.shared(name):
            return self._shown.get(key, tidy_person(name))
        if not person or person not in self._people[key]:
            return None
        return f"{self._shown[key]}（{self._certificates[key, person]}）"

    def namesakes(self, name: str) -> tuple[str, ...]:
        """Give the ids of all who bear the name (one, unless it is shared)."""
        key = comparable(name)
        if not self.shared(name):
            return (self._shown.get(key, tidy_person(name)),)
        certificates = [self._certificates[key, person] for person in self._people[key]]
        return tuple(f"{self._shown[key]}（{c}）" for c in certificates if c)

    def find(self, name: str, certificate: str = "") -> Examiner | None:
        """Give the roster row of an examiner, if there is just one that fits."""
        people = self._people.get(comparable(name), {})
        if len(people) == 1:
            return next(iter(people.values()))
        return people.get(comparable(certificate)) if certificate else None


@dataclass(frozen=True, slots=True)
class Seat:
    """One row of 分组 with the id of its examiner.

    Not `known`: a namesake not told apart; the id is then one that no card can bear, so that the
    card stays expected and holds the applicant.
    """

    member: Member
    examiner: str
    known: bool


@dataclass(slots=True)
class Teams:
    """Panels with their seats, and which panel scores whom. Panels stand in the sheet's order."""

    directory: Directory
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    _rows: dict[str, list[Assignment]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, registers: Registers) -> Teams:
        """Build from 分组 and 分工."""
        teams = cls(Directory(registers), assignments=registers.assignments or ())
        for row in teams.assignments:
            teams._rows[row.uscc.strip().upper() or comparable(row.name)].append(row)
        for member in registers.members or ():
            known = teams.directory.identify(member.name, member.certificate)
            seat = Seat(
                member, known or f"{tidy_person(member.name)}（证书号不明）", known is not None
            )
            teams.seats.setdefault(member.panel.strip(), []).append(seat)
        return teams

    def examiners(self, panel: str) -> list[str]:
        """Give the ids of a panel's members, leader first, each once."""
        seats = sorted(self.seats.get(panel, []), key=lambda seat: not seat.member.leader)
        return list(dict.fromkeys(seat.examiner for seat in seats))

    def rows_of(self, applicant: Applicant, stage: str) -> list[Assignment]:
        """Give the rows of 分工 that name an applicant (by code, else by name) for a stage."""
        keys = (applicant.key, *sorted(own_names(applicant)))
        return [row for key in keys for row in self._rows.get(key, ()) if row.stage in ("", stage)]

    def panels_of(self, applicant: Applicant, stage: str) -> list[str]:
        """Give the panels that score an applicant in a stage; 全部 means every panel."""
        found = dict.fromkeys(row.panel.strip() for row in self.rows_of(applicant, stage))
        if ALL_PANELS not in found:
            return list(found)
        return self.panels_at(stage) or list(self.seats)

    def panels_at(self, stage: str) -> list[str]:
        """Give the panels that have work in a stage."""
        busy = {a.panel.strip() for a in self.assignments if a.stage in ("", stage)}
        return [panel for panel in self.seats if panel in busy]


def names(row: Assignment | Recusal, applicant: Applicant) -> bool:
    """Say whether a row of 分工 names the applicant: by code, without a code by its name."""
    if row.uscc.strip():
        return row.uscc.strip().upper() == applicant.key
    return bool(row.name) and comparable(row.name) in own_names(applicant)


def own_names(applicant: Applicant) -> set[str]:
    """Give the keys of the name and the former names."""
    return {comparable(n) for n in (applicant.name, *applicant.former_names) if n}


class Recusals:
    """Who is recused from whom. In doubt (a namesake, code and name that differ) both are."""

    def __init__(self, registers: Registers, directory: Directory) -> None:
        """Index the rows of 回避 by examiner id."""
        self._rows: dict[str, list[Recusal]] = defaultdict(list)
        for row in registers.recusals or ():
            known = directory.identify(row.person, row.certificate)
            for examiner in (known,) if known else directory.namesakes(row.person):
                self._rows[examiner].append(row)

    def find(self, examiner: str, applicant: Applicant) -> Recusal | None:
        """Give the row that recuses an examiner from an applicant."""
        for row in self._rows.get(examiner, ()):
            if names(row, applicant) or (row.name and comparable(row.name) in own_names(applicant)):
                return row
        return None


def suspicions(examiner: Examiner, applicant: Applicant) -> Iterator[tuple[str, str]]:
    """Name what in other data suggests a conflict: (problem code, Chinese reason).

    Only a question for a person (（二十四）2): employer, telephone, mail domain, a name in the application.
    """
    employer = comparable(examiner.employer)
    own = [n for n in own_names(applicant) if len(n) >= _LEAST_NAME]
    if employer in own_names(applicant) or any(employer.startswith(n) for n in own):
        yield "suspected-employer", "评审员的工作单位就是申报组织"
    if _numbers(examiner.mobile) & _numbers(f"{applicant.mobile}、{applicant.phone}"):
        yield "suspected-telephone", "评审员的手机与申报组织的联系电话相同"
    shared = _domains(f"{examiner.remark} {examiner.mobile}") & _domains(applicant.email)
    if shared - PUBLIC_MAIL:
        yield "suspected-mail", "评审员的邮箱与申报组织的邮箱同属一个单位域名"
    people = {comparable(n) for n in (applicant.legal_rep, applicant.contact) if n}
    if comparable(examiner.name) in people:
        yield "suspected-name", "评审员与申报组织的法定代表人或联系人同名"


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", n) for n in _PHONE.findall(half_width(text))}


def _domains(text: str) -> set[str]:
    return {d.casefold() for d in _MAIL.findall(half_width(text))}
