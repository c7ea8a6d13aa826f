"""`wzqa notices STAGE`: which documents, on which list, under which number; all or nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date  # noqa: TC003  (the dataclass of numbers)
from typing import TYPE_CHECKING, Any

from wzqa.documents.kinds import NAMES, Kind, of_stage
from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents as register
from wzqa.record.documents import Document
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current
from wzqa.stages.letters.dispatch import dispatch_list, void_list
from wzqa.stages.letters.drafts import draft_batch
from wzqa.stages.letters.issuing import Numbers, day_of, number_of
from wzqa.stages.letters.rendering import contact_warnings, job_of, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.letters.facts import Issue, Letter
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.letters.order import Order


# which letters speak to one applicant (or the public) and so hold no score, rank or examiner


def run(
    cycle: Cycle,
    stage: str,
    only: Sequence[str],
    day: date | None,
    pdf: bool,
    merge: bool,
    draft: bool,
) -> Report:
    """Render a stage's documents."""
    kinds = _chosen(cycle, stage, only)
    view = current(cycle)
    if not draft:
        _allowed(view, kinds, only)
    from wzqa.stages.letters import letters_of

    orders = [order for kind in kinds for order in letters_of.orders(view, kind, draft=draft)]
    if draft:
        return draft_batch(cycle, view, stage, orders, day or cycle.today)
    return _issue(cycle, view, stage, kinds, orders, day, pdf=pdf, merge=merge)


def _chosen(cycle: Cycle, stage: str, only: Sequence[str]) -> list[Kind]:
    mine = of_stage(stage)
    unknown = [name for name in only if name not in {k.name for k in mine}]
    if unknown:
        raise WzqaError(
            f"{STAGE_NAMES[stage]}没有文种“{unknown[0]}”", Exit.USAGE, code="kind-unknown",
            hint=f"可用：{'、'.join(f'{k.title} {k.name}' for k in mine)}",
        )  # fmt: skip
    off = not cycle.settings.letters.not_candidate
    if off and "not-candidate" in only:
        raise chain.needs_decision(
            "未列入候选名单告知书默认不出（办法没有规定）",
            "如要出，请把 award.toml 的 letters.not_candidate 改为 true",
            "kind-off",
        )
    wanted = [k for k in mine if (k.name in only if only else not k.only)]
    return [k for k in wanted if not (off and k.name == "not-candidate")]


def _allowed(view: View, kinds: Sequence[Kind], only: Sequence[str]) -> None:
    """Refuse everything when one kind asked for is refused (documents.md §7)."""
    if not view.settings.basis.docno:
        raise chain.needs_decision(
            "办法的文号（basis.docno）为空，不能出正式文书",
            "请在 award.toml 填写办法文号，或加 --draft 出草稿",
            "docno-empty",
        )
    refused: dict[str, str] = {}
    for kind in kinds:
        if not kind.needs:
            continue
        if kind.needs not in view.lists:
            refused[kind.name] = f"{STAGE_NAMES[kind.needs]}名单还没有确认"
        elif chain.stale_reason(view, kind.needs):
            refused[kind.name] = f"{STAGE_NAMES[kind.needs]}名单已过时"
    if not refused:
        return
    able = [k.name for k in kinds if k.name not in refused]
    hint = "请先确认名单"
    if able and not only:
        hint += f"；现在可以单独出：{'、'.join(f'--only {name}' for name in able)}"
    reasons = "；".join(f"{NAMES[name]}（{name}）：{reason}" for name, reason in refused.items())
    raise chain.needs_decision(f"不能出文书：{reasons}", hint, "list-unconfirmed")


# --- issuing --------------------------------------------------------------------------------------


