"""Nobody is refused without a signature （十一）（十四）: through the real command line."""

import io
import zipfile
from datetime import date, datetime, timedelta, timezone

import openpyxl
import pytest
from command_line import ask, wzqa

from wzqa.fields import BY_KEY
from wzqa.workbooks.demo import find_columns

NOW = datetime(2026, 8, 3, 9, tzinfo=timezone(timedelta(hours=8)))
YOUNG, LATE = "温州示例甲有限公司", "温州示例乙有限公司"
GOOD = {
    "region": "鹿城区", "channel": "属地", "recommended": "推荐", "org_type": "有限责任公司",
    "legal_person": "是", "reg_date": "2010-05-06", "stoppage": "无", "agri": "否",
    "pe_start": "2020-01-01", "rank_claim": "全市第一", "innovation": "发明专利3项", "sampling": "无",
    "accidents": "无", "complaints": "无", "violations": "无", "credit_date": "2026-06-20",
    "self_report": "已提交", "form": "已提交", "proofs": "已提交", "promise": "已提交",
    "received": "2026-06-20", "2023年营业收入（万元）": "8000", "2024年营业收入（万元）": "8500",
    "2025年营业收入（万元）": "9000",
}  # fmt: skip
ROWS = (
    {"name": YOUNG, "uscc": "91330302MAXX00015J", **GOOD, "reg_date": "2024-03-01"},
    {"name": LATE, "uscc": "91330303MAXX00023U", **GOOD, "received": "2026-07-09"},
)


def run(cycle, *words):
    return ask("-C", cycle, "--yes", *words, clock=NOW)


@pytest.fixture
def cycle(proposed, a_copy):
    """Give a cycle with two applicants that the rules propose to refuse."""
    return a_copy(proposed)


@pytest.fixture(scope="module")
def proposed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proposed") / "届"
    assert ask("init", folder, "--year", 2026, clock=NOW)[0] == 0
    toml = folder / "award.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('docno = ""', 'docno = "温政示例〔2026〕1号"'), encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append([BY_KEY[key].heading if key in BY_KEY else key for key in ROWS[0]])
    for row in ROWS:
        book.active.append(list(row.values()))
    book.save(folder / "inbox/applications/鹿城.xlsx")
    for name in ("往届获奖名册", "撤销名册"):
        blank = folder / f"blank/{name}.xlsx"
        (folder / f"inbox/registers/{name}.xlsx").write_bytes(blank.read_bytes())
    assert run(folder, "ingest")[0] == 0
    return folder


def by_name(got):
    return {a["name"]: a for a in got["data"]["applicants"]}


def sign(cycle, rows, name="资格核查表"):
    """Fill the 资格核查表 that `screen` wrote: name → (结论, 依据, 核查人, 日期)."""
    book = openpyxl.load_workbook(cycle / "out/screen/资格核查表.xlsx")
    sheet = book.worksheets[0]
    heads = ("组织名称", "核查结论", "依据", "核查人", "日期")
    row, at = find_columns(sheet, heads)
    for line in range(row + 1, sheet.max_row + 1):
        for head, value in zip(
            heads[1:], rows.get(sheet.cell(line, at["组织名称"]).value, ()), strict=False
        ):
            sheet.cell(line, at[head]).value = value
    out = io.BytesIO()
    book.save(out)
    (cycle / f"inbox/verification/{name}.xlsx").write_bytes(out.getvalue())
    return at


DAY = date(2026, 8, 2)
REFUSED, OVERRULED = ("不通过", "查阅登记档案", "张示例", DAY), ("通过", "收件簿", "李示例", DAY)


