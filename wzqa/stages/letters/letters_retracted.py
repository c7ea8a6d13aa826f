"""Facts of 撤回通知: void letters whose addressee's outcome is another now (second round, §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.record import documents
from wzqa.stages.ground import chain
from wzqa.stages.letters.listing import content
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from wzqa.record.documents import Document

# kind → (does it say that its addressee goes on, outcome and what follows when it goes on, when not)
_SAID = {
    "ineligible": (False, ("通过资格审查，进入{first}", ""), ("未通过资格审查", "")),
    "not-shortlisted": (
        False,
        ("列入现场评审名单，进入本届现场评审", "现场评审的时间和安排，我办另行通知。"),
        ("未列入现场评审名单", ""),
    ),
    "visit-notice": (
        True,
        ("列入现场评审名单，进入本届现场评审", ""),
        ("未列入现场评审名单，不进入本届现场评审", "原定的现场评审不再进行。"),
    ),
    "not-candidate": (
        False,
        ("列入本届候选企业（组织）名单，由我办提交评审委员会审查表决", ""),
        ("未列入本届候选企业（组织）名单", ""),
    ),
}
_GOES_ON = ("{admits}", "具体安排由我办另行通知。")  # of a scored stage that another one follows


@gathers("retraction")
def _retraction(ask: Ask) -> list[Told]:
    """Give every void letter whose addressee's outcome changed, unless it was retracted before."""
    everything = documents.everything(ask.now.record, ask.kind.stage)
    before = {d.subject: d.void_why is None for d in everything if d.kind == "retraction"}
    goes_on = set(chain.admitted(content(ask.held, ask.kind.stage)))
    people = {k: a for a in ask.now.applicants for k in (a.key, a.app_no)}
    plan, stage = ask.now.plan, ask.kind.stage
    words = {"first": plan.names[plan.first]}
    words["admits"] = plan.of(stage).admits if stage in plan.keys else ""
    made = []
    for d in everything:
        if d.void_why is None or d.kind not in _SAID or d.subject not in people:
            continue
        said, yes, no = _SAID[d.kind]
        between = d.kind == "not-candidate" and ask.kind.stage != plan.last
        person = people[d.subject]
        now = person.key in goes_on
        if now is not said and before.get(_subject(d), True):
            outcome, follows = (
                text.format(**words) for text in ((_GOES_ON if between else yes) if now else no)
            )
            told = facts.RetractionFacts(
                applicant=facts.Party.of(person, ask.now.area), title=d.title, number=d.docno or "", day=d.day,
                outcome=outcome, follows=follows,
            )  # fmt: skip
            made.append(Told(_subject(d), told))
    return made


def _subject(document: Document) -> str:
    return document.docno or document.file
