"""Nothing that a file holds takes a command, a neighbour or the machine down."""

import ctypes
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from inboxes import files, readings
from made import ods, ods_cell, saved, xls, xlsx
from mutations import packed, unpacked

from wzqa.problems import Place, Problem, WzqaError
from wzqa.stages.ground import facts
from wzqa.workbooks.opening import apart, child, package
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.results.returns import marked_copy

ROOT = Path(__file__).parents[1]
HARD = Path(__file__).parent / "cases/hardening"
GOOD = Path(__file__).parent / "cases/reading/好表.xlsx"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def changed(data, **parts):
    """Give a workbook with some parts made anew: name → what becomes of its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, parts[name](content) if name in parts else content)
    return out.getvalue()


def refusal(data):
    with pytest.raises(WzqaError) as caught:
        open_book(data, "甲.xlsx")
    (problem,) = caught.value.problems
    return problem.code


def wzqa(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "wzqa", "-C", folder, "--json", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WZQA_OPERATOR": "测试员"},
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def cycle(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "wzqa", "init", tmp_path / "届", "--year", "2026"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    shutil.copy(GOOD, tmp_path / "届/inbox/applications")
    return tmp_path / "届"


# --- one guard for every inbox ----------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [KeyError("min"), RecursionError(), ValueError("x"), MemoryError()]
)
@pytest.mark.parametrize("role", sorted(readings()))
def test_whatever_a_reader_raises_is_a_problem_of_its_file(role, error, monkeypatch):
    reading = readings()[role]

    def stumble(*_, **__):
        raise error

    monkeypatch.setattr("wzqa.workbooks.opening.grid.open_here", stumble)
    for module in ("applications", "registers", "verification_in", "ballots", "objections"):
        monkeypatch.setattr(f"wzqa.workbooks.tables_in.{module}.open_book", stumble)
    monkeypatch.setattr("wzqa.workbooks.scores_in.sheets_in.open_book", stumble)
    got = facts.guarded(reading, b"PK", "inbox/甲.xlsx")
    assert [(p.code, p.place.file) for p in got.problems] == [("file-unread", "inbox/甲.xlsx")]


@pytest.mark.parametrize("file", [None, *sorted(p.name for p in GOOD.parent.glob("[01]*"))[5:12]])
def test_every_reader_names_a_file_that_it_cannot_use(file):
    data = b"PK\x03\x04" if file is None else (GOOD.parent / file).read_bytes()
    for role, reading in readings().items():
        got = facts.guarded(reading, data, "inbox/甲.xlsx")
        assert got.problems, role
        assert all(p.place.file == "inbox/甲.xlsx" for p in got.problems)


@pytest.mark.slow
def test_bad_files_in_every_inbox_leave_one_json_and_their_neighbours(cycle):
    for inbox in ("applications", "registers", "verification", "objections", "ballots"):
        (cycle / f"inbox/{inbox}/坏的.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (cycle / "inbox/applications/目录.xlsx").mkdir()
    code, said = wzqa(cycle, "ingest")
    assert code == 1
    assert [a["uscc"] for a in said["data"]["applications"]] == ["91330303MAT000456H"]
    named = {(p["code"], p["file"]) for p in said["problems"]}
    assert ("file-folder", "inbox/applications/目录.xlsx") in named
    for inbox in ("applications", "registers"):
        assert ("workbook-damaged", f"inbox/{inbox}/坏的.xlsx") in named


# --- packages that lie ------------------------------------------------------------------------


@pytest.mark.parametrize("count", ["4294967295", "18446744073709551615", "-1", "x", "1e9"])
def test_a_number_of_strings_that_the_part_cannot_hold_is_not_believed(count):
    def lie(xml):
        return re.sub(rb'(?<=[cC]ount=")[^"]*', count.encode(), xml)

    assert lie(b'count="1"') != b'count="1"'
    data = changed(GOOD.read_bytes(), **{STRINGS: lie})
    code = "import sys; from wzqa.workbooks.opening.grid import open_book; print(open_book(sys.stdin.buffer.read(), 'x').sheets[0].n_rows)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=data, capture_output=True, cwd=ROOT, check=False
    )
    assert done.stdout.split() == [b"3"]


def inflated(megabytes):
    """Make a workbook whose sheet unpacks to so much, nearly all of it blank."""

    def fill(xml):
        return xml.replace(b"</sheetData>", b"</sheetData>" + b" " * (megabytes << 20))

    return changed(GOOD.read_bytes(), **{SHEET: fill})


@pytest.mark.slow
def test_a_sheet_that_unpacks_beyond_the_limit_is_refused_before_it_is_unpacked():
    start = time.process_time()
    assert refusal(inflated(300)) == "zip-bomb"
    assert time.process_time() - start < 5


def test_a_suspicious_package_is_read_apart_and_gives_the_same(monkeypatch):
    asked = []
    real = apart.open_apart
    monkeypatch.setattr(
        "wzqa.workbooks.opening.apart.open_apart", lambda *a: asked.append(a[1]) or real(*a)
    )
    swollen, plain = open_book(inflated(20), "大.xlsx"), open_book(GOOD.read_bytes(), "好.xlsx")
    assert asked == ["大.xlsx"]
    assert not swollen.ordinary
    texts = [[[c.text for c in row] for row in book.sheets[0].rows()] for book in (swollen, plain)]
    assert texts[0] == texts[1]


def test_a_child_that_dies_or_takes_too_long_is_a_named_problem(monkeypatch):
    data = GOOD.read_bytes()
    with pytest.raises(WzqaError) as late:
        apart.open_apart(data, "甲.xlsx", seconds=0.01)
    monkeypatch.setattr(apart, "_START", "import os; {path}; os.abort()")
    with pytest.raises(WzqaError) as dead:
        apart.open_apart(data, "甲.xlsx")
    assert [p.code for e in (late, dead) for p in e.value.problems] == ["workbook-too-large"] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits by setrlimit")
def test_a_child_gets_so_much_memory_and_no_more():
    code = "from wzqa.workbooks.opening.child import _limit; _limit(300 << 20); b'x' * (400 << 20)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_a_package_that_breaks_is_an_error_from_the_child_too():
    broken = inflated(20)[:-30]
    assert refusal(broken) == "workbook-damaged"
    odd = changed(inflated(20), **{SHEET: lambda xml: xml[:500]})
    assert refusal(odd) == "workbook-damaged"


# --- merged areas and marked copies -----------------------------------------------------------


def a_problem(cell="B3"):
    return [
        Problem(code="uscc-blank", message="没有填写", place=Place("甲.xlsx", "推荐汇总表", cell))
    ]


def test_a_merged_column_costs_nothing_and_its_copy_neither():
    data = (HARD / "merge-column-A.xlsx").read_bytes()
    start = time.process_time()
    copy = marked_copy(data, a_problem())
    assert time.process_time() - start < 3
    assert openpyxl.load_workbook(io.BytesIO(copy)).sheetnames == ["退回修改说明", "推荐汇总表"]


def test_a_merged_sheet_is_named_as_too_large():
    assert refusal((HARD / "merge-whole-sheet.xlsx").read_bytes()) == "workbook-too-large"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["merge-column-A.xlsx", "merge-whole-sheet.xlsx", "fuzz1/1-1.xlsx",
                                  "fuzz1/2-1.xlsx"])  # fmt: skip
def test_a_hard_file_is_taken_in_well_under_a_second(name, cycle):
    shutil.copy(HARD / name, cycle / "inbox/applications" / Path(name).name)
    start = os.times()
    code, said = wzqa(cycle, "ingest")
    end = os.times()
    assert code == 1
    assert "91330303MAT000456H" in {a["uscc"] for a in said["data"]["applications"]}
    assert end.children_user - start.children_user < 5


def test_a_cell_of_a_hundred_thousand_characters_is_read_and_comes_back():
    long = "甲" * 100_000
    data = changed(
        GOOD.read_bytes(),
        **{SHEET: lambda xml: xml.replace(b'<c r="B1"', b'<c r="B1"') + b"", STRINGS: lambda xml: xml.replace(
            "温州市人民政府质量奖推荐汇总表".encode(), long.encode())},
    )  # fmt: skip
    assert open_book(data, "甲.xlsx").sheets[0].cell(1, 1).text == long
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(data, a_problem())))
    assert len(copy["推荐汇总表"]["A1"].value) <= 32_767


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not there")
def test_marked_copies_open_in_libreoffice(tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    for path in sorted([*GOOD.parent.glob("*.*"), *HARD.glob("merge-column*")]):
        if path.suffix not in {".xlsx", ".xls", ".ods"}:
            continue
        try:
            copy = marked_copy(path.read_bytes(), a_problem())
        except WzqaError:
            continue
        (copies / f"{path.stem}.xlsx").write_bytes(copy)
    made = sorted(copies.glob("*.xlsx"))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo",
         "--convert-to", "csv", "--outdir", tmp_path / "csv", *made],
        check=True, capture_output=True,
    )  # fmt: skip
    assert len(list((tmp_path / "csv").glob("*.csv"))) == len(made) > 30


def test_the_limits_leave_room_for_what_is_ordinary():
    assert package.ORDINARY < package.LARGE < package.MAX_UNPACKED


# --- found by fuzzing -------------------------------------------------------------------------


def test_a_copy_is_made_of_what_openpyxl_reads_and_cannot_write():
    parts = unpacked(xlsx([["申报组织名称", "成立日期"], ["示例甲公司", 1]], {"B2": "yyyy-mm-dd"}))
    parts[SHEET] = re.sub(rb'(<c r="B2"[^>]*)t="n"><v>1</v>', rb'\1t="d"><v>x</v>', parts[SHEET])
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(packed(parts), a_problem("A2"))))
    assert copy["推荐汇总表"]["A2"].comment


def test_a_row_as_high_as_no_number_does_not_spoil_the_copy():
    parts = unpacked(xlsx([["申报组织名称"], ["示例甲公司"]]))
    odd = b'<sheetFormatPr defaultRowHeight="NaN"/>'
    parts[SHEET] = re.sub(rb"<sheetFormatPr[^>]*/>", odd, parts[SHEET])
    assert parts[SHEET].count(b"NaN") == 1
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(packed(parts), a_problem("A2"))))
    assert copy["推荐汇总表"]["A2"].value == "示例甲公司"


@pytest.mark.parametrize(
    ("part", "tag", "name"),
    [
        ("xl/workbook.xml", "calcPr", "calcId"),
        ("xl/workbook.xml", "workbookView", "tabRatio"),
        ("xl/styles.xml", "fill", "x"),
        (SHEET, "sheetView", "zoomScale"),
        (SHEET, "pageMargins", "left"),
    ],
)
def test_a_number_longer_than_a_float_does_not_spoil_the_copy(part, tag, name):
    parts = unpacked(xlsx([["申报组织名称"], ["示例甲公司"]]))
    tagged = re.compile(rb"<%b\b(?:\s+%b=\"[^\"]*\")?" % (tag.encode(), name.encode()))
    long = f'<{tag} {name}="18446744073709551616"'.encode()
    parts[part] = re.sub(
        rb'(<%b [^>]*?)\s%b="[^"]*"' % (tag.encode(), name.encode()), rb"\1", parts[part]
    )
    parts[part] = tagged.sub(long, parts[part])
    assert long in parts[part]
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(packed(parts), a_problem("A2"))))
    assert copy["推荐汇总表"]["A2"].comment


def test_an_xls_with_a_cell_in_a_column_that_no_xls_has_is_damaged():
    data, at_b1 = (
        xls([["申报组织名称", 1.23456789]]),
        b"\x03\x02\x0e\0\0\0\x01\0",
    )  # a NUMBER record
    assert data.count(at_b1) == 1
    assert refusal(data.replace(at_b1, b"\x03\x02\x0e\0\0\0\x2f\xff")) == "workbook-damaged"


def test_a_stray_cell_far_away_does_not_widen_the_sheet_for_every_reader():
    book = open_book(xlsx([["票号"], *[["1"]] * 20, ["备注", *[None] * 16_000, "甲"]]), "甲")
    assert book.sheets[0].n_cols <= 100
    assert [(p.code, p.place.cell) for p in book.problems] == [("cell-too-far", "WQL22")]


# --- every inbox, through the commands -----------------------------------------------------------


def broken(sound):
    """Break a sound workbook in each way that a person's files are broken."""
    parts = unpacked(sound)
    sheet = next(name for name in parts if name.endswith("worksheets/sheet1.xml"))
    yield "截断", sound[: len(sound) * 2 // 3]
    yield "编码", packed(parts | {sheet: b'<?xml version="1.0" encoding="x-none"?>' + parts[sheet]})
    yield "格号", packed(parts | {sheet: parts[sheet].replace(b'r="A1"', b'r="A1.5"')})
    yield "实体", packed(parts | {sheet: b"<!DOCTYPE a>" + parts[sheet]})
    yield "膨胀", packed(parts | {sheet: parts[sheet] + b" " * (300 << 20)})
    yield "网页", b"<html><table></table></html>"
    yield "文本", "姓名,单位\n甲,乙\n".encode("gbk")
    yield "旧版", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    yield "空", b""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inbox", "words"),
    [
        ("registers", ("ingest",)),
        ("verification", ("screen",)),
        ("verification", ("screen", "--second")),
        ("scores/review", ("score", "review")),
        ("scores/visit", ("score", "visit")),
        ("ballots", ("rank", "vote")),
        ("objections", ("publicity",)),
    ],
)
def test_broken_files_in_an_inbox_are_named_and_the_others_count(inbox, words, voted_cycle, a_copy):
    folder = a_copy(voted_cycle)
    _, before = wzqa(folder, *words)
    mine = [path.read_bytes() for path in (folder / "inbox" / inbox).rglob("*.xlsx")]
    sound = (mine or files()[inbox])[0]
    named = set()
    for name, data in broken(sound):
        path = f"inbox/{inbox}/坏_{name}.xlsx"
        (folder / path).write_bytes(data)
        named.add(path)
    _, said = wzqa(folder, *words)
    told = [p["file"] for p in said["problems"]]
    assert {path: told.count(path) for path in named} == dict.fromkeys(named, 1)
    assert said["data"] == before["data"]


