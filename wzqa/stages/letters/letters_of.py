"""Facts for every document kind: from lists, findings, cards and settings to `documents.facts`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wzqa import eligibility, regions
from wzqa.documents.letters import all as letters
from wzqa.documents.letters import facts
from wzqa.models import Outcome
from wzqa.panels import checking as panels
from wzqa.publicity.periods import add_working_days, anniversary, publicity_period
from wzqa.stages import publicity as public
from wzqa.stages import scored as scoring_stage
from wzqa.stages import screening
from wzqa.stages import voting as vote_stage
from wzqa.stages.ground import chain
from wzqa.stages.ground.view import View, frozen
from wzqa.stages.letters.letters_scored import candidate_report_facts, report_facts
from wzqa.stages.letters.letters_vote import minutes_facts, process_facts, tally_facts
from wzqa.stages.letters.order import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from wzqa.documents.kinds import Kind
    from wzqa.documents.letters.facts import Issue, Letter, OfficeFacts
    from wzqa.models import Applicant

RECORD = "record"


def orders(view: View, kind: Kind, *, draft: bool) -> list[Order]:
    """List the documents of a kind, in the order in which they are numbered."""
    if draft and kind.own and kind.needs not in view.lists:
        seen, reference, list_hash = view, "draft", ""
    elif kind.own:
        held = view.lists[kind.needs]
        seen, reference, list_hash = frozen(view.record, held), held.ref, held.list_hash
        seen.lists[kind.needs] = held
    else:
        seen, reference, list_hash = view, RECORD, ""
    maker = _MAKERS[kind.name]

    def order(subject: str, write: Callable[[OfficeFacts, Issue], Letter]) -> Order:
        return Order(kind, subject, reference, list_hash, write)

    return [order(subject, write) for subject, write in maker(seen, view)]


Made = list[tuple[str, "Callable[[OfficeFacts, Issue], Letter]"]]


def _bind(writer: Callable[..., Letter], told: object) -> Callable[[OfficeFacts, Issue], Letter]:
    """Make a letter's writer out of its facts."""
    return lambda office, issue: writer(office, issue, told)


def _parties(people: Sequence[Applicant]) -> tuple[facts.Party, ...]:
    return tuple(facts.Party.of(a) for a in sorted(people, key=regions.list_key))


def _people(view: View, codes: Sequence[str]) -> list[Applicant]:
    return sorted((view.by_key[c] for c in codes if c in view.by_key), key=lambda a: a.app_no)


# --- apply, screen --------------------------------------------------------------------------------


def _call(view: View, now: View) -> Made:
    del view
    told = facts.CallFacts.of(now.settings)
    return [("", _bind(letters.call, told))]


def _inquiries(view: View, people: Sequence[Applicant], since: date, writer: Any) -> Made:
    made: Made = []
    s = view.settings
    for department in s.department:

        def write(o: OfficeFacts, i: Issue, d: Any = department) -> Letter:
            by = add_working_days(
                i.day, s.letters.reply_days, screening.chain_calendar(view, i.day)
            )
            told = facts.InquiryFacts(
                department=d.name, matters=d.matters, applicants=_parties(people), since=since,
                reply_by=by, contact=d.contact,
            )  # fmt: skip
            letter: Letter = writer(o, i, told)
            return letter

        made.append((department.name, write))
    return made


def _since(view: View) -> date:
    return anniversary(view.settings.anchor, -view.settings.eligibility.lookback_years)


def _dept_inquiry(view: View, now: View) -> Made:
    people = now.applicants
    return _inquiries(view, people, _since(now), letters.dept_inquiry) if people else []


def _supplement(view: View, now: View) -> Made:
    del view
    derived = screening.derive(now)
    made: Made = []
    for s in derived.detail.screenings:
        items = [
            f
            for f in s.findings
            if f.outcome is Outcome.MISSING and f.rule != eligibility.OFFICE_SUPPLIES
        ]
        if items and s.verdict is not Outcome.FAIL:
            told = facts.SupplementFacts(
                applicant=facts.Party.of(s.applicant),
                items=tuple(facts.Ground.of(f) for f in items),
            )
            made.append((s.applicant.app_no, _bind(letters.supplement, told)))
    return made


def _ineligible(view: View, now: View) -> Made:
    del now
    made: Made = []
    for s in screening.derive(view).detail.screenings:
        if s.verdict is Outcome.FAIL:
            failed = [facts.Ground.of(f) for f in s.findings if f.outcome is Outcome.FAIL]
            told = facts.IneligibleFacts(
                applicant=facts.Party.of(s.applicant), failed=tuple(failed),
                received=s.applicant.received.last if s.applicant.received else None,
            )  # fmt: skip
            made.append((s.applicant.app_no, _bind(letters.ineligible, told)))
    return made


def _eligible_list(view: View, now: View) -> Made:
    del now
    passed = chain.admitted(_content(view, "screen"))
    told = facts.ListFacts(parties=_parties(_people(view, passed)))
    return [("", _bind(letters.eligible_list, told))]


