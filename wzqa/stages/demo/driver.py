"""The demo's hands: ordinary commands on the demo's folder, each at its fictitious time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

from wzqa import demo_data
from wzqa.problems import Exit, Problem, WzqaError
from wzqa.stages.ground.cycle import Report, open_cycle

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wzqa.stages.ground.cycle import Cycle


YEAR = demo_data.YEAR


_ZONE = timezone(timedelta(hours=8))


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
        self, words: str, stage: Callable[[Cycle], Report], *, expect: tuple[int, ...] = (Exit.OK,)
    ) -> Report:
        """Run one command as the command line does; anything but the expected exit is our bug."""
        self.clock += timedelta(minutes=1)
        with open_cycle(self.folder, now=self.clock, by=self.by) as cycle:
            report = stage(cycle)
            if report.exit not in expect:
                problems = [p for p in cycle.problems if p.severity == "error"]
                raise WzqaError(
                    f"演示中断：{words} 得到退出码 {report.exit}",
                    Exit.INPUT,
                    [*problems[:20], *_open(report)],
                )
            self.files += cycle.files
        forget(cycle)
        self.say(f"$ {words}　→ {report.exit}")
        return report

    def look(self, what: Callable[[Cycle], T]) -> T:
        """Read something from the record without changing it."""
        with open_cycle(self.folder, now=self.clock, by=self.by) as cycle:
            found = what(cycle)
        forget(cycle)
        return found


def forget(cycle: Cycle) -> None:
    """Give back what a command read and worked out, as a process that ends does."""
    for known in cycle.record.memo.values():
        known.clear()


def _open(report: Report) -> list[Problem]:
    return [Problem(code="demo", message=str(b)) for b in report.blocks if isinstance(b, str)]
