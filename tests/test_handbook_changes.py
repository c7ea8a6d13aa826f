"""The handbook's part on changes: every row's commands, typed in a cycle where the thing happens."""

import json
import re
import shlex
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.helpers.command_line import ask, wzqa
from wzqa.stages.ground import chain

pytestmark = pytest.mark.slow
PAGE = (Path(__file__).parents[1] / "docs/handbook.md").read_text(encoding="utf-8")
PART = PAGE[PAGE.index("## 六、事情变了") : PAGE.index("## 七、")]


def rows():
    """Give each case: what happened, the commands."""
    for line in PART.splitlines():
        cells = [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and cells[1] not in {"输入", "---"}:
            yield cells[0], re.findall(r"`(wzqa [^`]+)`", cells[1])


CASES = dict(rows())
FIRM, LATER = "", None  # the firm that a case is about, and the clock's time
# case → the stage after which it happens; what `某公司` and the like stand for is found there
STAGES = {
    "早就收到": "apply", "改正的表换了": "apply", "收错的": "apply", "一个单位的标题": "apply", "申报组织撤回": "apply",
    "某县补来": "screen", "同上": "screen", "一份文书写错": "screen", "联系人": "screen", "要用另一个": "screen",
    "专家换人": "visit", "现场评审的分组表": "visit", "入围后撤回": "review", "有一家还没有": "review",
    "表决以前": "visit", "计票表": "vote", "表决以后": "vote", "公示以后": "publicity",
    "市政府批复": "award", "作废的文书": "screen", "提请撤销": "award", "市政府决定": "award", "新一届": "award",
}  # fmt: skip
NOT_HERE = {
    "文件放错": "test_misfiled",
    "评分表收不齐": "test_cli_cycle",
    "部门逾期": "test_departments",
}
WAITS = {
    "有一家还没有",
    "入围后撤回",
}  # firms without a team for the visit: exit 3, the others go out


def test_every_case_of_the_handbook_is_typed_here():
    known = (*STAGES, *NOT_HERE)
    assert [case for case in CASES if not case.startswith(known)] == []
    assert len(known) == len(CASES)


def typed(command, folder, stage, tmp_path):
    """Put what is meant in the place of the words of the page."""
    with sqlite3.connect(folder / "record.db") as db:
        paper = db.execute("SELECT docno FROM document WHERE docno IS NOT NULL AND void_why IS NULL "
                           "AND stage = ? AND kind NOT IN ('dept-inquiry', 'supplement') ORDER BY id", (stage,)).fetchone()  # fmt: skip
    files = sorted((folder / "inbox/applications").glob("*.xlsx"))
    stands = {
        "新文件": "inbox/applications/新.xlsx", "旧文件": files[0].name, "文件": f"inbox/applications/{files[0].name}",
        "文号": "温政发〔2026〕77号" if "--docno" in command else (paper or [""])[0],
        "--date 日期": f"--date {LATER.date() if 'approve' in command or 'revoked' in command else '2026-09-30'}",
        "新目录": str(tmp_path / "新届"), "旧目录": str(folder), "单位:标题=栏目": "示例局:奖项类别=申报奖项",
    }  # fmt: skip
    for word, real in stands.items():
        command = command.replace(word, real)
    return [w.replace("某公司", FIRM) for w in shlex.split(command)[1:]]


@pytest.mark.parametrize("case", [c for c in CASES if not c.startswith(tuple(NOT_HERE))])
def test_the_commands_of_a_case_work_as_typed(cycle_by_stage, tmp_path, monkeypatch, case):
    stage = next(s for start, s in STAGES.items() if case.startswith(start))
    source, clock = cycle_by_stage[stage]
    folder = shutil.copytree(source, tmp_path / "届")
    clock += timedelta(days=1)
    monkeypatch.setattr(f"{__name__}.LATER", clock)
    monkeypatch.setattr(f"{__name__}.FIRM", firm(folder, stage, clock))
    files = sorted((folder / "inbox/applications").glob("*.xlsx"))
    if case.startswith("改正的表"):
        book = openpyxl.load_workbook(files[0])
        book.properties.title = "更正"
        book.save(folder / "inbox/applications/新.xlsx")
    if case.startswith("市政府批复"):
        wzqa("-C", folder, "notices", "award", clock=clock)
    if case.startswith("市政府决定"):
        wzqa("-C", folder, "decide", "revoke", FIRM, "--why", "事实", clock=clock)
    for command in CASES[case]:
        words = typed(command, folder, stage, tmp_path)
        clock += timedelta(minutes=1)
        where = () if words[0] == "init" else ("-C", folder)
        code, got = ask(*where, "--yes", *words, clock=clock)
        waits = case.startswith(tuple(WAITS)) and words[:2] == ["notices", "review"]
        assert code == (3 if waits else 0), (words, [p["message"] for p in got["problems"]][:3])
    if stage != "apply" or case.startswith("早就"):
        assert ask("-C", folder, "verify", clock=clock)[0] == 0


def firm(folder, stage, clock):
    """Name one that is in: of the list of the stage, else of those that applied."""
    listed = "vote" if stage == "publicity" else stage
    applications = ask("-C", folder, "ingest", "--dry-run", clock=clock)[1]["data"]["applications"]
    people = {a["uscc"]: a["name"] for a in applications}
    with sqlite3.connect(folder / "record.db") as db:
        sql = "SELECT content FROM list WHERE stage = ? AND lifted_at IS NULL"
        held = db.execute(sql, (listed,)).fetchone()
    content = chain.admitted(json.loads(held[0])) if held else []
    return next(people[code] for code in [*content, *people] if code in people)
