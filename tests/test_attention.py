"""须处理: a firm that left a confirmed list, who follows, what to type, and taking it back (§7)."""

import shlex
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.helpers.command_line import ask, codes
from wzqa.plan import shipped_plan
from wzqa.stages import following
from wzqa.stages.departures import _place
from wzqa.stages.ground import chain

RANKING = [{"uscc": "A", "rank": 1}, {"uscc": "B", "rank": None}]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ({"passed": ["A"]}, "A", "资格审查通过的一席"),
        ({"admitted": ["A"], "ranking": RANKING}, "A", "第1名的位置"),
        ({"admitted": ["B"], "ranking": RANKING}, "B", "一个位置"),
        ({"selected": {"质量奖": [{"uscc": "A"}], "创新奖": [{"uscc": "B"}]}}, "A", "质量奖的一个名额"),
        ({"selected": {"质量奖": [{"uscc": "A"}], "创新奖": [{"uscc": "A"}]}}, "A", "质量奖、创新奖的一个名额"),
    ],
)  # fmt: skip
def test_the_place_is_named(content, code, place):
    assert _place(content, code) == place


SETTINGS = SimpleNamespace(model_dump=lambda **_: {"year": 2026})
OTHERS = SimpleNamespace(model_dump=lambda **_: {"year": 2027})


def taken(number, role, path):
    return SimpleNamespace(id=number, role=role, path=path)


def decided(kind, stage):
    return SimpleNamespace(id=8, kind=kind, stage=stage)


@pytest.mark.parametrize(
    ("files", "decisions", "settings", "said"),
    [
        ([], [], SETTINGS, "名单所依据的材料、决定或设置"),
        ([taken(2, "ballots", "inbox/ballots/计票表.xlsx")], [], SETTINGS, "名单所依据的材料、决定或设置"),
        ([taken(2, "registers", "inbox/registers/撤销名册.xlsx")], [], SETTINGS, "撤销名册.xlsx"),
        ([taken(n, "applications", f"{n}.xlsx") for n in range(2, 7)], [], SETTINGS, "2.xlsx、3.xlsx、4.xlsx等5个文件"),
        ([], [decided("withdraw", "")], OTHERS, "award.toml"),
        ([], [decided("finding", "screen")], OTHERS, "决定、award.toml"),
        ([], [decided("objection", "publicity")], OTHERS, "award.toml"),
    ],
)  # fmt: skip
def test_a_stale_list_names_what_changed(files, decisions, settings, said):
    held = SimpleNamespace(
        stage="screen", basis={"files": [1], "decisions": [7], "settings": {"year": 2026}}
    )
    old = SimpleNamespace(id=7, kind="finding", stage="screen")
    view = SimpleNamespace(
        plan=shipped_plan(),
        files=[taken(1, "registers", "名册.xlsx"), *files],
        decisions=[old, *decisions],
        settings=settings,
    )
    assert chain._changed(view, held) == said


@pytest.fixture
def at(cycle_by_stage, tmp_path):
    """Give a copy of the cycle as it stood after a stage, and a way to type commands in it."""

    def start(stage):
        folder, clock = cycle_by_stage[stage]
        copy = shutil.copytree(folder, tmp_path / "届")
        later = iter(range(1, 1000))

        def run(*words):
            return ask("-C", copy, "--yes", *words, clock=clock + timedelta(minutes=next(later)))

        return run

    return start


def state(run, stage):
    return next(s for s in run("status")[1]["data"]["stages"] if s["stage"] == stage)


def admitted(run, stage):
    return run("rank", stage)[1]["data"]["official"]["admitted"]


