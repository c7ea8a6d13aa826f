"""The table of document kinds: the one place that says what a kind is.

`notices`, the linter, samples, the register, help and the tests derive from it. A new kind is a row
here, a template (`tools/templates_*.py`), its words with a sample (`@letter`, `@sample`) and the
function that gathers its facts (`@gathers`); `tests/test_letters_house.py` names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wzqa.contents import STAGE_NAMES


class Per(StrEnum):
    """One document of a kind for each of these."""

    STAGE = "stage"
    APPLICANT = "applicant"
    DEPARTMENT = "department"
    EXAMINER = "examiner"
    AWARD = "award"
    ROUND = "round"
    OBJECTION = "objection"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Kind:
    """A document kind.

    Attributes:
        name: the key on the command line and in JSON.
        title: its Chinese name, also the file name of its template.
        stage: the stage whose `notices` makes it.
        needs: the stage whose list must be confirmed first; "" = none.
        own: it rests on the list of `needs`; else on the record as it stands.
        numbered: it takes a 发文字号 from the office's register.
        outward: it speaks to one applicant, and so holds no score, rank or examiner.
        per: one document for each of what.
        government: the city government issues it: number and day are those of its approval
            （`decide approve`）, never of the office's register.
        setting: the key of `[letters]` without which it is not made; "" = always.
        signed: people sign it on paper, so it prints the ledger's head: an anchor outside the record.
        only: made when it is asked for with `--only`, never by a plain `notices STAGE`.
    """

    name: str
    title: str
    stage: str
    needs: str = ""
    own: bool = False
    numbered: bool = False
    outward: bool = False
    per: Per = Per.STAGE
    only: bool = False
    setting: str = ""
    government: bool = False
    signed: bool = False

    @property
    def template(self) -> str:
        """File name of the shipped template."""
        return f"{self.title}.docx"


KINDS: tuple[Kind, ...] = (
    Kind("call", "申报通知", "apply", numbered=True),
    Kind("dept-inquiry", "征求部门意见函", "screen", numbered=True, per=Per.DEPARTMENT),
    Kind("supplement", "补正通知", "screen", numbered=True, outward=True, per=Per.APPLICANT),
    Kind("refusal-sheet", "拟不通过核定表", "screen", signed=True),
    Kind("ineligible", "资格审查不通过告知书", "screen", "screen", own=True, numbered=True,
         outward=True, per=Per.APPLICANT),
    Kind("eligible-list", "资格审查通过名单", "screen", "screen", own=True),
    Kind("review-report", "资料评审报告", "review", "screen", per=Per.APPLICANT, signed=True),
    Kind("not-shortlisted", "未进入现场评审告知书", "review", "review", own=True, numbered=True,
         outward=True, per=Per.APPLICANT),
    Kind("visit-notice", "现场评审通知", "review", "review", own=True, numbered=True, outward=True,
         per=Per.APPLICANT),
    Kind("visit-list", "现场评审名单", "review", "review", own=True),
    *(
        Kind("appointment", "专家聘书", stage, per=Per.EXAMINER, only=True)
        for stage in ("review", "visit")
    ),
    Kind("recusal-declaration", "回避声明", "review", per=Per.EXAMINER),
    Kind("confidentiality-pledge", "保密承诺书", "review", per=Per.EXAMINER),
    Kind("visit-report", "现场评审报告", "visit", "review", outward=True, per=Per.APPLICANT,
         signed=True),
    Kind("candidate-report", "评审工作报告", "visit", "visit", own=True, numbered=True),
    Kind("not-candidate", "未列入候选名单告知书", "visit", "visit", own=True, numbered=True,
         outward=True, per=Per.APPLICANT, setting="not_candidate"),
    *(
        Kind("feedback", "评审意见反馈", stage, stage, own=True, numbered=True, outward=True,
             per=Per.APPLICANT, setting="feedback")
        for stage in ("review", "visit")
    ),
    Kind("sign-in", "评审会签到表", "vote", "visit", signed=True),
    Kind("ballot", "表决票", "vote", "visit", per=Per.AWARD),
    Kind("tally", "计票单", "vote", "vote", own=True, per=Per.ROUND, signed=True),
    Kind("minutes", "会议纪要", "vote", "vote", own=True, signed=True),
    Kind("publicity", "初选公示", "publicity", "vote", own=True),
    Kind("second-check", "授奖资格征求意见函", "publicity", "vote", numbered=True,
         per=Per.DEPARTMENT),
    Kind("objection-report", "异议调查报告", "publicity", "vote", numbered=True,
         per=Per.OBJECTION),
    Kind("approval-request", "拟获评名单请示", "award", "award", own=True, numbered=True),
    Kind("announcement", "获评名单公布通知", "award", "award", own=True, numbered=True,
         government=True),
    Kind("award-list", "获评名单", "award", "award", own=True, numbered=True, government=True),
    *(
        Kind("retraction", "撤回通知", stage, stage, own=True, numbered=True, outward=True,
             per=Per.APPLICANT)
        for stage in ("screen", "review", "visit")
    ),
    Kind("performance-notice", "绩效评估通知", "aftercare", numbered=True, outward=True,
         per=Per.APPLICANT, only=True),
    Kind("performance-form", "年度绩效报告", "aftercare", outward=True, per=Per.APPLICANT, only=True),
    *(
        Kind("supervision-record", "监督记录表", stage, only=True, signed=True)
        for stage in STAGE_NAMES
    ),
    Kind("cancel-request", "取消称号请示", "aftercare", numbered=True, per=Per.DECISION),
    Kind("revoke-request", "撤销称号请示", "aftercare", numbered=True, per=Per.DECISION),
    Kind("correction-order", "责令改正通知", "aftercare", numbered=True, per=Per.DECISION),
)  # fmt: skip

BY_NAME = {kind.name: kind for kind in KINDS}
NAMES = {kind.name: kind.title for kind in KINDS}
NUMBERED = frozenset(kind.name for kind in KINDS if kind.numbered)
GOVERNMENT = frozenset(kind.name for kind in KINDS if kind.government)
SIGNED = frozenset(kind.name for kind in KINDS if kind.signed)
OUTWARD = frozenset(kind.name for kind in KINDS if kind.outward)


def of_stage(stage: str) -> tuple[Kind, ...]:
    """Give a stage's kinds in their order."""
    return tuple(kind for kind in KINDS if kind.stage == stage)
