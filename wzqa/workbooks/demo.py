"""The workbooks of a fictitious cycle, in the layouts that offices really send.

Used by `wzqa demo` and to make `examples/`; every workbook says 演示数据.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from wzqa.fields import FIELDS, Kind, columns
from wzqa.workbooks.writing import sheetxml
from wzqa.workbooks.writing.packing import rezip
from wzqa.workbooks.writing.saving import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from wzqa.criteria import Criteria
    from wzqa.demo_data import Organisation, World
    from wzqa.regions import Region
    from wzqa.regulation import Edition

_KINDS = {
    f"{f.key}_{y}" if f.years else f.key: f.kind
    for f in FIELDS
    for y in ((1, 2, 3) if f.years else (0,))
}
KEYS = list(_KINDS)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_MARK = "演示数据"


def _save(book: Workbook, title: str, day: date) -> bytes:
    return normalise(book, title=title, created=day)


def _value(key: str, text: str) -> str | int | date | None:
    """Type a value as an office would: numbers as numbers, days as days, codes as text."""
    if not text:
        return None
    kind = _KINDS.get(key)
    if kind is Kind.DAY and _ISO.fullmatch(text):
        return date.fromisoformat(text)
    return int(text) if kind in {Kind.COUNT, Kind.MONEY} else text


def _put(sheet: Worksheet, row: int, column: int, key: str, text: str) -> None:
    cell = sheet.cell(row, column, value := _value(key, text))
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


_RENAMED = {"name": "企业（组织）全称", "reg_date": "注册时间", "region": "属地", "contact": "联系人姓名",
            "pe_start": "导入时间", "address": "联系地址"}  # fmt: skip


def table(
    region: Region,
    rows: Sequence[Mapping[str, str]],
    variant: int,
    year: int,
    day: date,
    edition: Edition,
) -> bytes:
    """Write one office's 推荐汇总表; `variant` chooses how it altered the form."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "推荐汇总表" if variant != 2 else "Sheet1"  # noqa: PLR2004  (a clerk's own sheet)
    heads = {one.key: one.heading for one in columns(edition.speech)}
    keys = [key for key in KEYS if key in heads or key.rpartition("_")[0] in heads]
    if variant == 1:
        keys = keys[1:6] + keys[8:] + keys[6:8]
    if variant == 3:  # noqa: PLR2004  (a column of its own)
        keys = [*keys[1:], "town"]
    sheet.cell(1, 1, f"{year}年度{edition.umbrella}推荐汇总表（{_MARK}）").font = Font(
        bold=True, size=16
    )
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(keys) + 1)
    sheet.cell(2, 1, f"推荐单位：{region.office}　　填报日期：{year}年6月26日")
    last = (
        _two_rows(sheet, keys, year, heads)
        if variant in {0, 2}
        else _one_row(sheet, keys, year, variant, heads)
    )
    for index, row in enumerate(rows, 1):
        line = last + index
        sheet.cell(line, 1, index)
        for column, key in enumerate(keys, 2):
            text = row.get(key, "") if key != "town" else f"演示镇{index}"
            _put(sheet, line, column, key, text)
    foot = last + len(rows) + 1
    sheet.cell(foot, 1, "合计")
    sheet.cell(foot, 2, f"{len(rows)}家")
    sheet.cell(foot + 1, 1, "填表人：演示　　审核人：演示　　（盖章）")
    for column in range(1, len(keys) + 2):
        sheet.column_dimensions[get_column_letter(column)].width = 14
    sheet.freeze_panes = f"C{last + 1}"
    return _save(book, f"{region.name}推荐汇总表", day)


def _one_row(
    sheet: Worksheet, keys: Sequence[str], year: int, variant: int, heads: Mapping[str, str]
) -> int:
    sheet.cell(3, 1, "序号")
    for column, key in enumerate(keys, 2):
        base, _, index = key.rpartition("_")
        if key == "town":
            words = "所属乡镇（街道）"
        elif index in {"1", "2", "3"} and base:
            words = f"{year - 4 + int(index)}年{heads[base]}"
        else:
            words = _RENAMED.get(key, heads[key]) if variant == 1 else heads[key]
        _head(sheet, 3, column, words)
    return 3


