"""评分表 out and in: what is written into a made workbook is read back exactly."""

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_sheets import CLAUSES, blank, read_back

from wzqa.models import CardState
from wzqa.plan import shipped_plan

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
KNOWN = {A: "示例甲制造有限公司", B: "示例乙 & 丙 <合资> 公司", C: "=示例丁公司"}
APPLICANTS = [(f"2026-鹿城-00{i}", KNOWN[code], code) for i, code in enumerate(KNOWN, 1)]


def made(**change) -> bytes:
    return blank(**({"applicants": APPLICANTS} | change))


def read(data: bytes, **change):
    return read_back(data, "inbox/scores/review/王五.xlsx", KNOWN, **change)


def filled(data: bytes, write) -> bytes:
    """Let `write(workbook)` type into a workbook, as an examiner would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    write(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def percent_rows(sheet) -> dict[str, int]:
    rows = {str(sheet.cell(r, 1).value): r for r in range(1, sheet.max_row + 1)}
    return {clause: rows[clause] for clause in CLAUSES}


def type_marks(book, name: str, values) -> None:
    for clause, row in percent_rows(book[name]).items():
        book[name].cell(row, 4).value = values[clause]


def all_equal(value):
    return dict.fromkeys(CLAUSES, value)


def card_of(result, code):
    return next(card for card in result.cards if card.uscc == code)


def codes(result) -> list[str]:
    return [problem.code for problem in result.problems]


def test_the_same_input_gives_the_same_bytes():
    assert made() == made()


def test_every_applicant_has_a_protected_sheet_with_a_drop_down_and_notes():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert book.sheetnames == ["说明", *[a[0] for a in APPLICANTS], "汇总"]
    for number, name, code in APPLICANTS:
        sheet = book[number]
        assert sheet.protection.sheet
        rows = percent_rows(sheet)
        assert len(rows) == 23
        for row in rows.values():
            assert not sheet.cell(row, 4).protection.locked
            assert sheet.cell(row, 3).protection.locked
            assert sheet.cell(row, 5).protection.locked
            assert str(sheet.cell(row, 5).value).startswith("=")
            assert "%" in sheet.cell(row, 2).comment.text
        values = {sheet.cell(r, c).value for r in range(1, 7) for c in range(1, 8)}
        assert {"评审阶段", "资料评审", "王五", "第一组", name, code, "GB/T 19580-2012"} <= values
        validation = sheet.data_validations.dataValidation[0]
        assert validation.type == "list"
        assert validation.formula1.strip('"').split(",") == [str(p) for p in range(0, 101, 5)]
        covered = {ref for span in validation.sqref.ranges for ref in span.cells}
        assert covered == {(row, 4) for row in rows.values()}
        assert sheet.print_title_rows == "$7:$7"


def test_a_name_that_begins_with_an_equals_sign_is_no_formula():
    sheet = openpyxl.load_workbook(io.BytesIO(made()))["2026-鹿城-003"]
    cell = next(c for row in sheet.iter_rows(max_row=6) for c in row if c.value == "=示例丁公司")
    assert cell.data_type == "s"


def test_sheet_names_are_made_legal_and_distinct():
    numbers = ["2026/鹿城:1", "2026-鹿城-1", "x" * 40, "x" * 41]
    given = [(n, f"公司{i}", f"CODE{i}") for i, n in enumerate(numbers)]
    names = openpyxl.load_workbook(io.BytesIO(made(applicants=given))).sheetnames
    assert names[1:3] == ["2026-鹿城-1", "2026-鹿城-1(2)"]
    assert len(set(names)) == 6
    assert all(len(name) <= 31 for name in names)


def test_a_step_of_one_percent_is_checked_by_a_formula_because_the_list_is_too_long():
    sheet = openpyxl.load_workbook(io.BytesIO(made(step=1)))["2026-鹿城-001"]
    validation = sheet.data_validations.dataValidation[0]
    assert validation.type == "custom"
    assert "MOD(D9,1)=0" in validation.formula1


def test_a_demonstration_says_so_on_every_page():
    book = openpyxl.load_workbook(io.BytesIO(made(demo=True)))
    assert all("演示数据" in sheet.oddHeader.center.text for sheet in book.worksheets)
    assert all("演示数据" in sheet["A1"].value for sheet in book.worksheets)


def test_an_untouched_workbook_gives_blank_cards_and_no_errors():
    result = read(made())
    assert {card.state for card in result.cards} == {CardState.NOT_SUBMITTED}
    assert all(card.marks == {} for card in result.cards)
    assert codes(result) == ["card-blank"] * 3
    assert (result.layout, result.examiner) == ("sheets", "王五")


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=23, max_size=23), st.data())
def test_marks_come_back_exactly(twentieths, data):
    values = {clause: n * 5 for clause, n in zip(CLAUSES, twentieths, strict=True)}

    def write(book):
        for clause, row in percent_rows(book["2026-鹿城-001"]).items():
            form = data.draw(st.sampled_from(["number", "text", "wide", "sign", "format"]))
            cell, mark = book["2026-鹿城-001"].cell(row, 4), values[clause]
            wide = str(mark).translate({48 + i: 0xFF10 + i for i in range(10)})
            cell.value = {
                "number": mark,
                "text": str(mark),
                "wide": wide,
                "sign": f"{mark}%",
                "format": mark / 100,
            }[form]
            if form == "format":
                cell.number_format = "0%"

    result = read(filled(made(), write))
    card = card_of(result, A)
    assert card.state is CardState.SUBMITTED
    assert card.marks == {clause: Decimal(mark) for clause, mark in values.items()}
    assert card_of(result, B).state is CardState.NOT_SUBMITTED
    assert [c for c in codes(result) if c != "card-blank"] == []


def test_strengths_and_opportunities_are_read_as_written():
    def write(book):
        type_marks(book, "2026-鹿城-001", all_equal(50))
        row = percent_rows(book["2026-鹿城-001"])["4.1.2"]
        book["2026-鹿城-001"].cell(row, 6).value = "战略清晰"
        book["2026-鹿城-001"].cell(row, 7).value = "指标偏少"

    card = card_of(read(filled(made(), write)), A)
    assert card.strengths == {"4.1.2": "战略清晰"}
    assert card.opportunities == {"4.1.2": "指标偏少"}
    assert card.mark_places["4.1.2"].cell == "D9"


def test_recused_applicants_have_no_sheet_and_come_back_recused():
    data = made(recused={B})
    assert "2026-鹿城-002" not in openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    result = read(data)
    assert card_of(result, B).state is CardState.RECUSED
    assert len(result.cards) == 3


def test_yes_under_recusal_excuses_the_applicant_and_keeps_marks_apart():
    def write(book):
        type_marks(book, "2026-鹿城-001", all_equal(50))
        summary = book["汇总"]
        row = next(r for r in range(1, 20) if summary.cell(r, 3).value == A)
        summary.cell(row, 5).value = "是"

    result = read(filled(made(), write))
    card = card_of(result, A)
    assert card.state is CardState.RECUSED
    assert len(card.marks) == 23
    assert "recused-with-marks" in codes(result)


def test_a_certificate_stands_behind_the_name():
    result = read(made(certificate="国质评007"))
    assert {card.examiner for card in result.cards} == {"王五（国质评007）"}


def test_every_part_of_the_package_is_well_formed_and_ordered():
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(made(recused={B}, demo=True))) as package:
        names = package.namelist()
        assert names == sorted(names)
        for name in names:
            etree.fromstring(package.read(name))


@pytest.mark.parametrize("stage", ["review", "visit"])
def test_either_stage_reads_its_own_sheets_only(stage):
    other = {"review": "visit", "visit": "review"}[stage]
    word = shipped_plan().names[stage]
    assert len(read(made(stage=stage, word=word), stage=stage).cards) == 3
    result = read(made(stage=stage, word=word), stage=other)
    assert result.cards == ()
    assert codes(result) == ["sheet-wrong-stage"] * 3


@pytest.mark.slow
def test_the_package_follows_the_open_xml_schema(tmp_path):
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "评分表.xlsx"
    path.write_bytes(made(applicants=APPLICANTS[:1], demo=True))
    errors = [str(e) for e in audit.OpenXmlValidator().validate(str(path)).errors]
    assert [e for e in errors if "inline-string" not in e] == []
