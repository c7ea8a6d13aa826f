"""Letters: 申报通知、征求部门意见函、补正通知、资格审查不通过告知书、资格审查通过名单."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import (
        CallFacts,
        IneligibleFacts,
        InquiryFacts,
        Issue,
        Letter,
        ListFacts,
        OfficeFacts,
        SupplementFacts,
    )


def call(office: OfficeFacts, issue: Issue, facts: CallFacts) -> Letter:
    """Write 申报通知, numbered."""
    raise NotImplementedError


def dept_inquiry(office: OfficeFacts, issue: Issue, facts: InquiryFacts) -> Letter:
    """Write 征求部门意见函, one per department under one number."""
    raise NotImplementedError


def supplement(office: OfficeFacts, issue: Issue, facts: SupplementFacts) -> Letter:
    """Write 补正通知, one per applicant."""
    raise NotImplementedError


def ineligible(office: OfficeFacts, issue: Issue, facts: IneligibleFacts) -> Letter:
    """Write 资格审查不通过告知书, one per applicant."""
    raise NotImplementedError


def eligible_list(office: OfficeFacts, issue: Issue, facts: ListFacts) -> Letter:
    """Write 资格审查通过名单."""
    raise NotImplementedError
