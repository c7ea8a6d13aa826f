"""Reading against pandas + openpyxl: 120 forms, 14 tables, and memory at 20 000 rows by 60 columns.

`cells` is what pandas does: every cell with its type (ours are checked for damage as well, and bound
to their places). `applications` goes on to typed applicants with a cell behind every value, and all
problems named. Three makes of file: as openpyxl saves them; with shared strings, as Excel and WPS
do; and the blanks that `wzqa init` sends out, filled in (60 ruled rows, drop-downs, 填表说明).

Run: PYTHONPATH=. python benchmarks/bench_reading.py [--big]
"""

import argparse
import io
import random
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from wzqa.codes import ALPHABET, check_character
from wzqa.fields import FIELDS, Field, Kind, Offered
from wzqa.workbooks.blanks.blanks_apply import blank_form, blank_table
from wzqa.workbooks.opening.grid import open_book
from wzqa.workbooks.tables_in.applications import read_applications

FORMS, TABLES, ROWS, ROUNDS = 120, 14, 9, 7
YEARS = ("前三年", "前二年", "上一年")
SHEET = "xl/worksheets/sheet1.xml"
OFFERED, CREATED = Offered(("质量奖", "创新奖")), date(2026, 5, 1)


def code(rng: random.Random) -> str:
    first = "91330302" + "".join(rng.choice(ALPHABET) for _ in range(9))
    return first + check_character(first)


def value(field: Field, i: int, rng: random.Random) -> str | int:
    by_kind: dict[Kind, str | int] = {Kind.CODE: code(rng), Kind.DAY: f"20{10 + i % 9}-03-{1 + i % 28:02d}", Kind.YES_NO: "是",
               Kind.IN_HAND: "已提交", Kind.COUNT: rng.randrange(20, 2000), Kind.NAMES: "无"}  # fmt: skip
    if field.kind is Kind.CHOICE:
        return rng.choice(field.choices)
    return by_kind.get(field.kind, f"{field.heading}{rng.randrange(10**6)}")


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(i: int, rng: random.Random) -> Iterator[str | float]:
    """Give one applicant's values, column by column."""
    for field in FIELDS:
        for _ in range(3 if field.years else 1):
            yield round(rng.random() * 1e5, 2) if field.years else value(field, i, rng)


def fill_form(sheet: Worksheet, i: int) -> None:
    """Fill in every label of a form."""
    rng = random.Random(i)
    rows = {sheet.cell(r, 1).value: r for r in range(1, sheet.max_row + 1)}
    for field in FIELDS:
        r = rows[field.heading]
        for k in range(3 if field.years else 1):
            number = round(rng.random() * 1e5, 2)
            sheet.cell(r, 2 + k, number if field.years else value(field, i, rng))


def form(i: int) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申报表"
    sheet["A1"] = "温州市人民政府质量奖申报表"
    sheet.merge_cells("A1:D1")
    for r, field in enumerate(FIELDS, 2):
        sheet.cell(r, 1, field.heading)
        if not field.years:
            sheet.merge_cells(start_row=r, end_row=r, start_column=2, end_column=4)
    fill_form(sheet, i)
    return saved(book)


def table(i: int, n_rows: int) -> bytes:
    rng = random.Random(i)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("推荐汇总表")
    sheet.append(["温州市人民政府质量奖推荐汇总表"])
    sheet.append(["推荐单位：鹿城区"])
    heads = ((y, f) for f in FIELDS for y in (YEARS if f.years else [""]))
    sheet.append(["序号", *(f"{y}{f.heading}" for y, f in heads)])
    for r in range(n_rows):
        sheet.append([r + 1, *row_of(r, rng)])
    sheet.append(["合计"])
    return saved(book)


def shipped_form(i: int) -> bytes:
    blank = blank_form(year=2026, offered=OFFERED, created=CREATED)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    fill_form(book["申报表"], i)
    return saved(book)


def shipped_table(i: int) -> bytes:
    rng = random.Random(i)
    blank = blank_table(year=2026, offered=OFFERED, created=CREATED)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book["推荐汇总表"]
    headings = (sheet.cell(r, 2).value for r in range(1, sheet.max_row + 1))
    header = list(headings).index("申报组织名称") + 1
    for r in range(ROWS):
        for col, content in enumerate(row_of(r, rng), 1):
            sheet.cell(header + 1 + r, col, content)
    return saved(book)


