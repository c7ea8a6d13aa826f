"""资格审查 （十四） and the check of （十八）: every rule, every applicant, results and 核查表."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, cast

from wzqa import eligibility
from wzqa.models import OUTCOME_NAMES, Applicant, Outcome, Screening
from wzqa.record import lists
from wzqa.rules import departments
from wzqa.stages import replying
from wzqa.stages.ground import chain
from wzqa.stages.ground.chain import Derived, hash_of, plain
from wzqa.stages.ground.view import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from wzqa.contents import KeptScreening, ListContent, OpenFinding, SecondContent
    from wzqa.models import Decision, Finding, PastWinner, Revocation, Verification
    from wzqa.problems import Place, Problem
    from wzqa.stages.explained import FindingJson
    from wzqa.stages.ground.view import View


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What a run of the rules gives: each part is worked out when it is asked for, and once.

    `rows` are those of 核查表 and 反馈表 that are meant for this check, `named` the problems of the
    others, `bare` what the rules look at before the office's own rows are taken.
    """

    people: Sequence[Applicant]
    everybody: Sequence[Applicant]
    rows: Sequence[Verification]
    named: Sequence[Problem]
    bare: eligibility.Context
    as_of: date
    excuses: tuple[Decision, ...]
    consent: bool
    _first: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def first(self, applicant: Applicant, rule: str) -> Finding:
        """Put a rule to one applicant as if the office had signed nothing yet."""
        key = (applicant.app_no, rule)
        if key not in self._first:
            self._first[key] = eligibility.finding(self._rules[rule], applicant, self.bare)
        return self._first[key]

    def _finding(self, applicant: Applicant, rule: str) -> Finding:
        """Put a rule to one applicant; only what a row that counts is about is judged anew."""
        if self._signed is not None and (applicant.app_no, rule) not in self._signed:
            return self.first(applicant, rule)
        return eligibility.finding(self._rules[rule], applicant, self.context)

    @cached_property
    def _rules(self) -> dict[str, eligibility.Rule]:
        return {rule.code: rule for rule in eligibility.asked(self.bare.edition)}

    @cached_property
    def _signed(self) -> set[tuple[str, str]] | None:
        """Name what the rows that count judge otherwise than all replies alone did; None: whatever.

        A refused reply may have been about anybody.
        """
        taken = self._taken[0]
        if sum(row.reply for row in self.rows) != sum(row.reply for row in taken):
            return None
        return {(row.app_no, row.rule) for row in taken if not row.reply}

    @cached_property
    def _taken(self) -> tuple[list[Verification], list[Problem]]:
        """Give the rows that count, and name those that answer nothing open."""
        known = {a.app_no: a for a in self.everybody}
        present = {a.app_no: a for a in self.people}
        asked = {
            (row.app_no, row.rule): self.first(present[row.app_no], row.rule)
            for row in self.rows
            if row.app_no in present and row.rule in self._rules
        }
        taken, problems = [], []
        for row in self.rows:
            fault = replying.fault_of(
                row, known.get(row.app_no), asked.get((row.app_no, row.rule)),
                present=row.app_no in present, second=self.bare.second,
            )  # fmt: skip
            if fault:
                problems.append(fault)
            else:
                taken.append(row)
        return taken, problems

    @cached_property
    def context(self) -> eligibility.Context:
        """Give what the rules look at, with the rows that count."""
        return replace(self.bare, verifications=self._taken[0])

    @cached_property
    def screenings(self) -> tuple[Screening, ...]:
        """Give everybody's findings."""
        return tuple(
            eligibility.judged(a, (self._finding(a, rule) for rule in self._rules))
            for a in sorted(self.people, key=lambda a: a.app_no)
        )

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Name what is odd about rows and signatures."""
        taken, faults = self._taken
        return (
            *self.named,
            *faults,
            *departments.unasked(self.context, self.people),
            *eligibility.stray_replies(self.context),
            *eligibility.lapsed_signatures(self.screenings),
            *replying.differing([row for row in taken if row not in self.lapsed]),
        )

    def departments(self, today: date) -> tuple[departments.Standing, ...]:
        """Tell where each department stands on a day."""
        people = sorted(self.people, key=lambda a: a.app_no)
        return departments.standings(
            people, self.context, self.excuses, today, consent=self.consent
        )

    @cached_property
    def lapsed(self) -> tuple[Verification | Decision, ...]:
        """Give the signatures that were given on another text than is there now."""
        decided = {(d.subject, str(d.content.get("rule"))) for d in self.bare.decisions}
        signed = decided if self._signed is None else decided | self._signed
        asked = (
            self._finding(a, rule)
            for a in self.people
            for rule in self._rules
            if self._signed is None or {(a.app_no, rule), (a.uscc, rule)} & signed
        )
        return tuple(one for finding in asked for one in finding.lapsed)

    @property
    def unsigned(self) -> tuple[Screening, ...]:
        """Give those with a proposed refusal that nobody has signed."""
        return tuple(s for s in self.screenings if s.unsigned)

    @property
    def unsigned_sentence(self) -> str:
        """Say how many proposed refusals wait for a signature, and whose; "" when none does."""
        if not self.unsigned:
            return ""
        n = sum(len(s.unsigned) for s in self.unsigned)
        who = "；".join(
            f"{s.applicant.app_no} {s.applicant.name}（{'、'.join(f.rule for f in s.unsigned)}）"
            for s in self.unsigned
        )
        return f"拟不符合尚未核定的{len(self.unsigned)}家{n}项：{who}"


def context(
    view: View, *, as_of: date, second: bool, verifications: Sequence[Verification]
) -> eligibility.Context:
    """Put together what the rules look at."""
    return eligibility.Context(
        settings=view.settings,
        edition=view.edition,
        as_of=as_of,
        anchor=view.settings.anchor,
        second=second,
        registers=view.of_earlier_cycles,
        peers=view.applicants,
        verifications=verifications,
        decisions=_of_check(view, "finding", second=second),
        inquiries=replying.inquiries(view, second=second),
        excused=[d.subject for d in _of_check(view, "silence", second=second)],
        repeats=view.merged.repeats,
    )


def _first_check(view: View, people: Sequence[Applicant]) -> dict[tuple[str, str], Finding]:
    """Give the findings of the first check on these applicants, as its list was confirmed."""
    held = view.lists.get("screen")
    if held is None:
        return {}
    then = frozen(view.record, held, fresh=view.fresh, cache=view.cache)
    numbers = {a.app_no for a in people}
    mine = [a for a in then.applicants if a.app_no in numbers]
    day = date.fromisoformat(held.content["as_of"])
    found = screened(then, mine, as_of=day, second=False).screenings
    return {(s.applicant.app_no, f.rule): f for s in found for f in s.findings}


def _of_check(view: View, kind: str, *, second: bool) -> list[Decision]:
    return [d for d in view.decided(kind) if bool(d.content.get("second", False)) is second]


def screened(view: View, people: Sequence[Applicant], *, as_of: date, second: bool) -> Screened:
    """Run the rules; the papers and workbooks of one command share what was found for the same."""
    first = view.lists.get("screen") if second else None
    key = (
        view.checked_from,
        tuple(a.app_no for a in people),
        as_of,
        second,
        first and first.list_hash,
        replying.Divider.of(view),
        tuple(replying.inquiries(view, second=second)),
    )
    known = cast("dict[tuple[object, ...], Screened]", view.cache.screened)
    if key not in known:
        known[key] = _screened(view, people, as_of=as_of, second=second)
    return known[key]


def _screened(view: View, people: Sequence[Applicant], *, as_of: date, second: bool) -> Screened:
    """Lay out what the rules are asked; rows of 核查表 that answer nothing open are left out."""
    rows, problems = replying.rows_of(view, second=second)
    replies = [row for row in rows if row.reply]
    bare = context(view, as_of=as_of, second=second, verifications=replies)
    if second:
        bare = replace(bare, earlier=_first_check(view, people))
    return Screened(
        people=people,
        everybody=view.everybody,
        rows=rows,
        named=problems,
        bare=bare,
        as_of=as_of,
        excuses=tuple(_of_check(view, "silence", second=second)),
        consent=_consent(view, second=second),
    )


def _consent(view: View, *, second: bool) -> bool:
    rules = view.settings.eligibility
    if second:
        return rules.second_reply == "silence-is-consent"
    return rules.no_reply_means_no_objection


def _relevant(view: View, people: Sequence[Applicant]) -> dict[str, object]:
    """Give the register rows that concern these applicants."""
    codes = {a.uscc for a in people if a.uscc}
    names = {n for a in people for n in (a.name, *a.former_names)}

    def touches(row: PastWinner | Revocation) -> bool:
        own = {row.name, *getattr(row, "former_names", ())}
        return row.uscc in codes or bool(own & names)

    past, revoked = view.registers.past_winners, view.registers.revocations
    return {
        "past_winners": None if past is None else [plain(r) for r in past if touches(r)],
        "revocations": None if revoked is None else [plain(r) for r in revoked if touches(r)],
    }


def first_check(view: View, as_of: date | None = None) -> Screened:
    """Run the first check; `as_of` as given, as frozen, as last run, else the anchor."""
    chosen = as_of or _chosen_day(view, "screen_as_of") or view.settings.anchor
    return screened(view, view.applicants, as_of=chosen, second=False)


def _of_office(finding: Finding) -> bool:
    """Say whether a gap is the office's own register, not what an applicant left out."""
    return finding.rule == eligibility.OFFICE_SUPPLIES and finding.outcome is Outcome.MISSING


