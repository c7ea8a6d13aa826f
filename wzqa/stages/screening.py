"""资格审查 （十四） and the check of （十八）: every rule, every applicant, results and 核查表."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa import eligibility, regions
from wzqa.models import OUTCOME_NAMES, Applicant, Outcome, Screening
from wzqa.problems import Place, Problem
from wzqa.publicity.periods import add_working_days
from wzqa.record import documents, lists
from wzqa.stages.ground import chain
from wzqa.stages.ground.chain import Derived, hash_of, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.models import Verification
    from wzqa.stages.ground.view import View


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What a run of the rules gave."""

    screenings: tuple[Screening, ...]
    as_of: date
    problems: tuple[Problem, ...]


def meeting_day(view: View) -> date | None:
    """Tell the day of the committee's meeting, once a vote is in."""
    held = view.lists.get("vote")
    text = held.content.get("meeting_day") if held else None
    return date.fromisoformat(text) if text else None


def inquiries(view: View, *, second: bool) -> list[eligibility.Inquiry]:
    """List the departments asked, with the day by which they were to answer."""
    kind = "second-check" if second else "dept-inquiry"
    asked = {d.name: tuple(d.rules) for d in view.settings.department}
    found = []
    for document in documents.everything(view.record):
        if document.kind == kind and document.void_why is None and document.subject in asked:
            days = view.settings.letters.reply_days
            found.append(
                eligibility.Inquiry(
                    department=document.subject,
                    rules=asked[document.subject],
                    issued=document.day,
                    answer_by=add_working_days(
                        document.day, days, chain_calendar(view, document.day)
                    ),
                )
            )
    return found


def chain_calendar(view: View, day: date) -> Any:
    """Load the working-day calendar around a day, with the cycle's own file over it."""
    from wzqa.publicity.calendars import Calendar

    extra = view.extra.get("calendar_text")
    return Calendar.load(range(day.year - 1, day.year + 2), extra)


def context(
    view: View, *, as_of: date, second: bool, verifications: Sequence[Verification]
) -> eligibility.Context:
    """Put together what the rules look at."""
    decisions = [
        d for d in view.decided("finding") if bool(d.content.get("second", False)) is second
    ]
    return eligibility.Context(
        settings=view.settings,
        edition=view.edition,
        as_of=as_of,
        anchor=view.settings.anchor,
        second=second,
        registers=view.registers,
        peers=view.applicants,
        verifications=verifications,
        decisions=decisions,
        inquiries=inquiries(view, second=second),
        repeats=view.merged.repeats,
    )


def screened(view: View, people: Sequence[Applicant], *, as_of: date, second: bool) -> Screened:
    """Run the rules; rows of 核查表 that answer nothing open are named and left out."""
    day = meeting_day(view)
    rows = [v for v in view.verifications if eligibility.belongs_to_second(v, day) is second]
    replies = [row for row in rows if row.reply]
    bare = context(view, as_of=as_of, second=second, verifications=replies)
    first = eligibility.screen_all(people, bare)
    machine = {(s.applicant.app_no, f.rule): f for s in first for f in s.findings}
    known = {a.app_no: a for a in view.everybody}
    taken, problems = [], []
    for row in rows:
        fault = _fault(row, known, machine, {a.app_no for a in people})
        if fault:
            problems.append(fault)
        else:
            taken.append(row)
    full = context(view, as_of=as_of, second=second, verifications=taken)
    problems += eligibility.stray_replies(full)
    again = {
        s.applicant.app_no: s for s in eligibility.screen_all(_touched(people, rows, taken), full)
    }
    return Screened(
        screenings=tuple(again.get(s.applicant.app_no, s) for s in first),
        as_of=as_of,
        problems=tuple(problems),
    )


def _touched(
    people: Sequence[Applicant], rows: Sequence[Verification], taken: Sequence[Verification]
) -> list[Applicant]:
    """Name those whom the rows taken may judge otherwise than all replies alone did.

    A refused reply may have been about anybody: then everybody.
    """
    if sum(row.reply for row in rows) != sum(row.reply for row in taken):
        return list(people)
    settled = {row.app_no for row in taken if not row.reply}
    return [a for a in people if a.app_no in settled]


def _fault(
    row: Verification, known: dict[str, Applicant], machine: dict[Any, Any], present: set[str]
) -> Problem | None:
    """Name what is wrong with a returned row; None when it counts."""
    applicant = known.get(row.app_no)
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
    if row.app_no not in present:
        return None
    finding = machine.get((row.app_no, row.rule))
    if finding is None:
        return Problem(
            code="verification-unknown-rule", message="本届不审查这条规则，本行没有采用",
            place=row.place, value=row.rule, hint="请核对规则编号",
        )  # fmt: skip
    open_ = finding.outcome is Outcome.PENDING or finding.decided_by or finding.machine
    if not row.reply and not open_:
        return Problem(
            code="verification-not-pending",
            message=f"{row.app_no} 的 {row.rule} 不是待核实（{OUTCOME_NAMES[finding.outcome]}），本行没有采用",
            place=row.place, value=row.rule, hint="如确需改变结论，请用 wzqa decide finding",
        )  # fmt: skip
    return None


