"""The properties of arithmetic.md §6 that belong to scoring, ranking, agreement and stability.

Numbered as there; 18 (votes) and 19 (report files) are tested by their owners. Cycles are small and
marks few, so that ties, also across the cut, are common.
"""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from statistics import fmean, pstdev

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from wzqa.award_toml import build
from wzqa.criteria import Category, Criteria, Item
from wzqa.marks.aggregation import median_weights, trim_weights
from wzqa.marks.cards import category_points, clause_points
from wzqa.marks.severity import adjusted, components, fit
from wzqa.models import Card, CardState
from wzqa.problems import WzqaError
from wzqa.ranking import Contestant, TieDecision, check_choice, cut
from wzqa.rounding import round_q
from wzqa.scoring import combine, score_stage
from wzqa.statistics.agreement import alpha, icc, kendall
from wzqa.statistics.bootstrap import exact_bootstrap
from wzqa.statistics.leaveout import Line, Part, without_examiner
from wzqa.statistics.montecarlo import Source, times_in

pytestmark = pytest.mark.slow

EXAMPLES = settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def small_criteria(scale: int = 1) -> Criteria:
    """Seven categories would only cost time: two, with three items, 1000 points."""
    items = [("4.1.2", 250), ("4.7.2", 350), ("4.7.3", 400)]
    made = {clause: Item(clause, clause, points * scale, "process") for clause, points in items}
    categories = (
        Category("4.1", "领导", (made["4.1.2"],)),
        Category("4.7", "结果", (made["4.7.2"], made["4.7.3"])),
    )
    return Criteria("试验", "试验", "", categories, ())


CRITERIA = small_criteria()
CLAUSES = tuple(item.clause for item in CRITERIA.items)
STEPS = tuple(Decimal(p) for p in (40, 45, 50, 60, 80))
CHAIN = ("category:4.7", "item:4.7.2")
EXAMINERS = "甲乙丙丁戊"

Marks = dict[str, dict[str, tuple[Decimal, ...]]]  # applicant → examiner → percentages


@cache
def rules_of(method: str = "mean", level: str = "total", decimals: int = 2):
    trim = {"level": level, "min_cards": 3, "fallback": "hold"}
    stage = {"method": method, "trim": trim, "decimals": decimals}
    return build({"stage": {"review": stage}}, 2026).stage.review


