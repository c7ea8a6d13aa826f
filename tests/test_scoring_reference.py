"""Every value of tests/reference/expected.json, reproduced leaf by leaf.

Exact fractions are compared as fractions. Confidence intervals and p-values are no output of wzqa
(arithmetic.md §3.5); they are recomputed here from its mean squares, with the textbook formulas that
the named packages use, so that nothing in the file stands unchecked.
"""

import csv
import json
import math
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from wzqa.marks.aggregation import median_weights, trim_weights
from wzqa.marks.severity import components, fit
from wzqa.ranking import Contestant, cut
from wzqa.rounding import round_q
from wzqa.statistics.agreement import alpha, icc, kendall
from wzqa.statistics.bootstrap import _atoms, exact_bootstrap
from wzqa.statistics.comparability import team_offsets
from wzqa.statistics.leaveout import Line, without_card, without_examiner
from wzqa.statistics.noise import TABLE_SHA256, normal_table
from wzqa.statistics.stability import Part, stability

HERE = Path(__file__).parent / "reference"
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
WORDS = {"file", "how", "published", "where", "lesson", "rule", "rounding", "_sources", "method"}
# Fits by maximum likelihood, which wzqa does not do (§3.1); the REML variances beside them are
# compared with ours in a test of their own.
LIKELIHOOD = {("severity", "penicillin", fit_) for fit_ in ("lme4_reml", "lme4_ml")}


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix_of(name: str) -> list[list[Fraction | None]]:
    return [[Fraction(v) if v else None for v in list(row.values())[1:]] for row in rows_of(name)]


def totals_of(name: str, applicant: str, examiner: str, value: str) -> dict:
    found: dict[str, dict[str, Fraction]] = {}
    for row in rows_of(name):
        found.setdefault(row[applicant], {})[row[examiner]] = Fraction(row[value])
    return found


def weighted(values, weights) -> Fraction:
    values = [Fraction(v) for v in values]
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)


def mean(values) -> Fraction:
    return weighted(values, [Fraction(1)] * len(values))


def trimmed(values, drop: int = 1) -> Fraction:
    values = list(values)
    return weighted(values, trim_weights([Fraction(v) for v in values], drop))


# --- F and chi-square, for the p-values and intervals that other packages print ---------------------


