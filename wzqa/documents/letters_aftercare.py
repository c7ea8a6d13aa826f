"""Letters: 取消称号请示、撤销称号请示、责令改正通知."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import AftercareFacts, Issue, Letter, OfficeFacts


def cancel_request(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 取消称号请示."""
    raise NotImplementedError


def revoke_request(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 撤销称号请示."""
    raise NotImplementedError


def correction_order(office: OfficeFacts, issue: Issue, facts: AftercareFacts) -> Letter:
    """Write 责令改正通知."""
    raise NotImplementedError
