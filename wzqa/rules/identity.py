"""Who applies and for how long: E01, E02, E03, E05, E06 （十一）（一）—（三）."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import Day, Facts, Outcome
from wzqa.rules import outside, sizes
from wzqa.rules.cells import Cell, cell, day_cell, statement
from wzqa.rules.rule import Answer, Context, rule
from wzqa.rules.statements import plain

if TYPE_CHECKING:
    from wzqa.models import Applicant

_HOUSEHOLD = "92"  # GB 32100: 工商登记的个体工商户
# What a name ends with, or a type is as a whole, when it belongs to somebody else's legal person.
_BRANCH = (
    "分公司|分行|支行|分店|分所|分院|分校|分社|分厂|分部|分中心|分支机构|办事处|营业部|营业所|营业厅|营业室|"
    "代表处|代表机构|联络处|经营部|门市部|项目部|服务站|分支"
)
_BRANCH_END = re.compile(rf"(?:{_BRANCH})(?:\([^()]*\))?[)\s]*$")
_HAS_BRANCHES = re.compile(r"\((?:含|下设|另有|另设|设有|有|包括|内含|拥有|及|共)[^()]*\)")
_NO_LEGAL_PERSON = re.compile(
    r"非法人|不具有?(?:独立)?法人|无法人资格|没有法人|\(个体\)|^个体$|非独立法人|^不是法人"
)
_PARTNERS_TYPE = re.compile(r"合伙(?!人)|个人独资|个体")
_PARTNERS_NAME = re.compile(r"合伙企业|\((?:有限|普通|特殊普通)合伙\)|个人独资|个体工商户|个体户")
# A company that names its branches, or what it was, is none itself: the note goes.
_LEGAL_TYPE = re.compile(
    r"(?:有限(?:责任)?公司|股份(?:有限)?公司|集团公司|农民专业合作社(?:联合社)?|事业单位(?:法人)?|社会团体(?:法人)?|企业法人)(?:\([^()]*\))?(?=$|[\s,;。、(])"
)
_FARMING = "农、林、牧、渔业"
_FARM_FIELD = "农林业"
_GRADES = "ABCD"  # best first


@rule("E01", "在本行政区域内注册登记")
def registered_here(applicant: Applicant, context: Context) -> Answer:
    """Look 所属县（市、区） up in the region table; the code's digits tell nothing."""
    area = context.edition.area
    here = f"本{area.level}"
    read = replace(cell(applicant, "region"), heading=f"所属{area.unit}")
    channel = cell(applicant, "channel")
    if channel.text in area.direct and (not read.text or area.is_direct(read.text)):
        reason = f"{channel.text}申报，不分{area.unit}"
        return Answer(outcome=Outcome.PASS, reason=reason, evidence=(channel.place, read.place))
    if not read.text:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=read.facts
        )
    region = area.within(read.text)
    if region:
        outcome, reason = (
            Outcome.PASS,
            f"{read.heading}“{read.text}”属{region}，在{here}行政区域内",
        )
    elif place := outside.certain(read.text, area):
        outcome = Outcome.FAIL
        within = "" if place == read.text else f"属{place}，"
        reason = f"{read.heading}“{read.text}”{within}不在{here}，不符合{context.demand('E01')}"
    else:
        outcome = Outcome.PENDING
        reason = f"{read.heading}“{read.text}”不在{here}区划表内，请核实注册登记地"
    return Answer(
        outcome=outcome, reason=reason, evidence=(read.place,), facts=Facts(said=read.text)
    )


