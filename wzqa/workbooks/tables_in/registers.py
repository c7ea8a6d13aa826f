"""Registers coming in: 评审专家名册, 评审分组与回避表, 往届获奖名册, 撤销名册, 评委会名册.

Source: workbooks.md §4, scoring.md §12 (told apart by sheet name and headings, never by file name).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from wzqa.models import (
    Assignment,
    CommitteeMember,
    Examiner,
    Member,
    PastWinner,
    Recusal,
    Revocation,
)
from wzqa.problems import NOWHERE, Place, Problem, Severity
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.records import RowReader, is_guide, plain_word
from wzqa.workbooks.tables_in.register_fields import SPECS, recognise

if TYPE_CHECKING:
    from collections.abc import Callable

    from wzqa.workbooks.opening.cells import Sheet

KINDS = tuple(spec.kind for spec in SPECS)
"""The attributes of `models.Registers`."""

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?(?:\(第.{1,4}届\))?")
_STAGES: dict[str, Literal["review", "visit", ""]] = {
    "资料评审": "review",
    "资料": "review",
    "现场评审": "visit",
    "现场": "visit",
    "两个阶段": "",
    "两阶段": "",
    "全部": "",
    "资料评审、现场评审": "",
    "资料评审和现场评审": "",
}
_POSTS = {"组长": "leader", "评审组长": "leader", "组员": "", "成员": "", "评审员": ""}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One workbook of registers: `kinds` maps each kind found to its rows (an empty one to ())."""

    kinds: dict[str, tuple[object, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_register(data: bytes, file: str) -> RegisterFile:
    """Read every register in a workbook; faults of rows are problems, good rows stand.

    `file` is the path for `Place`. Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    book = open_book(data, file)
    kinds: dict[str, tuple[object, ...]] = {}
    problems = list(book.problems)
    ignored: list[Sheet] = []
    for sheet in book.sheets:
        if is_guide(sheet):
            continue
        found = recognise(sheet)
        if found is None:
            ignored.append(sheet)
            continue
        spec, table = found
        reader = RowReader(table)
        rows = [_READERS[spec.kind](reader, row) for row in reader.rows]
        kept = _without_repeats(reader, [row for row in rows if row is not None])
        kinds[spec.kind] = (*kinds.get(spec.kind, ()), *kept)
        problems += reader.problems
    problems += _unread(file, ignored, found_any=bool(kinds))
    return RegisterFile(kinds, tuple(problems))


def _unread(file: str, sheets: list[Sheet], *, found_any: bool) -> list[Problem]:
    """Name sheets that are no register: an error only when the workbook holds none at all."""
    titles = "、".join(spec.title for spec in SPECS)
    if not found_any:
        return [
            Problem(
                code="register-unknown",
                message=f"没有找到任何名册的表头（{titles}）",
                place=Place(file),
                hint="请使用下发的空白名册，不要删改表头",
            )
        ]
    return [
        Problem(
            code="register-sheet-unknown",
            message="不是任何一种名册，没有读取",
            severity=Severity.WARNING,
            place=Place(sheet.file, sheet.name),
            hint=f"名册的工作表为：{titles}",
        )
        for sheet in sheets
        if sheet.n_rows
    ]


def _without_repeats(reader: RowReader, rows: list[Any]) -> list[Any]:
    """Drop rows that repeat another one in every column, with a warning."""
    kept: dict[Any, Any] = {}
    for row in rows:
        blank = {f.name: NOWHERE for f in fields(row) if f.name.endswith("place")}
        plain = replace(row, **blank)
        if plain in kept:
            reader.problems.append(
                Problem(
                    code="register-row-repeated",
                    message=f"与{kept[plain].place.cell}所在行完全相同，只算一次",
                    severity=Severity.WARNING,
                    place=row.place,
                    hint="请删去重复的行",
                )
            )
            continue
        kept[plain] = row
    return list(kept.values())


# --- rows ---------------------------------------------------------------------------------------


def _needs(reader: RowReader, row: int, key: str, value: object, what: str) -> bool:
    """Name a blank cell without which the row means nothing."""
    if value:
        return True
    if not reader.raw(row, key):  # a filled but unreadable cell has been named already
        message = f"没有填写{what}，这一行没有采用"
        reader.report(row, key, "register-cell-missing", message, f"请补填{what}，或删去这一行")
    return False


def _examiner(reader: RowReader, row: int) -> Examiner | None:
    name = reader.person(row, "person")
    if not _needs(reader, row, "person", name, "姓名"):
        return None
    return Examiner(
        name=name,
        certificate=reader.word(row, "certificate"),
        employer=reader.name(row, "employer"),
        qualification=reader.word(row, "qualification").removesuffix("评审员"),
        valid_until=reader.day(row, "valid_until"),
        specialities=reader.names(row, "specialities"),
        can_lead=reader.yes_no(row, "can_lead"),
        mobile=reader.word(row, "mobile"),
        remark=reader.text(row, "remark"),
        place=reader.place(row, "person"),
    )


def _member(reader: RowReader, row: int) -> Member | None:
    panel, name = reader.word(row, "panel"), reader.person(row, "person")
    post = reader.one_of(row, "post", _POSTS, "register-post", ("组长", "组员"))
    named = _needs(reader, row, "person", name, "姓名")
    if not (_needs(reader, row, "panel", panel, "评审组") and named):
        return None
    return Member(
        panel=panel,
        name=name,
        leader=post == "leader",
        certificate=reader.word(row, "certificate"),
        place=reader.place(row, "person"),
    )


def _assignment(reader: RowReader, row: int) -> Assignment | None:
    panel, uscc = reader.word(row, "panel"), reader.code(row)
    name, day = reader.name(row, "name"), reader.day(row, "visit_day")
    stage = reader.one_of(row, "stage", _STAGES, "register-stage", ("资料评审", "现场评审"))
    coded = _needs(reader, row, "uscc", uscc, "统一社会信用代码")
    if not (_needs(reader, row, "panel", panel, "评审组") and coded) or stage is None:
        return None
    return Assignment(
        panel=panel,
        uscc=uscc or "",
        name=name,
        stage="review" if stage == "review" else "visit" if stage == "visit" else "",
        visit_day=day,
        place=reader.place(row, "uscc"),
    )


def _recusal(reader: RowReader, row: int) -> Recusal | None:
    person, uscc = reader.person(row, "person"), reader.code(row)
    name, reason = reader.name(row, "name"), reader.text(row, "reason")
    coded = _needs(reader, row, "uscc", uscc, "统一社会信用代码")
    if not (_needs(reader, row, "person", person, "姓名") and coded):
        return None
    return Recusal(
        person=person,
        uscc=uscc or "",
        name=name,
        reason=reason,
        certificate=reader.word(row, "certificate"),
        place=reader.place(row, "person"),
    )


def _year(reader: RowReader, row: int) -> int | None:
    """Read 2022, 2022年度 or a date; anything else is asked about."""
    cell = reader.cell(row, "year")
    if cell is None or cell.blank:
        reader.report(row, "year", "register-year", "没有填写获奖年度", "请填写四位年份，如 2022")
        return None
    match = _YEAR.fullmatch(plain_word(reader.text(row, "year")).replace("-01-01", ""))
    if match:
        return int(match[1])
    reader.report(row, "year", "register-year", "不是可以读取的年份", "请填写四位年份，如 2022")
    return None


def _past_winner(reader: RowReader, row: int) -> PastWinner | None:
    name, uscc = reader.name(row, "name"), reader.code(row)
    year, award = _year(reader, row), reader.text(row, "award")
    if not (name or uscc) and not _needs(reader, row, "name", name, "组织名称"):
        return None
    return PastWinner(
        year=year,
        award=award,
        name=name,
        uscc=uscc,
        place=reader.place(row, "name"),
        year_place=reader.place(row, "year"),
    )


def _revocation(reader: RowReader, row: int) -> Revocation | None:
    name, uscc = reader.name(row, "name"), reader.code(row)
    action = reader.one_of(row, "action", _ACTIONS, "register-action", ("撤销", "取消"))
    if action == "":
        hint = "请填写撤销或取消"
        reader.report(row, "action", "register-action", "没有填写处理", hint)
    decided = reader.day(row, "decided")
    if decided is None and not reader.raw(row, "decided"):
        message = "没有填写决定日期，不能计算禁报期"
        reader.report(
            row, "decided", "register-date-missing", message, "请补填决定日期", Severity.WARNING
        )
    if not (name or uscc) and not _needs(reader, row, "name", name, "组织名称"):
        return None
    return Revocation(
        name=name,
        uscc=uscc,
        former_names=reader.names(row, "former_names"),
        action=action or "",
        decided=decided,
        docno=reader.text(row, "docno"),
        place=reader.place(row, "name"),
        decided_place=reader.place(row, "decided"),
    )


_ACTIONS = {"撤销": "撤销", "取消": "取消", "撤销称号": "撤销", "取消称号": "取消"}


def _committee_member(reader: RowReader, row: int) -> CommitteeMember | None:
    name = reader.person(row, "person")
    if not _needs(reader, row, "person", name, "姓名"):
        return None
    return CommitteeMember(
        name=name,
        post=reader.text(row, "post"),
        employer=reader.text(row, "employer"),
        place=reader.place(row, "person"),
    )


_READERS: dict[str, Callable[[RowReader, int], object | None]] = {
    "examiners": _examiner,
    "members": _member,
    "assignments": _assignment,
    "recusals": _recusal,
    "past_winners": _past_winner,
    "revocations": _revocation,
    "committee": _committee_member,
}
