"""`wzqa notices STAGE`: which documents, on which list, under which number; all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.kinds import NAMES, Kind, of_plan, of_stage
from wzqa.problems import Exit, Problem, Severity, WzqaError
from wzqa.record import documents as register
from wzqa.record.documents import Document
from wzqa.stages import asking, awarding
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current
from wzqa.stages.letters.dispatch import dispatch_list, void_list
from wzqa.stages.letters.drafts import draft_batch
from wzqa.stages.letters.issuing import Numbers, approval, register_number, year_of
from wzqa.stages.letters.planning import NEW, Planner, as_json
from wzqa.stages.letters.rendering import contact_warnings, job_of, own_templates, render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.letters.planning import Piece, Plan


def run(
    cycle: Cycle,
    stage: str,
    only: Sequence[str],
    day: date | None,
    pdf: bool,
    merge: bool,
    draft: bool,
    reissue: str | None = None,
    why: str | None = None,
    keep_number: bool = False,
) -> Report:
    """Render a stage's documents, or with `reissue` one of them anew."""
    _fitting(reissue, why, keep_number=keep_number, draft=draft)
    view = current(cycle)
    if reissue is not None:
        from wzqa.stages.letters import reissuing

        old = reissuing.find(view, stage, reissue, only)
        _allowed(view, [reissuing.kind_of(old, view.plan)], [old.kind])
        _check_day(cycle.today, view, [reissuing.kind_of(old, view.plan)], day)
        plan = reissuing.plan(cycle, view, old, why=why or "", day=day, keep=keep_number)
        return _write(cycle, view, stage, plan, pdf=pdf, merge=merge)
    kinds = _chosen(cycle, stage, only)
    if not draft:
        kinds, later = _allowed(view, kinds, only)
        if later:
            cycle.note([later])
    from wzqa.stages.letters import letters_of

    if draft:
        orders = [order for kind in kinds for order in letters_of.orders(view, kind, draft=True)]
        return draft_batch(cycle, view, stage, orders, day, cycle.today)
    _check_day(cycle.today, view, kinds, day)
    planner = Planner(cycle, view, stage, day, Numbers(cycle, view))
    for kind in kinds:  # in their order: 撤回通知 comes last and looks at what became void
        planner.add(kind, letters_of.orders(view, kind, draft=False))
    if not only:
        _settle_others(planner, kinds)
    cycle.note(planner.plan.wanting)
    _dates(cycle, view, planner.plan, day)
    return _write(cycle, view, stage, planner.plan, pdf=pdf, merge=merge)


def _fitting(reissue: str | None, why: str | None, *, keep_number: bool, draft: bool) -> None:
    """Refuse options that do not go together."""
    fault = ""
    if reissue is None and (why or keep_number):
        fault = "--why、--keep-number 只与 --reissue 一起用"
    elif reissue is not None and not (why or "").strip():
        fault = "重新印发须写明理由（--why）"
    elif reissue is not None and draft:
        fault = "--reissue 不能与 --draft 一起用"
    if fault:
        raise WzqaError(fault, Exit.USAGE, code="usage")


def _chosen(cycle: Cycle, stage: str, only: Sequence[str]) -> list[Kind]:
    names, mine = cycle.plan.names, of_stage(cycle.plan, stage)
    unknown = [name for name in only if name not in {k.name for k in mine}]
    if unknown:
        others = [f"wzqa notices {k.stage}" for k in of_plan(cycle.plan) if k.name == unknown[0]]
        where = f"这个文种用 {' 或 '.join(others)}；" if others else ""
        raise WzqaError(
            f"{names[stage]}没有文种“{NAMES.get(unknown[0], unknown[0])}”", Exit.USAGE, code="kind-unknown",
            hint=f"{where}{names[stage]}可用：{'、'.join(f'{k.title} {k.name}' for k in mine)}",
        )  # fmt: skip
    off = [k for k in mine if k.setting and not getattr(cycle.settings.letters, k.setting)]
    asked_off = next((k for k in off if k.name in only), None)
    if asked_off:
        raise chain.needs_decision(
            f"{asked_off.title}默认不出（办法没有规定）",
            f"如要出，请把 award.toml 的 letters.{asked_off.setting} 改为 true",
            "kind-off",
        )
    return [k for k in mine if k not in off and (k.name in only if only else not k.only)]