def _office_owes(undecided: Iterable[Screening]) -> list[str]:
    """Say once what the office itself has to put in before anybody's check can end."""
    owed = any(_of_office(f) for s in undecided for f in s.findings)
    words = "还没有收到撤销名册，请放入 inbox/registers/（空表在 blank/；没有被撤销的，交只有表头的空表）"
    return [words] if owed else []


def derive(
    view: View, stage: str = "screen", *, as_of: date | None = None
) -> Derived[ListContent, Screened]:
    """Derive the first check: what it found, and all that this rests on."""
    del stage
    result = first_check(view, as_of)
    chosen, people = result.as_of, view.applicants
    content: ListContent = {
        "as_of": chosen.isoformat(),
        "anchor": view.settings.anchor.isoformat(),
        "applicants": [_content(view, s) for s in result.screenings],
        "passed": [s.applicant.key for s in result.screenings if s.verdict is Outcome.PASS],
        "failed": [s.applicant.app_no for s in result.screenings if s.verdict is Outcome.FAIL],
    }
    undecided = [s for s in result.screenings if s.verdict in {Outcome.MISSING, Outcome.PENDING}]
    open_ = [*_office_owes(undecided), *_to_sign(result, "screen")] + [
        f"{s.applicant.app_no} {s.applicant.name}：{OUTCOME_NAMES[s.verdict]}（{'、'.join(own)}）"
        for s in undecided
        if (own := [f"{f.rule}{f.title}" for f in s.findings if f.outcome is s.verdict
                    and not _of_office(f)])
    ]  # fmt: skip
    return Derived(
        stage="screen",
        content=content,
        rests_on=_rests_on(view, result),
        open=tuple(open_) or (() if people else ("还没有收到任何申报",)),
        extra={
            "screen_as_of": chosen.isoformat(),
            "divide": replying.Divider.of(view).as_json(),
            "inquiries": [replying.as_told(i) for i in replying.inquiries(view, second=False)],
        },
        detail=result,
        problems=result.problems,
        missing=not people,
    )


