"""Exports of web forms: told by the platform's own columns, questions confirmed once, answers read."""

import io
from datetime import date, datetime, timedelta, timezone

import openpyxl
import pytest

from wzqa.award_toml import build
from wzqa.problems import WzqaError
from wzqa.stages import intake, setup
from wzqa.stages.ground.cycle import open_cycle
from wzqa.workbooks.tables_in.applications import read_applications

A, B = "91330302MAXX00015J", "91330303MAXX00023U"
NOW = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=8)))
EXPORTS = {
    "问卷星": (
        ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、贵单位的全称是？", "2、请填写统一社会信用代码：",
         "3、贵单位申报的奖项是？", "4、注册登记所在的县（市、区）", "5、贵单位成立日期是哪一天？", "6、是否具有独立法人资格？",
         "7、2023年营业收入是多少（万元）？", "7、2024年营业收入是多少（万元）？", "7、2025年营业收入是多少（万元）？",
         "8、近3年重大投诉情况", "9、上传自我评价报告", "10、您对本次申报工作的建议"],
        [
            [1, "2026/6/18 10:31:22", "612秒", "微信", "N/A", "10.0.0.1(浙江-温州)", "示例甲有限公司", A, "A.质量奖",
             "浙江省/温州市/鹿城区", "2012/3/15", "A.是", "8200", 9100, 9900.5, "无", "https://x.invalid/1.pdf", "(空)"],
            [2, "2026/6/19 8:00:01", "90秒", "链接", "直接访问", "10.0.0.2", "示例乙有限公司", B, "B.创新奖",
             "温州市-龙湾区", "2015-08-01", "B.否", "(跳过)", "", "", "(空)", "(空)", "没有"],
        ],
    ),
    "钉钉": (
        ["提交人", "提交人部门", "提交时间", "修改时间", "企业名称（必填）", "统一社会信用代码（必填）", "申报哪个奖项",
         "所属区域", "注册时间", "法人资格（单选）", "承诺书（附件）", "法定代表人姓名"],
        [["示例员", "示例科", "2026-06-20 10:33", "", "示例甲有限公司", A, "质量奖", "鹿城区", date(2012, 3, 15), "是",
          "承诺书.pdf", "甲示例"]],
    ),
    "WPS表单": (
        ["提交者（自动）", "提交时间（自动）", "1. 单位全称*", "2. 信用代码*", "3. 请选择申报的奖项", "4. 属地*", "5. 成立时间*",
         "6. 员工人数", "7. 您的手机号码是"],
        [["示例", "2026年06月20日 10:33", "示例甲有限公司", A, "市政府质量奖", "鹿城", "2012年3月15日", "860人", "13800000000"]],
    ),
}  # fmt: skip


def workbook(heads, rows):
    book = openpyxl.Workbook()
    book.active.append(heads)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(name, mapping=None):
    data = workbook(*EXPORTS[name])
    offered = build({}, 2026).offered
    return read_applications(
        data, f"{name}.xlsx", year=2026, offered=offered, latest=date(2026, 7, 31), mapping=mapping
    )


@pytest.mark.parametrize("name", EXPORTS)
def test_a_platform_is_told_by_its_own_columns_and_they_are_no_unknown_headings(name):
    got = read(name)
    assert got.platform == name
    own = set(EXPORTS[name][0][:3])
    assert not own & {u.heading for u in got.unknown_headings}
    assert not own & {question for question, _ in got.proposals}


def test_what_questions_mean_is_proposed_and_nothing_is_taken_for_granted():
    got = read("问卷星")
    assert (got.kind, [p.code for p in got.problems]) == ("none", ["web-form-unmapped"])
    assert dict(got.proposals) == {
        "1、贵单位的全称是？": "",  # 全称 alone is no heading of ours
        "2、请填写统一社会信用代码：": "uscc",
        "3、贵单位申报的奖项是？": "award",
        "4、注册登记所在的县（市、区）": "region",
        "5、贵单位成立日期是哪一天？": "reg_date",
        "6、是否具有独立法人资格？": "legal_person",
        "7、2023年营业收入是多少（万元）？": "revenue_1",
        "7、2024年营业收入是多少（万元）？": "revenue_2",
        "7、2025年营业收入是多少（万元）？": "revenue_3",
        "8、近3年重大投诉情况": "complaints",
        "9、上传自我评价报告": "self_report",
        "10、您对本次申报工作的建议": "",
    }


def test_answers_are_read_as_people_and_platforms_write_them():
    known = {q: key for q, key in read("问卷星").proposals if key}
    got = read("问卷星", {**known, "1、贵单位的全称是？": "name", "10、您对本次申报工作的建议": ""})
    one, two = got.rows
    assert [p.message for p in got.problems if p.severity == "error"] == []
    assert (one.name, one.uscc, one.award, one.legal_person) == (
        "示例甲有限公司",
        A,
        "质量奖",
        True,
    )
    assert [str(v) for v in one.revenue] == ["8200", "9100", "9900.5"]
    assert (str(one.reg_date.first), one.self_report, one.complaints) == ("2012-03-15", True, "无")
    assert (two.award, two.legal_person, two.revenue) == ("创新奖", False, (None, None, None))
    assert (two.self_report, two.complaints) == (None, "")
    area = build({}, 2026).edition.area
    assert [area.find(row.region).name for row in got.rows] == ["鹿城区", "龙湾区"]


