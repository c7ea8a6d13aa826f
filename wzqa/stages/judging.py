"""How far a list can be relied on, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.scored import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked
    from wzqa.statistics.comparability import Comparability
    from wzqa.statistics.leaveout import Change
    from wzqa.statistics.stability import Stability

_NAMED = 3  # scenarios told on the screen
ANCHORS = (
    "有共同评审的企业（组织）才能估计组间宽严：分组时用 wzqa panels --form --anchor 编号（可多次）"
    "指定由各组都评的企业（组织）"
)


def advice(compared: Comparability, result: Ranked, name: str) -> list[str]:
    """Say what would make panels comparable, where nothing does, and which points are meant.

    `name`: of the stage.
    """
    told = [ANCHORS] if compared.teams > 1 and compared.components > 1 else []
    weights = result.rules.weights
    if compared.teams > 1 and weights is not None and weights.stages[result.scored.stage] != 1:
        told.append(f"加减多少分按合成得分计，估计的宽严按{name}得分计")
    return told


def _names(view: View, codes: Iterable[str]) -> str:
    return "、".join(name_of(view, code) for code in codes)


def decisive(view: View, firm: Stability) -> list[str]:
    """Name on the screen the examiners and single cards that decide who is in."""
    lines = []
    for changes, what in (
        (firm.without_examiner.changes, "名专家"),
        (firm.without_card.changes, "份评分"),
    ):
        if not changes:
            lines.append(f"去掉任何一{what}，入围名单都不变。")
            continue
        told = "；".join(_told(view, change) for change in changes[:_NAMED])
        more = "；其余见结果工作簿“稳定性”页" if len(changes) > _NAMED else ""
        lines.append(f"去掉后入围名单会变化的{what[-2:]}{len(changes)}{what[0]}：{told}{more}。")
    return lines


def _told(view: View, change: Change) -> str:
    about = f"给{name_of(view, change.code)}的评分" if change.code else ""
    ways = [
        f"{_names(view, codes)}{word}"
        for codes, word in (
            (change.enters, "进入"),
            (change.leaves, "离开"),
            (change.ties, "并列待定"),
        )
        if codes
    ]
    return f"{change.examiner}{about}（{'，'.join(ways)}）"
