"""Agreement of examiners, and what can be said of different teams (arithmetic.md §3)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from wzqa.award_toml import build
from wzqa.criteria import load_criteria
from wzqa.marks.severity import (
    MOST_EXAMINERS,
    _effects,
    _factors,
    _grounded_inverse,
    _is_complete,
    _reduced,
    _solve,
    _whole,
    adjusted,
    components,
    contrast_factors,
    fit,
)
from wzqa.models import Card, CardState
from wzqa.scoring import score_stage
from wzqa.statistics.agreement import PanelAgreement, alpha, icc, kendall, panel_agreement
from wzqa.statistics.comparability import comparability, difference_se, reliability, team_offsets

CRITERIA = load_criteria("GB/T 19580-2012")


def table(*rows: str) -> list[list[Fraction | None]]:
    return [[None if v == "-" else Fraction(v) for v in row.split()] for row in rows]


def totals(**rows: str) -> dict[str, dict[str, Fraction]]:
    """`U1="甲600 乙610"` → one applicant's card totals."""
    return {u: {cell[0]: Fraction(cell[1:]) for cell in row.split()} for u, row in rows.items()}


def stage(cells: dict[str, dict[str, int]], panels: dict[str, str | None], **more):
    cards = [
        Card(
            stage="review",
            uscc=uscc,
            examiner=name,
            panel=panels[uscc],
            scale="percent",
            marks={item.clause: Decimal(p) for item in CRITERIA.items},
        )
        for uscc, row in cells.items()
        for name, p in row.items()
    ]
    rules = build({}, 2026).stage.review
    return score_stage(
        cards + more.pop("also", []), None, CRITERIA, rules, more.pop("decisions", {})
    )


class TestCoefficients:
    def test_smaller_tables_have_none(self):
        for small in ([], table("1"), table("1 2"), table("1", "2")):
            assert icc(small) is None
            assert kendall(small) is None

    def test_a_constant_table_has_none(self):
        flat = table("5 5", "5 5")
        assert set(icc(flat).forms.values()) == {None}
        assert kendall(flat) is None
        assert alpha(flat, "interval") is None

    def test_identical_columns_agree_perfectly(self):
        same = table("1 1 1", "2 2 2", "4 4 4")
        assert set(icc(same).forms.values()) == {1}
        assert kendall(same).w == 1
        for metric in ("nominal", "ordinal", "interval", "ratio"):
            assert alpha(same, metric) == 1

    def test_reversed_columns_have_no_concordance(self):
        assert kendall(table("1 3", "2 2", "3 1")).w == 0

    def test_alpha_drops_units_with_fewer_than_two_values(self):
        with_holes = table("1 1", "2 3", "4 -", "- -")
        assert alpha(with_holes, "interval") == alpha(with_holes[:2], "interval")
        assert alpha(table("1 -", "- 2"), "interval") is None
        assert alpha([], "nominal") is None

    def test_the_short_form_of_interval_alpha_equals_the_long_one(self):
        data = table("9 2 5 8", "6 1 3 2", "8 4 - 8", "7 1 2 -")
        pairs = [(a, b) for unit in data for a in unit for b in unit]
        assert None in [a for a, _ in pairs]
        usable = [[v for v in unit if v is not None] for unit in data]
        values = [v for unit in usable for v in unit]
        observed = sum(
            sum((a - b) ** 2 for a in unit for b in unit) / Fraction(len(unit) - 1)
            for unit in usable
        )
        expected = sum((a - b) ** 2 for a in values for b in values) / Fraction(len(values) - 1)
        assert alpha(data, "interval") == 1 - observed / expected


