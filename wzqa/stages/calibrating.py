"""Calibration: one case that all examiners mark first; kept out of every result.

Its sheets bear a mark of their own, so that none of them is ever read as one of the review's.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wzqa.documents.filenames import safe_name
from wzqa.marks.calibration import levels
from wzqa.marks.disagreement import disputes
from wzqa.names import comparable
from wzqa.problems import Exit, WzqaError
from wzqa.record import lists
from wzqa.rounding import round_q
from wzqa.stages.disputed import agenda_line
from wzqa.stages.ground import taking
from wzqa.stages.ground.cycle import Grid, Report, read_folder
from wzqa.stages.ground.view import View, current, find_applicant
from wzqa.workbooks.scores_in.score_form import CALIBRATION, stage_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.marks.calibration import Level
    from wzqa.models import Card
    from wzqa.stages.ground.cycle import Cycle

INBOX = f"inbox/scores/{CALIBRATION}"
_AGENDA = 10  # items that a calibration meeting discusses


def _out(view: View) -> str:
    """Name the folder of what calibration writes: it comes before the first scored stage."""
    return f"out/{view.plan.first}/校准"


class Case(NamedTuple):
    """What everybody marks: a code for the sheets, and how it is called."""

    code: str
    name: str


def send(cycle: Cycle, case: str) -> Report:
    """`wzqa sheets FIRST --calibration`: the same case for everybody on the roster."""
    from wzqa.workbooks.blanks.sheets_out import examiner_workbook

    taking.take_registers(cycle)
    view = current(cycle)
    if not view.registers.examiners:
        raise WzqaError(
            "还没有收到评审专家名册", Exit.INPUT, code="register-missing",
            hint="请把评审专家名册放入 inbox/registers/",
        )  # fmt: skip
    code, name = _case(cycle, view, case)
    lists.keep_draft(cycle.record, CALIBRATION, {"code": code, "name": name})
    s, rows = view.settings, []
    for person in sorted(view.registers.examiners, key=lambda e: (e.name, e.certificate)):
        known = view.seating.teams.directory.identify(person.name, person.certificate)
        examiner = known or person.name
        shared = comparable(examiner) != comparable(person.name)
        data = examiner_workbook(
            stage=CALIBRATION,
            word=stage_word(CALIBRATION, view.plan),
            cycle_label=s.cycle.label,
            cycle_year=s.cycle.year,
            panel="",
            examiner=person.name,
            certificate=person.certificate if shared else "",
            applicants=[("校准案例", name, code)],
            criteria=view.criteria,
            step=s.criteria.percent_step,
            created=s.cycle.deadline_city,
            demo=s.cycle.demo,
            award=view.edition.umbrella,
        )
        target = f"{_out(view)}/评分表/{safe_name(None, examiner, '校准评分表', '.xlsx')}"
        cycle.write(target, data, view.plan.first)
        rows.append((examiner, target))
    report = Report({"stage": CALIBRATION, "case": name, "sheets": [t for _, t in rows]})
    report.say(f"校准案例：{name}。给名册上的{len(rows)}名评审员各写出一份校准评分表。")
    report.say(f"收回后放入 {INBOX}/，再运行 wzqa score calibration。校准的评分不计入任何结果。")
    return report


def _case(cycle: Cycle, view: View, case: str) -> Case:
    """Name the case: a file with the material, or one of the cycle's applicants."""
    path = Path(case) if Path(case).is_file() else cycle.folder / case
    if path.is_file():
        digest = hashlib.sha256(path.stem.encode()).hexdigest()[:8].upper()
        return Case(f"CASE{digest}", path.stem)
    applicant = find_applicant(view, case)
    return Case(applicant.key, applicant.name)


