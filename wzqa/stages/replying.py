"""What goes out to departments and what comes back: letters, rows, and which check they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.dates import chinese, spell
from wzqa.models import OUTCOME_NAMES, Outcome
from wzqa.problems import Problem, Severity
from wzqa.publicity.periods import add_working_days
from wzqa.record import documents, lists
from wzqa.rules import settling, signatures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from wzqa.contents import Divide, KeptInquiry
    from wzqa.models import Applicant, Finding, Verification
    from wzqa.publicity.calendars import Calendar
    from wzqa.stages.ground.view import View


def meeting_day(view: View) -> date | None:
    """Tell the day of the committee's meeting, once a vote is in."""
    held = view.lists.get("vote")
    text = held.content.get("meeting_day") if held else None
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Divider:
    """What tells the two checks apart where a sheet bears no mark: the vote last confirmed.

    `files` were in force by then: what they hold undated answers the first check.
    """

    day: date | None = None
    files: frozenset[int] = frozenset()

    @classmethod
    def of(cls, view: View) -> Divider:
        """Take it as a frozen list knew it, else from the vote last confirmed, reopened or not."""
        if not view.now:
            told = view.extra.get("divide")
            if told is None:
                return cls()
            day = date.fromisoformat(told["day"]) if told["day"] else None
            return cls(day, frozenset(told["files"]))
        vote = lists.last(view.record, "vote")
        text = vote.content.get("meeting_day") if vote else None
        if vote is None or text is None:
            return cls()
        return cls(date.fromisoformat(text), frozenset(vote.basis["files"]))

    def as_json(self) -> Divide:
        """Give it as a list keeps it."""
        return {"day": self.day.isoformat() if self.day else None, "files": sorted(self.files)}


def rows_of(view: View, *, second: bool) -> tuple[list[Verification], list[Problem]]:
    """Give the rows of 核查表 and 反馈表 that answer one check, and name what answers neither."""
    divide = Divider.of(view)
    found, problems = [], []
    for file, got in view.verification_files:
        for row in got.rows:
            if row.day and row.day.first > file.arrived:
                problems.append(_ahead(row, file.arrived))
                continue
            check = eligibility.check_of(row, divide.day)
            if not check and file.id in divide.files:
                check = "first"
            if not check:
                problems.append(_undated(row))
            elif (check == "second") is second:
                found.append(row)
    return found, problems


def _ahead(row: Verification, arrived: date) -> Problem:
    """Name a row dated later than its file came: nobody signed it on that day."""
    return Problem(
        code="verification-ahead", message=f"日期晚于这份表的收件日{chinese(arrived)}，本行没有采用",
        place=row.place, value=f"{row.app_no} {row.rule} {spell(row.day) if row.day else ''}".strip(),
        hint="请核对“日期”一栏，改正后重新放入",
    )  # fmt: skip


def _undated(row: Verification) -> Problem:
    return Problem(
        code="reply-undated", message="没有日期，也没有核查批次，分不清答复的是资格审查还是授奖前复查，本行没有采用",
        place=row.place, value=row.app_no or row.name, hint="请补填日期，或改用随函的部门核查反馈表",
    )  # fmt: skip


def inquiries(view: View, *, second: bool) -> list[eligibility.Inquiry]:
    """List the letters to departments in force, each with its own answer-by day.

    A frozen view has those that were in force when its list was confirmed.
    """
    stage = "publicity" if second else "screen"
    key: Literal["second_inquiries", "inquiries"] = "second_inquiries" if second else "inquiries"
    told = view.extra.get(key)
    if told is None and not view.now and stage in view.lists:
        told = view.lists[stage].basis["extra"].get(key)
    if told is not None:
        return [_inquiry(one) for one in told]
    return letters_out(view, second=second)


def _inquiry(told: KeptInquiry) -> eligibility.Inquiry:
    return eligibility.Inquiry(
        department=told["department"],
        rules=tuple(told["rules"]),
        issued=date.fromisoformat(told["issued"]),
        answer_by=date.fromisoformat(told["answer_by"]),
        asked=tuple(told["asked"]),
        letter=told["letter"],
    )


def as_told(inquiry: eligibility.Inquiry) -> KeptInquiry:
    """Give a letter as a confirmed list keeps it."""
    return {
        "department": inquiry.department,
        "rules": list(inquiry.rules),
        "issued": inquiry.issued.isoformat(),
        "answer_by": inquiry.answer_by.isoformat(),
        "asked": list(inquiry.asked),
        "letter": inquiry.letter,
    }


