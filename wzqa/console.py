"""What people and scripts see: tables, questions, the JSON envelope, exit codes.

The only place that turns a WzqaError into an exit code.
"""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import shutil
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from wzqa.problems import Exit, Problem, Severity, WzqaError, grouped, in_one_line, in_order, reason
from wzqa.screens import tables
from wzqa.screens.visible import visible
from wzqa.screens.widths import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wzqa.stages.ground.cycle import Grid, Report

MAX_ROWS = 50
_NAMED = 4
_ALIKE = 20  # hints of one kind that a screen lists one by one
_LABEL = {Severity.ERROR: "错误", Severity.WARNING: "提示", Severity.INFO: "说明"}


@dataclass(slots=True)
class Console:
    """Where output goes: people read stderr when --json is on, else stdout."""

    as_json: bool = False
    quiet: bool = False
    yes: bool = False
    _before_asking: Callable[[], None] = lambda: None

    @property
    def _people(self) -> Any:
        return sys.stderr if self.as_json else sys.stdout

    def line(self, text: str) -> None:
        """Print a line for people."""
        if not self.quiet:
            print(_for(self._people, text), file=self._people)

    def grid(self, grid: Grid) -> None:
        """Print a table, at most 50 rows where a file holds the rest."""
        if self.quiet:
            return
        most = len(grid.rows) if grid.whole else MAX_ROWS
        rows = [tuple(visible(cell) for cell in row) for row in grid.rows[:most]]
        shown, left_out = tables.fitting(grid.heads, rows, _columns())
        if grid.title:
            self.line(grid.title)
        for line in shown:
            self.line(line)
        if left_out:
            self.line(f"（屏幕上放不下：{'、'.join(left_out)}；加宽窗口，或看结果工作簿）")
        if len(grid.rows) > most:
            self.line(f"（共{len(grid.rows)}行，只列前{most}行，全部见结果工作簿）")

    def problems(self, problems: Sequence[Problem]) -> None:
        """Print problems for people to stderr, one line for each cause; errors all, hints not by the hundred."""
        said: Counter[str] = Counter()
        for group in grouped(problems):
            severity, code = group[0].severity, group[0].code
            if severity is not Severity.ERROR:
                said[code] += 1
                if self.quiet or said[code] > _ALIKE:
                    continue
            self._say(severity, in_one_line(group))
        left = sum(n - _ALIKE for n in said.values() if n > _ALIKE)
        if left and not self.quiet:
            self._say(Severity.WARNING, f"同类的还有{left}条，没有逐条列出；要全部列出，加 --json")

    def _say(self, severity: Severity, text: str) -> None:
        said = f"{_LABEL[severity]}：{visible(text, lines=False)}"
        print(_for(sys.stderr, said), file=sys.stderr)  # noqa: T201

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show at a terminal that a command is at work, once it takes over half a second."""
        if self.quiet or not _is_terminal(sys.stderr):
            yield
            return
        from wzqa.screens import progress

        self._before_asking = progress.hide
        with progress.working(what):
            yield

    def ask(self, question: str) -> bool:
        """Ask a yes/no question; --yes or a non-terminal answers yes."""
        if self.yes or not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
            return True
        self._before_asking()
        print(f"{question}（y/N）", end="", file=sys.stderr, flush=True)  # noqa: T201
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}

    def finish(
        self,
        command: str,
        report: Report,
        problems: Sequence[Problem],
        files: Sequence[str],
        *,
        foretold: Sequence[str] | None = None,
    ) -> NoReturn:
        """Print the result, or what a dry run `foretold`, and exit with the result's code."""
        ordered = in_order(problems)
        for block in report.blocks if foretold is None else ():
            if isinstance(block, str):
                self.line(block)
            else:
                self.grid(block)
        self.problems(ordered)
        if foretold is not None:
            for line in foretold:
                self.line(line)
        elif files:
            more = f"等，在 {_folder(files)}" if len(files) > _NAMED else ""
            self.line(f"已写出{len(files)}个文件：{'、'.join(files[:_NAMED])}{more}")
        if self.as_json:
            self._envelope(command, report.exit, report.data, ordered, files)
        leave(report.exit)

    def fail(self, command: str, error: WzqaError) -> NoReturn:
        """Print why the command could not go on and exit."""
        problems = in_order(error.problems)
        sentence = error.message
        if len(problems) != 1 or problems[0].message != sentence:
            print(f"错误：{visible(sentence)}", file=sys.stderr)  # noqa: T201
        self.problems(problems)
        if self.as_json:
            self._envelope(command, error.exit_code, {}, problems, [])
        leave(error.exit_code)

    def _envelope(
        self,
        command: str,
        code: int,
        data: dict[str, Any],
        problems: Sequence[Problem],
        files: Sequence[str],
    ) -> None:
        envelope = {
            "command": command,
            "ok": code == Exit.OK,
            "exit": code,
            "data": data,
            "problems": [p.as_json() for p in problems],
            "files": list(files),
        }
        text = json.dumps(envelope, ensure_ascii=False, indent=1)
        if sys.stdout is None:
            return
        sys.stdout.flush()
        out = getattr(sys.stdout, "buffer", None)
        if out is None:
            sys.stdout.write(text + "\n")
        else:
            out.write(text.encode("utf-8", "backslashreplace") + b"\n")