class TestPanels:
    def test_one_line_per_panel_in_order_of_its_name(self):
        cells = {
            "U1": {"甲": 50, "乙": 55, "丙": 60},
            "U2": {"甲": 60, "乙": 60, "丙": 70},
            "U3": {"丁": 50, "戊": 40, "己": 60},
        }
        lines = panel_agreement(stage(cells, {"U1": "第一组", "U2": "第一组", "U3": "第二组"}))
        assert [(line.panel, line.n, line.k) for line in lines] == [
            ("第一组", 2, 3),
            ("第二组", 1, 3),
        ]
        assert lines[0].as_json() == {
            "panel": "第一组",
            "icc_c1": "0.8889",
            "icc_ck": "0.9600",
            "kendall_w": "1.0000",
            "alpha": "0.3396",
            "n": 2,
            "k": 3,
        }
        assert lines[1].as_json()["icc_c1"] is None
        assert lines[1].as_json()["alpha"] == "0.0000"

    def test_a_hole_leaves_alpha_everything_and_the_others_the_complete_rows(self):
        cells = {
            "U1": {"甲": 50, "乙": 55, "丙": 60},
            "U2": {"甲": 60, "乙": 60, "丙": 70},
            "U3": {"甲": 40, "乙": 80},
        }
        with_hole = panel_agreement(stage(cells, dict.fromkeys(cells, "第一组")))[0]
        complete = panel_agreement(
            stage(dict(list(cells.items())[:2]), dict.fromkeys(cells, "第一组"))
        )[0]
        assert (with_hole.n, with_hole.k) == (2, 3)
        assert (with_hole.icc_c1, with_hole.kendall_w) == (complete.icc_c1, complete.kendall_w)
        assert with_hole.alpha != complete.alpha

    def test_without_panels_linked_cards_are_taken_together(self):
        cells = {
            "U1": {"甲": 50, "乙": 55, "丙": 60},
            "U2": {"甲": 60, "乙": 60, "丙": 70},
            "U3": {"丁": 50, "戊": 40, "己": 60},
        }
        lines = panel_agreement(stage(cells, dict.fromkeys(cells)))
        assert [(line.panel, line.n, line.k) for line in lines] == [(None, 2, 3), (None, 1, 3)]

    def test_excluded_applicants_and_those_without_cards_take_no_part(self):
        cells = {"U1": {"甲": 50, "乙": 55, "丙": 60}, "U2": {"甲": 60, "乙": 60, "丙": 70}}
        gap = Card(
            stage="review",
            uscc="U3",
            examiner="甲",
            panel="第一组",
            scale="percent",
            marks={},
            state=CardState.ABSENT,
        )
        scores = stage(
            cells, dict.fromkeys(cells, "第一组"), also=[gap], decisions={"U2": "exclude"}
        )
        assert panel_agreement(scores) == (
            PanelAgreement(
                panel="第一组", icc_c1=None, icc_ck=None, kendall_w=None, alpha=0, n=1, k=3
            ),
        )


