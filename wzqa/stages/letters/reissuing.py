"""`wzqa notices STAGE --reissue`: exactly one document void and written anew (second round, §8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents.kinds import BY_NAME, NAMES, of_stage
from wzqa.names import half_width
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents as register
from wzqa.stages.ground import chain
from wzqa.stages.ground.view import find_applicant
from wzqa.stages.letters import letters_of
from wzqa.stages.letters.issuing import Numbers
from wzqa.stages.letters.planning import Planner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.documents.kinds import Kind
    from wzqa.plan import Plan as StagePlan
    from wzqa.record.documents import Document
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.letters.planning import Plan

_NUMBER = re.compile(r"(?:.*[〔\[(](?P<year>\d{4})[〕\])])?\s*(?:第)?0*(?P<no>\d+)\s*号?")


def kind_of(document: Document, stages: StagePlan) -> Kind:
    """Give the kind of a document, as its own stage has it."""
    mine = (k for k in of_stage(stages, document.stage) if k.name == document.kind)
    return next(mine, BY_NAME[document.kind])


def plan(
    cycle: Cycle, view: View, old: Document, *, why: str, day: date | None, keep: bool
) -> Plan:
    """Name one document void and plan its heir from today's settings and data."""
    made = letters_of.orders(view, kind_of(old, view.plan), draft=False)
    order = next((o for o in made if o.subject == old.subject), None)
    if order is None:
        raise WzqaError(
            f"{old.name} 的事由现在已不存在，不能重新印发", Exit.INPUT, code="reissue-no-cause",
            hint=f"wzqa notices {old.stage} 会按现在的名单处理它",
        )  # fmt: skip
    if order.wants is not None:
        raise chain.needs_decision(order.wants.message, order.wants.hint, order.wants.code)
    planner = Planner(cycle, view, old.stage, day, Numbers(cycle, view))
    if keep and not planner.number_holds(old, order.kind):
        raise WzqaError(
            f"{old.docno} 已不是市政府批复的文号，不能沿用", Exit.INPUT, code="reissue-number",
            hint="去掉 --keep-number 再运行，用批复的文号",
        )  # fmt: skip
    planner.void(old, why)
    today = None if order.kind.government else cycle.today  # else the day of the approval
    planner.new(
        order, replaces=old, day=day or (old.day if keep else today),
        number=old.docno or "" if keep else None, kept=keep,
    )  # fmt: skip
    return planner.plan


def find(view: View, stage: str, what: str, only: Sequence[str]) -> Document:
    """Find the one document that a number, a file, a kind, an addressee or an applicant names.

    None: WzqaError, exit 2; several: exit 2, all named. One that is suspended: exit 3.
    """
    mine = [
        d
        for d in register.everything(view.record, stage)
        if not only or d.kind in only
    ]  # fmt: skip
    alive = [d for d in mine if d.void_why is None]
    found = _named(view, alive, what)
    if len(found) > 1:
        names = "；".join(
            f"{NAMES[d.kind]} {d.name} {d.file.rpartition('/')[2]}" for d in found[:8]
        )
        raise WzqaError(
            f"“{what}”可以指{len(found)}份文书：{names}", Exit.USAGE, code="document-ambiguous",
            hint="请写发文字号或文件名，或加 --only 文种",
        )  # fmt: skip
    if found:
        if found[0].suspended_why is not None:
            raise chain.needs_decision(
                f"{found[0].name} 因名单重新打开暂停效力，不能单独重新印发",
                f"请先 wzqa confirm，再 wzqa notices {stage}",
                "document-suspended",
            )
        return found[0]
    gone = _named(view, [d for d in mine if d.void_why is not None], what)
    message = f"{view.plan.names[stage]}已印发的文书中没有“{what}”"
    if gone:
        message = f"{gone[-1].name} 已经作废：{gone[-1].void_why}"
    raise WzqaError(
        message, Exit.USAGE, code="document-unknown",
        hint=f"发文字号、文件名见 out/{stage}/发文登记表.xlsx",
    )  # fmt: skip


def _named(view: View, among: Sequence[Document], what: str) -> list[Document]:
    text = half_width(what)
    file = text.replace("\\", "/").rpartition("/")[2].removesuffix(".docx")
    number = _NUMBER.fullmatch(text)
    year = number["year"] if number else None
    for found in (
        [
            d
            for d in among
            if number and d.number == int(number["no"]) and (not year or str(d.year) == year)
        ],
        [d for d in among if _plain(d.file.rpartition("/")[2].removesuffix(".docx")) == file],
        [d for d in among if text in {d.kind, NAMES[d.kind]}],
        [d for d in among if text and text in {d.subject, _plain(d.addressee)}],
    ):
        if found:
            return found
    try:
        person = find_applicant(view, what)
    except WzqaError as error:
        if error.problems and error.problems[0].code == "who-ambiguous":
            raise
        return []
    return [d for d in among if d.subject in {person.key, person.app_no}]


def _plain(text: str) -> str:
    return half_width(text)
