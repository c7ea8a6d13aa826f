"""Help and usage errors in Chinese; global options before or after the command."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from wzqa.names import half_width
from wzqa.screens.widths import padded, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Names = Mapping[str, Sequence[str]]

EXAMPLES = {
    "init": "wzqa init 2026届 --year 2026",
    "criteria check": "wzqa criteria check",
    "completion": "wzqa completion powershell",
    "demo": "wzqa demo 演示 --applicants 60 --seed 7",
    "status": "wzqa status",
    "ingest": "wzqa ingest --received 2026-07-10",
    "screen": "wzqa screen",
    "panels": "wzqa panels --form --stage 资料评审",
    "sheets": "wzqa sheets 资料评审",
    "score": "wzqa score 资料评审",
    "rank": "wzqa rank 资料评审",
    "decide tie": 'wzqa decide tie 资料评审 --admit 代码 --why "评审办会议纪要（2026年8月28日）"',
    "decide finding": 'wzqa decide finding 某县-004 E09 通过 --why "经市场监管局核实"',
    "decide silence": 'wzqa decide silence 生态环境局 --why "两次催复未复"',
    "decide cards": 'wzqa decide cards 资料评审 某县-004 排名 --why "一名专家生病，评审组同意"',
    "decide withdraw": 'wzqa decide withdraw 某县-004 --why "企业来函撤回申报"',
    "decide drop": 'wzqa decide drop 某县.xlsx --why "放错目录"',
    "decide objection": 'wzqa decide objection YY-01 不成立 --why "评委会会议纪要"',
    "decide cancel": 'wzqa decide cancel 某县-004 --why "隐瞒事故，调查报告"',
    "decide revoke": 'wzqa decide revoke 某县-004 --why "提供虚假材料，调查报告"',
    "decide correct": 'wzqa decide correct 某县-004 --why "误导性宣传，监测记录"',
    "decide cancelled":
        'wzqa decide cancelled 某县-004 --date 2027-03-01 --docno 某政发〔2027〕3号 --why "政府决定"',
    "decide revoked":
        'wzqa decide revoked 某县-004 --date 2027-03-01 --docno 某政发〔2027〕3号 --why "政府决定"',
    "decide approve": 'wzqa decide approve --date 2026-10-30 --docno 某政发〔2026〕30号 --why "政府批准"',
    "confirm": 'wzqa confirm 审查表决 --basis "评委会全体会议纪要（2026年9月25日）"',
    "publicity": "wzqa publicity",
    "notices": "wzqa notices 资料评审 --only 现场评审通知 --date 2026-09-07",
    "templates list": "wzqa templates list",
    "templates export": "wzqa templates export",
    "templates check": "wzqa templates check",
    "lint": "wzqa lint 通知.docx",
    "explain": "wzqa explain 某县-004",
    "report": "wzqa report --outward",
    "verify": "wzqa verify --archive 归档.zip",
    "log": "wzqa log --who 某县-004",
    "archive": "wzqa archive 归档.zip",
    "backup": "wzqa backup 备份.db",
}  # fmt: skip
"""One example for each command; a test runs them through the parser."""

_FLAGS = {"--json", "-q", "--quiet", "--yes"}
_VALUED = {"-C", "--cycle", "--by"}


def hoist(arguments: list[str], program: Any) -> list[str]:
    """Move global options to the front, where the group expects them.

    What follows an option that takes a value is never a global option.
    """
    valued = {name for command in _commands(program) for name in _valued(command)} - _VALUED
    front: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        if word == "--":
            rest += [word, *queue]
            break
        if word in _FLAGS or (word.split("=")[0] in {"--cycle", "--by"} and "=" in word):
            front.append(word)
        elif word in _VALUED:
            front += [word, *queue[:1]]
            queue = queue[1:]
        elif word in valued:
            rest += [word, *queue[:1]]
            queue = queue[1:]
        else:
            rest.append(word)
    return front + rest


YEARS = (2000, 2100)  # what a cycle, a deadline or a decision may be of


def out_file(text: str) -> Path:
    """Read the name of a file to be written: not blank, not a folder."""
    path = Path(text)
    if not text.strip() or path.is_dir() or not path.name.strip(" ."):
        raise typer.BadParameter(f"“{text}”不是文件名")
    return path


_DAY = re.compile(r"(\d{4})([-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")


def day(text: str) -> date:
    """Read a day as people write it: 2026-07-31, 2026-7-31, 2026/7/31, 2026年7月31日."""
    found = _DAY.fullmatch(half_width(text))
    try:
        read = date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        read = None
    if read is None:
        raise typer.BadParameter(f"“{text}”不是日期，请写成 2026-07-31 或 2026/7/31")
    if not YEARS[0] <= read.year <= YEARS[1]:
        raise typer.BadParameter(f"“{text}”的年份不在{YEARS[0]}到{YEARS[1]}之间")
    return read


LISTED, FIRST = "〔各项〕", "〔首项〕"
"""In the help of a parameter: what its `choice` takes, as of now, and the first of it."""


def choice(names: Callable[[], Names], *, strict: bool = True) -> Callable[[str], str]:
    """Read one of `names` (key → Chinese words for it), by its key or by a word; gives the key.

    `names` is asked when the command line is read: the stages are those of the cycle it is about.
    Not `strict`: what is none of them is given as it stands, for the command to name.
    """

    def known() -> dict[str, str]:
        return {word: key for key, words in names().items() for word in (key, *words)}

    def read(text: str) -> str:
        word, keys = half_width(text), known()
        key = keys.get(word) or keys.get(word.lower())
        if key is None and strict:
            raise typer.BadParameter(f"只能是 {listed(names())}，读到“{text}”")
        return key or text

    read.names, read.words = names, known  # type: ignore[attr-defined]  # for help and `offered`
    return read


def _told(param: Any, text: str) -> str:
    """Put what a parameter takes into its help."""
    names = getattr(getattr(param.type, "func", None), "names", None)
    if names is None or not (LISTED in text or FIRST in text):
        return text
    return text.replace(LISTED, listed(names())).replace(FIRST, next(iter(names())))


def listed(names: Names) -> str:
    """List what `choice` takes: 资料评审 review、现场评审 visit."""
    return "、".join(f"{words[0]} {key}" for key, words in names.items())


_NAMES = {"<int range>": "数", "<int>": "数", "<text>": "文字", "<path>": "文件"}
_DEFAULT = re.compile(
    r"\s*\[(?:default: (?P<value>[^;\]]+))?(?:; )?(?:(?P<low>\d+)<=x<=(?P<high>\d+))?\]$"
)


def _words(text: str) -> str:
    """Say in Chinese what click adds to an option: `[default: 60; 5<=x<=2000]`, `[required]`."""
    text = text.replace("[required]", "").strip()
    found = _DEFAULT.search(text)
    if not found:
        return text
    said = [f"缺省{found['value']}"] if found["value"] else []
    said += [f"{found['low']}至{found['high']}"] if found["low"] else []
    return f"{text[: found.start()]}（{'，'.join(said)}）"


def _name(text: str) -> str:
    for english, chinese in _NAMES.items():
        text = text.replace(english, chinese)
    return text


_COLUMNS, _LEFT, _INDENT = 80, 24, "  "  # of a help page, of its names


def _section(formatter: Any, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Write names and what they mean in two columns, by the width that characters take."""
    if not rows:
        return
    left = max((w for name, _ in rows if (w := width(name)) <= _LEFT), default=_LEFT)
    formatter.write(f"\n{title}：\n")
    for name, words in rows:
        lines = wrapped(words, _COLUMNS - left - 2 * len(_INDENT)) if words else [""]
        above = [name] if width(name) > left else []
        beside = "" if above else name
        body = [
            f"{padded(beside if i == 0 else '', left)}{_INDENT}{t}" for i, t in enumerate(lines)
        ]
        formatter.write("".join(f"{_INDENT}{line.rstrip()}\n" for line in (*above, *body)))


