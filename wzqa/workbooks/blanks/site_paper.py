"""现场评审工作底稿: one workbook per visited applicant, for the panel's leader, offline （十六）.

Its sheet 合议评分 has the shape of a 评分表 whose examiner is 合议: handed in with the score sheets it
is read like one (workbooks.md §5, §13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string

from wzqa.workbooks.scores_in.score_form import CONSENSUS, MARK_LABEL, make_mark
from wzqa.workbooks.writing.rows import rows_of
from wzqa.workbooks.writing.tables import (
    Block,
    Check,
    Column,
    Form,
    Formula,
    Table,
    add_blocks,
    add_table,
    cell_at,
    cell_style,
    finish,
    new_workbook,
    protect,
    put,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.criteria import Criteria
    from wzqa.plan import ScoredStage
    from wzqa.workbooks.writing.tables import Placed

_WAYS = ("查阅文件", "现场查看", "人员访谈", "数据核对")
_FOUND = ("属实", "部分属实", "不属实", "未能核实")
_MORE_ISSUES, _LOG_ROWS = 8, 40
_TALL = 90
_USE = (
    ("注意", "供评审组组长在现场使用，不需要联网；含评审员姓名和评分，不得交给受评单位"),
    (
        "核实问题",
        "取自{first}：得分率相差大的、评语相反的、没有评语的条目；逐条核实，写明情况和结论，空行可以补充",
    ),
    ("资料和访谈", "随时登记：看了什么文件，访谈了谁，看了哪些现场"),
    (
        "合议评分",
        "各成员评分并列，合议后填得分率；在各成员范围以外的，写明合议理由；优势、改进机会按条目写",
    ),
    ("总体评价", "写在“合议评分”上方。全部填好后放入 inbox/scores/{key}/，与各成员的评分表一起收"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One point to verify: the item, why it is here, what each examiner of the desk review said."""

    item: str
    why: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePaper:
    """What the leader takes along; `marks`: member → item → 得分率, as far as they are in."""

    app_no: str
    name: str
    uscc: str
    panel: str
    leader: str
    members: Sequence[str]
    facts: Sequence[tuple[str, str]]
    issues: Sequence[Issue]
    marks: Mapping[str, Mapping[str, Decimal]]


