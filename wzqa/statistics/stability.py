"""Would the list be the same without one examiner, or with another panel? (arithmetic.md §4).

The classes never change the list; they tell the office where 复核 pays.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from wzqa.marks.severity import fit
from wzqa.rounding import round_q, round_ratio
from wzqa.statistics.leaveout import LeaveOut, Line, Part, Tally, without_card, without_examiner
from wzqa.statistics.montecarlo import Source, times_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.rounding import Mode

__all__ = ["Line", "Part", "Stability", "StabilityMethod", "Tally", "stability"]

P_IN = "按评分误差推算，其真实水平确在名额以内的可能；不是“换一组专家仍会入围”的可能"
StabilityMethod = Literal["variance-components", "within-applicant", "none"]
_ZERO = Fraction(0)
_PLACES = 4
_ERRORS = 2  # standard errors of the simulation that a share must stay clear of the limit by


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """Classes by code, in rank order; `p_in` as text with four decimals (§4.2, §12).

    `without_examiner`, `without_card`: every leave-one-out scenario, with the decisive examiners.
    `seeds`: the seed texts used. `sentence`: in Chinese, for the report. Under the method `none`
    lists and `p_in` are empty.
    """

    method: StabilityMethod
    firm_in: tuple[str, ...]
    grey: tuple[str, ...]
    firm_out: tuple[str, ...]
    p_in: dict[str, str]
    without_examiner: LeaveOut
    without_card: LeaveOut
    replicates: int
    seeds: tuple[str, ...]
    sentence: str

    @property
    def classes(self) -> dict[str, str]:
        """Name everybody's class in Chinese."""
        return {code: name for key, name in _NAMES.items() for code in getattr(self, key)}

    def as_json(self) -> dict[str, object]:
        """Give the keys of cli.md."""
        return {
            "method": self.method,
            "firm_in": list(self.firm_in),
            "grey": list(self.grey),
            "firm_out": list(self.firm_out),
            "p_in": self.p_in,
        }


def stability(
    official: Mapping[str, Decimal],
    parts: Sequence[Part],
    *,
    cap: int,
    floor: Decimal | None,
    decimals: int,
    rounding: Mode,
    replicates: int,
    confidence: Decimal,
    exact: Mapping[str, Fraction] | None = None,
) -> Stability:
    """Class everybody with an official (published) score as firmly in, grey or firmly out.

    `parts`: the stages behind the score with their counted cards; one without weight plays no part.
    `exact`: the scores before rounding (None: the published ones stand in). Whatever the method,
    everything rests on plain card means, with the difference to the official score held constant.
    """
    line = Line(cap=cap, floor=floor, decimals=decimals, rounding=rounding)
    parts = [_restrict(part, official) for part in parts if part.weight]
    exact = {code: Fraction(y) for code, y in official.items()} | dict(exact or {})
    leave = without_examiner(exact, parts, line), without_card(exact, parts, line)
    method, sources = _sources(parts, replicates)
    order = sorted(official, key=lambda code: (-official[code], code))
    counts = {}
    if method != "none":
        counts = times_in(official, sources, cap=cap, floor=floor, replicates=replicates)
    classes = _classes(line.statuses(official), leave[0], counts, replicates, confidence)
    lists = {name: tuple(c for c in order if classes.get(c) == name) for name in _NAMES}
    return Stability(
        method=method,
        firm_in=lists["firm_in"],
        grey=lists["grey"],
        firm_out=lists["firm_out"],
        p_in={
            c: f"{round_ratio(counts[c], replicates, _PLACES, 'half_up'):f}"
            for c in order
            if c in counts
        },
        without_examiner=leave[0],
        without_card=leave[1],
        replicates=replicates if counts else 0,
        seeds=tuple(part.seed for part in parts),
        sentence=_sentence(method, lists, leave[0], replicates, parts)
        + _caveat(official, parts, line),
    )


