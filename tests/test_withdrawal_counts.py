"""Counts that add up in every paper: received, withdrawn, taken part (second round, §7)."""

import itertools
import json
import re

import pytest
from docx import Document

from tests.helpers.command_line import ask
from tests.helpers.small_cycle import small_settings, walked
from wzqa.stages import deciding
from wzqa.stages.ground import chain
from wzqa.stages.ground.view import current

pytestmark = pytest.mark.slow
APPLIED = 20


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """Give a whole cycle which one firm left after each list, with the papers of the vote made anew."""
    folder = tmp_path_factory.mktemp("left") / "届"
    names = []

    def leave(driver, stage):
        def pick(cycle):
            view = current(cycle)
            codes = chain.admitted(view.lists[stage].content) if stage in view.lists else ()
            stay = [view.by_key[c] for c in codes if c not in view.gone] or view.applicants[2:]
            return stay[1]

        if stage not in {"apply", "screen", "review", "visit", "vote"}:
            return
        one = driver.look(pick)
        driver.run("撤回", lambda cycle: deciding.withdraw(cycle, one.app_no, "企业申请撤回"))
        names.append(one.name)

    clock = walked(folder, small_settings({"review": 9, "visit": 7}, 3), (APPLIED, 3, 14), leave)
    for stage, kind in (("vote", "minutes"), ("vote", "tally"), ("visit", "candidate-report")):
        code, got = ask(
            "-C", folder, "notices", stage, "--reissue", kind, "--why", "有人撤回", clock=clock
        )
        assert code == 0, got["problems"]
    return folder, names, clock


def words(folder, kind):
    (path,) = (folder / "out").glob(f"*/*{kind}.docx")
    parts = (p for p in Document(path).element.body.iter() if p.tag.endswith("}p"))
    return "\n".join("".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in parts)


def numbers(pattern, text):
    found = re.search(pattern, text)
    assert found, (pattern, text[:400])
    return [int(n) for n in found.groups()]


def cells(text, row):
    """Give the number beside a heading of a table, read cell by cell."""
    return int(re.search(rf"^{row}\n(\d+)$", text, re.MULTILINE)[1])


def test_the_report_to_the_committee_adds_up(left):
    folder, names, _ = left
    text = words(folder, "评审工作报告")
    applied, gone = numbers(r"共有(\d+)家企业（组织）申报，其中(\d+)家在评审期间撤回申报", text)
    passed, failed = numbers(r"(\d+)家通过，(\d+)家未通过", text)
    assert (applied, gone) == (APPLIED, 5)
    assert applied == gone + passed + failed
    assert cells(text, "申报") - cells(text, "撤回申报") - failed == cells(text, "资格审查通过")
    reviewed, visited = (int(n) for n in re.findall(r"对(\d+)家企业（组织）进行了", text))
    firm = re.findall(r"稳定入围(\d+)家，处于名额线附近(\d+)家，稳定未入围(\d+)家", text)
    assert [sum(map(int, one)) for one in firm] == [reviewed, visited]
    assert passed == reviewed
    assert cells(text, "进入现场评审") == visited
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("kind", ["计票单", "会议纪要"])
def test_the_papers_of_the_vote_add_up(left, kind):
    folder, names, _ = left
    text = words(folder, kind)
    assert not [name for name in names if name in text]
    for stayed, gone in re.findall(r"候选(\d+)家、另有撤回申报、得票不计的(\d+)家", text):
        assert (int(stayed), int(gone)) == (5, 1)
    assert text.count("另有撤回申报、得票不计的1家") == 2
    if kind == "计票单":
        for votes, marks in re.findall(r"得票合计(\d+)，有效标记合计(\d+)", text):
            assert votes == marks
        return
    assert numbers(r"审议了(\d+)家候选企业", text) == [6]
    shown = re.findall(r"名额(\d+)家，.*?表决结果为(\d+)家初步入选(?:，空缺(\d+)家)?", text)
    assert len(shown) == 2
    for places, elected, vacant in shown:
        assert int(places) == int(elected) + int(vacant or 0)


def test_the_request_to_the_government_adds_up(left):
    folder, names, _ = left
    text = words(folder, "拟获评名单请示")
    assert numbers(r"共有(\d+)家企业（组织）申报（其中(\d+)家在评审期间撤回申报）", text) == [
        APPLIED,
        5,
    ]
    (elected,) = numbers(r"确定(\d+)家企业（组织）初步入选", text)
    (away,) = numbers(r"另有(\d+)家自愿退出", text)
    (listed,) = numbers(r"拟获评企业（组织）共(\d+)家", text)
    assert elected - away == listed
    assert not [name for name in names if name in text]


def test_the_data_of_the_report_add_up_step_by_step(left):
    folder, _names, clock = left
    code, got = ask("-C", folder, "report", clock=clock)
    assert code == 0
    data = got["data"]
    assert (data["withdrawn"], data["taken_part"]) == (5, APPLIED - 5)
    page = (folder / "out/report/评审工作报告数据.html").read_text(encoding="utf-8")
    assert f"申报{APPLIED}家" in page
    assert "撤回申报5家，参加评审15家" in page
    rows = re.findall(
        r'<tr><td[^>]*>([^<]+)</td><td class="n">(\d+)</td>.*?<td class="soft">([^<]*)</td></tr>',
        page,
    )
    rows = rows[: len(data["funnel"])]
    assert [(name, int(n)) for name, n, _ in rows] == [(f["step"], f["n"]) for f in data["funnel"]]
    gone = 0
    for (_, before, _), (name, here, why) in itertools.pairwise(rows):
        lost = [int(n) for n in re.findall(r" (\d+)家", why)]
        assert int(before) - sum(lost) == int(here), (name, why)
        gone += sum(int(n) for n in re.findall(r"撤回申报 (\d+)家", why))
    assert gone == 5
    for split in data["splits"]:
        assert [sum(row[k] for row in split["rows"]) for k in (1, 2, 3, 4, 5)] == [
            f["n"] for f in data["funnel"]
        ], split["by"]
    assert json.dumps(data["funnel"], ensure_ascii=False).count("撤回") == 0
    status = ask("-C", folder, "status", clock=clock)
    assert status[0] == 0
    assert ask("-C", folder, "verify", clock=clock)[0] == 0
