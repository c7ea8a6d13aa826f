"""Every problem code of the reading layer is registered with a title and a mend."""

import re
import tomllib
from pathlib import Path

import wzqa

ROOT = Path(wzqa.__file__).parent
READING = [
    *(ROOT / "workbooks" / f"{name}.py" for name in (
        "applications", "days", "forms", "grid", "headings", "labels", "package", "rows",
        "shapes", "signature", "tails", "values", "xlsx")),
    ROOT / "codes.py",
    ROOT / "applications.py",
]  # fmt: skip
CODE = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')
NO_CODES = {"utf-8", "utf-8-sig", "utf-16", "encryption-data"}


def registered():
    found = {}
    for path in (ROOT / "data" / "problem_codes").glob("*.toml"):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_code_used_is_registered():
    used = {c for path in READING for c in CODE.findall(path.read_text(encoding="utf-8"))}
    assert used - NO_CODES
    assert used - NO_CODES - set(registered()) == set()


def test_every_registered_code_is_used_and_has_its_words():
    text = (ROOT / "data" / "problem_codes" / "workbooks.toml").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in READING)
    for code, words in tomllib.loads(text).items():
        assert f'"{code}"' in source, code
        assert set(words) == {"title", "mend"}
        assert all(words.values())
