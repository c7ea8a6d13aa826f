"""What comes to an office: under a new name, twice, late registered, in the wrong folder, damaged."""

import shutil

import docx
import openpyxl
import pytest
from command_line import ask, codes, wzqa

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
HEAD = ["申报组织名称", "统一社会信用代码", "所属县（市、区）", "申报奖项"]
ROWS = [["示例甲公司", A, "鹿城区", "质量奖"], ["示例乙公司", B, "鹿城区", "创新奖"]]


@pytest.fixture
def folder(begun_cycle, a_copy):
    return a_copy(begun_cycle)


def table(folder, name, rows=ROWS, sender="鹿城区市场监督管理局", head=HEAD, inbox="applications"):
    book = openpyxl.Workbook()
    book.active.append([f"推荐单位：{sender}"])
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    path = folder / "inbox" / inbox / name
    book.save(path)
    return path


def ingest(folder, *words):
    code, got = ask("-C", folder, "ingest", *words)
    return code, [c for c in codes(got) if c != "heading-missing"], got


def who(got):
    return sorted(a["uscc"] for a in got["data"]["applications"])


# --- sent again under a new name ------------------------------------------------------------------


def test_a_resend_under_a_new_name_is_asked_about_and_replaces_when_told(folder):
    table(folder, "鹿城.xlsx")
    ingest(folder)
    mended = [["示例甲公司", A, "鹿城区", "创新奖"], ROWS[1], ["示例丙公司", C, "鹿城区", "质量奖"]]
    table(folder, "鹿城（更正）.xlsx", mended)
    code, said, got = ingest(folder)
    assert (code, said, who(got)) == (3, ["file-resend"], [A, B])
    words = next(p["hint"] for p in got["problems"] if p["code"] == "file-resend")
    command = words.split("：")[1].split("；")[0].split()[2:]
    assert command[0] == "--replaces"
    code, said, got = ingest(folder, *command)
    assert (code, said, who(got)) == (0, [], [A, B, C])
    changes = got["data"]["superseded"][0]["changes"]
    assert "新增：示例丙公司" in changes
    code, said, got = ingest(folder)  # the old file still lies in the inbox
    assert (code, who(got)) == (3, [A, B, C])
    (folder / "inbox/applications/鹿城.xlsx").unlink()
    assert ingest(folder)[:2] == (0, [])
    assert ask("-C", folder, "verify")[0] == 0


def test_another_sender_s_or_other_applicants_are_no_resend(folder):
    table(folder, "鹿城.xlsx")
    table(folder, "鹿城二.xlsx", [["示例丙公司", C, "鹿城区", "质量奖"]])
    code, said, got = ingest(folder)
    assert (code, said, who(got)) == (0, [], [A, B, C])


def test_the_same_bytes_under_two_names_count_once(folder):
    path = table(folder, "鹿城.xlsx")
    shutil.copy(path, path.with_name("鹿城 - 副本.xlsx"))
    code, said, got = ingest(folder)
    assert (code, said, who(got)) == (0, ["file-copy"], [A, B])


# --- the day of arrival -----------------------------------------------------------------------------


def test_the_day_of_running_alone_makes_nothing_late(folder):
    table(folder, "鹿城.xlsx")
    code, said, _ = ingest(folder)
    assert (code, said) == (0, [])
    receipt = next((folder / "out/ingest/收件回执").glob("*.xlsx"))
    assert "以登记日期为准" in str(list(openpyxl.load_workbook(receipt).active.values))


def test_a_day_given_is_taken_for_late_and_for_the_rule(folder):
    table(folder, "鹿城.xlsx")
    code, said, _ = ingest(folder, "--received", "2026/8/2", "inbox/applications/鹿城.xlsx")
    assert (code, said) == (0, ["file-late"])
    verdicts = ask("-C", folder, "screen")[1]["data"]["applicants"][0]["findings"]
    assert "2026年8月2日" in next(f["reason"] for f in verdicts if f["rule"] == "E16")
    code, said, _ = ingest(folder, "--received", "2026-6-20", "inbox/applications/鹿城.xlsx")
    assert (code, said) == (0, [])
    receipt = next((folder / "out/ingest/收件回执").glob("*.xlsx"))
    assert "以登记日期为准" not in str(list(openpyxl.load_workbook(receipt).active.values))


