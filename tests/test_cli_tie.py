"""A tie across the line, end to end: held, decided, refused when stale or too many."""

from datetime import timedelta
from functools import partial

import pytest

from wzqa import demo_data
from wzqa.problems import WzqaError
from wzqa.stages import deciding, panelling, score, sheets
from wzqa.stages.demo import walk as demo
from wzqa.stages.demo.driver import Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.setup import make
from wzqa.workbooks import demo as books

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Give a cycle of 45 applicants with all review sheets in, nothing ranked."""
    folder = tmp_path_factory.mktemp("tie") / "届"
    driver = Driver(folder, "测试员", lambda _: None)
    make(folder, demo.settings_of(), driver.clock, "测试员")
    filler = Filler(folder, demo_data.world(45, 7, 20), driver)
    demo._apply(driver, filler)
    demo._screen(driver, filler)
    start = demo._day(8, 20)
    driver.run("panels", partial(panelling.run, form=True, stage="review", count=None, anchors=[]))
    filler.panels("review", start)
    driver.run("panels", partial(panelling.run, form=False, stage="review", count=None, anchors=[]))
    driver.run("sheets", partial(sheets.run, stage="review"))
    filler.scores("review", start + timedelta(days=7))
    driver.run("score", partial(score.score, stage="review", paths=[]))
    return folder, driver, filler


def run(folder, driver, function, **given):
    driver.clock += timedelta(minutes=1)
    with open_cycle(folder, now=driver.clock, by="测试员") as cycle:
        report = function(cycle, **given)
        return report, [p.code for p in cycle.problems]


def test_a_straddling_tie_is_held_decided_and_goes_stale(walked):
    folder, driver, filler = walked
    report, _ = run(folder, driver, score.rank, stage="review")
    tie = report.data["tie"]
    assert report.exit == 3
    assert tie["places"] == 1
    assert len(tie["applicants"]) == 2
    assert len(report.data["admitted"]) == 29
    assert not set(tie["applicants"]) & set(report.data["admitted"])
    states = {r["uscc"]: r["admitted"] for r in report.data["ranking"]}
    assert [states[c] for c in tie["applicants"]] == [None, None]
    assert {r["score"] for r in report.data["ranking"] if r["uscc"] in tie["applicants"]} == {
        tie["score"]
    }
    hint = next(b for b in report.blocks if isinstance(b, str) and "decide tie" in b)
    assert not any(f"--admit {code}" in hint for code in tie["applicants"])  # it proposes nobody
    outsider = next(c for c, s in states.items() if s is False)
    with pytest.raises(WzqaError) as too_many:
        run(
            folder,
            driver,
            deciding.tie,
            stage="review",
            admit=tie["applicants"],
            award=None,
            why="x",
        )
    assert too_many.value.exit_code == 1
    with pytest.raises(WzqaError) as stranger:
        run(folder, driver, deciding.tie, stage="review", admit=[outsider], award=None, why="x")
    assert stranger.value.exit_code == 1
    with pytest.raises(WzqaError) as blank:
        run(folder, driver, deciding.tie, stage="review", admit=[], award=None, why=" ")
    assert blank.value.exit_code == 2
    chosen = tie["applicants"][0]
    run(folder, driver, deciding.tie, stage="review", admit=[chosen], award=None, why="会议纪要1号")
    report, _ = run(folder, driver, score.rank, stage="review")
    assert report.exit == 0
    assert report.data["tie"] is None
    assert len(report.data["admitted"]) == 30
    assert chosen in report.data["admitted"]
    _raise_both(folder, filler, tie["applicants"])
    run(folder, driver, score.score, stage="review", paths=[])
    report, codes = run(folder, driver, score.rank, stage="review")
    assert "decision-stale" in codes
    assert report.exit == 3
    assert set(report.data["tie"]["applicants"]) == set(tie["applicants"])


def _raise_both(folder, filler, tied):
    """Raise one item by 5 % on one card of each tied applicant: still equal, another question."""
    given = filler.given["review"]
    criteria = filler.driver.look(lambda c: c.criteria)
    organisations = {o.uscc: o for o in filler.world.organisations}
    changed = {}
    first = [min(k for k in given if k[0] == code) for code in tied]
    for key in first:
        changed[key] = {**given[key], "4.4.6": given[key]["4.4.6"] + 5}
    for examiner in {e for _, e in first}:
        for path in (folder / "inbox/scores/review").glob(f"*{examiner}*.xlsx"):
            path.unlink()
        rows = [
            (code, organisations[code].name, changed.get((code, who), marks))
            for (code, who), marks in sorted(given.items())
            if who == examiner
        ]
        data = books.matrix(examiner, rows, criteria, filler.driver.clock.date())
        (folder / f"inbox/scores/review/{examiner}更正.xlsx").write_bytes(data)
