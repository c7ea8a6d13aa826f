"""Plain lists: every row that goes in comes out, in the columns that the office knows."""

import io
from datetime import date

import openpyxl
import pytest

from wzqa.workbooks.results.lists import (
    ArchiveLine,
    Dispatch,
    LogLine,
    Overdue,
    Supplement,
    write_archive_list,
    write_dispatch,
    write_log,
    write_overdue,
    write_supplements,
)
from wzqa.workbooks.results.receipts import ReceivedFile, write_register_of_receipts

DAY = date(2026, 8, 20)
DISPATCH = Dispatch(
    number="温质奖评办〔2026〕3号", title="资格审查不通过告知书", to="示例甲 & 乙 <合资> 公司",
    address="=示例路1号", contact="张三", phone="0577-00000000", day=DAY,
)  # fmt: skip
RECEIVED = ReceivedFile(
    sender="鹿城区评审办", file="inbox/applications/鹿城.xlsx", sha256="ab" * 32, taken_in=DAY,
    applications=4, errors=1, warnings=2, state="须更正重报", timing="逾期",
)  # fmt: skip
SUPPLEMENT = Supplement(
    app_no="2026-鹿城-001", name="示例甲", uscc="91330302MAXX00015J", recommender="鹿城区",
    rule="E13", article="（十一）（五）", matter="信用报告", reason="未填", where="甲.xlsx › 表 › C7",
)  # fmt: skip
OVERDUE = Overdue(panel="第一组", examiner="张三", mobile="13800000000", app_no="2026-鹿城-001",
                  name="示例甲", state="未交")  # fmt: skip
LOG = LogLine(seq=1, at="2026-08-01T10:00:00", by="@王五", action="收件",
              content="+4家", hash="cd" * 32)  # fmt: skip
ARCHIVE = ArchiveLine(no=1, responsible="评审办", number="温质奖评办〔2026〕3号", title="告知书",
                      day=DAY, pages=2, keep="10年", path="out/甲.docx", sha256="ab" * 32,
                      remark="")  # fmt: skip


def sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def table(data, first):
    rows = list(sheet(data).iter_rows(values_only=True))
    at = next(i for i, row in enumerate(rows) if row[0] == first)
    return list(rows[at]), [list(row) for row in rows[at + 1 :]]


WRITERS = {
    "发文登记表": (write_dispatch, DISPATCH, {}),
    "收件登记表": (write_register_of_receipts, RECEIVED, {}),
    "补正清单": (write_supplements, SUPPLEMENT, {}),
    "催交清单": (write_overdue, OVERDUE, {}),
    "留痕记录": (write_log, LOG, {"head": "cd" * 32}),
    "归档文件目录": (write_archive_list, ARCHIVE, {"anchor": "台账第9条"}),
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_list_is_one_sheet_of_its_name_with_stable_bytes(name):
    write, row, more = WRITERS[name]
    data = write([row, row], title=name, created=DAY, demo=True, **more)
    assert data == write([row, row], title=name, created=DAY, demo=True, **more)
    made = sheet(data)
    assert made.title == name
    assert made["A1"].value == f"{name}【演示数据】"
    assert made.freeze_panes
    assert write([], title=name, created=DAY, **more)


def test_the_dispatch_register_has_its_eight_columns_and_nothing_of_a_formula():
    head, rows = table(write_dispatch([DISPATCH], title="甲", created=DAY), "发文字号")
    assert head == [
        "发文字号",
        "文书",
        "主送",
        "通讯地址",
        "联系人",
        "电话",
        "成文日期",
        "送达情况",
    ]
    (row,) = rows
    assert row[0] == "温质奖评办〔2026〕3号"
    assert row[2:4] == ["示例甲 & 乙 <合资> 公司", "=示例路1号"]
    assert row[6].date() == DAY
    assert row[7] is None


def test_the_register_of_receipts_leaves_the_boxes_that_only_paper_can_fill():
    data = write_register_of_receipts([RECEIVED], title="甲", created=DAY)
    head, rows = table(data, "报送单位")
    row = dict(zip(head, rows[0], strict=True))
    assert (row["申报数"], row["须更正"], row["状态"], row["时限"]) == (4, 1, "须更正重报", "逾期")
    assert [row[name] for name in ("推荐意见盖章", "承诺书签字", "骑缝章", "经办人")] == [None] * 4
    assert "逾期1个" in sheet(data)["A2"].value


def test_supplements_count_applicants_and_points():
    data = write_supplements([SUPPLEMENT, SUPPLEMENT], title="甲", created=DAY)
    assert sheet(data)["A2"].value == "1家企业（组织），共2项"
    head, rows = table(data, "申报编号")
    assert dict(zip(head, rows[0], strict=True))["所在单元格"] == "甲.xlsx › 表 › C7"


def test_overdue_counts_per_examiner():
    made = sheet(write_overdue([OVERDUE, OVERDUE], title="甲", created=DAY))
    assert made["A2"].value == "1名评审员欠交评分表2份"
    assert made["A3"].value == "张三2份"


def test_the_log_names_its_last_hash_and_keeps_texts_as_texts():
    made = sheet(write_log([LOG], title="甲", head="ef" * 32, created=DAY))
    assert "ef" * 32 in made["A2"].value
    assert [cell.data_type for cell in made[4]][1:] == ["s"] * 5
    assert made["E4"].value == "+4家"


def test_the_archive_list_has_the_columns_of_the_office():
    head, rows = table(
        write_archive_list([ARCHIVE], title="甲", anchor="台账第9条", created=DAY), "件号"
    )
    assert head[:8] == ["件号", "责任者", "文号", "题名", "日期", "页数", "保管期限", "备注"]
    assert rows[0][5:7] == [2, "10年"]
