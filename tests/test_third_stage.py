"""An award whose 陈述答辩 is a third scored stage: an edition of data alone, walked from end to end."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from unittest import mock

import openpyxl
import pytest
from command_line import ask, codes, wzqa

from wzqa import award_toml, demo_data, usage
from wzqa.documents.kinds import of_plan, of_stage
from wzqa.own_edition import parse_own
from wzqa.plan import faults, shipped_plan, shipped_rows
from wzqa.problems import WzqaError
from wzqa.regulation import DATA, edition_texts
from wzqa.stages.demo import walk
from wzqa.stages.demo.driver import YEAR, Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.setup import make

NAME, KEY, TITLE = "示例答辩奖", "defence", "陈述答辩"
SHARES = {"review": Fraction(1, 2), "visit": Fraction(3, 10), KEY: Fraction(1, 5)}
CAPS = {"review": 7, "visit": 5, KEY: 3}
LATER = datetime(YEAR, 9, 23, 9, tzinfo=timezone(timedelta(hours=8)))
STAGE = f"""
[[stages]]
key = "{KEY}"
name = "{TITLE}"
brief = "答辩"
on = "hearing"
admits = "列为候选企业（组织）"
standing = "候选"

# 规则所引条文"""


def texts():
    """Give the files of the invented edition: the shipped one with a stage more, weighed 50:30:20."""
    files = dict(edition_texts("wenzhou-2022-draft"))
    data = files[DATA]
    for old, new in (
        ('admits = "列为候选企业（组织）"\nstanding = "候选"', f'admits = "进入{TITLE}"\nstanding = "进入答辩"'),
        ("\n# 规则所引条文", STAGE),
        ("\nvacancy = {", '\ncap_defence = { setting = "stage.defence.cap" }\nvacancy = {'),
    ):  # fmt: skip
        assert old in data
        data = data.replace(old, new)
    visit = re.search(r"\[defaults\.stage\.visit\]\n(.*?)\n\n", data, re.DOTALL)
    weights = 'weights = { review = "0.5", visit = "0.3", defence = "0.2" }'
    rules = re.sub(r"weights = .*", weights, visit[1])
    data = data.replace(visit[0], f"{visit[0]}[defaults.stage.{KEY}]\n{rules}\n\n")
    for stage, cap in CAPS.items():
        data = re.sub(rf"(?s)(\[defaults\.stage\.{stage}\].*?\ncap = )\d+", rf"\g<1>{cap}", data)
    return files | {DATA: data}


EDITION = parse_own(NAME, texts())


def driven(folder, through):
    """Walk a demo of the award up to a stage; gives who fills its workbooks in."""
    over = walk.settings_of().model_dump(mode="json")
    over = {k: over[k] for k in ("basis", "office", "vote", "department")}
    over["vote"] |= {"members": 21, "rules_confirmed": True}
    year = walk.settings_of().cycle.model_dump()
    settings = award_toml.build(
        over | {"profile": NAME, "cycle": year},
        YEAR,
        lambda name: EDITION if name == NAME else None,
    )
    driver = Driver(folder, "测试员", lambda _: None)
    carried = [(f"办法/{NAME}/{part}", text.encode()) for part, text in texts().items()]
    make(folder, settings, driver.clock, "测试员", carried)
    filler = Filler(
        folder, demo_data.world(14, 7, walk._examiners(14, CAPS["review"]), EDITION), driver
    )
    for stage, step in walk.steps(driver, filler).items():
        step()
        if stage == through:
            return filler
    raise AssertionError(through)


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """Give the cycle as it stands when the visits are over, and who fills its workbooks in."""
    folder = tmp_path_factory.mktemp("defence") / "届"
    return folder, driven(folder, "visit")


@pytest.fixture
def cycle(visited, tmp_path):
    """Copy it, to go on with the command line."""
    folder, filler = visited
    shutil.copytree(folder, tmp_path / "届")
    driver = Driver(tmp_path / "届", "测试员", lambda _: None, clock=LATER)
    return tmp_path / "届", Filler(tmp_path / "届", filler.world, driver)


def ran(folder, *words, exits=(0,)):
    code, got = ask("-C", folder, *words, clock=LATER)
    assert code in exits, got
    return got["data"]