def test_a_proposal_refuses_nobody_until_it_is_signed(cycle):
    code, got = run(cycle, "screen")
    assert code == 3
    assert got["data"]["counts"] == {
        "pass": 0, "fail": 2, "pending": 0, "missing": 0, "unsigned": 2
    }  # fmt: skip
    found = by_name(got)
    assert found[YOUNG]["unsigned"] == ["E03"]
    assert found[LATE]["unsigned"] == ["E16"]
    fails = [f for f in found[YOUNG]["findings"] if f["verdict"] == "fail"]
    assert [(f["rule"], f["decided_by"]) for f in fails] == [("E03", None)]

    code, got = run(cycle, "confirm", "screen")
    assert code == 3
    said = str(got["problems"])
    for part in ("2家2项", YOUNG, "E03", LATE, "E16", "out/screen/资格核查表.xlsx"):
        assert part in said
    _, got = run(cycle, "notices", "screen", "--draft")
    assert "ineligible" not in {d["kind"] for d in got["data"]["documents"]}


def test_one_is_signed_and_one_overruled(cycle):
    run(cycle, "screen")
    sign(cycle, {YOUNG: REFUSED, LATE: OVERRULED})
    code, got = run(cycle, "screen")
    assert code == 0
    assert got["data"]["counts"]["unsigned"] == 0
    found = by_name(got)
    assert (found[YOUNG]["verdict"], found[LATE]["verdict"]) == ("fail", "pass")
    (fail,) = [f for f in found[YOUNG]["findings"] if f["verdict"] == "fail"]
    assert fail["decided_by"] == "张示例"
    assert not (cycle / "out/screen/资格核查表.xlsx").exists()
    assert run(cycle, "confirm", "screen")[0] == 0
    code, got = run(cycle, "notices", "screen")
    assert code == 0
    letters = [d for d in got["data"]["documents"] if d["kind"] == "ineligible"]
    assert [d["to"] for d in letters] == [YOUNG]
    assert run(cycle, "verify")[0] == 0


def test_a_decision_signs_as_well_and_half_of_them_is_not_enough(cycle):
    run(cycle, "screen")
    assert run(cycle, "decide", "finding", YOUNG, "E03", "不通过", "--why", "档案")[0] == 0
    code, got = run(cycle, "screen")
    assert (code, got["data"]["counts"]["unsigned"]) == (3, 1)
    assert "1家1项" in str(run(cycle, "confirm", "screen")[1]["problems"])
    assert run(cycle, "decide", "finding", LATE, "E16", "通过", "--why", "邮戳")[0] == 0
    assert run(cycle, "screen")[0] == 0


@pytest.mark.parametrize(
    ("row", "code", "head"),
    [
        (("不通过", "档案", None, DAY), "verification-person", "核查人"),
        (("不通过", "档案", "张示例", None), "verification-day", "日期"),
        (("不通过", None, "张示例", DAY), "verification-basis", "依据"),
        (("通过", "档案", None, DAY), "verification-person", "核查人"),
    ],
)
def test_a_half_filled_row_settles_nothing_and_is_named_with_its_cell(cycle, row, code, head):
    run(cycle, "screen")
    at = sign(cycle, {YOUNG: row, LATE: REFUSED})
    done, got = run(cycle, "screen")
    assert done == 3
    assert by_name(got)[YOUNG]["unsigned"] == ["E03"]
    (problem,) = [p for p in got["problems"] if p["code"] == code]
    assert problem["file"] == "inbox/verification/资格核查表.xlsx"
    assert problem["cell"].startswith(openpyxl.utils.get_column_letter(at[head]))


def test_the_next_sheet_under_the_same_name_loses_no_signature(cycle):
    run(cycle, "screen")
    sign(cycle, {YOUNG: REFUSED})
    assert run(cycle, "screen")[1]["data"]["counts"]["unsigned"] == 1
    sign(cycle, {LATE: OVERRULED})
    code, got = run(cycle, "screen")
    assert code == 0
    assert {n: a["verdict"] for n, a in by_name(got).items()} == {YOUNG: "fail", LATE: "pass"}


def test_two_signatures_that_differ_are_named_and_neither_counts(cycle):
    run(cycle, "screen")
    sign(cycle, {YOUNG: REFUSED, LATE: REFUSED})
    sign(cycle, {YOUNG: OVERRULED}, name="另一份")
    code, got = run(cycle, "screen")
    assert code == 3
    assert by_name(got)[YOUNG]["verdict"] == "pending"
    (problem,) = [p for p in got["problems"] if p["code"] == "verification-differ"]
    assert "张示例“不通过”" in problem["message"]
    assert "李示例“通过”" in problem["message"]
    assert run(cycle, "decide", "finding", YOUNG, "E03", "fail", "--why", "会议")[0] == 0
    assert by_name(run(cycle, "screen")[1])[YOUNG]["verdict"] == "fail"


