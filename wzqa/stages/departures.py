"""Withdrawals from confirmed lists: who leaves which place, who would follow, what to type.

Source: second round, §7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.problems import WzqaError
from wzqa.record import documents
from wzqa.stages.ground import chain

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.models import Applicant
    from wzqa.stages.ground.view import View


@dataclass(frozen=True, kw_only=True)
class Departure:
    """One applicant that left a place on a confirmed list; `follows` says who would move up."""

    stage: str
    called: str
    applicant: Applicant
    place: str
    follows: str
    command: str

    @property
    def sentence(self) -> str:
        """Say all of it."""
        a = self.applicant
        return (
            f"{a.app_no} {a.name} 已撤回申报，{self.called}名单上空出{self.place}，"
            f"{self.follows}；须处理：{self.command}"
        )

    def as_json(self) -> dict[str, object]:
        """Give the keys of `status --json`."""
        return {
            "stage": self.stage,
            "app_no": self.applicant.app_no,
            "name": self.applicant.name,
            "place": self.place,
            "follows": self.follows,
            "command": self.command,
        }


def of_stage(view: View, stage: str) -> list[Departure]:
    """List who left a confirmed list that nothing confirmed since has dealt with."""
    gone = chain.departed(view, stage)
    if not gone:
        return []
    content = view.lists[stage].content
    follows = _follows(view, stage)
    why = "、".join(a.app_no for a in gone)
    return [
        Departure(
            stage=stage, called=view.plan.names[stage], applicant=a, place=_place(content, a.key), follows=follows,
            command=f'wzqa confirm {stage} --reopen --why "{why}撤回申报"',
        )
        for a in gone
    ]  # fmt: skip


def sentences(view: View) -> list[str]:
    """Say all that is to be dealt with, of the latest list that holds each applicant."""
    found: dict[str, Departure] = {}
    for stage in view.lists:
        found |= {d.applicant.app_no: d for d in of_stage(view, stage)}
    return [d.sentence for d in found.values()]


def posted(view: View) -> bool:
    """Say whether 初选公示 of the present vote list has been issued."""
    held = view.lists.get("vote")
    return held is not None and any(
        d.kind == "publicity" and d.stands_on == held.ref for d in documents.standing(view.record)
    )


def _place(content: ListContent, code: str) -> str:
    if "passed" in content:
        return "资格审查通过的一席"
    if "selected" in content:
        awards = [
            name for name, rows in content["selected"].items() if code in {e["uscc"] for e in rows}
        ]
        return f"{'、'.join(awards)}的一个名额"
    rank = next((r["rank"] for r in content["ranking"] if r["uscc"] == code), None)
    return f"第{rank}名的位置" if rank else "一个位置"


def _follows(view: View, stage: str) -> str:
    """Say who would move up: nobody but in the scored stages (（十五）（十六）: as far as the cap)."""
    if stage not in view.plan.keys:
        return "不递补"
    try:
        derived = chain.derive(view, stage)
    except WzqaError as error:
        return f"递补与否还不能确定（{error.message}）"
    if derived.open:
        return f"递补须先决定（{derived.open[0]}）"
    held = set(chain.admitted(view.lists[stage].content))
    names = [view.by_key[c].name for c in chain.admitted(derived.content) if c not in held]
    return f"可由{'、'.join(names)}递补" if names else "没有可递补的"
