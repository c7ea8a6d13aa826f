"""The check of （十八）: whatever the departments do, it comes to an end and nothing is claimed."""

import io
import zipfile
from datetime import date, datetime, timedelta, timezone

import openpyxl
import pytest
from command_line import ask, codes, wzqa

from wzqa.workbooks.demo import find_columns

pytestmark = pytest.mark.slow

ZONE = timezone(timedelta(hours=8))
SILENT = "温州市生态环境局"  # the department of the demo that does not answer
OFFICES = ("温州市人力资源和社会保障局", "温州市应急管理局", SILENT)
LETTER, ANSWER_BY, AFTER = date(2026, 9, 27), date(2026, 10, 15), date(2026, 10, 16)
EARLIER = ("screen", "review", "visit", "vote")


def at(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)


@pytest.fixture
def cycle(voted_cycle, a_copy):
    """Give a cycle with the letters of the second check out."""
    folder = a_copy(voted_cycle)
    code, _ = ask("-C", folder, "--yes", "notices", "publicity", "--only", "publicity",
                  "--only", "second-check", "--date", LETTER, clock=at(LETTER))  # fmt: skip
    assert code == 0
    return folder


def answer(cycle, office, *, refuse=(), leave=(), day=date(2026, 10, 9), change=None, name=None):
    """Return a department's own workbook: 通过 but for `refuse` and the blank rows of `leave`."""
    source = cycle / f"out/publicity/部门核查反馈表_{office}.xlsx"
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    row, at_ = find_columns(sheet, ("申报编号", "核查结论", "依据", "日期"))
    for number, line in enumerate(range(row + 1, sheet.max_row + 1)):
        if number in leave:
            continue
        sheet.cell(line, at_["核查结论"], "不通过" if number in refuse else "通过")
        sheet.cell(line, at_["依据"], "本部门记录")
        if day:
            sheet.cell(line, at_["日期"], day)
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    target = cycle / f"inbox/verification/{name or f'复查_{office}'}.xlsx"
    target.write_bytes(out.getvalue())
    return sheet.cell(row + 1, at_["申报编号"]).value


def second(cycle, day=AFTER):
    code, got = ask("-C", cycle, "screen", "--second", "--as-of", day, clock=at(day))
    return code, got


def settle(cycle, day=AFTER):
    """Decide what the rules themselves ask about; a proposed refusal of a department is signed."""
    code, got = second(cycle, day)
    for one in got["data"]["applicants"]:
        for finding in one["findings"]:
            open_ = finding["verdict"] == "pending" or finding["rule"] in one["unsigned"]
            if not open_:
                continue
            verdict = "fail" if "反馈结论“不通过”" in finding["reason"] else "pass"
            done, _ = ask("-C", cycle, "decide", "finding", one["app_no"], finding["rule"], verdict,
                          "--second", "--why", "核定", clock=at(day))  # fmt: skip
            assert done == 0
    code, got = second(cycle, day)
    assert code == 0, [p for p in got["problems"] if p["severity"] == "error"]
    return got


def silence(cycle, office, day=AFTER):
    return ask("-C", cycle, "decide", "silence", office, "--second", "--why", "两次催复未复",
               clock=at(day))  # fmt: skip


def confirm(cycle, day=AFTER):
    return ask("-C", cycle, "confirm", "publicity", "--date", day, clock=at(day))


def ends(cycle, day=AFTER):
    """Bring the check to its end: the earlier lists stand, verify finds nothing."""
    code, got = confirm(cycle, day)
    assert code == 0, got
    _, status = ask("-C", cycle, "status", clock=at(day))
    states = {s["stage"]: s["state"] for s in status["data"]["stages"]}
    assert [states[stage] for stage in EARLIER] == ["confirmed"] * 4
    assert states["publicity"] == "confirmed"
    code, got = ask("-C", cycle, "verify", clock=at(day))
    assert code == 0, got["data"]["discrepancies"]
    return got


def request(cycle, day=AFTER):
    """Give the sentence of 拟获评名单请示 about the departments."""
    assert ask("-C", cycle, "confirm", "award", "--date", day, "--basis", "审定会议纪要",
               clock=at(day))[0] == 0  # fmt: skip
    code, got = ask("-C", cycle, "--yes", "notices", "award", "--only", "approval-request",
                    "--date", day, clock=at(day))  # fmt: skip
    assert code == 0, got
    (made,) = got["data"]["documents"]
    with zipfile.ZipFile(cycle / made["file"]) as parts:
        return parts.read("word/document.xml").decode()


def owed(got):
    return {d["department"]: len(d["owed"]) for d in got["data"]["second_check"]["departments"]}


