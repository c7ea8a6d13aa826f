"""Thousands of broken workbooks taken in: no traceback, no lost neighbour, one JSON object.

Batches of files broken at random (`tests/helpers/mutations.py`) lie in the inboxes of a fresh cycle
beside a good table, and `wzqa ingest` runs over them as a person would run it. Every broken file goes
through the reader of its inbox once more here, with a marked copy of it opened again by openpyxl, and by
LibreOffice for a sample. What a reader did not foresee (the guard's own problems, "读取时出错") is
counted by exception and seed: each is to become a test.

Run: python benchmarks/fuzz_reading.py [--files 10000] [--batch 300] [--first SEED] [--office 200] [--minutes M]
"""

import argparse
import io
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/helpers")]
from inboxes import CASES, files, readings  # noqa: E402  (of the tests)
from mutations import mutate, with_codes  # noqa: E402  (of the tests)

from wzqa.codes import ALPHABET, check_character  # noqa: E402  (found by the line above)
from wzqa.problems import Place, Problem, WzqaError  # noqa: E402
from wzqa.stages.ground import facts  # noqa: E402
from wzqa.workbooks.results.returns import marked_copy  # noqa: E402

GOOD, GOOD_CODE = CASES / "好表.xlsx", "91330303MAT000456H"
FOLDERS = {"applications": "applications", "register": "registers", "verification": "verification",
           "scores": "scores/review", "ballots": "ballots", "objections": "objections"}  # fmt: skip
SUFFIX = {b"PK": ".xlsx", b"\xd0\xcf": ".xls"}


def new_codes() -> Iterator[str]:
    for number in itertools.count(1):
        digits, rest = "", number
        while rest or len(digits) < 7:
            rest, one = divmod(rest, len(ALPHABET))
            digits = ALPHABET[one] + digits
        first = f"91330399MA{digits}"
        yield first + check_character(first)


FILE = "inbox/甲.xlsx"


class Maker:
    """Makes the broken file of a seed: half are applications, of organisations of their own."""

    def __init__(self) -> None:
        self.sound, self.codes = files(), new_codes()
        reading = readings()["applications"]
        self.known = {
            data: [row.uscc for row in reading.read(data, "x").rows if row.uscc]
            for data in self.sound["applications"]
        }

    def make(self, seed: int) -> tuple[str, bytes]:
        rng = random.Random(seed)
        role = "applications" if seed % 2 == 0 else sorted(self.sound)[seed // 2 % len(self.sound)]
        data = rng.choice(self.sound[role])
        if role == "applications":
            data = with_codes(data, self.known[data], self.codes)
        return role, mutate(data, rng)


class Tally:
    """What was found, and with which seed first."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[object, ...]] = Counter()
        self.first: dict[tuple[object, ...], int] = {}
        self.slowest: list[tuple[float, int, str]] = []

    def note(self, what: tuple[object, ...], seed: int) -> None:
        self.counts[what] += 1
        self.first.setdefault(what, seed)


def look(role: str, data: bytes, seed: int, reading: Any, tally: Tally) -> bytes | None:
    """Read one file as the guard does; gives a marked copy of it where there is one."""
    start = time.process_time()
    got = facts.guarded(reading, data, FILE)
    tally.slowest.append((round(time.process_time() - start, 2), seed, role))
    for p in got.problems:
        if p.code == "file-unread" or "读取时出错" in p.message:
            tally.note(("unforeseen", role, p.message), seed)
        if p.place.file != FILE:
            tally.note(("names no file", p.code), seed)
    kept = facts.dump(got)
    if facts.dump(facts.undump(type(got), kept)) != kept:
        tally.note(("fact", role), seed)
    sheets = [p.place for p in got.problems if p.place.sheet and p.place.cell]
    place = sheets[0] if sheets else Place(FILE)
    try:
        copy = marked_copy(data, [Problem(code="x", message="请核对", place=place)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            openpyxl.load_workbook(io.BytesIO(copy))
    except WzqaError:
        return None
    except Exception as error:  # noqa: BLE001  (this is what is looked for)
        tally.note(("copy", type(error).__name__, str(error)[:80]), seed)
        return None
    return copy


def ingest(cycle: Path, seeds: Sequence[int], tally: Tally) -> int:
    """Run the command over a batch; gives how many applicants it took in."""
    done = subprocess.run(
        [sys.executable, "-m", "wzqa", "-C", cycle, "--json", "ingest"],
        capture_output=True, cwd="/", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WZQA_OPERATOR": "测试员"},
    )  # fmt: skip
    if b"Traceback" in done.stderr or done.returncode not in {0, 1, 3}:
        tally.note(("command", done.returncode, done.stderr.decode()[-600:]), seeds[0])
        return 0
    said = json.loads(done.stdout)
    codes = {a["uscc"] for a in said["data"].get("applications", ())}
    if GOOD_CODE not in codes:
        tally.note(("lost neighbour",), seeds[0])
    for p in said["problems"]:
        if p["code"] == "return-copy-failed":
            tally.note(("no copy", p["message"]), seeds[0])
    return len(codes)


def in_office(copies: Sequence[bytes], folder: Path, tally: Tally) -> int:
    """Let LibreOffice open marked copies."""
    for i, copy in enumerate(copies):
        (folder / f"{i:05d}.xlsx").write_bytes(copy)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/lo", "--convert-to", "csv",
         "--outdir", folder / "csv", *sorted(folder.glob("*.xlsx"))],
        check=True, capture_output=True,
    )  # fmt: skip
    opened = {path.stem for path in (folder / "csv").glob("*.csv")}
    for path in folder.glob("*.xlsx"):
        if path.stem not in opened:
            tally.note(("LibreOffice", path.stem), 0)
    return len(opened)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--office", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=600, help="begin no batch after so many")
    options = parser.parse_args()
    maker, reading, tally = Maker(), readings(), Tally()
    copies, taken = [], 0
    with tempfile.TemporaryDirectory() as made:
        room = Path(made)
        empty = room / "empty"
        subprocess.run(
            [sys.executable, "-m", "wzqa", "init", empty, "--year", "2026"],
            check=True, capture_output=True, cwd="/", env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        last = options.first + options.files
        until = time.monotonic() + options.minutes * 60
        for start in range(options.first, last, options.batch):
            if time.monotonic() > until:
                break
            seeds = range(start, min(start + options.batch, last))
            cycle = shutil.copytree(empty, room / "cycle")
            shutil.copy(GOOD, cycle / "inbox/applications")
            for seed in seeds:
                role, data = maker.make(seed)
                name = f"{seed:06d}{SUFFIX.get(data[:2], '.xlsx')}"
                (cycle / "inbox" / FOLDERS[role] / name).write_bytes(data)
                copy = look(role, data, seed, reading[role], tally)
                if copy and seed % max(1, options.files // max(1, 2 * options.office)) == 0:
                    copies.append(copy)
            taken += ingest(cycle, seeds, tally)
            shutil.rmtree(cycle)
            print(f"{seeds[-1] + 1 - options.first} files, {taken} applicants", flush=True)
        if options.office and shutil.which("soffice"):
            (room / "office").mkdir()
            opened = in_office(copies[: options.office], room / "office", tally)
            print(f"LibreOffice opened {opened} of {len(copies[: options.office])} marked copies")
    for what, count in tally.counts.most_common():
        print(count, what, "seed", tally.first[what])
    print("slowest (CPU s, seed, inbox):", sorted(tally.slowest)[-5:])
    print("nothing found" if not tally.counts else f"{sum(tally.counts.values())} found")


if __name__ == "__main__":
    main()
