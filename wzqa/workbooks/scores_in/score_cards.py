"""Layout one: a sheet per applicant, items down the rows (workbooks.md §5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from wzqa.models import Card
from wzqa.names import squeeze
from wzqa.problems import Place
from wzqa.workbooks.scores_in.score_cells import percent_mark, points_mark
from wzqa.workbooks.scores_in.score_form import CONSENSUS
from wzqa.workbooks.scores_in.score_head import REASON, fits_stage, read_head, whose
from wzqa.workbooks.scores_in.score_sums import compare_sheet
from wzqa.workbooks.scores_in.sheet import CardSheet, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.workbooks.opening.grid import Sheet
    from wzqa.workbooks.scores_in.score_cells import Faults
    from wzqa.workbooks.scores_in.score_head import Context

_COLUMNS = {
    "clause": ("条款", "条款号", "条目号"),
    "name": ("条目", "条目名称", "评分条目"),
    "most": ("满分", "分值", "条目分值"),
    "percent": ("得分率", "评分百分比", "百分比", "得分百分比", "评分率"),
    "points": ("得分", "分数", "实得分"),
    "strengths": ("主要优势", "优势"),
    "opportunities": ("主要改进机会", "改进机会", "主要不足"),
    "reason": REASON,
}
_KEY_OF = {label: key for key, labels in _COLUMNS.items() for label in labels}
_CLAUSE = re.compile(r"\d+(?:\.\d+)+")
_TOTALS = ("合计", "总分", "总计")
_ENDS = ("签名", "评审员签名", "填表人", "日期")


def header_row(sheet: Sheet) -> int | None:
    """Find the row whose first filled cell is 条款."""
    seen = 0
    for row, _, text in sheet.strings():
        if row != seen and _KEY_OF.get(squeeze(text)) == "clause":
            return row
        seen = row
    return None


def read_card(sheet: Sheet, header: int, context: Context, faults: Faults) -> Card | None:
    """Read one applicant's sheet; None when it cannot be said whose it is."""
    head = read_head(sheet, header - 1)
    if not fits_stage(head, context, faults):
        return None
    uscc = whose(head, context, faults)
    if uscc is None:
        return None
    columns, faulty = _columns(sheet, header, faults)
    form = CardSheet(sheet, header, context, faults, head, columns, faulty=faulty)
    items, groups, total = _rows(form)
    tally = Tally()
    scale: Literal["percent", "points"] = "percent" if items or not groups else "points"
    if scale == "percent":
        _read_items(form, items, tally)
    else:
        _read_groups(form, groups, tally)
    tally.faulty |= form.faulty
    state, reason = tally.state(context.wanted(scale))
    compare_sheet(form, tally.marks, scale, items, groups, total)
    examiner = head.examiner
    return Card(
        stage=context.stage,
        uscc=uscc,
        examiner=examiner,
        panel=head.get("panel") or None,
        scale=scale,
        marks=tally.marks,
        state=state,
        consensus=examiner == CONSENSUS,
        reason=reason or head.get("reason") or tally.reason,
        overall=head.get("overall"),
        strengths=tally.strengths,
        opportunities=tally.opportunities,
        place=form.place,
        mark_places=tally.places,
        word_columns=(form.letter("strengths"), form.letter("opportunities")),
    )


def _columns(sheet: Sheet, header: int, faults: Faults) -> tuple[dict[str, int], bool]:
    """Find the columns by heading; the second part says that two headings mean the same."""
    columns: dict[str, int] = {}
    twice = False
    for number, cell in enumerate(sheet.row(header), 1):
        key = _KEY_OF.get(re.sub(r"\(.*?\)|%", "", squeeze(cell.text)))
        if key is None:
            continue
        if key in columns and key in ("clause", "percent", "points"):
            hint = "删去或改名其中一列"
            faults.error(cell.place, "score-heading-twice", "有两列同名的表头", hint, cell.text)
            twice = True
        columns.setdefault(key, number)
    if "percent" not in columns and "points" not in columns:
        place = Place(sheet.file, sheet.name, f"A{header}")
        faults.error(place, "score-heading-missing", "没有“得分率(%)”一列", "用发出的评分表填写")
        twice = True
    return columns, twice


