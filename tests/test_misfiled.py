"""A workbook in the wrong folder: every command that reads an inbox names it with its own (§9)."""

import shutil
import sqlite3

import openpyxl
import pytest

from tests.helpers.command_line import ask

pytestmark = pytest.mark.slow
FOLDERS = {
    "applications": "inbox/applications", "registers": "inbox/registers", "verification": "inbox/verification",
    "scores-review": "inbox/scores/review", "scores-visit": "inbox/scores/visit", "ballots": "inbox/ballots",
    "objections": "inbox/objections",
}  # fmt: skip
READERS = {
    "applications": ("ingest",), "registers": ("ingest",), "verification": ("screen",),
    "scores-review": ("score", "review"), "scores-visit": ("score", "visit"), "ballots": ("rank", "vote"),
    "objections": ("publicity",),
}  # fmt: skip


@pytest.fixture(scope="module")
def arrived(cycle_by_stage, tmp_path_factory):
    """Give one genuine workbook of every folder."""
    folder, _ = cycle_by_stage["publicity"]
    kept = tmp_path_factory.mktemp("arrived")
    for role, inbox in FOLDERS.items():
        # a matrix of marks does not say its stage
        found = sorted(p for p in (folder / inbox).glob("*.xlsx") if "评分汇总" not in p.name)
        shutil.copy(found[0], kept / f"来件_{role}.xlsx")
    book = openpyxl.Workbook()
    book.active.append(["登记序号", "发文字号", "文书", "主送", "收回日期"])
    book.active.append([1, "温质奖办函〔2026〕1号", "告知书", "示例公司", "2026-09-01"])
    book.save(kept / "来件_recalls.xlsx")
    return kept


@pytest.mark.parametrize("role", READERS)
def test_each_command_names_what_belongs_elsewhere(cycle_by_stage, arrived, tmp_path, role):
    folder, clock = cycle_by_stage["publicity"]
    copy = shutil.copytree(folder, tmp_path / "届")
    where = {}
    for source in arrived.glob("来件_*.xlsx"):
        home = FOLDERS[source.stem.removeprefix("来件_").replace("recalls", "registers")]
        if home != FOLDERS[role]:
            shutil.copy(source, copy / FOLDERS[role])
            where[f"{FOLDERS[role]}/{source.name}"] = home
    code, got = ask("-C", copy, *READERS[role], clock=clock)
    said = {}
    for p in got["problems"]:
        said.setdefault(p["file"], []).append(p)
    for path, home in where.items():
        assert [p["code"] for p in said[path]] == ["file-misfiled"], path
        assert f"{home}/" in said[path][0]["hint"]
    assert code == 1
    with sqlite3.connect(copy / "record.db") as db:
        assert not db.execute("SELECT path FROM file WHERE path LIKE '%来件_%'").fetchall()
    _, status = ask("-C", copy, "status", clock=clock)
    assert [p for p in where if not any(p in b for b in status["data"]["blockers"])] == []
    assert not status["data"]["next"].startswith(f"wzqa {' '.join(READERS[role])}")


def _emptied(book, *labels):
    """Take labels and what stands beside them out of every sheet."""
    for cell in [c for sheet in book for row in sheet.iter_rows() for c in row]:
        if cell.value in labels:
            cell.value = cell.offset(column=1).value = None


@pytest.mark.parametrize(("stage", "other"), [("review", "visit"), ("visit", "review")])
def test_marks_of_another_stage_are_refused_by_the_title_alone(
    cycle_by_stage, arrived, tmp_path, stage, other
):
    """Examiners sit in both stages: their marks of one would count in the other."""
    folder, clock = cycle_by_stage["publicity"]
    copy = shutil.copytree(folder, tmp_path / "届")
    book = openpyxl.load_workbook(arrived / f"来件_scores-{other}.xlsx")
    _emptied(book, "评审阶段", "评分表标识")
    book.save(copy / FOLDERS[f"scores-{stage}"] / "来件.xlsx")
    path = f"{FOLDERS[f'scores-{stage}']}/来件.xlsx"
    _, status = ask("-C", copy, "status", clock=clock)
    code, got = ask("-C", copy, "score", stage, clock=clock)
    said = [(p["code"], p["hint"]) for p in got["problems"] if p["file"] == path]
    assert (code, said) == (
        1, [("file-misfiled", f"请移到 {FOLDERS[f'scores-{other}']}/ 再运行")]
    )  # fmt: skip
    assert any(path in b and "放错了目录" in b for b in status["data"]["blockers"])


def test_a_comment_may_speak_of_another_stage(cycle_by_stage, arrived, tmp_path):
    folder, clock = cycle_by_stage["publicity"]
    copy = shutil.copytree(folder, tmp_path / "届")
    book = openpyxl.load_workbook(arrived / "来件_scores-review.xlsx")
    for sheet in [s for s in book if s.title not in {"说明", "汇总"}]:
        said = next(c for row in sheet.iter_rows(min_row=9) for c in row if "记录" in str(c.value))
        said.value = f"{said.value}，建议现场评审时核实"
    book.save(copy / FOLDERS["scores-review"] / "来件.xlsx")
    _, got = ask("-C", copy, "score", "review", clock=clock)
    mine = [p["code"] for p in got["problems"] if (p["file"] or "").endswith("来件.xlsx")]
    assert "file-misfiled" not in mine
