"""算分过程单: for each applicant one page on which a person can add the score up again.

Every examiner's mark, subtotals, what was dropped (weight 0), total, rounding: formulas of the
spreadsheet beside the published number (workbooks.md §8, arithmetic.md §1.3–1.7).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from wzqa.marks.holds import on_sums
from wzqa.marks.results import STATE_NAMES
from wzqa.workbooks.results.basis import SIGNED
from wzqa.workbooks.results.process_formulas import (
    Amount,
    Method,
    Weighted,
    decimal_of,
    rounded,
    summed,
)
from wzqa.workbooks.results.process_page import FIRST_CARD, Marks, Page, Pages
from wzqa.workbooks.writing.paper import A3, A3_UPRIGHT, A4_UPRIGHT, paper_for
from wzqa.workbooks.writing.rows import ROW
from wzqa.workbooks.writing.styles import head_style, run_style, section_style, wrap
from wzqa.workbooks.writing.tables import Form, Formula, set_up_page
from wzqa.workbooks.writing.verdicts import colour_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.criteria import Item
    from wzqa.marks.results import CardLine
    from wzqa.workbooks.results.process_formulas import Exact
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
    pages, row, breaks = Pages(workbook, sheet, report, widths), 1, list[Break]()
    for line in report.lines:
        page = Page(pages, line, row, _shown(line))
        _write_page(page)
        breaks.append(Break(id=page.row))
        row = page.row + 1
    sheet.row_breaks.brk = breaks  # one by one, each would be looked at again for each that follows
    colour_verdicts(sheet, f"A1:{get_column_letter(len(widths))}{row}")


def _shown(line: Line) -> list[CardLine]:
    return [card for card in line.score.cards if card.total is not None]


def _write_page(page: Page) -> None:
    """Write one applicant's page."""
    _write_head(page)
    if not page.cards:
        return
    _write_titles(page)
    trim = page.report.rules.trim
    level = trim.level
    if level == "item" and not page.percent:
        level = "category"  # points came in per category: there is nothing smaller to trim
    method = Method(page.report.scores.method, level, trim.drop)
    rows = _marks(page)
    last = page.row + len(rows) - 1
    below = [_weights_row(page)] if method.weighted else []
    total = _add_values(page, rows, method, last + 1)
    for row in (*rows, *below):
        page.add(tuple(row.values), tuple(row.styles))
    if page.line.row.score is not None and total is not None:
        source = f"{get_column_letter(page.value_column)}{last}"
        _write_result(page, source, Fraction(total), page.line.row.score)
    note = run_style(page.on.workbook)
    page.row += 1
    for text in (on_sums(page.report.scores.method), SIGNED):
        for part in wrap(text, page.on.width):
            page.text(part, note)
        page.on.cells.heights[page.row - 1] = 30


def _write_head(page: Page) -> None:
    ranked, score, person, outcome = page.line
    style, note = section_style(page.on.workbook), run_style(page.on.workbook)
    page.text(f"{person.app_no}　{person.name}", style)
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
    for part in (part for text in lines for part in wrap(text, page.on.width)):
        page.text(part, note)


# --- marks --------------------------------------------------------------------------------------


def _write_titles(page: Page) -> None:
    titles = ["条款", "条目", "满分"]
    for card in page.cards:
        titles += [f"{card.name}\n得分率%"] if page.percent else []
        titles.append(f"{card.name}\n得分")
    titles.append("计入值")
    page.add(titles, (head_style(page.on.workbook),) * len(titles))
    page.on.cells.heights[page.row - 1] = 32


def _marks(page: Page) -> list[Marks]:
    """Give items and subtotals, the total last: all of a row but 计入值."""
    criteria, rows = page.report.criteria, list[Marks]()
    typed = [
        {} if p else c.categories(criteria) for c, p in zip(page.cards, page.percents, strict=True)
    ]
    styles = _item_styles(page) if page.percent else []
    subtotals: dict[int, Marks] = {}
    for category in criteria.categories:
        items = [_item(page, item, styles) for item in category.items] if page.percent else []
        first = page.row + len(rows)
        row = _labels(page, category.clause, f"{category.name}小计", category.points)
        for i, letter in enumerate(page.letters):
            if page.percents[i]:
                added = _added(items, i)
                _points(page, row, added, summed(letter, range(first, first + len(items))))
            else:
                _points(page, row, typed[i][category.clause])
        rows += [*items, row]
        subtotals[first + len(items)] = row
    total = _labels(page, "", "合计", criteria.points)
    for i, letter in enumerate(page.letters):
        added = _added(subtotals.values(), i)
        _points(page, total, added, summed(letter, list(subtotals)))
    return [*rows, total]


def _added(rows: Iterable[Marks], card: int) -> Decimal:
    return sum((p for row in rows if (p := row.points[card]) is not None), Decimal(0))


def _labels(page: Page, clause: str, title: str, points: int | None) -> Marks:
    row = Marks(False)
    for value, form in ((clause, Form.LABEL), (title, Form.TEXT), (points, Form.WHOLE)):
        row.put(value, page.on.style(form, bold=True))
    return row


