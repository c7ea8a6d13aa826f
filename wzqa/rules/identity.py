"""Who applies and for how long: E01, E02, E03, E05, E06 （十一）（一）—（三）."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa import dates, regions
from wzqa.models import Facts, Outcome
from wzqa.rules import outside
from wzqa.rules.cells import cell, day_cell, statement
from wzqa.rules.rule import Answer, Context, rule
from wzqa.rules.statements import plain

if TYPE_CHECKING:
    from wzqa.models import Applicant

_HOUSEHOLD = "92"  # GB 32100: 工商登记的个体工商户
_BRANCH = "分公司|分行|分店|分所|办事处|营业部"
_BRANCH_TYPE = re.compile(rf"(?<![非无])(?:{_BRANCH})")
_BRANCH_NAME = re.compile(rf"(?:{_BRANCH})[)\]】）\s]*$")
_PARTNERS_TYPE = re.compile(r"合伙(?!人)|个人独资|个体工商户")
_PARTNERS_NAME = re.compile(r"合伙企业|\((?:有限|普通|特殊普通)合伙\)|个人独资")
_RUNNING = re.compile(r"(?:一直|持续|公司|生产|经营|运营)*正常(?:生产|经营|运营|营业)?[。.]?")
_GRADES = "ABCD"  # best first


@rule("E01", "在本市注册登记")
def registered_here(applicant: Applicant, context: Context) -> Answer:
    """Look 所属县（市、区） up in the region table; the code's digits tell nothing."""
    read = cell(applicant, "region")
    if not read.text:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=read.facts
        )
    region = regions.find(read.text)
    if region:
        outcome, reason = (
            Outcome.PASS,
            f"{read.heading}“{read.text}”属{region.name}，在本市行政区域内",
        )
    elif place := outside.certain(read.text):
        outcome = Outcome.FAIL
        within = "" if place == read.text else f"属{place}，"
        reason = f"{read.heading}“{read.text}”{within}不在本市，不符合{context.demand('E01')}"
    else:
        outcome = Outcome.PENDING
        reason = f"{read.heading}“{read.text}”不在本市区划表内，请核实注册登记地"
    return Answer(
        outcome=outcome, reason=reason, evidence=(read.place,), facts=Facts(said=read.text)
    )


@rule("E02", "独立法人资格")
def legal_person(applicant: Applicant, context: Context) -> Answer:
    """Take 是 unless a sign tells against it; signs never tell in favour."""
    own, kind = cell(applicant, "legal_person"), cell(applicant, "org_type")
    name, code = cell(applicant, "name"), cell(applicant, "uscc")
    demand = f"不符合{context.demand('E02')}"
    against = [
        (own.truth is False, own, f"{own.heading}填“否”", Facts(case="denied")),
        (
            (applicant.uscc or "").startswith(_HOUSEHOLD),
            code,
            f"统一社会信用代码以{_HOUSEHOLD}开头，为个体工商户",
            Facts(case="household"),
        ),
        (
            bool(_BRANCH_TYPE.search(plain(kind.text))),
            kind,
            f"组织类型“{kind.text}”为分支机构",
            Facts(case="branch", said=kind.text),
        ),
        (
            bool(_BRANCH_NAME.search(plain(applicant.name))),
            name,
            "名称表明是分支机构",
            Facts(case="branch"),
        ),
    ]
    for found, where, words, told in against:
        if found:
            return Answer(
                outcome=Outcome.FAIL, reason=f"{words}，{demand}", evidence=(where.place, own.place),
                facts=told,
            )  # fmt: skip
    for sign, where in (
        (_PARTNERS_TYPE.search(plain(kind.text)), kind),
        (_PARTNERS_NAME.search(plain(applicant.name)), name),
    ):
        if sign:
            return Answer(
                outcome=Outcome.PENDING,
                reason=f"{where.heading}含“{sign[0]}”，请核实是否具有独立法人资格",
                evidence=(where.place, own.place),
                facts=where.facts,
            )
    if own.truth is None:
        return Answer(
            outcome=Outcome.MISSING, reason=own.why_blank, evidence=(own.place,), facts=own.facts
        )
    return Answer(
        outcome=Outcome.PASS,
        reason=f"{own.heading}填“是”，没有发现相反情形",
        evidence=(own.place,),
    )


