"""Layout two: 评分汇总, one row per applicant, items or categories across (workbooks.md §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from wzqa.codes import clean
from wzqa.models import Card, CardState
from wzqa.names import squeeze, tidy_person
from wzqa.problems import Place
from wzqa.workbooks.scores_in.score_cells import STATES, Faults, percent_mark, points_mark
from wzqa.workbooks.scores_in.score_form import CONSENSUS
from wzqa.workbooks.scores_in.score_head import (
    CERTIFICATE,
    CODE,
    EXAMINER,
    NAME,
    PANEL,
    REASON,
    fits_stage,
    name_fits,
    read_head,
    with_certificate,
)
from wzqa.workbooks.scores_in.score_sums import card_total, category_points, compare
from wzqa.workbooks.scores_in.sheet import Tally

if TYPE_CHECKING:
    from wzqa.criteria import Criteria
    from wzqa.workbooks.opening.grid import Cell, Sheet
    from wzqa.workbooks.scores_in.score_head import Context, Head

_COLUMNS = {
    "uscc": CODE,
    "name": NAME,
    "examiner": EXAMINER,
    "certificate": CERTIFICATE,
    "panel": PANEL,
    "reason": REASON,
    "recused": ("回避", "是否回避"),
    "total": ("总分", "合计", "总计", "得分"),
}
_KEY_OF = {label: key for key, labels in _COLUMNS.items() for label in labels}
_CLAUSE = re.compile(r"(\d+(?:\.\d+)+)")
_YES = ("是", "√", "✓", "回避", "已回避")
_NO = ("", "否", "无", "/", "-", "—")
_ENDS = ("合计", "总计", "平均", "签名", "评审员签名", "填表人", "说明", "注")
_LEAST_MARKS = 2  # columns of marks; a single 结果 makes no matrix
_NAMED_ONCE = ("uscc", "name", "examiner", "certificate")


@dataclass(slots=True)
class Matrix:
    """A table with one row per applicant: where its columns are."""

    sheet: Sheet
    header: int  # its last row
    columns: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)  # clause of an item or category → column
    strange: dict[str, int] = field(
        default_factory=dict
    )  # clauses that the standard does not score
    twice: list[Cell] = field(default_factory=list)

    def cell(self, row: int, key: str) -> Cell | None:
        """Give a cell of a named column, None where there is no such column."""
        column = self.columns.get(key)
        return self.sheet.cell(row, column) if column else None

    def text(self, row: int, key: str) -> str:
        """Give the text of a named column, of all its rows where cells are merged; "" else."""
        cell = self.cell(row, key)
        if cell is None or not cell.blank:
            return cell.text.strip() if cell else ""
        at = (row, self.columns[key])
        area = next((area for area in self.sheet.merged if area.covers(*at)), None)
        return self.sheet.cell(area.first_row, area.first_col).text.strip() if area else ""


def find_matrix(sheet: Sheet, criteria: Criteria) -> Matrix | None:
    """Find a header with 统一社会信用代码 that also has items, categories or 回避.

    The header may take two rows: what the second says counts where it is no data.
    """
    for row, _, text in sheet.strings():
        if squeeze(text) in CODE:
            matrix = Matrix(sheet, row)
            _read_header(matrix, row, criteria)
            if "uscc" not in matrix.columns:
                continue
            if not squeeze(sheet.cell(row + 1, matrix.columns["uscc"]).text):
                below = replace(matrix, header=row + 1, twice=[])
                below.columns, below.marks = dict(matrix.columns), dict(matrix.marks)
                _read_header(below, row + 1, criteria)
                if len(below.marks) > len(matrix.marks) and not below.twice:
                    matrix = below
            if len(matrix.marks) < _LEAST_MARKS:
                matrix.marks = {}
            if matrix.marks or "recused" in matrix.columns:
                return matrix
    return None


def _read_header(matrix: Matrix, row: int, criteria: Criteria) -> None:
    clauses = {i.clause for i in criteria.items} | {c.clause for c in criteria.categories}
    by_name = {squeeze(c.name): c.clause for c in criteria.categories}
    by_name |= {squeeze(i.name): i.clause for i in criteria.items if squeeze(i.name) not in by_name}
    for number, cell in enumerate(matrix.sheet.row(row), 1):
        label = re.sub(r"\(.*?\)|%", "", squeeze(cell.text))
        match = _CLAUSE.match(label)
        clause = match[1] if match and match[1] in clauses else by_name.get(label)
        if clause:
            if clause in matrix.marks and matrix.marks[clause] != number:
                matrix.twice.append(cell)
            matrix.marks.setdefault(clause, number)
        elif match and label == match[1]:
            matrix.strange.setdefault(label, number)
        elif label in _KEY_OF:
            key = _KEY_OF[label]
            if key in _NAMED_ONCE and matrix.columns.get(key, number) != number:
                matrix.twice.append(cell)
            matrix.columns.setdefault(key, number)


@dataclass(frozen=True, slots=True)
class Excused:
    """What sheet 汇总 says of one applicant besides its own sheet."""

    state: CardState | None
    place: Place
    total: Cell | None
    faulty: bool = False


def data_rows(matrix: Matrix, context: Context, faults: Faults) -> dict[int, str]:
    """Give row → code of all rows that name an applicant; others are named in a problem."""
    found = {}
    looked_at = {*matrix.columns.values(), *matrix.marks.values()}
    for row in range(matrix.header + 1, matrix.sheet.n_rows + 1):
        if not any(matrix.sheet.raw(row, col) for col in looked_at):
            continue
        cell = matrix.sheet.cell(row, matrix.columns["uscc"])
        name, uscc = matrix.text(row, "name"), clean(cell.text)
        first = next(matrix.sheet.standing(row), None)
        if first is None or squeeze(first.text).startswith(_ENDS):
            continue
        if not uscc:
            if name or any(not matrix.sheet.cell(row, c).blank for c in matrix.marks.values()):
                message, hint = "这一行没有统一社会信用代码，没有读取", "补填代码"
                faults.error(cell.place, "sheet-no-code", message, hint, name)
        elif uscc not in context.known:
            message = "本届申报组织中没有这个代码"
            hint = "核对代码；不要使用其他届次的评分表"
            faults.error(cell.place, "sheet-unknown-applicant", message, hint, cell.text)
        elif name_fits(name, uscc, context, faults, _place(matrix, row, "name")):
            found[row] = uscc
    return found


def _place(matrix: Matrix, row: int, key: str) -> Place:
    cell = matrix.cell(row, key)
    return cell.place if cell else Place(matrix.sheet.file, matrix.sheet.name)


def read_summary(matrix: Matrix, context: Context, faults: Faults) -> dict[str, Excused]:
    """Read sheet 汇总 of a 评分表: 回避 and the totals."""
    found = {}
    for row, uscc in data_rows(matrix, context, faults).items():
        state, faulty = _recusal(matrix, row, faults)
        place = _place(matrix, row, "recused")
        found[uscc] = Excused(state, place, matrix.cell(row, "total"), faulty)
    return found


def _recusal(matrix: Matrix, row: int, faults: Faults) -> tuple[CardState | None, bool]:
    """Read 回避: 是 or nothing; the second part says that it is neither."""
    cell = matrix.cell(row, "recused")
    word = squeeze(cell.text) if cell else ""
    if cell is None or word in _NO:
        return None, False
    if word in _YES:
        return CardState.RECUSED, False
    if word in STATES:
        return STATES[word], False
    message, hint = "“回避”一栏只能填“是”或留空", "填“是”或留空"
    faults.error(cell.place, "recusal-unreadable", message, hint, cell.text)
    return None, True


def read_matrix(matrix: Matrix, context: Context, faults: Faults) -> list[Card]:
    """Read all rows of a 评分汇总."""
    head = read_head(matrix.sheet, matrix.header - 1)
    if not fits_stage(head, context, faults):
        return []
    for cell in matrix.twice:
        faults.error(
            cell.place, "score-heading-twice", "有两列同名的表头", "删去或改名其中一列", cell.text
        )
    items = [i.clause for i in context.criteria.items if i.clause in matrix.marks]
    scale: Literal["percent", "points"] = "percent" if items else "points"
    return [
        _read_row(matrix, row, uscc, scale, head, context, faults)
        for row, uscc in data_rows(matrix, context, faults).items()
    ]


def _read_row(
    matrix: Matrix,
    row: int,
    uscc: str,
    scale: Literal["percent", "points"],
    head: Head,
    context: Context,
    faults: Faults,
) -> Card:
    examiner = with_certificate(
        matrix.text(row, "examiner") or head.get("examiner"),
        matrix.text(row, "certificate") or head.get("certificate"),
    )
    recused, unclear = _recusal(matrix, row, faults)
    own = Faults()
    tally = _read_marks(matrix, row, scale, context, own)
    tally.faulty |= unclear
    state, reason = tally.state(context.wanted(scale))
    if recused:
        state, reason = recused, "“回避”栏已填"
    else:
        faults.problems += own.problems
    return Card(
        stage=context.stage,
        uscc=uscc,
        examiner=examiner,
        panel=matrix.text(row, "panel") or head.get("panel") or None,
        scale=scale,
        marks=tally.marks,
        state=state,
        consensus=tidy_person(examiner) == CONSENSUS,
        reason=reason or matrix.text(row, "reason") or head.get("reason"),
        place=matrix.sheet.place(row, matrix.columns["uscc"]),
        mark_places=tally.places,
    )


def _read_marks(matrix: Matrix, row: int, scale: str, context: Context, faults: Faults) -> Tally:
    tally = Tally(faulty=bool(matrix.twice))
    most = {c.clause: c.points for c in context.criteria.categories}
    for clause in context.wanted(scale):
        if clause in matrix.marks:
            cell = matrix.sheet.cell(row, matrix.marks[clause])
            percent = scale == "percent"
            read = percent_mark(cell, context.step) if percent else points_mark(cell, most[clause])
            tally.take(clause, cell, read, faults)
    tally.faulty |= _strange(matrix, row, context, faults)
    _compare_row(matrix, row, tally, scale, context, faults)
    return tally


def _strange(matrix: Matrix, row: int, context: Context, faults: Faults) -> bool:
    """Refuse marks for clauses that the standard does not score."""
    cells = [(clause, matrix.sheet.cell(row, col)) for clause, col in matrix.strange.items()]
    filled = [(clause, cell) for clause, cell in cells if not cell.blank]
    for clause, cell in filled:
        message = f"{context.criteria.edition}没有计分条目{clause}"
        faults.error(cell.place, "item-unknown", message, "按本届标准的条目填写", cell.text)
    return bool(filled)


def _compare_row(
    matrix: Matrix, row: int, tally: Tally, scale: str, context: Context, faults: Faults
) -> None:
    """Compare category columns beside items, and the total, with ours."""
    total = matrix.cell(row, "total")
    if total is not None:
        compare(total, card_total(context.criteria, tally.marks, scale), "总分", faults)
    for category in context.criteria.categories if scale == "percent" else ():
        if category.clause in matrix.marks:
            cell = matrix.sheet.cell(row, matrix.marks[category.clause])
            points = category_points(category, tally.marks)
            compare(cell, points, f"{category.clause}小计", faults)
