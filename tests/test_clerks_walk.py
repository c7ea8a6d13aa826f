"""A clerk's walk: an empty folder, the real blanks filled in by hand, what `status` says, the papers."""

import shlex
import shutil
import zlib
from datetime import UTC, date, datetime

import openpyxl
import pytest

from tests.helpers.command_line import ask, codes
from wzqa.codes import check_character, organisation_is_sound

FIRMS = (("示例青禾阀门有限公司", "鹿城区", "质量奖"), ("示例南塘电气股份有限公司", "鹿城区", "质量奖"),
         ("示例双屿鞋业有限公司", "鹿城区", "创新奖"), ("示例江心服务集团有限公司", "鹿城区", "服从调剂"),
         ("示例飞云汽配有限公司", "瑞安市", "质量奖"), ("示例塘下精密制造有限公司", "瑞安市", "创新奖"),
         ("示例柳市智能电器有限公司", "乐清市", "质量奖"), ("示例蓝田食品有限公司", "龙湾区", "创新奖"))  # fmt: skip
EXAMINERS = ["赵一示例", "钱二示例", "孙三示例", "周五示例", "吴六示例", "郑七示例"]


class Clerk:
    """Sits in a cycle folder, types commands, fills in workbooks as Excel would leave them."""

    def __init__(self, folder, day):
        self.folder, self.day, self.minute = folder, day, 0

    def types(self, command, code=0):
        self.minute += 1
        clock = datetime(2026, *self.day, 9, tzinfo=UTC).replace(minute=self.minute % 60)
        got, said = ask("-C", self.folder, "--yes", *shlex.split(command)[1:], clock=clock)
        assert got == code, (command, got, said["problems"][:3])
        return said

    def next(self):
        return self.types("wzqa status")["data"]["next"]

    def fills(self, source, target, write):
        book = openpyxl.load_workbook(self.folder / source)
        write(book)
        book.save(self.folder / target)

    def moves(self, source, inbox):
        shutil.move(self.folder / source, self.folder / inbox)


def code_of(number):
    bodies = (f"91330302MA{number:06d}{last}" for last in "0123456789X")
    body = next(b for b in bodies if organisation_is_sound(b + check_character(b)))
    return body + check_character(body)


def answers(number):
    """What firm `number` writes, as people type it."""
    name, region, award = FIRMS[number]
    row = {
        "申报组织名称": f"{name} " if number == 2 else name, "统一社会信用代码": code_of(number), "申报奖项": award,
        "所属县（市、区）": region, "推荐单位": f"{region}市场监督管理局", "推荐意见": "推荐", "邮政编码": 325000,
        "独立法人资格": "是", "成立日期": date(2010, 3, 15) if number % 2 else "2010.3.15", "曾用名": "无",
        "从业人员（人）": f"{300 + number}人" if number == 1 else 300 + number, "停产停业情况": "无",
        "导入卓越绩效日期": "2025年3月" if number == 5 else "2019年3月", "是否农产品生产": "否",
        "近3年监督抽查不合格": "无", "近3年较大以上事故": "无", "近3年重大投诉": "无", "近3年严重违法违规": "无",
        "行业排名": "同行业全国第3", "技术、服务和质量指标水平": "密封寿命12万次，国内领先", "创新成果": "省科技进步奖",
        "信用报告日期": date(2026, 6, 10), "自评报告": "已提交", "申报表": "已提交", "承诺书": "已提交",
        "证明材料": "未提交" if number == 6 else "已提交", "收件日期": date(2026, 6, 20),
        "联系人": "李四", "手机": 13800000000 + number,
    }  # fmt: skip
    for i, year in enumerate((2023, 2024, 2025)):
        for what, amount in (
            ("营业收入", 12000),
            ("利润总额", 900),
            ("纳税总额", 500),
            ("资产总额", 24000),
        ):
            row[f"{year}年{what}（万元）"] = amount + number * 10 + i
    return row


def summary(numbers):
    def write(book):
        sheet = book["推荐汇总表"]
        heads = {c.value: c.column for c in sheet[3]}
        for place, number in enumerate(numbers):
            for head, value in answers(number).items():
                sheet.cell(4 + place, heads[head]).value = value

    return write


def form(number):
    def write(book):
        sheet, row = book["申报表"], answers(number)
        for at in range(3, 60):
            head = sheet.cell(at, 1).value
            if head in row:
                sheet.cell(at, 2).value = row[head]
            for column, year in ((2, 2023), (3, 2024), (4, 2025)):
                amount = row.get(f"{year}年{head}")
                if amount is not None:
                    sheet.cell(at, column).value = amount

    return write


def roster(book):
    sheet = book.worksheets[0]
    for i, name in enumerate(EXAMINERS):
        for column, value in enumerate((name, f"示例大学{i}", "省级", f"ZJ-{i}"), 1):
            sheet.cell(3 + i, column).value = value


