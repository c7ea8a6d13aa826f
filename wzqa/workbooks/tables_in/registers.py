"""Registers coming in: 评审专家名册, 评审分组与回避表, 往届获奖名册, 撤销名册, 评委会名册.

Source: workbooks.md §4, arithmetic.md §7 (told apart by sheet name and headings, never by file name).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from wzqa.fields import Kind
from wzqa.names import squeeze
from wzqa.plan import count
from wzqa.problems import NOWHERE, Place, Problem, Severity
from wzqa.registers import SPECS
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.records import RowReader, is_guide
from wzqa.workbooks.tables_in.register_fields import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wzqa.models import Day
    from wzqa.plan import Plan
    from wzqa.registers import Spec
    from wzqa.workbooks.opening.cells import Sheet

KINDS = tuple(spec.kind for spec in SPECS)
"""The attributes of `models.Registers`."""

_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?(?:\(第.{1,4}届\))?")
_POSTS = {"组长": "leader", "评审组长": "leader", "组员": "", "成员": "", "评审员": ""}


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One workbook of registers: `kinds` maps each kind found to its rows (an empty one to ())."""

    kinds: dict[str, tuple[object, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_register(data: bytes, file: str, plan: Plan) -> RegisterFile:
    """Read every register in a workbook; faults of rows are problems, good rows stand.

    `file` is the path for `Place`. Raises WzqaError (exit 1) only when the bytes are no workbook.
    """
    book = open_book(data, file)
    kinds: dict[str, tuple[object, ...]] = {}
    own: dict[str, Callable[[RowReader, int, str], Any]] = {**_OWN, "stage": partial(_stage, plan)}
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
        rows = [_read(reader, row, spec, own) for row in reader.rows]
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


def _read(
    reader: RowReader, row: int, spec: Spec, own: Mapping[str, Callable[[RowReader, int, str], Any]]
) -> object | None:
    """Turn a row into its record by the kinds of its fields; None when it says of nobody."""
    values: dict[str, Any] = {}
    for one in spec.fields:
        read = own.get(one.key) or _READERS[one.kind]
        values[one.key] = read(reader, row, one.key)
    missing = [keys for keys in spec.needs if not any(values[key] for key in keys)]
    for keys in missing:
        what = next(one.heading for one in spec.fields if one.key == keys[0])
        if not reader.raw(row, keys[0]):  # a filled but unreadable cell has been named already
            message, hint = f"没有填写{what}，这一行没有采用", f"请补填{what}，或删去这一行"
            reader.report(row, keys[0], "register-cell-missing", message, hint)
    if missing or values.get("stage", "") is None:
        return None
    for name in (f.name for f in fields(spec.model) if f.name.endswith("_place")):
        values[name] = reader.place(row, name.removesuffix("_place"))
    made: object = spec.model(**values, place=reader.place(row, spec.identity[0]))
    return made


def _qualification(reader: RowReader, row: int, key: str) -> str:
    return reader.word(row, key).removesuffix("评审员")


def _leads(reader: RowReader, row: int, key: str) -> bool:
    return reader.one_of(row, key, _POSTS, "register-post", ("组长", "组员")) == "leader"


def _stage(plan: Plan, reader: RowReader, row: int, key: str) -> str | None:
    names, many = plan.titles, count(plan.titles)
    every = (f"{many}个阶段", f"{many}阶段", "全部", "、".join(names), "和".join(names))
    known = dict.fromkeys(every, "")
    known |= {word: stage.key for stage in plan.scored for word in (stage.name, stage.brief)}
    return reader.one_of(row, key, known, "register-stage", names)


def _year(reader: RowReader, row: int, key: str) -> int | None:
    """Read 2022, 2022年度 or a date; anything else is asked about."""
    cell = reader.cell(row, key)
    if cell is None or cell.blank:
        reader.report(row, key, "register-year", "没有填写获奖年度", "请填写四位年份，如 2022")
        return None
    match = _YEAR.fullmatch(squeeze(reader.text(row, key)).replace("-01-01", ""))
    if match:
        return int(match[1])
    reader.report(row, key, "register-year", "不是可以读取的年份", "请填写四位年份，如 2022")
    return None


def _action(reader: RowReader, row: int, key: str) -> str:
    action = reader.one_of(
        row, key, _ACTIONS, "register-action", tuple(dict.fromkeys(_ACTIONS.values()))
    )
    if action == "":
        reader.report(row, key, "register-action", "没有填写处理", "请填写撤销或取消")
    return action or ""


def _decided(reader: RowReader, row: int, key: str) -> Day | None:
    decided = reader.day(row, key)
    asked_for = reader.text(row, "action").strip().startswith("提请")
    if decided is None and not reader.raw(row, key) and not asked_for:
        message, hint = "没有填写决定日期，不能计算禁报期", "请补填决定日期"
        reader.report(row, key, "register-date-missing", message, hint, Severity.WARNING)
    return decided


_ACTIONS = {
    "撤销": "撤销", "取消": "取消", "撤销称号": "撤销", "取消称号": "取消",
    "提请撤销": "提请撤销", "提请取消": "提请取消",
}  # fmt: skip
_READERS: dict[Kind, Callable[[RowReader, int, str], object]] = {
    Kind.TEXT: RowReader.text,
    Kind.SHORT: RowReader.text,
    Kind.WORD: RowReader.word,
    Kind.MOBILE: RowReader.word,
    Kind.NAME: RowReader.name,
    Kind.PERSON: RowReader.person,
    Kind.NAMES: RowReader.names,
    Kind.CODE: RowReader.code,
    Kind.DAY: RowReader.day,
    Kind.YES_NO: RowReader.yes_no,
    Kind.YEAR: _year,
}
# columns that want more than their kind tells, beside the stage
_OWN: dict[str, Callable[[RowReader, int, str], object]] = {
    "qualification": _qualification,
    "leader": _leads,
    "action": _action,
    "decided": _decided,
}
