"""Rules of other awards: two highest and two lowest dropped, floors of categories and awards."""

import shutil
from decimal import ROUND_HALF_UP, Decimal

import command_line
import openpyxl
import pytest
from pydantic import ValidationError

from wzqa import award_toml
from wzqa.criteria import load_criteria
from wzqa.marks.ties import Contestant
from wzqa.models import Card
from wzqa.ranking import cut
from wzqa.scoring import combine, score_stage
from wzqa.stage_rules import Weights
from wzqa.stages.meta import floor_words, method_words
from wzqa.stages.scored import _below
from wzqa.workbooks.results.process_formulas import Method

CRITERIA = load_criteria("GB/T 19580-2012")
BASE = award_toml.build({}, 2026)
AWARDS = ["质量奖", "创新奖"]


def rules(**change):
    dumped = BASE.stage.review.model_dump(mode="json") | change
    return type(BASE.stage.review).model_validate(dumped, strict=False)


def cards(*percents):
    return [
        Card(
            stage="review", uscc="U1", examiner=f"评{n}", panel="第一组", scale="percent",
            marks={i.clause: Decimal(p) for i in CRITERIA.items},
        )
        for n, p in enumerate(percents)
    ]  # fmt: skip


@pytest.mark.parametrize("level", ["total", "category", "item"])
@pytest.mark.parametrize(
    ("drop", "percents", "score"),
    [
        (1, (10, 50, 60, 65, 100), "583.33"),  # 50, 60, 65
        (2, (10, 50, 60, 65, 100), "600.00"),  # 60 alone
        (2, (10, 40, 50, 60, 65, 100), "550.00"),
        (2, (60, 60, 60, 60, 60), "600.00"),
        (2, (100, 100, 100, 50, 40, 30), "750.00"),  # one of three equal cards stays, and 50
    ],
)
def test_dropping_one_or_two_at_each_end(level, drop, percents, score):
    trim = {"level": level, "drop": drop, "min_cards": 2 * drop + 1, "fallback": "hold"}
    found = score_stage(cards(*percents), None, CRITERIA, rules(method="trimmed", trim=trim), {})
    (only,) = found.applicants
    assert str(only.score) == score
    if level == "total":
        assert sum(line.weight for line in only.cards) == len(percents) - 2 * drop
    assert sum(only.category_exact.values()) == only.exact


def test_too_few_cards_for_two_at_each_end_hold_and_the_settings_say_so():
    trim = {"level": "total", "drop": 2, "min_cards": 5, "fallback": "hold"}
    found = score_stage(
        cards(50, 60, 70, 80), None, CRITERIA, rules(method="trimmed", trim=trim), {}
    )
    assert "不少于5份" in found.applicants[0].held
    with pytest.raises(ValidationError, match="min_cards 须不少于5"):
        rules(trim=trim | {"min_cards": 4})


def test_words_and_formula_tell_how_many_are_dropped():
    trim = {"level": "item", "drop": 2, "min_cards": 5, "fallback": "hold"}
    assert method_words("trimmed", rules(trim=trim)) == "去掉最高2份、最低2份后平均"
    assert method_words("trimmed", BASE.stage.review) == "去掉最高最低后平均"
    amount = Method("trimmed", "item", 2).row_value(
        ["D1", "E1", "F1", "G1", "H1"], [Decimal(v) for v in (1, 2, 6, 7, 9)], is_item=True
    )
    assert amount.value == 6
    assert amount.formula.count("LARGE") == amount.formula.count("SMALL") == 2
    assert amount.formula.endswith("/(5-4)")


# --- floors -----------------------------------------------------------------------------------


FLOORS = rules(floors=["category:4.7=200", "award:质量奖=600", "award:创新奖=550"])


@pytest.mark.parametrize(
    ("award", "score", "results", "why"),
    [
        ("质量奖", "600", "200", ""),
        ("质量奖", "599.99", "250", "低于质量奖最低得分600"),
        ("创新奖", "550", "200", ""),
        ("创新奖", "549.99", "200", "低于创新奖最低得分550"),
        ("质量奖", "700", "199.99", "类目4.7得分199.99，低于该类目最低得分200"),
        ("服从调剂", "560", "200", ""),  # the lowest of all awards' floors
        ("服从调剂", "540", "200", "低于各奖项最低得分550"),
        ("", "540", "200", "低于各奖项最低得分550"),
    ],
)
def test_floors_of_categories_and_awards(award, score, results, why):
    assert _below(FLOORS, AWARDS, award, Decimal(score), {"4.7": Decimal(results)}) == why


def test_without_a_floor_for_every_award_whoever_takes_any_is_held_against_none():
    one = rules(floors=["award:质量奖=600"])
    assert _below(one, AWARDS, "服从调剂", Decimal(100), {}) == ""
    assert _below(one, AWARDS, "创新奖", Decimal(100), {}) == ""