def marks(book):
    for sheet in book:
        if sheet["A7"].value != "条款":
            continue
        firm = sheet["G2"].value
        for at in range(8, 38):
            if str(sheet.cell(at, 1).value or "").count(".") == 2:
                sheet.cell(at, 4).value = 45 + zlib.crc32(firm.encode()) % 9 * 5
                sheet.cell(at, 6).value = f"查阅了{firm}第{at}项的记录，近三年数据齐全"


def settles(book):
    sheet = book.worksheets[0]
    for column, value in {
        "L": "不通过",
        "M": "现场查阅导入文件",
        "O": "王经办",
        "P": date(2026, 8, 5),
    }.items():
        sheet[f"{column}6"] = value


def votes(book):
    for sheet, winners in ((book["选票-质量奖"], "BCD"), (book["选票-创新奖"], "EFG")):
        for column in winners:
            for at in range(5, 13):
                sheet[f"{column}{at}"] = "√"
        sheet.delete_rows(13)
    for cell, value in {
        "B4": 8,
        "B5": 8,
        "B6": 8,
        "B7": "冯监",
        "B8": "褚计",
        "B9": date(2026, 10, 9),
    }.items():
        book["会议"][cell] = value


def replies(book):
    sheet = book.worksheets[0]
    for at in range(7, sheet.max_row + 1):
        for column, value in {
            "H": "通过",
            "I": "查台账无记录",
            "K": "蒋核",
            "L": date(2026, 10, 12),
        }.items():
            sheet[f"{column}{at}"] = value


def takes_in(clerk):
    inbox = "inbox/applications"
    clerk.fills("blank/推荐汇总表.xlsx", f"{inbox}/鹿城.xlsx", summary((0, 1, 2, 3)))
    clerk.fills("blank/推荐汇总表.xlsx", f"{inbox}/瑞安.xlsx", summary((4, 5)))
    for number in (6, 7):
        clerk.fills("blank/申报表.xlsx", f"{inbox}/{FIRMS[number][0]}.xlsx", form(number))
    assert clerk.next() == "wzqa ingest"
    assert len(clerk.types("wzqa ingest")["data"]["applications"]) == len(FIRMS)


def screens(clerk):
    folder, inbox = clerk.folder, "inbox/applications"
    assert clerk.next() == "wzqa screen"
    clerk.types("wzqa screen", code=3)
    told = clerk.types("wzqa status")["data"]["blockers"]
    assert sum("撤销名册" in line for line in told) == 1  # the office's own gap, once, not per firm
    assert any("E18" in line for line in told)
    shutil.copy(folder / "blank/撤销名册.xlsx", folder / "inbox/registers")
    letter = clerk.types("wzqa notices screen --only 补正通知")["files"]
    assert sum("补正通知" in name for name in letter) == 1
    clerk.fills(f"{inbox}/{FIRMS[6][0]}.xlsx", f"{inbox}/{FIRMS[6][0]}.xlsx",
                lambda book: book["申报表"].__setitem__("B45", "已提交"))  # fmt: skip
    assert clerk.next() == "wzqa ingest"
    clerk.types("wzqa ingest")
    # signed where it lies, as the message says, and forgotten there: nothing is lost, and it is said
    clerk.day = (8, 6)
    clerk.fills("out/screen/资格核查表.xlsx", "out/screen/资格核查表.xlsx", settles)
    signed = (folder / "out/screen/资格核查表.xlsx").read_bytes()
    assert "form-filled" in codes(clerk.types("wzqa screen", code=3))
    assert (folder / "out/screen/资格核查表.xlsx").read_bytes() == signed
    assert any("资格核查表" in line for line in clerk.types("wzqa status")["data"]["changed"])
    clerk.moves("out/screen/资格核查表.xlsx", "inbox/verification")
    clerk.types("wzqa screen")
    assert clerk.next() == "wzqa confirm screen"
    clerk.types("wzqa confirm screen")

    clerk.day = (8, 7)
    assert clerk.next() == "wzqa notices screen"
    made = clerk.types("wzqa notices screen")["files"]
    assert any("不通过告知书" in name for name in made)
    assert not any("征求" in name for name in made)  # nobody is asked about a check that is over
    clerk.fills("blank/评审专家名册.xlsx", "inbox/registers/评审专家名册.xlsx", roster)
    assert clerk.next() == "wzqa ingest"
    clerk.types("wzqa ingest")


def scores(clerk, stage, following=None):
    folder = clerk.folder
    name = {"review": "资料评审", "visit": "现场评审"}[stage]
    if stage == "review":
        assert clerk.next() == "wzqa panels --form --stage review"
        clerk.types(clerk.next())
        clerk.moves(f"out/review/评审分组与回避表_{name}（方案）.xlsx", "inbox/registers")
        clerk.types("wzqa panels")
    assert clerk.next() == f"wzqa sheets {stage}"
    clerk.types(clerk.next())
    assert clerk.next() == f"wzqa score {stage}"  # nothing is back yet: it says so
    assert "评分表已经写出" in clerk.types("wzqa status")["data"]["blockers"][0]
    for path in sorted((folder / f"out/{stage}/评分表").glob("*.xlsx")):
        clerk.fills(path.relative_to(folder), f"inbox/scores/{stage}/{path.name}", marks)
        path.unlink()
    clerk.types(clerk.next())
    clerk.types(f"wzqa rank {stage}")
    assert clerk.next() == f"wzqa confirm {stage}"
    clerk.types(clerk.next())
    if following:
        assert clerk.next() == "wzqa panels --form --stage visit"
        clerk.types(clerk.next())
        clerk.moves("out/visit/评审分组与回避表_现场评审（方案）.xlsx", "inbox/registers")
        clerk.types("wzqa panels")
    assert clerk.next() == f"wzqa notices {stage}"
    clerk.types(clerk.next())


