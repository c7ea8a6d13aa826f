"""Change what decides, one thing at a time, and see whether a test notices.

    python tools/mutants.py --count 60 --seed 1

draws so many changes from `rules/`, `marks/`, `vote/`, `publicity/`, `ranking.py` and `scoring.py`: a
comparison turned or shifted, `and` for `or`, a number one more, a yes for a no. Each is tried in a
copy of the checkout with the tests of its subject. A survivor is a gap in the tests, or a change that
changes nothing; those of the second kind are listed with their reason in EQUAL.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TESTS = {
    "rules": ("test_eligibility_*.py", "test_signing.py", "test_screening_replies.py"),
    "marks": ("test_scoring_*.py", "test_ranking.py"),
    "vote": ("test_ballots_*.py",),
    "publicity": ("test_periods_*.py", "test_aftercare_*.py", "test_objections_*.py"),
    "ranking.py": ("test_ranking.py", "test_scoring_*.py"),
    "scoring.py": ("test_scoring_*.py",),
}
SECONDS = 900
# what may be changed without any difference, each with why: file:line of the source → reason
EQUAL: dict[str, str] = {}
_TURNED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


def sources() -> Iterator[tuple[Path, str]]:
    """Give every file that decides, and its subject."""
    for subject in TESTS:
        place = ROOT / "wzqa" / subject
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield path.relative_to(ROOT), subject


def changes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Change one node at a time in place; gives line and what was done, then undoes it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
            old = node.ops[0]
            node.ops[0] = _TURNED[type(old)]()  # type: ignore[assignment]
            yield node.lineno, f"{type(old).__name__} → {type(node.ops[0]).__name__}"
            node.ops[0] = old
        elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _TURNED:
            before = node.op
            node.op = _TURNED[type(before)]()  # type: ignore[assignment]
            yield node.lineno, f"{type(before).__name__} → {type(node.op).__name__}"
            node.op = before  # type: ignore[assignment]
        elif isinstance(node, ast.Constant) and type(node.value) in (bool, int):
            value = node.value
            node.value = not value if isinstance(value, bool) else value + 1
            yield node.lineno, f"{value} → {node.value}"
            node.value = value


def noticed(copy: Path, subject: str) -> bool:
    """Run the tests of a subject; says whether one failed."""
    tests = [str(p) for pattern in TESTS[subject] for p in sorted((copy / "tests").glob(pattern))]
    done = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", *tests],
        cwd=copy, capture_output=True, timeout=SECONDS, check=False,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return done.returncode != 0


def main() -> int:
    """Draw, change, run; exit 1 and the list when something survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    drawn = []
    for path, subject in sources():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        drawn += [
            (path, subject, line, what, ast.unparse(tree))
            for line, what in changes(tree)
            if f"{path.as_posix()}:{line}" not in EQUAL
        ]
    chosen = random.Random(options.seed).sample(drawn, min(options.count, len(drawn)))  # noqa: S311
    survived = 0
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "wzqa"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "demo", "dist"))
        for path, subject, line, what, text in chosen:
            whole = (copy / path).read_text(encoding="utf-8")
            (copy / path).write_text(text, encoding="utf-8")
            if not noticed(copy, subject):
                survived += 1
                print(f"{path}:{line}: {what}", flush=True)
            (copy / path).write_text(whole, encoding="utf-8")
    print(f"{len(chosen)} of {len(drawn)} changes tried, {survived} not noticed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
