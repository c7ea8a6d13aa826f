"""Every command: parse, call one stage, print, exit. Nothing else.

Slow imports happen inside the commands; `wzqa --help` loads typer alone. typer reads every annotation
at each start: they are values here, not text to be parsed, and what only a checker needs is quoted.
"""

import functools
import inspect
import os
import sys
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from wzqa import __version__
from wzqa.console import INTERRUPTED, Console, leave, prepare_streams, stopped, unwritten
from wzqa.problems import Exit, WzqaError
from wzqa.usage import (
    COMPLETE,
    FIRST,
    LISTED,
    SCRIPTS,
    YEARS,
    ChineseCommand,
    ChineseGroup,
    choice,
    day,
    hoist,
    offered,
    out_file,
    script,
    usage_sentence,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.plan import Plan
    from wzqa.problems import Problem
    from wzqa.stages.ground.cycle import Cycle, Report
    from wzqa.usage import Names

    Stage = Callable[[Cycle], Report]
else:
    Stage = object


@dataclass(slots=True)
class Globals:
    """The global options of this run."""

    console: Console
    cycle: Path | None
    by: str
    plan: "Plan | None" = None
    opened: "Cycle | None" = None


_run = Globals(Console(), None, "")

PREPARE, SCREEN, SCORE, VOTE, LETTERS, RECORD = (
    "准备",
    "申报与资格审查",
    "评审组、评分与排序",
    "表决、公示与审定",
    "文书",
    "查询、核对与归档",
)

app = typer.Typer(
    cls=ChineseGroup,
    name="wzqa",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="政府质量奖评审办工具：从申报汇总表到公文，每个结果都能查到条款和单元格。",
)
decide_app = typer.Typer(
    cls=ChineseGroup, no_args_is_help=True, help="记录人作出的决定（须写明理由）"
)
templates_app = typer.Typer(
    cls=ChineseGroup, no_args_is_help=True, help="文书模板：list、export、check"
)
criteria_app = typer.Typer(cls=ChineseGroup, no_args_is_help=True, help="评审标准：check")
GROUPS = {"decide": decide_app, "templates": templates_app, "criteria": criteria_app}
for _name, _panel in (("decide", VOTE), ("templates", LETTERS), ("criteria", PREPARE)):
    app.add_typer(GROUPS[_name], name=_name, rich_help_panel=_panel)

WORK = {
    "init": "新建届次", "demo": "演示", "status": "查看", "ingest": "收件", "screen": "审查", "panels": "核对评审组",
    "sheets": "出评分表", "score": "收评分表", "rank": "排序", "decide": "记录决定", "confirm": "确认名单",
    "publicity": "核对公示", "notices": "出文书", "templates list": "查看模板", "templates export": "复制模板",
    "templates check": "试填模板", "lint": "检查文件", "explain": "查找", "report": "汇总报告", "verify": "核对",
    "criteria check": "查看分值表", "completion": "补全", "log": "查看台账", "archive": "归档", "backup": "备份",
}  # fmt: skip
"""What a terminal says while a command is at work."""

PASS_FAIL = {"pass": ("通过", "符合"), "fail": ("不通过", "不符合")}
CARDS = {"rank": ("排名", "按已有的评"), "exclude": ("退出", "退出本阶段")}
UPHELD = {"upheld": ("成立",), "dismissed": ("不成立",)}


def _argument(metavar: str, text: str) -> Any:
    return typer.Argument(metavar=metavar, help=text)


def _flag(name: str, text: str) -> Any:
    return typer.Option(name, help=text)


def _option(name: str, metavar: str, text: str) -> Any:
    return typer.Option(name, metavar=metavar, help=text)


def _day_option(name: str, text: str) -> Any:
    return typer.Option(name, metavar="日期", parser=day, help=text)


def _plan() -> "Plan":
    """Give the stages of the award whose cycle the command line is about; the usual ones without."""
    if _run.plan is None:
        from wzqa.plan import plan_at

        folder = None
        with suppress(WzqaError):  # the command says so
            folder = _cycle_folder()
        _run.plan = plan_at(folder)
    return _run.plan


def _named(*stages: str) -> "Names":
    known = _scored()
    return {stage: known.get(stage, (_plan().names[stage],)) for stage in stages}


def _scored() -> "Names":
    return {stage.key: (stage.name, stage.brief) for stage in _plan().scored}


def _scorable() -> "Names":
    return {**_scored(), "calibration": ("校准",)}


def _ranked() -> "Names":
    return {**_scored(), **_named("vote")}


def _confirmed() -> "Names":
    return _named(*_plan().order)


def _every() -> "Names":
    return _named(*_plan().names)


def _walked() -> "Names":
    return _named("apply", *_plan().order)


def _kind_names() -> "Names":
    from wzqa.documents.kinds import KINDS

    return {kind.name: (kind.title,) for kind in KINDS}


def _kinds() -> str:
    """List the kinds of documents with their stages, for the help page."""
    from wzqa.documents.kinds import of_plan

    stages: dict[str, list[str]] = {}
    for kind in of_plan(_plan()):
        stages.setdefault(f"{kind.name}|{kind.title}", []).append(_plan().names[kind.stage])
    return "\n".join(f"{kind}（{'、'.join(names)}）" for kind, names in stages.items())


def _stage_argument(stages: "Callable[[], Names]", metavar: str = "阶段") -> Any:
    return typer.Argument(metavar=metavar, parser=choice(stages), help=LISTED)


def _stage_option(name: str, stages: "Callable[[], Names]", text: str) -> Any:
    return typer.Option(name, metavar="阶段", parser=choice(stages), help=text)


def _answer_argument(answers: "Names") -> Any:
    return typer.Argument(metavar="结论", parser=choice(lambda: answers), help=LISTED)


DryRun = Annotated[bool, _flag("--dry-run", "只说将写入什么，不写入")]
Why = Annotated[str, _option("--why", "理由", "理由，写明依据（会议纪要、文号等）")]
Heard = Annotated[str, _option("--heard", "陈述", "企业（组织）的陈述意见：何时听取，说了什么")]
Evidence = Annotated[str, _option("--evidence", "证据", "证据名称，几份用顿号隔开")]
Who = Annotated[
    str, _argument("单位", "申报编号（可省年份，如 某县-004）、统一社会信用代码、名称或简称")
]


Docno = Annotated[str, _option("--docno", "文号", "来文的文号，如 某政发〔2026〕12号")]


def _cycle_folder() -> Path:
    from wzqa.stages.ground.cycle import find_folder, named_folder

    named = _run.cycle or (Path(os.environ["WZQA_CYCLE"]) if os.environ.get("WZQA_CYCLE") else None)
    return named_folder(named) if named else find_folder(Path.cwd())


def _call(command: str, stage: Stage, *, write: bool = True, dry_run: bool = False) -> NoReturn:
    """Open the cycle, call one stage, print, exit."""
    from wzqa.stages import foretelling
    from wzqa.stages.ground.cycle import open_cycle

    foretold = None
    try:
        with (
            _run.console.working(WORK[command]),
            open_cycle(
                _cycle_folder(),
                now=datetime.now().astimezone(),
                by=_run.by,
                write=write,
                dry_run=dry_run,
                ask=_run.console.ask,
            ) as cycle,
        ):
            _run.opened = cycle
            before = foretelling.mark(cycle)
            report = stage(cycle)
            if dry_run:
                foretold = foretelling.said(cycle, before)
            done: Cycle = cycle
    except WzqaError as error:
        _run.console.fail(command, error)
    except Exception as error:
        damage = None if isinstance(error, OSError) else _damage()
        if damage is None:
            raise  # a fault of the program's own
        _run.console.fail(command, damage)
    if set(done.record.waiting) & set(done.record.staged):
        report.exit = report.exit or Exit.RECORD
    files = [name for name in done.files if name not in done.record.waiting]
    _run.console.finish(command, report, done.problems, files, foretold=foretold)


def _damage() -> WzqaError | None:
    """Say what in the record a command stumbled over; None when nothing is wrong with it."""
    from wzqa.stages.auditing.verifying import stumbled

    return stumbled(_cycle_folder(), datetime.now().astimezone())


def _call_free(
    command: str,
    stage: "Callable[[], tuple[Report, list[Problem], list[str]]]",
    *,
    dry_run: bool = False,
    shown: bool = False,
) -> NoReturn:
    """Call a stage that needs no open cycle; it gives (report, problems, files).

    `shown`: it tells of its own progress.
    """
    try:
        with nullcontext() if shown else _run.console.working(WORK[command]):
            report, problems, files = stage()
    except WzqaError as error:
        _run.console.fail(command, error)
    foretold = None
    if dry_run:
        from wzqa.stages import foretelling

        foretold = foretelling.files(files)
    _run.console.finish(command, report, problems, files, foretold=foretold)


def command(
    words: str,
    text: str,
    panel: str = "",
    *,
    write: bool = True,
    epilog: "Callable[[], str] | None" = None,
) -> "Callable[[Callable[..., Stage | None]], object]":
    """Enter a command that parses and gives the stage to call on the open cycle.

    One that gives a stage and writes takes --dry-run, too. One that gives None has done its work.
    """
    *group, name = words.split()
    home = GROUPS[group[0]] if group else app
    said = words if words in WORK else group[0]
    enter = home.command(
        name,
        cls=ChineseCommand,
        help=text,
        rich_help_panel=panel or None,
        epilog=epilog,  # type: ignore[arg-type]  # read by our own class
    )

    def entered(function: "Callable[..., Stage | None]") -> object:
        @functools.wraps(function)
        def run(*, dry_run: bool = False, **given: Any) -> None:
            stage = function(**given)
            if stage is not None:
                _call(said, stage, write=write, dry_run=dry_run)

        if write and function.__annotations__["return"] is Stage:
            asked = inspect.signature(function)
            last = inspect.Parameter(
                "dry_run", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=DryRun
            )
            run.__signature__ = asked.replace(parameters=[*asked.parameters.values(), last])  # type: ignore[attr-defined]
            run.__annotations__ = {**function.__annotations__, "dry_run": DryRun}
        return enter(run)

    return entered


def _version(value: bool) -> None:
    if value:
        print(f"wzqa {__version__}")  # noqa: T201
        raise typer.Exit


@app.callback()
def options(
    cycle: Annotated[
        Path | None,
        typer.Option(
            "-C", "--cycle", metavar="目录", help="届次目录；缺省从当前目录向上找 award.toml"
        ),
    ] = None,
    as_json: Annotated[bool, _flag("--json", "标准输出只印一个 JSON 对象")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="少说话，只印错误")] = False,
    by: Annotated[
        str | None, _option("--by", "姓名", "操作人，记入台账；缺省取 WZQA_OPERATOR，再取登录名")
    ] = None,
    yes: Annotated[bool, _flag("--yes", "不提问")] = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="印版本号")
    ] = False,
) -> None:
    """Take the global options, which may stand before or after the command."""
    del version
    import getpass

    _run.console = Console(as_json, quiet, yes)
    _run.cycle, _run.plan = cycle, None
    name = by or os.environ.get("WZQA_OPERATOR")
    if not name:
        try:
            name = getpass.getuser()
        except (OSError, KeyError):
            name = "未具名"
    _run.by = name