def test_the_file_s_own_column_stands_and_a_day_to_come_is_refused(folder):
    head = [*HEAD, "收件日期"]
    table(folder, "鹿城.xlsx", [[*row, "2026-08-03"] for row in ROWS], head=head)
    assert ingest(folder)[1] == ["file-late"]
    assert ingest(folder, "--received", "2099-01-01")[:2] == (1, ["date-future"])
    assert ingest(folder, "--received", "2026-06-20")[:2] == (1, ["received-of-nothing"])


# --- files that should not count ----------------------------------------------------------------------


def test_a_dropped_file_counts_no_more_until_it_is_named_or_changed(folder):
    table(folder, "鹿城.xlsx")
    ingest(folder)
    code, got = ask("-C", folder, "decide", "drop", "鹿城.xlsx", "--why", "误报")
    assert (code, got["data"]["subject"]) == (0, "inbox/applications/鹿城.xlsx")
    assert who(ingest(folder)[2]) == []
    assert who(ingest(folder, folder / "inbox/applications/鹿城.xlsx")[2]) == [A, B]
    ask("-C", folder, "decide", "drop", "鹿城", "--why", "误报")
    table(folder, "鹿城.xlsx", ROWS[:1])
    assert who(ingest(folder)[2]) == [A]
    assert ask("-C", folder, "decide", "drop", "没有.xlsx", "--why", "误报")[0] == 1
    assert ask("-C", folder, "verify")[0] == 0


def test_what_never_gave_anything_and_is_gone_is_dropped_by_itself(folder):
    path = folder / "inbox/applications/坏.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    assert ingest(folder)[0] == 1
    path.unlink()
    code, said, got = ingest(folder)
    assert (code, said, got["data"]["workbooks"]) == (0, ["file-gone-barren"], 0)
    assert ingest(folder)[:2] == (0, [])


REGISTER = (["年度", "奖项", "组织名称", "统一社会信用代码"], [[2022, "质量奖", "示例往届公司", C]])
SCORES = (["条目", "得分率（%）"], [["4.1.1", 60]])
REPLY = (
    ["申报编号", "组织名称", "规则编号", "核查结论", "依据"],
    [["1", "示例甲公司", "E09", "通过", "函"]],
)
OBJECTIONS = (["编号", "对象", "异议内容"], [["1", "示例甲公司", "虚报"]])
BALLOTS = (["票号", "示例甲公司", "示例乙公司"], [[1, "√", ""]])


@pytest.mark.parametrize(
    ("sheet", "inbox"),
    [(REGISTER, "inbox/registers/"), (SCORES, "inbox/scores/review/"), (REPLY, "inbox/verification/"),
     (OBJECTIONS, "inbox/objections/"), (BALLOTS, "inbox/ballots/")],
)  # fmt: skip
def test_a_workbook_in_the_wrong_folder_is_named_with_its_own(folder, sheet, inbox):
    head, rows = sheet
    table(folder, "鹿城.xlsx")
    table(folder, "放错的.xlsx", rows, head=head)
    code, said, got = ingest(folder)
    assert (code, said, who(got)) == (1, ["file-misfiled"], [A, B])
    assert inbox in got["problems"][-1]["hint"] + got["problems"][0]["hint"]
    (folder / "inbox/applications/放错的.xlsx").unlink()
    assert ingest(folder)[:2] == (0, [])


def test_an_application_among_the_registers_is_named_too(folder):
    shutil.copy(folder / "blank/推荐汇总表.xlsx", folder / "inbox/registers/推荐汇总表.xlsx")
    code, said, got = ingest(folder)
    assert code == 1
    assert "file-misfiled" in said
    assert "inbox/applications/" in str(got["problems"])


# --- headings of one sender ---------------------------------------------------------------------------


def test_a_column_can_be_ignored_and_a_later_answer_stands(folder):
    head = [*HEAD, "企业规模情况说明"]
    table(folder, "鹿城.xlsx", [[*row, "大型"] for row in ROWS], head=head)
    assert "heading-unknown" in ingest(folder)[1]
    entry = "鹿城区市场监督管理局:企业规模情况说明"
    assert "heading-unknown" not in ingest(folder, "--map", f"{entry}=-")[1]
    assert "heading-unknown" not in ingest(folder)[1]
    ingest(folder, "--map", f"{entry}=size")
    assert "大型" in wzqa("-C", folder, "explain", A, "--full")[1]


def test_receipts_count_organisations(folder):
    table(folder, "鹿城.xlsx", [ROWS[0], ROWS[1], ROWS[1]])
    ingest(folder)
    receipt = next((folder / "out/ingest/收件回执").glob("*.xlsx"))
    assert "申报2家" in str(list(openpyxl.load_workbook(receipt).active.values))


# --- the day on which the office itself received the papers -------------------------------------------


