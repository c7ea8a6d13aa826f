"""What the registers and the other applications say: E14 （二十一）, E15, E17."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import Day, Facts, Outcome
from wzqa.names import any_alike, comparable
from wzqa.rules.cells import cell, latest_day
from wzqa.rules.rule import Answer, Context, rule
from wzqa.rules.statements import denies

if TYPE_CHECKING:
    from wzqa.models import Applicant, PastWinner, Revocation

_GRAVEST = (Outcome.FAIL, Outcome.MISSING, Outcome.PENDING, Outcome.WARN, Outcome.PASS)


def _names(applicant: Applicant) -> tuple[str, ...]:
    return (applicant.name, *applicant.former_names)


def _gravest(answers: list[Answer]) -> Answer:
    """Take the gravest answer's outcome and words; the cells of the others stand behind its own."""
    first = min(answers, key=lambda a: _GRAVEST.index(a.outcome))
    rest = [place for a in answers for place in a.evidence]
    return Answer(
        outcome=first.outcome,
        reason=first.reason,
        evidence=(*first.evidence, *rest),
        facts=first.facts,
    )


@rule("E14", "撤销称号后的禁报期")
def banned(applicant: Applicant, context: Context) -> Answer:
    """Look the applicant up in 撤销名册; 取消 carries no ban unless `ban_on` says so."""
    register = context.registers.revocations
    code = cell(applicant, "uscc")
    if register is None:
        return Answer(outcome=Outcome.MISSING, reason="撤销名册尚未收件，请放入 inbox/registers/")
    found = [
        _ban(row, applicant, context)
        for row in register
        if (row.uscc and row.uscc == applicant.uscc)
        or any_alike(_names(applicant), (row.name, *row.former_names))
    ]
    if not found:
        return Answer(
            outcome=Outcome.PASS, reason="撤销名册中没有该申报组织", evidence=(code.place,)
        )
    return _gravest(found)


def _ban(row: Revocation, applicant: Applicant, context: Context) -> Answer:
    """Judge one row; the ban's last day is the anniversary （民法典201、202）."""
    rules = context.settings.eligibility
    same = bool(row.uscc) and row.uscc == applicant.uscc
    who = "" if same else "（仅名称或曾用名相同，代码不同或未登记）"
    where = (row.decided_place if row.decided_place.cell else row.place,)
    if row.action.startswith("提请"):
        reason = f"撤销名册载明已{row.action}称号{who}，政府尚未作出决定，请核实"
        return Answer(outcome=Outcome.PENDING, reason=reason, evidence=where)
    if row.action not in rules.ban_on:
        reason = f"撤销名册载明{row.action or '处理不明'}{who}，不适用禁报期"
        known = row.action in {"撤销", "取消"}
        return Answer(
            outcome=Outcome.PASS if known else Outcome.PENDING, reason=reason, evidence=where
        )
    trouble = dates.doubt(row.decided, latest_day(applicant, context)) if row.decided else "未填写"
    if row.decided is None or trouble:
        reason = f"撤销名册载明{row.action}{who}，决定日期{trouble}，请核实"
        return Answer(outcome=Outcome.PENDING, reason=reason, evidence=where)
    ends = [dates.add_years(day, rules.ban_years) for day in (row.decided.first, row.decided.last)]
    free = dates.either_way(
        row.decided, lambda day: context.anchor > dates.add_years(day, rules.ban_years)
    )
    last = ends[-1]
    told = Facts(said=row.action, day=row.decided, limit=last, number=rules.ban_years)
    spelled = dates.spell(Day(ends[0], last))
    reason = f"{dates.spell(row.decided)}{row.action}称号{who}，满{rules.ban_years}年为{spelled}，"
    if free is None:
        reason += f"跨{context.anchor_words}，请查明决定日期"
        return Answer(outcome=Outcome.PENDING, reason=reason, evidence=where)
    reason += f"{context.anchor_words}{'已在其后' if free else '不在其后'}"
    if free:
        return Answer(outcome=Outcome.PASS, reason=f"{reason}，禁报期已满", evidence=where)
    if same:
        return Answer(
            outcome=Outcome.FAIL,
            reason=f"{reason}，{context.demand('E14')}{context.departure('ban_years')}",
            evidence=where,
            facts=told,
        )
    return Answer(
        outcome=Outcome.PENDING, reason=f"{reason}，请核实是否同一组织", evidence=where, facts=told
    )


