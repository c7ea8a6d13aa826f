"""What rests on what: drafts, confirmed lists, staleness, who takes part (cli.md)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter

from wzqa.contents import Extra
from wzqa.problems import Exit, Problem, WzqaError
from wzqa.record.store import digest
from wzqa.stages.ground import remembering
from wzqa.stages.ground.view import View, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from wzqa.contents import ListContent
    from wzqa.models import Applicant, FrozenList

_MODULES = {"screen": "screening", "vote": "voting", "publicity": "publicity", "award": "awarding"}


C_co = TypeVar("C_co", covariant=True)
D_co = TypeVar("D_co", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Derived(Generic[C_co, D_co]):
    """A stage's result, derived from a view.

    `content` is what `confirm` would freeze; `rests_on` hashes everything behind it; `open` says in
    Chinese what a person must still decide; `extra` are the choices that came from the command line
    (as_of, start); `detail` is the stage's own typed result; `missing` that it has not run at all.
    """

    stage: str
    content: C_co
    rests_on: str
    open: tuple[str, ...] = ()
    detail: D_co
    extra: Extra = field(default_factory=Extra)
    problems: tuple[Problem, ...] = ()
    missing: bool = False


def derive(view: View, stage: str) -> Derived[ListContent, object]:
    """Derive a stage afresh from what the view holds."""
    derived: Derived[ListContent, object] = _module(stage).derive(view, stage)
    return derived


def _rests_on(view: View, stage: str) -> str:
    """Hash what a stage rests on, without its result where that costs more."""
    light: Callable[[View, str], str] | None = getattr(_module(stage), "rests_on", None)
    return light(view, stage) if light else derive(view, stage).rests_on


def _module(stage: str) -> ModuleType:
    return import_module(f"wzqa.stages.{_MODULES.get(stage, 'scored')}")


_ADAPTERS: dict[type, TypeAdapter[object]] = {}


def plain(value: object) -> Any:
    """Turn records into JSON values, for hashing."""
    kind = type(value)
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind].dump_python(value, mode="json")


def hash_of(*parts: object) -> str:
    """Hash what a list rests on."""
    return digest(list(parts))


def as_confirmed(view: View, held: FrozenList) -> View:
    """See a list's stage without the withdrawals that came after it: later ones account for them."""
    known = set(held.basis.get("decisions", []))
    kept = tuple(d for d in view.decisions if d.kind != "withdraw" or d.id in known)
    later = (held.stage, *view.plan.after(held.stage))
    earlier = {s: f for s, f in view.lists.items() if s not in later}
    # which check an unmarked reply answers is known by the later list only
    extra: Extra = {**view.extra, **held.basis.get("extra", {})}
    if "divide" in view.extra:
        extra["divide"] = view.extra["divide"]
    return View(
        record=view.record,
        settings=view.settings,
        files=view.files,
        decisions=kept,
        lists=earlier,
        fresh=view.fresh,
        now=view.now,
        extra=extra,
        cache=view.cache,
        seq=view.seq,
    )


def stale_reason(view: View, stage: str) -> str:
    """Say in Chinese why a confirmed list no longer stands; "" when it does or there is none.

    Seen from a later list, those it rests on stood: it could not have been confirmed otherwise.
    """
    if not view.now:
        return ""
    if stage not in view.cache.stale:
        view.cache.stale[stage] = remembering.remembered(
            view, f"stale-{stage}", stage, lambda: _stale_reason(view, stage)
        )
    return view.cache.stale[stage]


def _stale_reason(view: View, stage: str) -> str:
    held = view.lists.get(stage)
    if held is None:
        return ""
    earlier = view.plan.before(stage)
    if earlier:
        if earlier not in view.lists:
            return f"{view.plan.names[earlier]}名单已重新打开"
        if stale_reason(view, earlier):
            return f"{view.plan.names[earlier]}名单已过时"
    now = _rests_on(as_confirmed(view, held), stage)
    return "" if now == held.rests_on else f"确认之后，{_changed(view, held)}有变动"


_RESTS_ON = {
    "screen": ("applications", "registers", "verification"),
    "vote": ("registers", "ballots"),
    "publicity": ("registers", "verification", "objections"),
    "award": (),
}
_NAMED = 3


def _changed(view: View, held: FrozenList) -> str:
    """Name what a list may rest on that came, went or was decided since it was confirmed."""
    known, basis = set(held.basis["files"]), held.basis
    roles = _RESTS_ON.get(held.stage, ("registers", f"scores-{held.stage}"))
    mine = [f for f in view.files if f.role in roles]
    names = [f.path.rpartition("/")[2] for f in mine if f.id not in known]
    said = names[:_NAMED]
    if len(names) > _NAMED:
        said.append(f"等{len(names)}个文件")
    decided = remembering.decided_for(view, held.stage)
    if any(d.id not in basis["decisions"] and d.kind != "withdraw" for d in decided):
        said.append("决定")
    if basis["settings"] != view.settings.model_dump(mode="json"):
        said.append("award.toml")
    return "、".join(said).replace("、等", "等") or "名单所依据的材料、决定或设置"