def heard(cycle):
    """Go through the third stage by its commands, in Chinese or by key, up to its order."""
    folder, filler = cycle
    ran(folder, "panels", "--form", "--stage", TITLE)
    filler.panels(KEY, LATER.date())
    ran(folder, "panels")
    sheets = ran(folder, "sheets", "答辩")["sheets"]
    assert {p.name for p in (folder / f"out/{KEY}/评分表").iterdir()} == {
        f"{s['panel']}_{s['examiner']}_{TITLE}评分表.xlsx" for s in sheets
    }
    assert all(s["panel"].startswith("答辩第") for s in sheets)
    filler.scores(KEY, LATER.date())
    ran(folder, "score", KEY)
    return ran(folder, "rank", TITLE, exits=(0, 3))


def settled(folder, stage):
    """Confirm a stage's list, settling a tie."""
    ranking = ran(folder, "rank", stage, exits=(0, 3))
    if ranking["tie"]:
        chosen = sorted(ranking["tie"]["applicants"])[: ranking["tie"]["places"]]
        admit = [word for code in chosen for word in ("--admit", code)]
        ran(folder, "decide", "tie", stage, *admit, "--why", "评审办会议纪要")
    ran(folder, "confirm", stage)


def confirmed(cycle):
    """Go through the third stage and confirm its list."""
    folder, _ = cycle
    heard(cycle)
    settled(folder, KEY)
    return ran(folder, "rank", KEY)


def weighed(parts):
    exact = sum(SHARES[stage] * Fraction(score) for stage, score in parts.items())
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- the plan ----------------------------------------------------------------------------------


def test_the_chain_and_the_letters_follow_from_the_data():
    plan = EDITION.plan
    assert plan.order == ("screen", "review", "visit", KEY, "vote", "publicity", "award")
    assert (plan.first, plan.to_site, plan.site, plan.last) == ("review", "review", "visit", KEY)
    assert plan.names[KEY] == TITLE
    mine = {kind.name for kind in of_stage(plan, KEY)}
    assert mine >= {"candidate-report", "not-candidate", "feedback", "retraction", "appointment"}
    assert "candidate-report" not in {kind.name for kind in of_stage(plan, "visit")}
    needs = {kind.name: kind.needs for kind in of_plan(plan)}
    assert (needs["ballot"], needs["visit-notice"]) == (KEY, "review")


def test_the_shipped_editions_have_the_two_stages_they_had():
    assert shipped_plan().order == ("screen", "review", "visit", "vote", "publicity", "award")
    assert shipped_plan().titles == ("资料评审", "现场评审")
    assert list(faults(list(shipped_rows()))) == []


REVIEW, VISIT = shipped_rows()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "须至少写一个"),
        ("review", "须至少写一个"),
        ([REVIEW], "须有且只有一个"),
        ([VISIT, REVIEW], "不能是第一个"),
        ([REVIEW, VISIT, VISIT], "有相同的 key"),
        ([REVIEW, VISIT | {"key": "screen"}], "不与别的阶段"),
        ([REVIEW, VISIT | {"key": "现场"}], "2至20个小写字母"),
        ([REVIEW, VISIT | {"on": "现场"}], "只能是 papers、site、hearing"),
        ([REVIEW, VISIT | {"name": ""}], "name：须为带引号的文本"),
        ([REVIEW, VISIT | {"weight": "1"}], "没有 weight 这个键"),
    ],
)
def test_faults_of_the_stages_are_named(rows, said):
    assert said in "\n".join(message for message, _ in faults(rows))


