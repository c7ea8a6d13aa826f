"""Letters: 表决票、计票单、会议纪要."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.documents.facts import (
        BallotFacts,
        Issue,
        Letter,
        MinutesFacts,
        OfficeFacts,
        TallyFacts,
    )


def ballot(office: OfficeFacts, issue: Issue, facts: BallotFacts) -> Letter:
    """Write 表决票, one per award."""
    raise NotImplementedError


def tally(office: OfficeFacts, issue: Issue, facts: TallyFacts) -> Letter:
    """Write 计票单."""
    raise NotImplementedError


def minutes(office: OfficeFacts, issue: Issue, facts: MinutesFacts) -> Letter:
    """Write 会议纪要."""
    raise NotImplementedError