def rests_on(view: View, stage: str = "screen") -> str:
    """Hash what the first check rests on, without judging more than what signatures are about."""
    del stage
    return _rests_on(view, first_check(view))


def _rests_on(view: View, result: Screened) -> str:
    settings = view.settings.model_dump(mode="json")
    del settings["eligibility"]["second_reply"]  # the second check's own
    return hash_of(
        [plain(a) for a in result.people],
        _relevant(view, result.people),
        [_as_row(v) for v in replying.rows_of(view, second=False)[0] if v not in result.lapsed],
        [
            [d.id, d.subject, d.content]
            for kind in ("finding", "silence")
            for d in _of_check(view, kind, second=False)
        ],
        [settings["profile"], settings["cycle"], settings["eligibility"], settings["department"]],
        result.as_of.isoformat(),
        [replying.as_told(i) for i in replying.inquiries(view, second=False)]
        if view.settings.eligibility.no_reply_means_no_objection
        else [],
    )


def _as_row(row: Verification) -> dict[str, object]:
    """Give a row as a list rests on it: what was signed; on which text only tells whether it counts."""
    known: dict[str, object] = plain(row)
    del known["shown"]
    return known


def owing(view: View, today: date, *, second: bool) -> tuple[departments.Standing, ...]:
    """Tell where the departments stand with one check today; () once its list is confirmed.

    The second check asks once the vote is confirmed.
    """
    people: Sequence[Applicant] = selected(view) if second else view.applicants
    if not people or ("publicity" if second else "screen") in view.lists:
        return ()
    return screened(view, people, as_of=today, second=second).departments(today)


