"""The numbers behind a proposal of panels: who sits where, and who scores whom.

Examiners and applicants are indices. Swapping two examiners is weighed with their two panels'
applicants dealt out anew at least cost, which for two panels is a sort. Where all pairs of panels
can be tried, they are; else descents from kicked plans follow, a fixed number of them: integers and a
count of steps, no clock, so that every machine proposes the same (architecture.md §5.4).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from operator import add, itemgetter, sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HARD = 100_000  # a recusal in a panel, a panel that nobody may lead
DOUBT = 400  # a conflict that other data suggest
MISMATCH = 30  # one step of three away from a matching speciality
COLLEAGUES = 45  # two members of one employer
STAND_IN = 20  # a leader whom the roster does not name as one
BEST = 3  # a full match

# While searching, a hard fault outweighs all doubts and a doubt all wishes: nothing is traded for one.
_HARD, _DOUBT = 10**9, 10**5
_NEVER = 10**18  # more than any plan costs
_ALL_PAIRS = 60_000  # pairs of panels that are all tried
_KEPT = 60_000  # panels that can be formed, up to which all that were weighed are kept
_STEPS = 12_000  # swaps weighed, at most two seconds
_QUICK = 6_000  # to know whether there is any plan at all
_DESCENTS = 80
_FRESH = 4  # descents from scratch before the best plan is kicked


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is given. Tables are [examiner][applicant]; `low` … `high` applicants per panel."""

    barred: list[list[bool]]
    doubts: list[list[int]]
    match: list[list[int]]  # 0 … BEST
    employer: list[str]
    leads: list[int]  # 2 may lead, 1 not stated, 0 may not
    applicants: int
    panels: int
    size: int
    low: int
    high: int

    @property
    def examiners(self) -> int:
        """How many there are to choose from."""
        return len(self.barred)


@dataclass(slots=True)
class Plan:
    """Members and applicants of each panel, and examiners left over.

    `costs` per panel. `bound`: no plan of this task can cost less; equal to the cost where the plan is
    proved best. `doubts`: how many suspected conflicts it seats.
    """

    members: list[list[int]]
    work: list[list[int]]
    bench: list[int]
    costs: list[int] = field(default_factory=list)
    bound: int = 0
    doubts: int = 0

    @property
    def cost(self) -> int:
        """Sum over the panels."""
        return sum(self.costs)

    @property
    def broken(self) -> int:
        """How many hard wishes are not met, while searching."""
        return self.cost // _HARD

    def copy(self) -> Plan:
        """Give a plan that changes apart from this one."""
        return Plan(
            [list(m) for m in self.members], [list(w) for w in self.work], list(self.bench),
            list(self.costs),
        )  # fmt: skip


def shown(cost: int) -> int:
    """Turn a cost of the search into one in the weights that are published."""
    faults, rest = divmod(cost, _HARD)
    doubts, wishes = divmod(rest, _DOUBT)
    return faults * HARD + doubts * DOUBT + wishes


def _publish(plan: Plan) -> Plan:
    plan.doubts = plan.cost % _HARD // _DOUBT
    plan.costs = [shown(cost) for cost in plan.costs]
    plan.bound = shown(plan.bound)
    return plan


Weighed = tuple[int, list[int]]  # a panel without work; with each of some applicants


class Scale:
    """Weighs panels: what a panel costs by itself, and with each of the applicants asked for."""

    def __init__(self, task: Task) -> None:
        """Lay the tables of one task out."""
        self.task = task
        self.steps = 0
        self._against = [
            [_HARD * b + _DOUBT * d for b, d in zip(barred, doubts, strict=True)]
            for barred, doubts in zip(task.barred, task.doubts, strict=True)
        ]
        self._wary = list(map(any, self._against))  # who has a recusal or a doubt at all
        self._far = [[MISMATCH * (BEST - m) for m in row] for row in task.match]
        self._kept: dict[tuple[int, ...], Weighed] = {}
        self._few = comb(task.examiners, task.size) <= _KEPT

    def panel(self, members: Sequence[int], applicants: Sequence[int]) -> Weighed:
        """Give the cost of a panel without work, and its weight for each of the applicants."""
        if not self._few:
            return self._weigh(members, applicants)
        key = tuple(sorted(members))
        if key not in self._kept:
            self._kept[key] = self._weigh(key, range(self.task.applicants))
        base, weights = self._kept[key]
        return base, [weights[a] for a in applicants]

    def _weigh(self, members: Sequence[int], applicants: Sequence[int]) -> Weighed:
        task = self.task
        best = max(task.leads[e] for e in members)
        names = [task.employer[e] for e in members if task.employer[e]]
        base = _HARD if best == 0 else STAND_IN if best == 1 else 0
        base += COLLEAGUES * (len(names) - len(set(names)))
        far = zip(*([self._far[e][a] for a in applicants] for e in members), strict=True)
        weights = list(map(min, far))
        for row in (self._against[e] for e in members if self._wary[e]):
            weights = list(map(add, weights, [row[a] for a in applicants]))
        return base, weights

    def split(
        self, one: Weighed, two: Weighed, both: Sequence[int], below: int
    ) -> tuple[tuple[int, int], tuple[list[int], list[int]]] | None:
        """Deal `both`, in order, out to two panels at least cost: what each costs, who goes where.

        None where that is not below `below`.
        """
        self.steps += 1
        (base_one, left), (base_two, right) = one, two
        if base_one + base_two + sum(map(min, left, right)) >= below:
            return None
        gain = list(map(sub, left, right))
        least = max(self.task.low, len(both) - self.task.high)
        most = min(self.task.high, len(both) - self.task.low)
        taken = min(most, max(least, sum(g < 0 for g in gain)))
        order = sorted(range(len(both)), key=gain.__getitem__)
        first, second = order[:taken], order[taken:]
        costs = base_one + sum(left[k] for k in first), base_two + sum(right[k] for k in second)
        if sum(costs) >= below:
            return None
        return costs, ([both[k] for k in first], [both[k] for k in second])

    def least(self) -> int:
        """Give a cost that no plan goes below: every applicant with the best examiner for it."""
        rows = [
            [x + y for x, y in zip(against, far, strict=True)]
            for against, far in zip(self._against, self._far, strict=True)
        ]
        cost = sum(int(min(column)) for column in zip(*rows, strict=True))
        for level in sorted(self.task.leads, reverse=True)[: self.task.panels]:
            cost += {0: _HARD, 1: STAND_IN, 2: 0}[level]
        return cost


