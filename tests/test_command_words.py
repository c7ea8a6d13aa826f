"""What people type: stages, kinds and answers in Chinese, short numbers, dates as they write them."""

import openpyxl
import pytest
from command_line import ask, wzqa

from wzqa.documents.kinds import KINDS
from wzqa.plan import shipped_plan

A, B, C = "91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315"
HEAD = ["申报组织名称", "统一社会信用代码", "所属县（市、区）", "申报奖项"]
ROWS = (
    ["温州示例泵阀有限公司", A, "鹿城区", "质量奖"],
    ["温州示例电器股份有限公司", B, "鹿城区", "创新奖"],
    ["温州样本（集团）有限公司", C, "龙湾区", "质量奖"],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words") / "届"
    code, got = ask("init", folder, "--year", "2026", "--deadline", "2026-7-31")
    assert (code, got["data"]["deadline_city"]) == (0, "2026-07-31")
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for row in ROWS:
        book.active.append(row)
    book.save(folder / "inbox/applications/市直.xlsx")
    ask("-C", folder, "ingest")
    return folder


@pytest.mark.parametrize("text", ["2026-7-31", "2026/7/31", "2026.07.31", "2026年7月31日"])
def test_a_date_is_read_as_people_write_it(folder, text):
    code, got = ask("-C", folder, "screen", "--as-of", text, "--dry-run")
    assert (code, got["data"]["as_of"]) == (3, "2026-07-31")


@pytest.mark.parametrize("text", ["2026-13-1", "7月31日", "2026-02-30", "明天"])
def test_what_is_no_date_is_said_with_an_example(folder, text):
    code, _, err = wzqa("-C", folder, "screen", "--as-of", text)
    assert code == 2
    assert text in err
    assert "2026/7/31" in err


@pytest.mark.parametrize(
    "who", ["2026-鹿城-001", "鹿城-001", "鹿城-1", "鹿城001", "鹿城－００１", A, A.lower(), "示例泵阀",
            "示例泵阀公司", "温州示例泵阀有限公司"]
)  # fmt: skip
def test_who_is_a_number_a_code_a_name_or_a_short_name(folder, who):
    code, got = ask("-C", folder, "explain", who)
    assert (code, got["data"]["applicant"]["uscc"]) == (0, A)


def test_brackets_of_either_width_are_the_same_name(folder):
    assert ask("-C", folder, "explain", "样本(集团)")[1]["data"]["applicant"]["uscc"] == C


def test_a_short_name_of_two_is_refused_with_both_numbers(folder):
    code, _, err = wzqa("-C", folder, "explain", "温州示例公司")
    assert code == 2
    assert "2026-鹿城-001" in err
    assert "2026-鹿城-002" in err


@pytest.mark.parametrize(
    "words",
    [
        ("sheets", "资料评审", "--dry-run"),
        ("rank", "审查表决", "--dry-run"),
        ("score", "现场评审", "--dry-run"),
        ("confirm", "资格审查", "--dry-run"),
        ("notices", "apply", "--only", "申报通知", "--draft"),
        ("notices", "申报", "--only", "call", "--draft"),
        ("report", "资料评审", "--dry-run"),
        ("log", "--stage", "资格审查"),
        ("panels", "--form", "--stage", "现场评审", "--dry-run"),
        ("decide", "finding", "鹿城-001", "e07", "通过", "--why", "已核实", "--dry-run"),
        ("decide", "finding", "鹿城-001", "E07", "不符合", "--why", "已核实", "--dry-run"),
        ("decide", "objection", "异议1", "不成立", "--why", "评委会审查", "--dry-run"),
        ("decide", "cards", "资料评审", "鹿城-001", "退出", "--why", "评审办决定", "--dry-run"),
    ],
)
def test_stages_kinds_and_answers_are_understood_in_chinese(folder, words):
    assert wzqa("-C", folder, *words)[0] != 2


def test_the_same_command_in_either_language_does_the_same(folder):
    chinese = ask("-C", folder, "notices", "申报", "--only", "申报通知", "--draft", "--dry-run")
    assert chinese == ask(
        "-C", folder, "notices", "apply", "--only", "call", "--draft", "--dry-run"
    )
    assert [d["kind"] for d in chinese[1]["data"]["documents"]] == ["call"]


def test_an_unknown_word_is_answered_with_the_words_that_are_known(folder):
    code, _, err = wzqa("-C", folder, "rank", "资审")
    assert code == 2
    assert all(word in err for word in ("资审", "资料评审 review", "审查表决 vote"))
    code, _, err = wzqa("-C", folder, "notices", "apply", "--only", "通知")
    assert code == 2
    assert "申报通知" in err


@pytest.mark.parametrize(
    "command", ["sheets", "score", "rank", "confirm", "notices", "report", "panels", "demo", "log"]
)
def test_every_help_page_lists_the_stages_it_takes(command):
    _, page, _ = wzqa(command, "--help")
    assert "资料评审review" in "".join(page.split())
    if command == "notices":
        assert all(f"{k.name} " in page and k.title in page for k in KINDS)
        assert all(
            f"{name} {key}" in " ".join(page.split()) for key, name in shipped_plan().names.items()
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["demo", "x", "--applicants", "1"], "1不在5到2000之间"),
        (["demo", "x", "--applicants", "abc"], "“abc”不是整数"),
        (["rank"], "缺少参数 阶段"),
        (["rnak"], "没有命令 rnak"),
        (["screen", "--as-off", "x"], "没有选项 --as-off，是不是 --as-of"),
        (["sheets", "review", "多"], "多余的参数：多"),
        (["confirm", "screen", "--why"], "选项 --why 的用法不对"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_said_in_chinese(words, said):
    code, _, err = wzqa(*words)
    assert code == 2
    assert said in err
    assert " is not " not in err