def sheets(count, cell):
    """Make a workbook of many sheets with one far cell each."""
    book = openpyxl.Workbook()
    for _ in range(count):
        book.create_sheet()[cell] = 1
    return saved(book)


@pytest.mark.slow
def test_many_sheets_together_may_not_ask_for_more_than_a_few():
    assert len(open_book(sheets(2, "GR15000"), "甲").sheets) == 3
    start = time.process_time()
    assert refusal(sheets(60, "GR15000")) == "workbook-too-large"
    wide = ods_cell("甲", 'table:number-columns-repeated="100"')
    row = f'<table:table-row table:number-rows-repeated="10000">{wide}</table:table-row>'
    parts = unpacked(ods([["甲"]]))
    one = re.search(rb"<table:table .*</table:table>", parts["content.xml"], re.DOTALL)[0]
    many = re.sub(rb"<table:table-row>.*</table:table-row>", row.encode(), one, flags=re.DOTALL)
    parts["content.xml"] = parts["content.xml"].replace(one, many * 50)
    assert refusal(packed(parts)) == "workbook-too-large"
    assert time.process_time() - start < 10


# --- limits on Windows ---------------------------------------------------------------------------


class Kernel:
    """Stands where kernel32 would: notes what it is asked."""

    def __init__(self):
        self.asked = []
        for name, answer in (("CreateJobObjectW", 7), ("GetCurrentProcess", -1 % 2**64),
                             ("SetInformationJobObject", 1), ("AssignProcessToJobObject", 1)):  # fmt: skip
            setattr(self, name, Call(name, answer, self.asked))