# --- preparing ----------------------------------------------------------------------------------


@command("init", "新建届次目录：award.toml、收件目录、空白表", PREPARE)
def init(
    folder: Annotated[Path, _argument("目录", "新目录，不会覆盖已有的")],
    year: Annotated[
        int | None,
        typer.Option("--year", min=YEARS[0], max=YEARS[1], metavar="年", help="评审年度"),
    ] = None,
    profile: Annotated[str | None, _option("--profile", "版本", "办法版本")] = None,
    deadline: Annotated[date | None, _day_option("--deadline", "报评审办的截止日")] = None,
    source: Annotated[Path | None, _option("--from", "旧届", "从旧届次目录带入名册和设置")] = None,
    own: Annotated[
        str | None, _option("--own", "名称", "把办法版本复制到届次目录，供改成正式条文")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Make a cycle folder."""
    from wzqa.stages import setup

    _call_free(
        "init",
        lambda: setup.init(
            folder=folder,
            year=year,
            profile=profile,
            deadline=deadline,
            source=source,
            own=own,
            now=datetime.now().astimezone(),
            by=_run.by,
            dry_run=dry_run,
        ),
        dry_run=dry_run,
    )


@command("criteria check", "列出条目分值，供对照纸质标准逐条打钩")
def criteria_check() -> None:
    """Print the points of the criteria for ticking."""
    from wzqa.stages import points

    _call_free("criteria check", lambda: points.check(folder=_optional_cycle(), year=_year()))


@command("demo", "造一届演示数据并从头走到公布（虚构，处处标明演示数据）", PREPARE)
def demo(
    folder: Annotated[Path, _argument("目录", "新目录")],
    applicants: Annotated[int, typer.Option("--applicants", min=5, max=2000, help="申报家数")] = 60,
    seed: Annotated[int, _flag("--seed", "随机种子；相同则结果逐字节相同")] = 7,
    through: Annotated[
        str, _stage_option("--through", _walked, f"走到哪个阶段为止：{LISTED}")
    ] = "award",
    profile: Annotated[str | None, _option("--profile", "名称", "用哪个办法版本（随附的）")] = None,
) -> None:
    """Make and run a fictitious cycle."""
    from wzqa.stages.demo import walk as demo

    _call_free(
        "demo",
        lambda: demo.run(
            folder=folder,
            applicants=applicants,
            seed=seed,
            through=through,
            by=demo.OPERATOR,
            say=_run.console.line,
            profile=profile or "",
        ),
        shown=True,
    )


@command(
    "status",
    "一屏：走到哪一步，有什么变化，什么没有办完，谁还没有答复，下一条命令",
    PREPARE,
    write=False,
)
def status(full: Annotated[bool, _flag("--full", "全部列出，不限一屏")] = False) -> Stage:
    """Say where the cycle stands."""
    from wzqa.stages import status

    return lambda cycle: status.run(cycle, full=full)


# --- applications and screening -------------------------------------------------------------------


@command("ingest", "收件：读入推荐汇总表、申报表和名册，指出每处问题", SCREEN)
def ingest(
    paths: Annotated[list[Path] | None, _argument("[文件或目录…]", "缺省读收件目录")] = None,
    mapping: Annotated[
        list[str] | None,
        _option(
            "--map",
            "报送单位:表头=字段",
            "确认一个不认识的表头（可多次），以后照用；字段写 - 为不读这一栏；后写的代替先写的",
        ),
    ] = None,
    received: Annotated[
        date | None,
        _day_option("--received", "这些文件哪一天收到；缺省看表里的收件日期，再缺省以登记日期为准"),
    ] = None,
    replaces: Annotated[
        tuple[str, Path] | None,
        _option("--replaces", "旧文件 新文件", "换了文件名的重报件代替旧文件"),
    ] = None,
) -> Stage:
    """Take application workbooks in."""
    from wzqa.stages import intake

    return lambda cycle: intake.run(
        cycle, paths=paths or [], mapping=mapping or [], received=received, replaces=replaces
    )


@command("screen", "资格审查：逐条对照办法，写结果表和核查表；--second 为授奖前复查", SCREEN)
def screen(
    as_of: Annotated[date | None, _day_option("--as-of", "审查到哪一天；缺省为基准日")] = None,
    second: Annotated[bool, _flag("--second", "授奖前对初步入选者的复查")] = False,
) -> Stage:
    """Screen every applicant."""
    from wzqa.stages import screen as stage

    return lambda cycle: stage.run(cycle, as_of=as_of, second=second)


# --- panels, scores, ranks --------------------------------------------------------------------------


@command("panels", "核对评审组：人数、组长、资格、回避、负荷；--form 提出分组方案", SCORE)
def panels(
    form: Annotated[bool, _flag("--form", "提出分组与分工方案，写成表，由人改定后交回")] = False,
    stage: Annotated[
        str | None, _stage_option("--stage", _scored, f"--form 的阶段：{LISTED}（缺省{FIRST}）")
    ] = None,
    count: Annotated[int | None, _option("--panels", "组数", "--form 的组数")] = None,
    anchor: Annotated[
        list[str] | None, _option("--anchor", "单位", "--form：各组都评的标杆单位（可多次）")
    ] = None,
) -> Stage:
    """Check or propose examiner panels."""
    from wzqa.stages import panelling

    return lambda cycle: panelling.run(
        cycle, form=form, stage=stage or cycle.plan.first, count=count, anchors=anchor or []
    )


@command("sheets", "出评分表：每名专家一本，带保护和公式；vote 出计票表", SCORE)
def sheets(
    stage: Annotated[str, _stage_argument(_ranked)],
    calibration: Annotated[
        str | None,
        _option(
            "--calibration",
            "单位或文件",
            "第一个评分阶段之前，先给全体评审员发同一校准案例，不计入结果",
        ),
    ] = None,
) -> Stage:
    """Write blank score sheets, or the 计票表."""
    from wzqa.stages import calibrating, counting_sheets, sheets

    if calibration is not None:
        if stage != _plan().first:
            raise typer.BadParameter(f"--calibration 只用于 sheets {_plan().first}")
        return lambda cycle: calibrating.send(cycle, case=calibration)
    if stage == "vote":
        return counting_sheets.run
    return lambda cycle: sheets.run(cycle, stage=stage)


@command("score", "收评分表：核对、汇总、看一致性", SCORE)
def score(
    stage: Annotated[str, _stage_argument(_scorable)],
    paths: Annotated[list[Path] | None, _argument("[文件…]", "缺省读收件目录")] = None,
) -> Stage:
    """Take score sheets in and aggregate."""
    from wzqa.stages import calibrating
    from wzqa.stages import score as scoring

    if stage == "calibration":
        return lambda cycle: calibrating.score(cycle, paths=paths or [])
    return lambda cycle: scoring.score(cycle, stage=stage, paths=paths or [])


@command("rank", "排序和取舍：不突破名额，并列停下由人决定；vote 为计票", SCORE)
def rank(stage: Annotated[str, _stage_argument(_ranked)]) -> Stage:
    """Order and cut."""
    from wzqa.stages import count, score

    if stage == "vote":
        return count.rank
    return lambda cycle: score.rank(cycle, stage=stage)


# --- decisions ------------------------------------------------------------------------------------


@command("decide tie", "并列的取舍；不写 --admit 即一家不取")
def decide_tie(
    stage: Annotated[str, _stage_argument(_ranked)],
    why: Why,
    admit: Annotated[list[str] | None, _option("--admit", "代码", "入围的一家（可多次）")] = None,
    award: Annotated[str | None, _option("--award", "奖项", "vote：哪个奖项")] = None,
) -> Stage:
    """Settle a tie."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.tie(cycle, stage=stage, admit=admit or [], award=award, why=why)


@command("decide finding", "对一条审查结论作出决定")
def decide_finding(
    who: Who,
    rule: Annotated[str, _argument("规则", "如 E09")],
    verdict: Annotated[str, _answer_argument(PASS_FAIL)],
    why: Why,
    second: Annotated[bool, _flag("--second", "属于授奖前的复查")] = False,
) -> Stage:
    """Decide a finding."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.finding(
        cycle, who=who, rule=rule, verdict=verdict, second=second, why=why
    )


@command("decide silence", "部门逾期未复，不再等候（答复期限过后才能决定）")
def decide_silence(
    department: Annotated[str, _argument("部门", "部门名称或其中一部分")],
    why: Why,
    second: Annotated[bool, _flag("--second", "属于授奖前的复查")] = False,
) -> Stage:
    """Wait no longer for a department."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.silence(cycle, department=department, second=second, why=why)


@command("decide cards", "缺评分表的一家：rank 按已有的评，exclude 退出本阶段")
def decide_cards(
    stage: Annotated[str, _stage_argument(_scored)],
    who: Who,
    answer: Annotated[str, _answer_argument(CARDS)],
    why: Why,
) -> Stage:
    """Go on with the cards that are in, or leave the list."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.cards(cycle, stage=stage, who=who, answer=answer, why=why)


@command("decide withdraw", "撤回申报")
def decide_withdraw(
    who: Who, why: Why, undo: Annotated[bool, _flag("--undo", "取消撤回，重新参加")] = False
) -> Stage:
    """Record a withdrawal, or take it back."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.withdraw(cycle, who=who, why=why, undo=undo)


@command("decide drop", "收过的文件不再计入（损坏、放错、换名重报）")
def decide_drop(
    file: Annotated[str, _argument("文件", "inbox/ 下的路径，或文件名")], why: Why
) -> Stage:
    """Let a file count no more."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.drop(cycle, file=file, why=why)


@command("decide objection", "评委会对异议的审查结论")
def decide_objection(
    no: Annotated[str, typer.Argument(metavar="编号")],
    answer: Annotated[str, _answer_argument(UPHELD)],
    why: Why,
) -> Stage:
    """Decide an objection."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.objection(cycle, no=no, answer=answer, why=why)


def _aftercare(kind: str, text: str) -> None:
    """Enter a command that proposes or orders a measure after the award."""

    @command(f"decide {kind}", text)
    def decide_aftercare(who: Who, why: Why, heard: Heard = "", evidence: Evidence = "") -> Stage:
        from wzqa.stages import deciding

        return lambda cycle: deciding.aftercare(cycle, kind, who, why, heard, evidence)


_aftercare("cancel", "提请取消称号")
_aftercare("revoke", "提请撤销称号")
_aftercare("correct", "责令改正")


def _decided(kind: str, text: str) -> None:
    """Enter a command that records what the government decided on a request."""

    @command(f"decide {kind}", text)
    def decide_decided(
        who: Who,
        day: Annotated[date, _day_option("--date", "政府决定的日期")],
        docno: Docno,
        why: Why,
    ) -> Stage:
        from wzqa.stages import deciding

        return lambda cycle: deciding.government(
            cycle, kind=kind, who=who, day=day, docno=docno, why=why
        )


_decided("cancelled", "记录政府取消称号的决定")
_decided("revoked", "记录政府撤销称号的决定（带入下一届的撤销名册）")


@command("decide approve", "记录政府批准获评名单：公布通知用其文号和日期")
def decide_approve(
    day: Annotated[date, _day_option("--date", "政府批准的日期")], docno: Docno, why: Why
) -> Stage:
    """Record the government's approval."""
    from wzqa.stages import deciding

    return lambda cycle: deciding.approve(cycle, day=day, docno=docno, why=why)


@command("confirm", "确认名单：冻结并记下所依据的一切；--reopen 重新打开", VOTE)
def confirm(
    stage: Annotated[str, _stage_argument(_confirmed)],
    day: Annotated[
        date | None, _day_option("--date", "名单的日期，不得晚于今天；缺省为当天")
    ] = None,
    reopen: Annotated[bool, _flag("--reopen", "使本阶段及以后各阶段回到草稿")] = False,
    why: Annotated[str | None, _option("--why", "理由", "--reopen 的理由")] = None,
    basis: Annotated[
        str | None,
        _option(
            "--basis",
            "依据",
            "名单所依据的会议或文件，如 评委会全体会议纪要（2026年9月25日）；vote、award 必填",
        ),
    ] = None,
) -> Stage:
    """Make a list official."""
    from wzqa.stages import confirming

    return lambda cycle: confirming.run(
        cycle, stage=stage, day=day, reopen=reopen, why=why, basis=basis
    )


@command("publicity", "初选公示：公示期、异议、复查", VOTE)
def publicity(start: Annotated[date | None, _day_option("--start", "张贴之日")] = None) -> Stage:
    """Take objections in and say what is open."""
    from wzqa.stages import publicity

    return lambda cycle: publicity.run(cycle, start=start)


# --- documents ------------------------------------------------------------------------------------


@command("notices", "出文书：按确认的名单生成 Word 文件和发文登记表", LETTERS, epilog=_kinds)
def notices(
    stage: Annotated[str, _stage_argument(_every)],
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="文种",
            parser=choice(_kind_names, strict=False),
            help="只出这一种（可多次），文种见下表，中文、英文都可以",
        ),
    ] = None,
    day: Annotated[date | None, _day_option("--date", "成文日期；缺省为首次生成之日")] = None,
    pdf: Annotated[bool, _flag("--pdf", "另转 PDF（需装 LibreOffice）")] = False,
    merge: Annotated[bool, _flag("--merge", "另出合并打印文件")] = False,
    draft: Annotated[bool, _flag("--draft", "从草稿生成，带草稿字样，不编号")] = False,
    reissue: Annotated[
        str | None,
        _option(
            "--reissue",
            "单位|文号|文件",
            "换发这一份：原件作废，按现在的设置和数据重新印发（须写 --why）",
        ),
    ] = None,
    why: Annotated[str | None, _option("--why", "理由", "--reissue 的理由")] = None,
    keep_number: Annotated[
        bool, _flag("--keep-number", "--reissue：原件还没有发出，沿用原文号和日期")
    ] = False,
) -> Stage:
    """Render a stage's documents."""
    from wzqa.stages.letters import notices

    return lambda cycle: notices.run(
        cycle,
        stage=stage,
        only=only or [],
        day=day,
        pdf=pdf,
        merge=merge,
        draft=draft,
        reissue=reissue,
        why=why,
        keep_number=keep_number,
    )


