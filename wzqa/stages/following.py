"""What comes next: one command that works as it is typed, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.kinds import of_stage
from wzqa.problems import WzqaError
from wzqa.record import documents, forms, lists
from wzqa.stages import awarding, departures, inboxes, publicity
from wzqa.stages.ground import chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wzqa.contents import ListContent
    from wzqa.models import Applicant
    from wzqa.stages.ground.view import View

_TAKEN_BY = {
    "registers": ("", "wzqa ingest"),
    "applications": ("", "wzqa ingest"),
    "verification": ("", "wzqa screen"),
    "objections": ("vote", "wzqa publicity"),
}


def _taken_by(view: View) -> dict[str, tuple[str, str]]:
    """Give by role the list that must be confirmed before a file is of use, and what takes it in."""
    plan = view.plan
    scored = {f"scores-{s}": (plan.before(s) or "", f"wzqa score {s}") for s in plan.keys}
    return _TAKEN_BY | scored | {"ballots": (plan.last, "wzqa rank vote")}


_NAMED = 5  # applicants named in a sentence; the rest is counted


@dataclass(frozen=True, slots=True)
class Step:
    """The next command, and in Chinese what stands in its way or is to be known first."""

    command: str
    blockers: tuple[str, ...] = ()


def step(view: View, found: Sequence[inboxes.Inbox]) -> Step:
    """Find what comes next; `found` is what the inboxes hold that was not taken in."""
    words = tuple(inbox_words(view, [i for i in found if i.waits or i.misfiled]))
    for inbox in found:
        after = _taken_by(view)[inbox.role][0]
        if inbox.waits and (not after or after in view.lists):
            return Step(_reading(view, inbox.role), words)
    if not view.role("applications"):
        return Step("wzqa ingest", (*words, "还没有收到申报表格"))
    following = _mending(view) or _ahead(view)
    return replace(following, blockers=(*words, *following.blockers))


def inbox_words(view: View, found: Sequence[inboxes.Inbox]) -> list[str]:
    """Say what is to be known of the inboxes, and of forms that were filled in and lie under out/."""
    filled = [
        f"{r['path']} 填写过，还没有放入 {forms.inbox_of(r['path'])}"
        for r in view.record.rows("SELECT path FROM output ORDER BY path")
        if view.record.filled(r["path"])
    ]
    return [*filled, *(s for inbox in found for s in inbox.sentences(_reading(view, inbox.role)))]


def _reading(view: View, role: str) -> str:
    """Name the command that reads an inbox."""
    second = role == "verification" and chain.standing(view, "vote")
    return "wzqa screen --second" if second else _taken_by(view)[role][1]


def _mending(view: View) -> Step | None:
    """Find what changed since lists were confirmed: stale, suspended, left."""
    for stage in view.lists:
        reason = chain.stale_reason(view, stage)
        if reason:
            again = "" if renewable(view, stage) else f' --reopen --why "{_cause(reason)}"'
            return Step(
                f"wzqa confirm {stage}{again}", (f"{view.plan.names[stage]}名单已过时：{reason}",)
            )
    waiting = documents.waiting(view.record)
    for stage in dict.fromkeys(d.stage for d in waiting):
        needs = {k.needs for k in of_stage(view.plan, stage) if k.needs}
        mine = {d.kind for d in waiting if d.stage == stage}
        if needs <= set(view.lists) and view.settings.basis.docno:
            words = f"{view.plan.names[stage]}有文书因名单重新打开暂停效力，等待恢复或作废"
            found = _papers(view, stage, mine)
            if found is not None:
                return Step(found.command, (words, *found.blockers))
    if view.lists:
        last = list(view.lists)[-1]
        left = departures.of_stage(view, last)
        if left and not _goes_on(view, last):
            return Step(left[0].command, tuple(d.sentence for d in left))
    return None


def _goes_on(view: View, last: str) -> bool:
    """Say whether the list that comes next is the one to leave the firm out.

    So it is while a reopened list waits to be confirmed anew, and once the posting is out.
    """
    after = view.plan.after(last)
    reopened = any(lists.last(view.record, stage) is not None for stage in after)
    return reopened or (last == "vote" and departures.posted(view))


def _papers(view: View, stage: str, waiting: set[str]) -> Step | None:
    """Find the command that settles a stage's suspended papers; None while others must act first."""
    if stage == "award" and awarding.approved(view) is None:
        # the government's own papers wait for its approval
        if "approval-request" not in waiting:
            return None
        return Step("wzqa notices award --only approval-request")
    if stage == view.plan.to_site:
        admitted = set(chain.admitted(view.lists[stage].content)) - view.gone
        people = [view.by_key[c] for c in sorted(admitted) if c in view.by_key]
        bare = without_team(view, view.plan.site, people)
        if bare:
            words = f"{_called(bare)}还没有现场评审组，现场评审通知不能出"
            return _forming(view, view.plan.site, words)
    return Step(f"wzqa notices {stage}")


