"""Quorum and threshold in integers and in words (arithmetic.md §5.1).

“超过、过半数” excludes the number itself, “以上” includes it (民法典 1259). No division is made:
`votes·den > num·base`, or `≥`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wzqa.settings import Quorum, Threshold

BASE_NAMES = {"members": "全体成员数", "present": "到会人数", "valid": "有效票数"}
_DIGITS = "零一二三四五六七八九十"


def reached(part: int, whole: int, share: Quorum) -> bool:
    """Say whether `part` of `whole` is more than (strict) or at least the share."""
    left, right = part * share.den, share.num * whole
    return left > right if share.strict else left >= right


def _least(base: int, share: Quorum | Threshold) -> int:
    """Give the least whole number over the share of `base`."""
    product = share.num * base
    return product // share.den + 1 if share.strict else -(-product // share.den)


def needed(base: int, threshold: Threshold) -> int:
    """Give the least votes over the threshold; nobody is ever elected without a vote."""
    return max(1, _least(base, threshold))


def share_words(share: Quorum) -> str:
    """Say a share: 二分之一, 三分之二, 全数; odd ones in figures."""
    if share.num == share.den:
        return "全数"
    if share.num < len(_DIGITS) > share.den:
        return f"{_DIGITS[share.den]}分之{_DIGITS[share.num]}"
    return f"{share.num}/{share.den}"


def bound_words(whole: str, share: Quorum) -> str:
    """Say the share of `whole` and on which side of it: 超过…, 达到…以上（含本数）."""
    words = f"{whole}的{share_words(share)}"
    return f"超过{words}" if share.strict else f"达到{words}以上（含本数）"


def quorum_words(members: int, present: int | None, quorum: Quorum) -> str:
    """Say the quorum test: who was to come, who came, how many it takes."""
    if present is None:
        rule = f"到会人数须{bound_words('应到人数', quorum)}" if quorum.num else "不设到会要求"
        return f"{rule}；应到{members}人，实到人数未填，无法核对"
    came = f"应到{members}人，实到{present}人"
    if not quorum.num:
        return f"{came}，不设到会要求"
    share = f"应到人数的{share_words(quorum)}（即{_least(members, quorum)}人及以上）"
    if reached(present, members, quorum):
        return f"{came}，{'超过' if quorum.strict else '达到'}{share}，符合到会要求"
    return f"{came}，未{'超过' if quorum.strict else '达到'}{share}，不符合到会要求"


def threshold_words(base: int | None, threshold: Threshold) -> str:
    """Say the threshold and the votes it takes; `base` None where awards differ in it."""
    name = BASE_NAMES[threshold.base]
    if threshold.num == 0:
        return "不设最低得票比例，至少1票"
    rule = f"得票须{bound_words(name, threshold)}"
    if base is None:
        return rule
    unit = "票" if threshold.base == "valid" else "人"
    return f"{rule}，{name}{base}{unit}，即{needed(base, threshold)}票及以上"
