"""Eligibility screening （十四）: put every rule to every applicant (eligibility.md §2).

Pure: no file, no clock. `screen` never raises on what an applicant wrote; a blank never fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.applications import content
from wzqa.models import Decision, Finding, Outcome, Screening
from wzqa.names import comparable
from wzqa.problems import NOWHERE, Exit, Problem, Severity, WzqaError
from wzqa.regulation import Clause
from wzqa.rules import conduct as rules_conduct
from wzqa.rules import identity as rules_identity
from wzqa.rules import papers as rules_papers
from wzqa.rules import registers as rules_register
from wzqa.rules import replies, settling, signatures
from wzqa.rules import statements as events
from wzqa.rules import truth as rules_truth
from wzqa.rules.rule import Context, Inquiry, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from wzqa.models import Applicant, Verification
    from wzqa.problems import Place
    from wzqa.regulation import Edition

__all__ = [
    "RULES",
    "Context",
    "Inquiry",
    "OpenPoint",
    "Rule",
    "SupplementPoint",
    "asked",
    "check_of",
    "decide_ok",
    "finding",
    "judged",
    "lapsed_signatures",
    "open_points",
    "point_of",
    "screen",
    "standing",
    "stray_replies",
    "supplement_points",
    "verdict",
]

_MODULES = (rules_identity, rules_conduct, rules_papers, rules_register, rules_truth)
_IN_ORDER = {content.column(*key): at for at, key in enumerate(content.keys())}
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (r for module in _MODULES for r in vars(module).values() if isinstance(r, Rule)),
        key=lambda r: r.code,
    )
)
OFFICE_SUPPLIES = "E14"
_GRAVITY = (Outcome.FAIL, Outcome.MISSING, Outcome.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """A row of 资格核查表 or 部门核查反馈表: one finding that a person is to decide.

    `article` and `quote` are the citation and its words, `matter` 核查事项 the rule's title, `remark`
    系统提示 its reason; `stated` is the whole text of the cells that it rests on, `where` names them.
    `proposal` 拟结论 is 待核实, 拟不符合 or 已核定; `department` who is to answer ("" = the office).
    """

    app_no: str
    name: str
    uscc: str  # "" when the code is blank or invalid
    rule: str
    article: str
    matter: str
    remark: str
    quote: str = ""
    stated: str = ""
    where: str = ""
    proposal: str = ""
    department: str = ""
    signed: Verification | None = None  # the row by which somebody settled it already


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementPoint:
    """A row of 补正清单: what the applicant has to hand in, and the cell that lacks it."""

    app_no: str
    name: str
    uscc: str
    rule: str
    article: str
    matter: str
    reason: str
    place: Place | None


def asked(edition: Edition) -> tuple[Rule, ...]:
    """Give the rules that an edition asks: those it has a clause or setting for.

    ValueError when it cites a rule that nothing declares (our own bug, never a silent omission).
    """
    known = {rule.code for rule in RULES}
    unknown = [key for key in edition.clauses if re.fullmatch(r"E\d+", key) and key not in known]
    if unknown:
        msg = f"edition {edition.name} cites undeclared rules: {', '.join(unknown)}"
        raise ValueError(msg)
    return tuple(rule for rule in RULES if rule.code in edition.clauses)


def verdict(findings: Iterable[Finding]) -> Outcome:
    """Give the gravest of fail, missing, pending, pass; warn and skip never count."""
    outcomes = {finding.outcome for finding in findings}
    return next((outcome for outcome in _GRAVITY if outcome in outcomes), Outcome.PASS)


def screen(applicant: Applicant, context: Context) -> Screening:
    """Put every rule of the edition to one applicant: E01 … E20."""
    return judged(applicant, (finding(r, applicant, context) for r in asked(context.edition)))


def judged(applicant: Applicant, findings: Iterable[Finding]) -> Screening:
    """Put the findings on one applicant together."""
    found = tuple(findings)
    return Screening(applicant=applicant, findings=found, verdict=verdict(found))


def finding(rule: Rule, applicant: Applicant, context: Context) -> Finding:
    """Put one rule to one applicant, with what people decided laid over it."""
    answer, edition = rule.function(applicant, context), context.edition
    source = edition.cite(answer.clause if answer.clause in edition.clauses else rule.code)
    evidence = tuple(dict.fromkeys(place for place in answer.evidence if place))

    def text() -> str:
        return _written(applicant, evidence)

    found = Finding(
        rule=rule.code,
        title=rule.title,
        article=str(source),
        quote=source.quote if isinstance(source, Clause) else "",
        outcome=answer.outcome,
        reason=answer.reason,
        evidence=evidence,
        facts=answer.facts,
        ask=lambda: signatures.question(rule.code, answer.outcome, answer.reason, text()),
    )
    return settling.settle(found, applicant, context, text)


def open_points(screenings: Iterable[Screening]) -> list[OpenPoint]:
    """List what a person must decide, for the 资格核查表: pending, and proposed refusals."""
    return [
        point_of(s.applicant, f)
        for s in screenings
        for f in s.findings
        if f.outcome is Outcome.PENDING or f.unsigned
    ]


def point_of(applicant: Applicant, finding: Finding, department: str = "") -> OpenPoint:
    """Lay one finding out for a person: the article's words beside the applicant's own."""
    return OpenPoint(
        app_no=applicant.app_no,
        name=applicant.name,
        uscc=applicant.uscc or "",
        rule=finding.rule,
        article=finding.article,
        matter=finding.title,
        remark=finding.reason,
        quote=finding.quote,
        stated=stated(applicant, finding),
        where="；".join(str(place) for place in finding.evidence),
        proposal=finding.word,
        department=department,
    )


def stated(applicant: Applicant, finding: Finding) -> str:
    """Give the whole text of the applicant's cells that a finding rests on, one a line.

    The order of the columns in the workbook does not show.
    """
    return _written(applicant, finding.evidence)


def _written(applicant: Applicant, places: Iterable[Place]) -> str:
    found = {key for place in places for key in applicant.sources.filled_at(place)}
    texts = (content.shown(applicant, key) for key in sorted(found, key=_IN_ORDER.__getitem__))
    return "\n".join(dict.fromkeys(texts))


def reported(applicant: Applicant, finding: Finding, context: Context) -> str:
    """Give what departments found against an applicant, in their words; "" when none did."""
    rows = replies.replies(applicant, finding.rule, context)
    against = (row.basis for row in rows if Outcome(row.outcome) is Outcome.FAIL)
    return "；".join(dict.fromkeys(text for text in against if text))


def supplement_points(screenings: Iterable[Screening]) -> list[SupplementPoint]:
    """List what applicants have to supplement, for the 补正清单 and the 补正通知.

    A 撤销名册 that was never taken in (E14) is the office's own to supply and stands in neither.
    """
    return [
        SupplementPoint(
            app_no=s.applicant.app_no,
            name=s.applicant.name,
            uscc=s.applicant.uscc or "",
            rule=f.rule,
            article=f.article,
            matter=f.title,
            reason=f.reason,
            place=f.evidence[0] if f.evidence else None,
        )
        for s in screenings
        for f in s.findings
        if f.outcome is Outcome.MISSING and f.rule != OFFICE_SUPPLIES
    ]


def check_of(row: Verification, meeting_day: date | None) -> Literal["first", "second", ""]:
    """Tell which check a row answers: by the mark on its sheet, else by its day.

    Dated after the committee's meeting it answers the check of （十八）. Undated and unmarked it is
    for the first while there was no meeting; afterwards nobody can tell ("").
    """
    if row.check:
        return row.check
    if meeting_day is None:
        return "first"
    if row.day is None:
        return ""
    return "second" if row.day.first > meeting_day else "first"


def stray_replies(context: Context) -> list[Problem]:
    """Name the rows of 反馈表 on rules that are not the department's own; they settle nothing."""
    known = {comparable(d.name) for d in context.settings.department}
    return [
        Problem(
            code="reply-not-own-rule",
            message=f"{row.rule} 不是“{row.department}”负责的规则，本行没有采用",
            severity=Severity.WARNING,
            place=row.place,
            value=row.rule,
            hint="请在 award.toml 的 [[department]] 中补上该规则，或改用资格核查表",
        )
        for row in context.verifications
        if row.reply
        and comparable(row.department) in known
        and not replies.owns(row.department, row.rule, context)
    ]


