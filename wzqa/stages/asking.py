"""The workbooks that go with the letters to departments, and the overview of what they answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.rules import departments
from wzqa.stages import replying, screening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.models import Applicant
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.screening import Screened

CHECKS = {"screen": False, "publicity": True}  # stage of the letters: the second check or not


def with_letters(cycle: Cycle, view: View, stage: str) -> None:
    """Write 部门核查反馈表 for every letter in force of a stage, with its day, and the overview."""
    if stage not in CHECKS:
        return
    second = CHECKS[stage]
    inquiries = replying.letters_out(view, second=second)
    if not inquiries:
        return
    for inquiry in inquiries:
        people = [a for a in view.applicants if departments.names(inquiry, a)]
        context = screening.context(view, as_of=inquiry.issued, second=second, verifications=())
        bare = replace(context, decisions=())
        _feedback(cycle, view, inquiry, people, bare, stage)
    people = screening.selected(view) if second else view.applicants
    day = max(inquiry.issued for inquiry in inquiries)
    overview(cycle, view, screening.screened(view, people, as_of=day, second=second), second=second)


def _feedback(
    cycle: Cycle,
    view: View,
    inquiry: eligibility.Inquiry,
    people: Sequence[Applicant],
    context: eligibility.Context,
    stage: str,
) -> None:
    from wzqa.workbooks.blanks.verification import write_feedback

    settings = view.settings
    department = next(d for d in settings.department if d.name == inquiry.department)
    rules = [r for r in eligibility.asked(view.edition) if r.code in department.rules]
    rows = [
        eligibility.point_of(a, f, department.name)
        for a in sorted(people, key=lambda a: a.app_no)
        for f in (eligibility.finding(rule, a, context) for rule in rules)
    ]
    if not rows:
        return
    second = CHECKS[stage]
    head = f"{settings.cycle.label}{view.edition.umbrella}"
    title = f"{head}部门核查反馈表{'（复查）' if second else ''}"
    demo = settings.cycle.demo
    cycle.produce(
        f"out/{stage}/部门核查反馈表_{department.name}.xlsx",
        stage,
        lambda: write_feedback(
            rows,
            title=title,
            department=department.name,
            matters=department.matters,
            letter=inquiry.letter,
            reply_by=inquiry.answer_by,
            created=inquiry.issued,
            second=second,
            demo=demo,
        ),
        *(rows, title, department, inquiry, second, demo),
    )


def overview(cycle: Cycle, view: View, result: Screened, *, second: bool) -> None:
    """Write 部门反馈总览.xlsx of one check, once anybody was asked or has answered."""
    from wzqa.workbooks.results.departments import tables, write_departments

    standings = result.departments(result.as_of)
    if not any(s.inquiry or any(line.rows for line in s.lines) for s in standings):
        return
    settings = view.settings
    what = "授奖前复查" if second else "资格审查"
    title = f"{settings.cycle.label}{view.edition.umbrella}{what}部门反馈总览"
    made_from = tables(title, standings), settings.cycle.deadline_city, settings.cycle.demo
    laid_out, created, demo = made_from
    folder = "publicity" if second else "screen"
    cycle.produce(
        f"out/{folder}/部门反馈总览.xlsx",
        folder,
        lambda: write_departments(laid_out, created=created, demo=demo),
        *made_from,
    )
