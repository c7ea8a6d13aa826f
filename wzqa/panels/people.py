"""Who an examiner is, who sits on which panel, who is recused, and whose data look too close.

Look-ups over the registers (workbooks.md §4) that `panels`, `admission` and `forming` share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from wzqa.names import comparable, half_width, tidy_person

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    _members: dict[str, list[str]] = field(default_factory=dict)
    _busy: dict[str, list[str]] = field(default_factory=dict)

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
        for panel, seats in teams.seats.items():
            led = sorted(seats, key=lambda seat: not seat.member.leader)
            teams._members[panel] = list(dict.fromkeys(seat.examiner for seat in led))
        return teams

    def examiners(self, panel: str) -> list[str]:
        """Give the ids of a panel's members, leader first, each once."""
        return self._members.get(panel, [])

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
        if stage not in self._busy:
            busy = {a.panel.strip() for a in self.assignments if a.stage in ("", stage)}
            self._busy[stage] = [panel for panel in self.seats if panel in busy]
        return self._busy[stage]


class Roll:
    """Applicants by their codes, and by all the names they bear."""

    def __init__(self, applicants: Iterable[Applicant]) -> None:
        """Index the applicants."""
        self._coded: dict[str, list[Applicant]] = defaultdict(list)
        self._named: dict[str, list[Applicant]] = defaultdict(list)
        for applicant in applicants:
            self._coded[applicant.key].append(applicant)
            for name in own_names(applicant):
                self._named[name].append(applicant)

    def meant(self, row: Assignment | Recusal) -> list[Applicant]:
        """Give those whom a row of 分工 or 回避 names: by code, without a code by its name."""
        code = row.uscc.strip().upper()
        return self._coded.get(code, []) if code else self.called(row.name)

    def called(self, name: str) -> list[Applicant]:
        """Give those who bear a name, or bore it."""
        return self._named.get(comparable(name), []) if name else []


def own_names(applicant: Applicant) -> set[str]:
    """Give the keys of the name and the former names."""
    return {comparable(n) for n in (applicant.name, *applicant.former_names) if n}


class Recusals:
    """Who is recused from whom. In doubt (a namesake, code and name that differ) both are."""

    def __init__(self, registers: Registers, directory: Directory) -> None:
        """Index the rows of 回避 by examiner id, then by the code and the name that they give."""
        self._rows: dict[str, dict[str, tuple[int, Recusal]]] = defaultdict(dict)
        for place, row in enumerate(registers.recusals or ()):
            known = directory.identify(row.person, row.certificate)
            for examiner in (known,) if known else directory.namesakes(row.person):
                for key in (row.uscc.strip().upper(), comparable(row.name)):
                    self._rows[examiner].setdefault(key, (place, row))

    def find(self, examiner: str, applicant: Applicant) -> Recusal | None:
        """Give the first row that recuses an examiner from an applicant."""
        rows = self._rows.get(examiner)
        if not rows:
            return None
        found = [rows[k] for k in (applicant.key, *own_names(applicant)) if k and k in rows]
        return min(found, key=itemgetter(0))[1] if found else None


SUSPICIONS = {
    "suspected-employer": "评审员的工作单位就是申报组织",
    "suspected-telephone": "评审员的手机与申报组织的联系电话相同",
    "suspected-mail": "评审员的邮箱与申报组织的邮箱同属一个单位域名",
    "suspected-name": "评审员与申报组织的法定代表人或联系人同名",
}  # problem code: reason


class Suspicions:
    """What in other data suggests a conflict: employer, telephone, mail domain, a name.

    Only a question for a person (（二十四）2). Applicants are looked up by what they share with an examiner.
    """

    def __init__(self, applicants: Iterable[Applicant]) -> None:
        """Index what the applications hold."""
        self._having: dict[tuple[str, str], list[str]] = defaultdict(list)
        for a in applicants:
            people = {comparable(n) for n in (a.legal_rep, a.contact) if n}
            held = own_names(a), _numbers(f"{a.mobile}、{a.phone}"), _domains(a.email), people
            for code, marks in zip(SUSPICIONS, held, strict=True):
                for mark in marks:
                    self._having[code, mark].append(a.key)

    def of(self, examiner: Examiner) -> dict[str, list[str]]:
        """Give the problem codes of what an examiner shares, by the applicant's key."""
        employer = comparable(examiner.employer)
        firms = {employer, *(employer[:end] for end in range(_LEAST_NAME, len(employer)))}
        domains = _domains(f"{examiner.remark} {examiner.mobile}") - PUBLIC_MAIL
        held = firms, _numbers(examiner.mobile), domains, {comparable(examiner.name)}
        found: dict[str, list[str]] = defaultdict(list)
        for code, marks in zip(SUSPICIONS, held, strict=True):
            for key in dict.fromkeys(k for m in marks for k in self._having.get((code, m), ())):
                found[key].append(code)
        return found


def _numbers(text: str) -> set[str]:
    return {re.sub(r"\D", "", n) for n in _PHONE.findall(half_width(text))}


def _domains(text: str) -> set[str]:
    return {d.casefold() for d in _MAIL.findall(half_width(text))}
