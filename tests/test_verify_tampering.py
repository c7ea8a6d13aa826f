"""`verify` names every tampering on docs/verify.md; each is tried on a whole cycle of its own."""

import dataclasses
import hashlib
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.helpers.command_line import ask, wzqa
from wzqa.record import checking
from wzqa.record.store import canonical, entry_hash, open_record
from wzqa.stages.auditing import papers, verifying
from wzqa.stages.ground.cycle import open_cycle

pytestmark = pytest.mark.slow
NOW = datetime(2026, 12, 1, 9, tzinfo=timezone(timedelta(hours=8)))


def verify(folder, *anchors):
    with open_cycle(folder, now=NOW, by="监督员", write=False) as cycle:
        report = verifying.run(cycle, anchors)
    return report, [p for p in cycle.problems if p.severity == "error"]


def codes(folder):
    report, problems = verify(folder)
    assert report.exit == (4 if problems else 0)
    return {p.code for p in problems}


def sql(folder, *statements):
    """Do what somebody with an SQLite tool does: drop the triggers, change, put them back."""
    with closing(sqlite3.connect(folder / "record.db")) as db:
        triggers = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert db.execute(*statement if isinstance(statement, tuple) else (statement,)).rowcount
        for _, text in triggers:
            db.execute(text)
        db.commit()


def rechained(folder, change):
    """Alter entries and recompute the whole chain, as somebody with the program's source can."""
    with closing(sqlite3.connect(folder / "record.db")) as db:
        db.row_factory = sqlite3.Row
        db.execute("DROP TRIGGER ledger_no_update")
        trigger = "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger\nBEGIN SELECT RAISE (ABORT, 'ledger is append-only'); END"
        prev = "0" * 64
        for r in db.execute("SELECT * FROM ledger ORDER BY seq").fetchall():
            detail = change(dict(r), json.loads(r["detail"]))
            text = canonical(detail)
            value = entry_hash(r["seq"], r["at"], r["by"], r["action"], r["subject"], text, prev)
            db.execute(
                "UPDATE ledger SET detail = ?, prev = ?, hash = ? WHERE seq = ?",
                (text, prev, value, r["seq"]),
            )
            prev = value
        db.execute(trigger)
        db.commit()


@pytest.fixture
def folder(small_cycle, a_copy):
    return a_copy(small_cycle)


