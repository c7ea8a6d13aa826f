"""Where examiners disagree: the agenda of a consensus meeting, and the leader's paper on site."""

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from score_sheets import CLAUSES, CRITERIA, read_back

from wzqa.marks.disagreement import disputes, to_discuss
from wzqa.models import Card, CardState
from wzqa.plan import shipped_plan
from wzqa.stages.disputed import stand_text
from wzqa.workbooks.blanks.site_paper import Issue, SitePaper, write_site_paper
from wzqa.workbooks.results.agenda import AgendaLine, AgendaPanel, write_agenda

CODE = "91330302MAXX00015J"


def card(examiner, change=None, *, strengths=None, opportunities=None, **more):
    marks = {c: Decimal((change or {}).get(c, 50)) for c in CLAUSES}
    given = {
        "stage": "review", "uscc": CODE, "examiner": examiner, "panel": "第一组", "scale": "percent",
        "marks": marks, "strengths": strengths or {}, "opportunities": opportunities or {},
    }  # fmt: skip
    return Card(**(given | more))


def test_the_widest_gap_in_points_comes_first():
    cards = [card("甲", {"4.4.6": 90, "4.7.2": 60}), card("乙", {"4.4.6": 50, "4.7.2": 30})]
    found = disputes(cards, CRITERIA)
    assert [(d.clause, d.spread, d.gap) for d in found[:2]] == [
        ("4.7.2", 30, Fraction(24)),  # 80 points
        ("4.4.6", 40, Fraction(4)),  # 10 points
    ]
    assert found[0].range == (30, 60)
    assert len(found) == len(CLAUSES)


def test_words_that_contradict_are_on_the_agenda_without_any_gap():
    cards = [
        card("甲", strengths={"4.1.2": "总经理每月主持质量例会"}, opportunities={"4.1.2": "无"}),
        card("乙", opportunities={"4.1.2": "夜班人员没有参与"}),
    ]
    (only,) = to_discuss(disputes(cards, CRITERIA), 20, 10)
    assert (only.clause, only.contrary, only.silent) == ("4.1.2", True, False)
    assert [s.opportunities for s in only.stands] == ["夜班人员没有参与", ""]  # 乙, 甲


def test_what_nobody_marked_is_no_dispute():
    cards = [card(who, marks={"4.1.2": Decimal(mark)}) for who, mark in (("甲", 90), ("乙", 50))]
    assert [d.clause for d in disputes(cards, CRITERIA)] == ["4.1.2"]


@pytest.mark.parametrize("percent", [65, 70])
def test_the_least_gap_is_the_setting(percent):
    found = disputes([card("甲", {"4.1.2": percent}), card("乙")], CRITERIA)
    assert len(to_discuss(found, 20, 10)) == (percent == 70)


def test_the_consensus_and_cards_that_do_not_count_take_no_part():
    cards = [
        card("甲"), card("乙"), card("合议", {"4.1.2": 100}, consensus=True),
        card("丙", {"4.1.2": 0}, state=CardState.REFUSED),
    ]  # fmt: skip
    assert all(not d.spread and d.silent for d in disputes(cards, CRITERIA))
    assert disputes([], CRITERIA) == []


def test_points_by_category_are_compared_as_points():
    marks = {c.clause: Decimal(c.points) for c in CRITERIA.categories}
    low = marks | {"4.7": Decimal(300)}
    cards = [card("甲", scale="points"), card("乙", scale="points")]
    cards = [Card(**{f: getattr(c, f) for f in c.__slots__} | {"marks": m})
             for c, m in zip(cards, (marks, low), strict=True)]  # fmt: skip
    first = disputes(cards, CRITERIA)[0]
    assert (first.clause, first.gap, first.spread) == ("4.7", 100, 25)
    assert stand_text(first.stands[0], percent=False) == "300分\n（没有评语）"


