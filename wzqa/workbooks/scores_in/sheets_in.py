"""Reading returned 评分表 strictly: sheet per applicant, or the matrix 评分汇总 (workbooks.md §5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from wzqa.models import Card, CardState
from wzqa.problems import Place, WzqaError
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.scores_in.score_cards import header_row, read_card
from wzqa.workbooks.scores_in.score_cells import Faults
from wzqa.workbooks.scores_in.score_form import CONSENSUS
from wzqa.workbooks.scores_in.score_head import Context, Head, read_head
from wzqa.workbooks.scores_in.score_matrix import (
    Excused,
    Matrix,
    find_matrix,
    read_matrix,
    read_summary,
)
from wzqa.workbooks.scores_in.score_sums import card_total, compare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.criteria import Criteria
    from wzqa.plan import Plan
    from wzqa.problems import Problem
    from wzqa.workbooks.opening.grid import Book, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """One returned workbook: its cards (also the refused ones) and everything wrong with it.

    `examiner` is the name, with `（资格证书号）` behind it where the sheet has one, "" when several or
    none (a card without examiner is refused, its `examiner` ""). `layout` is "" when nothing in the workbook is a score sheet.
    """

    file: str
    sha256: str
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    examiner: str
    layout: Literal["sheets", "matrix", ""]


def read_score_file(
    data: bytes,
    file: str,
    *,
    stage: str,
    plan: Plan,
    criteria: Criteria,
    step: int,
    cycle_year: int,
    known: Mapping[str, str],
) -> SheetFile:
    """Read one workbook; `known` maps every code of the cycle to its name.

    An error in one cell refuses that card (state `refused`), the others stand. Cross-file matters
    are left to `panels.admit_cards`. Never raises on bad input.
    """
    context = Context(
        stage=stage, plan=plan, criteria=criteria, step=step, cycle_year=cycle_year, known=known
    )
    try:
        book = open_book(data, file)
    except WzqaError as error:
        return SheetFile(
            file=file,
            sha256=hashlib.sha256(data).hexdigest(),
            cards=(),
            problems=tuple(error.problems),
            examiner="",
            layout="",
        )
    return _read(book, context)


def _read(book: Book, context: Context) -> SheetFile:
    faults = Faults(list(book.problems))
    forms, matrices, summaries = _sort(book, context)
    excused: dict[str, Excused] = {}
    for summary in summaries:
        excused |= read_summary(summary, context, faults)
    cards: list[Card] = []
    for sheet, header in forms:
        cards += _card(sheet, header, context, faults, excused)
    for matrix in matrices:
        cards += read_matrix(matrix, context, faults)
    if not (forms or matrices):
        message = "工作簿里没有评分表（找不到“条款”表头或“评分汇总”）"
        hint = "用发出的评分表填写后交回"
        faults.error(Place(book.file), "score-sheet-none", message, hint)
    heads = [read_head(m.sheet, m.header - 1) for m in summaries]
    cards = [_signed(card, heads, cards, faults) for card in cards]
    cards += _without_sheet(cards, excused, context, faults) if forms else []
    for card in cards:
        _remark(card, faults)
    examiners = {card.examiner for card in cards}
    return SheetFile(
        file=book.file,
        sha256=book.sha256,
        cards=tuple(cards),
        problems=tuple(faults.problems),
        examiner=examiners.pop() if len(examiners) == 1 else "",
        layout="sheets" if forms else "matrix" if matrices else "",
    )


def _sort(
    book: Book, context: Context
) -> tuple[list[tuple[Sheet, int]], list[Matrix], list[Matrix]]:
    """Tell the sheets apart by content: applicants' sheets, matrices, 汇总."""
    forms: list[tuple[Sheet, int]] = []
    matrices: list[Matrix] = []
    summaries: list[Matrix] = []
    for sheet in book.sheets:
        header = header_row(sheet)
        if header is not None:
            forms.append((sheet, header))
            continue
        matrix = find_matrix(sheet, context.criteria)
        if matrix is not None:
            (matrices if matrix.marks else summaries).append(matrix)
    return forms, matrices, summaries


