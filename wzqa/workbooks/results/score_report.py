"""What 资料评审结果.xlsx and 现场评审结果.xlsx show: the stage's own results, and how they print."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wzqa.marks.flags import TITLES
from wzqa.rounding import round_q

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wzqa.criteria import Criteria
    from wzqa.marks.flags import Flag
    from wzqa.marks.results import ApplicantScore, CardLine
    from wzqa.models import Applicant
    from wzqa.ranking import Cut, Row
    from wzqa.regions import Area
    from wzqa.scoring import StageScores
    from wzqa.stage_rules import StageRules
    from wzqa.statistics.comparability import Comparability
    from wzqa.statistics.stability import Stability
    from wzqa.workbooks.results.basis import Meta


class Line(NamedTuple):
    """One row of the ranking and what stands behind it."""

    row: Row
    score: ApplicantScore
    person: Applicant
    outcome: str  # 入围 | 未入围 | 并列待定 | 暂不能排名 | 待决定

    @property
    def note(self) -> str:
        """Say why it cannot be ranked, or what the cut says of it."""
        held, why = self.score.held, self.row.why
        return why if held in why else "；".join(text for text in (held, why) if text)


@dataclass(frozen=True, kw_only=True)
class ScoreReport:
    """Everything a stage's result workbook shows.

    `stages`: their names by key; `method` is the one applied, in words. `parts`: code → stage or further part → published score
    behind a combined one. `people` by code. `advice` are sentences on panels that do not compare.
    """

    meta: Meta
    stages: Mapping[str, str]
    method: str
    rules: StageRules
    criteria: Criteria
    area: Area
    people: Mapping[str, Applicant]
    scores: StageScores
    cut: Cut
    firm: Stability
    compared: Comparability
    parts: Mapping[str, Mapping[str, Decimal | None]]
    advice: Sequence[str] = ()

    @property
    def stage(self) -> str:
        """Name the stage in Chinese."""
        return self.stages[self.cut.stage]

    @cached_property
    def lines(self) -> list[Line]:
        """Give everybody in the order of the ranking."""
        scores = {score.uscc: score for score in self.scores.applicants}
        return [
            Line(row, scores[row.uscc], self.people[row.uscc], self._outcome(row))
            for row in self.cut.rows
        ]

    def _outcome(self, row: Row) -> str:
        tied = self.cut.tie is not None and row.uscc in self.cut.tie.applicants
        return "并列待定" if tied and row.outcome == "待决定" else row.outcome

    def enters(self, card: CardLine) -> bool:
        """Say whether a card enters the score: the 合议 card alone where it is the score."""
        if self.scores.method == "consensus":
            return card.card.consensus and card.total is not None
        return card.counted

    def parts_of(self, line: Line) -> list[tuple[str, Decimal, Decimal]]:
        """List (name, published score, weight) of a combined score; empty for a plain one."""
        if not self.parts or not self.rules.weights:
            return []
        known = self.parts[line.row.uscc]
        return [
            (f"{self.stages.get(key, key)}得分", score, weight)
            for key, weight in self.rules.weights.listed(self.stages).items()
            if (score := known.get(key)) is not None
        ]

    def categories(self, line: Line) -> dict[str, Decimal]:
        """Give the points per category with one more decimal, so that adding up is off by less."""
        rules = self.rules
        return {
            clause: round_q(points, rules.decimals + 1, rules.rounding)
            for clause, points in line.score.category_exact.items()
        }

    def p_in(self, code: str) -> Decimal | None:
        """Give the simulated share in which an applicant is in."""
        return Decimal(self.firm.p_in[code]) if code in self.firm.p_in else None

    def names(self, codes: Iterable[str]) -> str:
        """Name applicants by their codes."""
        return "、".join(self.people[code].name for code in codes)

    def by_name(self, message: str) -> str:
        """Name organisations where a remark on an examiner has their codes."""
        names = {code: person.name for code, person in self.people.items()}
        return re.sub(r"[0-9A-Z]{18}", lambda code: names.get(code[0], code[0]), message)


def printed(flags: Iterable[Flag]) -> str:
    """Name flags in Chinese, each with its number where there are several."""
    counted = Counter(TITLES[flag.code] for flag in flags)
    return "、".join(name if n == 1 else f"{name}{n}处" for name, n in counted.items())
