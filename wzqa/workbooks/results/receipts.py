"""收件回执 for each sender, and 收件登记表 for the office (workbooks.md §8: late, replaced).

A receipt says what came, under which number each application stands, and what must come again. It
goes back to the sender with the marked copies; the register stays in the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.workbooks.writing.mould import Mould
from wzqa.workbooks.writing.tables import Block, Column, Form, Table, add_blocks, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from openpyxl import Workbook

    from wzqa.problems import Place, Problem

_PAPER = ("推荐意见盖章", "承诺书签字", "骑缝章")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """One version of one workbook. Counts are None for a version that another one replaced."""

    sender: str
    file: str
    sha256: str
    taken_in: date
    applications: int | None
    errors: int | None
    warnings: int | None
    state: str  # 已收 | 须更正重报 | 无法读取 | 已被新版代替
    timing: str  # 按时 | 逾期 | 截止后更换


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedApplication:
    """One application that a sender's files hold."""

    app_no: str
    name: str
    uscc: str
    award: str
    kind: str  # 推荐汇总表 | 申报表
    mend: int  # points that must be corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one sender has sent, and what must be mended."""

    sender: str
    office: str
    day: date
    files: Sequence[ReceivedFile]
    applications: Sequence[ReceivedApplication]
    problems: Sequence[Problem]
    anchor: str = ""  # the ledger's entry by which the last of the files was taken in


def _count(files: Sequence[ReceivedFile]) -> int:
    return sum(f.applications or 0 for f in files)


def _name(file: str) -> str:
    return file.rsplit("/", 1)[-1]


def _where(place: Place) -> str:
    return " › ".join(part for part in (_name(place.file or ""), place.sheet, place.cell) if part)


def _files(receipt: Receipt) -> Block:
    columns = (
        Column(heading="文件", width=32),
        Column(heading="收件日期", form=Form.DAY),
        Column(heading="状态", form=Form.LABEL),
        Column(heading="时限", form=Form.LABEL),
        Column(heading="申报数", form=Form.WHOLE),
        Column(heading="须更正", form=Form.WHOLE),
        Column(heading="请核对", form=Form.WHOLE),
    )
    rows = [
        (_name(f.file), f.taken_in, f.state, f.timing, f.applications, f.errors, f.warnings)
        for f in receipt.files
    ]
    return Block(title="一、收到的文件", columns=columns, rows=rows)


def _applications(receipt: Receipt) -> Block:
    columns = (
        Column(heading="申报组织名称", width=32),
        Column(heading="申报编号", form=Form.LABEL),
        Column(heading="统一社会信用代码", form=Form.CODE),
        Column(heading="申报奖项", form=Form.LABEL),
        Column(heading="报送", form=Form.LABEL),
        Column(heading="须更正", form=Form.WHOLE),
    )
    rows = [
        (a.name, a.app_no, a.uscc, a.award or "未填", a.kind, a.mend) for a in receipt.applications
    ]
    return Block(title="二、收到的申报", columns=columns, rows=rows)


def _mends(receipt: Receipt) -> Block:
    columns = (
        Column(heading="文件和位置", width=32),
        Column(heading="读到", width=18),
        Column(heading="问题", width=28),
        Column(heading="请这样改", width=28),
    )
    rows = [(_where(p.place), p.value, p.message, p.hint) for p in receipt.problems]
    return Block(title="三、须更正的内容", columns=columns, rows=rows)


def write_receipts(
    receipts: Iterable[Receipt], *, title: str, created: date, demo: bool = False
) -> Iterator[bytes]:
    """Write the 收件回执 of each sender."""
    mould = Mould(title=title, created=created, demo=demo)
    for receipt in receipts:
        yield mould.cast(partial(_add_receipt, receipt, title))


def _add_receipt(receipt: Receipt, title: str, workbook: Workbook) -> None:
    mend = len(receipt.problems)
    notes = [
        f"报送单位：{receipt.sender}",
        f"截至{chinese(receipt.day)}，"
        f"收到文件{len(receipt.files)}个、申报{len({a.uscc or a.name for a in receipt.applications})}家。"
        + (
            f"其中{mend}处须更正：请改正后以原文件名重新报送（能读取的另附退回修改件，已标色）。"
            if mend
            else "没有须更正的内容。"
        ),
    ]
    blocks = [_files(receipt)]
    if receipt.applications:
        blocks.append(_applications(receipt))
    if mend:
        blocks.append(_mends(receipt))
    end = Block(
        title="",
        columns=(Column(heading="收件", width=32),),
        rows=[(f"收件单位：{receipt.office}",), ("收件人（签字）：",), (receipt.anchor,)],
        headed=False,
    )
    add_blocks(workbook, "收件回执", title, [*blocks, end], notes)


def write_register_of_receipts(
    rows: Sequence[ReceivedFile], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 收件登记表.xlsx: every version taken in, and boxes for what only the paper shows."""
    columns = (
        Column(heading="报送单位", width=24),
        Column(heading="文件", width=34),
        Column(heading="收件日期", form=Form.DAY),
        Column(heading="时限", form=Form.LABEL),
        Column(heading="申报数", form=Form.WHOLE),
        Column(heading="须更正", form=Form.WHOLE),
        Column(heading="请核对", form=Form.WHOLE),
        Column(heading="状态", form=Form.LABEL),
        *(Column(heading=name, width=10, typed=True, choices=("有", "无")) for name in _PAPER),
        Column(heading="经办人", width=10, typed=True),
        Column(heading="校验值", form=Form.HASH, printed=False),
    )
    cells = [
        (r.sender, r.file, r.taken_in, r.timing, r.applications, r.errors, r.warnings, r.state,
         *(None,) * 4, r.sha256)
        for r in rows
    ]  # fmt: skip
    late = sum(r.timing == "逾期" for r in rows)
    note = f"共{len(rows)}个文件、{_count(rows)}家" + (f"，其中逾期{late}个" if late else "")
    table = Table(
        name="收件登记表",
        title=title,
        columns=columns,
        rows=cells,
        notes=[f"{note}。纸质材料的盖章、签字由经办人核对后填写"],
        frozen=2,
    )
    return write_tables([table], title=title, created=created, demo=demo)