def marks_of(number: int) -> tuple[Decimal, ...]:
    """Decode 0 … 124 into three percentages."""
    return STEPS[number % 5], STEPS[number // 5 % 5], STEPS[number // 25]


@st.composite
def cycles(draw, *, least: int = 1, most: int = 5) -> Marks:
    """Draw a cycle: one complete team of three to five, one card a number."""
    n = draw(st.integers(3, 5))
    size = draw(st.integers(least, most))
    cells = draw(st.lists(st.integers(0, 124), min_size=n * size, max_size=n * size))
    return {
        f"U{a}": {e: marks_of(cells[a * n + i]) for i, e in enumerate(EXAMINERS[:n])}
        for a in range(size)
    }


METHODS = st.sampled_from(["mean", "median", "trimmed"])
POLICIES = st.sampled_from(["hold", "chain", "exclude"])
CAPS = st.integers(1, 4)


def card(uscc: str, examiner: str, percents, **more) -> Card:
    marks = dict(zip(CLAUSES, percents, strict=True))
    return Card(
        **{
            "stage": "review",
            "uscc": uscc,
            "examiner": examiner,
            "panel": "一",
            "scale": "percent",
            "marks": marks,
        }
        | more
    )


def cards_of(marks: Marks) -> list[Card]:
    return [card(u, e, p) for u, row in marks.items() for e, p in row.items()]


def scores_of(cards, method="mean", decisions=None, **more):
    return score_stage(
        cards, None, CRITERIA, rules_of(method, **more), decisions or {}, percent_step=5
    )


def contestants_of(scores) -> list[Contestant]:
    return [
        Contestant(
            uscc=s.uscc,
            name=s.uscc,
            order=s.uscc,
            score=s.score,
            exact=s.exact,
            keys=s.keys,
            held=s.held,
            excluded=s.excluded,
        )
        for s in scores.applicants
    ]


def ranked(scores, cap: int, policy: str = "hold", decision: TieDecision | None = None, floor=None):
    return cut(
        contestants_of(scores),
        stage="review",
        cap=cap,
        floor=floor,
        policy=policy,
        chain=CHAIN,
        decision=decision,
    )


def fate(outcome) -> dict[str, bool | None]:
    return {row.uscc: row.admitted for row in outcome.rows}


def exacts(scores) -> dict[str, Fraction]:
    return {s.uscc: s.exact for s in scores.applicants}


def totals_of(scores) -> dict[str, dict[str, Fraction]]:
    return {s.uscc: s.totals for s in scores.applicants}


LEVEL = {False: 0, None: 1, True: 2}


@EXAMPLES
@given(cycles(), METHODS, POLICIES, CAPS, st.sets(st.sampled_from([f"U{n}" for n in range(5)])))
def test_01_the_cap_holds_for_every_input_policy_and_decision(marks, method, policy, cap, chosen):
    scores = scores_of(cards_of(marks), method)
    before = ranked(scores, cap, policy)
    assert len(before.admitted) <= cap
    try:
        after = ranked(scores, cap, policy, TieDecision(before.question, tuple(chosen)))
    except WzqaError:
        assert not chosen <= set(before.tie.applicants) or len(chosen) > before.tie.places
    else:
        assert len(after.admitted) <= cap


@EXAMPLES
@given(cycles(), METHODS, POLICIES, CAPS, st.randoms(use_true_random=False))
def test_02_order_of_cards_examiners_and_items_changes_nothing(marks, method, policy, cap, shuffle):
    cards = cards_of(marks)
    mixed = [
        replace(c, marks=dict(shuffle.sample(list(c.marks.items()), len(c.marks))))
        for c in shuffle.sample(cards, len(cards))
    ]
    one, two = scores_of(cards, method), scores_of(mixed, method)
    assert one == two
    assert (
        list(map(str, one.applicants)) == list(map(str, two.applicants))
        or one.applicants == two.applicants
    )
    field = contestants_of(one)
    outcome = ranked(one, cap, policy)
    again = cut(
        shuffle.sample(field, len(field)),
        stage="review",
        cap=cap,
        floor=None,
        policy=policy,
        chain=CHAIN,
    )
    assert again == outcome


@EXAMPLES
@given(cycles(), METHODS, POLICIES, CAPS, st.randoms(use_true_random=False))
def test_03_renaming_renames_the_result_and_nothing_else(marks, method, policy, cap, shuffle):
    people = dict(zip(marks, shuffle.sample([f"N{n}" for n in range(9)], len(marks)), strict=True))
    judges = dict(zip(EXAMINERS, shuffle.sample("己庚辛壬癸子丑", 5), strict=True))
    renamed = {people[u]: {judges[e]: p for e, p in row.items()} for u, row in marks.items()}
    one, two = scores_of(cards_of(marks), method), scores_of(cards_of(renamed), method)
    assert {people[u]: y for u, y in exacts(one).items()} == exacts(two)
    a, b = ranked(one, cap, policy), ranked(two, cap, policy)
    assert {people[u]: f for u, f in fate(a).items()} == fate(b)
    assert {people[r.uscc]: r.rank for r in a.rows} == {r.uscc: r.rank for r in b.rows}
    line = Line(cap=cap, floor=None, decimals=2, rounding="half_up")
    left, right = (
        without_examiner(exacts(s), [Part(totals=totals_of(s), seed="s", weight=Fraction(1))], line)
        for s in (one, two)
    )
    assert {people[u]: t for u, t in left.tallies.items()} == right.tallies
    assert {judges[e] for e in left.decisive} == set(right.decisive)


@settings(EXAMPLES, max_examples=500)
@given(cycles(most=3), CAPS, st.randoms(use_true_random=False))
def test_03b_the_exact_bootstrap_does_not_know_names(marks, cap, shuffle):
    marks = {u: dict(list(row.items())[:3]) for u, row in marks.items()}
    people = dict(zip(marks, shuffle.sample([f"N{n}" for n in range(9)], len(marks)), strict=True))
    one = totals_of(scores_of(cards_of(marks)))
    two = {people[u]: row for u, row in one.items()}
    means = {u: sum(row.values()) / len(row) for u, row in one.items()}
    left = exact_bootstrap(one, means, cap)
    right = exact_bootstrap(two, {people[u]: y for u, y in means.items()}, cap)
    assert {people[u]: c for u, c in left.items()} == right
    assert all(c.inside + c.outside + c.tied == 1 for c in left.values())


@EXAMPLES
@given(cycles(), METHODS, POLICIES, CAPS, st.randoms(use_true_random=False))
def test_04_equal_cards_have_equal_status(marks, method, policy, cap, shuffle):
    double = shuffle.choice(list(marks))
    row = list(marks[double].values())
    names = shuffle.sample(list(marks[double]), len(row))
    twin = marks | {"T0": dict(zip(names, row, strict=True))}
    outcome = ranked(scores_of(cards_of(twin), method), cap, policy)
    assert fate(outcome)["T0"] == fate(outcome)[double]
    ranks = {r.uscc: r.rank for r in outcome.rows}
    assert ranks["T0"] == ranks[double]


@EXAMPLES
@given(cycles(), METHODS, st.sampled_from(["total", "category", "item"]), POLICIES, CAPS, st.data())
def test_05_raising_a_mark_never_lowers_a_status(marks, method, level, policy, cap, data):
    uscc = data.draw(st.sampled_from(sorted(marks)))
    examiner = data.draw(st.sampled_from(sorted(marks[uscc])))
    place = data.draw(st.integers(0, 2))
    raised = {u: dict(row) for u, row in marks.items()}
    percents = list(raised[uscc][examiner])
    percents[place] += data.draw(st.sampled_from([5, 10, 20]))
    raised[uscc][examiner] = tuple(percents)
    before = ranked(scores_of(cards_of(marks), method, level=level), cap, policy)
    after = ranked(scores_of(cards_of(raised), method, level=level), cap, policy)
    assert LEVEL[fate(after)[uscc]] >= LEVEL[fate(before)[uscc]]


@EXAMPLES
@given(
    st.lists(st.integers(59_000, 61_000), min_size=2, max_size=6),
    st.integers(1, 3),
    st.integers(1, 900),
    st.integers(0, 400),
    st.integers(0, 400),
)
def test_05b_raising_a_score_never_lowers_its_chance(cents, cap, more, of_rest, of_examiner):
    official = {f"U{n}": Decimal(c) / 100 for n, c in enumerate(cents)}
    judges = {u: ("甲", "乙") if n % 2 else ("乙", "丙") for n, u in enumerate(official)}
    source = Source(
        seed="s", judges=judges, of_rest=Fraction(of_rest), of_examiner=Fraction(of_examiner)
    )
    before = times_in(official, [source], cap=cap, floor=None, replicates=40)
    after = times_in(
        official | {"U0": official["U0"] + Decimal(more) / 100},
        [source],
        cap=cap,
        floor=None,
        replicates=40,
    )
    assert after["U0"] >= before["U0"]


@EXAMPLES
@given(cycles(least=3), METHODS, st.integers(0, 124))
def test_06_scores_do_not_depend_on_others(marks, method, number):
    before = exacts(scores_of(cards_of(marks), method))
    changed = marks | {"U0": dict.fromkeys(marks["U0"], marks_of(number))}
    gone = {u: row for u, row in marks.items() if u != "U0"}
    for other in (changed, gone):
        after = exacts(scores_of(cards_of(other), method))
        assert {u: y for u, y in after.items() if u != "U0"} == {
            u: y for u, y in before.items() if u != "U0"
        }


def test_06b_z_scores_and_severity_adjustment_do_depend_on_others():
    """Why neither is an official method: U1 and U2 change places when only U3 changes."""

    def z(rows):
        by_judge = list(zip(*rows.values(), strict=True))
        shape = [(fmean(column), pstdev(column)) for column in by_judge]
        return {
            u: sum((y - m) / s for y, (m, s) in zip(row, shape, strict=True))
            for u, row in rows.items()
        }

    rows = {"U1": (600, 640), "U2": (650, 600), "U3": (500, 620)}
    near, far = z(rows), z(rows | {"U3": (640, 100)})
    assert (near["U1"] > near["U2"]) != (far["U1"] > far["U2"])

    def cells(y):
        return {
            "U1": {"甲": Fraction(600), "乙": Fraction(640)},
            "U2": {"丙": Fraction(650), "丁": Fraction(600)},
            "U3": {"甲": Fraction(y), "丁": Fraction(620)},
        }

    low, high = (adjusted(t, fit(t).effects) for t in (cells(500), cells(700)))
    assert (low["U1"] > low["U2"]) != (high["U1"] > high["U2"])


@EXAMPLES
@given(cycles(least=2), METHODS, POLICIES, CAPS, st.data())
def test_07_removing_an_unselected_one_or_adding_a_place_deselects_nobody(
    marks, method, policy, cap, data
):
    scores = scores_of(cards_of(marks), method)
    before = ranked(scores, cap, policy)
    assert set(before.admitted) <= set(ranked(scores, cap + 1, policy).admitted)
    out = [u for u, admitted in fate(before).items() if not admitted]
    assume(out)
    gone = data.draw(st.sampled_from(out))
    rest = {u: row for u, row in marks.items() if u != gone}
    assert set(before.admitted) <= set(
        ranked(scores_of(cards_of(rest), method), cap, policy).admitted
    )


@EXAMPLES
@given(
    cycles(),
    METHODS,
    POLICIES,
    CAPS,
    st.sampled_from(["ineligible", "excluded", "below"]),
    st.integers(0, 124),
)
def test_08_who_is_not_on_the_list_changes_only_the_listing(
    marks, method, policy, cap, kind, number
):
    weak = (Decimal(0),) * 3 if kind == "below" else marks_of(number)
    cards = cards_of(marks)
    more = [*cards, *cards_of({"Z9": dict.fromkeys(marks["U0"], weak)})]
    decisions = {"Z9": "exclude"} if kind == "excluded" else {}
    one = scores_of(cards, method)
    two = score_stage(
        more,
        None,
        CRITERIA,
        rules_of(method),
        decisions,
        applicants=list(marks) if kind == "ineligible" else None,
    )
    floor = Decimal(1) if kind == "below" else None
    a, b = ranked(one, cap, policy, floor=floor), ranked(two, cap, policy, floor=floor)
    assert {r for r in b.rows if r.uscc != "Z9"} == set(a.rows)
    assert (a.admitted, a.tie, a.question, a.vacancies) == (
        b.admitted,
        b.tie,
        b.question,
        b.vacancies,
    )
    assert [r.admitted for r in b.rows if r.uscc == "Z9"] in ([], [False])
    if kind != "below":
        assert one.examiners == two.examiners


@EXAMPLES
@given(cycles(), METHODS, st.integers(2, 9), st.sampled_from([1, 5, 25]))
def test_09_scale_and_shift_keep_the_exact_order(marks, method, factor, shift):
    plain = exacts(scores_of(cards_of(marks), method))
    larger = exacts(
        score_stage(cards_of(marks), None, small_criteria(factor), rules_of(method), {})
    )
    assert larger == {u: y * factor for u, y in plain.items()}
    moved = {
        u: {e: (p[0] + shift / Decimal(25), *p[1:]) for e, p in row.items()}
        for u, row in marks.items()
    }
    assert exacts(scores_of(cards_of(moved), method)) == {
        u: y + Fraction(shift, 10) for u, y in plain.items()
    }


@EXAMPLES
@given(cycles(), METHODS, st.sampled_from(["total", "category", "item"]), st.integers(0, 124))
def test_10_bounds_and_unanimous_cards(marks, method, level, number):
    for score in scores_of(cards_of(marks), method, level=level).applicants:
        low, high = min(score.totals.values()), max(score.totals.values())
        if level == "total" or method != "trimmed":
            assert low <= score.exact <= high
        assert 0 <= score.exact <= 1000
        for category in CRITERIA.categories:
            assert 0 <= score.category_exact[category.clause] <= category.points
    same = {"U0": dict.fromkeys(EXAMINERS, marks_of(number))}
    (agreed,) = scores_of(cards_of(same), method, level=level).applicants
    assert set(agreed.totals.values()) == {agreed.exact}
    for percent, text in ((100, "1000.00"), (0, "0.00")):
        ends = {"U0": dict.fromkeys(EXAMINERS, (Decimal(percent),) * 3)}
        assert str(scores_of(cards_of(ends), method, level=level).applicants[0].score) == text


@EXAMPLES
@given(
    cycles(), st.sampled_from(["mean", "trimmed"]), st.sampled_from(["total", "category", "item"])
)
def test_11_breakdowns_add_up_and_weights_reproduce_the_score(marks, method, level):
    assert sum(i.points for i in CRITERIA.items) == CRITERIA.points == 1000
    for score in scores_of(cards_of(marks), method, level=level).applicants:
        assert sum(score.category_exact.values()) == score.exact
        if score.cards[0].weight is not None:
            weights = [line.weight for line in score.cards]
            assert sum(weights) == score.divisor == len(weights) - (2 if method == "trimmed" else 0)
            whole = sum(
                w * Fraction(line.total) for w, line in zip(weights, score.cards, strict=True)
            )
        else:
            whole = Fraction(0)
            for line in score.cards:
                points = (clause_points if level == "item" else category_points)(
                    line.card, CRITERIA
                )
                whole += sum(w * points[clause] for clause, w in line.weights)
        assert whole / score.divisor == score.exact


@EXAMPLES
@given(
    st.lists(st.integers(0, 4000).map(lambda q: Fraction(q, 4)), min_size=3, max_size=4),
    st.integers(0, 100_000),
    st.integers(0, 100_000),
)
def test_12_methods_that_must_agree(totals, one, two):
    def weighted(weights):
        return sum(w * y for w, y in zip(weights, totals, strict=True)) / sum(weights)

    assert weighted(trim_weights(totals)) == weighted(median_weights(totals))
    visit_alone = build({}, 2026).stage.visit.weights
    scores = Decimal(one) / 100, Decimal(two) / 100
    parts = list(zip(visit_alone.stages.values(), scores, strict=True))
    assert combine(parts[::-1], 2, "half_up") == scores[1]


@EXAMPLES
@given(
    st.fractions(-2000, 2000, max_denominator=1680),
    st.fractions(0, 1, max_denominator=50),
    st.integers(0, 4),
    st.sampled_from(["half_up", "gb8170"]),
)
def test_13_rounding(value, more, places, mode):
    rounded = round_q(value, places, mode)
    unit = Fraction(1, 10**places)
    assert round_q(Fraction(rounded), places, mode) == rounded
    assert round_q(value + more, places, mode) >= rounded
    assert abs(Fraction(rounded) - value) <= unit / 2
    assert round_q(-value, places, mode) == -rounded
    assert -rounded.as_tuple().exponent == places
    if round_q(value, places, "half_up") != round_q(value, places, "gb8170"):
        assert (value / unit) % 1 == Fraction(1, 2)


@EXAMPLES
@given(st.integers(2, 6), st.integers(1, 5), st.sets(st.integers(0, 7)))
def test_14_decisions_that_do_not_fit_are_refused(tied, cap, chosen):
    field = [Contestant(uscc=f"U{n}", name="", order="", score=Decimal(600)) for n in range(tied)]
    assume(tied > cap)
    outcome = cut(field, stage="review", cap=cap, floor=None, policy="hold")
    codes = [f"U{n}" for n in chosen]
    fits = len(codes) <= cap and all(n < tied for n in chosen)
    if fits:
        decision = check_choice(outcome, codes, outcome.question)
        settled = cut(field, stage="review", cap=cap, floor=None, policy="hold", decision=decision)
        assert set(settled.admitted) == set(codes)
        assert settled.tie is None
        stale = cut(
            [*field, replace(field[0], uscc="N")],
            stage="review",
            cap=cap,
            floor=None,
            policy="hold",
            decision=decision,
        )
        assert stale.stale
        assert stale.admitted == ()
    else:
        with pytest.raises(WzqaError):
            check_choice(outcome, codes)
    with pytest.raises(WzqaError, match="已变化"):
        check_choice(outcome, [], "0" * 64)


@EXAMPLES
@given(cycles(least=2), st.integers(0, 124), CAPS)
def test_15_leave_one_out(marks, number, cap):
    marks = marks | {"U0": dict.fromkeys(marks["U0"], marks_of(number))}
    scores = scores_of(cards_of(marks))
    totals, exact = totals_of(scores), exacts(scores)
    line = Line(cap=cap, floor=None, decimals=2, rounding="half_up")
    found = without_examiner(exact, [Part(totals=totals, seed="s", weight=Fraction(1))], line)
    assert found.scenarios + found.skipped == len(marks["U0"])
    for gone in marks["U0"]:
        left = {u: [y for e, y in row.items() if e != gone] for u, row in totals.items()}
        assert sum(left["U0"]) / len(left["U0"]) == exact["U0"]
    for tally in found.tallies.values():
        assert tally.inside + tally.outside + tally.tied == found.scenarios


@st.composite
def designs(draw) -> dict[str, dict[str, Fraction]]:
    """Draw up to six applicants and six examiners with holes; every applicant has a card."""
    rows = {}
    for a in range(draw(st.integers(1, 6))):
        judges = draw(st.sets(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=4))
        rows[f"U{a}"] = {e: Fraction(draw(st.integers(0, 400)), 4) for e in sorted(judges)}
    return rows


def rank_of(rows: list[list[Fraction]]) -> int:
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            if factor:
                rows[r] = [y - factor * x for x, y in zip(rows[rank], rows[r], strict=True)]
        rank += 1
    return rank


@EXAMPLES
@given(designs(), st.integers(-200, 200), st.randoms(use_true_random=False))
def test_16_least_squares(cells, constant, choice):
    before = fit(cells)
    judges = sorted({e for row in cells.values() for e in row})
    who = choice.choice(judges)
    moved = {u: {e: y + constant * (e == who) for e, y in row.items()} for u, row in cells.items()}
    after = fit(moved)
    own = next(p for p in before.components if who in p.examiners)
    share = Fraction(constant, len(own.examiners))
    for e in judges:
        shift = constant * (e == who) - share if e in own.examiners else 0
        assert after.effects[e] - before.effects[e] == shift
    assert after.variances.rss == before.variances.rss
    design = [
        [Fraction(u == v) for v in cells] + [Fraction(e == f) for f in judges]
        for u, row in cells.items()
        for e in row
    ]
    v = before.variances
    assert rank_of(design) == v.applicants + v.examiners - v.components == v.cards - v.df
    for part in components(cells):
        if all(len(cells[u]) == len(part.examiners) for u in part.applicants):
            fitted = adjusted({u: cells[u] for u in part.applicants}, before.effects)
            assert fitted == {u: sum(cells[u].values()) / len(cells[u]) for u in part.applicants}


@EXAMPLES
@given(st.integers(2, 4), st.integers(2, 5), st.data())
def test_17_agreement(k, n, data):
    numbers = data.draw(st.lists(st.integers(0, 40), min_size=n * k, max_size=n * k))
    table = [[Fraction(y) for y in numbers[i * k : i * k + k]] for i in range(n)]
    lean = [Fraction(c) for c in data.draw(st.lists(st.integers(-20, 20), min_size=k, max_size=k))]
    shifted = [[y + c for y, c in zip(row, lean, strict=True)] for row in table]
    stretched = [[3 * y + 7 for y in row] for row in table]
    plain, moved, scaled = icc(table), icc(shifted), icc(stretched)
    for form in ("ICC(C,1)", "ICC(C,k)"):
        assert plain.forms[form] == moved.forms[form]
    assert plain.forms == scaled.forms
    w = [kendall(t) and kendall(t).w for t in (table, shifted, stretched)]
    assert w[0] == w[1] == w[2]
    assert alpha(table, "interval") == alpha(stretched, "interval")
    same = [[row[0]] * k for row in table]
    varied = len({row[0] for row in table}) > 1
    assert alpha(same, "interval") == (1 if varied else None)
    assert (kendall(same) and kendall(same).w) == (1 if varied else None)
    if w[0] is not None:
        assert 0 <= w[0] <= 1


def test_17b_absolute_agreement_and_alpha_do_see_severity():
    table = [[Fraction(y) for y in row] for row in ((1, 2), (3, 4), (6, 6))]
    lenient = [[a, b + 10] for a, b in table]
    assert icc(table).forms["ICC(A,1)"] > icc(lenient).forms["ICC(A,1)"]
    assert alpha(table, "interval") > alpha(lenient, "interval")


def test_a_card_in_any_other_state_is_never_a_number():
    """What 40 of 8,630 panel scores got wrong elsewhere: an absent judge stored as 0.0 (§1.2)."""
    marks = {"U0": dict.fromkeys("甲乙丙", (Decimal(50),) * 3)}
    for state in CardState:
        if state is not CardState.SUBMITTED:
            extra = card("U0", "丁", (Decimal(0),) * 3, state=state)
            (score,) = scores_of([*cards_of(marks), extra], decisions={"U0": "rank"}).applicants
            assert (score.n, score.exact) == (3, 500)


def test_trimming_weights_do_not_depend_on_order_and_add_up():
    """2,000 random cases, as in §1.4."""
    draw = random.Random(3)
    for _ in range(2000):
        totals = [
            Fraction(draw.choice([2400, 2420, 2440, 2441]), 4) for _ in range(draw.randint(3, 7))
        ]
        weights = trim_weights(totals)
        assert sum(weights) == len(totals) - 2
        kept = sorted(totals)[1:-1]
        assert sum(w * y for w, y in zip(weights, totals, strict=True)) == sum(kept)
        assert dict(zip(totals, weights, strict=True)) == dict(
            zip(totals[::-1], trim_weights(totals[::-1]), strict=True)
        )
