"""Whether what a stage rests on has changed since it was last derived, told from the ledger.

Every change of the record is in the ledger, so a result holds while the ledger says nothing new that
may concern it, and settings and calendar are the same. What is known not to concern a stage is left
out (letters that only pass a list on, score sheets of a later stage); anything else, and every kind
of entry yet to come, counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wzqa import __version__
from wzqa.record import derived
from wzqa.record.store import digest
from wzqa.stages.ground import facts

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.models import Decision
    from wzqa.stages.ground.view import View

# files of a stage, which no earlier stage looks at, beside its score sheets
_ROLES = {"vote": "ballots", "publicity": "objections"}
# letters whose day or number a stage counts from; the others only pass on what stands
_TIMED = ("dept-inquiry", "second-check", "publicity", "supplement")
# lists that earlier stages never look at, beside the scored ones; the vote divides the replies of the two checks
_LISTS = ("publicity", "award")
_RUNS = ("panels", "vote", "publicity", "award")
_AFTER = "aftercare"  # no list rests on what is decided then

_SQL = """
SELECT seq, hash FROM ledger WHERE NOT (
  action IN ('write', 'clock-back')
  OR (action IN ('take-in', 'drop') AND json_extract(detail, '$.role') IN ({roles}))
  OR (action IN ('issue', 'reissue', 'forget') AND json_extract(detail, '$.kind') NOT IN ({timed}))
  OR (action = 'run' AND subject IN ({runs}))
  OR (action IN ('confirm', 'reopen')
      AND substr(subject, 1, instr(subject || '-', '-') - 1) IN ({lists}))
  OR (action LIKE 'decide-%' AND json_extract(detail, '$.stage') IN ({later}))
) ORDER BY seq
"""


def fingerprint(view: View, stage: str) -> str | None:
    """Hash all that a stage rests on; None when the record went on after the view was taken."""
    plan = view.plan
    later, scored = plan.after(stage), plan.keys
    roles = [f"scores-{s}" for s in later if s in scored]
    roles += [_ROLES[s] for s in later if s in _ROLES]
    lists = [s for s in later if s in _LISTS or s in scored]
    runs = [*_RUNS, *scored, *(f"score-{s}" for s in scored)]
    runs += ["second"] if "publicity" in later else []
    sql = _SQL.format(
        **{
            name: ",".join("?" * len(values))
            for name, values in (
                ("roles", roles), ("timed", _TIMED), ("runs", runs), ("lists", lists),
                ("later", (*later, _AFTER)),
            )
        }
    )  # fmt: skip
    rows = view.record.rows(sql, *roles, *_TIMED, *runs, *lists, *later, _AFTER)
    if rows and rows[-1]["seq"] > view.seq:
        return None
    settings = view.settings.model_dump(mode="json")
    return digest(
        [
            __version__,
            stage,
            [r["hash"] for r in rows],
            settings,
            view.extra,
            [d.id for d in decided_for(view, stage)],
        ]
    )


def decided_for(view: View, stage: str) -> list[Decision]:
    """List the decisions that may concern a stage: all but those for a later one."""
    later = {*view.plan.after(stage), _AFTER}
    return [d for d in view.decisions if d.stage not in later]


def remembered(view: View, what: str, stage: str, make: Callable[[], str]) -> str:
    """Give a result of the present that the record holds, or make and keep it.

    Views of the past and views that trust no stored fact are never answered from memory.
    """
    if not view.now or view.fresh:
        return make()
    rests_on = fingerprint(view, stage)
    if rests_on is None:
        return make()
    found = derived.known(view.record, what, rests_on)
    if found is None:
        found = make()
        derived.keep(view.record, what, rests_on, found)
    return found


def worked_out(
    view: View, what: str, kind: type[T], make: Callable[[], T], *made_from: object
) -> T:
    """Give a result that the record holds for just these inputs, or make and keep it.

    `made_from` is all that it depends on; its `repr` must show all of it. A view that trusts no
    stored fact is never answered from memory.
    """
    if view.fresh:
        return make()
    rests_on = derived.hash_of(__version__, *made_from)
    known = derived.known(view.record, what, rests_on)
    if known is not None:
        return facts.undump(kind, known)
    found = make()
    derived.keep(view.record, what, rests_on, facts.dump(found))
    return found
