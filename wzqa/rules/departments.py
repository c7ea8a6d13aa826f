"""What each department asked has answered, and who still owes an answer （十四）（十八）.

Pure: letters in force, rows of 反馈表, decisions and settings in; who said what of whom out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from wzqa.dates import chinese
from wzqa.names import comparable
from wzqa.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Decision, Verification
    from wzqa.rules.rule import Context, Inquiry


class State(StrEnum):
    """Where a department stands."""

    UNSENT = "未发函"
    WAITING = "待答复"
    PARTIAL = "答复不全"
    OVERDUE = "逾期未复"
    ANSWERED = "已答复"
    EXCUSED = "未复，经核定不再等候"
    CONSENT = "逾期未复，按设置视为无意见"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One department on one applicant. `open_rules` are those of its rules without an answer."""

    applicant: Applicant
    rows: tuple[Verification, ...]
    open_rules: tuple[str, ...]
    asked: bool  # the letter in force names the applicant

    @property
    def answered(self) -> bool:
        """Say whether every rule of the department is answered."""
        return bool(self.rows) and not self.open_rules

    @property
    def objects(self) -> bool:
        """Say whether the department found a problem."""
        return any(row.outcome == "fail" for row in self.rows)

    @property
    def word(self) -> str:
        """Name the answer in Chinese."""
        if self.objects:
            return "不通过"
        if not self.rows:
            return "未复"
        return "通过" if self.answered else "部分答复"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One department in one check. `inquiry` is None while no letter to it is in force."""

    department: str
    inquiry: Inquiry | None
    lines: tuple[Line, ...]
    state: State
    excuse: Decision | None = None

    @property
    def owed(self) -> tuple[Applicant, ...]:
        """Give those on whom its answer is not in; () once it need not be waited for."""
        if self.settled:
            return ()
        return tuple(line.applicant for line in self.lines if not line.answered)

    @property
    def settled(self) -> bool:
        """Say whether nothing more need be waited for."""
        return self.state in {State.ANSWERED, State.EXCUSED, State.CONSENT}

    @property
    def sentence(self) -> str:
        """Say in Chinese what it owes; "" when nothing."""
        if self.settled:
            return ""
        if self.inquiry is None:
            return f"{self.department}：尚未发函"
        day = self.inquiry.answer_by
        due = f"答复期限{chinese(day)}"
        return f"{self.department}：{self.state}，欠{len(self.owed)}家（{due}）"


def standings(
    people: Sequence[Applicant],
    context: Context,
    excuses: Iterable[Decision],
    today: date,
    *,
    consent: bool,
) -> tuple[Standing, ...]:
    """Tell of every department of the settings where it stands with these applicants.

    `today` tells what is overdue. `excuses` are the decisions `silence` of this check: one counts for the letter whose answer-by
    day it names. With `consent` a silence after that day is taken for no objection.
    """
    said: dict[tuple[str, str], list[Verification]] = {}
    for row in context.verifications:
        if row.reply:
            said.setdefault((comparable(row.department), row.app_no), []).append(row)
    letters = {inquiry.department: inquiry for inquiry in context.inquiries}
    decided = {d.subject: d for d in excuses}
    found = []
    for department in context.settings.department:
        rules = [rule for rule in department.rules if rule in context.edition.clauses]
        inquiry = letters.get(department.name)
        lines = tuple(
            _line(a, tuple(said.get((comparable(department.name), a.app_no), ())), rules, inquiry)
            for a in people
        )
        excuse = decided.get(department.name)
        if excuse and not (inquiry and _names(excuse, inquiry)):
            excuse = None
        found.append(
            Standing(
                department=department.name,
                inquiry=inquiry,
                lines=lines,
                state=_state(lines, inquiry, excuse, today, consent=consent),
                excuse=excuse,
            )
        )
    return tuple(found)


def _line(
    applicant: Applicant,
    rows: tuple[Verification, ...],
    rules: Sequence[str],
    inquiry: Inquiry | None,
) -> Line:
    answered = {row.rule for row in rows}
    return Line(
        applicant=applicant,
        rows=rows,
        open_rules=tuple(rule for rule in rules if rule not in answered),
        asked=bool(inquiry and names(inquiry, applicant)),
    )


def names(inquiry: Inquiry, applicant: Applicant) -> bool:
    """Say whether a letter names an applicant; one whose list is not known names everybody."""
    return not inquiry.asked or bool({applicant.name, applicant.uscc} & set(inquiry.asked))


def _names(excuse: Decision, inquiry: Inquiry) -> bool:
    return excuse.content.get("answer_by") == inquiry.answer_by.isoformat()


def _state(
    lines: Sequence[Line],
    inquiry: Inquiry | None,
    excuse: Decision | None,
    today: date,
    *,
    consent: bool,
) -> State:
    """Judge; an answer that is complete counts however late, and whatever was decided before."""
    if lines and all(line.answered for line in lines):
        return State.ANSWERED
    if inquiry is None:
        return State.UNSENT
    if excuse:
        return State.EXCUSED
    late = inquiry.answer_by < today
    if late and consent:
        return State.CONSENT
    if any(line.rows for line in lines):
        return State.PARTIAL
    return State.OVERDUE if late else State.WAITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The departments of one check in numbers, for the papers that speak of it.

    An answer on some of the applicants counts as one; `silent` names those past their day without
    any, `waiting` counts those before it; `objected` the applicants that an answer speaks against.
    """

    asked: int
    answered: int
    silent: tuple[str, ...]
    waiting: int
    objected: int

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Counts:
        """Read what a confirmed list keeps of them."""
        return cls(**{**told, "silent": tuple(told["silent"])})


