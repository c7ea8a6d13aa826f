"""What comes next: one command that works as it is typed, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents.kinds import of_stage
from wzqa.models import STAGE_NAMES
from wzqa.panels import checking as panels
from wzqa.problems import WzqaError
from wzqa.record import documents
from wzqa.record.store import sha256
from wzqa.stages import awarding, departures, publicity
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import INBOX, read_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.contents import ListContent
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View

# role → the list that must be confirmed before it is of use, and the command that takes it in
_TAKEN_BY = {
    "registers": ("", "wzqa ingest"),
    "applications": ("", "wzqa ingest"),
    "verification": ("", "wzqa screen"),
    "scores-review": ("screen", "wzqa score review"),
    "scores-visit": ("review", "wzqa score visit"),
    "ballots": ("visit", "wzqa rank vote"),
    "objections": ("vote", "wzqa publicity"),
}
_NAMES = {
    "registers": "名册", "applications": "申报表格", "verification": "核查表、反馈表", "scores-review": "资料评审评分表",
    "scores-visit": "现场评审评分表", "ballots": "计票表", "objections": "异议登记表",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """The next command, and in Chinese what stands in its way or is to be known first."""

    command: str
    blockers: tuple[str, ...] = ()


def unread(cycle: Cycle, view: View) -> dict[str, list[str]]:
    """List the files of every inbox that are new or changed since they were last taken in."""
    held = {(f.role, f.path): f.sha256 for f in view.files}
    found: dict[str, list[str]] = {}
    for role in INBOX:
        files, _ = read_folder(cycle, role)
        fresh = [f.path for f in files if held.get((role, f.path)) != sha256(f.data)]
        if fresh:
            found[role] = fresh
    return found


def unread_words(found: dict[str, list[str]]) -> list[str]:
    """Say it."""
    return [
        f"收件目录中有{len(files)}个新的或改过的{_NAMES[role]}还没有读入：{'、'.join(files[:3])}"
        + ("等" if len(files) > 3 else "")  # noqa: PLR2004
        for role, files in found.items()
    ]


def step(cycle: Cycle, view: View) -> Step:
    """Find what comes next."""
    found = unread(cycle, view)
    for role in found:
        after, command = _TAKEN_BY[role]
        if not after or after in view.lists:
            if role == "verification" and chain.standing(view, "vote"):
                command = "wzqa screen --second"
            return Step(command, tuple(unread_words(found)))
    if not view.role("applications"):
        return Step("wzqa ingest", ("还没有收到申报表格",))
    return _mending(view) or _ahead(view)


def _mending(view: View) -> Step | None:
    """Find what changed since lists were confirmed: stale, suspended, left."""
    for stage in view.lists:
        reason = chain.stale_reason(view, stage)
        if reason:
            again = "" if renewable(view, stage) else " --reopen --why 理由"
            return Step(
                f"wzqa confirm {stage}{again}", (f"{STAGE_NAMES[stage]}名单已过时：{reason}",)
            )
    waiting = documents.waiting(view.record)
    for stage in dict.fromkeys(d.stage for d in waiting):
        needs = {k.needs for k in of_stage(stage) if k.needs}
        mine = {d.kind for d in waiting if d.stage == stage}
        if needs <= set(view.lists) and view.settings.basis.docno:
            words = f"{STAGE_NAMES[stage]}有文书因名单重新打开暂停效力，等待恢复或作废"
            found = _papers(view, stage, mine)
            if found is not None:
                return Step(found.command, (words, *found.blockers))
    if view.lists:
        last = list(view.lists)[-1]
        left = departures.of_stage(view, last)
        if left and not (last == "vote" and departures.posted(view)):
            return Step(left[0].command, tuple(d.sentence for d in left))
    return None


def _papers(view: View, stage: str, waiting: set[str]) -> Step | None:
    """Find the command that settles a stage's suspended papers; None while others must act first."""
    if stage == "award" and awarding.approved(view) is None:
        # the government's own papers wait for its approval
        if "approval-request" not in waiting:
            return None
        return Step("wzqa notices award --only approval-request")
    if stage == "review":
        admitted = set(chain.admitted(view.lists["review"].content)) - view.gone
        people = [view.by_key[c] for c in sorted(admitted) if c in view.by_key]
        expected = panels.expected_cards(view.registers, "visit", people) or ()
        bare = [a.name for a in people if a.key not in {e.uscc for e in expected}]
        if bare:
            words = f"{'、'.join(bare[:5])}还没有现场评审组，现场评审通知不能出"
            return Step("wzqa panels --form --stage visit", (words,))
    return Step(f"wzqa notices {stage}")