def shared(data: bytes) -> bytes:
    """Write the texts of the first sheet once, in UTF-8, as Excel and WPS do."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts: dict[bytes, int] = {}

    def number(found: re.Match[bytes]) -> bytes:
        at = texts.setdefault(found[2], len(texts))
        return b'<c r="%s" t="s"><v>%d</v></c>' % (found[1], at)

    inline = rb'<c r="(\w+)" t="inlineStr"><is><t>([^<]*)</t></is></c>'
    parts[SHEET] = re.sub(inline, number, parts[SHEET])
    listed = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    listed = re.sub(rb"&#(\d+);", lambda found: chr(int(found[1])).encode(), listed)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (main, listed)
    for name, tag, end in (
        ("[Content_Types].xml", b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % kind,
         b"</Types>"),
        ("xl/_rels/workbook.xml.rels",
         b'<Relationship Type="%s" Target="/xl/sharedStrings.xml" Id="rId99"/>' % office,
         b"</Relationships>"),
    ):  # fmt: skip
        parts[name] = parts[name].replace(end, tag + end)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def timed(run: Callable[[bytes], object], files: Sequence[bytes]) -> float:
    start = time.perf_counter()
    for data in files:
        run(data)
    return time.perf_counter() - start


def compare(label: str, files: Sequence[bytes]) -> dict[str, float]:
    import pandas as pd

    def pandas(data: bytes) -> object:
        return pd.read_excel(io.BytesIO(data), header=None, sheet_name=None, engine="openpyxl")

    def applications(data: bytes) -> object:
        got = read_applications(data, "x.xlsx", year=2026, offered=OFFERED)
        if not got.rows:
            raise SystemExit("a file was not read")
        return got

    ways: dict[str, Callable[[bytes], object]] = {
        "pandas + openpyxl": pandas,
        "cells": lambda data: open_book(data, "x.xlsx"),
        "applications": applications,
    }
    best = {name: timed(run, files) for name, run in ways.items()}
    for _ in range(ROUNDS - 1):
        for name, run in ways.items():
            best[name] = min(best[name], timed(run, files))
    say(label, best)
    return best


def say(label: str, best: dict[str, float]) -> None:
    """Print the seconds of every way, and the ratios to the first."""
    (base_name, base), *others = best.items()
    told = "; ".join(f"{k} {v * 1e3:.0f} ms, {base / v:.1f} times faster" for k, v in others)
    print(f"{label}: {base_name} {base * 1e3:.0f} ms; {told}", flush=True)


def both(make: str, forms: Sequence[bytes], tables: Sequence[bytes]) -> None:
    """Compare forms, tables, and both together."""
    one = compare(f"{make}: {FORMS} forms", forms)
    two = compare(f"{make}: {TABLES} tables", tables)
    say(f"{make}: together", {name: one[name] + two[name] for name in one})


def big() -> None:
    data = table(1, 20_000)
    run = (
        "import sys, time, resource; from wzqa.fields import Offered; from wzqa.workbooks.tables_in.applications import read_applications;"
        "data = sys.stdin.buffer.read(); start = time.perf_counter();"
        "got = read_applications(data, 'x.xlsx', year=2026, offered=Offered(('质量奖', '创新奖')));"
        "cells = sum(len(r.sources) for r in got.rows);"
        "print(len(got.rows), 'rows', cells, 'cells with their places',"
        "f'{time.perf_counter() - start:.1f} s,',"
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MB')"
    )
    subprocess.run([sys.executable, "-c", run], input=data, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--big", action="store_true", help="also 20 000 rows by 60 columns")
    options = parser.parse_args()
    forms, tables = [form(i) for i in range(FORMS)], [table(i, ROWS) for i in range(TABLES)]
    both("as openpyxl saves", forms, tables)
    both("shared strings", [shared(data) for data in forms], [shared(data) for data in tables])
    both(
        "as sent out",
        [shipped_form(i) for i in range(FORMS)],
        [shipped_table(i) for i in range(TABLES)],
    )
    if options.big:
        big()


if __name__ == "__main__":
    main()
