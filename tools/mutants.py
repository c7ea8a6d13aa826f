"""Change what decides, one thing at a time, and see whether a test notices.

    python tools/mutants.py --count 60 --seed 1

draws so many changes from `rules/`, `marks/`, `vote/`, `publicity/`, `ranking.py` and `scoring.py`: a
comparison turned or shifted, `and` for `or`, a number one more, a yes for a no. Each is tried in a
copy of the checkout with the tests that run the changed line (slow ones aside), those that run least
else first; when none of them notices, with all that run anything of the same folder, since what is
cached is run by the first test only. Which tests run a line is measured once, and kept in `--reach
FILE` when given.
A survivor is a gap in the tests, or a change that changes nothing; the latter are named, with the
reason that tools/mutants.toml gives.
"""

from __future__ import annotations

import argparse
import ast
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parents[1]
DECIDES = ("rules", "marks", "vote", "publicity", "ranking.py", "scoring.py")
EXPLAINED = Path(__file__).with_suffix(".toml")
SECONDS = 900
_TURNED: dict[type[ast.AST], Any] = {  # each by one of its sort
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
# of dataclasses, zip and json: they guard against our own mistakes and decide nothing
_SHAPE = {"frozen", "slots", "kw_only", "strict", "ensure_ascii"}
_PYTEST = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header")
# which test runs what: coverage is told of each test as it starts
_PLUGIN = """
import coverage
def pytest_runtest_logstart(nodeid):
    coverage.Coverage.current().switch_context(nodeid)
"""


class Mutant(NamedTuple):
    """One change: where, on which line (its text, as it was), what, and the whole file changed."""

    path: str
    line: int
    was: str
    what: str
    text: str

    def __str__(self) -> str:
        """Print as `file:line: what   the line as it was`."""
        return f"{self.path}:{self.line}: {self.what}   {self.was}"


def sources() -> Iterator[Path]:
    """Give every file that decides."""
    for name in DECIDES:
        place = ROOT / "wzqa" / name
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def changes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Change one node at a time in place; gives line and what was done, then undoes it."""
    shape: set[int] = set()  # a keyword is walked before its value
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
            old = node.ops[0]
            node.ops[0] = _TURNED[type(old)]()
            yield node.lineno, f"{type(old).__name__} → {type(node.ops[0]).__name__}"
            node.ops[0] = old
        elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _TURNED:
            before = node.op
            node.op = _TURNED[type(before)]()
            yield node.lineno, f"{type(before).__name__} → {type(node.op).__name__}"
            node.op = before
        elif isinstance(node, ast.keyword) and node.arg in _SHAPE:
            shape.add(id(node.value))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, bool | int)
            and id(node) not in shape
        ):
            value = node.value
            node.value = not value if isinstance(value, bool) else value + 1
            yield node.lineno, f"{value} → {node.value}"
            node.value = value


def every_mutant() -> list[Mutant]:
    """List every change that can be made."""
    found = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        tree, lines = ast.parse(text), text.splitlines()
        name = path.relative_to(ROOT).as_posix()
        found += [
            Mutant(name, line, lines[line - 1].strip(), what, ast.unparse(tree))
            for line, what in changes(tree)
        ]
    return found


def explained() -> dict[tuple[str, str, str], str]:
    """Give the changes that change nothing: file, line as it is, what → why."""
    told = tomllib.loads(EXPLAINED.read_text(encoding="utf-8")) if EXPLAINED.is_file() else {}
    return {(e["file"], e["line"], e["what"]): e["why"] for e in told.get("nothing", ())}


def measure(data: Path) -> None:
    """Run the tests once and keep which of them runs which line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "which_test.py").write_text(_PLUGIN, encoding="utf-8")
        names = ",".join(path.relative_to(ROOT).as_posix() for path in sources())
        (folder / "rc").write_text("[run]\n", encoding="utf-8")
        subprocess.run(  # noqa: S603  (our own interpreter)
            [sys.executable, "-m", "coverage", "run", f"--rcfile={folder / 'rc'}", f"--include={names}",
             f"--data-file={data}", *_PYTEST[1:], "-p", "which_test", "-m", "not slow"],
            cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
        )  # fmt: skip


class Reach:
    """Which tests run a line."""

    def __init__(self, data: Path) -> None:
        """Read what was measured."""
        from coverage import CoverageData

        self._kept = CoverageData(str(data))
        self._kept.read()
        self._size: Counter[str] = Counter()
        self._lines: dict[str, Mapping[int, list[str]]] = {}
        for file in self._kept.measured_files():
            name = Path(file).as_posix()
            found = self._kept.contexts_by_lineno(file)
            self._lines[name[name.rindex("/wzqa/") + 1 :]] = found
            for tests in found.values():
                self._size.update(filter(None, tests))

    def tests(self, path: str, line: int) -> list[str]:
        """Give the tests that run a line."""
        lines = self._lines.get(path, {})
        return self._in_order(lines.get(line, ()))

    def wider(self, path: str) -> list[str]:
        """Give the tests that run anything of the file's folder."""
        near = [lines for p, lines in self._lines.items() if Path(p).parent == Path(path).parent]
        return self._in_order(t for lines in near for tests in lines.values() for t in tests)

    def _in_order(self, tests: Iterable[str]) -> list[str]:
        return sorted(set(filter(None, tests)), key=lambda t: (self._size[t], t))


def noticed(copy: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Put a change into a copy, run the tests, undo it; says whether one failed."""
    target = copy / mutant.path
    whole = target.read_text(encoding="utf-8")
    target.write_text(mutant.text, encoding="utf-8")
    try:
        done = subprocess.run(  # noqa: S603  (our own interpreter)
            [*_PYTEST, *tests], cwd=copy, capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(whole, encoding="utf-8")
    return done.returncode != 0


def main() -> int:
    """Draw, change, run; exit 1 and the list when something survives unexplained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--reach", type=Path)
    parser.add_argument(
        "--only", default="", help="those whose line of the list holds this: a file, file:line"
    )
    options = parser.parse_args()
    every = [m for m in every_mutant() if options.only in str(m)]
    chosen = random.Random(options.seed).sample(every, min(options.count, len(every)))  # noqa: S311
    known, survived, told = explained(), 0, 0
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(options.jobs) as pool:
        data = (options.reach or Path(name) / "reach").absolute()
        if not data.is_file():
            measure(data)
        elif data.stat().st_mtime < max(
            p.stat().st_mtime for p in (ROOT / "tests").glob("test_*.py")
        ):
            raise SystemExit(f"{data} is older than the tests: remove it, it is measured anew")
        reach, copies = Reach(data), queue.SimpleQueue[Path]()
        for number in range(options.jobs):
            copy = Path(name) / str(number) / "wzqa"
            shutil.copytree(
                ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "demo", "dist")
            )
            copies.put(copy)

        def tried(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                near, far = reach.tests(mutant.path, mutant.line), reach.wider(mutant.path)
                return any(tests and noticed(copy, mutant, tests) for tests in (near, far))
            finally:
                copies.put(copy)

        for mutant, found in zip(chosen, pool.map(tried, chosen), strict=True):
            why = known.get((mutant.path, mutant.was, mutant.what))
            if not found:
                survived += not why
                told += bool(why)
                print(f"{mutant}{f'   （{why}）' if why else ''}", flush=True)
    print(
        f"{len(chosen)} of {len(every)} changes tried, {survived} not noticed, {told} more change nothing"
    )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
