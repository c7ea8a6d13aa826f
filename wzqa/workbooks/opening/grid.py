"""Opening a workbook, whatever program saved it and whatever its suffix says.

python-calamine reads .xlsx .xlsm .xls .xlsb .ods and .et by content. What it cannot see (error
cells, formulas without a cached value, percent formats, hidden rows, pictures in cells) comes from
a second look at the raw parts, and the parts are checked before anything is allocated
(workbooks.md §9, architecture.md §5.1).
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

import python_calamine

from wzqa.problems import Place, Problem, Severity
from wzqa.workbooks.opening import biff, ods, ole, xlsb
from wzqa.workbooks.opening.cells import Book, Cell, CellKind, Marks, Range, Sheet, letters, ref
from wzqa.workbooks.opening.package import SAVE_AS, damaged, parts, protected, refuse, well_formed
from wzqa.workbooks.opening.second_look import MAX_AREA
from wzqa.workbooks.opening.signature import kind_of
from wzqa.workbooks.opening.xlsx import Prepared, note_1904, prepare, relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wzqa.problems import WzqaError
    from wzqa.workbooks.opening.cells import Raw

__all__ = [
    "Book",
    "Cell",
    "CellKind",
    "Range",
    "Sheet",
    "letters",
    "open_book",
    "ref",
]


def _too_large(file: str) -> WzqaError:
    return refuse(
        file, "workbook-too-large", "工作表的数据范围过大，没有读取", "请清除数据区以外的内容"
    )


def _ods(found: dict[str, bytes], data: bytes, file: str) -> Prepared:
    if b"encryption-data" in found.get("META-INF/manifest.xml", b""):
        raise protected(file)
    well_formed("content.xml", found["content.xml"], file)
    marks, area = ods.look(found["content.xml"])
    if not marks:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    if area > MAX_AREA:
        raise _too_large(file)
    return Prepared(data, tuple(marks))


def _xlsb(found: dict[str, bytes], data: bytes, file: str) -> Prepared:
    targets = relations(found, "xl/workbook.bin")
    try:
        styles = xlsb.styles(found.get("xl/styles.bin", b""))
        ids = xlsb.sheet_ids(found["xl/workbook.bin"])
        looks = [xlsb.look(found.get(targets.get(i, ""), b""), *styles) for i in ids]
    except (struct.error, IndexError):
        raise damaged(file) from None
    if not looks:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    if max(area for _, area in looks) > MAX_AREA:
        raise _too_large(file)
    return Prepared(data, tuple(marks for marks, _ in looks))


def _zip_book(data: bytes, file: str) -> Prepared:
    """Tell the zip-based formats apart and prepare them."""
    found = parts(data, file)
    lower = {name.lower(): name for name in found}
    if "xl/workbook.xml" in lower:
        return prepare(found, lower["xl/workbook.xml"], file)
    if "xl/workbook.bin" in lower:
        return _xlsb(found, data, file)
    if b"opendocument.spreadsheet" in found.get("mimetype", b"") and "content.xml" in found:
        return _ods(found, data, file)
    if "word/document.xml" in lower:
        raise refuse(file, "not-a-workbook", "是 Word 文档，不是电子表格", "请报送 .xlsx 电子表格")
    raise refuse(file, "not-a-workbook", "是压缩包，不是电子表格", "请解压后报送其中的 .xlsx")


def _ole_book(data: bytes, file: str) -> Prepared:
    """Prepare an .xls or .et; name everything else that lives in a compound file."""
    try:
        compound = ole.Compound(data)
        names = set(compound.entries)
        if names & {"EncryptedPackage", "EncryptionInfo"}:
            raise protected(file)
        stream = next((n for n in ("Workbook", "Book", "WORKBOOK", "BOOK") if n in names), None)
        if stream is None and "WordDocument" in names:
            raise refuse(
                file, "not-a-workbook", "是 Word 文档，不是电子表格", "请报送 .xlsx 电子表格"
            )
        if stream is None:
            raise refuse(
                file, "workbook-unknown-format", "是旧版 WPS 表格或其他格式，无法读取", SAVE_AS
            )
        seen = biff.look(compound.stream(stream))
    except (ole.BrokenError, struct.error, IndexError, UnicodeDecodeError):
        raise damaged(file) from None
    if seen.protected:
        raise protected(file)
    if not seen.sheets:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    if seen.area > MAX_AREA:
        raise _too_large(file)
    problems = (note_1904(file),) if seen.uses_1904 else ()
    return Prepared(data, tuple(seen.sheets), problems)


class _UnreadError(Exception):
    """The fast reader gave up: on the file, or on a single value of it."""


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the fast reader's own words about its panics off the screen."""
    try:
        kept = os.dup(2)
    except OSError:  # a window without a console
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def _reader(file: str, what: str) -> Iterator[None]:
    """Turn the fast reader's complaints into ours, its panics (no `Exception`) included."""
    try:
        yield
    except python_calamine.PasswordError:
        raise protected(file) from None
    except python_calamine.CalamineError:
        raise _UnreadError(what) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _UnreadError(what) from None
        raise


