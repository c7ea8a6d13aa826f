"""`wzqa confirm STAGE`: a list becomes a promise; `--reopen` lifts it and all that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from wzqa.dates import chinese
from wzqa.documents.kinds import of_plan
from wzqa.names import counted
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents, lists
from wzqa.stages import departures, refreshing
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.view import View, basis_of, current
from wzqa.stages.publicity import Publicised

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wzqa.contents import ListContent
    from wzqa.models import FrozenList
    from wzqa.publicity.periods import Period
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle


# （十七）（十九） give these lists to the committee
RESTS_ON_ACT = ("vote", "award")


def run(
    cycle: Cycle,
    stage: str,
    day: date | None,
    reopen: bool,
    why: str | None,
    basis: str | None = None,
) -> Report:
    """Confirm or reopen a stage's list."""
    if reopen:
        return _reopen(cycle, stage, why)
    if why:
        raise WzqaError("--why 只与 --reopen 一起用", Exit.USAGE, code="usage")
    if day and day > cycle.today:
        raise WzqaError(
            f"名单的日期{chinese(day)}晚于今天{chinese(cycle.today)}", Exit.INPUT, code="date-future",
            hint="请在当天或以后确认",
        )  # fmt: skip
    taking.take_registers(cycle)
    view = current(cycle)
    held = view.lists.get(stage)
    if held is None:
        return _confirm(cycle, view, stage, day or cycle.today, (basis or "").strip())
    if chain.stale_reason(view, stage):
        return _renew(cycle, view, held, day or cycle.today, (basis or "").strip())
    left = departures.of_stage(view, stage)
    if left:
        raise WzqaError(
            f"{view.plan.names[stage]}名单上有已撤回的申报单位：{left[0].sentence}",
            Exit.INPUT, code="list-attention", hint=left[0].command,
        )  # fmt: skip
    report = Report(_data(held, reopened=False, voided=[], difference=_no_difference()))
    report.say(f"{view.plan.names[stage]}名单已确认（第{held.issue}次），没有变化。")
    return report


def _settled(view: View, stage: str, day: date) -> Derived[ListContent, object]:
    """Derive a list that may be confirmed: the one before stands, nothing is undecided."""
    earlier = view.plan.before(stage)
    if earlier:
        _need(view, earlier)
    if earlier and day < view.lists[earlier].day:
        raise WzqaError(
            f"名单的日期{chinese(day)}早于{view.plan.names[earlier]}名单的日期{chinese(view.lists[earlier].day)}", Exit.INPUT,
            code="list-date-order", hint="请核对 --date",
        )  # fmt: skip
    derived = chain.derive(view, stage)
    if derived.open:
        more = f"；另有{len(derived.open) - 1}项" if len(derived.open) > 1 else ""
        raise WzqaError(
            f"{view.plan.names[stage]}还有待决定的事项，不能确认：{derived.open[0]}{more}",
            Exit.DECIDE,
            [chain.open_problem(sentence) for sentence in derived.open],
        )
    if isinstance(derived.detail, Publicised):
        _period_over(derived.detail.period, day)
    return derived


def _renew(cycle: Cycle, view: View, held: FrozenList, day: date, act: str) -> Report:
    """Confirm a stale list again whose promise is the same: documents stay in force (§7).

    Withdrawals that came after the list stay what they were for it: later lists dealt with them.
    """
    stage = held.stage
    earlier = view.plan.before(stage)
    if earlier:
        _need(view, earlier)
    seen = chain.as_confirmed(view, held)
    again = chain.derive(seen, stage)
    if again.open or chain.promise(again.content) != chain.promise(held.content):
        raise WzqaError(
            f"{view.plan.names[stage]}名单已确认但已过时，内容也有变化：{chain.stale_reason(view, stage)}",
            Exit.INPUT, code="list-stale",
            hint=f"请先 wzqa confirm {stage} --reopen --why 理由，再重新确认",
        )  # fmt: skip
    lists.lift(cycle.record, held, "内容相同，续期确认", action="renew")
    fresh = lists.confirm(
        cycle.record, stage, content=again.content, rests_on=again.rests_on,
        basis={**basis_of(seen, again.extra), "act": act or held.basis.get("act", "")},
        day=max(day, held.day),
    )  # fmt: skip
    kept = documents.renew(cycle.record, held.ref, fresh.ref)
    refreshing.write(cycle, current(cycle), again)
    data = _data(fresh, reopened=False, voided=[], difference=_no_difference())
    report = Report(data | {"renewed": True})
    report.say(
        f"{view.plan.names[stage]}名单内容没有变化，已续期：第{fresh.issue}次，{chinese(fresh.day)}。"
        f"原有文书{kept}份继续有效，不必重发。"
    )
    return report


def _confirm(cycle: Cycle, view: View, stage: str, day: date, act: str) -> Report:
    derived = _settled(view, stage, day)
    last = lists.last(cycle.record, stage)
    act = act or _same_act(last, derived)
    if stage in RESTS_ON_ACT and not act:
        raise chain.needs_decision(
            f"{view.plan.names[stage]}名单由评委会确定，须写明所依据的会议",
            f"请加 --basis，如 wzqa confirm {stage} --basis 评委会全体会议纪要（某年某月某日）",
            "basis-missing",
        )
    frozen = lists.confirm(
        cycle.record,
        stage,
        content=derived.content,
        rests_on=derived.rests_on,
        basis={**basis_of(view, derived.extra), "act": act},
        day=day,
    )
    difference = _difference(view, last, frozen) if last else _no_difference()
    after = current(cycle)
    refreshing.write(cycle, after, derived)
    report = Report(_data(frozen, reopened=False, voided=[], difference=difference))
    report.say(
        f"{view.plan.names[stage]}名单已确认：第{frozen.issue}次，{chinese(day)}，"
        f"{_words(_counts(frozen.content))}。名单指纹 {frozen.list_hash[:16]}"
    )
    if act:
        report.say(f"所依据的会议或文件：{act}")
    if last:
        _say_difference(
            report, {**chain.names_on(last.content), **chain.names_on(frozen.content)}, difference
        )
    held_up = documents.waiting(cycle.record, stage)
    if held_up:
        report.say(
            f"暂停的文书{len(held_up)}份，运行 wzqa notices 后内容没有变的恢复有效，其余作废："
            + "；".join(f"wzqa notices {s}" for s in dict.fromkeys(d.stage for d in held_up))
        )
    return report


