"""Facts of 申报, 资格审查, 资料评审 and 现场评审 (see `facts`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.models import NO_FACTS, Outcome
from wzqa.regulation import UNREGULATED

if TYPE_CHECKING:
    from datetime import date

    from wzqa.documents.letters.facts_base import Party
    from wzqa.models import Facts, Finding
    from wzqa.plan import ScoredStage
    from wzqa.rules.departments import Counts
    from wzqa.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What 申报通知 says beyond the office's facts."""

    deadline_county: date
    deadline_city: date
    anchor: date
    credit_report_days: int

    @classmethod
    def of(cls, settings: Settings) -> CallFacts:
        """Take the days from the settings."""
        return cls(
            deadline_county=settings.cycle.deadline_county,
            deadline_city=settings.cycle.deadline_city,
            anchor=settings.anchor,
            credit_report_days=settings.eligibility.credit_report_days,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryFacts:
    """One department asked (dept-inquiry, second-check).

    `applicants` in list order; `since` the first day that is looked at; `reply_by` the answer-by
    day, counted by the caller from the date of issue in working days.
    """

    department: str
    matters: str
    applicants: tuple[Party, ...]
    since: date
    reply_by: date
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One rule that an applicant fails or must complete: citation, words, what was found.

    `facts` are the rule's own; `why` is what a person found where the rule had left the point open.
    """

    rule: str
    title: str
    article: str  # as in Finding.article: `（十一）（一）`, 办法未规定, 条文未核实
    quote: str
    facts: Facts = NO_FACTS
    why: str = ""

    @classmethod
    def of(cls, finding: Finding, reported: str = "") -> Ground:
        """Take it from a finding; `reported` is what a department found, which goes before a person's why."""
        machine = finding.machine or finding.outcome
        return cls(
            rule=finding.rule,
            title=finding.title,
            article=finding.article,
            quote="" if finding.article == UNREGULATED else finding.quote,
            facts=finding.facts,
            why="" if machine is Outcome.FAIL else reported or finding.decided_why,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementFacts:
    """One applicant, what it must complete (findings `missing`), and until when."""

    applicant: Party
    items: tuple[Ground, ...]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IneligibleFacts:
    """One applicant and the rules it fails; `received` is the day the office has the papers since."""

    applicant: Party
    failed: tuple[Ground, ...]
    received: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One refusal that a rule or a department proposes, as a person signs it or overrules it.

    `full` is the whole item of the article, `stated` the cells' text, `where` names the cells,
    `reading` what the tool made of it, `period` the days that are looked at. `signed` is 通过 or
    不通过 once somebody decided, with `by` and `why`.
    """

    title: str
    article: str
    full: str
    stated: str
    where: str
    reading: str
    period: str
    signed: str = ""
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalSheetFacts:
    """拟不通过核定表: the proposals of each applicant that has any, by application number."""

    proposals: tuple[tuple[Party, tuple[Proposal, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """A list of organisations (eligible-list, visit-list)."""

    parties: tuple[Party, ...]


# --- review, visit ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNotes:
    """A category of the criteria, its score as published, and what examiners wrote about it."""

    clause: str
    name: str
    points: str
    score: str = ""
    strengths: tuple[str, ...] = ()
    opportunities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """One applicant's 资料评审报告 or 现场评审报告.

    `method` is the settings' method in words, `cards` the number of score sheets that count (0: the
    visit-report is the form to be completed on site). `leader` and `members` are printed in the
    inward review-report only, `score` and the categories' scores also in the visit-report when
    `show_score` is set. `overall` is 总体评价 as the leader wrote it ("": the examiners' words by category),
    `verify` what is to be looked at on site. `by_median`: the categories do not add up to the score.
    """

    applicant: Party
    panel: str
    leader: str
    members: tuple[str, ...]
    categories: tuple[CategoryNotes, ...]
    cards: int
    method: str
    score: str = ""
    consensus: str = ""  # 合议理由, when a 合议 card is in
    visit_day: date | None = None
    overall: str = ""
    verify: tuple[str, ...] = ()
    by_median: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionFacts:
    """One applicant that is not taken further; `score` is printed only under `show_score`."""

    applicant: Party
    stage: ScoredStage
    score: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """One site visit; `day` None: 具体时间另行通知; `members` is the size of the panel.

    `leader` and `team` are printed only when the settings say so (`letters.name_examiners`).
    """

    applicant: Party
    day: date | None
    members: int
    leader: str = ""
    team: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TieFacts:
    """A tie at a cut: its score, the organisations, the places left, how it was settled."""

    score: str
    applicants: tuple[Party, ...]
    places: int
    settled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """One scored stage in numbers. `line` is the lowest score admitted, "" when none was.

    `flags` counts the remarks on marks, each under its own name; `excluded` those taken out of the
    ranking by a recorded decision; `comparable` says whether scores of different panels compare.
    """

    scored: int
    admitted: int
    cap: int
    floor: str
    method: str
    panels: int
    examiners: int
    cards: int
    flags: tuple[tuple[str, int], ...]
    line: str
    ties: tuple[TieFacts, ...] = ()
    excluded: int = 0
    agreement: tuple[str, str] | None = None  # lowest and highest Kendall W of the panels
    firm: tuple[int, int, int] | None = None  # firmly in, near the line, firmly out
    replicates: int = 0
    comparable: str = ""
    floors: str = ""  # of categories and awards, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFacts:
    """How many applicants failed one rule."""

    title: str
    article: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateScore:
    """A candidate's published scores and rank, for the annex that the committee sees."""

    party: Party
    review: str
    visit: str
    combined: str
    others: tuple[str, ...] = ()
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalFacts:
    """A recorded recusal, for the annex that the committee sees."""

    person: str
    applicant: Party
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateReportFacts:
    """评审工作报告. Counts are (name, number) in the order printed; zero entries are left out.

    `applied` counts the withdrawn too; `passed` and `failed` are of those that stayed.
    """

    applied: int
    by_region: tuple[tuple[str, int], ...]
    by_award: tuple[tuple[str, int], ...]
    by_size: tuple[tuple[str, int], ...]
    by_encouraged: tuple[tuple[str, int], ...] = ()  # 鼓励支持类别 （五）, of those that state one
    passed: int
    failed: int
    withdrawn: int
    causes: tuple[CauseFacts, ...]
    decided: int  # findings that a person settled, refusals that were signed among them
    review: StageFacts  # the first stage
    visit: StageFacts  # the one on site
    others: tuple[StageFacts, ...] = ()  # as `Plan.others`
    visit_days: tuple[date, ...]
    signed: int | None  # 现场评审报告 signed by the heads; None = not recorded
    weights: str  # what the combined score is made of, in words
    departments: Counts | None = None
    candidates: tuple[CandidateScore, ...]
    recusals: tuple[RecusalFacts, ...] = ()
