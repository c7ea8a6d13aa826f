"""What people print: eight points or more on A4 or A3, blanks and score sheets on one page."""

import io
import re
import shutil
import subprocess
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from printed_size import area, printed

from wzqa.plan import shipped_plan
from wzqa.workbooks.blanks.blanks import register_blanks
from wzqa.workbooks.writing.tables import Column, Form, Table, add_table, new_workbook

LEAST = 8.0
WORDS = st.text(st.sampled_from("温州市某某有限公司AB12（）"), max_size=60)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.sampled_from([Form.TEXT, Form.LABEL, Form.SCORE, Form.DAY]), WORDS),
        min_size=1,
        max_size=13,
    ),
    st.integers(0, 6),
)
@effort(deadline=None)
def test_a_table_prints_at_eight_points_whatever_stands_in_it(columns, beside):
    given = [
        *(Column(heading=f"栏{i}", form=form) for i, (form, _) in enumerate(columns)),
        *(Column(heading=f"旁{i}", printed=False) for i in range(beside)),
    ]
    row = [words if form in {Form.TEXT, Form.LABEL} else None for form, words in columns]
    workbook = new_workbook()
    add_table(
        workbook,
        Table(name="表", title="题名", columns=given, rows=[[*row, *["屏幕" * 20] * beside]]),
    )
    sheet = workbook["表"]
    out = io.BytesIO()
    workbook.save(out)
    sheet = opened(out.getvalue())["表"]
    assert printed(sheet).points >= LEAST
    assert area(sheet)[0].stop - 1 == len(columns)
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("只在屏幕上看" in text for text in texts) == bool(beside)


def test_blank_registers_are_one_page_each():
    books = dict(
        register_blanks(
            stages=shipped_plan().titles,
            awards=["质量奖"],
            qualifications=["内审员"],
            created=date(2026, 9, 1),
        )
    )
    assert len(books) > 4
    for name, data in books.items():
        for sheet in opened(data):
            if sheet.title != "填表说明":
                found = printed(sheet)
                assert found.down <= 1.0, (name, sheet.title)
                assert found.points >= LEAST, (name, sheet.title)


@pytest.mark.slow
def test_everything_that_the_demo_writes_prints_at_eight_points(small_cycle):
    small = []
    for path in sorted((small_cycle / "out").rglob("*.xlsx")) + sorted(
        (small_cycle / "blank").glob("*.xlsx")
    ):
        for sheet in openpyxl.load_workbook(path):
            if sheet.sheet_state == "visible" and sheet.max_row > 1:
                found = printed(sheet)
                if found.points < LEAST:
                    small.append((path.name, sheet.title, round(found.points, 1)))
    assert not small


@pytest.mark.slow
def test_a_score_sheet_is_one_upright_page_per_firm(small_cycle):
    path = next(iter(sorted((small_cycle / "out/review/评分表").glob("*.xlsx"))))
    sheets = [s for s in openpyxl.load_workbook(path) if s.title.startswith("20")]
    assert sheets
    for sheet in sheets:
        assert sheet.page_setup.orientation == "portrait"
        assert printed(sheet).down <= 1.0


@pytest.mark.slow
def test_a_page_of_the_process_sheet_is_one_page(small_cycle):
    sheet = openpyxl.load_workbook(small_cycle / "out/review/资料评审结果.xlsx")["算分过程单"]
    found = printed(sheet)
    breaks = [b.id for b in sheet.row_breaks.brk]
    for first, last in zip([0, *breaks], breaks, strict=False):
        rows = range(first + 1, last + 1)
        height = sum(sheet.row_dimensions[r].height or 15 for r in rows)
        assert height * found.scale <= (11.69 - 1.45) * 72
        texts = [sheet.cell(r, 1).value for r in rows]
        assert any(str(t).startswith("经办（签名）") for t in texts)


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftohtml")),
    reason="LibreOffice and poppler are not there",
)
def test_the_type_on_paper_is_as_large_as_worked_out(small_cycle, tmp_path):
    sheets = sorted((small_cycle / "out/review/评分表").glob("*.xlsx"))[:1]
    named = ["out/ingest/收件登记表.xlsx", "out/screen/资格审查结果.xlsx", "blank/资格核查表.xlsx"]
    paths = [*sheets, *(small_cycle / name for name in named)]
    for path in paths:
        shutil.copy(path, tmp_path / path.name)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to",
         "pdf", "--outdir", str(tmp_path), *(str(tmp_path / p.name) for p in paths)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for path in paths:
        pages = subprocess.run(
            ["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", str(tmp_path / f"{path.stem}.pdf")],
            check=True, capture_output=True,
        ).stdout.decode("utf-8")  # fmt: skip
        sizes = {int(size) for size in re.findall(r'<fontspec id="\d+" size="(\d+)"', pages)}
        assert sizes, path.name
        assert min(sizes) >= LEAST, (path.name, sorted(sizes))
