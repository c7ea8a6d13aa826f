"""The head block of a 评分表: labels and the values beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from wzqa.codes import clean
from wzqa.names import squeeze, tidy_person
from wzqa.problems import Place
from wzqa.workbooks.scores_in.score_form import (
    CALIBRATION,
    CONSENSUS,
    MARK_LABEL,
    parse_mark,
    stage_word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.criteria import Criteria
    from wzqa.plan import Plan
    from wzqa.workbooks.opening.grid import Cell, Sheet
    from wzqa.workbooks.scores_in.score_cells import Faults

EXAMINER = ("评审员", "评审专家", "专家", "评委", "评审员姓名", "专家姓名", "打分人")
CERTIFICATE = ("资格证书号", "证书号", "评审员资格证书号", "资格证书编号")
PANEL = ("评审组", "组别", "评审小组")
CODE = ("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码")
NAME = ("申报组织", "申报组织名称", "组织名称", "申报单位", "单位名称", "企业名称", "受评组织")
REASON = ("合议理由", "理由", "合议说明")
_LABELS = {
    "stage": ("评审阶段", "阶段"),
    "panel": PANEL,
    "examiner": EXAMINER,
    "certificate": CERTIFICATE,
    "name": NAME,
    "uscc": CODE,
    "edition": ("标准版本", "评审标准", "评审标准版本"),
    "reason": REASON,
    "overall": ("总体评价", "综合评价"),
    "mark": (MARK_LABEL,),
}
_KEY_OF = {label: key for key, labels in _LABELS.items() for label in labels}
_DEEPEST = 60  # rows above a table that may hold its head block
_LABELLED = re.compile(r"([^：:]+)[：:](.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """Cells beside the labels; a label that is not there has no entry."""

    cells: Mapping[str, tuple[str, Place]]
    place: Place  # the sheet

    def get(self, key: str) -> str:
        """Give the value of a label, "" when absent."""
        return self.cells.get(key, ("", self.place))[0]

    def at(self, key: str) -> Place:
        """Give the cell of a value, else the sheet."""
        return self.cells.get(key, ("", self.place))[1]

    @property
    def examiner(self) -> str:
        """Name the examiner as `panels.admit_cards` wants it: with the certificate if given."""
        return with_certificate(self.get("examiner"), self.get("certificate"))


def with_certificate(name: str, certificate: str) -> str:
    """Put the certificate number behind a name; 合议 is nobody's name."""
    name = tidy_person(name)
    return f"{name}（{certificate.strip()}）" if certificate.strip() and name != CONSENSUS else name


def read_head(sheet: Sheet, last_row: int) -> Head:
    """Read label–value pairs in the rows above the table.

    The value stands in the next filled cell to the right, or behind a colon in the label's own cell.
    """
    found: dict[str, tuple[str, Place]] = {}
    for index in range(max(1, last_row - _DEEPEST), last_row + 1):
        cells = list(sheet.standing(index))
        for cell, after in zip_longest(cells, cells[1:]):
            key, value = _label(cell)
            if key is None or key in found:
                continue
            if value:
                found[key] = (value, cell.place)
            elif after is not None and _label(after)[0] is None:
                found[key] = (after.text.strip(), after.place)
    return Head(found, Place(sheet.file, sheet.name))


def _label(cell: Cell) -> tuple[str | None, str]:
    """Recognise a label; the second part is a value in the same cell."""
    match = _LABELLED.fullmatch(cell.text)
    label, value = (match[1], match[2].strip()) if match else (cell.text, "")
    return _KEY_OF.get(squeeze(label)), value


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the reader knows before it opens a file."""

    stage: str
    plan: Plan
    criteria: Criteria
    step: int
    cycle_year: int
    known: Mapping[str, str]

    def wanted(self, scale: str) -> tuple[str, ...]:
        """List what a complete card has marks for: items, or categories on the points scale."""
        percent = scale == "percent"
        parts = self.criteria.items if percent else self.criteria.categories
        return tuple(part.clause for part in parts)


def fits_stage(head: Head, context: Context, faults: Faults) -> bool:
    """Refuse a sheet made for another stage, or on another edition of the standard."""
    stage, edition = squeeze(head.get("stage")), squeeze(head.get("edition"))
    own = stage_word(context.stage, context.plan)
    words = {s.key: s.brief for s in context.plan.scored} | {CALIBRATION: "校准"}
    if any(word in stage for key, word in words.items() if key != context.stage):
        message, hint = f"这是{stage}的评分表，不是{own}的", f"放入{stage}的文件夹"
        faults.error(head.at("stage"), "sheet-wrong-stage", message, hint, head.get("stage"))
        return False
    if edition and not _edition(context.criteria.edition).startswith(_edition(edition)):
        message = f"标准版本与本届采用的{context.criteria.edition}不同"
        hint = "用本届的评分表重新填写"
        faults.error(head.at("edition"), "sheet-wrong-edition", message, hint, head.get("edition"))
        return False
    return True


def _edition(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def whose(head: Head, context: Context, faults: Faults) -> str | None:
    """Give the code of the applicant that a sheet is for; None when it is refused."""
    uscc = clean(head.get("uscc"))
    if not uscc:
        message, hint = "没有统一社会信用代码，不知道是哪一家的评分", "填上代码"
        faults.error(head.place, "sheet-no-code", message, hint)
        return None
    if uscc not in context.known:
        message, hint = "本届申报组织中没有这个代码", "核对代码；不要使用其他届次或组织的评分表"
        faults.error(head.at("uscc"), "sheet-unknown-applicant", message, hint, head.get("uscc"))
        return None
    if not _mark_fits(head, uscc, context, faults):
        return None
    fits = name_fits(head.get("name"), uscc, context, faults, head.at("name"))
    return uscc if fits else None


def name_fits(name: str, uscc: str, context: Context, faults: Faults, place: Place) -> bool:
    """Compare a name with the one that the code has: another applicant's name is refused."""
    if not name or squeeze(name) == squeeze(context.known[uscc]):
        return True
    hint = "核对名称与代码"
    if squeeze(name) in {squeeze(n) for code, n in context.known.items() if code != uscc}:
        message = f"名称与代码不是同一家（{uscc}是{context.known[uscc]}）"
        faults.error(place, "sheet-name-differs", message, hint, name)
        return False
    message = f"名称与申报时的“{context.known[uscc]}”不同，按代码认定"
    faults.warn(place, "sheet-name-unlike", message, hint, name)
    return True


def _mark_fits(head: Head, uscc: str, context: Context, faults: Faults) -> bool:
    """Check the identity mark of a sheet that `wzqa sheets` made; others have none."""
    text = head.get("mark")
    if not text:
        return True
    mark, place, hint = parse_mark(squeeze(text)), head.at("mark"), "用为该组织制作的评分表重新填写"
    if mark is None or not mark.genuine(context.criteria.edition):
        faults.error(place, "sheet-mark-broken", "评分表标识被改动，认不出来", hint, text)
    elif mark.year != context.cycle_year:
        faults.error(place, "sheet-wrong-cycle", f"这是{mark.year}年度的评分表", hint, text)
    elif mark.stage != context.stage:
        message = f"这是为{stage_word(mark.stage, context.plan)}制作的评分表"
        faults.error(place, "sheet-wrong-stage", message, hint, text)
    elif mark.uscc != uscc:
        message = f"这张评分表是为{context.known.get(mark.uscc, mark.uscc)}制作的，不是{context.known[uscc]}的"
        faults.error(place, "sheet-wrong-applicant", message, hint, text)
    else:
        return True
    return False