class Call:
    """One function of a library."""

    def __init__(self, name, answer, asked):
        self.name, self.answer, self.asked, self.restype = name, answer, asked, None

    def __call__(self, *arguments):
        self.asked.append((self.name, arguments))
        return self.answer


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes are those of 64 bits")
def test_the_limit_on_windows_is_what_its_header_files_say(monkeypatch):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION has 144 bytes; ProcessMemoryLimit stands at 112."""
    kernel = Kernel()
    monkeypatch.setattr(ctypes, "WinDLL", lambda name: {"kernel32": kernel}[name], raising=False)
    child._limit_windows(700 << 20)
    names = [name for name, _ in kernel.asked]
    assert names == [
        "CreateJobObjectW", "SetInformationJobObject", "GetCurrentProcess", "AssignProcessToJobObject",
    ]  # fmt: skip
    job, kind, limits, size = kernel.asked[1][1]
    raw = bytes(limits._obj)
    assert (job.value, kind, size, len(raw)) == (7, 9, 144, 144)
    assert int.from_bytes(raw[16:20], "little") == 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
    assert int.from_bytes(raw[112:120], "little") == 700 << 20
    assert [a.value for a in kernel.asked[3][1]] == [7, 2**64 - 1]
    assert kernel.CreateJobObjectW.restype is kernel.GetCurrentProcess.restype is ctypes.c_void_p


def test_an_ods_with_a_prefix_that_is_declared_nowhere_is_damaged():
    parts = unpacked(ods([["申报组织名称"]]))
    parts["content.xml"] = parts["content.xml"].replace(
        b"<table:table-row>", b"<x:row/><table:table-row>", 1
    )
    with pytest.raises(WzqaError) as caught:
        open_book(packed(parts), "甲.ods")
    assert [p.message for p in caught.value.problems] == ["部件 content.xml 不是完整的 XML"]