def test_the_agenda_puts_everybody_side_by_side():
    line = AgendaLine(
        app_no="2026-鹿城-001", name="示例甲", item="4.1.2 高层领导的作用", most=50,
        spread=Decimal(30), gap=Decimal("15.0"), why="得分率相差大",
        stands={"甲": "80%\n优势：有例会", "乙": "50%\n（没有评语）"},
    )  # fmt: skip
    part = AgendaPanel(panel="第一组", examiners=["乙", "甲"], lines=[line])
    data = write_agenda([part], title="分歧清单", notes=["说明"], created=date(2026, 7, 31))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["第一组"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[2][6:11] == ("列入原因", "乙", "甲", "合议得分率", "合议理由")
    assert rows[3][7:9] == ("50%\n（没有评语）", "80%\n优势：有例会")


# --- the leader's paper -----------------------------------------------------------------------

PAPER = SitePaper(
    app_no="2026-鹿城-001", name="示例甲公司", uscc=CODE, panel="第一组", leader="甲示例",
    members=("甲示例", "乙示例", "丙示例"), facts=(("统一社会信用代码", CODE), ("地址", "示例路8号")),
    issues=(Issue(item="4.1.2 高层领导的作用", why="得分率相差大（50至80，合15.0分）", said="甲示例 80%"),),
    marks={"甲示例": dict.fromkeys(CLAUSES, Decimal(60)), "乙示例": dict.fromkeys(CLAUSES, Decimal(40))},
)  # fmt: skip


def made(paper=PAPER):
    return write_site_paper(
        paper,
        CRITERIA,
        title="现场评审工作底稿",
        stage=shipped_plan().of("visit"),
        first="资料评审",
        year=2026,
        step=5,
        created=date(2026, 7, 31),
    )


def filled(data, *, marks=True):
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["合议评分"]
    at = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                at.setdefault(cell.value, cell)
    header = at["条款"].row
    sheet.cell(at["总体评价"].row, 2, "现场评审认为该企业基础扎实")
    for row in range(header + 1, header + 1 + len(CLAUSES)):
        if marks:
            sheet.cell(row, at["得分率(%)"].column, 55)
    sheet.cell(header + 1, at["得分率(%)"].column + 1, "现场查看后一致同意")
    sheet.cell(header + 1, at["主要优势"].column, "例会制度运行四年，记录完整")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data):
    return read_back(data, "底稿.xlsx", {CODE: "示例甲公司"}, stage="visit")


def test_the_paper_is_read_back_as_the_consensus_card():
    got = read(filled(made()))
    (card_,) = got.cards
    assert (card_.consensus, card_.state, card_.uscc) == (True, CardState.SUBMITTED, CODE)
    assert set(card_.marks.values()) == {Decimal(55)}
    assert card_.overall == "现场评审认为该企业基础扎实"
    assert card_.reason == "4.1.2：现场查看后一致同意"
    assert card_.strengths == {"4.1.2": "例会制度运行四年，记录完整"}
    assert [p for p in got.problems if p.severity == "error"] == []


def test_a_paper_without_agreed_marks_still_gives_the_overall_words():
    (card_,) = read(filled(made(), marks=False)).cards
    assert card_.state is CardState.NOT_SUBMITTED
    assert card_.overall == "现场评审认为该企业基础扎实"


def test_the_marks_of_the_members_stand_side_by_side():
    sheet = openpyxl.load_workbook(io.BytesIO(made()), data_only=True)["合议评分"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["条款"][3:8] == ("甲示例", "乙示例", "丙示例", "最低", "最高")
    assert rows["4.1.2"][3:8] == (60, 40, None, 40, 60)


def test_only_what_is_to_be_filled_in_is_open():
    sheet = openpyxl.load_workbook(io.BytesIO(made()))["合议评分"]
    assert sheet.protection.sheet
    cells = {c.value: c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    line = cells["条款"].row + 1
    open_ = [c.column for c in sheet[line] if not c.protection.locked]
    heads = [sheet.cell(line - 1, c).value for c in open_]
    assert heads == [
        "甲示例",
        "乙示例",
        "丙示例",
        "得分率(%)",
        "合议理由",
        "主要优势",
        "主要改进机会",
    ]
    assert not sheet.cell(cells["总体评价"].row, 2).protection.locked


def test_the_issues_and_the_log_are_there():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert book.sheetnames == ["说明", "核实问题", "资料和访谈", "合议评分"]
    assert book["核实问题"]["B4"].value == "4.1.2 高层领导的作用"
    assert made() == made()
