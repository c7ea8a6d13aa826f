"""Ranks, the cap and ties, on both sides of every limit (arithmetic.md §2, §7)."""

from decimal import Decimal

import pytest

from wzqa.plan import shipped_plan
from wzqa.problems import Exit, WzqaError
from wzqa.ranking import Contestant, TieDecision, check_choice, cut


def entrant(number: int, score: str | None, **more) -> Contestant:
    return Contestant(
        uscc=f"U{number:02d}",
        name=f"示例{number}公司",
        order=f"S-{number}",
        score=None if score is None else Decimal(score),
        **more,
    )


def field_of(*scores: str | None) -> list[Contestant]:
    return [entrant(number, score) for number, score in enumerate(scores, 1)]


def cut_at(cap: int, contestants, **more):
    return cut(
        contestants, **{"stage": "review", "cap": cap, "floor": None, "policy": "hold"} | more
    )


def statuses(outcome) -> dict[str, bool | None]:
    return {row.uscc: row.admitted for row in outcome.rows}


@pytest.fixture
def straddling() -> list[Contestant]:
    """45 applicants: 28 clearly in, four tied for 29th, 13 below; 30 places."""
    scores = [f"{700 - n}.00" for n in range(28)] + ["600.25"] * 4
    return field_of(*scores, *[f"{550 - n}.50" for n in range(13)])


class TestRanks:
    def test_equal_scores_share_a_rank_and_the_next_is_skipped(self):
        outcome = cut_at(4, field_of("600.00", "610.00", "600.00", "590.00"))
        assert [(r.uscc, r.rank) for r in outcome.rows] == [
            ("U02", 1),
            ("U01", 2),
            ("U03", 2),
            ("U04", 4),
        ]

    def test_three_tied_fourth_make_the_next_seventh(self):
        outcome = cut_at(9, field_of("9", "8", "7", "6", "6", "6", "5"))
        assert [r.rank for r in outcome.rows] == [1, 2, 3, 4, 4, 4, 7]

    def test_equal_ranks_are_shown_by_application_number_not_by_text(self):
        outcome = cut_at(3, [entrant(10, "600"), entrant(9, "600"), entrant(2, "600")])
        assert [r.uscc for r in outcome.rows] == ["U02", "U09", "U10"]

    def test_600_and_600_00_are_the_same_score(self):
        assert [r.rank for r in cut_at(2, field_of("600", "600.00")).rows] == [1, 1]


