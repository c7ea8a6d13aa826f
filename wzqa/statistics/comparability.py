"""What can and cannot be said of scores from different teams (arithmetic.md §3.4, §3.5).

Nothing here changes the official order. Adjusted scores, where they are given at all, are
仅供参考，不作为入围依据.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING

from wzqa.marks.severity import Fit, Variances, adjusted, contrast_factors, fit
from wzqa.names import in_order
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.marks.severity import Totals

MOST_CONTRAST_SE = 15  # points; with more, adjusted scores would pretend to know too much (§3.4)
_PLACES = 2
_ERRORS = 2  # standard errors on either side of an estimate
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """The least points added to (`up`) or taken from (`down`) a whole team that changes the list.

    At exactly this value there is a tie; None: no such number changes it.
    """

    team: str
    up: Decimal | None
    down: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenience:
    """How many points a team marks above (+) or below the others, by estimate, and ± 2 errors."""

    team: str
    estimate: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparability:
    """The honest word about teams.

    `reliability_across`, `reliability_within`: share of variance that is the applicants' own (the
    headline of §3.5) across and inside teams, at the harmonic mean of n; None without data.
    `lenience`: per team, where one component links them all. `adjusted`: least-squares scores, only
    where that component is tight.
    """

    teams: int
    components: int
    variances: Variances
    offsets: tuple[Offset, ...]
    reliability_across: Fraction | None
    reliability_within: Fraction | None
    lenience: tuple[Lenience, ...]
    adjusted: dict[str, Decimal] | None
    sentences: tuple[str, ...]

    @property
    def smallest(self) -> tuple[Decimal, str, str] | None:
        """Give points, team and 加 or 减 of the least move of a whole team that changes the list."""
        ways = [
            (points, offset.team, verb)
            for offset in self.offsets
            for points, verb in ((offset.up, "加"), (offset.down, "减"))
            if points is not None
        ]
        return min(ways, default=None)

    @property
    def headline(self) -> str:
        """Say it in one sentence for 评审工作报告; "" where one team marked everybody."""
        if self.teams < 2:  # noqa: PLR2004
            return ""
        if self.components > 1:
            text = (
                f"各评审组分成{self.components}个部分，部分之间没有共同的专家和共同评审的企业（组织），"
                "得分高低是水平差别还是宽严差别，无法用统计方法区分"
            )
        elif self.lenience:
            most = max(self.lenience, key=lambda one: (abs(one.estimate), one.team))
            text = (
                "各评审组有共同的专家或共同评审的企业（组织），估计的组间宽严差别最大的是"
                f"{most.team}，比其他组{_way(most)}（区间{most.low}至{most.high}分）"
            )
        else:
            text = "各评审组有共同的专家或共同评审的企业（组织），但数据不足，不估计组间宽严差别"
        if self.smallest:
            points, team, verb = self.smallest
            text += f"；{team}全部得分{verb}{points}分，入围名单即开始变化"
        return f"{text}。"


def _way(lenience: Lenience) -> str:
    return f"{'高' if lenience.estimate >= 0 else '低'}{abs(lenience.estimate)}分"


def comparability(
    totals: Totals,
    teams: Mapping[str, str | None],
    official: Mapping[str, Decimal],
    *,
    cap: int,
    floor: Decimal | None,
    everywhere: str = "",
) -> Comparability:
    """Judge how far the teams' scores can be compared.

    `totals`: counted card totals; `teams`: panel by applicant (None: the component stands in);
    `official`: published scores of the ranked applicants; `everywhere`: what `teams` calls
    applicants that all teams mark (anchors), which are no team of their own.
    """
    result = fit(totals)
    named = _name_teams(result, teams)
    offsets = tuple(
        offset
        for offset in team_offsets(official, named, cap=cap, floor=floor)
        if offset.team != everywhere
    )
    lenience, widest = _lenience(result, totals, named, everywhere)
    counts = [Fraction(1, len(cards)) for cards in totals.values() if cards]
    across, within = reliability(result.variances, counts)
    return Comparability(
        teams=len(set(named.values()) - {everywhere}),
        components=len(result.components),
        variances=result.variances,
        offsets=offsets,
        reliability_across=across,
        reliability_within=within,
        lenience=lenience,
        adjusted=_adjusted(result, totals, widest),
        sentences=_sentences(result, named, offsets, across, within),
    )


def reliability(
    variances: Variances, inverse_counts: Sequence[Fraction]
) -> tuple[Fraction | None, Fraction | None]:
    """Give σ²_A/(σ²_A + (σ²_B + σ²_ε)/n) across teams and σ²_A/(σ²_A + σ²_ε/n) inside (§3.5)."""
    own, judge, rest = variances.applicant, variances.examiner, variances.residual
    if own is None or judge is None or rest is None or not variances.is_enough:
        return None, None
    share = sum(inverse_counts, _ZERO) / len(inverse_counts)
    across, within = own + (judge + rest) * share, own + rest * share
    return (own / across if across else None), (own / within if within else None)


def difference_se(
    variances: Variances, n_one: int, n_other: int, *, same_team: bool
) -> float | None:
    """Give the standard error of the difference of two scores, in points (§3.4)."""
    if variances.residual is None or variances.examiner is None or not variances.is_enough:
        return None
    variance = variances.residual + (_ZERO if same_team else variances.examiner)
    return sqrt(variance * (Fraction(1, n_one) + Fraction(1, n_other)))


def team_offsets(
    official: Mapping[str, Decimal], teams: Mapping[str, str], *, cap: int, floor: Decimal | None
) -> tuple[Offset, ...]:
    """Tell for every team what would have to be true to change the list; needs no assumption."""
    return tuple(
        _offset(team, official, teams, cap, floor)
        for team in sorted({teams[uscc] for uscc in official}, key=in_order)
    )


def _offset(
    team: str,
    official: Mapping[str, Decimal],
    teams: Mapping[str, str],
    cap: int,
    floor: Decimal | None,
) -> Offset:
    eligible = {u: y for u, y in official.items() if floor is None or y >= floor}
    seats = sum(
        teams[u] == team and sum(z >= y for z in eligible.values()) <= cap
        for u, y in eligible.items()
    )
    own = sorted((y for u, y in official.items() if teams[u] == team), reverse=True)
    others = sorted((y for u, y in eligible.items() if teams[u] != team), reverse=True)
    free = cap - seats  # places that the other teams' applicants fill, best first
    first_out, last_in = own[seats : seats + 1], own[:seats][-1:]
    bar = [] if floor is None else [floor]
    # To rise, the team's best outsider has to reach the last of the others that has a place …
    bounds = [*others[max(0, free - 1) : free], *(bar if first_out < bar else [])]
    up = max(bounds) - first_out[0] if first_out and bounds else None
    # … and to fall, its last insider has to meet the best of the others that has none.
    bounds = [*others[free : free + 1], *bar]
    down = last_in[0] - max(bounds) if last_in and bounds else None
    if up is not None and up < 0:
        up = None  # the team's own tie holds the line open
    return Offset(team=team, up=up, down=down)


def _name_teams(result: Fit, teams: Mapping[str, str | None]) -> dict[str, str]:
    """Name the team of everybody: the panel, else the number of the component."""
    named = {}
    for number, part in enumerate(result.components, 1):
        for uscc in part.applicants:
            named[uscc] = teams.get(uscc) or f"第{number}部分"
    return named


def _lenience(
    result: Fit, totals: Totals, teams: Mapping[str, str], everywhere: str
) -> tuple[tuple[Lenience, ...], float | None]:
    """Compare each team's examiners with those of all other teams; give also the widest variance.

    That is of a contrast of two teams (§3.4). Nothing where more than one component, or too few
    degrees of freedom, would make the numbers up.
    """
    residual = result.variances.residual
    if residual is None or not result.variances.is_enough or len(result.components) != 1:
        return (), None
    part = result.components[0]
    judges: dict[str, set[str]] = {}
    for uscc in part.applicants:
        if teams[uscc] != everywhere:
            judges.setdefault(teams[uscc], set()).update(totals[uscc])
    names = sorted(judges, key=in_order)
    if not (part.examiners and result.effects) or len(names) < 2:  # noqa: PLR2004  (nothing to compare)
        return (), 0.0
    alone = {name: _mean_of(judges[name]) for name in names}
    rest = {
        name: _mean_of(set().union(*(judges[other] for other in names if other != name)))
        for name in names
    }
    against = [_less(alone[name], rest[name]) for name in names]
    pairs = [_less(alone[one], alone[other]) for one, other in combinations(names, 2)]
    factors = contrast_factors(part, totals, [*against, *pairs])
    found = []
    for name, weights, factor in zip(names, against, factors, strict=False):
        estimate = sum((w * result.effects[e] for e, w in weights.items()), _ZERO)
        error = _ERRORS * Fraction(sqrt(float(residual) * max(factor, 0.0)))
        low, mid, high = (
            round_q(v, _PLACES) for v in (estimate - error, estimate, estimate + error)
        )
        found.append(Lenience(team=name, estimate=mid, low=low, high=high))
    return tuple(found), float(residual) * max(factors[len(names) :])


def _mean_of(examiners: set[str]) -> dict[str, Fraction]:
    return dict.fromkeys(examiners, Fraction(1, len(examiners)))


def _less(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {e: one.get(e, _ZERO) - other.get(e, _ZERO) for e in one.keys() | other.keys()}


def _adjusted(result: Fit, totals: Totals, widest: float | None) -> dict[str, Decimal] | None:
    """Give scores without the estimated severities, if they deserve to be looked at (§3.4)."""
    if widest is None or widest > MOST_CONTRAST_SE**2:
        return None
    part = result.components[0]
    scores = adjusted({uscc: totals[uscc] for uscc in part.applicants}, result.effects)
    return {uscc: round_q(score, _PLACES) for uscc, score in scores.items()}


def _sentences(
    result: Fit,
    teams: Mapping[str, str],
    offsets: Sequence[Offset],
    across: Fraction | None,
    within: Fraction | None,
) -> tuple[str, ...]:
    """Put it into words for the report."""
    words = []
    if len(result.components) > 1:
        words.append(
            f"全部评分表分成{len(result.components)}个互不相连的部分，部分之间没有共同的专家，"
            "也没有共同的申报组织：一个部分得分较高，是组织水平高还是打分宽，无法用统计方法区分"
        )
    elif len(set(teams.values())) > 1:
        words.append("各评审组由共同的专家或共同的申报组织连在一起，可以估计组间宽严")
    if across is None or within is None:
        words.append("评估数据不足，不估计专家宽严和得分信度")
    else:
        words.append(
            f"得分信度：跨组{round_q(across, _PLACES)}，组内{round_q(within, _PLACES)}（1为最高）"
        )
    words += [
        f"{offset.team}：全部得分{'或'.join(ways)}，入围名单即开始变化"
        for offset in offsets
        if (
            ways := [
                f"{verb}{points}分"
                for verb, points in (("加", offset.up), ("减", offset.down))
                if points is not None
            ]
        )
    ]
    return tuple(words)
