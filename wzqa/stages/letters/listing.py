"""Who stands on a list, as letters name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import facts
from wzqa.stages.ground import chain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.contents import Chosen, ListContent
    from wzqa.models import Applicant
    from wzqa.stages.ground.view import View


# how a paper speaks of one that withdrew after something was decided about it
AFTERWARDS_GONE = "后来撤回申报的一家"


def parties(view: View, people: Sequence[Applicant]) -> tuple[facts.Party, ...]:
    """Put organisations into list order, as letters name them."""
    return tuple(facts.Party.of(a, view.area) for a in sorted(people, key=view.area.list_key))


def people(view: View, codes: Sequence[str]) -> list[Applicant]:
    """Find the applicants of codes that have not withdrawn, in the order of their numbers."""
    here = (c for c in codes if c in view.by_key and c not in view.gone)
    return sorted((view.by_key[c] for c in here), key=lambda a: a.app_no)


def content(view: View, stage: str) -> ListContent:
    """Give the confirmed list of a stage, else what it would be today."""
    held = view.lists.get(stage)
    return held.content if held else chain.derive(view, stage).content


def award_lists(
    view: View, selected: Mapping[str, Sequence[Chosen]]
) -> tuple[facts.AwardList, ...]:
    """Put the selected of each award into list order."""
    return tuple(
        facts.AwardList(award=name, parties=parties(view, people(view, [e["uscc"] for e in rows])))
        for name, rows in selected.items()
    )
