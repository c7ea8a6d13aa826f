"""数据口径: what every result workbook says of the rules and files that it rests on.

Source: workbooks.md §8 (profile, edition, method, caps, ties, input files with SHA-256).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.tables import Block, Column, Form, Placed, add_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from openpyxl import Workbook

SIGNED = "经办（签名）：　　　　　　　　复核（签名）：　　　　　　　　日期：　　　　年　　月　　日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What every result workbook carries.

    `title` stands in headings and footers (`2026年度…质量奖资料评审结果`); `fingerprint` is the
    beginning of its list's hash, "" where there is no list; `created` dates the file; `facts` are
    (item, value, source)
    rows: profile, edition, method, caps, ties, decimals, decisions; `source` is an article,
    办法未规定 with the key of award.toml, or "". `files` are (path, SHA-256) of all inputs.
    """

    title: str
    fingerprint: str
    created: date
    demo: bool = False
    facts: Sequence[tuple[str, str, str]] = ()
    files: Sequence[tuple[str, str]] = ()


def fingerprint_note(meta: Meta) -> list[str]:
    """Say how a reader knows whether the list shown is the one that was confirmed."""
    if not meta.fingerprint:
        return []
    return [f"名单指纹：{meta.fingerprint}（与确认名单时给出的指纹相同，就是所确认的名单）"]


def add_basis(workbook: Workbook, meta: Meta) -> list[Placed]:
    """Add sheet 数据口径."""
    facts = [Column(heading="项目"), Column(heading="口径", width=60), Column(heading="依据")]
    files = [
        Column(heading="输入文件"),
        Column(heading="校验值", form=Form.HASH, width=74),
        Column(heading="序号", form=Form.WHOLE),
    ]
    blocks = [
        Block(title="一、规则", columns=facts, rows=[list(row) for row in meta.facts]),
        Block(
            title="二、输入文件",
            columns=files,
            rows=[[name, digest, i] for i, (name, digest) in enumerate(meta.files, 1)],
        ),
    ]
    notes = fingerprint_note(meta)
    return add_blocks(workbook, "数据口径", f"{meta.title}：数据口径", blocks, notes)
