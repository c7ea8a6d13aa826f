"""The cut of one award's count, and who is elected once the questions are answered (§5.3, §12)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wzqa.vote import rules as ballot_rules
from wzqa.vote.questions import BoundDecision, answers, digest
from wzqa.vote.results import AwardResult, Question, TallyRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.settings import Threshold, Vote
    from wzqa.vote.papers import Ballots
    from wzqa.vote.results import Candidate

ELECTED, RUN_OFF, NOT_ELECTED = "入选", "再次投票", "未入选"


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One award so far: its last count, who is within the places, who is tied across the last.

    `within` is over all rounds, in order of election. `places` is what the tied compete for.
    """

    last: AwardResult
    within: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    places: int = 0

    @property
    def award(self) -> str:
        """Name the award."""
        return self.last.award


def cut(
    race: Race,
    ballots: Ballots,
    candidates: Sequence[Candidate],
    *,
    round_: int,
    threshold: Threshold,
    bases: Mapping[str, int],
) -> Race:
    """Cut one round: over the threshold, most votes first, never more than the places.

    `race.places` are those of this round, `candidates` those on this ballot, `bases` the numbers
    of members and of those present.
    """
    base = len(ballots.valid) if threshold.base == "valid" else bases[threshold.base]
    rows = _rows(ballots, candidates, base, threshold)
    qualified = [row for row in rows if row.passed]
    within, tied = _split(qualified, race.places)
    last = AwardResult(
        award=race.award,
        cap=race.last.cap,
        round=round_,
        places=race.places,
        max_marks=race.places,
        base=base,
        needed=ballot_rules.needed(base, threshold),
        threshold_words=ballot_rules.threshold_words(base, threshold),
        collected=ballots.collected,
        valid=len(ballots.valid),
        blank=ballots.blank,
        invalid=ballots.invalid,
        rows=rows,
        marks=ballots.marks,
        marks_check=sum(row.votes for row in rows) == ballots.marks,
        previous=race.last if race.last.round else None,
    )
    return Race(
        last=last, within=(*race.within, *within), tied=tied, places=race.places - len(within)
    )


def _rows(
    ballots: Ballots, candidates: Sequence[Candidate], base: int, threshold: Threshold
) -> tuple[TallyRow, ...]:
    """List the candidates by votes, then code; a recused member lowers the candidate's base."""
    votes = ballots.votes
    rows = []
    for candidate in candidates:
        recused = 0 if threshold.base == "valid" else candidate.recused_members
        own = max(0, base - recused)
        got, need = votes[candidate.uscc], ballot_rules.needed(own, threshold)
        rows.append(
            TallyRow(
                uscc=candidate.uscc,
                name=candidate.name,
                votes=got,
                base=own,
                needed=need,
                passed=got >= need,
                rank=1 + sum(votes[other.uscc] > got for other in candidates),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.votes, row.uscc)))


