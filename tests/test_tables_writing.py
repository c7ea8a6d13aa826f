"""The writing core: text stays text, numbers stay numbers, same contents give same bytes."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.models import Day
from wzqa.workbooks.writing.packing import clean
from wzqa.workbooks.writing.rows import ROW
from wzqa.workbooks.writing.tables import (
    Block,
    Check,
    Column,
    Form,
    Formula,
    Table,
    add_blocks,
    add_table,
    cell_at,
    cell_style,
    day_value,
    finish,
    new_workbook,
    rows_of,
)

DAY = date(2026, 9, 1)


def book(columns, rows, **change) -> bytes:
    workbook = new_workbook()
    add_table(workbook, Table(name="表", title="题名", columns=columns, rows=rows, **change))
    return finish(workbook, title="题名", created=DAY)


def opened(data, **change):
    return openpyxl.load_workbook(io.BytesIO(data), **change)


def one(value, form=Form.TEXT):
    return opened(book([Column(heading="值", form=form)], [[value]]))["表"]["A3"]


@pytest.mark.parametrize("text", ["=1+1", "+86 577", "-", "@甲", "\t甲", "=cmd|' /C calc'!A0"])
def test_what_would_begin_a_formula_is_written_as_text(text):
    cell = one(text)
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "TRUE", "2026-01-01", "00123", "1E5"])
def test_what_looks_like_another_kind_stays_text(text):
    cell = one(text)
    assert (cell.value, cell.data_type) == (text, "s")


def test_control_characters_and_lone_surrogates_are_dropped_and_the_rest_kept():
    assert one("甲\x00\x0b乙\ud800丙\ufffe").value == "甲乙丙"
    assert one("甲\r\n乙\r丙").value == "甲\n乙\n丙"


def test_a_text_longer_than_a_cell_holds_is_cut_visibly():
    text = clean("长" * 40_000)
    assert len(text) == 32_767
    assert text.endswith("…")
    assert clean("长" * 32_767) == "长" * 32_767


def test_numbers_and_days_are_real_with_one_chinese_format_each():
    day = one(date(2026, 7, 1), Form.DAY)
    assert day.value.date() == date(2026, 7, 1)
    assert day.number_format == 'yyyy"年"m"月"d"日"'
    score = one(Decimal("612.25"), Form.SCORE)
    assert (score.value, score.number_format, score.data_type) == (612.25, "0.00", "n")
    share = one(Decimal("0.9528"), Form.SHARE)
    assert (share.value, share.number_format) == (0.9528, "0.00%")
    assert one(True).value == "是"
    assert one(False).value == "否"
    assert one(None).value is None
    assert one("").value is None


def test_a_day_among_texts_keeps_its_format():
    cell = one(date(2026, 7, 1), Form.LABEL)
    assert cell.number_format == 'yyyy"年"m"月"d"日"'
    assert one(30, Form.TEXT).value == 30


def test_a_score_shows_as_many_decimals_as_its_column_says():
    for decimals, shown in ((0, "0"), (1, "0.0"), (4, "0.0000")):
        column = Column(heading="值", form=Form.SCORE, decimals=decimals)
        assert opened(book([column], [[Decimal(1)]]))["表"]["A3"].number_format == shown


def test_a_day_known_to_the_month_is_written_as_such():
    month = Day(date(2024, 3, 1), date(2024, 3, 31))
    assert day_value(month) == "2024年3月"
    assert day_value(Day(date(2024, 1, 1), date(2024, 12, 31))) == "2024年"
    assert day_value(Day(DAY, DAY)) == DAY
    assert day_value(None) is None


def test_the_sheet_is_frozen_filtered_and_printed_on_a4_with_the_header_repeated():
    columns = [Column(heading="甲"), Column(heading="乙")]
    sheet = opened(book(columns, [["1", "2"], ["3", "4"]], notes=["注一"], frozen=1))["表"]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:B5"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"


def test_a_table_without_rows_has_its_header_and_no_filter():
    sheet = opened(book([Column(heading="甲", verdict=True)], []))["表"]
    assert sheet["A2"].value == "甲"
    assert sheet.auto_filter.ref is None


def test_a_row_of_another_length_than_the_columns_is_our_bug():
    with pytest.raises(ValueError, match="2} values in a table of 1 col"):
        book([Column(heading="甲")], [["1", "2"]])


def test_a_chinese_character_counts_two_when_columns_are_fitted():
    columns = [Column(heading="甲"), Column(heading="乙")]
    sheet = opened(book(columns, [["示例智能制造公司", "abcdefgh"]]))["表"]
    assert sheet.column_dimensions["A"].width == 18
    assert sheet.column_dimensions["B"].width == 10


def test_drop_downs_and_checks_cover_the_rows_to_fill_in():
    columns = [
        Column(heading="结论", choices=("通过", "不通过"), typed=True, guide="从列表中选择"),
        Column(heading="日期", form=Form.DAY, typed=True, check=Check(
            kind="day", low=date(2000, 1, 1), high=date(2099, 12, 31), error="请填日期")),
    ]  # fmt: skip
    sheet = opened(book(columns, [], blank_rows=3, locked=True))["表"]
    choice, day = sheet.data_validations.dataValidation
    assert (choice.type, choice.formula1, str(choice.sqref)) == (
        "list",
        '"通过,不通过"',
        "A3:A2000",
    )
    assert (day.type, day.formula1) == ("date", "DATE(2000,1,1)")
    assert choice.prompt == "从列表中选择"
    assert sheet.protection.sheet
    assert not sheet["A3"].protection.locked
    assert sheet["A2"].protection.locked


def test_verdicts_are_coloured_by_rule_so_that_a_corrected_cell_recolours():
    sheet = opened(book([Column(heading="结论", verdict=True)], [["符合"], ["不符合"]]))["表"]
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == "A3:A4"
    assert any('A3="待补正"' in rule.formula[0] for rule in area.rules)


def test_a_formula_carries_its_value_for_readers_that_do_not_calculate():
    workbook = new_workbook()
    placed = add_table(workbook, Table(name="表", columns=[Column(heading="值")], rows=[[1]]))
    style = cell_style(workbook, Form.SCORE)
    cells = rows_of(placed.sheet)
    cells.put(3, 1, Formula("=A2*2", Decimal("2.5")), style)
    cells.put(4, 1, Formula('=IF(A3>1,"相符","<&>")', "相符"), style)
    data = finish(workbook, title="算", created=DAY)
    assert opened(data)["表"]["A3"].value == "=A2*2"
    values = opened(data, data_only=True)["表"]
    assert values["A3"].value == 2.5
    assert values["A4"].value == "相符"


def test_a_formula_that_names_its_own_row_is_one_in_all_rows():
    workbook = new_workbook()
    placed = add_table(workbook, Table(name="表", columns=[Column(heading="值")], rows=[[1], [2]]))
    twice, style = Formula(f"=A{ROW}*2", 4), cell_style(workbook, Form.WHOLE)
    for row in (placed.first, placed.last):
        rows_of(placed.sheet).put(row, 2, twice, style)
    sheet = opened(finish(workbook, title="算", created=DAY))["表"]
    assert [sheet["B2"].value, sheet["B3"].value] == ["=A2*2", "=A3*2"]


def test_a_workbook_is_saved_once_because_its_rows_are_let_go():
    workbook = new_workbook()
    add_table(workbook, Table(name="表", columns=[Column(heading="值")], rows=[["甲"]]))
    finish(workbook, title="题", created=DAY)
    with pytest.raises(AttributeError):
        finish(workbook, title="题", created=DAY)


def test_a_demonstration_says_so_on_every_page_and_every_title():
    workbook = new_workbook()
    add_table(workbook, Table(name="甲", title="题名", columns=[Column(heading="值")]))
    blocks = [Block(title="一", columns=[Column(heading="值")], rows=[["1"]])]
    add_blocks(workbook, "乙", "另题", blocks)
    for sheet in opened(finish(workbook, title="题", created=DAY, demo=True)).worksheets:
        assert "演示数据" in sheet.oddHeader.center.text
        assert sheet["A1"].value.endswith("【演示数据】")


def test_the_mark_of_a_demonstration_never_breaks_a_title():
    workbook = new_workbook()
    title = "2026年度某市人民政府质量奖资格审查结果"
    for name, width in (("窄", 64), ("宽", 120)):
        columns = [Column(heading="值", width=width)]
        add_table(workbook, Table(name=name, title=title, columns=columns))
    narrow, wide = opened(finish(workbook, title="题", created=DAY, demo=True)).worksheets
    assert narrow["A1"].value == f"{title}\n【演示数据】"
    assert narrow.row_dimensions[1].height == 28 * 2 + 4
    assert wide["A1"].value == f"{title}【演示数据】"


def test_blocks_stand_one_below_the_other_and_say_where():
    workbook = new_workbook()
    columns = [Column(heading="名"), Column(heading="数", form=Form.WHOLE)]
    blocks = [
        Block(title="一", columns=columns, rows=[["甲", 1], ["合计", 1]], total=True),
        Block(title="二", columns=columns, rows=[["乙", 2]], headed=False),
    ]
    first, second = add_blocks(workbook, "概览", "题名", blocks, ["说明"])
    sheet = opened(finish(workbook, title="题", created=DAY))["概览"]
    assert [sheet.cell(first.header, c).value for c in (1, 2)] == ["名", "数"]
    assert sheet.cell(first.last, 1).font.bold
    assert (sheet.cell(second.first, 1).value, sheet.cell(second.first, 2).value) == ("乙", 2)
    assert second.first > first.last + 1


def test_the_package_names_no_clock_and_no_library_and_its_parts_are_sorted():
    data = book([Column(heading="值")], [["甲"]])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.namelist() == sorted(package.namelist())
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
        assert core.count("2026-09-01T00:00:00Z") == 2
        assert "openpyxl" not in core + package.read("docProps/app.xml").decode().lower()


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-(10**6), 10**6),
    st.decimals(-1000, 1000, places=2),
    st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_any_contents_give_the_same_bytes_twice_and_can_be_opened(rows):
    columns = [Column(heading="甲", verdict=True), Column(heading="乙", form=Form.SCORE)]
    data = book(columns, rows)
    assert data == book(columns, rows)
    sheet = opened(data)["表"]
    for row, (left, _) in enumerate(rows, 3):
        value = sheet.cell(row, 1).value
        if isinstance(left, str):
            assert (value or "") == clean(left)
            assert sheet.cell(row, 1).data_type != "f"


def by_openpyxl_alone(sheet):
    """Turn every plain cell into one of openpyxl's and let it write the sheet by itself."""
    plain = rows_of(sheet)
    for row, styles in list(enumerate(plain.styles)):
        for column, style in enumerate(styles, 1):
            if style:
                cell_at(sheet, row, column)
    for row, height in enumerate(plain.heights):
        if height:
            sheet.row_dimensions[row].height = height
    del sheet.__dict__["wzqa_rows"]


VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["=1", " 前后 ", "两\n行", '<&>"', "😀", "\t", "长" * 300]),
    st.integers(-(10**15), 10**15),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=4),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=8), blank=st.integers(0, 3))
def test_plain_rows_are_written_as_openpyxl_writes_its_own_cells(rows, blank):
    columns = [
        Column(heading="甲", verdict=True),
        Column(heading="乙\n丙", form=Form.LABEL, typed=True),
        Column(heading="丁", width=9),
    ]
    table = Table(
        name="表", title="题名", notes=("说明",), columns=columns, rows=rows, blank_rows=blank,
        below=("表下",),
    )  # fmt: skip
    saved = []
    for alone in (False, True):
        workbook = new_workbook()
        placed = add_table(workbook, table)
        add_blocks(
            workbook, "小表", "小表", [Block(title="一", columns=columns, rows=rows, total=True)]
        )
        if alone:
            for sheet in workbook.worksheets:
                by_openpyxl_alone(sheet)
        saved.append(finish(workbook, title="题名", created=DAY, demo=True))
        assert placed.sheet.title == "表"
    assert saved[0] == saved[1]
