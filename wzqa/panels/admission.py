"""Which cards count: everything about a stage's cards that no single workbook can know.

Source: arithmetic.md §1.1, §1.2, §1.8 and §7 "Cards and holds".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.models import CardState
from wzqa.panels.people import Recusals, Teams, split_id
from wzqa.problems import Problem, Severity, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wzqa.models import Applicant, Card, Registers

CONSENSUS = "合议"  # 评审员 of a consensus card
_SCALES = {"percent": "得分率", "points": "类目得分"}


def admit_cards(
    cards: Iterable[Card],
    registers: Registers,
    stage: str,
    applicants: Sequence[Applicant],
    *,
    called: str,
) -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
    """Judge all cards of a stage (`called` so) together, after each file was read on its own.

    `examiner` of an incoming card is as `sheets_in` gives it: the name, with `（资格证书号）` where the
    sheet has one. Outgoing cards bear the id of `panels.examiner_id` and the panel of 分组.
    Refused are cards that stand twice (both), of an examiner who cannot be told from a namesake,
    who is not on the applicant's panel, and those of the rarer scale where a stage mixes two (both
    when equally many). Marks of a recused examiner are kept with the state `recused`, cards for
    organisations that do not take part with `withdrawn`: neither ever enters a sum.
    """
    desk = _Desk(registers, stage, applicants, called)
    judged = [desk.admit(card) for card in sorted(cards, key=_order)]
    desk.say_outsiders(judged)
    admitted = desk.without_twins([card for card in judged if card is not None])
    admitted = desk.of_one_scale(admitted)
    return tuple(sorted(admitted, key=_order)), tuple(in_order(desk.problems))


def _order(card: Card) -> tuple[object, ...]:
    return (card.uscc, card.consensus, card.examiner, card.place.sort_key)


class _Desk:
    """Takes cards in for one stage and collects what is wrong with them."""

    def __init__(
        self, registers: Registers, stage: str, applicants: Sequence[Applicant], called: str
    ) -> None:
        self.stage, self.called = stage, called
        self.teams = Teams.of(registers)
        self.recusals = Recusals(registers, self.teams.directory)
        self.applicants: Mapping[str, Applicant] = {a.key: a for a in applicants}
        self.assigned = registers.members is not None and registers.assignments is not None
        self.problems: list[Problem] = []
        self.outsiders: dict[tuple[str | None, str], list[tuple[Card, str]]] = defaultdict(list)

    def admit(self, card: Card) -> Card | None:
        """Judge one card on its own; None when it is blank and nobody waits for it."""
        name, certificate = split_id(card.examiner)
        examiner = self.teams.directory.identify(name, certificate)
        if card.consensus:
            examiner = CONSENSUS
        applicant = self.applicants.get(card.uscc)
        if applicant is None:
            return self._stranger(card, examiner)
        if not (card.examiner or card.consensus):
            return replace(card, examiner=f"未署名（{card.place}）")
        if examiner is None:
            hint = "在评分表的“资格证书号”处填写证书号"
            self._say(card, "examiner-ambiguous", "名册中有同名评审员，分不清是哪一位", hint)
            return replace(card, state=CardState.REFUSED, reason="评审员同名，分不清是哪一位")
        card = replace(card, examiner=examiner)
        panels = self.teams.panels_of(applicant, self.stage) if self.assigned else []
        own = next((p for p in panels if examiner in self.teams.examiners(p)), None)
        if card.consensus:
            return replace(card, panel=card.panel if len(panels) != 1 else panels[0])
        card = replace(card, panel=own or card.panel)
        if not self.assigned and not self.teams.directory.expects(name):
            hint = "核对评审员姓名，或补入评审专家名册"
            self._say(card, "examiner-unknown", "评审专家名册中没有此人", hint, Severity.WARNING)
        if self.recusals.find(examiner, applicant):
            return self._recused(card, applicant)
        if self.assigned and own is None:
            return self._outsider(card, panels)
        return card

    def _stranger(self, card: Card, examiner: str | None) -> Card | None:
        if not card.marks:
            return None
        self._say(
            card,
            "card-not-needed",
            f"该组织不参加{self.called}，这份评分表不计入",
            "核对名单；已退出的不必处理",
            Severity.WARNING,
        )
        state = CardState.WITHDRAWN
        return replace(
            card, examiner=examiner or card.examiner, state=state, reason="该组织不参加本阶段评审"
        )

    def _recused(self, card: Card, applicant: Applicant) -> Card:
        row = self.recusals.find(card.examiner, applicant)
        where = f"（{row.place}）" if row and str(row.place) else ""
        if card.marks:
            self._say(
                card,
                "card-recused",
                f"{card.examiner}已对{applicant.name}回避{where}，打分保留备查，不计入",
                "请该评审员退出对该组织的评审，或更正回避表",
            )
        return replace(card, state=CardState.RECUSED, reason=f"回避{where}")

    def _outsider(self, card: Card, panels: Sequence[str]) -> Card | None:
        if not card.marks:
            return None
        panel = "、".join(panels) or "（未分组）"
        self.outsiders[card.place.file, card.examiner].append((card, panel))
        return replace(card, state=CardState.REFUSED, reason="评审员不在该组织的评审组")

    def say_outsiders(self, judged: Iterable[Card | None]) -> None:
        """Name, once per workbook and name, the cards of somebody who is on no panel for them.

        Where one member of the panel has sent nothing, the workbook is named as probably his: the
        marks of its sheets were read, so that only the name on them was changed.
        """
        sent = {c.examiner for c in judged if c is not None and c.marks}
        for (file, examiner), group in self.outsiders.items():
            cards = [card for card, _ in group]
            names = "、".join(self.applicants[c.uscc].name for c in cards[:3])
            more = f"等{len(cards)}家" if len(cards) > 3 else ""  # noqa: PLR2004  (as many as are named)
            panels = "、".join(dict.fromkeys(panel for _, panel in group))
            owner = self._owner(file or "", group, sent)
            whose = f"。表的标识和评审组完好，像是{owner}的评分表" if owner else ""
            hint = "核对评审员姓名，或更正评审分组与回避表"
            if owner:
                hint = f"确是{owner}的：把表上的姓名改回“{owner}”再交；不是的：核对来源"
            message = f"{examiner}不在负责{names}{more}的{panels}，{len(cards)}份评分不计入{whose}"
            self._say(cards[0], "card-not-on-panel", message, hint)

    def _owner(self, file: str, group: Sequence[tuple[Card, str]], sent: Collection[str]) -> str:
        """Name the panel member whose workbook it seems to be; "" when nobody or several could be."""
        panels = {panel for _, panel in group}
        if len(panels) != 1 or {card.panel for card, _ in group} != panels:
            return ""
        idle = [e for e in self.teams.examiners(panels.pop()) if e not in sent]
        named = [e for e in idle if split_id(e)[0] in file.rsplit("/", 1)[-1]]
        found = named or idle
        return found[0] if len(found) == 1 else ""

    def without_twins(self, cards: Sequence[Card]) -> list[Card]:
        """Refuse both cards of one examiner for one applicant; a blank one does not count as one."""
        groups: dict[tuple[str, str], list[Card]] = defaultdict(list)
        for card in cards:
            groups[card.uscc, card.examiner].append(card)
        kept: list[Card] = []
        for group in groups.values():
            filled = [c for c in group if c.marks or c.state is not CardState.NOT_SUBMITTED]
            states = {c.state for c in filled}
            bare = states <= {CardState.RECUSED, CardState.WITHDRAWN, CardState.ABSENT}
            if len(filled) > 1 and not (bare and len(states) == 1):
                filled = self._twins(filled)
            kept += filled or group[:1]
        return kept

    def _twins(self, cards: Sequence[Card]) -> list[Card]:
        places = "、".join(str(card.place) for card in cards)
        for card in cards:
            self._say(
                card,
                "card-twice",
                f"{card.examiner}对同一组织（{card.uscc}）的评分出现{len(cards)}次（{places}），都不计入",
                "核实后只留一份",
            )
        return [
            replace(c, state=CardState.REFUSED, reason="同一评审员对同一组织的评分不止一份")
            for c in cards
        ]

    def of_one_scale(self, cards: Sequence[Card]) -> list[Card]:
        """Refuse the cards of the rarer scale where 得分率 and category points are mixed."""
        scales: dict[str, list[Card]] = {"percent": [], "points": []}
        for card in cards:
            if card.marks and card.state not in (CardState.RECUSED, CardState.WITHDRAWN):
                scales[card.scale].append(card)
        if not (scales["percent"] and scales["points"]):
            return list(cards)
        rare = min(len(group) for group in scales.values())
        refused = [s for s, group in scales.items() if len(group) == rare]
        a, b = sorted(scales, key=lambda s: (len(scales[s]), s))
        first, other = scales[a][0], scales[b][0]
        self._say(
            first,
            "scales-mixed",
            f"同一阶段既有{_SCALES[a]}（{first.place.file}）又有{_SCALES[b]}（{other.place.file}），"
            f"{'、'.join(_SCALES[s] for s in refused)}的评分表不计入",
            "统一为一种填法",
        )
        out = {id(card) for scale in refused for card in scales[scale]}
        reason = "与本阶段其他评分表的填法不同"
        return [
            replace(card, state=CardState.REFUSED, reason=reason) if id(card) in out else card
            for card in cards
        ]

    def _say(
        self, card: Card, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(
            Problem(
                code=code,
                message=message,
                severity=severity,
                place=card.place,
                value=card.examiner,
                hint=hint,
            )
        )