def test_the_letter_and_its_workbook_carry_one_day(cycle):
    for office in OFFICES:
        sheet = openpyxl.load_workbook(cycle / f"out/publicity/部门核查反馈表_{office}.xlsx").active
        head = "\n".join(str(sheet.cell(row, 1).value) for row in range(1, 6))
        assert "请于2026年10月15日前（含当日）反馈" in head
        assert "核查批次：授奖前复查" in head
        letter = next((cycle / "out/publicity").glob(f"*_{office}_授奖资格征求意见函.docx"))
        with zipfile.ZipFile(letter) as parts:
            assert "2026年10月15日" in parts.read("word/document.xml").decode()


def test_without_a_letter_nobody_was_asked_and_the_check_waits(voted_cycle, a_copy):
    folder = a_copy(voted_cycle)
    assert ask("-C", folder, "--yes", "notices", "publicity", "--only", "publicity", "--date",
               LETTER, clock=at(LETTER))[0] == 0  # fmt: skip
    settle(folder)
    code, got = confirm(folder)
    assert code == 3
    assert all(f"{office}：尚未发函" in str(got["problems"]) for office in OFFICES)
    assert codes(silence(folder, SILENT)[1]) == ["silence-unsent"]


def test_nobody_answers_and_each_is_excused_by_a_person(cycle):
    settle(cycle)
    code, got = confirm(cycle)
    assert code == 3
    assert "逾期未复" in str(got["problems"])
    for office in OFFICES:
        assert silence(cycle, office)[0] == 0
    ends(cycle)
    text = request(cycle)
    assert "发函征求3个市级部门意见" in text
    assert "收到答复0份" in text
    assert f"逾期未复3份（{'、'.join(reversed(OFFICES[:2]))}、{SILENT}）" in text
    assert "部门进行了" not in text


def test_silence_is_decided_after_the_day_only_and_by_name(cycle):
    assert codes(silence(cycle, "生态", ANSWER_BY)[1]) == ["silence-early"]
    assert codes(silence(cycle, "不存在局")[1]) == ["department-unknown"]
    assert silence(cycle, "不存在局")[0] == 2
    assert codes(silence(cycle, "温州市")[1]) == ["department-unknown"]
    code, got = silence(cycle, "生态")
    assert (code, got["data"]["subject"]) == (0, SILENT)


def test_an_answer_in_part_is_owed_until_excused(cycle):
    for office in OFFICES[:2]:
        answer(cycle, office)
    answer(cycle, SILENT, leave={0})
    settle(cycle)
    code, got = ask("-C", cycle, "publicity", clock=at(AFTER))
    assert code == 3
    assert owed(got) == {OFFICES[0]: 0, OFFICES[1]: 0, SILENT: 1}
    assert confirm(cycle)[0] == 3
    assert silence(cycle, SILENT)[0] == 0
    ends(cycle)


def test_a_late_answer_counts_all_the_same(cycle):
    late = AFTER + timedelta(days=5)
    for office in OFFICES:
        answer(cycle, office, day=late)
    settle(cycle, late)
    ends(cycle, late)
    assert "收到答复3份" in request(cycle, late)


def test_an_answer_that_comes_after_it_was_excused_counts(cycle):
    for office in OFFICES[:2]:
        answer(cycle, office)
    settle(cycle)
    assert silence(cycle, SILENT)[0] == 0
    answer(cycle, SILENT)
    settle(cycle)
    ends(cycle)
    text = request(cycle)
    assert "收到答复3份" in text
    assert "逾期未复" not in text


def test_a_negative_answer_vacates_nothing_until_it_is_signed(cycle):
    for office in OFFICES:
        refused = answer(cycle, office, refuse={0} if office == OFFICES[1] else ())
    code, got = second(cycle)
    assert code == 3
    (hit,) = [a for a in got["data"]["applicants"] if a["app_no"] == refused]
    assert (hit["verdict"], hit["unsigned"]) == ("fail", ["E10"])
    (finding,) = [f for f in hit["findings"] if f["rule"] == "E10"]
    assert finding["decided_by"] is None
    assert got["data"]["counts"]["unsigned"] >= 1
    code, got = ask("-C", cycle, "confirm", "publicity", "--date", AFTER, clock=at(AFTER))
    assert code == 3
    assert f"{refused} " in str(got["problems"])
    assert "out/publicity/资格核查表.xlsx" in str(got["problems"])
    settle(cycle)
    ends(cycle)
    text = request(cycle)
    assert "答复提出问题的1家" in text
    assert "1家不符合授奖条件" in text


@pytest.mark.parametrize("day", [None, date(2026, 8, 1)], ids=["没有日期", "写错成初审时的日期"])
def test_the_mark_of_the_sheet_tells_the_check_whatever_the_day(cycle, day):
    for office in OFFICES:
        answer(cycle, office, day=day)
    settle(cycle)
    ends(cycle)


