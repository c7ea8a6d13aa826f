"""Why no panels can be formed, and which numbers would have to change, by how much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.panels.pool import possible
from wzqa.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.models import Applicant
    from wzqa.panels.pool import Pool

_MOST_MORE = 3  # changes of one number that are tried before giving up


def obstacles(pool: Pool, panels: int) -> Iterator[Problem]:
    """Count what can be counted before any search: examiners, leaders, load, recusals."""
    rules, people, count = pool.rules, len(pool.examiners), len(pool.applicants)
    if pool.capacity < 1 and count:
        yield _obstacle(
            f"各组共同评审{len(pool.anchors)}家，每名评审员上限{rules.max_load}家，没有余量",
            f"把 [panels] max_load 提高到至少{len(pool.anchors) + 1}，或减少共同评审的组织",
        )
        return
    if panels * max(pool.capacity, 0) < count:
        needed = -(-count // pool.capacity)
        yield _obstacle(
            f"{count}家分{panels}个组，每组要评{-(-count // panels) + len(pool.anchors)}家，"
            f"上限{rules.max_load}家",
            f"把组数增加到{needed}，或把 [panels] max_load 提高到{-(-count // panels) + len(pool.anchors)}",
        )
    if people < panels * rules.min_members:
        yield _too_few(pool, panels)
    if pool.leaders < panels:
        yield _obstacle(
            f"可任组长的评审员{pool.leaders}名，{panels}个组需要{panels}名",
            f"再增加{panels - pool.leaders}名可任组长的评审员（名册“可任组长”填“是”）",
        )
    for a, applicant in enumerate(pool.applicants):
        free = sum(not row[a] for row in pool.barred)
        if free < rules.min_members <= people:
            yield _obstacle(
                f"{applicant.name}只有{free}名评审员不回避，一个组至少{rules.min_members}名",
                f"再增加{rules.min_members - free}名不回避的评审员",
                applicant,
            )


def _too_few(pool: Pool, panels: int) -> Problem:
    rules, people = pool.rules, len(pool.examiners)
    short = panels * rules.min_members - people
    mends = [f"再增加{short}名合格的评审员"]
    possible = people // rules.min_members
    if possible:
        load = -(-len(pool.applicants) // possible) + len(pool.anchors)
        if load > rules.max_load:
            mends.append(f"把 [panels] max_load 由{rules.max_load}提高到{load}（分{possible}个组）")
        else:
            mends.append(f"把组数减少到{possible}")
    if people // panels:
        mends.append(f"把 [panels] min_members 由{rules.min_members}降到{people // panels}")
    return _obstacle(
        f"可用的评审员{people}名，{panels}个组每组至少{rules.min_members}名，"
        f"需要{panels * rules.min_members}名",
        "，或".join(mends),
    )


def relaxations(pool: Pool, panels: int, seed: str) -> Iterator[Problem]:
    """Try by search which single number would have to change."""
    mends = []
    for extra in range(1, _MOST_MORE + 1):
        if possible(pool, panels, seed, extra):
            mends.append(f"再增加{extra}名不需回避、可任组长的评审员")
            break
    for more in range(1, _MOST_MORE + 1):
        rules = pool.rules.model_copy(update={"max_load": pool.rules.max_load + more})
        if possible(replace(pool, rules=rules), panels, seed):
            mends.append(f"把 [panels] max_load 提高到{rules.max_load}")
            break
    for count in range(panels + 1, panels + _MOST_MORE + 1):
        if possible(pool, count, seed):
            mends.append(f"把组数改为{count}")
            break
    least = pool.rules.min_members - 1
    if least >= 1:
        rules = pool.rules.model_copy(update={"min_members": least})
        if possible(replace(pool, rules=rules), panels, seed):
            mends.append(f"把 [panels] min_members 降到{least}")
    pairs = sum(map(sum, pool.barred))
    yield _obstacle(
        f"{panels}个组、{len(pool.examiners)}名评审员、{len(pool.applicants)}家组织，"
        f"有{pairs}对回避关系，没有找到全部避开的排法",
        "，或".join(mends)
        or f"单独增加{_MOST_MORE}名评审员、max_load 加{_MOST_MORE}、min_members 减1都不够，请同时改几项，"
        "或核对回避表",
    )


def _obstacle(message: str, hint: str, applicant: Applicant | None = None) -> Problem:
    return Problem(
        code="panels-infeasible",
        message=message,
        hint=hint,
        value=applicant.key if applicant else None,
    )
