"""Workbooks that a first reading judged wrongly (`tests/cases_screening`), through the commands."""

import shutil
from pathlib import Path

import pytest
from command_line import ask

FOLDER = Path(__file__).parent / "cases_screening"
ASKED = {"pending", "missing"}
HONEST = {"pass", "pending", "missing"}
# file → (deadline, {(row, rule): outcomes that are right})
RIGHT = {
    "false_fail_E12.xlsx": ("2026-07-31", {
        **{(n, "E12"): {"pass"} for n in (1, 2, 3)}, **{(n, "E12"): HONEST for n in (4, 5)},
        **{(n, "E12"): {"pending"} for n in (6, 7)},
    }),
    "false_fail_E09_E10.xlsx": ("2026-07-31", {
        **{(n, "E09"): {"pass"} for n in (1, 2, 3)}, (4, "E09"): {"pending"},
        **{(n, "E10"): {"pending"} for n in (5, 6, 7)},
    }),
    "false_fail_E02.xlsx": ("2026-07-31", {(n, "E02"): HONEST for n in (1, 2, 3)}),
    "month_precision.xlsx": ("2026-07-15", {
        (1, "E03"): {"missing"}, (2, "E06"): {"missing"}, (3, "E09"): {"missing"},
        (4, "E16"): {"missing"},
    }),
    "header_报送日期.xlsx": ("2026-07-31", {(1, "E16"): {"pass"}}),
    "agri_blank.xlsx": ("2026-07-31", {(1, "E05"): {"missing"}, (2, "E05"): {"warn"}}),
    "plain_denials.xlsx": ("2026-07-31", {
        (1, rule): {"pass"} for rule in ("E03", "E09", "E10", "E11", "E12")
    }),
    "year_only.xlsx": ("2026-07-31", {(1, "E03"): {"pass"}, (1, "E06"): {"pass"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_workbook_is_judged_rightly(name, tmp_path, monkeypatch):
    deadline, right = RIGHT[name]
    cycle = tmp_path / "c"
    assert ask("init", cycle, "--deadline", deadline)[0] == 0
    monkeypatch.chdir(cycle)
    for register in ("撤销名册.xlsx", "往届获奖名册.xlsx"):
        shutil.copy(cycle / "blank" / register, cycle / "inbox/registers" / register)
    shutil.copy(FOLDER / name, cycle / "inbox/applications" / name)
    ask("ingest")
    _, got = ask("screen")
    data = got["data"]["applicants"]
    for (row, rule), outcomes in right.items():
        who = sorted(data, key=lambda a: a["app_no"])[row - 1]
        found = {f["rule"]: f for f in who["findings"]}[rule]
        assert found["verdict"] in outcomes, (row, found)
        if name == "month_precision.xlsx":
            assert "请写明到日" in found["reason"]