class _Chinese:
    """The help page in Chinese, plain text: no rich, so that it comes at once."""

    def get_help_option(self, ctx: Any) -> Any:
        """Give --help with Chinese words."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # mixed into typer's commands
        if option is not None:
            option.help = "印这段说明"
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        words = {"[OPTIONS]": "[选项]", "COMMAND": "命令", "[ARGS]...": "[参数]…"}
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]  # typer's command
        for english, chinese in words.items():
            pieces = pieces.replace(english, chinese)
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options; a group lists its commands after them."""
        arguments: list[tuple[str, str]] = []
        options: list[tuple[str, str]] = []
        for param in self.get_params(ctx):  # type: ignore[attr-defined]  # typer's command
            row = param.get_help_record(ctx)
            if row is not None:
                told = (row[0], _told(param, row[1]))
                (arguments if param.param_type_name == "argument" else options).append(told)
        for title, rows in (("参数", arguments), ("选项", options)):
            _section(formatter, title, [(_name(n), _words(h)) for n, h in rows])
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)


def _made(epilog: Any) -> str:
    return epilog() if epilog else ""


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help page is Chinese and ends with an example.

    The epilog is a function that gives a table of kinds: key|name.
    """

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the table of kinds and one example."""
        rows = [row.split("|") for row in _made(self.epilog).splitlines()]
        _section(formatter, "文种", [(key, name) for key, name in rows])
        example = EXAMPLES.get(ctx.command_path.partition(" ")[2])
        if example:
            formatter.write(f"\n例：{example}\n")


