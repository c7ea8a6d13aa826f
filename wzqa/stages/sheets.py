"""`wzqa sheets STAGE`: one protected score workbook per examiner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.panels import checking as panels
from wzqa.problems import Exit, WzqaError
from wzqa.screens import progress
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import current

if TYPE_CHECKING:
    from wzqa.stages.ground.cycle import Cycle


def run(cycle: Cycle, stage: str) -> Report:
    """Write the blank sheets of a stage."""
    from wzqa.workbooks.blanks.sheets_out import examiner_workbook

    taking.take_registers(cycle)
    view = current(cycle)
    for _, got in view.register_files:
        cycle.note(got.problems)
    part = chain.taking_part(view, stage)
    cycle.note(part.problems)
    expected = panels.expected_cards(view.registers, stage, part.applicants)
    if expected is None:
        raise WzqaError(
            "还没有收到评审分组与回避表，不知道谁评哪一家", Exit.INPUT, code="register-missing",
            hint="请把评审分组与回避表放入 inbox/registers/",
        )  # fmt: skip
    s = view.settings
    people = {a.key: a for a in part.applicants}
    given: dict[str, list[str]] = {}
    panel_of: dict[str, str] = {}
    for card in expected:
        given.setdefault(card.examiner, []).append(card.uscc)
        panel_of.setdefault(card.examiner, card.panel or "")
    known = view.seating.teams.directory
    roster = {known.identify(e.name, e.certificate): e for e in view.registers.examiners or ()}
    rows = []
    in_order = sorted(given.items(), key=lambda item: (panel_of[item[0]], item[0]))
    for examiner, codes in progress.counted("出评分表", in_order):
        person = roster.get(examiner)
        shared = person is not None and person.name != examiner
        data = examiner_workbook(
            stage=stage,
            word=view.plan.names[stage],
            cycle_label=s.cycle.label,
            cycle_year=s.cycle.year,
            panel=panel_of[examiner],
            examiner=person.name if person else examiner,
            certificate=person.certificate if person and shared else "",
            applicants=[(people[c].app_no, people[c].name, c) for c in codes],
            criteria=view.criteria,
            step=s.criteria.percent_step,
            created=s.cycle.deadline_city,
            demo=s.cycle.demo,
            award=view.edition.umbrella,
        )
        target = f"out/{stage}/评分表/{panel_of[examiner]}_{examiner}_{view.plan.names[stage]}评分表.xlsx"
        cycle.write(target, data, stage)
        rows.append((panel_of[examiner], examiner, str(len(codes))))
    report = Report(
        {"stage": stage, "sheets": [{"panel": p, "examiner": e, "n": int(n)} for p, e, n in rows]}
    )
    report.say(Grid(("评审组", "评审员", "家数"), tuple(rows), f"{view.plan.names[stage]}评分表"))
    if stage == view.plan.site:
        from wzqa.stages.site_papers import write_site_papers

        papers = write_site_papers(cycle, view, part.applicants)
        report.data["papers"] = papers
        report.say(f"现场评审工作底稿{len(papers)}份，交各评审组组长（out/{stage}/工作底稿/）。")
    report.say(f"请发给专家，收回后放入 inbox/scores/{stage}/，再运行 wzqa score {stage}。")
    return report
