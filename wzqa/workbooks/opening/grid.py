"""Opening a workbook, whatever program saved it and whatever its suffix says.

python-calamine reads .xlsx .xlsm .xls and .et by content, .ods is read here. What it cannot see
(error cells, formulas never calculated, telling formats, hidden rows, pictures in cells, what lies
below a merged cell) comes from a second look at the raw parts, and the parts are checked before
anything is allocated (workbooks.md §9, architecture.md §5.1).
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import python_calamine

from wzqa.problems import Place, Problem, Severity, WzqaError
from wzqa.workbooks.opening.cells import (
    PLAIN,
    Book,
    Cell,
    CellKind,
    Marks,
    Range,
    Sheet,
    letters,
    ref,
)
from wzqa.workbooks.opening.package import (
    LARGE,
    SAVE_AS,
    SuspiciousError,
    damaged,
    parts,
    protected,
    refuse,
    too_large,
    well_formed,
)
from wzqa.workbooks.opening.second_look import MAX_AREA, MAX_AREAS
from wzqa.workbooks.opening.signature import kind_of
from wzqa.workbooks.opening.xlsx import Parts, Prepared, note_1904, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wzqa.workbooks.opening import biff, ole
    from wzqa.workbooks.opening.cells import Raw
    from wzqa.workbooks.opening.formats import Style

MOST_MERGED = 16 * 1_048_576  # cells of one merged area: sixteen whole columns
BLANK = ("", None)
HOLLOW, HOLLOW_SHARE = 200_000, 50  # cells; of so many at most one filled: nearly all is blank
HOLLOW_ROWS, HOLLOW_COLS = 2000, 100  # what is read of such a sheet
LARGE_MERGED = 10_000  # an area beyond this is cut down to where something stands
_ROOT_IS_BOOK = re.compile(rb"<(?:\w+:)?workbook[\s/>]")

__all__ = ["Book", "Cell", "CellKind", "Range", "Sheet", "letters", "open_book", "ref"]


def _ods(found: Parts, file: str) -> list[Sheet]:
    from wzqa.workbooks.opening import ods  # noqa: PLC0415  (few files are)

    if b"encryption-data" in found.get("META-INF/manifest.xml"):
        raise protected(file)
    content = found.get("content.xml")
    well_formed("content.xml", content, file)
    try:
        pages = ods.read(content, MAX_AREA)
    except ods.TooLargeError:
        raise too_large(file) from None
    except SyntaxError:  # of XML, as lxml calls it: a prefix that is declared nowhere
        raise damaged(file, "部件 content.xml 不是完整的 XML") from None
    if not pages:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    return [_sheet(file, p.name, p.rows, p.marks, hidden=p.hidden) for p in pages]


_Opened = tuple[list[Sheet], tuple[Problem, ...], bool]  # with `Book.ordinary`


def _zip_book(inside: dict[str, bytes], file: str) -> _Opened:
    """Tell the zip-based formats apart and read them."""
    found = Parts(inside, file)
    main = found.main()
    if main.endswith(".bin"):
        what = "是二进制工作簿（.xlsb），没有读取"
        raise refuse(file, "workbook-unknown-format", what, SAVE_AS)
    if main and _ROOT_IS_BOOK.search(found.get(main), 0, 4096):
        ready = prepare(found, main, file)
        return _sheets(ready, file), ready.problems, ready.ordinary
    if b"opendocument.spreadsheet" in found.get("mimetype") and found.has("content.xml"):
        return _ods(found, file), (), False
    if main and not main.endswith("document.xml"):
        raise damaged(file, f"部件 {main} 不是工作簿")
    if main:
        raise refuse(file, "not-a-workbook", "是 Word 文档，不是电子表格", "请报送 .xlsx 电子表格")
    raise refuse(file, "not-a-workbook", "是压缩包，不是电子表格", "请解压后报送其中的 .xlsx")


def _ole_book(data: bytes, file: str, *, wary: bool) -> _Opened:
    """Read an .xls or .et; name everything else that lives in a compound file."""
    from wzqa.workbooks.opening import biff, ole  # noqa: PLC0415  (few files are)

    if wary and len(data) > LARGE:
        raise SuspiciousError
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
        data = _as_unicode(data, compound, stream, seen)
    except (ole.BrokenError, struct.error, IndexError, UnicodeDecodeError):
        raise damaged(file) from None
    if seen.protected:
        raise protected(file)
    if not seen.sheets:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    if seen.area > MAX_AREA or seen.areas > MAX_AREAS:
        raise too_large(file)
    problems = (note_1904(file),) if seen.uses_1904 else ()
    return _sheets(Prepared(data, tuple(seen.sheets)), file), problems, False


def _as_unicode(data: bytes, compound: ole.Compound, stream: str, seen: biff.Look) -> bytes:
    """Correct a code page that BIFF8 has no use for: its texts are UTF-16 whatever it says."""
    from wzqa.workbooks.opening import biff  # noqa: PLC0415  (as above)

    if seen.version < biff.BIFF8 or not seen.code_page_at:
        return data
    at = compound.where(stream, seen.code_page_at)
    return data[:at] + biff.UNICODE + data[at + len(biff.UNICODE) :]


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


def _read(book: python_calamine.CalamineWorkbook, index: int, file: str) -> list[list[Raw]]:
    """Read one sheet: all values from A1 on."""
    with _reader(file, f"工作表“{book.sheet_names[index]}”已损坏，无法读取"):
        sheet = book.get_sheet_by_index(index)
        rows: list[list[Raw]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    return rows


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
        marks = ready.marks[index] if index < len(ready.marks) else Marks()
        hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
        sheets.append(_sheet(file, about.name, _read(book, index, file), marks, hidden=hidden))
    return sheets


def _sheet(
    file: str, name: str, rows: list[list[Raw]], marks: Marks, *, hidden: bool = False
) -> Sheet:
    """Make a sheet of what was read; what lies unseen below a merged cell is blank, and named."""
    for area in marks.merged:
        if area.cells > MOST_MERGED:
            raise too_large(file, f"工作表“{name}”的合并单元格{area}范围过大，没有读取")
    rows = _without_far(rows, marks)
    _round(rows, marks)
    if marks.noughts_unseen:
        marks.kinds |= {
            (r, c): (CellKind.UNSEEN, "0")
            for r, row in enumerate(rows, 1)
            for c, value in enumerate(row, 1)
            if value.__class__ in (int, float) and not value
        }
    if marks.merged:
        last_row = max(len(rows), max((r for r, _ in marks.kinds), default=0))
        last_col = max((len(row) for row in rows), default=0)
        marks.merged = tuple(
            area.within(last_row, last_col) if area.cells > LARGE_MERGED else area
            for area in marks.merged
        )
        marks.covered = _cover(rows, marks)
    return Sheet(file, name, rows, hidden=hidden, marks=marks)


def _round(rows: list[list[Raw]], marks: Marks) -> None:
    """Forget the styles that only round where nothing is lost, so that the cells are ordinary."""

    def loses(at: tuple[int, int], style: Style) -> bool:
        row, col = at
        if style != PLAIN._replace(decimals=style.decimals):
            return True
        value = rows[row - 1][col - 1] if row <= len(rows) and col <= len(rows[row - 1]) else None
        return value.__class__ is float and round(value, style.decimals) != value

    marks.styles = {at: style for at, style in marks.styles.items() if loses(at, style)}


def _without_far(rows: list[list[Raw]], marks: Marks) -> list[list[Raw]]:
    """Cut a sheet that is nearly all blank down to where its cells are; name those left out."""
    last_row = max(len(rows), max((r for r, _ in marks.kinds), default=0))
    last_col = max(max(map(len, rows), default=0), max((c for _, c in marks.kinds), default=0))
    area = last_row * last_col
    if area <= HOLLOW:
        return rows
    filled = sum(len(row) - row.count("") for row in rows) + len(marks.kinds)
    if area <= HOLLOW_SHARE * filled:
        return rows
    cells = (
        (r, c) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if v not in BLANK
    )
    far = [at for at in (*cells, *marks.kinds) if at[0] > HOLLOW_ROWS or at[1] > HOLLOW_COLS]
    marks.far += tuple(ref(*at) for at in sorted(far))
    for at in far:
        marks.kinds.pop(at, None)
    return [row[:HOLLOW_COLS] for row in rows[:HOLLOW_ROWS]]


def _too_far(sheet: Sheet) -> list[Problem]:
    """Say what lies so far from the rest that it was not read."""
    if not sheet.far:
        return []
    message = f"离数据区过远处有{len(sheet.far)}个单元格有内容，没有读取"
    place = Place(sheet.file, sheet.name, sheet.far[0])
    hint = "请清除该处内容后另存再报送"
    return [
        Problem(
            code="cell-too-far", message=message, severity=Severity.WARNING, place=place, hint=hint
        )
    ]


def _cover(rows: list[list[Raw]], marks: Marks) -> dict[Range, list[str]]:
    """Blank the cells that a merged area hides; give those that held something."""
    found: dict[Range, list[str]] = {}
    for area in marks.merged:
        first_row, first_col, last_row, last_col = area
        for r, row in enumerate(rows[first_row - 1 : last_row], first_row):
            start = first_col if r == first_row else first_col - 1
            hidden = row[start:last_col]
            if hidden.count("") == len(hidden):
                continue
            row[start:last_col] = [""] * len(hidden)
            names = [ref(r, start + i) for i, value in enumerate(hidden, 1) if value not in BLANK]
            if names:
                found.setdefault(area, []).extend(names)
    if marks.kinds:
        _cover_marks(marks, found)
    return found


def _cover_marks(marks: Marks, found: dict[Range, list[str]]) -> None:
    """Forget errors, formulas and pictures below merged areas."""
    for area in marks.merged:
        for at in [at for at in marks.kinds if area.covers(*at) and at != area[:2]]:
            found.setdefault(area, []).append(ref(*at))
            del marks.kinds[at]


def _covered(sheet: Sheet) -> list[Problem]:
    """Say what lies below merged cells and was not read."""
    return [
        Problem(
            code="merged-hidden",
            message=f"合并单元格{area}下面还有看不见的内容（{'、'.join(cells[:8])}），没有读取",
            severity=Severity.WARNING,
            place=sheet.place(area.first_row, area.first_col),
            hint="请取消合并，核对这几格的内容",
        )
        for area, cells in sheet.covered.items()
    ]


def open_here(data: bytes, file: str, *, apart: bool = True) -> Book:
    """Open a workbook in this process: as `open_book`, but a crash of the fast reader is a crash.

    Raises `SuspiciousError` for a package that had better be opened elsewhere, unless `apart`.
    """
    try:
        if kind_of(data, file) == "ole":
            sheets, said, ordinary = _ole_book(data, file, wary=not apart)
        else:
            sheets, said, ordinary = _zip_book(parts(data, file, wary=not apart), file)
    except (WzqaError, SuspiciousError):
        raise
    except Exception as error:  # noqa: BLE001  (whatever a file makes a reader raise, it is the file)
        raise damaged(file, f"读取时出错（{type(error).__name__}），没有读取") from None
    if not sheets:
        raise refuse(file, "workbook-without-sheet", "工作簿里没有工作表", SAVE_AS)
    problems = [
        *said,
        *(p for sheet in sheets for p in (*_hidden(sheet), *_covered(sheet), *_too_far(sheet))),
    ]
    uses_1904 = any(p.code == "date-1904" for p in said)
    digest = hashlib.sha256(data).hexdigest()
    return Book(file, digest, tuple(sheets), tuple(problems), uses_1904, ordinary)


@lru_cache(maxsize=1)  # whoever asks whose it is, then reads it
def open_book(data: bytes, file: str) -> Book:
    """Open a workbook by its content.

    `file` is the path for `Place`, relative to the cycle folder. A package that looks suspicious is
    read in a process of its own, within limits of time and memory. Raises `WzqaError` (exit 1) with
    one named problem when the bytes are no readable workbook, and nothing else (workbooks.md §9).
    """
    try:
        return open_here(data, file, apart=False)
    except SuspiciousError:
        from wzqa.workbooks.opening.apart import open_apart  # noqa: PLC0415  (few files are)

        return open_apart(data, file)
