"""Plain lists: 发文登记表, 补正清单, 催交清单, 留痕记录 export, 归档文件目录.

Source: workbooks.md §8.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from wzqa.workbooks.writing.tables import Column, Form, Table, Value, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class Dispatch(NamedTuple):
    """One document sent: a row of 发文登记表. `delivered` stays blank for the office to fill in."""

    number: str
    title: str
    to: str
    address: str
    contact: str
    phone: str
    day: date | None
    delivered: str = ""


class Void(NamedTuple):
    """One void document to be recalled: a row of 作废文书清单; `recalled` is filled in."""

    no: int
    stage: str
    sent: Dispatch
    why: str
    recalled: date | None = None


class Supplement(NamedTuple):
    """One point to be supplied by an applicant: a row of 补正清单."""

    app_no: str
    name: str
    uscc: str
    recommender: str
    rule: str
    article: str
    matter: str
    reason: str
    where: str
    contact: str = ""
    phone: str = ""


class Overdue(NamedTuple):
    """One card that is expected and not in: a row of 催交清单."""

    panel: str
    examiner: str
    mobile: str
    app_no: str
    name: str
    state: str  # 未交 | 不完整


class Reword(NamedTuple):
    """One thing about the words on a card: a row of sheet 评语 of the 催交清单."""

    panel: str
    examiner: str
    mobile: str
    app_no: str
    name: str
    kind: str
    message: str
    said: str
    place: str


class LogLine(NamedTuple):
    """One entry of the ledger."""

    seq: int
    at: str
    by: str
    action: str
    content: str
    hash: str


class ArchiveLine(NamedTuple):
    """One piece of the archive: a row of 归档文件目录."""

    no: int
    responsible: str
    number: str
    title: str
    day: date | None
    pages: int | None
    keep: str  # 永久 | 30年 | 10年
    remark: str
    path: str
    sha256: str


_APPLICANT = (
    Column(heading="申报编号", form=Form.LABEL),
    Column(heading="组织名称"),
    Column(heading="统一社会信用代码", form=Form.CODE),
)


def _book(
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    *,
    created: date,
    demo: bool,
    notes: Sequence[str] = (),
    frozen: int = 1,
) -> bytes:
    """Make a workbook of one sheet from plain rows."""
    table = Table(name=name, title=title, columns=columns, rows=rows, notes=notes, frozen=frozen)
    return write_tables([table], title=title, created=created, demo=demo)


def write_dispatch(
    rows: Sequence[Dispatch], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 发文登记表.xlsx: eight columns as workbooks.md §8 fixes them, 送达情况 to be filled in."""
    columns = (
        Column(heading="发文字号", form=Form.LABEL),
        Column(heading="文书"),
        Column(heading="主送"),
        Column(heading="通讯地址"),
        Column(heading="联系人", form=Form.LABEL),
        Column(heading="电话", form=Form.CODE),
        Column(heading="成文日期", form=Form.DAY),
        Column(heading="送达情况", width=16, typed=True),
    )
    notes = [f"共{len(rows)}件"]
    return _book("发文登记表", title, columns, rows, created=created, demo=demo, notes=notes)


def write_voids(rows: Sequence[Void], *, title: str, created: date, demo: bool = False) -> bytes:
    """Write 作废文书清单.xlsx: what to fetch back, why, and a column for the day it came back."""
    columns = (
        Column(heading="登记序号", form=Form.LABEL),
        Column(heading="阶段", form=Form.LABEL),
        Column(heading="发文字号", form=Form.LABEL),
        Column(heading="文书"),
        Column(heading="主送"),
        Column(heading="通讯地址"),
        Column(heading="联系人", form=Form.LABEL),
        Column(heading="电话", form=Form.CODE),
        Column(heading="成文日期", form=Form.DAY),
        Column(heading="作废原因"),
        Column(heading="收回日期", form=Form.DAY, width=14, typed=True),
    )
    cells = [
        (str(number), stage, *sent[:-1], why, recalled)
        for number, stage, sent, why, recalled in rows
    ]
    open_ = sum(r.recalled is None for r in rows)
    notes = [
        f"本届作废文书共{len(rows)}件，尚未收回{open_}件",
        "收回后填写收回日期，放入 inbox/registers/，再运行 wzqa ingest",
    ]
    return _book("作废文书清单", title, columns, cells, created=created, demo=demo, notes=notes)


