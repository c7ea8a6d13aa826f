"""Time the score sheets of a full stage and a proposal of panels: run by hand.

    python benchmarks/bench_panels.py [EXAMINERS] [APPLICANTS]

Writes and reads EXAMINERS workbooks of APPLICANTS sheets (default 60 and 15), all marks filled in,
and proposes panels for 45 examiners and 100 applicants.
"""

import random
import re
import sys
import time
from datetime import date

from wzqa.criteria import load_criteria
from wzqa.models import Applicant, CardState, Examiner, Recusal
from wzqa.panels.forming import propose
from wzqa.settings import Panels
from wzqa.workbooks.blanks.sheets_out import examiner_workbook
from wzqa.workbooks.scores_in.sheets_in import read_score_file
from wzqa.workbooks.writing import sheetxml

CRITERIA = load_criteria("GB/T 19580-2012")


def applicants(count: int) -> list[tuple[str, str, str]]:
    return [(f"2026-{i:03}", f"示例{i:03}有限公司", f"9133030012345{i:05}") for i in range(count)]


def write(examiner: str, rows: list[tuple[str, str, str]]) -> bytes:
    return examiner_workbook(
        stage="review",
        cycle_label="2026年度",
        cycle_year=2026,
        panel="第一组",
        examiner=examiner,
        certificate="",
        applicants=rows,
        criteria=CRITERIA,
        step=5,
        created=date(2026, 8, 1),
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
    return sheetxml.rezip(parts, created=date(2026, 8, 1))


def sheets(examiners: int, count: int) -> None:
    rows = applicants(count)
    known = {code: name for _, name, code in rows}
    names = [f"评审员{i:03}" for i in range(examiners)]
    begin = time.perf_counter()
    books = {name: write(name, rows) for name in names}
    print(f"write {examiners} x {count}: {time.perf_counter() - begin:.2f} s")
    filled = {name: fill(data) for name, data in books.items()}
    begin = time.perf_counter()
    cards = 0
    for name, data in filled.items():
        result = read_score_file(
            data, f"{name}.xlsx", stage="review", criteria=CRITERIA, step=5, cycle_year=2026,
            known=known,
        )  # fmt: skip
        cards += sum(card.state is CardState.SUBMITTED for card in result.cards)
    print(f"read {examiners} x {count}: {time.perf_counter() - begin:.2f} s, {cards} cards")


def proposal() -> None:
    dice = random.Random(1)
    trades = ["通用设备制造业", "软件和信息技术服务业", "建筑业", "农业", "纺织服装业"]
    skills = ["机械设备", "软件", "建筑", "农业", "服装"]
    people = [
        Examiner(
            name=f"评审员{i:03}",
            certificate=str(i),
            employer=f"单位{dice.randrange(15)}",
            specialities=(dice.choice(skills),),
            can_lead=dice.random() < 0.4,
        )
        for i in range(45)
    ]
    rows = [
        Applicant(app_no=number, name=name, uscc=code, industry=dice.choice(trades))
        for number, name, code in applicants(100)
    ]
    recusals = [
        Recusal(person=e.name, uscc=a.uscc or "")
        for e in people
        for a in rows
        if dice.random() < 0.03
    ]
    rules = Panels(min_members=3, max_members=5, qualification=["国家级", "省级"], max_load=15)
    begin = time.perf_counter()
    found = propose(people, rows, recusals, rules, stage="review", seed="2026/review", panels=10)
    print(f"propose 45 x 100: {time.perf_counter() - begin:.2f} s, {found.objective['speciality']}")


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or [60, 15]
    sheets(*sizes)
    proposal()