_NAMES = {"firm_in": "稳定入围", "grey": "临界", "firm_out": "稳定未入围"}


def _restrict(part: Part, official: Mapping[str, Decimal]) -> Part:
    """Keep the cards of those who have an official score."""
    totals = {code: part.totals[code] for code in official}
    return Part(totals=totals, seed=part.seed, weight=part.weight)


def _sources(parts: Sequence[Part], replicates: int) -> tuple[StabilityMethod, list[Source]]:
    """Estimate each stage's noise; the thinnest stage names the method (§3.1, §12)."""
    method: StabilityMethod = "variance-components"
    sources = []
    for part in parts:
        variances = fit(part.totals).variances
        rest, examiner = variances.residual, variances.examiner or _ZERO
        if not variances.is_enough:
            method, rest, examiner = "within-applicant", variances.within, _ZERO
        if rest is None:
            return "none", []
        sources.append(
            Source(
                seed=part.seed,
                judges={code: tuple(sorted(cards)) for code, cards in part.totals.items()},
                of_rest=rest * part.weight**2,
                of_examiner=examiner * part.weight**2,
            )
        )
    return (method, sources) if sources and replicates else ("none", [])


def _classes(
    statuses: Mapping[str, str],
    leave: LeaveOut,
    counts: Mapping[str, int],
    replicates: int,
    confidence: Decimal,
) -> dict[str, str]:
    """Class everybody with a count: firm in all scenarios and beyond the simulation's error."""
    found = {}
    for code, count in counts.items():
        tally = leave.tallies[code]
        always_in = statuses[code] == "in" and not tally.outside and not tally.tied
        always_out = statuses[code] == "out" and not tally.inside and not tally.tied
        if always_in and _is_clear(count, replicates, confidence):
            found[code] = "firm_in"
        elif always_out and _is_clear(replicates - count, replicates, confidence):
            found[code] = "firm_out"
        else:
            found[code] = "grey"
    return found


def _is_clear(count: int, replicates: int, confidence: Decimal) -> bool:
    """Say whether P − 2·√(P(1 − P)/R) reaches the confidence, without a float."""
    share = Fraction(count, replicates)
    margin = share - Fraction(confidence)
    return margin >= 0 and margin**2 >= _ERRORS**2 * share * (1 - share) / replicates


def _sentence(
    method: StabilityMethod,
    lists: Mapping[str, Sequence[str]],
    leave: LeaveOut,
    replicates: int,
    parts: Sequence[Part],
) -> str:
    """Put it into one sentence for the report; the seed is printed, so that it can be repeated."""
    scenarios = f"逐一去掉一名专家共{leave.scenarios}种情形"
    if leave.skipped:
        scenarios += f"（另有{leave.skipped}种因剩余评分表不足2份略去）"
    if method == "none":
        return f"{scenarios}；数据不足，不作模拟。"
    thin = (
        "评估数据不足，只按同一申报组织各份评分的差异模拟；"
        if method != "variance-components"
        else ""
    )
    found = "，".join(f"{word}{len(lists[name])}家" for name, word in _NAMES.items())
    seeds = "、".join(dict.fromkeys(part.seed.partition("/")[0] for part in parts))
    return f"{found}。{thin}{scenarios}；模拟{replicates}次，随机数由事先设定的“{seeds}”确定，可以复算。"


def _caveat(official: Mapping[str, Decimal], parts: Sequence[Part], line: Line) -> str:
    """Say so when the official score is not the plain mean of the cards (§4.1)."""
    means: dict[str, Fraction] = dict.fromkeys(official, _ZERO)
    for part in parts:
        for code, cards in part.totals.items():
            means[code] += part.weight * sum(cards.values(), _ZERO) / len(cards)
    if all(round_q(y, line.decimals, line.rounding) == official[c] for c, y in means.items()):
        return ""
    return "以上均按各份评分表的平均分推算，它与正式得分之差保持不变。"
