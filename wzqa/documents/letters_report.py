"""Letters: 评审工作报告 with 候选名单."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import CandidateReportFacts, Issue, Letter, OfficeFacts


def candidate_report(office: OfficeFacts, issue: Issue, facts: CandidateReportFacts) -> Letter:
    """Write 评审工作报告 with 候选名单."""
    raise NotImplementedError