class TestTheStraddlingTie:
    def test_names_score_places_and_tied_and_admits_none_of_them(self, straddling):
        outcome = cut_at(30, straddling)
        assert (outcome.tie.score, outcome.tie.places, outcome.tie.rank) == (
            Decimal("600.25"),
            2,
            29,
        )
        assert outcome.tie.applicants == ("U29", "U30", "U31", "U32")
        assert outcome.admitted == tuple(f"U{n:02d}" for n in range(1, 29))
        assert [statuses(outcome)[code] for code in outcome.tie.applicants] == [None] * 4
        assert statuses(outcome)["U33"] is False
        assert (
            outcome.sentence
            == "名额 30；明确入围 28；第 29 名并列 4 家；剩余名额 2；须由评审办书面决定。"
        )
        assert len(outcome.question) == 64

    def test_takes_a_valid_decision(self, straddling):
        decision = check_choice(cut_at(30, straddling), ["U32", "U30"])
        settled = cut_at(30, straddling, decision=decision)
        assert settled.tie is None
        assert settled.decided
        assert settled.admitted[28:] == ("U30", "U32")
        assert statuses(settled)["U29"] is False
        assert settled.vacancies == 0
        assert settled.question == ""

    def test_takes_the_decision_that_nobody_is_taken(self, straddling):
        settled = cut_at(30, straddling, decision=check_choice(cut_at(30, straddling), []))
        assert (len(settled.admitted), settled.vacancies, settled.tie) == (28, 2, None)
        assert settled.sentence == "名额 30；入围 28；空缺 2。"

    def test_refuses_too_many(self, straddling):
        with pytest.raises(WzqaError, match="选取了3家，剩余名额只有2个") as refusal:
            check_choice(cut_at(30, straddling), ["U29", "U30", "U31"])
        assert refusal.value.exit_code == Exit.INPUT
        assert refusal.value.problems[0].code == "tie-too-many"

    def test_counts_a_code_named_twice_once(self, straddling):
        assert check_choice(cut_at(30, straddling), ["U29", "U30", "U29"]).chosen == ("U29", "U30")

    def test_refuses_a_code_that_is_not_tied(self, straddling):
        with pytest.raises(WzqaError, match="U33不在并列名单内") as refusal:
            check_choice(cut_at(30, straddling), ["U33"])
        assert refusal.value.problems[0].code == "tie-not-tied"

    def test_refuses_a_stale_question(self, straddling):
        before = cut_at(30, straddling)
        corrected = [*straddling[:31], entrant(32, "600.50"), *straddling[32:]]
        now = cut_at(30, corrected)
        assert now.tie.places == 1
        with pytest.raises(WzqaError, match="已变化") as refusal:
            check_choice(now, ["U29"], before.question)
        assert refusal.value.problems[0].code == "tie-stale"

    def test_leaves_the_tie_open_under_a_stale_decision(self, straddling):
        decision = check_choice(cut_at(30, straddling), ["U29", "U30"])
        corrected = [*straddling[:31], entrant(32, "600.50"), *straddling[32:]]
        now = cut_at(30, corrected, decision=decision)
        assert now.stale
        assert not now.decided
        assert statuses(now)["U29"] is None

    def test_asks_again_when_only_a_chain_key_of_the_tied_changed(self):
        one = [entrant(1, "600", keys={"category:4.7": Decimal(200)}), entrant(2, "600")]
        two = [entrant(1, "600", keys={"category:4.7": Decimal(210)}), entrant(2, "600")]
        assert cut_at(1, one).question != cut_at(1, two).question

    def test_asks_the_same_question_whatever_happens_away_from_the_tie(self, straddling):
        elsewhere = [entrant(1, "712.00"), *straddling[1:]]
        assert cut_at(30, straddling).question == cut_at(30, elsewhere).question

    def test_asks_another_question_in_another_stage(self):
        pair = field_of("600", "600")
        assert cut_at(1, pair).question != cut_at(1, pair, stage="visit").question

    def test_refuses_a_choice_without_an_open_tie(self):
        with pytest.raises(WzqaError, match="没有待决定的线上并列"):
            check_choice(cut_at(2, field_of("600", "600")), [])
        with pytest.raises(WzqaError, match="未能排名"):
            check_choice(cut_at(1, [*field_of("600", "600"), entrant(3, None)]), ["U01"])

    def test_refuses_to_apply_a_forged_decision(self, straddling):
        question = cut_at(30, straddling).question
        with pytest.raises(WzqaError):
            cut_at(30, straddling, decision=TieDecision(question, ("U29", "U30", "U31")))


class TestTheCap:
    def test_a_tie_that_just_fits_is_no_tie(self):
        outcome = cut_at(3, field_of("700", "600", "600", "500"))
        assert outcome.tie is None
        assert outcome.admitted == ("U01", "U02", "U03")

    def test_a_tie_one_longer_than_the_places_is(self):
        outcome = cut_at(2, field_of("700", "600", "600", "500"))
        assert (outcome.tie.places, outcome.admitted) == (1, ("U01",))

    def test_a_tie_for_first_over_all_places(self):
        outcome = cut_at(2, field_of("700", "700", "700"))
        assert (outcome.tie.places, outcome.admitted, outcome.tie.rank) == (2, (), 1)

    def test_a_tie_just_below_the_line_is_out(self):
        outcome = cut_at(1, field_of("700", "600", "600"))
        assert statuses(outcome) == {"U01": True, "U02": False, "U03": False}

    def test_places_stay_empty_when_there_are_too_few(self):
        outcome = cut_at(30, field_of("700", "600"))
        assert (outcome.vacancies, outcome.sentence) == (28, "名额 30；入围 2；空缺 28。")

    def test_a_full_list_has_no_vacancy(self):
        assert cut_at(1, field_of("700", "600")).sentence == "名额 1；入围 1；无空缺。"

    def test_nobody_at_all(self):
        outcome = cut_at(30, [])
        assert (outcome.rows, outcome.admitted, outcome.vacancies) == ((), (), 30)