def test_an_edition_with_faulty_stages_is_refused_with_its_file():
    files = texts()
    files[DATA] = files[DATA].replace(f'key = "{KEY}"', 'key = "vote"')
    with pytest.raises(WzqaError) as caught:
        parse_own(NAME, files)
    said = {(p.place.file, p.value) for p in caught.value.problems}
    assert (f"办法/{NAME}/{DATA}", "vote") in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("[stage.hearing]\ncap = 3\n", "不是评分的阶段"),
        ('[stage.review]\ntie_chain = ["score:defence"]\n', "资料评审时还没有答辩得分"),
        ('[stage.visit]\ntie_chain = ["score:hearing"]\n', "不认识的比较键"),
        ('[stage.visit]\nweights = { review = "0", visit = "0.5", defence = "0.5" }\n', "只能写review、visit"),
        ('[stage.defence]\nweights = { review = "0.5", visit = "0.3", defence = "0.1" }\n', "合计正好为1"),
        ("[stage.defence]\ncap = 4\n", "大于办法的上限3"),
    ],
)  # fmt: skip
def test_rules_that_do_not_fit_the_stages_are_named(change, said):
    with pytest.raises(WzqaError) as caught:
        award_toml.parse(f'profile = "{NAME}"\n{change}', YEAR, own=lambda _: EDITION)
    assert said in "\n".join(p.message for p in caught.value.problems)


def test_rules_are_written_for_every_stage_and_read_back():
    made = award_toml.build({"profile": NAME}, YEAR, lambda _: EDITION)
    text = award_toml.to_toml(made)
    assert "[stage.defence]\n" in text
    assert 'weights = { review = "0.5", visit = "0.3", defence = "0.2", further = [] }' in text
    assert award_toml.parse(text, YEAR, own=lambda _: EDITION) == made


# --- the commands ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_third_stage_weighs_three_parts_exactly_and_is_known_everywhere(cycle):
    folder, _ = cycle
    ranking = confirmed(cycle)
    scores = {
        stage: {a["uscc"]: a["score"] for a in ran(folder, "score", stage)["applicants"]}
        for stage in SHARES
    }
    assert len(ranking["ranking"]) == CAPS["visit"]
    for row in ranking["ranking"]:
        assert row["parts"] == {stage: scores[stage][row["uscc"]] for stage in SHARES}
        assert Decimal(row["score"]) == weighed(row["parts"])
    assert len(ranking["admitted"]) == CAPS[KEY]
    assert ranking["confirmed"]

    stages = {s["stage"]: s["state"] for s in ran(folder, "status")["stages"]}
    assert list(stages) == list(EDITION.plan.order)
    assert (stages[KEY], stages["vote"]) == ("confirmed", "todo")
    winner, loser = ranking["ranking"][0], ranking["ranking"][-1]
    _, said, _ = wzqa("-C", folder, "explain", winner["uscc"])
    assert f"{TITLE}第1名，名额{CAPS[KEY]}家，列为候选企业（组织）" in said
    _, said, _ = wzqa("-C", folder, "explain", loser["uscc"])
    assert f"{TITLE}第{loser['rank']}名，名额{CAPS[KEY]}家，未列为候选企业（组织）" in said
    explained = ran(folder, "explain", winner["uscc"])
    assert [s["stage"] for s in explained["stages"]] == ["screen", "review", "visit", KEY]
    assert {c["stage"] for c in explained["cards"]} == {"review", "visit", KEY}

    book = openpyxl.load_workbook(folder / f"out/{KEY}/{TITLE}结果.xlsx")
    texts_ = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert any("资料评审0.5、现场评审0.3、陈述答辩0.2" in text for text in texts_)
    funnel = {f["step"]: f["n"] for f in ran(folder, "report")["funnel"]}
    assert funnel == {
        "申报": funnel["申报"], "资格审查通过": funnel["资格审查通过"],
        "进入现场评审": 7, "进入陈述答辩": 5, "候选": 3,
    }  # fmt: skip


def corrected(folder, code):
    """Take five points off one mark of the first stage, in a workbook as it came in."""
    for path in sorted((folder / "inbox/scores/review").glob("*评分汇总.xlsx")):
        book = openpyxl.load_workbook(path)
        for row in book["评分汇总"].iter_rows(min_row=2):
            marks = [c for c in row if isinstance(c.value, int) and 10 < c.value <= 100]
            if marks and code in {c.value for c in row}:
                marks[-1].value -= 5
                book.save(path)
                return
    raise AssertionError(code)


