"""Pin with hashes what constraints.txt pins: everything that is installed, and what the site needs.

    python tools/hash_constraints.py

asks `uv` (which has to be on the path) for the packages of pyproject.toml and all that they need, on
every system, in the versions of constraints.txt, with the hashes of their files.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = {  # file → what it is, the extras of pyproject.toml, the oldest Python
    "constraints-hashes.txt": ("Every package that is installed", ("test", "check"), "3.11"),
    "constraints-site-hashes.txt": ("What the site is made with", ("site",), "3.11.5"),
}
BUILDS = "hatchling\n"  # builds wzqa itself, without an environment of its own
HEAD = """# {what}, with the hashes of its files: pip install --require-hashes -r {name}
# Made from constraints.txt by tools/hash_constraints.py
"""


def main() -> int:
    """Write the files anew."""
    with tempfile.TemporaryDirectory() as folder:
        more = Path(folder) / "build.in"
        more.write_text(BUILDS, encoding="utf-8")
        for name, (what, extras, python) in FILES.items():
            words = [word for extra in extras for word in ("--extra", extra)]
            done = subprocess.run(  # noqa: S603
                ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", python, "--no-header",  # noqa: S607
                 "--no-annotate", "--generate-hashes", "-c", "constraints.txt", *words, "pyproject.toml", more],
                cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8",
            )  # fmt: skip
            text = HEAD.format(what=what, name=name) + done.stdout
            (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