def _card(
    sheet: Sheet, header: int, context: Context, faults: Faults, excused: Mapping[str, Excused]
) -> list[Card]:
    """Read one applicant's sheet; 回避 on 汇总 makes what is wrong in its cells unimportant."""
    own = Faults()
    card = read_card(sheet, header, context, own)
    word = excused.get(card.uscc) if card else None
    if card is None or word is None:
        faults.problems += own.problems
        return [card] if card else []
    if word.state is None:
        faults.problems += own.problems
        if word.total is not None:
            computed = card_total(context.criteria, card.marks, card.scale)
            compare(word.total, computed, "总分", faults)
        refused = replace(card, state=CardState.REFUSED, reason="“回避”栏看不懂")
        return [refused if word.faulty else card]
    if card.marks:
        message, hint = "已填“回避”，却又有打分；打分保留备查，不计入", "请评审员确认是否回避"
        faults.warn(word.place, "recused-with-marks", message, hint, str(card.place))
    return [replace(card, state=word.state, reason="“汇总”表“回避”栏已填")]


def _signed(card: Card, heads: list[Head], cards: list[Card], faults: Faults) -> Card:
    """Give a card without 评审员 the one of the workbook's other sheets; else refuse it."""
    if card.examiner:
        return card
    others = {c.examiner for c in cards if c.examiner} or {h.examiner for h in heads if h.examiner}
    if len(others) == 1 and others != {CONSENSUS}:
        return replace(card, examiner=others.pop())
    message, hint = "没有写评审员，不知道是谁的评分", "在“评审员”后填写姓名"
    faults.error(card.place, "sheet-no-examiner", message, hint)
    return replace(card, state=CardState.REFUSED, reason="没有写评审员")


def _without_sheet(
    cards: list[Card], excused: Mapping[str, Excused], context: Context, faults: Faults
) -> list[Card]:
    """Give a card for every row of 汇总 whose sheet is not there: recused, or not handed in."""
    examiners = {card.examiner for card in cards}
    if len(examiners) != 1:
        return []
    more = []
    for uscc in excused.keys() - {card.uscc for card in cards}:
        word = excused[uscc]
        if word.state is None:
            message, hint = "“汇总”列有该组织，工作簿里却没有它的评分表", "补交这一张"
            faults.warn(word.place, "card-sheet-missing", message, hint, context.known[uscc])
        more.append(
            Card(
                stage=context.stage,
                uscc=uscc,
                examiner=next(iter(examiners)),
                panel=cards[0].panel,
                scale=cards[0].scale,
                marks={},
                state=word.state or CardState.NOT_SUBMITTED,
                reason="“汇总”表“回避”栏已填" if word.state else "没有评分表",
                place=word.place,
            )
        )
    return sorted(more, key=lambda card: card.place.sort_key)


def _remark(card: Card, faults: Faults) -> None:
    """Say why a card that is in does not count yet."""
    value = card.examiner
    if card.state is CardState.INCOMPLETE:
        message = f"评分不完整：{card.reason}"
        faults.warn(card.place, "card-incomplete", message, "请评审员补齐；确为0分的填0", value)
    elif card.state is CardState.NOT_SUBMITTED and card.reason == "没有评分":
        message = "评分栏全是空白，没有当作0分"
        faults.warn(
            card.place, "card-blank", message, "请评审员填写；应当回避的在“汇总”表填“是”", value
        )
    elif card.state is CardState.ABSENT:
        message = "评审员没有评分（弃权或缺席），没有当作0分"
        faults.warn(
            card.place, "card-absent", message, "补评，或由评审办决定是否按已有评分排序", value
        )
    elif card.consensus and card.state is CardState.SUBMITTED and not card.reason:
        message = "合议评分没有写合议理由"
        faults.warn(card.place, "consensus-no-reason", message, "补填合议理由")
