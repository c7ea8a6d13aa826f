"""Whole cycles through the real command line and the demo, on real workbooks."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from wzqa.eligibility import RULES
from wzqa.stages.demo import walk as demo

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def wzqa(*words, cwd=None):
    """Run the command line; gives (exit code, stdout, stderr)."""
    done = subprocess.run(
        [sys.executable, "-m", "wzqa", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WZQA_OPERATOR": "测试员"},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def ask(*words):
    code, out, _ = wzqa("--json", *words)
    data = json.loads(out)
    assert data["exit"] == code
    return code, data


@pytest.fixture(scope="module")
def cycle(whole_cycle):
    return whole_cycle


def snapshot(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted((folder / "out").rglob("*"))
        if p.is_file()
    }


def test_caps_hold_and_every_rejected_applicant_has_one_letter(cycle):
    _, screen = ask("-C", cycle, "screen", "--dry-run")
    failed = screen["data"]["counts"]["fail"]
    letters = list((cycle / "out/screen").glob("*资格审查不通过告知书.docx"))
    assert len(letters) == failed > 0
    _, review = ask("-C", cycle, "rank", "review", "--dry-run")
    assert len(review["data"]["admitted"]) == 30
    out = [r for r in review["data"]["ranking"] if r["admitted"] is False]
    assert len(list((cycle / "out/review").glob("*未进入现场评审告知书.docx"))) == len(out) > 0
    _, visit = ask("-C", cycle, "rank", "visit", "--dry-run")
    assert len(visit["data"]["admitted"]) == 20
    assert set(visit["data"]["ranking"][0]["parts"]) == {"review", "visit"}
    _, vote = ask("-C", cycle, "rank", "vote", "--dry-run")
    for award in vote["data"]["awards"].values():
        assert len(award["elected"]) <= award["cap"] == 10


def test_the_demo_holds_a_supplement_an_objection_and_a_tie_settled_by_a_person(cycle):
    assert list((cycle / "out/screen").glob("*补正通知.docx"))
    assert list((cycle / "out/publicity").glob("*异议调查报告.docx"))
    with sqlite3.connect(cycle / "record.db") as db:
        kinds = {row[0] for row in db.execute("SELECT kind FROM decision")}
    assert {"tie", "finding", "objection"} <= kinds


def test_any_sqlite_tool_opens_the_record(cycle):
    with sqlite3.connect(cycle / "record.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA application_id").fetchone() == (0x777A7161,)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute("UPDATE ledger SET by = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute("DELETE FROM ledger")


def test_verify_finds_nothing_then_names_each_change(cycle, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(cycle, copy)
    code, clean = ask("-C", copy, "verify")
    assert code == 0
    assert clean["data"]["discrepancies"] == []
    letter = next((copy / "out/review").glob("*未进入现场评审告知书.docx"))
    letter.unlink()
    (copy / "out/review/外来.docx").write_bytes(b"x")
    with sqlite3.connect(copy / "record.db") as db:
        db.execute("DROP TRIGGER ledger_no_update")
        db.execute("UPDATE ledger SET by = '别人' WHERE seq = 5")
    code, found = ask("-C", copy, "verify")
    assert code == 4
    codes = {p["code"] for p in found["data"]["discrepancies"]}
    assert {"document-missing", "file-foreign", "ledger-broken"} <= codes


def test_a_mark_edited_in_the_database_is_named(cycle, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(cycle, copy)
    with sqlite3.connect(copy / "record.db") as db:
        file_id, path, text = db.execute(
            "SELECT f.id, f.path, x.content FROM fact x JOIN file f ON f.id = x.file_id"
            " WHERE f.role = 'scores-review' LIMIT 1"
        ).fetchone()
        card = json.loads(text)
        mark = card["cards"][0]["marks"]
        clause = next(iter(mark))
        mark[clause] = "95"
        db.execute("UPDATE fact SET content = ? WHERE file_id = ?", (json.dumps(card), file_id))
    code, found = ask("-C", copy, "verify")
    assert code == 4
    named = [p for p in found["data"]["discrepancies"] if p["code"] == "fact-altered"]
    assert [p["file"] for p in named] == [path]
    assert clause in named[0]["message"]


def test_one_changed_character_in_a_letter_is_named(cycle, tmp_path):
    import shutil
    import zipfile

    copy = tmp_path / "copy"
    shutil.copytree(cycle, copy)
    letter = next((copy / "out/screen").glob("*资格审查不通过告知书.docx"))
    with zipfile.ZipFile(letter) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("不".encode(), "未".encode(), 1)
    with zipfile.ZipFile(letter, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    code, found = ask("-C", copy, "verify")
    assert code == 4
    assert [p["file"] for p in found["data"]["discrepancies"]] == [f"out/screen/{letter.name}"]


def test_out_can_be_deleted_and_made_again_byte_for_byte(cycle, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(cycle, copy)
    before = {
        n: d
        for n, d in snapshot(copy).items()
        if n.startswith("out/review/") and n.endswith("书.docx")
    }
    assert before
    shutil.rmtree(copy / "out/review")
    code, _, err = wzqa("-C", copy, "notices", "review", "--yes")
    assert code == 0, err
    after = snapshot(copy)
    assert {n: after.get(n) for n in before} == before


def test_a_placeholder_that_an_own_template_lost_is_named_on_issue_and_by_verify(
    small_cycle, a_copy
):
    from docx import Document

    copy = a_copy(small_cycle)
    assert ask("-C", copy, "templates", "export")[0] == 0
    template = copy / "templates/责令改正通知.docx"
    own = Document(template)
    for paragraph in own.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("{{ 组织名称 }}", "{组织名称}")
            run.text = run.text.replace("{{ 信用代码 }}", "【信用代码】")
    own.save(template)
    _, award = ask("-C", copy, "rank", "vote", "--dry-run")
    winner = next(iter(award["data"]["awards"].values()))["elected"][0]
    code, _ = ask("-C", copy, "decide", "correct", winner, "--why", "在产品包装上使用标识")
    assert code == 0
    code, made = ask("-C", copy, "--yes", "notices", "aftercare")
    assert code == 0
    assert "template-placeholder-lost" in {p["code"] for p in made["problems"]}
    code, found = ask("-C", copy, "verify")
    named = [p for p in found["data"]["discrepancies"] if p["code"] == "document-placeholder"]
    assert code == 4
    assert "“{组织名称}”“【信用代码】”" in named[0]["message"]
    assert named[0]["file"].endswith("责令改正通知.docx")


def test_reopening_voids_what_follows_and_its_letters(cycle, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(cycle, copy)
    assert wzqa("-C", copy, "confirm", "review", "--reopen")[0] == 2
    code, got = ask("-C", copy, "confirm", "review", "--reopen", "--why", "更正一份评分")
    assert code == 0
    assert got["data"]["voided"] == ["visit", "vote", "publicity", "award"]
    assert got["data"]["difference"]["void_documents"] == []
    assert got["data"]["suspended"]
    code, refused = ask("-C", copy, "notices", "review")
    assert code == 3
    assert refused["files"] == []
    states = {s["stage"]: s["state"] for s in ask("-C", copy, "status")[1]["data"]["stages"]}
    assert states == {
        "screen": "confirmed", "review": "draft", "visit": "draft", "vote": "draft",
        "publicity": "draft", "award": "draft",
    }  # fmt: skip
    code, again = ask("-C", copy, "confirm", "review")
    assert code == 0
    assert again["data"]["issue"] == 2


def test_explain_walks_from_the_cell_to_the_letter(cycle):
    with sqlite3.connect(cycle / "record.db") as db:
        code = db.execute("SELECT subject FROM document WHERE kind = 'not-shortlisted'").fetchone()[
            0
        ]
    status, got = ask("-C", cycle, "explain", code)
    assert status == 0
    data = got["data"]
    assert data["source"]["reg_date"]["cell"]
    assert {f["rule"] for f in data["findings"]} == {r.code for r in RULES}
    assert any(c["stage"] == "review" for c in data["cards"])
    assert any(d["kind"] == "not-shortlisted" for d in data["documents"])


def test_every_generated_document_passes_the_linter(cycle):
    files = [str(p) for p in sorted((cycle / "out").rglob("*.docx"))]
    assert files
    code, got = ask("-C", cycle, "lint", *files)
    errors = [p for p in got["problems"] if p["severity"] == "error"]
    assert errors == []
    assert code == 0


def test_archive_checks_itself(cycle, tmp_path):
    import zipfile

    target = tmp_path / "归档.zip"
    assert wzqa("-C", cycle, "archive", target)[0] == 0
    assert wzqa("verify", "--archive", target)[0] == 0
    folder = tmp_path / "x"
    with zipfile.ZipFile(target) as bundle:
        bundle.extractall(folder)
    done = subprocess.run([sys.executable, "核对.py"], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0


def test_the_same_arguments_give_the_same_bytes_in_any_folder(tmp_path):
    for name in ("甲", "乙 目录"):
        demo.run(tmp_path / name, 12, 5, "review", "测试员", lambda _: None)
    assert snapshot(tmp_path / "甲") == snapshot(tmp_path / "乙 目录")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_example_runs_as_its_script_says(tmp_path):
    runner = tmp_path / "wzqa"
    runner.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wzqa "$@"\n', encoding="utf-8")
    runner.chmod(0o755)
    done = subprocess.run(
        ["bash", str(ROOT / "examples/2026/run-cycle.sh"), str(tmp_path / "届")],
        capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "WZQA": str(runner), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


# --- the command line itself ----------------------------------------------------------------------


def test_no_cycle_missing_folder_bad_settings_and_no_record(tmp_path):
    code, _, err = wzqa("status", cwd=tmp_path)
    assert code == 2
    assert "award.toml" in err
    assert wzqa("-C", tmp_path / "没有", "status")[0] == 2
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    toml = tmp_path / "届/award.toml"
    good = toml.read_text(encoding="utf-8")
    toml.write_text(good.replace("cap = 30", 'cap = "三十"'), encoding="utf-8")
    code, got = ask("-C", tmp_path / "届", "status")
    assert code == 1
    assert "stage.review.cap" in got["problems"][0]["message"]
    assert got["problems"][0]["cell"].startswith("第")
    toml.write_text(good, encoding="utf-8")
    (tmp_path / "届/record.db").unlink()
    code, _, err = wzqa("-C", tmp_path / "届", "status")
    assert code == 5
    assert "Traceback" not in err


def test_a_locked_record_is_said_and_nothing_hangs(tmp_path):
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    with sqlite3.connect(tmp_path / "届/record.db", isolation_level=None) as db:
        db.execute("BEGIN IMMEDIATE")
        os.environ["WZQA_WAIT"] = "0.2"
        try:
            code, _, err = wzqa("-C", tmp_path / "届", "ingest")
        finally:
            del os.environ["WZQA_WAIT"]
    assert code == 5
    assert "正在被" in err
    assert "Traceback" not in err


def test_init_never_overwrites_and_dates_follow_the_deadline(tmp_path):
    code, _, _ = wzqa("init", tmp_path / "届", "--deadline", "2026-03-31")
    assert code == 0
    text = (tmp_path / "届/award.toml").read_text(encoding="utf-8")
    assert "deadline_city = 2026-03-31" in text
    assert "deadline_county = 2026-02-28" in text
    assert "notice_date = 2026-01-28" in text
    assert wzqa("init", tmp_path / "届")[0] == 1
    assert (tmp_path / "届/blank/推荐汇总表.xlsx").is_file()
    assert not list((tmp_path / "届/inbox").rglob("*.xlsx"))


def test_blank_tables_are_taken_in_as_empty_without_errors(tmp_path):
    import shutil

    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    folder = tmp_path / "届"
    shutil.copy(folder / "blank/推荐汇总表.xlsx", folder / "inbox/applications/甲.xlsx")
    code, got = ask("-C", folder, "ingest")
    assert got["data"]["applications"] == []
    assert code == 0, got["problems"]


def test_usage_errors_are_chinese_and_exit_2():
    for words in (["没有"], ["rank", "x"], ["screen", "--x"], ["decide", "tie", "review"]):
        code, _, err = wzqa(*words)
        assert code == 2
        assert "Traceback" not in err
        assert "No such" not in err


def test_empty_docno_refuses_formal_letters_but_not_drafts(tmp_path):
    assert wzqa("init", tmp_path / "届", "--year", "2026")[0] == 0
    code, got = ask("-C", tmp_path / "届", "notices", "apply")
    assert code == 3
    assert got["files"] == []
    code, got = ask("-C", tmp_path / "届", "notices", "apply", "--draft", "--date", "2026-05-20")
    assert code == 0
    assert got["files"][0].startswith("out/apply/草稿/")
    assert got["data"]["documents"][0]["number"] is None


def test_one_letter_to_several_departments_is_one_number_and_no_other_shares_one(cycle):
    with sqlite3.connect(cycle / "record.db") as db:
        rows = db.execute(
            "SELECT number, kind, count(*) FROM document WHERE number IS NOT NULL"
            " GROUP BY number, kind ORDER BY number"
        ).fetchall()
        shared = {kind: n for _, kind, n in rows if n > 1}
        assert shared == {"dept-inquiry": 3, "second-check": 3}
        assert [number for number, _, _ in rows] == list(range(1, len(rows) + 1))
        with pytest.raises(sqlite3.IntegrityError, match="never used twice"):
            db.execute(
                "INSERT INTO document SELECT NULL, stage, 'call', 'x', list_ref, list_hash, number, year,"
                " docno, day, title, addressee, letter, file, sha256, issued_at, issued_by, stands_on,"
                " office, replaces, kept, suspended_why, void_why, void_at FROM document WHERE kind = 'ineligible' LIMIT 1"
            )


def test_the_kinds_that_take_a_number_are_those_whose_letters_print_one():
    from wzqa.documents.kinds import KINDS, NUMBERED
    from wzqa.documents.letters import samples

    printed = {k.name for k in KINDS if samples.sample_letter(k.name).numbered}
    assert printed == NUMBERED


def test_a_longer_name_is_another_applicant_in_explain_and_log():
    from wzqa.record.store import Entry
    from wzqa.stages.logbook import concerning

    def entry(seq, subject, detail):
        return Entry(seq, "", "", "x", subject, detail, "", "")

    mine = [entry(1, "A", {}), entry(2, "x", {"content": {"admit": ["示例甲公司"]}})]
    others = [entry(3, "A1", {}), entry(4, "示例甲公司集团", {"why": "与示例甲公司集团有关"})]
    assert concerning([*mine, *others], {"A", "示例甲公司"}) == mine


@pytest.mark.parametrize("stage", ["review", "visit"])
def test_the_ranking_can_be_reckoned_again_from_the_marks_in_the_result_workbook(cycle, stage):
    """Nothing of ours but the printed marks: sum per card, mean of cards, half up, equal ranks."""
    from decimal import ROUND_HALF_UP, Decimal

    name = {"review": "资料评审结果", "visit": "现场评审结果"}[stage]
    book = openpyxl.load_workbook(cycle / f"out/{stage}/{name}.xlsx", data_only=True)

    def rows_of(sheet, first):
        rows = list(book[sheet].iter_rows(values_only=True))
        at = next(i for i, row in enumerate(rows) if row[0] == first)
        return [
            dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :] if row[1] is not None
        ]

    cards = {}
    for row in rows_of("打分明细", "申报编号"):
        if row["是否计入"] == "计入":
            points = Decimal(str(row["满分"])) * Decimal(str(row["得分率（%）"])) / 100
            assert points == Decimal(str(row["得分"]))
            card = cards.setdefault(row["申报编号"], {}).setdefault(row["评审员"], [])
            card.append(points)
    cent = Decimal("0.01")
    listed = rows_of("名单", "名次")
    exact = {who: sum(map(sum, of.values())) / len(of) for who, of in cards.items()}
    scores = {who: value.quantize(cent, ROUND_HALF_UP) for who, value in exact.items()}
    column = "得分" if stage == "review" else "现场评审得分"
    assert {r["申报编号"]: Decimal(str(r[column])).quantize(cent) for r in listed} == scores
    shown = {r["申报编号"]: Decimal(str(r["得分"])) for r in listed}
    for row in listed:
        assert row["名次"] == 1 + sum(other > shown[row["申报编号"]] for other in shown.values())
    line = min(shown[r["申报编号"]] for r in listed if r["结果"] == "入围")
    assert all(shown[r["申报编号"]] <= line for r in listed if r["结果"] != "入围")


def pages(command, path=()):
    """Go through the help pages of all commands."""
    yield path
    for name in sorted(getattr(command, "commands", {})):
        yield from pages(command.commands[name], (*path, name))


def test_every_help_page_is_chinese():
    import re

    import typer

    from wzqa.cli import app

    program = typer.main.get_command(app)
    for path in pages(program):
        command = program
        for name in path:
            command = command.commands[name]
        with command.make_context("wzqa " + " ".join(path), [], resilient_parsing=True) as context:
            text = command.get_help(context)
        english = re.findall(r"Usage|Options|Arguments|default|required|Show this|<\w+", text)
        assert not english, (path, text)


def test_awards_stand_in_the_order_of_the_settings_wherever_they_are_listed(cycle):
    import docx

    _, got = ask("-C", cycle, "status")
    for stage in got["data"]["stages"][3:]:
        assert list(stage["counts"]) == ["质量奖", "创新奖"]
    for kind in (
        "publicity/*初选公示",
        "award/*获评名单公布通知",
        "award/*获评名单",
        "vote/会议纪要",
    ):
        (path,) = (cycle / "out").glob(f"{kind}.docx")
        heads = [p.text for p in docx.Document(str(path)).paragraphs if p.text.endswith("家）")]
        first, second = [head for head in heads if "奖”（" in head][:2]
        assert "质量奖" in first
        assert "创新奖" in second