class TestSeverity:
    LINKED = totals(U1="甲600 乙620 丙640", U2="乙500 丙510", U3="丙700 丁650", U4="甲610 丁600")

    def test_components_are_found_by_shared_examiners_and_applicants(self):
        apart = components(totals(U1="甲1 乙2", U2="乙1 丙2", U3="丁1", U4="戊1 己1", U5="己2"))
        assert [(p.applicants, p.examiners) for p in apart] == [
            (("U1", "U2"), ("丙", "乙", "甲")),
            (("U3",), ("丁",)),
            (("U4", "U5"), ("己", "戊")),
        ]

    def test_the_effects_solve_the_normal_equations(self):
        found = fit(self.LINKED)
        fitted = adjusted(self.LINKED, found.effects)
        for examiner in "甲乙丙丁":
            rest = [
                row[examiner] - fitted[u] - found.effects[examiner]
                for u, row in self.LINKED.items()
                if examiner in row
            ]
            assert sum(rest) == 0
        assert sum(found.effects.values()) == 0
        rss = sum(
            (y - fitted[u] - found.effects[e]) ** 2
            for u, row in self.LINKED.items()
            for e, y in row.items()
        )
        assert found.variances.rss == rss
        assert found.variances.df == 9 - 4 - 4 + 1

    def test_a_complete_team_needs_no_equations(self):
        whole, unit = _whole(
            totals(U1="甲600 乙620 丙640", U2="甲610 乙600 丙655", U3="甲500 乙500 丙500.25")
        )
        (part,) = components(whole)
        assert _is_complete(part, whole)
        short, factors = _effects(part, whole), _factors(part, whole)
        matrix, scale = _reduced(part, whole)
        deviations = [
            sum(whole[u][e] - sum(whole[u].values()) // 3 for u in whole) for e in part.examiners
        ]
        values = [
            *_solve([row[:-1] for row in matrix[:-1]], [d * scale for d in deviations[:-1]]),
            Fraction(0),
        ]
        mean = sum(values) / 3
        assert [short[e] for e in part.examiners] == [v - mean for v in values]
        inverse = _grounded_inverse(part, whole)
        means = [sum(row) / 3 for row in inverse]
        for i, examiner in enumerate(part.examiners):
            long = inverse[i][i] - 2 * means[i] + sum(means) / 3
            assert float(factors[examiner]) == pytest.approx(long)
        assert unit % 4 == 0

    def test_a_bridging_expert_ties_two_teams_as_the_specification_says(self):
        """One bridging expert with m applicants in each team: SE of the difference σ_ε·√(2/m)."""
        one = {
            f"A{n}": {"桥": Fraction(600 + n), "甲": Fraction(590), "乙": Fraction(610)}
            for n in range(6)
        }
        two = {
            f"B{n}": {"桥": Fraction(500 + n), "丙": Fraction(490), "丁": Fraction(510)}
            for n in range(6)
        }
        (part,) = components(one | two)
        weights = {
            "甲": Fraction(1, 2),
            "乙": Fraction(1, 2),
            "丙": Fraction(-1, 2),
            "丁": Fraction(-1, 2),
        }
        assert len(part.examiners) == 5
        # (mean of 甲, 乙 against 桥) minus (mean of 丙, 丁 against 桥), each on six applicants
        assert contrast_factors(part, one | two, [weights])[0] == pytest.approx(2 * (1 / 6) * 1.5)

    def test_a_component_beyond_the_limit_is_not_solved(self):
        chain = {
            f"U{n:03d}": {
                f"E{n:03d}": Fraction(600),
                f"E{n + 1:03d}": Fraction(610),
                f"E{n + 2:03d}": Fraction(605),
            }
            for n in range(MOST_EXAMINERS)
        }
        found = fit(chain)
        assert found.effects == {}
        v = found.variances
        assert (v.rss, v.residual, v.examiner, v.is_enough) == (None, None, None, False)
        assert v.within == 25

    def test_thin_data_leave_the_components_open(self):
        v = fit(totals(U1="甲600 乙610", U2="丙500 丁510")).variances
        assert (v.df, v.residual, v.is_enough) == (0, None, False)
        assert v.within == 50
        lonely = fit(totals(U1="甲600", U2="乙500")).variances
        assert (lonely.within, lonely.ms_examiner, lonely.k_examiner, lonely.k_applicant) == (
            None,
        ) * 4
        assert fit({"U1": {}}).components == ()


def team(prefix: str, names: str, *means: int) -> dict[str, dict[str, Fraction]]:
    """A complete team whose cards wobble by ±3, ±6 … around each applicant's mean."""
    rows = {}
    for n, mean in enumerate(means):
        shifts = [3 * ((n * 7 + i * 3) % 5 - 2) for i in range(len(names))]
        rows[f"{prefix}{n}"] = {
            name: Fraction(mean + s) for name, s in zip(names, shifts, strict=True)
        }
    return rows


class TestTeams:
    def test_unlinked_teams_cannot_be_told_apart_and_this_is_said(self):
        cells = team("A", "甲乙丙", 600, 610, 620, 630) | team("B", "丁戊己", 605, 615, 500, 510)
        cells = {u: {e: y + 20 * (e in "甲丁") for e, y in row.items()} for u, row in cells.items()}
        official = {u: Decimal(int(sum(row.values()) / 3)) for u, row in cells.items()}
        panels = {u: "第一组" if u[0] == "A" else "第二组" for u in cells}
        word = comparability(cells, panels, official, cap=3, floor=None)
        assert word.components == 2
        assert word.adjusted is None
        assert "无法用统计方法区分" in word.sentences[0]
        assert word.sentences[1].startswith("得分信度：跨组0.")
        assert word.sentences[2].startswith("第一组：全部得分加")
        assert 0 < word.reliability_across < word.reliability_within < 1

    def test_without_panels_the_components_stand_in(self):
        cells = team("A", "甲乙丙", 600, 610) | team("B", "丁戊己", 605, 615)
        official = {u: Decimal(int(sum(row.values()) / 3)) for u, row in cells.items()}
        word = comparability(cells, {}, official, cap=2, floor=None)
        assert [o.team for o in word.offsets] == ["第1部分", "第2部分"]

    def test_thin_data_are_called_thin(self):
        cells = team("A", "甲乙", 600, 610)
        word = comparability(cells, {}, {"A0": Decimal(600), "A1": Decimal(610)}, cap=5, floor=None)
        assert word.sentences == ("评估数据不足，不估计专家宽严和得分信度",)
        assert (word.reliability_across, word.adjusted) == (None, None)
        assert difference_se(word.variances, 3, 3, same_team=True) is None

    def test_linked_teams_get_adjusted_scores_for_information_only(self):
        anchors = team("Z", "甲乙丙丁戊己", 600, 640, 560, 580, 610)
        cells = anchors | team("A", "甲乙丙", 600, 610, 620) | team("B", "丁戊己", 605, 615, 500)
        panels = {u: {"A": "第一组", "B": "第二组", "Z": "第一组"}[u[0]] for u in cells}
        official = {u: Decimal(int(sum(row.values()) / len(row))) for u, row in cells.items()}
        word = comparability(cells, panels, official, cap=3, floor=None)
        assert word.components == 1
        assert set(word.adjusted) == set(cells)
        assert "可以估计组间宽严" in word.sentences[0]
        # the anchors' score is the mean of all six, whose severities sum to zero
        assert word.adjusted["Z0"] == round(
            Decimal(int(sum(cells["Z0"].values()) * 100 / 6)) / 100, 2
        )

    def test_a_weak_link_gives_none(self):
        wild = {
            u: {e: y + 90 * ((i * j) % 3 - 1) for j, (e, y) in enumerate(row.items())}
            for i, (u, row) in enumerate(
                (team("A", "甲乙桥", *[600] * 6) | team("B", "桥丙丁", *[600] * 6)).items()
            )
        }
        panels = {u: u[0] for u in wild}
        assert fit(wild).variances.is_enough
        assert comparability(wild, panels, {}, cap=3, floor=None).adjusted is None

    def test_the_standard_error_of_a_difference(self):
        """σ_B = 20, σ_ε = 25, n = 4: 22.6 across, 17.7 inside (§3.4)."""
        from dataclasses import replace

        v = replace(
            fit(team("A", "甲乙丙", 600, 610, 620, 630, 640)).variances,
            residual=Fraction(625),
            examiner=Fraction(400),
        )
        assert difference_se(v, 4, 4, same_team=False) == pytest.approx(22.64, abs=0.01)
        assert difference_se(v, 4, 4, same_team=True) == pytest.approx(17.68, abs=0.01)

    def test_no_variance_at_all_has_no_reliability(self):
        flat = {f"U{n}": dict.fromkeys("甲乙丙", Fraction(600)) for n in range(6)}
        assert reliability(fit(flat).variances, [Fraction(1, 3)] * 6) == (None, None)


class TestOffsets:
    @staticmethod
    def offsets(scores: dict[str, str], cap: int, floor: str | None = None) -> dict[str, tuple]:
        official = {u: Decimal(y) for u, y in scores.items()}
        found = team_offsets(
            official,
            {u: u[0] for u in scores},
            cap=cap,
            floor=None if floor is None else Decimal(floor),
        )
        return {
            o.team: (None if o.up is None else str(o.up), None if o.down is None else str(o.down))
            for o in found
        }

    def test_up_to_the_last_in_and_down_to_the_first_out(self):
        found = self.offsets({"A1": "600", "A2": "580", "B1": "590", "B2": "570"}, 2)
        assert found == {"A": ("10", "30"), "B": ("30", "10")}

    def test_with_places_to_spare_nothing_changes_without_a_floor(self):
        assert self.offsets({"A1": "600", "B1": "590"}, 5) == {"A": (None, None), "B": (None, None)}

    def test_with_places_to_spare_the_floor_is_the_only_line(self):
        found = self.offsets({"A1": "600", "A2": "540", "B1": "590"}, 5, "550")
        assert found == {"A": ("10", "50"), "B": (None, "40")}

    def test_below_the_floor_and_crowded_out_needs_the_greater(self):
        found = self.offsets({"A1": "540", "B1": "600", "B2": "590"}, 2, "550")
        assert found == {"A": ("50", None), "B": (None, "40")}

    def test_an_open_tie_changes_with_the_smallest_number(self):
        assert self.offsets({"A1": "600", "B1": "600"}, 1) == {"A": ("0", None), "B": ("0", None)}

    def test_a_tie_inside_one_team_is_not_settled_by_it(self):
        assert self.offsets({"A1": "600", "A2": "600", "B1": "500"}, 1)["A"] == (None, None)

    def test_a_team_with_all_places_cannot_rise(self):
        assert self.offsets({"A1": "600", "A2": "590", "B1": "500"}, 1)["A"] == (None, "100")


class TestHeadline:
    """One sentence for 评审工作报告, and the points behind it."""

    @staticmethod
    def word(cells, panels, cap=3):
        official = {u: Decimal(int(sum(row.values()) / len(row))) for u, row in cells.items()}
        return comparability(cells, panels, official, cap=cap, floor=None, everywhere="全部")

    def test_one_panel_has_nothing_to_compare(self):
        cells = team("A", "甲乙丙", 600, 610, 620, 630)
        assert self.word(cells, dict.fromkeys(cells, "第一组")).headline == ""

    def test_panels_without_a_link_are_not_told_apart(self):
        cells = team("A", "甲乙丙", 600, 610, 620, 630) | team("B", "丁戊己", 605, 615, 500, 510)
        word = self.word(cells, {u: "第一组" if u[0] == "A" else "第二组" for u in cells})
        assert word.lenience == ()
        assert word.headline == (
            "各评审组分成2个部分，部分之间没有共同的专家和共同评审的企业（组织），得分高低是水平差别还是宽严差别，"
            "无法用统计方法区分；第一组全部得分加5分，入围名单即开始变化。"
        )

    def test_anchors_show_a_lenient_panel_and_are_no_panel_themselves(self):
        anchors = team("Z", "甲乙丙丁戊己", 600, 640, 560, 580, 610)
        cells = anchors | team("A", "甲乙丙", 600, 610, 620) | team("B", "丁戊己", 605, 615, 500)
        cells = {u: {e: y + 40 * (e in "甲乙丙") for e, y in r.items()} for u, r in cells.items()}
        panels = {u: {"A": "第一组", "B": "第二组", "Z": "全部"}[u[0]] for u in cells}
        word = self.word(cells, panels)
        first, second = word.lenience
        assert (first.team, second.team) == ("第一组", "第二组")
        assert first.estimate == -second.estimate
        assert first.low < 40 < first.high
        assert first.high - first.low == second.high - second.low
        assert {o.team for o in word.offsets} == {"第一组", "第二组"}
        assert "估计的组间宽严差别最大的是" in word.headline


def test_flags_are_counted_each_by_its_own_name():
    from wzqa.marks.flags import Flag, counted

    found = [Flag(code=c, message="") for c in ("item-spread", "severity", "item-spread")]
    assert counted(found) == (("条目分歧", 2), ("宽严偏向", 1))
