"""Examiners' words end to end: what `score` says of them, what the papers make of them."""

import io
import re
import shutil
import zipfile

import command_line
import openpyxl
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def cycle(small_cycle, tmp_path):
    copy = tmp_path / "届"
    shutil.copytree(small_cycle, copy)
    return copy


def ask(cycle, *words):
    """Run a command in the cycle; gives its object."""
    return command_line.ask("-C", cycle, *words)[1]


def sheet_files(cycle, stage="review"):
    return sorted((cycle / f"inbox/scores/{stage}").glob("*评分表.xlsx"))


def plant(path, words):
    """Write words into the first applicant's sheet: cell → text; gives file and sheet names."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    for cell, text in words.items():
        sheet[cell] = text
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return sheet.title


def text_of(path):
    with zipfile.ZipFile(path) as package:
        return re.sub("<[^>]+>", "", package.read("word/document.xml").decode())


def test_score_names_the_cell_of_a_faulty_comment_and_changes_no_mark(cycle):
    before = ask(cycle, "score", "review")["data"]["applicants"]
    path = sheet_files(cycle)[0]
    title = plant(
        path,
        {"F9": "领导重视", "G10": "建议购买MES系统，实现数据自动采集", "F11": None, "G11": "无"},
    )
    told = ask(cycle, "score", "review")
    found = {(p["code"], p["sheet"], p["cell"]) for p in told["problems"] if path.name in p["file"]}
    assert ("comment-short", title, "F9") in found
    assert ("comment-prescribes", title, "G10") in found
    assert ("comment-empty", title, "F11") in found
    assert told["exit"] == 0
    assert told["data"]["applicants"] == before
    book = openpyxl.load_workbook(cycle / "out/review/催交清单.xlsx")
    kinds = [row[5] for row in book["评语"].iter_rows(values_only=True)]
    assert {"过短", "没有评语", "替企业（组织）定做法"} <= set(kinds)


def test_rank_says_how_far_the_list_can_be_relied_on(cycle):
    data = ask(cycle, "rank", "review")["data"]
    assert set(data["decisive"]) == {"examiners", "cards"}
    assert data["comparability"]["panels"] >= 1
    assert set(data["comparability"]["reliability"]) == {"across", "within"}
    book = openpyxl.load_workbook(cycle / "out/review/资料评审结果.xlsx")
    assert {"一致性", "稳定性"} <= set(book.sheetnames)


def test_the_leader_gets_a_paper_and_its_words_come_into_the_report(cycle):
    told = ask(cycle, "sheets", "visit")
    paths = told["data"]["papers"]
    assert paths
    assert all((cycle / path).is_file() for path in paths)
    book = openpyxl.load_workbook(cycle / paths[0])
    sheet = book["合议评分"]
    labels = {c.value: c.row for (c,) in sheet.iter_rows(max_col=1) if c.value}
    sheet.cell(labels["总体评价"], 2, "现场所见与自评报告一致，基础扎实")
    name = next(k for k in labels if str(k).startswith("申报组织：")).partition("：")[2]
    out = io.BytesIO()
    book.save(out)
    (cycle / "inbox/scores/visit/底稿.xlsx").write_bytes(out.getvalue())
    ask(cycle, "score", "visit")
    ask(cycle, "notices", "visit", "--only", "visit-report", "--draft", "--yes")
    (report,) = (cycle / "out/visit/草稿").glob(f"*{name}*现场评审报告.docx")
    assert "现场所见与自评报告一致，基础扎实" in text_of(report)


def test_feedback_is_off_and_then_names_nobody_else(cycle):
    off = ask(cycle, "notices", "review", "--only", "feedback", "--draft", "--yes")
    assert not off["data"].get("documents")
    toml = cycle / "award.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("feedback = false", "feedback = true"), "utf-8"
    )
    told = ask(cycle, "notices", "review", "--only", "feedback", "--draft", "--yes")
    letters = told["data"]["documents"]
    assert letters
    names = {d["to"] for d in letters}
    for letter in letters:
        text = text_of(cycle / letter["file"])
        assert not any(name in text for name in names - {letter["to"]})
        assert "得分" not in text
        assert "名次" not in text
