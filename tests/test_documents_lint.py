"""The linter: one faultless document, and each fault of it by itself."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from importlib import resources

import pytest
from docx import Document
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.award_toml import build
from wzqa.documents.lint import model as lint_model
from wzqa.documents.lint.lint import counts, lint
from wzqa.problems import Severity, WzqaError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SONG, FANG, HEI, KAI, SUN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"


def run(text: str, face: str = FANG, size: int = 32, extra: str = "", hint: bool = True) -> str:
    mark = ' w:hint="eastAsia"' if hint else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}"{mark}/>'
        f'{extra}<w:spacing w:val="{-5 if size == 32 else 0}"/><w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def par(runs: str, form: str = "", line: int = 579, before: int = 0) -> str:
    spacing = f'<w:spacing w:before="{before}" w:line="{line}" w:lineRule="exact"/>'
    return f"<w:p><w:pPr>{spacing}{form}</w:pPr>{runs}</w:p>"


KEEP = "<w:keepNext/>"
RED_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="{}" w:color="FF0000"/></w:pBdr>'
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
RIGHT = '<w:ind w:rightChars="400" w:right="1260"/><w:jc w:val="right"/>'
CENTER = '<w:jc w:val="center"/>'


def body(text: str) -> str:
    return par(run(text), INDENT)


def table(header: bool = True, split: bool = False, rows: int = 3) -> str:
    def row(cells: list[str], first: bool) -> str:
        props = ("" if split else "<w:cantSplit/>") + ("<w:tblHeader/>" if first and header else "")
        inner = "".join(f"<w:tc><w:tcPr/>{par(run(c, size=28))}</w:tc>" for c in cells)
        return f"<w:tr><w:trPr>{props}</w:trPr>{inner}</w:tr>"

    lines = [["序号", "名称"], *[[str(i), f"示例{i}公司"] for i in range(1, rows)]]
    return f"<w:tbl><w:tblPr/>{''.join(row(c, i == 0) for i, c in enumerate(lines))}</w:tbl>"


PIECES = {
    "head": par(
        run("某市质量奖评审办公室文件", SONG, 60, '<w:color w:val="FF0000"/>'), CENTER, 900, 1984
    ),
    "number": par(run("温质奖评办〔2026〕3号"), RED_LINE.format(11) + CENTER),
    "title": par(run("关于某项评审工作的通知", SONG, 44), CENTER, 720),
    "to": par(run("各县（市、区）评审办："), ""),
    "opening": body("根据《办法》有关规定，现将“有关事项”通知如下。"),
    "level1": par(run("一、总体要求", HEI), INDENT),
    "level2": par(run("（一）目标", KAI) + run("。按时完成。"), INDENT),
    "level3": body("1.第一项内容。"),
    "level4": body("（1）第一点内容。"),
    "table": table(),
    "annexes": par(run("附件：1.候选名单"), INDENT) + par(run("2.日程安排"), INDENT),
    "name": par(run("某市质量奖评审办公室"), RIGHT),
    "day": par(run("2026年9月1日"), KEEP + RIGHT),
    "note": body("（联系人：张某，电话：0577-00000001）"),
    "annex1": par(run("附件1", HEI), "<w:pageBreakBefore/>"),
    "annex1title": par(run("候选名单", SONG, 44), CENTER, 720),
    "annex1body": body("名单如表。"),
    "annex2": par(run("附件2", HEI), "<w:pageBreakBefore/>"),
    "annex2title": par(run("日程安排", SONG, 44), CENTER, 720),
    "copy": par(run("抄送：市有关部门。", size=28)),
    "printed": par(run("某市质量奖评审办公室　　2026年9月2日印发", size=28)),
}
SECTION = {
    "size": '<w:pgSz w:w="11906" w:h="16838"/>',
    "margin": '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" '
    'w:footer="1417" w:gutter="0"/>',
    "grid": '<w:docGrid w:type="lines" w:linePitch="579"/>',
}


def footer(side: str, text: tuple[str, str] = ("— ", " —"), face: str = SUN, size: int = 28) -> str:
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    page = f'<w:fldSimple w:instr=" PAGE ">{run("1", face, size)}</w:fldSimple>'
    inner = run(text[0], face, size) + page + run(text[1], face, size)
    return par(inner if text[0] or text[1] else page, indent)


def docx(
    pieces: dict[str, str] | None = None,
    section: dict[str, str] | None = None,
    *,
    odd: str | None = None,
    even: str | None = None,
    header: str = "",
    even_odd: bool = True,
    raw: str | None = None,
) -> bytes:
    parts = {**PIECES, **(pieces or {})}
    sect = {**SECTION, **(section or {})}
    content = raw if raw is not None else "".join(parts.values())
    xml = {
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{content}<w:sectPr>'
        '<w:headerReference w:type="default" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId1"/>'
        f'<w:footerReference w:type="even" r:id="rId2"/>{"".join(sect.values())}</w:sectPr>'
        "</w:body></w:document>",
        "word/footer1.xml": f'<w:ftr xmlns:w="{W}">{footer("right") if odd is None else odd}</w:ftr>',
        "word/footer2.xml": f'<w:ftr xmlns:w="{W}">{footer("left") if even is None else even}</w:ftr>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{header or "<w:p/>"}</w:hdr>',
        "word/settings.xml": f'<w:settings xmlns:w="{W}">'
        f"{'<w:evenAndOddHeaders/>' if even_odd else ''}</w:settings>",
        "word/_rels/document.xml.rels": "<Relationships xmlns="
        '"http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{R}/{kind}" Target="{target}"/>'
            for i, kind, target in (
                (1, "footer", "footer1.xml"),
                (2, "footer", "footer2.xml"),
                (3, "header", "header1.xml"),
            )
        )
        + "</Relationships>",
        "[Content_Types].xml": "<Types xmlns="
        '"http://schemas.openxmlformats.org/package/2006/content-types"/>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, text in xml.items():
            book.writestr(name, text)
    return buffer.getvalue()


def found(data: bytes, **kw) -> list[tuple[str, str]]:
    return [(p.code, p.severity) for p in lint(data, "某文.docx", **kw)]


def codes(data: bytes, **kw) -> set[str]:
    return {code for code, _ in found(data, **kw)}


def test_a_faultless_document_has_no_finding():
    assert lint(docx(), "某文.docx", kind="call") == []
    assert lint(docx(), "某文.docx", build({}, 2026)) == []


FAULTS = [
    # page
    (
        "纸张不是A4",
        {"section": {"size": '<w:pgSz w:w="12240" w:h="15840"/>'}},
        {"lint-page-size", "lint-margins", "lint-grid"},
        1,
    ),
    (
        "天头35毫米",
        {"section": {"margin": SECTION["margin"].replace("2098", "1984")}},
        {"lint-margins"},
        1,
    ),
    (
        "订口25毫米",
        {"section": {"margin": SECTION["margin"].replace("1588", "1417")}},
        {"lint-margins"},
        1,
    ),
    ("没有网格", {"section": {"grid": ""}}, {"lint-grid"}, 5),
    ("页码没有一字线", {"odd": footer("right", ("", ""))}, {"lint-page-number"}, None),
    ("页码用连字符", {"odd": footer("right", ("- ", " -"))}, {"lint-page-number"}, None),
    ("页码5号", {"odd": footer("right", size=21)}, {"lint-page-number"}, None),
    ("页码仿宋", {"odd": footer("right", face=FANG)}, {"lint-page-number"}, None),
    ("单页码在左", {"odd": footer("left")}, {"lint-page-number-side"}, None),
    ("双页码在右", {"even": footer("right")}, {"lint-page-number-side"}, None),
    (
        "页码没有空一字",
        {"odd": re.sub("<w:ind[^>]*>", "", footer("right"))},
        {"lint-page-number-side"},
        None,
    ),
    ("奇偶页相同", {"even_odd": False}, {"lint-page-number-side"}, None),
    ("没有页码", {"odd": "<w:p/>", "even": "<w:p/>"}, {"lint-page-number"}, None),
    # head
    ("发文机关标志用黑体", {"head": PIECES["head"].replace(SONG, HEI)}, {"lint-face"}, 1),
    ("发文字号用方括号", {"number": par(run("温质奖评办[2026]3号"), CENTER)}, {"lint-number"}, 2),
    (
        "发文字号用实心括号",
        {"number": par(run("温质奖评办【2026】3号"), CENTER)},
        {"lint-number"},
        2,
    ),
    ("发文字号加第", {"number": par(run("温质奖评办〔2026〕第3号"), CENTER)}, {"lint-number"}, 2),
    ("发文字号有虚位", {"number": par(run("温质奖评办〔2026〕03号"), CENTER)}, {"lint-number"}, 2),
    ("发文字号年份两位", {"number": par(run("温质奖评办〔26〕3号"), CENTER)}, {"lint-number"}, 2),
    ("发文字号空着", {"number": par(run("温质奖评办〔2026〕　号"), CENTER)}, {"lint-number"}, 2),
    (
        "发文字号四号字",
        {"number": par(run("温质奖评办〔2026〕3号", size=28), CENTER)},
        {"lint-size"},
        2,
    ),
    (
        "标题用宋体",
        {"title": par(run("关于某项评审工作的通知", SUN, 44), CENTER, 720)},
        {"lint-face"},
        3,
    ),
    (
        "标题三号",
        {"title": par(run("关于某项评审工作的通知", SONG, 36), CENTER, 720)},
        {"lint-size"},
        3,
    ),
    (
        "标题不居中",
        {"title": par(run("关于某项评审工作的通知", SONG, 44), "", 720)},
        {"lint-title"},
        3,
    ),
    (
        "标题有句号",
        {"title": par(run("关于某项评审工作的通知。", SONG, 44), CENTER, 720)},
        {"lint-title"},
        3,
    ),
    ("主送不顶格", {"to": par(run("各县（市、区）评审办："), INDENT)}, {"lint-addressee"}, 4),
    (
        "主送半角冒号",
        {"to": par(run("各县（市、区）评审办:"))},
        {"lint-addressee", "lint-half-width"},
        4,
    ),
    # text
    ("正文宋体", {"opening": par(run("现将有关事项通知如下。", SUN), INDENT)}, {"lint-face"}, 5),
    (
        "正文英文字体名",
        {"opening": par(run("现将有关事项通知如下。", "FangSong"), INDENT)},
        {"lint-face-english"},
        5,
    ),
    (
        "正文四号",
        {"opening": par(run("现将有关事项通知如下。", size=28), INDENT)},
        {"lint-size"},
        5,
    ),
    ("正文不缩进", {"opening": par(run("现将有关事项通知如下。"))}, {"lint-indent"}, 5),
    (
        "行距28磅",
        {"opening": par(run("现将有关事项通知如下。"), INDENT, 560)},
        {"lint-line-pitch"},
        5,
    ),
    (
        "行距30磅",
        {"opening": par(run("现将有关事项通知如下。"), INDENT, 600)},
        {"lint-line-pitch"},
        5,
    ),
    ("一级标题仿宋", {"level1": body("一、总体要求")}, {"lint-face"}, 6),
    ("二级标题仿宋", {"level2": body("（一）目标")}, {"lint-face"}, 7),
    ("三级标题黑体", {"level3": par(run("1.第一项", HEI), INDENT)}, {"lint-face"}, 8),
    (
        "没有中文字体",
        {"opening": par(run("通知如下。").replace(f'w:eastAsia="{FANG}"', ""), INDENT)},
        {"lint-east-asia"},
        5,
    ),
    (
        "引号用西文字体",
        {
            "opening": par(
                run("“有关事项”如下。", hint=False).replace(
                    f'w:ascii="{FANG}" w:hAnsi="{FANG}"',
                    'w:ascii="Times New Roman" w:hAnsi="Times New Roman"',
                ),
                INDENT,
            )
        },
        {"lint-punctuation-face"},
        5,
    ),
    ("生僻字", {"opening": body("联系人：王喆。")}, {"lint-gb2312"}, 5),
    # tables
    ("表头不重复", {"table": table(header=False)}, {"lint-table-header"}, 10),
    ("表行可断开", {"table": table(split=True)}, {"lint-table-split"}, 10),
    # end
    (
        "附件名称有句号",
        {"annexes": par(run("附件：1.候选名单。"), INDENT) + par(run("2.日程安排"), INDENT)},
        {"lint-annex-list"},
        16,
    ),
    (
        "附件说明跳号",
        {"annexes": par(run("附件：1.候选名单"), INDENT) + par(run("3.日程安排"), INDENT)},
        {"lint-annex-list", "lint-annex-number"},
        16,
    ),
    (
        "附件说明缺一个",
        {"annexes": par(run("附件：候选名单"), INDENT)},
        {"lint-annex-number"},
        None,
    ),
    ("没有附件说明", {"annexes": ""}, {"lint-annex-list"}, 19),
    (
        "附件标识跳号",
        {"annex2": par(run("附件3", HEI), "<w:pageBreakBefore/>")},
        {"lint-annex-number"},
        24,
    ),
    ("附件标识仿宋", {"annex1": par(run("附件1"), "<w:pageBreakBefore/>")}, {"lint-face"}, 21),
    (
        "附件标题与说明不同",
        {"annex1title": par(run("入选名单", SONG, 44), CENTER, 720)},
        {"lint-annex-title"},
        21,
    ),
    ("日期有虚位", {"day": par(run("2026年09月01日"), KEEP + RIGHT)}, {"lint-day"}, 19),
    ("日期用汉字", {"day": par(run("二零二六年九月一日"), KEEP + RIGHT)}, {"lint-day"}, 19),
    ("日期年份两位", {"day": par(run("26年9月1日"), KEEP + RIGHT)}, {"lint-day"}, 19),
    ("日期居中", {"day": par(run("2026年9月1日"), KEEP + CENTER)}, {"lint-signature"}, 19),
    ("抄送没有句号", {"copy": par(run("抄送：市有关部门", size=28))}, {"lint-copy"}, 26),
    ("抄送三号字", {"copy": par(run("抄送：市有关部门。"))}, {"lint-size"}, 26),
    # words
    ("授予", {"opening": body("决定授予质量奖。")}, {"lint-forbidden-word"}, 5),
    ("表彰", {"opening": body("予以表彰。")}, {"lint-forbidden-word"}, 5),
    ("年年", {"opening": body("2026年年度评审。")}, {"lint-doubled-word"}, 5),
    ("重复的词", {"opening": body("现将现将有关事项通知如下。")}, {"lint-doubled-word"}, 5),
    ("重复的标点", {"opening": body("通知如下。。")}, {"lint-doubled-word"}, 5),
    ("半角逗号", {"opening": body("根据规定,现通知如下。")}, {"lint-half-width"}, 5),
    ("半角括号", {"opening": body("企业(组织)申报。")}, {"lint-half-width"}, 5),
    ("半角句点", {"opening": body("通知如下.")}, {"lint-half-width"}, 5),
    ("占位符", {"opening": body("现将{{ 事项 }}通知如下。")}, {"lint-placeholder"}, 5),
    ("少一个花括号", {"opening": body("现将{事项}通知如下。")}, {"lint-placeholder"}, 5),
    ("只剩前一个花括号", {"opening": body("现通知{组织名称")}, {"lint-placeholder"}, 5),
    ("占位符成了方头括号", {"opening": body("代码为【信用代码】。")}, {"lint-placeholder"}, 5),
    ("占位符成了双方括号", {"opening": body("现通知[[组织名称]]。")}, {"lint-placeholder"}, 5),
    ("短横日期", {"opening": body("请于2026-07-31前报送。")}, {"lint-machine-day"}, 5),
    ("斜线日期", {"opening": body("请于2026/7/31前报送。")}, {"lint-machine-day"}, 5),
    ("圆点日期", {"opening": body("请于2026.7.31前报送。")}, {"lint-machine-day"}, 5),
    ("规则编号", {"opening": body("依据E09不予通过。")}, {"lint-machine-words"}, 5),
    ("表格口径", {"opening": body("信用报告按未填写处理。")}, {"lint-machine-words"}, 5),
    ("程序的无", {"opening": body("联系人为None。")}, {"lint-machine-words"}, 5),
    ("算式代替句子", {"opening": body("得票×2＞19，即告入选。")}, {"lint-machine-words"}, 5),
    ("英文结论", {"opening": body("审查结论为fail。")}, {"lint-machine-words"}, 5),
    ("没有主语", {"opening": body("晚于申报截止日期，不予受理。")}, {"lint-subject"}, 5),
    ("没有版记", {"copy": "", "printed": ""}, {"lint-imprint-missing"}, 1),
    (
        "标志顶着版心",
        {"head": PIECES["head"].replace('w:before="1984"', 'w:before="0"')},
        {"lint-head-distance"},
        1,
    ),
    (
        "红线太远",
        {"number": PIECES["number"].replace('w:space="11"', 'w:space="31"')},
        {"lint-line-distance"},
        2,
    ),
    ("附注可能另起一面", {"day": PIECES["day"].replace(KEEP, "")}, {"lint-note-alone"}, None),
    ("征求意见稿", {"opening": body("根据《办法》（征求意见稿）。")}, {"lint-warned-word"}, 5),
    ("X年X月X日", {"opening": body("请于X年X月X日前报送。")}, {"lint-blank-day"}, 5),
    ("正文里文号用方括号", {"opening": body("根据温政办发[2020]79号文件。")}, {"lint-number"}, 5),
    ("正文里日期有虚位", {"opening": body("请于2026年07月31日前报送。")}, {"lint-day"}, 5),
]


@pytest.mark.parametrize(
    ("change", "expected", "place"), [pytest.param(*f[1:], id=f[0]) for f in FAULTS]
)
def test_a_fault_is_found_by_itself(change, expected, place):
    pieces = {k: v for k, v in change.items() if k in PIECES}
    rest = {k: v for k, v in change.items() if k not in PIECES}
    problems = lint(docx(pieces, **rest), "某文.docx")
    assert {p.code for p in problems} == expected
    assert all(p.place.file == "某文.docx" and p.hint for p in problems)
    assert all("GB/T" in p.message or "《办法》" in p.message for p in problems)
    if place is not None:
        assert problems[0].place.cell == f"段{place}"
        assert problems[0].value


NO_FAULTS = [
    (
        "方头括号里的提示",
        {
            "head": par("", ""),
            "number": par("", ""),
            "title": par(""),
            "to": par(""),
            "opening": body("标准号 GB/T 19580-2012 和网址不是日期。"),
        },
    ),
    ("有主语的不符合", {"opening": body("你单位成立时间晚于申报截止日期，不符合申报条件。")}),
    ("公司名里的英文", {"opening": body("示例E公司和TrueFit公司已按时报送。")}),
    ("正文用另一种仿宋", {"opening": par(run("通知如下。", "仿宋"), INDENT)}),
    ("二字空格代替缩进", {"opening": par(run("　　通知如下。"))}),
    ("书名号内的奖励", {"opening": body("根据《科学技术奖励条例》规定。")}),
    ("去年年底", {"opening": body("截至去年年底，共申报12家。")}),
    ("市市场监管局", {"opening": body("温州市市场监督管理局代章。")}),
    ("小数和网址", {"opening": body("得分率为45.5%，网址：https://example.invalid/a。")}),
    ("西文旁的半角标点", {"opening": body("按照 GB/T 19580-2012, 4.1 执行。")}),
    ("时刻", {"opening": body("下午14:30前到达。")}),
    (
        "续发的两页标题",
        {
            "title": par(run("关于某项评审工作", SONG, 44), CENTER, 720)
            + par(run("有关事项的通知", SONG, 44), CENTER, 720)
        },
    ),
    (
        "单个附件",
        {
            "annexes": par(run("附件：候选名单"), INDENT),
            "annex1": par(run("附件", HEI), "<w:pageBreakBefore/>"),
            "annex2": "",
            "annex2title": "",
        },
    ),
    (
        "附件另发",
        {"annex1": "", "annex1title": "", "annex1body": "", "annex2": "", "annex2title": ""},
    ),
    (
        "横排附表",
        {
            "printed": PIECES["printed"]
            + '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
            + SECTION["margin"]
            + SECTION["grid"]
            + "</w:sectPr></w:pPr></w:p>",
            "section": {
                "size": '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>',
                "margin": '<w:pgMar w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:gutter="0"/>',
            },
        },
    ),
]


@pytest.mark.parametrize("change", [pytest.param(f[1], id=f[0]) for f in NO_FAULTS])
def test_what_is_right_is_not_accused(change):
    pieces = {k: v for k, v in change.items() if k in PIECES}
    rest = {k: v for k, v in change.items() if k not in PIECES}
    assert lint(docx(pieces, **rest), "某文.docx") == []


@pytest.mark.parametrize(
    ("size", "spacing", "line", "wrong"),
    [
        pytest.param(32, -5, 579, [], id="28字22行"),
        pytest.param(32, 0, 579, ["每行排27个字"], id="不紧缩只有27字"),
        pytest.param(32, -5, 580, ["每面排21行"], id="29磅只有21行"),
        pytest.param(32, -5, 554, ["每面排23行"], id="27.7磅有23行"),
    ],
)
def test_the_grid_is_counted(size, spacing, line, wrong):
    text = run("现将有关事项通知如下。").replace(
        'w:spacing w:val="-5"', f'w:spacing w:val="{spacing}"'
    )
    names = ("opening", "level1", "level2", "level3", "level4", "annex1body")
    pieces = dict.fromkeys(names, par(text, INDENT, line))
    problems = lint(docx(pieces), "某文.docx")
    assert [p.value for p in problems if p.code == "lint-grid"] == wrong


def test_the_line_pitch_of_the_settings_is_asked_for():
    other = build({"letters": {"line_pitch_pt": 28.0}}, 2026)
    assert codes(docx(), settings=other) == {"lint-line-pitch"}
    assert not codes(docx({"opening": body("通知如下。")}), settings=build({}, 2026))


def test_words_of_the_settings_are_asked_for():
    other = build({"lint": {"forbid": ["荣获"], "warn": ["试行"]}}, 2026)
    data = docx({"opening": body("决定授予，荣获称号（试行）。")})
    assert codes(data, settings=other) == {"lint-forbidden-word", "lint-warned-word"}


def test_a_draft_may_lack_number_and_day_and_hold_the_warned_words():
    mark = par(run("草稿", HEI))
    pieces = {
        "number": par(run("温质奖评办〔2026〕　号"), CENTER),
        "opening": body("根据《办法》（征求意见稿），请于X年X月X日前报送。"),
    }
    assert codes(docx(pieces, header=mark)) == set()
    assert codes(docx(pieces)) == {"lint-number", "lint-warned-word", "lint-blank-day"}


def test_a_numbered_kind_must_have_number_title_and_day():
    pieces = {"head": "", "number": "", "title": "", "day": ""}
    missing = [
        p for p in lint(docx(pieces), "f.docx", kind="call") if p.code == "lint-element-missing"
    ]
    assert [p.message.partition("（")[0] for p in missing] == [
        "没有发文字号",
        "没有成文日期",
        "没有标题",
    ]
    assert "lint-element-missing" not in codes(docx(pieces), kind="ballot")


def test_findings_come_in_the_order_of_the_text():
    data = docx({"copy": par(run("抄送：某部门", size=28)), "opening": body("予以表彰。")})
    cells = [p.place.cell for p in lint(data, "f.docx")]
    assert cells == sorted(cells, key=lambda c: int(c[1:]))


def test_errors_and_warnings_are_counted():
    problems = lint(docx({"opening": body("予以表彰，联系人：王喆。")}), "f.docx")
    assert counts(problems) == (1, 1)


def test_a_page_number_may_be_a_complex_field_or_stand_in_a_box():
    def field(inner: str) -> str:
        begin, split, end = (
            f'<w:r><w:fldChar w:fldCharType="{t}"/></w:r>' for t in ("begin", "separate", "end")
        )
        code = "".join(
            f"<w:r><w:instrText>{t}</w:instrText></w:r>" for t in (" PA", "GE  \\* MERGEFORMAT ")
        )
        return (
            run("— ", SUN, 28)
            + begin
            + code
            + split
            + run(inner, SUN, 28)
            + end
            + run(" —", SUN, 28)
        )

    indent = '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>'
    assert lint(docx(odd=par(field("12"), indent)), "f.docx") == []
    box = f"<w:p><w:r><w:pict><w:txbxContent>{par(field('1'))}</w:txbxContent></w:pict></w:r></w:p>"
    assert lint(docx(odd=box, even=box), "f.docx") == []


def test_automatic_numbers_make_headings():
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    data = docx({"level1": par(run("总体要求", HEI), numbered + INDENT)})
    assert codes(data) == {"lint-face"}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in {**parts, "word/numbering.xml": numbering.encode()}.items():
            book.writestr(name, content)
    assert codes(buffer.getvalue()) == set()


# --- documents of others --------------------------------------------------------------------------


def foreign() -> bytes:
    doc = Document()
    doc.add_heading("关于做好某项工作的通知", 0)
    doc.add_paragraph("各单位:")
    doc.add_paragraph("一、请于2026年07月31日前报送(一式三份).")
    grid = doc.add_table(rows=5, cols=3)
    grid.rows[0].cells[0].text, grid.rows[0].cells[1].text = "序号", "名称"
    grid.rows[0].cells[2].text = "备注"
    doc.add_paragraph("某单位")
    doc.add_paragraph("2026年7月1日")
    doc.sections[0].page_width = Mm(216)
    doc.styles["Normal"].font.size = Pt(12)
    buffer = io.BytesIO()
    doc.save(buffer)
    return buffer.getvalue()


def test_a_document_from_elsewhere_gets_its_findings():
    names = codes(foreign())
    assert {"lint-page-size", "lint-margins", "lint-day", "lint-half-width", "lint-size"} <= names
    assert {"lint-line-pitch", "lint-page-number", "lint-table-split", "lint-table-header"} <= names


def test_an_empty_document_does_not_break_the_linter():
    buffer = io.BytesIO()
    Document().save(buffer)
    assert "lint-margins" in codes(buffer.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="空文件"),
        pytest.param(b"PK\x03\x04" + b"\0" * 40, id="坏压缩包"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, id="旧版doc或加密"),
        pytest.param(docx()[:400], id="截断"),
    ],
)
def test_an_unreadable_file_is_exit_5(data):
    with pytest.raises(WzqaError) as caught:
        lint(data, "某文.docx")
    assert caught.value.exit_code == 5
    assert caught.value.problems[0].code == "docx-unreadable"


def test_a_body_that_is_no_xml_is_exit_5():
    with pytest.raises(WzqaError) as caught:
        lint(docx(raw="<w:p>"), "某文.docx")
    assert caught.value.exit_code == 5


def test_an_entity_is_not_expanded():
    data = docx(raw=par(run("甲")))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    xml = parts["word/document.xml"].replace(
        b"<w:document", b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document', 1
    )
    parts["word/document.xml"] = xml.replace("甲".encode(), b"&e;")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    try:
        model = lint_model.read(buffer.getvalue(), "f.docx")
    except WzqaError:
        return
    assert not any("root:" in p.text for p in model.paragraphs)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet="一二（）〔〕附件：:。年月日12{}×Xabc—“”\n ", max_size=30), max_size=12
    ),
    st.sampled_from(["", CENTER, INDENT, RIGHT]),
    st.sampled_from([21, 32, 44]),
)
def test_no_text_breaks_the_linter(texts, form, size):
    raw = "".join(par(run(t.replace("\n", " "), size=size), form) for t in texts)
    for problem in lint(docx(raw=raw), "f.docx"):
        assert problem.severity in (Severity.ERROR, Severity.WARNING)
        assert problem.message


def test_every_code_of_a_fault_is_registered():
    text = (resources.files("wzqa") / "data" / "problem_codes" / "documents.toml").read_text(
        "utf-8"
    )
    registered = set(tomllib.loads(text))
    source = "".join(
        path.read_text("utf-8")
        for path in (resources.files("wzqa") / "documents").iterdir()
        if path.name.endswith(".py") and not path.name.startswith(("letters", "samples", "facts"))
    )
    used = set(re.findall(r'"((?:lint|template|document|docx|pdf|merge)-[a-z0-9-]+)"', source))
    assert used <= registered
    assert {code for fault in FAULTS for code in fault[2]} <= registered


def test_findings_stand_in_the_order_of_the_text():
    raw = "".join(body(f"第{i}项，于2026年05月0{i % 9}日前完成。") for i in range(1, 15))
    numbers = [int((p.place.cell or "段0")[1:]) for p in lint(docx(raw=raw), "某文.docx")]
    assert numbers == sorted(numbers)
    assert numbers[-1] == 14  # 段10 does not stand before 段2


def test_words_embedded_as_a_file_are_said_to_be_unseen():
    problems = lint(docx(raw='<w:altChunk r:id="rId9"/>'), "某文.docx")
    assert "lint-embedded" in {p.code for p in problems}
    assert "lint-empty" in codes(docx(raw=""))


def test_the_body_is_found_by_its_relation_whatever_its_name():
    with zipfile.ZipFile(io.BytesIO(docx({"opening": body("现将{事项}通知如下。")}))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    parts["_rels/.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document2.xml"/>'
        "</Relationships>"
    ).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert codes(buffer.getvalue()) == {"lint-placeholder"}