@rule("E15", "往届获奖")
def past_winner(applicant: Applicant, context: Context) -> Answer:
    """Apply `eligibility.past_winner`: the regulation is silent about those who won before."""
    policy = context.settings.eligibility.past_winner
    claim = cell(applicant, "past_city_award")
    register = context.registers.past_winners
    if policy == "ignore":
        return Answer(
            outcome=Outcome.PASS,
            reason="本届不看往届获奖（由本届设置决定，办法未规定）",
            evidence=(claim.place,),
        )
    if register is None:
        said = f"，{claim.heading}填“{claim.text}”" if claim.text else ""
        reason = f"往届获奖名册尚未收件，暂不比对{said}"
        return Answer(outcome=Outcome.SKIP, reason=reason, evidence=(claim.place,))
    found = [
        _won(row, applicant, context)
        for row in register
        if (row.uscc and row.uscc == applicant.uscc) or any_alike(_names(applicant), (row.name,))
    ]
    if found:
        return _gravest(found)
    if claim.text and not denies(claim.text):
        reason = f"{claim.heading}填“{claim.text}”，往届获奖名册中没有"
        return Answer(outcome=Outcome.WARN, reason=reason, evidence=(claim.place,))
    return Answer(
        outcome=Outcome.PASS, reason="往届获奖名册中没有该申报组织", evidence=(claim.place,)
    )


def _won(row: PastWinner, applicant: Applicant, context: Context) -> Answer:
    """Judge one row of 往届获奖名册; a name alone never fails anybody."""
    rules, year = context.settings.eligibility, context.settings.cycle.year
    same = bool(row.uscc) and row.uscc == applicant.uscc
    where = (row.year_place if row.year_place.cell else row.place,)
    when = f"{row.year}年度" if row.year else "年度不明"
    reason = f"往届获奖名册载明{when}{row.award}" + ("" if same else "（仅名称相同，请核对）")
    if rules.past_winner != "fail" or not same:
        return Answer(outcome=Outcome.WARN, reason=reason, evidence=where)
    limit = rules.past_winner_years
    told = Facts(case="within" if limit else "", said=f"{when}{row.award}", number=limit)
    if not limit:
        return Answer(
            outcome=Outcome.FAIL,
            reason=f"{reason}，本届不受理往届获奖组织（由本届设置决定，办法未规定）",
            evidence=where,
            facts=told,
        )
    if row.year is None:
        return Answer(outcome=Outcome.WARN, reason=reason, evidence=where)
    within = year - row.year <= limit
    reason = (
        f"{reason}，{year} − {row.year} = {year - row.year}，"
        f"{'不超过' if within else '超过'}{limit}年（由本届设置决定，办法未规定）"
    )
    return Answer(
        outcome=Outcome.FAIL if within else Outcome.PASS, reason=reason, evidence=where, facts=told
    )


@rule("E17", "重复申报")
def repeated(applicant: Applicant, context: Context) -> Answer:
    """One organisation, one application: the code is the key."""
    code = cell(applicant, "uscc")
    if applicant.uscc is None:
        reason = (
            code.why_blank
            if code.trouble or not code.said
            else f"{code.heading}读到“{code.said}”，代码有误，请更正后重新报送"
        )
        return Answer(
            outcome=Outcome.MISSING, reason=reason, evidence=(code.place,), facts=code.facts
        )
    own = applicant.app_no
    twins = [a for a in context.peers_by_code.get(applicant.uscc, ()) if a.app_no != own]
    if twins:
        return Answer(
            outcome=Outcome.PENDING,
            reason=f"同一代码另有内容不同的申报（{_numbers(twins)}），须撤回其中一份",
            evidence=(code.place, *(a.at("uscc") for a in twins)),
        )
    again = context.repeats.get(applicant.app_no, ())
    namesakes = context.peers_by_name.get(comparable(applicant.name), ())
    alike = [a for a in namesakes if a.app_no != own]
    if again:
        cells = "、".join(str(place) for place in again)
        return Answer(
            outcome=Outcome.WARN,
            reason=f"另有内容相同的申报，按一份计（{cells}）",
            evidence=(code.place, *again),
        )
    if alike:
        return Answer(
            outcome=Outcome.WARN,
            reason=f"名称与另一代码的申报相同（{_numbers(alike)}），请核对",
            evidence=(code.place, *(a.at("uscc") for a in alike)),
        )
    return Answer(outcome=Outcome.PASS, reason="代码没有重复", evidence=(code.place,))


def _numbers(applicants: list[Applicant]) -> str:
    return "、".join(sorted(a.app_no for a in applicants))