@command("templates list", "列出模板，哪些被届次目录里的同名文件替换")
def templates_list() -> None:
    """List templates."""
    from wzqa.stages.letters import templating

    _call_free("templates list", lambda: templating.listing(folder=_optional_cycle()))


@command("templates export", "把随附模板复制到届次目录的 templates/")
def templates_export() -> Stage:
    """Copy the shipped templates into the cycle."""
    from wzqa.stages.letters import templating

    return templating.export


@command("templates check", "用样例试填每个模板，指出占位符和版式问题")
def templates_check() -> None:
    """Check templates."""
    from wzqa.stages.letters import templating

    _call_free("templates check", lambda: templating.check(folder=_optional_cycle(), year=_year()))


@command("lint", "检查任一 Word 文件的公文格式和用语", LETTERS)
def lint(files: Annotated[list[Path], typer.Argument(metavar="文件.docx…")]) -> None:
    """Check Word files against GB/T 9704-2012."""
    from wzqa.stages.letters import templating

    _call_free(
        "lint", lambda: templating.lint_files(files=files, folder=_optional_cycle(), year=_year())
    )


def _year() -> int:
    return datetime.now().astimezone().year


def _optional_cycle() -> Path | None:
    try:
        return _cycle_folder()
    except WzqaError:
        if _run.cycle:
            raise
        return None