def score(cycle: Cycle, paths: Sequence[Path]) -> Report:
    """`wzqa score calibration`: a private page for each examiner, an agenda for the office."""
    view = current(cycle)
    kept = lists.draft(cycle.record, CALIBRATION)
    if kept is None:
        raise WzqaError(
            "还没有发过校准评分表", Exit.INPUT, code="calibration-none",
            hint=f"请先运行 wzqa sheets {view.plan.first} --calibration 单位或文件",
        )  # fmt: skip
    case = Case(str(kept["code"]), str(kept["name"]))
    cards = _cards(cycle, view, case, paths)
    found = levels(cards, view.criteria)
    if not found:
        raise WzqaError(
            f"收齐的校准评分只有{len(cards)}份，不能比较", Exit.INPUT, code="calibration-few",
            hint=f"请把收回的校准评分表放入 {INBOX}/（至少两份评完的）",
        )  # fmt: skip
    _pages(cycle, view, found, case.name)
    _agenda(cycle, view, cards, case.name)
    report = Report(
        {
            "stage": CALIBRATION,
            "case": case.name,
            "examiners": [
                {
                    "name": level.examiner,
                    "total": str(round_q(level.total, 2)),
                    "others": str(round_q(level.others, 2)),
                }
                for level in found
            ],
        },
        exit=cycle.input_exit,
    )
    rows = tuple(
        (
            level.examiner,
            str(round_q(level.total, 2)),
            f"{round_q(level.total - level.others, 2):+}",
            str(level.kinds),
        )
        for level in found
    )
    report.say(Grid(("评审员", "总分", "与其余各人平均相差", "得分率种数"), rows, "校准评分"))
    report.say(
        f"校准反馈只发本人（{_out(view)}/反馈/）；讨论清单供评审办用（{_out(view)}/校准讨论清单.xlsx）。"
    )
    return report


def _cards(cycle: Cycle, view: View, case: Case, paths: Sequence[Path]) -> list[Card]:
    """Read the sheets as they lie in the inbox: they are no evidence of any result."""
    from wzqa.workbooks.scores_in.sheets_in import read_score_file

    folder = cycle.folder / INBOX
    looked = list(paths) or ([folder] if folder.exists() else [])
    files, problems = read_folder(cycle, f"scores-{CALIBRATION}", looked) if looked else ([], [])
    cycle.note(problems)
    cards: dict[str, Card] = {}
    for file in files:
        got = read_score_file(
            file.data, file.path, stage=CALIBRATION, plan=view.plan, criteria=view.criteria,
            step=view.settings.criteria.percent_step, cycle_year=view.settings.cycle.year,
            known={case.code: case.name},
        )  # fmt: skip
        cycle.note(got.problems)
        cards |= {card.examiner: card for card in got.cards}
    return list(cards.values())


def _pages(cycle: Cycle, view: View, found: Sequence[Level], case: str) -> None:
    from wzqa.workbooks.results.calibration_page import write_page

    s = view.settings
    for level in found:
        data = write_page(
            level,
            title=f"{s.cycle.label}{view.edition.umbrella}评审员校准反馈",
            case=case,
            created=s.cycle.deadline_city,
            demo=s.cycle.demo,
        )
        name = safe_name(None, level.examiner, "校准反馈", ".xlsx")
        cycle.write(f"{_out(view)}/反馈/{name}", data, view.plan.first)


def _agenda(cycle: Cycle, view: View, cards: Sequence[Card], case: str) -> None:
    from wzqa.workbooks.results import agenda

    s = view.settings
    least = s.stage_rules(view.plan.first).flags.item_percent
    found = [d for d in disputes(cards, view.criteria) if d.spread][:_AGENDA]
    part = agenda.AgendaPanel(
        panel="校准",
        examiners=sorted({stand.examiner for d in found for stand in d.stands}),
        lines=[agenda_line("校准案例", case, d, least, "percent") for d in found],
    )
    data = agenda.write_agenda(
        [part],
        title=f"{s.cycle.label}评审员校准讨论清单",
        notes=[f"相差分值最大的{len(found)}条，供评审办组织讨论；含评审员姓名，不发给评审员个人"],
        created=s.cycle.deadline_city,
        demo=s.cycle.demo,
    )
    cycle.write(f"{_out(view)}/校准讨论清单.xlsx", data, view.plan.first)