def _read(
    book: python_calamine.CalamineWorkbook, index: int, file: str
) -> tuple[Sequence[Sequence[Raw]], tuple[Range, ...]]:
    """Read one sheet: all values from A1 on, and the merged areas (xlsx and xls only)."""
    with _reader(file, f"工作表“{book.sheet_names[index]}”已损坏，无法读取"):
        sheet = book.get_sheet_by_index(index)
        merged = sheet.merged_cell_ranges or []
        rows = sheet.to_python(skip_empty_area=False)
    areas = [Range(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in merged]
    return rows, tuple(sorted(areas))


def _runs(numbers: Iterable[int]) -> str:
    """Print row or column numbers in short: 3、5—7."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(f"{a}" if a == b else f"{a}—{b}" for a, b in runs)


def _hidden(sheet: Sheet) -> list[Problem]:
    """Say what is hidden and was read all the same, where something stands in it."""

    def warn(code: str, message: str, cell: str | None = None) -> Problem:
        place = Place(sheet.file, sheet.name, cell)
        return Problem(code=code, message=message, severity=Severity.WARNING, place=place)

    found = []
    if sheet.hidden and sheet.n_rows:
        found.append(warn("hidden-sheet", "工作表被隐藏，已照常读取"))
    if rows := [r for r in sheet.hidden_rows if sheet.filled_row(r)]:
        message = f"第{_runs(rows)}行被隐藏（或被筛选掉），已照常读取"
        found.append(warn("hidden-rows", message, ref(min(rows), 1)))
    if cols := [c for c in sheet.hidden_columns if sheet.filled_column(c)]:
        names = "、".join(letters(c) for c in sorted(cols))
        found.append(warn("hidden-columns", f"{names}列被隐藏，已照常读取", ref(1, min(cols))))
    return found


def _sheets(ready: Prepared, file: str) -> list[Sheet]:
    """Read all sheets; once more, made simple, where the fast reader gave up on a value.

    A code typed as a number into a cell of date format, or an error value newer than the reader, must
    not cost the rest of the file.
    """
    try:
        with _quiet():
            return _read_all(ready, ready.data, file)
    except _UnreadError as error:
        what = str(error)
    if ready.simple is None:
        raise damaged(file, what)
    try:
        with _quiet():
            return _read_all(ready, ready.simple(ready.data, file), file)
    except _UnreadError:
        raise damaged(file, what) from None


def _read_all(ready: Prepared, data: bytes, file: str) -> list[Sheet]:
    with _reader(file, "文件已损坏，打不开"):
        book = python_calamine.load_workbook(io.BytesIO(data))
    sheets = []
    for index, about in enumerate(book.sheets_metadata):
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        rows, merged = _read(book, index, file)
        marks = ready.marks[index] if index < len(ready.marks) else Marks()
        marks.merged = marks.merged or merged
        hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(file, about.name, rows, hidden=hidden, marks=marks))
    return sheets


def open_book(data: bytes, file: str) -> Book:
    """Open a workbook by its content.

    `file` is the path for `Place`, relative to the cycle folder. Raises `WzqaError` (exit 1) with
    one named problem when the bytes are no readable workbook (workbooks.md §9).
    """
    ready = _ole_book(data, file) if kind_of(data, file) == "ole" else _zip_book(data, file)
    sheets = _sheets(ready, file)
    if not sheets:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    problems = [*ready.problems, *(p for sheet in sheets for p in _hidden(sheet))]
    uses_1904 = any(p.code == "date-1904" for p in ready.problems)
    digest = hashlib.sha256(data).hexdigest()
    return Book(file, digest, tuple(sheets), tuple(problems), uses_1904)
