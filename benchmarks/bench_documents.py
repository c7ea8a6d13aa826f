"""How fast letters are made: rendering alone, and the whole command, against docxtpl and docx-mailmerge.

Run: python benchmarks/bench_documents.py [--rounds N] [letters] (default 300; 3000 for the memory figure).
Every way makes the same letter in a process of its own, in turns; the figures are the CPU time of the
whole process a letter (start and imports included), the ratio to docxtpl that opens the template for
each letter, and the peak of memory. `wzqa notices` does more than the others: it plans, numbers, checks
every letter for other applicants' names and enters it in the record. docx-mailmerge fills fields of a
finished letter, and knows no conditions or rows.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
import zipfile
from datetime import date
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parents[1]
sys.path[:0] = [str(HERE), str(HERE / "benchmarks")]
from bench_commands import cpu, demo, run  # noqa: E402  (beside this file)

from wzqa.documents import dialect, leaks, readback, usual  # noqa: E402
from wzqa.documents.letters import samples  # noqa: E402
from wzqa.documents.render import Properties, prepare  # noqa: E402
from wzqa.documents.templates import Library  # noqa: E402

KIND = "ineligible"


def properties(number: int) -> Properties:
    return Properties(
        kind=KIND,
        title="资格审查结果告知书",
        list_ref="screen-1",
        list_hash="0" * 64,
        day=date(2026, 9, 1),
        author="示例评审办",
        subject_key=str(number),
        number=f"温质奖评办〔2026〕{number}号",
    )


SAMPLE = samples.sample_fields(KIND)


def fields(number: int) -> dict[str, object]:
    return {**usual.WORDS, **SAMPLE, "组织名称": f"示例第{number}号有限公司"}


def prepared_once(template: bytes, count: int, folder: Path) -> None:
    ready = prepare(template, "t.docx", KIND)
    for number in range(count):
        data = ready.render(fields(number), properties(number))
        (folder / f"{number}.docx").write_bytes(data)


def in_memory(template: bytes, count: int, folder: Path) -> None:  # noqa: ARG001  (one shape)
    ready = prepare(template, "t.docx", KIND)
    for number in range(count):
        ready.render(fields(number), properties(number))


def opened_each(template: bytes, count: int, folder: Path) -> None:
    from docxtpl import DocxTemplate

    environment = dialect.environment()  # the templates' own filters
    for number in range(count):
        letter = DocxTemplate(io.BytesIO(template))
        letter.render(fields(number), environment)
        letter.save(folder / f"{number}.docx")


def mail_merge(template: bytes, count: int, folder: Path) -> None:
    """Fill fields that stand in a finished letter where its name and number stood."""
    from mailmerge import MailMerge

    finished = prepare(template, "t.docx", KIND).render(fields(0), properties(0))
    data = with_field(finished, "示例第0号有限公司")
    for number in range(count):
        with MailMerge(io.BytesIO(data)) as letter:
            letter.merge(name=f"示例第{number}号有限公司")
            letter.write(folder / f"{number}.docx")


def with_field(data: bytes, words: str) -> bytes:
    """Put a MERGEFIELD where a run holds these words."""
    field = '</w:t></w:r><w:fldSimple w:instr=" MERGEFIELD name "><w:r><w:t>x</w:t></w:r></w:fldSimple><w:r><w:t>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "word/document.xml":
                text = part.decode()
                part = text.replace(words, field).encode()
            new.writestr(item, part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def writing_alone(template: bytes, count: int, folder: Path) -> None:
    data = prepare(template, "t.docx", KIND).render(fields(0), properties(0))
    for number in range(count):
        (folder / f"{number}.docx").write_bytes(data)


def template() -> bytes:
    library = Library()
    return library.find(samples.sample_letter(KIND).template).read_bytes()


def scanning(data: bytes) -> float:
    """Milliseconds to read one letter again and look for 120 other applicants in it."""
    others = {str(n): (f"示例第{n}号温州科技有限公司", f"9133{n:014}") for n in range(120)}
    scanner = leaks.foreign(others)
    start = time.perf_counter()
    for _ in range(100):
        scanner.scan(readback.text_of(data), "0", ("示例第0号有限公司",))
    return (time.perf_counter() - start) * 10


WAYS = {
    "docxtpl，每份打开模板": opened_each,
    "docx-mailmerge，每份打开": mail_merge,
    "wzqa 准备一次，写文件": prepared_once,
    "wzqa 准备一次，内存中": in_memory,
    "只写文件（下限）": writing_alone,
}


def whole_command(room: Path, rounds: int) -> tuple[float, float]:
    """Give ms a letter and peak MB of `wzqa notices screen` in a cycle of 300."""
    cycle = room / "cycle"
    demo(HERE, cycle, 300, "--through", "screen")
    seconds, mb = min(run(HERE, "-C", cycle, "notices", "screen") for _ in range(rounds))
    return seconds * 1000 / len(list((cycle / "out/screen").glob("*.docx"))), mb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", help="make the letters one way and end")
    asked = parser.parse_args()
    source = template()
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        if asked.way:
            WAYS[asked.way](source, asked.count, room)
            return
        ways = dict(WAYS)
        if not find_spec("mailmerge"):
            print("docx-mailmerge is not installed: no comparison with it")
            del ways["docx-mailmerge，每份打开"]
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(asked.rounds):
            for way, times in found.items():
                times.append(cpu(HERE, __file__, "--way", way, asked.count))
        least = {
            way: (min(times)[0] * 1000 / asked.count, min(times)[1]) for way, times in found.items()
        }
        least["wzqa notices，整条命令"] = whole_command(room, asked.rounds)
    base = least["docxtpl，每份打开模板"][0]
    for way, (each, mb) in least.items():
        print(f"{way}\t{each:.2f} ms/份（{base / each:.1f}×）\t峰值 {mb:.0f} MB")
    letter = prepare(source, "t.docx", KIND).render(fields(0), properties(0))
    print(f"回读并查120家\t{scanning(letter):.2f} ms/份")


if __name__ == "__main__":
    main()
