"""CPU seconds and peak memory of the commands and of the whole demo, against an earlier version.

python benchmarks/bench_commands.py [--before CHECKOUT] [--rounds N] [--demo-only] 60 300 1200

`--before` is a folder with the earlier source (git worktree add ../before TAG). Both versions run in
turns on their own cycle of the same size, each command on a fresh copy. The measure is user and
system time of the process: on a busy machine it moves less than the clock, and the ratio less again.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parents[1]
Used = tuple[float, float]  # CPU seconds, peak MB
# byte code is kept from one run to the next, as where the program is installed
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": f"{tempfile.gettempdir()}/wzqa-bytecode",
}
# through review, and its list opened again: a state in which every one of these has work to do
COMMANDS = (
    ("status",),
    ("screen",),
    ("score", "review"),
    ("rank", "review"),
    ("confirm", "review", "--date", "2026-08-30"),
    ("notices", "screen"),
    ("verify",),
    ("report",),
    ("archive", "{}/归档.zip"),
)


def run(source: Path, *words: object) -> Used:
    """Run wzqa from a source tree."""
    return cpu(source, "-m", "wzqa", *words)


def cpu(source: Path, *words: object) -> Used:
    """Run a Python program over a source tree."""
    path = os.pathsep.join(filter(None, [str(source), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path, "WZQA_OPERATOR": "计时", **COMPILED}
    with tempfile.TemporaryFile() as sink:
        child = subprocess.Popen(
            [sys.executable, *map(str, words)],
            env=environment,
            cwd="/",
            stdout=sink,
            stderr=sink,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in {0, 3}:
            sink.seek(0)
            raise SystemExit(f"{words}: exit {child.returncode}\n{sink.read().decode()[-2000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def demo(source: Path, folder: Path, size: int, *more: str) -> Used:
    return run(source, "demo", str(folder), "--applicants", str(size), "--seed", "7", *more)


def line(what: str, size: int, found: dict[str, list[Used]]) -> None:
    """Print one row: the best of the rounds for each version."""
    best = {name: min(rounds) for name, rounds in found.items()}
    now, mb = best["now"]
    row = f"| {what} | {size} | "
    if "before" in best:
        old, old_mb = best["before"]
        row += f"{old:.2f} | {now:.2f} | {old / now:.1f} × | {old_mb:.0f} | {mb:.0f} |"
    else:
        row += f"– | {now:.2f} | – | – | {mb:.0f} |"
    print(row, flush=True)


def commands(sources: dict[str, Path], size: int, rounds: int, room: Path) -> None:
    """Time each command in turns."""
    states = {}
    for name, source in sources.items():
        states[name] = room / f"{name}-{size}"
        demo(source, states[name], size, "--through", "review")
        again = ("confirm", "review", "--reopen", "--why", "计时")
        run(source, "-C", str(states[name]), *again)
    for words in COMMANDS:
        found: dict[str, list[Used]] = {name: [] for name in sources}
        for _ in range(rounds):
            for name, source in sources.items():
                copy = room / "copy"
                shutil.copytree(states[name], copy)
                filled = [word.format(room) for word in words]
                found[name].append(run(source, "-C", str(copy), *filled))
                shutil.rmtree(copy)
                (room / "归档.zip").unlink(missing_ok=True)
        line(" ".join(words[:2] if words[0] != "archive" else words[:1]), size, found)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[60])
    parser.add_argument("--before", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--demo-only", action="store_true")
    asked = parser.parse_args()
    sources = {"before": asked.before.resolve()} if asked.before else {}
    sources["now"] = HERE
    print("| command | applicants | before s | now s | faster | before MB | now MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as name:
            room = Path(name)
            if not asked.demo_only:
                commands(sources, size, asked.rounds, room)
            whole = {n: [demo(s, room / f"demo-{n}", size)] for n, s in sources.items()}
            line("demo", size, whole)


if __name__ == "__main__":
    main()
