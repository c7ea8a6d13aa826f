"""Every document kind as one function: facts in, the final words of its template out.

All have the same shape, `kind(office: OfficeFacts, issue: Issue, facts) -> Letter`, and are pure.
"""

from __future__ import annotations

from wzqa.documents.letters import oversight, performance  # noqa: F401  (enter their kinds)
from wzqa.documents.letters.aftercare import cancel_request, correction_order, revoke_request
from wzqa.documents.letters.award import announcement, approval_request, award_list
from wzqa.documents.letters.examiners import confidentiality_pledge, recusal_declaration
from wzqa.documents.letters.publicity import objection_report, publicity, second_check
from wzqa.documents.letters.report import candidate_report
from wzqa.documents.letters.retraction import retraction
from wzqa.documents.letters.review import (
    not_candidate,
    not_shortlisted,
    review_report,
    visit_list,
    visit_notice,
    visit_report,
)
from wzqa.documents.letters.screen import call, dept_inquiry, eligible_list, ineligible, supplement
from wzqa.documents.letters.vote import ballot, minutes, tally

__all__ = [
    "announcement",
    "approval_request",
    "award_list",
    "ballot",
    "call",
    "cancel_request",
    "candidate_report",
    "confidentiality_pledge",
    "correction_order",
    "dept_inquiry",
    "eligible_list",
    "ineligible",
    "minutes",
    "not_candidate",
    "not_shortlisted",
    "objection_report",
    "publicity",
    "recusal_declaration",
    "retraction",
    "review_report",
    "revoke_request",
    "second_check",
    "supplement",
    "tally",
    "visit_list",
    "visit_notice",
    "visit_report",
]
