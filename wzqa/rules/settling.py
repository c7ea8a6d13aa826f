"""Who settles a finding: `decide finding`, then the 核查表, then a department's 反馈表.

eligibility.md §1: two of one kind that differ leave the finding pending. A refusal
needs the signature of a person of the office （十四）: a rule's `fail` and a department's 不通过 only
propose one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wzqa.models import Outcome
from wzqa.problems import Exit, WzqaError
from wzqa.rules import replies, signatures

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.models import Applicant, Decision, Finding, Verification
    from wzqa.problems import Place
    from wzqa.rules.rule import Context

DUPLICATES = "E17"
LAWFUL = "E04"
_WORDS = signatures.WORDS


@dataclass(frozen=True, slots=True)
class _Heard:
    """Who spoke of a finding: departments, rows of the 核查表, a decision, the first check."""

    reported: list[Verification]
    rows: list[Verification]
    decision: Decision | None
    earlier: Finding | None

    @classmethod
    def of(cls, rule: str, applicant: Applicant, context: Context) -> _Heard | None:
        """Look them up; None when nobody spoke, as of most findings."""
        about = replies.about(applicant, rule, context)
        decision = replies.decision(applicant, rule, context)
        earlier = context.earlier.get((applicant.app_no, rule))
        if not about and decision is None and earlier is None:
            return None
        reported = [r for r in about if r.reply and replies.owns(r.department, rule, context)]
        return cls(reported, [row for row in about if not row.reply], decision, earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What people say of a finding; without `by` it is asked about, or proposed."""

    outcome: Outcome
    reason: str
    by: str | None = None
    why: str = ""
    reported: str = ""  # what a department reported, where somebody else decided
    places: tuple[Place, ...] = ()


def open_to(finding: Finding) -> tuple[str, ...]:
    """Tell which outcomes a person may set: none where the rule does not apply.

    An invalid code needs a corrected workbook; a repeated one passes once the other is withdrawn.
    """
    machine = finding.machine or finding.outcome
    if machine is Outcome.SKIP or (finding.rule, machine) == (DUPLICATES, Outcome.MISSING):
        return ()
    return (
        ("fail",) if (finding.rule, machine) == (DUPLICATES, Outcome.PENDING) else ("pass", "fail")
    )


def refuse(finding: Finding, outcome: str) -> None:
    """Raise WzqaError when a person cannot set this outcome."""
    if outcome in open_to(finding):
        return
    machine = finding.machine or finding.outcome
    if machine is Outcome.SKIP:
        raise WzqaError(
            f"{finding.rule} 对该申报组织不适用",
            Exit.USAGE,
            code="rule-not-applicable",
            hint="请核对规则编号",
        )
    if machine is Outcome.MISSING:
        raise WzqaError(
            "统一社会信用代码有误，不能由人决定",
            code="finding-needs-workbook",
            hint="请收到更正后的表格再运行 wzqa ingest",
        )
    raise WzqaError(
        "同一代码有两份内容不同的申报",
        code="finding-needs-withdrawal",
        hint="请用 wzqa decide withdraw 撤回其中一份",
    )


def settle(
    finding: Finding, applicant: Applicant, context: Context, stated: Callable[[], str]
) -> Finding:
    """Lay what people decided over the machine's finding, which stays visible beside it.

    `stated` gives the text of the cells that it rests on.
    """
    heard = _Heard.of(finding.rule, applicant, context) if open_to(finding) else None
    if heard is None:
        return finding
    lapsed = _lapsed(finding, heard, stated)
    settled = _settled(finding, _said(finding, heard, lapsed))
    if not lapsed:
        return settled
    if settled.unsigned or settled.outcome is Outcome.PENDING:
        again = f"{settled.reason}（{signatures.sentence(lapsed)}，须重新核定）"
        settled = replace(settled, reason=again)
    return replace(settled, lapsed=lapsed)


def _lapsed(
    finding: Finding, heard: _Heard, stated: Callable[[], str]
) -> tuple[Verification | Decision, ...]:
    """Give the signatures on a finding that were given on something else than it asks now."""
    if not (heard.decision or heard.rows):  # departments alone spoke, as of most
        return ()
    said = {_rows("部门反馈", heard.reported, finding).outcome} if heard.reported else ()
    signed = ((heard.decision,) if heard.decision else ()) + tuple(heard.rows)
    return tuple(one for one in signed if not signatures.holds(one, finding, stated(), said))