# --- looking back -----------------------------------------------------------------------------------


@command("explain", "一家的全部情况：单元格、结论、评分、名次、决定、文书", RECORD)
def explain(
    who: Who,
    full: Annotated[
        bool, _flag("--full", "列出全部：每个单元格、结论、评分、决定、文书、台账")
    ] = False,
    word: Annotated[bool, _flag("--word", "另出一页 Word，可交给来访者或存档")] = False,
) -> None:
    """Explain one applicant."""
    from wzqa.stages import explaining

    _call("explain", lambda cycle: explaining.run(cycle, who=who, word=word, full=full), write=word)


@command("report", "评审工作报告数据：带图的工作簿和网页", RECORD)
def report(
    stage: Annotated[str | None, _stage_argument(_confirmed, "[阶段]")] = None,
    outward: Annotated[
        bool, _flag("--outward", "只出可以对外的网页：不含得分、专家和未入选者")
    ] = False,
) -> Stage:
    """Write the data of the work report."""
    from wzqa.stages import reporting

    return lambda cycle: reporting.run(cycle, stage=stage, outward=outward)


@command("verify", "核对：台账、名单重算、文书与名单逐份比对", RECORD, write=False)
def verify(
    archive: Annotated[Path | None, _option("--archive", "文件.zip", "核对一份归档")] = None,
    anchor: Annotated[
        list[str] | None,
        _option("--anchor", "指纹", "纸上印的台账指纹（可多次）：是不是在现在的台账上"),
    ] = None,
) -> Stage:
    """Verify everything."""
    if archive:
        from wzqa.stages.auditing import archived

        _call_free(
            "verify", lambda: archived.run(archive, datetime.now().astimezone(), anchor or [])
        )
    from wzqa.stages.auditing import verifying

    now = datetime.now().astimezone()
    unread: list[Problem] = []
    with suppress(WzqaError):  # no cycle here: said below
        unread = verifying.unset(_cycle_folder(), now)
    if unread:
        anchors = anchor or []
        _call_free(
            "verify", lambda: verifying.without_settings(_cycle_folder(), now, anchors, unread)
        )
    return lambda cycle: verifying.run(cycle, anchor or [])