def test_whoever_misses_a_floor_keeps_its_rank_and_takes_no_place():
    people = [
        Contestant(uscc="A", name="甲", order="1", score=Decimal(700), below="类目4.7得分1"),
        Contestant(uscc="B", name="乙", order="2", score=Decimal(650)),
        Contestant(uscc="C", name="丙", order="3", score=Decimal(640)),
    ]
    found = cut(people, stage="review", cap=1, floor=None, policy="hold")
    assert found.admitted == ("B",)
    assert [(r.rank, r.uscc, r.admitted, r.below) for r in found.rows] == [
        (1, "A", False, True), (2, "B", True, False), (3, "C", False, False),
    ]  # fmt: skip
    assert found.rows[0].why == "类目4.7得分1"


@pytest.mark.parametrize(
    "floors",
    [["4.7=200"], ["category:4.7"], ["award:质量奖=x"], ["category:4.7=1", "category:4.7=2"]],
)
def test_floors_that_nobody_can_read_are_refused(floors):
    with pytest.raises(ValidationError):
        rules(floors=floors)


def test_a_floor_for_an_award_that_is_not_there_is_refused():
    dumped = BASE.model_dump(mode="json")
    dumped["stage"]["review"]["floors"] = ["award:管理奖=600"]
    with pytest.raises(ValidationError, match="没有“管理奖”这个奖项"):
        type(BASE).model_validate(dumped, strict=False)


def test_a_list_confirmed_before_these_keys_does_not_go_stale():
    known = BASE.stage.review.as_basis()
    assert "floors" not in known
    assert "drop" not in known["trim"]
    assert FLOORS.as_basis()["floors"]
    assert floor_words(FLOORS) == "4.7为200分、质量奖为600分、创新奖为550分"


# --- further parts of the combined score ------------------------------------------------------


def weights(review, visit, *further):
    return Weights.model_validate(
        {"review": review, "visit": visit, "further": list(further)}, strict=False
    )


def test_three_parts_are_weighed_exactly_and_rounded_once():
    three = weights("0.3", "0.5", "陈述答辩=0.2")
    assert three.parts == {
        "review": Decimal("0.3"),
        "visit": Decimal("0.5"),
        "陈述答辩": Decimal("0.2"),
    }
    scores = {"visit": "612.15", "review": "600.05", "陈述答辩": "650.55"}
    parts = [(three.parts[part], Decimal(score)) for part, score in scores.items()]
    found = combine(parts, 2, "half_up")
    assert found == Decimal("616.20")  # 180.015 + 306.075 + 130.11 = 616.200


@pytest.mark.parametrize(
    ("parts", "match"),
    [
        (("0.4", "0.5"), "合计正好为1"),
        (("0.3", "0.5", "陈述答辩=0.3"), "合计正好为1"),
        (("0.3", "0.5", "陈述答辩"), "看不懂"),
        (("0.6", "0.2", "答辩=0.1", "答辩=0.1"), "合计正好为1|两次"),
    ],
)
def test_weights_that_do_not_make_a_whole_are_refused(parts, match):
    with pytest.raises(ValidationError, match=match):
        weights(*parts)


@pytest.mark.slow
def test_a_third_part_comes_in_holds_and_counts(small_cycle, tmp_path):
    cycle = tmp_path / "届"
    shutil.copytree(small_cycle, cycle)

    def ask(*words):
        return command_line.ask("-C", cycle, *words)[1]

    toml = cycle / "award.toml"
    text = toml.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith("weights = "))
    new = 'weights = { review = "0.3", visit = "0.5", further = ["陈述答辩=0.2"] }'
    toml.write_text(text.replace(old, new), "utf-8")
    held = ask("rank", "visit")
    assert held["exit"] == 3
    assert "缺陈述答辩得分" in held["data"]["held"][0]["reason"]
    codes = [h["uscc"] for h in held["data"]["held"]]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "其他环节得分"
    sheet.append(["环节", "统一社会信用代码", "组织名称", "环节得分"])
    for n, code in enumerate(codes):
        sheet.append(["陈述答辩", code, "", str(500 + n)])
    sheet.append(["演讲", codes[0], "", "1"])
    book.save(cycle / "inbox/registers/其他环节得分.xlsx")
    told = ask("rank", "visit")
    assert told["data"]["held"] == []
    assert "part-score" in [p["code"] for p in told["problems"]]
    for row in told["data"]["ranking"]:
        parts = row["parts"]
        exact = (
            Decimal("0.3") * Decimal(parts["review"]) + Decimal("0.5") * Decimal(parts["visit"])
            + Decimal("0.2") * Decimal(parts["陈述答辩"])
        )  # fmt: skip
        assert Decimal(row["score"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = openpyxl.load_workbook(cycle / "out/visit/现场评审结果.xlsx")["名单"]
    heads = next(r for r in shown.iter_rows(values_only=True) if "名次" in r)
    assert {"资料评审得分", "现场评审得分", "陈述答辩得分"} <= set(heads)
