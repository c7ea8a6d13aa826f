"""算分过程单: for each applicant one page on which a person can add the score up again.

Every examiner's mark, subtotals, what was dropped (weight 0), total, rounding: formulas of the
spreadsheet beside the published number (workbooks.md §8, arithmetic.md §1.3–1.7).
"""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, cast

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from wzqa.marks.holds import on_sums
from wzqa.marks.results import STATE_NAMES
from wzqa.workbooks.results.basis import SIGNED
from wzqa.workbooks.results.process_formulas import Amount, Method, rounded
from wzqa.workbooks.results.process_page import FIRST_CARD, Page
from wzqa.workbooks.writing.paper import A3, A3_UPRIGHT, A4_UPRIGHT, paper_for
from wzqa.workbooks.writing.styles import head_style, run_style, section_style, wrap
from wzqa.workbooks.writing.tables import Form, Formula, rows_of, set_up_page
from wzqa.workbooks.writing.verdicts import colour_verdicts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.criteria import Item
    from wzqa.marks.results import CardLine
    from wzqa.workbooks.results.score_report import Line, ScoreReport

SHEET = "算分过程单"


def add_process(workbook: Workbook, report: ScoreReport) -> None:
    """Add the sheet: one page per applicant, in the order of the list."""
    sheet: Worksheet = workbook.create_sheet(SHEET)
    cards = max((len(_shown(line)) for line in report.lines), default=0)
    widths = [6, 19, 6, *([7] * (2 * cards)), 9]
    set_up_page(sheet, paper=paper_for(widths, A4_UPRIGHT, A3_UPRIGHT, A3))
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    row = 1
    styles: dict[tuple[Form, int, bool], str] = {}
    for line in report.lines:
        page = Page(workbook, sheet, report, line, row, _shown(line), widths, styles)
        row = _write_page(page) + 1
        sheet.row_breaks.append(Break(id=row - 1))
    colour_verdicts(sheet, f"A1:{get_column_letter(len(widths))}{row}")


def _shown(line: Line) -> list[CardLine]:
    return [card for card in line.score.cards if card.total is not None]


def _write_page(page: Page) -> int:
    """Write one applicant's page; gives the first row after it."""
    row = _write_head(page)
    if not page.cards:
        return row
    rows = _write_marks(page, row)
    trim = page.report.rules.trim
    level = trim.level
    if level == "item" and not page.percent:
        level = "category"  # points came in per category: there is nothing smaller to trim
    method = Method(page.report.scores.method, level, trim.drop)
    row = rows[-1] + 1
    if method.weighted:
        _write_weights(page, row)
        row += 1
    _write_values(page, rows, method, row - 1)
    if page.line.row.score is not None:
        row = _write_result(page, row, f"{get_column_letter(page.value_column)}{rows[-1]}")
    note = run_style(page.workbook)
    for text in (on_sums(page.report.scores.method), SIGNED):
        for part in wrap(text, page.width):
            page.write(row + 1, 1, part, note)
            row += 1
        rows_of(page.sheet).heights[row] = 30
    return row + 1


def _write_head(page: Page) -> int:
    (ranked, score, person, outcome), row = page.line, page.top
    style, note = section_style(page.workbook), run_style(page.workbook)
    page.write(row, 1, f"{person.app_no}　{person.name}", style)
    rank = f"第{ranked.rank}名" if ranked.rank else "未排名"
    panel = score.panel or ""
    facts = f"{ranked.uscc}　{page.report.stage}　评审组：{panel}　{rank}　{outcome}"
    enters = page.report.enters
    left_out = [f"{c.name}（{STATE_NAMES[c.state]}）" for c in score.cards if c.total is None]
    beside = [f"{c.name}（{STATE_NAMES[c.state]}）" for c in page.cards if not enters(c)]
    lines = [facts, f"汇总方法：{page.report.method}"]
    if left_out:
        lines.append(f"没有评分表：{'、'.join(left_out)}")
    if beside:
        lines.append(f"列出但不计入：{'、'.join(beside)}")
    if page.line.note:
        lines.append(page.line.note)
    wrapped = [part for text in lines for part in wrap(text, page.width)]
    for under, text in enumerate(wrapped, row + 1):
        page.write(under, 1, text, note)
    return row + len(wrapped) + 1


