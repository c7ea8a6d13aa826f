"""Letters of 资料评审 and 现场评审: reports, notices to applicants, the list of visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import (
        Issue,
        Letter,
        ListFacts,
        OfficeFacts,
        RejectionFacts,
        ReportFacts,
        VisitFacts,
    )


def review_report(office: OfficeFacts, issue: Issue, facts: ReportFacts) -> Letter:
    """Write 资料评审报告, one per applicant, inward."""
    raise NotImplementedError


def not_shortlisted(office: OfficeFacts, issue: Issue, facts: RejectionFacts) -> Letter:
    """Write 未进入现场评审告知书, one per applicant."""
    raise NotImplementedError


def visit_notice(office: OfficeFacts, issue: Issue, facts: VisitFacts) -> Letter:
    """Write 现场评审通知, one per admitted."""
    raise NotImplementedError


def visit_list(office: OfficeFacts, issue: Issue, facts: ListFacts) -> Letter:
    """Write 现场评审名单."""
    raise NotImplementedError


def visit_report(office: OfficeFacts, issue: Issue, facts: ReportFacts) -> Letter:
    """Write 现场评审报告 with its signature page, one per applicant."""
    raise NotImplementedError


def not_candidate(office: OfficeFacts, issue: Issue, facts: RejectionFacts) -> Letter:
    """Write 未列入候选名单告知书, one per applicant."""
    raise NotImplementedError
