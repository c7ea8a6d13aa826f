"""Proposing panels and who scores whom; a person edits the proposal and returns it.

Recusals are hard, as are the bounds of [panels]; wished for are a matching speciality, balanced
load and panels mixed by employer, and no pair that other data make doubtful. Same input and seed,
same proposal, in whatever order the rows stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wzqa.models import Assignment, Member
from wzqa.names import comparable, numeral
from wzqa.panels.advice import obstacles, relaxations
from wzqa.panels.people import ALL_PANELS, SUSPICIONS, Suspicions
from wzqa.panels.pool import leads, make_pool, try_panels
from wzqa.problems import Exit, Problem, Severity, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from wzqa.models import Applicant, Examiner, Recusal
    from wzqa.panels.pool import Pool
    from wzqa.panels.search import Plan
    from wzqa.plan import ScoredStage
    from wzqa.settings import Panels

_MOST_PANELS = 3  # how many numbers of panels are tried where none is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Panels and assignments for one stage, which take effect only when a person returns them.

    `objective` holds plain numbers and lists for `--json`, `summary` says the same in sentences for
    the workbook; `notes` is what a person should look at.
    """

    stage: str
    members: tuple[Member, ...]
    assignments: tuple[Assignment, ...]
    recusals: tuple[Recusal, ...]
    objective: Mapping[str, object]
    summary: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def propose(
    examiners: Sequence[Examiner],
    applicants: Sequence[Applicant],
    recusals: Sequence[Recusal],
    rules: Panels,
    *,
    stage: ScoredStage,
    day: date | None = None,
    panels: int | None = None,
    anchors: Sequence[str] = (),
    seed: str,
) -> Proposal:
    """Propose panels of equal size and give every applicant to one of them.

    `day`: when a qualification must be valid (None: not asked). `panels` None: as few as the load
    allows, since fewer panels are easier to compare (arithmetic.md §3.4). `anchors` are codes that
    every panel scores. Infeasible: WzqaError (exit 3) whose problems say which numbers would have
    to change, and by how much.
    """
    pool = make_pool(examiners, applicants, recusals, rules, day, anchors)
    least = max(1, -(-len(pool.applicants) // max(1, pool.capacity)))
    wanted = [panels] if panels else list(range(least, least + _MOST_PANELS))
    reasons = list(obstacles(pool, wanted[0]))
    if not reasons:
        for count in wanted:
            plan = try_panels(pool, count, seed)
            if plan:
                return _proposal(pool, plan, stage, seed, recusals)
        reasons = list(relaxations(pool, wanted[0], seed))
    raise WzqaError("排不出符合全部硬性要求的评审分组，没有生成建议表", Exit.DECIDE, reasons)


def _proposal(
    pool: Pool, plan: Plan, stage: ScoredStage, seed: str, recusals: Sequence[Recusal]
) -> Proposal:
    order = sorted(range(len(plan.work)), key=lambda p: (sorted(plan.work[p])[:1], plan.members[p]))
    names = [f"{stage.brief}第{numeral(i)}组" for i in range(1, len(order) + 1)]
    members: list[Member] = []
    assignments = [
        Assignment(panel=ALL_PANELS, uscc=a.key, name=a.name, stage=stage.key) for a in pool.anchors
    ]
    for panel, p in zip(names, order, strict=True):
        members += _seats(pool, panel, plan.members[p])
        assignments += [
            Assignment(panel=panel, uscc=a.key, name=a.name, stage=stage.key)
            for a in (pool.applicants[i] for i in sorted(plan.work[p]))
        ]
    doubtful = list(_doubtful(pool, plan))
    objective = _objective(pool, plan, stage, seed, len(doubtful))
    return Proposal(
        stage=stage.key,
        members=tuple(members),
        assignments=tuple(assignments),
        recusals=tuple(recusals),
        objective=objective,
        summary=_summary(pool, plan, stage, objective),
        notes=(*_left_out(pool), *doubtful),
    )


def _seats(pool: Pool, panel: str, chosen: Sequence[int]) -> Iterator[Member]:
    """Seat a panel: the leader (国家级 before 省级) first, then by name."""
    people = [pool.examiners[e] for e in sorted(chosen)]
    people.sort(key=lambda one: (-leads(one[1]), "国家级" not in one[1].qualification))
    leader = people[0][0]
    for name, examiner in [people[0], *sorted(people[1:], key=lambda one: one[0])]:
        shared = comparable(name) != comparable(examiner.name)
        yield Member(
            panel=panel,
            name=examiner.name,
            leader=name == leader,
            certificate=examiner.certificate if shared else "",
        )


def _objective(
    pool: Pool, plan: Plan, stage: ScoredStage, seed: str, suspected: int
) -> dict[str, Any]:
    loads = [len(work) + len(pool.anchors) for work in plan.work]
    best = [
        max(pool.match[e][a] for e in members)
        for members, work in zip(plan.members, plan.work, strict=True)
        for a in work
    ]
    employers = [[comparable(pool.examiners[e][1].employer) for e in m] for m in plan.members]
    named = [[e for e in group if e] for group in employers]
    return {
        "stage": stage.key,
        "panels": len(plan.members),
        "members_per_panel": len(plan.members[0]),
        "applicants": len(pool.applicants),
        "anchors": [a.key for a in pool.anchors],
        "load": {"min": min(loads), "max": max(loads), "limit": pool.rules.max_load},
        "speciality": {"same": best.count(3), "akin": best.count(2), "field": best.count(1)},
        "same_employer": sum(len(group) - len(set(group)) for group in named),
        "suspected": suspected,
        "unused": [pool.examiners[e][0] for e in sorted(plan.bench)],
        "excluded": [{"examiner": name, "reason": why} for name, why in pool.excluded],
        "cost": plan.cost,
        "bound": plan.bound,
        "proved": plan.cost == plan.bound,
        "seed": seed,
    }


def _summary(
    pool: Pool, plan: Plan, stage: ScoredStage, found: Mapping[str, Any]
) -> tuple[str, ...]:
    """Say in sentences what the objective says in numbers."""
    load, match = found["load"], found["speciality"]
    panels, size, count = found["panels"], found["members_per_panel"], found["applicants"]
    near = sum(match.values())
    limit = f"上限{load['limit']}家，[panels] max_load"
    each = f"{load['min']}至{load['max']}" if load["min"] != load["max"] else f"{load['max']}"
    lines = [
        f"{stage.name}：{panels}个组，每组{size}人，每人评{each}家（{limit}）。",
        f"{count}家中，组内有专业相同评审员的{match['same']}家，相近的{match['akin']}家，"  # noqa: ISC004  (one sentence)
        f"只同领域的{match['field']}家，没有的{count - near}家。",
        f"同组同单位{found['same_employer']}对；其他数据提示须核实是否回避{found['suspected']}处。",
    ]
    bench = "、".join(pool.examiners[e][0] for e in sorted(plan.bench))
    lines += [f"候补（没有编入）：{bench}。"] if bench else []
    lines += [f"没有编入：{name}，{why}。" for name, why in pool.excluded]
    lines.append(_reached(plan))
    own = found["seed"].partition("/")[0]
    return (*lines, f"随机数由事先设定的“{own}”确定：名册、回避和设定不变，方案不变。")


def _reached(plan: Plan) -> str:
    """Say how good the plan is: the bound that no plan goes below."""
    weighed = f"专业不匹配、同单位、组长和疑似回避按权重合计{plan.cost}（越小越好）"
    if plan.cost == plan.bound:
        return f"{weighed}，在这样的组数、每组人数和家数下不能更小。"
    return f"{weighed}；理论下限{plan.bound}，相差{plan.cost - plan.bound}，没有证明是最小的。"


def _left_out(pool: Pool) -> Iterator[Problem]:
    for name, why in pool.excluded:
        yield Problem(
            code="examiner-excluded",
            message=f"没有编入评审组：{why}",
            severity=Severity.INFO,
            value=name,
            hint="更正名册或回避表后可重新生成",
        )


def _doubtful(pool: Pool, plan: Plan) -> Iterator[Problem]:
    suspicions = Suspicions([*pool.applicants, *pool.anchors])
    for members, work in zip(plan.members, plan.work, strict=True):
        people = [pool.examiners[e] for e in members]
        near = [(name, suspicions.of(examiner)) for name, examiner in people]
        for applicant in [*(pool.applicants[a] for a in sorted(work)), *pool.anchors]:
            for name, found in near:
                for code in found.get(applicant.key, ()):
                    yield Problem(
                        code=code,
                        message=f"{name}评审{applicant.name}：{SUSPICIONS[code]}",
                        severity=Severity.WARNING,
                        value=name,
                        hint="核实是否应当回避；应当回避的，在“回避”表补一行后重新生成",
                    )
