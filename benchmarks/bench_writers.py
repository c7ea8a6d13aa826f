"""Four ways to write the same styled table, each in its own process: CPU µs per cell, peak memory.

python benchmarks/bench_writers.py [rows]      (XlsxWriter must be installed for its two)
"""

# ruff: noqa: SLF001  (as the writers before did it)
import io
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

ROWS, COLUMNS, ROUNDS = 20_000, 11, 3


def values(row: int) -> list[str | Decimal]:
    return [f"申报单位{row}"] * 8 + [Decimal(row) / 100] * 3


def openpyxl_style(book: Any) -> None:
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

    thin = Border(left=Side(style="thin"))
    style = NamedStyle("格", font=Font(name="宋体", size=10.5), border=thin)
    style.alignment = Alignment(wrap_text=True)
    book.add_named_style(style)


def openpyxl_memory(rows: int) -> None:
    from copy import copy

    from openpyxl import Workbook

    book = Workbook()
    openpyxl_style(book)
    sheet = book.worksheets[0]
    first: Any = sheet.cell(1, 1)
    first.style = "格"
    array = first._style
    for row in range(1, rows + 1):
        for column, value in enumerate(values(row), 1):
            cell: Any = sheet.cell(row, column)
            cell.value = value
            cell._style = copy(array)
    book.save(io.BytesIO())


def openpyxl_write_only(rows: int) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    openpyxl_style(book)
    sheet = book.create_sheet()
    first: Any = WriteOnlyCell(sheet)
    first.style = "格"
    for row in range(rows):
        line = []
        for value in values(row):
            cell: Any = WriteOnlyCell(sheet)
            cell.value = value
            cell._style = first._style
            line.append(cell)
        sheet.append(line)
    book.save(io.BytesIO())


def xlsxwriter(rows: int, *, constant: bool) -> None:
    import xlsxwriter as library

    book = library.Workbook(io.BytesIO(), {"constant_memory": constant})
    sheet = book.add_worksheet()
    style = book.add_format({"font_name": "宋体", "font_size": 10.5, "left": 1, "text_wrap": True})
    for row in range(rows):
        for column, value in enumerate(values(row)):
            if isinstance(value, str):
                sheet.write_string(row, column, value, style)
            else:
                sheet.write_number(row, column, value, style)
    book.close()


def ours(rows: int) -> None:
    from wzqa.workbooks.writing.tables import Column, Form, Table, add_table, finish, new_workbook

    book = new_workbook()
    columns = [Column(heading=f"列{i}", form=Form.TEXT if i < 8 else Form.SCORE) for i in range(11)]
    add_table(book, Table(name="表", columns=columns, rows=[values(r) for r in range(rows)]))
    finish(book, title="表", created=date(2026, 1, 1))


WRITERS = {
    "openpyxl, in memory": openpyxl_memory,
    "openpyxl, write-only": openpyxl_write_only,
    "XlsxWriter, in memory": lambda rows: xlsxwriter(rows, constant=False),
    "XlsxWriter, constant_memory": lambda rows: xlsxwriter(rows, constant=True),
    "openpyxl, rows streamed (wzqa)": ours,
}


def measured(name: str, rows: int) -> tuple[float, float] | None:
    child = subprocess.Popen([sys.executable, __file__, str(rows), name])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return (used.ru_utime + used.ru_stime, used.ru_maxrss / 1024) if not child.returncode else None


def main(rows: int) -> None:
    found: dict[str, list[tuple[float, float] | None]] = {name: [] for name in WRITERS}
    for _ in range(ROUNDS):
        for name, rounds in found.items():
            rounds.append(measured(name, rows))
    first = None
    for name, rounds in found.items():
        made = [one for one in rounds if one]
        if len(made) < ROUNDS:
            print(f"{name}: not installed")
            continue
        seconds, mb = min(made)
        first = first or seconds
        each = seconds / rows / COLUMNS * 1e6
        print(f"{name}: {each:.1f} µs per cell, {seconds / first:.2f}, {mb:.0f} MB")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    if len(sys.argv) > 2:
        WRITERS[sys.argv[2]](size)
    else:
        main(size)