# --- marks --------------------------------------------------------------------------------------


def _write_marks(page: Page, row: int) -> list[int]:
    """Write header, items and subtotals; gives the rows of the subtotals, the total last."""
    head = head_style(page.workbook)
    titles = ["条款", "条目", "满分"]
    for card in page.cards:
        name = card.name
        titles += [f"{name}\n得分率%", f"{name}\n得分"] if page.percent else [f"{name}\n得分"]
    for number, title in enumerate([*titles, "计入值"], 1):
        page.write(row, number, title, head)
    rows_of(page.sheet).heights[row] = 32
    points = [card.categories(page.report.criteria) for card in page.cards]
    subtotals = []
    for category in page.report.criteria.categories:
        first = row + 1
        if page.percent:
            for item in category.items:
                row += 1
                _write_item(page, row, item)
        row += 1
        _labels(page, row, category.clause, f"{category.name}小计", category.points)
        for index, of_card in enumerate(points):
            _write_subtotal(page, row, index, of_card[category.clause], first)
        subtotals.append(row)
    row += 1
    _labels(page, row, "", "合计", page.report.criteria.points)
    for index in range(len(page.cards)):
        cells = [f"{page.column(index)}{subtotal}" for subtotal in subtotals]
        _points(page, row, index, Amount.total(cells, page.amounts))
    return [*subtotals, row]


def _three(
    page: Page, row: int, clause: str, title: str, points: int | None, *, bold: bool
) -> None:
    page.put(row, 1, clause, Form.LABEL, bold=bold)
    page.put(row, 2, title, Form.TEXT, bold=bold)
    page.put(row, 3, points, Form.WHOLE, bold=bold)


def _labels(page: Page, row: int, clause: str, title: str, points: int | None) -> None:
    _three(page, row, clause, title, points, bold=True)
    for index in range(len(page.cards)):
        if page.percent:
            page.put(row, FIRST_CARD + 2 * index, None, Form.WHOLE, bold=True)


def _points(page: Page, row: int, index: int, amount: Amount) -> None:
    column = FIRST_CARD + page.step * index + page.step - 1
    page.formula(row, column, amount, bold=True)


def _write_item(page: Page, row: int, item: Item) -> None:
    _three(page, row, item.clause, item.name, item.points, bold=False)
    for index, marks in enumerate(page.percents):
        left = FIRST_CARD + 2 * index
        percent = marks.get(item.clause)
        page.put(row, left, percent, Form.WHOLE)
        if percent is None:
            page.put(row, left + 1, None, Form.SCORE)
            continue
        formula = f"=C{row}*{get_column_letter(left)}{row}/100"
        page.formula(row, left + 1, Amount(formula, percent * item.points / 100))


def _write_subtotal(page: Page, row: int, index: int, points: Decimal, first: int) -> None:
    letter = page.column(index)
    if page.percent and page.percents[index]:
        cells = [f"{letter}{r}" for r in range(first, row)]
        _points(page, row, index, Amount.total(cells, page.amounts))
        return
    column = FIRST_CARD + page.step * index + page.step - 1
    page.put(row, column, points, Form.SCORE, bold=True)
    page.amounts[f"{letter}{row}"] = points


# --- what counts --------------------------------------------------------------------------------


def _weights(page: Page) -> list[Fraction]:
    """Give each shown card its weight; a card without one counts fully."""
    return [
        Fraction(0) if not page.report.enters(c) else Fraction(1) if c.weight is None else c.weight
        for c in page.cards
    ]


def _write_weights(page: Page, row: int) -> None:
    _labels(page, row, "", "权重（0不计入）", None)
    for index, weight in enumerate(_weights(page)):
        column = FIRST_CARD + page.step * index + page.step - 1
        if weight.denominator == 1:
            page.put(row, column, int(weight), Form.WHOLE, bold=True)
            page.amounts[f"{page.column(index)}{row}"] = weight
        else:
            page.formula(row, column, Amount(f"={weight}", weight), bold=True, decimals=4)