def letters_out(view: View, *, second: bool) -> list[eligibility.Inquiry]:
    """List the letters to departments that are in force now."""
    kind = "second-check" if second else "dept-inquiry"
    rules = {d.name: tuple(d.rules) for d in view.settings.department}
    return [
        eligibility.Inquiry(
            department=document.subject,
            rules=rules[document.subject],
            issued=document.day,
            answer_by=answer_by(view, document),
            asked=tuple(document.letter.get("own_names", ())),
            letter=document.docno or "",
        )
        for document in documents.of_kind(view.record, kind)
        if document.void_why is None and document.subject in rules
    ]


def answer_by(view: View, document: documents.Document) -> date:
    """Read the answer-by day that stands in an issued letter; it is the only one."""
    written = re.fullmatch(r"(\d+)年(\d+)月(\d+)日", document.letter["fields"].get("答复期限", ""))
    if written:
        return date(*(int(part) for part in written.groups()))
    days = view.settings.letters.reply_days
    return add_working_days(document.day, days, chain_calendar(view, document.day))


def chain_calendar(view: View, day: date) -> Calendar:
    """Load the working-day calendar around a day, with the cycle's own file over it."""
    from wzqa.publicity.calendars import Calendar

    extra = view.extra.get("calendar_text")
    return Calendar.load(range(day.year - 1, day.year + 2), extra)


def differing(rows: Sequence[Verification]) -> list[Problem]:
    """Name signatures on one finding that differ; none of them counts."""
    signed: dict[tuple[str, str], list[Verification]] = {}
    for row in rows:
        if not row.reply:
            signed.setdefault((row.app_no, row.rule), []).append(row)
    return [
        Problem(
            code="verification-differ",
            message=f"{app_no} 的 {rule} 有两个不同的核定："
            + "；".join(f"{r.person}“{_SIGNED[r.outcome]}”（{r.place}）" for r in mine)
            + "，都没有采用",
            place=mine[-1].place, value=_SIGNED[mine[-1].outcome],
            hint="请核对后改成一致，或用 wzqa decide finding 决定",
        )
        for (app_no, rule), mine in signed.items()
        if len({row.outcome for row in mine}) > 1
    ]  # fmt: skip


_SIGNED = {"pass": "通过", "fail": "不通过"}


def fault_of(
    row: Verification,
    applicant: Applicant | None,
    finding: Finding | None,
    *,
    present: bool,
    second: bool,
) -> Problem | None:
    """Name what is wrong with a returned row; None when it counts."""
    if applicant is None:
        return Problem(
            code="verification-unknown-applicant", message="没有这个申报编号，本行没有采用",
            place=row.place, value=row.app_no, hint="请核对申报编号",
        )  # fmt: skip
    if row.uscc and applicant.uscc and row.uscc != applicant.uscc:
        return Problem(
            code="verification-altered", message=f"代码与申报编号 {row.app_no} 的代码不一致，本行没有采用",
            place=row.place, value=row.uscc, hint="请用原表填写，不要改动前几列",
        )  # fmt: skip
    if not present:
        return _not_selected(row, applicant) if second else None
    if finding is None:
        return Problem(
            code="verification-unknown-rule", message="本届不审查这条规则，本行没有采用",
            place=row.place, value=row.rule, hint="请核对规则编号",
        )  # fmt: skip
    asked = finding.outcome in {Outcome.PENDING, Outcome.FAIL}
    open_ = asked or finding.decided_by or finding.machine
    if (
        row.shown is not None
        and settling.open_to(finding)
        and not signatures.same_cells(row, eligibility.stated(applicant, finding))
    ):
        return None  # signed on another text; settling says so
    if not row.reply and not open_:
        return Problem(
            code="verification-not-pending",
            message=f"{row.app_no} 的 {row.rule} 不是待核实（{OUTCOME_NAMES[finding.outcome]}），本行没有采用",
            place=row.place, value=row.rule, hint="如确需改变结论，请用 wzqa decide finding",
        )  # fmt: skip
    return None


def _not_selected(row: Verification, applicant: Applicant) -> Problem:
    return Problem(
        code="reply-firm-unasked", message=f"{applicant.name}不在初步入选之列，授奖前复查没有问到它，本行没有采用",
        severity=Severity.WARNING, place=row.place, value=row.app_no, hint="请核对申报编号",
    )  # fmt: skip
