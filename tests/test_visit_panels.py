"""Plans per stage: a firm without a panel for its visit, a register written over (second round, §8)."""

import shutil

import openpyxl
import pytest

from tests.helpers.command_line import ask, codes

pytestmark = pytest.mark.slow


@pytest.fixture
def reviewed(cycle_by_stage, tmp_path):
    """Give a cycle whose review is confirmed, with a plan for the visit proposed."""
    folder, clock = cycle_by_stage["review"]
    copy = shutil.copytree(folder, tmp_path / "届")

    def run(*words):
        return ask("-C", copy, "--yes", *words, clock=clock)

    assert run("panels", "--form", "--stage", "visit")[0] == 0
    return copy, run


PLAN = "out/visit/评审分组与回避表_现场评审（方案）.xlsx"


def without_rows(source, target, keep):
    """Save a plan with so many rows of 分工; gives the names of the firms left out."""
    book = openpyxl.load_workbook(source)
    sheet = book["分工"]
    head = next(r for r in sheet.iter_rows() if r[0].value == "评审组")
    names = {c.value: c.column for c in head}
    rows = [r for r in sheet.iter_rows(min_row=head[0].row + 1) if r[0].value]
    out = [sheet.cell(r[0].row, names["组织名称"]).value for r in rows[keep:]]
    if rows[keep:]:
        sheet.delete_rows(rows[keep][0].row, len(rows) - keep)
    book.save(target)
    return out


@pytest.mark.parametrize("draft", [(), ("--draft",)])
def test_a_firm_without_a_panel_holds_up_its_own_notice_only(reviewed, draft):
    folder, run = reviewed
    out = without_rows(folder / PLAN, folder / "inbox/registers/现场.xlsx", keep=2)
    run("ingest")
    code, got = run("notices", "review", *draft)
    assert code == 3
    said = next(p for p in got["problems"] if p["code"] == "visit-unassigned")
    assert all(name in said["message"] for name in out)
    made = [d for d in got["data"]["documents"] if d["kind"] == "visit-notice"]
    assert len(made) == 2
    assert not {d["to"] for d in made} & set(out)
    assert {"review-report", "not-shortlisted", "visit-list"} <= {
        d["kind"] for d in got["data"]["documents"]
    }
    assert all((folder / d["file"]).exists() for d in got["data"]["documents"])
    # the missing one follows, and nothing else is made anew
    shutil.copy(folder / PLAN, folder / "inbox/registers/现场.xlsx")
    run("ingest")
    code, again = run("notices", "review", *draft)
    assert code == 0
    notices = [d for d in again["data"]["documents"] if d["kind"] == "visit-notice"]
    assert len(notices) == len(made) + len(out)
    if not draft:
        assert {d["number"] for d in made} < {d["number"] for d in notices}


def test_without_any_panel_the_other_letters_go_out(reviewed):
    _, run = reviewed
    code, got = run("notices", "review")
    assert code == 3
    assert "visit-unassigned" in codes(got)
    kinds = {d["kind"] for d in got["data"]["documents"]}
    assert "visit-notice" not in kinds
    assert "not-shortlisted" in kinds


def test_a_plan_of_the_visit_written_over_that_of_the_review_leaves_it(reviewed):
    folder, run = reviewed
    review = next((folder / "inbox/registers").glob("资料评审分组*"))
    before = run("panels")[1]["data"]["panels"]
    listed = run("rank", "review")[1]["data"]["ranking"]
    shutil.copy(folder / PLAN, review)
    code, got = run("panels")
    assert code == 0, got["problems"]
    assert "register-stage-kept" in codes(got)
    after = {p["panel"]: p for p in got["data"]["panels"]}
    assert len(after) > len(before)
    assert all(set(p["members"]) == set(after[p["panel"]]["members"]) for p in before)
    states = {s["stage"]: s["state"] for s in run("status")[1]["data"]["stages"]}
    assert states["review"] == "confirmed"
    assert run("rank", "review")[1]["data"]["ranking"] == listed
    assert run("notices", "review")[0] == 0
    assert run("verify")[0] == 0
