"""What `wzqa screen` writes: 资格审查结果, 资格核查表, 补正清单, 部门反馈总览."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.models import SIGNED
from wzqa.stages import asking
from wzqa.stages.meta import meta

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.screening import Screened


def write(
    cycle: Cycle,
    view: View,
    result: Screened,
    *,
    folder: str,
    second: bool,
    content: ListContent | None = None,
) -> None:
    """Write every workbook of the stage; what is no longer needed is removed."""
    from wzqa.workbooks.results.lists import Supplement, write_supplements
    from wzqa.workbooks.results.results_screen import RuleLine, ScreenReport, write_screen_result

    settings, edition = view.settings, view.edition
    what = "授奖前复查" if second else "资格审查"
    head = f"{settings.cycle.label}{edition.umbrella}"
    demo = settings.cycle.demo
    rules = []
    for rule in eligibility.asked(edition):
        source = edition.cite(rule.code)
        quote = source.quote
        rules.append(RuleLine(rule=rule.code, title=rule.title, article=str(source), quote=quote))
    report = ScreenReport(
        meta=meta(view, f"{head}{what}结果", "second" if second else "screen", result.as_of,
                  ("applications", "registers", "verification"), content),
        screenings=result.screenings,
        rules=rules,
        regions={s.applicant.app_no: view.area.block(s.applicant) for s in result.screenings},
        area=view.area,
        as_of=result.as_of,
        basis=f"{what}，依据{edition.cite('second_check' if second else 'screen')}",
        awards=tuple(a.name for a in settings.award),
        encouraged={
            s.applicant.app_no: words
            for s in result.screenings
            if (words := eligibility.encouraged(s.applicant))
        },
    )  # fmt: skip
    cycle.produce(
        f"out/{folder}/{what}结果.xlsx", folder, lambda: write_screen_result(report), report
    )
    _checks(cycle, view, result, folder=folder, second=second, head=head)
    asking.overview(cycle, view, result, second=second)
    people = {s.applicant.app_no: s.applicant for s in result.screenings}
    points = eligibility.supplement_points(result.screenings)
    target = f"out/{folder}/补正清单.xlsx"
    if points:
        rows = [
            Supplement(
                app_no=p.app_no, name=p.name, uscc=p.uscc,
                recommender=people[p.app_no].recommender or view.area.block(people[p.app_no]),
                rule=p.rule, article=p.article, matter=p.matter, reason=p.reason,
                where=str(p.place or ""), contact=people[p.app_no].contact,
                phone=people[p.app_no].phone or people[p.app_no].mobile,
            )
            for p in points
        ]  # fmt: skip
        title, day = f"{head}补正清单", result.as_of
        cycle.produce(
            target,
            folder,
            lambda: write_supplements(rows, title=title, created=day, demo=demo),
            *(rows, title, day, demo),
        )
    else:
        _drop(cycle, target)


def _checks(
    cycle: Cycle, view: View, result: Screened, *, folder: str, second: bool, head: str
) -> None:
    from wzqa.workbooks.blanks.verification import write_verification

    answers = {rule: d.name for d in view.settings.department for rule in d.rules}
    rows = [
        replace(point, department=answers.get(point.rule, ""))
        for point in eligibility.open_points(result.screenings)
    ]
    target = f"out/{folder}/资格核查表.xlsx"
    if not rows:
        _drop(cycle, target)
        return
    points = [*rows, *_signed(result)]
    title = f"{head}资格核查表{'（复查）' if second else ''}"
    demo = view.settings.cycle.demo
    cycle.produce(
        target,
        folder,
        lambda: write_verification(
            points, title=title, created=result.as_of, second=second, demo=demo
        ),
        *(points, title, result.as_of, second, demo),
    )


def _signed(result: Screened) -> list[eligibility.OpenPoint]:
    """List what a returned 核查表 settled, filled in.

    The next one, filed under the same name, then loses no signature.
    """
    rows = {
        (r.app_no, r.rule): r
        for r in result.context.verifications
        if r not in result.lapsed and not r.reply
    }
    return [
        replace(
            eligibility.point_of(s.applicant, f),
            remark=f.machine_reason, proposal=SIGNED, signed=row,
        )
        for s in result.screenings
        for f in s.findings
        if f.decided_by and (row := rows.get((s.applicant.app_no, f.rule)))
    ]  # fmt: skip


def _drop(cycle: Cycle, target: str) -> None:
    if (cycle.folder / target).exists():
        cycle.record.remove(target)
