"""Objections during publicity （十八）: whom they concern, in time or late, who is left.

The objector stands elsewhere and is never part of these records. Every report is examined by the
committee, late and anonymous ones too. An upheld one vacates the place; nobody moves up
(eligibility.md §8).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from wzqa.dates import chinese
from wzqa.names import comparable
from wzqa.problems import Exit, Problem, Severity, WzqaError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wzqa.models import Day, Objection
    from wzqa.publicity.periods import Period

Verdict = Literal["upheld", "dismissed"]
VERDICT_NAMES = {"upheld": "成立", "dismissed": "不成立"}
_AGAINST = {"upheld": "不成立", "dismissed": "成立"}  # findings that contradict a verdict
_STILL_OPEN = ("", "调查中")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An organisation that an objection may be about; `selected`: on the initial list."""

    uscc: str
    name: str
    former_names: tuple[str, ...] = ()
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one objection stands.

    `uscc` None: it concerns no known organisation (`name` then as written). `deadline` is the last
    day to object, None without a period; `late` None when that or the day of receipt is not known.
    `anonymous`: registered and looked at for concrete clues, no duty to reply; None when the
    register does not say. `state` in Chinese; `open`: the committee has not decided.
    """

    objection: Objection
    uscc: str | None
    name: str
    selected: bool
    deadline: date | None
    late: bool | None
    anonymous: bool | None
    decision: Verdict | None
    state: str
    reply_due: bool
    open: bool


class Vacated(NamedTuple):
    """A place that becomes free and is not filled again."""

    award: str
    uscc: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Who is left per award, in the order of the initial list, and who is not and why."""

    stays: dict[str, tuple[str, ...]]
    vacated: tuple[Vacated, ...]


def standings(
    objections: Sequence[Objection],
    subjects: Sequence[Subject],
    decisions: Mapping[str, Verdict],
    period: Period | None,
) -> tuple[list[Standing], list[Problem]]:
    """Judge the register: each objection's subject, deadline and state, and what is wrong in it.

    Args:
        objections: the rows of 异议登记表, in their order.
        subjects: the initially selected, and any others known (`selected` False).
        decisions: 编号 → the committee's verdict (`decide objection`).
        period: the publicity period, None while there is no day of posting.
    """
    found = [_stand(o, subjects, decisions.get(o.no), period) for o in objections]
    problems = [problem for standing in found for problem in _row_problems(standing)]
    return found, _register_problems(objections, decisions) + problems


def _stand(
    objection: Objection,
    subjects: Sequence[Subject],
    decision: Verdict | None,
    period: Period | None,
) -> Standing:
    subject = concerns(objection.about, subjects)
    late = _is_late(objection.received, period)
    reply_due = bool(decision and objection.real_name and objection.replied is None)
    if decision is None:
        state = "待评委会审查" if objection.finding not in _STILL_OPEN else "调查中"
        if not objection.finding:
            state = "已登记，待调查"
    else:
        state = VERDICT_NAMES[decision] + ("，待答复" if reply_due else "")
    return Standing(
        objection=objection,
        uscc=subject.uscc if subject else None,
        name=subject.name if subject else objection.about,
        selected=bool(subject and subject.selected),
        deadline=period.end if period else None,
        late=late,
        anonymous=None if objection.real_name is None else not objection.real_name,
        decision=decision,
        state=state,
        reply_due=reply_due,
        open=decision is None,
    )


def concerns(about: str, subjects: Sequence[Subject]) -> Subject | None:
    """Find whom an objection is about: a code, or a whole name, also a former one; never a guess.

    A code may stand beside the name. None when nobody fits, or several do.
    """
    text = comparable(about)
    if not text:
        return None
    by_code = [s for s in subjects if s.uscc and s.uscc.casefold() in text]
    by_name = [s for s in subjects if text in {comparable(n) for n in (s.name, *s.former_names)}]
    fits = by_code or by_name
    return fits[0] if len(fits) == 1 else None


def _is_late(received: Day | None, period: Period | None) -> bool | None:
    """Say whether it came after the period's end; None when a month leaves that open."""
    if received is None or period is None:
        return None
    if received.last <= period.end:
        return False
    return True if received.first > period.end else None


