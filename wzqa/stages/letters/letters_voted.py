"""Facts of the vote, the publicity and the award."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.documents.letters.vote import SignInFacts
from wzqa.publicity.periods import publicity_period
from wzqa.stages import publicity as public
from wzqa.stages import replying
from wzqa.stages import voting as vote_stage
from wzqa.stages.ground import chain
from wzqa.stages.letters.letters_vote import minutes_facts, process_facts, tally_facts
from wzqa.stages.letters.listing import AFTERWARDS_GONE, award_lists, content, parties, people
from wzqa.stages.letters.order import Ask, Told, gathers

if TYPE_CHECKING:
    from wzqa.documents.letters.facts import Issue
    from wzqa.stages.ground.view import View


@gathers("ballot")
def _ballot(ask: Ask) -> list[Told]:
    """Give the ballots of each round: one for all awards where a mark in one bars from another."""
    now = ask.now
    pool = parties(now, people(now, content(now, now.plan.last)["admitted"]))
    vote = vote_stage.tallied(now).result if now.role("ballots") else None
    rounds: dict[int, list[facts.BallotAward]] = {}
    for award in now.settings.award:
        rounds.setdefault(1, []).append(facts.BallotAward(award.name, award.cap, pool))
        for got in vote_stage.runoffs(vote.awards.get(award.name) if vote else None):
            left = tuple(p for p in pool if p.key in (got.runoff or ()))
            again = facts.BallotAward(award.name, got.seats_left, left)
            rounds.setdefault(got.round + 1, []).append(again)
    made = []
    for number, awards in sorted(rounds.items()):
        suffix = "" if number == 1 else f"第{number}轮"
        if now.settings.vote.exclusive:
            whole = now.settings.vote.invalid_scope == "ballot"
            one = facts.BallotFacts(awards=tuple(awards), round=number, whole=whole)
            made.append(Told(suffix, one))
        else:
            made += [
                Told(f"{a.name}{suffix}", facts.BallotFacts(awards=(a,), round=number))
                for a in awards
            ]
    return made


@gathers("sign-in")
def _sign_in(ask: Ask) -> list[Told]:
    roster = tuple(
        facts.CommitteeSeat(name=m.name, post=m.post, employer=m.employer)
        for m in ask.now.registers.committee or ()
    )
    return [Told("", SignInFacts(roster=roster, seats=ask.now.settings.vote.members))]


@gathers("tally")
def _tally(ask: Ask) -> list[Told]:
    vote = vote_stage.tallied(ask.held)
    return [
        Told(
            "" if count.meeting.round == 1 else f"第{count.meeting.round}轮",
            tally_facts(ask.held, vote, count),
        )
        for count in vote.counts
    ]


@gathers("minutes")
def _minutes(ask: Ask) -> list[Told]:
    told = minutes_facts(ask.held, vote_stage.tallied(ask.held))
    return [Told("", told)] if told else []


@gathers("publicity")
def _publicity(ask: Ask) -> list[Told]:
    lists = award_lists(ask.held, content(ask.held, "vote")["selected"])
    s = ask.now.settings
    meeting = replying.meeting_day(ask.held)

    def later(issue: Issue) -> facts.PublicityFacts:
        calendar = replying.chain_calendar(ask.now, issue.day)
        period = publicity_period(issue.day, s.publicity, calendar)
        return facts.PublicityFacts(
            lists=lists, meeting_day=meeting, first_day=period.first_day, end=period.end,
            days=s.publicity.days, unit=s.publicity.unit,
        )  # fmt: skip

    return [Told("", later=later)]


@gathers("objection-report")
def _objection_report(ask: Ask) -> list[Told]:
    held = ask.now.lists.get("vote")
    if held is None:
        return []
    state = public.publicised(ask.now, held)
    told = _objections(ask.now, state)
    return [Told(t.objection.no, t) for t in told if t.about.name != AFTERWARDS_GONE]


def _objections(view: View, state: public.Publicised) -> list[facts.ObjectionFacts]:
    selected = content(view, "vote")["selected"]
    award_of = {e["uscc"]: name for name, rows in selected.items() for e in rows}
    why = {d.subject: d.why for d in view.decided("objection")}
    found = []
    for s in state.standings:
        person = view.by_key.get(s.uscc) if s.uscc else None
        about = facts.Party.of(person, view.area) if person else facts.Party(name=s.name)
        if person and person.key in view.gone:
            about = facts.Party(name=AFTERWARDS_GONE)
        found.append(
            facts.ObjectionFacts(
                objection=s.objection, about=about, award=award_of.get(s.uscc or "", ""),
                decision=s.decision or "", why=why.get(s.objection.no, ""),
            )
        )  # fmt: skip
    return found


@gathers("approval-request")
def _approval_request(ask: Ask) -> list[Told]:
    vote = ask.held.lists.get("vote")
    if vote is None:
        raise chain.needs_decision(
            "表决名单还没有确认", "请先 wzqa confirm vote", "earlier-unconfirmed"
        )
    state = public.publicised(ask.held, vote)
    told = facts.ApprovalFacts(
        lists=award_lists(ask.held, content(ask.held, "award")["selected"]),
        process=process_facts(ask.held, state),
        handled=tuple(_objections(ask.held, state)),
    )
    return [Told("", told)]


@gathers("announcement", "award-list")
def _award(ask: Ask) -> list[Told]:
    lists = award_lists(ask.held, content(ask.held, "award")["selected"])
    return [Told("", facts.AwardFacts(lists=lists))]
