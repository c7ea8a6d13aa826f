"""Thirty attempts of a second pair of eyes, written down before they were tried (docs/promises.md)."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing

import pytest

from tests.helpers.command_line import ask, wzqa
from tests.test_verify_tampering import NOW, codes, rechained, sql
from wzqa.stages.ground import remembering
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.ground.view import in_force_view

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(small_cycle, a_copy):
    return a_copy(small_cycle)


def pragma(folder, text):
    with closing(sqlite3.connect(folder / "record.db")) as db:
        db.execute(text)
        db.commit()


def test_a_forged_paper_under_a_hidden_name(folder):
    for name in (".获评名单.docx", "~$获评名单.docx", "获评名单 - 副本.docx"):
        (folder / "out/award" / name).write_bytes(b"x" * 5000)
    (folder / "out/award/~$lock.docx").write_bytes(b"x" * 165)
    _, got = ask("-C", folder, "verify")
    assert sorted(p["file"] for p in got["data"]["discrepancies"]) == sorted(
        f"out/award/{n}" for n in (".获评名单.docx", "~$获评名单.docx", "获评名单 - 副本.docx")
    )


def test_a_folder_linked_into_out(folder, tmp_path):
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处/获评名单.docx").write_bytes(b"x" * 5000)
    try:
        (folder / "out/award/更正").symlink_to(tmp_path / "别处", target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    _, got = ask("-C", folder, "verify")
    assert [p["file"] for p in got["data"]["discrepancies"]] == ["out/award/更正"]


def test_a_move_planted_for_the_next_command(folder, tmp_path):
    (folder / ".wzqa-staging").mkdir()
    (folder / ".wzqa-staging/1.tmp").write_bytes(b"forged")
    (folder / "forged.docx").write_bytes(b"forged")
    with closing(sqlite3.connect(folder / "record.db")) as db:
        db.executemany(
            "INSERT INTO pending (source, target) VALUES (?, ?)",
            [(".wzqa-staging/1.tmp", "../outside.txt"), ("forged.docx", "out/award/x.docx"),
             (None, "../keep.txt"), (".wzqa-staging/../forged.docx", "out/award/y.docx")],
        )  # fmt: skip
        db.commit()
    (tmp_path / "keep.txt").write_bytes(b"keep")
    wzqa("-C", folder, "screen")
    assert not (tmp_path / "outside.txt").exists()
    assert (tmp_path / "keep.txt").exists()
    assert not (folder / "out/award/x.docx").exists()
    assert not (folder / "out/award/y.docx").exists()


def test_a_draft_changed_behind_the_ledger(folder):
    sql(folder, "UPDATE draft SET content = json_set(content, '$.x', 1) WHERE stage = 'visit'")
    assert codes(folder) == {"record-altered"}
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (text,) = db.execute("SELECT content FROM draft WHERE stage = 'visit'").fetchone()
    value = hashlib.sha256(text.encode()).hexdigest()
    sql(folder, ("UPDATE draft SET digest = ? WHERE stage = 'visit'", (value,)))
    assert codes(folder) == {"record-altered"}


STRANGE = {
    "a lone surrogate": '{"a": "\\ud800"}', "no number": '{"a": NaN}', "beyond numbers": '{"a": 1e999}',
    "too deep": '{"a": ' + "[" * 20000 + "]" * 20000 + "}", "nothing": "null",
}  # fmt: skip


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_json_that_no_program_of_ours_writes(folder, text):
    sql(folder, ("UPDATE decision SET content = ? WHERE id = 1", (text,)),
        ("UPDATE ledger SET detail = ? WHERE seq = 20", (text,)))  # fmt: skip
    for words in (["verify"], ["log"], ["status"]):
        code, out, err = wzqa("-C", folder, "--json", *words)
        assert code in (4, 5), (words, err[-300:])
        assert "Traceback" not in out + err


@pytest.mark.parametrize(
    ("text", "code"), [("PRAGMA user_version = 1", (4, 5)), ("PRAGMA user_version = 99", (5,)), ("PRAGMA application_id = 7", (5,))]
)  # fmt: skip
def test_the_record_passed_off_as_another(folder, text, code):
    pragma(folder, text)
    got, out, err = wzqa("-C", folder, "verify")
    assert got in code
    assert "Traceback" not in out + err


def test_an_earlier_version_of_a_letter_put_back(folder):
    path = folder / "out/screen/拟不通过核定表.docx"
    with closing(sqlite3.connect(folder / "record.db")) as db:
        rows = db.execute(
            "SELECT detail FROM ledger WHERE subject = 'out/screen/拟不通过核定表.docx'"
        )
        assert len({json.loads(r[0])["sha256"] for r in rows}) >= 1
    path.write_bytes(path.read_bytes() + b" ")
    assert codes(folder) == {"document-altered"}


def test_files_exchanged_between_two_firms(folder):
    one, two = sorted((folder / "out/screen").glob("*资格审查不通过告知书.docx"))[:2]
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    assert codes(folder) == {"document-altered"}


def test_another_s_record_in_this_folder(folder, voted_cycle):
    shutil.copy(voted_cycle / "record.db", folder / "record.db")
    assert codes(folder) & {"file-foreign", "document-altered", "file-altered"}


# --- what only looks like a record ------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["fact SET content = '{}'", "list SET content = '{}'"])
def test_json_of_another_shape_is_a_finding_of_any_command(folder, statement):
    sql(folder, f"UPDATE {statement}")
    for words in (["verify"], ["status"], ["rank", "visit"], ["report"]):
        code, got = ask("-C", folder, *words)
        assert code == 4, words
        assert {"record-damaged", "list-altered", "fact-altered"} & {
            p["code"] for p in got["problems"]
        }


def test_lists_emptied_with_their_hashes_and_the_whole_ledger(folder):
    value = hashlib.sha256(b"{}").hexdigest()
    sql(folder, ("UPDATE list SET content = '{}', list_hash = ?", (value,)))
    rechained(folder, lambda r, d: d | {"list_hash": value} if r["action"] == "confirm" else d)
    for words in (["verify"], ["status"], ["report"]):
        code, out, err = wzqa("-C", folder, *words)
        assert code == 4, words
        assert "Traceback" not in out + err


@pytest.mark.parametrize("seq", [1, 9])
def test_an_entry_renamed_in_a_recomputed_ledger(folder, seq):
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (trigger,) = db.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'ledger_no_update'"
        ).fetchone()
        db.execute("DROP TRIGGER ledger_no_update")
        db.execute("UPDATE ledger SET action = 'note' WHERE seq = ?", (seq,))
        db.execute(trigger)
        db.commit()
    rechained(folder, lambda _, d: d)
    assert "record-damaged" in codes(folder)


# --- files altered with every hash of them and the whole ledger recomputed ----------------------------


def rewrite(path, part, change):
    with zipfile.ZipFile(path) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    before = parts.get(part, b"").decode()
    parts[part] = change(before).encode()
    assert parts[part].decode() != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, data in parts.items():
            target.writestr(name, data)


def settled(folder, file):
    """Give a file's new hash to register, outputs and ledger, and recompute the chain."""
    value = hashlib.sha256((folder / file).read_bytes()).hexdigest()

    def change(entry, detail):
        if entry["subject"] == file and entry["action"] == "issue":
            detail |= {"sha256": value}
        if file in (detail.get("files") or {}):
            detail["files"][file] = value
        return detail

    rechained(folder, change)
    sql(folder, ("UPDATE document SET sha256 = ? WHERE file = ?", (value, file)),
        ("UPDATE output SET sha256 = ? WHERE path = ?", (value, file)))  # fmt: skip