def _points(page: Page, row: Marks, points: Decimal, formula: str = "") -> None:
    """Add a card's points to a row of sums."""
    style = page.on.style
    if page.percent:
        row.put(None, style(Form.WHOLE, bold=True))
    if formula:
        row.put(Formula(formula, decimal_of(points)), style(Form.SCORE, 2, bold=True))
    else:
        row.put(points, style(Form.SCORE, bold=True))
    row.points.append(points)


def _item_styles(page: Page) -> list[str]:
    """Name the styles of an item's row: of each card the percent and the points."""
    style = page.on.style
    styles = [style(Form.LABEL), style(Form.TEXT), style(Form.WHOLE)]
    for marks in page.percents:
        styles += [style(Form.WHOLE), style(Form.SCORE, 2 if marks else None)]
    return styles


def _item(page: Page, item: Item, styles: list[str]) -> Marks:
    row = Marks(True, [item.clause, item.name, item.points], styles[:])
    for i, marks in enumerate(page.percents):
        percent = marks.get(item.clause)
        points, formula = (
            (None, None)
            if percent is None
            else page.on.mark(FIRST_CARD + 2 * i, percent, item.points)
        )
        row.values += (percent, formula)
        row.points.append(points)
    return row


# --- what counts --------------------------------------------------------------------------------


def _weights(page: Page) -> list[Fraction]:
    """Give each shown card its weight; a card without one counts fully."""
    return [
        Fraction(0) if not page.report.enters(c) else Fraction(1) if c.weight is None else c.weight
        for c in page.cards
    ]


def _weights_row(page: Page) -> Marks:
    style = page.on.style
    row = _labels(page, "", "权重（0不计入）", None)
    for weight in _weights(page):
        if page.percent:
            row.put(None, style(Form.WHOLE, bold=True))
        if weight.denominator == 1:
            row.put(int(weight), style(Form.WHOLE, bold=True))
        else:
            row.put(Formula(f"={weight}", decimal_of(weight)), style(Form.SCORE, 4, bold=True))
    return row


def _add_values(page: Page, rows: list[Marks], method: Method, below: int) -> Exact | None:
    """Fill 计入值: what the method makes of each row's marks; gives the total's.

    `below` is the row below the total, of the weights where the method has them.
    """
    counted = [i for i, card in enumerate(page.cards) if page.report.enters(card)]
    letters, weights = [page.letters[i] for i in counted], _weights(page)
    cells = [f"{letter}{ROW}" for letter in letters]
    weighted = Weighted(letters, [weights[i] for i in counted], below)
    known: dict[int, Exact | None] = {}
    subtotals, items = list[int](), list[int]()
    for at, row in enumerate(rows, page.row):
        values = [p for i in counted if (p := row.points[i]) is not None]
        is_total = at == below - 1
        amount: Amount | None
        if not values or len(values) < len(cells):
            amount = None
        elif method.weighted:
            amount = weighted.of(values)
        elif is_total and method.key == "median":
            amount = Amount(f"=MEDIAN({','.join(cells)})", Fraction(median(values)))
        elif method.sums_at(is_item=row.is_item, is_total=is_total):
            amount = _sum_of(page, subtotals if is_total else items, known)
        else:
            amount = method.row_value(cells, values, is_item=row.is_item)
        known[at] = None if amount is None else amount.value
        if amount is None:
            row.put(None, page.on.style(Form.SCORE))
        else:
            style = page.on.style(Form.SCORE, 4, bold=not row.is_item)
            row.put(Formula(amount.formula, decimal_of(amount.value)), style)
        if row.is_item:
            items.append(at)
        else:
            subtotals.append(at)
            items = []
    return known[below - 1]


def _sum_of(page: Page, rows: Sequence[int], known: Mapping[int, Exact | None]) -> Amount | None:
    """Add up 计入值 of other rows; None where one of them has none."""
    values = [Fraction(value) for row in rows if (value := known[row]) is not None]
    if len(values) < len(rows):
        return None
    return Amount(summed(get_column_letter(page.value_column), rows), sum(values, Fraction(0)))


# --- result -------------------------------------------------------------------------------------


def _write_result(page: Page, source: str, unrounded: Fraction, score: Decimal) -> None:
    """Write rounding, the combined score where there is one, the published score and the check."""
    rules, parts = page.report.rules, page.report.parts_of(page.line)
    places = rules.decimals
    mode = "四舍五入" if rules.rounding == "half_up" else "四舍六入五成双"
    page.row += 1
    last = rounded(source, unrounded, places, rules.rounding)
    result = page.amount(f"本阶段得分（{mode}到{places}位小数）", last, places)
    if parts:
        first, total = page.row, Fraction(0)
        for name, part, weight in parts:
            product = Amount(f"={part}*{weight}", Fraction(part) * Fraction(weight))
            page.amount(f"{name} {part} × 权重 {weight}", product, places + 2, bold=False)
            total += Fraction(product.value)
        both = summed(get_column_letter(page.value_column), range(first, page.row))
        last = rounded(f"({both[1:]})", total, places, rules.rounding)
        result = page.amount(f"综合得分（{mode}到{places}位小数）", last, places)
    published = page.result("公布得分", score, Form.SCORE, places)
    agrees = last.value == Fraction(score)
    check = f'=IF(ROUND({result}-{published},6)=0,"相符","不相符")'
    page.result("复核", Formula(check, "相符" if agrees else "不相符"), Form.LABEL, 2)