def _content(view: View, stage: str) -> dict[str, Any]:
    held = view.lists.get(stage)
    return held.content if held else chain.derive(view, stage).content


# --- review, visit --------------------------------------------------------------------------------


def _reports(view: View, stage: str, writer: Any) -> Made:
    result = scoring_stage.stage_scores(view, stage)
    made: Made = []
    for person in result.field.applicants:
        told = report_facts(view, result, person)
        if told is not None:
            made.append((person.key, _bind(writer, told)))
    return made


def _review_report(view: View, now: View) -> Made:
    del now
    return _reports(view, "review", letters.review_report)


def _visit_report(view: View, now: View) -> Made:
    del view
    return _reports(now, "visit", letters.visit_report)


def _rejections(view: View, stage: str, writer: Any) -> Made:
    content = _content(view, stage)
    rows = {r["uscc"]: r for r in content["ranking"]}
    out = [code for code, r in rows.items() if r["admitted"] is False]
    made: Made = []
    for person in _people(view, out):
        score = rows[person.key]["score"] or ""
        told = facts.RejectionFacts(applicant=facts.Party.of(person), score=score)
        made.append((person.key, _bind(writer, told)))
    return made


def _not_shortlisted(view: View, now: View) -> Made:
    del now
    return _rejections(view, "review", letters.not_shortlisted)


def _not_candidate(view: View, now: View) -> Made:
    del now
    return _rejections(view, "visit", letters.not_candidate)


def _visit_notice(view: View, now: View) -> Made:
    made: Made = []
    days = {
        a.uscc: a.visit_day.last
        for a in now.registers.assignments or ()
        if a.visit_day and a.stage in {"visit", ""}
    }
    admitted = _people(view, _content(view, "review")["admitted"])
    expected = panels.expected_cards(now.registers, "visit", admitted) or ()
    size = Counter(e.uscc for e in expected)
    for person in admitted:
        told = facts.VisitFacts(
            applicant=facts.Party.of(person),
            day=days.get(person.key),
            members=size.get(person.key, 0),
        )
        made.append((person.key, _bind(letters.visit_notice, told)))
    return made


def _visit_list(view: View, now: View) -> Made:
    del now
    told = facts.ListFacts(parties=_parties(_people(view, _content(view, "review")["admitted"])))
    return [("", _bind(letters.visit_list, told))]


def _candidate_report(view: View, now: View) -> Made:
    del now
    told = candidate_report_facts(view, _content(view, "visit"))
    return [("", _bind(letters.candidate_report, told))]


# --- vote, publicity, award -----------------------------------------------------------------------


def _ballot(view: View, now: View) -> Made:
    del view
    pool = _parties(_people(now, _content(now, "visit")["admitted"]))
    made: Made = []
    exclusive = now.settings.vote.exclusive
    vote = vote_stage.tallied(now).result if now.role("ballots") else None
    for award in now.settings.award:
        first = facts.BallotFacts(
            award=award.name, places=award.cap, candidates=pool, exclusive=exclusive
        )
        made.append((award.name, _bind(letters.ballot, first)))
        result = vote.awards.get(award.name) if vote else None
        for got in _runoffs(result):
            left = tuple(p for p in pool if p.key in (got.runoff or ()))
            again = facts.BallotFacts(
                award=award.name, places=got.seats_left, candidates=left, round=got.round + 1,
                exclusive=exclusive,
            )  # fmt: skip
            subject = f"{award.name}第{got.round + 1}轮"
            made.append((subject, _bind(letters.ballot, again)))
    return made


def _runoffs(result: Any) -> list[Any]:
    """List the rounds of an award that ended in a run-off."""
    found = []
    while result is not None:
        if result.runoff:
            found.append(result)
        result = result.previous
    return list(reversed(found))


def _tally(view: View, now: View) -> Made:
    del now
    vote = vote_stage.tallied(view)
    made: Made = []
    for count in vote.counts:
        told = tally_facts(view, vote, count)
        subject = "" if count.meeting.round == 1 else f"第{count.meeting.round}轮"
        made.append((subject, _bind(letters.tally, told)))
    return made


def _minutes(view: View, now: View) -> Made:
    del now
    told = minutes_facts(view, vote_stage.tallied(view))
    return [("", _bind(letters.minutes, told))] if told else []


def award_lists(view: View, selected: dict[str, Any]) -> tuple[facts.AwardList, ...]:
    """Put the selected of each award into list order."""
    return tuple(
        facts.AwardList(award=name, parties=_parties(_people(view, [e["uscc"] for e in rows])))
        for name, rows in selected.items()
    )


def _publicity(view: View, now: View) -> Made:
    content = _content(view, "vote")
    lists = award_lists(view, content["selected"])
    s = now.settings
    meeting = screening.meeting_day(view)

    def write(o: OfficeFacts, i: Issue) -> Letter:
        period = publicity_period(i.day, s.publicity, screening.chain_calendar(now, i.day))
        told = facts.PublicityFacts(
            lists=lists, meeting_day=meeting, first_day=period.first_day, end=period.end,
            days=s.publicity.days, unit=s.publicity.unit,
        )  # fmt: skip
        return letters.publicity(o, i, told)

    return [("", write)]


