"""`wzqa demo`: a fictitious cycle as real workbooks, and the ordinary commands run over it.

Its calendar is fictitious and passed as --date and --as-of, so that the same arguments give the
same bytes under out/ whatever the day and the folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from typing import TYPE_CHECKING, Any

from wzqa import award_toml, demo_data
from wzqa.models import STAGE_NAMES
from wzqa.problems import Exit, Problem, WzqaError
from wzqa.record import lists
from wzqa.stages.cycle import Report, open_cycle
from wzqa.stages.demo_fill import Filler
from wzqa.stages.setup import make

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from wzqa.settings import Settings
    from wzqa.stages.cycle import Cycle

YEAR = demo_data.YEAR
_ZONE = timezone(timedelta(hours=8))
STAGES = ("apply", "screen", "review", "visit", "vote", "publicity", "award")


def _day(month: int, day: int) -> date:
    return date(YEAR, month, day)


@dataclass
class Driver:
    """Runs ordinary commands on the demo's folder, each at its fictitious time."""

    folder: Path
    by: str
    say: Callable[[str], None]
    clock: datetime = datetime(YEAR, 5, 20, 9, 0, tzinfo=_ZONE)
    skipped: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def at(self, day: date) -> None:
        """Move the fictitious clock to a day."""
        self.clock = max(self.clock, datetime(day.year, day.month, day.day, 9, 0, tzinfo=_ZONE))

    def run(
        self, words: str, target: str, *, expect: tuple[int, ...] = (Exit.OK,), **given: Any
    ) -> Report:
        """Run one command as the command line does; anything but the expected exit is our bug."""
        module, function = target.split(".")
        self.clock += timedelta(minutes=1)
        with open_cycle(self.folder, now=self.clock, by=self.by) as cycle:
            report: Report = getattr(import_module(f"wzqa.stages.{module}"), function)(
                cycle, **given
            )
            if report.exit not in expect:
                problems = [p for p in cycle.problems if p.severity == "error"]
                raise WzqaError(
                    f"演示中断：{words} 得到退出码 {report.exit}",
                    Exit.INPUT,
                    [*problems[:20], *_open(report)],
                )
            self.files += cycle.files
        self.say(f"$ {words}　→ {report.exit}")
        return report

    def look(self, what: Callable[[Cycle], Any]) -> Any:
        """Read something from the record without changing it."""
        with open_cycle(self.folder, now=self.clock, by=self.by) as cycle:
            return what(cycle)


def _open(report: Report) -> list[Problem]:
    return [Problem(code="demo", message=str(b)) for b in report.blocks if isinstance(b, str)]


