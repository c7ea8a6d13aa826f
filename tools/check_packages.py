"""Build sdist and wheel, install the wheel in an environment of its own, use it outside the checkout.

    python tools/check_packages.py [--to DIR]

The wheel is built from the sdist, so that both hold everything. Fails when the version is not that of
`wzqa.__version__`, when CHANGELOG.md has no entry for a release, or when a command of the walk fails.
With --to the two files are left in DIR (`make release`); nothing is uploaded.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command, its output shown only when it fails."""
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"failed: {' '.join(map(str, words))}")
    return done.stdout


def build(work: Path) -> tuple[Path, Path]:
    """Make the sdist, and the wheel from it."""
    made = work / "dist"
    run(sys.executable, "-m", "build", "--outdir", made, ROOT, cwd=work)
    (sdist,), (wheel,) = made.glob("*.tar.gz"), made.glob("*.whl")
    return sdist, wheel


def version() -> str:
    """Read the version from its one place."""
    text = (ROOT / "wzqa/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    if found is None:
        raise SystemExit("wzqa/__init__.py holds no __version__")
    return found[1]


def exercise(wheel: Path, work: Path) -> None:
    """Install the wheel alone and walk a small cycle with it, as an office would."""
    home = work / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    quiet = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(python, *quiet, "-c", ROOT / "constraints.txt", wheel, cwd=work)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "WZQA"))}
    clean |= {"PYTHONUTF8": "1"}
    tool = scripts / "wzqa"
    said = run(tool, "--version", cwd=work, env=clean).strip()
    if said != f"wzqa {version()}":
        raise SystemExit(f"the installed program says {said}")
    where = run(python, "-c", "import wzqa; print(wzqa.__file__)", cwd=work, env=clean)
    if str(home) not in where:
        raise SystemExit(f"the checkout is used, not the package: {where}")
    run(python, "-m", "wzqa", "templates", "check", cwd=work, env=clean)
    run(tool, "criteria", "check", cwd=work, env=clean)
    run(tool, "completion", "powershell", cwd=work, env=clean)
    run(tool, "init", "届", "--year", "2026", "--own", "示例2026", cwd=work, env=clean)
    run(tool, "-C", "届", "status", cwd=work, env=clean)
    run(tool, "demo", "演示", "--applicants", "8", "--through", "screen", cwd=work, env=clean)
    run(tool, "-C", "演示", "verify", cwd=work, env=clean)


def main() -> None:
    """Check, and keep the files where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, help="keep the files here")
    parser.add_argument("--release", action="store_true", help="CHANGELOG.md must name the version")
    asked = parser.parse_args()
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if asked.release and f"## {version()}" not in changes:
        raise SystemExit(f"CHANGELOG.md has no section “## {version()}”: rename 未发布 first")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sdist, wheel = build(work)
        exercise(wheel, work)
        for made in (sdist, wheel) if asked.to else ():
            asked.to.mkdir(parents=True, exist_ok=True)
            shutil.copy2(made, asked.to / made.name)
        print(f"{sdist.name} {wheel.name}")


if __name__ == "__main__":
    main()
