"""Drafts: no number, 草稿 in every header, unknown to the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents import kinds
from wzqa.problems import Exit
from wzqa.stages.ground.cycle import Cycle, Grid, Report
from wzqa.stages.letters.rendering import contact_warnings, job_of, render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.stages.ground.view import View
    from wzqa.stages.letters.order import Order


def draft_batch(
    cycle: Cycle, view: View, stage: str, orders: Sequence[Order], day: date | None, today: date
) -> Report:
    """Render drafts: no number, 草稿 in every header, unknown to the register.

    The year in the number is that of the day given, else the cycle's.
    """
    from wzqa.documents import batch
    from wzqa.documents.letters.facts import Issue, OfficeFacts

    wanting = list(dict.fromkeys(order.wants for order in orders if order.wants))
    cycle.note([*wanting, *(order.remark for order in orders if order.remark)])
    orders = [order for order in orders if order.wants is None]
    office = OfficeFacts.of(view.settings, draft=True)
    year = day.year if day else view.settings.cycle.year
    code, day = view.settings.office.docno_code, day or today
    issues = [
        Issue(number=f"{'' if order.kind.government else code}〔{year}〕　号", day=day)
        for order in orders
    ]
    letters = [order.write(office, issue) for order, issue in zip(orders, issues, strict=True)]
    jobs = batch.with_distinct_names(
        [
            job_of(view.settings, letter, issue, None, None, draft=True)
            for letter, issue in zip(letters, issues, strict=True)
        ]
    )
    report = Report({"stage": stage, "documents": []})
    rendered = render(cycle, view, jobs)
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
    rows = tuple((kinds.NAMES[x.kind], x.to or x.subject_name or "—") for x in letters)
    report.say(Grid(("文种", "主送"), rows, f"草稿{len(rows)}份（不编号）"))
    contact_warnings(cycle)
    report.exit = Exit.DECIDE if wanting else Exit.OK
    return report