def _second_check(view: View, now: View) -> Made:
    del view
    codes = chain.admitted(_content(now, "vote"))
    return _inquiries(now, _people(now, codes), _since(now), letters.second_check)


def _objection_report(view: View, now: View) -> Made:
    del view
    held = now.lists.get("vote")
    if held is None:
        return []
    state = public.publicised(now, held)
    return [
        (told.objection.no, _bind(letters.objection_report, told))
        for told in objection_facts(now, state)
    ]


def objection_facts(view: View, state: public.Publicised) -> list[facts.ObjectionFacts]:
    """Give the facts of every objection."""
    content = _content(view, "vote")
    award_of = {e["uscc"]: name for name, rows in content["selected"].items() for e in rows}
    why = {d.subject: d.why for d in view.decided("objection")}
    found = []
    for s in state.standings:
        person = view.by_key.get(s.uscc) if s.uscc else None
        about = facts.Party.of(person) if person else facts.Party(name=s.name)
        found.append(
            facts.ObjectionFacts(
                objection=s.objection, about=about, award=award_of.get(s.uscc or "", ""),
                decision=s.decision or "", why=why.get(s.objection.no, ""),
            )
        )  # fmt: skip
    return found


def _approval_request(view: View, now: View) -> Made:
    del now
    lists = award_lists(view, _content(view, "award")["selected"])
    held = view.lists["vote"]
    state = public.publicised(view, held)
    told = facts.ApprovalFacts(
        lists=lists, process=process_facts(view, state), handled=tuple(objection_facts(view, state))
    )
    return [("", _bind(letters.approval_request, told))]


def _award(view: View, writer: Any) -> Made:
    told = facts.AwardFacts(lists=award_lists(view, _content(view, "award")["selected"]))
    return [("", _bind(writer, told))]


def _announcement(view: View, now: View) -> Made:
    del now
    return _award(view, letters.announcement)


def _award_list(view: View, now: View) -> Made:
    del now
    return _award(view, letters.award_list)


# --- aftercare, examiners -------------------------------------------------------------------------


def _aftercare(kind: str, writer: Any) -> Callable[[View, View], Made]:
    def make(view: View, now: View) -> Made:
        del view
        made: Made = []
        for d in now.decided(kind):
            c: dict[str, Any] = d.content
            code = c["uscc"] or ""
            known = now.by_key.get(code)
            winner = facts.Party.of(known) if known else facts.Party(name=c["name"], uscc=code)
            winner = replace(winner, name=c["name"])
            told = facts.AftercareFacts(winner=winner, year=c["year"], award=c["award"], why=d.why)
            made.append((d.subject, _bind(writer, told)))
        return made

    return make


def _examiners(writer: Any) -> Callable[[View, View], Made]:
    """Bind a paper that every examiner on a panel signs （二十四）."""

    def make(view: View, now: View) -> Made:
        del view
        roster = {(e.name, e.certificate): e for e in now.registers.examiners or ()}
        by_name = {e.name: e for e in now.registers.examiners or ()}
        given: dict[str, list[str]] = {}
        for a in now.registers.assignments or ():
            given.setdefault(a.panel, []).append(a.uscc)
        made: Made = []
        for m in now.registers.members or ():
            person = roster.get((m.name, m.certificate)) or by_name.get(m.name)
            told = facts.ExaminerFacts(
                name=m.name,
                certificate=m.certificate or (person.certificate if person else ""),
                employer=person.employer if person else "",
                panel=m.panel,
                applicants=_parties(_people(now, list(dict.fromkeys(given.get(m.panel, []))))),
            )
            made.append((f"{m.panel}/{m.name}/{m.certificate}", _bind(writer, told)))
        return made

    return make


_MAKERS: dict[str, Callable[[View, View], Made]] = {
    "call": _call,
    "dept-inquiry": _dept_inquiry,
    "supplement": _supplement,
    "ineligible": _ineligible,
    "eligible-list": _eligible_list,
    "review-report": _review_report,
    "not-shortlisted": _not_shortlisted,
    "visit-notice": _visit_notice,
    "visit-list": _visit_list,
    "recusal-declaration": _examiners(letters.recusal_declaration),
    "confidentiality-pledge": _examiners(letters.confidentiality_pledge),
    "visit-report": _visit_report,
    "candidate-report": _candidate_report,
    "not-candidate": _not_candidate,
    "ballot": _ballot,
    "tally": _tally,
    "minutes": _minutes,
    "publicity": _publicity,
    "second-check": _second_check,
    "objection-report": _objection_report,
    "approval-request": _approval_request,
    "announcement": _announcement,
    "award-list": _award_list,
    "cancel-request": _aftercare("cancel", letters.cancel_request),
    "revoke-request": _aftercare("revoke", letters.revoke_request),
    "correction-order": _aftercare("correct", letters.correction_order),
}
