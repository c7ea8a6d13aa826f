"""The table of document kinds: the one place that says what a kind is.

`notices`, the linter, samples, the register, help and the tests derive from it. A new kind is a row
here, a template (`tools/templates_*.py`), its words with a sample (`@letter`, `@sample`) and the
function that gathers its facts (`@gathers`); `tests/test_letters_house.py` names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from wzqa.plan import EACH, EVERY, FIRST, LAST, REST, SITE, TO_SITE, Plan


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
        stage: the stage whose `notices` makes it; in the table a role of `plan`, of several stages too.
        needs: the stage whose list must be confirmed first, a role as `stage`; "" = none.
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
    Kind("review-report", "资料评审报告", FIRST, "screen", per=Per.APPLICANT, signed=True),
    Kind("not-shortlisted", "未进入现场评审告知书", TO_SITE, TO_SITE, own=True, numbered=True,
         outward=True, per=Per.APPLICANT),
    Kind("visit-notice", "现场评审通知", TO_SITE, TO_SITE, own=True, numbered=True, outward=True,
         per=Per.APPLICANT),
    Kind("visit-list", "现场评审名单", TO_SITE, TO_SITE, own=True),
    Kind("appointment", "专家聘书", EACH, per=Per.EXAMINER, only=True),
    Kind("recusal-declaration", "回避声明", FIRST, per=Per.EXAMINER),
    Kind("confidentiality-pledge", "保密承诺书", FIRST, per=Per.EXAMINER),
    Kind("visit-report", "现场评审报告", SITE, TO_SITE, outward=True, per=Per.APPLICANT,
         signed=True),
    Kind("candidate-report", "评审工作报告", LAST, LAST, own=True, numbered=True),
    Kind("not-candidate", "未列入候选名单告知书", REST, REST, own=True, numbered=True,
         outward=True, per=Per.APPLICANT, setting="not_candidate"),
    Kind("feedback", "评审意见反馈", EACH, EACH, numbered=True, outward=True, per=Per.APPLICANT,
         setting="feedback"),
    Kind("sign-in", "评审会签到表", "vote", LAST, signed=True),
    Kind("ballot", "表决票", "vote", LAST, per=Per.AWARD),
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
    Kind("retraction", "撤回通知", "screen", "screen", own=True, numbered=True, outward=True,
         per=Per.APPLICANT),
    Kind("retraction", "撤回通知", EACH, EACH, own=True, numbered=True, outward=True,
         per=Per.APPLICANT),
    Kind("performance-notice", "绩效评估通知", "aftercare", numbered=True, outward=True,
         per=Per.APPLICANT, only=True),
    Kind("performance-form", "年度绩效报告", "aftercare", outward=True, per=Per.APPLICANT, only=True),
    Kind("supervision-record", "监督记录表", EVERY, only=True, signed=True),
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


@cache
def of_plan(plan: Plan) -> tuple[Kind, ...]:
    """Give the kinds of an award, each with the stages themselves, a kind of several once for each."""
    return tuple(
        replace(kind, stage=stage, needs=needs)
        for kind in KINDS
        for stage, needs in _placed(plan, kind)
    )


def _placed(plan: Plan, kind: Kind) -> list[tuple[str, str]]:
    stages = plan.stages_of(kind.stage)
    if kind.needs == kind.stage:
        return [(stage, stage) for stage in stages]
    return [(stage, plan.stages_of(kind.needs)[0]) for stage in stages]


def of_stage(plan: Plan, stage: str) -> tuple[Kind, ...]:
    """Give a stage's kinds in their order."""
    return tuple(kind for kind in of_plan(plan) if kind.stage == stage)