def test_an_unmarked_answer_is_told_by_its_day_or_asked_about(cycle):
    def unmark(sheet):
        for row in range(1, 5):
            sheet.cell(row, 1).value = None
        sheet.cell(1, 1).value = f"{SILENT}反馈表"

    for office in OFFICES[:2]:
        answer(cycle, office)
    answer(cycle, SILENT, day=None, change=unmark)
    _, got = second(cycle)
    assert "reply-undated" in codes(got)
    settle(cycle)
    assert confirm(cycle)[0] == 3
    answer(cycle, SILENT, change=unmark)
    settle(cycle)
    ends(cycle)


def test_whoever_was_not_asked_is_named(cycle):
    def stranger(sheet):
        for row in range(1, 6):
            value = str(sheet.cell(row, 1).value or "")
            sheet.cell(row, 1).value = value.replace(
                f"反馈部门：{SILENT}", "反馈部门：温州市示例局"
            )

    answer(cycle, SILENT, change=stranger, name="示例局")
    _, got = second(cycle)
    assert "reply-department-unasked" in codes(got)
    assert owed(ask("-C", cycle, "publicity", clock=at(AFTER))[1])[SILENT] > 0

    def another(sheet):
        row, at_ = find_columns(sheet, ("申报编号", "统一社会信用代码"))
        sheet.cell(row + 1, at_["申报编号"], loser)
        sheet.cell(row + 1, at_["统一社会信用代码"]).value = None

    _, screened = ask("-C", cycle, "screen", "--dry-run", clock=at(AFTER))
    chosen = {a["app_no"] for a in got["data"]["applicants"]}
    loser = next(a["app_no"] for a in screened["data"]["applicants"] if a["app_no"] not in chosen)
    answer(cycle, SILENT, change=another)
    _, got = second(cycle)
    assert "reply-firm-unasked" in codes(got)


def test_silence_may_be_consent_by_setting_but_only_after_the_day(cycle):
    toml = cycle / "award.toml"
    text = toml.read_text(encoding="utf-8")
    assert 'second_reply = "required"' in text
    toml.write_text(
        text.replace('second_reply = "required"', 'second_reply = "silence-is-consent"'),
        encoding="utf-8",
    )
    settle(cycle, ANSWER_BY)
    assert confirm(cycle, ANSWER_BY)[0] == 3
    settle(cycle)
    assert confirm(cycle)[0] == 0
    assert "逾期未复3份" in request(cycle)


def test_the_overview_and_status_say_who_owes_what(cycle):
    answer(cycle, OFFICES[0], refuse={1})
    settle(cycle)
    assert silence(cycle, SILENT)[0] == 0
    ask("-C", cycle, "publicity", clock=at(AFTER))
    book = openpyxl.load_workbook(cycle / "out/publicity/部门反馈总览.xlsx")
    row, at_ = find_columns(book["部门"], ("部门", "已答复", "未复", "提出问题", "不再等候的理由"))
    found = {
        line[at_["部门"] - 1].value: [line[at_[h] - 1].value for h in list(at_)[1:]]
        for line in book["部门"].iter_rows(min_row=row + 1)
    }
    n = found[OFFICES[0]][0]
    assert n > 1
    assert found == {
        OFFICES[0]: [n, 0, 1, None],
        OFFICES[1]: [0, n, 0, None],
        SILENT: [0, n, 0, "两次催复未复"],
    }
    row, at_ = find_columns(book["逐家"], ("部门", "答复", "答复人", "文件和单元格"))
    lines = [
        [line[at_[h] - 1].value for h in at_] for line in book["逐家"].iter_rows(min_row=row + 1)
    ]
    assert [line[1] for line in lines if line[0] == OFFICES[0]].count("不通过") == 1
    assert all("部门核查反馈表" in line[3] for line in lines if line[0] == OFFICES[0])
    assert {line[1] for line in lines if line[0] == SILENT} == {"未复"}
    _, out, _ = wzqa("-C", cycle, "status", clock=at(AFTER))
    assert f"{OFFICES[1]}：逾期未复，欠{n}家（答复期限2026年10月15日）" in out.replace("\n　　", "")
    assert f"{SILENT}：" not in out


def test_what_a_person_let_pass_in_the_first_check_is_not_asked_again(cycle):
    _, first = ask("-C", cycle, "screen", "--dry-run", clock=at(AFTER))
    code, got = second(cycle)
    assert code == 0, got["problems"]
    chosen = {a["app_no"] for a in got["data"]["applicants"]}
    settled = {
        (a["app_no"], f["rule"])
        for a in first["data"]["applicants"]
        for f in a["findings"]
        if a["app_no"] in chosen and f["decided_by"] and "资格核查表" in f["reason"]
    }
    carried = {
        (a["app_no"], f["rule"]): f
        for a in got["data"]["applicants"]
        for f in a["findings"]
        if "资格审查时已核定“通过”" in f["reason"]
    }
    assert set(carried) == settled != set()
    assert all(f["verdict"] == "pass" and f["decided_by"] for f in carried.values())