def write_supplements(
    rows: Sequence[Supplement], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 补正清单.xlsx: one row per point that an applicant must supply."""
    columns = (
        *_APPLICANT,
        Column(heading="推荐单位"),
        Column(heading="规则编号", form=Form.LABEL),
        Column(heading="条款", form=Form.LABEL),
        Column(heading="需补正事项"),
        Column(heading="原因"),
        Column(heading="所在单元格"),
        Column(heading="联系人", form=Form.LABEL),
        Column(heading="电话", form=Form.CODE),
        Column(heading="补正情况", width=14, typed=True),
    )
    cells = [(*row, None) for row in rows]
    notes = [f"{len({r.app_no for r in rows})}家企业（组织），共{len(rows)}项"]
    return _book(
        "补正清单", title, columns, cells, created=created, demo=demo, notes=notes, frozen=2
    )


def write_overdue(
    rows: Sequence[Overdue],
    words: Sequence[Reword] = (),
    *,
    title: str,
    created: date,
    demo: bool = False,
) -> bytes:
    """Write 催交清单.xlsx: cards that are not in, and words that want mending, per examiner."""
    tables = [_owing(rows, title)] if rows or not words else []
    tables += [_rewording(words, title)] if words else []
    return write_tables(tables, title=title, created=created, demo=demo)


_EXAMINER = (
    Column(heading="评审组", form=Form.LABEL),
    Column(heading="评审员", form=Form.LABEL),
    Column(heading="手机", form=Form.CODE),
    Column(heading="申报编号", form=Form.LABEL),
)


def _per_examiner(names: Iterable[str], unit: str) -> str:
    owing = Counter(names)
    return "、".join(f"{name}{n}{unit}" for name, n in owing.items())


def _owing(rows: Sequence[Overdue], title: str) -> Table:
    cells = [(*row, None) for row in rows]
    owing = len({r.examiner for r in rows})
    notes = [f"{owing}名评审员欠交评分表{len(rows)}份"]
    notes += [_per_examiner((r.examiner for r in rows), "份")] if rows else []
    columns = (
        *_EXAMINER,
        Column(heading="组织名称"),
        Column(heading="状态", form=Form.LABEL),
        Column(heading="催交记录", width=20, typed=True),
    )
    return Table(name="催交清单", title=title, columns=columns, rows=cells, notes=notes, frozen=2)


def _rewording(words: Sequence[Reword], title: str) -> Table:
    cells = [(*row, None) for row in words]
    columns = (
        *_EXAMINER,
        Column(heading="组织名称", width=24),
        Column(heading="问题", form=Form.LABEL, width=12),
        Column(heading="说明", width=40),
        Column(heading="评语原文", width=40),
        Column(heading="所在单元格", width=30),
        Column(heading="处理情况", width=14, typed=True),
    )
    notes = [
        f"评语需要补写或修改的{len(words)}处；只作提示，不改变得分",
        _per_examiner((r.examiner for r in words), "处"),
    ]
    return Table(
        name="评语", title=f"{title}（评语）", columns=columns, rows=cells, notes=notes, frozen=2
    )


def write_log(
    rows: Sequence[LogLine], *, title: str, head: str, created: date, demo: bool = False
) -> bytes:
    """Write the ledger for the 监督组: `head` is the hash of the last entry."""
    columns = (
        Column(heading="序号", form=Form.WHOLE),
        Column(heading="时间", form=Form.LABEL, width=22),
        Column(heading="操作人", form=Form.LABEL),
        Column(heading="事项", form=Form.LABEL),
        Column(heading="内容", width=60),
        Column(heading="校验值", form=Form.HASH),
    )
    notes = [f"共{len(rows)}条；末条校验值：{head}"]
    return _book("留痕记录", title, columns, rows, created=created, demo=demo, notes=notes)


def write_archive_list(
    rows: Sequence[ArchiveLine], *, title: str, anchor: str, created: date, demo: bool = False
) -> bytes:
    """Write 归档文件目录.xlsx; `anchor` ties the printed list to the ledger."""
    columns = (
        Column(heading="件号", form=Form.WHOLE),
        Column(heading="责任者"),
        Column(heading="文号", form=Form.LABEL),
        Column(heading="题名"),
        Column(heading="日期", form=Form.DAY),
        Column(heading="页数", form=Form.WHOLE),
        Column(heading="保管期限", form=Form.LABEL),
        Column(heading="备注"),
        Column(heading="文件"),
        Column(heading="校验值", form=Form.HASH, printed=False),
    )
    notes = [f"共{len(rows)}件", anchor]
    return _book("归档文件目录", title, columns, rows, created=created, demo=demo, notes=notes)