def lapsed_signatures(screenings: Iterable[Screening]) -> list[Problem]:
    """Name the signatures that were given on another text, where nobody has signed the present one.

    One that let pass what asks nothing any more is not missed.
    """
    return [
        _lapsed(s.applicant, f, f.lapsed)
        for s in screenings
        for f in s.findings
        if f.lapsed
        and f.decided_by is None
        and {f.outcome, *map(signatures.outcome, f.lapsed)} != {Outcome.PASS}
    ]


def _lapsed(
    applicant: Applicant, finding: Finding, signed: Sequence[Verification | Decision]
) -> Problem:
    open_ = finding.unsigned or finding.outcome is Outcome.PENDING
    places = [one.place for one in signed if not isinstance(one, Decision)]
    return Problem(
        code="signature-lapsed",
        message=f"{applicant.app_no} {applicant.name} 的 {finding.rule}：{signatures.sentence(signed)}"
        f"，现在是{finding.word}" + ("，须重新核定" if open_ else ""),
        severity=Severity.WARNING,
        place=places[-1] if places else NOWHERE,
        value=finding.rule,
        hint="请核对新的内容，在新写出的资格核查表上重新签署，或再用 wzqa decide finding 决定"
        if open_
        else "请核对新的内容；如确需改变结论，请用 wzqa decide finding",
    )


def decide_ok(screening: Screening, rule: str, outcome: str) -> Finding:
    """Give the finding that `decide finding WHO RULE pass|fail` may decide.

    Raises WzqaError: a rule that does not exist, that the edition does not ask, that does not
    apply to this applicant (exit 2); E17 where only a workbook or a withdrawal settles it (exit 1).
    """
    if rule not in {r.code for r in RULES}:
        raise WzqaError(
            f"没有规则“{rule}”",
            Exit.USAGE,
            code="rule-unknown",
            hint=f"可用：{'、'.join(r.code for r in RULES)}",
        )
    finding = next((f for f in screening.findings if f.rule == rule), None)
    if finding is None:
        raise WzqaError(
            f"本届所依据的办法版本不审查 {rule}",
            Exit.USAGE,
            code="rule-not-asked",
            hint="请核对规则编号",
        )
    settling.refuse(finding, outcome)
    return finding


def _filled(text: str) -> bool:
    """Say whether a cell such as 获县级政府质量奖年度 names something."""
    return events.says_something(text) and not events.denies(text)


def encouraged(applicant: Applicant) -> str:
    """Give 鼓励支持类别 （五） as written, "" for a blank or 无: shown and counted, without effect."""
    return applicant.encouraged.strip() if _filled(applicant.encouraged) else ""


def standing(applicant: Applicant, edition: Edition) -> tuple[str, ...]:
    """Give the tags that an applicant carries, such as `（十三）优先推荐`; they decide nothing."""
    article = str(edition.cite("priority"))
    if applicant.recommended == "优先推荐":
        return (f"{article}优先推荐",)
    if _filled(applicant.county_award):
        return (f"{article}已获县级政府质量奖，应当优先推荐",)
    return ()
