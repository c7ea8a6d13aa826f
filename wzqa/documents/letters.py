"""Every document kind as one function: facts in, the final words of its template out.

All have the same shape, `kind(office: OfficeFacts, issue: Issue, facts) -> Letter`, and are pure.
"""

from __future__ import annotations

from wzqa.documents.letters_aftercare import cancel_request, correction_order, revoke_request
from wzqa.documents.letters_award import announcement, approval_request, award_list
from wzqa.documents.letters_examiners import confidentiality_pledge, recusal_declaration
from wzqa.documents.letters_publicity import objection_report, publicity, second_check
from wzqa.documents.letters_report import candidate_report
from wzqa.documents.letters_review import (
    not_candidate,
    not_shortlisted,
    review_report,
    visit_list,
    visit_notice,
    visit_report,
)
from wzqa.documents.letters_screen import call, dept_inquiry, eligible_list, ineligible, supplement
from wzqa.documents.letters_vote import ballot, minutes, tally

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
    "review_report",
    "revoke_request",
    "second_check",
    "supplement",
    "tally",
    "visit_list",
    "visit_notice",
    "visit_report",
]