def _issue(
    cycle: Cycle,
    view: View,
    stage: str,
    kinds: Sequence[Kind],
    orders: list[Order],
    day: date | None,
    *,
    pdf: bool,
    merge: bool,
) -> Report:
    from wzqa.documents.letters.facts import Issue, Letter, OfficeFacts

    office = OfficeFacts.of(view.settings, draft=False)
    names = {k.name for k in kinds}
    held = {
        (d.kind, d.subject, d.list_ref): d
        for d in register.everything(cycle.record, stage)
        if d.kind in names
    }
    numbers = Numbers(cycle, view)
    made: list[tuple[Document | None, Order | None, Letter, Issue]] = []
    for order in orders:
        old = held.pop((order.kind.name, order.subject, order.list_ref), None)
        if old is not None and old.void_why is None:
            if old.number is not None:
                made.append(
                    (old, order, Letter(**old.letter), Issue(number=old.docno or "", day=old.day))
                )
            else:
                issue = Issue(number="", day=old.day)
                made.append((old, order, order.write(office, issue), issue))
            continue
        when = day_of(view, order, day or cycle.today, given=day)
        issue = Issue(number=numbers.next(order.kind, when), day=when)
        letter = order.write(office, issue)
        made.append((None, order, letter, issue))
    gone: list[Document] = []
    for old in held.values():
        if old.number is not None and old.void_why is None:
            issued = Issue(number=old.docno or "", day=old.day)
            made.append((old, None, Letter(**old.letter), issued))
        else:
            gone.append(old)
    return _write(cycle, view, stage, made, gone, pdf=pdf, merge=merge)


def _write(
    cycle: Cycle,
    view: View,
    stage: str,
    made: list[Any],
    gone: list[Document],
    *,
    pdf: bool,
    merge: bool,
) -> Report:
    """Ask, render everything in memory, check, enter, stage the files."""
    from wzqa.documents import batch

    jobs = []
    for old, order, letter, issue in made:
        jobs.append(job_of(view, letter, issue, old, order, draft=False))
    jobs = batch.with_distinct_names(jobs)
    report = Report({"stage": stage, "documents": []})
    _preview(cycle, report, stage, made)
    rendered = render(cycle, view, jobs)
    folder = f"out/{stage}"
    for (old, order, letter, issue), item in zip(made, rendered, strict=True):
        file = f"{folder}/{item.job.file_name}"
        if old is not None and old.file != file:
            _unlink(cycle, old.file)
        cycle.write(file, item.data, stage)
        register.keep(
            cycle.record,
            Document(
                stage=stage,
                kind=letter.kind,
                subject=old.subject if old else order.subject,
                list_ref=item.job.properties.list_ref,
                list_hash=item.job.properties.list_hash,
                number=number_of(issue.number) if letter.numbered else None,
                year=issue.day.year,
                docno=issue.number if letter.numbered else None,
                day=issue.day,
                title=letter.title,
                addressee=letter.to,
                letter=json.loads(json.dumps(asdict(letter), ensure_ascii=False)),
                file=file,
                sha256=item.sha256,
            ),
        )
        report.data["documents"].append(
            {
                "kind": letter.kind,
                "title": letter.title,
                "to": letter.to,
                "number": issue.number if letter.numbered else None,
                "file": file,
                "sha256": item.sha256,
            }
        )
    for old in gone:
        _unlink(cycle, old.file)
        if old.number is None:
            register.forget(cycle.record, old)
    dispatch_list(cycle, view, stage)
    void_list(cycle, view, stage)
    from wzqa.stages.letters import printing

    printing.extras(cycle, stage, rendered, pdf=pdf, merge=merge)
    contact_warnings(cycle)
    report.exit = cycle.input_exit
    return report


def _unlink(cycle: Cycle, file: str) -> None:
    cycle.record.remove(file)


def _preview(cycle: Cycle, report: Report, stage: str, made: list[Any]) -> None:
    rows = tuple(
        (
            NAMES[letter.kind],
            letter.to or letter.subject_name or "—",
            issue.number if letter.numbered else "—",
            str(issue.day),
            "重出" if old else "新出",
        )
        for old, _, letter, issue in made
    )
    grid = Grid(
        ("文种", "主送", "发文字号", "成文日期", ""), rows, f"{STAGE_NAMES[stage]}文书{len(rows)}份"
    )
    report.say(grid)
    if rows and not cycle.ask(f"将写出{len(rows)}份文书，是否继续"):
        raise WzqaError("已取消，没有写出文书", Exit.USAGE, code="cancelled")
