"""`wzqa demo`: a fictitious cycle as real workbooks, and the ordinary commands run over it.

Its calendar is fictitious and passed as --date and --as-of, so that the same arguments give the
same bytes under out/ whatever the day and the folder.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from wzqa import award_toml, demo_data
from wzqa.problems import Exit, Problem, WzqaError
from wzqa.record import lists
from wzqa.regulation import default_profile, load_edition
from wzqa.stages import (
    confirming,
    count,
    deciding,
    intake,
    panelling,
    publicity,
    reporting,
    score,
    screen,
    sheets,
)
from wzqa.stages.demo.driver import YEAR, Driver
from wzqa.stages.demo.filling import VISITS, Filler
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.view import current
from wzqa.stages.letters import notices
from wzqa.stages.setup import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wzqa.plan import Plan
    from wzqa.settings import Settings
    from wzqa.stages.ground.cycle import Cycle


OPERATOR = "演示经办人"  # papers print who decided: the same bytes whoever types the command


def _day(month: int, day: int) -> date:
    return date(YEAR, month, day)


def settings_of(profile: str = "") -> Settings:
    """Give the demo's settings: fictitious number, office, committee and departments.

    The last department never answers.
    """
    profile = profile or default_profile()
    edition = load_edition(profile)
    area = edition.area
    over: dict[str, Any] = {
        "profile": profile,
        "cycle": {  # the demo's own calendar, whatever the edition's usual days
            "year": YEAR, "demo": True, "notice_date": _day(5, 20),
            "deadline_county": _day(6, 30), "deadline_city": _day(7, 31),
        },
        "basis": {"docno": f"{area.name[0]}政演示〔2026〕12号"},
        "office": {
            "contact": "演示联系人",
            "phone": f"{area.dial}-00000000",
            "supervision_phone": f"{area.dial}-00000001",
            "email": "demo@example.invalid",
            "address": f"{area.name}演示路1号",
            "postcode": area.postcode,
            "signatory": "演示签发",
        },
        "vote": {"members": 21, "rules_confirmed": True},
        "department": [
            {"name": f"{area.name}应急管理局", "matters": "生产安全事故", "rules": ["E10"], "contact": "演示"},
            {"name": f"{area.name}人力资源和社会保障局", "matters": "劳动保障违法行为和员工重大投诉", "rules": ["E11"],
             "contact": "演示"},
            {"name": f"{area.name}生态环境局", "matters": "环境污染事故和环境违法行为", "rules": ["E12"], "contact": "演示"},
        ],
    }  # fmt: skip
    return award_toml.build(over, YEAR)


def run(
    folder: Path,
    applicants: int,
    seed: int,
    through: str,
    by: str,
    say: Callable[[str], None],
    profile: str = "",
) -> tuple[Report, list[Problem], list[str]]:
    """Make the cycle and walk it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WzqaError(
            f"“{folder}”已经存在且不是空目录，演示要用新目录", Exit.INPUT, code="cycle-exists"
        )
    driver = Driver(folder, by, say)
    settings = settings_of(profile)
    make(folder, settings, driver.clock, by)
    plan = settings.plan
    cap = settings.stage_rules(plan.to_site).cap
    world = demo_data.world(applicants, seed, _examiners(applicants, cap), settings.edition)
    for stage, step in steps(driver, Filler(folder, world, driver)).items():
        say(f"—— {plan.names[stage]} ——")
        step()
        if stage == through:
            break
    return _summary(driver, folder, through, plan)


def steps(driver: Driver, filler: Filler) -> dict[str, Callable[[], None]]:
    """Give what is done at each stage, in their order."""
    return {
        "apply": partial(_apply, driver, filler),
        "screen": partial(_screen, driver, filler),
        **{s: partial(_scored, driver, filler, filler.plan, s) for s in filler.plan.keys},
        "vote": partial(_vote, driver, filler),
        "publicity": partial(_publicity, driver, filler),
        "award": partial(_award, driver),
    }


