"""`wzqa screen`: take returned 核查表 and registers in, run every rule, write the results."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from wzqa.dates import chinese
from wzqa.models import OUTCOME_NAMES, Outcome
from wzqa.problems import Exit, Problem, Severity, WzqaError
from wzqa.record import lists
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current
from wzqa.stages.screening import derive, derive_second, finding_json

if TYPE_CHECKING:
    from datetime import date

    from wzqa.contents import ListContent
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.screening import Screened


def run(cycle: Cycle, as_of: date | None, second: bool) -> Report:
    """`wzqa screen`: take returned 核查表 and registers in, run every rule, write the results."""
    limit = cycle.today if second else max(cycle.today, cycle.settings.anchor)
    if as_of and as_of > limit:
        raise WzqaError(
            f"审查到{chinese(as_of)}，晚于今天{chinese(cycle.today)}", Exit.INPUT, code="date-future",
            hint="还没有到的日子不能先审查，请核对 --as-of",
        )  # fmt: skip
    taking.take(cycle, "verification")
    taking.take_registers(cycle)
    view = current(cycle)
    for _, checks in view.verification_files:
        cycle.note(checks.problems)
    for _, register in view.register_files:
        cycle.note(register.problems)
    cycle.note(_without_award(view))
    if second and chain.standing(view, "vote") is None:
        return _too_early(cycle)
    checked = derive_second(view, as_of=as_of or cycle.today) if second else None
    derived = checked or derive(view, as_of=as_of or view.settings.anchor)
    stage, folder = ("second", "publicity") if second else ("screen", "screen")
    cycle.note(derived.problems)
    lists.keep_draft(cycle.record, stage, derived.content)
    result = derived.detail
    from wzqa.stages import screening_out

    content = None if second else cast("ListContent", derived.content)
    screening_out.write(cycle, view, result, folder=folder, second=second, content=content)
    return _report(cycle, view, result, second=second)


def _too_early(cycle: Cycle) -> Report:
    """Say that the second check waits for the vote; what came in is in, and may be why it waits."""
    problem = Problem(
        code="earlier-draft", message="授奖前复查须等表决名单确认（过时的须续期）；收到的核查表、反馈表已经读入",
        hint="请用 wzqa status 查看下一步",
    )  # fmt: skip
    cycle.note([problem])
    counts = {**{str(outcome): 0 for outcome in _ORDER}, "unsigned": 0}
    return Report({"as_of": None, "counts": counts, "applicants": []}, exit=Exit.DECIDE)


def _without_award(view: View) -> list[Problem]:
    """Name those whose 申报奖项 is blank or cannot be read, each at its cell."""
    found = []
    for a in view.applicants:
        source = a.sources.get("award")
        if not a.award and source is not None:
            found.append(
                Problem(
                    code="award-blank",
                    message=f"{a.app_no} 的申报奖项没有填写或无法识别",
                    severity=Severity.WARNING,
                    place=source.place,
                    value=source.text or None,
                    hint="请向申报组织核实后改正重报",
                )
            )
    return found


def _report(cycle: Cycle, view: View, result: Screened, *, second: bool) -> Report:
    counts = Counter(s.verdict for s in result.screenings)
    report = Report(
        {
            "as_of": result.as_of.isoformat(),
            "counts": {
                **{str(o): counts.get(o, 0) for o in _ORDER},
                "unsigned": len(result.unsigned),
            },
            "applicants": [
                {
                    "app_no": s.applicant.app_no,
                    "name": s.applicant.name,
                    "uscc": s.applicant.uscc,
                    "verdict": str(s.verdict),
                    "unsigned": [f.rule for f in s.unsigned],
                    "findings": [finding_json(f) for f in s.findings],
                }
                for s in result.screenings
            ],
        }
    )
    if result.unsigned or counts.get(Outcome.PENDING) or counts.get(Outcome.MISSING):
        report.exit = Exit.DECIDE
    elif any(p.code == "file-misfiled" for p in cycle.problems):
        report.exit = Exit.INPUT  # what was sent in is not in these results
    _say(view, report, result, counts, second=second)
    standings = result.departments(cycle.today)
    owing = [s.sentence for s in standings if s.sentence]
    if owing and (second or any(s.inquiry for s in standings)):
        report.say("部门反馈：" + "；".join(owing) + "。")
    return report


_ORDER = (Outcome.PASS, Outcome.FAIL, Outcome.PENDING, Outcome.MISSING)


def _say(
    view: View, report: Report, result: Screened, counts: Counter[Outcome], *, second: bool
) -> None:
    what, folder = ("授奖前复查", "publicity") if second else ("资格审查", "screen")
    proposed = f"（其中拟不符合待核定{len(result.unsigned)}家）" if result.unsigned else ""
    report.say(
        f"{what}（计算基准日{chinese(view.settings.anchor)}，审查到{chinese(result.as_of)}）：共{len(result.screenings)}家，"
        + "，".join(
            f"{OUTCOME_NAMES[o]}{counts.get(o, 0)}家" + (proposed if o is Outcome.FAIL else "")
            for o in _ORDER
        )
    )
    rows = [
        (
            s.applicant.app_no,
            s.applicant.name,
            s.word,
            "；".join(
                f"{f.rule}{f.article} {f.reason}"
                for f in s.findings
                if f.outcome is s.verdict or f.unsigned
            ),
        )
        for s in result.screenings
        if s.verdict is not Outcome.PASS
    ]
    if rows:
        report.say(
            Grid(("申报编号", "申报组织", "结论", "原因"), tuple(rows), "未通过、待补正、待核实")
        )
    if counts.get(Outcome.PENDING) or counts.get(Outcome.MISSING):
        report.say(
            "待核实的请填 资格核查表.xlsx 放回 inbox/verification/，待补正的请申报组织补齐后重新收件。"
        )
    if result.unsigned:
        option = " --second" if second else ""
        report.say(
            f"{result.unsigned_sentence}。",
            f"没有人核定，不得不予通过：请在 out/{folder}/资格核查表.xlsx 填写核查结论、依据、核查人和"
            f"日期，放回 inbox/verification/；或用 wzqa decide finding 编号 规则 fail|pass{option} --why 依据。",
        )
        if not second:
            report.say("请负责人签字的核定表：wzqa notices screen --only 拟不通过核定表。")
