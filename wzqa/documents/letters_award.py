"""Letters: 拟获评名单请示、获评名单公布通知、获评名单."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import ApprovalFacts, AwardFacts, Issue, Letter, OfficeFacts


def approval_request(office: OfficeFacts, issue: Issue, facts: ApprovalFacts) -> Letter:
    """Write 拟获评名单请示."""
    raise NotImplementedError


def announcement(office: OfficeFacts, issue: Issue, facts: AwardFacts) -> Letter:
    """Write 获评名单公布通知."""
    raise NotImplementedError


def award_list(office: OfficeFacts, issue: Issue, facts: AwardFacts) -> Letter:
    """Write 获评名单."""
    raise NotImplementedError
