"""The numbers behind a proposal of panels: seeded local search, then an exact assignment.

Examiners and applicants are indices here. The search accepts a worse step within a threshold that
falls to nought: integers only, so that every machine proposes the same. The assignment for the
panels found is a min-cost flow (architecture.md §5.4).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

HARD = 100_000  # a recusal in a panel, a panel that nobody may lead
DOUBT = 400  # a conflict that other data suggest
MISMATCH = 30  # one step of three away from a matching speciality
COLLEAGUES = 45  # two members of one employer
STAND_IN = 20  # a leader whom the roster does not name as one
BEST = 3  # a full match


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
    """Members and applicants of each panel, and examiners left over."""

    members: list[list[int]]
    work: list[list[int]]
    bench: list[int]
    costs: list[int] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """Sum over the panels."""
        return sum(self.costs)

    @property
    def broken(self) -> int:
        """How many hard wishes are not met."""
        return self.cost // HARD


def panel_cost(task: Task, members: list[int], work: list[int]) -> int:
    """Weigh one panel."""
    best = max(task.leads[e] for e in members)
    cost = HARD if best == 0 else STAND_IN if best == 1 else 0
    names = [task.employer[e] for e in members if task.employer[e]]
    cost += COLLEAGUES * (len(names) - len(set(names)))
    barred = [task.barred[e] for e in members]
    doubts = [task.doubts[e] for e in members]
    match = [task.match[e] for e in members]
    for a in work:
        cost += HARD * sum(row[a] for row in barred) + DOUBT * sum(row[a] for row in doubts)
        cost += MISMATCH * (BEST - max(row[a] for row in match))
    return cost


def first_plan(task: Task, order: list[int]) -> Plan:
    """Deal leaders, then the others, then the applicants, round the panels."""
    people = sorted(order, key=lambda e: -task.leads[e])
    seats = task.panels * task.size
    members = [people[i : seats : task.panels] for i in range(task.panels)]
    work = [list(range(i, task.applicants, task.panels)) for i in range(task.panels)]
    plan = Plan(members, work, people[seats:])
    plan.costs = [panel_cost(task, m, w) for m, w in zip(members, work, strict=True)]
    return plan


class Search:
    """Improves a plan by swapping two examiners, swapping two applicants, or moving one."""

    def __init__(self, task: Task, plan: Plan, rng: random.Random) -> None:
        """Begin from a plan, which is changed in place."""
        self.task = task
        self.plan = plan
        self.rng = rng

    def run(self, steps: int, threshold: int, *, until_sound: bool = False) -> None:
        """Take steps; a step that makes the plan worse by more than the threshold is undone.

        The threshold falls to 0 over the run, and the best plan met is kept. `until_sound` stops
        as soon as nothing hard is broken.
        """
        best, kept = self.plan.cost, self._copy()
        for step in range(steps):
            if until_sound and not self.plan.broken:
                return
            allowed = threshold * (steps - step) // steps
            self._step(allowed)
            if self.plan.cost < best:
                best, kept = self.plan.cost, self._copy()
        self.plan.members, self.plan.work, self.plan.bench, self.plan.costs = kept

    def _copy(self) -> tuple[list[list[int]], list[list[int]], list[int], list[int]]:
        plan = self.plan
        members, work = [list(m) for m in plan.members], [list(w) for w in plan.work]
        return members, work, list(plan.bench), list(plan.costs)

    def _pick(self, count: int) -> int:
        return int(self.rng.random() * count)  # random() alone is the same in every Python

    def _step(self, allowed: int) -> None:
        kind, first = self._pick(20), self._pick(self.task.panels)
        second = self._pick(self.task.panels)
        if kind < 4 and self.plan.bench:  # noqa: PLR2004  (one step in five tries the bench)
            self._swap(self.plan.members[first], self.plan.bench, [first], allowed)
        elif first == second:
            return
        elif kind < 11:  # noqa: PLR2004
            members = self.plan.members
            self._swap(members[first], members[second], [first, second], allowed)
        elif kind < 18 or not self._may_move(first, second):  # noqa: PLR2004
            self._swap(self.plan.work[first], self.plan.work[second], [first, second], allowed)
        else:
            self._move(first, second, allowed)

    def _may_move(self, first: int, second: int) -> bool:
        work = self.plan.work
        return len(work[first]) > self.task.low and len(work[second]) < self.task.high

    def _swap(self, left: list[int], right: list[int], panels: list[int], allowed: int) -> None:
        if not left or not right:
            return
        i, j = self._pick(len(left)), self._pick(len(right))
        left[i], right[j] = right[j], left[i]
        if not self._settle(panels, allowed):
            left[i], right[j] = right[j], left[i]

    def _move(self, first: int, second: int, allowed: int) -> None:
        source, target = self.plan.work[first], self.plan.work[second]
        target.append(source.pop(self._pick(len(source))))
        if not self._settle([first, second], allowed):
            source.append(target.pop())

    def _settle(self, panels: list[int], allowed: int) -> bool:
        """Weigh the changed panels; keep the change unless it costs more than is allowed."""
        plan = self.plan
        new = [panel_cost(self.task, plan.members[p], plan.work[p]) for p in panels]
        if sum(new) - sum(plan.costs[p] for p in panels) > allowed:
            return False
        for p, cost in zip(panels, new, strict=True):
            plan.costs[p] = cost
        return True


def assign(task: Task, plan: Plan) -> bool:
    """Give every applicant to a panel at least cost, within `low` … `high`, recusals kept out.

    Exact for the panels as they are; False (and the plan unchanged) when there is no such way.
    """
    import networkx as nx  # noqa: PLC0415  (slow import, needed here only)

    graph = nx.DiGraph()
    for p, members in enumerate(plan.members):
        graph.add_node(("panel", p), demand=task.low)
        graph.add_edge(("panel", p), "rest", capacity=task.high - task.low, weight=0)
        for a in range(task.applicants):
            if not any(task.barred[e][a] for e in members):
                match = max(task.match[e][a] for e in members)
                doubt = sum(task.doubts[e][a] for e in members)
                weight = MISMATCH * (BEST - match) + DOUBT * doubt
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
    plan.costs = [panel_cost(task, m, w) for m, w in zip(plan.members, plan.work, strict=True)]
    return True


def solve(task: Task, seed: str, *, tries: int = 2, polish: bool = True) -> Plan | None:
    """Find a plan that breaks nothing hard, then (`polish`) make it good; None if no try does."""
    for attempt in range(tries):
        rng = random.Random(f"{seed}/{attempt}")  # noqa: S311  (a plan to be repeated, no secret)
        order = list(range(task.examiners))
        if attempt:
            order.sort(key=lambda _: rng.random())
        plan = first_plan(task, order)
        search = Search(task, plan, rng)
        search.run(80 * (task.examiners + task.applicants), HARD, until_sound=True)
        if plan.broken and not (assign(task, plan) and not plan.broken):
            continue
        if not polish:
            return plan
        search.run(min(20_000, 120 * (task.examiners + task.applicants)), 2 * MISMATCH)
        assign(task, plan)
        return plan
    return None
