"""现场评审工作底稿 （十六）: what the desk review leaves to be verified, for the panel's leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.filenames import distinct, safe_name
from wzqa.marks.disagreement import to_discuss
from wzqa.rounding import round_q
from wzqa.stages.disputed import disputes_of, stand_text, why
from wzqa.stages.scored import stage_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.marks.disagreement import Dispute
    from wzqa.models import Applicant
    from wzqa.stages.ground.cycle import Cycle
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Scored
    from wzqa.workbooks.blanks.site_paper import Issue, SitePaper

_MOST = 12  # issues that a visit of a day or two can settle
_TITLE = "现场评审工作底稿"


def write_site_papers(cycle: Cycle, view: View, applicants: Sequence[Applicant]) -> list[str]:
    """Write one workbook per applicant that has a panel; gives the paths."""
    from wzqa.workbooks.blanks.site_paper import write_site_paper

    site = view.plan.site
    desk, visit = stage_scores(view, view.plan.first), stage_scores(view, site)
    s = view.settings
    papers = [(a, _paper(view, a, desk, visit)) for a in applicants]
    papers = [(a, paper) for a, paper in papers if paper.members]
    names = distinct(
        [safe_name(f"{p.panel}_{a.app_no}", a.name, _TITLE, ".xlsx") for a, p in papers]
    )
    written = []
    for name, (_, paper) in zip(names, papers, strict=True):
        data = write_site_paper(
            paper,
            view.criteria,
            title=f"{s.cycle.label}{view.edition.umbrella}{_TITLE}",
            stage=view.plan.of(site),
            first=view.plan.names[view.plan.first],
            year=s.cycle.year,
            step=s.criteria.percent_step,
            created=s.cycle.deadline_city,
            demo=s.cycle.demo,
        )
        target = f"out/{site}/工作底稿/{name}"
        cycle.write(target, data, site)
        written.append(target)
    return written


def _paper(view: View, a: Applicant, desk: Scored, visit: Scored) -> SitePaper:
    from wzqa.workbooks.blanks.site_paper import SitePaper

    site = view.plan.site
    team = view.seating.team_of(site, a)
    rows = [
        r for r in view.registers.assignments or () if r.uscc == a.key and r.stage in {site, ""}
    ]
    days = [chinese(r.visit_day.last) for r in rows if r.visit_day]
    facts = (
        ("统一社会信用代码", a.uscc or ""),
        ("所在区域", view.area.block(a)),
        ("申报奖项", a.award or "未选择"),
        ("企业规模", a.size or "未填写"),
        ("地址", a.address),
        ("联系人", "　".join(part for part in (a.contact, a.phone) if part)),
        ("现场评审日期", "、".join(dict.fromkeys(days)) or "未定"),
    )
    score = visit.by_code().get(a.key)
    lines = score.cards if score else ()
    return SitePaper(
        app_no=a.app_no,
        name=a.name,
        uscc=a.uscc or "",
        panel="、".join(dict.fromkeys(r.panel for r in rows)),
        leader=team.leader,
        members=team.members,
        facts=facts,
        issues=_issues(
            view,
            disputes_of(view, desk.by_code().get(a.key)),
            percent=desk.scores.scale != "points",
        ),
        marks={
            line.examiner: line.card.marks
            for line in lines
            if line.counted and line.card.scale == "percent"
        },
    )


def _issues(view: View, found: Sequence[Dispute], *, percent: bool) -> list[Issue]:
    """List the widest gaps and contradicting words, then the items that nobody wrote about."""
    from wzqa.workbooks.blanks.site_paper import Issue

    least = view.settings.stage_rules(view.plan.first).flags.item_percent
    issues = [
        Issue(
            item=f"{d.clause} {d.name}",
            why=_gap(d, least),
            said="\n".join(
                f"{s.examiner} {stand_text(s, percent=percent)}".replace("\n", "　")
                for s in d.stands
            ),
        )
        for d in to_discuss(found, least, _MOST)
    ]
    silent = sorted(d.clause for d in found if d.silent)
    if silent:
        names = "、".join(silent)
        issues.append(
            Issue(
                item=names,
                why=f"{view.plan.names[view.plan.first]}没有一名专家写评语",
                said="（没有评语）",
            )
        )
    return issues


def _gap(dispute: Dispute, least: int) -> str:
    low, high = dispute.range
    return f"{why(dispute, least)}（{low:f}至{high:f}，合{round_q(dispute.gap, 1)}分）"
