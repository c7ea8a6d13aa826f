"""Facts of the vote, the publicity, the award and what follows (see `facts`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from wzqa.documents.letters.facts_base import Party
    from wzqa.models import Objection
    from wzqa.rules.departments import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFacts:
    """One ballot: of one award, or of several where a mark in one bars from the other.

    `places` of an award are also the most marks for it; `whole`: too many of one void the ballot.
    """

    awards: tuple[BallotAward, ...]
    round: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class BallotAward:
    """An award on a ballot, its places and its candidates of this round."""

    name: str
    places: int
    candidates: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share that is needed, as the settings have it: more than (`strict`) or at least num/den."""

    num: int
    den: int
    strict: bool
    base: str = "present"  # members | present | valid


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """A candidate's votes. `outcome`: 入选 | 再次投票 | 未入选 | 待决定; `rank` may be ""."""

    party: Party
    votes: int
    base: int
    needed: int
    passed: bool
    rank: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardTally:
    """One award's count (arithmetic.md §5.4). `threshold` is the share of `base` that is needed.

    `invalid` are (ballot number, reason); `marks` the marks on valid ballots, which the votes must
    add up to; `runoff` those on the list of the next round; `vacant` the places left empty. `gone`
    candidates stood on the papers and have withdrawn: they have no row, and no vote counts.
    """

    award: str
    places: int
    max_marks: int
    threshold: Share
    base: int
    needed: int
    collected: int
    valid: int
    blank: int
    invalid: tuple[tuple[str, str], ...]
    marks: int
    rows: tuple[VoteRow, ...]
    runoff: tuple[Party, ...] = ()
    vacant: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """The committee's meeting as the 计票 workbook states it; blank what it does not say."""

    day: date | None
    members: int
    present: int
    quorum: Share
    quorum_met: bool
    issued: int
    collected: int
    scrutineers: str = ""
    tellers: str = ""
    round: int = 1
    venue: str = ""
    chair: str = ""
    absent: tuple[str, ...] = ()
    guests: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyFacts:
    """计票单. The hashes are those of the 计票 workbook and of the rules in force."""

    meeting: MeetingFacts
    awards: tuple[AwardTally, ...]
    ballot_sha256: str
    rules_sha256: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeSeat:
    """A row of 评委会名册."""

    name: str
    post: str = ""
    employer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFacts:
    """会议纪要: the meeting, the initially selected by award, the last count of each award."""

    meeting: MeetingFacts
    awards: tuple[AwardTally, ...]
    elected: tuple[AwardList, ...]
    candidates: int
    roster: tuple[CommitteeSeat, ...] = ()


# --- publicity, award -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardList:
    """The organisations of one award; put into list order when printed."""

    award: str
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicityFacts:
    """初选公示. `first_day` … `end` is the counted period, `days` and `unit` as set."""

    lists: tuple[AwardList, ...]
    meeting_day: date | None
    first_day: date
    end: date
    days: int
    unit: str  # natural | working


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFacts:
    """One objection. The record holds no objector; `decision` upheld | dismissed | "" (open)."""

    objection: Objection
    about: Party
    award: str = ""
    decision: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """The way from application to the proposed list, in numbers.

    `applied` counts all that came in, `left` those of them that withdrew at any time, `withdrawn`
    those that had been elected.
    """

    applied: int
    left: int
    passed: int
    visited: int
    candidates: int
    elected: int
    meeting_day: date | None
    meeting_members: int
    meeting_present: int
    first_day: date
    end: date
    objections: int
    upheld: int
    second_failed: int
    withdrawn: int
    departments: Counts  # letters and answers of the second check


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFacts:
    """拟获评名单请示. `handled` has one row per objection with its outcome, no objector."""

    lists: tuple[AwardList, ...]
    process: ProcessFacts
    handled: tuple[ObjectionFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """获评名单 and its publication: the frozen list of `confirm award`."""

    lists: tuple[AwardList, ...]


# --- aftercare, examiners ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AftercareFacts:
    """A recorded `decide cancel | revoke | correct`; `why` is the recorded reason.

    `heard` is what the enterprise said to it and `evidence` what it rests on, "" and () while no
    record says so; `until` is the day by which a correction is reported.
    """

    winner: Party
    year: int | None
    award: str
    why: str
    heard: str = ""
    evidence: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerFacts:
    """One examiner and the applicants given to the examiner's panels."""

    name: str
    certificate: str
    employer: str
    panel: str
    applicants: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractionFacts:
    """A numbered letter that no longer holds: which one, and its addressee's present outcome."""

    applicant: Party
    title: str
    number: str
    day: date
    outcome: str
    follows: str