def write_site_paper(
    paper: SitePaper,
    criteria: Criteria,
    *,
    title: str,
    stage: ScoredStage,
    first: str,
    year: int,
    step: int,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write one applicant's workbook: 说明, 核实问题, 资料和访谈, 合议评分.

    `stage` is the one on site, `first` the name of that which the points to verify come from.
    """
    workbook = new_workbook()
    _cover(workbook, paper, title, {"first": first, "key": stage.key})
    add_table(workbook, _issues(paper, first))
    add_table(workbook, _log(paper))
    _agreed(workbook, paper, criteria, stage, year, step)
    return finish(workbook, title=title, created=created, demo=demo)


def _cover(workbook: Workbook, paper: SitePaper, title: str, words: Mapping[str, str]) -> None:
    facts = [
        ("申报编号", paper.app_no),
        ("受评单位", paper.name),
        *paper.facts,
        ("评审组", paper.panel),
        ("组长", paper.leader or "（未定）"),
        ("成员", "、".join(n for n in paper.members if n != paper.leader)),
    ]
    blocks = [
        Block(
            title="",
            columns=(Column(heading="项目", form=Form.LABEL, width=16), Column(heading="内容", width=70)),
            rows=facts,
            headed=False,
        ),
        Block(
            title="使用说明",
            columns=(Column(heading="页", form=Form.LABEL, width=16), Column(heading="说明", width=70)),
            rows=[(page, text.format(**words)) for page, text in _USE],
            headed=False,
        ),
        Block(
            title="签名",
            columns=(Column(heading="姓名", form=Form.LABEL, width=16), Column(heading="签名", width=70, typed=True)),
            rows=[[name, None] for name in (paper.members or ("组长",))],
            headed=False,
        ),
    ]  # fmt: skip
    add_blocks(workbook, "说明", title, blocks, portrait=True)


def _issues(paper: SitePaper, first: str) -> Table:
    columns = (
        Column(heading="序号", form=Form.WHOLE),
        Column(heading="条目", width=18),
        Column(heading="列入原因", width=20),
        Column(heading=f"{first}时各专家的意见", width=46),
        Column(heading="核实方式", form=Form.LABEL, width=12, choices=_WAYS, typed=True),
        Column(heading="现场核实情况（文件、数据、访谈）", width=40, typed=True),
        Column(heading="结论", form=Form.LABEL, width=12, choices=_FOUND, typed=True),
    )
    rows = [
        [n, issue.item, issue.why, issue.said, None, None, None]
        for n, issue in enumerate(paper.issues, 1)
    ]
    rows += [[n, *[None] * 6] for n in range(len(rows) + 1, len(rows) + _MORE_ISSUES + 1)]
    return Table(
        name="核实问题",
        title=f"{paper.name}：现场核实问题",
        notes=[f"取自{first}，只作核实的线索，不是结论；空行可以补充"],
        columns=columns,
        rows=rows,
        frozen=2,
        filtered=False,
    )


def _log(paper: SitePaper) -> Table:
    columns = (
        Column(heading="时间", form=Form.LABEL, width=16, typed=True),
        Column(heading="方式", form=Form.LABEL, width=12, choices=_WAYS, typed=True),
        Column(heading="文件名称、现场或受访人（部门、职务）", width=36, typed=True),
        Column(heading="条目", form=Form.LABEL, width=12, typed=True),
        Column(heading="记录", width=56, typed=True),
        Column(heading="记录人", form=Form.LABEL, width=12, typed=True),
    )
    return Table(
        name="资料和访谈",
        title=f"{paper.name}：查阅资料和访谈记录",
        columns=columns,
        blank_rows=_LOG_ROWS,
        frozen=1,
        filtered=False,
    )


# --- 合议评分 -----------------------------------------------------------------------------------

_TYPED_HEAD = ("合议理由", "总体评价")


def _agreed(
    workbook: Workbook,
    paper: SitePaper,
    criteria: Criteria,
    stage: ScoredStage,
    year: int,
    step: int,
) -> None:
    mark = make_mark(year, stage.key, paper.uscc, criteria.edition)
    head = [
        f"评审阶段：{stage.name}", f"评审组：{paper.panel}", f"评审员：{CONSENSUS}",
        f"申报组织：{paper.name}", f"统一社会信用代码：{paper.uscc}",
        f"标准版本：{criteria.edition}", f"{MARK_LABEL}：{mark}",
    ]  # fmt: skip
    members = list(paper.members) or ["组长"]
    columns = _columns(members, step)
    rows = [
        [
            i.clause, i.name, i.points, *(paper.marks.get(m, {}).get(i.clause) for m in members),
            *[None] * 7,
        ]
        for i in criteria.items
    ]  # fmt: skip
    table = Table(
        name="合议评分",
        title=f"{paper.name}：各成员评分和合议评分",
        notes=[*head, *(f"{label}：" for label in _TYPED_HEAD)],
        columns=columns,
        rows=rows,
        frozen=2,
        filtered=False,
    )
    placed = add_table(workbook, table)
    _reckon(placed, paper, criteria, members)
    sheet = placed.sheet
    for row, label in enumerate(_TYPED_HEAD, 2 + len(head)):
        _typed_line(workbook, sheet, row, label, len(columns))
    _totals(workbook, placed, members)
    protect(sheet)


def _columns(members: Sequence[str], step: int) -> tuple[Column, ...]:
    grid = Check(
        kind="decimal", low=0, high=100, error=f"得分率填0至100、{step}的整数倍（45表示45%）"
    )
    return (
        Column(heading="条款", form=Form.LABEL, width=8),
        Column(heading="条目", width=18),
        Column(heading="满分", form=Form.WHOLE, width=7),
        *(
            Column(heading=name, form=Form.WHOLE, width=9, check=grid, typed=True)
            for name in members
        ),
        Column(heading="最低", form=Form.WHOLE, width=7),
        Column(heading="最高", form=Form.WHOLE, width=7),
        Column(heading="得分率(%)", form=Form.WHOLE, width=10, check=grid, typed=True),
        Column(heading="合议理由", width=24, typed=True),
        Column(heading="核对", form=Form.LABEL, width=12),
        Column(heading="主要优势", width=34, typed=True),
        Column(heading="主要改进机会", width=34, typed=True),
    )


def _reckon(placed: Placed, paper: SitePaper, criteria: Criteria, members: Sequence[str]) -> None:
    """Fill 最低, 最高 and 核对 in: a reason is asked for where the consensus leaves the range."""
    cells = rows_of(placed.sheet)
    at = placed.letters
    low, high, agreed, reason = (at[h] for h in ("最低", "最高", "得分率(%)", "合议理由"))
    first, last = at[members[0]], at[members[-1]]
    for line, item in enumerate(criteria.items, placed.first):
        own = f"{first}{line}:{last}{line}"
        given = [paper.marks.get(m, {}).get(item.clause) for m in members]
        known = [v for v in given if v is not None]
        beyond = f"OR({agreed}{line}<{low}{line},{agreed}{line}>{high}{line})"
        asks = f'IF(AND({beyond},{reason}{line}=""),"须写理由","")'
        values = list(cells.values[line])
        place = 3 + len(members)
        values[place] = Formula(f'=IF(COUNT({own})=0,"",MIN({own}))', min(known, default=""))
        values[place + 1] = Formula(f'=IF(COUNT({own})=0,"",MAX({own}))', max(known, default=""))
        values[place + 4] = Formula(f'=IF(OR({agreed}{line}="",{low}{line}=""),"",{asks})', "")
        cells.values[line] = values


def _typed_line(workbook: Workbook, sheet: Worksheet, row: int, label: str, columns: int) -> None:
    """Turn a note into a label with a wide cell to type in."""
    for merged in [m for m in sheet.merged_cells.ranges if m.min_row == row]:
        sheet.merged_cells.remove(merged)
    put(cell_at(sheet, row, 1), label, cell_style(workbook, Form.LABEL, bold=True))
    style = cell_style(workbook, Form.TEXT, typed=True)
    for column in range(2, columns + 1):
        put(cell_at(sheet, row, column), None, style)
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=columns)
    cell_at(sheet, row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[row].height = _TALL if label == "总体评价" else _TALL // 2


def _totals(workbook: Workbook, placed: Placed, members: Sequence[str]) -> None:
    """Add the row 合计: points of every member and of the consensus, once all items have a mark."""
    sheet, total = placed.sheet, placed.last + 1
    cells, style = rows_of(sheet), cell_style(workbook, Form.LABEL, bold=True)
    put(cell_at(sheet, total, 1), "合计", style)
    items = placed.last - placed.first + 1
    for heading in (*members, "得分率(%)"):
        letter = placed.letters[heading]
        own = f"{letter}{placed.first}:{letter}{placed.last}"
        points = f"$C{placed.first}:$C{placed.last}"
        formula = f'=IF(COUNT({own})={items},SUMPRODUCT({points},{own})/100,"")'
        cells.put(total, column_index_from_string(letter), Formula(formula, ""), style)
