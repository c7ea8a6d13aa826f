"""Leave one out, another panel, classes (arithmetic.md §4)."""

from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist, fmean, pstdev

import pytest

from wzqa.rounding import round_q
from wzqa.statistics import noise
from wzqa.statistics.bootstrap import exact_bootstrap
from wzqa.statistics.leaveout import Line, without_card, without_examiner
from wzqa.statistics.montecarlo import CHUNK, Source, _rivals, times_in
from wzqa.statistics.noise import SHIFT, milli_sd, normal_table, scaled_table, stream
from wzqa.statistics.stability import Part, stability


def totals(**rows: str) -> dict[str, dict[str, Fraction]]:
    return {u: {cell[0]: Fraction(cell[1:]) for cell in row.split()} for u, row in rows.items()}


def means(cells) -> dict[str, Fraction]:
    return {u: sum(row.values()) / len(row) for u, row in cells.items()}


def part(cells, seed="2026/review", weight=1) -> Part:
    return Part(totals=cells, seed=seed, weight=Fraction(weight))


def line(cap: int, floor: str | None = None) -> Line:
    return Line(
        cap=cap, floor=None if floor is None else Decimal(floor), decimals=2, rounding="half_up"
    )


def judged(cells, cap: int, *, parts=None, official=None, floor=None, replicates=2000, **more):
    exact = means(cells)
    official = official or {u: round_q(y, 2) for u, y in exact.items()}
    return stability(
        official,
        parts or [part(cells)],
        cap=cap,
        floor=floor,
        decimals=2,
        rounding="half_up",
        replicates=replicates,
        confidence=Decimal("0.95"),
        exact=more.pop("exact", exact),
    )


def team(prefix: str, names: str, *levels: int) -> dict[str, dict[str, Fraction]]:
    rows = {}
    for n, level in enumerate(levels):
        shifts = [3 * ((n * 7 + i * 3) % 5 - 2) for i in range(len(names))]
        rows[f"{prefix}{n}"] = {e: Fraction(level + s) for e, s in zip(names, shifts, strict=True)}
    return rows


SIX = team("A", "甲乙丙", 700, 650, 610) | team("B", "丁戊己", 640, 605, 500)


class TestNoise:
    def test_the_table_is_the_published_one(self):
        table = normal_table()
        assert len(table) == noise.TABLE_SIZE
        assert sum(z * z for z in table) / len(table) / 10**12 == pytest.approx(0.99968, abs=5e-6)
        assert [-z for z in reversed(table)] == list(table)

    def test_another_table_would_be_noticed(self, monkeypatch):
        monkeypatch.setattr(noise, "TABLE_SHA256", "0" * 64)
        with pytest.raises(RuntimeError, match="differs from the published one"):
            normal_table.__wrapped__()

    def test_a_stream_is_its_labels_own_and_a_longer_run_extends_it(self):
        short, long = stream("2026/review", "A|U1", 10), stream("2026/review", "A|U1", 1000)
        assert long[:10] == short
        assert stream("2026/visit", "A|U1", 10) != short
        assert stream("2026/review", "E|U1", 10) != short

    def test_a_known_stream(self):
        """SHAKE-256 read as big-endian pairs of bytes; the same on every platform."""
        import hashlib

        digest = hashlib.shake_256(b"wzqa-demo\x1fA|A01").digest(6)
        wanted = [int.from_bytes(digest[i : i + 2], "big") for i in (0, 2, 4)]
        assert list(stream("wzqa-demo", "A|A01", 3)) == wanted

    def test_a_big_endian_machine_reads_the_same(self, monkeypatch):
        monkeypatch.setattr(noise.sys, "byteorder", "big")
        swapped = stream("s", "A|U1", 4)
        swapped.byteswap()
        monkeypatch.undo()
        assert swapped == stream("s", "A|U1", 4)

    def test_labels_are_one_whatever_their_unicode_form(self):
        assert stream("s", "E|é", 5) == stream("s", "E|é", 5)

    def test_the_draws_are_normal(self):
        draws = [normal_table()[d >> SHIFT] / 1e6 for d in stream("s", "A|U1", 20_000)]
        assert fmean(draws) == pytest.approx(0, abs=0.03)
        assert pstdev(draws) == pytest.approx(1, abs=0.03)

    def test_deviations_in_whole_thousandths(self):
        assert milli_sd(Fraction(4)) == 2000
        assert milli_sd(Fraction(2)) == 1414
        assert milli_sd(Fraction(1, 10**7)) == 0
        assert scaled_table(2000)[0] == 2000 * normal_table()[0]


