"""Letters: 回避声明、保密承诺书."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import ExaminerFacts, Issue, Letter, OfficeFacts


def recusal_declaration(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:
    """Write 回避声明, one per examiner."""
    raise NotImplementedError


def confidentiality_pledge(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:
    """Write 保密承诺书, one per examiner."""
    raise NotImplementedError
