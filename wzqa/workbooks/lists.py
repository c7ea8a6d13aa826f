"""Plain lists: 发文登记表, 收件回执, 补正清单, 催交清单, 留痕记录 export, 归档文件目录.

Source: cli.md (发文登记表 beside each batch), domain.md §3.3, §6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One document sent: a row of 发文登记表. `delivered` stays blank for the office to fill in."""

    number: str
    title: str
    to: str
    address: str
    contact: str
    phone: str
    day: date | None
    file: str = ""
    delivered: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One workbook taken in: a row of 收件回执."""

    sender: str
    file: str
    sha256: str
    taken_in: date
    applications: int
    errors: int
    warnings: int
    state: str  # 已收 | 须更正重报 | 已被新版代替


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """One card that is expected and not in: a row of 催交清单."""

    panel: str
    examiner: str
    mobile: str
    app_no: str
    name: str
    state: str  # 未交 | 不完整


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One entry of the ledger."""

    seq: int
    at: str
    by: str
    action: str
    subject: str
    content: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLine:
    """One piece of the archive: a row of 归档文件目录."""

    no: int
    responsible: str
    number: str
    title: str
    day: date | None
    pages: int | None
    keep: str  # 永久 | 30年 | 10年
    path: str
    sha256: str
    remark: str = ""


def write_dispatch(
    rows: Sequence[Dispatch], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 发文登记表.xlsx."""
    raise NotImplementedError


def write_receipts(
    rows: Sequence[Receipt], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 收件回执.xlsx."""
    raise NotImplementedError


def write_supplements(
    rows: Sequence[Supplement], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 补正清单.xlsx."""
    raise NotImplementedError


def write_overdue(
    rows: Sequence[Overdue], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 催交清单.xlsx."""
    raise NotImplementedError


def write_log(
    rows: Sequence[LogLine], *, title: str, head: str, created: date, demo: bool = False
) -> bytes:
    """Write the ledger for the 监督组: `head` is the hash of the last entry."""
    raise NotImplementedError


def write_archive_list(
    rows: Sequence[ArchiveLine], *, title: str, created: date, demo: bool = False
) -> bytes:
    """Write 归档文件目录.xlsx."""
    raise NotImplementedError