class TestKernel:
    @staticmethod
    def source(judges, rest=100, examiner=0, seed="s") -> Source:
        return Source(
            seed=seed, judges=judges, of_rest=Fraction(rest), of_examiner=Fraction(examiner)
        )

    def test_two_equal_applicants_share_the_place(self):
        official = {"U1": Decimal(600), "U2": Decimal(600)}
        found = times_in(
            official,
            [self.source(dict.fromkeys(official, ("甲",)))],
            cap=1,
            floor=None,
            replicates=4000,
        )
        assert found["U1"] / 4000 == pytest.approx(0.5, abs=0.03)
        assert 3990 <= sum(found.values()) <= 4000

    def test_a_gap_of_one_deviation_of_the_difference(self):
        """P(N(0, 1) < 1): both have variance 100/2, so the difference has 100, and the gap is 10."""
        official = {"U1": Decimal(610), "U2": Decimal(600)}
        judges = {"U1": ("甲", "乙"), "U2": ("丙", "丁")}
        found = times_in(official, [self.source(judges)], cap=1, floor=None, replicates=10_000)
        assert found["U1"] / 10_000 == pytest.approx(NormalDist().cdf(1), abs=0.015)

    def test_a_common_team_moves_together(self):
        official = {"U1": Decimal(610), "U2": Decimal(600)}
        shared = dict.fromkeys(official, ("甲", "乙"))
        found = times_in(
            official,
            [self.source(shared, rest=0, examiner=10_000)],
            cap=1,
            floor=None,
            replicates=500,
        )
        assert found == {"U1": 500, "U2": 0}
        apart = {"U1": ("甲", "乙"), "U2": ("丙", "丁")}
        found = times_in(
            official,
            [self.source(apart, rest=0, examiner=10_000)],
            cap=1,
            floor=None,
            replicates=500,
        )
        assert 200 < found["U1"] < 350

    def test_a_replicate_does_not_depend_on_the_chunks(self):
        official = {f"U{n}": Decimal(600 + n) for n in range(5)}
        source = self.source(dict.fromkeys(official, ("甲", "乙")), examiner=50)
        more = times_in(official, [source], cap=2, floor=None, replicates=CHUNK + 7)
        whole = times_in(official, [source], cap=2, floor=None, replicates=CHUNK)
        assert all(0 <= more[u] - whole[u] <= 7 for u in official)

    def test_leaving_out_the_hopeless_changes_nothing(self, monkeypatch):
        official = {f"U{n:02d}": Decimal(700 - 12 * n) for n in range(20)}
        source = self.source(
            {u: ("甲", "乙") if int(u[1:]) % 2 else ("丙", "丁") for u in official}, examiner=60
        )
        assert len(_rivals(official, [source], 3)) < 20
        short = times_in(official, [source], cap=3, floor=None, replicates=1500)
        monkeypatch.setattr("wzqa.statistics.montecarlo._rivals", lambda scores, *_: scores)
        assert times_in(official, [source], cap=3, floor=None, replicates=1500) == short

    def test_with_places_for_all_only_the_floor_matters(self):
        official = {"U1": Decimal(600), "U2": Decimal(500)}
        source = self.source(dict.fromkeys(official, ("甲",)))
        assert times_in(official, [source], cap=2, floor=None, replicates=300) == {
            "U1": 300,
            "U2": 300,
        }
        found = times_in(official, [source], cap=2, floor=Decimal(600), replicates=4000)
        assert found["U1"] / 4000 == pytest.approx(0.5, abs=0.03)
        assert found["U2"] == 0

    def test_the_floor_itself_is_enough(self):
        official = {"U1": Decimal(600), "U2": Decimal(650)}
        still = self.source(dict.fromkeys(official, ("甲",)), rest=0)
        assert times_in(official, [still], cap=1, floor=Decimal(650), replicates=10) == {
            "U1": 0,
            "U2": 10,
        }
        assert times_in(official, [still], cap=1, floor=Decimal("650.01"), replicates=10) == {
            "U1": 0,
            "U2": 0,
        }

    def test_two_stages_draw_independently(self):
        official = {"U1": Decimal(610), "U2": Decimal(600)}
        judges = {"U1": ("甲",), "U2": ("乙",)}
        both = [
            self.source(judges, rest=25, seed="2026/review"),
            self.source(judges, rest=25, seed="2026/visit"),
        ]
        found = times_in(official, both, cap=1, floor=None, replicates=10_000)
        assert found["U1"] / 10_000 == pytest.approx(NormalDist().cdf(1), abs=0.015)

    def test_nobody(self):
        assert times_in({}, [], cap=3, floor=None, replicates=10) == {}