def counts(found: Sequence[Standing]) -> Counts:
    """Count departments and answers."""
    sent = [s for s in found if s.inquiry]
    without = [s for s in sent if not any(line.rows for line in s.lines)]
    return Counts(
        asked=len(sent),
        answered=len(sent) - len(without),
        silent=tuple(s.department for s in without if s.state is not State.WAITING),
        waiting=sum(1 for s in without if s.state is State.WAITING),
        objected=len({line.applicant.app_no for s in sent for line in s.lines if line.objects}),
    )


def unasked(context: Context, people: Sequence[Applicant]) -> list[Problem]:
    """Name the replies of departments, and on applicants, that nobody asked about.

    A department of the settings without a letter is named once letters are out, or in the check of
    （十八）, which is theirs.
    """
    known = {comparable(d.name): d.name for d in context.settings.department}
    letters = {inquiry.department: inquiry for inquiry in context.inquiries}
    by_number = {a.app_no: a for a in people}
    found = []
    for row in context.verifications:
        if not row.reply:
            continue
        name = known.get(comparable(row.department))
        inquiry = letters.get(name or "")
        applicant = by_number.get(row.app_no)
        if name is None:
            message = f"“{row.department}”不在本届征求意见的部门之列，本行没有采用"
            found.append(_named(row, "reply-department-unasked", message, row.department,
                                "请核对部门名称，或在 award.toml 的 [[department]] 中补上该部门"))  # fmt: skip
        elif inquiry is None and (letters or context.second):
            message = f"没有向“{name}”发过征求意见函，这份答复没有对应的函件"
            found.append(_named(row, "reply-department-unasked", message, row.department,
                                "请核对是否放错，或先用 wzqa notices 发函"))  # fmt: skip
        elif inquiry and applicant and not names(inquiry, applicant):
            message = f"发给“{name}”的函没有列入{applicant.name}，请核对"
            found.append(_named(row, "reply-firm-unasked", message, row.app_no,
                                "请核对申报编号；需要征求的请重新发函"))  # fmt: skip
        elif inquiry and row.day and row.day.last < inquiry.issued:
            message = (
                f"“{name}”的答复注明{chinese(row.day.last)}，早于征求意见函"
                f"（{inquiry.letter or '未编号'}，{chinese(inquiry.issued)}），请核对"
            )
            found.append(_named(row, "reply-before-letter", message, row.day.last.isoformat(),
                                "请核对答复日期；属于对作废函件的答复，请部门确认后重填"))  # fmt: skip
    return found


def _named(row: Verification, code: str, message: str, value: str, hint: str) -> Problem:
    return Problem(
        code=code,
        message=message,
        severity=Severity.WARNING,
        place=row.place,
        value=value,
        hint=hint,
    )
