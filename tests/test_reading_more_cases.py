"""More files of the kinds in `cases/reading/`: other cells, units and formats, .xlsx, .xls and .ods alike.

Labelled by hand: what is read of each row, and where something must be said. Nothing else may be said
(`quiet` codes aside), and nothing that is not listed may be read.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from inboxes import CASES
from made import ods, ods_cell, saved, xls, xlsx
from mutations import packed, unpacked
from one_column import PEOPLE, RANK, REVENUE, WHO, A, B, read, rows, told

from wzqa.problems import Severity

THIRD = date(2026, 3, 5)


def value(row, key):
    base, _, year = key.partition(":")
    found = getattr(row, base)
    found = found[int(year) - 1] if year else found
    return None if found == "" else getattr(found, "first", found)


def d(text):
    return Decimal(text) if text else None


# --- one column: what each of three rows gives, and what is said of D2, D3, D4 -------------------

LATE = "revenue:3"
TWO = "number-unreadable"
UNIT = "money-unit-conflict"
COLUMNS = [
    ("xls: 斜线、顿号、分号", xls, REVENUE, ("9232/10545", "9232、10545", "9232；10545"), {}, LATE,
     (None,) * 3, (TWO,) * 3),
    ("ods: 顿号、换行、空格", ods, PEOPLE, ("320、350", "320\n350", "320 350"), {}, "employees",
     (None,) * 3, (TWO,) * 3),
    ("千位用空格", xlsx, REVENUE, ("10 545", "1,054 5", "10\u2009545"), {}, LATE, (None,) * 3, (TWO,) * 3),
    ("两数之间是连字", xlsx, REVENUE, ("9232-10545", "9232～10545", "9232+10545"), {}, LATE,
     (None,) * 3, (TWO,) * 3),
    ("括号里另有一数", xls, REVENUE, ("9232（其中出口105）", "2024年9232", "9232，10545"), {}, LATE,
     (None,) * 3, (TWO,) * 3),
    ("xls 格式带单位", xls, REVENUE, (1.05, 105450000, 105450000),
     {"D2": '0.00"亿元"', "D3": '#,##0"元"', "D4": '0!.0,"万"'}, LATE,
     (None, None, d("10545")), (UNIT, UNIT, "money-format-scaled")),
    ("ods 显示带单位", ods, REVENUE,
     (("float", 1.05, "1.05亿元"), ("currency", 105450000, "105,450,000元"), ("float", 105450000, "10545.0万")),
     {}, LATE, (None, None, d("10545")), (UNIT, UNIT, "money-format-scaled")),
    ("百万、千元、亿", xlsx, REVENUE, (105450000, 105450, 1.05),
     {"D2": '0.00,,"百万"', "D3": '#,##0.00 "千元"', "D4": 'General"亿"'}, LATE, (None,) * 3, (UNIT,) * 3),
    ("缩小而无单位", xlsx, REVENUE, (105450000, 10545, 10545),
     {"D2": "#,##0.0,", "D3": "0!.0000", "D4": "#,##0.00_ "}, LATE,
     (d("105450"), d("1.0545"), d("10545")), ("money-format-scaled", "money-format-scaled", None)),
    ("按正负分节", xlsx, REVENUE, (-105.5, 3, 0),
     {"D2": '0.00;-0.00"亿元"', "D3": '0.00;-0.00"亿元"', "D4": '0.00"亿元";;0'}, LATE,
     (None, d("3"), d("0")), (UNIT, None, None)),
    ("表头亿元", ods, "2025年营业收入（亿元）",
     (3.04, ("float", 3.04, "3.04亿元"), ("float", 30400, "30400万元")), {}, LATE,
     (d("30400"), d("30400"), None), (None, None, UNIT)),
    ("表头千元", xls, "2025年营业收入（千元）", (105450, "105,450", "10545万元"), {}, LATE,
     (d("10545"),) * 3, (None,) * 3),
    ("表头元，格里写单位", xlsx, "2025年营业收入（元）", ("10545万", 105450000, "105,450,000.00元"), {}, LATE,
     (d("10545"),) * 3, (None,) * 3),
    ("人数的格式", xlsx, PEOPLE, (3, 320, 0.5), {"D2": '0"百人"', "D3": '0"人"', "D4": "0%"}, "employees",
     (None, 320, None), (TWO, None, TWO)),
    ("金额的写法", xls, REVENUE, ("1亿2千万元", "1亿2000万5000元", "一亿二千万"), {}, LATE,
     (d("12000"), d("12000.5"), None), (None, None, TWO)),
    ("约数金额", ods, REVENUE, ("约1.2亿", "1.2亿左右", "12000W"), {}, LATE, (None,) * 3, (TWO,) * 3),
    ("人数的写法", ods, PEOPLE, ("约320人", "1,320人", "320多"), {}, "employees", (320, 1320, 320),
     ("number-approximate", None, "number-approximate")),
    ("人数说不清", xls, PEOPLE, ("超过320", "300~350", "三百二十"), {}, "employees", (None,) * 3, (TWO,) * 3),
    ("xlsx 排名成日期", xlsx, RANK, (THIRD, THIRD, THIRD),
     {"D2": "m-d", "D3": 'm"月"d"日"', "D4": "mmm-yy"}, "rank_claim", (None,) * 3, ("text-became-date",) * 3),
    ("xls 排名成日期", xls, RANK, (THIRD, THIRD, THIRD), {"D2": "m/d", "D3": "d-mmm", "D4": "yyyy/m/d"},
     "rank_claim", (None,) * 3, ("text-became-date",) * 3),
    ("ods 排名成日期", ods, RANK,
     (("date", "2026-03-05", "3/5"), ("date", "2026-03-05", "3月5日"), ("date", "2026-03-05", "2026-03-05")),
     {}, "rank_claim", (None,) * 3, ("text-became-date",) * 3),
    ("比例成时间", xlsx, RANK, (time(3, 5), timedelta(hours=3), "3:5"), {}, "rank_claim",
     (None, None, "3:5"), ("text-became-date", "text-became-date", None)),
    ("分数格式", xlsx, RANK, (0.6, 0.05, 1.25), {"D2": "# ?/?", "D3": "# ??/??", "D4": "# ?/4"}, "rank_claim",
     ("3/5", "1/20", "1 1/4"), (None,) * 3),
    ("分数格式 ods", ods, RANK, (("float", 0.6, "3/5"), ("float", 3, "3"), "3/5"), {}, "rank_claim",
     ("3/5", "3", "3/5"), (None,) * 3),
    ("年份成日期", xlsx, "获县级政府质量奖年度", (date(1905, 7, 15), 2023, "2023年"), {"D2": "yyyy-mm-dd"},
     "county_award", (None, "2023", "2023年"), ("text-became-date", None, None)),
    ("看不见的字符", xlsx, REVENUE, ("\u202d10545\u202c", "10545\u200b", "\u2066１０５４５\u2069"), {}, LATE,
     (d("10545"),) * 3, ("text-control-characters",) * 3),
    ("日期的区间", xls, "成立日期", ("2019.3.1-2026.3.1", "2019.3.1—", "2019年3月1日至今"), {}, "reg_date",
     (None, date(2019, 3, 1), date(2019, 3, 1)), ("date-unreadable", None, None)),
    ("日期说不清", ods, "信用报告日期", ("2026年6月10日至2026年6月20日", "1/3/2026", "26.3.1"), {}, "credit_date",
     (None,) * 3, ("date-unreadable",) * 3),
    ("推荐意见", xls, "推荐意见", ("同意推荐。", "不同意推荐", "☑推荐□不推荐"), {}, "recommended",
     ("推荐", "不推荐", "推荐"), (None,) * 3),
    ("推荐意见说不清", ods, "推荐意见", ("暂不推荐", "1", "□推荐□不推荐"), {}, "recommended", (None,) * 3,
     ("value-outside-list", "value-outside-list", None)),
    ("奖项打勾", ods, "申报奖项", ("☑质量奖 □创新奖", "质量奖□创新奖■", "□质量奖 √创新奖"), {}, "award",
     ("质量奖", "创新奖", "创新奖"), (None,) * 3),
    ("奖项说不清", xls, "申报奖项", ("质量奖/创新奖", "☑质量奖☑创新奖", "市长质量奖"), {}, "award", (None,) * 3,
     ("value-outside-list",) * 3),
    ("同上", ods, "所属县（市、区）", ("乐清", "同上", "〃"), {}, "region", ("乐清", None, None),
     (None, "ditto-mark", "ditto-mark")),
    ("横线和斜线", xls, "停产停业情况", ("-", "/", "——"), {}, "stoppage", (None,) * 3, (None,) * 3),
    ("材料", ods, "自评报告", ("☑", "已提交√", "未提交"), {}, "self_report", (True, True, False), (None,) * 3),
]  # fmt: skip


@pytest.mark.parametrize("case", COLUMNS, ids=lambda case: case[0])
def test_a_column(case):
    _, make, heading, cells, formats, key, expected, said = case
    data = make(rows(heading, *cells), **({"formats": formats} if formats else {}))
    intake = read(data)
    assert tuple(value(row, key) for row in intake.rows) == expected
    assert told(intake) == {(f"D{i}", code) for i, code in enumerate(said, 2) if code}


# --- forms: a number is no year ------------------------------------------------------------------

HEAD = [["申报表"], ["申报组织名称", "示例甲公司"], ["统一社会信用代码", A]]
FORMS = [
    ("年份行倒序", [["指标", "2025年", "2024年", "2023年"], ["营业收入（万元）", 2025, 2024, 2023],
                    ["利润总额（万元）", 2033, 2011, 2000]],
     {"revenue": (2023, 2024, 2025), "profit": (2000, 2011, 2033)}, set()),
    ("没有年份行", [["营业收入（万元）", 2023, 2054, 2000], ["资产总额（万元）", 2023, 2024, 2025],
                    ["利润总额（万元）", 2024, "2054", "2030"]],
     {"revenue": (2023, 2054, 2000), "assets": (2023, 2024, 2025), "profit": (2024, 2054, 2030)}, set()),
    ("年份在格里", [["营业收入（万元）", "2023年", 2054], [None, "2024年", 2055], [None, "2025年", 2056],
                    ["利润总额（万元）", 2054, 2055, 2056]],
     {"revenue": (2054, 2055, 2056), "profit": (2054, 2055, 2056)}, set()),
    ("年份不是本届", [["指标", "2021年", "2022年", "2023年"], ["营业收入（万元）", 2025, 2024, 2023]],
     {"revenue": (2023, None, None)}, {("A5", "heading-year-outside")}),
    ("只写一个年份", [["营业收入（万元）", "2024年", 2024, 2025]],
     {"revenue": (None, 2024, None)}, {("D4", "form-year-missing")}),
    ("单位另写一处", [["单位：元"], ["营业收入（万元）", 1, 2, 3]],
     {"revenue": (1, 2, 3)}, {("A5", "heading-unit-conflict")}),
]  # fmt: skip


@pytest.mark.parametrize("make", [xlsx, xls, ods])
@pytest.mark.parametrize("case", FORMS, ids=lambda case: case[0])
def test_a_form(case, make):
    _, lines, expected, said = case
    intake = read(make([*HEAD, *lines], name="申报表"))
    (row,) = intake.rows
    assert {key: getattr(row, key) for key in expected} == expected
    assert told(intake) == said


# --- merged cells, formulas ----------------------------------------------------------------------


@pytest.mark.parametrize("make", [xlsx, xls])
def test_what_lies_below_merged_cells_is_not_read(make):
    intake = read(make(rows(PEOPLE, 320, 350, 380), merged=["D2:D3"]))
    assert [row.employees for row in intake.rows] == [320, None, 380]
    assert ("D2", "merged-cells") in told(intake)


def test_a_covered_cell_of_an_ods_is_not_read():
    top = ods_cell(320, 'table:number-rows-spanned="2" table:number-columns-spanned="x"')
    under = ods_cell(350).replace("table-cell", "covered-table-cell")
    intake = read(ods(rows(PEOPLE, top, under, 380)))
    assert [row.employees for row in intake.rows] == [320, None, 380]
    assert told(intake) == {("D2", "merged-cells"), ("D2", "merged-hidden")}


def test_merged_names_and_codes_are_nobody_elses():
    intake = read(xlsx(rows("备注", 1, 2), merged=["C2:C3"]))
    assert [row.uscc for row in intake.rows] == [A, None]
    assert ("C3", "uscc-blank") in told(intake)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("<f>SUM(A1:A2)</f>", "formula-without-value"),
        ('<f t="shared" si="0"/><v></v>', "formula-without-value"),
        ("<f>A1</f><v>0.0</v>", "formula-not-calculated"),
        ("<f>A1</f><v>7</v>", None),
    ],
)
def test_a_formula_that_nobody_calculated(cell, code):
    parts = unpacked(xlsx(rows(REVENUE, 1)))
    name, book = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
    parts[name] = re.sub(
        rb'(<c r="D2")[^>]*>.*?</c>', rb"\1>" + cell.encode() + b"</c>", parts[name]
    )
    parts[book] = re.sub(rb"<calcPr[^>]*/>", b'<calcPr fullCalcOnLoad="true"/>', parts[book])
    intake = read(packed(parts))
    assert told(intake) == ({("D2", code)} if code else set())
    assert intake.rows[0].revenue[2] == (None if code else 7)


@pytest.mark.parametrize("kind", ['office:value-type="float"', ""])
def test_a_formula_of_an_ods_without_value(kind):
    intake = read(ods(rows(REVENUE, f'<table:table-cell table:formula="of:=1" {kind}/>')))
    assert told(intake) == {("D2", "formula-without-value")}


# --- packages ------------------------------------------------------------------------------------

GOOD, GOOD_CODE = (CASES / "好表.xlsx").read_bytes(), "91330303MAT000456H"
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"


def coded(name, coding, declared=None):
    def change(parts):
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", parts[name].decode())
        text = f'<?xml version="1.0" encoding="{declared or coding}"?>{text}'
        parts[name] = text.encode(coding, "xmlcharrefreplace")

    return change


def replaced(name, *pairs):
    def change(parts):
        for old, new in pairs:
            assert old in parts[name]
            parts[name] = parts[name].replace(old, new)

    return change


def at_root(parts):
    for old, new in ((BOOK, "workbook.xml"), (SHEET, "sheet1.xml"), (STRINGS, "texts.xml")):
        parts[new] = parts.pop(old)
    links = parts.pop(RELS).replace(b"worksheets/sheet1.xml", b"/sheet1.xml")
    parts["_rels/workbook.xml.rels"] = links.replace(b"sharedStrings.xml", b"texts.xml")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"workbook.xml")


def renamed(parts):
    parts["xl/worksheets/表 1.xml"] = parts.pop(SHEET)
    target = b"worksheets/%E8%A1%A8%201.xml"
    parts[RELS] = parts[RELS].replace(b"worksheets/sheet1.xml", target)


def all_names(change):
    def apply(parts):
        for name in list(parts):
            parts[change(name)] = parts.pop(name)

    return apply


PACKAGES = {
    "字符串 GB2312": coded(STRINGS, "gb2312"),
    "字符串 GB18030": coded(STRINGS, "gb18030"),
    "工作表 UTF-16 无标记": coded(SHEET, "utf-16-le", "UTF-16"),
    "工作簿 Big5": coded(BOOK, "big5"),
    "样式 windows-1252": coded("xl/styles.xml", "cp1252", "windows-1252"),
    "关系 UTF-16": coded(RELS, "utf-16"),
    "部件在根目录": at_root,
    "部件名百分号": renamed,
    "反斜线": all_names(lambda name: name.replace("/", "\\")),
    "大写": all_names(lambda name: name.upper() if name.startswith("xl/") else name),
    "合并整行": replaced(SHEET, (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="1:1"/></mergeCells>')),
    "隐藏列无数": replaced(SHEET, (b"<sheetData>", b'<cols><col min="0" max="x" hidden="1"/></cols><sheetData>')),
    "CDATA": lambda parts: parts.update(
        {STRINGS: re.sub(rb"<t>([^<]*)</t>", rb"<t><![CDATA[\1]]></t>", parts[STRINGS])}
    ),
    "单引号": lambda parts: parts.update({n: parts[n].replace(b'"', b"'") for n in (SHEET, BOOK, RELS)}),
    "带前缀": lambda parts: parts.update(
        {SHEET: re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts[SHEET]).replace(b" xmlns=", b" xmlns:x=")}
    ),
    "自定义部件坏": lambda parts: parts.update({"customXml/item1.xml": b"\xff\xfe<\0a\0", "docProps/app.xml":
        '<?xml version="1.0" encoding="GBK"?><a>温州</a>'.encode("gbk")}),
    "没有内容类型": lambda parts: parts.pop("[Content_Types].xml"),
    "没有根关系": lambda parts: parts.pop("_rels/.rels"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_excel_opens_is_read(name):
    parts = unpacked(GOOD)
    PACKAGES[name](parts)
    intake = read(packed(parts))
    assert [row.uscc for row in intake.rows] == [GOOD_CODE]
    assert told(intake) == told(read(GOOD))


def test_a_sheet_that_is_listed_and_not_there_is_named():
    parts = unpacked(GOOD)
    dead = '<sheets><sheet name="空表" sheetId="99" r:id="rId77"/>'.encode()
    replaced(BOOK, (b"<sheets>", dead))(parts)
    intake = read(packed(parts))
    assert [row.uscc for row in intake.rows] == [GOOD_CODE]
    assert told(intake) - told(read(GOOD)) == {(None, "sheet-lost")}


D2 = rb'<c r="D2"[^>]*>.*?</c>'


@pytest.mark.parametrize(
    ("cell", "amount", "code"),
    [
        ('<c r="D2"><v>1<!-- x -->00</v></c>', 100, None),
        ('<c r="D2"><v><![CDATA[100]]></v></c>', 100, None),
        ('<c r="D2"><v>&#49;00</v></c>', 100, None),
        ('<c r="D2"><f>SUM(A1)</f><v> </v></c>', None, "formula-without-value"),
        ('<c r="D2" t="str"><v>9232&#x2028;10545</v></c>', None, "number-unreadable"),
        ('<c r="D2" t="inlineStr"><is><t>100</t><rPh sb="0" eb="1"><t>5</t></rPh></is></c>', 100, None),
        ('<c r="D2"><v>100</v></c><c r="D2"><v>999</v></c>', None, "workbook-damaged"),
    ],
)  # fmt: skip
def test_a_value_in_an_odd_spelling(cell, amount, code):
    parts = unpacked(xlsx(rows(REVENUE, 100)))
    parts[SHEET] = re.sub(D2, lambda _: cell.encode(), parts[SHEET], count=1)
    intake = read(packed(parts))
    assert [row.revenue[2] for row in intake.rows] == (
        [] if code == "workbook-damaged" else [amount]
    )
    assert code is None or code in {c for _, c in told(intake)}


def test_utf_32_is_read_like_any_coding():
    parts = unpacked(GOOD)
    coded(SHEET, "utf-32")(parts)
    assert [row.uscc for row in read(packed(parts)).rows] == [GOOD_CODE]


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0"?>\r\n<x:Workbook xmlns:x="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "申报组织名称,统一社会信用代码\n温州示例,9133\n",
        "<html><table><tr><td>申报组织名称</td></tr></table></html>",
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "gbk", "utf-16"])
def test_what_is_no_workbook_says_how_to_save_it(data, coding):
    (problem,) = read(data.encode(coding)).problems
    assert problem.severity is Severity.ERROR
    assert "另存为 .xlsx" in problem.hint


@pytest.mark.parametrize(
    ("name", "read_too"),
    [
        ("示例甲公司", True),
        ("填表要求", False),
        ("样表", False),
        ("示例", False),
        ("申报（示例丙）", True),
    ],
)
def test_a_sheet_that_calls_itself_a_sample_is_left_out_and_named_when_somebody_is_in_it(
    name, read_too
):
    book = openpyxl.Workbook()
    for title, who in (("推荐汇总表", WHO[0]), (name, WHO[1])):
        sheet = book.create_sheet(title)
        for line in rows(REVENUE, 100):
            sheet.append(line)
        sheet["B2"], sheet["C2"] = who
    book.remove(book.worksheets[0])
    intake = read(saved(book))
    assert {row.uscc for row in intake.rows} == ({A, B} if read_too else {A})
    named = {(p.code, p.place.sheet) for p in intake.problems}
    assert (("sheet-as-sample", name) in named) is (not read_too and name != "示例")