def renewable(view: View, stage: str) -> bool:
    """Say whether a stale list would be renewed as it is."""
    held = view.lists[stage]
    earlier = view.plan.before(stage)
    if earlier and (earlier not in view.lists or chain.stale_reason(view, earlier)):
        return False
    try:
        again = chain.derive(chain.as_confirmed(view, held), stage)
    except WzqaError:
        return False
    return not again.open and chain.promise(again.content) == chain.promise(held.content)


def _ahead(view: View) -> Step:
    """Find the first stage that is not confirmed, what it lacks, and what to run."""
    stage = next((s for s in view.plan.order if s not in view.lists), None)
    if stage is None:
        return _awarded(view)
    scored = stage in view.plan.keys
    lacking = _unissued(view, view.plan.before(stage)) or (
        _scores(stage, view) if scored else _LACKING[stage](view) if stage in _LACKING else None
    )
    if lacking is not None:
        return lacking
    command = f"wzqa rank {stage}" if scored else _COMMANDS.get(stage, f"wzqa confirm {stage}")
    try:
        derived = chain.derive(view, stage)
    except WzqaError as error:
        return Step(command, (error.message,))
    if derived.open:
        return Step(command, tuple(_first(derived.open)))
    return Step(f"wzqa confirm {stage}{_act(stage, derived.content)}")


def _unissued(view: View, stage: str | None) -> Step | None:
    """Give `notices` where a list is confirmed and nothing that tells of it was ever made."""
    if stage is None or stage not in view.lists or not view.settings.basis.docno:
        return None
    telling = {k.name for k in of_stage(view.plan, stage) if k.own and k.needs == stage}
    made = {d.kind for d in documents.standing(view.record) if d.stage == stage}
    if not telling or telling & made:
        return None
    found = _papers(view, stage, telling)
    words = f"{view.plan.names[stage]}名单已确认，告知书和名单还没有出"
    return found and replace(found, blockers=found.blockers or (words,))


def _act(stage: str, content: ListContent) -> str:
    """Name the act that a list of the committee rests on, for a person to complete."""
    if stage == "vote":
        day = content["meeting_day"]
        held = f"（{chinese(date.fromisoformat(day))}）" if day else ""
        return f' --basis "评审委员会全体成员会议纪要{held}"'
    return ' --basis "评审委员会审定会议纪要"' if stage == "award" else ""


def _awarded(view: View) -> Step:
    """Find what follows the last list: the request, the government's approval, its papers （十九）."""
    made = {d.kind for d in documents.standing(view.record) if d.suspended_why is None}
    if "approval-request" not in made:
        return Step("wzqa notices award --only approval-request")
    if awarding.approved(view) is None:
        words = "等待政府批准（十九），批准后运行 wzqa decide approve --date 日期 --docno 文号 --why 依据"
        return Step("wzqa notices award --draft", (words,))
    for old in awarding.outdated(view):
        words = f"市政府批复已更正，{old.name}仍是原来的文号或日期"
        return Step(awarding.mend(old), (words,))
    if "announcement" not in made:
        return Step("wzqa notices award")
    return Step("wzqa archive 归档.zip")