class TestTheFloor:
    def test_the_floor_itself_is_enough_and_places_below_stay_empty(self):
        outcome = cut_at(3, field_of("700", "600.00", "599.99"), floor=Decimal(600))
        assert statuses(outcome) == {"U01": True, "U02": True, "U03": False}
        assert [r.rank for r in outcome.rows] == [1, 2, 3]
        assert outcome.rows[2].why == "低于最低得分600"
        assert outcome.vacancies == 1

    def test_a_tie_below_the_floor_is_no_tie(self):
        outcome = cut_at(1, field_of("599", "599"), floor=Decimal(600))
        assert (outcome.tie, outcome.admitted) == (None, ())


class TestHeldAndExcluded:
    def test_while_one_is_held_nobody_is_admitted_and_all_are_undecided(self):
        outcome = cut_at(
            1,
            [
                entrant(1, None, held="缺评分表1份"),
                *field_of("700", "600")[1:],
                entrant(9, "500", excluded=True),
            ],
        )
        assert outcome.admitted == ()
        assert set(statuses(outcome).values()) == {None}
        assert outcome.held == (("U01", "缺评分表1份"),)
        assert outcome.rows[-1].uscc == "U01"
        assert (outcome.rows[-1].rank, outcome.rows[-1].score) == (None, None)
        assert outcome.rows[0].rank == 1
        assert outcome.tie is None
        assert outcome.sentence == "名额 1；1 家未能排名，名单待定。"
        assert [r.why for r in outcome.rows] == [
            "待定：有申报组织未能排名",
            "经书面决定不参加排名",
            "未能排名：缺评分表1份",
        ]

    def test_a_held_applicant_has_no_score_even_if_one_is_given(self):
        row = cut_at(1, [entrant(1, "700", held="缺评分表1份")]).rows[0]
        assert (row.rank, row.score, row.admitted) == (None, None, None)

    def test_nobody_without_a_score_slips_through(self):
        assert cut_at(1, [entrant(1, None)]).held == (("U01", "没有得分"),)

    def test_an_excluded_applicant_leaves_the_list_and_the_stage_goes_on(self):
        outcome = cut_at(1, [entrant(1, "700", excluded=True), *field_of("1", "600", "500")[1:]])
        assert statuses(outcome) == {"U02": True, "U03": False, "U01": False}
        assert (outcome.rows[-1].rank, outcome.rows[-1].score) == (None, None)
        assert [r.rank for r in outcome.rows[:2]] == [1, 2]

    def test_a_decision_waits_while_somebody_is_held(self):
        pair = field_of("600", "600")
        decision = check_choice(cut_at(1, pair), ["U01"])
        outcome = cut_at(1, [*pair, entrant(3, None, held="缺")], decision=decision)
        assert not outcome.stale
        assert not outcome.decided
        assert outcome.admitted == ()