def beta_share(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta by Lentz's continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / (1 + term * d), 1 + term / c
            value *= c * d
    return front * value / a


def f_tail(f: float, d1: float, d2: float) -> float:
    return beta_share(d2 / 2, d1 / 2, d2 / (d2 + d1 * f))


def f_quantile(p: float, d1: float, d2: float) -> float:
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if f_tail(middle, d1, d2) > 1 - p else (low, middle)
    return low


def chi2_tail(x: float, df: int) -> float:
    """Upper tail by the series of the lower one."""
    a, x = df / 2, x / 2
    term = total = 1 / a
    for n in range(1, 500):
        term *= x / (a + n)
        total += term
    return 1 - total * math.exp(a * math.log(x) - x - math.lgamma(a))


def irr_row(form: str, table, value: float) -> tuple[list[float], list[float]]:
    """Give [F, df1, df2, p] and the 95 % interval as R's package irr prints them."""
    n, k = table.n, table.k
    r, c, e, w = map(float, (table.ms_rows, table.ms_columns, table.ms_error, table.ms_within))
    d1, single = n - 1, form.endswith("1)")
    if form[4] == "A":
        # irr multiplies by k for both forms, which is right for the single one only
        part = k * value
        a = part / (n * (1 - value))
        b = 1 + part * (n - 1) / (n * (1 - value))
        v = (a * c + b * e) ** 2 / ((a * c) ** 2 / (k - 1) + (b * e) ** 2 / ((n - 1) * (k - 1)))
        low, high = f_quantile(0.975, d1, v), f_quantile(0.975, v, d1)
        rest, spread = (k * c + (k * n - k - n) * e, e) if single else (c - e, e)
        interval = [
            n * (r - low * spread) / (low * rest + n * r),
            n * (high * r - spread) / (rest + n * high * r),
        ]
        return [r / e, d1, v, f_tail(r / e, d1, v)], interval
    noise, d2 = (e, (n - 1) * (k - 1)) if form[4] == "C" else (w, n * (k - 1))
    f = r / noise
    bounds = [f / f_quantile(0.975, d1, d2), f * f_quantile(0.975, d2, d1)]
    interval = [(x - 1) / (x + k - 1) if single else 1 - 1 / x for x in bounds]
    return [f, d1, d2, f_tail(f, d1, d2)], interval


def icc_tree(name: str) -> dict:
    table = icc(matrix_of(EXPECTED["icc"][name]["file"]))
    n, k = table.n, table.k
    forms = {}
    for form, exact in table.forms.items():
        noise = table.ms_error if form[4] in "AC" else table.ms_within
        f, d1 = float(table.ms_rows / noise), n - 1
        d2 = (n - 1) * (k - 1) if form[4] in "AC" else n * (k - 1)
        row, interval = irr_row(form, table, float(exact))
        of_pingouin = interval
        if form == "ICC(A,k)":  # psych and pingouin step the single form up, irr does not
            single = irr_row("ICC(A,1)", table, float(table.forms["ICC(A,1)"]))[1]
            of_pingouin = [x * k / (1 + x * (k - 1)) for x in single]
        forms[form] = {
            "value": exact,
            "exact": exact,
            "F": f,
            "df1": d1,
            "df2": d2,
            "p": f_tail(f, d1, d2),
            "ci95_pingouin": [round(x, 2) for x in of_pingouin],
            "ci95_R_irr": interval,
            "R_irr_F_df_p": row,
        }
    squares = {"BMS": table.ms_rows, "WMS": table.ms_within, "JMS": table.ms_columns}
    return {
        "n": n,
        "k": k,
        "MSR": table.ms_rows,
        "MSC": table.ms_columns,
        "MSE": table.ms_error,
        "MSW": table.ms_within,
        "forms": forms,
        "published": {"MS": {**squares, "EMS": table.ms_error}, "ICC": table.forms},
    }


def kendall_tree(name: str) -> dict:
    files = {"irr_anxiety": "agreement/irr_anxiety.csv"}
    matrix = matrix_of(files.get(name, f"agreement/kendall_{name}.csv"))
    found = kendall(matrix)
    return {
        "targets": len(matrix),
        "judges": len(matrix[0]),
        "W": found.w,
        "exact": found.w,
        "chi2": found.chi2,
        "df": found.df,
        "p": chi2_tail(float(found.chi2), found.df),
        "W_without_tie_correction": found.uncorrected,
    }


def alpha_tree(name: str) -> dict:
    units = matrix_of(EXPECTED["krippendorff"][name]["file"])
    values = {m: alpha(units, m) for m in ("nominal", "ordinal", "interval", "ratio")}
    return {
        "alpha": {m: {"value": v, "exact": v} for m, v in values.items()},
        "published": values,
    }


def one_alpha(name: str) -> dict:
    value = alpha(matrix_of(f"agreement/{name}.csv"), "interval")
    return {"value": value, "exact": value}


# --- aggregation ------------------------------------------------------------------------------------


def top_three() -> list[str]:
    scores = sorted(
        trimmed([row[f"s{n}"] for n in range(1, 6)])
        for row in rows_of("aggregation/pta_l2_015.csv")
    )
    return [f"{round_q(score, 3):f}" for score in scores[-3:]]


def by_item(cards) -> Fraction:
    return sum(trimmed(column) for column in zip(*cards, strict=True))


def own_cases() -> dict:
    half = ["612", "612", "612.25", "612.25"]
    noisy = ["548.7", "621.3", "611.4"]
    p, q = [[90, 10], [10, 90], [60, 60]], [[55, 55]] * 3
    a, b = ["550.0", "550.2"], ["550.6", "549.8"]
    weights = [Fraction("0.4"), Fraction("0.6")]
    cards, raised = [(600, 200), (610, 260), (620, 240)], [(610, 200), (610, 260), (620, 240)]

    def retained(rows):
        return weighted([r for _, r in rows], trim_weights([t for t, _ in rows]))

    def dropping_outliers(rows):
        return mean([y for y in rows if abs(y - median(rows)) <= 60])

    ties, equal = [700, 700, 650, 600, 600], [640] * 4
    return {
        "half_way_four_experts": {
            "totals": half,
            "mean": mean(half),
            "half_up": round_q(mean(half), 2, "half_up"),
            "gb8170": round_q(mean(half), 2, "gb8170"),
            "python_round": str(round(float(mean(half)), 2)),
        },
        "float_order_noise": {
            "totals": noisy,
            "exact_mean": mean(noisy),
            "float_results": sorted(
                {
                    sum(float(noisy[i]) for i in order) / 3
                    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0))
                }
            ),
        },
        "weighted_tie_broken_by_float": {
            "weights": ["0.4", "0.6"],
            "a": a,
            "b": b,
            "exact": [weighted(a, weights), weighted(b, weights)],
            "float_results": [0.4 * float(x) + 0.6 * float(y) for x, y in (a, b)],
        },
        "trim_level_flips_the_order": {
            "P": p,
            "Q": q,
            "trim_on_total": {"P": trimmed(map(sum, p)), "Q": trimmed(map(sum, q))},
            "trim_per_item": {"P": by_item(p), "Q": by_item(q)},
            "mean": {"P": mean(list(map(sum, p))), "Q": mean(list(map(sum, q)))},
        },
        "auto_exclusion_not_monotone": {
            "before": [600, 610, 620],
            "mean_before": dropping_outliers([600, 610, 620]),
            "after": [600, 610, 700],
            "result_after": dropping_outliers([600, 610, 700]),
        },
        "retained_card_tie_break_not_monotone": {
            "cards_total_results": cards,
            "trimmed_total": trimmed([t for t, _ in cards]),
            "retained_results": retained(cards),
            "raise_card_1_to": raised[0],
            "trimmed_total_after": trimmed([t for t, _ in raised]),
            "retained_results_after": retained(raised),
        },
        "trim_weights_with_ties": {
            "totals": ties,
            "weights": trim_weights(ties),
            "result": trimmed(ties),
        },
        "trim_all_equal": {
            "totals": equal,
            "weights": trim_weights(equal),
            "result": trimmed(equal),
        },
    }


