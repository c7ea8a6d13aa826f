"""How far a list can be relied on, as lines of the result workbook, sentences and JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.stages import scored as stage_module
from wzqa.stages.scored import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked
    from wzqa.statistics.comparability import Comparability
    from wzqa.statistics.leaveout import Change, Tally
    from wzqa.statistics.stability import Stability
    from wzqa.workbooks.results import score_lines as out

_NAMED = 3  # scenarios told on the screen
ANCHORS = (
    "有共同评审的企业（组织）才能估计组间宽严：分组时用 wzqa panels --form --anchor 编号（可多次）"
    "指定由各组都评的企业（组织）"
)


def judged(view: View, result: Ranked, firm: Stability) -> out.Judgement:
    """Give what the sheets 一致性 and 稳定性 show."""
    from wzqa.workbooks.results import score_lines as out

    compared = stage_module.comparability_of(result)
    scores = {r.uscc: r.score for r in result.cut.rows if r.score is not None}
    panel = {a.uscc: a.panel or "" for a in result.scored.scores.applicants}
    return out.Judgement(
        compared=[*compared.sentences, *advice(compared, result)],
        panels=_panels(compared),
        adjusted=[
            out.AdjustedLine(
                app_no=view.by_key[code].app_no,
                name=name_of(view, code),
                panel=panel[code],
                score=scores[code],
                adjusted=value,
            )
            for code, value in sorted((compared.adjusted or {}).items(), key=lambda one: -one[1])
            if code in scores
        ],
        words=[firm.sentence],
        scenarios=[
            _scenario(view, change)
            for change in (*firm.without_examiner.changes, *firm.without_card.changes)
        ],
        tallies=_tallies(view, firm),
    )


def advice(compared: Comparability, result: Ranked) -> list[str]:
    """Say what would make panels comparable, where nothing does, and which points are meant."""
    told = [ANCHORS] if compared.teams > 1 and compared.components > 1 else []
    weights = result.rules.weights
    if compared.teams > 1 and weights is not None and weights.visit != 1:
        told.append("加减多少分按合成得分计，估计的宽严按现场评审得分计")
    return told


def _panels(compared: Comparability) -> list[out.PanelLine]:
    from wzqa.workbooks.results import score_lines as out

    lenience = {one.team: one for one in compared.lenience}
    lines = []
    for offset in compared.offsets:
        one = lenience.get(offset.team)
        lines.append(
            out.PanelLine(
                panel=offset.team,
                estimate=one.estimate if one else None,
                low=one.low if one else None,
                high=one.high if one else None,
                up=offset.up,
                down=offset.down,
            )
        )
    return lines


def _names(view: View, codes: Iterable[str]) -> str:
    return "、".join(name_of(view, code) for code in codes)


def _scenario(view: View, change: Change) -> out.ScenarioLine:
    from wzqa.workbooks.results import score_lines as out

    return out.ScenarioLine(
        examiner=change.examiner,
        about=f"给{name_of(view, change.code)}的评分" if change.code else "",
        enters=_names(view, change.enters),
        leaves=_names(view, change.leaves),
        ties=_names(view, change.ties),
    )


def _tallies(view: View, firm: Stability) -> list[out.TallyLine]:
    from wzqa.workbooks.results import score_lines as out

    named = stage_module.classes(firm)

    def counts(tally: Tally) -> tuple[int, int, int]:
        return tally.inside, tally.outside, tally.tied

    return [
        out.TallyLine(
            app_no=view.by_key[code].app_no,
            name=name_of(view, code),
            stability=named.get(code, ""),
            examiner=counts(tally),
            card=counts(firm.without_card.tallies[code]),
            p_in=Decimal(firm.p_in[code]) if code in firm.p_in else None,
        )
        for code, tally in firm.without_examiner.tallies.items()
    ]


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