def _split(qualified: Sequence[TallyRow], places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give those within the places and those tied across the last one."""
    if len(qualified) <= places:
        return tuple(row.uscc for row in qualified), ()
    line = qualified[places - 1].votes
    if line > qualified[places].votes:
        return tuple(row.uscc for row in qualified[:places]), ()
    within = tuple(row.uscc for row in qualified if row.votes > line)
    return within, tuple(row.uscc for row in qualified if row.votes == line)


# --- answers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tie:
    """A tie across the last place; `chosen` are those taken by decision, None while open."""

    question: Question
    chosen: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Double:
    """An organisation within the places of several awards; `home` the one it takes, if settled."""

    code: str
    awards: tuple[str, ...]
    sha256: str
    home: str | None


def settle(
    races: Mapping[str, Race], vote: Vote, decisions: Sequence[BoundDecision]
) -> tuple[dict[str, AwardResult], list[str]]:
    """Answer the questions that decisions settle; say who is elected, what is open, what to note.

    A place that becomes free because its organisation takes another award stays vacant.
    """
    answered = answers(decisions)
    ties = {award: tie for award, race in races.items() if (tie := _tie(race, answered))}
    chosen = {award: tie.chosen for award, tie in ties.items() if tie.chosen is not None}
    within = {a: (*race.within, *chosen.get(a, ())) for a, race in races.items()}
    doubles = _doubles(races, within, chosen, answered) if vote.exclusive else {}
    results = {
        a: _settled(race, within[a], ties.get(a), doubles, vote.max_runoffs)
        for a, race in races.items()
    }
    asked = {q.sha256 for result in results.values() for q in result.questions}
    notes = _notes(results, doubles)
    if stale := sum(question not in asked for question in answered):
        notes.append(f"有{stale}项表决决定所针对的问题已变化，不再适用")
    return results, notes


def _tie(race: Race, answered: Mapping[str, BoundDecision]) -> _Tie | None:
    """Ask which of the tied take the places, and look for the answer; None when nobody is tied."""
    if not race.tied:
        return None
    votes = [[row.uscc, row.votes, row.needed] for row in race.last.rows]
    sha256 = digest("tie", race.award, race.last.round, race.places, list(race.tied), votes)
    answer = answered.get(sha256)
    chosen = None
    if answer and answer.award == race.award:
        taken = tuple(code for code in race.tied if code in answer.admit)
        if set(taken) == set(answer.admit) and len(taken) <= race.places:
            chosen = taken
    question = Question(
        kind="tie",
        award=race.award,
        applicants=race.tied,
        places=race.places,
        sha256=sha256,
        settled=chosen is not None,
    )
    return _Tie(question=question, chosen=chosen)


def _doubles(
    races: Mapping[str, Race],
    within: Mapping[str, Sequence[str]],
    chosen: Mapping[str, Sequence[str]],
    answered: Mapping[str, BoundDecision],
) -> dict[str, _Double]:
    """Find the organisations within several awards, and the award that a decision names."""
    times = Counter(code for codes in within.values() for code in codes)
    doubles = {}
    for code in sorted(code for code, n in times.items() if n > 1):
        awards = tuple(award for award, codes in within.items() if code in codes)
        sha256 = digest("double", code, [[a, _history(races[a].last, code)] for a in awards])
        # a tie settled in favour of the organisation names its award as well
        named = [award for award in awards if code in chosen.get(award, ())]
        if sha256 in answered:
            named = [award for award in awards if award == answered[sha256].award]
        home = named[0] if len(named) == 1 else None
        doubles[code] = _Double(code=code, awards=awards, sha256=sha256, home=home)
    return doubles


def _history(last: AwardResult | None, code: str) -> list[list[int]]:
    """List [round, votes] of one candidate in one award, last round first."""
    rounds = []
    while last:
        rounds += [[last.round, row.votes] for row in last.rows if row.uscc == code]
        last = last.previous
    return rounds


def _settled(
    race: Race,
    within: tuple[str, ...],
    tie: _Tie | None,
    doubles: Mapping[str, _Double],
    max_runoffs: int,
) -> AwardResult:
    """Put one award together."""
    award = race.award
    mine = {code: d for code, d in doubles.items() if award in d.awards}
    open_doubles = tuple(code for code, d in mine.items() if d.home is None)
    elected = tuple(c for c in within if c not in mine or mine[c].home == award)
    tied = race.tied if tie and tie.chosen is None else ()
    questions = [
        Question(
            kind="double",
            award=award,
            applicants=(code,),
            places=1,
            sha256=double.sha256,
            settled=double.home is not None,
        )
        for code, double in mine.items()
    ]
    if tie:
        questions.append(tie.question)
    tied_words = RUN_OFF if race.last.round <= max_runoffs else "并列待决定"
    outcomes: dict[str, tuple[str, bool | None]] = dict.fromkeys(tied, (tied_words, None))
    outcomes |= dict.fromkeys(elected, (ELECTED, True))
    outcomes |= dict.fromkeys(open_doubles, ("两个奖项均在名额之内，待决定", None))
    return replace(
        race.last,
        rows=tuple(_with_outcome(row, outcomes, mine, race.tied) for row in race.last.rows),
        elected=elected,
        runoff=tied or None,
        seats_left=race.places if tied else race.last.cap - len(elected),
        doubles=open_doubles,
        questions=tuple(questions),
    )


def _with_outcome(
    row: TallyRow,
    outcomes: Mapping[str, tuple[str, bool | None]],
    doubles: Mapping[str, _Double],
    tied: Sequence[str],
) -> TallyRow:
    """Say in words what became of a candidate."""
    if row.uscc in outcomes:
        words, elected = outcomes[row.uscc]
        return replace(row, outcome=words, elected=elected)
    if row.uscc in doubles:
        why = f"列入{doubles[row.uscc].home}"
    elif row.uscc in tied:
        why = "并列，按书面决定不列入"
    elif row.passed:
        why = "达到得票要求，名额已满"
    else:
        why = "未达到得票要求"
    return replace(row, outcome=f"{NOT_ELECTED}（{why}）", elected=False)


def _notes(results: Mapping[str, AwardResult], doubles: Mapping[str, _Double]) -> list[str]:
    """Say what is vacant and why nobody moves up."""
    notes = [
        f"{award}：空缺{result.seats_left}个名额，不递补"
        for award, result in results.items()
        if result.seats_left and not result.runoff and not result.doubles
    ]
    names = {row.uscc: row.name for r in results.values() for row in _all_rows(r)}
    notes += [
        f"{names[double.code]}列入{double.home}，"
        f"{'、'.join(a for a in double.awards if a != double.home)}空出的名额不递补"
        for double in doubles.values()
        if double.home
    ]
    notes += [
        f"{names[code]}已在{other}名额之内，又在{award}的并列名单上"
        for award, result in results.items()
        for code in result.runoff or ()
        for other, elsewhere in results.items()
        if code in elsewhere.elected
    ]
    return notes


def _all_rows(result: AwardResult | None) -> list[TallyRow]:
    rows: list[TallyRow] = []
    while result:
        rows += result.rows
        result = result.previous
    return rows