def _row_problems(standing: Standing) -> list[Problem]:
    """List what is wrong or worth knowing in one row."""
    row = standing.objection
    found: list[tuple[str, str, str]] = []
    if standing.uscc is None:
        found.append(
            (
                "objection-about-nobody",
                "异议对象不是本届任何一家企业（组织），或者对应不止一家",
                "填写全称或统一社会信用代码，一家一行",
            )
        )
    if row.received is None:
        found.append(("objection-received", "没有受理日期，无法判断是否在公示期内", "补填受理日期"))
    if standing.late and standing.deadline:
        found.append(
            (
                "objection-late",
                f"受理日期晚于公示期末日{chinese(standing.deadline)}，属逾期异议",
                "仍须报评委会审查，并在调查报告中说明逾期",
            )
        )
    if row.real_name is None:
        found.append(("objection-real-name", "没有填是否实名", "填写是或否"))
    if standing.decision and row.finding in _STILL_OPEN:
        found.append(("objection-inquiry-open", "评委会已有决定，调查结论还没有填", "补填结论"))
    if standing.decision and row.finding == _AGAINST[standing.decision]:
        found.append(
            (
                "objection-against-inquiry",
                f"评委会决定“{VERDICT_NAMES[standing.decision]}”与调查结论不一致，以评委会决定为准",
                "在调查报告中说明",
            )
        )
    return [
        Problem(
            code=code,
            message=f"第{row.no}号异议：{message}",
            severity=Severity.WARNING,
            place=row.place,
            value=row.about if code == "objection-about-nobody" else None,
            hint=hint,
        )
        for code, message, hint in found
    ]


def _register_problems(
    objections: Sequence[Objection], decisions: Mapping[str, Verdict]
) -> list[Problem]:
    """List numbers that are missing, not unique, or decided and gone."""
    times = Counter(o.no for o in objections)
    found = [
        Problem(
            code="objection-number",
            message="异议编号重复" if o.no else "没有异议编号",
            place=o.place,
            value=o.no or None,
            hint="每项异议一个编号，请更正",
        )
        for o in objections
        if not o.no or times[o.no] > 1
    ]
    found += [
        Problem(
            code="objection-gone",
            message=f"第{no}号异议已有评委会决定（{VERDICT_NAMES[verdict]}），登记表里却没有这一行",
            severity=Severity.WARNING,
            value=no,
            hint="找回该行；登记表只增不删",
        )
        for no, verdict in decisions.items()
        if no not in times
    ]
    return found


def check_decision(no: str, verdict: Verdict, objections: Sequence[Standing]) -> Standing:
    """Find the objection that `decide objection` answers. WzqaError (exit 1) when it fits none."""
    rows = [o for o in objections if o.objection.no == no and no]
    if len(rows) != 1:
        why = "有多行" if rows else "没有这一行"
        raise WzqaError(
            f"异议登记表里编号{no}{why}",
            Exit.INPUT,
            code="decide-objection",
            hint="核对编号后再记录决定",
        )
    if verdict == "upheld" and rows[0].uscc is None:
        raise WzqaError(
            f"第{no}号异议的对象“{rows[0].name}”不是本届任何一家企业（组织），不能决定成立",
            Exit.INPUT,
            code="decide-objection",
            place=rows[0].objection.place,
            hint="先在登记表里把对象写成全称或统一社会信用代码",
        )
    return rows[0]


def left(
    selected: Mapping[str, Sequence[str]],
    objections: Sequence[Standing],
    second_check_failed: Mapping[str, str],
    withdrawn: Mapping[str, str],
) -> Left:
    """Say who is left after publicity; no place is filled again.

    Args:
        selected: award → codes of the confirmed `vote`.
        objections: all, decided or not; only upheld ones count.
        second_check_failed: code → reason in Chinese ("" = no more is known), （十八） second part.
        withdrawn: code → reason in Chinese.
    """
    reasons: dict[str, list[str]] = {}
    for standing in objections:
        if standing.decision == "upheld" and standing.uscc:
            reasons.setdefault(standing.uscc, []).append(f"第{standing.objection.no}号异议成立")
    for code, why in second_check_failed.items():
        reasons.setdefault(code, []).append("授奖资格审查不符合" + (f"（{why}）" if why else ""))
    for code, why in withdrawn.items():
        reasons.setdefault(code, []).append("退出" + (f"（{why}）" if why else ""))
    return Left(
        stays={a: tuple(c for c in codes if c not in reasons) for a, codes in selected.items()},
        vacated=tuple(
            Vacated(award, code, "；".join(reasons[code]))
            for award, codes in selected.items()
            for code in codes
            if code in reasons
        ),
    )


def undecided(objections: Sequence[Standing]) -> tuple[str, ...]:
    """List the numbers of objections that the committee has not decided."""
    return tuple(o.objection.no for o in objections if o.open)