def _allowed(
    view: View, kinds: Sequence[Kind], only: Sequence[str]
) -> tuple[list[Kind], Problem | None]:
    """Refuse everything when one kind asked for is refused (documents.md §7); gives what is made.

    The papers of the vote come as each becomes possible: those that must wait
    are named.
    """
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
            refused[kind.name] = f"{view.plan.names[kind.needs]}名单还没有确认"
        elif chain.stale_reason(view, kind.needs):
            refused[kind.name] = f"{view.plan.names[kind.needs]}名单已过时"
    if not refused:
        if any(kind.government for kind in kinds):
            approval(view)
        return list(kinds), None
    able = [k.name for k in kinds if k.name not in refused]
    hint = "请先确认名单"
    if able and not only:
        hint += f"；现在可以单独出（--only 文种）：{'、'.join(NAMES[name] for name in able)}"
    same: dict[str, list[str]] = {}
    for name, reason in refused.items():
        same.setdefault(reason, []).append(NAMES[name])
    reasons = "；".join(f"{'、'.join(names)}：{reason}" for reason, names in same.items())
    if able and not only and kinds[0].stage == "vote":
        waiting = Problem(
            code="document-later", severity=Severity.INFO, message=f"现在还不能出：{reasons}",
            hint="条件具备后再运行 wzqa notices vote",
        )  # fmt: skip
        return [k for k in kinds if k.name in able], waiting
    raise chain.needs_decision(f"不能出文书：{reasons}", hint, "list-unconfirmed")


def _check_day(today: date, view: View, kinds: Sequence[Kind], day: date | None) -> None:
    """Refuse a --date of a year to come, or earlier than the list that a document tells of.

    A number taken from the coming year cannot be given back. The papers of the meeting bear the meeting's day, a report of the desk review never a later one
    than its list.
    """
    if day is None:
        return
    if day.year > today.year:
        raise WzqaError(
            f"成文日期{chinese(day)}还在下一年（今天{chinese(today)}），会占用下一年的文号",
            Exit.INPUT, code="date-future", hint="请核对 --date，到了下一年再出",
        )  # fmt: skip
    for kind in kinds:
        if not kind.needs or kind.stage == "vote" or kind.name == "review-report":
            continue
        held = view.lists[kind.needs]
        if day < held.day:
            raise WzqaError(
                f"成文日期{chinese(day)}早于{view.plan.names[kind.needs]}名单的日期{chinese(held.day)}，"
                f"{kind.title}写的是这份名单的结果", Exit.INPUT, code="date-before-list",
                hint="请核对 --date",
            )  # fmt: skip


# --- issuing --------------------------------------------------------------------------------------


def _settle_others(planner: Planner, kinds: Sequence[Kind]) -> None:
    """Settle suspended documents of kinds that a plain run does not make."""
    from wzqa.stages.letters import letters_of

    waiting = [d for d in register.waiting(planner.cycle.record) if d.stage == planner.stage]
    for kind in of_stage(planner.view.plan, planner.stage):
        subjects = {d.subject for d in waiting if d.kind == kind.name}
        if (
            kind in kinds
            or not subjects
            or (kind.needs and not chain.standing(planner.view, kind.needs))
        ):
            continue
        made = letters_of.orders(planner.view, kind, draft=False)
        planner.add(kind, [o for o in made if o.subject in subjects])


def _dates(cycle: Cycle, view: View, plan: Plan, day: date | None) -> None:
    """Say where --date is not taken, and which documents still hold what has changed since (§8)."""
    how = "如确须换发，请逐份 wzqa notices 阶段 --reissue 文号或文件 --why 理由 --date 日期"
    if day is not None:
        other = [p.old for p in plan.pieces if p.old is not None and p.old.day != day]
        names = "、".join(f"{d.name}（{chinese(d.day)}）" for d in other[:10])
        if other and not plan.wanting and not any(p.state == NEW for p in plan.pieces):
            raise WzqaError(
                f"没有要新出的文书，--date {day} 不起作用；已印发的保持原日期：{names}",
                Exit.INPUT, code="date-ignored", hint=how,
            )  # fmt: skip
        if other:
            message = (
                f"--date {day} 只用于本次新出的文书，已印发的{len(other)}份保持原日期：{names}"
            )
            cycle.warn("date-ignored", message, how)
    for old in awarding.outdated(view):
        message = f"市政府批复已更正，{NAMES[old.kind]}仍是{old.docno}"
        cycle.warn("approval-changed", message, f"更正重印：{awarding.mend(old)}")
    if plan.old_office:
        n, names = len(plan.old_office), "、".join(d.name for d in plan.old_office[:10])
        message = f"award.toml 的 [office] 有改动，已印发的{n}份文书仍是原来的内容：{names}"
        cycle.warn("office-changed", message, how)