@rule("E02", "独立法人资格")
def legal_person(applicant: Applicant, context: Context) -> Answer:
    """Take 是 unless a sign tells against it; signs never tell in favour."""
    own, kind = cell(applicant, "legal_person"), cell(applicant, "org_type")
    name, code = cell(applicant, "name"), cell(applicant, "uscc")
    demand = f"不符合{context.demand('E02')}"
    type_ = plain(kind.text)
    core = _LEGAL_TYPE.match(type_)
    against = [
        (own.truth is False, own, f"{own.heading}填“{own.said or '否'}”", Facts(case="denied")),
        (
            (applicant.uscc or "").startswith(_HOUSEHOLD),
            code,
            f"统一社会信用代码以{_HOUSEHOLD}开头，为个体工商户",
            Facts(case="household"),
        ),
        (
            bool(_BRANCH_END.search(type_)) and not core,
            kind,
            f"组织类型“{kind.text}”为分支机构",
            Facts(case="branch", said=kind.text),
        ),
        (
            bool(_NO_LEGAL_PERSON.search(type_)),
            kind,
            f"组织类型“{kind.text}”不是法人",
            Facts(said=kind.text),
        ),
        (
            bool(_BRANCH_END.search(_HAS_BRANCHES.sub("", plain(applicant.name)))),
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
        (None if core else _PARTNERS_TYPE.search(type_), kind),
        (None if core else re.search(_BRANCH, type_), kind),
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
        outcome=Outcome.PASS, reason=f"{own.heading}填“是”，没有发现相反情形", evidence=(own.place,)
    )


def _full_years(applicant: Applicant, context: Context, code: str, key: str, limit: str) -> Answer:
    """Compare the anniversary of a day with the anchor; the anniversary's own day is in time."""
    read = day_cell(applicant, context, key)
    if read.day is None:
        return Answer(
            outcome=Outcome.MISSING, reason=read.why_blank, evidence=(read.place,), facts=read.facts
        )
    years: int = getattr(context.settings.eligibility, limit)
    due = [dates.add_years(day, years) for day in (read.day.first, read.day.last)]
    full = dates.either_way(read.day, lambda day: dates.add_years(day, years) <= context.anchor)
    facts = Facts(
        case="" if full is not None else "to-the-day", said=read.said, day=read.day, number=years,
        limit=context.anchor, names=(read.heading,),
    )  # fmt: skip
    spelled = f"{read.heading}{dates.spell(read.day)}，满{years}年为{dates.spell(Day(*due))}"
    if full is None:
        reason = f"{spelled}，跨{context.anchor_words}，请写明到日{context.departure(limit)}"
        return Answer(outcome=Outcome.MISSING, reason=reason, evidence=(read.place,), facts=facts)
    reason = (
        f"{spelled}，{'不晚于' if full else '晚于'}{context.anchor_words}，"
        f"{'符合' if full else '不符合'}{context.demand(code)}{context.departure(limit)}"
    )
    return Answer(
        outcome=Outcome.PASS if full else Outcome.FAIL,
        reason=reason,
        evidence=(read.place,),
        facts=facts,
    )


@rule("E03", "正常运营年限")
def operating_years(applicant: Applicant, context: Context) -> Answer:
    """Count from 成立日期; a stated stoppage is for a person to weigh."""
    answer = _full_years(applicant, context, "E03", "reg_date", "ops_years")
    read, said = statement(applicant, context, "E03", "stoppage")
    if said.blank or said.denied:
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
        return _not_farming(applicant, agri)
    grade = _grade(read.text)
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


def _grade(text: str) -> str:
    """Take the letter of a grade: B级, A（2025年评定）, C（整改中）."""
    found = re.fullmatch(r"([A-Z])级?(?:\(.*\))?", plain(text).upper().strip())
    return found[1] if found else plain(text).upper().strip()


def _not_farming(applicant: Applicant, agri: Cell) -> Answer:
    """Skip who produces no farm products, unless field or industry says farming."""
    field, industry = cell(applicant, "field"), cell(applicant, "industry")
    sector = sizes.sector(industry.text)
    signs = [c for c, so in (
        (field, field.text == _FARM_FIELD), (industry, sector is not None and sector.name == _FARMING),
    ) if so]  # fmt: skip
    if not signs:
        reason = "不是农产品生产企业（组织）" if agri.truth is False else agri.why_blank
        return Answer(outcome=Outcome.SKIP, reason=f"{reason}，不适用", evidence=(agri.place,))
    said = "、".join(f"{c.heading}填“{c.text}”" for c in signs)
    places = (agri.place, *(c.place for c in signs))
    if agri.truth is None:
        reason = f"{said}，{agri.why_blank}，请补填"
        return Answer(outcome=Outcome.MISSING, reason=reason, evidence=places, facts=agri.facts)
    reason = f"{said}，而{agri.heading}填“否”，请核对"
    return Answer(outcome=Outcome.WARN, reason=reason, evidence=places)


@rule("E06", "实施卓越绩效管理年限")
def excellence_years(applicant: Applicant, context: Context) -> Answer:
    """Count from 导入卓越绩效日期, like E03."""
    return _full_years(applicant, context, "E06", "pe_start", "pe_years")
