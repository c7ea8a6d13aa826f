"""Facts of 申报 and 资格审查."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.dates import chinese
from wzqa.documents.letters import facts, screen  # noqa: F401  (enters the words)
from wzqa.models import Outcome
from wzqa.publicity.periods import add_working_days, anniversary
from wzqa.record import documents
from wzqa.stages import replying, screening
from wzqa.stages.ground import chain
from wzqa.stages.letters.listing import content, parties, people
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from wzqa.documents.letters.facts import Issue
    from wzqa.models import Applicant, Finding, Screening
    from wzqa.problems import Place
    from wzqa.settings import Department
    from wzqa.stages.ground.view import View


@gathers("call")
def _call(ask: Ask) -> list[Told]:
    return [Told("", facts.CallFacts.of(ask.now.settings))]


def _inquiries(view: View, asked: Sequence[Applicant]) -> list[Told]:
    """Give one letter per department; the day to answer by counts from its own day."""
    s = view.settings
    since = anniversary(s.anchor, -s.eligibility.lookback_years)

    def facts_of(department: Department, issue: Issue) -> facts.InquiryFacts:
        return facts.InquiryFacts(
            department=department.name, matters=department.matters, applicants=parties(view, asked),
            since=since, reply_by=_by(view, issue.day, s.letters.reply_days),
            contact=department.contact,
        )  # fmt: skip

    return [
        Told(d.name, later=lambda issue, d=d: facts_of(d, issue))  # type: ignore[misc]  # bound each
        for d in s.department
    ]


def _by(view: View, day: date, working_days: int) -> date:
    return add_working_days(day, working_days, replying.chain_calendar(view, day))


@gathers("dept-inquiry")
def _dept_inquiry(ask: Ask) -> list[Told]:
    return _asked_before(ask, _inquiries(ask.now, ask.now.applicants)) if ask.now.applicants else []


def _asked_before(ask: Ask, told: list[Told]) -> list[Told]:
    """Leave out what asks about a check that is over: once its list is confirmed, no new one is made."""
    if "screen" not in ask.now.lists:
        return told
    made = {d.subject for d in documents.standing(ask.now.record) if d.kind == ask.kind.name}
    return [one for one in told if one.subject in made]


@gathers("second-check")
def _second_check(ask: Ask) -> list[Told]:
    chosen = chain.admitted(content(ask.now, "vote"))
    return _inquiries(ask.now, people(ask.now, chosen))


@gathers("supplement")
def _supplement(ask: Ask) -> list[Told]:
    made = []
    for s in screening.first_check(ask.now).screenings:
        items = [
            f
            for f in s.findings
            if f.outcome is Outcome.MISSING and f.rule != eligibility.OFFICE_SUPPLIES
        ]
        if items and s.verdict is not Outcome.FAIL:
            made.append(Told(s.applicant.app_no, later=_wanting(ask.now, s.applicant, items)))
    return made


def _wanting(
    view: View, applicant: Applicant, items: Sequence[Finding]
) -> Callable[[Issue], facts.SupplementFacts]:
    """Tell what one applicant must hand in; the day counts from the letter's own."""
    return lambda issue: facts.SupplementFacts(
        applicant=facts.Party.of(applicant, view.area),
        items=tuple(facts.Ground.of(f) for f in items),
        until=_by(view, issue.day, view.settings.letters.supplement_days),
    )


_IN_REGISTER = {
    "E14": "（不在申报材料中，见撤销名册）",
    "E15": "（不在申报材料中，见往届获奖名册）",
}
_LOOKING_BACK = frozenset({"E09", "E10", "E11", "E12"})  # （十一）（五） says 近3年


@gathers("refusal-sheet")
def _refusal_sheet(ask: Ask) -> list[Told]:
    """List what was proposed for refusal, signed, overruled or not; none: no sheet."""
    proposals = [
        (facts.Party.of(s.applicant, ask.now.area), points)
        for s in screening.first_check(ask.now).screenings
        if (points := tuple(_proposal(ask.now, s, f) for f in s.findings if _proposed(f)))
    ]
    told = [Told("", facts.RefusalSheetFacts(proposals=tuple(proposals)))] if proposals else []
    return _asked_before(ask, told)


def _proposed(finding: Finding) -> bool:
    return Outcome.FAIL in {finding.outcome, finding.machine}


def _proposal(view: View, checked: Screening, finding: Finding) -> facts.Proposal:
    s, by = view.settings, finding.decided_by or ""
    years = s.eligibility.lookback_years
    if finding.rule in _LOOKING_BACK:
        since = chinese(anniversary(s.anchor, -years))
        period = f"近{years}年，{since}（含）以来"
    else:
        period = f"计算至{chinese(s.anchor)}"
    return facts.Proposal(
        title=finding.title,
        article=finding.article,
        full=view.edition.in_full(finding.rule),
        stated=eligibility.stated(checked.applicant, finding) or _IN_REGISTER.get(finding.rule, ""),
        where="；".join(_cell(place) for place in finding.evidence),
        reading=_unquoted(finding, (finding.machine_reason if by else "") or finding.reason),
        period=period,
        signed=_SIGNED.get(finding.outcome, "") if by else "",
        by=by,
        why=finding.decided_why,
    )


def _unquoted(finding: Finding, reading: str) -> str:
    """Leave out the words that the article above already quotes."""
    demand = f"“{finding.quote or finding.title}”"
    return reading.replace(f"，不符合{demand}", "").replace(f"，{demand}", "")


_SIGNED = {Outcome.PASS: "通过", Outcome.FAIL: "不通过"}


def _cell(place: Place) -> str:
    """Name a cell by its workbook, sheet and reference, without folder and ending."""
    name = (place.file or "").rpartition("/")[2].rpartition(".")[0]
    cell = f"{place.cell}单元格" if place.cell else ""
    sheet = "" if place.sheet == name else place.sheet
    return "，".join(part for part in (name, sheet, cell) if part)


@gathers("ineligible")
def _ineligible(ask: Ask) -> list[Told]:
    made = []
    checked = screening.first_check(ask.held)
    for s in checked.screenings:
        failed = [
            facts.Ground.of(f, eligibility.reported(s.applicant, f, checked.context))
            for f in s.refused_for
        ]
        if failed:
            told = facts.IneligibleFacts(
                applicant=facts.Party.of(s.applicant, ask.held.area), failed=tuple(failed),
                received=ask.held.arrived(s.applicant),
            )  # fmt: skip
            made.append(Told(s.applicant.app_no, told))
    return made


@gathers("eligible-list")
def _eligible_list(ask: Ask) -> list[Told]:
    passed = people(ask.held, chain.admitted(content(ask.held, "screen")))
    return [Told("", facts.ListFacts(parties=parties(ask.held, passed)))]
