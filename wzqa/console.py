"""What people and scripts see: tables, questions, the JSON envelope, exit codes.

The only place that turns a WzqaError into an exit code.
"""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from wzqa.problems import Exit, Problem, Severity, WzqaError, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.stages.ground.cycle import Grid, Report

MAX_ROWS = 50
_NAMED = 4
_LABEL = {Severity.ERROR: "错误", Severity.WARNING: "提示", Severity.INFO: "说明"}


@dataclass(slots=True)
class Console:
    """Where output goes: people read stderr when --json is on, else stdout."""

    as_json: bool = False
    quiet: bool = False
    yes: bool = False

    @property
    def _people(self) -> Any:
        return sys.stderr if self.as_json else sys.stdout

    def line(self, text: str) -> None:
        """Print a line for people."""
        if not self.quiet:
            print(text, file=self._people)

    def grid(self, grid: Grid) -> None:
        """Print a table, at most 50 rows; the files hold the rest."""
        if self.quiet:
            return
        from rich.console import Console as Rich
        from rich.table import Table

        table = Table(title=grid.title or None, title_justify="left", show_lines=False)
        for head in grid.heads:
            table.add_column(head, overflow="fold")
        for row in grid.rows[:MAX_ROWS]:
            table.add_row(*row)
        rich = Rich(file=self._people, markup=False, highlight=False, emoji=False, soft_wrap=False)
        rich.print(table)
        if len(grid.rows) > MAX_ROWS:
            self.line(f"（共{len(grid.rows)}行，只列前{MAX_ROWS}行，全部见结果工作簿）")

    def problems(self, problems: Sequence[Problem]) -> None:
        """Print problems for people: errors and warnings to stderr, one line each."""
        shown = [p for p in problems if p.severity is not Severity.INFO or not self.quiet]
        for problem in shown:
            if self.quiet and problem.severity is not Severity.ERROR:
                continue
            print(f"{_LABEL[problem.severity]}：{problem}", file=sys.stderr)  # noqa: T201

    def ask(self, question: str) -> bool:
        """Ask a yes/no question; --yes or a non-terminal answers yes."""
        if self.yes or not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
            return True
        print(f"{question}（y/N）", end="", file=sys.stderr, flush=True)  # noqa: T201
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}

    def finish(
        self, command: str, report: Report, problems: Sequence[Problem], files: Sequence[str]
    ) -> NoReturn:
        """Print the result and exit with its code."""
        ordered = in_order(problems)
        for block in report.blocks:
            if isinstance(block, str):
                self.line(block)
            else:
                self.grid(block)
        self.problems(ordered)
        if files and not self.quiet:
            more = " 等" if len(files) > _NAMED else ""
            self.line(f"已写出{len(files)}个文件：{'、'.join(files[:_NAMED])}{more}")
        if self.as_json:
            self._envelope(command, report.exit, report.data, ordered, files)
        leave(report.exit)

    def fail(self, command: str, error: WzqaError) -> NoReturn:
        """Print why the command could not go on and exit."""
        problems = in_order(error.problems)
        sentence = error.message
        if len(problems) != 1 or problems[0].message != sentence:
            print(f"错误：{sentence}", file=sys.stderr)  # noqa: T201
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
        sys.stdout.flush()
        out = getattr(sys.stdout, "buffer", None)
        if out is None:
            sys.stdout.write(text + "\n")
        else:
            out.write(text.encode("utf-8") + b"\n")


def leave(code: int) -> NoReturn:
    """Exit; a closed stdout is not an error."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
    raise SystemExit(code)


def prepare_streams() -> None:
    """Print Chinese on any console: UTF-8 when redirected, what the console cannot show as ?."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace")