def _settled(finding: Finding, said: _Said | None) -> Finding:
    if said is None:
        return finding
    if said.outcome is not Outcome.PENDING and str(said.outcome) not in open_to(finding):
        return replace(finding, reason=f"{finding.reason}（{said.reason}，不能据此了结）")
    otherwise = said.outcome is not finding.outcome
    return replace(
        finding,
        outcome=said.outcome,
        reason=said.reason if otherwise else f"{said.reason}；{finding.reason}",
        evidence=tuple(dict.fromkeys((*finding.evidence, *said.places))),
        machine=finding.outcome if otherwise else None,
        machine_reason="；".join(part for part in (finding.reason, said.reported) if part),
        decided_by=said.by,
        decided_why=said.why,
    )


def _said(
    finding: Finding, heard: _Heard, lapsed: tuple[Verification | Decision, ...]
) -> _Said | None:
    """Give what the highest of the three says; None when nobody's word stands."""
    reported, decision, earlier = heard.reported, heard.decision, heard.earlier
    if decision and decision not in lapsed:
        outcome = Outcome(str(decision.content["outcome"]))
        return _Said(
            outcome=outcome,
            reason=f"经核定“{_WORDS[outcome]}”：{decision.why}",
            by=decision.by,
            why=decision.why,
            reported=_reported(reported),
            places=_places(reported),
        )
    rows = [row for row in heard.rows if row not in lapsed]
    if rows:
        said = _rows("资格核查表", rows, finding)
        places = (*said.places, *_places(reported))
        return replace(said, reported=_reported(reported), places=places)
    if any(Outcome(row.outcome) is Outcome.FAIL for row in reported):
        return _rows("部门反馈", reported, finding)
    if earlier and _asked_before(earlier, finding):
        return _Said(
            outcome=Outcome.PASS,
            reason=f"资格审查时已核定“通过”（{earlier.decided_why}），此后没有新的情况",
            by=earlier.decided_by,
            why=earlier.decided_why,
            reported=_reported(reported),
            places=_places(reported),
        )
    return _rows("部门反馈", reported, finding) if reported else None


def _asked_before(earlier: Finding, finding: Finding) -> bool:
    """Say whether the first check asked the same on the same facts, and a person let it pass."""
    decided = earlier.outcome is Outcome.PASS and earlier.machine is finding.outcome
    return decided and earlier.question == finding.question


def _places(rows: list[Verification]) -> tuple[Place, ...]:
    return tuple(row.place for row in rows if str(row.place))


def _reported(rows: list[Verification]) -> str:
    """Say what departments reported; it stays visible when a person decided over it."""
    return "；".join(
        dict.fromkeys(
            f"{_signed(row)}反馈结论“{_WORDS[Outcome(row.outcome)]}”，依据：{row.basis}"
            for row in rows
        )
    )


def _rows(kind: str, rows: list[Verification], finding: Finding) -> _Said:
    """Read the rows of one kind: they must agree, and under E04 不通过 is for a person to weigh."""
    places = _places(rows)
    outcomes = {Outcome(row.outcome) for row in rows}
    if len(outcomes) > 1:
        both = "；".join(f"{_signed(row)}“{_WORDS[Outcome(row.outcome)]}”" for row in rows)
        return _Said(
            outcome=Outcome.PENDING, reason=f"{kind}结论不一致：{both}，请核实", places=places
        )
    outcome = outcomes.pop()
    why = "；".join(dict.fromkeys(row.basis for row in rows))
    reply = rows[0].reply
    who = f"{_signed(*rows)}反馈" if reply else kind
    reason = f"{who}结论“{_WORDS[outcome]}”，依据：{why}"
    if reply and finding.rule == LAWFUL and outcome is Outcome.FAIL:
        return _Said(outcome=Outcome.PENDING, reason=f"{reason}，请核实", places=places)
    if reply and outcome is Outcome.FAIL:
        return _Said(outcome=Outcome.FAIL, reason=reason, places=places)
    if reply and outcome is Outcome.PASS and finding.outcome is Outcome.FAIL:
        return _Said(
            outcome=Outcome.PENDING,
            reason=f"{who}“通过”，而{finding.reason}，请核实",
            places=places,
        )
    return _Said(outcome=outcome, reason=reason, by=_signed(*rows), why=why, places=places)


def _signed(*rows: Verification) -> str:
    """Name who filled rows: the department of a 反馈表, the person of a 核查表, else its office."""
    names = [
        (row.department if row.reply else row.person) or row.department or "未署名" for row in rows
    ]
    return "、".join(dict.fromkeys(names))
