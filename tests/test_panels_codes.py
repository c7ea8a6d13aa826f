"""Every problem code of panels and score sheets is registered, and no registered code is unused."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import wzqa

FILES = (
    "panels.py",
    "panel_checks.py",
    "assignment_checks.py",
    "teams.py",
    "admission.py",
    "forming.py",
    "forming_advice.py",
    "workbooks/score_cells.py",
    "workbooks/score_cards.py",
    "workbooks/score_head.py",
    "workbooks/score_matrix.py",
    "workbooks/score_sums.py",
    "workbooks/sheets_in.py",
)
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')


def test_codes_and_register_agree():
    text = (resources.files("wzqa") / "data/problem_codes/panels.toml").read_text(encoding="utf-8")
    registered = tomllib.loads(text)
    home = Path(wzqa.__file__).parent
    used = {c for f in FILES for c in CODE.findall((home / f).read_text(encoding="utf-8"))}
    assert used == set(registered)
    assert all(set(entry) == {"title", "mend"} for entry in registered.values())
