"""What `score` says of examiners' words: problems with their cells, and rows of the 催交清单."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.marks import comments
from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.marks.comments import Remark
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Scored

_HINTS = {
    "comment-empty": "请评审员补写评语；现场评审报告、评审意见反馈不会替他写",
    "comment-short": "请写明看到的做法和数据",
    "comment-repeated": "请按每家的实际情况分别写",
    "comment-contrary": "请补写另一栏，或核对得分率",
    "comment-other-firm": "请核对是否写错了单位",
    "comment-prescribes": "请改写为评出的事实，不替企业（组织）定做法",
    "comment-names-examiner": "请删去姓名（恰与词语相同的换个说法）；写着的，评审报告不能印出",
}


def remarks_on(view: View, result: Scored) -> list[Remark]:
    """Look at the words on the cards of those who take part."""
    taking_part = {a.key for a in result.field.applicants}
    names = {a.key: (a.name, *a.former_names) for a in view.everybody}
    experts = {
        *(e.name for e in view.registers.examiners or ()),
        *(c.examiner for c in result.cards),
    }
    cards = [c for c in result.cards if c.uscc in taking_part]
    return comments.remarks(cards, names, view.settings.comments, experts)


def problems_of(found: Sequence[Remark]) -> list[Problem]:
    """Say them as warnings: they change no mark and hold nothing up."""
    wordless: dict[str | None, list[Remark]] = {}
    told = []
    for r in found:
        if r.code == "comment-empty" and not any(r.card.word_columns):
            wordless.setdefault(r.place.file, []).append(r)  # one place says it for the workbook
        else:
            told.append(_problem(r, f"{r.card.examiner}：{r.message}", r.place))
    for file, several in wordless.items():
        message = f"{several[0].card.examiner}的{len(several)}份评分没有评语栏，各条目都没有评语"
        told.append(_problem(several[0], message, Place(file, several[0].place.sheet)))
    return told


def _problem(remark: Remark, message: str, place: Place) -> Problem:
    return Problem(
        code=remark.code,
        message=message,
        severity=Severity.WARNING,
        place=place,
        value=remark.said or None,
        hint=_HINTS[remark.code],
    )
