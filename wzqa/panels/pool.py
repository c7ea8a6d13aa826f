"""Whom a proposal of panels can choose from, and how well examiners and applicants go together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.models import Registers
from wzqa.names import comparable
from wzqa.panels.people import Directory, Recusals, Suspicions
from wzqa.panels.search import Task, solve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.models import Applicant, Examiner, Recusal
    from wzqa.panels.search import Plan
    from wzqa.settings import Panels

_GENERIC = frozenset(
    {
        "制造",
        "行业",
        "管理",
        "服务",
        "产业",
        "生产",
        "其他",
        "企业",
        "加工",
        "质量",
        "卓越",
        "绩效",
        "领域",
        "评价",
    }
)
_FIELDS = {
    "工业": ("工业", "制造"),
    "农林业": ("农", "林"),
    "工程建设": ("工程", "建筑", "建设", "施工"),
    "服务提供": ("服务",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Who can be chosen, and who is to be scored, in an order of their own.

    The tables are [examiner][applicant]: recused, number of doubts, affinity.
    """

    examiners: list[tuple[str, Examiner]]  # id, roster row
    excluded: list[tuple[str, str]]  # id, why
    applicants: list[Applicant]
    anchors: list[Applicant]
    rules: Panels
    barred: list[list[bool]]
    doubts: list[list[int]]
    match: list[list[int]]

    @property
    def capacity(self) -> int:
        """How many applicants besides the anchors a panel may take."""
        return self.rules.max_load - len(self.anchors)

    @property
    def leaders(self) -> int:
        """How many may lead; those whom the roster says nothing of count only in need."""
        return sum(leads(e) > 0 for _, e in self.examiners)

    def task(self, panels: int, size: int, slack: int, extra: int = 0) -> Task:
        """Put the search's tables together; `extra` imagined examiners are free for everything."""
        count = len(self.applicants)
        zeros = [[0] * count for _ in range(extra)]
        return Task(
            barred=self.barred + [[False] * count for _ in range(extra)],
            doubts=self.doubts + zeros,
            match=self.match + zeros,
            employer=[comparable(e.employer) for _, e in self.examiners] + [""] * extra,
            leads=[leads(e) for _, e in self.examiners] + [2] * extra,
            applicants=count,
            panels=panels,
            size=size,
            low=max(0, count // panels - slack),
            high=min(self.capacity, -(-count // panels) + slack),
        )


def make_pool(
    examiners: Sequence[Examiner],
    applicants: Sequence[Applicant],
    recusals: Sequence[Recusal],
    rules: Panels,
    day: date | None,
    anchors: Sequence[str],
) -> Pool:
    """Choose the examiners that may serve and set up the tables; see `forming.propose`."""
    registers = Registers(examiners=tuple(examiners), recusals=tuple(recusals))
    directory = Directory(registers)
    rows = Recusals(registers, directory)
    common = sorted((a for a in applicants if a.key in anchors), key=lambda a: (a.app_no, a.key))
    usable: dict[str, Examiner] = {}
    excluded: dict[str, str] = {}
    for examiner in sorted(examiners, key=lambda e: (e.name, e.certificate)):
        name = directory.identify(examiner.name, examiner.certificate)
        why = _unusable(examiner, rules, day) if name else "名册中有同名的，没有资格证书号分不清"
        met = [a.name for a in common if name and rows.find(name, a)]
        why = why or (f"对各组共同评审的{'、'.join(met)}回避" if met else "")
        if why:
            excluded[name or examiner.name] = why
        elif name:
            usable.setdefault(name, examiner)
    others = sorted(
        (a for a in applicants if a.key not in anchors), key=lambda a: (a.app_no, a.key)
    )
    people = sorted(usable.items())
    suspicions = Suspicions(others)
    shared = [suspicions.of(examiner) for _, examiner in people]
    return Pool(
        examiners=people,
        excluded=sorted(excluded.items()),
        applicants=others,
        anchors=common,
        rules=rules,
        barred=[[rows.find(name, a) is not None for a in others] for name, _ in people],
        doubts=[[len(found.get(a.key, ())) for a in others] for found in shared],
        match=[[affinity(e, a) for a in others] for _, e in people],
    )


def _unusable(examiner: Examiner, rules: Panels, day: date | None) -> str:
    """Say why nobody may be put on a panel; what is blank is asked by `panels.check`."""
    if examiner.qualification and not any(q in examiner.qualification for q in rules.qualification):
        return f"资格为“{examiner.qualification}”"
    if day and examiner.valid_until and examiner.valid_until.last < day:
        return f"资格有效期至{chinese(examiner.valid_until.last)}"
    return ""


def leads(examiner: Examiner) -> int:
    """Rank 可任组长: 2 yes, 1 not stated, 0 no."""
    return {True: 2, None: 1, False: 0}[examiner.can_lead]


def affinity(examiner: Examiner, applicant: Applicant) -> int:
    """Say how near an examiner's specialities are to an applicant's trade: 3 same, 2 akin, 1 field."""
    return _nearness(examiner.specialities, applicant.industry, applicant.field)


@lru_cache(1 << 16)  # few trades, many who name them
def _nearness(specialities: tuple[str, ...], trade: str, field: str) -> int:
    industry, words = _stem(trade)
    nearest = 0
    for speciality in specialities:
        stem, own = _stem(speciality)
        if len(stem) > 1 and industry and (stem in industry or industry in stem):
            return 3
        if own & words:
            nearest = max(nearest, 2)
        if any(word in comparable(speciality) for word in _FIELDS.get(field, ())):
            nearest = max(nearest, 1)
    return nearest


@lru_cache(1 << 12)
def _stem(text: str) -> tuple[str, frozenset[str]]:
    """Give a trade without 业, and the pairs of characters that tell it from others."""
    stem = comparable(text).removesuffix("行业").removesuffix("业")
    words = re.sub(r"[^\u4e00-\u9fff]", "", stem)
    return stem, frozenset(words[i : i + 2] for i in range(len(words) - 1)) - _GENERIC


def possible(pool: Pool, panels: int, seed: str, extra: int = 0) -> bool:
    """Say whether panels of the least size can be found at all; larger ones are only harder."""
    least = pool.rules.min_members
    if (len(pool.examiners) + extra) < panels * least:
        return False
    task = pool.task(panels, least, pool.capacity, extra)
    return solve(task, f"{seed}/{panels}", polish=False) is not None


def try_panels(pool: Pool, panels: int, seed: str) -> Plan | None:
    """Try panels as large as can be, evenly loaded first; bounds are never broken.

    A plan that seats a suspected conflict is taken only where no size and no load gives one without.
    """
    if not possible(pool, panels, seed):
        return None
    largest = min(pool.rules.max_members, len(pool.examiners) // panels)
    doubtful: Plan | None = None
    for size in range(largest, pool.rules.min_members - 1, -1):
        for slack in (0, 1, pool.capacity):
            plan = solve(pool.task(panels, size, slack), f"{seed}/{panels}/{size}/{slack}")
            if plan and not plan.doubts:
                return plan
            if plan and (doubtful is None or plan.doubts < doubtful.doubts):
                doubtful = plan
    return doubtful
