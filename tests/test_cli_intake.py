"""Taking in what 14 offices send: real workbooks, the real command line, an inbox that changes."""

import io
import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from wzqa.award_toml import build
from wzqa.fields import FIELDS, Kind, Offered
from wzqa.stages import intake
from wzqa.stages.ground.cycle import open_cycle
from wzqa.workbooks.blanks.blanks_apply import blank_form, blank_table
from wzqa.workbooks.tables_in.applications import read_applications

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
HEAD = ["申报组织名称", "统一社会信用代码", "成立日期", "导入卓越绩效日期"]
OFFERED = build({}, 2026).offered
ZONE = timezone(timedelta(hours=8))


def wzqa(*words):
    done = subprocess.run(
        [sys.executable, "-m", "wzqa", "--json", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WZQA_OPERATOR": "测试员"},
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path):
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    return tmp_path / "届"


def county(folder, name, *rows, sender="鹿城区市场监督管理局", head=HEAD):
    """Write a county's table into the inbox."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "推荐汇总表"
    sheet.append(["推荐汇总表"])
    sheet.append([f"推荐单位：{sender}　　填报日期：2026-07-01"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    path = folder / "inbox/applications" / name
    book.save(path)
    return path


def ingest(folder, day, *mapping, received=None):
    """Run ingest on a day; gives the report and all problems."""
    now = datetime(2026, *day, 9, tzinfo=ZONE)
    with open_cycle(folder, now=now, by="测试员") as cycle:
        return intake.run(cycle, [], mapping, received), list(cycle.problems)


def codes(problems):
    return sorted({p.code for p in problems} - {"heading-missing"})


def cells(path, name=None):
    book = openpyxl.load_workbook(path)
    sheet = book[name] if name else book.worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def outputs(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "out").rglob("*.xlsx")
    }


SOUND = ["示例甲公司", A, "2012-03-01", "2019年3月"]
FAULTY = ["示例乙公司", "91330303MAXX00023K", "2019年2月30日", "2019年3月"]


# --- faults go back marked ----------------------------------------------------------------------


def test_a_faulty_workbook_comes_back_marked_and_the_original_stays(folder):
    path = county(folder, "鹿城.xlsx", SOUND, FAULTY)
    before = path.read_bytes()
    code, got = wzqa("-C", folder, "ingest")
    assert code == 1
    assert {(p["code"], p["cell"]) for p in got["problems"] if p["severity"] == "error"} == {
        ("uscc-check-digit", "B5"),
        ("date-impossible", "C5"),
    }
    assert [a["name"] for a in got["data"]["applications"]] == ["示例甲公司", "示例乙公司"]
    assert path.read_bytes() == before
    marked = openpyxl.load_workbook(folder / "out/ingest/退回修改/鹿城（退回修改）.xlsx")
    sheet = marked["推荐汇总表"]
    for cell in ("B5", "C5"):
        assert sheet[cell].fill.start_color.rgb.endswith("FFC7CE")
        assert sheet[cell].comment.text
    assert "2019年2月没有30日" in sheet["C5"].comment.text
    assert sheet["B4"].comment is None
    listed = [[cell.value for cell in row] for row in marked.worksheets[0].iter_rows()]
    assert any("C5" in row and "2019年2月没有30日，按未填写处理" in row for row in listed)


def test_a_marked_copy_that_is_mended_and_sent_back_is_read_like_the_original(folder):
    county(folder, "鹿城.xlsx", SOUND, FAULTY)
    ingest(folder, (7, 2))
    mended = openpyxl.load_workbook(folder / "out/ingest/退回修改/鹿城（退回修改）.xlsx")
    mended["推荐汇总表"]["B5"] = B
    mended["推荐汇总表"]["C5"] = "2019-02-28"
    mended.save(folder / "inbox/applications/鹿城.xlsx")
    report, problems = ingest(folder, (7, 3))
    assert codes(problems) == []
    assert [a["uscc"] for a in report.data["applications"]] == [A, B]
    assert not (folder / "out/ingest/退回修改/鹿城（退回修改）.xlsx").exists()


# --- versions -----------------------------------------------------------------------------------


def test_the_same_bytes_are_a_no_op(folder):
    county(folder, "鹿城.xlsx", SOUND)
    ingest(folder, (7, 2))
    before = outputs(folder)
    report, _ = ingest(folder, (7, 5))
    assert (report.data["unchanged"], report.data["superseded"]) == (1, [])
    assert outputs(folder) == before


def test_a_changed_file_supersedes_and_every_difference_is_told(folder):
    county(folder, "鹿城.xlsx", SOUND, ["示例丙公司", C, "2010-01-01", "2018年1月"])
    ingest(folder, (7, 2))
    county(
        folder,
        "鹿城.xlsx",
        [*SOUND[:2], "2013-03-01", SOUND[3]],
        ["示例乙公司", B, "2011-01-01", ""],
    )
    report, _ = ingest(folder, (7, 3))
    (entry,) = report.data["superseded"]
    assert entry["file"] == "inbox/applications/鹿城.xlsx"
    assert entry["changes"] == [
        "示例甲公司的成立日期：2012-03-01 → 2013-03-01",
        "新增：示例乙公司",
        "删去：示例丙公司",
    ]
    register = cells(folder / "out/ingest/收件登记表.xlsx")
    assert sum(row[7] == "已被新版代替" for row in register) == 1


def test_late_files_are_listed_and_never_dropped(folder):
    county(folder, "鹿城.xlsx", SOUND)
    ingest(folder, (7, 31))
    county(folder, "瓯海.xlsx", ["示例丙公司", C, "2010-01-01", ""], sender="瓯海区市场监督管理局")
    county(folder, "鹿城.xlsx", [*SOUND[:2], "2013-03-01", SOUND[3]])
    report, problems = ingest(folder, (8, 2), received=date(2026, 8, 1))
    assert [(p.code, p.place.file) for p in problems if p.code.startswith("file-")] == [
        ("file-late", "inbox/applications/瓯海.xlsx"),
        ("file-replaced-late", "inbox/applications/鹿城.xlsx"),
    ]
    assert report.exit == 0
    assert len(report.data["applications"]) == 2
    timing = {
        row[1]: row[3] for row in cells(folder / "out/ingest/收件登记表.xlsx") if row[7] == "已收"
    }
    assert timing == {
        "inbox/applications/瓯海.xlsx": "逾期",
        "inbox/applications/鹿城.xlsx": "截止后更换",
    }


# --- receipts -----------------------------------------------------------------------------------


def test_every_sender_gets_a_receipt_of_its_own(folder):
    county(folder, "鹿城1.xlsx", SOUND)
    county(folder, "鹿城2.xlsx", FAULTY)
    county(folder, "瓯海.xlsx", ["示例丙公司", C, "2010-01-01", ""], sender="瓯海区市场监督管理局")
    (folder / "inbox/applications/乐清.xls").write_text(
        "<table><tr><td>甲</td></tr></table>", "utf-8"
    )
    ingest(folder, (7, 2))
    made = folder / "out/ingest/收件回执"
    assert sorted(p.stem for p in made.iterdir()) == [
        "乐清_收件回执", "瓯海区市场监督管理局_收件回执", "鹿城区市场监督管理局_收件回执",
    ]  # fmt: skip
    ours = cells(made / "鹿城区市场监督管理局_收件回执.xlsx")
    flat = [value for row in ours for value in row if value is not None]
    assert "报送单位：鹿城区市场监督管理局" in flat
    assert {"鹿城1.xlsx", "鹿城2.xlsx", "示例甲公司", "示例乙公司"} <= set(flat)
    assert "示例丙公司" not in flat
    assert any(str(value).startswith("鹿城2.xlsx › 推荐汇总表 › C4") for value in flat)
    assert "三、须更正的内容" not in [
        row[0] for row in cells(made / "瓯海区市场监督管理局_收件回执.xlsx")
    ]
    assert "无法读取" in [v for row in cells(made / "乐清_收件回执.xlsx") for v in row]


def test_the_receipt_gives_a_form_the_number_of_the_row_it_belongs_to(folder):
    county(folder, "鹿城.xlsx", SOUND)
    book = openpyxl.Workbook()
    for row in (
        ["申报表"],
        ["申报组织名称", "示例甲公司"],
        ["统一社会信用代码", A],
        ["联系人", "张三"],
    ):
        book.active.append(row)
    book.save(folder / "inbox/applications/甲公司申报表.xlsx")
    report, _ = ingest(folder, (7, 2))
    (application,) = report.data["applications"]
    listed = [
        row
        for row in cells(folder / "out/ingest/收件回执/示例甲公司_收件回执.xlsx")
        if row[4] == "申报表"
    ]
    assert [row[1] for row in listed] == [application["app_no"]]


# --- headings confirmed by a person ---------------------------------------------------------------


def test_a_confirmed_heading_is_kept_for_its_sender_and_used_again(folder):
    head = [*HEAD[:3], "体系起步月份"]
    county(folder, "鹿城.xlsx", SOUND, head=head)
    county(folder, "瓯海.xlsx", ["示例丙公司", C, "2010-01-01", "2018年1月"], sender="瓯海区市场监督管理局",
           head=head)  # fmt: skip
    _, problems = ingest(folder, (7, 2))
    assert [p.place.file for p in problems if p.code == "heading-unknown"] == [
        "inbox/applications/瓯海.xlsx",
        "inbox/applications/鹿城.xlsx",
    ]
    code, got = wzqa(
        "-C", folder, "ingest", "--map", "鹿城区市场监督管理局:体系起步月份=导入卓越绩效日期"
    )
    unknown = [p["file"] for p in got["problems"] if p["code"] == "heading-unknown"]
    assert (code, unknown) == (0, ["inbox/applications/瓯海.xlsx"])
    county(folder, "鹿城补报.xlsx", ["示例乙公司", B, "2011-01-01", "2017年5月"], head=head)
    _, problems = ingest(folder, (7, 3))
    assert [p.place.file for p in problems if p.code == "heading-unknown"] == [
        "inbox/applications/瓯海.xlsx"
    ]


def test_a_mapping_that_cannot_be_meant_is_refused(folder):
    code, got = wzqa("-C", folder, "ingest", "--map", "鹿城区:体系起步月份=没有的栏目")
    assert code == 2
    assert "报送单位:表头=字段" in got["problems"][0]["message"]


# --- what else lies in an inbox --------------------------------------------------------------------


def test_lock_files_are_passed_over_and_everything_else_is_named(folder):
    inbox = folder / "inbox/applications"
    county(folder, "鹿城.xlsx", SOUND)
    for name in ("~$鹿城.xlsx", ".~鹿城.xlsx"):
        (inbox / name).write_bytes(b"lock")
    (inbox / "扫描件.pdf").write_bytes(b"%PDF-1.7")
    (inbox / "子目录").mkdir()
    shutil.move(
        str(county(folder, "瓯海.xlsx", ["示例丙公司", C, "2010-01-01", ""])), inbox / "子目录"
    )
    report, problems = ingest(folder, (7, 2))
    assert [(p.place.file, p.code) for p in problems if p.code.startswith("file-")] == [
        ("inbox/applications/扫描件.pdf", "file-not-workbook")
    ]
    assert len(report.data["applications"]) == 2


# --- the blanks that are sent out ------------------------------------------------------------------


def answer(field):
    by_kind = {Kind.CODE: A, Kind.DAY: "2019年3月", Kind.YES_NO: "是", Kind.IN_HAND: "已提交",
               Kind.COUNT: 86, Kind.NAMES: "示例旧名公司"}  # fmt: skip
    if field.key == "award":
        return "服从调剂"
    if field.key == "region":
        return "鹿城区"
    return field.choices[0] if field.choices else by_kind.get(field.kind, f"{field.heading}的内容")


def test_both_blanks_filled_in_read_back_to_the_same_applicant():
    made = {"year": 2026, "offered": OFFERED, "created": date(2026, 5, 1)}
    form = openpyxl.load_workbook(io.BytesIO(blank_form(**made)))
    sheet = form["申报表"]
    labels = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    table = openpyxl.load_workbook(io.BytesIO(blank_table(**made)))
    rows = table["推荐汇总表"]
    header = next(r for r in range(1, 9) if rows.cell(r, 2).value == "申报组织名称")
    heads = {rows.cell(header, c).value: c for c in range(1, rows.max_column + 1)}
    for field in FIELDS:
        for k, year in enumerate((2023, 2024, 2025) if field.years else (0,)):
            value = 1000.5 + k if field.years else answer(field)
            sheet.cell(labels[field.heading], 2 + k).value = value
            name = f"{year}年{field.heading}" if year else field.heading
            rows.cell(header + 1, heads[name]).value = value
    read = []
    for book in (form, table):
        out = io.BytesIO()
        book.save(out)
        got = read_applications(out.getvalue(), "甲.xlsx", year=2026, offered=OFFERED)
        assert codes(got.problems) == []
        read += got.rows
    one, two = read
    for field in FIELDS:
        assert getattr(one, field.key) == getattr(two, field.key), field.key
        assert getattr(one, field.key) not in (None, "", (), (None, None, None)), field.key


def test_award_names_are_the_profile_s_not_ours():
    data = io.BytesIO()
    book = openpyxl.Workbook()
    for row in ([*HEAD, "申报奖项"], [*SOUND, "提名奖"]):
        book.active.append(row)
    book.save(data)
    other = read_applications(
        data.getvalue(), "甲.xlsx", year=2026, offered=Offered(("市长奖", "提名奖"))
    )
    assert other.rows[0].award == "提名奖"
    ours = read_applications(data.getvalue(), "甲.xlsx", year=2026, offered=OFFERED)
    assert ours.rows[0].award == ""
    (problem,) = [p for p in ours.problems if p.code == "value-outside-list"]
    assert problem.hint == "请填写质量奖、创新奖、服从调剂之一"


@pytest.mark.parametrize(("typed", "said"), [(2019, "年份2019"), (2019.1, "年份2019")])
def test_a_year_typed_into_a_cell_of_date_format_is_asked_about(typed, said):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append([*SOUND[:3], typed])
    book.active["D2"].number_format = "yyyy-mm-dd"
    data = io.BytesIO()
    book.save(data)
    got = read_applications(data.getvalue(), "甲.xlsx", year=2026, offered=OFFERED)
    (problem,) = [p for p in got.problems if p.severity == "error"]
    assert (problem.code, problem.place.cell) == ("date-year-only", "D2")
    assert said in problem.message
    assert got.rows[0].pe_start is None


def test_senders_and_files_that_windows_cannot_tell_apart_keep_files_of_their_own(folder):
    for sub, sender in (("甲", "Con"), ("乙", "CON"), ("丙", "某局/质量科")):
        (folder / "inbox/applications" / sub).mkdir()
        county(folder, f"{sub}/报表.xlsx", FAULTY, sender=sender)
    ingest(folder, (7, 2))
    assert sorted(p.name for p in (folder / "out/ingest/退回修改").iterdir()) == [
        "报表（退回修改）.xlsx", "报表（退回修改）（2）.xlsx", "报表（退回修改）（3）.xlsx",
    ]  # fmt: skip
    receipts = {p.name for p in (folder / "out/ingest/收件回执").iterdir()}
    assert len({name.casefold() for name in receipts}) == 3
    assert "某局／质量科_收件回执.xlsx" in receipts
