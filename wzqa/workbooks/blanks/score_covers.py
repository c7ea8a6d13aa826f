"""The first and the last sheet of a 评分表: 说明 and 汇总 (workbooks.md §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.workbooks.blanks.score_styles import UNFINISHED, Style
from wzqa.workbooks.blanks.score_table import form_of
from wzqa.workbooks.scores_in.score_form import GUIDE_SHEET, SUMMARY_COLUMNS, SUMMARY_SHEET
from wzqa.workbooks.writing.sheetxml import SheetPart, blank, formula, quoted, row, text, validation

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wzqa.workbooks.blanks.score_table import Form, ScoreBook

_SUMMARY_WIDTHS = (20, 44, 26, 12, 10, 14)
_GUIDE_WIDTHS = (14, 50, 50)
_GUIDE = (
    "1. “汇总”表列出请您评审的申报组织，每家另有一张评分表，表名为申报编号。",
    "2. 只填浅黄色单元格：“得分率(%)”填0至100之间、{step}的整数倍，如45表示45%；得分、小计、合计自动计算。",
    "3. 空白不等于0分：{items}个条目都填了得分率才算评完，确为0分的请填0。",
    "4. 先判断整体上最符合哪一档，再在档内取值；每个条目的档次说明见条目名称单元格的批注和下表。",
    "5. “主要优势”“主要改进机会”写具体事实；结果类条目看结果，不看打算。",
    "6. 与申报组织有利害关系应当回避的，在“汇总”表“回避”栏选“是”，该组织不必评分。",
    "7. 请独立评分，不与他人商量后再填。不要改动表名、条目和表头，不要把评分表复制给别的组织或届次使用。",
    "8. 填完后保存为 .xlsx 交回；打印“汇总”表签名。",
)


def _head_rows(book: ScoreBook, title: str, extra: Sequence[tuple[str, str]]) -> list[str]:
    """Write title and head block down the first two columns."""
    rows = [row(1, text("A1", Style.TITLE, title), 30)]
    pairs = [("评审阶段", book.word), ("评审组", book.panel), ("评审员", book.examiner)]
    if book.certificate:
        pairs.append(("资格证书号", book.certificate))
    for i, (label, value) in enumerate([*pairs, *extra], 2):
        cells = text(f"A{i}", Style.LABEL, label) + text(f"B{i}", Style.VALUE, value)
        rows.append(row(i, cells, 17))
    return rows


def guide_sheet(book: ScoreBook, count: int) -> SheetPart:
    """Make 说明: how to fill the sheets in, and the scoring bands."""
    extra = [("标准版本", book.criteria.edition), ("应评组织", f"{count}家")]
    rows = _head_rows(book, f"{book.title}填写说明", extra)
    merges = ["A1:C1"]
    for words in _GUIDE:
        line = len(rows) + 1
        told = words.format(step=book.step, items=len(book.criteria.items))
        rows.append(row(line, text(f"A{line}", Style.NOTE, told), 18))
        merges.append(f"A{line}:C{line}")
    line = len(rows) + 1
    heads = ("得分率", "过程类条目（方法—展开—学习—整合）", "结果类条目（水平—趋势—对比—整合）")
    cells = "".join(text(f"{c}{line}", Style.HEAD, h) for c, h in zip("ABC", heads, strict=True))
    rows.append(row(line, cells, 22))
    for band in book.criteria.bands:
        line += 1
        cells = text(f"A{line}", Style.CENTRE, f"{band.low}–{band.high}%")
        cells += text(f"B{line}", Style.TEXT, band.process)
        rows.append(row(line, cells + text(f"C{line}", Style.TEXT, band.result), 32))
    return SheetPart(
        name=GUIDE_SHEET,
        rows="".join(rows),
        widths=_GUIDE_WIDTHS,
        merges=merges,
        header=book.header,
        footer=book.footer(GUIDE_SHEET),
    )


def summary_sheet(
    book: ScoreBook,
    applicants: Sequence[tuple[str, tuple[str, str, str]]],
    recused: Collection[str],
) -> SheetPart:
    """Make 汇总 from (sheet name, (申报编号, 名称, 代码)): totals, 回避, 签名."""
    form = form_of(book.criteria, book.step)
    rows = _head_rows(book, f"{book.title}汇总", ())
    header = len(rows) + 1
    heads = "".join(
        text(f"{letter}{header}", Style.HEAD, heading)
        for letter, heading in zip("ABCDEF", SUMMARY_COLUMNS, strict=True)
    )
    rows.append(row(header, heads, 24))
    for line, (sheet, (number_, organisation, uscc)) in enumerate(applicants, header + 1):
        cells = text(f"A{line}", Style.CENTRE, number_) + text(f"B{line}", Style.TEXT, organisation)
        cells += text(f"C{line}", Style.CENTRE, uscc)
        if uscc in recused:
            cells += blank(f"D{line}", Style.SCORE) + text(f"E{line}", Style.CENTRE, "是")
            cells += text(f"F{line}", Style.CENTRE, "回避")
        else:
            cells += _total_cells(line, sheet, form, len(book.criteria.items))
        rows.append(row(line, cells, 20))
    last = header + max(len(applicants), 1)
    sign = text(f"A{last + 2}", Style.SIGN, "签名：") + text(f"C{last + 2}", Style.SIGN, "日期：")
    rows.append(row(last + 2, sign, 26))
    return SheetPart(
        name=SUMMARY_SHEET,
        rows="".join(rows),
        widths=_SUMMARY_WIDTHS,
        title_row=header,
        merges=("A1:F1",),
        formats=_unfinished(f"F{header + 1}:F{last}"),
        validations=f'<dataValidations count="1">{_recusal(f"E{header + 1}:E{last}")}</dataValidations>',
        header=book.header,
        footer=book.footer(SUMMARY_SHEET),
    )


def _total_cells(line: int, sheet: str, form: Form, items: int) -> str:
    name = quoted(sheet)
    total = f'IF(E{line}="是","",{name}!E{form.total})'
    done = f'IF(E{line}="是","回避",IF(COUNT({name}!{form.percents})={items},"已完成","未完成"))'
    cells = formula(f"D{line}", Style.SCORE, total) + blank(f"E{line}", Style.CHOICE)
    return cells + formula(f"F{line}", Style.CENTRE, done, "未完成")


def _recusal(sqref: str) -> str:
    return validation(
        sqref,
        choices=["是"],
        rule="",
        title="回避",
        error="回避的选“是”，不回避的留空。",
        prompt="与该组织有利害关系的选“是”，不必评分，也不算缺分。",
    )


def _unfinished(sqref: str) -> str:
    first = sqref.split(":", maxsplit=1)[0]
    rule = f'<cfRule type="cellIs" dxfId="{UNFINISHED}" priority="1" operator="equal">'
    return (
        f'<conditionalFormatting sqref="{sqref}">{rule}<formula>"未完成"</formula></cfRule>'
        "</conditionalFormatting>"
    ).replace(f"{first}:{first}", first)