def test_the_office_s_own_day_is_held_against_the_city_s_deadline(folder):
    head = [*HEAD, "推荐意见"]
    table(folder, "鹿城.xlsx", [[*row, "推荐"] for row in ROWS], head=head)
    ingest(folder, "--received", "2026-07-20", "inbox/applications/鹿城.xlsx")
    findings = ask("-C", folder, "screen")[1]["data"]["applicants"][0]["findings"]
    assert next(f["verdict"] for f in findings if f["rule"] == "E16") == "pass"


def settle(folder, refused):
    """Decide whatever is open: one firm fails E09, all else passes."""
    for a in ask("-C", folder, "screen")[1]["data"]["applicants"]:
        fails = [a["uscc"], "E09"] == [refused, "E09"]
        for f in a["findings"]:
            answer = "fail" if fails and f["rule"] == "E09" else "pass"
            if answer == "fail" or f["verdict"] not in {"pass", "warn", "skip"}:
                wzqa(
                    "-C",
                    folder,
                    "decide",
                    "finding",
                    a["app_no"],
                    f["rule"],
                    answer,
                    "--why",
                    "纪要",
                )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("received", "said"), [(("--received", "2026-06-25"), "已于2026年6月25日收悉"), ((), "收悉")]
)
def test_the_refusal_names_the_day_of_the_office_never_the_county_s(folder, received, said):
    toml = folder / "award.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(
        text.replace('docno = ""', 'docno = "温政办发〔2026〕1号"', 1), encoding="utf-8"
    )
    head = [*HEAD, "收件日期"]
    table(folder, "鹿城.xlsx", [[*row, "2026-06-02"] for row in ROWS], head=head)
    ingest(folder, *received, "inbox/applications/鹿城.xlsx")
    settle(folder, A)
    assert ask("-C", folder, "confirm", "screen")[0] == 0
    code, got = ask("-C", folder, "notices", "screen", "--only", "ineligible")
    assert code == 0
    letter = docx.Document(folder / got["data"]["documents"][0]["file"])
    words = "".join(p.text for p in letter.paragraphs)
    assert said in words
    assert "6月2日" not in words
    assert ("已于" in words) == bool(received)


# --- nothing of another sender's ----------------------------------------------------------------


def cells(path):
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                yield f"{cell.value or ''}{cell.comment.text if cell.comment else ''}"


@pytest.mark.parametrize("name", ["示例丁公司", "示例甲公司"])
def test_what_goes_back_to_one_sender_tells_nothing_of_another(folder, name):
    head = [*HEAD, "申报编号"]
    mine = [["示例甲公司", A, "平阳县", "没有的奖", "2026-平阳-007"]]
    theirs = [
        [name, A, "苍南县", "没有的奖", "2026-平阳-007"],
        ["示例戊公司", C, "苍南县", "无", ""],
    ]
    for rows in (mine, theirs):  # what has to be mended makes a marked copy
        rows.append(["示例己公司", "91330302MAXX00015X", "鹿城区", "质量奖", ""])
    table(folder, "平阳独有文件.xlsx", mine, "平阳县市场监督管理局", head)
    table(folder, "苍南独有文件.xlsx", theirs, "苍南县市场监督管理局", head)
    _, said, got = ingest(folder)
    assert any(c.startswith("duplicate") for c in said)
    assert any("平阳独有文件" in p["message"] for p in got["problems"])  # the office is told all
    out = folder / "out/ingest"
    sent = {p for p in out.rglob("*.xlsx") if p.name != "收件登记表.xlsx"}
    assert len(sent) == 4
    for path in sent:
        text = "\n".join(cells(path))
        if "苍南" in path.name:
            assert "平阳独有文件" not in text
            assert name == "示例甲公司" or "示例甲公司" not in text
            assert "退回修改" not in path.name or "与另一份申报重复，请联系市评审办" in text
        else:
            assert "苍南独有文件" not in text
            assert "示例戊公司" not in text


def test_ingest_says_which_registers_it_took_in(folder):
    """Who put a roster in and typed what `status` says must not read that nothing changed."""
    table(folder, "鹿城.xlsx")
    table(
        folder,
        "专家名册.xlsx",
        [["甲示例", "示例大学", "省级"]],
        head=["姓名", "工作单位", "评审员资格"],
        inbox="registers",
    )
    said = wzqa("-C", folder, "ingest")[1]
    assert "收入名册1个：inbox/registers/专家名册.xlsx" in said
    assert "收入名册" not in wzqa("-C", folder, "ingest")[1]
