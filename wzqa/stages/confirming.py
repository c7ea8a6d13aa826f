"""`wzqa confirm STAGE`: a list becomes a promise; `--reopen` lifts it and all that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents, lists
from wzqa.stages import refreshing
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.view import View, basis_of, current

if TYPE_CHECKING:
    from datetime import date

    from wzqa.models import FrozenList
    from wzqa.stages.ground.chain import Derived
    from wzqa.stages.ground.cycle import Cycle


def run(cycle: Cycle, stage: str, day: date | None, reopen: bool, why: str | None) -> Report:
    """Confirm or reopen a stage's list."""
    if reopen:
        return _reopen(cycle, stage, why)
    if why:
        raise WzqaError("--why 只与 --reopen 一起用", Exit.USAGE, code="usage")
    taking.take_registers(cycle)
    view = current(cycle)
    held = view.lists.get(stage)
    if held:
        reason = chain.stale_reason(view, stage)
        if not reason:
            report = Report(_data(held, reopened=False, voided=[], difference=_no_difference()))
            report.say(f"{STAGE_NAMES[stage]}名单已确认（第{held.issue}次），没有变化。")
            return report
        raise WzqaError(
            f"{STAGE_NAMES[stage]}名单已确认但已过时：{reason}", Exit.INPUT, code="list-stale",
            hint=f"请先 wzqa confirm {stage} --reopen --why 理由，再重新确认",
        )  # fmt: skip
    return _confirm(cycle, view, stage, day or cycle.today)


def _confirm(cycle: Cycle, view: View, stage: str, day: date) -> Report:
    earlier = chain.before(stage)
    if earlier:
        _need(view, earlier)
    derived = chain.derive(view, stage)
    if derived.open:
        more = f"；另有{len(derived.open) - 1}项" if len(derived.open) > 1 else ""
        raise WzqaError(
            f"{STAGE_NAMES[stage]}还有待决定的事项，不能确认：{derived.open[0]}{more}",
            Exit.DECIDE,
            [chain.open_problem(sentence) for sentence in derived.open],
        )
    if stage == "publicity":
        _period_over(derived, day)
    last = lists.last(cycle.record, stage)
    frozen = lists.confirm(
        cycle.record,
        stage,
        content=derived.content,
        rests_on=derived.rests_on,
        basis=basis_of(view, derived.extra),
        day=day,
    )
    difference = _difference(cycle, last, frozen) if last else _no_difference()
    after = current(cycle)
    refreshing.write(cycle, after, stage)
    report = Report(_data(frozen, reopened=False, voided=[], difference=difference))
    report.say(
        f"{STAGE_NAMES[stage]}名单已确认：第{frozen.issue}次，{day}，"
        f"{_words(report.data['counts'])}。名单指纹 {frozen.list_hash[:16]}"
    )
    if last:
        _say_difference(report, view, difference)
    return report


def _need(view: View, earlier: str) -> None:
    if earlier not in view.lists:
        raise chain.needs_decision(
            f"{STAGE_NAMES[earlier]}名单还没有确认",
            f"请先 wzqa confirm {earlier}",
            "earlier-unconfirmed",
        )
    reason = chain.stale_reason(view, earlier)
    if reason:
        raise chain.needs_decision(
            f"{STAGE_NAMES[earlier]}名单已过时：{reason}",
            f"请先 wzqa confirm {earlier} --reopen --why 理由，再重新确认",
            "earlier-stale",
        )


def _period_over(derived: Derived, day: date) -> None:
    period = derived.detail.period
    if not period.over(day):
        raise chain.needs_decision(
            f"公示期到 {period.end} 止，{day} 还不能确认",
            "请在公示期满次日起确认（--date 指定日期）",
            "period-running",
        )


def _reopen(cycle: Cycle, stage: str, why: str | None) -> Report:
    if not why or not why.strip():
        raise WzqaError("重新打开须写明理由（--why）", Exit.USAGE, code="usage")
    view = current(cycle)
    if stage not in view.lists:
        raise WzqaError(
            f"{STAGE_NAMES[stage]}名单没有确认，不必重新打开", Exit.INPUT, code="list-unconfirmed"
        )
    voided: list[str] = []
    void_documents: list[str] = []
    for later in chain.ORDER[chain.ORDER.index(stage) :]:
        held = view.lists.get(later)
        if held is None:
            continue
        reason = why if later == stage else f"{STAGE_NAMES[stage]}重新打开：{why}"
        lists.lift(cycle.record, held, reason)
        gone = documents.void(cycle.record, held.ref, f"{held.ref} 已重新打开")
        void_documents += [d.docno or d.file for d in gone]
        if later != stage:
            voided.append(later)
    lifted = view.lists[stage]
    difference = {"in": [], "out": [], "void_documents": void_documents}
    report = Report(_data(lifted, reopened=True, voided=voided, difference=difference))
    report.say(f"{STAGE_NAMES[stage]}名单已重新打开，回到草稿。")
    if voided:
        report.say("随之失效：" + "、".join(STAGE_NAMES[s] for s in voided))
    if void_documents:
        report.say(f"作废文书{len(void_documents)}份：" + "、".join(void_documents[:10]))
        report.say("已发出的须收回；下次 wzqa notices 会写出作废文书清单。")
    return report


def _counts(content: dict[str, Any]) -> dict[str, int]:
    if "passed" in content:
        return {"pass": len(content["passed"]), "fail": len(content["failed"])}
    if "selected" in content:
        return {award: len(entries) for award, entries in content["selected"].items()}
    return {"admitted": len(content["admitted"]), "vacancies": content["vacancies"]}


_COUNT_WORDS = {"pass": "通过", "fail": "不通过", "admitted": "入围", "vacancies": "空缺"}


def _words(counts: dict[str, int]) -> str:
    return "，".join(f"{_COUNT_WORDS.get(k, k)}{n}家" for k, n in counts.items())


def _data(
    held: FrozenList, *, reopened: bool, voided: list[str], difference: dict[str, Any]
) -> dict[str, Any]:
    return {
        "stage": held.stage,
        "issue": held.issue,
        "list_hash": held.list_hash,
        "counts": _counts(held.content),
        "reopened": reopened,
        "voided": voided,
        "difference": difference,
    }


def _no_difference() -> dict[str, Any]:
    return {"in": [], "out": [], "void_documents": []}


def _difference(cycle: Cycle, last: FrozenList, new: FrozenList) -> dict[str, Any]:
    """Compare with the list lifted last: who crossed the line, which letters are void."""
    old, now = chain.admitted(last.content), chain.admitted(new.content)
    gone = [d for d in documents.everything(cycle.record) if d.list_ref == last.ref and d.void_why]
    return {
        "in": [c for c in now if c not in old],
        "out": [c for c in old if c not in now],
        "void_documents": [d.docno or d.file for d in gone],
    }


def _say_difference(report: Report, view: View, difference: dict[str, Any]) -> None:
    def names(codes: list[str]) -> str:
        return "、".join(view.by_key[c].name if c in view.by_key else c for c in codes) or "无"

    report.say(
        f"与上次名单相比：新入{names(difference['in'])}；退出{names(difference['out'])}；"
        f"作废文书{len(difference['void_documents'])}份"
    )