def _rows(form: CardSheet) -> tuple[dict[str, list[int]], dict[str, int], int | None]:
    """Find the rows of items (each clause may stand twice), categories, and 合计."""
    items: dict[str, list[int]] = {i.clause: [] for i in form.context.criteria.items}
    groups: dict[str, int] = {}
    current, columns = "", form.columns
    for row in range(form.header + 1, form.sheet.n_rows + 1):
        if not any(
            form.sheet.raw(row, columns[key]) for key in ("clause", "name") if key in columns
        ):
            continue
        label = _row_label(form, row)
        match = _CLAUSE.match(label)
        clause = match[0] if match else ""
        category = _category(label, clause, form.context)
        if label.startswith(_TOTALS):
            return _met(items), groups, row
        if label.startswith(_ENDS):
            break
        if clause in items:
            items[clause].append(row)
            current = form.context.criteria.category_of(clause).clause
        elif category or (label.startswith("小计") and current):
            groups.setdefault(category or current, row)
        elif clause:
            _unknown(form, row, clause)
    return _met(items), groups, None


def _met(items: dict[str, list[int]]) -> dict[str, list[int]]:
    return {clause: rows for clause, rows in items.items() if rows}


def _row_label(form: CardSheet, row: int) -> str:
    """Give the first words of a row: its clause, or what stands under 条目."""
    for key in ("clause", "name"):
        cell = form.cell(row, key)
        if cell is not None and not cell.blank:
            return squeeze(cell.text)
    return ""


def _category(label: str, clause: str, context: Context) -> str | None:
    for category in context.criteria.categories:
        if clause == category.clause or label.removesuffix("小计") == squeeze(category.name):
            return category.clause
    return None


def _unknown(form: CardSheet, row: int, clause: str) -> None:
    """Refuse a mark for a clause that the standard does not score; a blank row is harmless."""
    cell = form.cell(row, "percent")
    if cell is not None and not cell.blank:
        message = f"{form.context.criteria.edition}没有计分条目{clause}"
        form.faulty = True
        form.faults.error(cell.place, "item-unknown", message, "用本届的评分表重新填写", cell.text)


def _read_items(form: CardSheet, items: Mapping[str, list[int]], tally: Tally) -> None:
    if "percent" not in form.columns and not form.faulty:
        form.faulty = True
        message, hint = "没有“得分率(%)”一列；条目的得分不能代替得分率", "用发出的评分表填写"
        place = form.sheet.place(form.header, 1)
        form.faults.error(place, "score-heading-missing", message, hint)
    for clause, rows in items.items():
        if len(rows) > 1:
            tally.faulty = True
            place = form.sheet.place(rows[1], form.columns["clause"])
            hint = "删去一行"
            form.faults.error(place, "item-twice", f"条目{clause}出现{len(rows)}次", hint, clause)
        cell = form.cell(rows[0], "percent")
        if cell is not None:
            tally.take(clause, cell, percent_mark(cell, form.context.step), form.faults)
        _read_words(form, clause, rows[0], tally)


def _read_words(form: CardSheet, clause: str, row: int, tally: Tally) -> None:
    for key, words in (("strengths", tally.strengths), ("opportunities", tally.opportunities)):
        note = form.filled(row, key)
        if note is not None and not note.blank:
            words[clause] = note.text
    why = form.filled(row, "reason")
    if why is not None and not why.blank:
        tally.reason += f"{'；' if tally.reason else ''}{clause}：{why.text}"


def _read_groups(form: CardSheet, groups: Mapping[str, int], tally: Tally) -> None:
    most = {c.clause: c.points for c in form.context.criteria.categories}
    for clause, row in groups.items():
        cell = form.cell(row, "points")
        if cell is not None:
            tally.take(clause, cell, points_mark(cell, most[clause]), form.faults)
        _read_words(form, clause, row, tally)
