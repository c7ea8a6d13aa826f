"""评分表 of a review: made blank for one examiner, and read back."""

from datetime import date

from wzqa.criteria import load_criteria
from wzqa.plan import shipped_plan
from wzqa.workbooks.blanks.sheets_out import examiner_workbook
from wzqa.workbooks.scores_in.sheets_in import read_score_file

CRITERIA = load_criteria("GB/T 19580-2012")
CLAUSES = [item.clause for item in CRITERIA.items]
_SAME = {"stage": "review", "cycle_year": 2026, "criteria": CRITERIA, "step": 5}


def blank(**change):
    """Give the bytes of 王五's workbook; `applicants` (number, name, code) must be said."""
    given = {
        "word": "资料评审", "cycle_label": "2026年度", "panel": "第一组", "examiner": "王五",
        "certificate": "", "created": date(2026, 8, 1), "demo": False,
    }  # fmt: skip
    return examiner_workbook(**(_SAME | given | change))


def read_back(data, file, known, **change):
    """Read a workbook that came in; `known` maps code to name."""
    return read_score_file(
        data, file, **(_SAME | {"plan": shipped_plan(), "known": known} | change)
    )
