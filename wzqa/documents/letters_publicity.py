"""Letters: 初选公示、授奖资格征求意见函、异议调查报告."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import (
        InquiryFacts,
        Issue,
        Letter,
        ObjectionFacts,
        OfficeFacts,
        PublicityFacts,
    )


def publicity(office: OfficeFacts, issue: Issue, facts: PublicityFacts) -> Letter:
    """Write 初选公示."""
    raise NotImplementedError


def second_check(office: OfficeFacts, issue: Issue, facts: InquiryFacts) -> Letter:
    """Write 授奖资格征求意见函, one per department under one number."""
    raise NotImplementedError


def objection_report(office: OfficeFacts, issue: Issue, facts: ObjectionFacts) -> Letter:
    """Write 异议调查报告, one per objection."""
    raise NotImplementedError
