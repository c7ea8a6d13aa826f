"""Writing one examiner's 评分表: 说明, a sheet per applicant, 汇总 (workbooks.md §5).

The table of items is made once per criteria as XML and shared by all sheets: openpyxl needs a
second a workbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.models import STAGE_NAMES
from wzqa.workbooks.panel_table import panel_workbook
from wzqa.workbooks.score_form import (
    GUIDE_SHEET,
    MARK_LABEL,
    SUMMARY_COLUMNS,
    SUMMARY_SHEET,
    TABLE_COLUMNS,
    make_mark,
)
from wzqa.workbooks.score_styles import STYLES, UNFINISHED, Style
from wzqa.workbooks.sheetxml import (
    Package,
    SheetPart,
    blank,
    formula,
    notes_parts,
    number,
    quoted,
    row,
    text,
    validation,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from wzqa.criteria import Criteria, Item

__all__ = ["examiner_workbook", "panel_workbook"]

_HEADER = 7  # the row that begins with 条款
_LONGEST_NAME = 31  # of a sheet
_TABLE_WIDTHS = (11, 22, 7, 11, 10, 42, 42)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What all sheets of one workbook have in common."""

    stage: str
    title: str
    year: int
    panel: str
    examiner: str
    certificate: str
    criteria: Criteria
    step: int
    demo: bool

    @property
    def header(self) -> str:
        """Page header: 演示数据 or nothing."""
        return '&C&"黑体,常规"&14演示数据' if self.demo else ""

    def footer(self, subject: str) -> str:
        """Page footer: examiner and subject, page, stage."""
        left = f"{self.examiner}　{subject}".replace("&", "&&")
        return f"&L{left}&C第 &P 页，共 &N 页&R{STAGE_NAMES[self.stage]}评分表"


def examiner_workbook(
    *,
    stage: str,
    cycle_label: str,
    cycle_year: int,
    panel: str,
    examiner: str,
    certificate: str,
    applicants: Sequence[tuple[str, str, str]],
    recused: Collection[str] = (),
    criteria: Criteria,
    step: int,
    created: date,
    demo: bool,
    award: str = "温州市人民政府质量奖",
) -> bytes:
    """Make one examiner's blank, protected 评分表 for a stage.

    `applicants` are (申报编号, 名称, 统一社会信用代码) in print order; those in `recused` get no sheet and
    stand on 汇总 with 回避 = 是. `certificate` is printed when not "" (needed where names are shared).
    """
    book = _Book(
        stage=stage,
        title=f"{award}{cycle_label}{STAGE_NAMES[stage]}评分表" + ("【演示数据】" if demo else ""),
        year=cycle_year,
        panel=panel,
        examiner=examiner,
        certificate=certificate,
        criteria=criteria,
        step=step,
        demo=demo,
    )
    names = _sheet_names([number for number, _, _ in applicants])
    scored = [
        (name, organisation, uscc)
        for name, (_, organisation, uscc) in zip(names, applicants, strict=True)
        if uscc not in recused
    ]
    sheets = [_card_sheet(book, *one) for one in scored]
    package = Package(f"{book.title}（{examiner}）", STYLES)
    package.sheets = [
        _guide_sheet(book, len(scored)),
        *sheets,
        _summary_sheet(book, list(zip(names, applicants, strict=True)), recused),
    ]
    return package.bytes_of(created)


def _sheet_names(numbers: Sequence[str]) -> list[str]:
    """Turn application numbers into sheet names: legal, short, each once."""
    taken = {GUIDE_SHEET, SUMMARY_SHEET}
    names = []
    for number_ in numbers:
        base = re.sub(r"[\[\]:*?/\\]", "-", number_).strip("' ")[:_LONGEST_NAME] or "评分表"
        name, again = base, 1
        while name.casefold() in taken:
            again += 1
            tail = f"({again})"
            name = base[: _LONGEST_NAME - len(tail)] + tail
        taken.add(name.casefold())
        names.append(name)
    return names


# --- one applicant --------------------------------------------------------------------------------