# --- severity and stability -------------------------------------------------------------------------


def henderson(variances) -> dict:
    return {
        "N": variances.cards,
        "I": variances.applicants,
        "J": variances.examiners,
        "components": variances.components,
        "var_residual": variances.residual,
        "df_residual": variances.df,
        "ms_examiner_adj": variances.ms_examiner,
        "k_b": variances.k_examiner,
        "var_examiner": variances.examiner,
        "ms_applicant_adj": variances.ms_applicant,
        "k_a": variances.k_applicant,
        "var_applicant": variances.applicant,
    }


@cache
def penicillin(name: str):
    return fit(totals_of(f"severity/{name}.csv", "plate", "sample", "diameter"))


def severity_tree() -> dict:
    full, holes = penicillin("penicillin"), penicillin("penicillin_unbalanced")
    v = full.variances
    reml = EXPECTED["severity"]["penicillin"]["lme4_reml"]
    shrink = 24 * reml["var_sample"] / (24 * reml["var_sample"] + reml["var_residual"])
    return {
        "penicillin": {
            "anova": {
                "MS_plate": v.ms_applicant,
                "MS_sample": v.ms_examiner,
                "MS_res": v.residual,
                "df": [v.applicants - 1, v.examiners - 1, v.df],
            },
            "ranef_sample": {name: float(b) * shrink for name, b in full.effects.items()},
            "anova_estimators": {
                "var_plate": v.applicant,
                "var_sample": v.examiner,
                "var_residual": v.residual,
            },
            "henderson3": henderson(v),
        },
        "penicillin_unbalanced": {
            "henderson3": henderson(holes.variances),
            "sample_effects": holes.effects,
            "rss": holes.variances.rss,
            "df": holes.variances.df,
        },
    }


