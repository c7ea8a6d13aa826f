"""Score sheets that came twice, or under another name: one message each, nothing counted twice."""

import shutil
from pathlib import Path

import pytest
from command_line import ask, codes

CASES = Path(__file__).parent / "cases/reading"


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """Give a cycle with the four workbooks of one panel, every finding settled."""
    folder = tmp_path_factory.mktemp("scores") / "届"
    assert ask("init", folder, "--year", "2026")[0] == 0
    shutil.copytree(CASES / "评分表/inbox", folder / "inbox", dirs_exist_ok=True)
    ask("-C", folder, "ingest")
    for a in ask("-C", folder, "screen")[1]["data"]["applicants"]:
        for f in a["findings"]:
            if f["verdict"] in {"pending", "missing"}:
                words = ("decide", "finding", a["app_no"], f["rule"], "通过", "--why", "已核实")
                assert ask("-C", folder, *words)[0] == 0
    return folder


@pytest.fixture
def cycle(ready, tmp_path):
    folder = tmp_path / "届"
    shutil.copytree(ready, folder)
    return folder


def test_a_copy_of_a_workbook_is_one_workbook_and_one_message(cycle):
    plain = ask("-C", cycle, "score", "review")[1]
    copy = next((CASES / "评分表-副本").iterdir())
    shutil.copy(copy, cycle / "inbox/scores/review" / copy.name)
    code, got = ask("-C", cycle, "score", "review")
    assert (code, got["data"]) == (0, plain["data"])
    assert {a["n"] for a in got["data"]["applicants"]} == {4}
    said = [p for p in got["problems"] if copy.name in str(p["file"])]
    assert [p["code"] for p in said] == ["file-copy"]


def test_the_copy_counts_when_the_first_is_taken_away(cycle):
    copy = next((CASES / "评分表-副本").iterdir())
    shutil.copy(copy, cycle / "inbox/scores/review" / copy.name)
    ask("-C", cycle, "score", "review")
    (cycle / "inbox/scores/review" / copy.name.replace(" - 副本", "")).unlink()
    got = ask("-C", cycle, "score", "review")[1]
    assert {a["n"] for a in got["data"]["applicants"]} == {4}


def test_a_workbook_whose_name_was_changed_is_named_as_whose_it_is_once(cycle):
    changed = next((CASES / "评分表-改名").iterdir())
    shutil.copy(changed, cycle / "inbox/scores/review" / changed.name)
    code, got = ask("-C", cycle, "score", "review")
    assert code == 1
    said = [p for p in got["problems"] if changed.name in str(p["file"])]
    assert [p["code"] for p in said] == ["card-not-on-panel"]
    assert "像是知三远的评分表" in said[0]["message"]
    assert {a["n"] for a in got["data"]["applicants"]} == {3}  # nothing is assumed
    assert "card-missing" in codes(got)
