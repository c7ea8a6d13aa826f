"""The nouns that pass between stages: frozen records of plain values.

Marks are `Decimal`, days are `datetime.date`, codes are `str`. A blank is `None` or `""`, never a
value. Every record that came out of a workbook remembers its `Place`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable  # noqa: TC003  (pydantic reads the annotation)
from dataclasses import dataclass
from datetime import date  # noqa: TC003  (pydantic reads the annotation at run time)
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from wzqa.contents import Basis, Decided, ListContent  # noqa: TC001  (pydantic reads them)
from wzqa.problems import NOWHERE, Place
from wzqa.sources import Sources


class Outcome(StrEnum):
    """What a rule, and all rules together, say of an applicant."""

    FAIL = "fail"
    MISSING = "missing"
    PENDING = "pending"
    PASS = "pass"  # noqa: S105
    WARN = "warn"
    SKIP = "skip"


OUTCOME_NAMES = {
    Outcome.FAIL: "不符合",
    Outcome.MISSING: "待补正",
    Outcome.PENDING: "待核实",
    Outcome.PASS: "符合",
    Outcome.WARN: "提示",
    Outcome.SKIP: "不适用",
}
PROPOSED = "拟不符合"
SIGNED = "已核定"
PROPOSALS = (OUTCOME_NAMES[Outcome.PENDING], PROPOSED, SIGNED)  # 拟结论


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: `first` = `last` when exact, else the bounds of the month (or year)."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Say whether the very day is known."""
        return self.first == self.last