class ChineseGroup(_Chinese, TyperGroup):
    """A group whose help page is Chinese and lists the commands by stage."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands under their panels, in the order they were declared."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                title = panel if isinstance(panel, str) else "命令"
                panels.setdefault(title, []).append((name, command.help or ""))
        for title, rows in panels.items():
            _section(formatter, title, rows)


def _shown_name(param: Any) -> str:
    """Name a parameter as the help page does."""
    return str(param.metavar if param.param_type_name == "argument" else param.opts[0])


_PLAIN = (
    (re.compile(r"(.+?) is not in the range (\d+)<=x<=(\d+)\.?"), r"\1不在\2到\3之间"),
    (re.compile(r"'?(.+?)'? is not a valid int(?:eger)?(?: range)?\.?"), r"“\1”不是整数"),
)


def _plain(message: str) -> str:
    """Say in Chinese what typer says of a number."""
    for english, chinese in _PLAIN:
        if english.fullmatch(message):
            return english.sub(chinese, message)
    return message


def usage_sentence(error: Any) -> str | None:
    """Say in Chinese what was wrong with the command line; None when that is not the matter.

    typer has no public door to its usage errors but `typer.TyperException`: they are told by name.
    """
    kinds = {cls.__name__ for cls in type(error).__mro__}
    if "NoArgsIsHelpError" in kinds:
        print(error.format_message())  # noqa: T201
        return "没有给出命令"
    if "NoSuchOption" in kinds:
        near = f"，是不是 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if "MissingParameter" in kinds:
        name = error.param.make_metavar(ctx=error.ctx) if error.param and error.ctx else ""
        option = (
            error.param.opts[0] if error.param and error.param.param_type_name == "option" else name
        )
        return f"缺少参数 {option}"
    if "BadParameter" in kinds:
        name = _shown_name(error.param) if error.param else ""
        choices = getattr(getattr(error.param, "type", None), "choices", None)
        if choices:
            return f"参数 {name} 只能是 {'、'.join(str(getattr(c, 'value', c)) for c in choices)}"
        return f"参数 {name} 不对：{_plain(error.message)}"
    if "BadOptionUsage" in kinds:
        return f"选项 {error.option_name} 的用法不对（缺少值，或不该带值）"
    if "UsageError" in kinds:
        message = str(error.message)
        if message.startswith("No such command"):
            return f"没有命令 {message.split(chr(39))[1]}，请看 wzqa --help"
        if "unexpected extra argument" in message:
            return f"多余的参数：{message.rsplit('(', maxsplit=1)[-1].rstrip(')')}"
        if message.startswith("Missing command"):
            return "缺少子命令，请加 --help 查看"
        return message
    if isinstance(error, typer.Abort):
        return "已中断"
    return None


# --- what a shell offers ---------------------------------------------------------------------------

# The scripts of `wzqa completion` (data/completion/) hand the words over in this variable, each behind
# the unit separator, and offer the lines that come back.
COMPLETE, _MARK = "WZQA_COMPLETE", "\x1f"
SCRIPTS = {"bash": "wzqa.bash", "zsh": "wzqa.zsh", "powershell": "wzqa.ps1"}
_WHO = "单位"  # the name that a help page gives an argument that means an applicant


def script(shell: str) -> str:
    """Give the script that makes a shell ask for completions."""
    from importlib import resources  # noqa: PLC0415  (slow to load; one command needs it)

    return (resources.files("wzqa") / "data" / "completion" / SCRIPTS[shell]).read_text("utf-8")


def words_of(value: str) -> list[str]:
    """Take the words typed so far, the last of them unfinished, out of the variable."""
    return value.split(_MARK)[1:] or [""]


def offered(
    program: Any, words: Sequence[str], applicants: Callable[[], Iterable[str]]
) -> list[str]:
    """List what may stand in place of the last word; `applicants` gives numbers and names."""
    *before, last = words
    command, rest = _reached(program, before)
    if last.startswith("-"):
        found: Iterable[str] = (o for p in _params(command) for o in p.opts if o.startswith("--"))
    elif (parameter := _option(command, rest)) is not None:
        found = _values(parameter, applicants)
    elif getattr(command, "commands", None):
        found = (name for name, sub in command.commands.items() if not sub.hidden)
    else:
        found = _values(_argument(command, rest), applicants)
    return sorted({word for word in found if word.startswith(last)})


def _reached(program: Any, words: Sequence[str]) -> tuple[Any, list[str]]:
    """Go down the groups by the words that name their commands; give the rest of the words."""
    rest: list[str] = []
    for word in words:
        below = getattr(program, "commands", {}).get(word)
        if below is not None:
            program, rest = below, []
        else:
            rest.append(word)
    return program, rest


def _params(command: Any) -> Iterator[Any]:
    yield from (p for p in command.params if not getattr(p, "hidden", False))


def _commands(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _commands(below)


def _valued(command: Any) -> set[str]:
    """Name the options that take a value."""
    takes = (p for p in _params(command) if p.param_type_name == "option" and not p.is_flag)
    return {name for p in takes for name in p.opts}


def _option(command: Any, words: Sequence[str]) -> Any:
    """Give the option whose value is being typed."""
    if not words or not words[-1].startswith("-"):
        return None
    takes = (p for p in _params(command) if p.param_type_name == "option" and not p.is_flag)
    return next((p for p in takes if words[-1] in p.opts), None)


def _argument(command: Any, words: Sequence[str]) -> Any:
    """Give the argument whose place the last word has."""
    valued = _valued(command)
    given = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if not word.startswith("-") and before not in valued
    ]
    arguments = [p for p in _params(command) if p.param_type_name == "argument"]
    at = min(len(given), len(arguments) - 1)
    reached = arguments and (len(given) < len(arguments) or arguments[-1].nargs == -1)
    return arguments[at] if reached else None


def _values(parameter: Any, applicants: Callable[[], Iterable[str]]) -> Iterable[str]:
    if parameter is None:
        return ()
    if parameter.metavar == _WHO or "--who" in parameter.opts:
        with suppress(Exception):  # no cycle, a record in use: nothing is offered
            return list(applicants())
        return ()
    words = getattr(getattr(parameter.type, "func", None), "words", tuple)
    known: Iterable[str] = words()
    return known