def test_the_sheet_for_the_signature_shows_article_text_and_reading(cycle):
    run(cycle, "screen")
    code, got = run(cycle, "notices", "screen", "--only", "refusal-sheet")
    assert code == 0
    (made,) = got["data"]["documents"]
    assert (made["kind"], made["number"]) == ("refusal-sheet", None)

    def text():
        with zipfile.ZipFile(cycle / made["file"]) as parts:
            return parts.read("word/document.xml").decode()

    for part in (YOUNG, LATE, "正常运营3年以上", "2024年3月1日", "鹿城，", "拟不符合：", "核定人签名",
                 "□通过　□不通过"):  # fmt: skip
        assert part in text()
    run(cycle, "decide", "finding", YOUNG, "E03", "fail", "--why", "登记档案")
    run(cycle, "notices", "screen", "--only", "refusal-sheet")
    assert "登记档案" in text()
    assert text().count("□通过　□不通过") == 2  # summary and page


def test_the_console_says_how_many_whom_and_where(cycle):
    _, out, _ = wzqa("-C", cycle, "screen", clock=NOW)
    flat = "".join(out.split())
    assert "不符合2家（其中拟不符合待核定2家）" in flat
    assert "没有人核定，不得不予通过：请在out/screen/资格核查表.xlsx" in flat
    _, out, _ = wzqa("-C", cycle, "explain", YOUNG, clock=NOW)
    assert "拟不符合" in out


def resend(cycle, *rows):
    """Send the same workbook again with other rows."""
    book = openpyxl.Workbook()
    book.active.append([BY_KEY[key].heading if key in BY_KEY else key for key in rows[0]])
    for row in rows:
        book.active.append(list(row.values()))
    book.save(cycle / "inbox/applications/鹿城.xlsx")
    return run(cycle, "ingest")


def lapsed(got):
    return [p for p in got["problems"] if p["code"] == "signature-lapsed"]


@pytest.mark.parametrize("way", ["sheet", "decision"])
def test_a_signature_holds_for_the_text_it_was_given_on(cycle, way):
    run(cycle, "screen")
    if way == "sheet":
        sign(cycle, {YOUNG: OVERRULED, LATE: OVERRULED})
    else:
        for name, rule in ((YOUNG, "E03"), (LATE, "E16")):
            assert run(cycle, "decide", "finding", name, rule, "pass", "--why", "原件")[0] == 0
    assert run(cycle, "screen")[0] == 0

    same = [{**row, "remark": "已核对"} for row in ROWS]
    code, got = resend(cycle, *same)
    assert code == 0
    code, got = run(cycle, "screen")
    assert (code, lapsed(got)) == (0, [])

    younger = {**same[0], "reg_date": "2025-03-01"}
    assert resend(cycle, younger, same[1])[0] == 0
    code, got = run(cycle, "screen")
    assert code == 3
    assert by_name(got)[YOUNG]["unsigned"] == ["E03"]
    assert by_name(got)[LATE]["verdict"] == "pass"
    (problem,) = lapsed(got)
    signer = "李示例2026年8月2日" if way == "sheet" else "2026年8月3日核定的“通过”"
    assert signer in problem["message"]
    assert "须重新核定" in problem["message"]
    assert (problem["file"] == "inbox/verification/资格核查表.xlsx") == (way == "sheet")
    assert run(cycle, "confirm", "screen")[0] == 3

    sign(cycle, {YOUNG: REFUSED})
    code, got = run(cycle, "screen")
    assert (code, lapsed(got)) == (0, [])
    assert {n: a["verdict"] for n, a in by_name(got).items()} == {YOUNG: "fail", LATE: "pass"}
    assert run(cycle, "confirm", "screen")[0] == 0
    assert run(cycle, "verify")[0] == 0