def _write_values(page: Page, rows: Sequence[int], method: Method, weights_row: int) -> None:
    """Fill 计入值: what the method makes of each row's marks."""
    counted = [i for i, card in enumerate(page.cards) if page.report.enters(card)]
    total = rows[-1]
    first = rows[0] - len(page.report.criteria.categories[0].items)
    for row in range(first if page.percent else rows[0], total + 1):
        is_item = row not in rows
        cells = [f"{page.column(i)}{row}" for i in counted]
        values = [cast("Decimal", page.amounts[cell]) for cell in cells if cell in page.amounts]
        amount: Amount | None
        if method.weighted:
            weights = [f"{page.column(i)}${weights_row}" for i in counted]
            shares = [w for i, w in enumerate(_weights(page)) if i in counted]
            amount = Amount.weighted(cells, weights, values, shares)
        elif row == total and method.key == "median":
            amount = Amount(f"=MEDIAN({','.join(cells)})", Fraction(median(values)))
        elif method.sums_at(is_item=is_item, is_total=row == total):
            amount = Amount.total(_parts(page, rows, row), page.amounts)
        else:
            amount = method.row_value(cells, values, is_item=is_item)
        if amount is None or len(values) < len(cells):
            page.put(row, page.value_column, None, Form.SCORE)
        else:
            page.formula(row, page.value_column, amount, bold=not is_item, decimals=4)


def _parts(page: Page, rows: Sequence[int], row: int) -> list[str]:
    """Cells of 计入值 that a subtotal or the total sums up."""
    letter = get_column_letter(page.value_column)
    if row == rows[-1]:
        return [f"{letter}{r}" for r in rows[:-1]]
    before = [r for r in rows if r < row]
    size = len(page.report.criteria.categories[rows.index(row)].items)
    first = (before[-1] + 1) if before else row - size
    return [f"{letter}{r}" for r in range(first, row)]


# --- result -------------------------------------------------------------------------------------


def _write_result(page: Page, row: int, source: str) -> int:
    """Write rounding, the combined score where there is one, the published score and the check."""
    rules, score, parts = page.report.rules, page.line.row.score, page.report.parts_of(page.line)
    places = rules.decimals
    column = page.value_column
    unrounded = page.amounts.get(source)
    if unrounded is None or score is None:
        return row
    row += 1
    mode = "四舍五入" if rules.rounding == "half_up" else "四舍六入五成双"
    stage = rounded(source, Fraction(unrounded), places, rules.rounding)
    _result_label(page, row, f"本阶段得分（{mode}到{places}位小数）")
    result = page.formula(row, column, stage, bold=True, decimals=places)
    if parts:
        cells: list[str] = []
        for name, part, weight in parts:
            row += 1
            _result_label(page, row, f"{name} {part} × 权重 {weight}")
            product = Amount(f"={part}*{weight}", Fraction(part) * Fraction(weight))
            cells.append(page.formula(row, column, product, decimals=places + 2))
        row += 1
        _result_label(page, row, f"综合得分（{mode}到{places}位小数）")
        total = Amount.total(cells, page.amounts)
        combined = rounded(f"({total.formula[1:]})", Fraction(total.value), places, rules.rounding)
        result = page.formula(row, column, combined, bold=True, decimals=places)
    row += 1
    _result_label(page, row, "公布得分")
    page.put(row, column, score, Form.SCORE, bold=True)
    published = f"{get_column_letter(column)}{row}"
    row += 1
    _result_label(page, row, "复核")
    agrees = page.amounts[result] == Fraction(score)
    check = Formula(
        f'=IF(ROUND({result}-{published},6)=0,"相符","不相符")', "相符" if agrees else "不相符"
    )
    page.write(row, column, check, page.style(Form.LABEL, 2, bold=True))
    return row + 1


def _result_label(page: Page, row: int, text: str) -> None:
    """Write a label that runs over the blank cells before 计入值."""
    page.write(row, 1, text, run_style(page.workbook, bold=True))