@pytest.mark.slow
def test_review_names_who_follows_and_the_next_in_rank_moves_up(at):
    run = at("review")
    before = admitted(run, "review")
    rows = run("rank", "review")[1]["data"]["ranking"]
    second = next(r for r in rows if r["rank"] == 2)
    following = next(r for r in rows if r["admitted"] is False)
    assert run("decide", "withdraw", second["uscc"], "--why", "企业来函撤回")[0] == 0
    (left,) = state(run, "review")["attention"]
    assert state(run, "review")["state"] == "attention"
    assert left["name"] == second["name"]
    assert left["place"] == "第2名的位置"
    assert following["name"] in left["follows"]
    status = run("status")[1]["data"]
    assert status["next"] == left["command"]
    assert any(second["name"] in b for b in status["blockers"])
    assert run(*shlex.split(left["command"])[1:])[0] == 0
    assert run(*shlex.split(run("status")[1]["data"]["next"])[1:])[0] == 0  # confirm review
    after = admitted(run, "review")
    assert set(after) == {*before, following["uscc"]} - {second["uscc"]}
    assert state(run, "review")["state"] == "confirmed"


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["screen", "review", "visit", "vote"])
def test_undo_takes_it_back_and_the_list_stands_as_it_was(at, stage):
    run = at(stage)
    held = run("status")[1]["data"]["stages"]
    who = next(
        a for a in run("screen", "--dry-run")[1]["data"]["applicants"] if a["verdict"] == "pass"
    )
    if stage != "screen":
        listed = admitted(run, stage)
        code = next(
            iter(
                listed
                if isinstance(listed, list)
                else [c for rows in listed.values() for c in rows]
            )
        )
        who = {"uscc": code}
    undo = ("decide", "withdraw", who["uscc"], "--undo", "--why", "企业来函继续参加")
    code, got = run(*undo)
    assert (code, codes(got)) == (1, ["decision-unfit"])  # nobody has withdrawn yet
    assert run("decide", "withdraw", who["uscc"], "--why", "企业来函撤回")[0] == 0
    assert state(run, stage)["state"] == "attention"
    assert state(run, stage)["attention"][0]["follows"] == "不递补" or stage in {"review", "visit"}
    assert run(*undo)[0] == 0
    assert run("status")[1]["data"]["stages"] == held
    assert run("verify")[0] == 0
    decided = run("explain", who["uscc"])[1]["data"]["decisions"]
    assert [d["content"].get("undone", False) for d in decided if d["kind"] == "withdraw"] == [
        False,
        True,
    ]


@pytest.mark.slow
def test_a_list_confirmed_without_it_is_stale_after_the_undo(at):
    run = at("review")
    who = admitted(run, "review")[0]
    run("decide", "withdraw", who, "--why", "企业来函撤回")
    run("confirm", "review", "--reopen", "--why", "企业撤回申报")
    assert run("confirm", "review")[0] == 0
    assert who not in admitted(run, "review")
    assert run("decide", "withdraw", who, "--undo", "--why", "企业来函继续参加")[0] == 0
    assert state(run, "review")["state"] == "stale"
    for _ in range(2):
        assert run(*shlex.split(run("status")[1]["data"]["next"])[1:])[0] == 0
    assert who in admitted(run, "review")


def test_a_list_names_those_whose_application_is_gone():
    screened = {
        "applicants": [
            {"app_no": "2026-鹿城-001", "name": "示例甲", "uscc": "91330302MAXX00015J"},
            {"app_no": "2026-鹿城-002", "name": "示例乙", "uscc": None},
        ],
        "passed": [],
        "failed": [],
    }
    assert chain.names_on(screened) == {
        "91330302MAXX00015J": "示例甲", "2026-鹿城-002": "示例乙",
    }  # fmt: skip
    assert chain.names_on({"ranking": [{"uscc": "A", "name": "示例甲"}]}) == {"A": "示例甲"}
    assert chain.names_on({"selected": {"质量奖": [{"uscc": "B", "name": "示例丙"}]}}) == {
        "B": "示例丙"
    }


@pytest.mark.slow
def test_the_second_check_before_the_vote_keeps_what_came_in_and_says_what_it_waits_for(at):
    run = at("visit")
    code, got = run("screen", "--second")
    assert code == 3
    assert "earlier-draft" in {p["code"] for p in got["problems"]}
    assert got["data"]["applicants"] == []


def test_before_the_posting_the_open_proposals_of_the_second_check_are_told(monkeypatch):
    state = SimpleNamespace(second=None, unsettled=["复查未定：示例甲 E09"])
    monkeypatch.setattr(following.publicity, "posting_day", lambda _: None)
    monkeypatch.setattr(following.publicity, "derive", lambda _: SimpleNamespace(detail=state))
    view = SimpleNamespace(
        settings=SimpleNamespace(basis=SimpleNamespace(docno="某政发〔2026〕1号"))
    )
    step = following._publicity(view)
    assert step.command == "wzqa notices publicity"
    assert step.blockers == ("初选公示还没有印发", "复查未定：示例甲 E09")