def _same_act(last: FrozenList | None, derived: Derived[ListContent, object]) -> str:
    """Give the act that the issue before rests on, where the content is the same."""
    if last is None or last.content != derived.content:
        return ""
    return last.basis.get("act", "")


def _need(view: View, earlier: str) -> None:
    if earlier not in view.lists:
        raise chain.needs_decision(
            f"{view.plan.names[earlier]}名单还没有确认",
            f"请先 wzqa confirm {earlier}",
            "earlier-unconfirmed",
        )
    reason = chain.stale_reason(view, earlier)
    if reason:
        raise chain.needs_decision(
            f"{view.plan.names[earlier]}名单已过时：{reason}",
            f"请先 wzqa confirm {earlier}（内容没有变的即续期，有变的会提示重新打开）",
            "earlier-stale",
        )


def _period_over(period: Period | None, day: date) -> None:
    if period and not period.over(day):
        raise chain.needs_decision(
            f"公示期到{chinese(period.end)}止，{chinese(day)}还不能确认",
            "请在公示期满次日起确认（--date 指定日期）",
            "period-running",
        )


def _reopen(cycle: Cycle, stage: str, why: str | None) -> Report:
    if not why or not why.strip():
        raise WzqaError("重新打开须写明理由（--why）", Exit.USAGE, code="usage")
    view = current(cycle)
    if stage not in view.lists:
        raise WzqaError(
            f"{view.plan.names[stage]}名单没有确认，不必重新打开",
            Exit.INPUT,
            code="list-unconfirmed",
        )
    voided: list[str] = []
    suspended: list[str] = []
    for later in (stage, *view.plan.after(stage)):
        held = view.lists.get(later)
        if held is None:
            continue
        reason = why if later == stage else f"{view.plan.names[stage]}重新打开：{why}"
        lists.lift(cycle.record, held, reason)
        needing = [k.name for k in of_plan(view.plan) if k.needs == later and not k.own]
        found = documents.suspend(cycle.record, held.ref, needing, why.strip())
        suspended += [d.docno or d.file for d in found]
        if later != stage:
            voided.append(later)
    lifted = view.lists[stage]
    data = _data(lifted, reopened=True, voided=voided, difference=_no_difference())
    report = Report(data | {"suspended": suspended})
    report.say(f"{view.plan.names[stage]}名单已重新打开，回到草稿。")
    if voided:
        report.say("随之失效：" + "、".join(view.plan.names[s] for s in voided))
    if suspended:
        report.say(f"暂停效力的文书{len(suspended)}份：" + counted(suspended))
        report.say(
            "先不必收回。重新确认并运行 wzqa notices 后，内容没有变的恢复有效，"
            "内容有变的作废，列入作废文书清单。"
        )
    return report


def _counts(content: ListContent) -> dict[str, int]:
    if "passed" in content:
        return {"pass": len(content["passed"]), "fail": len(content["failed"])}
    if "selected" in content:
        return {award: len(entries) for award, entries in content["selected"].items()}
    return {"admitted": len(content["admitted"]), "vacancies": content["vacancies"]}


_COUNT_WORDS = {"pass": "通过", "fail": "不通过", "admitted": "入围", "vacancies": "空缺"}


def _words(counts: dict[str, int]) -> str:
    return "，".join(f"{_COUNT_WORDS.get(k, k)}{n}家" for k, n in counts.items())


# who came in, who went out, which documents speak otherwise than the new list
Difference = TypedDict(
    "Difference", {"in": list[str], "out": list[str], "void_documents": list[str]}
)


def _data(
    held: FrozenList, *, reopened: bool, voided: list[str], difference: Difference
) -> dict[str, object]:
    return {
        "stage": held.stage,
        "issue": held.issue,
        "list_hash": held.list_hash,
        "basis": held.basis.get("act") or None,
        "counts": _counts(held.content),
        "reopened": reopened,
        "renewed": False,
        "voided": voided,
        "difference": difference,
    }


def _no_difference() -> Difference:
    return {"in": [], "out": [], "void_documents": []}


def _difference(view: View, last: FrozenList, new: FrozenList) -> Difference:
    """Compare with the list lifted last: who crossed the line, which letters speak otherwise."""
    old, now = chain.admitted(last.content), chain.admitted(new.content)
    crossed = {*old} ^ {*now}
    crossed |= {a.app_no for a in view.everybody if a.key in crossed}
    gone = [d for d in documents.waiting(view.record, new.stage) if d.subject in crossed]
    return {
        "in": [c for c in now if c not in old],
        "out": [c for c in old if c not in now],
        "void_documents": [d.docno or d.file for d in gone],
    }


def _say_difference(report: Report, known: Mapping[str, str], difference: Difference) -> None:
    def names(codes: list[str]) -> str:
        return "、".join(known.get(c, c) for c in codes) or "无"

    report.say(
        f"与上次名单相比：新入{names(difference['in'])}；退出{names(difference['out'])}；"
        f"须作废的文书{len(difference['void_documents'])}份"
    )