# --- all pairs of panels ------------------------------------------------------------------------


def _every_pair(scale: Scale) -> Plan | None:
    """Try all ways to seat two panels; None where there are too many of them."""
    task = scale.task
    seats = task.examiners, task.size
    ways = comb(*seats) * comb(task.examiners - task.size, task.size) // 2
    if task.panels != 2 or not 0 < ways <= _ALL_PAIRS:  # noqa: PLR2004
        return None
    both = range(task.applicants)
    plan, below = None, _NEVER
    for one in combinations(range(task.examiners), task.size):
        free = [e for e in range(one[0] + 1, task.examiners) if e not in one]
        for two in combinations(free, task.size):
            deal = scale.split(scale.panel(one, both), scale.panel(two, both), both, below)
            if deal:
                costs, work = deal
                below = sum(costs)
                bench = sorted(set(range(task.examiners)) - {*one, *two})
                plan = Plan([list(one), list(two)], list(work), bench, list(costs), bound=below)
    return plan


# --- descents -----------------------------------------------------------------------------------


def first_plan(task: Task, order: list[int]) -> Plan:
    """Deal leaders, then the others, then the applicants, round the panels."""
    people = sorted(order, key=lambda e: -task.leads[e])
    seats = task.panels * task.size
    members = [people[i : seats : task.panels] for i in range(task.panels)]
    work = [list(range(i, task.applicants, task.panels)) for i in range(task.panels)]
    return Plan(members, work, people[seats:])


def _weigh(scale: Scale, plan: Plan) -> None:
    plan.costs = []
    for members, work in zip(plan.members, plan.work, strict=True):
        base, weights = scale.panel(members, work)
        plan.costs.append(base + sum(weights))