class TestPolicies:
    def test_exclude_leaves_the_tied_out(self, straddling):
        outcome = cut_at(30, straddling, policy="exclude")
        assert (len(outcome.admitted), outcome.vacancies, outcome.tie, outcome.question) == (
            28,
            2,
            None,
            "",
        )
        assert statuses(outcome)["U29"] is False
        assert outcome.rows[28].why == "并列跨线，按规则都不取"

    @staticmethod
    def tied(*values: tuple[str, str]) -> list[Contestant]:
        return [
            entrant(n, "600", keys={"category:4.7": Decimal(a), "category:4.1": Decimal(b)})
            for n, (a, b) in enumerate(values, 1)
        ]

    def test_a_chain_settles_who_is_in_but_not_the_rank(self):
        group = self.tied(("200", "50"), ("210", "40"), ("190", "60"))
        outcome = cut_at(2, group, policy="chain", chain=["category:4.7"])
        assert (outcome.tie, outcome.admitted) == (None, ("U01", "U02"))
        assert [r.rank for r in outcome.rows] == [1, 1, 1]
        assert outcome.rows[0].why == "并列，按类目4.7得分比较后入围"
        assert outcome.rows[2].why == "并列，按类目4.7得分比较后未入围"

    def test_the_second_key_decides_where_the_first_ties(self):
        group = self.tied(("200", "50"), ("200", "60"), ("210", "0"))
        outcome = cut_at(2, group, policy="chain", chain=["category:4.7", "category:4.1"])
        assert outcome.admitted == ("U02", "U03")

    def test_what_stays_tied_is_for_a_person(self):
        group = self.tied(("210", "1"), ("200", "50"), ("200", "50"), ("100", "99"))
        outcome = cut_at(2, group, policy="chain", chain=["category:4.7", "category:4.1"])
        assert (outcome.tie.applicants, outcome.tie.places) == (("U02", "U03"), 1)
        assert statuses(outcome) == {"U01": True, "U02": None, "U03": None, "U04": False}
        assert outcome.rows[1].why == "并列待定"
        settled = cut_at(
            2,
            group,
            policy="chain",
            chain=["category:4.7", "category:4.1"],
            decision=check_choice(outcome, ["U03"]),
        )
        assert settled.admitted == ("U01", "U03")

    def test_a_key_that_one_lacks_ends_the_comparison(self):
        group = [*self.tied(("200", "50"), ("210", "40")), entrant(3, "600")]
        outcome = cut_at(2, group, policy="chain", chain=["category:4.7"])
        assert len(outcome.tie.applicants) == 3
        assert outcome.rows[0].why == "并列待定：缺少类目4.7得分，不能比较"

    def test_any_county_award_stands_before_none(self):
        group = [entrant(1, "600"), entrant(2, "600", county_award=True)]
        outcome = cut_at(1, group, policy="chain", chain=["county_award"])
        assert outcome.admitted == ("U02",)
        assert outcome.rows[1].why == "并列，按县级政府质量奖比较后入围"

    @pytest.mark.parametrize(
        ("key", "words"),
        [
            ("item:4.7.2", "条目4.7.2得分"),
            ("score:review", "资料评审得分"),
            ("score:visit", "现场评审得分"),
        ],
    )
    def test_every_kind_of_key_is_named_in_chinese(self, key, words):
        group = [
            entrant(1, "600", keys={key: Decimal(2)}),
            entrant(2, "600", keys={key: Decimal(1)}),
        ]
        names = shipped_plan().names
        outcome = cut_at(1, group, policy="chain", chain=[key], names=names)
        assert outcome.rows[0].why == f"并列，按{words}比较后入围"

    def test_a_chain_is_not_asked_when_nothing_straddles(self):
        outcome = cut_at(
            2, self.tied(("1", "1"), ("1", "1")), policy="chain", chain=["category:4.7"]
        )
        assert [r.why for r in outcome.rows] == ["入围", "入围"]


def test_scores_equal_only_after_rounding_are_named():
    from fractions import Fraction

    near = [
        entrant(1, "600.00", exact=Fraction("600.001")),
        entrant(2, "600.00", exact=Fraction("600.004")),
        entrant(3, "500", exact=Fraction(500)),
    ]
    assert cut_at(3, near).rounding_ties == (("U01", "U02"),)
    same = [entrant(1, "600.00", exact=Fraction(600)), entrant(2, "600.00", exact=Fraction(600))]
    assert cut_at(3, same).rounding_ties == ()
