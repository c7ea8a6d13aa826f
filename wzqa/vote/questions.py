"""Questions that a vote leaves to a person, bound by hash to exactly what was asked (§2.4, §12)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from wzqa.problems import Exit, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wzqa.vote.results import AwardResult, VoteResult


class BoundDecision(NamedTuple):
    """A decision that fits: the award, the hash of its question, the codes taken."""

    award: str
    question: str
    admit: tuple[str, ...]


def digest(kind: str, *parts: object) -> str:
    """Hash a question; parts are strings, integers and lists of them."""
    text = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answers(decisions: Iterable[BoundDecision]) -> dict[str, BoundDecision]:
    """Key decisions by question; a later one supersedes."""
    return {decision.question: decision for decision in decisions}


def check_decision(
    result: VoteResult, award: str | None, admit: Sequence[str]
) -> tuple[BoundDecision, ...]:
    """Say which questions `decide tie vote` answers: each is recorded as a decision of its own.

    Args:
        result: the tally as it stands.
        award: `--award`; None where only one award has a question.
        admit: codes in any order; none at all: none of the tied is taken.

    Raises:
        WzqaError: exit 1, the decision fits no question that is asked.
    """
    asked = _award(result, award)
    tie = next((q for q in asked.questions if q.kind == "tie"), None)
    doubles = {q.applicants[0]: q for q in asked.questions if q.kind == "double"}
    codes = tuple(dict.fromkeys(admit))
    tied = tuple(c for c in codes if tie and c in tie.applicants)
    if strangers := [c for c in codes if c not in tied and c not in doubles]:
        known = "、".join([*(tie.applicants if tie else ()), *doubles])
        raise _refused(
            "decide-not-asked",
            f"{asked.award}没有就{'、'.join(strangers)}提出待决定的问题",
            f"--admit 只能是：{known}",
        )
    if tie and len(tied) > tie.places:
        raise _refused(
            "decide-too-many",
            f"{asked.award}只剩{tie.places}个名额，却选了{len(tied)}家",
            f"--admit 最多{tie.places}家",
        )
    if not codes and tie is None:
        raise _refused(
            "decide-empty",
            f"{asked.award}没有并列，须指明哪一家取得该奖项",
            f"用 --admit 指明：{'、'.join(doubles)}",
        )
    bound = [BoundDecision(asked.award, doubles[c].sha256, (c,)) for c in codes if c in doubles]
    if tie and (tied or not codes):
        bound.append(BoundDecision(asked.award, tie.sha256, tied))
    return tuple(bound)


def _award(result: VoteResult, award: str | None) -> AwardResult:
    """Find the award that a decision is about."""
    if result.refused or result.void:
        raise _refused(
            "decide-no-question",
            f"表决还没有结果：{result.refused or result.void}",
            "请先处理，再运行 wzqa rank vote",
        )
    if award is not None and award not in result.awards:
        raise _refused(
            "decide-award", f"没有奖项“{award}”", f"--award 只能是：{'、'.join(result.awards)}"
        )
    asked = [a for a in result.awards.values() if a.questions and award in (None, a.award)]
    asked = [a for a in asked if a.question] or asked
    if not asked:
        about = award or "表决"
        raise _refused("decide-no-question", f"{about}没有待决定的问题", "运行 wzqa rank vote 查看")
    if len(asked) > 1:
        raise _refused(
            "decide-award",
            f"{'、'.join(a.award for a in asked)}都有待决定的问题",
            "用 --award 指明奖项",
        )
    return asked[0]


def _refused(code: str, message: str, hint: str) -> WzqaError:
    return WzqaError(message, Exit.INPUT, code=code, hint=hint)