def names(folder):
    """Give the winners' notice, a winner, and one who did not pass."""
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (content,) = db.execute("SELECT content FROM list WHERE stage = 'award'").fetchone()
        (file,) = db.execute("SELECT file FROM document WHERE kind = 'announcement'").fetchone()
        (letter,) = db.execute("SELECT letter FROM document WHERE kind = 'ineligible'").fetchone()
    winner = next(iter(json.loads(content)["selected"].values()))[0]["name"]
    return file, winner, json.loads(letter)["own_names"][0]


def added(run):
    return lambda text, _, loser: text.replace("<w:sectPr", run.format(loser) + "<w:sectPr", 1)


BODY = "word/document.xml"
FORGED = {
    "a loser for a winner": (BODY, lambda text, winner, loser: text.replace(winner, loser)),
    "a hidden loser": (BODY, added("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r></w:p>")),
    "a loser as a tracked change": (BODY, added('<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>{}</w:t></w:r></w:ins></w:p>')),
    "a loser in a text box": (BODY, added('<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>")),
    "a character that is not seen": (BODY, lambda text, winner, _: text.replace(winner, winner[:3] + "\u200b" + winner[3:])),
    "a winner out": (BODY, lambda text, winner, _: text.replace(winner, "")),
    "a word of the template": (BODY, lambda text, *_: text.replace("公布", "公示", 1)),
    "a loser in a comment": ("word/comments.xml", lambda _, __, loser: f"<w:comments xmlns:w='x'>{loser}</w:comments>"),
    "a picture": ("word/media/image9.png", lambda *_: "PNG"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_differs_from_its_words_in_the_register(folder, what):
    part, change = FORGED[what]
    file, winner, loser = names(folder)
    rewrite(folder / file, part, lambda text: change(text, winner, loser))
    settled(folder, file)
    assert codes(folder) == {"document-differs"}


def test_the_same_words_packed_anew_are_the_same_document(folder):
    file, *_ = names(folder)
    rewrite(folder / file, "word/styles.xml", lambda text: text + " ")
    settled(folder, file)
    assert codes(folder) == set()


def test_what_is_remembered_hides_no_forged_letter(folder):
    file, winner, loser = names(folder)
    with closing(sqlite3.connect(folder / "record.db")) as db:
        (letter,) = db.execute("SELECT letter FROM document WHERE file = ?", (file,)).fetchone()
    letter = letter.replace(winner, loser)
    rewrite(folder / file, BODY, lambda text: text.replace(winner, loser))
    settled(folder, file)
    rechained(folder, lambda e, d: d | {"letter": hashlib.sha256(letter.encode()).hexdigest()}
              if e["subject"] == file and e["action"] == "issue" else d)  # fmt: skip
    sql(folder, ("UPDATE document SET letter = ? WHERE file = ?", (letter, file)))
    with open_cycle(folder, now=NOW, by="x", write=False) as cycle:
        rests_on = remembering.fingerprint(in_force_view(cycle.record, cycle.settings), "award")
    sql(
        folder,
        (
            "UPDATE derived SET rests_on = ?, content = '有改动' WHERE what = 'stale-award'",
            (rests_on,),
        ),
    )
    assert codes(folder) == {"document-differs"}


def test_a_link_in_the_place_of_a_document(folder, tmp_path):
    file, *_ = names(folder)
    shutil.copy(folder / file, tmp_path / "别处.docx")
    (folder / file).unlink()
    try:
        (folder / file).symlink_to(tmp_path / "别处.docx")
    except OSError:
        pytest.skip("no links here")
    _, got = ask("-C", folder, "verify")
    assert [(p["code"], p["file"]) for p in got["data"]["discrepancies"]] == [
        ("file-foreign", file)
    ]


# --- archives ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(small_cycle, tmp_path_factory):
    target = tmp_path_factory.mktemp("bundle") / "归档.zip"
    assert wzqa("-C", small_cycle, "archive", target)[0] == 0
    return target


def changed(bundle, target, change):
    """Write a bundle anew with its parts changed and the manifest made to fit."""
    with zipfile.ZipFile(bundle) as source:
        parts = {n: source.read(n) for n in source.namelist() if not n.startswith("manifest")}
    change(parts)
    lines = "".join(f"{hashlib.sha256(d).hexdigest()}  {n}\n" for n, d in sorted(parts.items()))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in {**parts, "manifest-sha256.txt": lines.encode()}.items():
            out.writestr(name, data)
    return target


def first(parts, start, end=""):
    return min(n for n in parts if n.startswith(start) and n.endswith(end))


ARCHIVES = {
    "a letter": lambda p: p.__setitem__(first(p, "out/award/", "公布通知.docx"), b"x"),
    "an original": lambda p: p.__setitem__(first(p, "originals/scores-review/"), b"x"),
    "an original left out": lambda p: p.pop(first(p, "originals/ballots/")),
    "a list": lambda p: p.__setitem__(first(p, "lists/award"), b"{}"),
    "the catalogue": lambda p: p.__setitem__("归档文件目录.xlsx", b"x"),
    "the checker": lambda p: p.__setitem__("核对.py", b"print('ok')"),
    "the recount": lambda p: p.__setitem__("recount.py", b"print('ok')"),
    "the record": lambda p: p.__setitem__("record.db", b"x" * 5000),
    "the settings": lambda p: p.__setitem__("award.toml", b"= ="),
    "something more": lambda p: p.__setitem__("说明.docx", b"x"),
    "a name outside": lambda p: p.__setitem__("../outside.txt", b"x"),
    "an absolute name": lambda p: p.__setitem__("/outside-wzqa.txt", b"x"),
    "a file and a folder of one name": lambda p: p.update({"说明": b"x", "说明/说明.txt": b"x"}),
    "a folder and a file of one name": lambda p: p.update({"out": b"x"}),
    "two names that are one on Windows": lambda p: p.__setitem__("Award.toml", b"x"),
    "a name with a double bar": lambda p: p.__setitem__("lists//award-1.json", b"{}"),
    "a device of Windows": lambda p: p.__setitem__("lists/NUL.json", b"x"),
    "a bomb": lambda p: p.__setitem__("out/bomb.bin", b"\0" * 400_000_000),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_an_archive_altered_with_its_manifest(bundle, tmp_path, what):
    target = changed(bundle, tmp_path / "归档.zip", ARCHIVES[what])
    code, out, err = wzqa("verify", "--archive", target)
    assert code == 4, err
    assert "Traceback" not in out + err
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 1000], ids=["empty", "head", "other"])
def test_an_archive_that_is_none(tmp_path, data):
    (tmp_path / "归档.zip").write_bytes(data)
    code, _, err = wzqa("verify", "--archive", tmp_path / "归档.zip")
    assert code == 5
    assert "读不了归档" in err


@pytest.mark.parametrize("what", ["a comment", "something in front"])
def test_what_stands_in_no_member_of_an_archive(bundle, tmp_path, what):
    target = tmp_path / "归档.zip"
    target.write_bytes(
        (b"#!/bin/sh\n" if what == "something in front" else b"") + bundle.read_bytes()
    )
    if what == "a comment":
        with zipfile.ZipFile(target, "a") as archive:
            archive.comment = "获评名单以本注释为准".encode()
    code, got = ask("verify", "--archive", target)
    assert code == 4
    assert {p["code"] for p in got["problems"]} == {"archive-unsafe"}


def test_an_archive_cut_short(bundle, tmp_path):
    data = bundle.read_bytes()
    (tmp_path / "归档.zip").write_bytes(data[: len(data) // 2])
    code, out, err = wzqa("verify", "--archive", tmp_path / "归档.zip")
    assert code in (4, 5)
    assert "Traceback" not in out + err


PROGRAMS = {
    "a list emptied": lambda p: p.__setitem__(first(p, "lists/review"), b"{}"),
    "a list that is none": lambda p: p.__setitem__(first(p, "lists/vote"), b"\xff["),
    "a list left out": lambda p: p.pop(first(p, "lists/screen")),
    "a result that is none": lambda p: p.__setitem__("out/review/资料评审结果.xlsx", b"x"),
    "a notice that is none": lambda p: p.__setitem__(first(p, "out/award/", "获评名单.docx"), b"x"),
    "the record": lambda p: p.__setitem__("record.db", b"x" * 5000),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_the_programs_in_an_altered_archive_end_in_findings(bundle, tmp_path, what):
    target = changed(bundle, tmp_path / "归档.zip", PROGRAMS[what])
    with zipfile.ZipFile(target) as source:
        source.extractall(tmp_path)
    said = {}
    for name in ("recount.py", "核对.py"):
        done = subprocess.run(
            [sys.executable, "-X", "utf8", name], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
        )  # fmt: skip
        assert "Traceback" not in done.stderr, name
        assert done.returncode in (0, 4)
        said[name] = done.returncode
    assert said["recount.py"] == 4


@pytest.mark.parametrize("data", [None, b"\xff\xfe\n"], ids=["none", "no text"])
def test_the_checker_without_its_manifest(bundle, tmp_path, data):
    with zipfile.ZipFile(bundle) as source:
        source.extractall(tmp_path)
    (tmp_path / "manifest-sha256.txt").unlink()
    if data:
        (tmp_path / "manifest-sha256.txt").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "核对.py"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    assert done.returncode == 4
    assert "校验清单核对到一半停下" in done.stdout


@pytest.mark.parametrize("name", ["/etc/hostname", "x" * 5000, "a\0b", "a/" * 1500 + "b"])
def test_a_manifest_that_names_what_no_archive_holds(bundle, tmp_path, name):
    with zipfile.ZipFile(bundle) as source:
        parts = {n: source.read(n) for n in source.namelist()}
    parts["manifest-sha256.txt"] += f"{'0' * 64}  {name}\n".encode()
    with zipfile.ZipFile(tmp_path / "归档.zip", "w") as out:
        for part, data in parts.items():
            out.writestr(part, data)
    code, got = ask("verify", "--archive", tmp_path / "归档.zip")
    assert code == 4
    assert {p["code"] for p in got["problems"]} == {"archive-manifest"}


# --- a cycle without its settings -------------------------------------------------------------------


@pytest.mark.parametrize("text", [b"= =", b"\xff\xfe", b"[cycle]\nyear = 'x'\n", None], ids=["no TOML", "no text", "a wrong key", "none"])  # fmt: skip
def test_settings_that_cannot_be_read_are_a_finding_beside_the_others(folder, text):
    path = folder / "award.toml"
    path.write_bytes(text) if text else path.unlink()
    code, got = ask("-C", folder, "verify", "--anchor", "0000-0000-0000-0000")
    assert code == 4
    assert {p["file"] for p in got["data"]["discrepancies"]} == {"award.toml", "record.db"}
    assert got["data"]["documents"]["checked"] > 40
    sql(folder, "UPDATE document SET addressee = '示例别家公司' WHERE number = 5")
    assert "record-altered" in {p["code"] for p in ask("-C", folder, "verify")[1]["problems"]}
    for words in (["status"], ["log"]):
        code, out, err = wzqa("-C", folder, *words)
        assert (code, out) == (1 if text else 5, "")
        assert err.startswith("错误：award.toml")


def test_settings_that_cannot_be_read_and_no_record(tmp_path):
    (tmp_path / "award.toml").write_bytes(b"= =")
    code, _, err = wzqa("-C", tmp_path, "verify")
    assert code == 1
    assert err.startswith("错误：award.toml › 第1行")
