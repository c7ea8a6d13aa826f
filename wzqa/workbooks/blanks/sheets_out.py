"""Writing one examiner's 评分表: 说明, a sheet per applicant, 汇总 (workbooks.md §5).

Sheets are filled templates of XML: openpyxl needs a second a workbook.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.workbooks.blanks.panel_table import panel_workbook
from wzqa.workbooks.blanks.score_covers import guide_sheet, summary_sheet
from wzqa.workbooks.blanks.score_styles import STYLES, Style
from wzqa.workbooks.blanks.score_table import HEADER, ScoreBook, form_of
from wzqa.workbooks.scores_in.score_form import GUIDE_SHEET, MARK_LABEL, SUMMARY_SHEET, make_mark
from wzqa.workbooks.writing.sheetxml import Package, SheetPart, row, text
from wzqa.workbooks.writing.styles import text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from wzqa.criteria import Criteria

__all__ = ["examiner_workbook", "panel_workbook"]

_LONGEST_NAME = 31  # of a sheet
_WIDTHS = (10, 18, 6, 9, 9, 30, 31)  # upright A4 at a scale of four fifths


def examiner_workbook(
    *,
    stage: str,
    word: str,
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
    award: str = "质量奖",
) -> bytes:
    """Make one examiner's blank, protected 评分表 for a stage, which `word` names.

    `applicants` are (申报编号, 名称, 统一社会信用代码) in print order; those in `recused` get no sheet and
    stand on 汇总 with 回避 = 是. `certificate` is printed when not "" (needed where names are shared).
    """
    book = ScoreBook(
        stage=stage,
        word=word,
        title=f"{award}{cycle_label}{word}评分表" + ("【演示数据】" if demo else ""),
        year=cycle_year,
        panel=panel,
        examiner=examiner,
        certificate=certificate,
        criteria=criteria,
        step=step,
        demo=demo,
    )
    names = _sheet_names([number for number, _, _ in applicants])
    listed = list(zip(names, applicants, strict=True))
    scored = [(name, *given[1:]) for name, given in listed if given[2] not in recused]
    sheets = [_card_sheet(book, *one) for one in scored]
    summary = summary_sheet(book, listed, recused)
    package = Package(f"{book.title}（{examiner}）", STYLES)
    package.sheets = [guide_sheet(book, len(scored)), *sheets, summary]
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


def _card_sheet(book: ScoreBook, name: str, organisation: str, uscc: str) -> SheetPart:
    form = form_of(book.criteria, book.step)
    mark = make_mark(book.year, book.stage, uscc, book.criteria.edition)
    left = [
        ("评审阶段", book.word),
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
    room = _WIDTHS[-1]
    for i, ((label, value), (far_label, far_value)) in enumerate(zip(left, right, strict=True), 2):
        cells = (
            text(f"A{i}", Style.LABEL, label) + text(f"B{i}", Style.VALUE, value) if label else ""
        )
        cells += text(f"F{i}", Style.LABEL, far_label) + text(f"G{i}", Style.VALUE, far_value)
        rows.append(row(i, cells, 17 if text_width(far_value) <= room else 30))
    hint = f"只填浅黄色单元格。得分率填0至100、{book.step}的整数倍；空白不等于0分；回避请在“汇总”表填写。"
    rows.append(row(6, text("A6", Style.NOTE, hint), 30))
    return SheetPart(
        name=name,
        rows="".join(rows) + form.rows,
        widths=_WIDTHS,
        title_row=HEADER,
        merges=("A1:G1", "A6:G6"),
        validations=form.validations,
        header=book.header,
        footer=book.footer(organisation),
        notes=form.notes,
        one_page=True,
    )