def standing(view: View, stage: str) -> FrozenList | None:
    """Give the confirmed list of a stage when it stands (not stale)."""
    held = view.lists.get(stage)
    return held if held and not stale_reason(view, stage) else None


def with_withdrawals(view: View, now: View) -> View:
    """See a list as it was confirmed, but without those who have withdrawn by now."""
    kept = [d for d in view.decisions if d.kind != "withdraw"]
    decisions = sorted((*kept, *now.decided("withdraw")), key=lambda d: d.id)
    return replace(view, decisions=tuple(decisions), lists=dict(view.lists))


def departed(view: View, stage: str) -> list[Applicant]:
    """Name those who hold a place on a confirmed list and have withdrawn since.

    A later list that was confirmed after the withdrawal has dealt with it.
    """
    held = view.lists.get(stage)
    if held is None:
        return []
    later = [view.lists[s] for s in (stage, *view.plan.after(stage)) if s in view.lists]
    known = {id_ for frozen in later for id_ in frozen.basis.get("decisions", [])}
    places = set(admitted(held.content)) & view.gone
    return [
        a
        for a in view.everybody
        if a.key in places
        and a.app_no in view.withdrawn
        and view.withdrawn[a.app_no].id not in known
    ]


def promise(content: ListContent) -> dict[str, object]:
    """Give what a list promises: who is in, who is out and why; not the day it was worked out."""
    if "passed" not in content:
        return {k: v for k, v in content.items() if k != "second_check"}
    people = [
        [a["app_no"], a["name"], a["uscc"], a["region"], a["verdict"],
         [f for f in a["findings"] if f["verdict"] == a["verdict"] != "pass"]]
        for a in content["applicants"]
    ]  # fmt: skip
    return {"passed": content["passed"], "failed": content["failed"], "applicants": people}


@dataclass(frozen=True, kw_only=True)
class Field:
    """Who takes part in a stage: applicants, and what that rests on (hash, and its name)."""

    applicants: tuple[Applicant, ...]
    rests_on: str
    confirmed: bool
    problems: tuple[Problem, ...] = ()


def taking_part(view: View, stage: str) -> Field:
    """Give those that the stage before let through.

    From its confirmed list when that stands, else from a fresh draft, with a warning; an open tie
    or a held applicant there: WzqaError, exit 3.
    """
    earlier = view.plan.before(stage)
    if earlier is None:
        return Field(applicants=tuple(view.applicants), rests_on="", confirmed=True)
    held = standing(view, earlier)
    if held:
        codes = admitted(held.content)
        left = sorted(view.gone.intersection(codes))
        rests_on = hash_of(held.list_hash, left) if left else held.list_hash
        codes = [c for c in codes if c not in view.gone]
        return Field(applicants=_named(view, codes), rests_on=rests_on, confirmed=True)
    draft = derive(view, earlier)
    if earlier != "screen" and draft.open:
        raise WzqaError(
            f"{view.plan.names[earlier]}还有待决定的事项：{draft.open[0]}",
            Exit.DECIDE,
            code="earlier-open",
            hint=f"请先用 wzqa rank {earlier} 查看并作出决定",
        )
    note = warning(
        "earlier-draft",
        f"{view.plan.names[earlier]}名单尚未确认或已过时，这里按最新草稿计算",
        f"请先 wzqa confirm {earlier}",
    )
    codes = admitted(draft.content)
    return Field(
        applicants=_named(view, codes),
        rests_on=digest(draft.content),
        confirmed=False,
        problems=(note,),
    )


def names_on(content: ListContent) -> dict[str, str]:
    """Give the names that a list holds, by code: also of firms whose application is there no more."""
    rows = [(a["uscc"] or a["app_no"], a["name"]) for a in content.get("applicants", ())]
    rows += [(place["uscc"], place["name"]) for place in content.get("ranking", ())]
    for chosen in content.get("selected", {}).values():
        rows += [(entry["uscc"], entry["name"]) for entry in chosen]
    return dict(rows)


def admitted(content: ListContent) -> list[str]:
    """Give the codes that a list lets through, whatever its stage."""
    if "passed" in content:
        return list(content["passed"])
    if "selected" in content:
        return [entry["uscc"] for entries in content["selected"].values() for entry in entries]
    return list(content.get("admitted", []))


def _named(view: View, codes: Sequence[str]) -> tuple[Applicant, ...]:
    people = sorted((view.by_key[c] for c in codes if c in view.by_key), key=lambda a: a.app_no)
    return tuple(people)


def needs_decision(message: str, hint: str | None = None, code: str = "undecided") -> WzqaError:
    """Make the error of exit 3."""
    return WzqaError(message, Exit.DECIDE, code=code, hint=hint)


def open_problem(sentence: str) -> Problem:
    """Name one thing that is still to be decided."""
    return Problem(code="undecided", message=sentence)