def _cause(reason: str) -> str:
    """Give the reason of reopening as the act of a person: 材料有变动, for a person to complete."""
    return reason.removeprefix("确认之后，")


def _first(sentences: Iterable[str]) -> list[str]:
    return list(sentences)[:10]


def _scores(stage: str, view: View) -> Step | None:
    """Tell what a scored stage lacks before its order can be worked out: teams, score sheets."""
    try:
        part = chain.taking_part(view, stage).applicants
    except WzqaError as error:
        return Step(f"wzqa rank {view.plan.before(stage)}", (error.message,))
    scored = {card.uscc for card in view.cards(stage)}
    bare = [a for a in without_team(view, stage, part) if a.key not in scored]
    if bare:
        return _forming(view, stage, f"{_called(bare)}还没有{view.plan.names[stage]}的评审组")
    if view.role(f"scores-{stage}"):
        return None
    name = f"{view.plan.names[stage]}评分表"
    if not _written(view, f"out/{stage}/评分表/"):
        return Step(f"wzqa sheets {stage}", (f"{name}还没有出",))
    words = f"{name}已经写出，还没有收回；发给专家，收回后放入 inbox/scores/{stage}/"
    return Step(f"wzqa score {stage}", (words,))


def _written(view: View, folder: str) -> bool:
    """Say whether a command wrote files into a folder."""
    return any(r["path"].startswith(folder) for r in view.record.rows("SELECT path FROM output"))


def _vote(view: View) -> Step | None:
    """Tell what the meeting lacks before votes can be counted: its papers, the counting sheets."""
    if view.role("ballots"):
        return None
    if view.settings.basis.docno and not any(
        d.stage == "vote" for d in documents.standing(view.record)
    ):
        return Step("wzqa notices vote", ("评审会签到表、表决票还没有出",))
    if not _written(view, "out/vote/计票表_"):
        return Step("wzqa sheets vote", ("计票表还没有出",))
    return None


def without_team(view: View, stage: str, people: Iterable[Applicant]) -> list[Applicant]:
    """Name those whom no team evaluates in a stage; nobody where score sheets stand for a plan."""
    registers = view.registers
    if view.role(f"scores-{stage}") and (registers.members is None or not registers.assignments):
        return []
    return [a for a in people if not view.seating.team_of(stage, a).members]


def _called(people: Sequence[Applicant]) -> str:
    names = "、".join(a.name for a in people[:_NAMED])
    return names if len(people) <= _NAMED else f"{names}等{len(people)}家"


def _forming(view: View, stage: str, words: str) -> Step:
    """Give the proposal of teams as the next step; without a roster that must come first."""
    if not view.registers.examiners:
        return Step("wzqa ingest", (words, "还没有收到评审专家名册，请放入 inbox/registers/"))
    return Step(f"wzqa panels --form --stage {stage}", (words,))


def _publicity(view: View) -> Step | None:
    """Tell what （十八） lacks: the posting, the second check, the end of the period."""
    derived = publicity.derive(view)
    if publicity.posting_day(view) is None and view.settings.basis.docno:
        unsettled = derived.detail.unsettled if derived.detail else []
        return Step("wzqa notices publicity", ("初选公示还没有印发", *unsettled))
    if derived.detail is None or derived.detail.second is None:
        return Step("wzqa screen --second", tuple(_first(derived.open)))
    return None


_LACKING = {"vote": _vote, "publicity": _publicity}
_COMMANDS = {"screen": "wzqa screen", "vote": "wzqa rank vote", "publicity": "wzqa publicity"}