class TestLine:
    def test_in_out_and_tied(self):
        scores = {"U1": Decimal(3), "U2": Decimal(2), "U3": Decimal(2), "U4": Decimal(1)}
        assert line(2).statuses(scores) == {"U1": "in", "U2": "tie", "U3": "tie", "U4": "out"}
        assert line(3).statuses(scores) == {"U1": "in", "U2": "in", "U3": "in", "U4": "out"}
        assert line(9, "2").statuses(scores)["U4"] == "out"
        assert line(9, "9").statuses(scores)["U1"] == "out"
        assert line(2).statuses({}) == {}


class TestLeaveOut:
    def test_counts_every_examiner_once_over_all_stages(self):
        found = without_examiner(means(SIX), [part(SIX), part(SIX, "2026/visit")], line(2))
        assert found.scenarios == 6

    def test_names_those_without_whom_the_list_would_differ(self):
        cells = totals(U1="甲600 乙600 丙600", U2="甲700 乙575 丙580", U3="甲500 乙500 丙500")
        found = without_examiner(means(cells), [part(cells)], line(1))
        assert found.decisive == ("甲",)
        assert (found.tallies["U2"].inside, found.tallies["U2"].outside) == (2, 1)
        cards = without_card(means(cells), [part(cells)], line(1))
        assert cards.decisive == ("U2/甲",)
        assert cards.scenarios == 9
        (change,) = found.changes
        assert (change.examiner, change.code) == ("甲", "")
        assert (change.enters, change.leaves, change.ties) == (("U1",), ("U2",), ())
        assert [(c.examiner, c.code) for c in cards.changes] == [("甲", "U2")]

    def test_a_tie_that_arises_is_neither_in_nor_out(self):
        cells = totals(U1="甲600 乙600 丙600", U2="甲630 乙600 丙600")
        found = without_examiner(means(cells), [part(cells)], line(1))
        assert (found.tallies["U1"].tied, found.tallies["U2"].tied) == (1, 1)

    def test_skips_what_would_leave_fewer_than_two_cards(self):
        cells = totals(U1="甲600 乙610", U2="甲500 乙510 丙520")
        found = without_examiner(means(cells), [part(cells)], line(1))
        assert (found.scenarios, found.skipped) == (1, 2)
        cards = without_card(means(cells), [part(cells)], line(1))
        assert (cards.scenarios, cards.skipped) == (3, 2)

    def test_the_difference_between_official_score_and_mean_stays(self):
        cells = totals(U1="甲600 乙610 丙620", U2="甲500 乙590 丙620")
        raised = means(cells) | {"U2": means(cells)["U2"] + 45}
        found = without_examiner(raised, [part(cells)], line(1))
        plain = without_examiner(means(cells), [part(cells)], line(1))
        assert plain.tallies["U2"].inside == 0
        assert found.tallies["U2"].inside == 1  # without 甲: 605 + 45 against 615

    def test_a_weight_scales_the_shift(self):
        cells = totals(U1="甲600 乙600 丙600", U2="甲700 乙575 丙580")
        exact = {"U1": Fraction(600), "U2": Fraction(610)}
        assert without_examiner(exact, [part(cells, weight=Fraction(1, 5))], line(1)).decisive == ()
        assert without_examiner(exact, [part(cells, weight=Fraction(1, 2))], line(1)).decisive == (
            "甲",
        )

    def test_the_floor_is_a_line_too(self):
        cells = totals(U1="甲600 乙601 丙590")
        found = without_examiner(means(cells), [part(cells)], line(5, "595.50"))
        assert (found.tallies["U1"].inside, found.tallies["U1"].outside) == (2, 1)


class TestBootstrap:
    def test_one_team_by_hand(self):
        """Two examiners: resamples 甲甲, 甲乙 (twice as likely), 乙乙."""
        cells = totals(U1="甲600 乙620", U2="甲610 乙600")
        found = exact_bootstrap(cells, means(cells), 1)
        assert found["U1"].inside == Fraction(3, 4)
        assert found["U2"].inside == Fraction(1, 4)
        assert found["U1"].tied == 0

    def test_agrees_with_playing_all_resamples_of_two_teams(self):
        from itertools import product

        cells = totals(
            U1="甲600 乙612 丙624", U2="甲620 乙600 丙604", V1="丁590 戊630", V2="丁611 戊613"
        )
        found = exact_bootstrap(cells, means(cells), 2)
        count = dict.fromkeys(cells, Fraction(0))
        for one in product("甲乙丙", repeat=3):
            for two in product("丁戊", repeat=2):
                scores = {
                    u: sum(row[e] for e in (one if u[0] == "U" else two)) / len(row)
                    for u, row in cells.items()
                }
                for u, y in scores.items():
                    count[u] += sum(z >= y for z in scores.values()) <= 2
        assert {u: c.inside for u, c in found.items()} == {u: n / 108 for u, n in count.items()}

    def test_is_not_offered_for_many_teams_large_teams_or_holes(self):
        four = {f"U{n}": {f"{n}{e}": Fraction(600) for e in "甲乙"} for n in range(4)}
        large = {"U1": {str(e): Fraction(600) for e in range(6)}}
        holes = totals(U1="甲600 乙610", U2="甲600")
        for cells in (four, large, holes):
            assert exact_bootstrap(cells, means(cells), 1) is None