def holds_the_vote(clerk):
    clerk.day = (10, 9)
    toml = clerk.folder / "award.toml"
    text = toml.read_text("utf-8").replace("rules_confirmed = false", "rules_confirmed = true")
    toml.write_text(text.replace("members = 0", "members = 9"), "utf-8")
    for command in ("wzqa notices vote", "wzqa sheets vote"):
        assert clerk.next() == command
        clerk.types(command)
    clerk.fills("out/vote/计票表_第1轮.xlsx", "inbox/ballots/计票表_第1轮.xlsx", votes)
    assert clerk.next() == "wzqa rank vote"
    clerk.types("wzqa rank vote")
    assert clerk.next().startswith("wzqa confirm vote --basis")
    clerk.types(clerk.next())
    for command in ("wzqa notices vote", "wzqa notices publicity"):
        assert clerk.next() == command
        clerk.types(command)


def reaches_the_announcement(clerk):
    clerk.day = (10, 13)
    clerk.fills("out/publicity/部门核查反馈表_温州市应急管理局.xlsx",
                "inbox/verification/应急局复查.xlsx", replies)  # fmt: skip
    assert clerk.next() == "wzqa screen --second"
    clerk.types(clerk.next())
    clerk.day = (10, 20)
    assert clerk.next() == "wzqa confirm publicity"
    clerk.types(clerk.next())
    assert clerk.next().startswith("wzqa confirm award")
    clerk.types('wzqa confirm award --basis "审定会议纪要（2026年10月20日）"')
    clerk.types(clerk.next())
    clerk.types("wzqa decide approve --date 2026-10-20 --docno 示例政发〔2026〕9号 --why 批复")
    assert clerk.next() == "wzqa notices award"
    made = clerk.types(clerk.next())["files"]
    assert any("公布通知" in name for name in made)
    clerk.types("wzqa verify")
    assert clerk.next() == "wzqa archive 归档.zip"


@pytest.mark.slow
def test_from_an_empty_folder_to_the_announcement(tmp_path):
    """Everything is typed as `status` or the message before says; forms are moved out of out/."""
    folder = tmp_path / "评审 办" / "2026届"
    folder.parent.mkdir()
    clerk = Clerk(folder, (5, 18))
    assert ask("init", folder, "--year", 2026, clock=datetime(2026, 5, 18, tzinfo=UTC))[0] == 0
    toml = folder / "award.toml"
    text = toml.read_text("utf-8").replace('docno = ""', 'docno = "示例〔2026〕1号"', 1)
    toml.write_text(text, "utf-8")
    clerk.types("wzqa notices 申报 --date 2026-05-18")
    clerk.day = (8, 3)
    takes_in(clerk)
    screens(clerk)
    scores(clerk, "review", "visit")
    scores(clerk, "visit")
    holds_the_vote(clerk)
    reaches_the_announcement(clerk)
    clerk.types(f"wzqa archive '{tmp_path / '归档.zip'}'")


@pytest.mark.slow
def test_a_form_that_was_filled_in_is_not_written_over(cycle_by_stage, tmp_path):
    """New content would lose what somebody wrote: nothing is written, and the mend is named."""
    folder = shutil.copytree(cycle_by_stage["visit"][0], tmp_path / "届")
    clock = cycle_by_stage["visit"][1]
    assert ask("-C", folder, "sheets", "vote", clock=clock)[0] == 0
    path = folder / "out/vote/计票表_第1轮.xlsx"
    book = openpyxl.load_workbook(path)
    book["会议"]["B7"] = "冯示例"
    book.save(path)
    kept = path.read_bytes()
    code, got = ask("-C", folder, "sheets", "vote", clock=clock)  # the same form again: left alone
    assert (code, codes(got), path.read_bytes() == kept) == (0, ["form-filled"], True)
    toml = folder / "award.toml"
    text = toml.read_text("utf-8")
    members = next(line for line in text.splitlines() if line.startswith("members = "))
    toml.write_text(text.replace(members, f"members = {int(members[10:]) + 2}"), "utf-8")
    code, got = ask("-C", folder, "sheets", "vote", clock=clock)
    assert (code, codes(got), path.read_bytes() == kept) == (1, ["form-filled"], True)
    assert "inbox/ballots/" in got["problems"][0]["hint"]
    code, got = ask("-C", folder, "verify", clock=clock)
    assert "form-filled" in codes(got)
    assert "file-altered" not in codes(got)
    path.unlink()
    assert ask("-C", folder, "sheets", "vote", clock=clock)[0] == 0
