"""初选公示 （十八）: the period, objections, the second check, who is left."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from wzqa.dates import chinese
from wzqa.problems import Exit, WzqaError
from wzqa.publicity import objections as judging
from wzqa.publicity.periods import Period, publicity_period
from wzqa.record import documents, lists
from wzqa.rules import departments
from wzqa.stages import asking, replying, screening
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.chain import Derived, hash_of, plain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current

if TYPE_CHECKING:
    from wzqa.contents import Extra, ListContent, SecondContent
    from wzqa.models import FrozenList
    from wzqa.problems import Problem
    from wzqa.stages.ground.cycle import Cycle


@dataclass(frozen=True, kw_only=True)
class Publicised:
    """Where the publicity stands."""

    period: Period | None
    standings: tuple[judging.Standing, ...]
    second: Derived[SecondContent, screening.Screened] | None  # None: not run yet
    left: judging.Left
    problems: tuple[Problem, ...]

    @property
    def unsettled(self) -> list[str]:
        """Say what of the second check a person must still settle."""
        return [f"复查未定：{sentence}" for sentence in self.second.open] if self.second else []

    @property
    def departments(self) -> tuple[departments.Standing, ...]:
        """Tell where each department stands by the day of the second check （十八）."""
        if self.second is None:
            return ()
        checked = self.second.detail
        return checked.departments(checked.as_of)


def posting_day(view: View) -> date | None:
    """Tell the day of posting: 成文日期 of the issued 初选公示, else as given.

    Seen from a confirmed list it is the day that the list was confirmed with.
    """
    held = view.lists.get("publicity")
    if not view.now:
        text = view.extra.get("start") or (held.content["start"] if held else None)
        if text:
            return date.fromisoformat(text)
    issued = issued_day(view)
    if issued:
        return issued
    text = view.extra.get("start")
    if text is None and not view.fresh:
        draft = lists.draft(view.record, "publicity-start")
        text = draft["start"] if draft else None
    return date.fromisoformat(text) if text else None


def issued_day(view: View) -> date | None:
    """Give 成文日期 of the 初选公示 that was issued on the present list."""
    held = view.lists.get("vote")
    for document in documents.standing(view.record):
        if document.kind == "publicity" and (held is None or document.stands_on == held.ref):
            return document.day
    return None


def publicised(view: View, vote: FrozenList) -> Publicised:
    """Judge the publicity of the initially selected."""
    start = posting_day(view)
    rules = view.settings.publicity
    period = None
    if start is not None:
        period = publicity_period(start, rules, replying.chain_calendar(view, start))
    selected = {a: [e["uscc"] for e in rows] for a, rows in vote.content["selected"].items()}
    chosen = {c for codes in selected.values() for c in codes}
    subjects = [
        judging.Subject(
            uscc=a.key, name=a.name, former_names=a.former_names, selected=a.key in chosen
        )
        for a in view.by_key.values()
    ]
    decided = {
        d.subject: cast("judging.Verdict", d.content["answer"]) for d in view.decided("objection")
    }
    rows = [row for _, got in view.objection_files for row in got.rows]
    found, problems = judging.standings(rows, subjects, decided, period)
    checked = screening.derive_second(view)
    failed = checked.content["failed"] if checked else {}
    gone = {
        view.by_key[c].key: view.withdrawn[view.by_key[c].app_no].why
        for c in chosen
        if c in view.by_key and view.by_key[c].app_no in view.withdrawn
    }
    left = judging.left(selected, found, failed, gone)
    file_problems = [p for _, got in view.objection_files for p in got.problems]
    more = (*period.warnings,) if period else ()
    return Publicised(
        period=period,
        standings=tuple(found),
        second=checked,
        left=left,
        problems=(*file_problems, *problems, *more),
    )


def derive(view: View, stage: str = "publicity") -> Derived[ListContent, Publicised | None]:
    """Derive who is left after publicity."""
    del stage
    vote = view.lists.get("vote")
    if vote is None:
        return Derived(
            stage="publicity",
            content={"selected": {}},
            rests_on="",
            detail=None,
            open=("表决名单还没有确认",),
            missing=True,
        )
    state = publicised(view, vote)
    names = {c: a.name for c, a in view.by_key.items()}
    open_ = []
    if state.period is None:
        open_.append("还没有公示：没有张贴日期，也没有发出初选公示")
    undecided = judging.undecided(state.standings)
    open_ += [f"异议 {no} 还没有审查结论" for no in undecided]
    if state.second is None:
        open_.append("还没有做授奖前复查（wzqa screen --second）")
    else:
        open_ += state.unsettled
        open_ += [_owed(s) for s in state.departments if not s.settled]
    content: ListContent = {
        "selected": {
            award: [{"uscc": c, "name": names[c]} for c in codes]
            for award, codes in state.left.stays.items()
        },
        "vacated": [[v.award, v.uscc, v.reason] for v in state.left.vacated],
        "start": state.period.start.isoformat() if state.period else None,
        "end": state.period.end.isoformat() if state.period else None,
        "objections": [[s.objection.no, s.uscc, s.decision] for s in state.standings],
        "second_check": state.second.content["as_of"] if state.second else None,
    }
    rests = hash_of(
        vote.list_hash,
        content["start"],
        view.settings.publicity.model_dump(mode="json"),
        [plain(s.objection) for s in state.standings],
        [[d.subject, d.content] for d in view.decided("objection")],
        state.second.rests_on if state.second else None,
        sorted(v.subject for v in view.withdrawn.values()),
        [[d.subject, d.content] for d in view.decided("silence", "publicity")],
    )
    extra: Extra = {"start": content["start"]}
    if state.second:
        extra = {**extra, **state.second.extra}
        extra["departments"] = asdict(departments.counts(state.departments))
    if "calendar_text" in view.extra:
        extra["calendar_text"] = view.extra["calendar_text"]
    return Derived(
        stage="publicity",
        content=content,
        rests_on=rests,
        open=tuple(open_),
        extra=extra,
        detail=state,
        problems=state.problems,
        missing=state.period is None,
    )


def run(cycle: Cycle, start: date | None) -> Report:
    """`wzqa publicity [--start DATE]`."""
    taking.take(cycle, "objections")
    view = current(cycle)
    if "vote" not in view.lists:
        raise chain.needs_decision(
            "表决名单还没有确认", "请先 wzqa confirm vote", "earlier-unconfirmed"
        )
    if start is not None:
        issued = issued_day(view)
        if issued and issued != start:
            raise WzqaError(
                f"初选公示已于{chinese(issued)}印发，与 --start {start} 不一致",
                Exit.INPUT,
                code="publicity-start",
                hint="张贴之日以印发的公示为准；如须改期请重新打开表决名单",
            )
        lists.keep_draft(cycle.record, "publicity-start", {"start": start.isoformat()})
    derived = derive(view)
    state = publicised(view, view.lists["vote"]) if derived.detail is None else derived.detail
    cycle.note(derived.problems)
    lists.keep_draft(cycle.record, "publicity", derived.content)
    if state.second is not None:
        asking.overview(cycle, view, state.second.detail, second=True)
    report = Report(_json(state))
    undecided = judging.undecided(state.standings)
    owed = any(not s.settled for s in state.departments)
    if undecided or owed or (state.second and state.second.open):
        report.exit = Exit.DECIDE
    else:
        report.exit = cycle.input_exit
    _say(report, derived, state)
    return report


def _json(state: Publicised) -> dict[str, object]:
    p = state.period
    return {
        "start": p.start.isoformat() if p else None,
        "first_day": p.first_day.isoformat() if p else None,
        "end": p.end.isoformat() if p else None,
        "days": p.days if p else None,
        "basis": p.basis if p else None,
        "objections": [
            {
                "no": s.objection.no,
                "uscc": s.uscc,
                "name": s.name,
                "finding": s.objection.finding,
                "decision": s.decision,
            }
            for s in state.standings
        ],
        "second_check": {
            "as_of": state.second.content["as_of"],
            "open": state.second.content["open"],
            "departments": [_department_json(s) for s in state.departments],
        }
        if state.second
        else None,
    }


def _department_json(standing: departments.Standing) -> dict[str, object]:
    inquiry = standing.inquiry
    return {
        "department": standing.department,
        "issued": inquiry.issued.isoformat() if inquiry else None,
        "answer_by": inquiry.answer_by.isoformat() if inquiry else None,
        "settled": standing.settled,
        "owed": [a.key for a in standing.owed],
        "excused": standing.excuse.why if standing.excuse else None,
    }


_MEND = {
    departments.State.UNSENT: "请先 wzqa notices publicity --only second-check 发函",
    departments.State.WAITING: "期限未到，收到后放入 inbox/verification/ 并重新运行 wzqa screen --second",
}
_LATE = "请催复，收到后重新运行 wzqa screen --second；不再等候的用 wzqa decide silence 部门 --second --why 理由"


def _owed(standing: departments.Standing) -> str:
    return f"部门答复未齐：{standing.sentence}。{_MEND.get(standing.state, _LATE)}"


def _say(report: Report, derived: Derived[ListContent, object], state: Publicised) -> None:
    p = state.period
    if p:
        report.say(f"公示期：{chinese(p.first_day)}至{chinese(p.end)}（{p.days}天）。{p.basis}")
    else:
        report.say("还没有张贴日期：可用 --start 指定，或印发初选公示后以其成文日期为准。")
    rows = tuple(
        (
            s.objection.no,
            s.name,
            s.objection.finding,
            s.state,
            chinese(s.deadline) if s.deadline else "",
        )
        for s in state.standings
    )
    if rows:
        report.say(Grid(("编号", "对象", "调查结论", "状态", "异议截止"), rows, "异议"))
    for vacated in state.left.vacated:
        report.say(f"{vacated.award} 空出一个名额：{vacated.reason}（不递补）")
    report.say(*[f"待决定：{sentence}" for sentence in derived.open])
