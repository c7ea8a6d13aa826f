"""往届获奖名册 going out: the rows held already and this cycle's winners, for the next cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.registers import BY_KIND
from wzqa.workbooks.blanks.register_columns import columns
from wzqa.workbooks.writing.tables import Table, add_table, finish, new_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.models import PastWinner


def write_past_winners(
    rows: Sequence[PastWinner], *, awards: Sequence[str], created: date, demo: bool = False
) -> bytes:
    """Write the register; `inbox/registers/` of the next cycle takes it as it is."""
    workbook = new_workbook()
    table = Table(
        name="往届获奖名册",
        title="往届获奖名册",
        columns=columns(BY_KIND["past_winners"], awards=awards),
        rows=[[r.year, r.award, r.name, r.uscc] for r in rows],
        frozen=1,
    )
    add_table(workbook, table)
    return finish(workbook, title="往届获奖名册", created=created, demo=demo)