def _full_years(applicant: Applicant, context: Context, code: str, key: str, limit: str) -> Answer:
    """Compare the anniversary of a day with the anchor; the anniversary's own day is in time."""
    read = day_cell(applicant, context, key)
    if read.day is None:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=read.facts
        )
    years: int = getattr(context.settings.eligibility, limit)
    start, note = dates.strict(read.day, late=True)
    due = dates.add_years(start, years)
    full = due <= context.anchor
    reason = (
        f"{read.heading} {dates.spell(read.day)}{note or ' '}满{years}年为 {due}，"
        f"{'不晚于' if full else '晚于'}{context.anchor_words}，"
        f"{'符合' if full else '不符合'}{context.demand(code)}{context.departure(limit)}"
    )
    return Answer(
        outcome=Outcome.PASS if full else Outcome.FAIL,
        reason=reason,
        evidence=(read.place,),
        facts=Facts(day=read.day, number=years, limit=context.anchor),
    )


@rule("E03", "正常运营年限")
def operating_years(applicant: Applicant, context: Context) -> Answer:
    """Count from 成立日期; a stated stoppage is for a person to weigh."""
    answer = _full_years(applicant, context, "E03", "reg_date", "ops_years")
    read, said = statement(applicant, context, "stoppage")
    if said.blank or said.denied or _RUNNING.fullmatch(said.text):
        return answer
    words = f"{read.heading}填“{read.text}”，请核实是否正常运营"
    if answer.outcome is not Outcome.PASS:
        return Answer(
            outcome=answer.outcome,
            reason=f"{answer.reason}；{words}",
            evidence=(*answer.evidence, read.place),
            facts=answer.facts,
        )
    return Answer(
        outcome=Outcome.PENDING,
        reason=f"{words}（{answer.reason}）",
        evidence=(read.place, *answer.evidence),
        facts=read.facts,
    )


@rule("E05", "农产品标准化生产绩效等级")
def farm_grade(applicant: Applicant, context: Context) -> Answer:
    """Ask producers of farm products only; A is the best grade."""
    agri, read = cell(applicant, "agri"), cell(applicant, "agri_grade")
    if agri.truth is not True:
        reason = "不是农产品生产企业（组织）" if agri.truth is False else agri.why_blank
        return Answer(outcome=Outcome.SKIP, reason=f"{reason}，不适用", evidence=(agri.place,))
    grade = plain(read.text).upper().removesuffix("级").strip()
    if grade not in _GRADES or not grade:
        words = f"{read.heading}“{read.text}”不是A至D级" if grade else read.why_blank
        return Answer(
            outcome=Outcome.MISSING, reason=words, evidence=(read.place,), facts=read.facts
        )
    lowest = context.settings.eligibility.agri_min_grade
    enough = _GRADES.index(grade) <= _GRADES.index(lowest)
    reason = (
        f"{read.heading}为{grade}级，{'达到' if enough else '低于'}{lowest}级，"
        f"{'符合' if enough else '不符合'}{context.demand('E05')}{context.departure('agri_min_grade')}"
    )
    return Answer(
        outcome=Outcome.PASS if enough else Outcome.FAIL,
        reason=reason,
        evidence=(read.place, agri.place),
        facts=Facts(said=grade, names=(lowest,)),
    )


@rule("E06", "实施卓越绩效管理年限")
def excellence_years(applicant: Applicant, context: Context) -> Answer:
    """Count from 导入卓越绩效日期, like E03."""
    return _full_years(applicant, context, "E06", "pe_start", "pe_years")