def _relevant(view: View, people: Sequence[Applicant]) -> dict[str, Any]:
    """Give the register rows that concern these applicants."""
    codes = {a.uscc for a in people if a.uscc}
    names = {n for a in people for n in (a.name, *a.former_names)}

    def touches(row: Any) -> bool:
        own = {row.name, *getattr(row, "former_names", ())}
        return row.uscc in codes or bool(own & names)

    past, revoked = view.registers.past_winners, view.registers.revocations
    return {
        "past_winners": None if past is None else [plain(r) for r in past if touches(r)],
        "revocations": None if revoked is None else [plain(r) for r in revoked if touches(r)],
    }


def derive(view: View, stage: str = "screen", *, as_of: date | None = None) -> Derived:
    """Derive the first check; `as_of` as given, as frozen, as last run, else the anchor."""
    del stage
    chosen = as_of or _chosen_day(view, "screen_as_of") or view.settings.anchor
    people = view.applicants
    result = screened(view, people, as_of=chosen, second=False)
    content = {
        "as_of": chosen.isoformat(),
        "anchor": view.settings.anchor.isoformat(),
        "applicants": [_content(s) for s in result.screenings],
        "passed": [s.applicant.key for s in result.screenings if s.verdict is Outcome.PASS],
        "failed": [s.applicant.app_no for s in result.screenings if s.verdict is Outcome.FAIL],
    }
    undecided = [s for s in result.screenings if s.verdict in {Outcome.MISSING, Outcome.PENDING}]
    open_ = [
        f"{s.applicant.app_no} {s.applicant.name}：{OUTCOME_NAMES[s.verdict]}（"
        + "、".join(f.rule for f in s.findings if f.outcome is s.verdict)
        + "）"
        for s in undecided
    ]
    settings = view.settings.model_dump(mode="json")
    rests = hash_of(
        [plain(a) for a in people],
        _relevant(view, people),
        [
            plain(v)
            for v in view.verifications
            if not eligibility.belongs_to_second(v, meeting_day(view))
        ],
        [
            [d.id, d.subject, d.content]
            for d in view.decided("finding")
            if not d.content.get("second")
        ],
        [settings["profile"], settings["cycle"], settings["eligibility"], settings["department"]],
        chosen.isoformat(),
        [plain(i) for i in inquiries(view, second=False)]
        if view.settings.eligibility.no_reply_means_no_objection
        else [],
    )
    return Derived(
        stage="screen",
        content=content,
        rests_on=rests,
        open=tuple(open_) or (() if people else ("还没有收到任何申报",)),
        extra={"screen_as_of": chosen.isoformat()},
        detail=result,
        problems=result.problems,
        missing=not people,
    )


def _chosen_day(view: View, key: str) -> date | None:
    text = view.extra.get(key)
    if text is None and not view.fresh:
        draft = lists.draft(view.record, "screen" if key == "screen_as_of" else "second")
        text = draft.get("as_of") if draft else None
    return date.fromisoformat(text) if text else None


def _content(s: Screening) -> dict[str, Any]:
    a = s.applicant
    return {
        "app_no": a.app_no,
        "name": a.name,
        "uscc": a.uscc,
        "region": regions.block(a),
        "verdict": str(s.verdict),
        "findings": [
            {
                "rule": f.rule,
                "article": f.article,
                "verdict": str(f.outcome),
                "reason": f.reason,
                "decided_by": f.decided_by,
                "decided_why": f.decided_why,
            }
            for f in s.findings
        ],
    }


def derive_second(view: View, *, as_of: date | None = None) -> Derived:
    """Derive the check of （十八） over the initially selected (confirmed `vote`)."""
    held = chain.standing(view, "vote")
    if held is None:
        raise chain.needs_decision(
            "授奖前复查须先确认表决名单", "请先 wzqa confirm vote", "earlier-draft"
        )
    chosen = as_of or _chosen_day(view, "second_as_of")
    people = [view.by_key[c] for c in chain.admitted(held.content) if c in view.by_key]
    people = sorted((a for a in people if a.app_no not in view.withdrawn), key=lambda a: a.app_no)
    if chosen is None:
        return Derived(stage="second", content={}, rests_on="", open=("还没有复查",), missing=True)
    result = screened(view, people, as_of=chosen, second=True)
    open_ = [
        {"uscc": s.applicant.key, "rule": f.rule, "verdict": str(f.outcome)}
        for s in result.screenings
        for f in s.findings
        if f.outcome in {Outcome.MISSING, Outcome.PENDING}
    ]
    content = {
        "as_of": chosen.isoformat(),
        "applicants": [_content(s) for s in result.screenings],
        "failed": {
            s.applicant.key: "；".join(
                f"{f.article} {f.reason}" for f in s.findings if f.outcome is Outcome.FAIL
            )
            for s in result.screenings
            if s.verdict is Outcome.FAIL
        },
        "open": open_,
    }
    return Derived(
        stage="second",
        content=content,
        rests_on=hash_of(content),
        open=tuple(f"{view.by_key[o['uscc']].name} {o['rule']}" for o in open_),
        extra={"second_as_of": chosen.isoformat()},
        detail=result,
        problems=result.problems,
    )


def finding_json(finding: Any) -> dict[str, Any]:
    """Give a finding with the keys of cli.md."""
    place: Place | None = finding.evidence[0] if finding.evidence else None
    return {
        "rule": finding.rule,
        "article": finding.article,
        "verdict": str(finding.outcome),
        "reason": finding.reason,
        "source": {"file": place.file, "sheet": place.sheet, "cell": place.cell} if place else None,
        "decided_by": finding.decided_by,
    }