def renewable(view: View, stage: str) -> bool:
    """Say whether a stale list would be renewed as it is."""
    held = view.lists[stage]
    earlier = chain.before(stage)
    if earlier and (earlier not in view.lists or chain.stale_reason(view, earlier)):
        return False
    try:
        again = chain.derive(chain.as_confirmed(view, held), stage)
    except WzqaError:
        return False
    return not again.open and chain.promise(again.content) == chain.promise(held.content)


def _ahead(view: View) -> Step:
    """Find the first stage that is not confirmed, what it lacks, and what to run."""
    stage = next((s for s in chain.ORDER if s not in view.lists), None)
    if stage is None:
        return _awarded(view)
    lacking = _LACKING[stage](view) if stage in _LACKING else None
    if lacking is not None:
        return lacking
    command = _COMMANDS.get(stage, f"wzqa confirm {stage}")
    try:
        derived = chain.derive(view, stage)
    except WzqaError as error:
        return Step(command, (error.message,))
    if derived.open:
        return Step(command, tuple(_first(derived.open)))
    return Step(f"wzqa confirm {stage}{_act(stage, derived.content)}")


def _act(stage: str, content: ListContent) -> str:
    """Name the act that a list of the committee rests on, for a person to complete."""
    if stage == "vote":
        return f' --basis "评审委员会全体成员会议纪要（{content["meeting_day"]}）"'
    return ' --basis "评审委员会审定会议纪要"' if stage == "award" else ""


def _awarded(view: View) -> Step:
    """Find what follows the last list: the request, the government's approval, its papers （十九）."""
    made = {d.kind for d in documents.standing(view.record) if d.suspended_why is None}
    if "approval-request" not in made:
        return Step("wzqa notices award --only approval-request")
    if awarding.approved(view) is None:
        words = "等待市政府批准（十九），批准后运行 wzqa decide approve --date 日期 --docno 文号 --why 依据"
        return Step("wzqa notices award --draft", (words,))
    if "announcement" not in made:
        return Step("wzqa notices award")
    return Step("wzqa archive 归档.zip")


def _first(sentences: Iterable[str]) -> list[str]:
    return list(sentences)[:10]


def _scores(stage: str, view: View) -> Step | None:
    """Tell what a scored stage lacks before its order can be worked out."""
    if view.role(f"scores-{stage}"):
        return None
    try:
        part = chain.taking_part(view, stage).applicants
    except WzqaError as error:
        return Step(f"wzqa rank {chain.before(stage)}", (error.message,))
    if not panels.expected_cards(view.registers, stage, part):
        words = (f"还没有{STAGE_NAMES[stage]}的评审分组与回避表",)
        if not view.registers.examiners:
            return Step("wzqa panels", (*words, "还没有收到评审专家名册"))
        return Step(f"wzqa panels --form --stage {stage}", words)
    return Step(f"wzqa sheets {stage}", (f"{STAGE_NAMES[stage]}评分表还没有收回",))


def _publicity(view: View) -> Step | None:
    """Tell what （十八） lacks: the posting, the second check, the end of the period."""
    if publicity.posting_day(view) is None and view.settings.basis.docno:
        return Step("wzqa notices publicity", ("初选公示还没有印发",))
    derived = publicity.derive(view)
    if derived.detail is None or derived.detail.second is None:
        return Step("wzqa screen --second", tuple(_first(derived.open)))
    return None


_LACKING = {
    "review": lambda view: _scores("review", view),
    "visit": lambda view: _scores("visit", view),
    "publicity": _publicity,
}
_COMMANDS = {
    "screen": "wzqa screen",
    "review": "wzqa rank review",
    "visit": "wzqa rank visit",
    "vote": "wzqa rank vote",
    "publicity": "wzqa publicity",
}
