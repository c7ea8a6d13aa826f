"""The whole `wzqa ingest`: 134 filled blanks into an empty cycle, against an earlier version and pandas.

134 files are 120 forms and 14 tables of 9 rows, made from the blanks that `wzqa init` sends out, every
file of another sender (a receipt for each). Three ways in turns, so that a busy machine slows all alike:
the command; the same command of an earlier version (`--before CHECKOUT`); and pandas with openpyxl
reading the same files in a process of its own, where both are installed (they are no dependency).
Figures are CPU seconds (user and system); the ratios are what to look at. Larger numbers of files show
whether the time grows with the number, or with its square.

Run: python benchmarks/bench_intake.py [--before CHECKOUT] [--rounds N] [134 300 1200]
"""

import argparse
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "benchmarks")]
from bench_commands import Used, cpu, run  # noqa: E402  (beside this file)

TABLES_IN = 14 / 134  # of all files
PANDAS = (
    "import sys, pathlib, pandas as pd\n"
    "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
    "    pd.read_excel(path, header=None, sheet_name=None, engine='openpyxl')\n"
)


FILL = (
    "import sys, pathlib; sys.path.append(sys.argv[1]); import bench_reading as make\n"
    "folder, count, tables = pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])\n"
    "for i in range(count):\n"
    "    data = make.shipped_table(i) if i < tables else make.shipped_form(i)\n"
    "    (folder / f'{i:04d}.xlsx').write_bytes(data)\n"
)  # each version fills in the blanks that it sends out itself, and has an award.toml of its own


def measure(
    count: int, sources: dict[str, Path], rounds: int, room: Path, *, pandas: bool
) -> dict[str, Used]:
    """Time each way in turns; gives the best of each."""
    for name, source in sources.items():
        empty = room / f"{name}-{count}"
        run(source, "init", empty, "--year", 2026)
        inbox = empty / "inbox/applications"
        cpu(source, "-c", FILL, source / "benchmarks", inbox, count, round(count * TABLES_IN))
    inbox = room / f"now-{count}/inbox/applications"
    ways: dict[str, list[Used]] = {name: [] for name in sources}
    if pandas:
        ways["pandas + openpyxl"] = []
    for _ in range(rounds):
        for name, times in ways.items():
            if name in sources:
                cycle = shutil.copytree(room / f"{name}-{count}", room / "cycle")
                times.append(run(sources[name], "-C", cycle, "--json", "ingest"))
                shutil.rmtree(cycle)
            else:
                times.append(cpu(HERE, "-c", PANDAS, inbox))
    return {name: min(times) for name, times in ways.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("counts", nargs="*", type=int)
    options = parser.parse_args()
    sources = {"now": HERE}
    if options.before:
        sources["before"] = options.before.resolve()
    if not find_spec("pandas"):
        print("pandas is not installed: no comparison with it")
    counts = options.counts or [134]
    with tempfile.TemporaryDirectory() as room:
        for count in counts:
            pandas = find_spec("pandas") is not None and count == counts[0]
            best = measure(count, sources, options.rounds, Path(room), pandas=pandas)
            now, mb = best["now"]
            others = "; ".join(
                f"{name} {took:.2f} s, {took / now:.2f} × as long, {peak:.0f} MB"
                for name, (took, peak) in best.items()
                if name != "now"
            )
            told = f"intake of {count} files: {now:.2f} s, {now / count * 1e3:.1f} ms a file, {mb:.0f} MB"
            print(told + (f"; {others}" if others else ""), flush=True)


if __name__ == "__main__":
    main()
