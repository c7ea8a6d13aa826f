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

from wzqa.marks.severity import Fit, Variances, adjusted, contrast_factor, fit
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from wzqa.marks.severity import Totals

MOST_CONTRAST_SE = 15  # points; with more, adjusted scores would pretend to know too much (§3.4)
_PLACES = 2
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
class Comparability:
    """The honest word about teams.

    `reliability_across`, `reliability_within`: share of variance that is the applicants' own (the
    headline of §3.5) across and inside teams, at the harmonic mean of n; None without data.
    `adjusted`: least-squares scores, only where one component links all teams tightly.
    """

    components: int
    variances: Variances
    offsets: tuple[Offset, ...]
    reliability_across: Fraction | None
    reliability_within: Fraction | None
    adjusted: dict[str, Decimal] | None
    sentences: tuple[str, ...]


def comparability(
    totals: Totals,
    teams: Mapping[str, str | None],
    official: Mapping[str, Decimal],
    *,
    cap: int,
    floor: Decimal | None,
) -> Comparability:
    """Judge how far the teams' scores can be compared.

    `totals`: counted card totals; `teams`: panel by applicant (None: the component stands in);
    `official`: published scores of the ranked applicants.
    """
    result = fit(totals)
    named = _name_teams(result, teams)
    offsets = team_offsets(official, named, cap=cap, floor=floor)
    counts = [Fraction(1, len(cards)) for cards in totals.values() if cards]
    across, within = reliability(result.variances, counts)
    return Comparability(
        components=len(result.components),
        variances=result.variances,
        offsets=offsets,
        reliability_across=across,
        reliability_within=within,
        adjusted=_adjusted(result, totals, named),
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
    official: Mapping[str, Decimal],
    teams: Mapping[str, str],
    *,
    cap: int,
    floor: Decimal | None,
) -> tuple[Offset, ...]:
    """Tell for every team what would have to be true to change the list; needs no assumption."""
    return tuple(
        _offset(team, official, teams, cap, floor)
        for team in sorted({teams[uscc] for uscc in official})
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


def _adjusted(result: Fit, totals: Totals, teams: Mapping[str, str]) -> dict[str, Decimal] | None:
    """Give scores without the estimated severities, if they deserve to be looked at (§3.4)."""
    residual = result.variances.residual
    if residual is None or not result.variances.is_enough or len(result.components) != 1:
        return None
    part = result.components[0]
    judges: dict[str, set[str]] = {}
    for uscc in part.applicants:
        judges.setdefault(teams[uscc], set()).update(totals[uscc])
    for one, other in combinations(sorted(judges), 2):
        weights = dict.fromkeys(part.examiners, _ZERO)
        for sign, team in ((1, one), (-1, other)):
            for examiner in judges[team]:
                weights[examiner] += Fraction(sign, len(judges[team]))
        if float(residual) * contrast_factor(part, totals, weights) > MOST_CONTRAST_SE**2:
            return None
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
