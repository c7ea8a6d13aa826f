"""What looks back or makes copies, through the real command line: log, backup, templates, print."""

import shutil
import sqlite3
import zipfile

import openpyxl
import pytest
from command_line import ask, wzqa

from wzqa.documents.kinds import KINDS, of_stage
from wzqa.plan import shipped_plan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cycle(small_cycle):
    return small_cycle


def test_the_ledger_is_listed_from_its_first_entry_to_its_head(cycle):
    code, got = ask("-C", cycle, "log")
    entries = got["data"]["entries"]
    assert code == 0
    assert [e["seq"] for e in entries] == list(range(1, len(entries) + 1))
    assert set(entries[0]) == {"seq", "at", "by", "action", "subject", "hash"}
    assert got["data"]["head"] == entries[-1]["hash"]


def test_the_ledger_of_one_applicant_or_stage_is_a_part_of_it(cycle):
    whole = {e["seq"] for e in ask("-C", cycle, "log")[1]["data"]["entries"]}
    who = ask("-C", cycle, "screen", "--dry-run")[1]["data"]["applicants"][0]["app_no"]
    for words in (("--who", who), ("--stage", "review"), ("--stage", "资料评审")):
        code, got = ask("-C", cycle, "log", *words)
        part = {e["seq"] for e in got["data"]["entries"]}
        assert code == 0
        assert set() < part < whole


def test_the_ledger_is_exported_row_by_row(cycle, tmp_path):
    target = tmp_path / "台账.xlsx"
    code, got = ask("-C", cycle, "log", "--export", target)
    assert code == 0
    sheet = openpyxl.load_workbook(target).worksheets[0]
    cells = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    entries = got["data"]["entries"]
    assert [row[0] for row in cells] == [e["seq"] for e in entries]
    assert entries[-1]["hash"] in cells[-1]


def test_a_backup_is_a_whole_record_and_never_overwrites(cycle, tmp_path):
    target = tmp_path / "备份.db"
    assert ask("-C", cycle, "backup", target)[0] == 0
    with sqlite3.connect(target) as copy, sqlite3.connect(cycle / "record.db") as record:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        heads = [
            db.execute("SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
            for db in (copy, record)
        ]
    assert heads[0] == heads[1] is not None
    before = target.read_bytes()
    code, got = ask("-C", cycle, "backup", target)
    assert code != 0
    assert got["problems"]
    assert target.read_bytes() == before


def test_templates_are_listed_exported_and_checked(cycle, a_copy):
    folder = a_copy(cycle)
    code, out, err = wzqa("-C", folder, "templates", "list")
    assert code == 0
    assert all(kind.title in out + err for kind in KINDS)
    code, got = ask("-C", folder, "templates", "export")
    assert code == 0
    assert {p.name for p in (folder / "templates").glob("*.docx")} == {k.template for k in KINDS}
    code, got = ask("-C", folder, "templates", "check")
    assert (code, [p for p in got["problems"] if p["severity"] == "error"]) == (0, [])


def test_a_template_of_the_office_s_own_that_is_wrong_is_named(cycle, a_copy):
    folder = a_copy(cycle)
    ask("-C", folder, "templates", "export")
    own = folder / "templates/现场评审名单.docx"
    with zipfile.ZipFile(own) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    body = parts["word/document.xml"]
    parts["word/document.xml"] = body.replace(b"</w:t>", "{{ 没有这一项 }}</w:t>".encode(), 1)
    with zipfile.ZipFile(own, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    code, got = ask("-C", folder, "templates", "check")
    assert code == 4
    assert any("没有这一项" in p["message"] + (p["value"] or "") for p in got["problems"])


def test_one_applicant_is_explained_on_a_page_of_word(cycle, a_copy):
    folder = a_copy(cycle)
    listed = ask("-C", folder, "screen", "--dry-run")[1]["data"]["applicants"]
    one, others = listed[0], listed[1:]
    code, got = ask("-C", folder, "explain", one["app_no"], "--word")
    assert code == 0
    (page,) = [folder / name for name in got["files"] if name.endswith(".docx")]
    with zipfile.ZipFile(page) as package:
        text = package.read("word/document.xml").decode("utf-8")
    assert one["name"].replace("&", "&amp;") in text
    assert not any(other["name"] in text for other in others)
    code, got = ask("-C", folder, "verify")
    assert (code, got["data"]["discrepancies"]) == (0, [])


def test_one_print_file_for_each_kind_holds_all_its_letters(cycle, a_copy):
    folder = a_copy(cycle)
    code, got = ask("-C", folder, "notices", "screen", "--merge")
    assert code == 0
    for kind in of_stage(shipped_plan(), "screen"):
        letters = [d for d in got["data"]["documents"] if d["kind"] == kind.name]
        prints = list((folder / "out/screen/合并打印").glob(f"{kind.title}*.docx"))
        assert len(prints) == bool(letters)
        for path in prints:
            with zipfile.ZipFile(path) as package:
                text = package.read("word/document.xml").decode("utf-8")
            assert all(d["number"] in text for d in letters if d["number"])
            assert text.count("<w:sectPr") >= len(letters)
    assert ask("-C", folder, "verify")[0] == 0


def test_letters_as_pdf_or_a_plain_word_that_it_cannot_be_done(cycle, a_copy):
    folder = a_copy(cycle)
    code, got = ask("-C", folder, "notices", "visit", "--pdf")
    assert code == 0
    made = sorted((folder / "out/visit/PDF").glob("*.pdf"))
    if shutil.which("soffice"):
        documents = got["data"]["documents"]
        assert len(made) == len(documents) > 0
        assert all(path.read_bytes().startswith(b"%PDF") for path in made)
        assert ask("-C", folder, "verify")[0] == 0
    else:
        assert not made
        assert any("LibreOffice" in p["message"] for p in got["problems"])
