"""What `wzqa screen` writes: 资格审查结果, 资格核查表, 部门核查反馈表, 补正清单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import eligibility, regions
from wzqa.publicity.periods import add_working_days
from wzqa.stages.meta import meta
from wzqa.stages.screening import chain_calendar

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.screening import Screened


def write(cycle: Cycle, view: View, result: Screened, *, folder: str, second: bool) -> None:
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
                  roles=("applications", "registers", "verification")),
        screenings=result.screenings,
        rules=rules,
        regions={s.applicant.app_no: regions.block(s.applicant) for s in result.screenings},
        as_of=result.as_of,
        basis=f"{what}，依据{edition.cite('second_check' if second else 'screen')}",
        awards=tuple(a.name for a in settings.award),
    )  # fmt: skip
    cycle.write(f"out/{folder}/{what}结果.xlsx", write_screen_result(report), folder)
    _checks(cycle, view, result, folder=folder, second=second, head=head)
    people = {s.applicant.app_no: s.applicant for s in result.screenings}
    points = eligibility.supplement_points(result.screenings)
    target = f"out/{folder}/补正清单.xlsx"
    if points:
        rows = [
            Supplement(
                app_no=p.app_no, name=p.name, uscc=p.uscc,
                recommender=people[p.app_no].recommender or regions.block(people[p.app_no]),
                rule=p.rule, article=p.article, matter=p.matter, reason=p.reason,
                where=str(p.place or ""), contact=people[p.app_no].contact,
                phone=people[p.app_no].phone or people[p.app_no].mobile,
            )
            for p in points
        ]  # fmt: skip
        data = write_supplements(rows, title=f"{head}补正清单", created=result.as_of, demo=demo)
        cycle.write(target, data, folder)
    else:
        _drop(cycle, target)


def _checks(
    cycle: Cycle, view: View, result: Screened, *, folder: str, second: bool, head: str
) -> None:
    from wzqa.workbooks.blanks.verification import OpenFinding, write_feedback, write_verification

    settings = view.settings
    answers = {rule: d.name for d in settings.department for rule in d.rules}
    open_ = [
        OpenFinding(
            app_no=p.app_no, name=p.name, uscc=p.uscc, rule=p.rule, article=p.article,
            matter=p.matter, remark=p.hint, department=answers.get(p.rule, ""),
        )
        for p in eligibility.pending_points(result.screenings)
    ]  # fmt: skip
    what = "（复查）" if second else ""
    target = f"out/{folder}/资格核查表.xlsx"
    if open_:
        title = f"{head}资格核查表{what}"
        demo = settings.cycle.demo
        cycle.write(
            target, write_verification(open_, title=title, created=result.as_of, demo=demo), folder
        )
    else:
        _drop(cycle, target)
    citing = {rule.code: rule for rule in eligibility.asked(view.edition)}
    for department in settings.department:
        rows = [
            OpenFinding(
                app_no=s.applicant.app_no, name=s.applicant.name, uscc=s.applicant.uscc or "",
                rule=f.rule, article=f.article, matter=citing[f.rule].title, remark=f.reason,
                department=department.name,
            )
            for s in result.screenings
            for f in s.findings
            if f.rule in department.rules
        ]  # fmt: skip
        if rows:
            days = settings.letters.reply_days
            calendar = chain_calendar(view, result.as_of)
            data = write_feedback(
                rows,
                title=f"{head}部门核查反馈表{what}",
                department=department.name,
                matters=department.matters,
                reply_by=add_working_days(result.as_of, days, calendar),
                created=result.as_of,
                demo=settings.cycle.demo,
            )
            cycle.write(f"out/{folder}/部门核查反馈表_{department.name}.xlsx", data, folder)


def _drop(cycle: Cycle, target: str) -> None:
    if (cycle.folder / target).exists():
        cycle.record.remove(target)