def unanswered(view: View, today: date) -> tuple[departments.Standing, ...]:
    """Tell whose answer on the first check is still out although its list is confirmed.

    A late answer is taken in and may change the list; once the vote is confirmed the second check
    asks anew.
    """
    if (
        "screen" not in view.lists
        or "vote" in view.lists
        or not replying.inquiries(view, second=False)
    ):
        return ()
    result = screened(view, view.applicants, as_of=today, second=False)
    return tuple(s for s in result.departments(today) if s.inquiry)


def counted(view: View, today: date, *, second: bool) -> departments.Counts:
    """Count letters and answers of one check by a day, for the papers that speak of it."""
    people: Sequence[Applicant] = selected(view) if second else view.applicants
    result = screened(view, people, as_of=today, second=second)
    return departments.counts(result.departments(today))


def selected(view: View) -> list[Applicant]:
    """List the initially selected that take part still, by application number."""
    held = view.lists.get("vote")
    codes = chain.admitted(held.content) if held else []
    people = [view.by_key[c] for c in codes if c in view.by_key]
    return sorted((a for a in people if a.app_no not in view.withdrawn), key=lambda a: a.app_no)


def _to_sign(result: Screened, folder: str) -> list[str]:
    """Say what waits for a signature, and where the sheet for it lies."""
    sentence = result.unsigned_sentence
    return [f"{sentence}；核定用表 out/{folder}/资格核查表.xlsx"] if sentence else []


def _chosen_day(view: View, key: Literal["screen_as_of", "second_as_of"]) -> date | None:
    text = view.extra.get(key)
    if text is None and not view.fresh:
        draft = lists.draft(view.record, "screen" if key == "screen_as_of" else "second")
        text = draft.get("as_of") if draft else None
    return date.fromisoformat(text) if text else None


def _content(view: View, s: Screening) -> KeptScreening:
    a = s.applicant
    return {
        "app_no": a.app_no,
        "name": a.name,
        "uscc": a.uscc,
        "region": view.area.block(a),
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


def one(view: View, person: Applicant, *, second: bool) -> Screening | None:
    """Screen one applicant alone, as the whole check does; None when it is not in the check.

    What others handed in or were told does not bear on it.
    """
    day = _chosen_day(view, "second_as_of" if second else "screen_as_of")
    people = [a for a in (selected(view) if second else view.applicants) if a is person]
    if not people or (second and day is None):
        return None
    return screened(view, people, as_of=day or view.settings.anchor, second=second).screenings[0]


def second_day(view: View, as_of: date | None = None) -> date | None:
    """Tell up to which day the check of （十八） looks; None before its first run."""
    if chain.standing(view, "vote") is None:
        raise chain.needs_decision(
            "授奖前复查须先确认表决名单", "请先 wzqa confirm vote", "earlier-draft"
        )
    return as_of or _chosen_day(view, "second_as_of")


def derive_second(
    view: View, *, as_of: date | None = None
) -> Derived[SecondContent, Screened] | None:
    """Derive the check of （十八） over the initially selected (confirmed `vote`); None: not run yet."""
    chosen = second_day(view, as_of)
    people = selected(view)
    if chosen is None:
        return None
    result = screened(view, people, as_of=chosen, second=True)
    open_: list[OpenFinding] = [
        {"uscc": s.applicant.key, "rule": f.rule, "verdict": str(f.outcome)}
        for s in result.screenings
        for f in s.findings
        if f.outcome in {Outcome.MISSING, Outcome.PENDING} or f.unsigned
    ]
    content: SecondContent = {
        "as_of": chosen.isoformat(),
        "applicants": [_content(view, s) for s in result.screenings],
        "failed": {
            s.applicant.key: "；".join(f"{f.article} {f.reason}" for f in s.refused_for)
            for s in result.screenings
            if s.refused_for
        },
        "open": open_,
    }
    return Derived(
        stage="second",
        content=content,
        rests_on=hash_of(content),
        open=(
            *_to_sign(result, "publicity"),
            *(
                f"{view.by_key[o['uscc']].name} {o['rule']}"
                for o in open_
                if o["verdict"] != Outcome.FAIL
            ),
        ),
        extra={
            "second_as_of": chosen.isoformat(),
            "divide": replying.Divider.of(view).as_json(),
            "second_inquiries": [
                replying.as_told(i) for i in replying.inquiries(view, second=True)
            ],
        },
        detail=result,
        problems=result.problems,
    )


def finding_json(finding: Finding) -> FindingJson:
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
