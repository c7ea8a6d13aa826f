"""The page of promises names a test for each, and each is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/promises.md").read_text(encoding="utf-8")


def test_every_promise_has_a_test_that_exists():
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)
    assert len(named) > 20
    for file, test in named:
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text, (file, test)


def test_every_row_of_the_promises_names_one():
    promises = PAGE[: PAGE.index("## 五")]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and "承诺" not in line]
    assert rows
    assert all("::test_" in row for row in rows)


def test_thirty_attempts_are_told():
    attempts = PAGE[PAGE.index("## 五") :]
    assert [int(n) for n in re.findall(r"^\| (\d+) \|", attempts, re.MULTILINE)] == list(
        range(1, 81)
    )