@command("log", "台账；--export 导出给监督组", RECORD, write=False)
def log(
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="文件.xlsx", parser=out_file, help="导出工作簿"),
    ] = None,
    who: Annotated[str | None, _option("--who", "单位", "只看一家")] = None,
    operator: Annotated[str | None, _option("--operator", "姓名", "只看一人")] = None,
    stage: Annotated[
        str | None, _stage_option("--stage", _every, f"只看一个阶段：{LISTED}")
    ] = None,
) -> Stage:
    """Show the ledger."""
    from wzqa.stages import logbook

    return lambda cycle: logbook.run(cycle, export=export, who=who, operator=operator, stage=stage)


@command("archive", "归档：原件、名单、文书、目录、校验清单", RECORD)
def archive(
    file: Annotated[Path, typer.Argument(metavar="文件.zip", parser=out_file, help="写到哪里")],
) -> Stage:
    """Bundle the cycle for the archive."""
    from wzqa.stages.auditing import archiving

    return lambda cycle: archiving.run(cycle, file=file)


@command("completion", "按 Tab 补全命令、阶段、文种和单位名称：印出要加进终端设置的几行", PREPARE)
def completion(
    shell: Annotated[
        str,
        typer.Argument(
            metavar="终端",
            parser=choice(lambda: {name: (name,) for name in SCRIPTS}),
            help="powershell（加进 $PROFILE）、bash（加进 ~/.bashrc）、zsh（加进 ~/.zshrc）",
        ),
    ],
) -> None:
    """Print the script that makes a shell complete."""
    sys.stdout.write(script(shell))