def swap(path, old, new):
    """Change words in a Word file, and nothing else of it."""
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    name = "word/document.xml"
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as target:
        for part, data in parts.items():
            target.writestr(part, data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_nothing_is_found_where_nothing_was_done(folder):
    assert codes(folder) == set()


ALTERED = {
    "a letter's number": ("UPDATE document SET docno = '温质奖评办〔2026〕99号' WHERE number = 5", "record-altered"),
    "a letter's running number": ("UPDATE document SET number = 77 WHERE number = 5", "record-altered"),
    "a letter's day": ("UPDATE document SET day = '2026-01-01' WHERE number = 5", "record-altered"),
    "a letter's addressee": ("UPDATE document SET addressee = '示例别家公司' WHERE number = 5", "record-altered"),
    "a letter's words": ("UPDATE document SET letter = json_set(letter, '$.title', '别的') WHERE number = 5", "record-altered"),
    "a letter's list": ("UPDATE document SET stands_on = 'visit-1' WHERE kind = 'ineligible'", "record-altered"),
    "who issued a letter": ("UPDATE document SET issued_by = '别人' WHERE number = 5", "record-altered"),
    "a letter made void": ("UPDATE document SET void_why = '改了' WHERE number = 5", "record-altered"),
    "a numbered letter removed": ("DELETE FROM document WHERE number = 5", "record-lost"),
    "a letter entered without the ledger": (
        ("INSERT INTO document (stage, kind, subject, list_ref, list_hash, year, day, title, addressee,"
        " letter, file, sha256, issued_at, issued_by, stands_on) SELECT stage, kind, 'x', list_ref,"
        " list_hash, year, day, title, addressee, letter, 'out/x.docx', 'x', issued_at, issued_by,"
        " stands_on FROM document LIMIT 1"), "record-unlogged"),
    "a list's day": ("UPDATE list SET day = '2026-01-01' WHERE stage = 'review'", "list-altered"),
    "a list's confirmer": ("UPDATE list SET confirmed_by = '别人' WHERE stage = 'review'", "list-altered"),
    "a list's time": ("UPDATE list SET confirmed_at = '2026-01-01T00:00:00+08:00' WHERE stage = 'visit'", "list-altered"),
    "what a list rests on": ("UPDATE list SET basis = json_set(basis, '$.tool', 'wzqa 0') WHERE stage = 'visit'", "list-altered"),
    "a list's content": ("UPDATE list SET content = json_remove(content, '$.admitted[0]') WHERE stage = 'visit'", "list-altered"),
    "a list's content and hash": ("UPDATE list SET list_hash = 'x' WHERE stage = 'visit'", "list-altered"),
    "a list removed": ("DELETE FROM list WHERE stage = 'award'", "record-lost"),
    "a decision's time": ("UPDATE decision SET decided_at = '2026-01-01T00:00:00+08:00' WHERE id = 1", "decision-altered"),
    "a decision's person": ("UPDATE decision SET decided_by = '别人' WHERE id = 1", "decision-altered"),
    "a decision's stage": ("UPDATE decision SET stage = 'visit' WHERE id = 1", "decision-altered"),
    "a decision's question": ("UPDATE decision SET question = 'x' WHERE id = 1", "decision-altered"),
    "a decision's content": ("UPDATE decision SET content = '{}' WHERE id = 1", "decision-altered"),
    "a decision ended": ("UPDATE decision SET ended_by = 1 WHERE id = 2", "decision-altered"),
    "a decision removed": ("DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)", "record-lost"),
    "a decision entered": (
        ("INSERT INTO decision (kind, stage, subject, content, why, question, decided_by, decided_at)"
        " VALUES ('withdraw', '', '2026-鹿城-001', '{}', 'x', '', 'x', '2026-09-01')"), "record-unlogged"),
    "an application number": ("UPDATE number SET key = 'x' WHERE app_no = (SELECT min(app_no) FROM number)", "record-altered"),
    "an application number removed": ("DELETE FROM number WHERE app_no = (SELECT min(app_no) FROM number)", "record-lost"),
    "a heading explained": ("INSERT INTO mapping VALUES ('甲', '乙', 'name', 'x', 'x')", "record-unlogged"),
    "a file's time": ("UPDATE file SET taken_at = '2026-01-01T00:00:00+08:00' WHERE id = 1", "record-altered"),
    "a file put out of force": ("UPDATE file SET ended_at = '2026-01-01' WHERE id = 1", "record-unlogged"),
    "an original's bytes": ("UPDATE original SET content = x'00' WHERE rowid = 1", "original-altered"),
    "an output's hash": ("UPDATE output SET sha256 = 'x' WHERE path LIKE '%资料评审结果.xlsx'", "record-altered"),
    "an output forgotten": ("DELETE FROM output WHERE path LIKE '%资料评审结果.xlsx'", "record-lost"),
    "the end of the ledger": ("DELETE FROM ledger WHERE seq > (SELECT max(seq) FROM ledger) - 3", "record-unlogged"),
    "the whole ledger": ("DELETE FROM ledger", "ledger-broken"),
    "a ledger entry's person": ("UPDATE ledger SET by = '别人' WHERE seq = 9", "ledger-broken"),
    "a ledger entry's JSON": ("UPDATE ledger SET detail = '{\"a\":' WHERE seq = 9", "record-damaged"),
    "a decision's JSON": ("UPDATE decision SET content = '[1' WHERE id = 1", "record-damaged"),
    "a list's JSON": ("UPDATE list SET content = '5' WHERE stage = 'screen'", "record-damaged"),
    "a letter's JSON": ("UPDATE document SET letter = 'x' WHERE number = 5", "record-damaged"),
    "a fact's JSON": ("UPDATE fact SET content = 'x' WHERE file_id = 1", "record-damaged"),
    "a letter's day that is none": ("UPDATE document SET day = 'x' WHERE number = 5", "record-altered"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERED)
def test_a_change_by_any_sqlite_tool_is_named(folder, what):
    statement, code = ALTERED[what]
    sql(folder, statement)
    assert code in codes(folder)


@pytest.mark.parametrize("words", [["log"], ["status"], ["explain", "鹿城-001"], ["rank", "visit"]])
@pytest.mark.parametrize("table", ["ledger SET detail", "decision SET content", "list SET content"])
def test_a_damaged_row_is_a_finding_of_any_command(folder, words, table):
    sql(folder, f"UPDATE {table} = '{{\"a\":' WHERE rowid = 2")
    code, out, err = wzqa("-C", folder, *words)
    assert "Traceback" not in out + err
    if table.startswith("ledger") or words != ["log"]:
        assert code == 4, err
        _, got = ask("-C", folder, *words)
        assert "record-damaged" in {p["code"] for p in got["problems"]}


@pytest.mark.parametrize("words", [["log"], ["status"]])
def test_a_broken_chain_is_a_finding_of_log_and_status(folder, words):
    sql(folder, "UPDATE ledger SET by = '别人' WHERE seq = 9")
    code, got = ask("-C", folder, *words)
    assert code == 4
    assert "ledger-broken" in {p["code"] for p in got["problems"]}


def test_a_trigger_dropped_or_a_table_added_is_named(folder):
    with closing(sqlite3.connect(folder / "record.db")) as db:
        db.execute("DROP TRIGGER ledger_no_update")
        db.execute("CREATE TABLE extra (x)")
        db.commit()
    _, problems = verify(folder)
    assert {(p.code, p.value) for p in problems} == {
        ("record-structure", "ledger_no_update"), ("record-structure", "extra"),
    }  # fmt: skip


def losers_name(folder):
    """Write a loser's name into the winners' notice; gives file and new hash."""
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (content,) = db.execute("SELECT content FROM list WHERE stage = 'award'").fetchone()
        winner = next(iter(json.loads(content)["selected"].values()))[0]["name"]
        (letter,) = db.execute("SELECT letter FROM document WHERE kind = 'ineligible'").fetchone()
        loser = json.loads(letter)["own_names"][0]
        (file,) = db.execute("SELECT file FROM document WHERE kind = 'announcement'").fetchone()
    value = swap(folder / file, winner, loser)
    return file, winner, loser, value


def test_a_losers_name_in_the_winners_notice_is_named_after_an_update(folder):
    file, _, _, value = losers_name(folder)
    sql(folder, ("UPDATE document SET sha256 = ? WHERE file = ?", (value, file)),
        ("UPDATE output SET sha256 = ? WHERE path = ?", (value, file)))  # fmt: skip
    assert {"record-altered", "document-altered"} <= codes(folder)


def test_and_after_the_ledger_was_recomputed_too(folder):
    head = verify(folder)[0].data["ledger"]["head"]
    file, winner, loser, value = losers_name(folder)
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (letter,) = db.execute("SELECT letter FROM document WHERE file = ?", (file,)).fetchone()
    letter = letter.replace(winner, loser)
    hashed = hashlib.sha256(letter.encode()).hexdigest()

    def change(entry, detail):
        if entry["subject"] == file and entry["action"] == "issue":
            detail |= {"sha256": value, "letter": hashed}
        if file in (detail.get("files") or {}):
            detail["files"][file] = value
        return detail

    rechained(folder, change)
    sql(folder, ("UPDATE document SET sha256 = ?, letter = ? WHERE file = ?", (value, letter, file)),
        ("UPDATE output SET sha256 = ? WHERE path = ?", (value, file)))  # fmt: skip
    assert codes(folder) == {"document-differs"}
    report, problems = verify(folder, checking.short(head))
    assert "anchor-missing" in {p.code for p in problems}
    assert report.exit == 4


def test_a_rollback_is_shown_by_the_anchor_on_paper(folder, voted_cycle, tmp_path):
    late = verify(folder)[0].data["ledger"]["head"]
    report, problems = verify(folder, checking.short(late), late)
    assert problems == []
    assert [a["seq"] for a in report.data["anchors"]] == [report.data["ledger"]["entries"]] * 2
    old = shutil.copytree(voted_cycle, tmp_path / "old")
    assert codes(old) == set()  # an earlier state is whole in itself
    assert {p.code for p in verify(old, checking.short(late))[1]} == {"anchor-missing"}


@pytest.mark.parametrize("typed", ["3F9A", "wzqa", "3F9A-22C1-7B04-E65", ""])
def test_an_anchor_that_is_none_is_a_usage_error(folder, typed):
    code, _, err = wzqa("-C", folder, "verify", "--anchor", typed)
    assert code == 2
    assert "3F9A-22C1-7B04-E65D" in err


def test_times_that_fall_are_named_unless_the_clock_was_said_to_be_set_back(folder):
    def change(entry, detail):
        return detail

    sql(folder, "UPDATE ledger SET at = '2020-01-01T00:00:00+08:00' WHERE seq = 9")
    rechained(folder, change)
    assert "ledger-time" in codes(folder)


def test_a_list_confirmed_by_another_version_is_no_tampering(folder, monkeypatch):
    monkeypatch.setattr("wzqa.stages.auditing.verifying.tool", lambda: "wzqa 9")
    monkeypatch.setattr("wzqa.stages.auditing.verifying.first_difference", lambda *_: "换了读法")
    monkeypatch.setattr("wzqa.stages.auditing.verifying.derive", lambda *_: Other)
    with open_cycle(folder, now=NOW, by="监督员", write=False) as cycle:
        report = verifying.run(cycle)
    assert report.exit == 0
    assert {p.code for p in cycle.problems} == {"tool-changed"}


class Other:
    content = None


@pytest.mark.parametrize(
    ("name", "told"), [("甲", {"tool-changed"}), (None, {"document-differs"})],
    ids=["worded otherwise", "to somebody else"],
)  # fmt: skip
def test_a_letter_of_another_version_may_be_worded_otherwise_only(folder, monkeypatch, name, told):
    written = papers._compared

    def of_before(document, again, made):
        del made
        fields = {**again.fields, "另一张表": [{"名称": "甲"}]}
        to = again.to if name else "示例某公司"
        return written(document, dataclasses.replace(again, fields=fields, to=to), "0.0.1")

    monkeypatch.setattr(papers, "_compared", of_before)
    with open_cycle(folder, now=NOW, by="监督员", write=False) as cycle:
        verifying.run(cycle)
    assert {p.code for p in cycle.problems} == told


RESULT = "out/review/资料评审结果.xlsx"


def test_a_share_that_tells_names_in_small_letters_tells_no_other_files(folder):
    """Some shares fold the case of names: YY-01_报告.docx is listed as yy-01_报告.docx."""
    path = folder / "out/Report.XLSX"
    path.write_bytes(b"x")
    with open_record(folder, NOW, "甲") as record:
        record.write("out/Report.XLSX", b"x", stage="award")
    assert codes(folder) == set()
    (folder / "out/report.xlsx").hardlink_to(path)  # the same file under the other name
    assert codes(folder) == set()
    (folder / "out/report.xlsx").unlink()
    (folder / "out/report.xlsx").write_bytes(b"x")  # where case counts, another file
    assert codes(folder) == {"file-foreign"}


def test_an_altered_result_workbook_is_named_whatever_its_row_says(folder):
    path = folder / RESULT
    path.write_bytes(path.read_bytes() + b" ")
    assert codes(folder) == {"file-altered"}
    value = hashlib.sha256(path.read_bytes()).hexdigest()
    sql(folder, ("UPDATE output SET sha256 = ? WHERE path = ?", (value, RESULT)))
    assert codes(folder) == {"file-altered", "record-altered"}


def test_a_file_that_waits_is_told_from_an_altered_one(folder, monkeypatch):
    replace = Path.replace

    def locked(self, target):
        if Path(target).name == Path(RESULT).name:
            raise PermissionError(13, "in use")
        return replace(self, target)

    with monkeypatch.context() as held:
        held.setattr("pathlib.Path.replace", locked)
        with open_cycle(folder, now=NOW, by="甲") as cycle:
            cycle.write(RESULT, b"new", "review")
    assert [(p.code, p.severity) for p in cycle.problems if p.code != "clock-back"] == [
        ("file-waiting", "error")
    ]
    with open_cycle(folder, now=NOW, by="监督员", write=False) as cycle:
        report = verifying.run(cycle)
    assert report.exit == 0
    assert [p.code for p in cycle.problems] == ["file-waiting"]
    (folder / RESULT).write_bytes(b"altered")
    assert codes(folder) == {"file-altered"}
