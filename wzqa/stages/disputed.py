"""Where examiners disagree: the agenda that `score` writes for the consensus meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.marks.disagreement import disputes, to_discuss
from wzqa.names import in_order
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from wzqa.marks.disagreement import Dispute, Stand
    from wzqa.scoring import ApplicantScore
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Scored
    from wzqa.workbooks.results.agenda import AgendaLine, AgendaPanel

_MOST = 10  # items of one applicant that a meeting can settle


def disputes_of(view: View, score: ApplicantScore | None) -> list[Dispute]:
    """Give the items of one applicant, the widest gap first."""
    cards = [line.card for line in score.cards if line.counted] if score else []
    return disputes(cards, view.criteria)


def why(dispute: Dispute, least: int) -> str:
    """Say in a few words why an item is on the agenda."""
    wide = "得分率相差大" if dispute.spread >= least else ""
    return "，".join(part for part in (wide, "评语相反" if dispute.contrary else "") if part)


def stand_text(stand: Stand, *, percent: bool) -> str:
    """Print one examiner's mark and words."""
    words = [
        f"{word}：{text}"
        for word, text in (("优势", stand.strengths), ("改进", stand.opportunities))
        if text
    ]
    return "\n".join([f"{stand.mark:f}{'%' if percent else '分'}", *(words or ["（没有评语）"])])


def write_agenda(cycle: Cycle, view: View, result: Scored) -> None:
    """Write 评审意见分歧清单, a sheet per panel; take it away when nobody disagrees."""
    from wzqa.workbooks.results import agenda

    stage = view.plan.names[result.stage]
    least = view.settings.stage_rules(result.stage).flags.item_percent
    target = f"out/{result.stage}/评审意见分歧清单.xlsx"
    panels = _panels(view, result, least)
    if not panels:
        if (cycle.folder / target).exists():
            cycle.record.remove(target)
        return
    notes = [
        f"每家列得分率相差{least}个百分点以上和评语相反的条目，按相差分值从大到小，最多{_MOST}条；供合议讨论，不改变得分",
        "合议后由组长另填“合议”评分表；得分率在各专家范围以外的，写明理由。含评审员姓名，不得对外",
    ]
    data = agenda.write_agenda(
        panels,
        title=f"{view.settings.cycle.label}{stage}评审意见分歧清单",
        notes=notes,
        created=view.settings.cycle.deadline_city,
        demo=view.settings.cycle.demo,
    )
    cycle.write(target, data, result.stage)


def _panels(view: View, result: Scored, least: int) -> list[AgendaPanel]:
    from wzqa.workbooks.results import agenda

    lines: dict[str, list[AgendaLine]] = {}
    seen: dict[str, dict[str, None]] = {}
    scores = sorted(result.scores.applicants, key=lambda a: in_order(view.by_key[a.uscc].app_no))
    for score in scores:
        panel = score.panel or ""
        for dispute in to_discuss(disputes_of(view, score), least, _MOST):
            person = view.by_key[score.uscc]
            line = agenda_line(person.app_no, person.name, dispute, least, result.scores.scale)
            lines.setdefault(panel, []).append(line)
            examiners = seen.setdefault(panel, {})
            examiners.update(dict.fromkeys(s.examiner for s in dispute.stands))
    return [
        agenda.AgendaPanel(panel=panel, examiners=sorted(seen[panel]), lines=lines[panel])
        for panel in sorted(lines, key=in_order)
    ]


def agenda_line(
    app_no: str, name: str, dispute: Dispute, least: int, scale: str | None
) -> AgendaLine:
    """Print one item of a case or an applicant."""
    from wzqa.workbooks.results import agenda

    return agenda.AgendaLine(
        app_no=app_no,
        name=name,
        item=f"{dispute.clause} {dispute.name}",
        most=dispute.most,
        spread=round_q(dispute.spread, 0),
        gap=round_q(dispute.gap, 1),
        why=why(dispute, least),
        stands={s.examiner: stand_text(s, percent=scale != "points") for s in dispute.stands},
    )
