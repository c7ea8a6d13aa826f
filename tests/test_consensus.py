"""合议分 as the method: from the score sheets to the list, the workbook and `explain`."""

import openpyxl
import pytest

from tests.helpers.command_line import ask, wzqa
from tests.helpers.small_cycle import APPLICANTS, SEED, small_settings
from wzqa import demo_data
from wzqa.stages.demo import walk
from wzqa.stages.demo.driver import Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.setup import make
from wzqa.workbooks import demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    """Give a cycle whose desk review is scored by consensus, the median card of each firm."""
    folder = tmp_path_factory.mktemp("consensus") / "届"
    settings = small_settings({"review": 3, "visit": 2}, 1)
    rules = settings.stage.review.model_copy(update={"method": "consensus"})
    stages = settings.stage.model_copy(update={"review": rules})
    driver = Driver(folder, "测试员", lambda _: None)
    make(folder, settings.model_copy(update={"stage": stages}), driver.clock, "测试员")
    filler = Filler(folder, demo_data.world(APPLICANTS, SEED, 12), driver)
    walk._apply(driver, filler)
    walk._screen(driver, filler)
    day = walk._day(8, 20)
    driver.at(day)
    for words in (["panels", "--form", "--stage", "review"], ["panels"], ["sheets", "review"]):
        if words == ["panels"]:
            filler.panels("review", day)
        assert ask("-C", folder, *words, clock=driver.clock)[0] == 0, words
    filler.scores("review", walk._day(8, 28))
    criteria, firms = settings.standard, filler._by_code()
    agreed = {code: marks for (code, _), marks in filler.given["review"].items()}
    rows = [(code, firms[code].name, marks) for code, marks in agreed.items()]
    data = demo.matrix("合议", rows, criteria, walk._day(8, 28))
    (folder / "inbox/scores/review/合议.xlsx").write_bytes(data)
    driver.at(walk._day(8, 28))
    assert ask("-C", folder, "score", "review", clock=driver.clock)[0] == 0
    return folder, driver.clock


def test_every_page_adds_up_from_the_consensus_card(cycle):
    folder, clock = cycle
    code, got = ask("-C", folder, "rank", "review", clock=clock)
    assert code in {0, 3}
    book = openpyxl.load_workbook(folder / "out/review/资料评审结果.xlsx", data_only=True)
    texts = [c.value for row in book["算分过程单"].iter_rows() for c in row if c.value]
    assert texts.count("相符") == len(got["data"]["ranking"]) > 0
    assert "不相符" not in texts
    marks = list(book["打分明细"].iter_rows(min_row=3, values_only=True))
    assert {row[9] for row in marks if row[3] == "合议"} == {"计入"}
    assert {row[9] for row in marks if row[3] not in {"合议", "评审员"} and row[9]} == {
        "不计入（以合议为准）"
    }


def test_explain_says_which_card_counts(cycle):
    folder, clock = cycle
    who = ask("-C", folder, "rank", "review", clock=clock)[1]["data"]["ranking"][0]["uscc"]
    lines = wzqa("-C", folder, "explain", who, "--full", clock=clock)[1].splitlines()
    cards = [line for line in lines if line.strip().startswith("资料评审") and "已提交" in line]
    assert [("合议" in line, "以合议为准" in line) for line in cards].count((True, False)) == 1
    assert all("以合议为准" in line for line in cards if " 合议 " not in line)
