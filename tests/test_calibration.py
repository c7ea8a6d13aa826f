"""Calibration: everybody's own page, an agenda for the office, nothing in any result."""

import html
import io
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction

import command_line
import openpyxl
import pytest

from wzqa.criteria import load_criteria
from wzqa.marks.calibration import levels
from wzqa.models import Card, CardState
from wzqa.workbooks.results.calibration_page import write_page

CRITERIA = load_criteria("GB/T 19580-2012")
CLAUSES = [i.clause for i in CRITERIA.items]


def card(examiner, percent, **more):
    given = {
        "stage": "review", "uscc": "CASE", "examiner": examiner, "panel": None, "scale": "percent",
        "marks": dict.fromkeys(CLAUSES, Decimal(percent)),
    }  # fmt: skip
    return Card(**(given | more))


def test_everybody_is_held_against_the_others():
    first, second, third = levels([card("甲", 60), card("乙", 50), card("丙", 40)], CRITERIA)
    assert [x.examiner for x in (first, second, third)] == ["丙", "乙", "甲"]
    assert (third.total, third.others, third.low, third.high) == (600, 450, 400, 600)
    assert third.items[0].gap == 15
    assert (second.total - second.others, second.kinds, second.others_kinds) == (0, 1, Fraction(1))


def test_cards_that_are_not_complete_take_no_part():
    cards = [
        card("甲", 60),
        card("乙", 50, state=CardState.INCOMPLETE),
        card("合议", 50, consensus=True),
    ]
    assert levels(cards, CRITERIA) == []


def test_a_page_holds_nobody_elses_name():
    names = ["甲示例", "乙示例", "丙示例"]
    found = levels([card(n, 40 + 5 * i) for i, n in enumerate(names)], CRITERIA)
    for level in found:
        data = write_page(level, title="校准反馈", case="案例", created=date(2026, 7, 31))
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [package.read(n).decode("utf-8", "replace") for n in package.namelist()]
        text = html.unescape("".join(parts))
        assert level.examiner in text
        assert not any(name in text for name in names if name != level.examiner)


@pytest.mark.slow
def test_a_case_goes_out_comes_back_and_changes_no_result(small_cycle, tmp_path):
    cycle = tmp_path / "届"
    shutil.copytree(small_cycle, cycle)

    def ask(*words):
        return command_line.ask("-C", cycle, *words)[1]

    case = tmp_path / "校准案例甲.docx"
    case.write_bytes(b"")
    before = ask("rank", "review")["data"]["ranking"]
    sent = ask("sheets", "review", "--calibration", case)["data"]
    assert sent["case"] == "校准案例甲"
    assert ask("score", "calibration")["problems"][0]["code"] == "calibration-few"
    inbox = cycle / "inbox/scores/calibration"
    inbox.mkdir(parents=True)
    for n, name in enumerate(sent["sheets"][:3]):
        book = openpyxl.load_workbook(cycle / name)
        sheet = book.worksheets[1]
        for row in range(8, sheet.max_row + 1):
            if sheet.cell(row, 1).value in CLAUSES:
                sheet.cell(row, 4, 40 + 10 * n)
        book.save(inbox / f"{n}.xlsx")
    told = ask("score", "校准")
    assert [e["total"] for e in told["data"]["examiners"]].count("500.00") == 1
    assert len(list((cycle / "out/review/校准/反馈").glob("*.xlsx"))) == 3
    agenda = openpyxl.load_workbook(cycle / "out/review/校准/校准讨论清单.xlsx")["校准"]
    items = [row[2] for row in agenda.iter_rows(values_only=True) if row[0] == "校准案例"]
    assert len(items) == 10
    assert items[0].startswith("4.7.2")
    shutil.copy(inbox / "0.xlsx", cycle / "inbox/scores/review/错放.xlsx")
    refused = ask("score", "review")
    assert "sheet-wrong-stage" in [p["code"] for p in refused["problems"]]
    (cycle / "inbox/scores/review/错放.xlsx").unlink()
    ask("score", "review")
    assert ask("rank", "review")["data"]["ranking"] == before