def settings_of() -> Settings:
    """Give the demo's settings: fictitious number, office and committee."""
    over: dict[str, Any] = {
        "profile": "wenzhou-2022-draft",
        "cycle": {"year": YEAR, "demo": True},
        "basis": {"docno": "温政演示〔2026〕0号"},
        "office": {
            "contact": "演示联系人",
            "phone": "0577-00000000",
            "supervision_phone": "0577-00000001",
            "email": "demo@example.invalid",
            "address": "温州市演示路1号",
            "postcode": "325000",
            "signatory": "演示签发",
        },
        "vote": {"members": 21, "rules_confirmed": True},
        "department": [
            {"name": "温州市应急管理局", "matters": "生产安全事故", "rules": ["E10"], "contact": "演示"},
            {"name": "温州市市场监督管理局", "matters": "产品质量监督抽查、消费投诉", "rules": ["E09", "E11"],
             "contact": "演示"},
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
) -> tuple[Report, list[Problem], list[str]]:
    """Make the cycle and walk it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WzqaError(
            f"“{folder}”已经存在且不是空目录，演示要用新目录", Exit.INPUT, code="cycle-exists"
        )
    driver = Driver(folder, by, say)
    settings = settings_of()
    make(folder, settings, driver.clock, by)
    world = demo_data.world(applicants, seed, _examiners(applicants))
    filler = Filler(folder, world, driver)
    steps: Mapping[str, Callable[[], None]] = {
        "apply": lambda: _apply(driver, filler),
        "screen": lambda: _screen(driver, filler),
        "review": lambda: _scored(driver, filler, "review"),
        "visit": lambda: _scored(driver, filler, "visit"),
        "vote": lambda: _vote(driver, filler),
        "publicity": lambda: _publicity(driver, filler),
        "award": lambda: _award(driver),
    }
    for stage in STAGES:
        say(f"—— {STAGE_NAMES[stage]} ——")
        steps[stage]()
        if stage == through:
            break
    return _summary(driver, folder, through)


def _examiners(applicants: int) -> int:
    """Give enough examiners: teams of four, at most fifteen applicants each, some in reserve."""
    return 4 * max(2, -(-applicants // 12)) + 4


def _summary(driver: Driver, folder: Path, through: str) -> tuple[Report, list[Problem], list[str]]:
    counts = driver.look(_counts)
    report = Report(
        {"cycle": str(folder), "through": through, "lists": counts, "skipped": driver.skipped}
    )
    for stage, words in counts.items():
        report.say(f"{STAGE_NAMES[stage]}：{words}")
    for sentence in driver.skipped:
        report.say(f"未出现：{sentence}")
    report.say(
        "演示完毕（全部为虚构的演示数据）。请看：",
        f"  {folder}/inbox/　各办公室交来的表格",
        f"  {folder}/out/　结果工作簿和 Word 文书（out/screen、out/review、out/visit、out/vote、out/publicity、out/award）",
        f"  {folder}/record.db　记录，可用任何 SQLite 工具打开",
        f"  再试：wzqa -C {folder} status；wzqa -C {folder} explain 某公司；wzqa -C {folder} verify",
    )
    return report, [], []


def _counts(cycle: Cycle) -> dict[str, str]:
    words = {}
    for stage in STAGES[1:]:
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
        f"wzqa notices {stage}{words} --date {day}", "notices.run", stage=stage, only=list(only), day=day,
        pdf=False, merge=False, draft=False,
    )  # fmt: skip


def _confirm(driver: Driver, stage: str, day: date) -> None:
    driver.run(
        f"wzqa confirm {stage} --date {day}",
        "confirming.run",
        stage=stage,
        day=day,
        reopen=False,
        why=None,
    )


def _apply(driver: Driver, filler: Filler) -> None:
    _notices(driver, "apply", _day(5, 20))
    driver.at(_day(7, 1))
    filler.applications(mended=False)
    filler.registers()
    driver.run("wzqa ingest", "intake.run", paths=[], mapping=[])


def _screen(driver: Driver, filler: Filler) -> None:
    driver.at(_day(8, 3))
    driver.run(
        "wzqa screen", "screening.run", expect=(Exit.OK, Exit.DECIDE), as_of=None, second=False
    )
    _notices(driver, "screen", _day(8, 3), "dept-inquiry")
    made = _notices(driver, "screen", _day(8, 4), "supplement")
    if not made.data["documents"]:
        driver.skipped.append("补正通知（没有待补正的申报）")
    driver.at(_day(8, 12))
    if filler.applications(mended=True):
        driver.run("wzqa ingest", "intake.run", paths=[], mapping=[])
    filler.checks("screen", _day(8, 14))
    driver.at(_day(8, 14))
    driver.run(
        "wzqa screen", "screening.run", expect=(Exit.OK, Exit.DECIDE), as_of=None, second=False
    )
    for app_no, rule in filler.still_pending(second=False):
        driver.run(
            f"wzqa decide finding {app_no} {rule} pass --why …", "deciding.finding", who=app_no, rule=rule,
            verdict="pass", second=False, why="经核实符合条件（演示：评审办第1次办公会议纪要）",
        )  # fmt: skip
    driver.run("wzqa screen", "screening.run", as_of=None, second=False)
    _confirm(driver, "screen", _day(8, 17))
    _notices(driver, "screen", _day(8, 18))


def _scored(driver: Driver, filler: Filler, stage: str) -> None:
    start = _day(8, 20) if stage == "review" else _day(9, 7)
    driver.at(start)
    driver.run(
        f"wzqa panels --form --stage {stage}",
        "panelling.run",
        form=True,
        stage=stage,
        count=None,
        anchors=[],
    )
    filler.panels(stage, start)
    driver.run("wzqa panels", "panelling.run", form=False, stage=stage, count=None, anchors=[])
    if stage == "visit":
        _notices(driver, "review", _day(9, 7))
    driver.run(f"wzqa sheets {stage}", "sheets.run", stage=stage)
    filler.scores(stage, start + timedelta(days=7))
    driver.at(start + timedelta(days=8))
    driver.run(f"wzqa score {stage}", "scored.score", stage=stage, paths=[])
    if stage == "visit":
        _notices(driver, "visit", _day(9, 16), "visit-report")
    got = driver.run(
        f"wzqa rank {stage}", "scored.rank", expect=(Exit.OK, Exit.DECIDE), stage=stage
    )
    tie = got.data["tie"]
    if tie:
        chosen = sorted(tie["applicants"])[: tie["places"]]
        driver.run(
            f"wzqa decide tie {stage} --admit … --why …", "deciding.tie", stage=stage, admit=chosen, award=None,
            why="结果类目得分较高者优先（演示：评审办第2次办公会议纪要）",
        )  # fmt: skip
        driver.run(f"wzqa rank {stage}", "scored.rank", stage=stage)
    elif stage == "review":
        driver.skipped.append("入围线上的并列（申报家数不足以产生）")
    _confirm(driver, stage, start + timedelta(days=10))
    if stage == "visit":
        _notices(driver, "visit", _day(9, 18))


def _vote(driver: Driver, filler: Filler) -> None:
    driver.at(_day(9, 24))
    _notices(driver, "vote", _day(9, 24), "ballot")
    filler.ballots(_day(9, 25))
    driver.at(_day(9, 25))
    driver.run("wzqa rank vote", "voting.rank")
    _confirm(driver, "vote", _day(9, 25))
    _notices(driver, "vote", _day(9, 25))


def _publicity(driver: Driver, filler: Filler) -> None:
    driver.at(_day(9, 27))
    _notices(driver, "publicity", _day(9, 27), "publicity", "second-check")
    filler.objections(_day(9, 30))
    driver.at(_day(10, 9))
    day = _day(10, 9)
    driver.run(
        f"wzqa screen --second --as-of {day}", "screening.run", expect=(Exit.OK, Exit.DECIDE), as_of=day,
        second=True,
    )  # fmt: skip
    for app_no, rule in filler.still_pending(second=True):
        driver.run(
            f"wzqa decide finding {app_no} {rule} pass --second --why …", "deciding.finding", who=app_no,
            rule=rule, verdict="pass", second=True, why="部门复函无异议（演示）",
        )  # fmt: skip
    driver.run(f"wzqa screen --second --as-of {day}", "screening.run", as_of=day, second=True)
    for no, answer, why in filler.verdicts():
        driver.run(
            f"wzqa decide objection {no} {answer} --why …",
            "deciding.objection",
            no=no,
            answer=answer,
            why=why,
        )
    got = driver.run("wzqa publicity", "publicity.run", start=None)
    _notices(driver, "publicity", _day(10, 10))
    end = date.fromisoformat(got.data["end"])
    driver.at(end + timedelta(days=5))
    _confirm(driver, "publicity", end + timedelta(days=5))


def _award(driver: Driver) -> None:
    driver.at(_day(10, 20))
    _confirm(driver, "award", _day(10, 20))
    _notices(driver, "award", _day(10, 20))
    driver.run("wzqa report", "reporting.run", stage=None)
