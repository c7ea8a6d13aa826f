"""All that the office waits for, as ratios in one run, with peak memory: `make bench`.

python benchmarks/bench.py [--before CHECKOUT] [--rounds N] [--plain PYTHON] [60 300 1200]

Start-up against a bare typer program; intake against pandas; letters against docxtpl and
docx-mailmerge; commands and the whole demo against an earlier version. What is not installed is
named and left out. CPU seconds of whole processes: on a busy machine trust the ratios.

`--plain` is the Python for the commands: one without what is only compared with, since openpyxl loads
numpy wherever it finds it.
"""

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from bench_commands import HERE as NOW  # noqa: E402  (beside this file)
from bench_commands import Used, cpu, run  # noqa: E402

TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str = 'x') -> None: pass\napp()\n"


def start_up(sources: dict[str, Path], rounds: int) -> None:
    """Print what `--help` takes, of each version and of a program that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(TYPER, encoding="utf-8")
        ways = {"bare typer": partial(cpu, NOW, str(bare), "--help")}
        ways |= {name: partial(run, source, "--help") for name, source in sources.items()}
        for way in ways.values():
            way()  # byte code is compiled once
        found: dict[str, list[Used]] = {name: [] for name in ways}
        for _ in range(rounds * 3):
            for name, way in ways.items():
                found[name].append(way())
    least = {name: min(times) for name, times in found.items()}
    base = least["bare typer"][0]
    for name, (seconds, mb) in least.items():
        print(f"--help, {name}: {seconds * 1e3:.0f} ms, {seconds / base:.2f} × bare, {mb:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["60", "300", "1200"])
    parser.add_argument("--before", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plain", default=sys.executable)
    asked = parser.parse_args()
    sources = {"before": asked.before.resolve()} if asked.before else {}
    start_up(sources | {"now": NOW}, asked.rounds)
    before = ["--before", str(asked.before.resolve())] if asked.before else []
    rounds = ["--rounds", str(asked.rounds)]
    for python, script, words in (
        (sys.executable, "bench_intake.py", [*before, *rounds, "134"]),
        (sys.executable, "bench_documents.py", rounds),
        (asked.plain, "bench_commands.py", [*before, *rounds, *asked.sizes]),
    ):
        print(flush=True)
        subprocess.run([python, str(HERE / script), *words], check=True)


if __name__ == "__main__":
    main()
