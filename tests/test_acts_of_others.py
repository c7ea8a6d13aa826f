"""Acts of others as records: the committee's meeting, the government's approval and decisions."""

import re
import shutil
from datetime import datetime, timedelta, timezone

import openpyxl
import pytest
from command_line import ask, codes, wzqa
from docx import Document

from wzqa.stages.demo import walk

ZONE = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 20, 9, tzinfo=ZONE)
ACT = ("--basis", "评委会审定会议纪要（2026年11月1日）")
APPROVE = ("decide", "approve", "--docno", "温政发[2026]031", "--why", "市政府批复")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Give a demo of six applicants whose publicity is confirmed on 2026-10-13."""
    folder = tmp_path_factory.mktemp("acts") / "届"
    walk.run(folder, 6, 7, "publicity", "测试员", lambda _: None)
    return folder


@pytest.fixture
def cycle(published, tmp_path):
    folder = tmp_path / "届"
    shutil.copytree(published, folder)
    return folder


@pytest.fixture(scope="module")
def confirmed(published, tmp_path_factory):
    folder = tmp_path_factory.mktemp("confirmed") / "届"
    shutil.copytree(published, folder)
    assert ask("-C", folder, "confirm", "award", "--date", "2026-11-01", *ACT, clock=AT)[0] == 0
    return folder


@pytest.fixture
def awarded(confirmed, tmp_path):
    """Give the cycle with its award list confirmed on 2026-11-01."""
    folder = tmp_path / "届"
    shutil.copytree(confirmed, folder)
    return folder


def words(path):
    document = Document(path)
    parts = [p.text for p in document.paragraphs]
    for section in document.sections:
        parts += [p.text for p in section.header.paragraphs]
    return "\n".join(parts)


# --- the committee's act --------------------------------------------------------------------------


def test_a_list_of_the_committee_names_its_meeting(cycle):
    code, got = ask("-C", cycle, "confirm", "award", clock=AT)
    assert (code, codes(got)) == (3, ["basis-missing"])
    assert "--basis" in got["problems"][0]["hint"]
    code, got = ask("-C", cycle, "confirm", "award", *ACT, clock=AT)
    assert (code, got["data"]["basis"]) == (0, ACT[1])
    assert wzqa("-C", cycle, "log", "--export", cycle / "台账.xlsx")[0] == 0
    assert any(ACT[1] in str(row) for row in _rows(cycle / "台账.xlsx"))
    assert ask("-C", cycle, "verify")[0] == 0


@pytest.mark.parametrize(
    ("day", "code"), [("2026-11-21", "date-future"), ("2026-10-12", "list-date-order")]
)
def test_no_list_of_a_day_to_come_or_before_the_list_it_rests_on(cycle, day, code):
    exit_code, got = ask("-C", cycle, "confirm", "award", "--date", day, *ACT, clock=AT)
    assert (exit_code, codes(got)) == (1, [code])
    assert ask("-C", cycle, "status")[1]["data"]["stages"][-1]["state"] != "confirmed"


# --- the government's approval ----------------------------------------------------------------------


def test_before_the_approval_the_government_s_papers_are_drafts_only(awarded):
    for only in ((), ("--only", "announcement"), ("--only", "获评名单")):
        code, got = ask("-C", awarded, "notices", "award", *only, clock=AT)
        assert (code, codes(got)) == (3, ["not-approved"])
    assert not list((awarded / "out/award").glob("*.docx"))
    code, got = ask(
        "-C", awarded, "notices", "award", "--only", "announcement", "--draft", clock=AT
    )
    assert code == 0
    text = words(awarded / got["files"][0])
    assert "〔2026〕　号" in text
    assert "温质奖评办" not in text
    assert "代拟稿" in text
    assert "温州市人民政府文件" in text
    assert ask("-C", awarded, "notices", "award", "--only", "approval-request", clock=AT)[0] == 0


def test_after_it_they_carry_its_number_and_day_and_none_of_the_office(awarded):
    request = ask("-C", awarded, "notices", "award", "--only", "approval-request", clock=AT)[1]
    mine = request["data"]["documents"][0]["number"]
    code, got = ask("-C", awarded, *APPROVE, "--date", "2026/11/10", clock=AT)
    assert (code, got["data"]["content"]) == (
        0,
        {"date": "2026-11-10", "docno": "温政发〔2026〕31号"},
    )
    code, got = ask("-C", awarded, "notices", "award", clock=AT)
    assert code == 0
    assert {d["kind"]: d["number"] for d in got["data"]["documents"]} == {
        "approval-request": mine,
        "announcement": "温政发〔2026〕31号",
        "award-list": "温政发〔2026〕31号",
    }
    for d in got["data"]["documents"][1:]:
        text = words(awarded / d["file"])
        assert "温政发〔2026〕31号" in text
        assert "2026年11月10日" in text
        assert "代拟稿" not in text
    again = ask("-C", awarded, "notices", "award", clock=AT)[1]["data"]
    assert again == got["data"]
    nxt = ask(
        "-C", awarded, "decide", "revoke", _winner(awarded)["uscc"], "--why", "事实", clock=AT
    )
    assert nxt[0] == 0
    letter = ask("-C", awarded, "notices", "aftercare", clock=AT)[1]["data"]["documents"][0]
    assert _running(letter["number"]) == _running(mine) + 1
    assert ask("-C", awarded, "verify", clock=AT)[0] == 0


def test_a_corrected_approval_is_told_and_its_papers_are_issued_anew(awarded):
    assert ask("-C", awarded, "notices", "award", "--only", "approval-request", clock=AT)[0] == 0
    ask("-C", awarded, *APPROVE, "--date", "2026-11-10", clock=AT)
    assert ask("-C", awarded, "notices", "award", clock=AT)[0] == 0
    right = ("decide", "approve", "--docno", "温政发〔2026〕32号", "--why", "文号更正")
    said = wzqa("-C", awarded, *right, "--date", "2026-11-12", clock=AT)[1]
    commands = re.findall(r"wzqa (notices award --reissue \S+ --why \S+)", said)
    assert len(commands) == 2
    code, got = ask("-C", awarded, "notices", "award", clock=AT)
    assert (code, codes(got)) == (0, ["approval-changed", "approval-changed"])
    assert ask("-C", awarded, "notices", "award", "--reissue", "announcement", "--keep-number",
               "--why", "文号更正", clock=AT)[0] == 1  # fmt: skip
    for command in commands:
        following = ask("-C", awarded, "status", clock=AT)[1]["data"]["next"]
        assert following == f"wzqa {command}"
        code, got = ask("-C", awarded, *command.split(), clock=AT)
        assert (code, got["data"]["documents"][0]["number"]) == (0, "温政发〔2026〕32号")
        assert "2026年11月12日" in words(awarded / got["data"]["documents"][0]["file"])
    code, got = ask("-C", awarded, "notices", "award", clock=AT)
    assert (code, codes(got)) == (0, [])
    assert ask("-C", awarded, "verify", clock=AT)[0] == 0
    assert "archive" in ask("-C", awarded, "status", clock=AT)[1]["data"]["next"]


def _running(docno):
    return int(docno.split("〕")[1].removesuffix("号"))


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (("--date", "2026-11-21"), "date-future"),
        (("--date", "2026-10-31"), "list-date-order"),
        (("--date", "2026-11-10", "--docno", "批复"), "docno-unreadable"),
    ],
)
def test_an_approval_that_cannot_be_is_refused(awarded, extra, code):
    exit_code, got = ask("-C", awarded, *APPROVE, *extra, clock=AT)
    assert (exit_code, codes(got)) == (1, [code])


def test_there_is_no_approval_of_a_list_that_is_not_confirmed(cycle):
    code, got = ask("-C", cycle, *APPROVE, "--date", "2026-11-10", clock=AT)
    assert (code, codes(got)) == (3, ["list-unconfirmed"])


def test_the_report_on_an_objection_holds_no_decision_of_the_committee(published):
    for path in (published / "out/publicity").glob("*异议调查报告.docx"):
        assert "评委会审查认为" not in words(path)


# --- what the next cycle hears of it ------------------------------------------------------------------


def _winner(folder, at=0):
    rows = ask("-C", folder, "rank", "vote", "--dry-run", clock=AT)[1]["data"]
    stands = openpyxl.load_workbook(folder / "out/award/往届获奖名册.xlsx").worksheets[0]
    names = {str(cell) for row in stands.iter_rows(values_only=True) for cell in row}
    found = [t for a in rows["awards"].values() for t in a["tally"] if t["uscc"] in names]
    return found[at]


def _rows(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [row for row in sheet.iter_rows(values_only=True) if any(row)]


def test_no_title_is_revoked_before_it_was_given(awarded):
    who = _winner(awarded)["uscc"]
    act = ("--docno", "温政发〔2026〕40号", "--why", "来文")
    early = ("decide", "revoked", who, "--date", "2026-10-31", *act)
    code, got = ask("-C", awarded, *early, clock=AT)
    assert (code, codes(got)) == (1, ["list-date-order"])
    assert ask("-C", awarded, *APPROVE, "--date", "2026-11-10", clock=AT)[0] == 0
    for day, expected in (("2026-11-09", 1), ("2026-11-10", 0)):
        code, _ = ask("-C", awarded, "decide", "revoked", who, "--date", day, *act, clock=AT)
        assert code == expected


def test_no_letter_is_older_than_the_list_it_tells_of(awarded):
    request = ("notices", "award", "--only", "approval-request", "--date")
    code, got = ask("-C", awarded, *request, "2026-10-31", clock=AT)
    assert (code, codes(got)) == (1, ["date-before-list"])
    assert ask("-C", awarded, *request, "2026-11-01", clock=AT)[0] == 0
    again = (
        "notices",
        "award",
        "--reissue",
        "approval-request",
        "--why",
        "有误",
        "--date",
        "2026-10-31",
    )
    assert codes(ask("-C", awarded, *again, clock=AT)[1]) == ["date-before-list"]


def test_no_letter_takes_a_number_of_a_year_to_come(awarded):
    request, late = ("notices", "award", "--only", "approval-request"), ("--date", "2027-01-01")
    code, got = ask("-C", awarded, *request, *late, clock=AT)
    assert (code, codes(got)) == (1, ["date-future"])
    assert ask("-C", awarded, *request, clock=AT)[0] == 0
    again = ("notices", "award", "--reissue", "approval-request", "--why", "有误")
    assert codes(ask("-C", awarded, *again, *late, clock=AT)[1]) == ["date-future"]


def test_nothing_is_examined_up_to_a_day_that_has_not_come(awarded):
    for more in ((), ("--second",)):
        code, got = ask("-C", awarded, "screen", *more, "--as-of", "2026-11-21", clock=AT)
        assert (code, codes(got)) == (1, ["date-future"])


def test_decisions_and_open_requests_come_along_and_bar_in_the_new_cycle(awarded, tmp_path):
    gone, asked = _winner(awarded), _winner(awarded, 1)
    number = ask("-C", awarded, "explain", gone["uscc"])[1]["data"]["applicant"]["app_no"]
    why = ("--why", "重大生产安全事故")
    assert ask("-C", awarded, "decide", "revoke", number, *why, clock=AT)[0] == 0
    code, got = ask("-C", awarded, "decide", "revoked", number, "--date", "2026-11-18", "--docno",
                    "温政发〔2026〕40号", *why, clock=AT)  # fmt: skip
    assert code == 0, got
    assert got["problems"] == []
    assert ask("-C", awarded, "decide", "cancel", number, *why, clock=AT)[0] == 1
    assert ask("-C", awarded, "decide", "cancel", asked["name"], *why, clock=AT)[0] == 0
    # what the government decided is not asked of it any more
    written = ask("-C", awarded, "notices", "aftercare", clock=AT)[1]["files"]
    assert [("取消" in w, asked["name"] in w) for w in written if "请示" in w] == [(True, True)]
    assert not any("撤销称号请示" in w for w in written)
    new = tmp_path / "新届"
    code, got = ask("init", new, "--year", "2028", "--from", awarded, clock=AT)
    assert (code, codes(got)) == (0, ["request-open"])
    assert asked["name"] in got["problems"][0]["message"]
    table = {row["what"]: row for row in got["data"]["carried"]}
    assert table["vote.rules_confirmed"]["count"] == "未带入"
    assert "rules_confirmed = false" in (new / "award.toml").read_text(encoding="utf-8")
    assert "未决请示1件" in table["撤销名册.xlsx"]["note"]
    revoked = _rows(new / "inbox/registers/撤销名册.xlsx")
    assert any(
        gone["uscc"] in row and "撤销" in row and "温政发〔2026〕40号" in row for row in revoked
    )
    assert any(asked["uscc"] in row and "提请取消" in row for row in revoked)
    winners = {row[3] for row in _rows(new / "inbox/registers/往届获奖名册.xlsx")}
    assert gone["uscc"] not in winners
    assert asked["uscc"] in winners
    _apply(new, gone, asked)
    ask("-C", new, "ingest", clock=AT)
    screened = ask("-C", new, "screen", clock=AT)[1]["data"]["applicants"]
    verdicts = {
        a["uscc"]: next(f["verdict"] for f in a["findings"] if f["rule"] == "E14") for a in screened
    }
    assert verdicts == {gone["uscc"]: "fail", asked["uscc"]: "pending"}


def _apply(folder, *winners):
    book = openpyxl.Workbook()
    book.active.append(["申报组织名称", "统一社会信用代码", "所属县（市、区）"])
    for row in winners:
        book.active.append([row["name"], row["uscc"], "鹿城区"])
    book.save(folder / "inbox/applications/鹿城.xlsx")


def test_a_decision_without_a_recorded_request_is_taken_and_said(awarded):
    who = _winner(awarded)
    code, got = ask("-C", awarded, "decide", "cancelled", who["uscc"], "--date", "2026-11-18",
                    "--docno", "温政发〔2026〕41号", "--why", "市政府决定", clock=AT)  # fmt: skip
    assert (code, codes(got)) == (0, ["request-missing"])