class Descent:
    """Makes a plan better, one swap of examiners at a time, until no swap helps."""

    def __init__(self, scale: Scale, plan: Plan, rng: random.Random, limit: int) -> None:
        """Begin from a plan, which is changed in place; stop once `limit` steps were taken."""
        self.scale, self.plan, self.rng, self.limit = scale, plan, rng, limit
        _weigh(scale, plan)

    def run(self, *, until_sound: bool = False) -> None:
        """Go on while something helps; `until_sound`: only until nothing hard is broken."""
        better = True
        while better and self.scale.steps < self.limit:
            if until_sound and not self.plan.broken:
                return
            better = False
            for one, two in self._shuffled(list(combinations(range(len(self.plan.members)), 2))):
                better |= self._pair(one, two)
                if until_sound and not self.plan.broken:
                    return
            better |= self._bench()

    def kick(self) -> None:
        """Swap a few examiners at random, to leave a plan that no single swap makes better."""
        plan = self.plan
        for _ in range(3):
            first = plan.members[self._pick(len(plan.members))]
            other = plan.bench if plan.bench and self._pick(3) == 0 else None
            second = other or plan.members[self._pick(len(plan.members))]
            i, j = self._pick(len(first)), self._pick(len(second))
            first[i], second[j] = second[j], first[i]
        _weigh(self.scale, plan)

    def _pick(self, count: int) -> int:
        return int(self.rng.random() * count)  # random() alone is the same in every Python

    def _shuffled(self, items: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [item for _, item in sorted((self.rng.random(), item) for item in items)]

    def _pair(self, one: int, two: int) -> bool:
        """Deal two panels' applicants out anew, then try all swaps between their examiners."""
        better = self._settle(one, two)
        plan = self.plan
        for i, j in self._shuffled([(i, j) for i in range(len(plan.members[one]))
                                    for j in range(len(plan.members[two]))]):  # fmt: skip
            left, right = plan.members[one], plan.members[two]
            left[i], right[j] = right[j], left[i]
            if self._settle(one, two):
                better = True
            else:
                left[i], right[j] = right[j], left[i]
        return better

    def _settle(self, one: int, two: int) -> bool:
        """Deal out; keep it if the two panels cost less than before."""
        plan = self.plan
        both = sorted(plan.work[one] + plan.work[two])
        left, right = (self.scale.panel(plan.members[p], both) for p in (one, two))
        deal = self.scale.split(left, right, both, plan.costs[one] + plan.costs[two])
        if deal is None:
            return False
        (plan.costs[one], plan.costs[two]), (plan.work[one], plan.work[two]) = deal
        return True

    def _bench(self) -> bool:
        """Try everybody on the bench in every seat."""
        plan, better = self.plan, False
        for p, members in enumerate(plan.members):
            others = [q for q in range(len(plan.members)) if q != p]
            for i, j in self._shuffled([(i, j) for i in range(len(members))
                                        for j in range(len(plan.bench))]):  # fmt: skip
                members[i], plan.bench[j] = plan.bench[j], members[i]
                if self._reseat(p, others):
                    better = True
                else:
                    members[i], plan.bench[j] = plan.bench[j], members[i]
        return better

    def _reseat(self, p: int, others: list[int]) -> bool:
        if others:
            return self._settle(p, others[self._pick(len(others))])
        self.scale.steps += 1
        base, weights = self.scale.panel(self.plan.members[p], self.plan.work[p])
        cost = base + sum(weights)
        if cost >= self.plan.costs[p]:
            return False
        self.plan.costs[p] = cost
        return True


def assign(task: Task, plan: Plan) -> bool:
    """Give every applicant to a panel at least cost, within `low` … `high`, recusals kept out.

    Exact for the panels as they are; False (and the plan unchanged) when there is no such way.
    """
    found = _assign(Scale(task), plan)
    if found:
        _publish(plan)
    return found


def _assign(scale: Scale, plan: Plan) -> bool:
    import networkx as nx  # noqa: PLC0415  (slow import, needed here only)

    task = scale.task
    graph = nx.DiGraph()
    for p, members in enumerate(plan.members):
        graph.add_node(("panel", p), demand=task.low)
        graph.add_edge(("panel", p), "rest", capacity=task.high - task.low, weight=0)
        _, weights = scale.panel(members, range(task.applicants))
        for a, weight in enumerate(weights):
            if weight < _HARD:
                graph.add_edge(("applicant", a), ("panel", p), capacity=1, weight=weight)
    for a in range(task.applicants):
        graph.add_node(("applicant", a), demand=-1)
    graph.add_node("rest", demand=task.applicants - task.low * task.panels)
    try:
        _, flow = nx.network_simplex(graph)
    except nx.NetworkXUnfeasible:
        return False
    plan.work = [
        [a for a in range(task.applicants) if flow[("applicant", a)].get(("panel", p))]
        for p in range(task.panels)
    ]
    _weigh(scale, plan)
    return True


def solve(task: Task, seed: str, *, polish: bool = True) -> Plan | None:
    """Find a plan that breaks nothing hard, then (`polish`) make it good; None if there is none.

    The bound of the plan is its cost where all plans were tried, else what no plan goes below.
    """
    scale = Scale(task)
    plan = _every_pair(scale) if polish else None
    if plan is not None:
        return None if plan.broken else _publish(plan)
    rng = random.Random(f"{seed}/0")  # noqa: S311  (a plan to be repeated, no secret)
    limit = _STEPS if polish else _QUICK
    least = scale.least()
    best = _one_descent(scale, None, rng, limit, 0, until_sound=not polish)
    for tries in range(1, _DESCENTS):
        enough = best.cost <= least if polish else not best.broken
        if enough or scale.steps >= limit:
            break
        plan = _one_descent(scale, best, rng, limit, tries, until_sound=not polish)
        best = min(best, plan, key=lambda one: one.cost)
    if polish or best.broken:
        _assign(scale, best)
    if best.broken:
        return None
    best.bound = least
    return _publish(best)


def _one_descent(
    scale: Scale,
    best: Plan | None,
    rng: random.Random,
    limit: int,
    tries: int,
    *,
    until_sound: bool,
) -> Plan:
    """Go down from a fresh plan, or from the best one with a few seats changed."""
    task = scale.task
    if best is None or tries < _FRESH:
        order = list(range(task.examiners))
        if tries:
            order = [e for _, e in sorted(((rng.random(), e) for e in order), key=itemgetter(0))]
        plan = first_plan(task, order)
        descent = Descent(scale, plan, rng, limit)
    else:
        plan = best.copy()
        descent = Descent(scale, plan, rng, limit)
        descent.kick()
    descent.run(until_sound=until_sound)
    return plan
