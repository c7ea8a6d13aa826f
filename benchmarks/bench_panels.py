"""CPU time of the score sheets of a full stage and of forming panels: run by hand.

    python benchmarks/bench_panels.py [EXAMINERS] [APPLICANTS]

Writes and reads EXAMINERS workbooks of APPLICANTS sheets (default 60 and 15), all marks filled in,
and proposes and checks panels for 60, 300 and 1200 applicants, five examiners to fifteen of them.
"""

import random
import re
import sys
import time
from datetime import date

from wzqa.criteria import load_criteria
from wzqa.models import Applicant, CardState, Examiner, Recusal, Registers
from wzqa.panels.checking import check
from wzqa.panels.forming import propose
from wzqa.plan import shipped_plan
from wzqa.settings import Panels
from wzqa.workbooks.blanks.sheets_out import examiner_workbook
from wzqa.workbooks.scores_in.sheets_in import read_score_file
from wzqa.workbooks.writing.packing import rezip

CRITERIA = load_criteria("GB/T 19580-2012")
PLAN = shipped_plan()
DAY = date(2026, 8, 1)


def applicants(count: int) -> list[tuple[str, str, str]]:
    return [(f"2026-{i:03}", f"示例{i:03}有限公司", f"9133030012345{i:05}") for i in range(count)]


def write(examiner: str, rows: list[tuple[str, str, str]]) -> bytes:
    return examiner_workbook(
        stage="review",
        word="资料评审",
        cycle_label="2026年度",
        cycle_year=2026,
        panel="第一组",
        examiner=examiner,
        certificate="",
        applicants=rows,
        criteria=CRITERIA,
        step=5,
        created=DAY,
        demo=False,
    )


def fill(data: bytes) -> bytes:
    """Type 50 into every 得分率, straight into the XML (openpyxl would take longer than the rest)."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(rb'(<c r="D\d+" s="13")/>', rb"\1><v>50</v></c>", part)
    return rezip(parts, created=DAY)


def sheets(examiners: int, count: int) -> None:
    rows = applicants(count)
    known = {code: name for _, name, code in rows}
    names = [f"评审员{i:03}" for i in range(examiners)]
    begin = time.process_time()
    books = {name: write(name, rows) for name in names}
    print(f"write {examiners} x {count}: {time.process_time() - begin:.2f} s")
    filled = {name: fill(data) for name, data in books.items()}
    begin = time.process_time()
    cards = 0
    for name, data in filled.items():
        result = read_score_file(
            data, f"{name}.xlsx", stage="review", plan=PLAN, criteria=CRITERIA, step=5,
            cycle_year=2026, known=known,
        )  # fmt: skip
        cards += sum(card.state is CardState.SUBMITTED for card in result.cards)
    print(f"read {examiners} x {count}: {time.process_time() - begin:.2f} s, {cards} cards")


def forming(count: int) -> None:
    dice = random.Random(1)
    trades = ["通用设备制造业", "软件和信息技术服务业", "建筑业", "农业", "纺织服装业"]
    skills = ["机械设备", "软件", "建筑", "农业", "服装"]
    people = [
        Examiner(
            name=f"评审员{i:03}",
            certificate=str(i),
            employer=f"单位{dice.randrange(15)}",
            qualification="国家级",
            specialities=(dice.choice(skills),),
            can_lead=dice.random() < 0.4,
        )
        for i in range(-(-count // 15) * 5 + 5)
    ]
    rows = [
        Applicant(app_no=number, name=name, uscc=code, industry=dice.choice(trades))
        for number, name, code in applicants(count)
    ]
    recusals = tuple(
        Recusal(person=e.name, uscc=a.key)
        for e in people
        for a in dice.sample(rows, min(3, count))
    )  # fmt: skip
    rules = Panels(min_members=3, max_members=5, qualification=["国家级", "省级"], max_load=15)
    begin = time.process_time()
    made = propose(people, rows, recusals, rules, stage=PLAN.of("review"), seed="2026/review")
    formed = time.process_time()
    registers = Registers(
        examiners=tuple(people), members=made.members, assignments=made.assignments,
        recusals=recusals,
    )  # fmt: skip
    check(registers, rows, rules, PLAN, day=DAY)
    checked = time.process_time()
    print(
        f"{len(people)} x {count}: propose {formed - begin:.2f} s, check {checked - formed:.2f} s, "
        f"{made.objective['panels']} panels, cost {made.objective['cost']}"
    )


if __name__ == "__main__":
    sheets(*([int(word) for word in sys.argv[1:]] or [60, 15]))
    for size in (60, 300, 1200):
        forming(size)