Triple = tuple[Decimal | None, Decimal | None, Decimal | None]
NO_TRIPLE: Triple = (None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One application of one organisation (workbooks.md §1); attributes are `fields.FIELDS`.

    `uscc` is None when the code is blank or invalid (`sources["uscc"].text` keeps what was typed).
    Money is in 万元, years oldest first. `sources` has one entry per column that the workbook has
    (`revenue_1` … `revenue_3` for the triples); a field without entry had no column.
    `differences` are the fields in which form and table differ, as Chinese sentences (E19).
    """

    app_no: str
    name: str
    uscc: str | None
    former_names: tuple[str, ...] = ()
    award: str = ""
    region: str = ""  # as written; `regions.find` names the unit
    channel: str = ""
    recommender: str = ""
    recommended: str = ""
    association: str = ""
    address: str = ""
    postcode: str = ""
    org_type: str = ""
    legal_person: bool | None = None
    legal_rep: str = ""
    reg_date: Day | None = None
    stoppage: str = ""
    industry: str = ""
    field: str = ""
    employees: int | None = None
    size: str = ""
    revenue: Triple = NO_TRIPLE
    profit: Triple = NO_TRIPLE
    tax: Triple = NO_TRIPLE
    assets: Triple = NO_TRIPLE
    pe_start: Day | None = None
    rank_claim: str = ""
    level_claim: str = ""
    innovation: str = ""
    agri: bool | None = None
    agri_grade: str = ""
    sampling: str = ""
    accidents: str = ""
    complaints: str = ""
    violations: str = ""
    credit_date: Day | None = None
    encouraged: str = ""
    county_award: str = ""
    past_city_award: str = ""
    self_report: bool | None = None
    form: bool | None = None
    proofs: bool | None = None
    promise: bool | None = None
    received: Day | None = None
    sent: Day | None = None
    contact: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""
    remark: str = ""
    place: Place = NOWHERE
    sources: Sources = dataclasses.field(default_factory=lambda: Sources.of({}))
    differences: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name the applicant in later stages: the code, else the application number."""
        return self.uscc or self.app_no

    def at(self, name: str) -> Place | None:
        """Tell where a field stands; None when the workbook has no such column."""
        source = self.sources.get(name)
        return source.place if source else None


# --- registers (workbooks.md §4) --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """A row of 评审专家名册. `key` tells namesakes apart."""

    name: str
    certificate: str = ""
    employer: str = ""
    qualification: str = ""
    valid_until: Day | None = None
    specialities: tuple[str, ...] = ()
    can_lead: bool | None = None
    mobile: str = ""
    remark: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A row of 分组: one examiner in one panel."""

    panel: str
    name: str
    leader: bool
    certificate: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A row of 分工: one applicant given to one panel for a stage ("" = both)."""

    panel: str
    uscc: str
    name: str = ""
    stage: str = ""
    visit_day: Day | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """A row of 回避: a person who takes no part in one applicant's review (or vote)."""

    person: str
    uscc: str
    name: str = ""
    reason: str = ""
    certificate: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWinner:
    """A row of 往届获奖名册."""

    year: int | None
    award: str
    name: str
    uscc: str | None
    place: Place = NOWHERE
    year_place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A row of 撤销名册: 撤销 carries the ban of （二十一）, 取消 does not."""

    name: str
    uscc: str | None
    former_names: tuple[str, ...]
    action: str  # 撤销 | 取消, or 提请撤销 | 提请取消 while nothing is decided
    decided: Day | None
    docno: str = ""
    place: Place = NOWHERE
    decided_place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A row of 作废文书清单 filled in: the day on which a void document came back."""

    no: str
    docno: str
    title: str
    to: str
    recalled: Day | None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """A row of 评委会名册; never joined to a ballot."""

    name: str
    post: str = ""
    employer: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class PartScore:
    """A row of 其他环节得分: what an applicant got in a part that has no score sheets."""

    part: str
    uscc: str
    name: str = ""
    points: str = ""  # as written; `scored` reads it
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """All registers in force. `None` = never taken in, which an empty register is not."""

    examiners: tuple[Examiner, ...] | None = None
    members: tuple[Member, ...] | None = None
    assignments: tuple[Assignment, ...] | None = None
    recusals: tuple[Recusal, ...] | None = None
    past_winners: tuple[PastWinner, ...] | None = None
    revocations: tuple[Revocation, ...] | None = None
    committee: tuple[CommitteeMember, ...] | None = None
    part_scores: tuple[PartScore, ...] | None = None
    recalls: tuple[Recall, ...] | None = None


# --- screening --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What a 核查表 that the tool wrote shows beside a signature: 填报内容, 拟结论, 系统提示."""

    stated: str
    proposal: str
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A row of a returned 核查表 or 反馈表 that was accepted."""

    app_no: str
    rule: str
    outcome: Literal["pass", "fail"]
    basis: str
    department: str = ""  # 核查部门
    person: str = ""
    day: Day | None = None
    name: str = ""
    uscc: str = ""
    reply: bool = False  # True: from a department's 反馈表
    check: Literal["first", "second", ""] = ""  # the mark on the sheet; "" = told by its day
    shown: Shown | None = None  # None: the sheet does not say on which text it was signed
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a finding rests on, for letters, which have sentences of their own for it.

    `case` tells the rule's branches apart ("" for the usual one; the sentences know them by it),
    `said` is the cell's text, `day` the day that decides, `limit` the day it is held against,
    `number` years or days counted, `names` what is lacking or who else is meant.
    """

    case: str = ""
    said: str = ""
    day: Day | None = None
    limit: date | None = None
    number: int | None = None
    names: tuple[str, ...] = ()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule, and who decided on it, say of one applicant.

    A `fail` is a proposal （拟不符合） until a person signs it: `decided_by` is then set.

    `article` is the citation as printed, `quote` its words ("" for a Setting), `evidence` the cells
    that it rests on (first = `source` in JSON), `machine` the rule's own outcome when a person
    decided otherwise, with `decided_by` and `decided_why`. `ask` gives the `question`
    (`rules/signatures`); `lapsed` are the signatures that were given on something else.
    """

    rule: str
    title: str
    article: str
    quote: str
    outcome: Outcome
    reason: str
    evidence: tuple[Place, ...] = ()
    machine: Outcome | None = None
    machine_reason: str = ""
    decided_by: str | None = None
    decided_why: str = ""
    facts: Facts = NO_FACTS
    ask: Callable[[], str] = dataclasses.field(default=str, compare=False, repr=False)
    lapsed: tuple[Verification | Decision, ...] = ()

    @property
    def question(self) -> str:
        """What exactly is asked, hashed: worked out only where somebody speaks of the finding."""
        return self.ask()

    @property
    def unsigned(self) -> bool:
        """Say whether it is a `fail` that nobody has signed （核定）."""
        return self.outcome is Outcome.FAIL and self.decided_by is None

    @property
    def word(self) -> str:
        """Name the outcome in Chinese; an unsigned `fail` is 拟不符合."""
        return PROPOSED if self.unsigned else OUTCOME_NAMES[self.outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All findings of one applicant, E01 … E19, and the verdict: the gravest of them."""

    applicant: Applicant
    findings: tuple[Finding, ...]
    verdict: Outcome

    @property
    def unsigned(self) -> tuple[Finding, ...]:
        """Give the proposed refusals that nobody has signed."""
        return tuple(f for f in self.findings if f.unsigned)

    @property
    def refused_for(self) -> tuple[Finding, ...]:
        """Give the refusals that a person signed: the only ones that a letter may cite."""
        return tuple(f for f in self.findings if f.outcome is Outcome.FAIL and f.decided_by)

    @property
    def word(self) -> str:
        """Name the verdict in Chinese: 不符合 only where every `fail` behind it is signed."""
        return PROPOSED if self.unsigned else OUTCOME_NAMES[self.verdict]


# --- score sheets -----------------------------------------------------------------------------


class CardState(StrEnum):
    """Only `submitted` counts; no other state is ever turned into a number (arithmetic.md §1.2)."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    NOT_SUBMITTED = "not_submitted"
    RECUSED = "recused"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # an error in a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One examiner's complete set of marks for one applicant in one stage.

    `scale` percent: `marks` maps an item's clause (`4.1.2`) to 得分率 in percent (`Decimal("45")`).
    `scale` points: `marks` maps a category (`4.1`) to points. `examiner` is unique in the stage
    (the name, with the certificate number behind it where names are shared). `consensus` marks the
    合议 card, which lies beside the independent ones.
    """

    stage: str
    uscc: str
    examiner: str
    panel: str | None
    scale: Literal["percent", "points"]
    marks: dict[str, Decimal]
    state: CardState = CardState.SUBMITTED
    consensus: bool = False
    reason: str = ""  # 合议理由, or what the state rests on
    overall: str = ""  # 总体评价, on the leader's sheet
    strengths: dict[str, str] = dataclasses.field(default_factory=dict)
    opportunities: dict[str, str] = dataclasses.field(default_factory=dict)
    place: Place = NOWHERE
    mark_places: dict[str, Place] = dataclasses.field(default_factory=dict, repr=False)
    word_columns: tuple[str, str] = (
        "",
        "",
    )  # letters of 主要优势 and 主要改进机会, "" = no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCard:
    """A card that must come in before the applicant can be ranked (arithmetic.md §7)."""

    uscc: str
    examiner: str
    panel: str | None


# --- vote and publicity -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Sheet 会议 of a 计票 workbook; `absent` and `guests` are names, several with 、."""

    members: int | None
    present: int | None
    issued: int | None
    collected: int | None
    scrutineers: str = ""
    tellers: str = ""
    venue: str = ""
    chair: str = ""
    absent: str = ""
    guests: str = ""
    day: Day | None = None
    round: int = 1
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPaper:
    """One section of one paper: what it marks for one award. `no` says nothing of the voter."""

    no: str
    marks: tuple[str, ...]  # codes; as written where no candidate matched
    unreadable: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One 计票 workbook: papers per award."""

    meeting: Meeting
    papers: dict[str, tuple[BallotPaper, ...]]  # award → papers
    candidates: dict[str, tuple[str, ...]]  # award → codes printed on the ballot
    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A row of 异议登记表. The objector stands elsewhere and is never read into a record."""

    no: str
    received: Day | None
    way: str
    about: str  # name or code as written
    matter: str
    real_name: bool | None
    evidence: str
    handler: str
    inquiry: str
    finding: str  # 成立 | 不成立 | 部分成立 | 调查中
    replied: Day | None
    place: Place = NOWHERE


# --- decisions a person took ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A recorded decision. `question` is the hash of exactly what was asked ("" = not bound).

    kind: tie | finding | silence | cards | withdraw | objection | cancel | revoke | correct.
    `subject`: code or application number, objection number, or award; `content` is kind-specific.
    """

    id: int
    kind: str
    stage: str
    subject: str
    content: Decided
    why: str
    by: str
    at: str
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenList:
    """A confirmed list.

    `content` is what was promised; `basis` what was in force: ids of files and decisions, issues
    of earlier lists, settings.

    `list_hash` is the content's SHA-256 and depends on no clock; `rests_on` is the hash of the
    inputs, settings and decisions behind it.
    """

    stage: str
    issue: int
    content: ListContent
    list_hash: str
    rests_on: str
    basis: Basis
    day: date
    at: str
    by: str
    lifted: bool = False
    lifted_why: str = ""

    @property
    def ref(self) -> str:
        """Name the list as documents do: `review-1`."""
        return f"{self.stage}-{self.issue}"
