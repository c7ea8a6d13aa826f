"""Cards to scores: which cards count, how they are put together, what is flagged (arithmetic.md)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from wzqa.award_toml import build
from wzqa.criteria import load_criteria
from wzqa.marks.cards import Ruler, cards_digest, category_points
from wzqa.marks.holds import smallest_gap
from wzqa.models import Card, CardState, ExpectedCard
from wzqa.problems import Exit, Place, WzqaError
from wzqa.rounding import round_q, round_ratio
from wzqa.scoring import card_total, combine, combine_exact, score_stage

CRITERIA = load_criteria("GB/T 19580-2012")
CLAUSES = [item.clause for item in CRITERIA.items]
CATEGORIES = [category.clause for category in CRITERIA.categories]
STAFF = ("陈一", "林二", "黄三", "周四", "吴五")


def rules(**stage):
    return build({"stage": {"review": stage}}, 2026).stage.review


def card(uscc: str, examiner: str, percent: int | dict = 50, **more) -> Card:
    """A card with the same percentage everywhere, or `{"": 50, "4.1.2": 70}`."""
    marks = {"": percent} if isinstance(percent, int) else percent
    given = {clause: Decimal(marks.get(clause, marks[""])) for clause in CLAUSES}
    return Card(
        **{
            "stage": "review",
            "uscc": uscc,
            "examiner": examiner,
            "panel": "甲组",
            "scale": "percent",
            "marks": given,
        }
        | more
    )


def points_card(uscc: str, examiner: str, *points: str, **more) -> Card:
    marks = {c: Decimal(p) for c, p in zip(CATEGORIES, points, strict=True)}
    return Card(
        **{
            "stage": "review",
            "uscc": uscc,
            "examiner": examiner,
            "panel": "甲组",
            "scale": "points",
            "marks": marks,
        }
        | more
    )


def hand(uscc: str, *percents: int | dict) -> list[Card]:
    return [card(uscc, name, p) for name, p in zip(STAFF, percents, strict=False)]


def due(uscc: str, *names: str, panel: str | None = "甲组") -> list[ExpectedCard]:
    return [ExpectedCard(uscc=uscc, examiner=name, panel=panel) for name in names]


def scored(cards, expected=None, decisions=None, **more):
    stage = {k: more.pop(k) for k in list(more) if k not in {"applicants", "stage", "percent_step"}}
    return score_stage(cards, expected, CRITERIA, rules(**stage), decisions or {}, **more)


def only(cards, expected=None, decisions=None, **more):
    (score,) = scored(cards, expected, decisions, **more).applicants
    return score


def codes(flags) -> list[str]:
    return [flag.code for flag in flags]


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "places", "half_up", "gb8170"),
        [
            ("612.125", 2, "612.13", "612.12"),
            ("612.135", 2, "612.14", "612.14"),
            ("-0.125", 2, "-0.13", "-0.12"),
            ("0.5", 0, "1", "0"),
            ("15.4546", 0, "15", "15"),
            ("-0.004", 2, "0.00", "0.00"),
            ("1268", -1, "1.27E+3", "1.27E+3"),
        ],
    )
    def test_both_modes(self, value, places, half_up, gb8170):
        assert str(round_q(Fraction(value), places, "half_up")) == half_up
        assert str(round_q(Fraction(value), places, "gb8170")) == gb8170

    def test_zero_bears_no_sign_and_the_context_plays_no_part(self):
        from decimal import localcontext

        with localcontext() as context:
            context.prec = 3
            assert str(round_ratio(123456789, 1000, 2, "half_up")) == "123456.79"
        assert not round_q(Fraction(-1, 1000), 2).is_signed()


class TestOneCard:
    def test_a_percentage_of_the_points(self):
        assert card_total(card("U1", "陈一", {"": 0, "4.4.3": 45}), CRITERIA) == Fraction("6.75")
        assert card_total(card("U1", "陈一", 100), CRITERIA) == 1000
        assert category_points(card("U1", "陈一", 50), CRITERIA)["4.7"] == 200

    def test_category_points(self):
        one = points_card("U1", "陈一", "55.5", "45", "45", "65", "50", "40", "200.25")
        assert card_total(one, CRITERIA) == Fraction("500.75")
        assert category_points(one, CRITERIA)["4.1"] == Fraction("55.5")

    def test_a_float_is_refused(self):
        one = card("U1", "陈一", 50)
        one.marks["4.1.2"] = 50.0
        with pytest.raises(TypeError, match="not a Decimal"):
            card_total(one, CRITERIA)

    @pytest.mark.parametrize("mark", ["-1", "100.5", "0.123456789", "NaN"])
    def test_a_mark_that_cannot_be_is_a_bug_of_the_reader(self, mark):
        one = card("U1", "陈一", 50)
        one.marks["4.1.2"] = Decimal(mark)
        with pytest.raises(ValueError, match=r"fit a maximum of 50|NaN"):
            card_total(one, CRITERIA)

    @pytest.mark.parametrize(
        "spoil", [lambda m: m.pop("4.1.2"), lambda m: m.update({"4.1.9": Decimal(1)})]
    )
    def test_a_card_that_lacks_a_clause_or_has_a_strange_one_has_no_total(self, spoil):
        one = card("U1", "陈一", 50)
        spoil(one.marks)
        with pytest.raises(ValueError, match="not complete"):
            card_total(one, CRITERIA)

    def test_marks_come_in_any_order_and_form(self):
        ruler = Ruler(CRITERIA, "percent")
        one = card("U1", "陈一", 50)
        two = card(
            "U1", "陈一", 50, marks=dict(reversed(one.marks.items())) | {"4.1.2": Decimal("5E+1")}
        )
        assert ruler.read(one) == ruler.read(two)


class TestDigest:
    def test_does_not_depend_on_order_place_or_form(self):
        cards = hand("U1", 50, 55, 60)
        moved = [
            card(c.uscc, c.examiner, c.marks | {"": 0}, place=Place("b.xlsx"))
            for c in reversed(cards)
        ]
        moved[0].marks["4.1.2"] = Decimal("60.0")
        assert cards_digest("U1", cards) == cards_digest("U1", moved)

    def test_changes_with_every_card_that_comes_changes_or_leaves(self):
        cards = hand("U1", 50, 55, 60)
        digests = {
            cards_digest("U1", cards),
            cards_digest("U1", cards[:2]),
            cards_digest("U1", [*cards, card("U1", "周四", 50)]),
            cards_digest("U1", [*cards, card("U1", "周四", 50, state=CardState.REFUSED)]),
            cards_digest("U1", [*cards, card("U1", "合议", 50, consensus=True)]),
            cards_digest("U1", hand("U1", 50, 55, {"": 60, "4.1.2": 65})),
        }
        assert len(digests) == 6

    def test_looks_at_one_applicant_and_at_what_is_in(self):
        cards = hand("U1", 50, 55)
        others = [card("U2", "陈一", 80), card("U1", "黄三", 0, state=CardState.NOT_SUBMITTED)]
        assert cards_digest("U1", cards) == cards_digest("U1", cards + others)


class TestMean:
    def test_score_breakdown_and_spread(self):
        score = only(hand("U1", 50, 55, {"": 60, "4.7.2": 95}))
        assert (score.n, score.panel) == (3, "甲组")
        assert score.exact == Fraction(500 + 550 + 628, 3)
        assert score.score == Decimal("559.33")
        assert score.categories["4.7"] == Decimal("229.33")
        assert list(score.categories) == CATEGORIES
        assert list(score.items) == CLAUSES
        assert sum(score.category_exact.values()) == score.exact
        assert score.spread == Decimal("128.00")
        assert score.keys["category:4.7"] == score.categories["4.7"]
        assert score.keys["item:4.7.2"] == Decimal("53.33")
        assert score.divisor == 3
        assert score.totals == {"陈一": 500, "林二": 550, "黄三": 628}

    def test_the_lines_add_up_by_hand(self):
        score = only(hand("U1", 50, 55, 65))
        assert (
            sum(line.weight * Fraction(line.total) for line in score.cards) / score.divisor
            == score.exact
        )
        assert [line.dropped for line in score.cards] == [False] * 3
        line = score.cards[0]
        assert (line.examiner, line.state) == ("林二", CardState.SUBMITTED)
        assert line.categories(CRITERIA)["4.1"] == Fraction("60.5")
        assert sum(line.categories(CRITERIA).values()) == line.total

    def test_rounding_follows_the_stage(self):
        cards = hand("U1", 50, 50, 50, {"": 50, "4.4.6": 55})
        assert only(cards).exact == Fraction("500.125")
        assert only(cards).score == Decimal("500.13")
        assert only(cards, rounding="gb8170").score == Decimal("500.12")
        assert only(cards, decimals=1).score == Decimal("500.1")

    def test_points_have_categories_but_no_items(self):
        cards = [
            points_card("U1", name, "50", "40", "40", "60", "50", "40", p)
            for name, p in zip(STAFF, ("200", "210", "220.50"), strict=False)
        ]
        stage = scored(cards)
        (score,) = stage.applicants
        assert stage.scale == "points"
        assert score.score == Decimal("490.17")
        assert score.items == {}
        assert "category:4.7" in score.keys
        assert not any(key.startswith("item:") for key in score.keys)
        assert len(score.cards[0].categories(CRITERIA)) == 7


class TestWhichCardsCount:
    def test_every_expected_card_in_is_ranked(self):
        assert only(hand("U1", 50, 55, 60), due("U1", *STAFF[:3])).held == ""

    def test_a_missing_expected_card_holds_whatever_n_is(self):
        score = only(hand("U1", 50, 55, 60, 60), due("U1", *STAFF))
        assert score.held == "应交评分表5份，缺1份：吴五（未交）"
        assert (score.score, score.exact, score.categories, score.keys, score.n) == (
            None,
            None,
            {},
            {},
            4,
        )
        assert score.spread == Decimal("100.00")
        gap = next(line for line in score.cards if line.examiner == "吴五")
        assert (gap.state, gap.total, gap.counted) == (CardState.NOT_SUBMITTED, None, False)
        assert gap.categories(CRITERIA) == {}

    @pytest.mark.parametrize(
        ("state", "word"),
        [
            (CardState.INCOMPLETE, "不完整"),
            (CardState.REFUSED, "有错误，未采用"),
            (CardState.ABSENT, "缺席"),
            (CardState.WITHDRAWN, "退出"),
            (CardState.NOT_SUBMITTED, "未交"),
        ],
    )
    @pytest.mark.parametrize("expected", [None, due("U1", *STAFF[:4])])
    def test_no_other_state_is_a_number_and_each_holds(self, state, word, expected):
        cards = [*hand("U1", 50, 55, 60), card("U1", "周四", 0, state=state)]
        score = only(cards, expected)
        assert score.held == f"应交评分表4份，缺1份：周四（{word}）"
        assert score.n == 3

    @pytest.mark.parametrize("expected", [None, due("U1", *STAFF[:4])])
    def test_a_recusal_lowers_n(self, expected):
        cards = [*hand("U1", 50, 55, 60), card("U1", "周四", 0, state=CardState.RECUSED)]
        score = only(cards, expected)
        assert (score.held, score.n, score.score) == ("", 3, Decimal("550.00"))

    def test_a_recusal_below_the_minimum_holds(self):
        cards = [*hand("U1", 50, 55), card("U1", "黄三", 0, state=CardState.RECUSED)]
        assert only(cards).held == "有效评分表2份，少于规定的3份"

    def test_the_minimum_itself_is_enough(self):
        assert only(hand("U1", 50, 55), min_cards=2).held == ""
        assert only(hand("U1", 50, 55), min_cards=3).held != ""

    def test_a_card_said_to_be_complete_but_with_a_gap_counts_as_incomplete(self):
        cards = hand("U1", 50, 55, 60, 60)
        del cards[3].marks["4.1.2"]
        assert only(cards).held == "应交评分表4份，缺1份：周四（不完整）"

    def test_two_cards_of_one_examiner_count_neither(self):
        cards = [*hand("U1", 50, 55, 60, 60), card("U1", "陈一", 90)]
        score = only(cards)
        assert score.held == "应交评分表4份，缺1份：陈一（交了两份，均未采用）"
        assert score.n == 3
        assert len(score.cards) == 5

    def test_a_card_from_outside_the_panel_does_not_count_and_is_named(self):
        stage = scored([*hand("U1", 50, 55, 60), card("U1", "外人", 100)], due("U1", *STAFF[:3]))
        assert stage.applicants[0].score == Decimal("550.00")
        assert "外人不在U1的评审组名单内，其评分表不计" in stage.notes

    def test_a_faulty_card_from_outside_the_panel_is_not_missing(self):
        stage = scored(
            [*hand("U1", 50, 55, 60), card("U1", "外人", 0, state=CardState.REFUSED)],
            due("U1", *STAFF[:3]),
        )
        assert stage.applicants[0].held == ""
        assert not any("外人" in note for note in stage.notes)

    def test_an_applicant_without_a_panel_or_a_card_is_held_not_forgotten(self):
        stage = scored(hand("U1", 50, 55, 60), due("U1", *STAFF[:3]), applicants=["U1", "U2"])
        assert [s.held for s in stage.applicants] == ["", "没有一份有效的评分表"]
        assert stage.applicants[1].spread is None

    def test_without_any_card_the_missing_ones_are_still_named(self):
        stage = scored([], due("U1", "陈一", "林二", "黄三"), stage="visit")
        assert stage.stage == "visit"
        assert stage.scale is None
        assert (
            stage.applicants[0].held
            == "没有一份有效的评分表；应交评分表3份，缺3份：林二（未交）、陈一（未交）、黄三（未交）"
        )
        assert {line.card.stage for line in stage.applicants[0].cards} == {"visit"}
        assert scored([]).stage == ""

    def test_only_those_taking_part_are_scored(self):
        cards = [*hand("U1", 50, 55, 60), *hand("U2", 90, 90, 20)]
        stage = scored(cards, [*due("U1", *STAFF[:3]), *due("U2", *STAFF[:3])], applicants=["U1"])
        assert [s.uscc for s in stage.applicants] == ["U1"]
        assert [e.n for e in stage.examiners] == [1, 1, 1]

    def test_the_panel_comes_from_the_sheet_else_from_the_head_blocks(self):
        cards = hand("U1", 50, 55, 60)
        assert only(cards, due("U1", *STAFF[:3], panel="乙组")).panel == "乙组"
        assert only(cards).panel == "甲组"
        assert only([card(c.uscc, c.examiner, 50, panel=None) for c in cards]).panel is None
        assert only([*cards[:2], card("U1", "黄三", 60, panel="丙组")]).panel is None


class TestDecisions:
    def test_rank_goes_on_with_the_cards_that_are_in_also_below_the_minimum(self):
        score = only(hand("U1", 50, 55), due("U1", *STAFF[:3]), {"U1": "rank"})
        assert (score.held, score.n, score.score, score.decided) == (
            "",
            2,
            Decimal("525.00"),
            "rank",
        )

    def test_rank_cannot_make_a_score_out_of_no_card(self):
        assert only([], due("U1", "陈一"), {"U1": "rank"}).held.startswith("没有一份有效的评分表")

    def test_exclude_takes_the_applicant_off_the_list(self):
        stage = scored([*hand("U1", 50, 55), *hand("U2", 50, 55, 60)], None, {"U1": "exclude"})
        one, two = stage.applicants
        assert (one.excluded, one.held, one.score, one.categories) == (True, "", None, {})
        assert (two.excluded, two.score) == (False, Decimal("550.00"))
        assert [e.n for e in stage.examiners] == [1, 1, 1]


class TestTrimmed:
    def test_drops_one_highest_and_one_lowest_card(self):
        score = only(hand("U1", 40, 50, 55, 60, 90), method="trimmed")
        assert (score.exact, score.divisor) == (550, 3)
        assert sorted(line.examiner for line in score.cards if line.dropped) == ["吴五", "陈一"]
        assert sum(score.category_exact.values()) == score.exact
        assert score.categories["4.7"] == Decimal("220.00")
        assert score.keys["category:4.7"] == Decimal("236.00")

    def test_ties_share_the_weight_whatever_the_order(self):
        cards = hand("U1", 70, 70, {"": 60, "4.7.2": 100}, 60, 60)
        score = only(cards, method="trimmed")
        half, whole = Fraction(1, 2), Fraction(1)
        assert {line.examiner: line.weight for line in score.cards} == {
            "陈一": half,
            "林二": half,
            "黄三": whole,
            "周四": half,
            "吴五": half,
        }
        assert only(cards[::-1], method="trimmed") == score

    @pytest.mark.parametrize(("level", "size"), [("category", 7), ("item", 23)])
    def test_on_the_level_of_categories_or_items(self, level, size):
        marks = [{"": 50, "4.7.2": p, "4.1.2": 100 - p} for p in (10, 30, 50, 70, 90)]
        score = only(hand("U1", *marks), method="trimmed", trim={"level": level})
        assert score.exact == 500
        assert all(len(line.weights) == size and line.weight is None for line in score.cards)
        assert (
            sum(
                dict(line.weights)[CLAUSES[0] if level == "item" else "4.1"] for line in score.cards
            )
            == 3
        )
        assert sum(score.category_exact.values()) == score.exact

    def test_level_item_flips_the_order_of_level_total(self):
        p = [
            {"": 50, "4.7.2": 90, "4.7.3": 10},
            {"": 50, "4.7.2": 10, "4.7.3": 90},
            {"": 50, "4.7.2": 60, "4.7.3": 60},
        ]
        q = [{"": 50, "4.7.2": 55, "4.7.3": 55}] * 3
        cards = [*hand("P", *p), *hand("Q", *q)]
        by_total = scored(cards, method="trimmed", trim={"min_cards": 3}).applicants
        by_item = scored(cards, method="trimmed", trim={"min_cards": 3, "level": "item"}).applicants
        assert by_total[0].score < by_total[1].score
        assert by_item[0].score > by_item[1].score

    def test_too_few_cards_hold_even_with_a_decision(self):
        cards = hand("U1", 40, 50, 55, 60)
        assert only(cards, method="trimmed").held == "有效评分表4份，去掉最高最低须不少于5份"
        assert only(cards, None, {"U1": "rank"}, method="trimmed").held != ""

    def test_mean_for_all_is_for_all(self):
        cards = [*hand("U1", 40, 50, 55, 60), *hand("U2", 40, 50, 50, 50, 90)]
        stage = scored(cards, method="trimmed", trim={"fallback": "mean_for_all"})
        assert (stage.method, stage.configured) == ("mean", "trimmed")
        assert [s.score for s in stage.applicants] == [Decimal("512.50"), Decimal("560.00")]
        assert any("一律取平均分" in note for note in stage.notes)

    def test_mean_for_all_is_not_needed_when_an_excluded_one_has_too_few(self):
        cards = [*hand("U1", 40, 50), *hand("U2", 40, 50, 50, 50, 90)]
        stage = scored(
            cards, None, {"U1": "exclude"}, method="trimmed", trim={"fallback": "mean_for_all"}
        )
        assert stage.method == "trimmed"
        assert stage.applicants[1].score == Decimal("500.00")

    def test_category_points_cannot_be_trimmed_by_item(self):
        cards = [
            points_card("U1", name, "50", "40", "40", "60", "50", "40", "200") for name in STAFF
        ]
        score = only(cards, method="trimmed", trim={"level": "item"})
        assert score.held == "评分表只有类目得分，不能按条目去掉最高最低"
        by_category = only(cards, method="trimmed", trim={"level": "category"})
        assert by_category.score == Decimal("480.00")

    def test_settings_refuse_a_fallback_for_single_applicants_and_trimming_below_three(self):
        with pytest.raises(ValueError, match="fallback"):
            rules(trim={"fallback": "mean"})
        with pytest.raises(ValueError, match="min_cards"):
            rules(trim={"min_cards": 2})

    @pytest.mark.parametrize("method", ["zscore", "adjusted", "robust", "drop_outliers"])
    def test_settings_refuse_methods_that_are_not_offered(self, method):
        with pytest.raises(ValueError, match="method"):
            rules(method=method)


class TestMedian:
    def test_odd_and_even(self):
        assert only(hand("U1", 40, 50, 90), method="median").score == Decimal("500.00")
        even = only(hand("U1", 40, 50, 60, 90), method="median")
        assert (even.score, even.divisor) == (Decimal("550.00"), 2)

    def test_the_breakdown_is_the_plain_mean_and_says_so(self):
        stage = scored(hand("U1", 40, 50, 90), method="median")
        (score,) = stage.applicants
        assert score.categories["4.7"] == Decimal("240.00")
        assert sorted((line.weight for line in score.cards), reverse=True) == [1, 0, 0]
        assert any("不能相加" in note for note in stage.notes)


class TestConsensus:
    @staticmethod
    def agreed(percent=60, **more) -> Card:
        return card("U1", "合议", percent, **{"consensus": True, "reason": "现场核实"} | more)

    def test_lies_beside_the_mean_and_never_replaces_it(self):
        score = only([*hand("U1", 50, 60, 70), self.agreed(55)])
        assert (score.score, score.consensus, score.consensus_total) == (
            Decimal("600.00"),
            True,
            Decimal("550.00"),
        )
        line = score.cards[-1]
        assert (line.card.consensus, line.counted, line.weight, line.dropped) == (
            True,
            False,
            0,
            False,
        )
        assert "合议" not in score.totals
        assert score.n == 3

    def test_is_official_only_when_the_settings_say_so(self):
        score = only([*hand("U1", 50, 60, 70), self.agreed(55)], method="consensus")
        assert score.score == Decimal("550.00")
        assert score.categories["4.7"] == Decimal("220.00")
        assert score.keys["category:4.7"] == Decimal("240.00")
        assert [line.weight for line in score.cards] == [0, 0, 0, 1]
        assert (
            sum(line.weight * Fraction(line.total) for line in score.cards) / score.divisor
            == score.exact
        )

    @pytest.mark.parametrize("state", [CardState.INCOMPLETE, CardState.REFUSED])
    def test_a_faulty_one_is_none(self, state):
        cards = [*hand("U1", 50, 60, 70), self.agreed(55, state=state)]
        assert only(cards).consensus is False
        assert only(cards).held == ""
        assert only(cards, method="consensus").held == "没有有效的合议评分表"
        assert only(cards).cards[-1].total is None

    def test_two_are_none(self):
        cards = [*hand("U1", 50, 60, 70), self.agreed(55), self.agreed(60)]
        assert only(cards).consensus is False
        assert len(only(cards).cards) == 5

    def test_does_not_release_a_missing_independent_card(self):
        score = only(
            [*hand("U1", 50, 60), self.agreed(55)], due("U1", *STAFF[:3]), method="consensus"
        )
        assert score.held.startswith("应交评分表3份，缺1份")

    def test_outside_the_independent_marks_is_flagged_item_by_item(self):
        cards = [*hand("U1", 50, 55, 60), self.agreed({"": 55, "4.1.2": 65, "4.7.2": 60})]
        flags = [f for f in only(cards).flags if f.code == "consensus-outside"]
        assert [(f.clause, f.message) for f in flags] == [
            ("4.1.2", "4.1.2：合议65%，在各专家的50%至60%之外")
        ]

    def test_far_from_the_mean_is_flagged_beyond_the_limit_only(self):
        cards = hand("U1", 50, 55, 60)
        at = {
            "": 55,
            "4.7.2": 60,
            "4.7.3": 60,
            "4.7.4": 60,
            "4.7.5": 60,
            "4.7.6": 60,
            "4.7.7": 60,
            "4.1.2": 60,
            "4.1.3": 60,
            "4.1.4": 60,
            "4.2.2": 60,
            "4.2.3": 50,
        }
        near = only([*cards, self.agreed(at)], flags={"consensus_points": 25})
        assert near.consensus_total == Decimal("575.00")
        assert "consensus-far" not in codes(near.flags)
        far = only([*cards, self.agreed(at, reason="")], flags={"consensus_points": 24})
        assert [f.message for f in far.flags if f.code == "consensus-far"] == [
            "合议575.00分，与3份平均550.00分相差25.00分，且未填合议理由"
        ]

    def test_a_copy_of_one_card_is_flagged_when_others_differ_by_a_band(self):
        copied = only([*hand("U1", 50, 60, 75), self.agreed(50)])
        assert ("identical-cards", "陈一") in [(f.code, f.examiner) for f in copied.flags]
        close = only([*hand("U1", 50, 55, 60), self.agreed(50)])
        assert "identical-cards" not in codes(close.flags)

    def test_without_independent_cards_nothing_is_compared(self):
        assert only([self.agreed(50)]).flags == ()


class TestFlags:
    def test_an_outlier_by_points_alone_below_twenty_applicants(self):
        at = only(
            hand("U1", 50, 50, {"": 50, "4.7.2": 100, "4.7.3": 100, "4.7.5": 50, "4.7.4": 75})
        )
        assert at.spread == Decimal("100.00")
        outliers = [f for f in at.flags if f.code == "card-outlier"]
        assert [(f.examiner, f.message) for f in outliers] == [
            ("黄三", "黄三给600.00分，其余2份平均500.00分，相差100.00分")
        ]
        below = only(hand("U1", 50, 50, {"": 50, "4.7.2": 100, "4.7.3": 100, "4.7.4": 70}))
        assert "card-outlier" not in codes(below.flags)

    def test_from_twenty_applicants_on_the_pooled_deviation_counts_too(self):
        noisy = [c for n in range(19) for c in hand(f"N{n:02d}", 40, 50, 60)]
        odd = hand("U1", 50, 50, 60)
        few = scored([*noisy[3:], *odd]).applicants[-1]
        many = scored([*noisy, *odd]).applicants[-1]
        assert "card-outlier" in codes(few.flags)
        assert "card-outlier" not in codes(many.flags)
        calm = [c for n in range(19) for c in hand(f"N{n:02d}", 50, 50, 50)]
        assert "card-outlier" in codes(
            scored([*calm, *hand("U1", 50, 50, 70)]).applicants[-1].flags
        )

    def test_one_card_alone_has_nothing_to_be_compared_with(self):
        score = only(hand("U1", 50), min_cards=1)
        assert (score.held, score.spread) == ("", Decimal("0.00"))
        assert codes(score.flags) == ["flat-card"]

    def test_an_item_one_band_from_the_median_of_the_others(self):
        at = only(hand("U1", {"": 50, "4.1.2": 70}, {"": 50, "4.1.3": 55}, {"": 50, "4.1.3": 60}))
        (flag,) = [f for f in at.flags if f.code == "item-spread"]
        assert (flag.clause, flag.examiner) == ("4.1.2", "陈一")
        assert flag.message == "4.1.2：陈一70%（其余中位数50%）"
        below = only(
            hand("U1", {"": 50, "4.1.2": 65}, {"": 50, "4.1.3": 55}, {"": 50, "4.1.3": 60})
        )
        assert "item-spread" not in codes(below.flags)

    def test_a_wide_range_alone_is_no_item_spread(self):
        marks = [{"": 50, "4.1.2": p} for p in (40, 45, 50, 55, 60)]
        assert "item-spread" not in codes(only(hand("U1", *marks)).flags)

    def test_the_median_of_two_others_can_lie_between_them(self):
        (flag,) = [
            f
            for f in only(hand("U1", {"": 50, "4.1.2": 75}, 50, {"": 50, "4.1.2": 55})).flags
            if f.code == "item-spread"
        ]
        assert flag.message == "4.1.2：陈一75%（其余中位数52.5%）"

    def test_identical_and_flat_cards(self):
        same = only(
            hand(
                "U1",
                {"": 50, "4.1.2": 60, "4.1.3": 70},
                {"": 50, "4.1.2": 60, "4.1.3": 70},
                {"": 55, "4.1.2": 60},
            )
        )
        assert [f.examiner for f in same.flags if f.code == "identical-cards"] == ["林二、陈一"]
        assert [f.message for f in same.flags if f.code == "flat-card"] == [
            "黄三的23个得分率只有2种"
        ]

    def test_an_examiner_whose_cards_repeat_themselves(self):
        cards = [
            *hand("U1", {"": 50, "4.1.2": 60}, 55, 60),
            *hand("U2", {"": 50, "4.1.2": 60}, 60, 40),
        ]
        reports = {e.examiner: e for e in scored(cards).examiners}
        assert codes(reports["陈一"].flags) == ["flat-card", "identical-cards"]
        assert reports["陈一"].flags[0].message == "2份评分表的总分都是505.00分"
        assert reports["陈一"].flags[1].message == "给U1和U2的评分逐条相同"
        assert reports["林二"].flags == ()

    def test_nothing_is_ever_dropped_for_being_far(self):
        low, high = only(hand("U1", 60, 61, 62)), only(hand("U1", 60, 61, 70))
        assert high.score > low.score


class TestExaminers:
    def test_the_mean_deviation_from_the_others(self):
        cards = [*hand("U1", 50, 60, 70), *hand("U2", 50, 60, 40), card("U3", "周四", 90)]
        reports = {e.examiner: (e.n, e.mean_deviation) for e in scored(cards).examiners}
        assert reports == {
            "陈一": (2, Decimal("-75.00")),
            "林二": (2, Decimal("75.00")),
            "黄三": (2, Decimal("0.00")),
            "周四": (1, None),
        }

    def test_severity_is_estimated_from_eight_degrees_of_freedom_on(self):
        def stage(count):
            return scored(
                [c for n in range(count) for c in hand(f"U{n}", 40, 50, 50 + 5 * (n % 2))]
            )

        assert all(e.severity is None for e in stage(4).examiners)
        five = {e.examiner: e for e in stage(5).examiners}
        assert five["陈一"].severity == Decimal("-80.00") + Decimal("6.67")
        assert codes(five["陈一"].flags) == ["flat-card", *["identical-cards"] * 4, "severity"]
        assert (
            five["陈一"].flags[-1].message
            == "打分总体偏严73.33分；同组专家给同样的申报组织打分时，不影响组内先后"
        )
        assert "severity" not in codes(five["林二"].flags)
        assert "偏松" in five["黄三"].flags[-1].message
        assert five["陈一"].severity_se > 0

    def test_an_examiner_alone_is_compared_with_nobody(self):
        team = [c for n in range(8) for c in hand(f"U{n}", 40, 50, 55)]
        reports = {e.examiner: e for e in scored([*team, card("V1", "周四", 50)]).examiners}
        assert reports["周四"].severity is None
        assert reports["陈一"].severity is not None


class TestScales:
    def test_two_scales_in_one_stage_are_an_error_that_names_a_workbook_of_each(self):
        cards = [
            card("U1", "陈一", 50, place=Place("陈一.xlsx", "S-1")),
            points_card(
                "U1",
                "林二",
                "50",
                "40",
                "40",
                "60",
                "50",
                "40",
                "200",
                place=Place("林二.xlsx", "汇总"),
            ),
        ]
        with pytest.raises(WzqaError, match=r"陈一\.xlsx.*林二\.xlsx") as refusal:
            scored(cards)
        assert refusal.value.exit_code == Exit.INPUT
        assert [p.place.file for p in refusal.value.problems] == ["陈一.xlsx", "林二.xlsx"]
        assert {p.code for p in refusal.value.problems} == {"scale-mixed"}

    def test_a_refused_card_does_not_mix_the_scales(self):
        odd = points_card("U1", "周四", *["0"] * 7, state=CardState.REFUSED)
        assert scored([*hand("U1", 50, 55, 60), odd]).scale == "percent"


class TestNotes:
    def test_different_numbers_of_cards_are_said(self):
        cards = [*hand("U1", 50, 55, 60), *hand("U2", 50, 55, 60, 65)]
        assert "各申报组织的有效评分表份数不同（3、4份），误差不同" in scored(cards).notes
        assert not any("份数不同" in note for note in scored(cards[:3]).notes)

    def test_too_few_decimals_are_said(self):
        cards = [*hand("U1", 50, 55, 60), *hand("U2", 50, 55, 60, 65)]
        assert not any("修约成同一个数" in note for note in scored(cards).notes)
        assert any("保留1位小数" in note for note in scored(cards, decimals=1).notes)

    @pytest.mark.parametrize(
        ("method", "counts", "gap"),
        [
            ("mean", (3, 4, 5), "1/80"),
            ("mean", (3, 4, 5, 6), "1/120"),
            ("mean", (3, 4, 5, 6, 7), "1/168"),
        ],
    )
    def test_the_bound_of_the_specification(self, method, counts, gap):
        assert smallest_gap(Fraction(1, 4), counts) == Fraction(gap)

    def test_the_bound_follows_method_and_scale(self):
        assert smallest_gap(Fraction(1), []) is None
        four = hand("U1", 50, 55, 60, 65)
        for method, warned in (("median", True), ("mean", True)):
            notes = scored(four, method=method, decimals=0).notes
            assert any("修约" in n and "同一个数" in n for n in notes) is warned
        five = hand("U1", 50, 55, 60, 65, 70)
        assert any("同一个数" in n for n in scored(five, method="trimmed", decimals=0).notes)
        agreed = [*five, card("U1", "合议", 60, consensus=True)]
        assert not any(
            "同一个数" in n for n in scored(agreed, method="consensus", decimals=2).notes
        )
        odd = scored(hand("U1", 50, 55, 60), method="median", decimals=1, percent_step=100).notes
        assert not any("同一个数" in n for n in odd)
        points = [
            points_card("U1", n, "50", "40", "40", "60", "50", "40", "200") for n in STAFF[:3]
        ]
        assert any("同一个数" in n for n in scored(points).notes)


class TestCombined:
    @staticmethod
    def weights(review: str, visit: str):
        return build(
            {"stage": {"visit": {"weights": {"review": review, "visit": visit}}}}, 2026
        ).stage.visit.weights

    def parts(self, weights: tuple[str, str], review: str | None, visit: str | None):
        """Put both stages together, the visit first: it is the stage's own."""
        of = self.weights(*weights).stages
        scores = {"visit": visit, "review": review}
        return [(of[s], None if score is None else Decimal(score)) for s, score in scores.items()]

    def test_the_default_is_the_visit_alone(self):
        for review in ("700.00", None):
            parts = self.parts(("0", "1"), review, "612.25")
            assert combine(parts, 2, "half_up") == Decimal("612.25")

    @pytest.mark.parametrize(
        ("review", "rounding", "score"),
        [
            ("550.05", "half_up", "585.02"),
            ("550.05", "gb8170", "585.02"),
            ("550.15", "gb8170", "585.04"),
            ("550.15", "half_up", "585.05"),
        ],
    )
    def test_from_published_scores_with_one_more_rounding(self, review, rounding, score):
        parts = self.parts(("0.3", "0.7"), review, "600.00")
        assert combine_exact(parts) == Fraction(3, 10) * Fraction(review) + 420
        assert combine(parts, 2, rounding) == Decimal(score)

    def test_a_missing_score_is_never_a_zero(self):
        assert combine(self.parts(("1", "0"), "700", None), 2, "half_up") is None
        assert combine(self.parts(("0.4", "0.6"), None, "600"), 2, "half_up") is None

    def test_weights_that_do_not_add_up_are_refused(self):
        with pytest.raises(ValueError, match="合计正好为1"):
            self.weights("0.4", "0.5")


def test_the_arithmetic_refuses_what_should_have_been_held():
    from wzqa.marks.aggregation import aggregate, trim_weights
    from wzqa.marks.cards import sort_out

    with pytest.raises(ValueError, match="cannot lose 1 at each end"):
        trim_weights([600, 610])
    ruler = Ruler(CRITERIA, "percent")
    held = sort_out("U1", hand("U1", 50, 55, 60), None, ruler, "review")
    with pytest.raises(ValueError, match="no consensus card"):
        aggregate(held, ruler, "consensus", "total")