@cache
def demo():
    totals = totals_of("stability/demo_scores.csv", "applicant", "examiner", "score")
    exact = {code: mean(list(cards.values())) for code, cards in totals.items()}
    teams = {row["applicant"]: row["team"] for row in rows_of("stability/demo_scores.csv")}
    return totals, exact, teams, {code: round_q(y, 2) for code, y in exact.items()}


def tally_tree(found) -> dict:
    return {
        code: {
            name: count
            for name, count in (("in", t.inside), ("out", t.outside), ("tie", t.tied))
            if count
        }
        for code, t in found.tallies.items()
    }


def stability_tree() -> dict:
    totals, exact, teams, official = demo()
    part = Part(totals=totals, seed="wzqa-demo", weight=Fraction(1))
    line = Line(cap=5, floor=None, decimals=2, rounding="half_up")
    found = stability(
        official,
        [part],
        cap=5,
        floor=None,
        decimals=2,
        rounding="half_up",
        replicates=10_000,
        confidence=Decimal("0.95"),
        exact=exact,
    )
    listed = cut(
        [Contestant(uscc=c, name=c, order=c, score=y) for c, y in official.items()],
        stage="review",
        cap=5,
        floor=None,
        policy="hold",
    )
    variances = fit(totals).variances
    boot = exact_bootstrap(totals, exact, 5)
    parts = components(totals)
    scale = 60 * 100 * 12
    names = [
        (code, name) for name in ("firm_in", "grey", "firm_out") for code in getattr(found, name)
    ]
    return {
        "K": 5,
        "ranking": [
            {"applicant": r.uscc, "score": r.score, "status": "in" if r.admitted else "out"}
            for r in listed.rows
        ],
        "leave_one_examiner_out": tally_tree(without_examiner(exact, [part], line)),
        "leave_one_card_out": tally_tree(without_card(exact, [part], line)),
        "exact_joint_bootstrap": {
            code: {
                name: {"exact": p, "value": p}
                for name, p in (("in", c.inside), ("out", c.outside), ("tie", c.tied))
            }
            for code, c in boot.items()
        },
        "bootstrap_atoms": {
            teams[p.applicants[0]]: len(_atoms(p, totals, exact, scale)) for p in parts
        },
        "variance_components": {
            "var_residual": variances.residual,
            "df_residual": variances.df,
            "ms_examiner": variances.ms_examiner,
            "df_examiner": variances.examiners - variances.components,
            "var_examiner": variances.examiner,
            "exact_var_residual": variances.residual,
            "exact_var_examiner": variances.examiner,
        },
        "monte_carlo": {
            "seed": found.seeds[0],
            "resamples": found.replicates,
            "p_in": {code: float(p) for code, p in found.p_in.items()},
            "table_sha256": TABLE_SHA256 if normal_table() else "",
            "check_numpy_400k": {code: float(p) for code, p in found.p_in.items()},
        },
        "classification": dict(names),
        "team_offset_that_changes_the_list": {
            o.team: {"up": o.up, "down": o.down}
            for o in team_offsets(official, teams, cap=5, floor=None)
        },
        "henderson3": henderson(variances),
    }


@cache
def product() -> dict:
    return {
        "icc": {name: icc_tree(name) for name in EXPECTED["icc"]},
        "kendall_w": {name: kendall_tree(name) for name in EXPECTED["kendall_w"]},
        "krippendorff": {
            "c_nmm": alpha_tree("c_nmm"),
            "wikipedia": alpha_tree("wikipedia"),
            "shrout_fleiss_1979_interval": one_alpha("shrout_fleiss_1979"),
            "irr_anxiety_interval": one_alpha("irr_anxiety"),
        },
        "pta_l2_015": {"top3_ascending": top_three(), "published": " ".join(top_three())},
        "own_cases": own_cases(),
        "stability_demo": stability_tree(),
        "severity": severity_tree(),
    }


# --- leaf by leaf -----------------------------------------------------------------------------------