def _two_rows(sheet: Worksheet, keys: Sequence[str], year: int, heads: Mapping[str, str]) -> int:
    """Write a header of two rows: the years under a merged heading."""
    _head(sheet, 3, 1, "序号")
    sheet.merge_cells(start_row=3, start_column=1, end_row=4, end_column=1)
    column = 2
    while column < len(keys) + 2:
        key = keys[column - 2]
        base, _, index = key.rpartition("_")
        if index == "1" and base:
            _head(sheet, 3, column, heads[base])
            sheet.merge_cells(start_row=3, start_column=column, end_row=3, end_column=column + 2)
            for offset in range(3):
                _head(sheet, 4, column + offset, f"{year - 3 + offset}年")
            column += 3
            continue
        _head(sheet, 3, column, heads[key])
        sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
        column += 1
    return 4


def _head(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def form(cells: Mapping[str, str], day: date, edition: Edition) -> bytes:
    """Write one applicant's 申报表: labels left, values right of them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申报表"
    sheet.cell(1, 1, f"{edition.umbrella}申报表（{_MARK}）").font = Font(bold=True, size=16)
    sheet.merge_cells("A1:D1")
    row = 3
    for f in columns(edition.speech):
        sheet.cell(row, 1, f.heading).font = Font(bold=True)
        if f.years:
            for offset in range(3):
                _put(
                    sheet,
                    row,
                    2 + offset,
                    f"{f.key}_{offset + 1}",
                    cells.get(f"{f.key}_{offset + 1}", ""),
                )
        else:
            _put(sheet, row, 2, f.key, cells.get(f.key, ""))
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)
        row += 1
    sheet.column_dimensions["A"].width = 28
    for letter in "BCD":
        sheet.column_dimensions[letter].width = 18
    return _save(book, "申报表", day)


def simple(
    title: str, sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]], day: date
) -> bytes:
    """Write a workbook of plain tables: a title row, headings, rows."""
    book = Workbook()
    for number, (name, (heads, rows)) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        sheet.cell(1, 1, f"{title}（{_MARK}）").font = Font(bold=True, size=14)
        for column, words in enumerate(heads, 1):
            _head(sheet, 2, column, words)
            sheet.column_dimensions[get_column_letter(column)].width = 20
        for line, row in enumerate(rows, 3):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(line, column, value)
                if hasattr(value, "isoformat"):
                    cell.number_format = "yyyy-mm-dd"
    return _save(book, title, day)


def registers(world: World, day: date) -> dict[str, bytes]:
    """Write the registers that stand at the beginning: rosters, past winners, revocations."""
    valid = date(day.year + 2, 12, 31)
    return {
        "评审专家名册.xlsx": simple(
            "评审专家名册",
            {
                "评审专家名册": (
                    ("姓名", "工作单位", "评审员资格", "资格证书号", "有效期至", "专业领域", "可任组长", "手机", "备注"),
                    [
                        (p.name, p.employer, p.qualification, p.certificate, valid, "、".join(p.specialities),
                         "是" if p.can_lead else "否", p.mobile, None)
                        for p in world.examiners
                    ],
                )
            },
            day,
        ),
        "评委会名册.xlsx": simple(
            "评委会名册", {"评委会名册": (("姓名", "职务", "单位"), world.committee)}, day
        ),
        "往届获奖名册.xlsx": simple(
            "往届获奖名册",
            {"往届获奖名册": (("年度", "奖项", "组织名称", "统一社会信用代码"), world.past_winners)},
            day,
        ),
        "撤销名册.xlsx": simple(
            "撤销名册",
            {
                "撤销名册": (
                    ("组织名称", "统一社会信用代码", "曾用名", "处理", "决定日期", "文号"),
                    [(*r[:4], date.fromisoformat(r[4]), r[5]) for r in world.revocations],
                )
            },
            day,
        ),
    }  # fmt: skip


def refill(data: bytes, change: Callable[[Workbook], None], title: str, day: date) -> bytes:
    """Open a workbook, let `change` fill it in, save it with stable bytes."""
    book = load_workbook(io.BytesIO(data))
    change(book)
    return _save(book, title, day)


def find_columns(sheet: Worksheet, wanted: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Find the header row that holds all wanted headings; gives (row, heading → column)."""
    for row in range(1, min(sheet.max_row, 30) + 1):
        found = {str(c.value).strip(): c.column for c in sheet[row] if c.value is not None}
        if all(name in found for name in wanted):
            return row, {name: found[name] for name in wanted}
    msg = f"no header {wanted} in {sheet.title}"
    raise ValueError(msg)


def answer_checks(
    data: bytes, answer: Callable[[str, str], tuple[str, str]], *, office: str, by: str, on: date
) -> bytes:
    """Fill a 资格核查表 or 部门核查反馈表 in: `answer` gives (结论, 依据) for a code and a rule."""

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        heads = ("统一社会信用代码", "规则编号", "核查结论", "依据", "核查部门", "核查人", "日期")
        row, at = find_columns(sheet, heads)
        for line in range(row + 1, sheet.max_row + 1):
            code = sheet.cell(line, at["统一社会信用代码"]).value
            rule = sheet.cell(line, at["规则编号"]).value
            if not code or not rule:
                continue
            verdict, why = answer(str(code), str(rule))
            values: tuple[str | date, ...] = (verdict, why, office, by, on) if verdict else ()
            for name, value in zip(heads[2:], values, strict=False):
                sheet.cell(line, at[name], value)

    return refill(data, change, "资格核查表", on)


_CODE = re.compile(r"<t[^>]*>统一社会信用代码</t></is></c><c [^>]*><is><t[^>]*>([0-9A-Z]{18})<")
_CLAUSE = re.compile(r'<c r="A(\d+)"[^>]*><is><t[^>]*>([\d.]+)</t>')


def fill_sheets(
    data: bytes,
    mark: Callable[[str], Mapping[str, int]],
    remark: Callable[[str], Mapping[str, tuple[str, str]]],
    day: date,
) -> bytes:
    """Fill an examiner's 评分表 in: `mark` gives 得分率 by item for a code.

    The blank cells of our own sheets are filled as text: hundreds of sheets, all made alike.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        xml = part.decode("utf-8") if name.startswith("xl/worksheets/sheet") else ""
        code = _CODE.search(xml)
        if code:
            parts[name] = _filled(xml, mark(code[1]), remark(code[1])).encode()
    return rezip(parts, created=day)


def _filled(xml: str, given: Mapping[str, int], words: Mapping[str, tuple[str, str]]) -> str:
    at = {h: _column(xml, h) for h in ("得分率(%)", "主要优势", "主要改进机会")}
    cells = {}
    for row, clause in _CLAUSE.findall(xml):
        if clause not in given:
            continue
        cells[f"{at['得分率(%)']}{row}"] = lambda r, s, v=given[clause]: sheetxml.number(r, s, v)
        strength, opportunity = words.get(clause, ("", ""))
        cells[f"{at['主要优势']}{row}"] = lambda r, s, v=strength: sheetxml.text(r, s, v)
        cells[f"{at['主要改进机会']}{row}"] = lambda r, s, v=opportunity: sheetxml.text(r, s, v)

    def fill(blank: re.Match[str]) -> str:
        write = cells.get(blank[1])
        return write(blank[1], int(blank[2])) if write else blank[0]

    return re.sub(r'<c r="([A-Z]+\d+)" s="(\d+)"/>', fill, xml)


def _column(xml: str, heading: str) -> str:
    found = re.search(rf'<c r="([A-Z]+)\d+"[^>]*><is><t[^>]*>{re.escape(heading)}</t>', xml)
    if found is None:
        msg = f"no heading {heading}"
        raise ValueError(msg)
    return found[1]


def matrix(
    examiner: str, rows: Sequence[tuple[str, str, Mapping[str, int]]], criteria: Criteria, day: date
) -> bytes:
    """Write an examiner's marks as one sheet 评分汇总."""
    heads = ["统一社会信用代码", "组织名称", *(i.clause for i in criteria.items)]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "评分汇总"
    sheet.cell(1, 1, f"评分汇总表（{_MARK}）").font = Font(bold=True)
    sheet.cell(2, 1, "评审员")
    sheet.cell(2, 2, examiner)
    for column, words in enumerate(heads, 1):
        _head(sheet, 4, column, words)
    for line, (code, name, given) in enumerate(rows, 5):
        values: list[str | int] = [code, name, *(given[i.clause] for i in criteria.items)]
        for column, value in enumerate(values, 1):
            sheet.cell(line, column, value)
    return _save(book, "评分汇总", day)


def office_rows(organisations: Sequence[Organisation], *, mended: bool) -> list[Mapping[str, str]]:
    """Give the rows of a table, as first sent or as corrected."""
    return [o.cells | (o.mended if mended else {}) for o in organisations]