class TestClasses:
    def test_clear_and_close_applicants(self):
        found = judged(SIX, 3)
        assert found.method == "variance-components"
        assert found.firm_in == ("A0", "A1", "B0")
        assert found.grey == ()
        assert found.firm_out == ("A2", "B1", "B2")
        assert found.p_in["A0"] == "1.0000"
        assert list(found.as_json()) == ["method", "firm_in", "grey", "firm_out", "p_in"]

    def test_a_tie_across_the_cut_is_grey_whatever_the_noise(self):
        cells = team("A", "甲乙丙", 700, 600, 600, 500, 400, 300)
        official = {
            u: Decimal(y) for u, y in zip(cells, (700, 600, 600, 500, 400, 300), strict=True)
        }
        found = judged(cells, 2, official=official, exact=None)
        assert {"A1", "A2"} <= set(found.grey)

    def test_fewer_than_eight_degrees_of_freedom(self):
        few = team("A", "甲乙丙", 700, 650, 610)
        found = judged(few, 1)
        assert found.method == "within-applicant"
        assert "评估数据不足" in found.sentence
        assert "评估数据不足" not in judged(team("A", "甲乙丙", *range(600, 700, 20)), 1).sentence

    def test_no_degree_of_freedom_at_all(self):
        single = totals(U1="甲600", U2="乙500")
        found = judged(single, 1)
        assert found.as_json() == {
            "method": "none",
            "firm_in": [],
            "grey": [],
            "firm_out": [],
            "p_in": {},
        }
        assert (
            found.sentence
            == "逐一去掉一名专家共0种情形（另有2种因剩余评分表不足2份略去）；数据不足，不作模拟。"
        )

    def test_no_replicates_and_nobody(self):
        assert judged(SIX, 3, replicates=0).method == "none"
        assert judged({}, 3).firm_in == ()

    def test_a_stage_without_weight_plays_no_part(self):
        idle = part(totals(U1="甲1"), "2026/review", 0)
        alone = judged(SIX, 3, parts=[part(SIX, "2026/visit")])
        assert judged(SIX, 3, parts=[idle, part(SIX, "2026/visit")]) == alone
        assert alone.seeds == ("2026/visit",)

    def test_two_weighted_stages_and_the_thinnest_names_the_method(self):
        exact = means(SIX)
        half = [part(SIX, "2026/review", Fraction(1, 2)), part(SIX, "2026/visit", Fraction(1, 2))]
        both = judged(SIX, 3, parts=half)
        assert both.seeds == ("2026/review", "2026/visit")
        assert both.method == judged(SIX, 3).method
        thin = {u: dict(list(row.items())[:2]) for u, row in SIX.items()}
        found = judged(
            SIX, 3, parts=[half[0], part(thin, "2026/visit", Fraction(1, 2))], exact=exact
        )
        assert found.method == "within-applicant"
        single = {u: dict(list(row.items())[:1]) for u, row in SIX.items()}
        assert (
            judged(SIX, 3, parts=[half[0], part(single, "2026/visit", Fraction(1, 2))]).method
            == "none"
        )

    def test_cards_of_others_play_no_part(self):
        extra = SIX | totals(Z1="甲100 庚900 辛500")
        assert judged(SIX, 3, parts=[part(extra)]) == judged(SIX, 3)

    def test_an_official_score_that_is_no_mean_is_said(self):
        official = {u: round_q(y, 2) for u, y in means(SIX).items()}
        assert "正式得分之差" not in judged(SIX, 3).sentence
        moved = official | {"A0": official["A0"] + 5}
        assert "正式得分之差保持不变" in judged(SIX, 3, official=moved, exact=None).sentence

    def test_the_share_must_stay_clear_of_the_confidence(self):
        """0.9528 − 2·√(0.9528·0.0472/10000) = 0.9486 < 0.95 is grey (§4.4)."""
        from wzqa.statistics.stability import _is_clear

        assert not _is_clear(9528, 10_000, Decimal("0.95"))
        assert not _is_clear(9540, 10_000, Decimal("0.95"))
        assert _is_clear(9544, 10_000, Decimal("0.95"))
        assert not _is_clear(9499, 10_000, Decimal("0.95"))
        assert _is_clear(100, 100, Decimal("0.95"))

    def test_same_input_same_output_whatever_the_order(self):
        back = {u: dict(reversed(row.items())) for u, row in reversed(SIX.items())}
        assert judged(back, 3) == judged(SIX, 3)