def _write(cycle: Cycle, view: View, stage: str, plan: Plan, *, pdf: bool, merge: bool) -> Report:
    """Ask, render everything in memory, check, enter, stage the files."""
    from wzqa.documents import batch

    jobs = batch.with_distinct_names(
        [job_of(view.settings, p.letter, p.issue, p.old, p.order, draft=False) for p in plan.pieces]
    )
    report = Report({"stage": stage, "documents": [], "voided": [d.name for d in plan.void]})
    _preview(cycle, report, stage, plan)
    rendered = render(cycle, view, jobs)
    office, own = view.settings.office.model_dump(mode="json"), own_templates(cycle.folder)
    written = set()
    for piece, item in zip(plan.pieces, rendered, strict=True):
        letter, number = piece.letter, piece.issue.number if piece.letter.numbered else None
        file = f"out/{stage}/{item.job.file_name}"
        written.add(file)
        cycle.write(file, item.data, stage)
        made = Document(
            stage=stage,
            kind=letter.kind,
            subject=piece.old.subject if piece.old else _subject(piece),
            list_ref=item.job.properties.list_ref,
            list_hash=item.job.properties.list_hash,
            number=register_number(letter.kind, number) if number else None,
            year=year_of(number) if number else piece.issue.day.year,
            docno=number,
            day=piece.issue.day,
            title=letter.title,
            addressee=letter.to,
            letter=as_json(letter),
            file=file,
            sha256=item.sha256,
            office=office,
            replaces=piece.replaces.id if piece.replaces else None,
            kept=piece.kept,
            template=own.get(item.job.template_name, ""),
        )
        if piece.old is not None:
            register.render_again(cycle.record, piece.old, made)
        else:
            register.issue(cycle.record, made)
        report.data["documents"].append(
            {
                "kind": letter.kind,
                "title": letter.title,
                "to": letter.to,
                "number": number,
                "file": file,
                "sha256": item.sha256,
            }
        )
    _clear(cycle, plan, written)
    asking.with_letters(cycle, view, stage)
    dispatch_list(cycle, view, stage)
    void_list(cycle, view, stage)
    from wzqa.stages.letters import printing

    printing.extras(cycle, stage, rendered, pdf=pdf, merge=merge)
    contact_warnings(cycle)
    report.exit = Exit.DECIDE if plan.wanting else cycle.input_exit
    return report


def _subject(piece: Piece) -> str:
    assert piece.order is not None  # noqa: S101  (a new document has an order)
    return piece.order.subject


def _clear(cycle: Cycle, plan: Plan, written: set[str]) -> None:
    """Remove the files of what is void, gone or renamed, but nothing that a document holds now."""
    held = written | {d.file for d in register.standing(cycle.record)}
    renamed = [p.old for p in plan.pieces if p.old is not None]
    for old in (*plan.void, *plan.forgotten, *renamed):
        if old.file not in held:
            cycle.record.remove(old.file)


def _preview(cycle: Cycle, report: Report, stage: str, plan: Plan) -> None:
    rows = tuple(
        (
            NAMES[p.letter.kind],
            p.letter.to or p.letter.subject_name or "—",
            p.issue.number if p.letter.numbered else "—",
            chinese(p.issue.day),
            p.state,
        )
        for p in plan.pieces
    )
    grid = Grid(
        ("文种", "主送", "发文字号", "成文日期", "情况"),
        rows,
        f"{cycle.plan.names[stage]}文书{len(rows)}份",
    )
    report.say(grid)
    if plan.void:
        names = "、".join(d.name for d in plan.void[:10])
        report.say(f"作废{len(plan.void)}份：{names}。须收回的见 作废文书清单.xlsx。")
    if rows and not cycle.ask(f"将写出{len(rows)}份文书，是否继续"):
        raise WzqaError("已取消，没有写出文书", Exit.USAGE, code="cancelled")