@pytest.mark.slow
def test_a_correction_of_an_earlier_part_makes_the_third_list_stale_and_counts(cycle):
    folder, _ = cycle
    before = {row["uscc"]: row for row in confirmed(cycle)["ranking"]}
    code = min(before, key=lambda c: before[c]["rank"])
    corrected(folder, code)
    ran(folder, "score", "review")
    states = {s["stage"]: s["state"] for s in ran(folder, "status")["stages"]}
    assert [states[s] for s in SHARES] == ["stale"] * 3
    _, got = ask("-C", folder, "confirm", KEY, clock=LATER)
    assert codes(got) == ["earlier-stale"]
    ran(folder, "confirm", "review", "--reopen", "--why", "评分表有更正")
    for stage in SHARES:
        assert {s["stage"]: s["state"] for s in ran(folder, "status")["stages"]}[stage] == "draft"
        settled(folder, stage)
    after = {row["uscc"]: row for row in ran(folder, "rank", KEY)["ranking"]}
    assert after[code]["parts"]["review"] != before[code]["parts"]["review"]
    assert Decimal(after[code]["score"]) == weighed(after[code]["parts"])
    assert Decimal(after[code]["score"]) < Decimal(before[code]["score"])
    assert {c: r["score"] for c, r in after.items() if c != code} == {
        c: r["score"] for c, r in before.items() if c != code
    }


@pytest.mark.slow
def test_help_completion_and_refusals_know_the_stages_of_the_cycle_at_hand(cycle, monkeypatch):
    folder, _ = cycle
    monkeypatch.chdir(folder)
    _, page, _ = wzqa("rank", "--help")
    assert f"{TITLE} {KEY}" in page
    code, _, err = wzqa("rank", "面试")
    assert code == 2
    assert f"{TITLE} {KEY}" in err
    words = "".join(f"\x1f{word}" for word in ("rank", "陈"))
    with mock.patch.dict(os.environ, {usage.COMPLETE: words}):
        assert TITLE in wzqa()[1].split()
    monkeypatch.chdir(folder.parent)
    assert TITLE not in wzqa("rank", "--help")[1]


# --- the whole cycle ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give the cycle walked to the announcement."""
    folder = tmp_path_factory.mktemp("whole") / "届"
    driven(folder, "award")
    return folder


def words(path):
    with zipfile.ZipFile(path) as package:
        xml = package.read("word/document.xml").decode("utf-8")
    return re.sub(r"<[^>]+>", "", xml)


@pytest.mark.slow
def test_the_papers_tell_of_three_stages(whole):
    report = words(next((whole / f"out/{KEY}").glob("*评审工作报告.docx")))
    assert "五、现场评审和陈述答辩情况" in report
    assert "综合得分中，资料评审的权重为0.5，现场评审的权重为0.3，陈述答辩的权重为0.2" in report
    assert "依照本届评审规则，1个评审组、5名评审专家对5家企业（组织）进行了陈述答辩评审" in report
    assert "根据陈述答辩结果" in report
    assert "陈述答辩" in words(next((whole / "out/publicity").glob("*初选公示.docx")))
    listed = words(next((whole / "out/vote").glob("表决票.docx")))
    ranking = ran(whole, "rank", KEY)["ranking"]
    assert [r["name"] in listed for r in ranking] == [r["admitted"] for r in ranking]


@pytest.mark.slow
def test_verify_archive_and_the_second_opinion_know_the_third_stage(whole, tmp_path):
    code, got = ask("-C", whole, "verify")
    assert code == 0, got
    assert {row["stage"]: row["ok"] for row in got["data"]["lists"]}[KEY] is True
    assert wzqa("-C", whole, "archive", tmp_path / "归档.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "归档.zip") as bundle:
        bundle.extractall(tmp_path / "解开")

    def recounted():
        return subprocess.run(
            [sys.executable, "recount.py"], cwd=tmp_path / "解开", capture_output=True,
            encoding="utf-8", check=False, env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
        )  # fmt: skip

    done = recounted()
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{TITLE}家数{CAPS['visit']}" in done.stdout
    path = next((tmp_path / "解开/lists").glob(f"{KEY}-*.json"))
    content = json.loads(path.read_text(encoding="utf-8"))
    content["ranking"][0]["score"] = "999.99"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    done = recounted()
    assert done.returncode == 4
    assert "写的是 999.99" in done.stdout
