"""评审意见分歧清单.xlsx: who stands where, with the words side by side, for the consensus meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.tables import Column, Form, Table, Value, write_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    """One item of one applicant; `stands` maps an examiner to mark and words, as printed."""

    app_no: str
    name: str
    item: str
    most: int
    spread: Decimal
    gap: Decimal
    why: str
    stands: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPanel:
    """One panel's part: its examiners in the order of the columns, and its lines."""

    panel: str
    examiners: Sequence[str]
    lines: Sequence[AgendaLine]


def write_agenda(
    panels: Sequence[AgendaPanel],
    *,
    title: str,
    notes: Sequence[str],
    created: date,
    demo: bool = False,
) -> bytes:
    """Write a sheet per panel; the last columns are for what the meeting agrees on."""
    tables = (_sheet(part, title, notes) for part in panels)
    return write_tables(tables, title=title, created=created, demo=demo)


def _sheet(part: AgendaPanel, title: str, notes: Sequence[str]) -> Table:
    rows: list[Sequence[Value]] = [
        [
            line.app_no, line.name, line.item, line.most, line.spread, line.gap, line.why,
            *(line.stands.get(name, "") for name in part.examiners), None, None,
        ]
        for line in part.lines
    ]  # fmt: skip
    columns = (
        Column(heading="申报编号", form=Form.LABEL),
        Column(heading="组织名称", width=20),
        Column(heading="条目", width=16),
        Column(heading="满分", form=Form.WHOLE),
        Column(heading="相差百分点", form=Form.SCORE, decimals=0, width=9),
        Column(heading="相差分值", form=Form.SCORE, decimals=1, width=9),
        Column(heading="列入原因", width=14),
        *(Column(heading=name, width=28) for name in part.examiners),
        Column(heading="合议得分率", form=Form.LABEL, width=10, typed=True),
        Column(heading="合议理由", width=24, typed=True),
    )
    return Table(
        name=part.panel or "未分组",
        title=f"{title}（{part.panel}）" if part.panel else title,
        notes=notes,
        columns=columns,
        rows=rows,
        frozen=3,
    )