def test_other_platforms_are_read_too():
    dingtalk = read("钉钉", {q: key for q, key in read("钉钉").proposals if key})
    (one,) = dingtalk.rows
    assert (one.name, one.award, one.legal_person, one.promise) == (
        "示例甲有限公司",
        "质量奖",
        True,
        True,
    )
    assert (one.legal_rep, str(one.reg_date.first)) == ("甲示例", "2012-03-15")
    wps = read("WPS表单", {q: key for q, key in read("WPS表单").proposals if key})
    (one,) = wps.rows
    assert (one.award, one.employees, one.mobile) == ("质量奖", 860, "13800000000")


@pytest.fixture
def cycle(tmp_path):
    folder = tmp_path / "届"
    setup.init(folder, 2026, None, None, None, None, NOW, "测试员", dry_run=False)
    inbox = folder / "inbox/applications"
    (inbox / "问卷星.xlsx").write_bytes(workbook(*EXPORTS["问卷星"]))
    return folder


def ingest(folder, *mapping):
    with open_cycle(folder, now=NOW, by="测试员") as cycle:
        report = intake.run(cycle, [], list(mapping))
        return report, [p.code for p in cycle.problems]


def test_a_person_confirms_once_and_the_platform_is_remembered(cycle):
    report, codes = ingest(cycle)
    assert report.exit == 1
    assert codes.count("web-form-unmapped") == 1
    shown = "\n".join(str(block) for block in report.blocks)
    assert "统一社会信用代码" in shown
    assert 'wzqa ingest --map "问卷星:*"' in shown
    report, codes = ingest(cycle, "问卷星:*", "问卷星:1、贵单位的全称是？=申报组织名称")
    assert "web-form-unmapped" not in codes
    assert [a["name"] for a in report.data["applications"]] == ["示例甲有限公司", "示例乙有限公司"]
    heads, rows = EXPORTS["问卷星"]
    later = [[3, *rows[0][1:6], "示例丙有限公司", "91330304MAXX000315", *rows[0][8:]]]
    (cycle / "inbox/applications/问卷星第二批.xlsx").write_bytes(workbook(heads, later))
    report, codes = ingest(cycle)
    assert "示例丙有限公司" in {a["name"] for a in report.data["applications"]}
    assert "web-form-unmapped" not in codes


def test_a_source_without_proposals_is_named(cycle):
    with pytest.raises(WzqaError) as caught:
        ingest(cycle, "某县:*")
    assert caught.value.exit_code == 2


def _kept(heads, *rows, merged=()):
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    offered = build({}, 2026).offered
    return read_applications(out.getvalue(), "导出.xlsx", year=2026, offered=offered)


APPROVAL = ["审批编号", "标题", "审批状态", "审批结果", "发起时间", "完成时间", "发起人工号", "发起人UserID", "发起人姓名",
            "发起人部门", "历史审批人姓名", "审批记录", "当前处理人姓名", "审批耗时"]  # fmt: skip
ASKED = ["企业名称", "统一社会信用代码", "申报奖项", "所属县（市、区）", "曾用名"]


def _approval(state, result, name, code):
    own = ["202606181031000012345", f"示例员提交的{name}", state, result, "2026-06-18 10:31", "", "001", "u1",
           "示例员", "示例科", "示例甲", "示例甲|同意", "", "22时"]  # fmt: skip
    return [*own, name, code, "质量奖", "鹿城区", "示例一厂┋示例二厂"]


def test_an_approval_that_was_withdrawn_or_refused_is_named_at_its_cell_and_nothing_is_dropped():
    """An export of 钉钉审批 holds what was withdrawn, too: whether it counts a person decides."""
    got = _kept(
        [*APPROVAL, *ASKED],
        _approval("完成", "同意", "示例甲有限公司", A),
        _approval("已撤销", "", "示例乙有限公司", B),
        _approval("完成", "拒绝", "示例丙有限公司", "91330302MAXX00074W"),
    )
    assert (got.platform, len(got.rows)) == ("钉钉", 3)
    assert not {u.heading for u in got.unknown_headings} & set(APPROVAL)
    assert [(p.place.cell, p.value) for p in got.problems if p.code == "web-form-not-standing"] == [
        ("C3", "已撤销"), ("D4", "拒绝"),
    ]  # fmt: skip
    assert got.rows[0].former_names == ("示例一厂", "示例二厂")


def test_a_group_of_columns_under_a_heading_is_no_question():
    """With 明细 an export has two rows of headings; dropping the upper one would drop its columns."""
    years = [f"{year}年营业收入（万元）" for year in (2023, 2024, 2025)]
    wide = [*APPROVAL[:3], *ASKED]
    blank = [None] * len(wide)
    first = ["1", "示例", "完成", "示例甲有限公司", A, "质量奖", "鹿城区", "无", 1, 2, 3]
    columns = [openpyxl.utils.get_column_letter(n + 1) for n in range(len(wide))]
    got = _kept([*wide, "经营情况", None, None], [*blank, *years], first,
                merged=[*(f"{c}1:{c}2" for c in columns), "I1:K1"])  # fmt: skip
    assert (got.platform, got.proposals) == ("钉钉", ())
    assert [int(v) for v in got.rows[0].revenue] == [1, 2, 3]


def test_a_form_of_wps_has_plain_columns_of_its_own():
    got = _kept(
        ["提交者", "提交时间", *ASKED],
        ["示例", "2026-06-20 10:33:01", "示例甲有限公司", A, "质量奖", "鹿城区", "无"],
    )
    assert (got.platform, got.unknown_headings, len(got.rows)) == ("WPS表单", (), 1)
