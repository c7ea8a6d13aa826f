"""Facts of 计票单, 会议纪要 and 请示."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa import __version__
from wzqa.documents.letters import facts
from wzqa.models import Outcome
from wzqa.problems import Exit, WzqaError
from wzqa.record.store import digest
from wzqa.rules import departments
from wzqa.stages import replying
from wzqa.stages.ground import chain

if TYPE_CHECKING:
    from wzqa.models import Count
    from wzqa.stages.ground.view import View
    from wzqa.stages.publicity import Publicised
    from wzqa.stages.voting import Tallied
    from wzqa.vote.tally import AwardResult


def _meeting(view: View, vote: Tallied, count: Count) -> facts.MeetingFacts:
    m, quorum = count.meeting, view.settings.vote.quorum
    return facts.MeetingFacts(
        day=m.day.last if m.day else None,
        members=vote.result.members,
        present=m.present or 0,
        quorum=facts.Share(num=quorum.num, den=quorum.den, strict=quorum.strict),
        quorum_met=bool(vote.result.quorum_met),
        issued=m.issued or 0,
        collected=m.collected or 0,
        scrutineers=m.scrutineers,
        tellers=m.tellers,
        round=m.round,
        venue=m.venue,
        chair=m.chair,
        absent=tuple(name for name in re.split("[、，,；;\\s]+", m.absent) if name),
        guests=m.guests,
    )


def _award(view: View, a: AwardResult, count: Count | None) -> facts.AwardTally:
    rules = view.settings.vote.threshold
    return facts.AwardTally(
        award=a.award,
        places=a.places,
        max_marks=a.max_marks,
        threshold=facts.Share(num=rules.num, den=rules.den, strict=rules.strict, base=rules.base),
        base=a.base,
        needed=a.needed,
        collected=a.collected,
        valid=a.valid,
        blank=a.blank,
        invalid=tuple((no, reason) for no, reason in a.invalid),
        marks=a.marks,
        rows=tuple(
            facts.VoteRow(
                party=facts.Party.of(view.by_key[row.uscc], view.area),
                votes=row.votes,
                base=row.base,
                needed=row.needed,
                passed=row.passed,
                rank=str(row.rank),
                outcome=row.outcome,
            )
            for row in a.rows
        ),
        runoff=tuple(facts.Party.of(view.by_key[c], view.area) for c in a.runoff or ()),
        vacant=0 if a.runoff else a.seats_left,
        gone=len(_left(view, count, a.award)),
    )


def _left(view: View, count: Count | None, *awards: str) -> set[str]:
    """Name the candidates on the papers of a count that have withdrawn since."""
    if count is None:
        return set()
    named = {code for award in awards for code in count.candidates.get(award, ())}
    return named & view.gone


def tally_facts(view: View, vote: Tallied, count: Count) -> facts.TallyFacts:
    """Give one round's 计票单."""
    number = count.meeting.round
    awards = [got for a in vote.result.awards.values() for got in a.rounds if got.round == number]
    rules = view.settings.vote.model_dump(mode="json")
    return facts.TallyFacts(
        meeting=_meeting(view, vote, count),
        awards=tuple(_award(view, a, count) for a in awards),
        ballot_sha256=count.sha256,
        rules_sha256=digest(rules),
        version=__version__,
    )


def minutes_facts(view: View, vote: Tallied) -> facts.MinutesFacts | None:
    """Give 会议纪要 of the last round; None without any count."""
    if not vote.counts:
        return None
    names = {a.key: a for a in vote.field.applicants}
    counts = {c.meeting.round: c for c in vote.counts}
    gone = _left(view, vote.counts[0], *vote.result.awards)
    return facts.MinutesFacts(
        meeting=_meeting(view, vote, vote.counts[-1]),
        awards=tuple(_award(view, a, counts.get(a.round)) for a in vote.result.awards.values()),
        elected=tuple(
            facts.AwardList(
                award=name,
                parties=tuple(
                    facts.Party.of(a, view.area)
                    for a in sorted((names[c] for c in got.elected), key=view.area.list_key)
                ),
            )
            for name, got in vote.result.awards.items()
        ),
        candidates=len(names) + len(gone),
        roster=tuple(
            facts.CommitteeSeat(name=m.name, post=m.post, employer=m.employer)
            for m in view.registers.committee or ()
        ),
    )


def process_facts(view: View, state: Publicised) -> facts.ProcessFacts:
    """Give the way from application to the proposed list, in numbers."""
    if state.period is None:
        raise WzqaError("公示期不明，不能写请示", Exit.DECIDE, code="period-missing")
    screen, vote = view.lists["screen"].content, view.lists["vote"].content
    upheld = sum(1 for s in state.standings if s.decision == "upheld")
    failed = state.second.content["failed"] if state.second else {}
    chosen = set(chain.admitted(vote))
    gone = [a for a in view.everybody if a.app_no in view.withdrawn and a.key in chosen]
    return facts.ProcessFacts(
        applied=len(view.everybody),
        left=len(view.withdrawn),
        passed=sum(1 for a in screen["applicants"] if a["verdict"] == Outcome.PASS),
        visited=len(view.lists[view.plan.to_site].content["admitted"]),
        candidates=len(view.lists[view.plan.last].content["admitted"]),
        elected=len(chosen),
        meeting_day=replying.meeting_day(view),
        meeting_members=vote["members"] or 0,
        meeting_present=vote["present"] or 0,
        first_day=state.period.first_day,
        end=state.period.end,
        objections=len(state.standings),
        upheld=upheld,
        second_failed=len(failed),
        withdrawn=len(gone),
        departments=_departments(view, state),
    )


def _departments(view: View, state: Publicised) -> departments.Counts:
    """Count the answers as the confirmed list of the publicity knew them."""
    told = view.lists["publicity"].basis["extra"].get("departments") if view.lists else None
    if told is None:
        return departments.counts(state.departments)
    return departments.Counts.from_json(told)