def _card_sheet(book: _Book, name: str, organisation: str, uscc: str) -> SheetPart:
    form = _form(book.criteria, book.step)
    mark = make_mark(book.year, book.stage, uscc, book.criteria.edition)
    left = [
        ("评审阶段", STAGE_NAMES[book.stage]),
        ("评审组", book.panel),
        ("评审员", book.examiner),
        ("资格证书号", book.certificate) if book.certificate else ("", ""),
    ]
    right = [
        ("申报组织", organisation),
        ("统一社会信用代码", uscc),
        ("标准版本", book.criteria.edition),
        (MARK_LABEL, str(mark)),
    ]
    rows = [row(1, text("A1", Style.TITLE, book.title), 30)]
    for i, ((label, value), (far_label, far_value)) in enumerate(zip(left, right, strict=True), 2):
        cells = (
            text(f"A{i}", Style.LABEL, label) + text(f"B{i}", Style.VALUE, value) if label else ""
        )
        cells += text(f"F{i}", Style.LABEL, far_label) + text(f"G{i}", Style.VALUE, far_value)
        rows.append(row(i, cells, 17))
    hint = f"只填浅黄色单元格。得分率填0至100、{book.step}的整数倍；空白不等于0分；回避请在“汇总”表填写。"
    rows.append(row(6, text("A6", Style.NOTE, hint), 17))
    return SheetPart(
        name=name,
        rows="".join(rows) + form.rows,
        widths=_TABLE_WIDTHS,
        title_row=_HEADER,
        merges=("A1:G1", "A6:G6"),
        validations=form.validations,
        header=book.header,
        footer=book.footer(organisation),
        notes=form.notes,
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """The table of items: what is the same on every sheet."""

    rows: str
    validations: str
    notes: tuple[bytes, bytes]
    total: int  # the row of 合计
    percents: str  # the range of all 得分率 cells


@lru_cache(maxsize=4)
def _form(criteria: Criteria, step: int) -> _Form:
    head = "".join(
        text(f"{letter}{_HEADER}", Style.HEAD, heading)
        for letter, heading in zip("ABCDEFG", TABLE_COLUMNS, strict=True)
    )
    rows, notes, ranges, groups = [row(_HEADER, head, 24)], {}, [], []
    line = _HEADER + 1
    for category in criteria.categories:
        first, last = line + 1, line + len(category.items)
        points = f'IF(COUNT(D{first}:D{last})={last - first + 1},SUM(E{first}:E{last}),"")'
        rows.append(_group_row(line, category.clause, category.name, category.points, points))
        for i, item in enumerate(category.items, first):
            rows.append(_item_row(i, item))
            notes[f"B{i}"] = _bands(criteria, item.kind)
        ranges.append(f"D{first}:D{last}")
        groups.append(f"E{line}")
        line = last + 1
    percents = f"D{_HEADER + 2}:D{line - 1}"
    total = f'IF(COUNT({percents})={len(criteria.items)},SUM({",".join(groups)}),"")'
    rows.append(_group_row(line, "合计", "", criteria.points, total))
    return _Form(
        "".join(rows),
        f'<dataValidations count="1">{_percents(" ".join(ranges), step)}</dataValidations>',
        notes_parts(notes, "评审办"),
        line,
        percents,
    )


def _group_row(line: int, clause: str, name: str, points: int, expression: str) -> str:
    cells = text(f"A{line}", Style.GROUP_CENTRE, clause) + text(f"B{line}", Style.GROUP, name)
    cells += number(f"C{line}", Style.GROUP_CENTRE, points) + blank(f"D{line}", Style.GROUP_CENTRE)
    cells += formula(f"E{line}", Style.GROUP_SCORE, expression)
    return row(line, cells + blank(f"F{line}", Style.GROUP) + blank(f"G{line}", Style.GROUP), 18)


def _item_row(line: int, item: Item) -> str:
    cells = text(f"A{line}", Style.CENTRE, item.clause) + text(f"B{line}", Style.TEXT, item.name)
    cells += number(f"C{line}", Style.WHOLE, item.points) + blank(f"D{line}", Style.PERCENT)
    points = f'IF(ISNUMBER(D{line}),C{line}*D{line}/100,"")'
    cells += formula(f"E{line}", Style.SCORE, points)
    return row(line, cells + blank(f"F{line}", Style.WORDS) + blank(f"G{line}", Style.WORDS), 32)


def _percents(sqref: str, step: int) -> str:
    first = sqref.split(":", maxsplit=1)[0]
    return validation(
        sqref,
        choices=[str(p) for p in range(0, 101, step)],
        rule=f"AND(ISNUMBER({first}),{first}>=0,{first}<=100,MOD({first},{step})=0)",
        title="得分率(%)",
        error=f"得分率只能填0至100之间、{step}的整数倍（45表示45%）。",
        prompt=f"填0至100、{step}的整数倍，45表示45%。空白不等于0分。",
    )


def _bands(criteria: Criteria, kind: str) -> str:
    """Put the scoring bands of one kind of item into a note, paraphrased (domain.md §2.3)."""
    process = kind == "process"
    head = "过程类：方法—展开—学习—整合" if process else "结果类：水平—趋势—对比—整合"
    lines = [
        f"{band.low}–{band.high}%　{band.process if process else band.result}"
        for band in criteria.bands
    ]
    return "\n".join([f"{head}（先定档，再在档内取值）", *lines])


# --- 说明, 汇总 --------------------------------------------------------------------------------------


def _head_rows(book: _Book, title: str, extra: Sequence[tuple[str, str]]) -> list[str]:
    """Write title and head block down the first two columns."""
    rows = [row(1, text("A1", Style.TITLE, title), 30)]
    pairs = [
        ("评审阶段", STAGE_NAMES[book.stage]),
        ("评审组", book.panel),
        ("评审员", book.examiner),
    ]
    if book.certificate:
        pairs.append(("资格证书号", book.certificate))
    for i, (label, value) in enumerate([*pairs, *extra], 2):
        cells = text(f"A{i}", Style.LABEL, label) + text(f"B{i}", Style.VALUE, value)
        rows.append(row(i, cells, 17))
    return rows


def _guide_sheet(book: _Book, count: int) -> SheetPart:
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


def _summary_sheet(
    book: _Book,
    applicants: Sequence[tuple[str, tuple[str, str, str]]],
    recused: Collection[str],
) -> SheetPart:
    form = _form(book.criteria, book.step)
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


def _total_cells(line: int, sheet: str, form: _Form, items: int) -> str:
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
