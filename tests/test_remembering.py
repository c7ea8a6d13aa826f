"""What was derived is remembered under all that it rests on, and never answers for anything else."""

import dataclasses
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from command_line import ask
from hypothesis import given
from hypothesis import strategies as st

from wzqa.record import decisions, derived, store
from wzqa.stages.demo import walk
from wzqa.stages.ground import chain, remembering
from wzqa.stages.ground.cycle import open_cycle

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A whole cycle; every remembered answer on the way is made again and compared.

    So is what a list rests on when it is hashed alone, with the hash that deriving the list gives.
    """
    folder = tmp_path_factory.mktemp("届") / "演示"
    answered = []

    def checked(view, what, stage, make):
        made = make()
        rests_on = view.now and not view.fresh and remembering.fingerprint(view, stage)
        if rests_on:
            known = derived.known(view.record, what, rests_on)
            answered.append((what, known is not None))
            assert known in {None, made}, what
            derived.keep(view.record, what, rests_on, made)
        return made

    light = chain._rests_on
    hashes = []

    def both(view, stage):
        hashes.append((light(view, stage), chain.derive(view, stage).rests_on))
        return hashes[-1][0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembering, "remembered", checked)
        patch.setattr(chain, "_rests_on", both)
        walk.run(folder, 12, 7, "award", "测试员", lambda _: None)
    assert len(hashes) > 50
    assert all(alone == whole for alone, whole in hashes)
    return folder, answered


@pytest.fixture
def cycle(walked, tmp_path):
    return shutil.copytree(walked[0], tmp_path / "演示")


def told(folder, *words):
    code, got = ask("-C", folder, *words)
    return code, got["data"]


def test_every_answer_on_the_way_was_what_deriving_again_gives(walked):
    _, answered = walked
    assert sum(hit for _, hit in answered) > len(answered) / 3
    assert {what for what, hit in answered if hit} >= {"stale-screen", "stale-review", "stale-vote"}


def forget(folder, statement="DELETE FROM derived"):
    with closing(sqlite3.connect(folder / "record.db")) as db, db:
        db.execute(statement)


def everything(folder):
    said = [told(folder, *words) for words in (("status",), ("rank", "visit"), ("screen",))]
    return said, {p: p.read_bytes() for p in (folder / "out").rglob("*.xlsx")}


def test_without_the_memory_everything_is_the_same(cycle):
    before = everything(cycle)
    forget(cycle)
    assert everything(cycle) == before


def test_a_record_without_the_table_is_read_and_gets_it(cycle):
    before = told(cycle, "status")
    forget(cycle, "DROP TABLE derived")
    assert told(cycle, "status") == before
    told(cycle, "rank", "visit")
    with closing(sqlite3.connect(cycle / "record.db")) as db:
        assert db.execute("SELECT count(*) FROM derived").fetchone()[0]


def stale(folder):
    return {s["stage"] for s in told(folder, "status")[1]["stages"] if s["state"] == "stale"}


def test_a_changed_input_is_seen_at_once(cycle):
    assert stale(cycle) == set()
    next((cycle / "inbox" / "scores" / "review").iterdir()).unlink()
    told(cycle, "score", "review")
    assert "review" in stale(cycle)
    assert "screen" not in stale(cycle)


def test_a_changed_setting_is_seen_at_once(cycle):
    settings = cycle / "award.toml"
    text = settings.read_text(encoding="utf-8")
    assert "ops_years = 3" in text
    settings.write_text(text.replace("ops_years = 3", "ops_years = 2"), encoding="utf-8")
    assert "screen" in stale(cycle)


def test_a_decision_is_seen_at_once(cycle):
    with closing(sqlite3.connect(cycle / "record.db")) as db:
        subject, content = db.execute(
            "SELECT subject, content FROM decision WHERE kind = 'finding' AND ended_by IS NULL"
            " AND coalesce(json_extract(content, '$.second'), 0) = 0"
        ).fetchone()
    changed = {**json.loads(content), "verdict": "fail"}
    with store.open_record(cycle, datetime(2026, 12, 1, tzinfo=UTC), "测试员") as record:
        decisions.decide(
            record, "finding", stage="screen", subject=subject, content=changed, why="复核",
            matter={"rule": changed["rule"]},
        )  # fmt: skip
    assert "screen" in stale(cycle)


def test_what_lies_there_from_the_same_is_not_made_again(cycle):
    made = []

    def make():
        made.append(1)
        return b"rows"

    def produce(*rests):
        with open_cycle(cycle, now=datetime.now(UTC), by="测试员") as opened:
            opened.produce("out/review/表.xlsx", "review", make, *rests)
        return len(made)

    assert produce("甲", 1) == 1
    assert produce("甲", 1) == 1
    assert produce("甲", 2) == 2  # made from something else
    (cycle / "out/review/表.xlsx").write_bytes(b"altered")
    assert produce("甲", 2) == 3
    (cycle / "out/review/表.xlsx").unlink()
    assert produce("甲", 2) == 4


@dataclasses.dataclass(frozen=True)
class Holding:
    name: str
    many: object
    aside: int = dataclasses.field(default=0, repr=False)


TEXTS = st.sampled_from(["", "甲", "甲\0乙", "list 1", "', '", "\0"])
SINGLE = st.one_of(TEXTS, st.integers(0, 2), st.none())
SEVERAL = st.one_of(
    st.lists(SINGLE, max_size=2),
    st.lists(SINGLE, max_size=2).map(tuple),
    st.dictionaries(TEXTS, SINGLE, max_size=2),
)
HELD = st.recursive(
    st.one_of(SINGLE, SEVERAL),
    lambda inner: st.one_of(st.builds(Holding, TEXTS, inner), st.lists(inner, max_size=2)),
    max_leaves=4,
)


@given(st.lists(HELD, max_size=3), st.lists(HELD, max_size=3))
def test_the_hash_of_what_something_is_made_from_tells_all_that_is_shown_apart(one, other):
    assert (derived.hash_of(*one) == derived.hash_of(*other)) == (repr(one) == repr(other))
    changed = Holding("甲", one)
    assert derived.hash_of(changed) == derived.hash_of(dataclasses.replace(changed, aside=1))
    assert derived.hash_of(changed) != derived.hash_of(dataclasses.replace(changed, many=[*one, 0]))
    assert derived.hash_of(changed) != derived.hash_of(changed, 0)


@pytest.mark.parametrize("stage", ["review", "visit"])
def test_the_workbook_of_a_stage_is_the_same_after_score_and_after_rank(cycle, stage):
    name = {"review": "资料评审结果", "visit": "现场评审结果"}[stage]
    path = cycle / f"out/{stage}/{name}.xlsx"
    found = set()
    for word in ("score", "rank"):
        path.unlink()
        ask("-C", cycle, word, stage)
        found.add(path.read_bytes())
    assert len(found) == 1
