"""Reading against pandas + openpyxl: 120 forms, 14 tables, and memory at 20 000 rows by 60 columns.

Run: python benchmarks/bench_reading.py [--big]
"""

import argparse
import io
import random
import statistics
import subprocess
import sys
import time

import openpyxl

from wzqa.fields import FIELDS, Kind
from wzqa.workbooks.applications import read_applications
from wzqa.workbooks.grid import open_book

FORMS, TABLES, ROWS, ROUNDS = 120, 14, 9, 5
YEARS = ("前三年", "前二年", "上一年")
CODE = "91330302MAXX00015J"


def value(field, i, rng):
    by_kind = {Kind.CODE: CODE, Kind.DAY: f"20{10 + i % 9}-03-{1 + i % 28:02d}", Kind.YES_NO: "是",
               Kind.IN_HAND: "已提交", Kind.COUNT: rng.randrange(20, 2000), Kind.NAMES: "无"}  # fmt: skip
    if field.kind is Kind.CHOICE:
        return rng.choice(field.choices)
    return by_kind.get(field.kind, f"{field.heading}{i}")


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def form(i):
    rng = random.Random(i)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申报表"
    sheet["A1"] = "温州市人民政府质量奖申报表"
    sheet.merge_cells("A1:D1")
    for r, field in enumerate(FIELDS, 2):
        sheet.cell(r, 1, field.heading)
        if field.years:
            for k in range(3):
                sheet.cell(r, 2 + k, round(rng.random() * 1e5, 2))
        else:
            sheet.cell(r, 2, value(field, i, rng))
            sheet.merge_cells(start_row=r, end_row=r, start_column=2, end_column=4)
    return saved(book)


def table(i, n_rows):
    rng = random.Random(i)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("推荐汇总表")
    sheet.append(["温州市人民政府质量奖推荐汇总表"])
    sheet.append(["推荐单位：鹿城区"])
    head = [
        f"{y}{f.heading}" if f.years else f.heading
        for f in FIELDS
        for y in (YEARS if f.years else YEARS[:1])
    ]
    sheet.append(["序号", *head])
    for r in range(n_rows):
        row = [r + 1]
        for field in FIELDS:
            row += (
                [round(rng.random() * 1e5, 2) for _ in YEARS]
                if field.years
                else [value(field, r, rng)]
            )
        sheet.append(row)
    sheet.append(["合计"])
    return saved(book)


def timed(run, files):
    start = time.perf_counter()
    for data in files:
        run(data)
    return time.perf_counter() - start


def compare(label, files):
    import pandas as pd

    def pandas(data):
        return pd.read_excel(io.BytesIO(data), header=None, sheet_name=None, engine="openpyxl")

    ways = {
        "pandas + openpyxl": pandas,
        "cells only": lambda data: open_book(data, "x.xlsx"),
        "applications": lambda data: read_applications(data, "x.xlsx", year=2026),
    }
    for run in ways.values():
        run(files[0])
    times = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, run in ways.items():
            times[name].append(timed(run, files))
    base = statistics.median(times["pandas + openpyxl"])
    print(f"{label}: pandas + openpyxl {base * 1e3:.0f} ms")
    for name in ("cells only", "applications"):
        median = statistics.median(times[name])
        print(f"  {name}: {median * 1e3:.0f} ms, {base / median:.1f} times faster")


def big():
    data = table(1, 20_000)
    code = (
        "import sys, time, resource; from wzqa.workbooks.applications import read_applications;"
        "data = sys.stdin.buffer.read(); start = time.perf_counter();"
        "got = read_applications(data, 'x.xlsx', year=2026);"
        "cells = sum(len(r.sources) for r in got.rows);"
        "print(len(got.rows), 'rows', cells, 'cells with their places',"
        "f'{time.perf_counter() - start:.1f} s,',"
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, 'MB')"
    )
    subprocess.run([sys.executable, "-c", code], input=data, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--big", action="store_true", help="also 20 000 rows by 60 columns")
    options = parser.parse_args()
    compare(f"{FORMS} forms", [form(i) for i in range(FORMS)])
    compare(f"{TABLES} tables", [table(i, ROWS) for i in range(TABLES)])
    if options.big:
        big()


if __name__ == "__main__":
    main()
