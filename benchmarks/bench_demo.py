"""Wall time and peak memory of the demo; `wzqa --help` against a bare typer program.

python benchmarks/bench_demo.py [60 300 1200]
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef main(name: str = 'x') -> None: pass\napp()\n"


def run(command):
    """Give wall seconds and peak MB of one command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start, resource.getrusage(
        resource.RUSAGE_CHILDREN
    ).ru_maxrss / 1024


def main(sizes):
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(TYPER, encoding="utf-8")
        pairs = [
            (
                run([sys.executable, str(bare), "--help"])[0],
                run([sys.executable, "-m", "wzqa", "--help"])[0],
            )
            for _ in range(9)
        ]
        one, two = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        print(
            f"--help: bare typer {one * 1000:.0f} ms, wzqa {two * 1000:.0f} ms, ratio {two / one:.2f}"
        )
        for size in sizes:
            target = Path(folder) / f"demo{size}"
            seconds, peak = run(
                [
                    sys.executable,
                    "-m",
                    "wzqa",
                    "demo",
                    str(target),
                    "--applicants",
                    str(size),
                    "--seed",
                    "7",
                ]
            )
            print(f"demo {size}: {seconds:.1f} s, peak {peak:.0f} MB (largest child so far)")


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [60])