@command("backup", "备份 record.db（使用中也可以）", RECORD, write=False)
def backup(
    file: Annotated[Path, typer.Argument(metavar="文件.db", parser=out_file, help="写到哪里")],
) -> Stage:
    """Copy the record while it is in use."""
    from wzqa.stages.auditing import archiving

    return lambda cycle: archiving.backup(cycle, file=file)


@functools.cache
def _program() -> Any:
    """Build the commands once, also where a process runs several."""
    return typer.main.get_command(app)


def _applicants() -> list[str]:
    """List number and name of every application of the cycle, for the shell to offer."""
    from wzqa.stages.ground.cycle import open_cycle
    from wzqa.stages.ground.view import current

    now = datetime.now().astimezone()
    with open_cycle(_cycle_folder(), now=now, by="", write=False) as cycle:
        return [word for a in current(cycle).everybody for word in (a.app_no, a.name) if word]


def _complete(typed: str) -> None:
    """Print what the shell may offer, one word a line, whatever the console's encoding."""
    found = offered(_program(), words_of(typed), _applicants)
    sys.stdout.buffer.write("".join(f"{word}\n" for word in found).encode())


def main() -> None:
    """Run the command line."""
    arguments = sys.argv[1:]
    if COMPLETE in os.environ:
        _complete(os.environ[COMPLETE])
        return
    if arguments == ["--version"]:
        print(f"wzqa {__version__}")  # noqa: T201
        return
    prepare_streams()
    try:
        program = _program()
        words = hoist(arguments, program)
        result = program.main(args=words, prog_name="wzqa", standalone_mode=False)
    except OSError as error:
        unwritten(error)
    except Exception as error:
        sentence = usage_sentence(error)
        if sentence is None:
            raise
        _run.console.as_json = _run.console.as_json or "--json" in arguments
        name = next((a for a in arguments if not a.startswith("-")), "")
        _run.console.fail(name, WzqaError(sentence, Exit.USAGE, code="usage"))
    except KeyboardInterrupt:
        result = INTERRUPTED
    if result == INTERRUPTED:
        stopped(committed=_run.opened is not None and _run.opened.record.committed)
    leave(result if isinstance(result, int) else 0)