def leave(code: int) -> NoReturn:
    """Exit; a closed stdout is not an error, one that cannot be written is said."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        unwritten(error)
    raise SystemExit(code)


def unwritten(error: OSError | ValueError) -> NoReturn:
    """Exit when something could not be read or written: one sentence; a reader that left is none."""
    if sys.stdout is not None:  # what is left in its buffer must not fail again at exit
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError | ValueError) or error.errno == errno.EPIPE:
        raise SystemExit(Exit.OK)
    what = f"{error.filename or ''} {reason(error)}"
    with suppress(OSError, ValueError):
        print(f"错误：读写失败：{what.strip()}", file=sys.stderr)  # noqa: T201
    raise SystemExit(Exit.RECORD)


INTERRUPTED = 130


def stopped(*, committed: bool) -> None:
    """Say what Ctrl-C came to: nothing is half-written."""
    done = "结果已经全部写入" if committed else "没有写入任何内容"
    print(f"已中断，{done}", file=sys.stderr)  # noqa: T201


_NEAR = {"›": ">", "–": "-", "•": "·", "〔": "(", "〕": ")", "…": "..."}


def _near(error: UnicodeError) -> tuple[str, int]:
    """Write what a console's code page lacks as something near, else as `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_NEAR.get(char, "?") for char in lacking), error.end


def prepare_streams() -> None:
    """Print Chinese on any console, in the encoding that console, pipe or user asks for.

    PYTHONIOENCODING and PYTHONUTF8 are Python's own and are left alone. A stream that cannot hold
    Chinese at all (LANG=C, a western code page), and that nobody asked for, becomes UTF-8.
    """
    codecs.register_error("wzqa", _near)
    asked = os.environ.get("PYTHONIOENCODING", "")
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if not asked and not _holds_chinese(stream.encoding):
            stream.reconfigure(encoding="utf-8")
        if ":" not in asked:
            stream.reconfigure(errors="wzqa")


def _holds_chinese(encoding: str) -> bool:
    try:
        "评审".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _is_terminal(stream: Any) -> bool:
    return stream is not None and stream.isatty()


def _for(stream: Any, text: str) -> str:
    """Break a sentence for a terminal, where words and commas allow; a pipe gets it whole."""
    text = visible(text)
    if not _is_terminal(stream):
        return text
    lines = [part for line in text.split("\n") for part in wrapped(line, _columns(), indent="　　")]
    return "\n".join(lines)


def _columns() -> int:
    """Tell how wide the window is; what is redirected is set for 80 columns."""
    return shutil.get_terminal_size((80, 24)).columns


def _folder(files: Sequence[str]) -> str:
    """Name the folder that holds all files."""
    try:
        folder = os.path.commonpath(files)
    except ValueError:  # not all below one folder
        folder = ""
    return f"{folder}/" if folder else "各自的目录"
