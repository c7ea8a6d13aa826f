"""How each inbox is read, and sound files of it, for tests that break them."""

from datetime import date
from pathlib import Path

from wzqa.criteria import load_criteria
from wzqa.fields import Offered
from wzqa.plan import shipped_plan
from wzqa.stages.ground import facts

TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases/reading"
INBOX = TESTS.parent / "examples/2026/inbox"
AWARDS = ("质量奖", "创新奖")


def readings():
    """Give the readers by role."""
    criteria = load_criteria("GB/T 19580-2012")
    return {
        "applications": facts.applications(2026, date(2026, 7, 31), Offered(AWARDS), {}),
        "register": facts.register(shipped_plan()),
        "verification": facts.verification(),
        "scores": facts.scores("review", shipped_plan(), criteria, 5, 2026, {}),
        "ballots": facts.ballots({}, AWARDS),
        "objections": facts.objections(),
    }


def files():
    """Give sound files by role."""
    found = {
        "applications": [
            CASES / "好表.xlsx", *sorted(CASES.glob("0[13]-*.xlsx")), *sorted(CASES.glob("*.ods")),
            *sorted(CASES.glob("17-*.xls")), *sorted(CASES.glob("25-*.xls")),
            *sorted(INBOX.glob("applications/*.xlsx"))[:4],
            *sorted(INBOX.glob("applications/*/*.xlsx"))[:1],
        ],
        "register": sorted(INBOX.glob("registers/*.xlsx")),
        "verification": sorted(INBOX.glob("verification/*.xlsx")),
        "scores": sorted(INBOX.glob("scores/*/*.xlsx"))[:3],
        "ballots": sorted(INBOX.glob("ballots/*.xlsx")),
        "objections": sorted(INBOX.glob("objections/*.xlsx")),
    }  # fmt: skip
    return {role: [path.read_bytes() for path in paths] for role, paths in found.items()}
