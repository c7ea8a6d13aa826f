"""评审意见反馈 through the command line: what is left out for want of words is said, and follows."""

import re
import shutil
import zipfile

import openpyxl
import pytest

from tests.helpers.command_line import ask

pytestmark = pytest.mark.slow

SAID = ("主要优势", "主要改进机会")


@pytest.fixture
def reviewed(cycle_by_stage, tmp_path):
    """Give a cycle whose review is confirmed, and which wants the letter."""
    folder, clock = cycle_by_stage["review"]
    copy = shutil.copytree(folder, tmp_path / "届")
    toml = copy / "award.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("\nfeedback = false", "\nfeedback = true"), encoding="utf-8")

    def run(*words, exits=(0,)):
        code, got = ask("-C", copy, "--yes", *words, clock=clock)
        assert code in exits, got
        return got

    return copy, run


def worded(folder, code, write):
    """Let `write(clause, old)` give the words of one firm in every score sheet that has any."""
    changed = 0
    for path in sorted((folder / "inbox/scores/review").glob("*评分表.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            cells = {c.value: c for row in sheet.iter_rows() for c in row if c.value is not None}
            if "条款" not in cells or code not in cells:
                continue
            columns = [cells[heading].column for heading in SAID]
            for row in range(cells["条款"].row + 1, sheet.max_row + 1):
                clause = str(sheet.cell(row, cells["条款"].column).value or "")
                if re.fullmatch(r"\d\.\d\.\d+", clause):
                    for column in columns:
                        cell = sheet.cell(row, column)
                        cell.value = write(clause, cell.value)
                        changed += 1
        book.save(path)
    assert changed


def of_code(got, code):
    return [p for p in got["problems"] if p["code"] == code]


def letter(folder, got, name):
    (made,) = [d for d in got["data"]["documents"] if d["to"] == name]
    with zipfile.ZipFile(folder / made["file"]) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode("utf-8"))


def test_what_has_no_words_is_left_out_and_said_and_follows_when_they_come(reviewed):
    folder, run = reviewed
    ranking = run("rank", "review")["data"]["ranking"]
    partial, empty, whole = ranking[:3]
    worded(folder, partial["uscc"], lambda c, old: None if c.startswith("4.7") else old)
    worded(folder, empty["uscc"], lambda _, __: None)
    run("score", "review")

    got = run("notices", "review", "--only", "feedback", exits=(3,))
    (said,) = of_code(got, "feedback-partial")
    assert partial["name"] in said["message"]
    assert "4.7 结果" in said["message"]
    assert "4.1" not in said["message"]
    (said,) = of_code(got, "feedback-empty")
    assert empty["name"] in said["message"]
    written = {d["to"] for d in got["data"]["documents"]}
    assert written == {r["name"] for r in ranking} - {empty["name"]}
    text = letter(folder, got, partial["name"])
    assert "六、测量、分析与改进" in text
    assert "七、结果" not in text
    assert "七、结果" in letter(folder, got, whole["name"])

    # the examiner writes the words: the letter that was missing follows, the others stand
    worded(folder, empty["uscc"], lambda c, _: f"各项记录齐全，闭环改进（见{c}）")
    worded(folder, partial["uscc"], lambda c, old: old or f"指标逐年提高（见{c}）")
    run("score", "review")
    again = run("notices", "review", "--only", "feedback")
    assert of_code(again, "feedback-empty") == []
    assert "各项记录齐全" in letter(folder, again, empty["name"])
    numbers = {d["to"]: d["number"] for d in again["data"]["documents"]}
    before = {d["to"]: d["number"] for d in got["data"]["documents"]}
    assert {to: number for to, number in numbers.items() if to in before} == before

    # the partial one was issued: it is written anew only when somebody says so
    assert "七、结果" not in letter(folder, again, partial["name"])
    new = run("notices", "review", "--reissue", partial["name"], "--only", "feedback",
              "--why", "补写了评语")  # fmt: skip
    assert "指标逐年提高" in letter(folder, new, partial["name"])
    assert run("verify")["data"]["discrepancies"] == []
