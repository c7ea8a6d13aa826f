"""Every problem code of the vote and the publicity is registered, and no other."""

import re
import tomllib
from importlib import resources

import wzqa

MODULES = (
    "ballot_checks",
    "ballot_cuts",
    "ballot_papers",
    "ballot_questions",
    "ballot_rules",
    "ballots",
    "calendars",
    "periods",
    "objections",
    "aftercare",
)
CODE = re.compile(r'"((?:ballot|vote|decide|calendar|publicity|objection|aftercare)-[a-z-]+)"')


def test_the_codes_in_the_code_are_the_codes_in_the_register():
    root = resources.files(wzqa)
    used = {
        code
        for name in MODULES
        for code in CODE.findall((root / f"{name}.py").read_text(encoding="utf-8"))
    }
    register = tomllib.loads(
        (root / "data" / "problem_codes" / "vote.toml").read_text(encoding="utf-8")
    )
    assert used == set(register)
    assert all(set(entry) == {"title", "mend"} for entry in register.values())