def _silent(driver: Driver) -> str:
    """Name the department that does not answer."""
    return str(driver.look(lambda cycle: cycle.settings.department[-1].name))


def _examiners(applicants: int, cap: int) -> int:
    """Give enough examiners, some in reserve: teams of four, of at most fifteen applicants each.

    On site a team has a day for each of at most `cap`.
    """
    teams = max(2, -(-applicants // 12), -(-min(applicants, cap) // len(VISITS)))
    return 4 * teams + 4


def _panels(cycle: Cycle, stage: str) -> int | None:
    """Give the number of panels on site, each with a day for every visit; None leaves it open."""
    if stage != cycle.plan.site:
        return None
    visits = len(chain.taking_part(current(cycle), stage).applicants)
    return max(1, -(-visits // len(VISITS)))


def _summary(
    driver: Driver, folder: Path, through: str, plan: Plan
) -> tuple[Report, list[Problem], list[str]]:
    counts = driver.look(_counts)
    report = Report(
        {"cycle": str(folder), "through": through, "lists": counts, "skipped": driver.skipped}
    )
    for stage, words in counts.items():
        report.say(f"{plan.names[stage]}：{words}")
    for sentence in driver.skipped:
        report.say(f"未出现：{sentence}")
    report.say(
        "演示完毕（全部为虚构的演示数据）。请看：",
        f"  {folder}/inbox/　各办公室交来的表格",
        f"  {folder}/out/　结果工作簿和 Word 文书（{'、'.join(f'out/{s}' for s in plan.order)}）",
        f"  {folder}/record.db　记录，可用任何 SQLite 工具打开",
        f"  再试：wzqa -C {folder} status；wzqa -C {folder} explain 某公司；wzqa -C {folder} verify",
    )
    return report, [], []


def _counts(cycle: Cycle) -> dict[str, str]:
    words = {}
    for stage in cycle.plan.order:
        held = lists.in_force(cycle.record, stage)
        if held is None:
            continue
        c = held.content
        if "passed" in c:
            words[stage] = f"通过{len(c['passed'])}家，不通过{len(c['failed'])}家"
        elif "selected" in c:
            words[stage] = "，".join(
                f"{award}{len(rows)}家" for award, rows in c["selected"].items()
            )
        else:
            words[stage] = f"入围{len(c['admitted'])}家（上限{c['cap']}家）"
    return words


# --- the walk -------------------------------------------------------------------------------------


def _notices(driver: Driver, stage: str, day: date, *only: str) -> Report:
    words = "".join(f" --only {kind}" for kind in only)
    return driver.run(
        f"wzqa notices {stage}{words} --date {day}",
        lambda cycle: notices.run(
            cycle, stage=stage, only=list(only), day=day, pdf=False, merge=False, draft=False
        ),
    )


def _plain_notices(cycle: Cycle, stage: str) -> Report:
    return notices.run(cycle, stage=stage, only=[], day=None, pdf=False, merge=False, draft=False)


def _confirm(driver: Driver, stage: str, day: date, basis: str | None = None) -> None:
    driver.at(day)
    driver.run(
        f"wzqa confirm {stage} --date {day}{' --basis …' if basis else ''}",
        lambda cycle: confirming.run(
            cycle, stage=stage, day=day, reopen=False, why=None, basis=basis
        ),
    )


def _finding(
    driver: Driver, app_no: str, rule: str, verdict: str, why: str, *, second: bool
) -> None:
    driver.run(
        f"wzqa decide finding {app_no} {rule} {verdict}{' --second' if second else ''} --why …",
        lambda cycle: deciding.finding(
            cycle, who=app_no, rule=rule, verdict=verdict, second=second, why=why
        ),
    )


def _silence(driver: Driver, department: str) -> None:
    driver.run(
        f"wzqa decide silence {department} --second --why …",
        lambda cycle: deciding.silence(
            cycle,
            department=department,
            second=True,
            why="两次电话催复仍未答复，经评审办主任办公会议研究不再等候（演示）",
        ),
    )


def _objection(driver: Driver, no: str, answer: str, why: str) -> None:
    driver.run(
        f"wzqa decide objection {no} {answer} --why …",
        lambda cycle: deciding.objection(cycle, no=no, answer=answer, why=why),
    )


def _apply(driver: Driver, filler: Filler) -> None:
    _notices(driver, "apply", _day(5, 20))
    driver.at(_day(7, 6))
    filler.applications(mended=False)
    filler.registers()
    driver.run("wzqa ingest", lambda cycle: intake.run(cycle, paths=[], mapping=[]))


def _screen(driver: Driver, filler: Filler) -> None:
    driver.at(_day(7, 27))
    driver.run(
        "wzqa screen",
        lambda cycle: screen.run(cycle, as_of=None, second=False),
        expect=(Exit.OK, Exit.DECIDE),
    )
    if waiting := filler.proposed():
        driver.say(f"　拟不符合{len(waiting)}项：有人核定之前，谁也不是不通过")
    _notices(driver, "screen", _day(7, 27), "dept-inquiry")
    sheet = _notices(driver, "screen", _day(7, 28), "refusal-sheet")
    if not sheet.data["documents"]:
        driver.skipped.append("拟不通过核定表（没有拟不符合的申报）")
    made = _notices(driver, "screen", _day(7, 28), "supplement")
    if not made.data["documents"]:
        driver.skipped.append("补正通知（没有待补正的申报）")
    driver.at(_day(8, 5))
    if filler.applications(mended=True):
        driver.run("wzqa ingest", lambda cycle: intake.run(cycle, paths=[], mapping=[]))
    signed, overruled = filler.checks(_day(8, 14))
    if signed:
        driver.say(f"　资格核查表核定不通过：{'、'.join(signed)}")
    if overruled:
        driver.say(f"　资格核查表改为通过：{'、'.join(overruled)}（收件登记簿载明按期收到）")
    reported = filler.replies("screen", _day(8, 7), silent=_silent(driver))
    driver.at(_day(8, 14))
    driver.run(
        "wzqa screen",
        lambda cycle: screen.run(cycle, as_of=None, second=False),
        expect=(Exit.OK, Exit.DECIDE),
    )
    if reported:
        driver.say(f"　部门答复{reported}不通过：有人核定之前只是拟不符合")
    for app_no, rule, proposed in filler.to_decide(second=False):
        verdict, words = ("fail", "事实属实") if proposed else ("pass", "经核实符合条件")
        why = f"{words}（演示：评审办第1次办公会议纪要）"
        _finding(driver, app_no, rule, verdict, why, second=False)
    driver.run("wzqa screen", lambda cycle: screen.run(cycle, as_of=None, second=False))
    _confirm(driver, "screen", _day(8, 17))
    _notices(driver, "screen", _day(8, 18))


# of each scored stage: the day it begins, that on which the sheets come back, that of the list
_SCORED = (
    (_day(8, 20), _day(8, 28), _day(8, 31)),
    (_day(9, 1), _day(9, 21), _day(9, 22)),
    (_day(9, 22), _day(9, 23), _day(9, 23)),  # and of whatever comes after
)


def _scored(driver: Driver, filler: Filler, plan: Plan, stage: str) -> None:
    start, scored, confirmed = _SCORED[min(plan.keys.index(stage), len(_SCORED) - 1)]
    driver.at(start)
    driver.run(
        f"wzqa panels --form --stage {stage}",
        lambda cycle: panelling.run(
            cycle, form=True, stage=stage, count=_panels(cycle, stage), anchors=[]
        ),
    )
    filler.panels(stage, start)
    driver.run(
        "wzqa panels",
        lambda cycle: panelling.run(cycle, form=False, stage=stage, count=None, anchors=[]),
    )
    if stage == plan.site:
        _notices(driver, plan.to_site, start + timedelta(days=1))
    elif stage == plan.first:
        _notices(driver, stage, start, "recusal-declaration", "confidentiality-pledge")
    driver.run(f"wzqa sheets {stage}", lambda cycle: sheets.run(cycle, stage=stage))
    filler.scores(stage, scored)
    driver.at(scored)
    driver.run(f"wzqa score {stage}", lambda cycle: score.score(cycle, stage=stage, paths=[]))
    if stage == plan.site:
        _notices(driver, stage, scored, "visit-report")
    got = driver.run(
        f"wzqa rank {stage}",
        lambda cycle: score.rank(cycle, stage=stage),
        expect=(Exit.OK, Exit.DECIDE),
    )
    tie = got.data["tie"]
    if tie:
        chosen = sorted(tie["applicants"])[: tie["places"]]
        driver.run(
            f"wzqa decide tie {stage} --admit … --why …",
            lambda cycle: deciding.tie(
                cycle,
                stage=stage,
                admit=chosen,
                award=None,
                why="结果类目得分较高者优先（演示：评审办第2次办公会议纪要）",
            ),
        )
        driver.run(f"wzqa rank {stage}", lambda cycle: score.rank(cycle, stage=stage))
    elif stage == plan.first:
        driver.skipped.append("入围线上的并列（申报家数不足以产生）")
    _confirm(driver, stage, confirmed)
    if stage == plan.last:
        _notices(driver, stage, confirmed)


def _vote(driver: Driver, filler: Filler) -> None:
    _notices(driver, "vote", _day(9, 23), "ballot", "sign-in")
    filler.ballots(_day(9, 24))
    driver.at(_day(9, 24))
    driver.run("wzqa rank vote", count.rank)
    _confirm(driver, "vote", _day(9, 24), "评委会全体会议纪要（2026年9月24日，演示）")
    _notices(driver, "vote", _day(9, 24))


def _publicity(driver: Driver, filler: Filler) -> None:
    """Ask the departments, hear them to the last, then publish and hear the public."""
    _notices(driver, "publicity", _day(9, 28), "second-check")
    filler.replies("publicity", _day(10, 12), silent=_silent(driver))
    day = _day(10, 19)  # the day to answer by is over
    driver.at(day)
    _second(driver, day)
    for app_no, rule, proposed in filler.to_decide(second=True):
        why = "与资格审查时的核定相同（演示）" if proposed else "经再次核实符合条件（演示）"
        _finding(driver, app_no, rule, "pass", why, second=True)
    silent = _silent(driver)
    driver.say(f"　{silent}到期没有答复：由人决定不再等候")
    _silence(driver, silent)
    _second(driver, day)
    _notices(driver, "publicity", _day(10, 20), "publicity")
    filler.objections(_day(10, 22))
    driver.at(_day(10, 28))
    driver.run("wzqa publicity", _publicise, expect=(Exit.OK, Exit.DECIDE))
    _notices(driver, "publicity", _day(10, 28))
    driver.at(_day(10, 29))
    for no, answer, why in filler.verdicts():
        _objection(driver, no, answer, why)
    driver.run("wzqa publicity", _publicise)
    _confirm(driver, "publicity", _day(10, 29))


def _second(driver: Driver, day: date) -> Report:
    return driver.run(
        f"wzqa screen --second --as-of {day}",
        lambda cycle: screen.run(cycle, as_of=day, second=True),
        expect=(Exit.OK, Exit.DECIDE),
    )


def _publicise(cycle: Cycle) -> Report:
    return publicity.run(cycle, start=None)


def _award(driver: Driver) -> None:
    _confirm(driver, "award", _day(10, 30), "评委会审定会议纪要（2026年10月30日，演示）")
    _notices(driver, "award", _day(10, 30), "approval-request")
    approved = _day(11, 6)
    place = driver.look(lambda cycle: cycle.settings.edition.area.name[0])
    docno = f"{place}政演示〔2026〕36号"
    driver.at(approved)
    driver.run(
        f"wzqa decide approve --date {approved} --docno {docno} --why …",
        lambda cycle: deciding.approve(cycle, day=approved, docno=docno, why="政府批复（演示）"),
    )
    driver.run("wzqa notices award", lambda cycle: _plain_notices(cycle, "award"))
    driver.run("wzqa report", lambda cycle: reporting.run(cycle, stage=None))
