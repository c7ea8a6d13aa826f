"""`wzqa notices STAGE`: which documents, on which list, under which number; all or nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date  # noqa: TC003  (the dataclass of numbers)
from typing import TYPE_CHECKING, Any

from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, WzqaError
from wzqa.record import documents as register
from wzqa.record.documents import Document
from wzqa.stages import chain
from wzqa.stages.cycle import Grid, Report
from wzqa.stages.view import View, current

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wzqa.documents.facts import Issue, Letter, OfficeFacts
    from wzqa.stages.cycle import Cycle


@dataclass(frozen=True, slots=True)
class Kind:
    """A document kind: its stage, and the list it needs.

    `own`: it rests on the confirmed list of `needs`; else on the record as it stands, and `needs`
    ("" = nothing) must be confirmed only.
    """

    name: str
    stage: str
    needs: str
    own: bool


KINDS: tuple[Kind, ...] = (
    Kind("call", "apply", "", own=False),
    Kind("dept-inquiry", "screen", "", own=False),
    Kind("supplement", "screen", "", own=False),
    Kind("ineligible", "screen", "screen", own=True),
    Kind("eligible-list", "screen", "screen", own=True),
    Kind("review-report", "review", "review", own=True),
    Kind("not-shortlisted", "review", "review", own=True),
    Kind("visit-notice", "review", "review", own=True),
    Kind("visit-list", "review", "review", own=True),
    Kind("visit-report", "visit", "review", own=False),
    Kind("candidate-report", "visit", "visit", own=True),
    Kind("not-candidate", "visit", "visit", own=True),
    Kind("ballot", "vote", "visit", own=False),
    Kind("tally", "vote", "vote", own=True),
    Kind("minutes", "vote", "vote", own=True),
    Kind("publicity", "publicity", "vote", own=True),
    Kind("second-check", "publicity", "vote", own=False),
    Kind("objection-report", "publicity", "vote", own=False),
    Kind("approval-request", "award", "award", own=True),
    Kind("announcement", "award", "award", own=True),
    Kind("award-list", "award", "award", own=True),
    Kind("cancel-request", "aftercare", "", own=False),
    Kind("revoke-request", "aftercare", "", own=False),
    Kind("correction-order", "aftercare", "", own=False),
)
KIND_NAMES = {
    "call": "申报通知",
    "dept-inquiry": "征求部门意见函",
    "supplement": "补正通知",
    "ineligible": "资格审查不通过告知书",
    "eligible-list": "资格审查通过名单",
    "review-report": "资料评审报告",
    "not-shortlisted": "未进入现场评审告知书",
    "visit-notice": "现场评审通知",
    "visit-list": "现场评审名单",
    "visit-report": "现场评审报告",
    "candidate-report": "评审工作报告",
    "not-candidate": "未列入候选名单告知书",
    "ballot": "表决票",
    "tally": "计票单",
    "minutes": "会议纪要",
    "publicity": "初选公示",
    "second-check": "授奖资格征求意见函",
    "objection-report": "异议调查报告",
    "approval-request": "拟获评名单请示",
    "announcement": "获评名单公布通知",
    "award-list": "获评名单",
    "cancel-request": "取消称号请示",
    "revoke-request": "撤销称号请示",
    "correction-order": "责令改正通知",
    "recusal-declaration": "回避声明",
    "confidentiality-pledge": "保密承诺书",
}
NUMBERED = {
    "call", "dept-inquiry", "supplement", "ineligible", "not-shortlisted", "visit-notice",
    "not-candidate", "second-check", "approval-request", "announcement", "cancel-request",
    "revoke-request", "correction-order",
}  # fmt: skip
TO_DEPARTMENTS = {"dept-inquiry", "second-check"}
# which letters speak to one applicant (or the public) and so hold no score, rank or examiner
OUTWARD = {
    "supplement", "ineligible", "not-shortlisted", "visit-notice", "visit-report", "not-candidate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """One document to make: how to write it once number and date are known."""

    kind: Kind
    subject: str
    list_ref: str
    list_hash: str
    write: Callable[[OfficeFacts, Issue], Letter]


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
    from wzqa.stages import letters_of

    orders = [order for kind in kinds for order in letters_of.orders(view, kind, draft=draft)]
    if draft:
        return _draft(cycle, view, stage, orders, day or cycle.today)
    return _issue(cycle, view, stage, kinds, orders, day, pdf=pdf, merge=merge)


def _chosen(cycle: Cycle, stage: str, only: Sequence[str]) -> list[Kind]:
    mine = [k for k in KINDS if k.stage == stage]
    unknown = [name for name in only if name not in {k.name for k in mine}]
    if unknown:
        raise WzqaError(
            f"{STAGE_NAMES[stage]}没有文种“{unknown[0]}”", Exit.USAGE, code="kind-unknown",
            hint=f"可用：{'、'.join(k.name for k in mine)}",
        )  # fmt: skip
    off = not cycle.settings.letters.not_candidate
    if off and "not-candidate" in only:
        raise chain.needs_decision(
            "未列入候选名单告知书默认不出（办法没有规定）",
            "如要出，请把 award.toml 的 letters.not_candidate 改为 true",
            "kind-off",
        )
    return [
        k for k in mine if (not only or k.name in only) and not (off and k.name == "not-candidate")
    ]


def _allowed(view: View, kinds: Sequence[Kind], only: Sequence[str]) -> None:
    """Refuse everything when one kind asked for is refused (documents.md, Refusals)."""
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
    reasons = "；".join(
        f"{KIND_NAMES[name]}（{name}）：{reason}" for name, reason in refused.items()
    )
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
    from wzqa.documents.facts import Issue, Letter, OfficeFacts

    office = OfficeFacts.of(view.settings, draft=False)
    names = {k.name for k in kinds}
    held = {
        (d.kind, d.subject, d.list_ref): d
        for d in register.everything(cycle.record, stage)
        if d.kind in names
    }
    numbers = _Numbers(cycle, view)
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
        when = _day_of(view, order, day or cycle.today, given=day)
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


@dataclass(slots=True)
class _Numbers:
    """Gives 发文字号 of one batch: consecutive in the year; one letter to several departments is one."""

    cycle: Cycle
    view: View
    top: dict[int, int] = field(default_factory=dict)
    shared: dict[tuple[str, date], str] = field(default_factory=dict)

    def next(self, kind: Kind, day: date) -> str:
        """Give the number of the next document of a kind; "" for kinds without."""
        if kind.name not in NUMBERED:
            return ""
        if (kind.name, day) in self.shared:
            return self.shared[kind.name, day]
        office = self.view.settings.office
        if day.year not in self.top:
            first = register.next_number(self.cycle.record, day.year, office.docno_next)
            self.top[day.year] = first - 1
        self.top[day.year] += 1
        number = f"{office.docno_code}〔{day.year}〕{self.top[day.year]}号"
        if kind.name in TO_DEPARTMENTS:
            self.shared[kind.name, day] = number
        return number


def _day_of(view: View, order: Order, day: date, *, given: date | None) -> date:
    """Give 成文日期; the 初选公示 bears the day of posting that was set before."""
    if order.kind.name != "publicity":
        return day
    from wzqa.stages import publicity

    start = publicity.posting_day(view)
    if start is None:
        return day
    if given is not None and given != start:
        raise WzqaError(
            f"张贴之日已定为 {start}，与成文日期 {given} 不一致", Exit.INPUT, code="publicity-start",
            hint="请用同一日期，或先 wzqa publicity --start 改定",
        )  # fmt: skip
    return start


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
        jobs.append(_job(view, letter, issue, old, order, draft=False))
    jobs = batch.with_distinct_names(jobs)
    report = Report({"stage": stage, "documents": []})
    _preview(cycle, report, stage, made)
    rendered = _render(cycle, view, jobs)
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
                number=_number(issue.number) if letter.numbered else None,
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
    _dispatch_list(cycle, view, stage)
    _void_list(cycle, view, stage)
    from wzqa.stages import printing

    printing.extras(cycle, stage, rendered, pdf=pdf, merge=merge)
    _contact_warnings(cycle)
    report.exit = cycle.input_exit
    return report


def _number(docno: str) -> int:
    return int(docno.rsplit("〕", 1)[1].removesuffix("号"))


def _unlink(cycle: Cycle, file: str) -> None:
    cycle.record.remove(file)


def _job(
    view: View,
    letter: Letter,
    issue: Issue,
    old: Document | None,
    order: Order | None,
    *,
    draft: bool,
) -> Any:
    from wzqa.documents import batch
    from wzqa.documents.render import Properties

    s = view.settings
    reference, list_hash = ("draft", "") if draft else ("record", "")
    if old is not None:
        reference, list_hash = old.list_ref, old.list_hash
    elif order is not None and not draft:
        reference, list_hash = order.list_ref, order.list_hash
    numbered = letter.numbered and not draft
    return batch.Job(
        kind=letter.kind,
        key=letter.key if letter.kind in OUTWARD else "",
        title=letter.title,
        to=letter.to,
        number=issue.number if numbered else None,
        file_name=batch.safe_name(
            issue.number if numbered else None, letter.subject_name, KIND_NAMES[letter.kind]
        ),
        template_name=f"{letter.template}.docx",
        fields=letter.fields,
        properties=Properties(
            kind=letter.kind,
            title=letter.title,
            list_ref=reference,
            list_hash=list_hash,
            day=issue.day,
            author=s.office.name,
            subject_key=letter.key,
            number=issue.number if numbered else None,
            draft=draft,
            demo=s.cycle.demo,
        ),
        own_words=letter.own_names,
    )


def _render(cycle: Cycle, view: View, jobs: Sequence[Any]) -> Any:
    """Render all or nothing, scanned for other applicants and for inward facts."""
    from wzqa.documents import batch
    from wzqa.documents.templates import Library

    library = Library(cycle.folder, *_style(view))
    kinds = {job.template_name: job.kind for job in jobs}
    templates = {name: library.prepared(name, kind) for name, kind in kinds.items()}
    others = {a.key: (a.name, a.uscc or "") for a in view.everybody}
    return batch.render_batch(jobs, templates, others=others, forbidden=_inward(view))


def _style(view: View) -> tuple[tuple[tuple[str, str], ...], int]:
    """Tell which faces and line pitch differ from the shipped ones."""
    defaults = view.edition.defaults["letters"]["fonts"]
    own = view.settings.letters.fonts.model_dump()
    faces = tuple((defaults[k], own[k]) for k in own if defaults[k] != own[k])
    return faces, round(view.settings.letters.line_pitch_pt * 20)


def _inward(view: View) -> Callable[[Any], Sequence[str]]:
    """Tell what no outward letter may hold: examiners' names, and the applicant's scores."""
    names = [e.name for e in view.registers.examiners or ()]
    scores: dict[str, list[str]] = {}
    if not view.settings.letters.show_score:
        for stage in ("review", "visit"):
            held = view.lists.get(stage)
            for row in held.content["ranking"] if held else ():
                if row["score"]:
                    scores.setdefault(row["uscc"], []).append(row["score"])

    def forbidden(job: Any) -> Sequence[str]:
        return [*names, *scores.get(job.key, [])]

    return forbidden


def _preview(cycle: Cycle, report: Report, stage: str, made: list[Any]) -> None:
    rows = tuple(
        (
            KIND_NAMES[letter.kind],
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


def _dispatch_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 发文登记表.xlsx of a stage beside its documents."""
    from wzqa.workbooks.lists import Dispatch, write_dispatch

    rows = [
        Dispatch(
            number=d.docno or "",
            title=d.title,
            to=d.addressee,
            address=d.letter.get("address", ""),
            contact=d.letter.get("contact", ""),
            phone=d.letter.get("phone", ""),
            day=d.day,
            delivered="已作废，须收回" if d.void_why else "",
        )
        for d in register.everything(cycle.record, stage)
    ]
    if not rows:
        return
    s = view.settings
    title = f"{s.cycle.label}{view.edition.umbrella}发文登记表（{STAGE_NAMES[stage]}）"
    data = write_dispatch(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
    cycle.write(f"out/{stage}/发文登记表.xlsx", data, stage)


def _void_list(cycle: Cycle, view: View, stage: str) -> None:
    """Write 作废文书清单.xlsx when issued documents rest on a lifted list."""
    from wzqa.workbooks.lists import Dispatch, write_dispatch

    rows = [
        Dispatch(
            number=d.docno or "", title=d.title, to=d.addressee, address=d.letter.get("address", ""),
            contact=d.letter.get("contact", ""), phone=d.letter.get("phone", ""), day=d.day, delivered=f"作废：{d.void_why}",
        )
        for d in register.everything(cycle.record, stage)
        if d.void_why
    ]  # fmt: skip
    target = f"out/{stage}/作废文书清单.xlsx"
    if rows:
        s = view.settings
        title = f"{s.cycle.label}{view.edition.umbrella}作废文书清单（{STAGE_NAMES[stage]}）"
        data = write_dispatch(rows, title=title, created=s.cycle.deadline_city, demo=s.cycle.demo)
        cycle.write(target, data, stage)
    elif (cycle.folder / target).exists():
        cycle.record.remove(target)


def _contact_warnings(cycle: Cycle) -> None:
    office = cycle.settings.office
    empty = [
        key
        for key in ("contact", "phone", "supervision_phone", "email", "address", "postcode")
        if not getattr(office, key)
    ]
    if empty:
        keys = "、".join(f"office.{key}" for key in empty)
        cycle.warn(
            "contact-empty", f"联系信息未填（{keys}），文书中已略去", "请在 award.toml 补填后重出"
        )


# --- drafts ---------------------------------------------------------------------------------------


def _draft(cycle: Cycle, view: View, stage: str, orders: Sequence[Order], day: date) -> Report:
    """Render drafts: no number, 草稿 in every header, unknown to the register."""
    from wzqa.documents import batch
    from wzqa.documents.facts import Issue, OfficeFacts

    office = OfficeFacts.of(view.settings, draft=True)
    issue = Issue(number=f"{view.settings.office.docno_code}〔{day.year}〕　号", day=day)
    letters = [order.write(office, issue) for order in orders]
    jobs = batch.with_distinct_names(
        [_job(view, letter, issue, None, None, draft=True) for letter in letters]
    )
    report = Report({"stage": stage, "documents": []})
    rendered = _render(cycle, view, jobs)
    for letter, item in zip(letters, rendered, strict=True):
        file = f"out/{stage}/草稿/{item.job.file_name}"
        cycle.record.write(file, item.data)
        cycle.files.append(file)
        report.data["documents"].append(
            {
                "kind": letter.kind,
                "title": letter.title,
                "to": letter.to,
                "number": None,
                "file": file,
                "sha256": item.sha256,
            }
        )
    rows = tuple((KIND_NAMES[x.kind], x.to or x.subject_name or "—") for x in letters)
    report.say(Grid(("文种", "主送"), rows, f"草稿{len(rows)}份（不编号）"))
    _contact_warnings(cycle)
    return report


def examiner_papers(cycle: Cycle, view: View) -> None:
    """Write 回避声明 and 保密承诺书 for every examiner on a panel."""
    from wzqa.documents import batch
    from wzqa.documents.facts import Issue, OfficeFacts
    from wzqa.stages import letters_of

    office = OfficeFacts.of(view.settings, draft=False)
    issue = Issue(number="", day=view.settings.cycle.deadline_city)
    letters = letters_of.examiner_letters(view, office, issue)
    jobs = batch.with_distinct_names(
        [_job(view, letter, issue, None, None, draft=False) for letter in letters]
    )
    for item in _render(cycle, view, jobs):
        cycle.write(f"out/panels/{item.job.file_name}", item.data, "panels")