def leaves(tree, path=()):
    if path in LIKELIHOOD or path == ("voting",):
        return
    entries = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else None
    )
    if entries is None:
        # Sentences of provenance have no number to reproduce; published numbers do.
        is_words = (
            isinstance(tree, str) and path[-1] in WORDS and path != ("pta_l2_015", "published")
        )
        if not is_words and path[0] != "_sources":
            yield path, tree
        return
    for key, value in entries:
        yield from leaves(value, (*path, key))


LEAVES = list(leaves(EXPECTED))


def test_the_file_is_covered():
    assert len(LEAVES) > 400
    assert {path[0] for path, _ in LEAVES} == set(product())


@pytest.mark.parametrize(
    ("path", "expected"), LEAVES, ids=[".".join(map(str, path)) for path, _ in LEAVES]
)
def test_reference_value(path, expected):
    found = product()
    for key in path:
        found = found[key]
    if "published" in path and isinstance(expected, float):  # rounded in print
        digits = -Decimal(str(expected)).as_tuple().exponent
        assert round_q(found, max(digits, 2), "half_up") == Decimal(str(expected))
    elif "check_numpy_400k" in path:  # another generator: four standard errors apart at most
        error = math.sqrt(expected * (1 - expected) * (1 / 10_000 + 1 / 400_000))
        assert abs(found - expected) <= 4 * error
    elif "ranef_sample" in path:  # shrunk with REML's variances
        assert found == pytest.approx(expected, rel=1e-6)
    elif isinstance(expected, str) and isinstance(found, Fraction | Decimal):
        assert Fraction(found) == Fraction(expected)
    elif isinstance(expected, float):
        assert float(found) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    else:
        assert found == expected


def test_the_variances_equal_reml_on_balanced_data():
    """Henderson III is good enough for a report (§3.1): equal to four digits."""
    v, reml = penicillin("penicillin").variances, EXPECTED["severity"]["penicillin"]["lme4_reml"]
    for ours, theirs in (
        (v.applicant, "var_plate"),
        (v.examiner, "var_sample"),
        (v.residual, "var_residual"),
    ):
        assert float(ours) == pytest.approx(reml[theirs], rel=2e-4)


# --- tables without an entry in expected.json -------------------------------------------------------


@pytest.mark.parametrize(
    "row", rows_of("rounding/gb8170.csv"), ids=lambda r: f"{r['input']}@{r['places']}"
)
def test_gb8170_table(row):
    value, places = Fraction(row["input"]), int(row["places"])
    assert round_q(value, places, "gb8170") == Decimal(row["expected"])


@pytest.mark.parametrize("row", rows_of("aggregation/diving.csv"), ids=lambda r: r["case"])
def test_diving(row):
    marks = row["judges"].split()
    kept = len(marks) - 2 * int(row["drop_each_side"])
    dive = trimmed(marks, int(row["drop_each_side"])) * kept * Fraction(row["dd"])
    assert round_q(dive, 1) == Decimal(row["expected"])


def two_closest(values: list[Fraction]) -> list[Fraction]:
    """Three judges: the two closest, the upper pair if equally spaced (not a method of wzqa)."""
    low, middle, high = sorted(values)
    return [low, middle] if middle - low < high - middle else [middle, high]


@pytest.mark.parametrize("row", rows_of("aggregation/ijru_averaging.csv"), ids=lambda r: r["case"])
def test_ijru(row):
    marks = [Fraction(mark) for mark in row["judges"].split()]
    score = (
        trimmed(marks) if len(marks) > 3 else mean(two_closest(marks) if len(marks) == 3 else marks)
    )
    assert round_q(score, 2) == Decimal(row["expected"])


def test_a_median_is_the_mean_of_the_middle_cards():
    assert weighted([600, 610, 700], median_weights([600, 610, 700])) == 610
    assert weighted([600, 610, 620, 700], median_weights([600, 610, 620, 700])) == 615


def test_the_items_are_those_of_the_shipped_edition():
    from wzqa.criteria import load_criteria

    shipped = {
        item.clause: (item.name, item.points) for item in load_criteria("GB/T 19580-2012").items
    }
    listed = {
        r["item"]: (r["item_name"], int(r["max_points"]))
        for r in rows_of("items/gbt19580_2012_items.csv")
    }
    assert shipped == listed
